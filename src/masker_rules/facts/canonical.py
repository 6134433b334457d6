"""The canonical form of a row: the same for every source, order of rows and order of files."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from operator import attrgetter

from masker_rules.facts.definition import TableDef
from masker_rules.facts.rows import Row
from masker_rules.facts.stamps import Stamp

__all__ = ["Key", "digest_of", "keyed"]

Key = tuple[str, ...]

_TEXTS: Mapping[type, Callable[[object], str]] = {
    type(None): lambda value: "",  # noqa: ARG005
    str: str,
    int: str,
    bool: lambda value: "true" if value else "false",
    Decimal: lambda value: f"{value:f}",
    dt.date: lambda value: value.isoformat(),  # type: ignore[attr-defined]
    Stamp: str,
}


@cache
def _fields(names: tuple[str, ...]) -> Callable[[Row], tuple[object, ...]]:
    return attrgetter(*names)


def keyed(table: TableDef, rows: Iterable[Row]) -> list[tuple[Key, Row]]:
    """Each row with its canonical texts, column by column."""
    values, texts = _fields(tuple(column.field for column in table.columns)), _TEXTS
    return [(tuple([texts[type(v)](v) for v in values(row)]), row) for row in rows]


def digest_of(tables: Iterable[tuple[TableDef, Iterable[Row]]]) -> str:
    """SHA-256 over the tables given, each with its rows in canonical order.

    A table that is given without rows is part of it; a column without a value is not, so that a
    column that a later version adds leaves the digest of old packs as it was.
    """
    seen = hashlib.sha256()
    for table, rows in tables:
        seen.update(f"{table.name}\n".encode())
        names = table.names
        for key, _ in keyed(table, rows):
            filled = {name: text for name, text in zip(names, key, strict=True) if text}
            seen.update(json.dumps(filled, ensure_ascii=False).encode("utf-8", "surrogatepass"))
            seen.update(b"\n")
    return f"sha256:{seen.hexdigest()}"
