"""The rows of a pack that attendance reads, by person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from masker_rules.attendance.clock import absolute
from masker_rules.attendance.columns import Array, WordCodes
from masker_rules.attendance.punches import Punches, punches_of
from masker_rules.facts.presence import complete_months, known_months, parts_of
from masker_rules.facts.rows import Absence, Away, Employee, Event, Order, Outage, Roster
from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = ["BEST_FIRST", "Facts", "PackIndex", "Records", "Span"]

#: What may be recorded of somebody at an event; of two records the better for the person stands.
BEST_FIRST = ("present", "excused", "absent")


class Facts(Protocol):
    """The rows of a pack; :class:`masker_rules.facts.Pack` is one."""

    def has(self, table: str) -> bool: ...

    def rows(self, table: str) -> Sequence[Any]: ...

    def by_nip(self, table: str) -> Mapping[str, Sequence[Any]]: ...

    def months(self, cutoff: Cutoff = CALENDAR) -> frozenset[Month]: ...

    def punched_days(self) -> frozenset[date]: ...

    @property
    def untold(self) -> Mapping[str, frozenset[date]]: ...


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of local seconds with the row that says so."""

    first: int
    last: int
    row: Outage | Away | Order


@dataclass(frozen=True, slots=True)
class Records:
    """What was recorded of people at events.

    Attributes:
        who: Number of the person.
        day: Ordinal.
        event: Code of the word.
        status: Place among `BEST_FIRST`.
    """

    who: Array
    day: Array
    event: Array
    status: Array


class PackIndex:
    """The rows of a pack that attendance reads.

    Args:
        pack: The facts.
        zone: IANA name of the profile's zone; stamps with an offset are brought to it.
        cutoff: Which dates a month has.
    """

    def __init__(self, pack: Facts, zone: str, cutoff: Cutoff = CALENDAR) -> None:
        self.pack = pack
        self._zone = zone
        self.known_months = known_months(pack, cutoff)
        self.letters_known = self.known_months | complete_months(pack, "absences", cutoff)
        self._heard = pack.months(cutoff) | self.known_months
        self.events_known = pack.has("events")
        self.events: dict[date, list[Event]] = {}
        for event in pack.rows("events"):
            self.events.setdefault(event.date, []).append(event)
        self.outages = [self._span(row) for row in pack.rows("outages")]

    def silent(self, month: Month) -> tuple[range, ...]:
        """The parts of a month of which nobody knows who punched, as ordinals."""
        if month in self.known_months:
            return ()
        parts = parts_of(month)
        if not self.pack.has("punches"):
            return parts
        days = {day.toordinal() for day in self.pack.punched_days()}
        return tuple(part for part in parts if days.isdisjoint(part))

    def is_told_after(self, month: Month) -> bool:
        """Whether the pack tells of punches after a month: whose night ends later is in it."""
        return any(later > month for later in self._heard)

    def _span(self, row: Outage | Away | Order) -> Span:
        return Span(absolute(row.from_, self._zone), absolute(row.until, self._zone), row)

    @cached_property
    def nips(self) -> tuple[str, ...]:
        """Everybody, in order."""
        return tuple(sorted(self.pack.by_nip("employees")))

    def employees(self, nip: str) -> tuple[Employee, ...]:
        """The person's dated rows, the open one first; `DayRow.segment` counts them."""
        rows: Sequence[Employee] = self.pack.by_nip("employees").get(nip, ())
        return tuple(sorted(rows, key=lambda row: row.valid_from or date.min))

    def absences(self, nip: str) -> Sequence[Absence]:
        return self.pack.by_nip("absences").get(nip, ())

    def rosters(self, nip: str) -> Sequence[Roster]:
        return self.pack.by_nip("rosters").get(nip, ())

    def away(self, nip: str) -> list[Span]:
        return [self._span(row) for row in self.pack.by_nip("away").get(nip, ())]

    def orders(self, nip: str) -> list[Span]:
        return [self._span(row) for row in self.pack.by_nip("orders").get(nip, ())]

    def punches(self, nips: Sequence[str]) -> Punches:
        """The punches of people, numbered in the order given."""
        own = self.pack.by_nip("punches")
        return punches_of([own.get(nip, ()) for nip in nips], self._zone)

    def records(self, nips: Iterable[str], words: WordCodes) -> Records:
        """What was recorded of people at events, numbered in the order given."""
        own = self.pack.by_nip("attendance_at_events")
        found = [
            (who, row.date.toordinal(), words.code(row.event), BEST_FIRST.index(row.status))
            for who, nip in enumerate(nips)
            for row in own.get(nip, ())
        ]
        return Records(*np.array(found, np.int64).reshape(-1, 4).T)

    @property
    def outages_of_all(self) -> list[Span]:
        """Outages that are not of one device."""
        return [
            span for span in self.outages if isinstance(span.row, Outage) and not span.row.device
        ]

    @cached_property
    def broken_devices(self) -> Mapping[str, list[Span]]:
        """Outages of one device, by its name."""
        found: dict[str, list[Span]] = {}
        for span in self.outages:
            if isinstance(span.row, Outage) and span.row.device:
                found.setdefault(span.row.device, []).append(span)
        return found
