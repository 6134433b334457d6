"""What facts, comparisons, tables and aggregates can be, of what is only known to lie between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any

from masker_rules.engine.boxes import ANY, Box, Range
from masker_rules.engine.enclosures import (
    ANYTHING,
    EITHER,
    NO_NUMBER,
    ZERO,
    Flag,
    Number,
    Span,
    hull,
    spanned,
)
from masker_rules.units import Type, Unit

__all__ = [
    "FALSE",
    "TRUE",
    "Value",
    "asked_of",
    "either",
    "greater",
    "held_of",
    "is_covered",
    "key_of",
    "lesser",
    "lifted",
    "longest_of",
    "may_fit",
    "of_none",
    "one_of",
    "or_none",
    "over_flags",
    "plain",
    "point_of",
    "same_of",
    "taken_of",
    "unit_of",
    "whole_down",
    "whole_up",
]

TRUE: Flag = frozenset({True})
FALSE: Flag = frozenset({False})

#: A number, the values of a flag, or words; None where it may be any word.
Value = Number | frozenset[Any] | None


# ------------------------------------------------------------------ facts
def unit_of(kind: Type) -> Any:
    """What one of a scaled number is."""
    return Fraction(1, 10**kind.scale) if kind.scale else 1


def lifted(raw: Any, kind: Type) -> Value:
    """A raw fact, or what it may be, as an enclosure."""
    if kind.numeric:
        return _number(raw, kind)
    if raw is not ANY:
        return raw if isinstance(raw, frozenset) else frozenset({raw})
    if kind.unit is Unit.WORD:
        return None
    return EITHER | {None} if kind.optional else EITHER


def _number(raw: Any, kind: Type) -> Number:
    if raw is ANY:
        return Number(ANYTHING, is_open=True)
    if isinstance(raw, Range):
        return Number(raw.span.scaled(unit_of(kind)), is_open=raw.is_open)
    if isinstance(raw, frozenset):
        known = [one for one in raw if one is not None]
        if not known:
            return NO_NUMBER
        span = Span(min(known), max(known)).scaled(unit_of(kind))
        return Number(span, is_open=None in raw)
    if raw is None:
        return NO_NUMBER
    number = raw.toordinal() if isinstance(raw, date) else raw
    value = Fraction(number, 10**kind.scale) if kind.scale else number
    return Number(Span(value, value))


def either(found: Sequence[Value]) -> Value:
    """One of several enclosures."""
    if all(isinstance(one, Number) for one in found):
        own = [one for one in found if isinstance(one, Number) and not one.is_none]
        if not own:
            return NO_NUMBER
        is_open = any(one.is_open for one in found if isinstance(one, Number))
        return Number(hull(map(spanned, own)), is_open=is_open)
    if any(one is None for one in found):
        return None
    return frozenset().union(*(one for one in found if isinstance(one, frozenset)))


def plain(flag: Flag) -> Flag:
    """A flag of which `none` does not hold."""
    return frozenset(bool(value) for value in flag)


def held_of(op: str, apart: Span) -> Flag:
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


def of_none(op: str, one: Number, other: Number) -> Flag:
    """A comparison of which one side is `none` for certain."""
    if op not in ("=", "!="):
        return EITHER
    if one.is_none and other.is_none:
        return frozenset({op == "="})
    may_be = one.is_open and other.is_open
    return EITHER if may_be else frozenset({op == "!="})


def same_of(one: Value, other: Value, op: str) -> Flag:
    """Whether two words or flags are the same."""
    if one is None or other is None:
        return EITHER
    assert isinstance(one, frozenset)
    assert isinstance(other, frozenset)
    found = {op == "="} if one & other else set()
    if len(one) > 1 or len(other) > 1 or not one & other:
        found |= {op != "="}
    return frozenset(found)


# ------------------------------------------------------------------ tables
def asked_of(value: Value, kind: Type) -> Any:
    """What a table is asked by, numbers at the scale of its input."""
    if isinstance(value, Number):
        return spanned(value).scaled(10**kind.scale), value.is_open, value.is_none
    return value


def may_fit(cell: Any, asked: Any) -> bool:
    """Whether something that may be so may fit a cell."""
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


def point_of(asked: Any) -> tuple[bool, Any]:
    """Whether something is known for certain, and what it is."""
    if isinstance(asked, tuple):
        span, is_open, is_none = asked
        if is_none:
            return True, None
        return span.is_point and not is_open, span.low
    if asked is None or len(asked) != 1:
        return False, None
    return True, next(iter(asked))


def is_covered(rows: Sequence[Any], asked: Sequence[Any]) -> bool:
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


# ------------------------------------------------------------------ rows
def taken_of(taken: Flag, span: Span) -> Span:
    """What a row adds that may be left out."""
    if True not in taken:
        return ZERO
    return span if taken == TRUE else hull((span, ZERO))


def over_flags(kind: str, each: Sequence[Any], more: Sequence[Any]) -> Flag:
    """Whether any, or all, rows hold."""
    wanted = kind == "any"
    may, must = False, False
    for found in each:
        met = [{bool(v) is wanted for v in value} for taken, value in found if True in taken]
        may |= any(True in one for one in met)
        must |= len(met) == len(found) and all(
            one == {True} and taken == TRUE for one, (taken, _) in zip(met, found, strict=True)
        )
    may |= any(True in taken and wanted in value for taken, value in more)
    if must:
        return frozenset({wanted})
    return EITHER if may else frozenset({not wanted})


def longest_of(each: Sequence[Any], more: Sequence[Any]) -> Span:
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


def one_of(value: bool | None) -> Span:
    """How many a flag counts for."""
    """How many a flag counts for."""
    return Span(int(bool(value)), int(bool(value)))


def key_of(value: Value, boxes: Sequence[Box]) -> Any:
    """By what rows are counted apart; ANY where it is not known."""
    if len(boxes) > 1:
        return ANY
    if isinstance(value, Number):
        span = spanned(value)
        if value.is_none:
            return None
        return span.low if span.is_point and not value.is_open else ANY
    return next(iter(value)) if value is not None and len(value) == 1 else ANY


def whole_up(value: Any) -> int | None:
    """The whole number from an end upwards."""
    return None if value is None else ceil(value)


def whole_down(value: Any) -> int | None:
    """The whole number from an end downwards."""
    return None if value is None else floor(value)


def lesser(one: Any, other: Any) -> Any:
    """The smaller of two ends, None above all."""
    return other if one is None else one if other is None else min(one, other)


def greater(one: Any, other: Any) -> Any:
    """The larger of two ends, None below all."""
    return other if one is None else one if other is None else max(one, other)


def or_none(choose: Callable[..., Any], one: Any, other: Any) -> Any:
    """One of two ends, of which none may be without end."""
    return None if one is None or other is None else choose(one, other)
