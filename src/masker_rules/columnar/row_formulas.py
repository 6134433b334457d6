"""Formulas of a plan as expressions over columns: the columnar counterpart of `engine.emit`.

Every number is an integer. What a division made is a numerator over a denominator, which is a
constant times columns; a rounding divides, once, by floor division of whole numbers. What only
the reference engine can tell (an `unknown` of the law that is asked, a value that no row of a
table covers) becomes a flag of the row: such people are handed over to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from math import gcd
from typing import Any

import narwhals as nw

from masker_rules.columnar.comparisons import compared, covers, fits, with_nothing
from masker_rules.columnar.division import rounding
from masker_rules.columnar.sheets import MONTHLY, Column, Key, Sheets
from masker_rules.columnar.values import (
    NOTHING,
    Denominator,
    Value,
    added,
    brought,
    cast,
    constant,
    fitted,
    multiplied,
    reduced,
    rescaled,
    whole,
)
from masker_rules.columnar.widths import Limits, Range
from masker_rules.language.plan import (
    MONTH,
    Among,
    Compare,
    Cond,
    Const,
    Exists,
    Expr,
    Fact,
    Logic,
    Lookup,
    Negative,
    Pick,
    Product,
    Quantity,
    Quotient,
    Ref,
    Rounded,
    Sum,
    Unknown,
    Window,
)
from masker_rules.language.tables import Cell
from masker_rules.units import Step, Type, Unit

__all__ = ["NotColumnarError", "RowFormulas", "Scope", "Writers"]


#: Rows of a table above which the expression of a frame would nest too deep.
MOST_ROWS = 100
Writers = dict[type[Expr], Callable[[Any, "Scope"], Value]]


class NotColumnarError(Exception):
    """A construct that only the reference engine computes; the caller names the quantity."""


@dataclass(slots=True)
class Scope:
    """Where an expression stands: its rows, and the tests under which it is asked for.

    `positive` are expressions that those tests find above 0.
    """

    key: Key
    tests: list[Value] = field(default_factory=list)
    positive: list[Expr] = field(default_factory=list)


class RowFormulas:
    """Compiles what one row tells into the columns of :class:`Sheets`.

    Attributes:
        stored: Columns of quantities by sheet and name.
        asked: Flags of rows that the reference engine must compute.
        extents: What facts may be for the widths to hold, by sheet and column.
    """

    def __init__(
        self,
        by_name: Mapping[str, Quantity],
        inline: Mapping[str, Expr],
        limits: Limits,
        *,
        windows: bool = True,
        given: frozenset[str] = frozenset(),
    ) -> None:
        self.sheets = Sheets()
        self.limits, self.windows, self.given = limits, windows, given
        self.by_name, self.inline = by_name, inline
        self.stored: dict[tuple[Key, str], Column] = {}
        self.asked: list[tuple[Key, str]] = []
        self.extents: dict[Key, dict[str, Range]] = {}
        self._temps: dict[tuple[Key, object], Value] = {}
        self._writers = self._all_writers()

    def _all_writers(self) -> Writers:
        """What compiles each kind of expression."""
        return {
            Const: lambda expr, _: reduced(constant(expr.value, expr.type)),
            Unknown: self._unknown,
            Fact: self._fact,
            Ref: self._ref,
            Sum: self._sum,
            Product: self._product,
            Quotient: self._quotient,
            Negative: self._negative,
            Compare: self._compare,
            Logic: self._logic,
            Exists: self._exists,
            Cond: self._cond,
            Among: self._among,
            Pick: self._pick,
            Rounded: self._rounded,
            Lookup: self._lookup,
        }

    def quantity(self, quantity: Quantity, window: Window | None = None) -> Column:
        """Give a quantity its column; in the rows of a window it is one of its own."""
        key = Key(quantity.grain, window)
        if (key, quantity.name) not in self.stored:
            value = self.value(quantity.expr, Scope(key))
            if self.limits.checked and key == MONTHLY:
                value = self._checked(value)
            self.stored[key, quantity.name] = self._store(key, value, "q")
        return self.stored[key, quantity.name]

    def _checked(self, value: Value) -> Value:
        """A value of the month with the range of its unit; who has more goes to the reference."""
        if not value.type.numeric:
            return value
        scale = 10 ** (0 if value.type.ratio else value.type.scale)
        most = self.limits.of(Type(value.type.unit), MONTH).size * scale
        if value.extent.size <= most * value.under.highest:
            return value
        extent = Range(-most, most).times(Range(1, value.under.highest))
        edge = brought(constant(most, value.type), value.under)
        wide = value.wide or edge.wide
        number = fitted(value, wide=wide)
        end = fitted(edge, wide=wide)
        beyond = (number > end) | (number < 0 - end)
        self._ask(Scope(MONTHLY), beyond, value.needs | edge.needs)
        zero = whole(0).cast(nw.Int128) if value.wide else whole(0)
        # None is beyond nothing and stays none.
        shown = nw.when(beyond).then(zero).otherwise(value.expr)
        return replace(value, expr=shown, extent=extent, needs=value.needs | edge.needs)

    def value(self, expr: Expr, scope: Scope) -> Value:
        """An expression as seen from the rows of the scope, at the expression's own type."""
        return self._writers[type(expr)](expr, scope)

    def _store(self, key: Key, value: Value, prefix: str) -> Column:
        sheet = self.sheets.sheet(key)
        if value.wide and not value.extent.is_wide:
            value = replace(value, expr=value.expr.cast(nw.Int64), wide=False)
        return sheet.add(self.sheets.fresh(prefix), value)

    # -------------------------------------------------------------- leaves
    def _unknown(self, expr: Unknown, scope: Scope) -> Value:
        self._ask(scope, nw.lit(value=True), frozenset())
        first = expr.candidates[0] if expr.candidates else None
        return constant(first, expr.type)

    def _ask(self, scope: Scope, flag: nw.Expr, needs: frozenset[str]) -> None:
        """The reference engine must compute a row where all tests of the scope and `flag` hold."""
        for test in scope.tests:
            flag, needs = flag & test.expr, needs | test.needs
        value = Value(flag, Type(Unit.FLAG), needs=needs, maybe=True)
        self.asked.append((scope.key, self._store(scope.key, value, "u").name))

    def _fact(self, expr: Fact | Ref, scope: Scope) -> Value:
        source = MONTHLY if expr.grain == MONTH else Key(expr.grain, scope.key.window)
        name = self.sheets.fact(source, expr.name)
        kind = expr.type
        extent = NOTHING
        if kind.numeric:
            extent = self.limits.of(kind, expr.grain)
            self.extents.setdefault(source, {})[name] = extent
        own = Value(
            nw.col(name),
            kind,
            extent,
            needs=frozenset({name}),
            maybe=kind.optional,
            wide=extent.is_wide,
        )
        return self.sheets.lend(own, source, scope.key)

    def _ref(self, expr: Ref, scope: Scope) -> Value:
        if expr.name in self.given:
            return self._fact(expr, scope)
        if expr.name in self.inline and scope.key.window is None:
            return self.value(self.inline[expr.name], scope)
        window = None if expr.grain == MONTH else scope.key.window
        column = self.quantity(self.by_name[expr.name], window)
        if column.value.literal is not None and not column.value.under.factors:
            return column.value
        return self.sheets.lend(column.stored, Key(expr.grain, window), scope.key)

    # -------------------------------------------------------------- arithmetic
    def _at(self, expr: Expr, to: Type, scope: Scope) -> Value:
        return cast(self.value(expr, scope), to)

    def _sum(self, expr: Sum, scope: Scope) -> Value:
        found: Value | None = None
        for arg, minus in zip(expr.args, expr.minus, strict=True):
            part = self._at(arg, expr.type, scope)
            if found is None:
                found = self._negated(part) if minus else part
            else:
                found = added(found, part, expr.type, minus=minus)
        assert found is not None
        return replace(found, type=expr.type)

    def _product(self, expr: Product, scope: Scope) -> Value:
        values = [self.value(arg, scope) for arg in expr.args]
        if expr.type.ratio:
            values = [cast(value, _ratio(value.type)) for value in values]
        first, *others = (reduced(value) for value in values)
        return replace(
            reduce(lambda a, b: multiplied(a, b, expr.type), others, first), type=expr.type
        )

    def _negated(self, value: Value) -> Value:
        return replace(value, expr=0 - value.expr, extent=value.extent.negated(), literal=None)

    def _negative(self, expr: Negative, scope: Scope) -> Value:
        return replace(self._negated(self.value(expr.arg, scope)), type=expr.type)

    def _quotient(self, expr: Quotient, scope: Scope) -> Value:
        top = reduced(cast(self.value(expr.top, scope), _ratio(expr.top.type)))
        bottom = reduced(cast(self.value(expr.bottom, scope), _ratio(expr.bottom.type)))
        kind = expr.type
        if isinstance(bottom.literal, int) and not bottom.under.factors:
            return self._by_constant(expr, top, bottom, scope)
        # The bottom's numerator becomes a factor of the denominator, its denominator of the top.
        shared = gcd(top.under.constant, bottom.under.constant)
        top = replace(top, under=top.under.without(shared), literal=None)
        bottom = replace(bottom, under=bottom.under.without(shared), literal=None)
        sign = constant(1, kind)
        plain = replace(bottom, under=Denominator())
        flag = plain.expr == 0
        size = plain.extent.size
        if bottom.extent.low < 0:
            absolute = nw.when(plain.expr < 0).then(0 - plain.expr).otherwise(plain.expr)
            sign = replace(
                constant(1, kind),
                expr=nw.when(plain.expr < 0).then(whole(-1)).otherwise(whole(1)),
                extent=Range(-1, 1),
                needs=plain.needs,
                literal=None,
            )
        else:
            absolute = plain.expr
        one = whole(1).cast(nw.Int128) if plain.wide else whole(1)
        factor = replace(
            plain,
            expr=nw.when(flag).then(one).otherwise(absolute),
            extent=Range(1, max(size, 1)),
            literal=None,
        )
        name = self._factor(scope.key, expr.bottom, factor)
        under = Denominator(1, ((name, max(size, 1)),))
        up = brought(constant(1, kind), bottom.under)
        up = replace(up, under=Denominator())
        share = multiplied(multiplied(top, up, kind), sign, kind)
        share = replace(
            share, under=top.under.times(under), needs=share.needs | {name} | bottom.needs
        )
        if expr.zero is None:
            return share
        test = Value(flag, Type(Unit.FLAG), needs=plain.needs)
        scope.tests.append(test)
        instead = self._at(expr.zero, kind, scope)
        scope.tests.pop()
        return self._either(test, instead, share, kind)

    def _factor(self, key: Key, bottom: Expr, factor: Value) -> str:
        made = self._temps.get((key, ("factor", bottom)))
        if made is None:
            made = self._temps[key, ("factor", bottom)] = self._store(key, factor, "d").stored
        (name,) = made.needs
        return name

    def _by_constant(self, expr: Quotient, top: Value, bottom: Value, scope: Scope) -> Value:
        number = bottom.literal
        assert isinstance(number, int)
        if number == 0:
            assert expr.zero is not None
            return self._at(expr.zero, expr.type, scope)
        share = rescaled(top, bottom.under.constant * (1 if number > 0 else -1))
        under = share.under.times(Denominator(abs(number)))
        return reduced(replace(share, under=under, type=expr.type))

    # -------------------------------------------------------------- tests
    def _compare(self, expr: Compare, scope: Scope) -> Value:
        left, right = self.value(expr.left, scope), self.value(expr.right, scope)
        maybe = left.maybe or right.maybe
        if left.type.numeric:
            kind = _common(left.type, right.type)
            left, right = cast(left, kind), cast(right, kind)
            under = left.under.common(right.under)
            left, right = brought(left, under), brought(right, under)
            wide = left.wide or right.wide
            sides = fitted(left, wide=wide), fitted(right, wide=wide)
        else:
            sides = left.expr, right.expr
        flag = compared(expr.op, *sides)
        if maybe and expr.op in {"=", "!="}:
            flag = with_nothing(expr.op, flag, left, right)
            maybe = False
        return Value(flag, expr.type, needs=left.needs | right.needs, maybe=maybe)

    def _logic(self, expr: Logic, scope: Scope) -> Value:
        if expr.op == "not":
            value = self._test(expr.args[0], scope)
            return replace(value, expr=~value.expr, type=expr.type, literal=None)
        # Later operands are asked for only where the earlier ones leave it open.
        before = len(scope.tests)
        found: Value | None = None
        for arg in expr.args:
            value = self._test(arg, scope)
            guard = value if expr.op == "and" else replace(value, expr=~value.expr)
            scope.tests.append(guard)
            if found is None:
                found = value
                continue
            joined = found.expr & value.expr if expr.op == "and" else found.expr | value.expr
            found = Value(
                joined,
                expr.type,
                needs=found.needs | value.needs,
                maybe=found.maybe or value.maybe,
            )
        del scope.tests[before:]
        assert found is not None
        return replace(found, type=expr.type, literal=None)

    def _test(self, expr: Expr, scope: Scope) -> Value:
        """A flag of which none counts as no, as wherever Python asks for its truth."""
        value = self.value(expr, scope)
        if not value.maybe:
            return value
        if isinstance(expr, Compare | Logic):
            # Null only where a short circuit keeps the reference engine from asking.
            return value
        return replace(value, expr=value.expr.fill_null(value=False), maybe=False)

    def _exists(self, expr: Exists, scope: Scope) -> Value:
        value = self.value(expr.arg, scope)
        return Value(~value.expr.is_null(), expr.type, needs=value.needs)

    def _cond(self, expr: Cond, scope: Scope) -> Value:
        test = self._test(expr.test, scope)
        scope.tests.append(test)
        before = len(scope.positive)
        scope.positive += _positive(expr.test)
        yes = self._at(expr.yes, expr.type, scope)
        del scope.positive[before:]
        scope.tests[-1] = replace(test, expr=~test.expr)
        no = self._at(expr.no, expr.type, scope)
        scope.tests.pop()
        return self._either(test, yes, no, expr.type)

    def _either(self, test: Value, yes: Value, no: Value, kind: Type) -> Value:
        yes, no, wide = self._alike(yes, no)
        flag = test.expr
        return Value(
            nw.when(flag).then(fitted(yes, wide=wide)).otherwise(fitted(no, wide=wide)),
            kind,
            yes.extent.joined(no.extent),
            yes.under,
            test.needs | yes.needs | no.needs,
            wide,
            yes.maybe or no.maybe,
        )

    def _alike(self, left: Value, right: Value) -> tuple[Value, Value, bool]:
        """Two values over one denominator, and whether they need 128 bits."""
        under = left.under.common(right.under)
        left, right = brought(left, under), brought(right, under)
        return left, right, left.wide or right.wide

    def _among(self, expr: Among, scope: Scope) -> Value:
        value = self.value(expr.value, scope)
        if not expr.ranges:
            words = sorted(word for word in expr.words if word is not None)
            flag = value.expr.is_in(words) if words else value.expr.is_null()
            if value.maybe:
                flag = flag.fill_null(value=None in expr.words)
            return Value(flag, expr.type, needs=value.needs)
        tests = [self._between(expr.value, span, scope) for span in expr.ranges]
        return replace(
            reduce(
                lambda a, b: Value(
                    a.expr | b.expr, expr.type, needs=a.needs | b.needs, maybe=a.maybe or b.maybe
                ),
                tests,
            ),
            type=expr.type,
        )

    def _between(self, value: Expr, span: tuple[Expr | None, Expr | None], scope: Scope) -> Value:
        flag = Type(Unit.FLAG)
        sides = [
            self._compare(Compare(flag, operator, value, end), scope)
            for end, operator in zip(span, (">=", "<="), strict=True)
            if end is not None
        ]
        if not sides:
            return Value(nw.lit(value=True), flag)
        return reduce(
            lambda a, b: Value(
                a.expr & b.expr, flag, needs=a.needs | b.needs, maybe=a.maybe or b.maybe
            ),
            sides,
        )

    def _pick(self, expr: Pick, scope: Scope) -> Value:
        first, *others = (self._at(arg, expr.type, scope) for arg in expr.args)
        found = first
        for other in others:
            left, right, wide = self._alike(found, other)
            a, b = fitted(left, wide=wide), fitted(right, wide=wide)
            smaller = expr.kind == "min"
            ends = (min, min) if smaller else (max, max)
            extent = Range(
                ends[0](left.extent.low, right.extent.low),
                ends[1](left.extent.high, right.extent.high),
            )
            found = Value(
                nw.when(a <= b if smaller else a >= b).then(a).otherwise(b),
                expr.type,
                extent,
                left.under,
                left.needs | right.needs,
                wide,
                left.maybe or right.maybe,
            )
        return replace(found, type=expr.type)

    # -------------------------------------------------------------- rounding
    def _rounded(self, expr: Rounded, scope: Scope) -> Value:
        return self.round(self.value(expr.arg, scope), expr.step, expr.type)

    def round(self, value: Value, step: Step, kind: Type) -> Value:
        """A value rounded to a step."""
        shift = step.scale - (0 if value.type.ratio else value.type.scale)
        top = rescaled(value, 10**shift) if shift > 0 else value
        under = value.under.times(Denominator(step.size * (10**-shift if shift < 0 else 1)))
        top = replace(top, literal=None)
        if under == Denominator():
            return replace(top, type=kind, under=under)
        if under == Denominator(step.size) and value.type.step % step.size == 0:
            whole_steps = value.type.scale == step.scale and not value.type.ratio
            if whole_steps:
                return replace(top, type=kind, under=Denominator())
        found = rounding(top, under, step.mode)
        return replace(rescaled(found, step.size), type=kind)

    # -------------------------------------------------------------- tables
    def _lookup(self, expr: Lookup, scope: Scope) -> Value:
        table = expr.table
        if len(table.rows) > MOST_ROWS:
            raise NotColumnarError
        inputs = [
            self._at(arg, kind, scope)
            for arg, (_, kind) in zip(expr.args, table.inputs, strict=True)
        ]
        kind = table.outputs[expr.output][1]
        tests = [_fitting(row.cells, inputs) for row in table.rows]
        values = []
        for row, test in zip(table.rows, tests, strict=True):
            scope.tests.append(test)
            values.append(self._at(row.values[expr.output], kind, scope))
            scope.tests.pop()
        if table.otherwise is not None:
            nothing = [replace(test, expr=~test.expr) for test in tests]
            scope.tests += nothing
            last = self._at(table.otherwise[expr.output], kind, scope)
            del scope.tests[len(scope.tests) - len(nothing) :]
        else:
            known = [
                _above_zero(value) if arg in scope.positive else value
                for arg, value in zip(expr.args, inputs, strict=True)
            ]
            if not covers(table, known):
                flag = reduce(lambda a, b: a | b, (test.expr for test in tests))
                needs = frozenset().union(*(test.needs for test in tests))
                self._ask(scope, ~flag, needs)
            last = values.pop()
            tests.pop()
        for test, value in zip(reversed(tests), reversed(values), strict=True):
            last = self._either(test, value, last, kind)
        return replace(last, type=kind)


# ------------------------------------------------------------------ helpers
def _positive(test: Expr) -> Iterator[Expr]:
    """What a test that holds finds above 0."""
    if isinstance(test, Logic) and test.op == "and":
        for arg in test.args:
            yield from _positive(arg)
    elif (
        isinstance(test, Compare)
        and test.op == ">"
        and isinstance(test.right, Const)
        and test.right.value == 0
    ):
        yield test.left


def _above_zero(value: Value) -> Value:
    low = max(value.type.step, value.extent.low)
    return replace(value, extent=Range(low, max(low, value.extent.high)))


def _ratio(kind: Type) -> Type:
    return Type(kind.unit, ratio=True)


def _common(left: Type, right: Type) -> Type:
    if left.ratio or right.ratio:
        return Type(left.unit, ratio=True)
    return Type(left.unit, max(left.scale, right.scale))


def _fitting(cells: Sequence[Cell], inputs: Sequence[Value]) -> Value:
    flag = Type(Unit.FLAG)
    tests = [
        fits(cell, value) for cell, value in zip(cells, inputs, strict=True) if not cell.anything
    ]
    if not tests:
        return Value(nw.lit(value=True), flag)
    needs = frozenset().union(*(value.needs for value in inputs))
    return Value(reduce(lambda a, b: a & b, tests), flag, needs=needs)
