"""From the stories of the people to what they did: taps, operator rows, rosters.

Nothing is drawn by a random generator of a library: a splitmix64 of person, day and field decides
how early somebody came, so that the same bytes come out on every Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from banggai_people import MACHINES, PEOPLE, PUSKESMAS, SEKOLAH, Person

__all__ = [
    "FREE",
    "HOURS",
    "MONDAYS",
    "MONTH",
    "SHIFTS",
    "Day",
    "clock",
    "days_of",
    "draw",
    "is_ramadan",
    "roster",
    "second",
]

MONTH = tuple(date(2026, 3, 1) + timedelta(n) for n in range(31))
#: Nyepi, Idul Fitri and their joint leave.
FREE = frozenset(date(2026, 3, day) for day in (18, 19, 20, 21, 22, 23, 24))
MONDAYS = (2, 9, 16, 30)

#: Ramadan or not -> ISO weekday -> in and out.
OFFICE = {
    True: dict.fromkeys(range(1, 5), ("08:00", "15:00")) | {5: ("08:00", "15:30")},
    False: dict.fromkeys(range(1, 5), ("07:30", "16:00")) | {5: ("07:30", "16:30")},
}
SCHOOL = {
    True: dict.fromkeys(range(1, 5), ("07:30", "13:00"))
    | {5: ("07:30", "11:00"), 6: ("07:30", "12:00")},
    False: dict.fromkeys(range(1, 5), ("07:00", "14:00"))
    | {5: ("07:00", "11:00"), 6: ("07:00", "13:00")},
}
HOURS = {"office": OFFICE, "sekolah": SCHOOL}

#: Morning, afternoon, night; the night ends on the next day.
SHIFTS = {"P": ("07:00", "14:00"), "S": ("14:00", "21:00"), "M": ("21:00", "31:00")}
CYCLE = ("P", "P", "S", "S", "M", "off", "")
OFFSETS = (6, 1, 0, 2, 3, 4)

_MASK = (1 << 64) - 1


def draw(*key: object) -> int:
    """A number of 64 bits that depends on nothing but `key` (splitmix64 over its text)."""
    state = 0x9E3779B97F4A7C15
    for byte in "|".join(map(str, key)).encode():
        state = (state + byte + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        state ^= state >> 31
    return state


def second(text: str) -> int:
    """`08:12:40` or `31:00` as seconds of the day."""
    hours, minutes, *rest = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + sum(rest)


def clock(seconds: int) -> str:
    """Seconds of the day as `08:12:40`."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def is_ramadan(day: date) -> bool:
    """Whether the hours of Ramadan hold."""
    return day <= date(2026, 3, 20)


@dataclass(slots=True)
class Day:
    """What one person left behind on one day; times are seconds of `date`.

    Attributes:
        taps: Kind, second, status of the app (1 accepted, 2 rejected, 0 waiting).
        rows: Words and states of rows that an operator entered.
    """

    date: date
    taps: list[tuple[str, int, str]] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)


def days_of(person: Person) -> Iterator[Day]:
    """The days of the month on which the person was due, and the last night before it."""
    story = _story(person)
    first = date.fromisoformat(person.service_start or "2026-01-01")
    last = date.fromisoformat(person.service_end or "2026-12-31")
    for day in (MONTH[0] - timedelta(1), *MONTH):
        hours = _hours(person, day)
        if hours is not None and first <= day <= last:
            entries = story.get(day.day, []) if day in MONTH else []
            yield _told(_usual(person, day, hours), entries)


def roster(person: Person) -> Iterator[tuple[date, str]]:
    """Date and shift of a nurse, the last night of February included."""
    nurses = [other.nip for other in PEOPLE if other.unit == PUSKESMAS]
    offset = OFFSETS[nurses.index(person.nip)]
    for number, day in enumerate((MONTH[0] - timedelta(1), *MONTH)):
        shift = CYCLE[(number + offset) % len(CYCLE)]
        if shift and (number or shift == "M"):
            yield day, shift


def _hours(person: Person, day: date) -> tuple[int, int] | None:
    if person.unit == PUSKESMAS:
        shift = dict(roster(person)).get(day, "off")
        times = SHIFTS.get(shift)
    else:
        week = HOURS["sekolah" if person.unit == SEKOLAH else "office"]
        free = day in FREE or day not in MONTH
        times = None if free else week[is_ramadan(day)].get(day.isoweekday())
    return None if times is None else (second(times[0]), second(times[1]))


def _usual(person: Person, day: date, hours: tuple[int, int]) -> Day:
    """A little early in, a little late out, apel on Mondays for those who use the app."""
    start, end = hours
    early = 120 + draw(person.nip, day, "in") % 1500
    late = 30 + draw(person.nip, day, "out") % 1800
    found = Day(day, [("in", start - early, "1"), ("out", end + late, "1")])
    on_apel = day.day in MONDAYS and person.unit not in MACHINES
    if on_apel and draw(person.nip, day, "apel") % 10:
        found.taps.append(("apel", start - 800 + draw(person.nip, day, "apel") % 1500, "1"))
    return found


def _told(usual: Day, entries: list[list[str]]) -> Day:
    for what, *rest in entries:
        if what == "-":
            usual.taps.clear()
        elif what in {"in", "out"}:
            usual.taps = [tap for tap in usual.taps if tap[0] != what]
            if rest[0] != "-":
                usual.taps.append((what, second(rest[0]), rest[1] if len(rest) > 1 else "1"))
        else:
            usual.rows.append((what.rstrip("+"), rest[0] if rest else "1"))
            if not what.endswith("+"):
                usual.taps.clear()
    return usual


def _story(person: Person) -> dict[int, list[list[str]]]:
    found: dict[int, list[list[str]]] = {}
    for entry in filter(None, person.story.split(";")):
        days, *what = entry.split()
        first, _, last = days.partition("-")
        for day in range(int(first), int(last or first) + 1):
            found.setdefault(day, []).append(what)
    return found
