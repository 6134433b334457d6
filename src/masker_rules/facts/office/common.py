"""What the importers share: the shape of a result, and how a file is opened."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from masker_rules.errors import FactsError, Place
from masker_rules.facts.definition import definition
from masker_rules.facts.doubts import COLUMN
from masker_rules.facts.findings import PackRemark, SetAside, shown
from masker_rules.facts.sources import file_bytes

__all__ = [
    "MAX_OFFICE_BYTES",
    "FileCount",
    "Imported",
    "Report",
    "is_text",
    "quoted",
    "read_office",
]

MAX_OFFICE_BYTES = 512 * 1024 * 1024
# What stands elsewhere in a better state is not lost: it was read.
_READ = frozenset({"duplicate-row", "superseded-row"})


class FileCount(NamedTuple):
    """How many records of a file were read, and how many were refused."""

    file: str
    read: int
    refused: int


class Imported(NamedTuple):
    """What an importer made of files.

    Attributes:
        tables: Tables of a pack.
        set_aside: The records set aside.
        remarks: Remarks on those that were kept.
        files: How many of each file were read and refused.
        unread: Rows by table of records set aside, as they stand: in a pack they are set aside
            again, or doubted, so that nobody is paid as if nothing had been there.
    """

    tables: dict[str, list[dict[str, str]]]
    set_aside: list[SetAside]
    remarks: list[PackRemark]
    files: tuple[FileCount, ...] = ()
    unread: Mapping[str, list[dict[str, str]]] = MappingProxyType({})

    def whole(self) -> dict[str, list[dict[str, str]]]:
        """The tables with the rows that nobody could read."""
        names = dict.fromkeys((*self.tables, *self.unread))
        return {name: [*self.tables.get(name, ()), *self.unread.get(name, ())] for name in names}


def quoted(path: Path) -> str:
    """A path as a shell takes it back; a file whose name begins with `-` is no option."""
    text = str(path)
    return shlex.quote(f"./{text}" if text.startswith("-") else text)


def is_text(texts: Iterable[str]) -> bool:
    """Whether a table can hold texts: JSON can spell a NUL and half a character."""
    whole = "".join(texts)
    try:
        whole.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in whole


def read_office(path: Path, kind: str) -> bytes:
    """The bytes of an office file.

    Raises:
        FactsError: there is none, it cannot be opened, is a folder or is too large
            [office-missing, office-file, office-folder, file-too-large].
    """
    place = Place(path.name)
    if path.is_dir():
        raise FactsError.of("office-folder", Place(str(path)), path=quoted(path))
    try:
        size = path.stat().st_size
        if size > MAX_OFFICE_BYTES:
            raise FactsError.of("file-too-large", place, size=size, limit=MAX_OFFICE_BYTES)
        return file_bytes(path)
    except FileNotFoundError:
        raise FactsError.of("office-missing", Place(str(path))) from None
    except OSError as bad:
        detail = bad.strerror or type(bad).__name__
        raise FactsError.of("office-file", place, kind=kind, detail=detail) from None


class Report:
    """Collects what an importer sets aside or remarks about one source table."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._seen: Counter[str] = Counter()
        self._doubts: dict[Place, set[str]] = {}
        self.set_aside: list[SetAside] = []
        self.remarks: list[PackRemark] = []
        self.unread: dict[str, list[dict[str, str]]] = {}

    def leave(self, table: str, row: dict[str, str]) -> None:
        """Keep what a record that is set aside says, for whoever reads the pack."""
        self.unread.setdefault(table, []).append(row)

    def saw(self, file: str, count: int = 1) -> None:
        """Count records of a file, believed or not."""
        self._seen[file] += count

    def counts(self) -> tuple[FileCount, ...]:
        """Of each file what was read and what was refused."""
        lost = {
            (item.file, item.line)
            for item in self.set_aside
            if item.code not in _READ and item.table != "events"
        }
        # `reply.json#3` is the third record of `reply.json`.
        refused = Counter(
            file if file in self._seen else file.rpartition("#")[0] for file, _ in lost
        )
        return tuple(
            FileCount(file, max(0, seen - refused[file]), refused[file])
            for file, seen in self._seen.items()
        )

    def aside(
        self,
        place: Place,
        code: str,
        *,
        column: str = "",
        value: object = "",
        nip: str | None = None,
        table: str = "",
        params: Mapping[str, object] | None = None,
    ) -> None:
        """Set one record aside."""
        name = table or self._table
        item = SetAside(
            name, place.file, place.line, column, shown(value), code, params or {}, nip
        )
        self.set_aside.append(item)

    def remark(
        self,
        place: Place,
        code: str,
        *,
        column: str = "",
        value: object = "",
        nip: str | None = None,
        table: str = "",
        params: Mapping[str, object] | None = None,
    ) -> None:
        """PackRemark on a record that is kept; what doubts it is kept for its row."""
        name = table or self._table
        self.doubt(place, code, params or {})
        self.remarks.append(
            PackRemark(name, place.file, place.line, column, shown(value), code, params or {}, nip)
        )

    def doubt(self, place: Place, code: str, params: Mapping[str, object]) -> None:
        """Doubt a record, where the code is one of a doubt."""
        known = definition().doubts.get(code)
        if known is not None:
            quoted = f":{params['day']}" if known.other == "named_day" else ""
            self._doubts.setdefault(place, set()).add(code + quoted)

    def doubts_of(self, place: Place) -> dict[str, str]:
        """The cell `doubt` of the row of a record; nothing where it is not doubted."""
        codes = " ".join(sorted(self._doubts.get(place, ())))
        return {COLUMN: codes} if codes else {}
