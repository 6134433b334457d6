"""Exact numbers of many rows: against Python's fractions, at the edges of 64 bits and beyond."""

from __future__ import annotations

import operator
from fractions import Fraction

import numpy as np
import pytest
from exact_vectors import BELOWS, INTEGERS, fractions, numbers_of, sound, vectors
from hypothesis import given
from hypothesis import strategies as st

from masker_rules.engine.vectors import (
    Hits,
    Vector,
    chosen,
    compared,
    divided,
    in_lowest_terms,
    of_fractions,
    of_integers,
    over,
    plus,
    rounded,
    scaled,
    size_of,
    times,
)
from masker_rules.units import Mode, round_half

OPERATORS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
SIZES = st.integers(0, 6)
PAIRS = SIZES.flatmap(lambda size: st.tuples(vectors(size), vectors(size)))
LOWEST = np.array([-(2**63)], np.int64)


def with_none(size: int) -> st.SearchStrategy[Vector]:
    masks = st.lists(st.booleans(), min_size=size, max_size=size)
    return st.tuples(vectors(size), masks).map(
        lambda pair: Vector(pair[0].top, pair[0].below, np.array(pair[1], bool))
    )


@given(st.lists(st.none() | INTEGERS, max_size=5))
def test_whole_numbers_when_read_then_the_same(values):
    assert numbers_of(sound(of_integers(values))) == values


@given(st.lists(st.none() | st.builds(Fraction, INTEGERS, BELOWS), max_size=5))
def test_fractions_when_read_then_the_same(values):
    assert numbers_of(sound(of_fractions(values))) == values


def test_whole_numbers_when_an_array_then_taken_as_it_is():
    assert of_integers(LOWEST).top is LOWEST


def test_size_when_the_smallest_of_64_bits_then_its_true_size():
    assert size_of(LOWEST) == 2**63
    assert size_of(-(2**70)) == 2**70
    assert size_of(np.zeros(0, np.int64)) == 0


@given(PAIRS)
def test_sums_when_added_or_subtracted_then_exact(pair):
    left, right = pair
    numbers = list(zip(numbers_of(left), numbers_of(right), strict=True))
    assert numbers_of(sound(plus(left, right))) == [a + b for a, b in numbers]
    assert numbers_of(sound(plus(left, right, minus=True))) == [a - b for a, b in numbers]


@given(PAIRS)
def test_products_when_multiplied_then_exact(pair):
    left, right = pair
    numbers = zip(numbers_of(left), numbers_of(right), strict=True)
    assert numbers_of(sound(times(left, right))) == [a * b for a, b in numbers]


@given(PAIRS)
def test_quotients_when_divided_then_exact_over_positive_denominators(pair):
    left, right = pair
    some = np.array([number != 0 for number in numbers_of(right)], bool)
    left, right = left.take(some), right.take(some)
    share = sound(divided(left, right))
    numbers = zip(numbers_of(left), numbers_of(right), strict=True)
    assert numbers_of(share) == [a / b for a, b in numbers]
    below = [share.below] if isinstance(share.below, int) else share.below.tolist()
    assert all(under > 0 for under in below)


@given(SIZES.flatmap(with_none), INTEGERS, BELOWS)
def test_numbers_when_scaled_then_exact_and_none_stays(value, factor, divisor):
    numbers = numbers_of(value)
    assert numbers_of(sound(scaled(value, factor))) == [
        None if one is None else one * factor for one in numbers
    ]
    assert numbers_of(sound(over(value, divisor))) == [
        None if one is None else one / divisor for one in numbers
    ]


@given(SIZES.flatmap(with_none))
def test_numbers_when_in_lowest_terms_then_the_same_and_no_common_factor(value):
    made = sound(in_lowest_terms(value))
    assert numbers_of(made) == numbers_of(value)
    if isinstance(made.below, np.ndarray):
        assert np.gcd.reduce([made.top.astype(object), made.below.astype(object)]).tolist() == [
            1
        ] * len(value)


@pytest.mark.parametrize("op", OPERATORS)
@given(PAIRS)
def test_numbers_when_compared_then_as_fractions(op, pair):
    held = compared(op, *pair)
    numbers = zip(*map(numbers_of, pair), strict=True)
    assert held.dtype == bool
    assert held.tolist() == [OPERATORS[op](a, b) for a, b in numbers]


def test_numbers_when_equal_in_other_terms_then_compared_as_equal():
    half = Vector(np.array([1, 2, 2**62]), np.array([2, 4, 2**63 - 1]))
    assert compared("=", half, Vector(np.array([2, 1, 2**62]), np.array([4, 2, 2**63 - 1]))).all()
    assert not compared("<", half, half).any()


@pytest.mark.parametrize("mode", Mode)
@given(SIZES.flatmap(vectors), st.sampled_from([1, 10, 100, 10**20]), BELOWS)
def test_numbers_when_rounded_then_as_one_by_one(mode, value, up, unit):
    expected = [
        round_half((one * up / unit).numerator, (one * up / unit).denominator, mode)
        for one in numbers_of(value)
    ]
    assert numbers_of(sound(rounded(value, up, unit, mode))) == expected


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (Mode.HALF_UP, [-3, -2, -1, -1, 0, 1, 1, 2, 3]),
        (Mode.HALF_EVEN, [-2, -2, -1, 0, 0, 0, 1, 2, 2]),
        (Mode.DOWN, [-2, -1, 0, 0, 0, 0, 0, 1, 2]),
        (Mode.UP, [-3, -2, -1, -1, 0, 1, 1, 2, 3]),
        (Mode.FLOOR, [-3, -2, -1, -1, 0, 0, 0, 1, 2]),
        (Mode.CEIL, [-2, -1, 0, 0, 0, 1, 1, 2, 3]),
    ],
)
@pytest.mark.parametrize("far", [1, 10**20])
def test_ties_and_rests_when_rounded_then_to_the_side_of_the_mode(mode, expected, far):
    """Of -2.5, -1.7, -0.9, -0.5, 0, 0.5, 0.9, 1.7, 2.5."""
    tenths = of_integers([far * one for one in (-25, -17, -9, -5, 0, 5, 9, 17, 25)])
    assert numbers_of(rounded(over(tenths, 10 * far), 1, 1, mode)) == expected


@pytest.mark.parametrize("below", [2**62 + 1, 2**63 - 1])
def test_rests_when_twice_them_leaves_64_bits_then_rounded_all_the_same(below):
    """Just above and just below a half of a denominator near the edge."""
    above, under = below // 2 + 1, below // 2
    tops = of_integers([above, under, -above, -under, below - 1])
    assert numbers_of(rounded(over(tops, below), 1, 1, Mode.HALF_UP)) == [1, 0, -1, 0, 1]


@given(st.data(), st.lists(st.booleans(), max_size=6))
def test_values_when_chosen_then_each_row_has_its_own(data, test):
    held = np.array(test, bool)
    yes = data.draw(with_none(sum(test)) | vectors(sum(test)) | fractions(sum(test)))
    no = data.draw(with_none(len(test) - sum(test)) | vectors(len(test) - sum(test)))
    ones, others = iter(numbers_of(yes)), iter(numbers_of(no))
    expected = [next(ones) if one else next(others) for one in test]
    assert numbers_of(sound(chosen(held, yes, no))) == expected


def test_values_when_wide_and_narrow_are_chosen_from_then_none_wraps():
    """Either side may be the wide one, above and below the line."""
    narrow, wide = of_integers([5]), of_integers([10**25])
    test = np.array([True, False])
    assert numbers_of(chosen(test, narrow, wide)) == [5, 10**25]
    assert numbers_of(chosen(test, wide, narrow)) == [10**25, 5]
    above = Vector(np.array([1]), np.array([10**25], object)), Vector(np.array([1]), 3)
    assert numbers_of(chosen(test, *above)) == [Fraction(1, 10**25), Fraction(1, 3)]


def test_values_when_only_one_side_is_there_then_all_of_it():
    held, only = np.array([True, True]), of_integers([1, 2])
    assert chosen(held, only, None) is only
    assert chosen(~held, None, only) is only


def test_flags_when_chosen_then_flags():
    made = chosen(np.array([True, False]), Vector(np.array([True])), Vector(np.array([False])))
    assert made.top.dtype == bool
    assert made.top.tolist() == [True, False]


@pytest.mark.parametrize("rows", [0, 3])
def test_zeros_when_multiplied_by_a_large_number_then_zeros(rows):
    """A large number of no size to be proven: numpy does not take it as 64 bits."""
    zeros = Vector(np.zeros(rows, np.int64))
    assert numbers_of(sound(scaled(zeros, 10**30))) == [0] * rows
    assert numbers_of(sound(rounded(zeros, 10**30, 7, Mode.CEIL))) == [0] * rows
    large = Vector(np.zeros(rows, np.int64), 10**30)
    each = Vector(np.zeros(rows, np.int64), np.full(rows, 7))
    assert numbers_of(sound(plus(large, each))) == [0] * rows
    assert numbers_of(sound(divided(large, Vector(np.full(rows, -7))))) == [0] * rows


def test_numbers_when_the_smallest_of_64_bits_then_nothing_wraps():
    lowest = Vector(LOWEST)
    assert numbers_of(scaled(lowest, -1)) == [2**63]
    assert numbers_of(plus(lowest, lowest)) == [-(2**64)]
    assert numbers_of(plus(lowest, of_integers([1]), minus=True)) == [-(2**63) - 1]
    assert numbers_of(times(lowest, lowest)) == [2**126]
    assert numbers_of(divided(lowest, of_integers([-1]))) == [2**63]
    assert numbers_of(rounded(over(lowest, 3), 1, 1, Mode.FLOOR)) == [-(2**63) // 3]


def test_rows_when_taken_then_denominators_and_none_go_along():
    value = Vector(np.array([1, 2, 3]), np.array([4, 5, 6]), np.array([False, True, False]))
    assert numbers_of(value.take(np.array([2, 1]))) == [Fraction(1, 2), None]
    assert numbers_of(value.take(np.array([True, False, True]))) == [
        Fraction(1, 4),
        Fraction(1, 2),
    ]
    assert value.exists.tolist() == [True, False, True]
    assert Vector(value.top).exists.tolist() == [True, True, True]


@pytest.mark.parametrize("below", [1, 3, np.array([2, 7])])
def test_hits_when_everywhere_then_0_in_the_other_rows(below):
    some = Vector(np.array([5, 8]), below, np.array([False, True]))
    first = Fraction(5, below if isinstance(below, int) else 2)
    assert numbers_of(sound(Hits(5, np.array([1, 4]), some).everywhere())) == [
        0,
        first,
        0,
        0,
        None,
    ]


def test_hits_when_beyond_64_bits_then_everywhere_exact():
    some = Vector(np.array([2**64], object), np.array([3**50], object))
    assert numbers_of(sound(Hits(3, np.array([2]), some).everywhere())) == [
        0,
        0,
        Fraction(2**64, 3**50),
    ]
