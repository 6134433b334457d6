"""Where facts come from while a watch runs: lines of JSON, a growing machine log, a folder."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from masker_rules.errors import FactsError, MaskerRulesError, Place
from masker_rules.facts.cells import fold
from masker_rules.facts.definition import definition
from masker_rules.facts.folders import is_part
from masker_rules.facts.intake import Record
from masker_rules.facts.office import import_files
from masker_rules.facts.reader import open_table, open_tables
from masker_rules.watch.session import OF, Receipt, Session

__all__ = ["AttlogSource", "FolderSource", "Source", "Taken", "take_line"]


class Source(ABC):
    """A file or folder that is looked at again and again; what it says now is what holds of it.

    Args:
        path: The file or folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: object = None
        self._last: object = None

    def poll(self, session: Session, *, settled: bool = False) -> bool:
        """Feed what is new and withdraw what is gone; whether the files had changed.

        Args:
            session: Which is fed.
            settled: Take only taps until two looks find the same: a file that is being written
                says that what is still to come is gone.
        """
        now, before = self._state(), self._last
        self._last = now
        if now == self._seen:
            return False
        is_whole = not settled or now == before
        try:
            tables, facts = self._read()
        except (MaskerRulesError, OSError):
            if is_whole:
                raise
            return False
        # Two machines may give their files the same name.
        name = str(self.path.resolve())
        if is_whole and (not settled or self._state() == now):
            session.declare(*tables)
            session.mirror(name, facts)
            self._seen = now
        else:
            taps = [fact for fact in facts if fact["table"] == "punches"]
            session.mirror(name, taps, is_whole=False)
        return True

    @property
    def is_behind(self) -> bool:
        """Whether the last look found a file that may still be being written."""
        return self._last != self._seen

    def _state(self) -> object:
        return [(str(f), s.st_mtime_ns, s.st_size) for f in self._files() for s in [f.stat()]]

    def _files(self) -> list[Path]:
        if not self.path.is_dir():
            return [self.path]
        return sorted(f for f in self.path.iterdir() if is_part(f.name))

    @abstractmethod
    def _read(self) -> tuple[list[str], list[dict[str, Any]]]:
        """Names of the tables given, and their facts."""


class FolderSource(Source):
    """A pack that others write: a folder of tables, a workbook or a zip."""

    def _read(self) -> tuple[list[str], list[dict[str, Any]]]:
        opened = open_tables(self.path, [], open_table)
        facts: list[dict[str, Any]] = []
        tables = [one for one in opened.tables if one in definition().tables]
        for table in tables:
            raw = opened.tables[table]
            meant = opened.empties.cells(table)
            for cells in _cells(raw.records):
                named = zip(map(_key, raw.header), cells, strict=False)
                said = {name: cell for name, cell in named if cell != "" and cell is not None}
                told = {fold(name) for name in said}
                empty = {name: cell for name, cell in meant.items() if name not in told}
                facts.append({**empty, **said, "table": table})
        return tables, facts


class AttlogSource(Source):
    """A log that a machine writes on; a line read before its end is put right when it is whole.

    Args:
        path: The log.
        map_file: CSV of PINs, see `masker import attlog`.
        dialect: `usb` or `adms`.
    """

    def __init__(self, path: Path, map_file: Path | None, dialect: str = "") -> None:
        super().__init__(path)
        self._map, self._dialect = map_file, dialect

    def _read(self) -> tuple[list[str], list[dict[str, Any]]]:
        try:
            found = import_files(
                "attlog", [self.path], map_file=self._map, dialect=self._dialect or "usb"
            )
        except FactsError as bad:
            # A log that nobody has tapped on yet is one all the same.
            if bad.code in {"office-empty", "office-no-record"}:
                return ["punches"], []
            raise
        rows = found.tables.get("punches", ())
        # The place in the file is no part of what was tapped.
        return ["punches"], [
            {"table": "punches", **{k: v for k, v in dict(row).items() if k != "ref"}}
            for row in rows
        ]


def _key(title: str) -> str:
    """The key of a fact for a column of a file."""
    return OF if fold(title) == "table" else title


def _cells(records: Any) -> Iterator[list[Any]]:
    record: Record
    for record in records:
        cells = record[1]
        # A line that cannot be cut into cells names nobody: `masker check` tells of it.
        if not isinstance(cells, Exception):
            yield list(cells)


class Taken(NamedTuple):
    """What became of a line.

    Attributes:
        moment: Where the line tells one.
        kept: A receipt for each fact that it gave or withdrew.
    """

    moment: str | None = None
    kept: tuple[Receipt, ...] = ()


def take_line(session: Session, text: str, number: int) -> Taken:
    """One line of JSON: a fact, `{"retract": REF}`, `{"declare": [TABLE]}` or `{"at": MOMENT}`.

    Raises:
        FactsError: the line is none of these [bad-line], or the session refuses it.
    """
    try:
        told = json.loads(text)
        # Half a pair of surrogates can be written nowhere.
        json.dumps(told, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, Mapping):
        raise FactsError.of("bad-line", Place("<stdin>", number), text=text.strip()[:80])
    kept: tuple[Receipt, ...] = ()
    if "retract" in told:
        refs = told["retract"] if isinstance(told["retract"], list) else [told["retract"]]
        session.retract(*refs)
        kept = tuple(Receipt(ref, fresh=False, withdrawn=True, set_aside=None) for ref in refs)
    elif "declare" in told:
        session.declare(*_names(told["declare"]))
    elif "table" in told:
        kept = (session.feed(told),)
    elif "at" not in told:
        raise FactsError.of("bad-line", Place("<stdin>", number), text=text.strip()[:80])
    return Taken(str(told["at"]) if "at" in told and "table" not in told else None, kept)


def _names(told: Any) -> list[str]:
    return [str(one) for one in told] if isinstance(told, list) else [str(told)]
