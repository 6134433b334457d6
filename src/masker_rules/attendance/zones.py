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

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from masker_rules.attendance.rows import DayRow, MonthAttendance, Note

__all__ = ["MIN_TAPS", "NEAR", "SHIFTS", "TapOffsets"]

MIN_TAPS = 10
NEAR = 20 * 60
#: Whole hours that a clock may be wrong by.
SHIFTS = (-2, -1, 1, 2)
_WIDTH = 1 + len(SHIFTS)
_PLACES = {hours: place for place, hours in enumerate(SHIFTS, 1)}
HOUR = 3600


class TapOffsets:
    """How far the taps of units lie from their schedules: counts, which can be added up.

    Of each unit and date ten numbers: first ins, and those near each of `SHIFTS`; the same of
    last outs.
    """

    def __init__(self) -> None:
        self._counts: dict[str, dict[date, list[int]]] = {}

    @classmethod
    def of(cls, months: Iterable[tuple[str, MonthAttendance]]) -> TapOffsets:
        """Those of people, each with the unit."""
        found = cls()
        for unit, month in months:
            found.add(unit, month.days)
        return found

    def add(self, unit: str, days: Iterable[DayRow]) -> None:
        """Count the taps of one person of a unit."""
        for day in days:
            own = self._counts.setdefault(unit, {}).setdefault(day.date, [0] * (2 * _WIDTH))
            _count_near(day.in_at, day.start, own, 0)
            _count_near(day.out_at, day.end, own, _WIDTH)

    def count(self, unit: str, day: date, numbers: Sequence[int]) -> None:
        """Add counts of a unit and date."""
        own = self._counts.setdefault(unit, {}).setdefault(day, [0] * (2 * _WIDTH))
        for index, number in enumerate(numbers):
            own[index] += number

    def merge(self, other: TapOffsets) -> None:
        """Add the counts of others."""
        for unit, days in other._counts.items():
            for day, numbers in days.items():
                self.count(unit, day, numbers)

    def notes(self) -> dict[str, tuple[Note, ...]]:
        """Notes about the clocks of units, by unit.

        Returns:
            Units with a doubt only; `suspect-zone` for the month, else `suspect-clock` by date.
        """
        found = {unit: tuple(_notes(unit, self._counts[unit])) for unit in sorted(self._counts)}
        return {unit: notes for unit, notes in found.items() if notes}


def _count_near(tap: int | None, required: int, counts: list[int], first: int) -> None:
    """One more tap, and one more that lies near a shift; no tap lies near two of them."""
    if tap is None:
        return
    counts[first] += 1
    hours = (tap - required + HOUR // 2) // HOUR
    place = _PLACES.get(hours)
    if place is not None and abs(tap - required - hours * HOUR) <= NEAR:
        counts[first + place] += 1


def _notes(unit: str, counts: dict[date, list[int]]) -> Iterator[Note]:
    whole = [sum(numbers) for numbers in zip(*counts.values(), strict=True)]
    hours = _shift(whole[:_WIDTH])
    if hours and hours == _shift(whole[_WIDTH:]):
        yield Note("suspect-zone", None, {"unit": unit, "hours": f"{hours:+d}"})
        return
    for day in sorted(counts):
        shift = _shift(counts[day][:_WIDTH]) or _shift(counts[day][_WIDTH:])
        if shift:
            yield Note("suspect-clock", day, {"unit": unit, "hours": f"{shift:+d}"})


def _shift(counts: Sequence[int]) -> int:
    """The whole number of hours by which most of the taps are moved, 0 where none."""
    taps, *near = counts
    if taps >= MIN_TAPS:
        for hours, number in zip(SHIFTS, near, strict=True):
            if number * 4 >= taps * 3:
                return hours
    return 0
