"""A small world for tests of attendance: a bare calendar, plain hours, rows written as text.

Loaded by its path (`load_support` in the tests that use it), because tests are no packages.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from masker_rules.attendance import Attendance, AttendanceSettings, DayRow, MonthAttendance
from masker_rules.attendance.settings import Bound, DayHours, Hours, Shift, Window
from masker_rules.calendars import Calendar, CalendarYear, RamadanPeriod
from masker_rules.facts import rows
from masker_rules.facts.pack import Pack
from masker_rules.facts.rows import Stamp
from masker_rules.periods import Month

NIP = "198501012010011001"
OTHER = "198602022011012002"
LEAVE = frozenset({"cuti_tahunan", "cuti_besar", "cuti_sakit", "sakit", "izin", "cltn"})
DUTY = frozenset({"dinas_luar", "dinas_dalam", "diklat", "tugas_belajar"})


def at(clock: str) -> int:
    """Seconds of `07:30` or `07:30:59`."""
    hours, minutes, seconds = (clock + ":00").split(":")[:3]
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def day(text: str) -> date:
    return date.fromisoformat(text)


def stamp(text: str, offset_minutes: int | None = None) -> Stamp:
    when, clock = text.split(" ")
    return Stamp(day(when), at(clock), offset_minutes)


def hours(start: str, end: str, pause: tuple[str, str] | None = None, **more: int) -> DayHours:
    first, last = (at(pause[0]), at(pause[1])) if pause else (None, None)
    made = DayHours(at(start), at(end), first, last, at(start), at(end), None)
    return replace(made, **more)


#: Monday to Thursday 07:30-16:00, Friday to 16:30, break 12:00-13:00 (Friday 11:30-13:00);
#: in Ramadan 08:00-15:00, Friday to 15:30, break 12:00-12:30.
WEEK = {n: hours("07:30", "16:00", ("12:00", "13:00")) for n in range(1, 5)}
WEEK[5] = hours("07:30", "16:30", ("11:30", "13:00"))
RAMADAN = {n: hours("08:00", "15:00", ("12:00", "12:30")) for n in range(1, 5)}
RAMADAN[5] = hours("08:00", "15:30", ("11:30", "12:30"))
OFFICE = Hours("office", None, {"normal": WEEK, "ramadan": RAMADAN})
#: 24 hours of the clock in three shifts; a day of rest follows the night.
SHIFTS = {
    "pagi": Shift(hours("07:00", "14:00")),
    "sore": Shift(hours("14:00", "21:00")),
    "malam": Shift(hours("21:00", "31:00"), rest_days=1),
}

BARE = Calendar(
    tuple(
        CalendarYear(
            year,
            (),
            (RamadanPeriod(day("2026-02-19"), day("2026-03-20"), day("2026-03-21")),)
            if year == 2026
            else (),
        )
        for year in range(2023, 2029)
    )
)


class World:
    """Collects the rows of a pack and resolves months of it."""

    def __init__(self, **settings: object) -> None:
        base = {"zone": "Asia/Makassar", "hours": (OFFICE,), "shifts": SHIFTS}
        base |= {"leave": LEAVE, "duty": DUTY, "work": frozenset({"wfh"})}
        base |= {"free": frozenset({"off"}), "rosters": "month"}
        if "kinds" in settings:
            settings["kinds"] = tuple(settings["kinds"].items())
        self.settings = AttendanceSettings(**(base | settings))
        # What is not told did not happen: all punches are there.
        months = (f"{year}-{month:02}" for year in range(2023, 2029) for month in range(1, 13))
        complete = [rows.Complete(month, "punches") for month in months]
        self.tables: dict[str, list[rows.Row]] = {
            "employees": [],
            "punches": [],
            "complete": [*complete],
        }
        self.calendar = BARE

    def employee(self, nip: str = NIP, **columns: object) -> World:
        dates = {
            key: day(value)
            if isinstance(value, str) and key.startswith(("valid", "service"))
            else value
            for key, value in columns.items()
        }
        self.tables["employees"].append(rows.Employee(nip, category="PNS", **dates))
        return self

    def punch(
        self, time: str, kind: str | None = None, nip: str = NIP, **columns: object
    ) -> World:
        offset = columns.pop("offset_minutes", None)
        exact = {
            key: Decimal(value) if key in ("lat", "lon", "accuracy_m") else value
            for key, value in columns.items()
        }
        self.tables["punches"].append(rows.Punch(nip, stamp(time, offset), kind, **exact))
        return self

    def present(self, when: str, first: str, last: str, nip: str = NIP) -> World:
        return self.punch(f"{when} {first}", "in", nip).punch(f"{when} {last}", "out", nip)

    def absence(
        self, code: str, first: str, last: str | None, nip: str = NIP, **columns: object
    ) -> World:
        columns.setdefault("approved", True)
        if "known_at" in columns:
            columns["known_at"] = stamp(columns["known_at"])
        until = day(last) if last else None
        return self.add("absences", rows.Absence(nip, code, day(first), until, **columns))

    def roster(
        self, when: str, shift: str | None = None, nip: str = NIP, **columns: object
    ) -> World:
        return self.add("rosters", rows.Roster(nip, day(when), shift, **columns))

    def date(self, when: str, kind: str, **columns: object) -> World:
        return self.add("calendar", rows.CalendarRow(day(when), kind, **columns))

    def outage(self, first: str, last: str, **columns: object) -> World:
        return self.add("outages", rows.Outage(stamp(first), stamp(last), **columns))

    def away(self, first: str, last: str, permitted: bool | None = None, nip: str = NIP) -> World:
        return self.add("away", rows.Away(nip, stamp(first), stamp(last), permitted))

    def event(
        self, when: str, event: str, first: str = "", last: str = "", **columns: object
    ) -> World:
        begin, end = (at(text) if text else None for text in (first, last))
        return self.add("events", rows.Event(day(when), event, from_=begin, until=end, **columns))

    def recorded(self, when: str, event: str, status: str, nip: str = NIP) -> World:
        return self.add(
            "attendance_at_events", rows.EventAttendance(nip, day(when), event, status)
        )

    def add(self, table: str, row: rows.Row) -> World:
        self.tables.setdefault(table, []).append(row)
        return self

    def without(self, table: str) -> World:
        self.tables.pop(table, None)
        return self

    def pack(self) -> Pack:
        if not self.tables["employees"]:
            self.employee()
        pack = Pack(**self.tables)
        assert not pack.set_aside, pack.set_aside
        return pack

    def attendance(self, as_of: str | None = None) -> Attendance:
        last = day(as_of) if as_of else None
        return Attendance(self.settings, self.calendar, self.pack(), last)

    def month(
        self, month: str = "2026-06", nip: str = NIP, as_of: str | None = None
    ) -> MonthAttendance:
        return self.attendance(as_of).month(nip, Month.parse(month))

    def day(self, when: str, nip: str = NIP, as_of: str | None = None) -> DayRow:
        """The scheduled day of a date; fails where it is not scheduled."""
        found = self.month(when[:7], nip, as_of)
        return next(row for row in found.days if row.date == day(when))


def codes(month: MonthAttendance, when: str | None = None) -> list[str]:
    """Codes of the notes, of one date where it is given."""
    return [n.code for n in month.notes if when is None or n.day == day(when)]


def dates(month: MonthAttendance) -> list[str]:
    """Dates of the scheduled days."""
    return [row.date.isoformat() for row in month.days]


def window(first: str | None, last: str | None) -> Window:
    first_at, last_at = (
        None if text is None else Bound("day", at(text)) for text in (first, last)
    )
    return Window(first_at, last_at)
