"""Formulas of a plan as expressions over columns: the columnar counterpart of `engine.emit`.

Every number is an integer. What a division made is a numerator over a denominator, which is a
constant times columns; a rounding divides, once, by floor division of whole numbers. What only
the reference engine can tell (an `unknown` of the law that is asked, a value that no row of a
table covers) becomes a flag of the row: such people are handed over to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from math import gcd
from typing import Any

import narwhals as nw

from masker_rules.columnar.comparisons import compared, covers, fits, with_nothing
from masker_rules.columnar.division import rounding
from masker_rules.columnar.sheets import MONTHLY, ROW, Column, Key, Sheets
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
from masker_rules.columnar.widths import MOST_MONTHS, Limits, Range
from masker_rules.language.expressions import NUMBER
from masker_rules.language.plan import (
    MONTH,
    Among,
    Compare,
    Cond,
    Const,
    Exists,
    Expr,
    Fact,
    Gather,
    Logic,
    Lookup,
    Negative,
    Nth,
    Pick,
    Product,
    Quantity,
    Quotient,
    Ref,
    Rounded,
    Running,
    Sum,
    Unknown,
    Window,
)
from masker_rules.language.tables import Cell
from masker_rules.units import Step, Type, Unit

__all__ = ["Formulas", "NotColumnarError", "Scope"]


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


class Formulas:
    """Compiles expressions into the columns of :class:`Sheets`.

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
        self._flags: set[tuple[Key, str]] = set()
        self._writers: dict[type[Expr], Callable[[Any, Scope], Value]] = {
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
            Gather: self._gather,
            Nth: self._upto,
            Running: self._upto,
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

    # -------------------------------------------------------------- aggregates
    def _gather(self, expr: Gather, scope: Scope) -> Value:
        if expr.window is not None and not self.windows:
            if not expr.window.with_this_month:
                return self._of_nothing(expr, scope)
            expr = replace(expr, window=None)
        found = self._temps.get((MONTHLY, expr))
        if found is None:
            found = self._temps[MONTHLY, expr] = self._aggregate(expr)
        return self.sheets.lend(found, MONTHLY, scope.key)

    def _of_nothing(self, expr: Gather, scope: Scope) -> Value:
        """An aggregate over no rows."""
        if expr.empty is not None:
            return self._at(expr.empty, expr.type, scope)
        if expr.kind in {"any", "all"}:
            return constant(expr.kind == "all", expr.type)
        return constant(0, expr.type)

    def _aggregate(self, expr: Gather) -> Value:
        key = Key(expr.grain, expr.window)
        if expr.window is not None and expr.window.length > MOST_MONTHS:
            raise NotColumnarError
        self.sheets.sheet(key)
        rows = Scope(key)
        where = self._test(expr.where, rows) if expr.where is not None else None
        if where is not None:
            rows.tests.append(where)
        if expr.kind in {"count", "any", "all", "longest_run"}:
            return self._of_flags(expr, rows, where)
        if expr.kind == "sum":
            body = self._at(expr.body, expr.type, rows)
            if where is not None:
                zero = replace(constant(0, expr.type), under=body.under)
                body = self._either(where, body, zero, expr.type)
            body = self._over_common(replace(body, type=expr.type), rows)
            return self._total(key, body, expr.type)
        return self._extreme(expr, rows, where)

    def _total(self, key: Key, body: Value, kind: Type) -> Value:
        extent = body.extent.repeated(self.limits.rows(key.grain, key.window))
        if extent.is_wide and not body.wide:
            body = replace(body, expr=body.expr.cast(nw.Int128), wide=True)
            body = replace(body, extent=extent)  # the column itself is made wide
        stored = self._rows_column(key, body)
        under = self._monthly(key, body.under)
        name = self.sheets.aggregate("sum", key, stored)
        return Value(
            nw.col(name), kind, extent, under, frozenset({name}) | under.names, extent.is_wide
        )

    def _over_common(self, body: Value, rows: Scope) -> Value:
        """Fractions whose denominators differ from row to row, over a multiple of all of them."""
        key = rows.key
        lent = self.sheets.sheet(key).lent
        for name, high in body.under.factors:
            if lent.get(name, (key, name))[0] == MONTHLY:
                continue
            multiple = self._multiple(key, name)
            (own,) = multiple.needs
            self._ask(rows, nw.col(own) % nw.col(name) != 0, frozenset({own, name}))
            times = replace(
                multiple,
                expr=nw.col(own) // nw.col(name),
                needs=frozenset({own, name}),
            )
            left = body.under.over(Denominator(1, ((name, high),)))
            over = Denominator(1, ((own, self.limits.multiple),))
            body = multiplied(replace(body, under=left), times, body.type)
            body = replace(body, under=left.times(over), needs=body.needs | {own})
        return body

    def _multiple(self, key: Key, name: str) -> Value:
        """A number of the whole frame that the values of a column divide, as its rows see it."""
        found = self._temps.get((key, ("multiple", name)))
        if found is None:
            made = self.sheets.aggregate("multiple", key, name)
            extent = Range(1, self.limits.multiple)
            own = Value(nw.col(made), NUMBER, extent, needs=frozenset({made}))
            found = self.sheets.lend(own, MONTHLY, key)
            self._temps[key, ("multiple", name)] = found
        return found

    def _monthly(self, key: Key, under: Denominator) -> Denominator:
        """The denominator of rows as the month has it; it must be the same for all of them."""
        lent = self.sheets.sheet(key).lent
        factors = []
        for name, high in under.factors:
            source, own = lent.get(name, (key, name))
            if source != MONTHLY:
                raise NotColumnarError
            factors.append((own, high))
        return Denominator(under.constant, tuple(sorted(factors)))

    def _rows_column(self, key: Key, value: Value) -> str:
        made = self._store(key, replace(value, under=Denominator(), literal=None), "b")
        return made.name

    def _of_flags(self, expr: Gather, rows: Scope, where: Value | None) -> Value:
        body = self._test(expr.body, rows) if expr.body.type.unit is Unit.FLAG else None
        flag = Type(Unit.FLAG)
        if body is None:
            # `count` of rows: the body is a number that stands for each.
            body = Value(nw.lit(value=True), flag)
        if where is not None and expr.kind == "all":
            body = Value(~where.expr | body.expr, flag, needs=where.needs | body.needs)
        elif where is not None:
            body = Value(where.expr & body.expr, flag, needs=where.needs | body.needs)
        if expr.kind == "longest_run":
            body = self._test_column(rows.key, body)
        number = Value(_mark(body.expr), expr.type, Range(0, 1), needs=body.needs)
        if expr.kind == "count":
            return self._total(rows.key, number, expr.type)
        column = self._rows_column(rows.key, number)
        if expr.kind == "longest_run":
            stretch = self._stretches(rows.key, body, where)
            name = self.sheets.aggregate("run", rows.key, column, stretch)
            longest = Range(0, self.limits.rows(rows.key.grain, rows.key.window))
            return Value(nw.col(name), expr.type, longest, needs=frozenset({name}))
        name = self.sheets.aggregate(expr.kind, rows.key, column)
        # A column of its own: rows that are lent it must find a flag, not a number.
        holds = Value(nw.col(name) == 1, expr.type, needs=frozenset({name}))
        return self._store(MONTHLY, holds, "f").stored

    def _test_column(self, key: Key, flag: Value) -> Value:
        value = replace(flag, expr=flag.expr.fill_null(value=False))
        return self._store(key, value, "f").stored

    def _stretches(self, key: Key, flag: Value, where: Value | None) -> str:
        """A number that stays while the flag holds, and is another after it did not.

        Rows that `where` leaves out lie in no stretch and break none.
        """
        needs, holds = flag.needs, flag.expr
        if where is not None:
            needs, holds = needs | where.needs, holds | ~where.expr.fill_null(value=False)
        broken = nw.when(holds).then(whole(0)).otherwise(whole(1))
        gap = self._store(key, Value(broken, flag.type, Range(0, 1), needs=needs), "b")
        self.sheets.sheet(key).ordered = True
        run = _along(gap.name, [])
        extent = Range(0, self.limits.rows(key.grain, key.window))
        value = Value(run, flag.type, extent, needs=frozenset({gap.name}))
        return self._store(key, value, "r").name

    def _extreme(self, expr: Gather, rows: Scope, where: Value | None) -> Value:
        key = rows.key
        body = self._at(expr.body, expr.type, rows)
        if body.type.numeric is False:
            raise NotColumnarError
        body = self._over_common(body, rows)
        under = self._monthly(key, body.under)
        shown = body.expr
        if where is not None:
            nothing = nw.lit(None, dtype=nw.Int128() if body.wide else nw.Int64())
            shown = nw.when(where.expr).then(shown).otherwise(nothing)
            body = replace(body, expr=shown, needs=body.needs | where.needs)
        name = self.sheets.aggregate(expr.kind, key, self._rows_column(key, body))
        assert expr.empty is not None
        found = Value(
            nw.col(name),
            expr.type,
            body.extent,
            under,
            frozenset({name}) | under.names,
            body.wide,
        )
        empty = self._at(expr.empty, expr.type, Scope(MONTHLY))
        none = Value(nw.col(name).is_null(), Type(Unit.FLAG), needs=frozenset({name}))
        value = self._either(none, empty, found, expr.type)
        return self._store(MONTHLY, value, "q").stored

    def _upto(self, expr: Nth | Running, scope: Scope) -> Value:
        own = Key(expr.grain, scope.key.window)
        found = self._temps.get((own, expr))
        if found is None:
            found = self._temps[own, expr] = self._running(expr, own)
        return self.sheets.lend(found, own, scope.key)

    def _running(self, expr: Nth | Running, key: Key) -> Value:
        self.sheets.sheet(key).ordered = True
        rows = Scope(key)
        if isinstance(expr, Nth):
            test = self._test(expr.test, rows)
            one = nw.when(test.expr).then(whole(1)).otherwise(whole(0))
            body = Value(one, expr.type, Range(0, 1), needs=test.needs)
        else:
            body = self._over_common(self._at(expr.body, expr.type, rows), rows)
        extent = body.extent.repeated(self.limits.rows(key.grain, key.window))
        if extent.is_wide and not body.wide:
            body = replace(body, expr=body.expr.cast(nw.Int128), wide=True, extent=extent)
        column = self._rows_column(key, body)
        per = []
        if expr.per is not None:
            per = [self._store(key, self.value(expr.per, rows), "k").name]
        needs = frozenset({column, *per})
        value = Value(
            _along(column, per),
            expr.type,
            extent,
            body.under,
            needs | body.under.names,
            extent.is_wide,
        )
        return self._store(key, value, "r").stored


# ------------------------------------------------------------------ helpers
def _along(column: str, per: Iterable[str]) -> nw.Expr:
    """The sum of a column over the rows up to each one."""
    return nw.col(column).cum_sum().over("pm", *per, order_by=ROW)


def _mark(flag: nw.Expr) -> nw.Expr:
    """1 where a flag holds, else 0, in as little space as that takes."""
    return nw.when(flag).then(nw.lit(1, dtype=nw.Int8)).otherwise(nw.lit(0, dtype=nw.Int8))


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
