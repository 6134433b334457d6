"""Day facts: what attendance makes of punches, schedules, leave and events.

One row per person and scheduled day, event, or calendar day of leave. The rows hold what was seen
and what was required; what that *means* (late, alpa, missed) is said by the language's prelude
and may be said otherwise by a profile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

__all__ = [
    "DateRow",
    "DayRow",
    "EventRow",
    "LeaveRow",
    "MonthAttendance",
    "Note",
    "OutageRow",
    "PresenceRow",
    "PunchRow",
    "SessionRow",
]


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know about the input: `code` and parameters of its text.

    Attributes:
        code: `notes.<code>` of the text catalogs.
        day: The date it is about, None where it concerns the month.
        params: Values quoted by the text.
        kind: `status` for what may still change the result (pending, refused rows), `warning`
            for conflicts, flags and doubts.
    """

    code: str
    day: date | None
    params: Mapping[str, object] = field(default_factory=dict)
    kind: Literal["status", "warning"] = "warning"


class DayRow(NamedTuple):
    """One scheduled day of one person; clocks in seconds of that day, may pass 86 400.

    Attributes:
        date: The day on which the shift starts.
        weekday: `mon` … `sun`.
        season: `normal` or `ramadan`.
        schedule: Name of the hours.
        shift: Roster shift or None.
        start, end, break_start, break_end, target: As scheduled.
        late_from, early_until: Where lateness and early leaving are measured, after a half day.
        in_at, out_at, break_out_at, break_in_at: Accepted taps or None.
        apel_at: The first accepted apel tap or None.
        first_punch, last_punch, punches: The first and last accepted tap of any kind, and how
            many there are.
        absence: Canonical code of a counted full-day absence row, else None; None too where that
            row makes a working day judged by its punches (wfh), which is `work_code`.
        reason, inpatient, child_number: Of the counted full-day row, else of the half-day row;
            None empty.
        half: `am` or `pm` where a counted half-day row covers it, else None.
        half_code: Code of the half-day row.
        outage_in, outage_out: A declared outage cancels a missing in / out.
        outage: A declared outage touched the day.
        outage_time: Seconds of declared outages inside the schedule, outside the break.
        away_permitted, away_unpermitted: Seconds away inside the schedule, outside the break.
        location_in, location_out: `inside`, `outside` or `unknown`, of the tap used.
        flagged: A tap that counts carries a flag.
        state: `known`; `not_yet` after the as-of date; `unknown` where punches, or what is
            required of the person, are not known.
        segment: Index of the employees row that holds on that day.
        category, golongan, golongan_pppk, job_class, position_kind, staff_group, unit: What the
            person is on that day; filled by the engine where a formula over days asks for it.
        work_code: Code of a counted full-day row of a working day (wfh), else None.
        week: Week of the month, Monday first; the week of the 1st is 1.
        day_of_month: From 1.
        document: The letter that the row names, as `reason`.
        spell_day, spell_month, spell_working_day, spell_row_day, spell_in_year, spell_year_day: Of
            the calendar day of leave or duty that covers the day, see `LeaveRow`; None on other
            days.
        letter_days, letter_working_days: Likewise, of the row that covers it.
        after_holiday, after_joint_leave, after_leave: Which working day it is since the last day
            of that kind, from 1; None where neither this month nor the one before has one, and on
            such a day itself.
        before_holiday, before_joint_leave, before_leave: The same until the next, of this month
            and the one after; 1 is the last working day before it.
        last_leave, next_leave: The codes of these two leaves.
    """

    date: date
    weekday: str
    season: str
    schedule: str
    shift: str | None
    start: int
    end: int
    break_start: int | None
    break_end: int | None
    target: int | None
    late_from: int
    early_until: int
    in_at: int | None = None
    out_at: int | None = None
    break_out_at: int | None = None
    break_in_at: int | None = None
    absence: str | None = None
    reason: str | None = None
    inpatient: bool | None = None
    child_number: int | None = None
    half: str | None = None
    half_code: str | None = None
    outage_in: bool = False
    outage_out: bool = False
    outage: bool = False
    outage_time: int = 0
    away_permitted: int = 0
    away_unpermitted: int = 0
    location_in: str = "unknown"
    location_out: str = "unknown"
    flagged: bool = False
    state: str = "known"
    segment: int = 0
    work_code: str | None = None
    week: int = 1
    day_of_month: int = 1
    spell_day: int | None = None
    spell_month: int | None = None
    spell_working_day: int | None = None
    spell_row_day: int | None = None
    spell_in_year: int | None = None
    spell_year_day: int | None = None
    document: str | None = None
    apel_at: int | None = None
    first_punch: int | None = None
    last_punch: int | None = None
    punches: int = 0
    letter_days: int | None = None
    letter_working_days: int | None = None
    after_holiday: int | None = None
    after_joint_leave: int | None = None
    after_leave: int | None = None
    before_holiday: int | None = None
    before_joint_leave: int | None = None
    before_leave: int | None = None
    last_leave: str | None = None
    next_leave: str | None = None
    category: str | None = None
    golongan: str | None = None
    golongan_pppk: str | None = None
    job_class: int | None = None
    position_kind: str | None = None
    staff_group: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event that names the person, on one of the person's scheduled days.

    Attributes:
        day_index: Index into `MonthAttendance.days`.
        event: Canonical word.
        recorded: `present`, `absent`, `excused`, or None where no row was made.
        tapped: An accepted apel punch lies inside the event's times.
        covered: It lies in the half of the day that a letter excuses, or has no times on such a
            day.
    """

    date: date
    day_index: int
    event: str
    recorded: str | None
    tapped: bool
    covered: bool = False


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session of a scheduled day whose hours say that each is judged by itself.

    Attributes:
        day_index: Index into `MonthAttendance.days`.
        number: From 1, in order of the day.
        start, end: As scheduled, in seconds of the day.
        late_from, early_until: Where lateness and early leaving are measured: the day's for the
            first and the last session, else `start` and `end`; moved by half a day of leave.
        in_at, out_at: Accepted taps of the session or None.
        covered: It lies in the half of the day that a letter excuses.
        outage_in, outage_out: A declared outage cancels its missing in / out.
    """

    date: date
    day_index: int
    number: int
    start: int
    end: int
    late_from: int
    early_until: int
    in_at: int | None
    out_at: int | None
    covered: bool = False
    outage_in: bool = False
    outage_out: bool = False


@dataclass(frozen=True, slots=True)
class PunchRow:
    """An accepted punch of a scheduled day.

    Attributes:
        day_index: Index into `MonthAttendance.days`.
        time: Seconds of the day, may pass 86 400.
        kind: As stated, or as the windows of the profile have it.
        location: `inside`, `outside` or `unknown`.
        origin: Where it comes from, None where nothing is told.
        flagged: The verdict of the profile flags it.
    """

    date: date
    day_index: int
    time: int
    kind: str
    location: str
    origin: str | None
    flagged: bool


@dataclass(frozen=True, slots=True)
class OutageRow:
    """A declared outage that touches a scheduled day, as `DayRow.outage` tells it.

    Attributes:
        day_index: Index into `MonthAttendance.days`.
        start, end: Seconds of the day; what began before it begins at 0, what lasts for days ends
            at midnight of the next.
        inside: Seconds inside the required hours, outside the break.
    """

    date: date
    day_index: int
    start: int
    end: int
    inside: int


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """A calendar day of a counted full-day absence row, whether scheduled or not.

    Attributes:
        day_index: Index into `MonthAttendance.days`, -1 where the day is not scheduled.
        code, reason, inpatient, child_number: Of the absence row.
        spell: Running number of the spell (rows of one code with no working day between).
        day: Calendar day of the spell, from 1.
        month: Calendar month of the spell, 1 = where it began.
        working_day: Working days of the spell from its first day to this date; 0 where nobody
            asks for them.
        row_day: Calendar day counted from the `from` of the absence row that covers the date.
        lasted: Calendar days of the spell up to its end or the end of the month.
        document: The letter that the absence row names.
        in_year: Which spell of its kind it is in the calendar year, from 1.
        year_day: Calendar days of spells of its kind in the calendar year up to this date.
        letter_days: Calendar days of the absence row, from its first to its last, also outside
            the month; None where it has no last day.
        letter_working_days: How many of them are working days of the person; None too where
            nobody asks for them.
    """

    date: date
    day_index: int
    code: str
    reason: str | None
    inpatient: bool | None
    child_number: int | None
    spell: int
    day: int
    month: int
    working_day: int = 0
    row_day: int = 0
    lasted: int = 0
    document: str | None = None
    in_year: int = 0
    year_day: int = 0
    letter_days: int | None = None
    letter_working_days: int | None = None


class DateRow(NamedTuple):
    """One calendar day of the month, worked or not.

    Attributes:
        weekday: `mon` … `sun`.
        week: Week of the month, as that of a scheduled day.
        day_of_month: From 1.
        season: `normal` or `ramadan`.
        kind: What the calendar says of it for the person's unit and staff group: `holiday`,
            `joint_leave`, `workday` (declared one, whatever its weekday), `half_day`, else
            `ordinary`.
        scheduled: Whether it is a working day on the person's schedule or roster, also outside
            service.
        in_service: Whether the person serves on it.
    """

    date: date
    weekday: str
    week: int
    day_of_month: int
    season: str
    kind: str
    scheduled: bool
    in_service: bool


class PresenceRow(NamedTuple):
    """A calendar day on which the person punched, scheduled or not.

    Attributes:
        weekday, week, season, kind, scheduled, in_service: Of the date, see `DateRow`.
        start, end: Required hours where it is a scheduled day of service, else None.
        first_punch, last_punch: The first and last accepted punch of any kind, in seconds of the
            day; the same where there is one.
        punches: How many there are.
        ordered: Seconds that a letter orders and in which the person was there.
    """

    date: date
    weekday: str
    week: int
    season: str
    kind: str
    scheduled: bool
    in_service: bool
    start: int | None
    end: int | None
    first_punch: int
    last_punch: int
    punches: int
    ordered: int = 0


@dataclass(frozen=True, slots=True)
class MonthAttendance:
    """One person's month.

    Attributes:
        days: Scheduled days in order of date, leave and duty days included, days outside service
            not included.
        events, sessions, leave: See the rows.
        calendar: Every date of the month; empty where nobody asks for it.
        presence: Its days with punches; empty where nobody asks for them.
        punches, outages: Of its scheduled days; empty where nobody asks for them.
        known_until: The last day that is known, None where the whole month is.
        open_nights: Where work of the last night is over only after the month, and the pack tells
            of no punch after it: the first day after the month. That night is `unknown`.
        orders_until: The last day, after the month, of which a punch may count for an order of the
            month; None where there is no such order, or nobody asks.
        orders_known: Whether the pack tells of punches after the month, where it matters.
        divisor_days: Working days of the whole month on the person's schedules, days outside
            service included: the divisor of a part month.
        notes: What to tell beside the result.
        events_known: The pack has the `events` table.
        punches_known: Whether it is known who punched in the month.
        silent: Where it is not, of a month in which somebody punched: the first and last days of
            the part in which nobody did.
        schedule_known: Every schedule and shift named for the month is known, and one employees
            row holds on each of its days. Else the days in doubt are `unknown`: those of the whole
            month, or those that several employees rows with one beginning cover. Days whose hours
            cannot be told are not in `days`.
    """

    days: tuple[DayRow, ...]
    events: tuple[EventRow, ...]
    leave: tuple[LeaveRow, ...]
    divisor_days: int
    notes: tuple[Note, ...]
    events_known: bool = True
    punches_known: bool = True
    schedule_known: bool = True
    calendar: tuple[DateRow, ...] = ()
    sessions: tuple[SessionRow, ...] = ()
    presence: tuple[PresenceRow, ...] = ()
    punches: tuple[PunchRow, ...] = ()
    outages: tuple[OutageRow, ...] = ()
    known_until: date | None = None
    open_nights: date | None = None
    orders_until: date | None = None
    orders_known: bool = True
    silent: tuple[tuple[date, date], ...] = ()
