"""Sums, extremes, runs and running totals of person-months, against plain loops."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from exact_vectors import INTEGERS, fractions, numbers_of, sound, vectors
from hypothesis import given
from hypothesis import strategies as st

from masker_rules.engine.gathering import (
    distinct,
    extreme,
    filled,
    longest_run,
    put,
    running,
    total,
)
from masker_rules.engine.vectors import Vector, of_fractions, of_integers

COUNT = 4
#: Rows of few and of no months, sorted by month.
MONTHS = st.lists(st.integers(0, COUNT - 1), max_size=7).map(
    lambda months: np.array(sorted(months), np.int64)
)
PRIMES = [2**61 - 1, 2**31 - 1, 1_000_003, 999_983]


@st.composite
def rows(draw):
    months = draw(MONTHS)
    return months, draw(vectors(len(months)) | fractions(len(months)))


def by_month(months, values):
    found = [[] for _ in range(COUNT)]
    for month, value in zip(months.tolist(), values, strict=True):
        found[month].append(value)
    return found


@given(rows())
def test_totals_when_added_up_then_the_sums_of_each_month(given_rows):
    months, value = given_rows
    expected = [sum(own) for own in by_month(months, numbers_of(value))]
    assert numbers_of(sound(total(value, months, COUNT))) == expected


def of_primes():
    """Denominators whose common multiple no 64 bits hold."""
    months = np.array([0, 0, 0, 2])
    return months, Vector(np.array([1, -1, 5, 7]), np.array(PRIMES))


def test_rows_when_their_denominators_have_no_small_multiple_then_exact():
    months, value = of_primes()
    first = [Fraction(1, PRIMES[0]), Fraction(-1, PRIMES[1]), Fraction(5, PRIMES[2])]
    last = Fraction(7, PRIMES[3])
    assert numbers_of(sound(total(value, months, COUNT))) == [sum(first), 0, last, 0]
    empty = filled(9, COUNT)
    assert numbers_of(sound(extreme(value, months, empty, highest=True))) == [first[2], 9, last, 9]
    assert numbers_of(sound(extreme(value, months, empty, highest=False))) == [
        first[1],
        9,
        last,
        9,
    ]
    assert numbers_of(sound(running(value, months, None))) == [
        first[0],
        first[0] + first[1],
        sum(first),
        last,
    ]
    per = np.array([0, 1, 0, 0])
    assert numbers_of(sound(running(value, months, per))) == [
        first[0],
        first[1],
        first[0] + first[2],
        last,
    ]


@pytest.mark.parametrize("highest", [True, False])
@given(given_rows=rows(), data=st.data())
def test_extremes_when_sought_then_of_each_month_or_what_stands_for_no_row(
    highest, given_rows, data
):
    months, value = given_rows
    empty = data.draw(vectors(COUNT))
    pick = max if highest else min
    expected = [
        pick(own) if own else instead
        for own, instead in zip(
            by_month(months, numbers_of(value)), numbers_of(empty), strict=True
        )
    ]
    assert numbers_of(sound(extreme(value, months, empty, highest=highest))) == expected


def test_extreme_when_no_row_is_none_then_none():
    empty = Vector(np.zeros(2, np.int64), 1, np.ones(2, bool))
    found = extreme(of_integers([5, 3]), np.array([1, 1]), empty, highest=True)
    assert numbers_of(found) == [None, 5]


def longest(held):
    best = now = 0
    for one in held:
        now = now + 1 if one else 0
        best = max(best, now)
    return best


@given(MONTHS, st.data())
def test_runs_when_measured_then_the_longest_within_each_month(months, data):
    held = data.draw(st.lists(st.booleans(), min_size=len(months), max_size=len(months)))
    found = longest_run(np.array(held, bool), months, COUNT)
    assert found.dtype == np.int64
    assert found.tolist() == [longest(own) for own in by_month(months, held)]


def test_runs_when_two_months_meet_then_neither_has_the_other_s_days():
    months = np.array([0, 0, 1, 1, 1, 3])
    held = np.array([False, True, True, True, False, True])
    assert longest_run(held, months, COUNT).tolist() == [1, 2, 0, 1]


@pytest.mark.parametrize("with_per", [True, False])
@given(given_rows=rows(), data=st.data())
def test_running_totals_when_added_up_then_to_each_row_anew_for_each_group(
    with_per, given_rows, data
):
    months, value = given_rows
    each = st.lists(st.integers(0, 2), min_size=len(months), max_size=len(months))
    per = np.array(data.draw(each), np.int64) if with_per else None
    sums, expected = {}, []
    keys = [0] * len(months) if per is None else per.tolist()
    for month, key, one in zip(months.tolist(), keys, numbers_of(value), strict=True):
        sums[month, key] = sums.get((month, key), 0) + one
        expected.append(sums[month, key])
    assert numbers_of(sound(running(value, months, per))) == expected


@st.composite
def inputs_of_tables(draw):
    """Columns of few different values: numbers, some of them none, and flags."""
    size = draw(st.integers(0, 6))
    few = st.sampled_from([0, 1, 2**63 - 1, 2**64])
    columns = []
    for _ in range(draw(st.integers(0, 3))):
        value = draw(fractions(size, some=few) | vectors(size))
        masks = st.lists(st.booleans(), min_size=size, max_size=size)
        none = np.array(draw(masks), bool) if draw(st.booleans()) else None
        columns.append(Vector(value.top, value.below, none))
    if draw(st.booleans()):
        held = draw(st.lists(st.booleans(), min_size=size, max_size=size))
        columns.append(Vector(np.array(held, bool)))
    return size, columns


@given(inputs_of_tables())
def test_combinations_when_told_apart_then_the_same_rows_are_one(given_columns):
    size, columns = given_columns
    first, which = distinct(columns, size)
    keys = [tuple(key) for key in zip(*map(numbers_of, columns), strict=True)] or [()] * size
    for row, number in enumerate(which.tolist()):
        assert keys[row] == keys[first[number]]
    assert len(first) == len(set(keys))


def test_combinations_when_fractions_are_equal_in_other_terms_then_one():
    """A week that is counted as 2/4 is the week 1/2."""
    value = Vector(np.array([1, 2, 3, 0, 0]), np.array([2, 4, 4, 5, 7]))
    _, which = distinct([value], 5)
    assert which[0] == which[1] != which[2]
    assert which[3] == which[4]


def test_combinations_when_a_number_is_none_then_not_one_with_0():
    none = np.array([True, False, True, False])
    _, which = distinct([Vector(np.array([7, 0, 8, 1]), 1, none)], 4)
    assert which[0] == which[2]
    assert len(set(which.tolist())) == 3


@given(INTEGERS, st.integers(0, 3))
def test_one_number_when_filled_then_in_all_rows(number, size):
    assert numbers_of(sound(filled(number, size))) == [number] * size


@given(st.data(), st.lists(st.sampled_from("abc"), min_size=1, max_size=6))
def test_values_when_put_in_place_then_each_row_has_its_own(data, owners):
    made, expected = None, [None] * len(owners)
    for owner in sorted(set(owners)):
        own = np.array([one == owner for one in owners])
        size = int(own.sum())
        some = data.draw(vectors(size) | fractions(size))
        made = put(made, own, some)
        for row, number in zip(np.flatnonzero(own), numbers_of(some), strict=True):
            expected[row] = number
    assert numbers_of(sound(made)) == expected


def test_fractions_when_put_beside_whole_numbers_then_exact():
    made = put(None, np.array([True, False, False]), of_fractions([Fraction(1, 3)]))
    made = put(made, np.array([False, True, True]), of_integers([10**25, -1]))
    assert numbers_of(sound(made)) == [Fraction(1, 3), 10**25, -1]
