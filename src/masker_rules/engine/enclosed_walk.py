"""The walk over a plan of which inputs are only known to lie between, or among."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

from masker_rules.engine.boxes import ANY, Box, Rows
from masker_rules.engine.doubtful import Doubtful
from masker_rules.engine.enclosed_values import (
    FALSE,
    TRUE,
    Value,
    asked_of,
    either,
    greater,
    held_of,
    is_covered,
    key_of,
    lesser,
    lifted,
    longest_of,
    may_fit,
    of_none,
    one_of,
    or_none,
    over_flags,
    plain,
    point_of,
    same_of,
    taken_of,
    unit_of,
)
from masker_rules.engine.enclosures import (
    ANYTHING,
    EITHER,
    NO_NUMBER,
    ZERO,
    Exact,
    Flag,
    Number,
    Span,
    Symbol,
    divided,
    error_of,
    hull,
    rounded_span,
    spanned,
    times,
)
from masker_rules.engine.reach import facts_of, reach_of, reads_of
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
from masker_rules.language.tables import Row
from masker_rules.units import Unit

__all__ = ["OF_MONTH", "At", "Kept", "Walk", "ref_of"]


@dataclass(frozen=True, slots=True)
class At:
    """Where an expression is read.

    Attributes:
        grain: `month`, or that of a row.
        index: Which row.
        box: What the row is, of those that it may be.
        place: Which of them that is; -1 where it is not told.
    """

    grain: str = MONTH
    index: int = 0
    box: Box | None = None
    window: Window | None = None
    place: int = -1


OF_MONTH = At()
_NOTHING = Number(ZERO)


class Kept:
    """What was found of rows of one plan, for other people.

    Args:
        plan: The regulation.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._known: dict[int, tuple[Box, dict[Any, Value]]] = {}
        self._gathered: dict[Any, tuple[Any, Any]] = {}
        self._asked: dict[int, tuple[Expr, frozenset[str] | None]] = {}
        self.spans: dict[tuple[Span, ...], tuple[Span, ...]] = {}
        self.hulls: dict[int, tuple[tuple[Span, ...], Span]] = {}

    def gathered(
        self, expr: Gather, boxes: tuple[Box, ...], facts: Any, make: Callable[[], Any]
    ) -> Any:
        """What a row in doubt gives to an aggregate, found once for all of the same facts."""
        key = id(expr), id(boxes), facts
        if key not in self._gathered:
            # Both are kept, so that no other takes their place in memory.
            self._gathered[key] = (expr, boxes), make()
        return self._gathered[key][1]

    def asked(self, expr: Gather) -> frozenset[str] | None:
        """Facts of the month that decide what a row gives; None where more decides it."""
        if id(expr) not in self._asked:
            reads = reads_of(self.plan)
            found: frozenset[str] | None = frozenset()
            for one in (expr.body, *([] if expr.where is None else [expr.where])):
                own = facts_of(self.plan, expr.grain, one, reads)
                found = None if own is None or found is None else found | own
            self._asked[id(expr)] = expr, found
        return self._asked[id(expr)][1]

    def known(self, box: Box) -> dict[Any, Value]:
        """What was found of a row that is the same box for everybody."""
        found = self._known.get(id(box))
        if found is None:
            found = self._known[id(box)] = box, {}
        return found[1]


class Walk:
    """What expressions of a plan can be.

    Args:
        home: What is kept for others.
        doubtful: What the inputs may be.
        values: What the plan comes to in one of the states that they may be in.
    """

    def __init__(self, home: Kept, doubtful: Doubtful, values: Mapping[str, Any]) -> None:
        self.home, self.plan = home, home.plan
        self.doubtful, self.values = doubtful, values
        self.reach = reach_of(self.plan, doubtful.open_facts, doubtful.open_grains)
        self.facts = reads_of(self.plan)
        self.read: set[str] = set()
        self._month: dict[str, Value] = {}
        self._rows: dict[tuple[str, Window | None, int, int, int], Value] = {}
        self._made: dict[Any, Any] = {}
        self._symbols: dict[str, Symbol] = {}
        self._total: Symbol | None = None
        self._after: set[Symbol] = set()
        self._splits: set[int] = set()
        self._clips: list[tuple[Expr, Span]] = []
        self._writers: dict[type[Expr], Callable[[Any, At], Value]] = {
            Const: lambda expr, _: lifted(expr.value, expr.type),
            Unknown: self._unknown,
            Fact: self._fact,
            Ref: self._ref,
            Sum: self._sum,
            Product: self._product,
            Quotient: self._quotient,
            Negative: lambda expr, at: self.number(expr.arg, at).scaled(-1),
            Compare: self._compare,
            Logic: self._logic,
            Exists: self._exists,
            Cond: self._cond,
            Among: self._among,
            Pick: self._pick,
            Rounded: self._rounded,
            Lookup: self._lookup,
            Gather: lambda expr, _: self._gather(expr),
            Nth: self._upto,
            Running: self._upto,
        }

    # -------------------------------------------------------------- by kind
    def value(self, expr: Expr, at: At) -> Value:
        """What an expression can be."""
        return self._writers[type(expr)](expr, at)

    def number(self, expr: Expr, at: At) -> Number:
        """What a number can be."""
        found = self.value(expr, at)
        if not isinstance(found, Number):
            return lifted(found, expr.type)  # type: ignore[return-value]
        for clipped, span in reversed(self._clips):
            if clipped is expr or (isinstance(expr, Ref | Fact) and clipped == expr):
                own = spanned(found)
                narrow = own.clipped(span)
                if narrow is not None and narrow != own:
                    found = Number(narrow)
        return found

    def flag(self, expr: Expr, at: At) -> Flag:
        """What a flag can be."""
        found = self.value(expr, at)
        assert isinstance(found, frozenset)
        return found

    def _fresh(self, span: Span, at: At, *, is_open: bool = False, whole: bool = False) -> Number:
        """A number of its own: of a month it is the same wherever it is met."""
        if at.grain != MONTH or span.is_point or span == ANYTHING:
            return Number(span, is_open=is_open)
        symbol = Symbol(span, 1 if whole else None)
        if self._total is not None:
            self._after.add(symbol)
        return Number(ZERO, {symbol: 1}, is_open)

    # -------------------------------------------------------------- leaves
    def _unknown(self, expr: Unknown, _: At) -> Value:
        self.read.add(expr.name)
        if expr.type.unit in (Unit.WORD, Unit.FLAG):
            return frozenset(expr.candidates) if expr.bounded else lifted(ANY, expr.type)
        lows = [int(one) for one in expr.candidates] or [0]
        span = Span(min(lows), max(lows) if expr.bounded else None)
        return self._named(f"unknown {expr.name}", span.scaled(unit_of(expr.type)), None)

    def _named(
        self, name: str, span: Span, step: Exact | None, *, is_open: bool = False
    ) -> Number:
        if name not in self._symbols:
            self._symbols[name] = Symbol(span, step)
        if span.is_point or span == ANYTHING:
            return Number(span, is_open=is_open)
        return Number(ZERO, {self._symbols[name]: 1}, is_open)

    def _fact(self, expr: Fact | Ref, at: At) -> Value:
        if expr.grain == MONTH:
            self.read.add(expr.name)
            found = lifted(self.doubtful.fact(expr.name), expr.type)
            if isinstance(found, Number) and not found.rest.is_point:
                step = unit_of(expr.type) * expr.type.step
                return self._named(expr.name, found.rest, step, is_open=found.is_open)
            return found
        if at.grain == expr.grain and at.box is not None:
            found = lifted(at.box.fact(expr.name), expr.type)
            if at.box.row is None and isinstance(found, Number):
                return replace(found, rest=Span(0, None))
            return found
        boxes = self._seen(expr.grain, at)
        if boxes is None:
            return lifted(ANY, expr.type)
        return either([lifted(box.fact(expr.name), expr.type) for _, box in boxes])

    def _ref(self, expr: Ref, at: At) -> Value:
        quantity = self.plan.by_name.get(expr.name)
        if quantity is None:
            return self._fact(expr, at)
        name = expr.name
        if quantity.grain == MONTH:
            if name not in self._month:
                self._month[name] = self._of_month(name)
            return self._month[name]
        if at.grain == quantity.grain and at.box is not None:
            return self._of_row(name, at)
        boxes = self._seen(quantity.grain, at)
        if boxes is None:
            return lifted(ANY, expr.type)
        found = [self._of_row(name, At(quantity.grain, i, b, at.window)) for i, b in boxes]
        return either(found)

    def _of_month(self, name: str) -> Value:
        expr = self.plan.by_name[name].expr
        if name not in self.reach.open and name in self.values:
            return lifted(self.values[name], expr.type)
        return self.value(expr, OF_MONTH)

    def _of_row(self, name: str, at: At) -> Value:
        quantity = self.plan.by_name[name]
        box = at.box
        assert box is not None
        if (
            not box.spans
            and at.window is None
            and box.is_known
            and name not in self.reach.tied
            and name in self.values
        ):
            return lifted(self.values[name][at.index], quantity.type)
        facts = self._given(self.facts.get(name)) if box.is_shared else None
        if facts is not None:
            known = self.home.known(box)
            if (name, facts) not in known:
                known[name, facts] = self.value(quantity.expr, at)
            return known[name, facts]
        own = name, at.window, at.index, at.place, id(box)
        if own not in self._rows:
            self._rows[own] = self.value(quantity.expr, at)
        return self._rows[own]

    def _seen(self, grain: str, at: At) -> list[tuple[int, Box]] | None:
        """What the row of another grain can be that a row sees."""
        index = getattr(at.box.row, "day_index", None) if at.box is not None else None
        if grain != "day" or index is None or index is ANY:
            return None
        days = self._rows_of("day", at.window).boxes
        if not 0 <= index < len(days):
            return None
        seen = [(index, box) for box in days[index]]
        if at.grain == "session" and at.place >= 0:
            # A session is in the same of its states as the day.
            own = self._rows_of("session", at.window).boxes[at.index]
            return [seen[at.place]] if len(own) == len(seen) else seen
        return seen

    def _rows_of(self, grain: str, window: Window | None) -> Rows:
        self.read.add(grain)
        return self.doubtful.rows(grain, window)

    # -------------------------------------------------------------- numbers
    def _sum(self, expr: Sum, at: At) -> Number:
        expr = numbered_within(expr, at.window)
        total = Number(ZERO)
        for arg, minus in zip(expr.args, expr.minus, strict=True):
            total = total.plus(self.number(arg, at), -1 if minus else 1)
        return total

    def _product(self, expr: Product, at: At) -> Number:
        made = Number(Span(1, 1))
        for arg in expr.args:
            made = self._times(made, self.number(arg, at), at)
            if made == _NOTHING:
                break
        return made

    def _times(self, one: Number, other: Number, at: At) -> Number:
        for first, second in ((one, other), (other, one)):
            if not first.terms and first.rest.is_point and first.rest.low is not None:
                return second.scaled(first.rest.low)
        spans = spanned(one), spanned(other)
        for first, span in ((one, spans[1]), (other, spans[0])):
            plain = other if first is one else one
            if self._is_after(first) and not plain.terms and None not in span:
                # Around the middle of what multiplies the gross.
                middle = Fraction(span.low + span.high) / 2  # type: ignore[operator]
                beside = times(spanned(first), Span(span.low - middle, span.high - middle))  # type: ignore[operator]
                return first.scaled(middle).plus(Number(beside))
        return self._fresh(times(*spans), at)

    def _is_after(self, number: Number) -> bool:
        """Whether a number follows the gross alone, and what was made of it."""
        return bool(number.terms) and number.terms.keys() <= self._after

    def _quotient(self, expr: Quotient, at: At) -> Number:
        top, bottom = self.number(expr.top, at), self.number(expr.bottom, at)
        if not bottom.terms and bottom.rest.is_point and bottom.rest.low:
            return top.scaled(Fraction(1) / bottom.rest.low)
        kind, below = expr.bottom.type, spanned(bottom)
        least = bottom.least or (None if kind.ratio else unit_of(kind) * kind.step)
        found = []
        share = divided(spanned(top), below, least)
        if share is not None:
            found.append(share)
        if expr.zero is not None and below.holds(0):
            found.append(spanned(self.number(expr.zero, at)))
        return self._fresh(hull(found), at) if found else Number(ANYTHING)

    def _pick(self, expr: Pick, at: At) -> Number:
        best = self.number(expr.args[0], at)
        for arg in expr.args[1:]:
            best = self._better(expr.kind, best, self.number(arg, at), at)
        return best

    def _better(self, kind: str, one: Number, other: Number, at: At) -> Number:
        """The smaller or the larger of two numbers."""
        is_min, apart = kind == "min", one.plus(other, -1)
        low, high = spanned(apart)
        if high is not None and high <= 0:
            return one if is_min else other
        if low is not None and low >= 0:
            return other if is_min else one
        self._split(apart)
        mine, yours = spanned(one), spanned(other)
        limits = (
            Span(or_none(min, mine.low, yours.low), lesser(mine.high, yours.high))
            if is_min
            else Span(greater(mine.low, yours.low), or_none(max, mine.high, yours.high))
        )
        if self._total is None or at.grain != MONTH:
            return self._fresh(limits, at, whole=one.is_whole and other.is_whole)
        # After the gross: what a cap leaves of the second when it is taken is not less than 0.
        is_first = not other.terms
        end = high if is_first == is_min else None if low is None else -low
        left = Symbol(Span(0, end))
        self._after.add(left)
        beside = Number(ZERO, {left: 1})
        found = (one if is_first else other).plus(beside, -1 if is_min else 1)
        return replace(found, limits=limits)

    def _rounded(self, expr: Rounded, at: At) -> Number:
        step, arg = expr.step, self.number(expr.arg, at)
        if not step.scale and step.size == 1 and arg.is_whole:
            return arg
        span = spanned(arg)
        if self._is_after(arg):
            error = Symbol(error_of(span, step))
            self._after.add(error)
            return arg.plus(Number(ZERO, {error: 1}))
        whole = not step.scale
        return self._fresh(rounded_span(span, step), at, is_open=arg.is_open, whole=whole)

    # -------------------------------------------------------------- flags
    def _exists(self, expr: Exists, at: At) -> Flag:
        found = self.value(expr.arg, at)
        if isinstance(found, Number):
            return FALSE if found.is_none else EITHER if found.is_open else TRUE
        if found is None:
            return EITHER
        return frozenset(value is not None for value in found)

    def _compare(self, expr: Compare, at: At) -> Flag:
        if not expr.left.type.numeric:
            return same_of(self.value(expr.left, at), self.value(expr.right, at), expr.op)
        one, other = self.number(expr.left, at), self.number(expr.right, at)
        if one.is_none or other.is_none:
            return of_none(expr.op, one, other)
        apart = one.plus(other, -1)
        found = held_of(expr.op, spanned(apart))
        if len(found) > 1:
            self._split(apart)
        if one.is_open or other.is_open:
            found |= {expr.op == "!="}
            found |= {expr.op == "="} if one.is_open and other.is_open else set()
        return found

    def _logic(self, expr: Logic, at: At) -> Flag:
        if expr.op == "not":
            return frozenset(not value for value in self.flag(expr.args[0], at))
        ends = expr.op == "or"
        found: set[bool | None] = set()
        going: Flag = frozenset()
        for arg in expr.args:
            going = self.flag(arg, at)
            found |= {value for value in going if bool(value) is ends}
            if all(bool(value) is ends for value in going):
                return frozenset(found)
        return frozenset(found | {value for value in going if bool(value) is not ends})

    def _among(self, expr: Among, at: At) -> Flag:
        if not expr.ranges:
            found = self.value(expr.value, at)
            if found is None:
                return EITHER
            assert isinstance(found, frozenset)
            return frozenset(value in expr.words for value in found)
        value = self.number(expr.value, at)
        if value.is_none:
            return EITHER
        held: set[bool | None] = set(FALSE)
        for low, high in expr.ranges:
            sides = [
                held_of(op, spanned(value.plus(self.number(end, at), -1)))
                for end, op in ((low, ">="), (high, "<="))
                if end is not None
            ]
            if all(side == TRUE for side in sides):
                return TRUE
            if all(True in side for side in sides):
                held |= TRUE
        return frozenset(held)

    def _cond(self, expr: Cond, at: At) -> Value:
        test = self.flag(expr.test, at)
        holds = {bool(value) for value in test}
        if len(holds) == 1:
            return self.value(expr.yes if True in holds else expr.no, at)
        found = []
        for branch, held in ((expr.yes, True), (expr.no, False)):
            clips = list(_clips(self, expr.test, at, held=held))
            self._clips += clips
            found.append(self.number(branch, at) if expr.type.numeric else self.value(branch, at))
            del self._clips[len(self._clips) - len(clips) :]
        return self._one_of(found, at)

    def _one_of(self, found: Sequence[Value], at: At) -> Value:
        if not all(isinstance(one, Number) for one in found):
            return either(found)
        numbers = [one for one in found if isinstance(one, Number)]
        is_open = any(one.is_open for one in numbers)
        own = [one for one in numbers if not one.is_none]
        if not own:
            return NO_NUMBER
        if all(one.terms == own[0].terms for one in own):
            return Number(hull(one.rest for one in own), own[0].terms, is_open)
        whole = all(one.is_whole for one in own)
        return self._fresh(hull(map(spanned, own)), at, is_open=is_open, whole=whole)

    # -------------------------------------------------------------- tables
    def _lookup(self, expr: Lookup, at: At) -> Value:
        table = expr.table
        given = [self.value(arg, at) for arg in expr.args]
        asked = [asked_of(v, kind) for v, (_, kind) in zip(given, table.inputs, strict=True)]
        rows = [
            row
            for row in table.rows
            if all(may_fit(c, v) for c, v in zip(row.cells, asked, strict=True))
        ]
        values = [row.values[expr.output] for row in rows]
        points = [point_of(value) for value in asked]
        if all(is_point for is_point, _ in points):
            row = table.row_for([value for _, value in points])
            fits = table.otherwise if row is None else row.values
            values = [] if fits is None else [fits[expr.output]]
        elif table.otherwise is not None and not is_covered(rows, asked):
            values.append(table.otherwise[expr.output])
        if not values:
            return lifted(ANY, expr.type)
        if len(values) > 1 and len(given) == 1 and isinstance(given[0], Number):
            self._split_at_rows(rows, given[0], unit_of(table.inputs[0][1]))
        return self._one_of([self.value(value, at) for value in _each(values)], at)

    def _split_at_rows(self, rows: Sequence[Row], asked: Number, unit: Exact) -> None:
        for low, high in (ends for row in rows for ends in row.cells[0].ranges):
            for edge in (None if low is None else low - 1, high):
                if edge is not None:
                    self._split(asked.plus(Number(Span(-edge * unit, -edge * unit))))

    # -------------------------------------------------------------- aggregates
    def _gather(self, expr: Gather) -> Value:
        if expr.beside:
            # Which rows have the date of a row is not followed: anything may come of them.
            self.read |= {*self.doubtful.open_facts, *self.doubtful.open_grains}
            return lifted(ANY, expr.type)
        if expr not in self._made:
            self._made[expr] = self._over_rows(expr)
        found: Value = self._made[expr]
        return found

    def _over_rows(self, expr: Gather) -> Value:
        rows = self._rows_of(expr.grain, expr.window)
        facts = self._given(self.home.asked(expr))
        given = self._plain_values(expr)
        each: list[Any] = []
        total: Any = 0
        for at, boxes in enumerate(rows.boxes):

            def made(at: int = at, boxes: tuple[Box, ...] = boxes) -> Any:
                found = [
                    self._of_box(expr, At(expr.grain, at, box, expr.window, place))
                    for place, box in enumerate(boxes)
                ]
                if expr.kind in ("sum", "count"):
                    return tuple(taken_of(taken, number.rest) for taken, number in found)
                return found

            if given is not None and len(boxes) == 1 and boxes[0].is_known:
                total += given[at]
            elif facts is not None and all(box.is_shared for box in boxes):
                each.append((at, self.home.gathered(expr, boxes, facts, made)))
            else:
                each.append((at, made()))
        more = [self._of_box(expr, At(expr.grain, -1, box, expr.window)) for box in rows.more]
        match expr.kind:
            case "sum" | "count":
                known = total * unit_of(expr.body.type if expr.kind == "sum" else expr.type)
                return self._added(rows, each, more, known)
            case "any" | "all":
                return over_flags(expr.kind, [found for _, found in each], more)
            case "longest_run":
                return Number(longest_of([found for _, found in each], more))
        assert expr.empty is not None
        return self._extreme(expr, [found for _, found in each], more)

    def _given(self, facts: frozenset[str] | None) -> tuple[Any, ...] | None:
        """What some facts are; None where one is not known."""
        if facts is None or not facts.isdisjoint(self.doubtful.facts):
            return None
        return tuple(self.doubtful.state.facts.get(name, ANY) for name in sorted(facts))

    def _hull_of(self, spans: tuple[Span, ...]) -> Span:
        known = self.home.hulls.get(id(spans))
        if known is None or known[0] is not spans:
            known = self.home.hulls[id(spans)] = spans, hull(spans)
        return known[1]

    def _plain_values(self, expr: Gather) -> Sequence[Any] | None:
        """What each known row gives to a sum, where that was computed."""
        body = expr.body
        if (
            expr.kind != "sum"
            or expr.where is not None
            or expr.window is not None
            or not isinstance(body, Ref)
            or body.grain != expr.grain
            or body.name in self.reach.tied
        ):
            return None
        return self.values.get(body.name)

    def _of_box(self, expr: Gather, at: At) -> tuple[Flag, Any]:
        """Whether a row is taken, and what it gives."""
        taken = TRUE if expr.where is None else self.flag(expr.where, at)
        if True not in taken:
            return FALSE, Number(ZERO)
        if expr.kind == "count":
            held = self.flag(expr.body, at)
            both = {bool(a) and bool(b) for a in taken for b in held}
            return TRUE, Number(hull(Span(int(one), int(one)) for one in both))
        if expr.kind in ("any", "all", "longest_run"):
            return plain(taken), plain(self.flag(expr.body, at))
        body = self.number(expr.body, at)
        return plain(taken), Number(spanned(body))

    def _added(self, rows: Rows, each: Sequence[Any], more: Sequence[Any], known: Exact) -> Number:
        total = Span(known, known)
        picks: dict[Any, tuple[Span, ...]] = {}
        for at, spans in each:
            if len(spans) == 1 or len(set(spans)) == 1:
                total = total.plus(spans[0])
                continue
            key, own = rows.key(at), spans
            if key in picks:
                own = tuple(a.plus(b) for a, b in zip(picks[key], spans, strict=True))
            # Equal ones are the same, so that what was found of one is found of the other.
            picks[key] = self.home.spans.setdefault(own, own)
        for taken, number in more:
            if True in taken:
                low, high = number.rest
                total = total.plus(
                    Span(
                        0 if low is not None and low >= 0 else None,
                        0 if high is not None and high <= 0 else None,
                    )
                )
        if not picks:
            return Number(total)
        span = ZERO
        for own in picks.values():
            span = span.plus(self._hull_of(own))
        return Number(total, {Symbol(span, picks=picks): 1})

    def _extreme(self, expr: Gather, each: Sequence[Any], more: Sequence[Any]) -> Number:
        assert expr.empty is not None
        sure, possible = [], []
        for found in each:
            spans = [number.rest for taken, number in found if True in taken]
            if spans:
                possible.append(hull(spans))
                if len(spans) == len(found) and all(taken == TRUE for taken, _ in found):
                    sure.append(hull(spans))
        possible += [number.rest for taken, number in more if True in taken]
        if not sure:
            possible.append(spanned(self.number(expr.empty, OF_MONTH)))
            return Number(hull(possible))
        low, high = hull(possible)
        lows, highs = zip(*sure, strict=True)
        if expr.kind == "highest":
            known = [end for end in lows if end is not None]
            return Number(Span(max(known, default=None), high))
        known = [end for end in highs if end is not None]
        return Number(Span(low, min(known, default=None)))

    def _upto(self, expr: Nth | Running, at: At) -> Number:
        key = expr, at.window
        if key not in self._made:
            self._made[key] = self._sums(expr, at.window)
        sums: Sequence[Span] = self._made[key]
        if at.grain == expr.grain:
            return Number(sums[at.index]) if at.index >= 0 else Number(ANYTHING)
        seen = self._seen(expr.grain, at)
        return Number(hull(sums[i] for i, _ in seen)) if seen else Number(ANYTHING)

    def _sums(self, expr: Nth | Running, window: Window | None) -> list[Span]:
        rows = self._rows_of(expr.grain, window)
        found: list[Span] = []
        keys: list[Any] = []
        own: list[Span] = []
        for index, boxes in enumerate(rows.boxes):
            ats = [At(expr.grain, index, box, window, at) for at, box in enumerate(boxes)]
            if isinstance(expr, Nth):
                spans = [hull(one_of(value) for value in self.flag(expr.test, one)) for one in ats]
            else:
                spans = [spanned(self.number(expr.body, one)) for one in ats]
            own.append(hull(spans))
            keys.append(None if expr.per is None else key_of(self.value(expr.per, ats[0]), boxes))
            total = ZERO
            for key, span in zip(keys, own, strict=True):
                if key is ANY or keys[-1] is ANY:
                    total = total.plus(hull((span, ZERO)))
                elif key == keys[-1]:
                    total = total.plus(span)
            found.append(total)
        if rows.more:
            return [ANYTHING for _ in found]
        return found

    # -------------------------------------------------------------- thresholds
    def _split(self, apart: Number) -> None:
        """Note the gross at which something turns that is zero there."""
        slope, ends = self._beside(apart)
        if slope and None not in ends:
            for end in ends:
                at = -end / Fraction(slope)  # type: ignore[operator]
                self._splits |= {floor(at), ceil(at) - 1}

    def _beside(self, number: Number) -> tuple[Exact, Span]:
        """By how much of the gross a number follows it, and what it is besides."""
        terms = dict(number.terms)
        slope = terms.pop(self._total, 0) if self._total is not None else 0
        return slope, spanned(Number(number.rest, terms))


def ref_of(plan: Plan, name: str) -> Ref:
    """A quantity as an expression."""
    quantity = plan.by_name[name]
    return Ref(quantity.type, quantity.grain, name)


def _clips(walk_: Walk, test: Expr, at: At, *, held: bool) -> Iterator[tuple[Expr, Span]]:
    """What a test that holds, or does not, tells of what it compares."""
    if isinstance(test, Logic) and test.op == "and" and held:
        for arg in test.args:
            yield from _clips(walk_, arg, at, held=held)
    if not isinstance(test, Compare) or not test.left.type.numeric:
        return
    op = test.op if held else {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "!=": "="}.get(test.op)
    for expr, other, turned in (
        (test.left, test.right, op),
        (test.right, test.left, _TURNED.get(op or "")),
    ):
        if turned is None or isinstance(expr, Const):
            continue
        span = spanned(walk_.number(other, at))
        if turned in ("<", "<=", "="):
            yield expr, Span(None, span.high)
        if turned in (">", ">=", "="):
            yield expr, Span(span.low, None)


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


def _each(values: Sequence[Expr]) -> list[Expr]:
    return list({id(value): value for value in values}.values())
