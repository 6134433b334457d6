"""Tables given in Python: row objects, dicts, pydantic models, and frames through Narwhals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from masker_rules.errors import AdapterUnavailableError, FactsError
from masker_rules.facts.definition import TableDef
from masker_rules.facts.intake import Record, records_of
from masker_rules.facts.rows import Row

__all__ = ["native", "object_table"]


def object_table(
    table: TableDef, given: object
) -> tuple[str, Sequence[str], Iterator[Record]]:
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
        return {column.name: getattr(row, column.field) for column in table.columns}
    if isinstance(row, Mapping):
        return _renamed(row)
    dump = getattr(row, "model_dump", None)
    if dump is not None:
        return _renamed(dump())
    raise FactsError.of("not-a-row", table=table.name, kind=type(row).__name__)


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
    if type(cell).__module__ == "numpy":
        cell = cell.item()
    to_python = getattr(cell, "to_pydatetime", None)
    # NaN, NaT and their like are the only values that differ from themselves.
    if cell is not cell or cell != cell:  # noqa: PLR0124
        return None
    return to_python() if to_python is not None else cell
