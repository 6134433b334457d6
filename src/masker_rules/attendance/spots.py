"""What is required on a day, worked out once for all of whom the same is required.

A *page* is a month of a schedule, a unit and a staff group. A *spot* is one day of it; a day of a
roster, and a day of which half is excused, are spots of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from masker_rules.attendance.clock import DAY, week_of
from masker_rules.attendance.columns import Array, SharedColumn, WordCodes
from masker_rules.attendance.index import Span
from masker_rules.attendance.outages import outage_flags, outage_seconds
from masker_rules.attendance.person import halved
from masker_rules.attendance.schedule import Planned, Planner
from masker_rules.attendance.settings import AttendanceSettings, Hours, Window
from masker_rules.facts.rows import Event
from masker_rules.periods import Month

__all__ = ["Page", "Spot", "Spots", "bounds"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A scheduled day as it is for some people.

    Attributes:
        day: What is required; a half-day letter has moved an end of the required stretch.
        unit, group: Whose calendar, events and outages hold; empty where none is theirs alone.
        excused: `am` or `pm` where a half-day letter says so.
    """

    day: Planned
    unit: str
    group: str
    excused: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The scheduled days of a month: spots and ordinals."""

    number: int
    spots: Array
    ordinals: Array


class Spots:
    """The days of a month, as they are met.

    Args:
        settings: Hours, windows and outages of the profile.
        planner: Plans days.
        events: Those of the pack, by date.
        outages: Those of the pack that are not of one device.
        named: Units and staff groups of which a calendar, schedule, event or outage says anything.
        month: Whose pages are asked for.
        words: Takes the words of the days.
    """

    def __init__(
        self,
        settings: AttendanceSettings,
        planner: Planner,
        events: Mapping[date, Sequence[Event]],
        outages: Sequence[Span],
        named: tuple[frozenset[str], frozenset[str]],
        month: Month,
        words: WordCodes,
    ) -> None:
        self._units, self._groups = named
        self.settings, self._planner, self.outages = settings, planner, outages
        self._events, self._month, self._words = events, month, words
        self.all: list[Spot] = []
        self._numbers: dict[Spot, int] = {}
        self._pages: dict[tuple[str, str, str], Page] = {}

    def page(self, hours: Hours, unit: str, group: str) -> Page:
        """The page of a schedule, unit and group."""
        unit, group = self.scope(unit, group)
        key = (hours.name, unit, group)
        if key not in self._pages:
            planned = self._planner.month(hours, unit, group, self._month)
            days = [day for day in planned if day is not None]
            spots = [self.number(Spot(day, unit, group)) for day in days]
            ordinals = [day.ordinal for day in days]
            self._pages[key] = Page(
                len(self._pages), np.array(spots, np.int64), np.array(ordinals, np.int64)
            )
        return self._pages[key]

    def scope(self, unit: str, group: str) -> tuple[str, str]:
        """A unit and a group; empty where nothing is said of that one alone."""
        return (
            unit if unit in self._units else "",
            group if group in self._groups else "",
        )

    @property
    def pages(self) -> Sequence[Page]:
        """Those that were asked for, by their numbers."""
        return tuple(self._pages.values())

    def number(self, spot: Spot) -> int:
        """The number of a spot."""
        if spot not in self._numbers:
            self._numbers[spot] = len(self.all)
            self.all.append(spot)
        return self._numbers[spot]

    def halved(self, number: int, part: str, *, known: bool) -> int:
        """The spot with half of its day excused; of a day to come only the ends are moved."""
        spot = self.all[number]
        return self.number(
            Spot(halved(spot.day, part), spot.unit, spot.group, part if known else "")
        )

    # ---------------------------------------------------------------- of all of them
    def column(self, fact: str, spots: Array) -> SharedColumn:
        """A fact of some spots, see `DayRow`."""
        kind = "word" if fact in _WORDS else "flag" if fact == "assumed" else "number"
        if fact == "week":
            first = self._month.first
            values: list[Any] = [week_of(spot.day.date, first) for spot in self.all]
        else:
            values = [_FACTS[fact](spot) for spot in self.all]
        return SharedColumn(values, kind, spots, self._words)

    @cached_property
    def required(self) -> tuple[Array, Array]:
        """The seconds at which the required stretches begin and end."""
        days = [spot.day for spot in self.all]
        return (
            np.array([day.required_in for day in days], np.int64),
            np.array([day.required_out for day in days], np.int64),
        )

    def window(self, window: Window) -> tuple[Array, Array]:
        """First and last second of a window."""
        known: dict[Any, tuple[int, int]] = {}
        found = []
        for spot in self.all:
            day, hours = spot.day, spot.day.hours
            key = (day.required_in, day.required_out, hours.break_start, hours.break_end)
            if key not in known:
                known[key] = bounds(window, day)
            found.append(known[key])
        first, last = np.array(found, np.int64).reshape(-1, 2).T
        return first, last

    @cached_property
    def outage_flags(self) -> tuple[Array, Array, Array]:
        """Whether outages cancel a missing in, a missing out, and touch the day."""
        if not self.outages:
            nothing = np.zeros(len(self.all), bool)
            return nothing, nothing, nothing
        flags = [self.met(spot, self.outages) for spot in self.all]
        cancels_in, cancels_out, touched = np.array(flags, bool).reshape(-1, 3).T
        return cancels_in, cancels_out, touched

    @cached_property
    def outage_seconds(self) -> Array:
        """Seconds of outages on each spot."""
        found = [outage_seconds(spot.day, spot.unit, self.outages) for spot in self.all]
        return np.array(found, np.int64)

    def met(self, spot: Spot, spans: Sequence[Span]) -> tuple[bool, bool, bool]:
        """The same of one spot and some outages; every unit that an outage names is a scope."""
        settings = self.settings
        return outage_flags(
            spot.day,
            spot.unit,
            spans,
            settings.outage_reach,
            whole_day=settings.outage_whole_day,
        )

    @cached_property
    def have_sessions(self) -> bool:
        """Whether any day has several sessions."""
        return any(spot.day.hours.sessions for spot in self.all)

    @cached_property
    def held(self) -> list[list[tuple[str, list[Event]]]]:
        """The events of each spot that name its people, in order of their words.

        Several rows of one event are one event; one that is held every day needs none.
        """
        known: dict[tuple[date, str, str], list[tuple[str, list[Event]]]] = {}
        found = []
        for spot in self.all:
            key = (spot.day.date, spot.unit, spot.group)
            if key not in known:
                known[key] = self._held(*key)
            found.append(known[key])
        return found

    def _held(self, day: date, unit: str, group: str) -> list[tuple[str, list[Event]]]:
        named: dict[str, list[Event]] = {word: [] for word in self.settings.events_every_day}
        for event in self.naming(day, unit, group):
            named.setdefault(event.event, []).append(event)
        return sorted(named.items())

    def naming(self, day: date, unit: str, group: str) -> Iterable[Event]:
        """The rows of events that name people of a unit and group."""
        for event in self._events.get(day, ()):
            if (not event.unit or event.unit == unit) and (
                not event.staff_group or event.staff_group == group
            ):
                yield event


def _late_from(spot: Spot) -> int:
    return spot.day.required_in if spot.excused == "am" else spot.day.hours.late_from


def _early_until(spot: Spot) -> int:
    return spot.day.required_out if spot.excused == "pm" else spot.day.hours.early_until


_WORDS = frozenset({"weekday", "season", "schedule", "shift"})
_FACTS: Mapping[str, Callable[[Spot], Any]] = {
    "weekday": lambda spot: spot.day.weekday,
    "season": lambda spot: spot.day.season,
    "schedule": lambda spot: spot.day.schedule,
    "shift": lambda spot: spot.day.shift,
    "start": lambda spot: spot.day.hours.start,
    "end": lambda spot: spot.day.hours.end,
    "break_start": lambda spot: spot.day.hours.break_start,
    "break_end": lambda spot: spot.day.hours.break_end,
    "target": lambda spot: spot.day.hours.target,
    "late_from": _late_from,
    "early_until": _early_until,
    "assumed": lambda spot: spot.day.assumed,
}


def bounds(window: Window, day: Planned) -> tuple[int, int]:
    """First and last second of a window on a scheduled day.

    A half-day absence moves `start` and `end` with the required stretch; where the day has no
    break, `break_start` and `break_end` are the middle of the required stretch.
    """
    between = (day.required_in + day.required_out) // 2
    hours = day.hours
    anchors = {
        "day": 0,
        "start": day.required_in,
        "end": day.required_out,
        "break_start": between if hours.break_start is None else hours.break_start,
        "break_end": between if hours.break_end is None else hours.break_end,
    }
    first, last = (
        None if bound is None else anchors[bound.anchor] + bound.offset
        for bound in (window.first, window.last)
    )
    return -DAY if first is None else first, 3 * DAY if last is None else last
