"""One person's scheduled days: dated rows, service, roster before weekday (R2).

A roster row comes before everything: a person with a roster row that gives work (a shift or
hours) in a month is on roster for that month, and its unrostered days are no working days, unless
the profile says that a row decides its own day alone (`rosters: days`). No working days are the
days of rest after a shift either, also in a month without roster rows. A row that is only `off`
removes its own day and nothing else.

Of the employees rows the one that began last holds until its end. Where several begin together and
more than one covers a day, nobody can say which holds: the day is unknown.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from masker_rules.attendance.clock import weekday_of
from masker_rules.attendance.rows import Note
from masker_rules.attendance.schedule import Planned, Planner
from masker_rules.attendance.settings import ROSTER_DAYS, AttendanceSettings, DayHours, Hours
from masker_rules.facts.rows import Employee, Roster
from masker_rules.periods import Month

__all__ = ["PersonPlan", "roster_hours", "rostered_day"]

#: Notes after which all days of the month are unknown.
_UNKNOWN = frozenset({"no-schedule", "unknown-schedule", "unknown-shift", "two-roster-rows"})


class PersonPlan:
    """One person's scheduled days, whatever was punched or absent.

    Args:
        planner: Schedules of everybody.
        rows: The person's employees rows, ordered by `valid_from` (open first).
        rosters: The person's roster rows, ordered by date.
    """

    def __init__(
        self, planner: Planner, rows: Sequence[Employee], rosters: Sequence[Roster] = ()
    ) -> None:
        self._planner = planner
        self.rows = rows
        self._starts = [(row.valid_from or date.min).toordinal() for row in rows]
        self._has_ties = len(set(self._starts)) < len(self._starts)
        self._ends = [row.valid_until.toordinal() if row.valid_until else None for row in rows]
        self._service = [
            (
                row.service_start.toordinal() if row.service_start else 0,
                row.service_end.toordinal() if row.service_end else date.max.toordinal(),
            )
            for row in rows
        ]
        self._hours = [planner.hours_of(row) or planner.default_of(row) for row in rows]
        self._keys = [(row.unit or "", row.staff_group) for row in rows]
        self._rosters: dict[int, Roster] = {}
        self._doubled: list[Roster] = []
        for roster in rosters:
            if self._rosters.setdefault(roster.date.toordinal(), roster) != roster:
                self._doubled.append(roster)
        working = [row.date for row in rosters if _gives_work(row)]
        if planner.settings.rosters == ROSTER_DAYS:
            working = []
        self._rostered_months = {planner.settings.cutoff.of(day) for day in working}
        self._rest = frozenset(self._rest_days())

    def _rest_days(self) -> Iterator[int]:
        for ordinal, row in self._rosters.items():
            shift = self._planner.settings.shifts.get(row.shift or "")
            if shift is not None and not row.off:
                yield from range(ordinal + 1, ordinal + 1 + shift.rest_days)

    @cached_property
    def page_key(self) -> tuple[Hours, str, str] | None:
        """Schedule, unit and group of whom one schedule of weekdays tells all days.

        None where several rows, a roster, a night or an unknown schedule ask for more.
        """
        hours = self._hours[0]
        if len(self.rows) > 1 or self._rosters or hours is None or self.may_pass_midnight:
            return None
        if self.rows[0].schedule and self._planner.hours_of(self.rows[0]) is None:
            return None
        return hours, *self._keys[0]

    def segment(self, ordinal: int) -> int:
        """Index of the employees row that holds on a day; the nearest where none does.

        Of several rows with one beginning it is one that covers the day, before others one by
        which the person serves; where that is not the only one the day is in `unknown_days`.
        """
        if len(self._starts) == 1:
            return 0
        index = max(bisect_right(self._starts, ordinal) - 1, 0)
        if not self._has_ties:
            return index
        covering = self._covering(index, ordinal)
        serving = [other for other in covering if self._serves_by(other, ordinal)]
        return (serving or covering or [index])[-1]

    def _covering(self, index: int, ordinal: int) -> list[int]:
        """The rows that begin with row `index` and cover a day."""
        begin = bisect_left(self._starts, self._starts[index])
        return [
            other
            for other in range(begin, bisect_right(self._starts, self._starts[index]))
            if self._covers(other, ordinal)
        ]

    def _covers(self, index: int, ordinal: int) -> bool:
        end = self._ends[index]
        return self._starts[index] <= ordinal and (end is None or ordinal <= end)

    def _serves_by(self, index: int, ordinal: int) -> bool:
        first, last = self._service[index]
        return first <= ordinal <= last

    def _is_disputed(self, ordinal: int) -> bool:
        """Whether several rows cover the day and the person serves by one of them."""
        if not self._has_ties:
            return False
        index = self.segment(ordinal)
        return len(self._covering(index, ordinal)) > 1 and self._serves_by(index, ordinal)

    def in_service(self, ordinal: int) -> bool:
        """Whether an employees row holds on the day and the person serves on it."""
        index = self.segment(ordinal)
        return self._covers(index, ordinal) and self._serves_by(index, ordinal)

    def unit(self, ordinal: int) -> str:
        return self._keys[self.segment(ordinal)][0]

    def staff_group(self, ordinal: int) -> str:
        return self._keys[self.segment(ordinal)][1]

    def day(self, ordinal: int) -> Planned | None:
        """The scheduled day, None where no work is due; service is not asked here."""
        index = self.segment(ordinal)
        if self._rosters:
            roster = self._rosters.get(ordinal)
            if roster is not None:
                return self._rostered(roster, index)
            if ordinal in self._rest:
                return None
        day = date.fromordinal(ordinal)
        month = self._planner.settings.cutoff.of(day)
        return None if month in self._rostered_months else self._ordinary(ordinal)

    def _ordinary(self, ordinal: int) -> Planned | None:
        """The day on the person's schedule, whatever a roster says."""
        index, day = self.segment(ordinal), date.fromordinal(ordinal)
        hours = self._hours[index]
        if hours is None:
            return None
        unit, group = self._keys[index]
        return self._planner.month(hours, unit, group, Month.of(day))[day.day - 1]

    def _rostered(self, row: Roster, index: int) -> Planned | None:
        return rostered_day(self._planner, row, self._hours[index], *self._keys[index])

    def unknown_days(self, month: Month) -> frozenset[int]:
        """Ordinals of the days of which nobody can say what is required.

        All days of the month where a schedule or shift named for it is not known; else those that
        several employees rows with one beginning cover.
        """
        days = range(month.first.toordinal(), month.last.toordinal() + 1)
        if any(note.code in _UNKNOWN for note in self.notes(month)):
            return frozenset(days)
        return frozenset(ordinal for ordinal in days if self._is_disputed(ordinal))

    @property
    def may_pass_midnight(self) -> bool:
        """Whether a shift of the person may take punches of another date."""
        nights = self._planner.nights
        return bool(self._rosters) or any(h is not None and h.name in nights for h in self._hours)

    def notes(self, month: Month) -> tuple[Note, ...]:
        """What is unknown or in conflict about the schedules of a month."""
        first, last = month.first.toordinal(), month.last.toordinal()
        found = [*self._row_notes(first, last)]
        found += [
            Note("two-roster-rows", row.date, kind="status")
            for row in self._doubled
            if row.date.toordinal() in month.ordinals
        ]
        for ordinal, row in self._rosters.items():
            if first <= ordinal <= last:
                found.extend(self._roster_notes(ordinal, row))
        found += self._taken_notes(month)
        return tuple(found)

    def leaves_roster(self, month: Month, beside: Month) -> bool:
        """Whether a month is on roster, and one beside it is not."""
        return month in self._rostered_months and beside not in self._rostered_months

    def _taken_notes(self, month: Month) -> Iterator[Note]:
        """That a roster of few days takes all others, where the profile does not say so."""
        if self._planner.settings.rosters or month not in self._rostered_months:
            return
        given = [day for day in month.ordinals if self.day(day) is not None]
        unnamed = {*month.ordinals} - self._rosters.keys() - self._rest
        taken = [day for day in unnamed if self._ordinary(day) and self.in_service(day)]
        if len(taken) > len(given):
            params = {"given": str(len(given)), "taken": str(len(taken))}
            yield Note("roster-takes-days", None, params)

    def _row_notes(self, first: int, last: int) -> Iterator[Note]:
        for index in sorted({self.segment(first), *self._segments(first, last)}):
            row = self.rows[index]
            if self._hours[index] is None:
                yield Note("no-schedule", None, kind="status")
            elif row.schedule and self._planner.hours_of(row) is None:
                params = {"schedule": row.schedule}
                yield Note("unknown-schedule", row.valid_from, params, "status")
        disputed = {self.segment(o) for o in range(first, last + 1) if self._is_disputed(o)}
        for begin in sorted({self._starts[index] for index in disputed}):
            row = self.rows[bisect_left(self._starts, begin)]
            yield Note("two-employee-rows", row.valid_from, kind="status")

    def _segments(self, first: int, last: int) -> Iterator[int]:
        for index, start in enumerate(self._starts):
            if first <= start <= last:
                yield index

    def _roster_notes(self, ordinal: int, row: Roster) -> Iterator[Note]:
        if not row.off and roster_hours(self._planner.settings, row) is None:
            params: dict[str, str] = {"shift": row.shift or ""}
            yield Note("unknown-shift", row.date, params, "status")
        if not row.off and ordinal in self._rest:
            yield Note("rest-day-rostered", row.date)


def rostered_day(
    planner: Planner, row: Roster, named: Hours | None, unit: str, group: str
) -> Planned | None:
    """The day of a roster row, None where it gives no hours.

    Args:
        planner: Schedules of everybody.
        row: The roster row.
        named: The person's schedule, of which the day has the name.
        unit: Whose calendar it is.
        group: Likewise.
    """
    hours = roster_hours(planner.settings, row)
    if hours is None:
        return None
    kinds = planner.kinds(row.date, unit, group)
    ordinal = row.date.toordinal()
    return Planned(
        row.date,
        ordinal,
        weekday_of(ordinal),
        "ramadan" if kinds.ramadan else "normal",
        named.name if named else "",
        row.shift or None,
        hours,
        hours.start,
        hours.end,
    )


def roster_hours(settings: AttendanceSettings, row: Roster) -> DayHours | None:
    """The hours of a roster row: its own where it gives them, else those of its shift."""
    if row.off:
        return None
    if row.start is not None and row.end is not None:
        return DayHours(row.start, row.end, None, None, row.start, row.end, None)
    shift = settings.shifts.get(row.shift or "")
    return shift.hours if shift else None


def _gives_work(row: Roster) -> bool:
    return not row.off and (row.shift is not None or row.start is not None)
