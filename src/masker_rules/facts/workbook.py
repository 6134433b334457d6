"""Workbooks: one sheet per table, real dates and times welcome, numbers are never a NIP."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from masker_rules.errors import AdapterUnavailableError, FactsError, Place
from masker_rules.facts.archive import open_archive, unpack
from masker_rules.facts.cells import FormulaCell, fold
from masker_rules.facts.definition import definition
from masker_rules.facts.empties import EVERYWHERE, Empties
from masker_rules.facts.findings import PackRemark
from masker_rules.facts.folders import table_meant
from masker_rules.facts.manifest import SHEET, empties_in_rows
from masker_rules.facts.pack import RawTable

__all__ = ["workbook_tables"]

_DTD = (b"<!DOCTYPE", b"<!ENTITY")


def workbook_tables(path: Path, remarks: list[PackRemark]) -> tuple[dict[str, RawTable], Empties]:
    """The tables of an `.xlsx`, and what its sheet `pack` says of empty cells.

    The archive inside is checked before any of it is read as XML.

    Raises:
        AdapterUnavailableError: openpyxl is not installed [reader-extra-missing].
        FactsError: the file is no workbook, or hostile [not-a-workbook, xml-with-dtd, table-twice,
            and the codes of :func:`check_archive`].
    """
    _check(path)
    book = _open(path)
    try:
        return _tables(path.name, book, remarks)
    finally:
        book.close()


def _check(path: Path) -> None:
    with open_archive(path, "not-a-workbook") as archive:
        for member in archive.infolist():
            if member.filename.casefold().endswith((".xml", ".rels")):
                _refuse_dtd(archive, member, path.name)


def _refuse_dtd(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> None:
    # Entities of a document type are how a small sheet grows without bound while it is parsed.
    data = unpack(archive, member, file)
    if any(mark in data or mark.decode().encode("utf-16-le") in data for mark in _DTD):
        raise FactsError.of("xml-with-dtd", Place(file), member=member.filename)


def _open(path: Path) -> Any:
    try:
        import openpyxl  # noqa: PLC0415  (an extra)
    except ImportError:
        raise AdapterUnavailableError.of(
            "reader-extra-missing", Place(path.name), library="openpyxl", extra="excel"
        ) from None
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except Exception as bad:  # noqa: BLE001  (openpyxl lets errors of any kind through)
        detail = f"{type(bad).__name__}: {bad}"[:200]
        raise FactsError.of("not-a-workbook", Place(path.name), detail=detail) from None


def _tables(
    file: str, book: Any, remarks: list[PackRemark]
) -> tuple[dict[str, RawTable], Empties]:
    known = {fold(name): name for name in definition().every}
    tables: dict[str, RawTable] = {}
    empties = EVERYWHERE
    for sheet in book.worksheets:
        name = known.get(fold(sheet.title))
        if fold(sheet.title) == SHEET:
            source = f"{file}#{sheet.title}"
            said = list(_rows(sheet, source))
            head = said[0][1] if said else []
            empties = empties_in_rows(head, _padded(said[1:], len(head)), source)
            continue
        if name is None:
            params = {"nearest": table_meant(sheet.title)}
            remarks.append(PackRemark("", file, 0, "", sheet.title, "unknown-table-file", params))
            continue
        source = f"{file}#{sheet.title}"
        if name in tables:
            raise FactsError.of("table-twice", Place(source), table=name, first=tables[name].file)
        rows = list(_rows(sheet, source))
        header = [str(title) for title in rows[0][1]] if rows else []
        # What lies beyond the header has no title, which is not to say that it is nothing.
        widest = max((len(cells) for _, cells in rows), default=0)
        header += [""] * (widest - len(header))
        tables[name] = RawTable(source, header, _padded(rows[1:], len(header)))
    return tables, empties


def _rows(sheet: Any, source: str) -> Iterator[tuple[int, list[object]]]:
    sheet.reset_dimensions()
    try:
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = [_cell(cell) for cell in row]
            while cells and (cells[-1] is None or cells[-1] == ""):
                cells.pop()
            if cells:
                yield number, ["" if cell is None else cell for cell in cells]
    except Exception as bad:  # noqa: BLE001  (openpyxl lets errors of any kind through)
        detail = f"{type(bad).__name__}: {bad}"[:200]
        raise FactsError.of("not-a-workbook", Place(source), detail=detail) from None


def _padded(
    rows: Sequence[tuple[int, list[object]]], width: int
) -> Iterator[tuple[int, list[object]]]:
    # A sheet has no ragged rows: what is not there is empty.
    for line, cells in rows:
        yield line, cells + [""] * (width - len(cells))


def _cell(cell: Any) -> object:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return FormulaCell(value if isinstance(value, str) else getattr(value, "text", "="))
    if isinstance(value, dt.datetime | dt.time | dt.timedelta | bool | str):
        return value
    if "%" in (cell.number_format or "") and isinstance(value, int | float):
        # The cell shows 12.5% and stores 0.125: what it shows is what was meant.
        return f"{Decimal(repr(value)) * 100:f}%"
    return value
