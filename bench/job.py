"""The work that is measured: facts made without a random generator, and the same job by hand.

`by_hand_*` are what a programmer would write for one regulation: plain integers, no table, no
trace. They are the yardstick of speed and, to the rupiah, of the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

__all__ = [
    "DAYS",
    "RAW_PERIOD",
    "Person",
    "by_hand_days",
    "by_hand_punches",
    "day_rows",
    "people",
    "raw_tables",
]

DAYS = 22
_MASK = (1 << 64) - 1


def draw(*key: int) -> int:
    """splitmix64 over a key: the first people are the same for every number of people."""
    state = 20_261_124
    for part in key:
        state = (state + (part + 1) * 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        state ^= state >> 31
    return state


# ------------------------------------------------------------------ from day facts
@dataclass(frozen=True, slots=True)
class Person:
    """Day facts of one person.

    Attributes:
        amount: Rupiah, odd.
        achievement: Hundredths of a percent.
        days: Status word, minutes late and early, whether the in and the out are missing.
    """

    amount: int
    achievement: int
    days: tuple[tuple[str, int, int, bool, bool], ...]


def people(count: int) -> list[Person]:
    """That many people: 4.5 % of the days on leave, 2.5 % absent, a fifth late or early."""
    return [
        Person(
            amount=1_000_001 + 2 * (draw(who, 0) % 12_000_000),
            achievement=7_000 + draw(who, 1) % 3_001,
            days=tuple(_day(who, day) for day in range(DAYS)),
        )
        for who in range(count)
    ]


def _day(who: int, day: int) -> tuple[str, int, int, bool, bool]:
    kind = draw(who, day, 2) % 1000
    if kind < 45:
        return "cuti_tahunan", 0, 0, False, False
    if kind < 70:
        return "alpa", 0, 0, False, False
    no_in, no_out = kind < 78, 78 <= kind < 90
    late = 0 if no_in else _minutes(who, day, 3)
    return "present", late, 0 if no_out else _minutes(who, day, 4), no_in, no_out


def _minutes(who: int, day: int, field: int) -> int:
    drawn = draw(who, day, field)
    return drawn // 8 % 150 if drawn % 8 == 0 else 0


@dataclass(slots=True)
class DayFacts:
    """A day as the plan reads it, what attendance would have derived already given."""

    date: date
    status: str
    late: int
    early: int
    missing_in: bool
    missing_out: bool
    half: str | None = None
    half_code: str | None = None
    season: str = "normal"
    away_unpermitted: int = 0


def day_rows(person: Person) -> list[DayFacts]:
    """The person's days as rows; durations are seconds."""
    first = date(2026, 6, 1)
    return [
        DayFacts(first + timedelta(at), status, 60 * late, 60 * early, no_in, no_out)
        for at, (status, late, early, no_in, no_out) in enumerate(person.days)
    ]


def by_hand_days(everybody: Iterable[Person]) -> Iterator[int]:  # noqa: C901  (no calls inside)
    """The pay of each, from the same facts."""
    for person in everybody:
        points = 0
        for status, late, early, no_in, no_out in person.days:
            if status == "alpa":
                points += 300
            elif status == "present":
                if no_in or late > 90:
                    points += 150
                elif late > 60:
                    points += 125
                elif late > 30:
                    points += 100
                elif late:
                    points += 50
                if no_out or early > 90:
                    points += 150
                elif early > 60:
                    points += 125
                elif early > 30:
                    points += 100
                elif early:
                    points += 50
        left = 4_000 - points if points < 4_000 else 0
        discipline = (person.amount * left + 5_000) // 10_000
        productivity = (person.amount * 60 * person.achievement + 500_000) // 1_000_000
        yield discipline + productivity


# ------------------------------------------------------------------ from raw punches
RAW_PERIOD = "2026-07"
TARGET = 6_750
_WORKDAYS = [
    day for day in (date(2026, 7, 1) + timedelta(at) for at in range(31)) if day.weekday() < 5
]
GRADES = {"II/c": 0, "III/b": 5, "III/d": 5, "IV/a": 15}


def raw_tables(count: int) -> dict[str, list[dict[str, str]]]:
    """A pack of that many people for a regulation of 60 % activity minutes, 40 % attendance."""
    made: dict[str, list[dict[str, str]]] = {
        "employees": [], "punches": [], "activities": [], "amounts": [], "absences": [],
        "scores": [{"period": RAW_PERIOD, "measure": "target_minutes", "value": str(TARGET)}],
        "events": [
            {"date": str(day), "event": "apel_pagi", "from": "07:00", "until": "07:30"}
            for day in _WORKDAYS
            if day.weekday() == 0
        ],
    }  # fmt: skip
    for who in range(count):
        _add_person(made, who)
    return made


def _add_person(made: dict[str, list[dict[str, str]]], who: int) -> None:
    born = f"{1970 + who % 30}{1 + who % 12:02d}{1 + who % 28:02d}"
    nip = f"{born}20{10 + who // 1800:02d}01{1 + who // 900 % 2}{1 + who % 900:03d}"
    grade = list(GRADES)[who % 4]
    person = {"name": f"Contoh {who}", "category": "PNS", "grade": grade}
    made["employees"].append({"nip": nip, **person})
    amount = str(2_000_001 + 2 * (draw(who, 0) % 2_000_000))
    made["amounts"].append({"component": "tpp", "amount": amount, "nip": nip})
    made["amounts"].append({"component": "payment_percent", "amount": "100%", "nip": nip})
    for at, day in enumerate(_WORKDAYS):
        minutes = str(200 + draw(who, at, 5) % 120)
        made["activities"].append(
            {"nip": nip, "date": str(day), "minutes": minutes, "status": "approved"}
        )
        status, late, early, no_in, no_out = _day(who, at)
        if status != "present":
            continue
        end = (15 * 60 + 30 if day.weekday() == 4 else 16 * 60) * 60
        start = 450 * 60
        taps = []
        if not no_in:
            taps.append(("in", start + (60 * late if late else -(draw(who, at, 6) % 1800))))
        if day.weekday() == 0 and draw(who, at, 7) % 10:
            taps.append(("apel", start - draw(who, at, 7) % 1500))
        if not no_out:
            taps.append(("out", end - 60 * early if early else end + draw(who, at, 8) % 1800))
        for kind, second in taps:
            clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
            made["punches"].append({"nip": nip, "time": f"{day} {clock}", "kind": kind})


def by_hand_punches(pack: Any) -> Iterator[tuple[str, int]]:
    """NIP and net pay of each, from the rows of the same pack."""
    amounts = {row.nip: int(row.amount) for row in pack.rows("amounts") if row.component == "tpp"}
    minutes: dict[str, int] = {}
    for row in pack.rows("activities"):
        minutes[row.nip] = minutes.get(row.nip, 0) + row.minutes
    taps = pack.by_nip("punches")
    for row in pack.rows("employees"):
        points, absent = _points(taps.get(row.nip, ()))
        if absent > 3:
            yield row.nip, 0
            continue
        pay = amounts[row.nip]
        done = min((20_000 * minutes[row.nip] + TARGET) // (2 * TARGET), 10_000)
        productivity = (pay * 60 * done + 500_000) // 1_000_000
        discipline = (pay * 40 * max(10_000 - points, 0) + 500_000) // 1_000_000
        gross = productivity + discipline
        health = (pay + 50) // 100
        taxed = gross - health
        tax = (taxed * GRADES[row.grade] + 50) // 100
        yield row.nip, max(taxed - tax, 0)


def _points(taps: Sequence[Any]) -> tuple[int, int]:
    """Hundredths of a percent of the discipline part, and days without notice."""
    ins: dict[date, int] = {}
    outs: dict[date, int] = {}
    apel: set[date] = set()
    for tap in taps:
        day, second = tap.time.day, tap.time.second
        if tap.kind == "in":
            if day not in ins or second < ins[day]:
                ins[day] = second
        elif tap.kind == "out":
            if day not in outs or second > outs[day]:
                outs[day] = second
        elif 25_200 <= second <= 27_000:
            apel.add(day)
    points = absent = 0
    for day in _WORKDAYS:
        came, left = ins.get(day), outs.get(day)
        if day.weekday() == 0 and day not in apel:
            points += 200
        if came is None and left is None:
            points += 300
            absent += 1
            continue
        end = 55_800 if day.weekday() == 4 else 57_600
        points += 125 if came is None else _bracket((came - 27_000) // 60)
        points += 125 if left is None else _bracket((end - left) // 60)
    return points, absent


def _bracket(minutes: int) -> int:
    if minutes < 1:
        return 0
    if minutes < 31:
        return 50
    if minutes < 61:
        return 100
    return 125 if minutes < 91 else 150
