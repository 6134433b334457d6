"""Frames of the reader as canonical frames (:mod:`masker_rules.columnar.tables`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from masker_rules.columnar.ordered import full
from masker_rules.columnar.plain_cells import MOMENTS, OFFSET, WORD
from masker_rules.columnar.tables import scale_of
from masker_rules.facts.definition import ColumnDef, TableDef
from masker_rules.facts.stamps import DAY_SECONDS, minutes_at

__all__ = ["framed"]

_DECIMALS = frozenset({"money", "number", "amount", "percent", "score", "coordinate"})


def framed(table: TableDef, frame: pl.DataFrame, zone: str) -> pl.DataFrame:
    """The canonical frame of a table's rows; errors as :meth:`Stamp.local`."""
    frame = full(table, frame)
    row = pl.int_range(pl.len(), dtype=pl.Int64).alias("row")
    made = [row, *(one for column in table.columns for one in _made(table, column, frame, zone))]
    return frame.select(made)


def _made(
    table: TableDef, column: ColumnDef, frame: pl.DataFrame, zone: str
) -> Iterator[pl.Expr | pl.Series]:
    cell, name = pl.col(column.name), column.field
    if column.type in MOMENTS:
        yield _local(frame[column.name], frame[OFFSET.format(column.name)], zone).alias(name)
    elif column.type in _DECIMALS:
        is_word = (
            pl.col(WORD.format(column.name)) if column.type == "score" else pl.lit(value=False)
        )
        number = pl.when(~is_word.fill_null(value=False)).then(cell)
        whole = _scaled(number, scale_of(table.name, column.name))
        yield whole.alias(name)
        yield (number.is_not_null() & whole.is_null()).alias(f"{name}_inexact")
        if column.type == "score":
            yield pl.when(is_word).then(cell).alias(f"{name}_word")
    elif column.type in {"minutes", "count"}:
        yield cell.cast(pl.Int64, strict=False).alias(name)
    else:
        yield cell.alias(name)


def _scaled(number: pl.Expr, scale: int) -> pl.Expr:
    """A canonical text as a whole number at a scale; null where it is not one."""
    parts = number.str.split_exact(".", 1)
    fraction = parts.struct.field("field_1").fill_null("")
    digits = parts.struct.field("field_0") + fraction.str.pad_end(scale, "0")
    whole = pl.when(fraction.str.len_bytes() <= scale).then(digits)
    return whole.cast(pl.Int64, strict=False)


def _local(moments: pl.Series, offsets: pl.Series, zone: str) -> pl.Series:
    """Moments on the clock of a zone; those without an offset are on it already."""
    stated = offsets.is_not_null()
    if not stated.any():
        return moments
    at = stated.arg_true()
    utc = moments.gather(at)
    # A zone moves at a minute: what holds of one moment of it holds of all.
    minutes = (utc // 60).unique()
    shift = pl.Series([_shift(minute, zone) for minute in minutes.to_list()], dtype=pl.Int64)
    return moments.scatter(at, utc + (utc // 60).replace_strict(minutes, shift) * 60)


def _shift(minute: int, zone: str) -> int:
    day, rest = divmod(minute * 60, DAY_SECONDS)
    return minutes_at(zone, date.fromordinal(day), rest)
