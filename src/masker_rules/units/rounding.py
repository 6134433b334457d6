"""Rounding: the only place where an exact value may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor

from masker_rules.units.types import Unit

__all__ = ["Mode", "Step", "round_half", "round_to_step", "whole_that_add_up"]


class Mode(StrEnum):
    """How a value between two steps is rounded.

    `up`, `down` and ties of `half_up` look at the size without the sign; `floor` and `ceil` look
    at the value.
    """

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"
    UP = "up"
    FLOOR = "floor"
    CEIL = "ceil"


@dataclass(frozen=True, slots=True)
class Step:
    """A declared rounding: to multiples of `size x 10**-scale` of `unit`, by `mode`."""

    unit: Unit
    size: int
    scale: int
    mode: Mode = Mode.HALF_UP


def round_half(numerator: int, denominator: int, mode: Mode) -> int:
    """The integer near `numerator / denominator` that `mode` chooses.

    Args:
        numerator: Any integer.
        denominator: A positive integer.
        mode: One of the six modes.
    """
    floor, rest = divmod(numerator, denominator)
    if not rest or mode is Mode.FLOOR:
        return floor
    if mode is Mode.CEIL:
        return floor + 1
    negative = numerator < 0
    if mode is Mode.DOWN:
        return floor + negative
    if mode is Mode.UP:
        return floor + (not negative)
    twice = 2 * rest
    if twice != denominator:
        return floor + (twice > denominator)
    if mode is Mode.HALF_EVEN:
        return floor + (floor & 1)
    return floor + (not negative)


def round_to_step(value: int | Fraction, scale: int, step: Step) -> int:
    """`value x 10**-scale` rounded to a multiple of the step, as an integer of the step's scale.

    Args:
        value: A scaled integer, or a fraction (then `scale` is 0).
        scale: Scale of `value`.
        step: Where and how.

    Returns:
        `n x step.size`, to be read with `step.scale`.
    """
    if isinstance(value, Fraction):
        numerator, denominator = value.numerator, value.denominator
    else:
        numerator, denominator = value, 1
    shift = step.scale - scale
    if shift >= 0:
        numerator *= 10**shift
    else:
        denominator *= 10**-shift
    return round_half(numerator, denominator * step.size, step.mode) * step.size


def whole_that_add_up(values: Sequence[Fraction]) -> list[int]:
    """Whole numbers beside exact ones, each less than 1 away, that add up to the same.

    A sum that is not whole is rounded (half up). Whole values stay; of the others those with the
    largest remainders are taken up, of equals the first.
    """
    whole = [floor(value) for value in values]
    both = sum(values, Fraction(0)).as_integer_ratio()
    rest = round_half(*both, Mode.HALF_UP) - sum(whole)
    by_remainder = sorted(range(len(whole)), key=lambda at: (whole[at] - values[at], at))
    for at in by_remainder[:rest]:
        whole[at] += 1
    return whole
