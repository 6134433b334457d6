"""The static type of a quantity: unit, scale, lattice step, and whether a division has happened.

A value of a plain type is the integer `value x 10**scale`; a value of a `ratio` type is a
:class:`fractions.Fraction` and lives until the next declared rounding. Durations are whole
seconds, clock times seconds after the midnight with which the scheduled day begins.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import gcd

from masker_rules.texts import render

__all__ = ["Type", "Unit", "UnitError", "common_scale"]


class Unit(StrEnum):
    """What a number counts. A percent is a share of one: 1.25 % is 0.0125."""

    MONEY = "money"
    PERCENT = "percent"
    NUMBER = "number"
    DURATION = "duration"
    CLOCK = "clock"
    DATE = "date"
    WORD = "word"
    FLAG = "flag"


class UnitError(TypeError):
    """Two units do not go together; the caller adds the place."""


#: Units in which values are numbers that a scale applies to.
SCALED = frozenset({Unit.MONEY, Unit.PERCENT, Unit.NUMBER})


@dataclass(frozen=True, slots=True)
class Type:
    """Static type of a quantity.

    Attributes:
        unit: What it counts.
        scale: Decimal digits behind the point; 0 for durations, clocks and dates.
        ratio: A division has happened; the value is an exact fraction, scale is 0.
        step: Values are multiples of this many scaled units (60 for whole minutes).
        vocabulary: Name of the closed word list, for words.
        optional: The value may be `none`: known not to exist.
    """

    unit: Unit
    scale: int = 0
    ratio: bool = False
    step: int = 1
    vocabulary: str = ""
    optional: bool = False

    def __str__(self) -> str:
        return self.unit.value

    def said(self, lang: str) -> str:
        """What it is, in words."""
        return render(lang, f"units.{self.unit.value}", {})

    @property
    def numeric(self) -> bool:
        """Whether it can be added and compared by size."""
        return self.unit not in {Unit.WORD, Unit.FLAG}

    def required(self) -> Type:
        """The same type without `none`."""
        return replace(self, optional=False)

    def as_ratio(self) -> Type:
        """The same unit as an exact fraction."""
        return Type(self.unit, ratio=True, optional=self.optional)


def common_scale(left: Type, right: Type) -> int:
    """The scale to which both sides of a sum or comparison are brought."""
    return max(left.scale, right.scale)


def sum_type(left: Type, right: Type, *, minus: bool = False) -> Type:
    """Type of `left + right` (or `left - right`).

    Raises:
        UnitError: the units cannot be added.
    """
    unit = _sum_unit(left.unit, right.unit, minus=minus)
    if left.ratio or right.ratio:
        return Type(unit, ratio=True)
    scale = common_scale(left, right)
    steps = [t.step * 10 ** (scale - t.scale) for t in (left, right)]
    return Type(unit, scale, step=gcd(*steps))


def _sum_unit(left: Unit, right: Unit, *, minus: bool) -> Unit:
    if left == right:
        if left == Unit.CLOCK and minus:
            return Unit.DURATION
        if left == Unit.DATE and minus:
            return Unit.NUMBER
        if left in {Unit.MONEY, Unit.PERCENT, Unit.NUMBER, Unit.DURATION}:
            return left
    if {left, right} == {Unit.CLOCK, Unit.DURATION} and not (minus and right == Unit.CLOCK):
        return Unit.CLOCK
    raise UnitError


_PRODUCTS = {
    (Unit.MONEY, Unit.PERCENT): Unit.MONEY,
    (Unit.MONEY, Unit.NUMBER): Unit.MONEY,
    (Unit.PERCENT, Unit.PERCENT): Unit.PERCENT,
    (Unit.PERCENT, Unit.NUMBER): Unit.PERCENT,
    (Unit.NUMBER, Unit.NUMBER): Unit.NUMBER,
    (Unit.DURATION, Unit.NUMBER): Unit.DURATION,
    (Unit.DURATION, Unit.PERCENT): Unit.DURATION,
}


def product_type(left: Type, right: Type) -> Type:
    """Type of `left * right`; scales add, so that a product is always exact.

    Raises:
        UnitError: the units cannot be multiplied.
    """
    unit = _PRODUCTS.get((left.unit, right.unit)) or _PRODUCTS.get((right.unit, left.unit))
    if unit is None:
        raise UnitError
    scale = left.scale + right.scale
    if left.ratio or right.ratio or (unit == Unit.DURATION and scale):
        return Type(unit, ratio=True)
    return Type(unit, scale, step=left.step * right.step)


_QUOTIENTS = {
    (Unit.MONEY, Unit.NUMBER): Unit.MONEY,
    (Unit.MONEY, Unit.PERCENT): Unit.MONEY,
    (Unit.MONEY, Unit.MONEY): Unit.PERCENT,
    (Unit.PERCENT, Unit.NUMBER): Unit.PERCENT,
    (Unit.PERCENT, Unit.PERCENT): Unit.PERCENT,
    (Unit.NUMBER, Unit.NUMBER): Unit.PERCENT,
    (Unit.DURATION, Unit.NUMBER): Unit.DURATION,
    (Unit.DURATION, Unit.DURATION): Unit.PERCENT,
}


def quotient_type(left: Type, right: Type) -> Type:
    """Type of `left / right`: an exact fraction until it is rounded.

    Raises:
        UnitError: the units cannot be divided.
    """
    unit = _QUOTIENTS.get((left.unit, right.unit))
    if unit is None:
        raise UnitError
    return Type(unit, ratio=True)
