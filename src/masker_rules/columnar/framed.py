"""Frames of the reader as canonical frames (:mod:`masker_rules.columnar.tables`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from masker_rules.columnar.ordered import ROW
from masker_rules.columnar.plain_cells import MOMENTS, OFFSET, WORD
from masker_rules.columnar.plain_rows import NAMES, columns_of
from masker_rules.columnar.tables import MOST, scale_of
from masker_rules.facts.definition import ColumnDef, TableDef
from masker_rules.facts.stamps import DAY_SECONDS, minutes_at

__all__ = ["framed"]

_DECIMALS = frozenset({"money", "number", "amount", "percent", "score", "coordinate"})


def framed(table: TableDef, frame: pl.DataFrame, zone: str) -> pl.LazyFrame:
    """The canonical frame of a table's rows; what nobody asks for is not computed.

    Raises:
        RequestError: a stamp has an offset and there is no such zone [unknown-zone].
    """
    cells = _Cells(table, frame, zone)
    made = [one for column in table.columns for one in cells.made(column)]
    none = pl.col(NAMES) if NAMES in frame.columns else pl.lit(None, dtype=pl.String)
    return frame.lazy().select(ROW, none.alias("none"), *made)


class _Cells:
    """Canonical columns as expressions over the frame of the reader."""

    def __init__(self, table: TableDef, frame: pl.DataFrame, zone: str) -> None:
        self._table, self._frame, self._zone = table, frame, zone
        self._kinds = columns_of(table)

    def _cell(self, name: str) -> pl.Expr:
        if name in self._frame.columns:
            return pl.col(name)
        return pl.lit(None, dtype=self._kinds[name])

    def made(self, column: ColumnDef) -> Iterator[pl.Expr]:
        cell, name = self._cell(column.name), column.field
        if column.type in MOMENTS:
            yield self._local(column.name).alias(name)
        elif column.type in _DECIMALS:
            yield from self._decimals(column, cell)
        elif column.type in {"minutes", "count"}:
            whole = cell.cast(pl.Int64, strict=False)
            larger = cell.is_not_null() & whole.is_null()
            whole = pl.when(larger).then(pl.lit(MOST, dtype=pl.Int64)).otherwise(whole)
            yield whole.clip(upper_bound=MOST).alias(name)
        else:
            yield cell.alias(name)

    def _decimals(self, column: ColumnDef, cell: pl.Expr) -> Iterator[pl.Expr]:
        name, is_word = column.field, pl.lit(value=False)
        if column.type == "score":
            is_word = self._cell(WORD.format(column.name)).fill_null(value=False)
        number = pl.when(~is_word).then(cell)
        whole = _scaled(number, scale_of(self._table.name, column.name))
        yield whole.alias(name)
        yield (number.is_not_null() & whole.is_null()).alias(f"{name}_inexact")
        if column.type == "score":
            yield pl.when(is_word).then(cell).alias(f"{name}_word")

    def _local(self, name: str) -> pl.Expr:
        """Moments on the clock of the zone; those without an offset are on it already."""
        offset = OFFSET.format(name)
        moment = self._cell(name)
        if offset not in self._frame.columns:
            return moment
        # A zone moves at a minute: what holds of one moment of it holds of all.
        stated = pl.col(offset).is_not_null()
        minutes = self._frame.filter(stated).select((moment // 60).unique()).to_series()
        shifts = [_shift(minute, self._zone) for minute in minutes.to_list()]
        shift = (moment // 60).replace_strict(
            minutes, pl.Series(shifts, dtype=pl.Int64), default=0, return_dtype=pl.Int64
        )
        return pl.when(stated).then(moment + shift * 60).otherwise(moment)


def _scaled(number: pl.Expr, scale: int) -> pl.Expr:
    """A canonical text as a whole number at a scale; null where it is not one."""
    point = number.str.find(".", literal=True)
    decimals = pl.when(point.is_null()).then(0).otherwise(number.str.len_bytes() - point - 1)
    whole = number.cast(pl.Decimal(38, scale), strict=False).to_physical()
    return pl.when(decimals <= scale).then(whole.cast(pl.Int64, strict=False))


def _shift(minute: int, zone: str) -> int:
    day, rest = divmod(minute * 60, DAY_SECONDS)
    return minutes_at(zone, date.fromordinal(day), rest)
