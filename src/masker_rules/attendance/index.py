"""The pack sorted by person and day once, so that a person's month is a few look-ups.

Ties are broken by the content of the rows, never by their order in the file.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Protocol, TypeVar

from masker_rules.attendance.clock import DAY, absolute
from masker_rules.facts.rows import (
    Absence,
    Away,
    CalendarRow,
    Employee,
    Event,
    EventAttendance,
    Outage,
    Punch,
    Roster,
    Row,
    Schedule,
    Site,
)
from masker_rules.facts.stamps import Stamp

__all__ = ["Pack", "PackIndex", "Span", "Tap"]


class Pack(Protocol):
    """What attendance reads of a pack; an absent table of punches or events is None."""

    @property
    def employees(self) -> Sequence[Employee]: ...
    @property
    def punches(self) -> Sequence[Punch] | None: ...
    @property
    def absences(self) -> Sequence[Absence]: ...
    @property
    def events(self) -> Sequence[Event] | None: ...
    @property
    def attendance_at_events(self) -> Sequence[EventAttendance]: ...
    @property
    def rosters(self) -> Sequence[Roster]: ...
    @property
    def schedules(self) -> Sequence[Schedule]: ...
    @property
    def sites(self) -> Sequence[Site]: ...
    @property
    def calendar(self) -> Sequence[CalendarRow]: ...
    @property
    def outages(self) -> Sequence[Outage]: ...
    @property
    def away(self) -> Sequence[Away]: ...


class _Personal(Protocol):
    @property
    def nip(self) -> str: ...


_P = TypeVar("_P", bound=_Personal)
_R = TypeVar("_R", bound=Row)

#: A punch with its local time on the number line of seconds.
Tap = tuple[int, Punch]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of local seconds with the row that says so."""

    first: int
    last: int
    row: Outage | Away


def _by_content(rows: Iterable[_R]) -> list[_R]:
    """Rows in an order that depends on nothing but what they say; duplicates once."""
    return sorted(dict.fromkeys(rows), key=repr)


def _grouped(rows: Iterable[_P]) -> dict[str, list[_P]]:
    by_nip: dict[str, list[_P]] = {}
    for row in rows:
        by_nip.setdefault(row.nip, []).append(row)
    return by_nip


class PackIndex:
    """The rows of a pack that attendance reads.

    Args:
        pack: The facts.
        zone: IANA name of the profile's zone; stamps with an offset are brought to it.
    """

    def __init__(self, pack: Pack, zone: str) -> None:
        self.zone = zone
        self.punches_known = pack.punches is not None
        self.events_known = pack.events is not None
        self._employees = _grouped(pack.employees)
        self._absences = _grouped(pack.absences)
        self._rosters = _grouped(pack.rosters)
        self._away = _grouped(pack.away)
        self._recorded = _grouped(pack.attendance_at_events)
        self._taps = {
            nip: self._sorted_taps(rows) for nip, rows in _grouped(pack.punches or ()).items()
        }
        self.events: dict[date, list[Event]] = {}
        for event in _by_content(pack.events or ()):
            self.events.setdefault(event.date, []).append(event)
        self.outages = tuple(
            Span(absolute(row.from_, zone), absolute(row.until, zone), row)
            for row in _by_content(pack.outages)
        )

    def _sorted_taps(self, rows: Iterable[Punch]) -> list[Tap]:
        zone = self.zone
        taps = [(absolute(row.time, zone), row) for row in rows]
        taps.sort(key=_when)
        if any(a[0] == b[0] for a, b in pairwise(taps)):
            taps.sort(key=lambda tap: (tap[0], repr(tap[1])))
        return taps

    @property
    def nips(self) -> tuple[str, ...]:
        """Everybody, in order."""
        return tuple(sorted(self._employees))

    def employees(self, nip: str) -> tuple[Employee, ...]:
        """The person's dated rows, the open one first; `DayRow.segment` counts them."""
        rows = _by_content(self._employees.get(nip, ()))
        return tuple(sorted(rows, key=lambda row: row.valid_from or date.min))

    def absences(self, nip: str) -> list[Absence]:
        return _by_content(self._absences.get(nip, ()))

    def rosters(self, nip: str) -> list[Roster]:
        rows = _by_content(self._rosters.get(nip, ()))
        return sorted(rows, key=lambda row: row.date)

    def recorded(self, nip: str) -> Mapping[tuple[date, str], set[str]]:
        """What was recorded of the person at events: usually one word, more in a conflict."""
        found: dict[tuple[date, str], set[str]] = {}
        for row in self._recorded.get(nip, ()):
            found.setdefault((row.date, row.event), set()).add(row.status)
        return found

    def taps(self, nip: str, first: int, last: int) -> list[Tap]:
        """The person's punches from day `first` to day `last`, both included (ordinals)."""
        taps = self._taps.get(nip)
        if not taps:
            return []
        begin = bisect_left(taps, first * DAY, key=_when)
        return taps[begin : bisect_left(taps, (last + 1) * DAY, key=_when)]

    def devices(self, nip: str) -> frozenset[str]:
        """Every device that a punch of the person names."""
        return frozenset(tap[1].device for tap in self._taps.get(nip, ()) if tap[1].device)

    def away(self, nip: str) -> list[Span]:
        rows = _by_content(self._away.get(nip, ()))
        return [Span(self._line(row.from_), self._line(row.until), row) for row in rows]

    def _line(self, stamp: Stamp) -> int:
        return absolute(stamp, self.zone)


def _when(tap: Tap) -> int:
    return tap[0]
