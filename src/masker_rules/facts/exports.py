"""Result rows as CSV, Parquet and workbooks: the same rows give the same bytes."""

from __future__ import annotations

import csv
import errno
import io
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from masker_rules.errors import AdapterUnavailableError
from masker_rules.facts.frames import frame_of, polars
from masker_rules.texts import harmless
from masker_rules.texts.shown import MARK

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "Share",
    "Zeros",
    "join_csv",
    "join_parquet",
    "new_workbook",
    "parquet_of",
    "rows_csv",
    "rows_parquet",
    "rows_xlsx",
    "saved",
    "workbook_bytes",
    "write_parquet",
]

FlatRow = Mapping[str, Any]
_THOUSANDS = "#,##0"
_PERCENT = "0"
#: Decimals that a number of a workbook keeps.
_DECIMALS = 10
_AS_TEXT = "@"
_WIDEST = 60
# The first moment that a zip archive can name.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
#: What begins a formula, beside the signs that `harmless` takes out.
_BEGINS_FORMULA = frozenset("=+-@\N{MINUS SIGN}")
_BEFORE = re.compile(rf'\A[\s"{MARK}]+')
_NUMBER = re.compile(r"[-\N{MINUS SIGN}]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


@dataclass(frozen=True, slots=True)
class Share:
    """A cell that holds a share of one, and shows it as a percent."""

    of: Fraction


def rows_csv(rows: Sequence[FlatRow], columns: Sequence[str] = ()) -> str:
    """CSV text with a header (`columns`, or those of the rows); None is an empty cell.

    A text that a spreadsheet would run as a formula begins with an apostrophe, and what cannot be
    shown is replaced.
    """
    stream = io.StringIO()
    names = list(columns or (rows[0] if rows else ()))
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(map(_inert, names))
    writer.writerows([_inert(row.get(name)) for name in names] for row in rows)
    return stream.getvalue()


def _inert(value: Any) -> Any:
    """A cell that no spreadsheet runs; numbers stay numbers, be they written as texts."""
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return value
    text = harmless(value)
    # Some drop blanks and quotes before they look, and read wide signs as the narrow ones.
    first = unicodedata.normalize("NFKC", _BEFORE.sub("", text)[:1])
    return f"'{text}" if first in _BEGINS_FORMULA else text


def rows_parquet(rows: Sequence[FlatRow], whole: Sequence[str] = ()) -> bytes:
    """A Parquet file; arguments as of `frame_of`.

    Raises:
        AdapterUnavailableError: the extra `batch` is not installed [reader-extra-missing].
    """
    return parquet_of(frame_of(rows, whole))


def parquet_of(frame: pl.DataFrame) -> bytes:
    """A Parquet file of a frame."""
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


def write_parquet(frame: pl.DataFrame, out: Path) -> None:
    """A Parquet file of a frame, on the disk.

    Raises:
        OSError: it cannot be written, because the disk is full say.
    """
    with _disk_errors():
        frame.write_parquet(out)


@contextmanager
def _disk_errors() -> Iterator[None]:
    """What the system has against a file that Polars writes, which tells it as one of its own."""
    try:
        yield
    except polars().exceptions.ComputeError as bad:
        raise OSError(errno.EIO, str(bad)) from None


@dataclass(frozen=True, slots=True)
class Zeros:
    """What stands in a cell of tables that are joined where a part has no such column.

    Attributes:
        columns: Which are 0 then; others are empty.
        by: The column that says of which rows not.
        unless: What stands in it there.
    """

    columns: tuple[str, ...] = ()
    by: str = ""
    unless: tuple[str, ...] = ()


def join_csv(
    parts: Sequence[Path], order: Sequence[str], out: Path, zeros: Zeros | None = None
) -> None:
    """One CSV file of several, each with a header; `order` names all their columns."""
    empty = zeros or Zeros()
    counted = frozenset(empty.columns)

    def absent(name: str, row: Sequence[str], at: Mapping[str, int]) -> str:
        return "0" if name in counted and row[at[empty.by]] not in empty.unless else ""

    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(order)
        for part in parts:
            with part.open(encoding="utf-8", newline="") as source:
                if source.readline() == f"{','.join(order)}\n":
                    shutil.copyfileobj(source, stream)
                    continue
                source.seek(0)
                rows = csv.reader(source)
                at = {name: place for place, name in enumerate(next(rows))}
                for row in rows:
                    cells = (row[at[n]] if n in at else absent(n, row, at) for n in order)
                    writer.writerow(cells)


def join_parquet(
    parts: Sequence[Path], order: Sequence[str], out: Path, zeros: Zeros | None = None
) -> None:
    """One Parquet file of several, a row group or more of each; `order` names all their columns.

    A column that is text in one of them is text in all.

    Raises:
        AdapterUnavailableError: the extra `batch` is not installed [reader-extra-missing].
        OSError: it cannot be written, because the disk is full say.
    """
    pl = polars()
    frames = [pl.scan_parquet(part, hive_partitioning=False, glob=False) for part in parts]
    schemas = [frame.collect_schema() for frame in frames]
    texts = {name for schema in schemas for name, kind in schema.items() if kind == pl.String}
    alike = [
        frame.with_columns(pl.col(sorted(texts & set(schema))).cast(pl.String))
        for frame, schema in zip(frames, schemas, strict=True)
    ]
    empty = zeros or Zeros()
    whole = pl.concat(alike, how="diagonal_relaxed").select(order)
    if empty.columns:
        codes = pl.col(empty.columns)
        is_zero = ~pl.col(empty.by).is_in(empty.unless)
        whole = whole.with_columns(pl.when(is_zero).then(codes.fill_null(0)).otherwise(codes))
    with _disk_errors():
        whole.sink_parquet(out)


def rows_xlsx(sheets: Mapping[str, Sequence[FlatRow]]) -> bytes:
    """A workbook with a sheet per name; texts stay texts, whole numbers show thousands.

    A fraction or a :class:`Share` is a number with as many decimals as it has; one without an end
    is for the caller to put into words.

    Raises:
        AdapterUnavailableError: the extra `excel` is not installed [reader-extra-missing].
    """
    book = new_workbook()
    for name, rows in sheets.items():
        _fill(book.create_sheet(name), rows)
    return saved(book)


def new_workbook() -> Any:
    """A workbook without sheets.

    Raises:
        AdapterUnavailableError: the extra `excel` is not installed [reader-extra-missing].
    """
    try:
        import openpyxl  # noqa: PLC0415  (an extra)
    except ImportError:
        raise AdapterUnavailableError.of(
            "reader-extra-missing", library="openpyxl", extra="excel"
        ) from None
    book = openpyxl.Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    return book


def saved(book: Any) -> bytes:
    """The bytes of a workbook.

    Its own way to save writes every sheet into the folder of temporary files, where what people
    are paid would stay after a kill, and which may be full.
    """
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415  (an extra)

    stream = io.BytesIO()
    writer: Any = ExcelWriter(book, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED))
    writer.write_worksheet = partial(_save_sheet, writer)
    writer.save()
    return workbook_bytes(stream)


def _save_sheet(writer: Any, sheet: Any) -> None:
    """What `ExcelWriter.write_worksheet` does, in memory."""
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing  # noqa: PLC0415
    from openpyxl.worksheet._writer import WorksheetWriter  # noqa: PLC0415

    sheet._drawing = SpreadsheetDrawing()  # noqa: SLF001  (as openpyxl does; it has no other way)
    own: Any = WorksheetWriter(sheet, io.BytesIO())
    own.write()
    sheet._rels = own._rels  # noqa: SLF001
    writer._archive.writestr(sheet.path[1:], own.read())  # noqa: SLF001
    writer.manifest.append(sheet)


def _fill(sheet: Any, rows: Sequence[FlatRow]) -> None:
    names = list(rows[0]) if rows else []
    for at, name in enumerate(names, 1):
        _put(sheet.cell(1, at), name)
        longest = max(len(name), *(len(_shown(row[name])) for row in rows))
        sheet.column_dimensions[sheet.cell(1, at).column_letter].width = min(longest, _WIDEST) + 2
        for line, row in enumerate(rows, 2):
            _put(sheet.cell(line, at), row[name])
    sheet.freeze_panes = "A2"


def _put(cell: Any, value: object) -> None:
    if value is None:
        return
    if isinstance(value, int) and not isinstance(value, bool):
        cell.value = value
        cell.number_format = _THOUSANDS
        return
    if isinstance(value, Share):
        cell.value, decimals = _decimal(value.of)
        cell.number_format = f"{_PERCENT}{_places(decimals - 2)}%"
        return
    if isinstance(value, Fraction):
        cell.value, decimals = _decimal(value)
        cell.number_format = f"{_THOUSANDS}{_places(decimals)}"
        return
    cell.value = _inert(str(value))
    # A name that begins with `=` is a name, and a NIP is no number.
    cell.data_type = "s"
    cell.number_format = _AS_TEXT


def _decimal(value: Fraction) -> tuple[Decimal, int]:
    """A number as a workbook holds it, and how many decimals it has."""
    found = Decimal(round(value * 10**_DECIMALS)).scaleb(-_DECIMALS).normalize()
    return found, max(0, -int(found.as_tuple().exponent))


def _places(decimals: int) -> str:
    return f".{'0' * decimals}" if decimals > 0 else ""


def _shown(value: object) -> str:
    if isinstance(value, Share):
        return f"{_decimal(value.of * 100)[0]}%"
    if isinstance(value, Fraction):
        return str(_decimal(value)[0])
    if isinstance(value, int):
        return f"{value:,}"
    return "" if value is None else str(value)


def workbook_bytes(written: io.BytesIO) -> bytes:
    """A workbook with the times of writing taken out: the same call gives the same bytes."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(written) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMPS.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            member = zipfile.ZipInfo(name, _NO_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, content)
    return stream.getvalue()
