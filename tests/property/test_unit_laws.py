"""Laws of exact quantities: rounding moves to the nearest allowed step, products lose nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masker_rules.units import (
    Mode,
    Step,
    Type,
    Unit,
    exact_text,
    parse_literal,
    percent_text,
    round_half,
    round_to_step,
    scaled_text,
)
from masker_rules.units.types import product_type, quotient_type, sum_type

NUMERATORS = st.integers(-(10**18), 10**18)
DENOMINATORS = st.integers(1, 10**9)
MODES = st.sampled_from(list(Mode))
SIZES = st.integers(1, 10**6)
SCALES = st.integers(0, 6)


@given(NUMERATORS, DENOMINATORS, MODES)
def test_rounding_when_any_mode_then_less_than_one_step_away(
    numerator: int, denominator: int, mode: Mode
) -> None:
    rounded = round_half(numerator, denominator, mode)

    assert abs(Fraction(numerator, denominator) - rounded) < 1


@given(NUMERATORS, DENOMINATORS)
def test_rounding_when_directed_then_on_the_stated_side(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)

    assert round_half(numerator, denominator, Mode.FLOOR) <= exact
    assert round_half(numerator, denominator, Mode.CEIL) >= exact
    assert abs(round_half(numerator, denominator, Mode.DOWN)) <= abs(exact)
    assert abs(round_half(numerator, denominator, Mode.UP)) >= abs(exact)


@given(NUMERATORS, DENOMINATORS)
def test_rounding_when_half_up_then_never_more_than_half_a_step(
    numerator: int, denominator: int
) -> None:
    exact = Fraction(numerator, denominator)

    for mode in (Mode.HALF_UP, Mode.HALF_EVEN):
        assert abs(round_half(numerator, denominator, mode) - exact) <= Fraction(1, 2)


@given(NUMERATORS, DENOMINATORS, MODES)
def test_rounding_when_sign_turned_then_mirrored_but_for_floor_and_ceil(
    numerator: int, denominator: int, mode: Mode
) -> None:
    mirror = {Mode.FLOOR: Mode.CEIL, Mode.CEIL: Mode.FLOOR}.get(mode, mode)

    assert round_half(-numerator, denominator, mode) == -round_half(numerator, denominator, mirror)


@given(NUMERATORS, DENOMINATORS, MODES, st.integers(1, 10**6))
def test_rounding_when_fraction_is_extended_then_same(
    numerator: int, denominator: int, mode: Mode, factor: int
) -> None:
    once = round_half(numerator, denominator, mode)

    assert round_half(numerator * factor, denominator * factor, mode) == once


@given(NUMERATORS, SCALES, SIZES, SCALES, MODES)
def test_rounding_to_step_when_repeated_then_nothing_more_happens(
    value: int, scale: int, size: int, step_scale: int, mode: Mode
) -> None:
    step = Step(Unit.MONEY, size, step_scale, mode)
    once = round_to_step(value, scale, step)

    assert once % size == 0
    assert round_to_step(once, step_scale, step) == once
    assert round_to_step(Fraction(value, 10**scale), 0, step) == once


@given(NUMERATORS, NUMERATORS, SIZES, MODES)
def test_rounding_to_step_when_value_grows_then_never_falls(
    first: int, second: int, size: int, mode: Mode
) -> None:
    low, high = sorted((first, second))
    step = Step(Unit.MONEY, size, 0, mode)

    assert round_to_step(low, 2, step) <= round_to_step(high, 2, step)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (Mode.HALF_UP, [-3, -2, -1, 1, 2, 3]),
        (Mode.HALF_EVEN, [-2, -2, 0, 0, 2, 2]),
        (Mode.DOWN, [-2, -1, 0, 0, 1, 2]),
        (Mode.UP, [-3, -2, -1, 1, 2, 3]),
        (Mode.FLOOR, [-3, -2, -1, 0, 1, 2]),
        (Mode.CEIL, [-2, -1, 0, 1, 2, 3]),
    ],
)
def test_rounding_when_exactly_half_then_as_the_mode_says(mode: Mode, expected: list[int]) -> None:
    halves = [-5, -3, -1, 1, 3, 5]

    assert expected == [round_half(half, 2, mode) for half in halves]


@given(NUMERATORS, SCALES, NUMERATORS, SCALES)
def test_product_when_types_multiply_then_value_is_exact(
    left: int, left_scale: int, right: int, right_scale: int
) -> None:
    money, share = Type(Unit.MONEY, left_scale), Type(Unit.PERCENT, right_scale)
    kind = product_type(money, share)

    exact = Fraction(left, 10**left_scale) * Fraction(right, 10**right_scale)
    assert exact == Fraction(left * right, 10**kind.scale)
    assert kind.unit is Unit.MONEY


@given(SCALES, SCALES)
def test_sum_when_scales_differ_then_the_larger(left: int, right: int) -> None:
    assert max(left, right) == sum_type(Type(Unit.MONEY, left), Type(Unit.MONEY, right)).scale


def test_quotient_when_divided_then_a_ratio_without_scale() -> None:
    kind = quotient_type(Type(Unit.DURATION), Type(Unit.DURATION))

    assert Type(Unit.PERCENT, ratio=True) == kind


@given(st.fractions())
def test_exact_text_when_read_back_then_the_same_number(value: Fraction) -> None:
    assert value == Fraction(exact_text(value))


@given(NUMERATORS, SCALES)
def test_scaled_text_when_read_back_then_the_same_number(value: int, scale: int) -> None:
    text = scaled_text(value, scale)

    assert Fraction(value, 10**scale) == Fraction(text)
    assert not ("." in text and text.endswith("0"))


@given(st.integers(0, 10**9), st.integers(0, 6))
def test_percent_when_written_then_read_as_the_same_share(digits: int, decimals: int) -> None:
    text = scaled_text(digits, decimals) + "%"
    literal = parse_literal(text)

    assert literal is not None
    share = Fraction(literal.value, 10**literal.type.scale)
    assert Fraction(digits, 100 * 10**decimals) == share
    assert text == percent_text(share)
