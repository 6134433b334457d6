"""Numbers of a pack at the scale of the month fact that they become."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import narwhals as nw

from masker_rules.engine.lookups import TooPrecise, scaled
from masker_rules.language.catalogue import PACK_DECIMALS
from masker_rules.language.plan import Input
from masker_rules.units import Type, Unit

__all__ = ["Range", "Scaling", "limits_of", "range_of", "scaled_in_range"]

_PACK: int = 10**PACK_DECIMALS
#: What is brought to its scale in a frame, of a number that nobody bounds: rupiah, shares of one,
#: counts, seconds. This keeps the scaling in 64 bits.
_MOST = {
    Unit.MONEY: 10**12,
    Unit.PERCENT: 100,
    Unit.NUMBER: 10**6,
    Unit.DURATION: 10**8,
}


@dataclass(frozen=True, slots=True)
class Range:
    """Whole numbers from `low` to `high`, both included."""

    low: int
    high: int


def limits_of(kind: Type, low: int | None = None, high: int | None = None) -> Range:
    """What a frame holds of a type, or of what is bounded; never anything below 0."""
    if kind.unit not in _MOST:
        return Range(0, 0)
    most = _MOST[kind.unit] * 10**kind.scale
    return Range(max(low or 0, 0), most if high is None else high)


def range_of(item: Input) -> Range:
    """What a frame holds of an input; who has another value is computed by the reference."""
    return limits_of(item.type, item.low, item.high)


def scaled_in_range(value: Decimal | str, item: Input) -> int | str | None:
    """A value of the pack at the scale of an input; None where a frame does not hold it."""
    try:
        found = scaled(value, item)
    except TooPrecise:
        return None
    if isinstance(found, str):
        return found if item.type.unit is Unit.WORD else None
    if item.type.unit is Unit.WORD:
        return None
    limits = range_of(item)
    return found if limits.low <= found <= limits.high else None


@dataclass(frozen=True, slots=True)
class Scaling:
    """How a decimal column becomes a number of a type.

    Attributes:
        top, bottom: The factor, in lowest terms.
        limits: What the result may be.
    """

    top: int
    bottom: int
    limits: Range

    @classmethod
    def of(cls, kind: Type, limits: Range) -> Scaling:
        factor = Fraction(10**kind.scale)
        if kind.unit is Unit.PERCENT:
            factor *= Fraction(1, 100)
        elif kind.unit is Unit.DURATION:
            factor = Fraction(60)
        factor *= Fraction(1, _PACK)
        return cls(factor.numerator, factor.denominator, limits)

    def fits(self, value: nw.Expr) -> nw.Expr:
        """Whether a value becomes a whole number within the limits; null where it is null."""
        low = -(-self.limits.low * self.bottom // self.top)
        high = self.limits.high * self.bottom // self.top
        inside = (value >= max(low, 0)) & (value <= min(high, 2**63 - 1))
        return inside if self.bottom == 1 else inside & self._is_whole(value, high)

    def _is_whole(self, value: nw.Expr, high: int) -> nw.Expr:
        # Multiples of the denominator stay multiples whatever the numerator, which it is prime to.
        inside = nw.when((value >= 0) & (value <= high)).then(value).otherwise(nw.lit(1))
        return inside - inside // self.bottom * self.bottom == 0

    def apply(self, value: nw.Expr) -> nw.Expr:
        """The number, null where it does not fit."""
        safe = nw.when(self.fits(value)).then(value)
        found = safe.otherwise(nw.lit(None, dtype=nw.Int64))
        found = found if self.bottom == 1 else found // self.bottom
        return found * self.top if self.top != 1 else found
