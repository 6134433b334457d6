"""Numbers, flags and words of which it is only known between what, or among what, they lie.

An enclosure holds every value that something can have. Of what is not known only arithmetic is
used that can never leave out a value: sums, products and roundings of ranges, tables over all rows
that may fit. A number is kept as a straight line over what it was made of, as far as it is one, so
that what is added in one place and subtracted in another does not count twice.

All numbers are exact and in the unit of their type, without its scale; None is without end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import NamedTuple

from masker_rules.units import Mode, Step, round_to_step

__all__ = [
    "ANYTHING",
    "EITHER",
    "NO_NUMBER",
    "ZERO",
    "Exact",
    "Flag",
    "Number",
    "Span",
    "Symbol",
    "Words",
    "divided",
    "error_of",
    "hull",
    "rounded_span",
    "spanned",
    "times",
]

Exact = int | Fraction


class Span(NamedTuple):
    """Everything from `low` to `high`, ends included; None is without end."""

    low: Exact | None
    high: Exact | None

    @property
    def is_point(self) -> bool:
        return self.low is not None and self.low == self.high

    def plus(self, other: Span) -> Span:
        """What the sum of one of each can be."""
        return Span(_plus(self.low, other.low), _plus(self.high, other.high))

    def scaled(self, factor: Exact) -> Span:
        """What a multiple can be."""
        if not factor:
            return ZERO
        ends = (None if end is None else end * factor for end in self)
        low, high = ends
        return Span(low, high) if factor > 0 else Span(high, low)

    def clipped(self, other: Span) -> Span | None:
        """What lies in both; None where nothing does."""
        low = _most(self.low, other.low)
        high = _least(self.high, other.high)
        return None if low is not None and high is not None and low > high else Span(low, high)

    def holds(self, value: Exact) -> bool:
        """Whether a value lies within."""
        return (self.low is None or self.low <= value) and (
            self.high is None or value <= self.high
        )


ZERO = Span(0, 0)
ANYTHING = Span(None, None)
#: What is known of a flag: the values that it may have; None is `none`, which does not hold.
Flag = frozenset[bool | None]
EITHER: Flag = frozenset({True, False})
#: The words that something may be; None where it may be any.
Words = frozenset[str | None] | None


def _plus(one: Exact | None, other: Exact | None) -> Exact | None:
    return None if one is None or other is None else one + other


def _most(one: Exact | None, other: Exact | None) -> Exact | None:
    return other if one is None else one if other is None else max(one, other)


def _least(one: Exact | None, other: Exact | None) -> Exact | None:
    return other if one is None else one if other is None else min(one, other)


def hull(spans: Iterable[Span]) -> Span:
    """The span that holds all of them."""
    low, high = zip(*spans, strict=True)
    return Span(
        None if None in low else min(end for end in low if end is not None),
        None if None in high else max(end for end in high if end is not None),
    )


def times(one: Span, other: Span) -> Span:
    """What the product of one of each can be."""
    if ZERO in (one, other):
        return ZERO
    if one.is_point and one.low is not None:
        return other.scaled(one.low)
    if other.is_point and other.low is not None:
        return one.scaled(other.low)
    return hull(
        _corner(a, a_sign, b, b_sign)
        for a, a_sign in ((one.low, -1), (one.high, 1))
        for b, b_sign in ((other.low, -1), (other.high, 1))
    )


def _corner(a: Exact | None, a_sign: int, b: Exact | None, b_sign: int) -> Span:
    """The product of two ends; the sign is that of one without end."""
    if a is not None and b is not None:
        return Span(a * b, a * b)
    if a == 0 or b == 0:
        return ZERO
    one = a_sign if a is None else 1 if a > 0 else -1
    other = b_sign if b is None else 1 if b > 0 else -1
    return Span(0, None) if one == other else Span(None, 0)


def divided(top: Span, bottom: Span, least: Exact | None) -> Span | None:
    """What a quotient can be where the bottom is not zero; None where it is always.

    Args:
        top: What is divided.
        bottom: What it is divided by.
        least: The smallest size that a bottom beside zero can have; None where there is none.
    """
    found = []
    for sign in (1, -1):
        side = bottom.scaled(sign).clipped(Span(least or 0, None))
        if side is None or side.high == 0:
            continue
        high = None if not side.low else Fraction(1) / side.low
        low = 0 if side.high is None else Fraction(1) / side.high
        found.append(times(top, Span(low, high)).scaled(sign))
    return hull(found) if found else None


def rounded_span(span: Span, step: Step) -> Span:
    """What is left of a span after a declared rounding, which never turns an order round."""
    ends = (None if end is None else _rounded(end, step) for end in span)
    return Span(*ends)


def _rounded(value: Exact, step: Step) -> Exact:
    found = round_to_step(Fraction(value), 0, step)
    return found if not step.scale else Fraction(found, 10**step.scale)


def error_of(span: Span, step: Step) -> Span:
    """By how much a declared rounding may move a value of a span."""
    unit = Fraction(step.size, 10**step.scale)
    match step.mode:
        case Mode.FLOOR:
            return Span(-unit, 0)
        case Mode.CEIL:
            return Span(0, unit)
        case Mode.HALF_UP | Mode.HALF_EVEN:
            return Span(-unit / 2, unit / 2)
    away = step.mode is Mode.UP
    low = 0 if (span.low is not None and span.low >= 0) == away and span.low is not None else -unit
    high = unit if away else 0
    if span.low is None or span.low < 0:
        return Span(-unit, unit)
    return Span(low, high)


@dataclass(frozen=True, slots=True, eq=False)
class Symbol:
    """Something that is not known, the same wherever it is met.

    Attributes:
        span: What it can be.
        step: What it is a multiple of; None where that is not known.
        picks: Where it is a sum over rows: what it gets of each row in doubt, in each of the
            states of the row. Rows are named, so that several sums meet in the same states.
    """

    span: Span
    step: Exact | None = None
    picks: Mapping[object, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Number:
    """`rest + Σ terms`, or `none`.

    Attributes:
        rest: What is no multiple of a symbol.
        terms: Factor of each symbol.
        is_open: It may be `none`, too.
        is_none: It is `none` for certain.
        limits: Between what it lies besides.
    """

    rest: Span
    terms: Mapping[Symbol, Exact] = field(default_factory=dict)
    is_open: bool = False
    is_none: bool = False
    limits: Span = ANYTHING

    def plus(self, other: Number, factor: Exact = 1) -> Number:
        """The sum of this and a multiple of another."""
        rest = self.rest.plus(other.rest if factor == 1 else other.rest.scaled(factor))
        limits = ANYTHING
        if not other.terms and other.rest.is_point:
            limits = self.limits.plus(other.rest.scaled(factor))
        elif not self.terms and self.rest.is_point:
            limits = other.limits.scaled(factor).plus(self.rest)
        elif self.limits != ANYTHING or other.limits != ANYTHING:
            # What limits one of them is no multiple of a symbol: it would be lost in the terms.
            limits = spanned(self).plus(spanned(other).scaled(factor))
        terms = dict(self.terms)
        for symbol, own in other.terms.items():
            found = terms.get(symbol, 0) + own * factor
            if found:
                terms[symbol] = found
            else:
                del terms[symbol]
        return Number(rest, terms, limits=limits)

    def scaled(self, factor: Exact) -> Number:
        """A multiple."""
        if not factor:
            return Number(ZERO)
        terms = {symbol: own * factor for symbol, own in self.terms.items()}
        return Number(self.rest.scaled(factor), terms, limits=self.limits.scaled(factor))

    @property
    def step(self) -> Exact | None:
        """What it is a multiple of, but for a constant; None where that is not known."""
        steps = [
            None if symbol.step is None else abs(Fraction(symbol.step * own))
            for symbol, own in self.terms.items()
        ]
        if not self.rest.is_point or not steps or None in steps:
            return None
        below = lcm(*(step.denominator for step in steps if step is not None))
        return Fraction(gcd(*(int(step * below) for step in steps if step is not None)), below)

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number."""
        steps = [self.rest.low or 0, *([self.step or Fraction(1, 2)] if self.terms else [])]
        return self.rest.is_point and all(step == int(step) for step in steps)

    @property
    def least(self) -> Exact | None:
        """The smallest size that it can have beside zero; None where there is none."""
        step = self.step
        if step is None:
            return None
        over = Fraction(self.rest.low or 0) % step
        return min(over, step - over) if over else step


NO_NUMBER = Number(ZERO, is_open=True, is_none=True)


def spanned(number: Number) -> Span:
    """Between what a number lies."""
    if not number.terms:
        return number.rest
    sums = [(symbol, own) for symbol, own in number.terms.items() if symbol.picks]
    found = number.rest
    for symbol, own in number.terms.items():
        if len(sums) < 2 or not symbol.picks:
            found = found.plus(symbol.span.scaled(own))
    found = found.plus(_together(sums)) if len(sums) > 1 else found
    return found.clipped(number.limits) or found


def _together(sums: Sequence[tuple[Symbol, Exact]]) -> Span:
    """Several sums over rows, of which each row is in one state for all of them."""
    total = ZERO
    for row in dict.fromkeys(row for symbol, _ in sums for row in symbol.picks):
        met = tuple((symbol.picks[row], own) for symbol, own in sums if row in symbol.picks)
        total = total.plus(_of_row(_Key(met)))
    return total


class _Key:
    """What a row gives to several sums: the same lists are the same row, for whomever."""

    def __init__(self, met: tuple[tuple[tuple[Span, ...], Exact], ...]) -> None:
        self.met = met
        self._same = tuple((id(spans), own) for spans, own in met)

    def __hash__(self) -> int:
        return hash(self._same)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._same == other._same


@lru_cache(maxsize=4096)
def _of_row(key: _Key) -> Span:
    return hull(_states(key.met))


def _states(met: Sequence[tuple[tuple[Span, ...], Exact]]) -> Iterator[Span]:
    for at in range(len(met[0][0])):
        found = ZERO
        for spans, own in met:
            found = found.plus(spans[at].scaled(own))
        yield found
