"""The canonical form of a row: the same for every source, order of rows and order of files."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from functools import cache
from operator import attrgetter

from masker_rules.facts.definition import NONE, TableDef
from masker_rules.facts.rows import Row
from masker_rules.facts.stamps import Stamp

__all__ = [
    "ROWS_AT_ONCE",
    "Key",
    "digest_of",
    "keyed",
    "none_text",
    "table_digest",
    "text_of",
]

Key = tuple[str, ...]
ROWS_AT_ONCE = 4096

_TEXTS: Mapping[type, Callable[[object], str]] = {
    type(None): lambda value: "",  # noqa: ARG005
    str: str,
    int: str,
    bool: lambda value: "true" if value else "false",
    Decimal: lambda value: f"{value:f}",
    dt.date: lambda value: value.isoformat(),  # type: ignore[attr-defined]
    Stamp: str,
}


def text_of(value: object) -> str:
    """The canonical text of a value; an empty one of none."""
    return _TEXTS.get(type(value), str)(value)


@cache
def _fields(names: tuple[str, ...]) -> Callable[[Row], tuple[object, ...]]:
    return attrgetter(*names)


def none_text(table: TableDef, names: Collection[str]) -> str:
    """The columns without a value of which an empty cell would be unknown; elsewhere it says it.

    Args:
        table: As it is defined, whatever a pack says of its empty cells.
        names: Columns that are known to have no value.
    """
    return ",".join(c.name for c in table.columns if c.is_open and c.name in names)


def keyed(table: TableDef, rows: Iterable[Row]) -> list[tuple[Key, Row]]:
    """Each row with its canonical texts, column by column, and the columns without a value."""
    values, texts = _fields(tuple(column.field for column in table.columns)), _TEXTS
    return [
        (
            (
                *[texts[type(v)](v) for v in values(row)],
                none_text(table, row.none) if row.none else "",
            ),
            row,
        )
        for row in rows
    ]


def table_digest(table: TableDef, rows: Iterable[Row]) -> str:
    """SHA-256 over a table's rows in canonical order.

    A column without a value is no part of it, so that a column that a later version adds leaves
    the digest of old packs as it was.
    """
    seen = hashlib.sha256()
    names = (*table.names, NONE)
    filled = [
        {name: text for name, text in zip(names, key, strict=True) if text}
        for key, _ in keyed(table, rows)
    ]
    for first in range(0, len(filled), ROWS_AT_ONCE):
        # One call for many rows: the encoder is then the fast one.
        text = json.dumps(filled[first : first + ROWS_AT_ONCE], ensure_ascii=False)
        seen.update(text.encode("utf-8", "surrogatepass"))
    return seen.hexdigest()


def digest_of(tables: Iterable[tuple[str, str]]) -> str:
    """SHA-256 over the names and digests of the tables given, empty ones included."""
    seen = hashlib.sha256()
    for name, digest in tables:
        seen.update(f"{name} {digest}\n".encode())
    return f"sha256:{seen.hexdigest()}"
