"""What a value may be: an interval of numbers or a set of words, and perhaps `none`.

A domain is never too small: what it leaves out cannot happen. It may be too large, so lint that
speaks only of what a domain leaves out says nothing that is not so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from masker_rules.language.overlaps import Extent
from masker_rules.units import Step, Type, Unit
from masker_rules.units.printing import clock_text, duration_text, exact_text, percent_text

__all__ = [
    "ANYTHING",
    "NEVER",
    "Bound",
    "Domain",
    "extent_of",
    "flags",
    "number",
    "product_of",
    "rounded",
    "spoken",
    "sum_of",
]

Value = str | bool
Bound = Fraction | int | None


@dataclass(frozen=True, slots=True)
class Domain:
    """Possible values of an expression.

    Attributes:
        low, high: Ends of the numbers, in units of one (a share of one, seconds); None open.
        values: The words or flags that are possible, None where they are not known.
        none: The value may be `none`.
        void: There is no value beside `none`.
    """

    low: Bound = None
    high: Bound = None
    values: frozenset[Value] | None = None
    none: bool = False
    void: bool = False

    @property
    def empty(self) -> bool:
        """Nothing is possible at all."""
        return self.void and not self.none

    def meets(self, low: Bound, high: Bound) -> bool:
        """Whether some number of the domain lies in the interval."""
        return not self.void and _before(self.low, high) and _before(low, self.high)

    def within(self, low: Bound, high: Bound) -> bool:
        """Whether every value is a number of the interval."""
        if self.none or self.void:
            return False
        above = low is None or (self.low is not None and self.low >= low)
        return above and (high is None or (self.high is not None and self.high <= high))

    def limited(self, low: Bound, high: Bound) -> Domain:
        """The numbers of the domain that lie in the interval."""
        low = self.low if low is None else low if self.low is None else max(low, self.low)
        high = self.high if high is None else high if self.high is None else min(high, self.high)
        void = self.void or not _before(low, high)
        return Domain(low, high, self.values, none=False, void=void)

    def only(self, words: frozenset[Value]) -> Domain:
        """The words or flags of the domain that are among `words`."""
        values = words if self.values is None else self.values & words
        return Domain(values=values, void=self.void or not values)

    def without(self, words: frozenset[Value]) -> Domain:
        """The domain without some words; `none` stays."""
        if self.values is None:
            return self
        values = self.values - words
        return replace(self, values=values, void=not values)

    def met(self, other: Domain) -> Domain:
        """What both domains hold."""
        none = self.none and other.none
        if self.void or other.void:
            return Domain(none=none, void=True)
        if self.values is not None or other.values is not None:
            pair = (self.values, other.values)
            both = frozenset.intersection(*(v for v in pair if v is not None))
            return Domain(values=both, none=none, void=not both)
        return replace(self.limited(other.low, other.high), none=none)

    def joined(self, other: Domain) -> Domain:
        """What either domain holds."""
        none = self.none or other.none
        if self.void or other.void:
            return replace(other if self.void else self, none=none)
        values = None
        if self.values is not None and other.values is not None:
            values = self.values | other.values
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Domain(low, high, values, none)


ANYTHING = Domain()
NEVER = Domain(void=True)


def number(value: Fraction | int) -> Domain:
    """The domain of one number."""
    return Domain(value, value)


def flags(*values: bool) -> Domain:
    """The domain of a yes or no."""
    return Domain(values=frozenset(values), void=not values)


def extent_of(domain: Domain) -> Extent:
    """What a domain takes of the values of its fact."""
    nothing = frozenset[Value | None]({None} if domain.none else ())
    if domain.void:
        return Extent(nothing)
    if domain.values is not None:
        return Extent(nothing | domain.values)
    if domain.low is None and domain.high is None:
        return Extent(whole=True)
    return Extent(nothing, ((domain.low, domain.high),))


def sum_of(left: Domain, right: Domain, *, minus: bool) -> Domain:
    """`left ± right`."""
    low, high = (right.high, right.low) if minus else (right.low, right.high)
    sign = -1 if minus else 1
    return Domain(
        None if left.low is None or low is None else left.low + sign * low,
        None if left.high is None or high is None else left.high + sign * high,
    )


def product_of(left: Domain, right: Domain) -> Domain:
    """`left × right`."""
    ends = (left.low, left.high, right.low, right.high)
    known = [end for end in ends if end is not None]
    if len(known) == len(ends):
        a, b, c, d = known
        corners = (a * c, a * d, b * c, b * d)
        return Domain(min(corners), max(corners))
    if left.low is not None and right.low is not None and left.low >= 0 and right.low >= 0:
        return Domain(left.low * right.low, None)
    return ANYTHING


def rounded(domain: Domain, step: Step) -> Domain:
    """Both ends moved outwards to the next multiple of a step."""
    size = Fraction(step.size, 10**step.scale)
    low = None if domain.low is None else (domain.low / size).__floor__() * size
    high = None if domain.high is None else -((-domain.high / size).__floor__()) * size
    return replace(domain, low=low, high=high)


def _before(low: Bound, high: Bound) -> bool:
    return low is None or high is None or low <= high


def spoken(domain: Domain, kind: Type) -> str:
    """The domain as an author writes it: `1m..`, `mon, tue`."""
    if domain.values is not None:
        words = {True: "yes", False: "no"}
        shown = sorted(words[v] if isinstance(v, bool) else v for v in domain.values)
        return ", ".join([*shown, *(["none"] if domain.none else [])])
    if domain.void:
        return "none"
    low, high = (_end(end, kind) for end in (domain.low, domain.high))
    return low if low == high else f"{low}..{high}"


def _end(end: Bound, kind: Type) -> str:
    if end is None:
        return ""
    if kind.unit is Unit.DURATION:
        return duration_text(int(end))
    if kind.unit is Unit.CLOCK:
        return clock_text(int(end))
    if kind.unit is Unit.PERCENT:
        return percent_text(end)
    return exact_text(end)
