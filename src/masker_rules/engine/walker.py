"""The plan over many person-months at once: each quantity a vector, each expression walked once.

Rows lie sorted by person-month. A branch is evaluated for the rows that take it and for no others,
so that what is not reached asks nothing and raises nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from masker_rules.engine import gathering as by_month
from masker_rules.engine.chunk import Selection, Sheets, WordCodes
from masker_rules.engine.runtime import constant, row_finder
from masker_rules.engine.vectors import (
    Array,
    Hits,
    Vector,
    chosen,
    compared,
    divided,
    flags,
    of_fractions,
    of_integers,
    over,
    plus,
    rounded,
    scaled,
    times,
)
from masker_rules.language.expressions import date_of, needed, operands
from masker_rules.language.numbered import numbered_within
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
    Plan,
    Product,
    Quotient,
    Ref,
    Rounded,
    Running,
    Sum,
    Unknown,
    Window,
)
from masker_rules.units import Type, Unit

__all__ = ["Walk", "walk_plan"]

#: More than the number of any date.
DATES = 2**22
SCALED = frozenset({Unit.MONEY, Unit.PERCENT, Unit.NUMBER})


def walk_plan(
    plan: Plan,
    outputs: Iterable[str],
    sheets: Sheets,
    words: WordCodes,
    unknowns: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    given: frozenset[str] = frozenset(),
) -> Walk:
    """Compute the quantities that `outputs` need.

    Args:
        plan: The regulation.
        outputs: Names of quantities.
        sheets: The months (grain `month`) and the rows, by grain and window.
        words: The numbers of words in the vectors of facts.
        unknowns: What each `unknown` is taken for: by everybody, or by each person-month.
        given: Quantities that the rows bring along as facts.
    """
    made = Walk(plan, sheets, words, unknowns, given)
    made.compute(tuple(outputs))
    return made


class Walk:
    """Quantities of a chunk of person-months.

    Attributes:
        asked: By name of an `unknown`, which months ask for it.
    """

    def __init__(
        self,
        plan: Plan,
        sheets: Sheets,
        words: WordCodes,
        unknowns: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        given: frozenset[str],
    ) -> None:
        self.plan, self.sheets, self.words = plan, sheets, words
        self.unknowns, self.given = unknowns, given
        self.count = len(sheets[MONTH, None])
        self._made: dict[tuple[str, Window | None], Vector | Hits] = {}
        self._everywhere: dict[tuple[str, Window | None], Vector] = {}
        self.asked: dict[str, Array] = {}
        self._facts: dict[tuple[str, str, Window | None], Vector] = {}
        self._gathered: dict[tuple[Expr, Window | None], Vector] = {}
        self._finders: dict[int, Callable[..., int]] = {}
        self._visit: dict[type[Expr], Callable[[Any, Selection], Vector]] = {
            Const: self._const,
            Unknown: self._unknown,
            Fact: self._fact,
            Ref: self._ref,
            Sum: self._sum,
            Product: self._product,
            Quotient: self._quotient,
            Negative: self._negative,
            Compare: self._compare,
            Logic: self._logic,
            Exists: lambda expr, scope: flags(self._exists(expr.arg, scope)),
            Cond: self._cond,
            Among: self._among,
            Pick: self._pick,
            Rounded: self._rounded,
            Lookup: self._lookup,
            Gather: self._gather,
            Nth: self._upto,
            Running: self._upto,
        }

    def compute(self, outputs: Sequence[str]) -> None:
        """Compute what the outputs need, in the order of the plan."""
        for quantity in needed(self.plan, outputs, self.given):
            self._computed(quantity.name, None)

    def vector(self, name: str) -> Vector:
        """A quantity, for each row of its grain."""
        return self._quantity(name, None)

    def _quantity(self, name: str, window: Window | None) -> Vector:
        key = name, window
        if key not in self._everywhere:
            made = self._computed(name, window)
            self._everywhere[key] = made.everywhere() if isinstance(made, Hits) else made
        return self._everywhere[key]

    def _computed(self, name: str, window: Window | None) -> Vector | Hits:
        key = name, window
        if key not in self._made:
            quantity = self.plan.by_name[name]
            self._aggregate_first(quantity.expr, window)
            self._made[key] = self._few(quantity.expr, self._scope(quantity.grain, window))
        return self._made[key]

    def _few(self, expr: Expr, scope: Selection) -> Vector | Hits:
        """A charge as the rows that it hits: most rows of days have none."""
        if not (isinstance(expr, Cond) and expr.type.numeric and _is_nothing(expr.no)):
            return self._eval(expr, scope)
        test = self._test(expr.test, scope)
        within = scope.where(test)
        if scope.grain == MONTH or within.rows is None or 2 * within.size > len(test):
            return self._branches(expr, test, scope)
        return Hits(len(test), within.rows, self._cast(expr.yes, expr.type, within))

    def _aggregate_first(self, expr: Expr, window: Window | None) -> None:
        """Evaluate what reaches over rows, in branches that nobody takes as well.

        An aggregate is one for all months: whether it asks or raises must not depend on who else
        is in the chunk.
        """
        of_month = isinstance(expr, Gather) and not expr.beside
        within = expr.window if isinstance(expr, Gather) and of_month else window
        for part in operands(expr):
            self._aggregate_first(part, within)
        if isinstance(expr, Gather):
            self._aggregate(expr, window)
        elif isinstance(expr, Nth | Running):
            self._totals(expr, window)
        elif isinstance(expr, Ref) and window is not None and self._is_windowed(expr):
            self._quantity(expr.name, window)

    def _is_windowed(self, expr: Ref) -> bool:
        return expr.grain != MONTH and self._is_computed(expr)

    def _is_computed(self, expr: Ref) -> bool:
        return expr.name in self.plan.by_name and expr.name not in self.given

    def _scope(self, grain: str, window: Window | None = None) -> Selection:
        return Selection(grain, window, self.sheets[grain, window])

    def _eval(self, expr: Expr, scope: Selection) -> Vector:
        return self._visit[type(expr)](expr, scope)

    # -------------------------------------------------------------- leaves
    def _const(self, expr: Const, scope: Selection) -> Vector:
        return self._full(expr.value, expr.type, scope.size)

    def _full(self, value: Any, kind: Type, size: int) -> Vector:
        if kind.unit is Unit.WORD:
            return by_month.filled(self.words.code(value), size)
        if value is None:
            none = np.ones(size, bool)
            return Vector(np.zeros(size, bool if kind.unit is Unit.FLAG else np.int64), 1, none)
        if kind.unit is Unit.FLAG:
            return flags(np.broadcast_to(np.array(bool(value)), size))
        return by_month.filled(value, size)

    def _unknown(self, expr: Unknown, scope: Selection) -> Vector:
        asked = self.asked.setdefault(expr.name, np.zeros(self.count, bool))
        asked[scope.months] = True
        if isinstance(self.unknowns, Mapping):
            return self._full(self.unknowns[expr.name], expr.type, scope.size)
        answers = [state[expr.name] for state in self.unknowns]
        return self._cells(answers, expr.type).take(scope.months)

    def _fact(self, expr: Fact | Ref, scope: Selection) -> Vector:
        window = None if expr.grain == MONTH else scope.window
        key = expr.grain, expr.name, window
        if key not in self._facts:
            self._facts[key] = self.sheets[expr.grain, window].fact(expr.name)
        return self._seen(expr.grain, self._facts[key], scope)

    def _ref(self, expr: Ref, scope: Selection) -> Vector:
        if not self._is_computed(expr):
            return self._fact(expr, scope)
        window = None if expr.grain == MONTH else scope.window
        return self._seen(expr.grain, self._quantity(expr.name, window), scope)

    def _seen(self, grain: str, value: Vector, scope: Selection) -> Vector:
        """A fact or quantity as the rows of the scope see it."""
        if grain == scope.grain:
            return scope.of(value)
        if grain == MONTH:
            return value.take(scope.months)
        rows = scope.sheet.seen[grain]
        return value.take(rows if scope.rows is None else rows[scope.rows])

    # -------------------------------------------------------------- numbers
    def _cast(self, expr: Expr, to: Type, scope: Selection) -> Vector:
        """An expression brought to the scale of `to`."""
        return _at_scale(self._eval(expr, scope), expr.type, to)

    def _sum(self, expr: Sum, scope: Selection) -> Vector:
        expr = numbered_within(expr, scope.window)
        total: Vector | None = None
        for arg, minus in zip(expr.args, expr.minus, strict=True):
            part = self._cast(arg, expr.type, scope)
            if total is None:
                total = scaled(part, -1) if minus else part
            else:
                total = plus(total, part, minus=minus)
        assert total is not None
        return total

    def _product(self, expr: Product, scope: Selection) -> Vector:
        made: Vector | None = None
        for arg in expr.args:
            part = self._cast(arg, expr.type, scope) if expr.type.ratio else self._eval(arg, scope)
            made = part if made is None else times(made, part)
        assert made is not None
        return made

    def _quotient(self, expr: Quotient, scope: Selection) -> Vector:
        bottom = over(self._eval(expr.bottom, scope), 10**expr.bottom.type.scale)
        some = bottom.top != 0
        if not some.all() and expr.zero is None:
            raise ZeroDivisionError
        within = scope if some.all() else scope.where(some)
        top = over(self._eval(expr.top, within), 10**expr.top.type.scale)
        share = divided(top, bottom if some.all() else bottom.take(some))
        if some.all() or expr.zero is None:
            return share
        zero = self._cast(expr.zero, expr.type, scope.where(~some))
        return chosen(some, share if some.any() else None, zero)

    def _negative(self, expr: Negative, scope: Selection) -> Vector:
        return scaled(self._eval(expr.arg, scope), -1)

    def _pick(self, expr: Pick, scope: Selection) -> Vector:
        op = "<" if expr.kind == "min" else ">"
        best = self._cast(expr.args[0], expr.type, scope)
        for arg in expr.args[1:]:
            other = self._cast(arg, expr.type, scope)
            better = compared(op, other, best)
            best = chosen(better, other.take(better), best.take(~better))
        return best

    def _rounded(self, expr: Rounded, scope: Selection) -> Vector:
        step, scale = expr.step, expr.arg.type.scale
        shift = step.scale - scale
        value = self._eval(expr.arg, scope)
        number = rounded(value, 10 ** max(shift, 0), step.size * 10 ** max(-shift, 0), step.mode)
        return scaled(number, step.size)

    # -------------------------------------------------------------- flags
    def _test(self, expr: Expr, scope: Selection) -> Array:
        """Which rows a flag holds of; `none` does not hold."""
        value = self._eval(expr, scope)
        held = value.top.astype(bool, copy=False)
        return held if value.none is None else held & ~value.none

    def _exists(self, expr: Expr, scope: Selection) -> Array:
        value = self._eval(expr, scope)
        return value.top >= 0 if expr.type.unit is Unit.WORD else value.exists

    def _compare(self, expr: Compare, scope: Selection) -> Vector:
        left, right = expr.left, expr.right
        if left.type.numeric:
            common = _common(left.type, right.type)
            one, other = (self._cast(side, common, scope) for side in (left, right))
            held = compared(expr.op, one, other)
            if one.none is None and other.none is None:
                return flags(held)
            return flags(_with_none(expr.op, held, one, other))
        one, other = self._eval(left, scope), self._eval(right, scope)
        same = one.top == other.top
        if one.none is not None or other.none is not None:
            same = (same & one.exists & other.exists) | (~one.exists & ~other.exists)
        return flags(same if expr.op == "=" else ~same)

    def _logic(self, expr: Logic, scope: Selection) -> Vector:
        if expr.op == "not":
            return flags(~self._test(expr.args[0], scope))
        is_and = expr.op == "and"
        first = self._eval(expr.args[0], scope)
        top, none = first.top.copy(), ~first.exists
        for arg in expr.args[1:]:
            held = top & ~none
            left = held if is_and else ~held
            if not left.any():
                break
            value = self._eval(arg, scope if left.all() else scope.where(left))
            top[left], none[left] = value.top, ~value.exists
        return flags(top, none if none.any() else None)

    def _cond(self, expr: Cond, scope: Selection) -> Vector:
        return self._branches(expr, self._test(expr.test, scope), scope)

    def _branches(self, expr: Cond, test: Array, scope: Selection) -> Vector:
        if test.all():
            return self._cast(expr.yes, expr.type, scope)
        if not test.any():
            return self._cast(expr.no, expr.type, scope)
        yes = self._cast(expr.yes, expr.type, scope.where(test))
        return chosen(test, yes, self._cast(expr.no, expr.type, scope.where(~test)))

    def _among(self, expr: Among, scope: Selection) -> Vector:
        value = expr.value
        found = np.zeros(scope.size, bool)
        if not expr.ranges:
            codes = self._eval(value, scope).top
            for word in expr.words:
                found |= codes == self.words.code(word)
            return flags(found)
        for low, high in expr.ranges:
            inside = ~found
            for end, op in ((low, ">="), (high, "<=")):
                if end is not None:
                    within = scope if inside.all() else scope.where(inside)
                    inside[inside] = self._compare(Compare(expr.type, op, value, end), within).top
            found |= inside
        return flags(found)

    # -------------------------------------------------------------- tables
    def _lookup(self, expr: Lookup, scope: Selection) -> Vector:
        table, output = expr.table, expr.output
        kind = table.outputs[output][1]
        inputs = [
            self._cast(arg, to, scope)
            for arg, (_, to) in zip(expr.args, table.inputs, strict=True)
        ]
        units = [to.unit for _, to in table.inputs]
        cases, which = by_month.distinct(inputs, scope.size)
        if id(table) not in self._finders:
            self._finders[id(table)] = row_finder(table)
        find = self._finders[id(table)]
        asked = (self.told(one.take(cases), unit) for one, unit in zip(inputs, units, strict=True))
        found = [find(*values) for values in zip(*asked, strict=True)]
        values = table.column(output)
        rows = np.array(found, np.int64)[which] if found else np.zeros(0, np.int64)
        if all(isinstance(values[row], Const) for row in found):
            cells = self._cells([constant(values[row], kind) for row in found], kind)
            return cells.take(which)
        made: Vector | None = None
        for row in sorted(set(found)):
            own = rows == row
            cell = self._cast(values[row], kind, scope.where(own))
            made = cell if own.all() else by_month.put(made, own, cell)
        return made if made is not None else self._full(0, kind, 0)

    def _cells(self, values: Sequence[Any], kind: Type) -> Vector:
        if kind.unit is Unit.WORD:
            return Vector(np.array([self.words.code(value) for value in values], np.int64))
        if kind.unit is Unit.FLAG:
            none = np.array([value is None for value in values], bool)
            return flags(
                np.array([bool(value) for value in values], bool), none if none.any() else None
            )
        return of_fractions(values) if kind.ratio else of_integers(values)

    # -------------------------------------------------------------- aggregates
    def _gather(self, expr: Gather, scope: Selection) -> Vector:
        return self._seen(expr.beside or MONTH, self._aggregate(expr, scope.window), scope)

    def _aggregate(self, expr: Gather, window: Window | None) -> Vector:
        key = expr, window if expr.beside else None
        if key not in self._gathered:
            self._gathered[key] = (
                self._beside(expr, window) if expr.beside else self._of_months(expr)
            )
        return self._gathered[key]

    def _of_months(self, expr: Gather) -> Vector:
        rows = self._scope(expr.grain, expr.window)
        return self._over_rows(expr, rows, rows.sheet.month, self.count)

    def _beside(self, expr: Gather, window: Window | None) -> Vector:
        """For each row of a grain what the rows of its date come to."""
        rows, here = self._scope(expr.grain, window), self._scope(expr.beside, window)
        dates, which = np.unique(self._dates(here), return_inverse=True)
        own = self._dates(rows)
        place = np.searchsorted(dates, own)
        # Rows of a date that nobody asks about are a last group of their own.
        place[np.append(dates, -1)[place] != own] = len(dates)
        if (place[1:] < place[:-1]).any():
            order = np.argsort(place, kind="stable")
            rows = Selection(rows.grain, window, rows.sheet, order)
        months = np.append(dates // DATES, 0)
        return self._over_rows(expr, rows, place, len(dates) + 1, months).take(which)

    def _dates(self, rows: Selection) -> Array:
        """A number for each date of each person-month."""
        date = date_of(rows.grain)
        assert date is not None
        days = self._eval(date, rows).top
        return rows.months * DATES + days

    def _over_rows(
        self,
        expr: Gather,
        rows: Selection,
        group: Array,
        count: int,
        months: Array | None = None,
    ) -> Vector:
        """What the rows of each group come to.

        Args:
            expr: The aggregate.
            rows: What it is taken over.
            group: The number of the group of each row of the sheet.
            count: How many groups there are.
            months: The person-month of each group; None where they are the person-months.
        """

        def groups(rows: Selection) -> Array:
            return group if rows.rows is None else group[rows.rows]

        if expr.kind == "count":
            held = np.ones(rows.size, bool)
            if not isinstance(expr.body, Const):
                # A copy: it is cut down below, and may be a quantity that others read.
                held = self._test(expr.body, rows).copy()
            if expr.where is not None:
                within = rows if held.all() else rows.where(held)
                own = self._test(expr.where, within)
                held[held] = own
            return Vector(by_month.counted(held, groups(rows), count))
        if expr.where is not None:
            rows = rows.where(self._test(expr.where, rows))
        if expr.kind in {"any", "all"}:
            held = self._test(expr.body, rows)
            wanted = held if expr.kind == "any" else ~held
            met = by_month.counted(wanted, groups(rows), count) > 0
            return flags(met if expr.kind == "any" else ~met)
        if expr.kind == "longest_run":
            return Vector(by_month.longest_run(self._test(expr.body, rows), groups(rows), count))
        if expr.kind == "sum":
            return self._total(expr.body, rows, groups(rows), count)
        body = self._cast(expr.body, expr.type, rows)
        if expr.empty is None:
            nothing = self._full(None, expr.type, count)
            return by_month.end(body, groups(rows), nothing, first=expr.kind == "first")
        empty = self._of_no_rows(expr.empty, expr.type, months)
        return by_month.extreme(body, groups(rows), empty, highest=expr.kind == "highest")

    def _of_no_rows(self, empty: Expr, kind: Type, months: Array | None) -> Vector:
        """What holds of each group without rows; `months` as of :meth:`_over_rows`."""
        found = self._cast(empty, kind, self._scope(MONTH))
        if months is None:
            return found
        return found.take(months) if self.count else self._full(None, kind, len(months))

    def _total(self, body: Expr, rows: Selection, groups: Array, count: int) -> Vector:
        if rows.rows is None and isinstance(body, Ref) and body.grain == rows.grain:
            made = self._computed(body.name, rows.window) if self._is_computed(body) else None
            if isinstance(made, Hits):
                return by_month.total(made.some, groups[made.rows], count)
        return by_month.total(self._eval(body, rows), groups, count)

    def _upto(self, expr: Nth | Running, scope: Selection) -> Vector:
        value = self._totals(expr, scope.window)
        if expr.grain == scope.grain:
            return scope.of(value)
        rows_seen = scope.sheet.seen[expr.grain]
        return value.take(rows_seen if scope.rows is None else rows_seen[scope.rows])

    def _totals(self, expr: Nth | Running, window: Window | None) -> Vector:
        key = expr, window
        if key not in self._gathered:
            rows = self._scope(expr.grain, window)
            if isinstance(expr, Nth):
                value = Vector(self._test(expr.test, rows).astype(np.int64))
            else:
                value = self._eval(expr.body, rows)
            per = None if expr.per is None else self._seen_per(expr.per, rows)
            self._gathered[key] = by_month.running(value, rows.months, per)
        return self._gathered[key]

    def _seen_per(self, expr: Expr, rows: Selection) -> Array:
        _, which = by_month.distinct([self._eval(expr, rows)], rows.size)
        return which

    # -------------------------------------------------------------- what comes out
    def python(self, name: str, rows: Array | None = None) -> list[Any]:
        """The values of a quantity as the reference engine has them; of some rows, or of all."""
        value = self.vector(name)
        unit = self.plan.by_name[name].type.unit
        return self.told(value if rows is None else value.take(rows), unit)

    def told(self, value: Vector, unit: Unit) -> list[Any]:
        """Values as Python objects."""
        if unit is Unit.WORD:
            return [self.words.word(code) for code in value.top.tolist()]
        found: list[Any] = value.top.tolist()
        if unit is not Unit.FLAG and not (isinstance(value.below, int) and value.below == 1):
            below = (
                [value.below] * len(found)
                if isinstance(value.below, int)
                else value.below.tolist()
            )
            found = [Fraction(top, under) for top, under in zip(found, below, strict=True)]
        if value.none is not None:
            found = [None if gone else one for one, gone in zip(found, value.none, strict=True)]
        return found


def _at_scale(value: Vector, own: Type, to: Type) -> Vector:
    if own.unit not in SCALED or own.ratio:
        return value
    if to.ratio:
        return over(value, 10**own.scale)
    return scaled(value, 10 ** (to.scale - own.scale))


def _is_nothing(expr: Expr) -> bool:
    return isinstance(expr, Const) and expr.value == 0


def _common(left: Type, right: Type) -> Type:
    if left.ratio or right.ratio:
        return Type(left.unit, ratio=True)
    return Type(left.unit, max(left.scale, right.scale))


def _with_none(op: str, held: Array, left: Vector, right: Vector) -> Array:
    """Equality where a number may be `none`; no other comparison meets one."""
    both = left.exists & right.exists
    neither = ~left.exists & ~right.exists
    return (held & both) | neither if op == "=" else np.where(both, held, ~neither)
