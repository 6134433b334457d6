"""The attendance of a pack: months of people, worked out for many of them together.

:class:`Attendance` holds what all persons share and is made once for a pack;
:func:`resolve_month` is the same for a single call.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from masker_rules.attendance.chunk import Attended, Office, attend
from masker_rules.attendance.columns import Rows, WordCodes
from masker_rules.attendance.index import PackIndex
from masker_rules.attendance.judging import Judge
from masker_rules.attendance.neighbours import BESIDE
from masker_rules.attendance.person import Person
from masker_rules.attendance.punches import Punches
from masker_rules.attendance.rows import (
    DateRow,
    DayRow,
    EventRow,
    MonthAttendance,
    OutageRow,
    PresenceRow,
    PunchRow,
    SessionRow,
)
from masker_rules.attendance.schedule import Planner
from masker_rules.attendance.settings import AttendanceSettings
from masker_rules.calendars import Calendar
from masker_rules.calendars import CalendarRow as OverlaidRow
from masker_rules.errors import RequestError
from masker_rules.facts.pack import Pack
from masker_rules.facts.presence import parts_of
from masker_rules.facts.rows import Employee
from masker_rules.periods import DateRange, Month

__all__ = ["Attendance", "resolve_month"]

#: People whose months are worked out together.
TOGETHER = 256
#: Months of so many people that are kept for whoever asks again.
KEPT = 16
_DAY = (*DayRow._fields[: DayRow._fields.index("category")],)
_EVENT = ("event", "recorded", "tapped", "covered")
_SESSION = (
    "number",
    "start",
    "end",
    "late_from",
    "early_until",
    "in_at",
    "out_at",
    "covered",
    "outage_in",
    "outage_out",
)


class Attendance:
    """Attendance of a pack under one profile and calendar.

    Args:
        settings: What the profile says of hours, punches and evidence.
        calendar: The profile's calendar; the pack's `calendar` rows are laid over it here.
        pack: The facts, or the rows of them by person.
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
        pack: Pack | PackIndex,
        as_of: date | None = None,
        reads: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self._reads = reads
        self.index = (
            pack
            if isinstance(pack, PackIndex)
            else PackIndex(pack, settings.zone, settings.cutoff)
        )
        facts = self.index.pack
        self.calendar = calendar.overlaid(map(_overlaid, facts.rows("calendar")))
        schedules = facts.rows("schedules")
        planner = Planner(settings, self.calendar, schedules)
        self._office = Office(
            settings,
            self.index,
            planner,
            Judge(settings, facts.rows("sites")),
            _named(self.index, self.calendar, schedules),
            as_of.toordinal() if as_of else date.max.toordinal(),
            reads is None or "presence" not in reads,
            BESIDE & (reads or {}).get("day", frozenset()),
            self._asks,
        )
        self._people: dict[str, Person] = {}
        self._punches: OrderedDict[int, Punches] = OrderedDict()
        self._months: OrderedDict[tuple[int, Month, range], Attended] = OrderedDict()

    @property
    def nips(self) -> tuple[str, ...]:
        """Everybody of the pack, in order."""
        return self.index.nips

    @cached_property
    def _places(self) -> dict[str, int]:
        return {nip: place for place, nip in enumerate(self.index.nips)}

    def segments(self, nip: str) -> tuple[Employee, ...]:
        """The person's employees rows, in the order that `DayRow.segment` counts."""
        return tuple(self._person(nip).plan.rows)

    def _person(self, nip: str) -> Person:
        found = self._people.get(nip)
        if found is None:
            office = self._office
            found = Person(office.settings, office.planner, self.index, nip)
            self._people[nip] = found
        return found

    def month(self, nip: str, month: Month, within: DateRange | None = None) -> MonthAttendance:
        """The day facts of one person and month, or of those of its days that lie `within`.

        Raises:
            RequestError: nobody of that nip is in the pack [nip-not-in-pack].
            CalendarError: the calendar does not reach that month [calendar-date-not-loaded].
        """
        self.calendar.month(month)
        days = (within or DateRange()).meeting(DateRange(month.first, month.last))
        first, last = days.first or month.first, days.last or month.last
        wanted = range(first.toordinal(), last.toordinal() + 1)
        if nip not in self._places:
            raise RequestError.of("nip-not-in-pack", nip=nip)
        block, who = divmod(self._places[nip], TOGETHER)
        made = _kept(self._months, (block, month, wanted), self._attended)
        return _month_of(made, who, month, self.index)

    def _attended(self, key: tuple[int, Month, range]) -> Attended:
        block, month, wanted = key
        nips = self._block(block)
        punches = _kept(
            self._punches, block, lambda number: self.index.punches(self._block(number))
        )
        people = [self._person(nip) for nip in nips]
        return attend(self._office, people, punches, month, wanted, WordCodes())

    def together(
        self, nips: Sequence[str], months: Sequence[Month], words: WordCodes
    ) -> list[Attended]:
        """Months of people, each for all of them at once.

        Args:
            nips: People of the pack.
            months: The months.
            words: Takes the words of the rows.

        Raises:
            CalendarError: the calendar does not reach a month [calendar-date-not-loaded].
        """
        people = [self._person(nip) for nip in nips]
        punches = self.index.punches(nips)
        found = []
        for month in months:
            self.calendar.month(month)
            wanted = range(month.first.toordinal(), month.last.toordinal() + 1)
            found.append(attend(self._office, people, punches, month, wanted, words))
        return found

    def _block(self, number: int) -> Sequence[str]:
        return self.index.nips[number * TOGETHER : (number + 1) * TOGETHER]

    def serves(self, nip: str, month: Month) -> bool:
        """Whether the person serves on any calendar day of the month.

        That is a day, scheduled or not, on which an employees row holds (`valid_from` to
        `valid_until`, a later row ends it) and which lies in that row's service. Where several
        rows begin together, one by which the person serves is enough.

        Raises:
            RequestError: nobody of that nip is in the pack [nip-not-in-pack].
        """
        return bool(self.days_served(nip, month))

    def days_served(self, nip: str, month: Month) -> Sequence[int]:
        """Ordinals of the days of the month on which the person serves, see :meth:`serves`.

        Raises:
            RequestError: nobody of that nip is in the pack [nip-not-in-pack].
        """
        return self._person(nip).served(month.ordinals)

    def served(self, nip: str, month: Month) -> list[tuple[date, int]]:
        """Calendar days of the month on which the person serves, with the row that holds.

        Raises:
            RequestError: nobody of that nip is in the pack [nip-not-in-pack].
        """
        plan = self._person(nip).plan
        return [(date.fromordinal(day), plan.segment(day)) for day in self.days_served(nip, month)]

    def _asks(self, grain: str, fact: str = "") -> bool:
        if self._reads is None:
            return True
        return fact in self._reads.get(grain, ()) if fact else grain in self._reads


def _kept(kept: OrderedDict[Any, Any], key: Any, make: Callable[[Any], Any]) -> Any:
    """What is kept under a key, or made; of many the ones asked for last stay."""
    if key not in kept:
        kept[key] = make(key)
        if len(kept) > KEPT:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return kept[key]


def _overlaid(row: Any) -> OverlaidRow:
    return OverlaidRow(
        row.date,
        row.kind,
        row.name or "",
        row.unit or "",
        row.staff_group or "",
        row.decree or "",
        row.decided_on,
    )


def _named(
    index: PackIndex, calendar: Calendar, schedules: Sequence[Any]
) -> tuple[frozenset[str], frozenset[str]]:
    """Units and staff groups of which a table or the calendar says anything."""
    events = [event for own in index.events.values() for event in own]
    outages: list[Any] = [span.row for span in index.outages]
    units = {row.unit for row in (*schedules, *events, *outages) if row.unit}
    groups = {event.staff_group for event in events if event.staff_group}
    units |= {unit for layer in calendar.layers for unit in layer.units}
    groups |= {group for layer in calendar.layers for group in layer.groups}
    return frozenset(units), frozenset(groups)


def _month_of(made: Attended, who: int, month: Month, index: PackIndex) -> MonthAttendance:
    """The month of one of the people, as rows."""
    first = made.days.starts[who]
    events = made.events.of(who, ("date", "day_row", *_EVENT))
    sessions = made.sessions.of(who, ("date", "day_row", *_SESSION))
    dates = () if made.calendar is None else made.calendar.of(who, DateRow._fields)
    present = () if made.presence is None else made.presence.of(who, PresenceRow._fields)
    punches = _of_days(made.punches, who, ("time", "kind", "location", "origin", "flagged"))
    outages = _of_days(made.outages, who, ("start", "end", "inside"))
    is_known = made.grid.last_known >= made.grid.wanted.stop - 1
    until = made.orders_until.get(who, 0)
    passes = until >= month.ordinals.stop
    silent, parts = index.silent(month), parts_of(month)
    if len(silent) < len(parts):
        # Nobody can have punched yet on the days to come.
        silent = tuple(part for part in silent if part.start <= made.grid.last_known)
    return MonthAttendance(
        days=tuple(DayRow(*facts) for facts in made.days.of(who, _DAY)),
        events=tuple(EventRow(day, row - first, *facts) for day, row, *facts in events),
        leave=made.leave.get(who, ()),
        divisor_days=int(made.planned[who]),
        notes=made.notes.of(who),
        events_known=index.events_known,
        punches_known=not silent,
        silent=tuple(map(_ends, silent)) if len(silent) < len(parts) else (),
        schedule_known=not made.unknown[who],
        calendar=tuple(map(DateRow._make, dates)),
        presence=tuple(map(PresenceRow._make, present)),
        punches=tuple(PunchRow(day, row - first, *facts) for day, row, *facts in punches),
        outages=tuple(OutageRow(day, row - first, *facts) for day, row, *facts in outages),
        known_until=None if is_known else date.fromordinal(made.grid.last_known),
        open_nights=date.fromordinal(made.grid.wanted.stop) if made.open_nights[who] else None,
        orders_until=date.fromordinal(until) if passes else None,
        orders_known=not passes or index.is_told_after(month),
        sessions=tuple(SessionRow(day, row - first, *facts) for day, row, *facts in sessions),
    )


def _of_days(rows: Rows | None, who: int, facts: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    """Rows of somebody's days: date, row of the day, and the facts; none where nobody asks."""
    return () if rows is None else rows.of(who, ("date", "day_row", *facts))


def _ends(days: range) -> tuple[date, date]:
    return date.fromordinal(days.start), date.fromordinal(days.stop - 1)


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
