"""Attendance of many people at once, and the other rows of their months, as sheets of a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any

import narwhals as nw
import numpy as np

from masker_rules.attendance import Attendance, TapOffsets
from masker_rules.attendance.chunk import Attended
from masker_rules.attendance.columns import (
    Array,
    Column,
    Rows,
    SharedColumn,
    WordCodes,
    column_of,
)
from masker_rules.attendance.zones import NEAR, SHIFTS
from masker_rules.columnar.dates import period_number
from masker_rules.columnar.index import FrameIndex
from masker_rules.columnar.packs import FactFrames
from masker_rules.columnar.program import SEEN_BY
from masker_rules.columnar.sanctioned import read_sanctions
from masker_rules.columnar.tables import MOST, Frame, beside, empty_table, numbered, schema_of
from masker_rules.engine.item_rows import OPEN_CELLS, leave_row
from masker_rules.engine.month_rows import PERSON_OF_DAY
from masker_rules.engine.profile import Profile
from masker_rules.engine.sanctions import SanctionReader, months_read
from masker_rules.engine.vectors import Vector
from masker_rules.facts.person import person_facts
from masker_rules.language.catalogue import PACK_DECIMALS, catalogue
from masker_rules.periods import Month
from masker_rules.units import Unit

__all__ = ["AttendedMonths", "Grain", "attend"]

_ROUTED = {"pm": nw.Int64, "reason": nw.String}
_HOUR = 3600


@dataclass(frozen=True)
class Grain:
    """The rows of a grain of all person-months, in order.

    Attributes:
        starts: Where those of each person-month begin; one more at the end.
        fact: Gives a fact of all rows.
        day: Row of the day that each row sees, where it sees one.
    """

    starts: Array
    fact: Callable[[str], Vector]
    day: Array | None = None

    @property
    def counts(self) -> Array:
        """How many rows each person-month has."""
        found: Array = np.diff(self.starts)
        return found


@dataclass(frozen=True)
class AttendedMonths:
    """What attendance makes of a pack.

    A person-month is a number: the place of the month × how many people there are + the place of
    the person.

    Attributes:
        nips, months: In order.
        words: Of the rows.
        parts: Each month.
        people: `pm`, `nip`, `place` (of the month), `period`, `first`, `last` (ordinals of the
            month), `divisor_days` (working days of the month on the person's schedules).
        others: Rows of the grains that no attendance is needed for: `pm`, `i` (place among those
            of the person-month) and `<grain>__<fact>` for each fact that is read.
        routed: Person-months of which something is not worked out here, and a word for it.
    """

    nips: Sequence[str]
    months: Sequence[Month]
    words: WordCodes
    parts: Sequence[Attended]
    attendance: Attendance
    people: Frame
    others: Mapping[str, Frame]
    routed: Sequence[tuple[int, str]]
    _grains: dict[str, Grain] = field(default_factory=dict)

    def number(self, nip: str, month: Month) -> int:
        """The number of a person-month."""
        return self.months.index(month) * len(self.nips) + self._places[nip]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {nip: place for place, nip in enumerate(self.nips)}

    def grain(self, name: str) -> Grain:
        """The rows of a grain that attendance makes."""
        if name not in self._grains:
            self._grains[name] = self._grain(name)
        return self._grains[name]

    def _grain(self, name: str) -> Grain:
        rows = [self._rows(name, part) for part in self.parts]
        counts = np.concatenate([np.diff(own.starts) for own in rows])
        starts = np.concatenate([[0], np.cumsum(counts)])
        day = None
        if name in SEEN_BY:
            before = np.cumsum([0, *(len(part.days) for part in self.parts)])
            days = [
                own.column("day_row").values + at for own, at in zip(rows, before, strict=False)
            ]
            day = np.concatenate(days)
        made: dict[str, Vector] = {}

        def fact(wanted: str) -> Vector:
            if wanted not in made:
                made[wanted] = _vector([own.column(wanted) for own in rows])
            return made[wanted]

        return Grain(starts, fact, day)

    def _rows(self, name: str, part: Attended) -> Rows:
        match name:
            case "day":
                return _with_person(part, self._states, self.words)
            case "event":
                return part.events
            case "session":
                return part.sessions
            case "calendar":
                assert part.calendar is not None, "it was asked for"
                return part.calendar
            case "presence":
                assert part.presence is not None, "it was asked for"
                return part.presence
            case "punch":
                assert part.punches is not None, "it was asked for"
                return part.punches
            case "outage":
                assert part.outages is not None, "it was asked for"
                return part.outages
        return _leave(part, len(self.nips), self.words)

    @cached_property
    def _states(self) -> tuple[Array, list[dict[str, Any]]]:
        """What each person is by each employees row, and where those of a person begin."""
        segments = [self.attendance.segments(nip) for nip in self.nips]
        starts = np.cumsum([0, *map(len, segments)])
        return starts, [{**person_facts(row)} for own in segments for row in own]

    def count(self, offsets: Mapping[Month, TapOffsets], units: Mapping[int, str]) -> None:
        """Add how far the taps of some person-months lie from their schedules.

        Args:
            offsets: By month.
            units: Of each of the person-months.
        """
        names = sorted(set(units.values()))
        numbers = {name: number for number, name in enumerate(names)}
        for place, (month, part) in enumerate(zip(self.months, self.parts, strict=True)):
            unit = np.full(len(self.nips), -1)
            for who in range(len(self.nips)):
                name = units.get(place * len(self.nips) + who)
                if name is not None:
                    unit[who] = numbers[name]
            _count(offsets[month], part, unit, names, self.words)


def attend(
    profile: Profile,
    pack: FactFrames,
    frames: Mapping[str, Frame],
    months: Sequence[Month],
    nips: Sequence[str],
    as_of: date | None = None,
    also: Mapping[str, frozenset[str]] | None = None,
) -> AttendedMonths:
    """The rows of many person-months.

    Args:
        profile: The regulation that holds in all of the months.
        pack: The facts in the words of the profile.
        frames: Its canonical frames (:mod:`masker_rules.columnar.tables`).
        months: In order.
        nips: People with an employees row, in order.
        as_of: Last known day; None = all days are known.
        also: Facts by grain that are asked for beside those that the program reads.

    Raises:
        CalendarError: a year has no calendar, or calendar rows contradict each other.
    """
    reads = {
        grain: facts | (also or {}).get(grain, frozenset())
        for grain, facts in profile.program().grains.items()
    }
    decided = months_read(profile.plan.sanctions, pack.rows("sanctions"))
    needed = sorted(decided) if "sanction" in reads else []
    calendar = profile.calendar((*months, *needed))
    index = FrameIndex(pack, frames, profile.plan.zone, profile.plan.cutoff)
    attendance = Attendance(profile.plan.attendance, calendar, index, as_of, reads)
    words = WordCodes()
    parts = attendance.together(nips, months, words)
    people = _people(frames["employees"], nips, months, parts)
    others = _Others(profile, pack, frames, people, attendance, reads, months)
    rows = {grain: others.rows(grain) for grain in reads if grain in _OTHERS}
    after = [index.is_told_after(month) for month in months]
    routed = others.routed(
        {
            "schedule": _of([part.unknown for part in parts]),
            "nights": _of([part.open_nights for part in parts]),
            "orders": _unended(parts, after, len(nips)),
        }
    )
    return AttendedMonths(nips, months, words, parts, attendance, people, rows, routed)


def _people(
    like: Frame, nips: Sequence[str], months: Sequence[Month], parts: Sequence[Attended]
) -> Frame:
    records = [
        (
            place * len(nips) + who,
            nip,
            place,
            period_number(month),
            month.first.toordinal(),
            month.last.toordinal(),
            days,
        )
        for place, (month, part) in enumerate(zip(months, parts, strict=True))
        for who, (nip, days) in enumerate(zip(nips, part.planned.tolist(), strict=True))
    ]
    numbers = ("place", "period", "first", "last", "divisor_days")
    schema = {"pm": nw.Int64, "nip": nw.String, **dict.fromkeys(numbers, nw.Int64)}
    return beside(like, records, schema)


def _of(flags: Sequence[Array]) -> list[int]:
    """Person-months of which something holds, told of each person by months."""
    return np.flatnonzero(np.concatenate(flags)).tolist()


def _unended(parts: Sequence[Attended], told_after: Sequence[bool], count: int) -> list[int]:
    """Person-months of which nobody knows when an order ended."""
    return [
        month * count + who
        for month, (part, is_told) in enumerate(zip(parts, told_after, strict=True))
        for who in sorted(part.orders_until)
        if not is_told
    ]


# ------------------------------------------------------------------ rows of attendance
def _vector(columns: Sequence[Column | SharedColumn]) -> Vector:
    """The columns of months below one another."""
    if len(columns) == 1:
        return Vector(columns[0].values, 1, columns[0].none)
    values = np.concatenate([column.values for column in columns])
    if all(column.none is None for column in columns):
        return Vector(values)
    nones = [
        np.zeros(len(column.values), bool) if column.none is None else column.none
        for column in columns
    ]
    return Vector(values, 1, np.concatenate(nones))


def _with_person(
    part: Attended, states: tuple[Array, list[dict[str, Any]]], words: WordCodes
) -> Rows:
    """Days with what the person was on each, where a formula asks for it."""
    starts, facts = states
    grid = part.grid

    def told(name: str) -> Column:
        unit = catalogue()["day"].facts[name].type.unit
        values = [own[name] for own in facts]
        kind = "word" if unit is Unit.WORD else "number"
        return column_of(values, kind, words).take(starts[grid.who] + grid.segment)

    return part.days.joined({name: partial(told, name) for name in PERSON_OF_DAY})


def _leave(part: Attended, count: int, words: WordCodes) -> Rows:
    """The calendar days of leave and duty, by person and date."""
    whose = sorted(part.leave)
    who = np.repeat(whose, [len(part.leave[one]) for one in whose]).astype(np.int64)
    rows = [leave_row(row) for one in whose for row in part.leave[one]]
    kinds = {"inpatient": "flag", "scheduled": "flag"}
    kinds |= dict.fromkeys(("code", "reason", "document"), "word")
    names = [*catalogue()["leave"].facts, "date"]

    def told(name: str) -> Column:
        values = [getattr(row, name) for row in rows]
        return column_of(values, kinds.get(name, "number"), words)

    return Rows(who, {name: partial(told, name) for name in names}, count)


def _count(
    offsets: TapOffsets, part: Attended, unit: Array, names: Sequence[str], words: WordCodes
) -> None:
    """Count the taps of a month, as `TapOffsets.add` does."""
    days, grid = part.days, part.grid
    own = unit[grid.who] >= 0
    key = unit[grid.who] * len(grid.wanted) + (grid.ordinal - grid.wanted.start)
    size = len(names) * len(grid.wanted)
    counts, came = [], np.zeros(len(grid), bool)
    for tap, required in (("in_at", "start"), ("out_at", "end")):
        moment = days.column(tap)
        there = own if moment.none is None else own & ~moment.none
        came |= there
        apart = moment.values - days.column(required).values
        counts.append(np.bincount(key[there], minlength=size))
        for hours in SHIFTS:
            near = there & (np.abs(apart - hours * _HOUR) <= NEAR)
            counts.append(np.bincount(key[near], minlength=size))
    known = own & (days.column("state").values == words.code("known"))
    due = known & (days.column("absence").values < 0)
    counts.append(np.bincount(key[due], minlength=size))
    counts.append(np.bincount(key[due & came], minlength=size))
    met = np.unique(key[own])
    for one, numbers in zip(met.tolist(), np.array(counts)[:, met].T.tolist(), strict=True):
        name, day = divmod(one, len(grid.wanted))
        offsets.count(names[name], date.fromordinal(grid.wanted[day]), numbers)


# ------------------------------------------------------------------ other rows
class _Others:
    """Rows of grains that no attendance is needed for."""

    def __init__(
        self,
        profile: Profile,
        pack: FactFrames,
        frames: Mapping[str, Frame],
        people: Frame,
        attendance: Attendance,
        reads: Mapping[str, frozenset[str]],
        months: Sequence[Month],
    ) -> None:
        self._months, self._cutoff = months, profile.plan.cutoff
        self._profile, self._pack, self._frames = profile, pack, frames
        self._people, self._attendance, self._reads = people, attendance, reads
        self._routed: list[Frame] = [empty_table(people, _ROUTED)]

    def rows(self, grain: str) -> Frame:
        """The rows of a grain."""
        return _OTHERS[grain](self)

    def routed(self, why: Mapping[str, Sequence[int]]) -> list[tuple[int, str]]:
        """Person-months that are handed over, with the reason: those given by it, and others."""
        known = [(pm, reason) for reason, several in why.items() for pm in several]
        self._routed.append(beside(self._people, known, _ROUTED))
        if "absences" in self._frames:
            large = self._frames["absences"].filter(nw.col("child_number") >= MOST)
            nips = large.select("nip").unique()
            self._route(self._people.join(nips, on="nip", how="semi"), "beyond-limits")
        found: list[tuple[int, str]] = nw.concat(self._routed).unique().collect().rows()
        return found

    def _route(self, frame: Frame, reason: str) -> None:
        self._routed.append(frame.select("pm", reason=nw.lit(reason)))

    def _nobody(self, grain: str) -> Frame:
        return empty_table(self._people, {"pm": nw.Int64, "i": nw.Int64, **self._schema(grain)})

    def _schema(self, grain: str) -> dict[str, Any]:
        """Columns of the facts of a grain that are read."""
        facts = catalogue()[grain].facts
        types = {Unit.WORD: nw.String, Unit.FLAG: nw.Boolean}
        # Findings ask every row for its date, also of grains that have none.
        units = {
            name: facts[name].type.unit if name in facts else Unit.DATE
            for name in self._reads[grain]
        }
        return {f"{grain}__{name}": types.get(units[name], nw.Int64) for name in sorted(units)}

    def _in_month(self, table: str) -> Frame:
        """Rows of a table with a date, of the person-month in which it lies."""
        rows = self._frames.get(table, empty_table(self._people, schema_of(table)))
        found = rows.join(self._people_by(table), on="nip", how="inner")
        return found.filter(nw.col("date") >= nw.col("first"), nw.col("date") <= nw.col("last"))

    def _people_by(self, table: str) -> Frame:
        """Person-months, each with the first and the last day of its rows of a table."""
        people = self._people.select("pm", "nip", "place", "first", "last")
        own = [self._cutoff.days_in(table, month) for month in self._months]
        if own == [*self._months]:
            return people
        records = [
            (place, month.first.toordinal(), month.last.toordinal())
            for place, month in enumerate(own)
        ]
        schema = dict.fromkeys(("place", "first", "last"), nw.Int64)
        days = beside(self._people, records, schema)
        return people.select("pm", "nip", "place").join(days, on="place", how="inner")

    def _activities(self) -> Frame:
        rows = self._in_month("activities")
        imprecise = nw.col("quantity_inexact") | nw.col("score_inexact")
        self._route(rows.filter(imprecise), "activities-too-precise")
        for name in sorted(self._reads["activity"].intersection(OPEN_CELLS)):
            is_none = nw.col("none").str.contains(name, literal=True).fill_null(value=False)
            empty = rows.filter(nw.col(name).is_null(), ~is_none)
            self._route(empty, f"activities.{name} missing")
        # What is too precise for the frame is null in it.
        rows = rows.with_columns(
            quantity=nw.coalesce(nw.col("quantity"), _number(1)),
            minutes=nw.coalesce(nw.col("minutes"), nw.lit(0, dtype=nw.Int64)) * 60,
            score=nw.coalesce(nw.col("score"), _number(0)),
            status=nw.coalesce(nw.col("status"), nw.lit("pending")),
        )
        return self._named(numbered(rows, ["row"]), "activity")

    def _violations(self) -> Frame:
        rows = self._in_month("violations")
        self._route(rows.filter(nw.col("quantity_inexact")), "violations-too-precise")
        rows = rows.with_columns(quantity=nw.coalesce(nw.col("quantity"), _number(1)))
        return self._named(numbered(rows, ["row"]), "violation")

    def _named(self, rows: Frame, grain: str) -> Frame:
        columns = {f"{grain}__{name}": nw.col(name) for name in sorted(self._reads[grain])}
        return rows.select("pm", "i", **columns)

    def _sanctions(self) -> Frame:
        """Sanctions in force; few people have any: the reference engine reads them."""
        if "sanctions" not in self._frames:
            return self._nobody("sanction")
        rows = self._frames["sanctions"]
        people = self._people.select("pm", "nip", "period")
        people = people.join(rows.select("nip").unique(), on="nip", how="semi")
        inexact = rows.filter(nw.col("percent_inexact")).select("nip").unique()
        self._route(people.join(inexact, on="nip", how="semi"), "sanctions-too-precise")
        whose: list[tuple[int, int, Any]] = []
        lost: list[tuple[int, str]] = []
        for pm, nip, period in people.collect().sort("pm").rows():
            segments = self._attendance.segments(nip)
            if len(segments) == 1:
                whose.append((pm, period, segments[0]))
            else:
                # Whose row of the month counts for the calendar is not known here.
                lost.append((pm, "sanctions"))
        settings, calendar = self._profile.plan.sanctions, self._attendance.calendar
        reader = SanctionReader(settings, calendar, self._cutoff)
        read = read_sanctions(reader, self._pack.by_nip("sanctions"), whose)
        lost += [(pm, "sanctions") for pm in read.open]
        self._routed.append(beside(self._people, lost, _ROUTED))
        facts = sorted(self._reads["sanction"])
        records = [(pm, i, *(getattr(row, name) for name in facts)) for pm, i, row in read.rows]
        schema = {"pm": nw.Int64, "i": nw.Int64, **self._schema("sanction")}
        return beside(rows, records, schema)

    def _assignments(self) -> Frame:
        """No rows: whoever acts for another post in the month is routed."""
        if "assignments" in self._frames:
            people = self._people_by("assignments")
            rows = self._frames["assignments"].select("nip", "from_", "until")
            acting = rows.join(people, on="nip", how="inner").filter(
                nw.col("from_") <= nw.col("last"),
                nw.col("until").is_null() | (nw.col("until") >= nw.col("first")),
            )
            self._route(acting, "assignments")
        return self._nobody("assignment")


_OTHERS: Mapping[str, Callable[[_Others], Frame]] = {
    "activity": _Others._activities,  # noqa: SLF001  (its own)
    "violation": _Others._violations,  # noqa: SLF001  (its own)
    "sanction": _Others._sanctions,  # noqa: SLF001  (its own)
    "assignment": _Others._assignments,  # noqa: SLF001  (its own)
}


def _number(value: int) -> nw.Expr:
    return nw.lit(value * 10**PACK_DECIMALS, dtype=nw.Int64)
