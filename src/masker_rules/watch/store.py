"""Where a session lives: in memory, or in one SQLite file that survives any end."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from typing import Any, Protocol

from masker_rules.errors import Place, RequestError
from masker_rules.facts.sources import source_name

__all__ = ["Entry", "MemoryStore", "SqliteStore", "Store", "StoreError"]

#: What is written of one call: `("fact", ref, table, cells)`, `("withdrawn", ref)`,
#: `("declared", table)`, `("news", text)`.
Entry = tuple[Any, ...]

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE facts (
    ref TEXT PRIMARY KEY, pack_table TEXT NOT NULL, cells TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE withdrawn (ref TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE declared (pack_table TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE news (number INTEGER PRIMARY KEY, said TEXT NOT NULL);
"""
_WRITES = {
    "fact": "INSERT OR IGNORE INTO facts VALUES (?, ?, ?)",
    "withdrawn": "INSERT OR IGNORE INTO withdrawn VALUES (?)",
    "declared": "INSERT OR IGNORE INTO declared VALUES (?)",
    "news": "INSERT INTO news (said) VALUES (?)",
}
#: Version of the file's layout.
LAYOUT = "1"


class StoreError(RequestError):
    """A session's file cannot be used: what is fed is not kept."""


class Store(Protocol):
    """Keeps what was acknowledged; a call of `write` is kept whole or not at all."""

    def open(self, profile: str) -> None:
        """Begin, or go on where it ended.

        Args:
            profile: Id of the regulation: a file belongs to one.

        Raises:
            StoreError: it is no store, one of another regulation, or in use [store-unusable,
                store-of-another, store-in-use].
        """

    def write(self, entries: Sequence[Entry]) -> None: ...

    def read(self) -> Iterator[Entry]: ...

    def close(self) -> None: ...


class MemoryStore:
    """Keeps nothing beyond the session."""

    def open(self, profile: str) -> None: ...

    def write(self, entries: Sequence[Entry]) -> None: ...

    def read(self) -> Iterator[Entry]:
        return iter(())

    def close(self) -> None: ...


class SqliteStore:
    """One file; what `write` returned from is on the disk.

    Args:
        path: The file; made where it does not exist.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = str(path)
        self.name = source_name(path)
        self._base: sqlite3.Connection | None = None

    def open(self, profile: str) -> None:
        try:
            base = self._opened()
            found = dict(base.execute("SELECT key, value FROM meta"))
            if not found:
                found = {"layout": LAYOUT, "profile": profile}
                with base:
                    base.execute("BEGIN IMMEDIATE")
                    told = sorted(found.items())
                    base.executemany("INSERT OR IGNORE INTO meta VALUES (?, ?)", told)
        except sqlite3.Error as bad:
            self.close()
            raise self._wrong("store-unusable", bad) from None
        self._check(found, profile)

    def _opened(self) -> sqlite3.Connection:
        base = self._base = sqlite3.connect(self.path, isolation_level=None, timeout=1)
        # Two sessions on one file would tell every alert twice: the second one is refused.
        base.execute("PRAGMA locking_mode=EXCLUSIVE")
        # FULL: what was acknowledged survives the machine, not only the process.
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        with base:
            base.execute("BEGIN IMMEDIATE")
            if not base.execute("SELECT 1 FROM sqlite_master").fetchone():
                for statement in filter(None, map(str.strip, _SCHEMA.split(";"))):
                    base.execute(statement)
        return base

    def _check(self, found: Mapping[str, str], profile: str) -> None:
        if found.get("layout") != LAYOUT:
            self.close()
            raise self._wrong("store-unusable", f"layout {found.get('layout')}")
        if found["profile"] != profile:
            self.close()
            raise StoreError.of(
                "store-of-another",
                Place(self.name),
                path=self.name,
                profile=found["profile"],
                wanted=profile,
            )

    def _wrong(self, code: str, why: sqlite3.Error | str) -> StoreError:
        if getattr(why, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            code = "store-in-use"
        return StoreError.of(code, Place(self.name), path=self.name, detail=str(why))

    def write(self, entries: Sequence[Entry]) -> None:
        """Keep what one call said, whole or not at all.

        Raises:
            StoreError: the file cannot be written [store-not-written].
        """
        base = self._open_base
        try:
            with base:
                base.execute("BEGIN IMMEDIATE")
                for kind, rows in _by_kind(entries):
                    base.executemany(_WRITES[kind], rows)
        except sqlite3.Error as bad:
            raise self._wrong("store-not-written", bad) from None

    def read(self) -> Iterator[Entry]:
        """Everything that was kept; facts in order of their names.

        Raises:
            StoreError: the file is damaged [store-unusable].
        """
        try:
            yield from self._entries()
        except sqlite3.Error as bad:
            raise self._wrong("store-unusable", bad) from None

    def _entries(self) -> Iterator[Entry]:
        base = self._open_base
        for (ref,) in base.execute("SELECT ref FROM withdrawn ORDER BY ref"):
            yield "withdrawn", ref
        for (table,) in base.execute("SELECT pack_table FROM declared ORDER BY pack_table"):
            yield "declared", table
        for ref, table, cells in base.execute("SELECT * FROM facts ORDER BY ref"):
            yield "fact", ref, table, json.loads(cells)
        for (said,) in base.execute("SELECT said FROM news ORDER BY number"):
            yield "news", json.loads(said)

    def close(self) -> None:
        """Close the file; nothing is lost without it."""
        if self._base is not None:
            self._base.close()
            self._base = None

    @property
    def _open_base(self) -> sqlite3.Connection:
        assert self._base is not None
        return self._base


def _by_kind(entries: Iterable[Entry]) -> Iterator[tuple[str, list[Sequence[str]]]]:
    found: dict[str, list[Sequence[str]]] = {}
    for kind, *values in entries:
        texts = [v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values]
        found.setdefault(kind, []).append(texts)
    yield from found.items()
