"""Exact numbers of many rows at once: 64-bit integers where a proof allows, Python's elsewhere.

A vector is a numerator for each row over a denominator, one for all rows or one each. Every
operation knows how large its result can be from how large its operands are; what could leave 64
bits is computed with Python's integers, so that nothing ever wraps and no float is ever made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from masker_rules.units import Mode, round_half

__all__ = [
    "NARROW",
    "Array",
    "Hits",
    "Vector",
    "brought_together",
    "chosen",
    "flags",
    "in_lowest_terms",
    "of_fractions",
    "of_integers",
    "over",
    "plus",
    "rounded",
    "scaled",
    "size_of",
    "times",
]

Array = NDArray[Any]
Below = int | Array
#: The largest size that is held in 64 bits.
NARROW = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Vector:
    """A value for each row.

    Attributes:
        top: Integers (64 bits, or Python's), codes of words (-1 = none), or flags.
        below: Positive denominator of numbers: one for all rows, or one each.
        none: Rows whose number or flag is `none`; None where there are none of them.
    """

    top: Array
    below: Below = 1
    none: Array | None = None

    def __len__(self) -> int:
        return len(self.top)

    def take(self, rows: Array) -> Vector:
        """The values of some rows, by number or by flag."""
        below = self.below if isinstance(self.below, int) else self.below[rows]
        return Vector(self.top[rows], below, None if self.none is None else self.none[rows])

    @property
    def exists(self) -> Array:
        """Which rows have a value that is not `none`."""
        if self.none is not None:
            return ~self.none
        return np.ones(len(self.top), bool)


@dataclass(frozen=True, slots=True)
class Hits:
    """Numbers that are 0 in all rows but some.

    Attributes:
        size: How many rows there are.
        rows: Those that are hit, ascending.
        some: A number for each of them.
    """

    size: int
    rows: Array
    some: Vector

    def everywhere(self) -> Vector:
        """A number for each row."""
        top = np.zeros(self.size, self.some.top.dtype)
        top[self.rows] = self.some.top
        below: Below = self.some.below
        if isinstance(below, np.ndarray):
            below = np.ones(self.size, below.dtype)
            below[self.rows] = self.some.below
        none = None
        if self.some.none is not None:
            none = np.zeros(self.size, bool)
            none[self.rows] = self.some.none
        return Vector(top, below, none)


def size_of(values: Below) -> int:
    """The largest size without the sign; 0 of nothing."""
    if isinstance(values, int):
        return abs(values)
    if not len(values):
        return 0
    if values.strides == (0,):
        return abs(int(values[0]))
    return max(abs(int(values.max())), abs(int(values.min())))


def of_integers(values: Sequence[int | None] | Array, *, default: int = 0) -> Vector:
    """A vector of whole numbers; None stands for `none`."""
    if isinstance(values, np.ndarray):
        return Vector(values)
    none = np.fromiter((value is None for value in values), bool, len(values))
    filled = [default if value is None else value for value in values]
    small = all(-NARROW <= value <= NARROW for value in filled)
    top = np.array(filled, dtype=np.int64 if small else object)
    return Vector(top, 1, none if none.any() else None)


def of_fractions(values: Sequence[Fraction | int | None]) -> Vector:
    """A vector of exact fractions."""
    tops = of_integers([None if v is None else Fraction(v).numerator for v in values])
    below = of_integers([1 if v is None else Fraction(v).denominator for v in values])
    return Vector(tops.top, _one_below(below.top), tops.none)


def flags(values: Array, none: Array | None = None) -> Vector:
    """A vector of flags."""
    return Vector(values, 1, none)


def _one_below(below: Array) -> Below:
    """A denominator that all rows share, as one number."""
    if not len(below):
        return 1
    first = below[0]
    return int(first) if bool((below == first).all()) else below


# ------------------------------------------------------------------ whole numbers
def _narrowed(values: Array) -> Array:
    """Python's integers back in 64 bits where they fit."""
    if values.dtype == object and size_of(values) <= NARROW:
        return values.astype(np.int64)
    return values


def _as_objects(values: Below) -> Any:
    return values if isinstance(values, int) else values.astype(object)


def _product_fits(left: Below, right: Below) -> bool:
    """Whether both and their product fit in 64 bits: 0 times a large number is 0, and small."""
    one, other = size_of(left), size_of(right)
    return max(one, other, one * other) <= NARROW


def _product(left: Below, right: Below) -> Below:
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    if isinstance(left, int) and left == 1:
        return right
    if isinstance(right, int) and right == 1:
        return left
    if _product_fits(left, right):
        left, right = _narrow(left), _narrow(right)
    else:
        left, right = _as_objects(left), _as_objects(right)
    made: Below = left * right
    return made


def _narrow(values: Below) -> Any:
    return values if isinstance(values, int) else _narrowed(values)


def _added(left: Below, right: Below, sign: int = 1) -> Below:
    if size_of(left) + size_of(right) <= NARROW:
        one, other = _narrow(left), _narrow(right)
    else:
        one, other = _as_objects(left), _as_objects(right)
    made: Below = one + other if sign > 0 else one - other
    return made


def _array(values: Below, like: Array) -> Array:
    """Whole numbers as an array of as many rows as `like`."""
    if isinstance(values, np.ndarray):
        return values
    return np.full(len(like), values, dtype=np.int64 if abs(values) <= NARROW else object)


def _multiple(left: Below, right: Below) -> Below:
    """A common multiple, the least where it is cheap."""
    if isinstance(left, int) and isinstance(right, int):
        return lcm(left, right)
    if isinstance(left, int) and left == 1:
        return right
    if isinstance(right, int) and right == 1:
        return left
    if _product_fits(left, right):
        made: Array = np.lcm(_narrow(left), _narrow(right))
    else:
        made = np.frompyfunc(lcm, 2, 1)(_as_objects(left), _as_objects(right))
    return made


def _quotient(dividend: Below, divisor: Below) -> Below:
    """`dividend / divisor`, which comes out even."""
    if isinstance(dividend, int) and isinstance(divisor, int):
        return dividend // divisor
    if size_of(divisor) > NARROW:
        dividend, divisor = _as_objects(dividend), _as_objects(divisor)
    else:
        dividend, divisor = _narrow(dividend), _narrow(divisor)
    made: Below = dividend // divisor
    return made


# ------------------------------------------------------------------ exact numbers
def scaled(value: Vector, factor: int) -> Vector:
    """The value times a whole number."""
    if factor == 1:
        return value
    return replace(value, top=_array(_product(value.top, factor), value.top))


def over(value: Vector, divisor: int) -> Vector:
    """The value divided by a positive whole number."""
    return replace(value, below=_product(value.below, divisor))


def brought_together(left: Vector, right: Vector) -> tuple[Array, Array, Below]:
    """Numerators of two vectors over one common denominator."""
    if isinstance(left.below, int) and isinstance(right.below, int) and left.below == right.below:
        return left.top, right.top, left.below
    below = _multiple(left.below, right.below)
    one = _product(left.top, _quotient(below, left.below))
    other = _product(right.top, _quotient(below, right.below))
    return _array(one, left.top), _array(other, left.top), below


def plus(left: Vector, right: Vector, *, minus: bool = False) -> Vector:
    """`left + right`, or `left - right`."""
    one, other, below = brought_together(left, right)
    return Vector(_array(_added(one, other, -1 if minus else 1), left.top), below)


def times(left: Vector, right: Vector) -> Vector:
    """`left x right`."""
    top = _array(_product(left.top, right.top), left.top)
    return _reduced(Vector(top, _product(left.below, right.below)))


def divided(top: Vector, bottom: Vector) -> Vector:
    """`top / bottom`; no bottom is 0."""
    sign = np.where(bottom.top < 0, -1, 1)
    upper = _product(_product(top.top, bottom.below), sign)
    lower = _product(_product(top.below, bottom.top), sign)
    below = _one_below(_array(lower, top.top))
    return _reduced(Vector(_array(upper, top.top), below))


def _reduced(value: Vector) -> Vector:
    """The same numbers in smaller terms, where they would be dear to go on with."""
    if size_of(value.top) < 2**31 and size_of(value.below) < 2**31:
        return value
    return in_lowest_terms(value)


def in_lowest_terms(value: Vector) -> Vector:
    """The same numbers, each with its least denominator."""
    if isinstance(value.below, int) and value.below == 1:
        return replace(value, top=_narrowed(value.top))
    below = _array(value.below, value.top)
    # Not a set: a dtype equals its type and hashes unlike it.
    if object in (value.top.dtype, below.dtype):
        common = np.frompyfunc(gcd, 2, 1)(value.top.astype(object), below.astype(object))
    else:
        common = np.gcd(value.top, below)
    return Vector(
        _narrowed(value.top // common), _one_below(_narrowed(below // common)), value.none
    )


def rounded(value: Vector, up: int, unit: int, mode: Mode) -> Vector:
    """`value x up / unit` to a whole number, as `mode` says."""
    top, below = _product(value.top, up), _product(value.below, unit)
    if size_of(below) == 1:
        return Vector(_array(top, value.top))
    if 2 * size_of(top) + 2 * size_of(below) > NARROW:
        each = np.frompyfunc(lambda a, b: round_half(a, b, mode), 2, 1)
        return Vector(_narrowed(each(_as_objects(_array(top, value.top)), _as_objects(below))))
    upper, lower = _narrow(_array(top, value.top)), _narrow(below)
    floor = upper // lower
    rest = upper - floor * lower
    return Vector(floor + _steps_up(upper, floor, rest, lower, mode))


def _steps_up(upper: Array, floor: Array, rest: Array, lower: Any, mode: Mode) -> Array:
    """0 or 1: how far above the floor the rounded number lies; see `round_half`."""
    positive = upper >= 0
    some = rest != 0
    if mode is Mode.FLOOR:
        return np.zeros(len(upper), np.int64)
    if mode is Mode.CEIL:
        up = some
    elif mode is Mode.DOWN:
        up = some & ~positive
    elif mode is Mode.UP:
        up = some & positive
    else:
        twice = 2 * rest
        tie = (floor & 1).astype(bool) if mode is Mode.HALF_EVEN else positive
        up = (twice > lower) | ((twice == lower) & tie)
    made: Array = up.astype(np.int64)
    return made


COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compared(op: str, left: Vector, right: Vector) -> Array:
    """Which rows the comparison holds of."""
    one, other, _ = brought_together(left, right)
    held: Array = np.asarray(COMPARED[op](one, other), bool)
    return held


def chosen(test: Array, yes: Vector | None, no: Vector | None) -> Vector:
    """Values of the rows that hold from `yes`, of the others from `no`.

    `yes` has a value for each row that holds, `no` for each other one, in order; one that no row
    is taken from may be None.
    """
    if yes is None or no is None:
        only = yes if no is None else no
        assert only is not None
        return only
    top = np.empty(len(test), np.result_type(yes.top, no.top))
    top[test], top[~test] = yes.top, no.top
    below: Below = yes.below if isinstance(yes.below, int) else -1
    if not (isinstance(no.below, int) and below == no.below):
        one, other = _array(yes.below, yes.top), _array(no.below, no.top)
        below = np.empty(len(test), np.result_type(one, other))
        below[test], below[~test] = one, other
    none = None
    if yes.none is not None or no.none is not None:
        none = np.empty(len(test), bool)
        none[test], none[~test] = ~yes.exists, ~no.exists
    return Vector(top, below, none)
