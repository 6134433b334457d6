"""Doubts about the taps of a unit: whole hours beside its schedule, or none at all on a day.

A zone set wrongly (WITA as WIB), or a machine's clock that was changed, moves everybody's taps by
whole hours. That is only told, never corrected: a person looks at it and enters a correction.

The test is deliberately plain. Of at least `MIN_TAPS` first ins (last outs) three quarters must
lie within `NEAR` of one and the same whole number of hours from the required moment. For a month
both the ins and the outs must say so, in the same direction: a unit that comes an hour early but
leaves on time has early people, not a wrong clock. For a single date one of the two is enough,
because a clock that is changed at noon shows only in the outs.

A working day on which nobody of a unit has a punch looks as if everybody had been absent; more
often the file of a machine is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from masker_rules.attendance.rows import DayRow, MonthAttendance, Note

__all__ = ["MIN_TAPS", "NEAR", "SHIFTS", "TapOffsets"]

MIN_TAPS = 10
NEAR = 20 * 60
#: Whole hours that a clock may be wrong by.
SHIFTS = (-2, -1, 1, 2)
#: So many people are several.
SEVERAL = 2
_WIDTH = 1 + len(SHIFTS)
_DUE, _CAME = 2 * _WIDTH, 2 * _WIDTH + 1
_NUMBERS = 2 * _WIDTH + 2
_PLACES = {hours: place for place, hours in enumerate(SHIFTS, 1)}
HOUR = 3600


class TapOffsets:
    """How far the taps of units lie from their schedules: counts, which can be added up.

    Of each unit and date twelve numbers: first ins, and those near each of `SHIFTS`; the same of
    last outs; people whose day is known and excused by nothing, and those of them with a tap.
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
            own = self._counts.setdefault(unit, {}).setdefault(day.date, [0] * _NUMBERS)
            _count_near(day.in_at, day.start, own, 0)
            _count_near(day.out_at, day.end, own, _WIDTH)
            if day.state == "known" and day.absence is None:
                own[_DUE] += 1
                own[_CAME] += day.in_at is not None or day.out_at is not None

    def count(self, unit: str, day: date, numbers: Sequence[int]) -> None:
        """Add counts of a unit and date."""
        own = self._counts.setdefault(unit, {}).setdefault(day, [0] * _NUMBERS)
        for index, number in enumerate(numbers):
            own[index] += number

    def merge(self, other: TapOffsets) -> None:
        """Add the counts of others."""
        for unit, days in other._counts.items():
            for day, numbers in days.items():
                self.count(unit, day, numbers)

    def notes(
        self, is_seen: Callable[[str, date], bool] = lambda _, __: True
    ) -> dict[str, tuple[Note, ...]]:
        """Notes about units, by unit.

        Args:
            is_seen: Whether it is known that somebody of a unit punched on a day, or that nobody
                did: who was counted here may be few of a unit.

        Returns:
            Units with a doubt only; `suspect-zone` for the month, else `suspect-clock` by date;
            then `unit-day-without-punches` by date.
        """
        found = {
            unit: (*_notes(unit, own), *_silent(unit, own, is_seen))
            for unit, own in sorted(self._counts.items())
        }
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
    if hours and hours == _shift(whole[_WIDTH:_DUE]):
        yield Note("suspect-zone", None, {"unit": unit, "hours": f"{hours:+d}"})
        return
    for day in sorted(counts):
        shift = _shift(counts[day][:_WIDTH]) or _shift(counts[day][_WIDTH:_DUE])
        if shift:
            yield Note("suspect-clock", day, {"unit": unit, "hours": f"{shift:+d}"})


def _silent(
    unit: str, counts: dict[date, list[int]], is_seen: Callable[[str, date], bool]
) -> Iterator[Note]:
    for day, numbers in sorted(counts.items()):
        if numbers[_DUE] >= SEVERAL and not numbers[_CAME] and not is_seen(unit, day):
            yield Note("unit-day-without-punches", day, {"unit": unit or "–"})


def _shift(counts: Sequence[int]) -> int:
    """The whole number of hours by which most of the taps are moved, 0 where none."""
    taps, *near = counts
    if taps >= MIN_TAPS:
        for hours, number in zip(SHIFTS, near, strict=True):
            if number * 4 >= taps * 3:
                return hours
    return 0
