"""Division, in the one form that is exact on every backend: whole numbers, rounded by a mode.

`//` of integers is floor division on Polars and DuckDB, in 64 and in 128 bits, on both sides of
zero; `tests/columnar/test_division.py` holds them to it.
"""

from __future__ import annotations

from collections.abc import Callable

import narwhals as nw

from masker_rules.columnar.values import Denominator, Value, denominator_of, fitted
from masker_rules.columnar.widths import Range
from masker_rules.units import Mode

__all__ = ["rounding"]


def rounding(top: Value, under: Denominator, mode: Mode) -> Value:
    """`top / under` to the whole number that `mode` chooses."""
    most = 2 * (top.extent.size + under.highest)
    wide = top.wide or Range(0, most).is_wide
    number, by = fitted(top, wide=wide), denominator_of(under, wide=wide)
    positive = top.extent.low >= 0
    ends = (top.extent.low // under.constant, -(-top.extent.high // under.constant))
    extent = Range(min(0, ends[0]), max(0, ends[1]))

    def down(size: nw.Expr) -> nw.Expr:
        return size // by

    def up(size: nw.Expr) -> nw.Expr:
        return 0 - (0 - size) // by

    def half(size: nw.Expr) -> nw.Expr:
        return (size + size + by) // (by + by)

    match mode:
        case Mode.FLOOR:
            found = down(number)
        case Mode.CEIL:
            found = up(number)
        case Mode.HALF_EVEN:
            found = _half_even(number, by)
        case _:
            function = {Mode.DOWN: down, Mode.UP: up, Mode.HALF_UP: half}[mode]
            found = function(number) if positive else _signed(number, function)
    return Value(found, top.type, extent, Denominator(), top.needs | under.names, wide, top.maybe)


def _signed(number: nw.Expr, of_size: Callable[[nw.Expr], nw.Expr]) -> nw.Expr:
    """A rounding that looks at the size without the sign."""
    return nw.when(number < 0).then(0 - of_size(0 - number)).otherwise(of_size(number))


def _half_even(number: nw.Expr, by: nw.Expr) -> nw.Expr:
    floor = number // by
    rest = number - floor * by
    twice = rest + rest
    zero = rest - rest
    step = (
        nw.when(twice == by)
        .then(floor % 2)
        .otherwise(nw.when(twice > by).then(zero + 1).otherwise(zero))
    )
    return floor + step
