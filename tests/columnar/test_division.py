"""Whole numbers are divided exactly on every backend, on both sides of every edge."""

from itertools import product

import narwhals as nw
import polars as pl
import pytest

from masker_rules.columnar.backends import Backend, DuckBackend, PolarsBackend
from masker_rules.columnar.division import rounding
from masker_rules.columnar.values import Denominator, Value
from masker_rules.columnar.widths import WIDE, Range
from masker_rules.units import Mode, Type, Unit
from masker_rules.units.rounding import round_half

EDGES = [0, 1, 2, 5, 7, 10, 15, 2**31, 2**53 - 1, 2**53, 2**53 + 1, 10**17 + 5, 2**62 - 1]
BOTTOMS = [1, 2, 3, 7, 10, 1_000_003]
MONEY = Type(Unit.MONEY, ratio=True)


@pytest.fixture(params=[PolarsBackend, DuckBackend])
def backend(request: pytest.FixtureRequest) -> Backend:
    return request.param()


def rounded(backend: Backend, tops: list[int], most: int, mode: Mode) -> list[tuple[int, ...]]:
    """Top, bottom and the whole number of each pair; `most` is the declared size of a top."""
    pairs = list(product(tops, BOTTOMS))
    table = pl.DataFrame(pairs, schema=["top", "bottom"], orient="row")
    under = Denominator(3, (("bottom", max(BOTTOMS)),))
    needs = frozenset({"top", "bottom"})
    value = Value(nw.col("top"), MONEY, Range(-most, most), under, needs)
    frame = backend.frame(table).with_columns(rounding(value, under, mode).expr.alias("found"))
    rows = backend.collected(frame).select("top", "bottom", "found").rows()
    return [tuple(map(int, row)) for row in rows]


@pytest.mark.parametrize("mode", list(Mode))
def test_both_signs_and_both_sides_of_2_to_the_53(backend: Backend, mode: Mode):
    tops = sorted({sign * edge for edge in EDGES for sign in (1, -1)})
    rows = rounded(backend, tops, 2**62, mode)

    assert len(rows) == len(tops) * len(BOTTOMS)
    for top, bottom, found in rows:
        assert found == round_half(top, 3 * bottom, mode), (top, bottom)


@pytest.mark.parametrize("mode", list(Mode))
def test_small_ones_stay_narrow(mode: Mode):
    value = Value(nw.col("top"), MONEY, Range(-100, 100))

    assert not rounding(value, Denominator(4), mode).wide


def test_the_declared_maximum(backend: Backend):
    """A top of 38 digits: what 128 bits hold on both backends."""
    factor = 10**19
    table = pl.DataFrame({"a": [10**18 - 1, -(10**18) + 1], "b": [factor // 10] * 2})
    wide = nw.col("a").cast(nw.Int128) * nw.col("b").cast(nw.Int128)
    value = Value(wide, MONEY, Range(-(10**37), 10**37), wide=True)
    found = rounding(value, Denominator(7), Mode.FLOOR).expr
    frame = backend.frame(table).with_columns(found.alias("found"))

    assert [int(row) for row in backend.collected(frame)["found"]] == [
        (10**18 - 1) * 10**18 // 7,
        (-(10**18) + 1) * 10**18 // 7,
    ]


def test_wider_than_38_digits_is_refused_before_it_is_computed():
    assert Range(0, WIDE).is_wide
    from masker_rules.columnar.widths import TooWideError

    with pytest.raises(TooWideError):
        _ = Range(0, WIDE + 1).is_wide


def test_half_of_a_half_is_worked_out_by_hand(backend: Backend):
    table = pl.DataFrame({"top": [5, -5, 15, -15, 25, 4, 6]})
    value = Value(nw.col("top"), MONEY, Range(-100, 100), needs=frozenset({"top"}))
    up = rounding(value, Denominator(10), Mode.HALF_UP).expr
    even = rounding(value, Denominator(10), Mode.HALF_EVEN).expr
    frame = backend.frame(table).with_columns(up=up, even=even)
    rows = backend.collected(frame)

    assert rows["up"].to_list() == [1, -1, 2, -2, 3, 0, 1]
    assert rows["even"].to_list() == [0, 0, 2, -2, 2, 0, 1]
