"""One month of many people: schedule, taps, leave, events, outages and away time put together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from masker_rules.attendance.away import away_notes, away_seconds
from masker_rules.attendance.clock import DAY, week_of, weekday_of
from masker_rules.attendance.columns import (
    Array,
    Column,
    Maker,
    Rows,
    SharedColumn,
    WordCodes,
    column_of,
)
from masker_rules.attendance.events import event_rows
from masker_rules.attendance.grid import Grid, grid_of
from masker_rules.attendance.index import PackIndex, Span
from masker_rules.attendance.judging import PLACES, Judge
from masker_rules.attendance.leave import ALPA, Cover
from masker_rules.attendance.neighbours import LEAVE_CODES, beside_days, beside_notes, date_kind
from masker_rules.attendance.notes import Notes
from masker_rules.attendance.of_days import outage_rows, punch_rows
from masker_rules.attendance.orders import last_day, order_notes, taken_notes
from masker_rules.attendance.outages import outage_seconds
from masker_rules.attendance.person import Person
from masker_rules.attendance.presence import presence_rows
from masker_rules.attendance.punches import Punches
from masker_rules.attendance.rows import LeaveRow, Note
from masker_rules.attendance.schedule import Planner
from masker_rules.attendance.sessions import session_rows
from masker_rules.attendance.settings import AttendanceSettings
from masker_rules.attendance.spots import Spots
from masker_rules.attendance.taps import FreeDays, Taps, UnitOn, taps_of
from masker_rules.periods import Month
from masker_rules.texts.spoken import Code, Listed

__all__ = ["Attended", "Office", "attend"]

#: Facts of a day that the plan tells, and the kinds of those that an absence tells.
_REQUIRED = (
    "weekday",
    "season",
    "schedule",
    "shift",
    "start",
    "end",
    "break_start",
    "break_end",
    "target",
    "late_from",
    "early_until",
    "week",
)
_COVERED = {
    "absence": "word",
    "work_code": "word",
    "half": "word",
    "half_code": "word",
    "reason": "word",
    "inpatient": "flag",
    "child_number": "number",
    "document": "word",
}
_NOBODY = np.zeros(0, np.int64)
#: People, and the times of punches of theirs.
_Times = tuple[Array, Array]
#: Later than any second of a day.
_NEVER = np.iinfo(np.int64).max
_SPELL = {
    "spell_day": "day",
    "spell_month": "month",
    "spell_working_day": "working_day",
    "spell_row_day": "row_day",
    "spell_in_year": "in_year",
    "spell_year_day": "year_day",
    "letter_days": "letter_days",
    "letter_working_days": "letter_working_days",
}


@dataclass(frozen=True, slots=True)
class Office:
    """What all people of a pack share.

    Attributes:
        settings: What the profile says of hours, punches and evidence.
        index: The rows of the pack.
        planner: Plans days.
        judge: Judges punches.
        named: Units and staff groups of which a table or the calendar says anything.
        last_known: Ordinal of the last known day.
        tells_free: Whether punches of days that are not scheduled are told: nobody uses them.
        beside: Facts of days beside days off that somebody is known to read.
        asks: Whether anybody reads a fact of a grain: what costs something and nobody reads is
            not worked out.
    """

    settings: AttendanceSettings
    index: PackIndex
    planner: Planner
    judge: Judge
    named: tuple[frozenset[str], frozenset[str]]
    last_known: int
    tells_free: bool
    beside: frozenset[str]
    asks: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Attended:
    """What attendance makes of a month of some people.

    Attributes:
        grid: Their scheduled days of service.
        days, events, sessions, calendar: Rows of each grain; events and sessions have the row of
            their day as `day_row`. `calendar` is None where nobody asks for it.
        presence: Rows of the days on which somebody punched; None where nobody asks for them.
        punches, outages: Of scheduled days, with `day_row`; None where nobody asks for them.
        leave: Of each person with leave or duty, its calendar days.
        unknown: Of each person, whether a schedule of the month is not known.
        open_nights: Of each person, whether work of the last night is over only after the period,
            and the pack tells of no punch after it.
        orders_until: Of whose orders punches after the period may count: the last day (ordinal)
            of these punches.
        notes: What is told beside.
        spots: What is required on the days.
    """

    grid: Grid
    days: Rows
    events: Rows
    sessions: Rows
    calendar: Rows | None
    presence: Rows | None
    punches: Rows | None
    outages: Rows | None
    leave: Mapping[int, tuple[LeaveRow, ...]]
    unknown: Array
    open_nights: Array
    orders_until: Mapping[int, int]
    notes: Notes
    spots: Spots

    @property
    def planned(self) -> Array:
        """Working days of each person's period, in service or not."""
        found: Array = self.grid.planned.sum(axis=1)
        return found


@dataclass(frozen=True, slots=True)
class _Month:
    """A month of some people while it is put together."""

    office: Office
    people: Sequence[Person]
    month: Month
    grid: Grid
    spots: Spots
    words: WordCodes
    notes: Notes


def attend(
    office: Office,
    people: Sequence[Person],
    punches: Punches,
    month: Month,
    wanted: range,
    words: WordCodes,
) -> Attended:
    """A month, or some days of it, of some people.

    Args:
        office: What they share.
        people: In the order of their numbers.
        punches: Theirs, also those of other months.
        month: The month.
        wanted: Ordinals of its days that are asked for.
        words: Takes the words of the rows.
    """
    index, notes = office.index, Notes()
    held = index.events, index.outages_of_all
    spots = Spots(office.settings, office.planner, *held, office.named, month, words)
    grid = grid_of(people, spots, wanted, office.last_known)
    own = _Month(office, people, month, grid, spots, words, notes)
    is_present = office.asks("presence", "")
    beside = FreeDays(office.tells_free, _unit_on(own) if is_present else None)
    taps = taps_of(grid, spots, punches, office.judge, _units(own), notes, beside)
    broken = _broken(own, punches)
    unknown = _unknown_days(own)
    records = index.records([person.nip for person in people], words)
    events = event_rows(grid, spots, records, taps.apel, words, notes)
    sessions = session_rows(grid, spots, taps.sessions, broken)
    leave = dict(_leave(own))
    nights = _open_nights(own, taps)
    days = _days(own, taps, broken, unknown, leave, nights)
    _tell_rows(own)
    _tell_beside(own)
    calendar = _dates(own) if office.asks("calendar", "") else None
    presence = None
    until = _orders_until(own)
    if is_present:
        after = _after(own, punches, taps, until)
        presence = presence_rows(people, grid, spots, taps, calendar or _dates(own), after)
    of_punches = punch_rows(grid, taps, words) if office.asks("punch", "") else None
    of_outages = outage_rows(grid, spots, broken) if office.asks("outage", "") else None
    doubted = np.array([bool(unknown.get(who)) for who in range(len(people))], bool)
    open_nights = np.bincount(grid.who[nights], minlength=len(people)) > 0
    return Attended(
        grid,
        days,
        events,
        sessions,
        calendar,
        presence,
        of_punches,
        of_outages,
        leave,
        doubted,
        open_nights,
        until,
        notes,
        spots,
    )


def _open_nights(own: _Month, taps: Taps) -> Array:
    """Days whose work ends after the last midnight: their end may be a punch nobody has yet."""
    grid, index = own.grid, own.office.index
    last = grid.wanted.stop
    days = index.pack.punched_days()
    if index.is_told_after(own.month) or any(day.toordinal() >= last for day in days):
        return np.zeros(len(grid), bool)
    _, ends = own.spots.required
    end = ends[grid.spot]
    second, found = taps.at["out_at"]
    return (grid.ordinal * DAY + end >= last * DAY) & ~(found & (second >= end)) & grid.known


def _orders_until(own: _Month) -> dict[int, int]:
    """Of whose orders punches of days after the period may count: the last of these days."""
    if not own.office.asks("presence", "ordered"):
        return {}
    wanted, reach = own.grid.wanted, own.office.settings.shift_reach
    ends = {who: last_day(one.orders, wanted, reach) for who, one in enumerate(own.people)}
    return {who: last for who, last in ends.items() if last >= wanted.stop}


def _after(own: _Month, punches: Punches, taps: Taps, until: Mapping[int, int]) -> _Times:
    """Person and time of punches after the period that may count for its orders.

    What the schedule of a later day takes is of that day, and told where it lies near an order.
    """
    asked = own.office.asks("presence", "ordered")
    if not (asked and any(person.orders for person in own.people)):
        return _NOBODY, _NOBODY
    whose = np.array(sorted(until), np.int64)
    mine = punches.some(np.flatnonzero(np.isin(punches.who, whose)))
    mine = replace(mine, who=np.searchsorted(whose, mine.who))
    people = [own.people[who] for who in whose.tolist()]
    day, free, taken = own.grid.wanted.stop, [(_NOBODY, _NOBODY)], [_taken(own.grid, taps)]
    while people and day <= max(until.values()):
        month = Month.of(date.fromordinal(day), own.month.begins)
        grid, later = _taps_of(own, people, mine, month, range(day, month.ordinals.stop))
        who, ordinal, second = later.free
        free.append((whose[who], ordinal * DAY + second))
        who, ordinal, time = _taken(grid, later)
        taken.append((whose[who], ordinal, time))
        day = month.ordinals.stop
    _tell_taken(own, *(np.concatenate(column) for column in zip(*taken, strict=True)))
    who, time = (np.concatenate(column) for column in zip(*free, strict=True))
    return who, time


def _taps_of(
    own: _Month, people: Sequence[Person], punches: Punches, month: Month, period: range
) -> tuple[Grid, Taps]:
    """The taps of days of another month, and the punches that no scheduled day takes."""
    office, words = own.office, WordCodes()
    held = office.index.events, office.index.outages_of_all
    spots = Spots(office.settings, office.planner, *held, office.named, month, words)
    grid = grid_of(people, spots, period, period.stop - 1)
    later = _Month(office, people, month, grid, spots, words, Notes())
    beside = FreeDays(are_told=False, unit_on=_unit_on(later))
    units = _units(later)
    return grid, taps_of(grid, spots, punches, office.judge, units, later.notes, beside)


def _taken(grid: Grid, taps: Taps) -> tuple[Array, Array, Array]:
    """Person, date and time of the punches of scheduled days."""
    row, second = taps.every
    return grid.who[row], grid.ordinal[row], grid.ordinal[row] * DAY + second


def _tell_taken(own: _Month, who: Array, day: Array, time: Array) -> None:
    """Orders near whose end a punch is one of another day."""
    wanted, reach = own.grid.wanted, own.office.settings.shift_reach
    for number, person in enumerate(own.people):
        if person.orders:
            mine = np.flatnonzero(who == number)
            taken = [*zip(day[mine].tolist(), time[mine].tolist(), strict=True)]
            own.notes.say(number, taken_notes(person.orders, wanted, taken, reach))


def _units(own: _Month) -> Callable[[Array], Array]:
    """The number that the judge gives to the unit of a person on a day."""
    numbers = [[own.office.judge.unit(row.unit) for row in one.plan.rows] for one in own.people]
    flat = np.array([number for several in numbers for number in several], np.int64)
    starts = np.cumsum([0, *map(len, numbers)])
    return lambda rows: flat[starts[own.grid.who[rows]] + own.grid.segment[rows]]


def _unit_on(own: _Month) -> UnitOn:
    """The number that the judge gives to the unit of people on dates."""

    def found(who: Array, ordinal: Array) -> Array:
        pairs = zip(who.tolist(), ordinal.tolist(), strict=True)
        numbers = [own.office.judge.unit(own.people[one].plan.unit(day)) for one, day in pairs]
        return np.array(numbers, np.int64)

    return found


def _broken(own: _Month, punches: Punches) -> dict[int, list[Span]]:
    """Of each day of whoever punched at a device with outages, these outages."""
    devices, grid = own.office.index.broken_devices, own.grid
    if not devices or "device" not in punches.told:
        return {}
    device = punches.told["device"]
    spans: dict[int, list[Span]] = {}
    for name, several in devices.items():
        code = punches.words.codes.get(name)
        if code is not None:
            for who in np.unique(punches.who[device == code]).tolist():
                spans.setdefault(who, []).extend(several)
    rows = np.flatnonzero(np.isin(grid.who, [*spans]))
    return {
        row: spans[who] for row, who in zip(rows.tolist(), grid.who[rows].tolist(), strict=True)
    }


def _unknown_days(own: _Month) -> dict[int, frozenset[int]]:
    """Days of which nobody can say what is required of the person."""
    found = {}
    for who, person in enumerate(own.people):
        if person.plan.page_key is None:
            own.notes.say(who, person.plan.notes(own.month))
            found[who] = person.plan.unknown_days(own.month)
    return found


# ------------------------------------------------------------------ facts of days
def _days(
    own: _Month,
    taps: Taps,
    broken: Mapping[int, Sequence[Span]],
    unknown: Mapping[int, frozenset[int]],
    leave: Mapping[int, Sequence[LeaveRow]],
    nights: Array,
) -> Rows:
    """The facts of scheduled days, see `DayRow`."""
    grid, words = own.grid, own.words
    covered = _spread(_told(own), _COVERED, len(grid), words)
    state = _state(own, unknown, covered["absence"], nights)
    outages = _outages(own, broken)
    _tell_covers(own, taps)
    _tell_days(own, taps, covered["absence"], state, outages[-1])
    made: dict[str, Maker] = {
        "date": lambda: Column(grid.ordinal, is_date=True),
        "day_of_month": lambda: Column(grid.ordinal - own.month.first.toordinal() + 1),
        "segment": lambda: Column(grid.segment),
        "state": lambda: state,
        "flagged": lambda: Column(taps.flagged),
    }
    made |= {fact: partial(_required, own, fact) for fact in _REQUIRED}
    made |= {fact: partial(_tap, *taps.at[fact]) for fact in taps.at}
    made["apel_at"] = partial(_first, taps.apel, len(grid))
    made["first_punch"] = partial(_first, taps.every, len(grid))
    made["last_punch"] = partial(_last, taps.every, len(grid))
    made["punches"] = partial(_count, taps.every, len(grid))
    places = np.array([words.code(place) for place in PLACES], np.int64)
    for fact, name in (("location_in", "in_at"), ("location_out", "out_at")):
        made[fact] = partial(Column, places[taps.place[name]], None, words)
    made |= {fact: partial(_same, column) for fact, column in covered.items()}
    for fact, flags in zip(("outage_in", "outage_out", "outage"), outages, strict=True):
        made[fact] = partial(Column, flags)
    made["outage_time"] = partial(_outage_time, own, broken)
    for fact, seconds in zip(("away_permitted", "away_unpermitted"), _away(own), strict=True):
        made[fact] = partial(Column, seconds)
    made |= {fact: partial(_same, column) for fact, column in _spells(own, leave).items()}
    made |= dict(_beside(own))
    return Rows(grid.who, made, grid.people)


def _required(own: _Month, fact: str) -> SharedColumn:
    return own.spots.column(fact, own.grid.spot)


def _tap(second: Array, found: Array) -> Column:
    return Column(np.where(found, second, 0), None if found.all() else ~found)


def _first(taps: tuple[Array, Array], size: int) -> Column:
    """The first tap of each day."""
    row, second = taps
    first = np.full(size, _NEVER, np.int64)
    np.minimum.at(first, row, second)
    return _tap(first, first != _NEVER)


def _last(taps: tuple[Array, Array], size: int) -> Column:
    """The last tap of each day."""
    row, second = taps
    last = np.full(size, -_NEVER, np.int64)
    np.maximum.at(last, row, second)
    return _tap(last, last != -_NEVER)


def _count(taps: tuple[Array, Array], size: int) -> Column:
    """How many taps each day has."""
    return Column(np.bincount(taps[0], minlength=size).astype(np.int64))


def _same(column: Column) -> Column:
    return column


def _told(own: _Month) -> dict[int, dict[str, Any]]:
    """What absences tell of known days, by row."""
    found: dict[int, dict[str, Any]] = {}
    for row, cover in _covers(own.grid):
        full = cover.full.row if cover.full else None
        half = cover.half.row if cover.half else None
        told = full or half
        assert told is not None
        is_work = full is not None and full.code in own.office.settings.work
        found[row] = {
            "absence": full.code if full and not is_work else None,
            "work_code": full.code if full and is_work else None,
            "half": half.part if half else None,
            "half_code": half.code if half else None,
            "reason": told.reason,
            "inpatient": told.inpatient,
            "child_number": told.child_number,
            "document": told.document,
        }
    return found


def _covers(grid: Grid) -> Iterator[tuple[int, Cover]]:
    """What covers known days, by row."""
    for who, days in grid.covers.items():
        ordinals = np.array([*days], np.int64)
        rows = grid.rows(np.full(len(ordinals), who), ordinals)
        for row, (ordinal, cover) in zip(rows.tolist(), days.items(), strict=True):
            if row >= 0 and ordinal <= grid.last_known:
                yield row, cover


def _spread(
    told: Mapping[int, Mapping[str, Any]],
    kinds: Mapping[str, str],
    size: int,
    words: WordCodes,
) -> dict[str, Column]:
    """Columns that are none in all rows but some."""
    rows = np.array([*told], np.int64)
    found = {}
    for fact, kind in kinds.items():
        if kind == "word":
            values, none = np.full(size, -1), None
        else:
            values, none = (
                np.zeros(size, bool if kind == "flag" else np.int64),
                np.ones(size, bool),
            )
        if told:
            some = column_of([own[fact] for own in told.values()], kind, words)
            values[rows] = some.values
            if none is not None:
                none[rows] = False if some.none is None else some.none
        found[fact] = Column(values, none, words if kind == "word" else None)
    return found


def _state(
    own: _Month, unknown: Mapping[int, frozenset[int]], absence: Column, nights: Array
) -> Column:
    grid = own.grid
    known, not_yet, open_ = (own.words.code(word) for word in ("known", "not_yet", "unknown"))
    codes = np.full(len(grid), known)
    for part in own.office.index.silent(own.month):
        codes[(grid.ordinal >= part.start) & (grid.ordinal < part.stop)] = open_
    codes[nights] = open_
    codes[absence.values >= 0] = known
    for who, days in unknown.items():
        if days:
            codes[(grid.who == who) & np.isin(grid.ordinal, [*days])] = open_
    codes[~grid.known] = not_yet
    return Column(codes, None, own.words)


def _outages(own: _Month, broken: Mapping[int, Sequence[Span]]) -> tuple[Array, Array, Array]:
    """Whether outages cancel a missing in, a missing out, and touch the day."""
    grid, spots = own.grid, own.spots
    cancels_in, cancels_out, touched = (flags[grid.spot] for flags in spots.outage_flags)
    for row, spans in broken.items():
        met = spots.met(spots.all[grid.spot[row]], spans)
        cancels_in[row] |= met[0]
        cancels_out[row] |= met[1]
        touched[row] |= met[2]
    return cancels_in, cancels_out, touched


def _outage_time(own: _Month, broken: Mapping[int, Sequence[Span]]) -> Column:
    """Seconds of the outages of each day."""
    grid, spots = own.grid, own.spots
    seconds = spots.outage_seconds[grid.spot]
    for row, spans in broken.items():
        spot = spots.all[grid.spot[row]]
        seconds[row] = outage_seconds(spot.day, spot.unit, (*spots.outages, *spans))
    return Column(seconds)


def _away(own: _Month) -> tuple[Array, Array]:
    """Seconds away with and without permission."""
    grid = own.grid
    permitted, unpermitted = np.zeros((2, len(grid)), np.int64)
    for who, person in enumerate(own.people):
        # A shift that passes midnight may reach into the day after it.
        days = {
            ordinal
            for span in person.away
            for ordinal in range(
                max(span.first // DAY - 1, grid.wanted.start),
                min(span.last // DAY, grid.last_known) + 1,
            )
        }
        for ordinal in days:
            row = grid.row(who, ordinal)
            if row >= 0:
                day = own.spots.all[grid.spot[row]].day
                permitted[row], unpermitted[row] = away_seconds(day, person.away)
    return permitted, unpermitted


def _spells(own: _Month, leave: Mapping[int, Sequence[LeaveRow]]) -> dict[str, Column]:
    """How far each day lies in its spell, on days of leave and duty."""
    told = {
        own.grid.row(who, row.date.toordinal()): {
            fact: getattr(row, name) for fact, name in _SPELL.items()
        }
        for who, rows in leave.items()
        for row in rows
        if row.day_index >= 0
    }
    return _spread(told, dict.fromkeys(_SPELL, "number"), len(own.grid), own.words)


def _beside(own: _Month) -> Iterator[tuple[str, Maker]]:
    """Where each day lies beside days off; the months beside are planned only if asked for."""
    office = own.office
    made = beside_days(
        own.people,
        own.grid,
        own.spots,
        office.planner,
        office.settings.leave,
        own.month,
        own.words,
    )
    size = len(own.grid)
    nothing = Column(np.zeros(size, np.int64), np.ones(size, bool))
    nobody = Column(np.full(size, -1), None, own.words)
    for fact, maker in made.items():
        unasked = nobody if fact in LEAVE_CODES else nothing
        yield fact, maker if office.asks("day", fact) else partial(_same, unasked)


# ------------------------------------------------------------------ other grains
def _leave(own: _Month) -> Iterator[tuple[int, tuple[LeaveRow, ...]]]:
    """The calendar days of leave and duty of each person who has some."""
    grid, asks = own.grid, own.office.asks
    asked = asks("leave", "working_day") or asks("day", "spell_working_day")
    whole = asks("leave", "letter_working_days") or asks("day", "letter_working_days")
    for who, covers in grid.covers.items():
        person = own.people[who]
        days = [
            ordinal
            for ordinal, cover in covers.items()
            if ordinal <= grid.last_known
            and cover.full is not None
            and person.plan.in_service(ordinal)
        ]
        if not days:
            continue
        first = int(np.searchsorted(grid.who, who))
        indexes = {day: row - first for day in days if (row := grid.row(who, day)) >= 0}
        found = person.leave.leave_rows(
            days,
            person.leave.spells(person.is_working),
            indexes,
            own.month.last.toordinal(),
            person.is_working if asked else None,
            person.is_working if whole else None,
        )
        yield who, tuple(found)


def _dates(own: _Month) -> Rows:
    """Every date of the period, see `DateRow`."""
    grid, words = own.grid, own.words
    facts: dict[tuple[str, str, int], tuple[int, int]] = {}
    told = np.zeros((grid.people, len(grid.wanted), 2), np.int64)
    served = np.zeros((grid.people, len(grid.wanted)), bool)
    for who, person in enumerate(own.people):
        plan = person.plan
        for place, ordinal in enumerate(grid.wanted):
            scope = own.spots.scope(plan.unit(ordinal), plan.staff_group(ordinal))
            key = (*scope, ordinal)
            if key not in facts:
                kinds = own.office.planner.kinds(date.fromordinal(ordinal), *scope)
                season = "ramadan" if kinds.ramadan else "normal"
                facts[key] = words.code(season), words.code(date_kind(kinds))
            told[who, place] = facts[key]
            served[who, place] = plan.in_service(ordinal)
    weekdays = np.array([words.code(weekday_of(ordinal)) for ordinal in grid.wanted], np.int64)
    first = own.month.first
    weeks = np.array([week_of(date.fromordinal(each), first) for each in grid.wanted], np.int64)
    numbers = np.array([date.fromordinal(each).day for each in grid.wanted], np.int64)
    columns = {
        "date": Column(np.tile(np.array([*grid.wanted], np.int64), grid.people), is_date=True),
        "weekday": Column(np.tile(weekdays, grid.people), None, words),
        "week": Column(np.tile(weeks, grid.people)),
        "day_of_month": Column(np.tile(numbers, grid.people)),
        "season": Column(told[:, :, 0].ravel(), None, words),
        "kind": Column(told[:, :, 1].ravel(), None, words),
        "scheduled": Column(grid.planned.ravel()),
        "in_service": Column(served.ravel()),
    }
    whose = np.repeat(np.arange(grid.people), len(grid.wanted))
    return Rows(whose, {name: partial(_same, one) for name, one in columns.items()}, grid.people)


# ------------------------------------------------------------------ what is told
def _tell_covers(own: _Month, taps: Taps) -> None:
    """Absences that contradict punches, or each other."""
    grid = own.grid
    tapped = taps.at["in_at"][1] | taps.at["out_at"][1]
    for row, cover in _covers(grid):
        who, day = int(grid.who[row]), date.fromordinal(int(grid.ordinal[row]))
        full = cover.full
        if full is not None and tapped[row] and full.code not in own.office.settings.work:
            own.notes.say(who, [Note("absence-with-punches", day, {"code": Code(full.code)})])
        used = full or cover.half
        if used is not None and cover.yielded:
            others = tuple(Code(code) for code in sorted(c.code for c in cover.yielded))
            params = {"code": Code(used.code), "others": Listed(others)}
            own.notes.say(who, [Note("two-absences", day, params)])


def _tell_days(own: _Month, taps: Taps, absence: Column, state: Column, touched: Array) -> None:
    """Hours that were assumed, and outages on days that nobody was seen on."""
    grid, code = own.grid, own.words.code
    if any(spot.day.assumed for spot in own.spots.all):
        assumed = np.flatnonzero(own.spots.column("assumed", grid.spot).values)
        own.notes.tell("workday-hours", grid.who[assumed], grid.ordinal[assumed])
    if touched.any():
        tapped = taps.at["in_at"][1] | taps.at["out_at"][1]
        absent = np.where(absence.values >= 0, absence.values == code(ALPA), ~tapped)
        met = np.flatnonzero(touched & (state.values == code("known")) & absent)
        own.notes.tell("outage-absent", grid.who[met], grid.ordinal[met])


def _tell_rows(own: _Month) -> None:
    """Rows of absences, of time away and of orders of which something is open."""
    first, last = own.grid.wanted.start, own.grid.last_known
    if last < first:
        return
    for who, person in enumerate(own.people):
        own.notes.say(who, person.leave.notes(first, last))
        own.notes.say(who, away_notes(person.away, first, last))
        if own.office.asks("presence", "ordered"):
            own.notes.say(who, order_notes(person.orders, first, last))


def _tell_beside(own: _Month) -> None:
    """Months beside of which letters or rosters are not known, to whoever has a day."""
    office = own.office
    if office.beside:
        for who in np.unique(own.grid.who).tolist():
            plan, known = own.people[who].plan, office.index.letters_known
            own.notes.say(who, beside_notes(plan, own.month, office.beside, known))
