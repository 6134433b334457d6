"""Between what the net lies, whatever the missing inputs are: the plan over enclosures.

Scenarios try some values of what is missing; a law that turns between them, or two that meet, is
not seen by them. Here the plan is walked once for all values together: each day in doubt gets the
most and the least that each accumulator can take of it, these are added up, the gross lies between
what the sums allow, and the net is followed from the gross over the thresholds on its way. The
bounds hold every amount, whether a rule is monotone or not; they are as narrow as the plan lets
them be shown to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import Any

from masker_rules.engine.doubtful import Doubtful
from masker_rules.engine.enclosed_values import or_none, whole_down, whole_up
from masker_rules.engine.enclosed_walk import OF_MONTH, Kept, Walk, ref_of
from masker_rules.engine.enclosures import ZERO, Exact, Flag, Number, Span, Symbol, hull, spanned
from masker_rules.engine.reach import TOTAL
from masker_rules.engine.segments import Segment
from masker_rules.engine.sheet import layout
from masker_rules.language.pay import ADDITION
from masker_rules.language.plan import Plan

__all__ = ["Encloser", "Known", "encloser_of"]

#: So many pieces of the way from gross to net are looked at by themselves.
PIECES = 32
#: Days in doubt that have so many states together are looked at in each of them.
APART = 36


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a month beside its inputs.

    Attributes:
        values: What the plan comes to in one of the states that the inputs may be in.
        deductions: Code and rupiah of what is taken after all that the regulation computes.
        segments: What holds in each segment of a month with a change; None where it has none.
        divisor: Days of which the days of segments are shares.
    """

    values: Mapping[str, Any]
    deductions: Sequence[tuple[str, int]]
    segments: Sequence[Segment] | None = None
    divisor: int = 1


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
        self._kept = Kept(plan)

    def net(self, doubtful: Doubtful, known: Known) -> Span:
        """Between what the net lies, in whole rupiah.

        Args:
            doubtful: What the inputs may be.
            known: What is known beside.
        """
        return self._way(doubtful, known).net(known.deductions)

    def quantity(self, name: str, doubtful: Doubtful, known: Known) -> Span:
        """Between what a number of the month lies, in true units."""
        way = self._way(doubtful, known)
        return spanned(way.number(ref_of(way.plan, name), OF_MONTH))

    def flag(self, name: str, doubtful: Doubtful, known: Known) -> Flag:
        """What a flag of the month may be."""
        way = self._way(doubtful, known)
        return way.flag(ref_of(way.plan, name), OF_MONTH)

    def read(self, doubtful: Doubtful, known: Known) -> frozenset[str]:
        """Facts, grains and unknowns that are not known and that the net asks for."""
        way = self._way(doubtful, known)
        way.go_once()
        return frozenset(way.read)

    def _way(self, doubtful: Doubtful, known: Known) -> _Way:
        way = _Way(self._kept, doubtful, known.values)
        if known.segments is not None:
            way.take_shares(known.segments, known.divisor)
        return way

    def narrowed(self, doubtful: Doubtful, found: Span, tried: Span, known: Known) -> Span:
        """Between what the net lies, states that are few looked at one by one.

        Args:
            doubtful: What the inputs may be.
            found: What the net comes to of all together.
            tried: What it comes to in some states; what reaches no further is not narrowed.
            known: As for :meth:`net`.
        """
        if tried.clipped(found) == found:
            return found
        apart = [self.net(one, known) for one in doubtful.apart(APART)]
        return hull(apart) if apart else found


class _Way(Walk):
    """The way from what is not known to the net."""

    _may_be_nothing = False

    def take_shares(self, segments: Sequence[Segment], divisor: int) -> None:
        """Take amounts that are not known as sums over segments, of each by what holds in it."""
        for name in self.plan.over_segments:
            if name not in self.reach.open:
                continue
            total = ZERO
            for one in segments:
                # What the plan comes to elsewhere is of the whole month.
                own = Walk(self.home, self.doubtful.within(one.facts), {})
                found = spanned(own.number(ref_of(self.plan, name), OF_MONTH))
                total = total.plus(found.scaled(Fraction(one.days, divisor)))
                self.read |= own.read
            self._month[name] = Number(total)

    def go_once(self) -> None:
        """Read all that the net of any gross asks for."""
        self._net_of(self._gross(), (dict(self._month), dict(self._made), dict(self._rows)))

    def _gross(self) -> Span:
        total = spanned(self.number(ref_of(self.plan, TOTAL), OF_MONTH))
        return Span(whole_up(total.low), whole_down(total.high))

    def net(self, deductions: Sequence[tuple[str, int]]) -> Span:
        """Between what the net lies."""
        found = hull(self._pieces(self._gross()))
        # What is taken of the net leaves the more of it the more there is.
        low, high = (
            _left(end, deductions) for end in (whole_up(found.low), whole_down(found.high))
        )
        if self._may_be_nothing:
            low, high = or_none(min, low, 0), or_none(max, high, 0)
        return Span(low, high)

    def _pieces(self, total: Span) -> Iterator[Span]:
        """The net for pieces of the gross, between the thresholds on the way."""
        before = dict(self._month), dict(self._made), dict(self._rows)
        waiting, left = [total], PIECES
        while waiting:
            piece = waiting.pop()
            net = self._net_of(piece, before)
            inside = [at for at in self._splits if _is_inside(at, piece)]
            if inside and left > 0:
                left -= 1
                at = sorted(inside)[len(inside) // 2]
                waiting += [Span(piece.low, at), Span(at + 1, piece.high)]
            else:
                yield self._narrowed(net, piece, before)

    def _net_of(self, piece: Span, before: tuple[Any, Any, Any]) -> Number:
        """The net where the gross is any of a piece."""
        self._total = Symbol(piece, 1)
        self._after = {self._total}
        self._splits.clear()
        gross = Number(piece) if piece.is_point else Number(ZERO, {self._total: 1})
        return self._from(gross, before)

    def _from(self, gross: Number, before: tuple[Any, Any, Any]) -> Number:
        """The net of a gross, where all that the gross does not decide is known."""
        self._month, self._made, self._rows = map(dict, before)
        self._month[TOTAL] = gross
        return self._sheet()

    def _narrowed(self, net: Number, piece: Span, before: tuple[Any, Any, Any]) -> Span:
        """The net of a piece of the gross, from what it is at both ends of the piece.

        Both are whole: where the net follows the gross but for the rounding on the way, it cannot
        leave what it is at the ends by more than what rounding may move beyond one step of it.
        """
        wide = spanned(net)
        found = Span(whole_up(wide.low), whole_down(wide.high))
        slope, (low, high) = self._beside(net)
        if piece.is_point or low is None or high is None:
            return found
        slack = min(0, ceil(abs(Fraction(slope)) - Fraction(high - low)))
        ends = [None if end is None else self._at(end, before) for end in piece]
        first, last = ends if slope >= 0 else reversed(ends)
        least = None if first is None or first.low is None else first.low + slack
        most = None if last is None or last.high is None else last.high - slack
        return found.clipped(Span(least, most)) or found

    def _at(self, gross: Exact, before: tuple[Any, Any, Any]) -> Span:
        """The net of one gross."""
        found = spanned(self._from(Number(Span(gross, gross)), before))
        return Span(whole_up(found.low), whole_down(found.high))

    def _sheet(self) -> Number:
        """The net before the deductions of the pack, as the pay sheet adds it up."""
        net = self.number(ref_of(self.plan, TOTAL), OF_MONTH)
        for line in layout(self.plan):
            is_added = line.before and line.kind == ADDITION
            if is_added or (not line.before and line.sign < 0):
                net = net.plus(self.number(ref_of(self.plan, line.quantity), OF_MONTH), line.sign)
        flags = [gate.flag for gate in self.plan.outcomes if gate.status == "zero"]
        paid = self.flag(ref_of(self.plan, self.plan.eligible), OF_MONTH)
        shut = [self.flag(ref_of(self.plan, name), OF_MONTH) for name in flags]
        if not all(paid) or any(any(flag) for flag in shut):
            self._may_be_nothing = True
        return net


def _is_inside(at: int, piece: Span) -> bool:
    return (piece.low is None or piece.low <= at) and (piece.high is None or at < piece.high)


def _left(net: int | None, deductions: Sequence[tuple[str, int]]) -> int | None:
    for _, asked in deductions:
        net = None if net is None else net - max(0, min(asked, net))
    return net
