"""Which days are worked on a schedule, and the hours required on each of them (R2).

The weekday decides, by the hours of the season, less holidays and joint leave, plus declared
working days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from masker_rules.attendance.clock import DAY, weekday_of
from masker_rules.attendance.settings import AttendanceSettings, DayHours, Hours, Season
from masker_rules.calendars import Calendar, DayKinds
from masker_rules.errors import CalendarError
from masker_rules.facts.rows import Employee, Schedule
from masker_rules.periods import Month

__all__ = ["Planned", "Planner", "is_night", "middle"]


@dataclass(frozen=True, slots=True)
class Planned:
    """One scheduled day, before absences and punches.

    Attributes:
        date: The day on which the shift starts.
        ordinal: The same as a proleptic Gregorian ordinal.
        weekday: `mon` … `sun`.
        season: `normal` or `ramadan`.
        schedule: Name of the hours.
        shift: Roster shift or None.
        hours: Required hours; on a half day of the calendar they end where its half ends.
        required_in, required_out: Where the required stretch begins and ends: `hours.start` and
            `hours.end` unless a half-day absence moves one of them.
        assumed: A declared working day on a weekday without hours took those of another weekday.
    """

    date: date
    ordinal: int
    weekday: str
    season: Season
    schedule: str
    shift: str | None
    hours: DayHours
    required_in: int
    required_out: int
    assumed: bool = False


def middle(hours: DayHours) -> int:
    """The second in the middle of the schedule, rounded down."""
    return (hours.start + hours.end) // 2


def is_night(hours: DayHours, reach: int) -> bool:
    """Whether the shift passes midnight, or starts so early that people punch in before it."""
    return hours.end > DAY or hours.start < reach


def half_of(hours: DayHours) -> DayHours:
    """The hours of a half day of the calendar: up to the break, without one to the middle."""
    end = middle(hours) if hours.break_start is None else hours.break_start
    target = None if hours.target is None else min(hours.target, end - hours.start)
    return replace(
        hours,
        end=end,
        early_until=end,
        break_start=None,
        break_end=None,
        target=target,
        sessions=tuple((s, min(e, end)) for s, e in hours.sessions if s < end),
    )


def overridden(row: Schedule, base: DayHours | None) -> DayHours:
    """The hours of a pack's `schedules` row.

    What the row leaves empty is the profile's of that weekday: the break where it lies inside
    the new hours, the target, and how far lateness and early leaving are measured from the ends.
    Where the profile's day has sessions, those of the row are what its break parts.
    """
    late = early = 0
    target = None
    break_start, break_end = row.break_start, row.break_end
    if base is not None:
        late, early, target = base.late_from - base.start, base.end - base.early_until, base.target
        if break_start is None and break_end is None:
            break_start, break_end = base.break_start, base.break_end
    if break_start is None or break_end is None or not _inside(row, break_start, break_end):
        break_start = break_end = None
    sessions: tuple[tuple[int, int], ...] = ()
    if base is not None and base.sessions:
        sessions = ((row.start, row.end),)
        if break_start is not None and break_end is not None:
            sessions = ((row.start, break_start), (break_end, row.end))
    late_from, early_until = row.start + late, row.end - early
    return DayHours(
        row.start, row.end, break_start, break_end, late_from, early_until, target, sessions
    )


def _inside(row: Schedule, break_start: int, break_end: int) -> bool:
    return row.start <= break_start <= break_end <= row.end


class Planner:
    """Schedules of everybody: profile hours, the pack's `schedules` rows and the calendar.

    Months are planned once for each combination of hours, unit and staff group.
    """

    def __init__(
        self,
        settings: AttendanceSettings,
        calendar: Calendar,
        schedules: Sequence[Schedule] = (),
    ) -> None:
        self.settings = settings
        self.calendar = calendar
        self._rows: dict[tuple[str, str, int], list[Schedule]] = {}
        for row in schedules:
            key = (row.schedule, row.season, row.weekday)
            self._rows.setdefault(key, []).append(row)
        self._named: dict[str, Hours] = {}
        for hours in settings.hours:
            self._named.setdefault(hours.name, hours)
        for row in schedules:
            self._named.setdefault(row.schedule, Hours(row.schedule, None, {}))
        self._months: dict[tuple[str, str, str, Month], tuple[Planned | None, ...]] = {}
        #: Names of the schedules with a night shift.
        self.nights = frozenset(
            name for name in self._named if self._has_night(name, settings.shift_reach)
        )

    def _has_night(self, name: str, reach: int) -> bool:
        weeks = self._named[name].weeks.values()
        profile = (is_night(hours, reach) for week in weeks for hours in week.values())
        own = (r for key, rows in self._rows.items() if key[0] == name for r in rows)
        return any(profile) or any(row.end > DAY or row.start < reach for row in own)

    def hours_of(self, row: Employee) -> Hours | None:
        """The schedule of an employees row: the one it names, else the first that applies."""
        if row.schedule:
            return self._named.get(row.schedule)
        return self.default_of(row)

    def default_of(self, row: Employee) -> Hours | None:
        """The first schedule of the settings that applies to `row`."""
        applying = (h for h in self.settings.hours if h.applies is None or h.applies(row))
        return next(applying, None)

    def month(
        self, hours: Hours, unit: str, group: str, month: Month
    ) -> tuple[Planned | None, ...]:
        """The days of a month on `hours`, from its first; None is no working day."""
        key = (hours.name, unit, group, month)
        found = self._months.get(key)
        if found is None:
            found = tuple(self._planned(hours, unit, group, day) for day in month.dates())
            self._months[key] = found
        return found

    def kinds(self, day: date, unit: str, group: str) -> DayKinds:
        """What the calendar says; a neighbouring year that is not loaded is loaded."""
        try:
            return self.calendar.kinds(day, unit, group)
        except CalendarError as error:
            if error.code != "calendar-date-not-loaded":
                raise
            (year,) = Calendar.for_years([day.year]).years
            years = sorted((*self.calendar.years, year), key=lambda item: item.year)
            self.calendar = Calendar(tuple(years), self.calendar.layers)
            return self.calendar.kinds(day, unit, group)

    def _planned(self, hours: Hours, unit: str, group: str, day: date) -> Planned | None:
        kinds = self.kinds(day, unit, group)
        if kinds.is_free and not kinds.workday:
            return None
        season: Season = "ramadan" if kinds.ramadan else "normal"
        required = self.day_hours(hours, unit, season, day)
        assumed = required is None and kinds.workday
        if required is None and kinds.workday:
            required = self._first_hours(hours, unit, season, day)
        if required is None:
            return None
        if kinds.half_day:
            required = half_of(required)
        ordinal = day.toordinal()
        return Planned(
            day,
            ordinal,
            weekday_of(ordinal),
            season,
            hours.name,
            None,
            required,
            required.start,
            required.end,
            assumed,
        )

    def day_hours(
        self, hours: Hours, unit: str, season: Season, day: date, weekday: int = 0
    ) -> DayHours | None:
        """The hours of a weekday (`weekday` 0: that of `day`), None where it is not worked.

        A pack row of the season comes before the profile's week of the season, and both before
        the normal season: a season that neither has takes the normal one.
        """
        weekday = weekday or day.isoweekday()
        for name in dict.fromkeys((season, "normal")):
            week: Mapping[int, DayHours] | None = hours.weeks.get(name)
            row = self._row(hours.name, name, weekday, unit, day)
            if row is not None:
                base = (week if week is not None else hours.weeks.get("normal", {})).get(weekday)
                return overridden(row, base)
            if week is not None:
                return week.get(weekday)
        return None

    def _row(self, name: str, season: str, weekday: int, unit: str, day: date) -> Schedule | None:
        """The pack's row: the one for the unit before the general one, then the later one."""
        holding = [
            row
            for row in self._rows.get((name, season, weekday), ())
            if (not row.unit or row.unit == unit)
            and (row.valid_from is None or row.valid_from <= day)
            and (row.valid_until is None or row.valid_until >= day)
        ]
        return max(holding, key=_narrowness, default=None)

    def _first_hours(self, hours: Hours, unit: str, season: Season, day: date) -> DayHours | None:
        """Hours of the first weekday that has some, for a declared working day without any."""
        found = (self.day_hours(hours, unit, season, day, weekday) for weekday in range(1, 8))
        return next((h for h in found if h is not None), None)


def _narrowness(row: Schedule) -> tuple[object, ...]:
    return (bool(row.unit), row.valid_from or date.min, row.start, row.end, repr(row))
