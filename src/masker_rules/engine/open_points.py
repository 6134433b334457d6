"""What nobody knows of a month: empty cells, days, tables, and rows that were set aside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Protocol

from masker_rules.attendance import MonthAttendance
from masker_rules.attendance.leave import ALPA
from masker_rules.attendance.neighbours import BESIDE, BESIDE_LEAVE
from masker_rules.engine.gaps import (
    LENGTH,
    SPELL,
    Gap,
    activity_gap,
    day_gap,
    event_gap,
    forced_gap,
    letter_gap,
    named_gap,
    word_gap,
)
from masker_rules.engine.known import made_of_punches
from masker_rules.engine.profile import Profile
from masker_rules.facts import SetAside
from masker_rules.facts.definition import definition
from masker_rules.facts.person import COLUMN_OF, graded_facts
from masker_rules.facts.rows import Employee
from masker_rules.facts.vocabulary import Vocabulary
from masker_rules.language.catalogue import catalogue, vocabularies
from masker_rules.language.plan import MONTH, OUTAGE, PRESENCE, PUNCH, UNTRIED
from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = [
    "MONTH_WITHOUT_PUNCHES",
    "OF_SCHEDULED",
    "PART_WITHOUT_PUNCHES",
    "OpenPoints",
    "days_told",
    "key_of",
    "lacking",
    "named",
]

DAY = 86_400
#: Tables whose rows are asked for by a key, and its column.
KEYS = {"amounts": "component", "attributes": "key", "carried": "key", "scores": "measure"}
#: Grains whose rows there are only on days on which somebody is due.
OF_SCHEDULED = frozenset({"day", "event", "session"})
#: Grains whose rows, and facts of rows, tables tell.
_OF_DAYS = OF_SCHEDULED | {"leave"}
OF_TABLES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("punches", "rosters"), OF_SCHEDULED | UNTRIED),
    "outages": frozenset({OUTAGE}),
    "away": OF_SCHEDULED,
    "orders": frozenset({PRESENCE}),
    "absences": _OF_DAYS | UNTRIED,
    "activities": frozenset({"activity"}) | OF_SCHEDULED,
    "attendance_at_events": frozenset({"event"}),
    "violations": frozenset({"violation"}),
    "sanctions": frozenset({"sanction"}),
    "assignments": frozenset({"assignment"}),
}
#: Tables with gaps of days that do not say what was punched on any other.
_UNTRIED_TABLES = frozenset({"punches", "absences"})
#: Grains of rows that a scheduled day has beside its facts.
_OF_THE_DAY = frozenset({PUNCH, OUTAGE})
#: Tables that decide which punches of days after the month are those of an order.
_OF_LATER_PUNCHES = frozenset({"absences", "punches", "rosters"})
#: What is missing where nobody has a punch in a month.
MONTH_WITHOUT_PUNCHES = "month-without-punches"
#: And where nobody has one in a part of a month; its first and last day stand behind it.
PART_WITHOUT_PUNCHES = "part-without-punches"


class Given(Protocol):
    """What is asked of a pack."""

    @property
    def set_aside(self) -> Sequence[SetAside]: ...

    def has(self, table: str) -> bool: ...


class OpenPoints:
    """Finds the gaps of a month, under one profile and for one pack.

    Args:
        profile: What is needed is what its pay program reads.
        pack: Which tables there are.
    """

    def __init__(self, profile: Profile, pack: Given) -> None:
        self.plan, self.pack = profile.plan, pack
        needed = profile.pay_program
        self._needed_facts, self._needed_grains = needed.facts, needed.grains
        self._windows = tuple(needed.earlier.values())
        self._class_facts, self._vocabulary = profile.class_facts, profile.vocabulary
        self._by_punches = made_of_punches(needed)

    def person(self, employee: Employee) -> Iterator[Gap]:
        """Cells of the employees row that a rule reads and nobody filled."""
        words, facts = vocabularies(), catalogue()[MONTH].facts
        for fact in sorted(lacking(employee)):
            cell = COLUMN_OF.get(fact, fact)
            if fact in self._class_facts:
                # Amounts are looked up once, by the class of one state.
                yield forced_gap(f"employees.{cell}")
            elif fact in self._needed_facts:
                nothing = (None,) if facts[fact].type.optional else ()
                yield word_gap(f"employees.{cell}", fact, (*words[fact], *nothing))

    def schedule(self, attendance: MonthAttendance) -> Iterator[Gap]:
        """What nobody knows of the hours or the employees row that holds."""
        if any(note.code == "two-employee-rows" for note in attendance.notes):
            yield forced_gap("employees (two-employee-rows)")
        reads = self._needed_grains
        of_days = not (OF_SCHEDULED | UNTRIED).isdisjoint(reads)
        of_days |= "scheduled" in reads.get("calendar", ())
        if of_days and not attendance.schedule_known:
            # Nor does anybody know which days are due.
            yield forced_gap("schedules")

    def tables(self, attendance: MonthAttendance) -> Iterator[Gap]:
        """Days and tables of which nobody knows what they hold."""
        reads = self._needed_grains
        unknown = [i for i, day in enumerate(attendance.days) if day.state == "unknown"]
        later = [i for i, day in enumerate(attendance.days) if day.state == "not_yet"]
        in_sessions = "session" in reads and bool(attendance.sessions)
        rows = {
            "day": attendance.days,
            "event": attendance.events,
            "session": attendance.sessions,
        }
        asked = any(rows.get(grain) for grain in self._by_punches)
        if not attendance.schedule_known:
            asked |= "day" in reads or in_sessions
        if unknown and asked:
            first, *others = self._unknown(attendance)
            yield day_gap(first, unknown, sessions=in_sessions)
            yield from map(named_gap, others)
        if later and ("day" in reads or in_sessions):
            name = f"days from {attendance.days[later[0]].date}"
            yield self._days(sessions=in_sessions)(name, later, self._codes)
        if "activity" in reads:
            if not self.pack.has("activities"):
                yield activity_gap("activities")
            elif later:
                yield activity_gap(f"activities from {attendance.days[later[0]].date}")
        if "event" in reads and not attendance.events_known:
            own = self.plan.own_words.get("events.event", ())
            yield event_gap("events", (*vocabularies()["event"], *own))

    def presence(self, month: Month, attendance: MonthAttendance) -> Iterator[Gap]:
        """Days of which nobody knows whether somebody punched: no list of states holds them."""
        if UNTRIED.isdisjoint(self._needed_grains):
            return
        if attendance.known_until is not None:
            yield forced_gap(f"days from {attendance.known_until + timedelta(days=1)}")
        if not attendance.punches_known:
            yield from map(forced_gap, self._unpunched(attendance))
        if attendance.open_nights is not None and not _OF_THE_DAY.isdisjoint(self._needed_grains):
            yield forced_gap(f"punches from {attendance.open_nights}")
        if self._of_orders and not attendance.orders_known:
            yield forced_gap(f"punches from {month.plus(1).first}")

    @property
    def _of_orders(self) -> bool:
        """Whether it matters how long somebody was there of what a letter orders."""
        return "ordered" in self._needed_grains.get(PRESENCE, ())

    def reports(
        self, month: Month, as_of: date | None, attendance: MonthAttendance
    ) -> Iterator[Gap]:
        """Reports of days to come that are counted in a month whose attendance is over."""
        days = self.plan.cutoff.days_in("activities", month)
        if as_of is None or as_of >= days.last or days == month:
            return
        if any(day.state == "not_yet" for day in attendance.days):
            return
        if "activity" in self._needed_grains and self.pack.has("activities"):
            yield activity_gap(f"activities from {max(days.first, as_of + timedelta(days=1))}")

    def _unknown(self, attendance: MonthAttendance) -> Iterator[str]:
        """Why it is not known what happened on days of a month."""
        if not attendance.schedule_known:
            yield "schedules"
        if not attendance.punches_known:
            yield from self._unpunched(attendance)
        if attendance.open_nights is not None:
            yield f"punches from {attendance.open_nights}"

    def _unpunched(self, attendance: MonthAttendance) -> Iterator[str]:
        """Why it is not known who punched in a month."""
        if not self.pack.has("punches"):
            yield "punches"
            return
        parts = attendance.silent
        yield from (f"{PART_WITHOUT_PUNCHES} {first}..{last}" for first, last in parts)
        if not parts:
            yield MONTH_WITHOUT_PUNCHES
        # A row by which it would be known may have been lost.
        yield from sorted({named(one) for one in self.pack.set_aside if one.table == "complete"})

    def aside(
        self,
        rows: Sequence[SetAside],
        month: Month,
        attendance: MonthAttendance,
        gaps: Sequence[Gap],
        untried: Collection[SetAside],
    ) -> Iterator[Gap]:
        """What a person's rows that were set aside may have said of the month.

        Args:
            rows: The rows.
            month: The month.
            attendance: Of it.
            gaps: What is missing anyhow.
            untried: Those that no question stands for: what they may say of earlier months is
                open.
        """
        tapped: dict[str, set[int]] = {}
        letters: dict[str, set[int]] = {}
        codes: set[str] = set()
        for aside in rows:
            name = named(aside)
            if aside in untried and self.speaks_of_earlier(aside, month):
                # Only the rows of the month itself are tried in every state.
                yield forced_gap(name)
            told = days_told(self.plan.cutoff, aside.table, month)
            if not any(_overlaps(dates, told, attendance) for dates in aside.stretches):
                if self._decides_beside(aside, month) or self._decides_orders(
                    aside, month, attendance
                ):
                    yield forced_gap(name)
                continue
            if aside.table in _UNTRIED_TABLES and not UNTRIED.isdisjoint(self._needed_grains):
                yield forced_gap(name)
            if aside.table == "punches":
                tapped.setdefault(name, set()).update(_touched(aside, attendance))
            elif own := self._codes_of(aside, is_tried=aside not in untried):
                letters.setdefault(name, set()).update(_touched(aside, attendance))
                codes.update(own)
            elif aside.table == "activities":
                yield replace(activity_gap(name), aside=True)
            elif any(self._gives(aside, gap) for gap in gaps):
                # The value it would have given is missing, and open by itself.
                yield replace(named_gap(name), aside=True)
            else:
                yield forced_gap(name)
        in_sessions = "session" in self._needed_grains and bool(attendance.sessions)
        spells, beside = self._spells, self._beside
        yield from _together(tapped, self._days(sessions=in_sessions))
        yield from _together(
            letters, partial(letter_gap, codes=sorted(codes), spells=spells, beside=beside)
        )

    def speaks_of_earlier(self, aside: SetAside, month: Month) -> bool:
        """Whether a row may say something of an earlier month that a paid window reaches."""
        grains = OF_TABLES.get(aside.table, frozenset())
        month = days_told(self.plan.cutoff, aside.table, month)
        before = [
            window.before(month)[0].first
            for grain, window in self._windows
            if grain in grains and window.before(month)
        ]
        return bool(before) and any(
            first < month.first and last >= min(before) for first, last in aside.stretches
        )

    def _gives(self, aside: SetAside, gap: Gap) -> bool:
        """Whether a row would give the value that is missing, as far as it can be read."""
        if aside.table == "absences":
            return False
        table, key = aside.table, key_of(aside, self._vocabulary)
        return gap.name.startswith(f"{table}.") if key is None else gap.name == f"{table}.{key}"

    @property
    def _of_day(self) -> frozenset[str]:
        return self._needed_grains.get("day", frozenset())

    def _days(self, *, sessions: bool) -> Callable[..., Gap]:
        """Makes gaps of days of which nobody knows what happened."""
        return partial(day_gap, spells=self._spells, beside=self._beside, sessions=sessions)

    @property
    def _spells(self) -> bool:
        """Whether it matters how far a day lies in its leave."""
        return not self._of_day.isdisjoint({*SPELL, *LENGTH})

    @property
    def _beside(self) -> bool:
        """Whether it matters of which days leave is near."""
        return not self._of_day.isdisjoint(BESIDE_LEAVE)

    def _decides_beside(self, aside: SetAside, month: Month) -> bool:
        """Whether a row of the month before or after may move what lies beside days off."""
        if aside.table not in {"absences", "rosters"} or self._of_day.isdisjoint(BESIDE):
            return False
        begin, end = month.plus(-1).first, month.plus(1).last
        return any(first <= end and last >= begin for first, last in aside.stretches)

    def _decides_orders(self, aside: SetAside, month: Month, attendance: MonthAttendance) -> bool:
        """Whether a row of later days may move when an order of the month ended."""
        until = attendance.orders_until
        if until is None or not self._of_orders or aside.table not in _OF_LATER_PUNCHES:
            return False
        if aside.table == "rosters":
            # A row that gives work makes a roster of its whole month.
            until = self.plan.cutoff.of(until).last
        return any(first <= until and last > month.last for first, last in aside.stretches)

    def _codes_of(self, aside: SetAside, *, is_tried: bool) -> Collection[str]:
        """Codes by which a letter may stand instead of the punches of its days.

        Empty where it may make them no working days, or days of work elsewhere: no list of states
        holds that, and only the readings of a row that is tried do.
        """
        if aside.table != "absences":
            return ()
        said, codes = aside.said.get("code"), {ALPA, *self._codes}
        code = None if said is None else self._vocabulary.find("absences.code", str(said))
        if code in codes:
            return {code}
        return codes if is_tried else ()

    @property
    def _codes(self) -> Sequence[str]:
        """Codes that excuse a day."""
        settings = self.plan.attendance
        return sorted(settings.leave | settings.duty)


def lacking(employee: Employee) -> frozenset[str]:
    """Facts of the person that an empty cell leaves open."""
    names = {n for n in ("category", "position_kind") if employee.lacks(n)}
    return frozenset(names) | graded_facts(employee)


def key_of(aside: SetAside, vocabulary: Vocabulary) -> str | None:
    """By which key a row is asked for; None where it has none, or none that is known."""
    name = KEYS.get(aside.table, "")
    key = aside.said.get(name)
    if key is None:
        return None
    field = definition().tables[aside.table].column(name).profile
    return vocabulary.find(field, str(key)) if field else str(key)


def named(aside: SetAside) -> str:
    """A row set aside, named by what it says: the same wherever it stands in its file."""
    what = f"{aside.column} = {aside.value}" if aside.column else aside.code
    return f"{aside.table} ({aside.file}: {what})"


def days_told(cutoff: Cutoff, table: str, month: Month) -> Month:
    """The month of the days, or of the name, that rows of a table tell of a performance month."""
    is_named = definition().tables[table].first == "period"
    return month.cut(CALENDAR.begins) if is_named else cutoff.days_in(table, month)


def _overlaps(dates: tuple[date, date], month: Month, attendance: MonthAttendance) -> bool:
    """Whether a row may speak of the month; a night shift of its last day ends in the next."""
    last = month.last
    if attendance.days and attendance.days[-1].end > DAY:
        last += timedelta(days=1)
    return dates[0] <= last and dates[1] >= month.first


def _together(
    rows: Mapping[str, Collection[int]], made: Callable[[str, Sequence[int]], Gap]
) -> Iterator[Gap]:
    """However many rows are in doubt, their days are in doubt once."""
    days = sorted({day for own in rows.values() for day in own})
    for position, name in enumerate(sorted(rows)):
        yield replace(named_gap(name) if position else made(name, days), aside=True)


def _touched(aside: SetAside, attendance: MonthAttendance) -> list[int]:
    return [
        index
        for index, day in enumerate(attendance.days)
        for first, last in aside.stretches
        if first <= day.date <= last
        or (day.end > DAY and first <= day.date + timedelta(days=1) <= last)
    ]
