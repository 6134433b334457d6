"""Values of a column: an integer, over an exact denominator where a division happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from math import gcd, lcm, prod

import narwhals as nw

from masker_rules.columnar.widths import Range, dtype_of
from masker_rules.units import Type, Unit

__all__ = [
    "NOTHING",
    "Denominator",
    "Value",
    "added",
    "brought",
    "cast",
    "constant",
    "denominator_of",
    "fitted",
    "multiplied",
    "reduced",
    "rescaled",
    "whole",
]

#: The range of a word, a flag or `none`.
NOTHING = Range(0, 0)


@dataclass(frozen=True, slots=True)
class Denominator:
    """A positive constant times positive columns of the frame, each with its largest value."""

    constant: int = 1
    factors: tuple[tuple[str, int], ...] = ()

    @property
    def highest(self) -> int:
        return self.constant * prod(high for _, high in self.factors)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.factors)

    def without(self, divisor: int) -> Denominator:
        """The same with its constant divided by one that divides it."""
        return Denominator(self.constant // divisor, self.factors)

    def times(self, other: Denominator) -> Denominator:
        return Denominator(
            self.constant * other.constant, tuple(sorted((*self.factors, *other.factors)))
        )

    def common(self, other: Denominator) -> Denominator:
        """The smallest product that both divide, factor by factor."""
        mine, theirs = Counter(self.factors), Counter(other.factors)
        factors = tuple(sorted((mine | theirs).elements()))
        return Denominator(lcm(self.constant, other.constant), factors)

    def over(self, other: Denominator) -> Denominator:
        """What is left of it after `other`, which divides it."""
        left = Counter(self.factors)
        left.subtract(Counter(other.factors))
        return Denominator(self.constant // other.constant, tuple(sorted(left.elements())))


ONE = Denominator()


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression of the plan is in a frame.

    Attributes:
        expr: Integer numerator at the scale of the type, or a word or a flag.
        type: Static type of the plan.
        extent: Range of the numerator; of words and flags it says nothing.
        under: Denominator; one where no division has happened.
        needs: Columns of the frame that it reads, those of the denominator included.
        wide: Whether the numerator is one of 128 bits.
        maybe: Whether it may be null.
        literal: The number, word or flag where it is a constant.
    """

    expr: nw.Expr
    type: Type
    extent: Range = NOTHING
    under: Denominator = ONE
    needs: frozenset[str] = frozenset()
    wide: bool = False
    maybe: bool = False
    literal: int | str | bool | None = field(default=None, compare=False)


def whole(number: int) -> nw.Expr:
    """An integer literal of the width that it needs."""
    return nw.lit(number, dtype=dtype_of(Range(number, number)))


def constant(value: int | str | bool | None, kind: Type) -> Value:
    """A literal of the plan."""
    if value is None:
        dtype = nw.Boolean() if kind.unit is Unit.FLAG else nw.String()
        return Value(nw.lit(None, dtype=nw.Int64() if kind.numeric else dtype), kind, maybe=True)
    if isinstance(value, bool | str):
        return Value(nw.lit(value), kind, literal=value)
    extent = Range(value, value)
    return Value(whole(value), kind, extent, wide=extent.is_wide, literal=value)


def fitted(value: Value, *, wide: bool) -> nw.Expr:
    """The numerator, in 128 bits where the result of an operation needs them."""
    return value.expr.cast(nw.Int128) if wide and not value.wide else value.expr


def rescaled(value: Value, factor: int) -> Value:
    """`value × factor`."""
    if factor == 1:
        return value
    if isinstance(value.literal, int) and not isinstance(value.literal, bool):
        made = constant(value.literal * factor, value.type)
        return replace(made, under=value.under, needs=value.needs)
    extent = value.extent.times(Range(factor, factor))
    wide = extent.is_wide or value.wide
    by = whole(factor).cast(nw.Int128) if wide else whole(factor)
    return replace(
        value, expr=fitted(value, wide=wide) * by, extent=extent, wide=wide, literal=None
    )


def cast(value: Value, to: Type) -> Value:
    """The same number as a value of the scale of `to`: a fixed point, or an exact fraction."""
    own = value.type
    if own.unit not in {Unit.MONEY, Unit.PERCENT, Unit.NUMBER} or own.ratio:
        return replace(value, type=to) if own.numeric else value
    if to.ratio:
        under = value.under.times(Denominator(10**own.scale))
        return replace(value, type=to, under=under, literal=None)
    return replace(rescaled(value, 10 ** (to.scale - own.scale)), type=to)


def brought(value: Value, under: Denominator) -> Value:
    """The same number over a denominator that its own divides."""
    if under == value.under:
        return value
    more = under.over(value.under)
    found = replace(rescaled(value, more.constant), literal=None)
    for name, high in more.factors:
        extent = found.extent.times(Range(1, high))
        wide = extent.is_wide or found.wide
        factor = nw.col(name).cast(nw.Int128) if wide else nw.col(name)
        found = replace(found, expr=fitted(found, wide=wide) * factor, extent=extent, wide=wide)
    return replace(found, under=under, needs=found.needs | under.names)


def reduced(value: Value) -> Value:
    """A constant fraction in its lowest terms."""
    if not isinstance(value.literal, int) or value.under.factors:
        return value
    shared = gcd(value.literal, value.under.constant)
    if shared == 1:
        return value
    made = constant(value.literal // shared, value.type)
    return replace(made, under=Denominator(value.under.constant // shared))


def added(left: Value, right: Value, kind: Type, *, minus: bool) -> Value:
    """`left ± right`, both already at the scale of `kind`."""
    under = left.under.common(right.under)
    first, second = brought(left, under), brought(right, under)
    other = second.extent.negated() if minus else second.extent
    extent = first.extent.plus(other)
    wide = extent.is_wide or first.wide or second.wide
    a, b = fitted(first, wide=wide), fitted(second, wide=wide)
    return Value(
        a - b if minus else a + b,
        kind,
        extent,
        under,
        first.needs | second.needs,
        wide,
        left.maybe or right.maybe,
    )


def multiplied(left: Value, right: Value, kind: Type) -> Value:
    """`left × right`, numerators and denominators."""
    extent = left.extent.times(right.extent)
    wide = extent.is_wide or left.wide or right.wide
    return Value(
        fitted(left, wide=wide) * fitted(right, wide=wide),
        kind,
        extent,
        left.under.times(right.under),
        left.needs | right.needs,
        wide,
        left.maybe or right.maybe,
    )


def denominator_of(under: Denominator, *, wide: bool) -> nw.Expr:
    """The denominator as one integer expression."""
    found = whole(under.constant)
    if wide:
        found = found.cast(nw.Int128)
    for name, _ in under.factors:
        found = found * (nw.col(name).cast(nw.Int128) if wide else nw.col(name))
    return found
