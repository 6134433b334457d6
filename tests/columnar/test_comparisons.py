"""Cells of tables are compared exactly, however wide that makes the numbers."""

import narwhals as nw
import polars as pl
import pytest

from masker_rules.columnar.backends import Backend, DuckBackend, PolarsBackend
from masker_rules.columnar.comparisons import fits
from masker_rules.columnar.program import common_multiple
from masker_rules.columnar.values import Denominator, Value
from masker_rules.columnar.widths import Range
from masker_rules.language.tables import Cell
from masker_rules.units import Type, Unit

SHARE = Type(Unit.MONEY, ratio=True)


@pytest.fixture(params=[PolarsBackend, DuckBackend])
def backend(request: pytest.FixtureRequest) -> Backend:
    return request.param()


def test_an_edge_that_64_bits_do_not_hold(backend: Backend):
    """Rp 100,000,000 over a denominator of 10^12 is 10^20."""
    table = pl.DataFrame({"top": [9 * 10**18, 1]})
    under = Denominator(10**12)
    value = Value(nw.col("top"), SHARE, Range(0, 9 * 10**18), under, frozenset({"top"}))
    cell = Cell("..Rp 100.000.000", ranges=((None, 10**8),))
    frame = backend.frame(table).with_columns(fit=fits(cell, value))

    assert backend.collected(frame)["fit"].to_list() == [True, True]


def test_none_fits_only_where_a_cell_says_so(backend: Backend):
    kind = Type(Unit.DURATION, optional=True)
    table = pl.DataFrame({"late": [None, 60, 120]}, schema={"late": pl.Int64})
    value = Value(nw.col("late"), kind, Range(0, 86_400), maybe=True)
    frame = backend.frame(table).with_columns(
        band=fits(Cell("1m", ranges=((60, 60),)), value),
        nothing=fits(Cell("none", nothing=True), value),
    )
    rows = backend.collected(frame)

    assert rows["band"].to_list() == [False, True, False]
    assert rows["nothing"].to_list() == [True, False, False]


def test_a_common_multiple_is_of_what_is_there_and_never_too_large(backend: Backend):
    table = pl.DataFrame({"by": [450, 450, 390, None, 99_999_989]}, schema={"by": pl.Int64})

    assert common_multiple(backend.frame(table), "by", 10**6) == 5850
