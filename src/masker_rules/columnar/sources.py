"""The tables of a pack as they stand, before any cell is believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import compress
from typing import Any, Protocol

import narwhals as nw
import polars as pl

from masker_rules.columnar.plain_csv import CsvSource
from masker_rules.columnar.plain_rows import LINE
from masker_rules.facts.database import StoredRows
from masker_rules.facts.definition import TableDef
from masker_rules.facts.frames import without_nan
from masker_rules.facts.intake import Record, records_of
from masker_rules.facts.objects import native, object_table
from masker_rules.facts.pack import RawTable
from masker_rules.facts.parquet import parquet_frame

__all__ = ["RecordSource", "Source", "open_source", "raw_source", "source_of"]

#: Types of cells whose column is one of a frame.
_KINDS: dict[type, pl.DataType | type[pl.DataType]] = {
    str: pl.String,
    int: pl.Int64,
    bool: pl.Boolean,
    dt.date: pl.Date,
}
#: Digits of a decimal column.
_DIGITS = 38


class Source(Protocol):
    """A table that is open."""

    @property
    def file(self) -> str:
        """Name used in messages."""

    @property
    def header(self) -> Sequence[str]:
        """Names of its columns."""

    def cells(self, names: Sequence[str | None]) -> pl.DataFrame | None:
        """Its cells in columns, and the line of each record; None where it has only records.

        Args:
            names: Name in the frame of each column of the source; None where it is not asked for.
        """

    def records(self, plain: pl.Series | None) -> Iterable[Record]:
        """All its records, or those that are not plain."""


class RecordSource:
    """A table that has only records: of a workbook, of row objects."""

    def __init__(self, raw: RawTable) -> None:
        self.file, self.header = raw.file, raw.header
        self._records = raw.records

    def cells(self, names: Sequence[str | None]) -> pl.DataFrame | None:  # noqa: ARG002
        return None

    def records(self, plain: pl.Series | None) -> Iterable[Record]:  # noqa: ARG002
        return self._records


class StoredSource:
    """A table of a database; line = 1 + row number."""

    def __init__(self, file: str, header: Sequence[str], rows: StoredRows) -> None:
        self.file, self.header = file, header
        self._stored = rows
        self._rows: list[Sequence[object]] | None = None

    def cells(self, names: Sequence[str | None]) -> pl.DataFrame | None:
        self._rows = list(self._stored.rows())
        columns = []
        for at, name in enumerate(names):
            if name is not None:
                column = _column(name, [row[at] for row in self._rows])
                if column is None:
                    return None
                columns.append(column)
        lines = pl.int_range(2, len(self._rows) + 2, eager=True).alias(LINE)
        return pl.DataFrame([*columns, lines])

    def records(self, plain: pl.Series | None) -> Iterator[Record]:
        rows = self._stored.rows() if self._rows is None else self._rows
        if plain is None:
            return records_of(rows)
        return zip(_lines(plain), compress(rows, ~plain), strict=True)


def _column(name: str, cells: list[object]) -> pl.Series | None:
    """Cells of one type as a column of a frame; None of others, which are looked at one by one."""
    kinds = {type(cell) for cell in cells} - {type(None)}
    if len(kinds) > 1:
        return None
    kind = next(iter(kinds), str)
    try:
        if kind is dt.datetime:
            if any(cell.tzinfo for cell in cells if cell is not None):  # type: ignore[attr-defined]
                return None
            return pl.Series(name, cells, pl.Datetime("us"))
        if kind is Decimal:
            return pl.Series(name, cells) if _fit(cells) else None
        return pl.Series(name, cells, _KINDS[kind]) if kind in _KINDS else None
    except (OverflowError, TypeError, pl.exceptions.PolarsError):
        return None


def _fit(cells: Iterable[object]) -> bool:
    """Whether decimals are numbers that one column of Polars holds, which else panics or drops."""
    whole = part = 0
    for cell in cells:
        if not isinstance(cell, Decimal):
            continue
        exponent = cell.as_tuple().exponent
        if not isinstance(exponent, int):
            return False
        whole, part = max(whole, cell.adjusted() + 1), max(part, -exponent)
    return whole + part <= _DIGITS


class ParquetSource:
    """A Parquet file; line = 1 + row number.

    Raises:
        FactsError: the bytes are no Parquet [not-parquet].
    """

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self._frame = parquet_frame(data, file)
        self.header = list(self._frame.columns)

    def cells(self, names: Sequence[str | None]) -> pl.DataFrame | None:
        return _named(self._frame, names)

    def records(self, plain: pl.Series | None) -> Iterator[Record]:
        if plain is None:
            return records_of(self._frame.iter_rows())
        rows = self._frame.filter(~plain).iter_rows()
        return zip(_lines(plain), rows, strict=True)


class FrameSource:
    """A frame in memory, of any library that Narwhals knows."""

    def __init__(self, table: TableDef, frame: nw.DataFrame[Any], copy: pl.DataFrame) -> None:
        self.file = f"<{table.name}>"
        self.header = list(frame.columns)
        self._frame, self._copy = frame, copy

    def cells(self, names: Sequence[str | None]) -> pl.DataFrame | None:
        return _named(without_nan(self._copy), names)

    def records(self, plain: pl.Series | None) -> Iterator[Record]:
        if plain is None:
            frame, lines = self._frame, list(range(2, len(self._frame) + 2))
        else:
            lines = _lines(plain)
            frame = self._frame[[line - 2 for line in lines]]
        for line, row in zip(lines, frame.iter_rows(named=False), strict=True):
            yield line, [native(cell) for cell in row]


def _lines(plain: pl.Series) -> list[int]:
    return [at + 2 for at in (~plain).arg_true().to_list()]


def _named(frame: pl.DataFrame, names: Sequence[str | None]) -> pl.DataFrame:
    columns = zip(frame.get_columns(), names, strict=True)
    asked = [column.alias(name) for column, name in columns if name]
    lines = pl.int_range(2, len(frame) + 2, dtype=pl.Int64, eager=True)
    return pl.DataFrame([*asked, lines.alias(LINE)])


def open_source(file: str, data: bytes, suffix: str) -> Source:
    """A file of a pack.

    Raises:
        FactsError: it cannot be opened [not-parquet, and those of
            :class:`masker_rules.facts.csvtables.CsvTable`].
    """
    return ParquetSource(data, file) if suffix == "parquet" else CsvSource(data, file)


def raw_source(raw: RawTable) -> Source:
    """A table that a reader of facts has opened."""
    if isinstance(raw.records, StoredRows):
        return StoredSource(raw.file, raw.header, raw.records)
    return RecordSource(raw)


def source_of(table: TableDef, given: object) -> Source:
    """A table given in Python.

    Raises:
        FactsError: as :func:`object_table`.
    """
    frame = None
    if not isinstance(given, list | tuple | set | frozenset | Iterator):
        frame = nw.from_native(given, pass_through=True)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, nw.DataFrame):
        try:
            return FrameSource(table, frame, frame.to_polars())
        # Columns of mixed kinds are any library's own error, decimals of more digits a panic.
        except (Exception, pl.exceptions.PanicException):  # noqa: BLE001
            given = frame.to_native()
    return RecordSource(RawTable(*object_table(table, given)))
