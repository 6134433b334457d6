"""What is required on each day, worked out once for all who share schedule, unit and group.

Few people differ: the planner of the reference engine plans each combination that occurs, and
people are joined to its days. A *slot* is such a combination, a *page* a slot in a month; a spot
is a day of a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import narwhals as nw

from masker_rules.attendance import AttendanceSettings
from masker_rules.attendance.clock import absolute, weekday_of
from masker_rules.attendance.index import Span
from masker_rules.attendance.month import DATE_KINDS
from masker_rules.attendance.outages import outage_flags
from masker_rules.attendance.person import halved
from masker_rules.attendance.rostered import rostered_day
from masker_rules.attendance.schedule import Planned, Planner
from masker_rules.attendance.sessions import session_rows
from masker_rules.attendance.settings import Hours, Window
from masker_rules.attendance.taps import bounds
from masker_rules.calendars import Calendar, CalendarRow
from masker_rules.columnar.tables import Frame, Schema, beside, objects
from masker_rules.facts.person import PERSON_FACTS
from masker_rules.facts.rows import Employee, Event, Outage, Roster
from masker_rules.periods import Month

#: Device of an outage, unit (empty: any), and the first and last local seconds, half-open.
DeviceSpan = tuple[str, str, int, int]

__all__ = ["PARTS", "Pages", "spot_of"]

#: The halves of a day that a letter may excuse.
PARTS = ("am", "pm")
#: Columns of the employees row that tell a fact of the person, where they are called otherwise.
_TOLD_BY = {"golongan": ("grade", "category")}

_DAY: Schema = {
    "page": nw.Int64,
    "ordinal": nw.Int64,
    "spot": nw.Int64,
    "position": nw.Int64,
    "weekday": nw.String,
    "season": nw.String,
    "schedule": nw.String,
    "shift": nw.String,
    "week": nw.Int64,
    "start": nw.Int64,
    "end": nw.Int64,
    "break_start": nw.Int64,
    "break_end": nw.Int64,
    "target": nw.Int64,
    "assumed": nw.Boolean,
}
_REQUIRED: Schema = {
    "late_from": nw.Int64,
    "early_until": nw.Int64,
    "required_in": nw.Int64,
    "required_out": nw.Int64,
    "outage_in": nw.Boolean,
    "outage_out": nw.Boolean,
    "outage": nw.Boolean,
}


_SESSION: Schema = {
    "number": nw.Int64,
    "start": nw.Int64,
    "end": nw.Int64,
    "late_from": nw.Int64,
    "early_until": nw.Int64,
    "covered": nw.Boolean,
    "outage_in": nw.Boolean,
    "outage_out": nw.Boolean,
}
#: Farther than any second of a day.
_FAR = 10**9


def spot_of(page: Any, ordinal: Any, first: Any) -> Any:
    """The number of a day of a page; `first` is the ordinal of the first of the month."""
    return page * 64 + (ordinal - first)


@dataclass(frozen=True, slots=True)
class Slot:
    """People whose days are planned alike."""

    hours: Hours | None
    unit: str
    group: str
    is_unknown: bool


class Pages:
    """The plans of all people of a pack in some months.

    Args:
        settings: What the profile says of hours and punches.
        calendar: The profile's calendar; rows of the pack are laid over it here.
        frames: Canonical frames.
        months: In order.

    Raises:
        CalendarError: rows of the pack's calendar contradict each other, or a year has none.
    """

    def __init__(
        self,
        settings: AttendanceSettings,
        calendar: Calendar,
        frames: Mapping[str, Frame],
        months: Sequence[Month],
    ) -> None:
        self.settings, self.months = settings, tuple(months)
        self._frames, self._employees = frames, frames["employees"]
        self.calendar = calendar.overlaid(map(_overlaid, self._objects("calendar")))
        schedules = self._objects("schedules")
        self.planner = Planner(settings, self.calendar, schedules)
        self.events: list[Event] = [
            row for row in self._objects("events") if Month.of(row.date) in set(self.months)
        ]
        zone = settings.zone
        outages: list[Outage] = self._objects("outages")
        self.outages = [
            Span(absolute(row.from_, zone), absolute(row.until, zone), row) for row in outages
        ]
        layers = self.calendar.layers
        self._units = {row.unit for row in (*schedules, *self.events, *outages) if row.unit}
        self._units |= {unit for layer in layers for unit in layer.units}
        self._groups = {row.staff_group for row in self.events if row.staff_group}
        self._groups |= {group for layer in layers for group in layer.groups}
        self._read = self._read_columns()
        self._slots: dict[tuple[Any, ...], int] = {}
        self._rostered: dict[int, tuple[Slot, Planned]] = {}
        self.slots: list[Slot] = []

    def _objects(self, table: str) -> list[Any]:
        return objects(table, self._frames[table]) if table in self._frames else []

    def _read_columns(self) -> tuple[str, ...]:
        """Columns by which it is decided who has which hours, besides unit and group."""
        found = {
            column
            for fact in PERSON_FACTS
            if self._decides(fact)
            for column in _TOLD_BY.get(fact, (fact,))
        }
        return tuple(sorted(found - {"unit", "staff_group"}))

    # -------------------------------------------------------------- who has which plan
    def _decides(self, fact: str) -> bool:
        return any(
            hours.applies is not None and (hours.reads is None or fact in hours.reads)
            for hours in self.settings.hours
        )

    def with_slots(self, employees: Frame) -> Frame:
        """Employees rows with the number of their slot in the column `slot`."""
        unit = nw.coalesce(nw.col("unit"), nw.lit(""))
        group = nw.coalesce(nw.col("staff_group"), nw.lit("office"))
        if not self._decides("unit"):
            unit = _named(unit, self._units)
        if not self._decides("staff_group"):
            group = _named(group, self._groups)
        schema = self._employees.collect_schema()
        keys = {
            "_unit": unit,
            "_group": group,
            "_schedule": nw.coalesce(nw.col("schedule"), nw.lit("")),
        }
        for column in self._read:
            nothing: Any = "" if schema[column] == nw.String else -1
            value = nw.col(column)
            if schema[column] == nw.Boolean:
                value = nw.when(value).then(nw.lit(1)).otherwise(nw.when(~value).then(nw.lit(0)))
                value = value.cast(nw.Int64)
            keys[f"_{column}"] = nw.coalesce(value, nw.lit(nothing))
        keyed = employees.with_columns(**keys)
        names = list(keys)
        found = keyed.select(*names).unique().collect().sort(*names).rows()
        types = keyed.select(*names).collect_schema()
        records = [(*key, self._slot(key)) for key in found]
        table = beside(employees, records, {**types, "slot": nw.Int64})
        return keyed.join(table, on=names, how="left").drop(*names)

    def _slot(self, key: tuple[Any, ...]) -> int:
        unit, group, schedule, *values = key
        told: dict[str, Any] = {
            name: None if value in ("", -1) else value
            for name, value in zip(self._read, values, strict=True)
        }
        if told.get("npwp") is not None:
            told["npwp"] = bool(told["npwp"])
        if told.get("service_start") is not None:
            told["service_start"] = date.fromordinal(told["service_start"])
        row = Employee(
            "", unit=unit or None, staff_group=group or None, schedule=schedule or None, **told
        )
        named = self.planner.hours_of(row)
        hours = named or self.planner.default_of(row)
        is_unknown = hours is None or named is None
        found = (hours.name if hours else None, unit, group, is_unknown)
        if found not in self._slots:
            self._slots[found] = len(self.slots)
            self.slots.append(Slot(hours, unit, group, is_unknown))
        return self._slots[found]

    # -------------------------------------------------------------- pages
    def page(self, slot: int, month: int) -> int:
        """The number of a page; `month` is the place among the months."""
        return slot * len(self.months) + month

    def _pages(self) -> Iterator[tuple[int, Slot, Month]]:
        for number, slot in enumerate(self.slots):
            for place, month in enumerate(self.months):
                yield self.page(number, place), slot, month

    def month(self, slot: Slot, month: Month) -> Sequence[Planned | None]:
        """The days of a month; None is no working day."""
        if slot.hours is None:
            return [None] * month.days
        return self.planner.month(slot.hours, slot.unit, slot.group, month.year, month.month)

    def _planned(self, slot: Slot, month: Month) -> list[Planned]:
        return [day for day in self.month(slot, month) if day is not None]

    def open_pages(self) -> Frame:
        """Pages that are not planned here, with the reason in the column `reason`."""
        records = []
        for page, slot, _ in self._pages():
            if slot.is_unknown:
                records.append((page, "schedule"))
        return beside(self._employees, records, {"page": nw.Int64, "reason": nw.String})

    def days(self) -> Frame:
        """Scheduled days of every page."""
        return self._table(
            (page, position, day, self._spot(page, day, month), month)
            for page, slot, month in self._pages()
            for position, day in enumerate(self._planned(slot, month))
        )

    def neighbours(self) -> Frame:
        """The same of the days before and after the month of a page."""
        return self._table(
            (page, 0, day, self._spot(page, day, month), month)
            for page, slot, month in self._pages()
            for near, place in ((month.plus(-1), -1), (month.plus(1), 0))
            if (day := self.month(slot, near)[place]) is not None
        )

    def rostered(
        self, keys: Sequence[tuple[int, int, str | None, int | None, int | None]]
    ) -> Frame:
        """The days of roster rows: `page`, `ordinal`, `roster` (place among the keys) and hours.

        Args:
            keys: Rows that give hours; unique.
        """
        spot = len(self.slots) * len(self.months) * 64 + len(self._rostered)
        found = []
        numbers = []
        for number, (page, ordinal, shift, start, end) in enumerate(keys):
            slot = self.slots[page // len(self.months)]
            row = Roster("", date.fromordinal(ordinal), shift, start, end)
            day = rostered_day(self.planner, row, slot.hours, slot.unit, slot.group)
            assert day is not None, "only rows that give hours are asked for"
            self._rostered[spot] = (slot, day)
            found.append((page, 0, day, spot, self.months[page % len(self.months)]))
            numbers.append((spot, number))
            spot += 1
        table = beside(self._employees, numbers, {"spot": nw.Int64, "roster": nw.Int64})
        return self._table(iter(found)).join(table, on="spot", how="inner")

    def _table(self, days: Iterator[tuple[int, int, Planned, int, Month]]) -> Frame:
        records = []
        for page, position, day, spot, month in days:
            slot = self.slots[page // len(self.months)]
            about = self._day(page, position, day, spot, month)
            records.append((*about, *self._required(slot, day)))
        return beside(self._employees, records, {**_DAY, **self._required_schema()})

    def _spots(self) -> Iterator[tuple[int, Slot, Planned]]:
        """Every day that is planned: of pages and of rosters."""
        for page, slot, month in self._pages():
            for day in self._planned(slot, month):
                yield self._spot(page, day, month), slot, day
        for spot, (slot, day) in self._rostered.items():
            yield spot, slot, day

    def sizes(self) -> Frame:
        """How many scheduled days each page has."""
        records = [(page, len(self._planned(slot, month))) for page, slot, month in self._pages()]
        return beside(self._employees, records, {"page": nw.Int64, "size": nw.Int64})

    def half_days(self) -> Frame:
        """What is required of a person of whom half the day is excused, by spot and part."""
        records = [
            (spot, part, *self._required(slot, halved(day, part), part))
            for spot, slot, day in self._spots()
            for part in PARTS
        ]
        schema = {"spot": nw.Int64, "part": nw.String, **self._required_schema()}
        return beside(self._employees, records, schema)

    def _spot(self, page: int, day: Planned, month: Month) -> int:
        found: int = spot_of(page, day.ordinal, month.first.toordinal())
        return found

    @staticmethod
    def _day(page: int, position: int, day: Planned, spot: int, month: Month) -> tuple[Any, ...]:
        hours = day.hours
        return (
            page,
            day.ordinal,
            spot,
            position,
            day.weekday,
            day.season,
            day.schedule,
            day.shift,
            (day.date.day + month.first.isoweekday() - 2) // 7 + 1,
            hours.start,
            hours.end,
            hours.break_start,
            hours.break_end,
            hours.target,
            day.assumed,
        )

    def _required(self, slot: Slot, day: Planned, half: str = "") -> tuple[Any, ...]:
        hours, settings = day.hours, self.settings
        flags = outage_flags(
            day,
            slot.unit,
            [
                span
                for span in self.outages
                if isinstance(span.row, Outage) and not span.row.device
            ],
            settings.outage_reach,
            whole_day=settings.outage_whole_day,
        )
        return (
            day.required_in if half == "am" else hours.late_from,
            day.required_out if half == "pm" else hours.early_until,
            day.required_in,
            day.required_out,
            *flags,
            *(edge for _, window in self.windows() for edge in bounds(window, day)),
        )

    def _general_spans(self) -> list[Span]:
        """Outages that are not of one device."""
        return [
            span for span in self.outages if isinstance(span.row, Outage) and not span.row.device
        ]

    def device_spans(self) -> list[DeviceSpan]:
        """Outages of one device."""
        return [
            (span.row.device, span.row.unit or "", span.first, span.last)
            for span in self.outages
            if isinstance(span.row, Outage) and span.row.device
        ]

    def windows(self) -> list[tuple[str, Window]]:
        """Windows by the stem of their columns, `_first` and `_last`."""
        settings = self.settings
        found = [(f"kind_{kind}", window) for kind, window in settings.kinds]
        return found + [(f"accepted_{kind}", window) for kind, window in settings.accepted.items()]

    def _required_schema(self) -> Schema:
        ends = [f"{stem}_{end}" for stem, _ in self.windows() for end in ("first", "last")]
        return {**_REQUIRED, **dict.fromkeys(ends, nw.Int64)}

    def dates(self) -> Frame:
        """Every date of every page: what the calendar says of it, and whether it is scheduled."""
        schema: Schema = {
            "page": nw.Int64,
            "ordinal": nw.Int64,
            "weekday": nw.String,
            "season": nw.String,
            "kind": nw.String,
            "planned": nw.Boolean,
        }
        records = []
        for page, slot, month in self._pages():
            planned = {day.ordinal for day in self._planned(slot, month)}
            for day in month.dates():
                kinds = self.planner.kinds(day, slot.unit, slot.group)
                season = "ramadan" if kinds.ramadan else "normal"
                kind = next((kind for kind in DATE_KINDS if getattr(kinds, kind)), "ordinary")
                ordinal = day.toordinal()
                records.append(
                    (page, ordinal, weekday_of(ordinal), season, kind, ordinal in planned)
                )
        return beside(self._employees, records, schema)

    def stretches(self) -> Frame:
        """Where work is due on each spot if its ends are left out: `spot`, `from_at`, `to_at`."""
        records = []
        for spot, _, day in self._spots():
            begin = -_FAR
            for pause_start, pause_end in day.hours.pauses:
                records.append((spot, begin, pause_start))
                begin = max(begin, pause_end)
            records.append((spot, begin, _FAR))
        names = ("spot", "from_at", "to_at")
        return beside(self._employees, records, dict.fromkeys(names, nw.Int64))

    # -------------------------------------------------------------- sessions
    @property
    def has_sessions(self) -> bool:
        """Whether a day has several sessions."""
        return any(day.hours.sessions for _, _, day in self._spots())

    def placing(self) -> Frame:
        """To which session a tap belongs, and what is required of it there.

        Per spot and `number`: `required_in`, `required_out` and the windows of the session, and
        the seconds of taps that belong to it: of a stated `in` (`in_from` to `in_to`, both
        included), of a stated `out` and of one without a kind (`any_from`, `any_to`).
        """
        names = [f"{kind}_{end}" for kind in ("in", "out", "any") for end in ("from", "to")]
        windows = [name for name in self._required_schema() if name not in _REQUIRED]
        names = ["spot", "number", "required_in", "required_out", *windows, *names]
        records = []
        for spot, _, day in self._spots():
            sessions = day.hours.sessions
            for number, (start, end) in enumerate(sessions, start=1):
                moved = replace(day, required_in=start, required_out=end)
                edges = [edge for _, window in self.windows() for edge in bounds(window, moved)]
                belongs = _belonging(sessions, number - 1)
                records.append((spot, number, start, end, *edges, *belongs))
        return beside(self._employees, records, dict.fromkeys(names, nw.Int64))

    def sessions(self) -> Frame:
        """The sessions of each spot and part that is excused, empty where none is."""
        settings = self.settings
        spans = self._general_spans()
        records = []
        for spot, slot, day in self._spots():
            if not day.hours.sessions:
                continue
            for part in ("", *PARTS):
                moved = halved(day, part) if part else day
                rows = session_rows(moved, 0, {}, (slot.unit, spans), settings)
                records += [
                    (spot, part, *(getattr(row, name) for name in _SESSION)) for row in rows
                ]
        schema: Schema = {"spot": nw.Int64, "moved": nw.String, **_SESSION}
        return beside(self._employees, records, schema)

    # -------------------------------------------------------------- events
    def held(self) -> tuple[Frame, Frame, Frame]:
        """Events of each spot.

        Returns:
            The words in order (`spot`, `event`, `order`); their times (`spot`, `event`, `from_`,
            `until`), one without any where only the profile holds the event; and every row
            (`spot`, `event`, `order`).
        """
        by_date: dict[date, list[Event]] = {}
        for event in self.events:
            by_date.setdefault(event.date, []).append(event)
        words: list[tuple[Any, ...]] = []
        times: list[tuple[Any, ...]] = []
        rows: list[tuple[Any, ...]] = []
        for spot, slot, day in self._spots():
            named: dict[str, list[Event]] = {w: [] for w in self.settings.events_every_day}
            for event in by_date.get(day.date, ()):
                unit = not event.unit or event.unit == slot.unit
                if unit and (not event.staff_group or event.staff_group == slot.group):
                    rows.append((spot, event.event, len(rows)))
                    named.setdefault(event.event, []).append(event)
            for order, (word, found) in enumerate(sorted(named.items())):
                words.append((spot, word, order))
                ends = [(event.from_, event.until) for event in found] or [(None, None)]
                times += [(spot, word, *end) for end in ends]
        key: Schema = {"spot": nw.Int64, "event": nw.String}
        ordered = {**key, "order": nw.Int64}
        return (
            beside(self._employees, words, ordered),
            beside(self._employees, times, {**key, "from_": nw.Int64, "until": nw.Int64}),
            beside(self._employees, rows, ordered),
        )


def _belonging(sessions: Sequence[tuple[int, int]], at: int) -> tuple[int, ...]:
    """The first and last seconds of taps that belong to a session.

    Of stated ins, of stated outs, of taps without a kind: as `stated_session` and
    `nearest_session` say.
    """
    is_last = at == len(sessions) - 1
    start, end = sessions[at]
    in_from = sessions[at - 1][1] if at else -_FAR
    out_to = _FAR if is_last else sessions[at + 1][0]
    any_from = -((-sessions[at - 1][1] - start) // 2) if at else -_FAR
    any_to = _FAR if is_last else -((-end - sessions[at + 1][0]) // 2) - 1
    in_to = _FAR if is_last else end - 1
    return in_from, in_to, start + 1 if at else -_FAR, out_to, any_from, any_to


def _named(value: nw.Expr, names: set[str]) -> nw.Expr:
    """The value where it is one of the names, else the empty word."""
    if not names:
        return nw.lit("")
    return nw.when(value.is_in(sorted(names))).then(value).otherwise(nw.lit(""))


def _overlaid(row: Any) -> CalendarRow:
    return CalendarRow(
        row.date,
        row.kind,
        row.name or "",
        row.unit or "",
        row.staff_group or "",
        row.decree or "",
        row.decided_on,
    )
