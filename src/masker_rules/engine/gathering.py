"""Rows of person-months become one value each: sums, extremes, runs, running totals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from masker_rules.engine.vectors import (
    NARROW,
    Array,
    Vector,
    chosen,
    in_lowest_terms,
    of_fractions,
    size_of,
)

__all__ = [
    "counted",
    "distinct",
    "end",
    "extreme",
    "filled",
    "longest_run",
    "put",
    "running",
    "starts_of",
    "total",
]

#: Common denominators above it are left to Python's fractions, person by person.
MOST_COMMON = 2**62
#: A number for each value between the least and the greatest, where they are no more than so many
#: times the rows, is found by place instead of by sorting.
CLOSE = 4


def filled(value: int, size: int) -> Vector:
    """One whole number for all rows, held once."""
    number = np.array(value, np.int64 if abs(value) <= NARROW else object)
    return Vector(np.broadcast_to(number, size))


def put(values: Vector | None, rows: Array, some: Vector) -> Vector:
    """The values with those of some rows put in place."""
    if values is None:
        values = Vector(np.zeros(len(rows), some.top.dtype))
    return chosen(rows, some, values.take(~rows))


def distinct(values: Sequence[Vector], size: int) -> tuple[Array, Array]:
    """A row of each combination of values, and which combination each row has."""
    which = np.zeros(size, np.int64)
    many = min(1, size)
    for given in values:
        value = given if isinstance(given.below, int) else in_lowest_terms(given)
        parts: list[Any] = [value.top]
        if not isinstance(value.below, int):
            parts.append(value.below)
        if value.none is not None:
            parts = [np.where(value.none, 0, part) for part in parts]
            parts.append(value.none)
        for part in parts:
            codes, most = _codes(part)
            which, many = _numbered(which * most + codes, many * most)
    first = np.zeros(many, np.int64)
    first[which] = np.arange(size)
    return first, which


def _codes(values: Array) -> tuple[Array, int]:
    """Numbers from 0 for values, and how many; whole numbers that lie close are their own."""
    if not len(values):
        return np.zeros(0, np.int64), 1
    if values.dtype != object:
        low = int(values.min())
        span = int(values.max()) - low + 1
        if span <= CLOSE * len(values) + CLOSE:
            return values.astype(np.int64) - low, span
    found, codes = np.unique(values, return_inverse=True)
    return codes, len(found)


def _numbered(codes: Array, most: int) -> tuple[Array, int]:
    """Codes below `most`, numbered anew without a gap."""
    if most > CLOSE * len(codes) + CLOSE:
        found, which = np.unique(codes, return_inverse=True)
        return which, len(found)
    met = np.zeros(most, bool)
    met[codes] = True
    places = np.cumsum(met) - 1
    return places[codes], int(met.sum())


def starts_of(groups: Array) -> Array:
    """Where the rows of another group begin."""
    begins = np.ones(len(groups), bool)
    begins[1:] = groups[1:] != groups[:-1]
    return np.flatnonzero(begins)


def counted(held: Array, months: Array, count: int) -> Array:
    """How many rows hold, of each person-month."""
    return np.bincount(months[np.flatnonzero(held)], minlength=count).astype(np.int64)


def total(value: Vector, months: Array, count: int) -> Vector:
    """The sum of each person-month."""
    common = _over_one(value, len(months))
    if common is None:
        return _total_of_fractions(value, months, count)
    wide = size_of(common.top) * len(months) > NARROW
    sums = np.zeros(count, object if wide else np.int64)
    if len(months):
        starts = starts_of(months)
        rows = common.top.astype(object) if wide else common.top.astype(np.int64)
        sums[months[starts]] = np.add.reduceat(rows, starts)
    return Vector(sums, common.below)


def _over_one(value: Vector, size: int) -> Vector | None:
    """The values over one denominator for all rows, if it is not too large."""
    if isinstance(value.below, int):
        return value
    multiple = lcm(*map(int, np.unique(value.below))) if size else 1
    if multiple > MOST_COMMON:
        return None
    factors = multiple // value.below
    if size_of(value.top) * size_of(factors) > NARROW:
        return Vector(value.top.astype(object) * factors.astype(object), multiple)
    return Vector(value.top.astype(np.int64) * factors.astype(np.int64), multiple)


def _fractions(value: Vector) -> list[Fraction]:
    below = (
        value.below if isinstance(value.below, np.ndarray) else np.full(len(value), value.below)
    )
    return [Fraction(a, b) for a, b in zip(value.top.tolist(), below.tolist(), strict=True)]


def _total_of_fractions(value: Vector, months: Array, count: int) -> Vector:
    sums = [Fraction(0)] * count
    for month, one in zip(months.tolist(), _fractions(value), strict=True):
        sums[month] += one
    return of_fractions(sums)


def extreme(value: Vector, months: Array, empty: Vector, *, highest: bool) -> Vector:
    """The highest or lowest of each person-month; `empty` where it has no row."""
    common = _over_one(value, len(months))
    has = np.zeros(len(empty), bool)
    has[months] = True
    if not has.any():
        return empty
    starts = starts_of(months)
    if common is not None:
        function = np.maximum if highest else np.minimum
        found = Vector(function.reduceat(common.top, starts), common.below)
    else:
        best: dict[int, Fraction] = {}
        pick = max if highest else min
        for month, one in zip(months.tolist(), _fractions(value), strict=True):
            best[month] = pick(best[month], one) if month in best else one
        found = of_fractions(list(best.values()))
    return chosen(has, found, empty.take(~has))


def end(value: Vector, months: Array, nothing: Vector, *, first: bool) -> Vector:
    """The value of the first or last row of each person-month; `nothing` where it has no row."""
    has = np.zeros(len(nothing), bool)
    has[months] = True
    starts = starts_of(months)
    ends = starts if first else np.append(starts[1:], len(months)) - 1
    return chosen(has, value.take(ends), nothing.take(~has)) if len(months) else nothing


def longest_run(held: Array, months: Array, count: int) -> Array:
    """The longest stretch of rows that hold, of each person-month."""
    longest = np.zeros(count, np.int64)
    if not held.any():
        return longest
    begins = held & np.concatenate([[True], ~held[:-1] | (months[1:] != months[:-1])])
    stretch = np.cumsum(begins)[held]
    lengths = np.bincount(stretch)[1:]
    np.maximum.at(longest, months[begins], lengths)
    return longest


def running(value: Vector, months: Array, per: Array | None) -> Vector:
    """The sum up to each row of its person-month, anew where `per` is another value."""
    groups = months
    if per is not None:
        groups = months * (int(per.max(initial=0)) + 1) + per
    order = slice(None) if per is None else np.argsort(groups, kind="stable")
    common = _over_one(value, len(months))
    if common is None:
        return _running_fractions(value, groups)
    wide = size_of(common.top) * max(1, len(months)) > NARROW
    rows = common.top.astype(object if wide else np.int64)[order]
    sums = np.empty(len(rows), rows.dtype)
    if len(rows):
        every = np.cumsum(rows)
        starts = starts_of(groups[order])
        before = (every - rows)[starts]
        lengths = np.diff(np.append(starts, len(rows)))
        sums[order] = every - np.repeat(before, lengths)
    return Vector(sums, common.below)


def _running_fractions(value: Vector, groups: Array) -> Vector:
    sums: dict[int, Fraction] = {}
    found = []
    for group, one in zip(groups.tolist(), _fractions(value), strict=True):
        sums[group] = sums.get(group, Fraction(0)) + one
        found.append(sums[group])
    return of_fractions(found)
