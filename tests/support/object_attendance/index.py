"""The punches and records of a person, beside what the index of the library tells of a pack."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date

from masker_rules.attendance.clock import DAY, absolute
from masker_rules.attendance.index import PackIndex as Whole
from masker_rules.facts.pack import Pack
from masker_rules.facts.rows import Punch
from masker_rules.periods import Cutoff

__all__ = ["PackIndex", "Tap"]

#: A punch with its local time on the number line of seconds.
Tap = tuple[int, Punch]


class PackIndex(Whole):
    """As the library's, with punches as objects."""

    def __init__(self, pack: Pack, zone: str, cutoff: Cutoff) -> None:
        super().__init__(pack, zone, cutoff)
        self._taps: dict[str, list[Tap]] = {}

    def recorded(self, nip: str) -> Mapping[tuple[date, str], set[str]]:
        """What was recorded of the person at events: usually one word, more in a conflict."""
        found: dict[tuple[date, str], set[str]] = {}
        for row in self.pack.by_nip("attendance_at_events").get(nip, ()):
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
            rows = self.pack.by_nip("punches").get(nip, ())
            found = self._taps[nip] = sorted(
                ((absolute(row.time, zone), row) for row in rows), key=_when
            )
        return found

    def devices(self, nip: str) -> frozenset[str]:
        """Every device that a punch of the person names."""
        return frozenset(punch.device for _, punch in self._taps_of(nip) if punch.device)


def _when(tap: Tap) -> int:
    return tap[0]
