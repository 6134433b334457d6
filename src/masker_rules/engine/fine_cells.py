"""Where a number stands that is finer than the regulation carries: file, line and cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from masker_rules.engine.missing_names import kind_of
from masker_rules.engine.result import Result
from masker_rules.facts import PackRemark
from masker_rules.facts.definition import definition
from masker_rules.language.catalogue import PACK_DECIMALS

__all__ = ["fine_cells"]

#: What is said of a cell, by the kind of what is missing for it.
_SAID = {
    "precise_cell": "too-many-decimals",
    "precise_row": "too-many-decimals",
    "precise_time": "no-whole-seconds",
    "precise_whole": "no-whole-number",
}


class _Rows(Protocol):
    def rows(self, table: str) -> Sequence[Any]: ...


def fine_cells(items: Iterable[Result], packs: Iterable[_Rows]) -> tuple[PackRemark, ...]:
    """Remarks on the cells for which results are incomplete, in order; `missing` names no line.

    Args:
        items: Results.
        packs: Their facts.
    """
    asked = {
        (table, item.nip, name)
        for item in items
        if item.bounds is not None
        for name in item.bounds.missing
        if (table := _table_of(name))
    }
    found = {
        (remark.table, remark.file, remark.line, remark.column): remark
        for pack in (packs if asked else ())
        for table, nip, name in asked
        for row in pack.rows(table)
        if getattr(row, "nip", None) in {nip, None}
        for remark in _in_row(table, row, name)
    }
    return tuple(found[place] for place in sorted(found))


def _table_of(name: str) -> str:
    kind, parts = kind_of(name)
    return parts["table"] if kind in _SAID else ""


def _in_row(table: str, row: Any, name: str) -> Iterator[PackRemark]:
    """The cells of a row that a name speaks of."""
    kind, parts = kind_of(name)
    if "file" in parts and (row.place.file, str(row.date)) != (parts["file"], parts["day"]):
        return
    most = int(parts.get("decimals", PACK_DECIMALS))
    for column in definition().every[table].columns:
        value = getattr(row, column.name, None)
        if isinstance(value, Decimal) and _is_it(value, parts, most):
            said: Mapping[str, object] = {"decimals": most}
            nip = getattr(row, "nip", None)
            place = row.place
            yield PackRemark(
                table, place.file, place.line, column.name, f"{value:f}", _SAID[kind], said, nip
            )


def _is_it(value: Decimal, parts: Mapping[str, str], most: int) -> bool:
    """Whether it is the number that is quoted, or, where none is, too fine."""
    if "value" in parts:
        return value == Decimal(parts["value"])
    top, bottom = value.as_integer_ratio()
    return bool(top * 10**most % bottom)
