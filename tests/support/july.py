"""July 2026 told by minutes: 23 working days, no holiday, Mondays the 6th, 13th, 20th and 27th."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

NIP = "198501012010011001"
PERIOD = "2026-07"
DAYS = [
    day
    for day in (date(2026, 7, 1) + timedelta(days=n) for n in range(31))
    if day.isoweekday() <= 5
]
#: Days with ordinary hours and no Monday roll call.
PLAIN = [day for day in DAYS if day.isoweekday() in {2, 3, 4}]
MONDAYS = [day for day in DAYS if day.isoweekday() == 1]


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def hhmm(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def july(
    *,
    late_from: str,
    start: str,
    end: str,
    friday_end: str,
    late: Sequence[int] = (),
    early: Sequence[int] = (),
    missing_out: int = 0,
    alpa: int = 0,
    apel_missed: int = 0,
) -> dict[str, list[dict[str, Any]]]:
    """Punches and roll calls of one person: each thing on a day of its own."""
    free: Iterator[date] = iter(PLAIN)
    punches = {day: (start, friday_end if day.isoweekday() == 5 else end) for day in DAYS}
    for minutes in late:
        day = next(free)
        punches[day] = (clock(hhmm(late_from) + minutes), end)
    for minutes in early:
        punches[next(free)] = (start, clock(hhmm(end) - minutes))
    for _ in range(missing_out):
        punches[next(free)] = (start, "")
    for _ in range(alpa):
        del punches[next(free)]
    rows = [
        {"nip": NIP, "time": f"{day} {at}", "kind": kind}
        for day, taps in punches.items()
        for kind, at in zip(("in", "out"), taps, strict=True)
        if at
    ]
    attended = [
        {
            "nip": NIP,
            "date": day.isoformat(),
            "event": "apel_pagi",
            "status": "absent" if number < apel_missed else "present",
        }
        for number, day in enumerate(MONDAYS)
    ]
    events = [{"date": day.isoformat(), "event": "apel_pagi"} for day in MONDAYS]
    return {"punches": rows, "events": events, "attendance_at_events": attended}
