"""Doubts about a clock: a unit whose taps lie whole hours beside its schedule.

A zone set wrongly (WITA as WIB), or a machine's clock that was changed, moves everybody's taps by
whole hours. That is only told, never corrected: a person looks at it and enters a correction.

The test is deliberately plain. Of at least `MIN_TAPS` first ins (last outs) three quarters must
lie within `NEAR` of one and the same whole number of hours from the required moment. For a month
both the ins and the outs must say so, in the same direction: a unit that comes an hour early but
leaves on time has early people, not a wrong clock. For a single date one of the two is enough,
because a clock that is changed at noon shows only in the outs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from masker_rules.attendance.rows import DayRow, MonthAttendance, Note

__all__ = ["MIN_TAPS", "NEAR", "suspect_zones"]

MIN_TAPS = 10
NEAR = 20 * 60
_HOURS = (-2, -1, 1, 2)


def suspect_zones(
    months: Iterable[tuple[str, MonthAttendance]],
) -> dict[str, tuple[Note, ...]]:
    """Notes about the clocks of units, by unit.

    Args:
        months: The unit and the month of each person.

    Returns:
        Units with a doubt only; `suspect-zone` for the month, else `suspect-clock` by date.
    """
    by_unit: dict[str, list[DayRow]] = {}
    for unit, month in months:
        by_unit.setdefault(unit, []).extend(month.days)
    found = {unit: tuple(_unit_notes(unit, days)) for unit, days in sorted(by_unit.items())}
    return {unit: notes for unit, notes in found.items() if notes}


def _unit_notes(unit: str, days: list[DayRow]) -> list[Note]:
    hours = _shift(_ins(days))
    if hours and hours == _shift(_outs(days)):
        return [Note("suspect-zone", None, {"unit": unit, "hours": f"{hours:+d}"})]
    by_date: dict[date, list[DayRow]] = {}
    for row in days:
        by_date.setdefault(row.date, []).append(row)
    shifts = ((day, _shift(_ins(rows)) or _shift(_outs(rows))) for day, rows in by_date.items())
    return [
        Note("suspect-clock", day, {"unit": unit, "hours": f"{shift:+d}"})
        for day, shift in sorted(shifts)
        if shift
    ]


def _ins(days: Iterable[DayRow]) -> list[int]:
    return [day.in_at - day.start for day in days if day.in_at is not None]


def _outs(days: Iterable[DayRow]) -> list[int]:
    return [day.out_at - day.end for day in days if day.out_at is not None]


def _shift(offsets: list[int]) -> int:
    """The whole number of hours by which most of the offsets are moved, 0 where none."""
    if len(offsets) < MIN_TAPS:
        return 0
    for hours in _HOURS:
        near = sum(1 for offset in offsets if abs(offset - hours * 3600) <= NEAR)
        if near * 4 >= len(offsets) * 3:
            return hours
    return 0
