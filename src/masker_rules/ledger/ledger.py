"""The file of the ledger: JSON lines, each with a checksum over itself and all lines before it.

A recording is written aside, reaches the disk, and takes the place of the old file by a rename:
whoever reads sees all of it or nothing, whenever the machine stops. Two processes that record
wait for each other. The bytes of earlier rows are never changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from masker_rules.errors import FactsError, MaskerRulesError, Place, RequestError
from masker_rules.facts.aside import replace_file, writable
from masker_rules.facts.sources import file_bytes, readable, source_name
from masker_rules.ledger.entries import Balance, Entry, Key, balances_of, standing
from masker_rules.periods import Month

__all__ = ["Ledger", "Recorded"]

#: Before the first row; another form of the file would have another one.
BEGINNING = "masker-ledger-1"
SUM = "sum"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a recording did."""

    added: tuple[Entry, ...]
    """Entries that are new."""
    known: int
    """How many stood there before: recorded again they add nothing."""


class Ledger:
    """The ledger that stands in a file; a file that is not there is an empty one.

    Args:
        path: Of the file, such as `buku-kendali.jsonl`.

    Raises:
        FactsError: a row of it is damaged [ledger-damaged], or its end is torn [ledger-torn].
        RequestError: the file cannot be read [file-unusable].
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._home = Path(os.path.realpath(self.path))
        self._load()

    def _load(self) -> None:
        self._raw = b""
        if self._home.exists():
            with readable(self._home, RequestError):
                self._raw = file_bytes(self._home)
        self._rows = [*_rows(self._raw, source_name(self.path))]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries in the order in which they were recorded, reversed ones among them."""
        return tuple(entry for entry, _ in self._rows)

    @property
    def digest(self) -> str:
        """What tells this state of the ledger from every other: the checksum of its last row."""
        return f"sha256:{self._rows[-1][1] if self._rows else _sum('', BEGINNING)}"

    def balances(self) -> dict[Key, Balance]:
        """What the entries come to, by person, month and run."""
        return balances_of(self.entries)

    def standing(self) -> list[Entry]:
        """The entries that nothing undoes, in order."""
        return standing(self.entries)

    def record(self, entries: Iterable[Entry]) -> Recorded:
        """Add entries, all of them or none.

        Args:
            entries: In the order in which they are to stand; those that stand there add nothing.

        Raises:
            RequestError: an entry stands there with another amount [ledger-entry-differs]; one
                reverses what is not there or is reversed already [ledger-no-such-entry,
                ledger-reversed-twice]; more would be recovered than was paid
                [ledger-recovered-more]; the file cannot be written [out-unusable].
            FactsError: as of the ledger itself.
        """
        with _locked(self._home):
            self._load()
            return self._add([*entries])

    def _add(self, entries: Sequence[Entry]) -> Recorded:
        known = {entry.id: entry for entry in self.entries}
        added: list[Entry] = []
        for one in entries:
            before = known.get(one.id)
            if before is None:
                self._check_reversal(one, known)
                known[one.id] = one
                added.append(one)
            elif before.amount != one.amount:
                raise RequestError.of(
                    "ledger-entry-differs",
                    id=one.id,
                    nip=one.nip,
                    period=str(one.period),
                    before=before.amount,
                    amount=one.amount,
                    document=one.document,
                )
        _check_balances(known.values())
        if added:
            rows, last = [], self._rows[-1][1] if self._rows else _sum("", BEGINNING)
            for one in added:
                line, last = _line(one, last)
                rows.append(line)
            replace_file(self._home, self._raw + "".join(rows).encode())
            _reach_disk(self._home.parent)
            self._load()
        return Recorded(tuple(added), len(entries) - len(added))

    @staticmethod
    def _check_reversal(one: Entry, known: Mapping[str, Entry]) -> None:
        if one.kind != "reversed":
            return
        target = known.get(one.reverses)
        if target is None or (target.key, target.amount) != (one.key, one.amount):
            raise RequestError.of("ledger-no-such-entry", id=one.reverses)
        undone = {other.reverses for other in _standing_reversals(known.values())}
        if one.reverses in undone:
            raise RequestError.of("ledger-reversed-twice", id=one.reverses)

    def reversal(self, entry_id: str, pay_month: Month, document: str) -> Entry:
        """The entry that undoes another one.

        Args:
            entry_id: Of the entry that is undone; `masker ledger show` tells it.
            pay_month: In which it is undone.
            document: What proves it.

        Raises:
            RequestError: there is no such entry [ledger-no-such-entry].
        """
        found = next((one for one in self.entries if one.id == entry_id), None)
        if found is None:
            raise RequestError.of("ledger-no-such-entry", id=entry_id)
        return Entry(
            "reversed", found.nip, found.period, found.amount, pay_month, document, found.run,
            entry_id,
        )  # fmt: skip


def _standing_reversals(entries: Iterable[Entry]) -> list[Entry]:
    found, undone = [], set()
    for one in reversed([*entries]):
        if one.kind == "reversed" and one.id not in undone:
            found.append(one)
            undone.add(one.reverses)
    return found


def _check_balances(entries: Iterable[Entry]) -> None:
    """Refuse that more is taken back than was ever paid: a number was typed wrong."""
    for (nip, period, _), own in balances_of(entries).items():
        if own.received < 0:
            raise RequestError.of(
                "ledger-recovered-more",
                nip=nip,
                period=str(period),
                paid=own.paid + own.topped_up,
                recovered=own.recovered,
            )


# ------------------------------------------------------------------ the file
def _sum(row: str, before: str) -> str:
    return hashlib.sha256(f"{before}\n{row}".encode()).hexdigest()


def _line(entry: Entry, before: str) -> tuple[str, str]:
    """The line of an entry, and its checksum."""
    told = entry.as_dict()
    own = _sum(_plain(told), before)
    return f"{_plain({**told, SUM: own})}\n", own


def _plain(told: Mapping[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _rows(raw: bytes, file: str) -> Iterator[tuple[Entry, str]]:
    """Entries and their checksums.

    Raises:
        FactsError: see :class:`Ledger`.
    """
    lines = raw.split(b"\n")
    last, seen = _sum("", BEGINNING), set[str]()
    for number, line in enumerate(lines[:-1], 1):
        try:
            told = json.loads(line.decode("utf-8"), parse_float=_no_float)
            own = told.pop(SUM)
            entry = Entry.of(told)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, MaskerRulesError):
            raise _damaged(file, number) from None
        last = _sum(_plain(entry.as_dict()), last)
        if told != entry.as_dict() or own != last or entry.id in seen:
            raise _damaged(file, number)
        seen.add(entry.id)
        yield entry, last
    if lines[-1]:
        raise FactsError.of(
            "ledger-torn", Place(file, len(lines)), whole=len(lines) - 1, file=file
        )


def _damaged(file: str, line: int) -> FactsError:
    return FactsError.of("ledger-damaged", Place(file, line), whole=line - 1, file=file)


def _no_float(text: str) -> Any:
    raise ValueError(text)


def _reach_disk(folder: Path) -> None:
    """The new name of a file reaches the disk, too."""
    with contextlib.suppress(OSError):  # some systems do not open a folder
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextlib.contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Nobody else records meanwhile; the system lets go when the process ends, however it ends.

    Raises:
        RequestError: the file beside the ledger that is locked cannot be written [out-unusable].
    """
    beside = target.with_name(f".{target.name}.lock")
    with writable(target):
        stream = beside.open("ab")
    with stream:
        _hold(stream)
        yield


def _hold(stream: IO[bytes]) -> None:
    """Wait for the lock of an open file."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  (of that system alone)

        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
    else:
        import fcntl  # noqa: PLC0415  (of the other systems)

        fcntl.flock(stream, fcntl.LOCK_EX)


def told(entries: Iterable[Entry]) -> list[tuple[Entry, bool]]:
    """Each entry, and whether nothing undoes it."""
    found = [*entries]
    kept = {one.id for one in standing(found)} | {one.id for one in _standing_reversals(found)}
    return [(one, one.id in kept) for one in found]
