"""Between what the net lies, whatever the missing inputs are: the plan over enclosures.

Scenarios try some values of what is missing; a law that turns between them, or two that meet, is
not seen by them. Here the plan is walked once for all values together: each day in doubt gets the
most and the least that each accumulator can take of it, these are added up, the gross lies between
what the sums allow, and the net is followed from the gross over the thresholds on its way. The
bounds hold every amount, whether a rule is monotone or not; they are as narrow as the plan lets
them be shown to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor
from typing import Any

from masker_rules.engine.doubtful import ANY, Box, Doubtful, Range, Rows
from masker_rules.engine.enclosures import (
    ANYTHING,
    EITHER,
    Exact,
    NO_NUMBER,
    ZERO,
    Flag,
    Number,
    Span,
    Symbol,
    Words,
    divided,
    error_of,
    hull,
    rounded_span,
    spanned,
    times,
)
from masker_rules.engine.sheet import layout
from masker_rules.language.expressions import walk
from masker_rules.language.pay import ADDITION
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
    OverRows,
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

__all__ = ["Enclosed", "Encloser", "encloser_of"]

TOTAL = "total.paid"
#: So many pieces of the way from gross to net are looked at by themselves.
PIECES = 32
#: Days in doubt that have so many states together are looked at in each of them.
APART = 36
TRUE: Flag = frozenset({True})
FALSE: Flag = frozenset({False})

Value = Number | Flag | Words


@dataclass(frozen=True, slots=True)
class _Reach:
    """Which quantities are not known where some inputs are not.

    Attributes:
        open: All of them.
        tied: Of those of rows the ones that are not known even of a row that is known.
    """

    open: frozenset[str]
    tied: frozenset[str]


@lru_cache(maxsize=256)
def _reach(plan: Plan, facts: frozenset[str], grains: frozenset[str]) -> _Reach:
    found: set[str] = set()
    tied: set[str] = set()
    for quantity in plan.quantities:
        for part in walk(quantity.expr):
            match part:
                case Fact(grain=grain, name=name) if grain == MONTH:
                    is_open = is_tied = name in facts
                case Fact(grain=grain):
                    is_open, is_tied = grain in grains, grain != quantity.grain
                case Ref(grain=grain, name=name):
                    is_open = name in found or (name not in plan.by_name and grain in grains)
                    is_tied = grain != quantity.grain or name in tied
                case Gather() | Nth() | Running():
                    is_open = is_tied = part.grain in grains
                case Unknown():
                    is_open = is_tied = True
                case _:
                    continue
            if is_open:
                found.add(quantity.name)
                if is_tied and quantity.grain != MONTH:
                    tied.add(quantity.name)
    return _Reach(frozenset(found), frozenset(tied))


@lru_cache(maxsize=256)
def _reads(plan: Plan) -> Mapping[str, frozenset[str]]:
    """Quantities that nothing but a row and facts of the month decide, with those facts."""
    found: dict[str, frozenset[str]] = {}
    for quantity in plan.quantities:
        facts = _facts_of(plan, quantity.grain, quantity.expr, found)
        if facts is not None:
            found[quantity.name] = facts
    return found


def _facts_of(
    plan: Plan, grain: str, expr: Expr, known: Mapping[str, frozenset[str]]
) -> frozenset[str] | None:
    """Facts of the month that an expression asks for beside a row; None where it asks for more."""
    found: set[str] = set()
    for part in walk(expr):
        match part:
            case Gather() | Nth() | Running() | Unknown():
                return None
            case Ref(grain=own, name=name) if name in plan.by_name:
                if name not in known or own not in (MONTH, grain):
                    return None
                found |= known[name]
            case Fact(grain=own, name=name) | Ref(grain=own, name=name):
                if own == MONTH:
                    found.add(name)
                elif own != grain:
                    return None
    return frozenset(found)


@lru_cache(maxsize=256)
def _after_total(plan: Plan) -> frozenset[str]:
    """Quantities that the gross decides."""
    found = {TOTAL}
    for quantity in plan.quantities:
        if any(isinstance(p, Ref) and p.name in found for p in walk(quantity.expr)):
            found.add(quantity.name)
    return frozenset(found - {TOTAL})


@dataclass(frozen=True, slots=True)
class _At:
    """Where an expression is read.

    Attributes:
        grain: `month`, or that of a row.
        index: Which row.
        box: What the row is, of those that it may be.
        place: Which of them that is.
    """

    grain: str = MONTH
    index: int = 0
    box: Box | None = None
    window: Window | None = None
    place: int = 0


_MONTH = _At()
_NOTHING = Number(ZERO)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Between what the net lies.

    Attributes:
        read: Facts, grains and unknowns that are not known and were asked for.
    """

    span: Span
    read: frozenset[str]


@lru_cache(maxsize=64)
def encloser_of(plan: Plan) -> Encloser:
    """What encloses a plan, the same for all who ask."""
    return Encloser(plan)


class Encloser:
    """Encloses quantities of one plan; what it finds of rows it keeps for other people.

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
            reads, found = _reads(self.plan), frozenset[str]()
            for one in (expr.body, *([] if expr.where is None else [expr.where])):
                own = _facts_of(self.plan, expr.grain, one, reads)
                found = None if own is None or found is None else found | own
            self._asked[id(expr)] = expr, found
        return self._asked[id(expr)][1]

    def known(self, box: Box) -> dict[Any, Value]:
        """What was found of a row that is the same box for everybody."""
        found = self._known.get(id(box))
        if found is None:
            found = self._known[id(box)] = box, {}
        return found[1]

    def net(
        self,
        doubtful: Doubtful,
        values: Mapping[str, Any],
        deductions: Sequence[tuple[str, int]],
    ) -> Enclosed:
        """Between what the net lies, in whole rupiah.

        Args:
            doubtful: What the inputs may be.
            values: What the plan comes to in one of the states that they may be in.
            deductions: Code and rupiah of what is taken after all that the regulation computes.
        """
        walk_ = _Walk(self, doubtful, values)
        return Enclosed(walk_.net(deductions), frozenset(walk_.read))

    def narrowed(
        self,
        doubtful: Doubtful,
        found: Enclosed,
        tried: Span,
        values: Mapping[str, Any],
        deductions: Sequence[tuple[str, int]],
    ) -> Span:
        """Between what the net lies, states that are few looked at one by one.

        Args:
            doubtful, values, deductions: As for :meth:`net`.
            found: What it comes to of all together.
            tried: What it comes to in some states; what reaches no further is not narrowed.
        """
        if tried.clipped(found.span) == found.span:
            return found.span
        apart = [self.net(one, values, deductions).span for one in doubtful.apart(APART)]
        return hull(apart) if apart else found.span


class _Walk:
    def __init__(self, home: Encloser, doubtful: Doubtful, values: Mapping[str, Any]) -> None:
        self.home, self.plan = home, home.plan
        self.doubtful, self.values = doubtful, values
        self.reach = _reach(self.plan, doubtful.open_facts, doubtful.open_grains)
        self.facts = _reads(self.plan)
        self.read: set[str] = set()
        self._month: dict[str, Value] = {}
        self._rows: dict[tuple[str, Window | None, int, int], Value] = {}
        self._made: dict[Any, Any] = {}
        self._symbols: dict[str, Symbol] = {}
        self._total: Symbol | None = None
        self._after: set[Symbol] = set()
        self._splits: set[int] = set()
        self._clips: list[tuple[Expr, Span]] = []
        self._writers: dict[type[Expr], Callable[[Any, _At], Value]] = {
            Const: lambda expr, _: _lifted(expr.value, expr.type),
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

    # -------------------------------------------------------------- from the gross to the net
    def net(self, deductions: Sequence[tuple[str, int]]) -> Span:
        """Between what the net lies."""
        total = spanned(self.number(_ref(self.plan, TOTAL), _MONTH))
        found = hull(self._pieces(Span(_up(total.low), _down(total.high))))
        # What is taken of the net leaves the more of it the more there is.
        low, high = (_left(end, deductions) for end in found)
        if not self._is_certain(self.plan.eligible, hold=True) or any(
            not self._is_certain(gate.flag, hold=False)
            for gate in self.plan.outcomes
            if gate.status == "zero"
        ):
            low, high = _or_none(min, low, 0), _or_none(max, high, 0)
        return Span(low, high)

    def _is_certain(self, name: str, *, hold: bool) -> bool:
        known = self._month.get(name) or self.flag(_ref(self.plan, name), _MONTH)
        assert isinstance(known, frozenset)
        return all(bool(value) is hold for value in known)

    def _pieces(self, total: Span) -> Iterator[Span]:
        """The net for pieces of the gross, between the thresholds on the way."""
        before = dict(self._month)
        waiting, left = [total], PIECES
        while waiting:
            piece = waiting.pop()
            self._month = dict(before)
            self._total = Symbol(piece, 1)
            self._after = {self._total}
            self._splits.clear()
            self._month[TOTAL] = Number(ZERO, {self._total: 1}) if not piece.is_point else Number(
                piece
            )
            net = self._sheet()
            inside = [
                x
                for x in self._splits
                if (piece.low is None or piece.low <= x) and (piece.high is None or x < piece.high)
            ]
            if inside and left > 0:
                left -= 1
                at = sorted(inside)[len(inside) // 2]
                waiting += [Span(piece.low, at), Span(at + 1, piece.high)]
            else:
                yield self._narrowed(net, piece)

    def _narrowed(self, net: Number, piece: Span) -> Span:
        """The net of a piece of the gross, from what it is at both ends of the piece.

        Both are whole: where the net follows the gross but for the rounding on the way, it cannot
        leave what it is at the ends by more than what rounding may move beyond one step of it.
        """
        wide = spanned(net)
        found = Span(_up(wide.low), _down(wide.high))
        slope, (low, high) = self._beside(net)
        if piece.is_point or low is None or high is None:
            return found
        slack = min(0, ceil(abs(slope) - (high - low)))
        ends = [None if end is None else self._at(end) for end in piece]
        first, last = ends if slope >= 0 else reversed(ends)
        least = None if first is None or first.low is None else first.low + slack
        most = None if last is None or last.high is None else last.high - slack
        return found.clipped(Span(least, most)) or found

    def _at(self, gross: Any) -> Span:
        """The net of one gross."""
        kept, self._month = self._month, {
            name: value
            for name, value in self._month.items()
            if name not in _after_total(self.plan)
        }
        self._month[TOTAL] = Number(Span(gross, gross))
        found = spanned(self._sheet())
        self._month = kept
        return Span(_up(found.low), _down(found.high))

    def _sheet(self) -> Number:
        """The net before the deductions of the pack, as the pay sheet adds it up."""
        net = self.number(_ref(self.plan, TOTAL), _MONTH)
        for line in layout(self.plan):
            is_added = line.before and line.kind == ADDITION
            if is_added or (not line.before and line.sign < 0):
                net = net.plus(self.number(_ref(self.plan, line.quantity), _MONTH), line.sign)
        flags = [gate.flag for gate in self.plan.outcomes if gate.status == "zero"]
        for name in (self.plan.eligible, *flags):
            self.flag(_ref(self.plan, name), _MONTH)
        return net

    # -------------------------------------------------------------- by kind
    def value(self, expr: Expr, at: _At) -> Value:
        """What an expression can be."""
        return self._writers[type(expr)](expr, at)

    def number(self, expr: Expr, at: _At) -> Number:
        """What a number can be."""
        found = self.value(expr, at)
        if not isinstance(found, Number):
            return _lifted(found, expr.type)  # type: ignore[return-value]
        for clipped, span in reversed(self._clips):
            if clipped is expr or (isinstance(expr, Ref | Fact) and clipped == expr):
                own = spanned(found)
                narrow = own.clipped(span)
                if narrow is not None and narrow != own:
                    found = Number(narrow)
        return found

    def flag(self, expr: Expr, at: _At) -> Flag:
        """What a flag can be."""
        found = self.value(expr, at)
        assert isinstance(found, frozenset)
        return found  # type: ignore[return-value]

    def _fresh(self, span: Span, at: _At, *, is_open: bool = False, whole: bool = False) -> Number:
        """A number of its own: of a month it is the same wherever it is met."""
        if at.grain != MONTH or span.is_point or span == ANYTHING:
            return Number(span, is_open=is_open)
        symbol = Symbol(span, 1 if whole else None)
        if self._total is not None:
            self._after.add(symbol)
        return Number(ZERO, {symbol: 1}, is_open)

    # -------------------------------------------------------------- leaves
    def _unknown(self, expr: Unknown, _: _At) -> Value:
        self.read.add(expr.name)
        if expr.type.unit in (Unit.WORD, Unit.FLAG):
            return frozenset(expr.candidates) if expr.bounded else _lifted(ANY, expr.type)  # type: ignore[arg-type]
        lows = [int(one) for one in expr.candidates] or [0]
        span = Span(min(lows), max(lows) if expr.bounded else None)
        return self._named(f"unknown {expr.name}", span.scaled(_unit(expr.type)), None)

    def _named(
        self, name: str, span: Span, step: Exact | None, *, is_open: bool = False
    ) -> Number:
        if name not in self._symbols:
            self._symbols[name] = Symbol(span, step)
        if span.is_point or span == ANYTHING:
            return Number(span, is_open=is_open)
        return Number(ZERO, {self._symbols[name]: 1}, is_open)

    def _fact(self, expr: Fact | Ref, at: _At) -> Value:
        if expr.grain == MONTH:
            self.read.add(expr.name)
            found = _lifted(self.doubtful.fact(expr.name), expr.type)
            if isinstance(found, Number) and not found.rest.is_point:
                step = _unit(expr.type) * expr.type.step
                return self._named(expr.name, found.rest, step, is_open=found.is_open)
            return found
        if at.grain == expr.grain and at.box is not None:
            found = _lifted(at.box.fact(expr.name), expr.type)
            if at.box.row is None and isinstance(found, Number):
                return replace(found, rest=Span(0, None))
            return found
        boxes = self._seen(expr.grain, at)
        if boxes is None:
            return _lifted(ANY, expr.type)
        return _either([_lifted(box.fact(expr.name), expr.type) for _, box in boxes])

    def _ref(self, expr: Ref, at: _At) -> Value:
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
            return _lifted(ANY, expr.type)
        found = [self._of_row(name, _At(quantity.grain, i, b, at.window)) for i, b in boxes]
        return _either(found)

    def _of_month(self, name: str) -> Value:
        expr = self.plan.by_name[name].expr
        if name not in self.reach.open and name in self.values and name != TOTAL:
            if not (self._total is not None and name in _after_total(self.plan)):
                return _lifted(self.values[name], expr.type)
        return self.value(expr, _MONTH)

    def _of_row(self, name: str, at: _At) -> Value:
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
            return _lifted(self.values[name][at.index], quantity.type)
        facts = self._given(self.facts.get(name)) if box.is_shared else None
        if facts is not None:
            known = self.home.known(box)
            if (name, facts) not in known:
                known[name, facts] = self.value(quantity.expr, at)
            return known[name, facts]
        own = name, at.window, at.index, id(box)
        if own not in self._rows:
            self._rows[own] = self.value(quantity.expr, at)
        return self._rows[own]

    def _seen(self, grain: str, at: _At) -> list[tuple[int, Box]] | None:
        """What the row of another grain can be that a row sees."""
        index = getattr(at.box.row, "day_index", None) if at.box is not None else None
        if grain != "day" or index is None or index is ANY:
            return None
        days = self._rows_of("day", at.window).boxes
        if not 0 <= index < len(days):
            return None
        seen = [(index, box) for box in days[index]]
        # A session is in the same of its states as the day.
        return [seen[at.place]] if at.grain == "session" and at.place < len(seen) else seen

    def _rows_of(self, grain: str, window: Window | None) -> Rows:
        self.read.add(grain)
        return self.doubtful.rows(grain, window)

    # -------------------------------------------------------------- numbers
    def _sum(self, expr: Sum, at: _At) -> Number:
        total = Number(ZERO)
        for arg, minus in zip(expr.args, expr.minus, strict=True):
            total = total.plus(self.number(arg, at), -1 if minus else 1)
        return total

    def _product(self, expr: Product, at: _At) -> Number:
        made = Number(Span(1, 1))
        for arg in expr.args:
            made = self._times(made, self.number(arg, at), at)
            if made == _NOTHING:
                break
        return made

    def _times(self, one: Number, other: Number, at: _At) -> Number:
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

    def _quotient(self, expr: Quotient, at: _At) -> Number:
        top, bottom = self.number(expr.top, at), self.number(expr.bottom, at)
        if not bottom.terms and bottom.rest.is_point and bottom.rest.low:
            return top.scaled(Fraction(1) / bottom.rest.low)
        kind, below = expr.bottom.type, spanned(bottom)
        least = bottom.least or (None if kind.ratio else _unit(kind) * kind.step)
        found = []
        share = divided(spanned(top), below, least)
        if share is not None:
            found.append(share)
        if expr.zero is not None and below.holds(0):
            found.append(spanned(self.number(expr.zero, at)))
        return self._fresh(hull(found), at) if found else Number(ANYTHING)

    def _pick(self, expr: Pick, at: _At) -> Number:
        best = self.number(expr.args[0], at)
        for arg in expr.args[1:]:
            best = self._better(expr.kind, best, self.number(arg, at), at)
        return best

    def _better(self, kind: str, one: Number, other: Number, at: _At) -> Number:
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
            Span(_or_none(min, mine.low, yours.low), _least(mine.high, yours.high))
            if is_min
            else Span(_most(mine.low, yours.low), _or_none(max, mine.high, yours.high))
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

    def _rounded(self, expr: Rounded, at: _At) -> Number:
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
    def _exists(self, expr: Exists, at: _At) -> Flag:
        found = self.value(expr.arg, at)
        if isinstance(found, Number):
            return FALSE if found.is_none else EITHER if found.is_open else TRUE
        if found is None:
            return EITHER
        return frozenset(value is not None for value in found)

    def _compare(self, expr: Compare, at: _At) -> Flag:
        if not expr.left.type.numeric:
            return _same(self.value(expr.left, at), self.value(expr.right, at), expr.op)
        one, other = self.number(expr.left, at), self.number(expr.right, at)
        if one.is_none or other.is_none:
            return _of_none(expr.op, one, other)
        apart = one.plus(other, -1)
        found = _held(expr.op, spanned(apart))
        if len(found) > 1:
            self._split(apart)
        if one.is_open or other.is_open:
            found |= {expr.op == "!="}
            found |= {expr.op == "="} if one.is_open and other.is_open else set()
        return found

    def _logic(self, expr: Logic, at: _At) -> Flag:
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

    def _among(self, expr: Among, at: _At) -> Flag:
        if not expr.ranges:
            found = self.value(expr.value, at)
            if found is None:
                return EITHER
            assert isinstance(found, frozenset)
            return frozenset(value in expr.words for value in found)
        value = self.number(expr.value, at)
        if value.is_none:
            return EITHER
        held: set[bool | None] = {False}
        for low, high in expr.ranges:
            sides = [
                _held(op, spanned(value.plus(self.number(end, at), -1)))
                for end, op in ((low, ">="), (high, "<="))
                if end is not None
            ]
            if all(side == TRUE for side in sides):
                return TRUE
            if all(True in side for side in sides):
                held.add(True)
        return frozenset(held)

    def _cond(self, expr: Cond, at: _At) -> Value:
        test = self.flag(expr.test, at)
        holds = {bool(value) for value in test}
        if len(holds) == 1:
            return self.value(expr.yes if True in holds else expr.no, at)
        found = []
        for branch, held in ((expr.yes, True), (expr.no, False)):
            clips = list(_clips(self, expr.test, at, held=held))
            self._clips += clips
            found.append(
                self.number(branch, at) if expr.type.numeric else self.value(branch, at)
            )
            del self._clips[len(self._clips) - len(clips) :]
        return self._one_of(found, at)

    def _one_of(self, found: Sequence[Value], at: _At) -> Value:
        if not all(isinstance(one, Number) for one in found):
            return _either(found)
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
    def _lookup(self, expr: Lookup, at: _At) -> Value:
        table = expr.table
        given = [self.value(arg, at) for arg in expr.args]
        asked = [_asked(v, kind) for v, (_, kind) in zip(given, table.inputs, strict=True)]
        rows = [
            row
            for row in table.rows
            if all(_may_fit(c, v) for c, v in zip(row.cells, asked, strict=True))
        ]
        values = [row.values[expr.output] for row in rows]
        points = [_point(value) for value in asked]
        if all(is_point for is_point, _ in points):
            row = table.row_for([value for _, value in points])
            if row is not None:
                values = [row.values[expr.output]]
            elif table.otherwise is not None:
                values = [table.otherwise[expr.output]]
        elif table.otherwise is not None and not _is_covered(rows, asked):
            values.append(table.otherwise[expr.output])
        if not values:
            return _lifted(ANY, expr.type)
        if len(values) > 1 and len(given) == 1 and isinstance(given[0], Number):
            for row in rows:
                for low, high in row.cells[0].ranges:
                    unit = _unit(table.inputs[0][1])
                    for edge, own in ((low, 1), (high, 0)):
                        if edge is not None:
                            point = Span(-(edge - own) * unit, -(edge - own) * unit)
                            self._split(given[0].plus(Number(point)))
        return self._one_of([self.value(value, at) for value in _each(values)], at)

    # -------------------------------------------------------------- aggregates
    def _gather(self, expr: Gather) -> Value:
        key = expr
        if key not in self._made:
            self._made[key] = self._over_rows(expr)
        return self._made[key]

    def _over_rows(self, expr: Gather) -> Value:
        rows = self._rows_of(expr.grain, expr.window)
        facts = self._given(self.home.asked(expr))
        plain = self._plain_values(expr)
        each: list[Any] = []
        total: Any = 0
        for at, boxes in enumerate(rows.boxes):

            def made(at: int = at, boxes: tuple[Box, ...] = boxes) -> Any:
                found = [
                    self._of_box(expr, _At(expr.grain, at, box, expr.window, place))
                    for place, box in enumerate(boxes)
                ]
                if expr.kind in ("sum", "count"):
                    return tuple(_taken(taken, number.rest) for taken, number in found)
                return found

            if plain is not None and len(boxes) == 1 and boxes[0].is_known:
                total += plain[at]
            elif facts is not None and all(box.is_shared for box in boxes):
                each.append((at, self.home.gathered(expr, boxes, facts, made)))
            else:
                each.append((at, made()))
        more = [self._of_box(expr, _At(expr.grain, -1, box, expr.window)) for box in rows.more]
        match expr.kind:
            case "sum" | "count":
                known = total * _unit(expr.body.type if expr.kind == "sum" else expr.type)
                return self._added(rows, each, more, known)
            case "any" | "all":
                return _over_flags(expr.kind, [found for _, found in each], more)
            case "longest_run":
                return Number(_longest([found for _, found in each], more))
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

    def _of_box(self, expr: Gather, at: _At) -> tuple[Flag, Value]:
        """Whether a row is taken, and what it gives."""
        taken = TRUE if expr.where is None else self.flag(expr.where, at)
        if True not in taken:
            return FALSE, Number(ZERO)
        if expr.kind == "count":
            held = self.flag(expr.body, at)
            both = {bool(a) and bool(b) for a in taken for b in held}
            return TRUE, Number(hull(Span(int(one), int(one)) for one in both))
        if expr.kind in ("any", "all", "longest_run"):
            return _plain(taken), _plain(self.flag(expr.body, at))
        body = self.number(expr.body, at)
        return _plain(taken), Number(spanned(body))

    def _added(
        self, rows: Rows, each: Sequence[Any], more: Sequence[Any], known: Exact
    ) -> Number:
        total = Span(known, known)
        picks: dict[Any, tuple[Span, ...]] = {}
        for at, spans in each:
            if len(spans) == 1 or len(set(spans)) == 1:
                total = total.plus(spans[0])
                continue
            key = rows.key(at)
            if key in picks:
                spans = tuple(a.plus(b) for a, b in zip(picks[key], spans, strict=True))
            # Equal ones are the same, so that what was found of one is found of the other.
            picks[key] = self.home.spans.setdefault(spans, spans)
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
            possible.append(spanned(self.number(expr.empty, _MONTH)))
            return Number(hull(possible))
        span = hull(possible)
        if expr.kind == "highest":
            return Number(Span(max(map(_low, sure)) if None not in map(_low, sure) else None, span.high))
        return Number(Span(span.low, min(map(_high, sure)) if None not in map(_high, sure) else None))

    def _upto(self, expr: Nth | Running, at: _At) -> Number:
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
            ats = [_At(expr.grain, index, box, window) for box in boxes]
            if isinstance(expr, Nth):
                spans = [hull(_one(value) for value in self.flag(expr.test, one)) for one in ats]
            else:
                spans = [spanned(self.number(expr.body, one)) for one in ats]
            own.append(hull(spans))
            keys.append(None if expr.per is None else _key(self.value(expr.per, ats[0]), boxes))
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


def _ref(plan: Plan, name: str) -> Ref:
    quantity = plan.by_name[name]
    return Ref(quantity.type, quantity.grain, name)


def _unit(kind: Type) -> Any:
    return Fraction(1, 10**kind.scale) if kind.scale else 1


def _lifted(raw: Any, kind: Type) -> Value:
    """A raw fact, or what it may be, as an enclosure."""
    if kind.unit is Unit.FLAG:
        if raw is ANY:
            return EITHER | {None} if kind.optional else EITHER
        return raw if isinstance(raw, frozenset) else frozenset({raw})
    if kind.unit is Unit.WORD:
        if raw is ANY:
            return None
        return raw if isinstance(raw, frozenset) else frozenset({raw})
    if raw is ANY:
        return Number(ANYTHING, is_open=True)
    if isinstance(raw, Range):
        return Number(raw.span.scaled(_unit(kind)), is_open=raw.is_open)
    if isinstance(raw, frozenset):
        known = [one for one in raw if one is not None]
        if not known:
            return NO_NUMBER
        span = Span(min(known), max(known)).scaled(_unit(kind))
        return Number(span, is_open=None in raw)
    if raw is None:
        return NO_NUMBER
    if isinstance(raw, date):
        raw = raw.toordinal()
    value = Fraction(raw, 10**kind.scale) if kind.scale else raw
    return Number(Span(value, value))


def _either(found: Sequence[Value]) -> Value:
    """One of several enclosures."""
    if all(isinstance(one, Number) for one in found):
        own = [one for one in found if isinstance(one, Number) and not one.is_none]
        if not own:
            return NO_NUMBER
        is_open = any(one.is_open for one in found if isinstance(one, Number))
        return Number(hull(map(spanned, own)), is_open=is_open)
    if any(one is None for one in found):
        return None
    return frozenset().union(*found)  # type: ignore[arg-type]


def _plain(flag: Flag) -> Flag:
    return frozenset(bool(value) for value in flag)


def _held(op: str, apart: Span) -> Flag:
    """Whether a comparison of a difference with zero holds."""
    low, high = apart
    below = low is None or low < 0
    above = high is None or high > 0
    zero = apart.holds(0)
    signs = {s for s, met in ((-1, below), (0, zero), (1, above)) if met}
    wanted = {
        "=": {0}, "!=": {-1, 1}, "<": {-1}, "<=": {-1, 0}, ">": {1}, ">=": {0, 1},
    }[op]  # fmt: skip
    return frozenset(sign in wanted for sign in signs)


def _of_none(op: str, one: Number, other: Number) -> Flag:
    """A comparison of which one side is `none` for certain."""
    if op not in ("=", "!="):
        return EITHER
    if one.is_none and other.is_none:
        return frozenset({op == "="})
    may_be = one.is_open and other.is_open
    return EITHER if may_be else frozenset({op == "!="})


def _same(one: Value, other: Value, op: str) -> Flag:
    """Whether two words or flags are the same."""
    if one is None or other is None:
        return EITHER
    assert isinstance(one, frozenset)
    assert isinstance(other, frozenset)
    found = {op == "="} if one & other else set()
    if len(one) > 1 or len(other) > 1 or not one & other:
        found |= {op != "="}
    return frozenset(found)


def _clips(walk_: _Walk, test: Expr, at: _At, *, held: bool) -> Iterator[tuple[Expr, Span]]:
    """What a test that holds, or does not, tells of what it compares."""
    if isinstance(test, Logic) and test.op == "and" and held:
        for arg in test.args:
            yield from _clips(walk_, arg, at, held=held)
    if not isinstance(test, Compare) or not test.left.type.numeric:
        return
    op = test.op if held else {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "!=": "="}.get(test.op)
    for expr, other, turned in ((test.left, test.right, op), (test.right, test.left, _TURNED.get(op or ""))):
        if turned is None or isinstance(expr, Const):
            continue
        span = spanned(walk_.number(other, at))
        if turned in ("<", "<=", "="):
            yield expr, Span(None, span.high)
        if turned in (">", ">=", "="):
            yield expr, Span(span.low, None)


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}


def _asked(value: Value, kind: Type) -> Any:
    """What a table is asked by, numbers at the scale of its input."""
    if isinstance(value, Number):
        return spanned(value).scaled(10**kind.scale), value.is_open, value.is_none
    return value


def _may_fit(cell: Any, asked: Any) -> bool:
    if cell.anything:
        return True
    if not isinstance(asked, tuple):
        if asked is None:
            return True
        return cell.words is not None and bool(cell.words & asked)
    span, is_open, is_none = asked
    if is_open and cell.nothing:
        return True
    return not is_none and any(span.clipped(Span(*ends)) for ends in cell.ranges)


def _point(asked: Any) -> tuple[bool, Any]:
    """Whether something is known for certain, and what it is."""
    if isinstance(asked, tuple):
        span, is_open, is_none = asked
        if is_none:
            return True, None
        return span.is_point and not is_open, span.low
    if asked is None or len(asked) != 1:
        return False, None
    return True, next(iter(asked))


def _is_covered(rows: Sequence[Any], asked: Sequence[Any]) -> bool:
    """Whether the rows leave nothing of one input to `else`."""
    if len(asked) != 1:
        return False
    (one,) = asked
    if not isinstance(one, tuple):
        words = [row.cells[0].words for row in rows]
        return one is not None and None not in words and one <= frozenset().union(*words)
    span, is_open, _ = one
    if is_open or None in span:
        return False
    bands = sorted(
        (Span(*ends) for row in rows for ends in row.cells[0].ranges),
        key=lambda band: (band.low is not None, band.low or 0),
    )
    if not bands or not Span(bands[0].low, bands[-1].high).holds(span.low):
        return False
    joined = all(
        a.high is not None and b.low is not None and b.low <= a.high + 1
        for a, b in pairwise(bands)
    )
    return joined and (bands[-1].high is None or span.high <= bands[-1].high)


def _each(values: Sequence[Expr]) -> list[Expr]:
    return list({id(value): value for value in values}.values())


def _taken(taken: Flag, span: Span) -> Span:
    """What a row adds that may be left out."""
    if True not in taken:
        return ZERO
    return span if taken == TRUE else hull((span, ZERO))


def _over_flags(kind: str, each: Sequence[Any], more: Sequence[Any]) -> Flag:
    wanted = kind == "any"
    may, must = False, False
    for found in each:
        met = [{bool(v) is wanted for v in value} for taken, value in found if True in taken]
        may |= any(True in one for one in met)
        must |= len(met) == len(found) and all(
            one == {True} and taken == TRUE
            for one, (taken, _) in zip(met, found, strict=True)
        )
    may |= any(True in taken and wanted in value for taken, value in more)
    if must:
        return frozenset({wanted})
    return EITHER if may else frozenset({not wanted})


def _longest(each: Sequence[Any], more: Sequence[Any]) -> Span:
    """The longest stretch of rows that hold, at least and at most."""
    least = most = low = high = 0
    for found in each:
        met = [value for taken, value in found if True in taken]
        is_sure = len(met) == len(found) and all(taken == TRUE for taken, _ in found)
        if not met:
            continue
        all_hold = all(value == TRUE for value in met)
        some_hold = any(True in value for value in met)
        low = low + int(is_sure) if all_hold else 0
        high = high + 1 if some_hold else 0 if is_sure else high
        least, most = max(least, low), max(most, high)
    return Span(least, None) if any(True in taken for taken, _ in more) else Span(least, most)


def _one(value: bool | None) -> Span:
    return Span(int(bool(value)), int(bool(value)))


def _key(value: Value, boxes: Sequence[Box]) -> Any:
    """By what rows are counted apart; ANY where it is not known."""
    if len(boxes) > 1:
        return ANY
    if isinstance(value, Number):
        span = spanned(value)
        if value.is_none:
            return None
        return span.low if span.is_point and not value.is_open else ANY
    return next(iter(value)) if value is not None and len(value) == 1 else ANY


def _low(span: Span) -> Any:
    return span.low


def _high(span: Span) -> Any:
    return span.high


def _up(value: Any) -> int | None:
    return None if value is None else ceil(value)


def _down(value: Any) -> int | None:
    return None if value is None else floor(value)


def _least(one: Any, other: Any) -> Any:
    return other if one is None else one if other is None else min(one, other)


def _most(one: Any, other: Any) -> Any:
    return other if one is None else one if other is None else max(one, other)


def _or_none(choose: Callable[..., Any], one: Any, other: Any) -> Any:
    """One of two ends, of which none may be without end."""
    return None if one is None or other is None else choose(one, other)


def _left(net: int | None, deductions: Sequence[tuple[str, int]]) -> int | None:
    for _, asked in deductions:
        net = None if net is None else net - max(0, min(asked, net))
    return net
