"""Whole numbers beside exact ones, that add up to the same."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masker_rules.units import whole_that_add_up

THIRD = Fraction(1, 3)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([Fraction(-8000)], [-8000]),
        # 1/3 three times is 1: the first of equals is taken up.
        ([THIRD, THIRD, THIRD], [1, 0, 0]),
        # -2/3 is beside -1 and 0: remainders of a third each, and -2 in all.
        ([-2 * THIRD, -2 * THIRD, -2 * THIRD], [0, -1, -1]),
        # The larger remainder is taken up; what is whole stays.
        ([Fraction("1.3"), Fraction(5), Fraction("1.7")], [1, 5, 2]),
        # 0.5 in all is rounded away from 0.
        ([Fraction("0.5")], [1]),
        ([Fraction("-0.5")], [-1]),
        ([Fraction("0.4")], [0]),
    ],
)
def test_amounts_when_made_whole_then_by_largest_remainder(values, expected):
    assert whole_that_add_up(values) == expected


@given(st.lists(st.fractions(-1000, 1000, max_denominator=60)))
def test_amounts_when_made_whole_then_less_than_one_away_and_the_same_sum(values):
    whole = whole_that_add_up(values)
    assert all(abs(a - b) < 1 for a, b in zip(whole, values, strict=True))
    assert abs(sum(whole) - sum(values)) <= Fraction(1, 2)
    assert [a for a, b in zip(whole, values, strict=True) if b.denominator == 1] == [
        int(b) for b in values if b.denominator == 1
    ]
