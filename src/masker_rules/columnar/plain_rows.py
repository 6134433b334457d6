"""Which rows are plain: all cells are, and what must hold between them holds without a remark.

The counterpart of :mod:`masker_rules.facts.checks` over whole columns: where one of its checks
would refuse or remark on a row, or could, the row is not plain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from masker_rules.columnar.plain_cells import (
    MOMENTS,
    OFFSET,
    PERCENT,
    Cells,
    dtypes_of,
    read_cells,
    surely_within,
)
from masker_rules.facts.definition import ColumnDef, TableDef
from masker_rules.facts.nip import NIP_LENGTH
from masker_rules.facts.stamps import DAY_SECONDS, SENTINELS

__all__ = ["CUT", "LINE", "NAMES", "PlainRows", "columns_of", "plain_rows"]

LINE = "line"
#: The columns that are known to have no value, parted by commas; null where there is none.
NAMES = " none"


@dataclass(frozen=True, slots=True)
class PlainRows:
    """The plain rows of a table, and which rows of the source they are.

    Attributes:
        frame: The columns of :func:`columns_of` that hold a value.
        plain: A flag for every row of the source.
    """

    frame: pl.DataFrame
    plain: pl.Series


def columns_of(table: TableDef) -> dict[str, type[pl.DataType]]:
    """Columns of a table's frame in this reader, with their types.

    The last ones are the names of columns without a value, and the line.
    """
    found: dict[str, type[pl.DataType]] = {}
    for column in table.columns:
        found |= dtypes_of(column)
    return {**found, NAMES: pl.String, LINE: pl.Int64}


def plain_rows(table: TableDef, cells: pl.DataFrame, known: pl.Series | None) -> PlainRows:
    """The plain rows of `cells`.

    Args:
        table: Its definition, with what the pack says of empty cells.
        cells: The columns that stand in the source, under their names, and the line of each row.
        known: NIPs of 18 digits that may stand in the column `nip`; None where any may.
    """
    size = len(cells)
    made: list[pl.Series] = []
    plain = cells[CUT] if CUT in cells.columns else pl.repeat(value=True, n=size, eager=True)
    for column in table.columns:
        source = (
            cells[column.name]
            if column.name in cells.columns
            else pl.repeat(None, size, dtype=pl.String, eager=True)
        )
        # Whoever is known is one of the people, whose numbers have been looked at.
        is_known = column.name == "nip" and known is not None and source.dtype == pl.String
        found = _as_is(source, column) if is_known else read_cells(source, column)
        made += found.values
        plain = plain & found.plain
    frame = pl.DataFrame([*made, cells[LINE]]).with_columns(_names(table))
    holds = [pl.lit(plain), *_conditions(table)]
    if known is not None and table.has("nip"):
        holds.append(pl.col("nip").is_in(known.implode()) | pl.col("nip").is_null())
    plain = frame.select(pl.all_horizontal(holds).fill_null(value=False).alias("plain"))["plain"]
    names = [name for name in columns_of(table) if frame[name].null_count() < size]
    kept = frame.select(*names) if names else frame.select(LINE)
    return PlainRows(kept if plain.all() else kept.filter(plain), plain)


def _names(table: TableDef) -> pl.Expr:
    """The columns whose empty cells say that there is no value, row by row."""
    columns = [column.name for column in table.columns if column.is_none_where_empty]
    if not columns:
        return pl.lit(None, dtype=pl.String).alias(NAMES)
    found = [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in sorted(columns)]
    names = pl.concat_str(found, separator=",", ignore_nulls=True)
    return pl.when(names != "").then(names).alias(NAMES)


def _as_is(cells: pl.Series, column: ColumnDef) -> Cells:
    texts = cells.alias(column.name)
    return Cells((texts,), pl.repeat(value=True, n=len(cells), eager=True))


#: Column of a source that says whether a record was cut into as many cells as the header has.
CUT = " cut"


def _conditions(table: TableDef) -> Iterator[pl.Expr]:
    for column in table.columns:
        yield from _of_column(column)
    if table.location:
        yield pl.col("lat").is_null() == pl.col("lon").is_null()
    for names in table.together:
        missing = [pl.col(name).is_null() for name in names]
        yield pl.all_horizontal(missing) | ~pl.any_horizontal(missing)
    if table.exactly_one:
        yield _given(table.exactly_one) == 1
    if table.at_least_one:
        yield _given(table.at_least_one) >= 1
    if table.at_most_one:
        yield _given(table.at_most_one) <= 1
    for begin, end in table.ranges:
        yield from _range(table, begin, end)
    if table.name == "employees":
        yield from _usual_person()


def _given(names: tuple[str, ...]) -> pl.Expr:
    return pl.sum_horizontal([pl.col(name).is_not_null().cast(pl.Int64) for name in names])


def _of_column(column: ColumnDef) -> Iterator[pl.Expr]:
    cell = pl.col(column.name)
    if column.required == "value" or column.is_doubt_where_empty:
        yield cell.is_not_null()
    if column.type == "codes":
        # A row in doubt is remarked on.
        yield cell.is_null()
    if column.whole:
        # Of a column that is whole rupiah under one key only, whatever the key is.
        yield ~cell.str.contains(".", literal=True) | cell.is_null()
    if column.sentinels:
        second = cell
        if column.type in MOMENTS:
            shown = cell + pl.col(OFFSET.format(column.name)).fill_null(0) * 60
            second = shown % DAY_SECONDS
        yield ~second.is_in([*SENTINELS]) | cell.is_null()
    if column.type == "amount":
        # A percent under a component that is none is refused; the others are folded words.
        percent = pl.col(PERCENT.format(column.name))
        yield ~percent | (pl.col("component") == "payment_percent")
        component = pl.col("component").str.to_lowercase().str.replace_all(r"[\s_-]+", "_")
        yield (component != "payment_percent") | surely_within(cell, "percent")


def _range(table: TableDef, begin: str, end: str) -> Iterator[pl.Expr]:
    low, high = pl.col(begin), pl.col(end)
    rises = low <= high if table.column(begin).type == "date" else low < high
    yield rises | low.is_null() | high.is_null()
    if table.column(begin).type in MOMENTS:
        offsets = [pl.col(OFFSET.format(name)).is_null() for name in (begin, end)]
        yield offsets[0] == offsets[1]


def _usual_person() -> Iterator[pl.Expr]:
    """No doubt about the NIP: :func:`masker_rules.facts.nip.nip_doubts`."""
    nip = pl.col("nip")
    yield nip.str.len_bytes() == NIP_LENGTH
    yield nip.str.slice(14, 1).is_in(["1", "2"])
    months = [f"{month:02d}" for month in range(1, 13)]
    yield nip.str.slice(12, 2).is_in(months) | (pl.col("category") == "PPPK")
