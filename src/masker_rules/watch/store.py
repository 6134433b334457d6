"""Where a session lives: in memory, or in one SQLite file that survives any end."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

from masker_rules.errors import Place, RequestError
from masker_rules.facts.sources import source_name
from masker_rules.texts import Phrase

__all__ = ["Entry", "MemoryStore", "SqliteStore", "Store", "StoreError"]

#: What is written of one call: `("fact", ref, table, cells)`, `("withdrawn", ref)`,
#: `("declared", table)`, `("news", text)`.
Entry = tuple[Any, ...]

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE facts (
    ref TEXT PRIMARY KEY, pack_table TEXT NOT NULL, cells TEXT NOT NULL, digest TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE withdrawn (ref TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE declared (pack_table TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE news (number INTEGER PRIMARY KEY, said TEXT NOT NULL, digest TEXT NOT NULL);
"""
#: The table of each kind of entry.
_TABLES = {"fact": "facts", "withdrawn": "withdrawn", "declared": "declared", "news": "news"}
_WRITES = {
    "fact": "INSERT OR IGNORE INTO facts VALUES (?, ?, ?, ?)",
    "withdrawn": "INSERT OR IGNORE INTO withdrawn VALUES (?, ?)",
    "declared": "INSERT OR IGNORE INTO declared VALUES (?, ?)",
    "news": "INSERT INTO news VALUES (?, ?, ?)",
}
_READS = {
    "withdrawn": "SELECT * FROM withdrawn ORDER BY ref",
    "declared": "SELECT * FROM declared ORDER BY pack_table",
    "fact": "SELECT * FROM facts ORDER BY ref",
    "news": "SELECT * FROM news ORDER BY number",
}
_META = "INSERT OR REPLACE INTO meta VALUES (?, ?, ?)"
#: Version of the file's layout; files of the one before have no digests, and get them.
LAYOUT, WITHOUT_DIGESTS = "2", "1"
#: Stands in the header of the file, so that nobody else's is taken for one: `MSKR`.
APPLICATION = 0x4D534B52
_HEADER, _MAGIC = 100, b"SQLite format 3\x00"
_HAS = frozenset({"meta", *_TABLES.values()})


#: What reading a damaged or a foreign file raises.
_UNREADABLE = (sqlite3.Error, OSError, ValueError, KeyError, TypeError)
#: What SQLite says that has nothing to do with what stands in the file.
_CODES = {
    sqlite3.SQLITE_BUSY: "store-in-use",
    **dict.fromkeys(
        (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC),
        "store-not-written",
    ),
}


class StoreError(RequestError):
    """A session's file cannot be used: what is fed is not kept."""


class Store(Protocol):
    """Keeps what was acknowledged; a call of `write` is kept whole or not at all."""

    def open(self, profile: str) -> None:
        """Begin, or go on where it ended.

        Args:
            profile: Id of the regulation: a file belongs to one.

        Raises:
            StoreError: it is no store, one of another regulation, in use, or the disk is full
                [store-unusable, store-of-another, store-in-use, store-not-written].
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
        self._counts: dict[str, int] = {}
        self._base: sqlite3.Connection | None = None

    def open(self, profile: str) -> None:
        """Begin, or go on where it ended; what is no session's is not touched.

        Raises:
            StoreError: as :meth:`Store.open`.
        """
        try:
            if not os.path.lexists(self.path):
                self._begin(profile)
            is_old = self._looked_at()
            base = self._opened()
            if is_old:
                self._give_digests(base)
            self._check(base, profile)
        except StoreError:
            self.close()
            raise
        except _UNREADABLE as bad:
            self.close()
            raise self._wrong("store-unusable", bad) from None

    def _begin(self, profile: str) -> None:
        """Make the file aside and whole: one that stands there is never half a session."""
        path = Path(self.path)
        made = path.with_name(f".{path.name}.{os.getpid()}.partial")
        made.unlink(missing_ok=True)
        try:
            base = sqlite3.connect(made, isolation_level=None)
            with closing(base):
                base.execute("PRAGMA synchronous=FULL")
                base.execute(f"PRAGMA application_id={APPLICATION}")
                base.execute("BEGIN")
                for statement in filter(None, map(str.strip, _SCHEMA.split(";"))):
                    base.execute(statement)
                told = {"layout": LAYOUT, "profile": profile, "rows": _counted({})}
                base.executemany(_META, [_meta(*one) for one in told.items()])
                base.execute("COMMIT")
            with suppress(FileExistsError):  # another one was quicker
                _named(made, path)
        finally:
            made.unlink(missing_ok=True)

    def _looked_at(self) -> bool:
        """Whether the file is one of the layout before; looked at without a trace.

        Raises:
            StoreError: it is no session's [store-unusable].
        """
        path = Path(self.path)
        if not path.is_file():  # a pipe would never answer
            raise self._wrong("store-unusable", Phrase("watch.store.no_file"))
        with path.open("rb") as stream:
            header = stream.read(_HEADER)
        if len(header) < _HEADER or not header.startswith(_MAGIC):
            raise self._wrong("store-unusable", Phrase("watch.store.no_database"))
        application = int.from_bytes(header[68:72], "big")
        if application == APPLICATION:
            return False
        # Without a lock and without the files that SQLite keeps beside one.
        if not application and self._tables("mode=ro&immutable=1") in {_HAS, frozenset()}:
            # What a killed process wrote last may stand beside the file.
            wal = Path(f"{self.path}-wal")
            if self._tables("mode=ro" if wal.exists() else "mode=ro&immutable=1") == _HAS:
                return True
        raise self._wrong("store-unusable", Phrase("watch.store.foreign"))

    def _tables(self, how: str) -> frozenset[str]:
        with closing(sqlite3.connect(self._uri(how), uri=True)) as base:
            found = base.execute("SELECT name, type FROM sqlite_master")
            return frozenset(name for name, kind in found if kind == "table")

    def _uri(self, how: str) -> str:
        return f"{Path(self.path).absolute().as_uri()}?{how}"

    def _opened(self) -> sqlite3.Connection:
        base = self._base = sqlite3.connect(
            self._uri("mode=rw"), isolation_level=None, timeout=1, uri=True
        )
        # Two sessions on one file would tell every alert twice: the second one is refused.
        base.execute("PRAGMA locking_mode=EXCLUSIVE")
        # What was acknowledged stands in the file itself, which is checked, and not in a log
        # beside it (WAL) of which SQLite drops what is damaged; the log of an earlier version is
        # taken in.
        base.execute("PRAGMA journal_mode=DELETE")
        # FULL: it survives the machine, not only the process.
        base.execute("PRAGMA synchronous=FULL")
        with base:
            base.execute("BEGIN IMMEDIATE")
        for (said,) in base.execute("PRAGMA integrity_check(1)"):
            if said != "ok":
                raise self._wrong("store-unusable", str(said))
        return base

    def _give_digests(self, base: sqlite3.Connection) -> None:
        """Make a file of the layout before one of this: what it holds is taken as it is.

        Raises:
            StoreError: it is none of that layout [store-unusable].
        """
        found = dict(base.execute("SELECT key, value FROM meta"))
        if found.get("layout") != WITHOUT_DIGESTS or "profile" not in found:
            raise self._wrong("store-unusable", f"layout {found.get('layout')}")
        counts = {}
        with base:
            base.execute("BEGIN IMMEDIATE")
            for table in sorted(_HAS):
                base.execute(f"ALTER TABLE {table} ADD COLUMN digest TEXT NOT NULL DEFAULT ''")
            for kind, table in _TABLES.items():
                rows = [row[:-1] for row in base.execute(_READS[kind])]
                counts[kind] = len(rows)
                key = base.execute(_READS[kind]).description[0][0]
                base.executemany(
                    f"UPDATE {table} SET digest = ? WHERE {key} = ?",  # noqa: S608  (ours)
                    [(_digest(kind, *row), row[0]) for row in rows],
                )
            told = {"layout": LAYOUT, "profile": found["profile"], "rows": _counted(counts)}
            base.executemany(_META, [_meta(*one) for one in told.items()])
            base.execute(f"PRAGMA application_id={APPLICATION}")

    def _check(self, base: sqlite3.Connection, profile: str) -> None:
        found = {}
        for key, value, digest in base.execute("SELECT * FROM meta"):
            self._verify(digest, "meta", key, value)
            found[key] = value
        if found.get("layout") != LAYOUT:
            raise self._wrong("store-unusable", f"layout {found.get('layout')}")
        self._counts = json.loads(found["rows"])
        if found["profile"] != profile:
            raise StoreError.of(
                "store-of-another",
                Place(self.name),
                path=self.name,
                profile=found["profile"],
                wanted=profile,
            )

    def _verify(self, digest: str, kind: str, *values: object) -> None:
        if digest != _digest(kind, *values):
            table = _TABLES.get(kind, kind)
            raise self._wrong("store-unusable", Phrase("watch.store.row", {"table": table}))

    def _wrong(self, code: str, why: BaseException | Phrase | str) -> StoreError:
        code = _CODES.get(getattr(why, "sqlite_errorcode", 0), code)
        if isinstance(why, OSError):
            why = why.strerror or type(why).__name__
        detail = why if isinstance(why, Phrase) else str(why)
        return StoreError.of(code, Place(self.name), path=self.name, detail=detail)

    def write(self, entries: Sequence[Entry]) -> None:
        """Keep what one call said, whole or not at all.

        Raises:
            StoreError: the file cannot be written [store-not-written].
        """
        base, counts = self._open_base, dict(self._counts)
        try:
            with base:
                base.execute("BEGIN IMMEDIATE")
                for kind, rows in _by_kind(entries):
                    first = counts.get(kind, 0)
                    told = [
                        [*row, _digest(kind, *row)]
                        for row in (_numbered(first, rows) if kind == "news" else rows)
                    ]
                    counts[kind] = first + base.executemany(_WRITES[kind], told).rowcount
                base.execute(_META, _meta("rows", _counted(counts)))
        except (sqlite3.Error, UnicodeError) as bad:
            raise self._wrong("store-not-written", bad) from None
        self._counts = counts

    def read(self) -> Iterator[Entry]:
        """Everything that was kept; facts in order of their names.

        Raises:
            StoreError: the file is damaged [store-unusable].
        """
        try:
            yield from self._entries()
        except StoreError:
            raise
        except _UNREADABLE as bad:
            raise self._wrong("store-unusable", bad) from None

    def _entries(self) -> Iterator[Entry]:
        for kind, query in _READS.items():
            count = 0
            for *values, digest in self._open_base.execute(query):
                self._verify(digest, kind, *values)
                count += 1
                if kind == "fact":
                    yield kind, values[0], values[1], json.loads(values[2])
                else:
                    yield kind, json.loads(values[1]) if kind == "news" else values[0]
            if count != self._counts.get(kind, 0):
                told = {"table": _TABLES[kind]}
                raise self._wrong("store-unusable", Phrase("watch.store.count", told))

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


def _named(made: Path, path: Path) -> None:
    """Give a file its name, in one step, unless one has it."""
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if not path.exists():
            made.rename(path)


def _numbered(first: int, rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    return ((number, *row) for number, row in enumerate(rows, first + 1))


def _digest(kind: str, *values: object) -> str:
    said = json.dumps([kind, *values], ensure_ascii=False).encode()
    return hashlib.sha256(said).hexdigest()


def _meta(key: str, value: str) -> tuple[str, str, str]:
    return key, value, _digest("meta", key, value)


def _counted(counts: Mapping[str, int]) -> str:
    return json.dumps(counts, sort_keys=True)
