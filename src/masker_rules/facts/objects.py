"""Tables given in Python: row objects, dicts, pydantic models, and frames through Narwhals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from masker_rules.errors import AdapterUnavailableError, FactsError
from masker_rules.facts.definition import NONE, ColumnDef, TableDef
from masker_rules.facts.intake import Record, records_of
from masker_rules.facts.rows import Row
from masker_rules.facts.stamps import clock_text

__all__ = ["native", "object_table"]


def object_table(table: TableDef, given: object) -> tuple[str, Sequence[str], Iterator[Record]]:
    """Name, header and records of a table given in Python.

    Raises:
        FactsError: `given` is neither rows nor a frame [not-a-table, not-a-row].
        AdapterUnavailableError: a frame is given and Narwhals is not installed
            [reader-extra-missing].
    """
    name = f"<{table.name}>"
    if isinstance(given, list | tuple | set | frozenset | Iterator):
        rows = [_as_mapping(table, row) for row in given]
        header = _header(table, rows)
        return name, header, records_of([row.get(key) for key in header] for row in rows)
    header, cells = _frame(table, given)
    return name, header, records_of([native(cell) for cell in row] for row in cells)


def _as_mapping(table: TableDef, row: object) -> Mapping[str, object]:
    if isinstance(row, Row):
        return {column.name: _of_row(column, row) for column in table.columns}
    if isinstance(row, Mapping):
        return _renamed(row)
    dump = getattr(row, "model_dump", None)
    if dump is not None:
        return _renamed(dump())
    raise FactsError.of("not-a-row", table=table.name, kind=type(row).__name__)


def _of_row(column: ColumnDef, row: Row) -> object:
    # Only a row's own clock may be a number of seconds: elsewhere a number is no clock.
    value = getattr(row, column.field)
    if column.name in row.none:
        return NONE
    is_clock = column.type == "clock" and isinstance(value, int)
    return clock_text(value) if is_clock else value


def _renamed(row: Mapping[str, object]) -> Mapping[str, object]:
    # `from` is no name in Python: models and keyword calls write `from_`.
    plain = {str(key): native(value) for key, value in row.items()}
    if "from_" in plain:
        plain.setdefault("from", plain["from_"])
        del plain["from_"]
    return plain


def _header(table: TableDef, rows: Sequence[Mapping[str, object]]) -> list[str]:
    if not rows:
        return list(table.names)
    return list(dict.fromkeys(key for row in rows for key in row))


def _frame(table: TableDef, given: Any) -> tuple[list[str], Iterable[Sequence[object]]]:
    try:
        import narwhals as nw  # noqa: PLC0415  (an extra)
    except ImportError:
        raise AdapterUnavailableError.of(
            "reader-extra-missing", library="narwhals", extra="batch"
        ) from None
    try:
        frame = nw.from_native(given)
    except TypeError:
        kind = type(given).__name__
        raise FactsError.of("not-a-table", table=table.name, kind=kind) from None
    eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    return list(eager.columns), eager.iter_rows(named=False)


def native(cell: Any) -> object:
    """A cell of a frame as a plain Python value; its ways of saying "nothing" become None."""
    if cell is None or type(cell) is str:
        return cell
    if type(cell).__name__ in {"NaTType", "NAType"}:
        return None
    if type(cell).__module__ == "numpy" and getattr(cell, "ndim", 1) == 0:
        cell = cell.item()
    if isinstance(cell, float) and math.isnan(cell):
        return None
    to_python = getattr(cell, "to_pydatetime", None)
    return to_python() if to_python is not None else cell
