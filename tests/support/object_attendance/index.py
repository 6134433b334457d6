"""The pack by person and day, on one number line of local seconds, made once for all persons.

The rows of a pack stand in canonical order, so ties are broken by what rows say and never by
their order in a file.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from masker_rules.attendance.clock import DAY, absolute
from masker_rules.facts.pack import Pack
from masker_rules.facts.rows import Absence, Away, Employee, Event, Outage, Punch, Roster

__all__ = ["PackIndex", "Span", "Tap"]

#: A punch with its local time on the number line of seconds.
Tap = tuple[int, Punch]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of local seconds with the row that says so."""

    first: int
    last: int
    row: Outage | Away


class PackIndex:
    """The rows of a pack that attendance reads.

    Args:
        pack: The facts.
        zone: IANA name of the profile's zone; stamps with an offset are brought to it.
    """

    def __init__(self, pack: Pack, zone: str) -> None:
        self._pack = pack
        self._zone = zone
        self.punches_known = pack.has("punches")
        self.events_known = pack.has("events")
        self._taps: dict[str, list[Tap]] = {}
        self.events: dict[date, list[Event]] = {}
        for event in pack.rows("events"):
            self.events.setdefault(event.date, []).append(event)
        self.outages = [self._span(row) for row in pack.rows("outages")]

    def _span(self, row: Outage | Away) -> Span:
        return Span(absolute(row.from_, self._zone), absolute(row.until, self._zone), row)

    @property
    def nips(self) -> tuple[str, ...]:
        """Everybody, in order."""
        return tuple(sorted(self._pack.by_nip("employees")))

    def employees(self, nip: str) -> tuple[Employee, ...]:
        """The person's dated rows, the open one first; `DayRow.segment` counts them."""
        rows: Sequence[Employee] = self._pack.by_nip("employees").get(nip, ())
        return tuple(sorted(rows, key=lambda row: row.valid_from or date.min))

    def absences(self, nip: str) -> Sequence[Absence]:
        return self._pack.by_nip("absences").get(nip, ())

    def rosters(self, nip: str) -> Sequence[Roster]:
        return self._pack.by_nip("rosters").get(nip, ())

    def away(self, nip: str) -> list[Span]:
        return [self._span(row) for row in self._pack.by_nip("away").get(nip, ())]

    def recorded(self, nip: str) -> Mapping[tuple[date, str], set[str]]:
        """What was recorded of the person at events: usually one word, more in a conflict."""
        found: dict[tuple[date, str], set[str]] = {}
        for row in self._pack.by_nip("attendance_at_events").get(nip, ()):
            found.setdefault((row.date, row.event), set()).add(row.status)
        return found

    def taps(self, nip: str, first: int, last: int) -> list[Tap]:
        """The person's punches from day `first` to day `last`, both included (ordinals)."""
        taps = self._taps_of(nip)
        begin = bisect_left(taps, first * DAY, key=_when)
        return taps[begin : bisect_left(taps, (last + 1) * DAY, key=_when)]

    def _taps_of(self, nip: str) -> list[Tap]:
        found = self._taps.get(nip)
        if found is None:
            zone = self._zone
            rows = self._pack.by_nip("punches").get(nip, ())
            found = self._taps[nip] = sorted(
                ((absolute(row.time, zone), row) for row in rows), key=_when
            )
        return found

    def devices(self, nip: str) -> frozenset[str]:
        """Every device that a punch of the person names."""
        return frozenset(punch.device for _, punch in self._taps_of(nip) if punch.device)


def _when(tap: Tap) -> int:
    return tap[0]
