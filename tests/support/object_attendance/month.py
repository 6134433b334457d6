"""One person's month: schedule, taps, leave, events, outages and away time put together.

:class:`Attendance` holds what all persons share and is made once for a pack;
:func:`resolve_month` is the same for a single call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from masker_rules.attendance.away import away_notes, away_seconds
from masker_rules.attendance.clock import DAY, weekday_of
from masker_rules.attendance.evidence import SiteIndex
from masker_rules.attendance.outages import outage_flags, outage_seconds
from masker_rules.attendance.rows import (
    DateRow,
    DayRow,
    EventRow,
    LeaveRow,
    MonthAttendance,
    Note,
    OutageRow,
    PresenceRow,
    PunchRow,
    SessionRow,
)
from masker_rules.attendance.schedule import Planned, Planner
from masker_rules.attendance.settings import AttendanceSettings
from masker_rules.calendars import Calendar
from masker_rules.calendars import CalendarRow as OverlaidRow
from masker_rules.facts.pack import Pack
from masker_rules.facts.rows import Absence, Employee
from masker_rules.periods import DateRange, Month
from masker_rules.texts.spoken import Code, Listed, MonthOf
from object_attendance.beside import beside
from object_attendance.events import day_events, event_notes
from object_attendance.index import PackIndex
from object_attendance.leave import ALPA, Cover
from object_attendance.person import Person
from object_attendance.sessions import session_rows
from object_attendance.taps import DayTaps, TapReader

__all__ = ["Attendance", "resolve_month"]

_NO_TAPS = DayTaps()
#: What a date may be besides ordinary; it is never two of them.
DATE_KINDS = ("holiday", "joint_leave", "workday", "half_day")


class Attendance:
    """Attendance of a pack under one profile and calendar.

    Args:
        settings: What the profile says of hours, punches and evidence.
        calendar: The profile's calendar; the pack's `calendar` rows are laid over it here.
        pack: The facts.
        as_of: Last known day; later days are `not_yet`. None = all days are known.
        reads: Facts that are asked for, by grain: what costs something and nobody reads is not
            worked out. None = everything is.

    Raises:
        CalendarError: rows of the pack's calendar contradict each other
            [calendar-rows-conflict].
    """

    def __init__(
        self,
        settings: AttendanceSettings,
        calendar: Calendar,
        pack: Pack,
        as_of: date | None = None,
        reads: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self.settings = settings
        self._reads = reads
        self.index = PackIndex(pack, settings.zone, settings.cutoff)
        rows = [
            OverlaidRow(
                row.date,
                row.kind,
                row.name or "",
                row.unit or "",
                row.staff_group or "",
                row.decree or "",
                row.decided_on,
            )
            for row in pack.rows("calendar")
        ]
        self.calendar = calendar.overlaid(rows)
        self.planner = Planner(settings, self.calendar, pack.rows("schedules"))
        self._reader = TapReader(settings, SiteIndex(pack.rows("sites"), settings.site_radius_m))
        self._last_known = as_of.toordinal() if as_of else date.max.toordinal()
        self._people: dict[str, Person] = {}

    @property
    def nips(self) -> tuple[str, ...]:
        """Everybody of the pack, in order."""
        return self.index.nips

    def segments(self, nip: str) -> tuple[Employee, ...]:
        """The person's employees rows, in the order that `DayRow.segment` counts."""
        return tuple(self._person(nip).plan.rows)

    def _person(self, nip: str) -> Person:
        found = self._people.get(nip)
        if found is None:
            found = self._people[nip] = Person(self.settings, self.planner, self.index, nip)
        return found

    def month(self, nip: str, month: Month, within: DateRange | None = None) -> MonthAttendance:
        """The day facts of one person and month, or of those of its days that lie `within`.

        Raises:
            RequestError: nobody of that nip is in the pack [nip-not-in-pack].
            CalendarError: the calendar does not reach that month [calendar-date-not-loaded].
        """
        self.calendar.month(month)
        days = (within or DateRange()).meeting(DateRange(month.first, month.last))
        return _MonthOfPerson(self, self._reader, self._person(nip), month, days).result()

    def serves(self, nip: str, month: Month) -> bool:
        """Whether the person serves on any calendar day of the month.

        That is a day, scheduled or not, on which an employees row holds (`valid_from` to
        `valid_until`, a later row ends it) and which lies in that row's service. Where several
        rows begin together, one by which the person serves is enough.

        Raises:
            RequestError: nobody of that nip is in the pack [nip-not-in-pack].
        """
        return any(self._in_service(nip, month))

    def days_of_service(self, nip: str, month: Month) -> int:
        """Calendar days of the month on which the person serves, see :meth:`serves`."""
        return sum(self._in_service(nip, month))

    def _in_service(self, nip: str, month: Month) -> Iterator[bool]:
        plan = self._person(nip).plan
        days = range(month.first.toordinal(), month.last.toordinal() + 1)
        return (plan.in_service(ordinal) for ordinal in days)

    def served(self, nip: str, month: Month) -> list[tuple[date, int]]:
        """Calendar days of the month on which the person serves, with the row that holds.

        Raises:
            RequestError: nobody of that nip is in the pack [nip-not-in-pack].
        """
        plan = self._person(nip).plan
        return [
            (day, plan.segment(day.toordinal()))
            for day in month.dates()
            if plan.in_service(day.toordinal())
        ]

    def asks(self, grain: str, fact: str = "") -> bool:
        """Whether anybody reads a fact, or any row of a grain."""
        if self._reads is None:
            return True
        return fact in self._reads.get(grain, ()) if fact else grain in self._reads

    def asks_by_name(self, fact: str) -> bool:
        """Whether it is known that somebody reads a fact of days."""
        return self._reads is not None and fact in self._reads.get("day", ())

    @property
    def last_known(self) -> int:
        """Ordinal of the last known day."""
        return self._last_known


class _MonthOfPerson:
    """Puts one month together; lives for one call."""

    def __init__(
        self,
        shared: Attendance,
        reader: TapReader,
        person: Person,
        month: Month,
        days: DateRange,
    ) -> None:
        self._shared = shared
        self._reader = reader
        self._person = person
        self._month = month
        first, last = days.first or month.first, days.last or month.last
        self._wanted = range(first.toordinal(), last.toordinal() + 1)
        self._known = range(self._wanted.start, min(self._wanted.stop, shared.last_known + 1))
        self._first_weekday = month.first.isoweekday()
        self._unknown_days = person.plan.unknown_days(month)
        self._notes: list[Note] = []
        self._has_open_night = False
        self._free: dict[int, list[int]] = {}

    def result(self) -> MonthAttendance:
        person, index = self._person, self._shared.index
        planned = self._planned()
        serving = {o: day for o, day in planned.items() if person.plan.in_service(o)}
        taps = self._taps(serving)
        scheduled = [serving[o] for o in self._wanted if o in serving]
        self._notes.extend(person.plan.notes(self._month))
        days, events = [], []
        sessions: list[SessionRow] = []
        punches: list[PunchRow] = []
        outages: list[OutageRow] = []
        for position, day in enumerate(scheduled):
            day_taps = taps.get(day.ordinal, _NO_TAPS)
            row = self._day(day, day_taps)
            days.append(row)
            sessions += self._sessions(day, position, day_taps)
            punches += _punches(day, position, day_taps)
            outages += self._outages(day, position)
            if row.state != "not_yet":
                events += self._events(day, position, day_taps, row)
        indexes = {day.ordinal: position for position, day in enumerate(scheduled)}
        leave = self._leave(indexes)
        for away in leave:
            if away.day_index >= 0:
                days[away.day_index] = _in_spell(days[away.day_index], away)
        self._collect_notes(events)
        if days:
            self._months_beside()
        return MonthAttendance(
            days=tuple(days),
            events=tuple(events),
            leave=leave,
            sessions=tuple(sessions),
            punches=tuple(punches) if self._shared.asks("punch") else (),
            outages=tuple(outages) if self._shared.asks("outage") else (),
            divisor_days=sum(1 for o in self._wanted if o in planned),
            notes=tuple(sorted(self._notes, key=_note_order)),
            events_known=index.events_known,
            punches_known=not index.silent(self._month),
            open_nights=date.fromordinal(self._wanted.stop) if self._has_open_night else None,
            schedule_known=not self._unknown_days,
            calendar=tuple(self._dates(planned)) if self._shared.asks("calendar") else (),
            presence=tuple(self._presence(planned, serving, taps))
            if self._shared.asks("presence")
            else (),
            known_until=None
            if self._known.stop >= self._wanted.stop
            else date.fromordinal(self._known.stop - 1),
        )

    def _presence(
        self,
        planned: Mapping[int, Planned],
        serving: Mapping[int, Planned],
        taps: Mapping[int, DayTaps],
    ) -> Iterator[PresenceRow]:
        """The days with accepted punches, scheduled or not; nobody has orders here."""
        for row in self._dates(planned):
            ordinal = row.date.toordinal()
            own = taps[ordinal].every if ordinal in taps else self._free.get(ordinal, [])
            if own:
                hours = serving[ordinal].hours if ordinal in serving else None
                ends = (None, None) if hours is None else (hours.start, hours.end)
                told = {
                    name: getattr(row, name) for name in PresenceRow._fields if hasattr(row, name)
                }
                times = dict(zip(("start", "end"), ends, strict=True))
                yield PresenceRow(
                    **told, **times, first_punch=min(own), last_punch=max(own), punches=len(own)
                )

    def _dates(self, planned: Mapping[int, Planned]) -> Iterator[DateRow]:
        plan, planner = self._person.plan, self._shared.planner
        for ordinal in self._wanted:
            day = date.fromordinal(ordinal)
            kinds = planner.kinds(day, plan.unit(ordinal), plan.staff_group(ordinal))
            yield DateRow(
                date=day,
                weekday=weekday_of(ordinal),
                week=(day.day + day.replace(day=1).weekday() - 1) // 7 + 1,
                day_of_month=day.day,
                season="ramadan" if kinds.ramadan else "normal",
                kind=next((kind for kind in DATE_KINDS if getattr(kinds, kind)), "ordinary"),
                scheduled=ordinal in planned,
                in_service=plan.in_service(ordinal),
            )

    def _planned(self) -> dict[int, Planned]:
        """Scheduled days by ordinal; with nights the days either side of the month too."""
        wanted = self._wanted
        if self._person.plan.may_pass_midnight:
            wanted = range(wanted.start - 1, wanted.stop + 1)
        found = ((ordinal, self._person.planned(ordinal)) for ordinal in wanted)
        return {ordinal: day for ordinal, day in found if day is not None}

    def _taps(self, planned: Mapping[int, Planned]) -> dict[int, DayTaps]:
        first, last = self._wanted.start - 1, self._wanted.stop
        taps = self._shared.index.taps(self._person.nip, first, last)
        if not taps:
            return {}
        free = self._free if self._shared.asks("presence") else None
        found, notes = self._reader.read(taps, planned, self._person.plan, self._known, free)
        self._notes += notes
        return found

    def _day(self, day: Planned, taps: DayTaps) -> DayRow:
        ordinal, hours = day.ordinal, day.hours
        is_known = ordinal in self._known
        cover = self._person.leave.cover(ordinal) if is_known else Cover()
        full = cover.full.row if cover.full else None
        half = cover.half.row if cover.half else None
        told = full or half
        away = None if full and full.code in self._shared.settings.work else full
        is_open = is_known and self._ends_after(day, taps)
        self._has_open_night |= is_open
        state = self._state(ordinal, away, is_open=is_open) if is_known else "not_yet"
        cancels_in, cancels_out, touched = self._outage(day)
        permitted, unpermitted = self._away(day)
        self._day_notes(day, taps, cover)
        if touched and state == "known" and _is_absent(away, taps):
            self._notes.append(Note("outage-absent", day.date))
        return DayRow(
            date=day.date,
            weekday=day.weekday,
            season=day.season,
            schedule=day.schedule,
            shift=day.shift,
            start=hours.start,
            end=hours.end,
            break_start=hours.break_start,
            break_end=hours.break_end,
            target=hours.target,
            late_from=day.required_in if half and half.part == "am" else hours.late_from,
            early_until=day.required_out if half and half.part == "pm" else hours.early_until,
            in_at=taps.in_at,
            out_at=taps.out_at,
            break_out_at=taps.break_out_at,
            break_in_at=taps.break_in_at,
            apel_at=min(taps.apel, default=None),
            first_punch=min(taps.every, default=None),
            last_punch=max(taps.every, default=None),
            punches=len(taps.every),
            absence=away.code if away else None,
            reason=told.reason if told else None,
            inpatient=told.inpatient if told else None,
            child_number=told.child_number if told else None,
            document=told.document if told else None,
            half=half.part if half else None,
            half_code=half.code if half else None,
            outage_in=cancels_in,
            outage_out=cancels_out,
            outage=touched,
            outage_time=outage_seconds(
                day, self._person.plan.unit(day.ordinal), self._person.outages
            ),
            away_permitted=permitted,
            away_unpermitted=unpermitted,
            location_in=taps.in_place,
            location_out=taps.out_place,
            flagged=bool(taps.flags),
            state=state,
            segment=self._person.plan.segment(ordinal),
            work_code=None if away or not full else full.code,
            week=(day.date.day + self._first_weekday - 2) // 7 + 1,
            day_of_month=day.date.day,
            **self._beside(ordinal),
        )

    def _beside(self, ordinal: int) -> dict[str, object]:
        shared = self._shared
        facts = beside(self._person, shared.settings, shared.planner, self._month, ordinal)
        return {fact: value for fact, value in facts.items() if shared.asks("day", fact)}

    def _ends_after(self, day: Planned, taps: DayTaps) -> bool:
        """Whether the work of a day is over only after the period, by a punch nobody has yet."""
        index, end = self._shared.index, self._wanted.stop
        if (day.ordinal * DAY + day.required_out) < end * DAY:
            return False
        if taps.out_at is not None and taps.out_at >= day.required_out:
            return False
        heard = any(one.toordinal() >= end for one in index.pack.punched_days())
        return not (heard or index.is_told_after(self._month))

    def _months_beside(self) -> None:
        """Months before and after of which letters or rosters are not known, where they decide."""
        decide = {
            -1: ("after_leave", "after_holiday", "after_joint_leave", "last_leave"),
            1: ("before_leave", "before_holiday", "before_joint_leave", "next_leave"),
        }
        for step, facts in decide.items():
            other = self._month.plus(step)
            params = {"month": MonthOf(other.year, other.month), "written_month": str(other)}
            asked = [fact for fact in facts if self._shared.asks_by_name(fact)]
            of_leave = any("leave" in fact and "joint" not in fact for fact in asked)
            if of_leave and other not in self._shared.index.letters_known:
                self._notes.append(Note("leave-beside-unknown", None, params))
            if asked and self._person.plan.leaves_roster(self._month, other):
                self._notes.append(Note("roster-beside-unknown", None, params))

    def _state(self, ordinal: int, away: Absence | None, *, is_open: bool) -> str:
        is_silent = any(ordinal in part for part in self._shared.index.silent(self._month))
        known = not (is_silent or is_open) or away is not None
        return "known" if known and ordinal not in self._unknown_days else "unknown"

    def _outage(self, day: Planned) -> tuple[bool, bool, bool]:
        spans = self._person.outages
        if not spans:
            return False, False, False
        settings = self._shared.settings
        unit = self._person.plan.unit(day.ordinal)
        return outage_flags(
            day, unit, spans, settings.outage_reach, whole_day=settings.outage_whole_day
        )

    def _outages(self, day: Planned, position: int) -> list[OutageRow]:
        """The outages that touch a day, each by itself."""
        settings, unit = self._shared.settings, self._person.plan.unit(day.ordinal)
        begin, found = day.ordinal * DAY, []
        for span in self._person.outages:
            met = outage_flags(
                day, unit, [span], settings.outage_reach, whole_day=settings.outage_whole_day
            )
            if met[2]:
                ends = max(span.first - begin, 0), min(span.last - begin, 2 * DAY)
                inside = outage_seconds(day, unit, [span])
                found.append(OutageRow(day.date, position, *ends, inside))
        return sorted(found, key=lambda row: (row.start, row.end, row.inside))

    def _away(self, day: Planned) -> tuple[int, int]:
        spans = self._person.away
        if not spans or day.ordinal not in self._known:
            return 0, 0
        return away_seconds(day, spans)

    def _day_notes(self, day: Planned, taps: DayTaps, cover: Cover) -> None:
        full = cover.full
        if full is not None and _is_tapped(taps) and full.code not in self._shared.settings.work:
            self._notes.append(Note("absence-with-punches", day.date, {"code": Code(full.code)}))
        used = full or cover.half
        if used is not None and cover.yielded:
            others = tuple(Code(code) for code in sorted(c.code for c in cover.yielded))
            params = {"code": Code(used.code), "others": Listed(others)}
            self._notes.append(Note("two-absences", day.date, params))
        if day.assumed:
            self._notes.append(Note("workday-hours", day.date))

    def _events(self, day: Planned, position: int, taps: DayTaps, row: DayRow) -> list[EventRow]:
        settings, person = self._shared.settings, self._person
        held = self._shared.index.events.get(day.date, ())
        if not held and not settings.events_every_day:
            return []
        return day_events(
            row,
            position,
            (person.plan.unit(day.ordinal), person.plan.staff_group(day.ordinal)),
            held,
            person.recorded,
            taps.apel,
            settings,
        )

    def _sessions(self, day: Planned, position: int, taps: DayTaps) -> Iterator[SessionRow]:
        if not day.hours.sessions:
            return iter(())
        person = self._person
        found = {number: (own.in_at, own.out_at) for number, own in taps.sessions.items()}
        outages = (person.plan.unit(day.ordinal), person.outages)
        return session_rows(day, position, found, outages, self._shared.settings)

    def _leave(self, indexes: dict[int, int]) -> tuple[LeaveRow, ...]:
        person = self._person
        days = [
            o
            for o in self._known
            if person.leave.cover(o).full is not None and person.plan.in_service(o)
        ]
        if not days:
            return ()
        spells = person.leave.spells(person.is_working)
        asked = self._shared.asks("leave", "working_day") or self._shared.asks(
            "day", "spell_working_day"
        )
        working = person.is_working if asked else None
        whole = self._shared.asks("leave", "letter_working_days") or self._shared.asks(
            "day", "letter_working_days"
        )
        last = self._month.last.toordinal()
        rows = person.leave.leave_rows(days, spells, indexes, last, working)
        return tuple(self._with_length(row, whole=whole) for row in rows)

    def _with_length(self, row: LeaveRow, *, whole: bool) -> LeaveRow:
        full = self._person.leave.cover(row.date.toordinal()).full
        assert full is not None
        if full.row.until is None:
            return row
        days = range(full.row.from_.toordinal(), full.row.until.toordinal() + 1)
        worked = sum(map(self._person.is_working, days)) if whole else None
        return replace(row, letter_days=len(days), letter_working_days=worked)

    def _collect_notes(self, events: list[EventRow]) -> None:
        first, last = self._known.start, self._known.stop - 1
        if last < first:
            return
        person = self._person
        self._notes += person.leave.notes(first, last)
        self._notes += away_notes(person.away, first, last)
        begin, end = date.fromordinal(first), date.fromordinal(last)
        self._notes += event_notes(person.recorded, events, begin, end)


def _in_spell(day: DayRow, leave: LeaveRow) -> DayRow:
    return day._replace(
        spell_day=leave.day,
        spell_month=leave.month,
        spell_working_day=leave.working_day,
        spell_row_day=leave.row_day,
        spell_in_year=leave.in_year,
        spell_year_day=leave.year_day,
        letter_days=leave.letter_days,
        letter_working_days=leave.letter_working_days,
    )


def _punches(day: Planned, position: int, taps: DayTaps) -> list[PunchRow]:
    """The accepted punches of a day in the order of time; of one second by what they tell."""
    kinds, places = (
        ("in", "out", "break_in", "break_out", "apel"),
        ("inside", "unknown", "outside"),
    )

    def order(told: tuple[int, str, str, bool, str | None]) -> tuple[object, ...]:
        second, kind, place, flagged, origin = told
        return second, kinds.index(kind), places.index(place), flagged, origin or ""

    return [
        PunchRow(day.date, position, second, kind, place, origin, flagged)
        for second, kind, place, flagged, origin in sorted(taps.told, key=order)
    ]


def _is_tapped(taps: DayTaps) -> bool:
    return taps.in_at is not None or taps.out_at is not None


def _is_absent(away: Absence | None, taps: DayTaps) -> bool:
    return away.code == ALPA if away else not _is_tapped(taps)


def _note_order(note: Note) -> tuple[object, ...]:
    return (note.day or date.min, note.code, sorted(note.params.items()))


_recent: tuple[AttendanceSettings, Calendar, Pack, date | None, Attendance] | None = None


def resolve_month(
    nip: str,
    month: Month,
    settings: AttendanceSettings,
    calendar: Calendar,
    pack: Pack,
    as_of: date | None = None,
) -> MonthAttendance:
    """The day facts of one person and month.

    What persons share is kept from call to call while settings, calendar and pack are the same
    objects; see :class:`Attendance`, which holds it openly.

    Raises:
        RequestError: nobody of that nip is in the pack [nip-not-in-pack].
        CalendarError: the calendar does not reach that month [calendar-date-not-loaded], or rows
            of the pack's calendar contradict each other [calendar-rows-conflict].
    """
    global _recent  # noqa: PLW0603  (a memo of one entry; no result depends on it)
    kept = _recent
    if kept is None or not (
        kept[0] is settings and kept[1] is calendar and kept[2] is pack and kept[3] == as_of
    ):
        shared = Attendance(settings, calendar, pack, as_of)
        kept = _recent = (settings, calendar, pack, as_of, shared)
    return kept[4].month(nip, month)
