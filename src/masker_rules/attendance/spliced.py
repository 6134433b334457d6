"""A month whose days are measured by more than one regulation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from masker_rules.attendance.index import PackIndex
from masker_rules.attendance.month import Attendance
from masker_rules.attendance.rows import MonthAttendance
from masker_rules.calendars import Calendar
from masker_rules.facts.rows import Employee
from masker_rules.periods import DateRange, Month

__all__ = ["SplicedAttendance"]


class SplicedAttendance:
    """Attendance where each day has the hours and the calendar that hold on it.

    Args:
        pieces: Ranges of dates that follow each other, each with its attendance.
    """

    def __init__(self, pieces: Sequence[tuple[DateRange, Attendance]]) -> None:
        self._pieces = tuple(pieces)
        self._last = self._pieces[-1][1]

    @property
    def index(self) -> PackIndex:
        return self._last.index

    @property
    def calendar(self) -> Calendar:
        """The calendar of the last range."""
        return self._last.calendar

    def segments(self, nip: str) -> tuple[Employee, ...]:
        """As :meth:`Attendance.segments`."""
        return self._last.segments(nip)

    def serves(self, nip: str, month: Month) -> bool:
        """As :meth:`Attendance.serves`."""
        return self._last.serves(nip, month)

    def days_served(self, nip: str, month: Month) -> Sequence[int]:
        """As :meth:`Attendance.days_served`."""
        return self._last.days_served(nip, month)

    def served(self, nip: str, month: Month) -> list[tuple[date, int]]:
        """As :meth:`Attendance.served`."""
        return self._last.served(nip, month)

    def month(self, nip: str, month: Month) -> MonthAttendance:
        """As :meth:`Attendance.month`: rows of each day from the attendance of its range.

        A month that no range touches is one that a window looks back at: of the last range, as it
        is in the months that no versions cut.
        """
        joined: MonthAttendance | None = None
        for days, attendance in self._pieces:
            if days.meeting(DateRange(month.first, month.last)).is_empty:
                continue
            piece = attendance.month(nip, month, days)
            joined = piece if joined is None else _joined(joined, piece)
        return self._last.month(nip, month) if joined is None else joined


def _joined(first: MonthAttendance, second: MonthAttendance) -> MonthAttendance:
    offset = len(first.days)
    notes = [*first.notes, *(note for note in second.notes if note not in first.notes)]
    return MonthAttendance(
        days=(*first.days, *second.days),
        events=(*first.events, *_moved(second.events, offset)),
        leave=(
            *first.leave,
            *(
                replace(row, day_index=row.day_index + offset) if row.day_index >= 0 else row
                for row in second.leave
            ),
        ),
        divisor_days=first.divisor_days + second.divisor_days,
        notes=tuple(notes),
        events_known=first.events_known and second.events_known,
        punches_known=first.punches_known and second.punches_known,
        schedule_known=first.schedule_known and second.schedule_known,
        calendar=(*first.calendar, *second.calendar),
        presence=(*first.presence, *second.presence),
        punches=(*first.punches, *_moved(second.punches, offset)),
        outages=(*first.outages, *_moved(second.outages, offset)),
        known_until=first.known_until or second.known_until,
        open_nights=first.open_nights or second.open_nights,
        orders_until=max(filter(None, (first.orders_until, second.orders_until)), default=None),
        silent=tuple(dict.fromkeys((*first.silent, *second.silent))),
        orders_known=first.orders_known and second.orders_known,
        sessions=(*first.sessions, *_moved(second.sessions, offset)),
    )


def _moved(rows: Iterable[Any], offset: int) -> Iterator[Any]:
    """Rows of days of the second month, which come after those of the first."""
    return (replace(row, day_index=row.day_index + offset) for row in rows)
