"""Pack tables as CSV: the same rows give the same bytes, and a reader never sees half a file."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

from masker_rules.errors import FactsError, Place
from masker_rules.facts.aside import writable, written_aside
from masker_rules.facts.csvtables import CsvTable
from masker_rules.facts.definition import NONE, ColumnDef, TableDef, definition
from masker_rules.facts.findings import CellError
from masker_rules.facts.folders import UNFINISHED, half_written
from masker_rules.facts.rows import Row
from masker_rules.facts.sources import file_bytes, readable, source_name
from masker_rules.facts.stamps import clock_text
from masker_rules.facts.vocabulary import nearest

__all__ = ["add_to_pack", "table_csv", "write_pack"]

AnyRow = Row | Mapping[str, object]


def write_pack(
    tables: Mapping[str, Iterable[AnyRow]], out_dir: str | os.PathLike[str]
) -> tuple[Path, ...]:
    """Write `<table>.csv` for every table given; tables that already stand there are replaced.

    Every file is written aside and renamed only when all are complete. Whoever is killed between
    two of these leaves a mark, by which the pack is refused until they are written again.

    Args:
        tables: Rows (objects, or dicts by column) by table name.
        out_dir: The directory of the pack; made where it does not exist.

    Returns:
        The files, in the order of the contract.

    Raises:
        FactsError: a table has no such name [unknown-table], or the place is a file
            [pack-exists].
        RequestError: a file cannot be written, because the disk is full say [out-unusable,
            out-not-a-file]; those that stand there are unchanged.
    """
    known = definition().every
    for name in tables:
        if name not in known:
            raise FactsError.of("unknown-table", table=name, nearest=nearest(name, known) or "-")
    home = Path(out_dir)
    texts = {
        home / f"{name}.csv": table_csv(known[name], tables[name])
        for name in known
        if name in tables
    }
    with writable(home):
        if home.exists() and not home.is_dir():
            raise FactsError.of("pack-exists", Place(source_name(home)), path=source_name(home))
        home.mkdir(parents=True, exist_ok=True)
        with ExitStack() as all_aside:
            for final, text in texts.items():
                stream = all_aside.enter_context(written_aside(final))
                stream.write(text.encode())
                stream.flush()
            left = half_written(home)
            if len(tables) > 1:
                _mark(home, {*left, *tables})
        _mark(home, {*left}.difference(tables))
    return tuple(texts)


def _mark(home: Path, tables: Collection[str]) -> None:
    """Say which tables are being renamed; nothing says it where there are none."""
    mark = home / UNFINISHED
    if tables:
        mark.write_text("".join(f"{name}\n" for name in sorted(tables)))
    else:
        mark.unlink(missing_ok=True)


def add_to_pack(
    tables: Mapping[str, Iterable[AnyRow]], out_dir: str | os.PathLike[str]
) -> tuple[Path, ...]:
    """As :func:`write_pack`, but rows that stand in a table already stay; equal rows stand once.

    Raises:
        FactsError: as :func:`write_pack`; a table that stands there has a column that would be
            lost [import-would-lose], a row without its columns [import-broken-row], or cannot be
            read [file-unusable] (or as :class:`CsvTable`).
        RequestError: as :func:`write_pack`.
    """
    merged: dict[str, Iterable[AnyRow]] = {}
    for name, rows in tables.items():
        table = definition().every.get(name)
        path = Path(out_dir) / f"{name}.csv"
        standing = _standing(table, path) if table is not None and path.is_file() else []
        merged[name] = _once(table, [*standing, *rows]) if table is not None else rows
    return write_pack(merged, out_dir)


def _standing(table: TableDef, path: Path) -> list[Mapping[str, object]]:
    with readable(path):
        raw = file_bytes(path)
    standing = CsvTable(raw, str(path))
    foreign = sorted(set(standing.header) - set(table.names))
    if foreign:
        raise FactsError.of("import-would-lose", Place(str(path), 1), columns=", ".join(foreign))
    rows: list[Mapping[str, object]] = []
    for line, cells in standing.records():
        if isinstance(cells, CellError):
            raise FactsError.of("import-broken-row", Place(str(path), line))
        rows.append(dict(zip(standing.header, cells, strict=False)))
    return rows


def _once(table: TableDef, rows: Iterable[AnyRow]) -> list[AnyRow]:
    kept: dict[tuple[str, ...], AnyRow] = {}
    for row in rows:
        kept.setdefault(tuple(_text(column, row) for column in table.columns), row)
    return list(kept.values())


def table_csv(table: TableDef, rows: Iterable[AnyRow]) -> str:
    """The rows as CSV text in the order of their cells; columns that nobody fills are left out."""
    texts = sorted([_text(column, row) for column in table.columns] for row in rows)
    used = [
        slot
        for slot, column in enumerate(table.columns)
        if column.required or any(row[slot] for row in texts)
    ]
    return "".join(_line(row[slot] for slot in used) for row in [table.names, *texts])


def _line(cells: Iterable[str]) -> str:
    return ",".join(_quoted(cell) for cell in cells) + "\n"


def _quoted(cell: str) -> str:
    # Not the csv module: until Python 3.13 it leaves a lone CR bare, which ends a line.
    plain = not any(mark in cell for mark in ',"\r\n')
    return cell if plain else '"' + cell.replace('"', '""') + '"'


def _text(column: ColumnDef, row: AnyRow) -> str:
    if isinstance(row, Row):
        value = NONE if column.name in row.none else getattr(row, column.field)
    else:
        value = row.get(column.name, row.get(column.field))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int) and column.type == "clock":
        return clock_text(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, dt.date) else str(value)
