"""Where a working day lies beside days off: how many working days since the last of a kind.

Days of the month before and of the month after are looked at, too: the first of April may follow
a joint leave of March. Further away a day off is none, so that no fact depends on how many months
somebody computes. Working days are those of the schedule or roster, in service or not, whatever
happened on them: whoever is on leave on the first working day after a holiday comes back on the
second one.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

import numpy as np

from masker_rules.attendance.columns import Array, Column, Maker, WordCodes
from masker_rules.attendance.grid import Grid
from masker_rules.attendance.leave import JOINT_LEAVE
from masker_rules.attendance.person import Person
from masker_rules.attendance.rostered import PersonPlan
from masker_rules.attendance.rows import Note
from masker_rules.attendance.schedule import Planner
from masker_rules.attendance.spots import Spots
from masker_rules.calendars import DayKinds
from masker_rules.periods import Month
from masker_rules.texts.spoken import MonthOf

__all__ = ["BESIDE", "BESIDE_LEAVE", "LEAVE_CODES", "beside_days", "beside_notes", "date_kind"]

#: What a date may be besides ordinary; it is never two of them.
DATE_KINDS = ("holiday", "joint_leave", "workday", "half_day")
#: Kinds of days off that the calendar tells; both are the same for all people of a page.
_SIDES = ("after", "before")
_JOINT = "joint_leave"
_OFF = ("holiday", _JOINT)
#: Facts: the code of the leave that a day comes after, and before.
LEAVE_CODES = ("last_leave", "next_leave")
#: Facts that the letters of other days decide.
BESIDE_LEAVE = frozenset({"after_leave", "before_leave", *LEAVE_CODES})
#: Facts that a month decides that lies so many months later.
_DECIDED_BY = {
    -1: frozenset({"after_leave", "after_holiday", "after_joint_leave", "last_leave"}),
    1: frozenset({"before_leave", "before_holiday", "before_joint_leave", "next_leave"}),
}
#: Facts that the months before and after decide.
BESIDE = BESIDE_LEAVE | {f"{side}_{kind}" for side in _SIDES for kind in _OFF}


def date_kind(kinds: DayKinds) -> str:
    """What the calendar says of a date, in one word."""
    return next((kind for kind in DATE_KINDS if getattr(kinds, kind)), "ordinary")


def beside_days(
    people: Sequence[Person],
    grid: Grid,
    spots: Spots,
    planner: Planner,
    leave: frozenset[str],
    month: Month,
    words: WordCodes,
) -> dict[str, Maker]:
    """Makers of the facts of days beside days off, see `DayRow`.

    Args:
        people: In the order of their numbers.
        grid: Their days.
        spots: Which units and groups are told apart.
        planner: Plans the days of the months beside.
        leave: Codes of leave.
        month: The month, whose neighbours are looked at.
        words: Takes the codes.
    """
    reach = range(month.plus(-1).first.toordinal(), month.plus(1).last.toordinal() + 1)
    own = _Beside(people, grid, spots, planner, leave, reach, words)
    made: dict[str, Maker] = {}
    for at, side in enumerate(_SIDES):
        for kind in _OFF:
            made[f"{side}_{kind}"] = partial(own.of_calendar, kind, at)
        made[f"{side}_leave"] = partial(own.of_leave, at)
    for at, fact in enumerate(LEAVE_CODES):
        made[fact] = partial(own.codes, at)
    return made


def beside_notes(
    plan: PersonPlan, month: Month, asked: frozenset[str], letters_known: Container[Month]
) -> Iterator[Note]:
    """What is not known of the months beside, of which the letters and rosters decide.

    Args:
        plan: The person's days.
        month: The month.
        asked: Facts of days that somebody reads.
        letters_known: Months of which the pack has everything.
    """
    for step, facts in _DECIDED_BY.items():
        beside = month.plus(step)
        params = {"month": MonthOf(beside.year, beside.month), "written_month": str(beside)}
        if asked & facts & BESIDE_LEAVE and beside not in letters_known:
            yield Note("leave-beside-unknown", None, params)
        if asked & facts and plan.leaves_roster(month, beside):
            yield Note("roster-beside-unknown", None, params)


@dataclass(frozen=True)
class _Beside:
    """Days off and working days of some people, worked out when somebody asks."""

    people: Sequence[Person]
    grid: Grid
    spots: Spots
    planner: Planner
    leave: frozenset[str]
    reach: range
    words: WordCodes

    def of_calendar(self, kind: str, side: int) -> Column:
        """Working days since the last (side 0), or until the next, date of a kind."""
        views, numbers = self._views
        start, wanted = self.reach.start, self.grid.wanted
        told = np.array([_counted(view, view.of(kind))[side] for view in views], np.int64).reshape(
            len(views), len(self.reach)
        )
        grid = self.grid
        inside = told[:, wanted.start - start : wanted.stop - start]
        return _counts(inside[numbers[grid.who], grid.ordinal - wanted.start])

    def of_leave(self, side: int) -> Column:
        """Working days since the last, or until the next, day of leave."""
        values = np.zeros(len(self.grid), np.int64)
        for row, told, _ in self._beside_leave:
            values[row] = told[side]
        return _counts(values)

    def codes(self, side: int) -> Column:
        """The code of that leave."""
        values = np.full(len(self.grid), -1)
        for row, _, codes in self._beside_leave:
            values[row] = self.words.code(codes[side])
        return Column(values, None, self.words)

    @cached_property
    def _views(self) -> tuple[list[_View], Array]:
        """Days off and working days, and whose they are: one for all people of a page."""
        views: list[_View] = []
        numbers: dict[tuple[str, str, str], int] = {}
        whose = []
        for who, person in enumerate(self.people):
            page = person.plan.page_key
            removed = any(person.leave.cover(day).removes for day in self._covered(person))
            if page is None or removed:
                whose.append(len(views))
                views.append(self._view(self._own_days(who)))
                continue
            hours, *scope = page
            key = (hours.name, *self.spots.scope(*scope))
            if key not in numbers:
                numbers[key] = len(views)
                views.append(self._view(self._days_of(person, *key[1:])))
            whose.append(numbers[key])
        return views, np.array(whose, np.int64)

    def _covered(self, person: Person) -> Iterable[int]:
        return person.leave.days(self.reach)

    def _view(self, days: Iterable[tuple[bool, str]]) -> _View:
        scheduled, kinds = zip(*days, strict=True)
        return _View(scheduled, kinds)

    def _days_of(self, person: Person, unit: str, group: str) -> Iterator[tuple[bool, str]]:
        """Whether each day is worked on a schedule, and what the calendar says of it."""
        for ordinal in self.reach:
            kinds = self.planner.kinds(date.fromordinal(ordinal), unit, group)
            yield person.plan.day(ordinal) is not None, date_kind(kinds)

    def _own_days(self, who: int) -> Iterator[tuple[bool, str]]:
        """The same of one person, whose letters may take working days away."""
        person = self.people[who]
        for ordinal in self.reach:
            plan, cover = person.plan, person.leave.cover(ordinal)
            scope = self.spots.scope(plan.unit(ordinal), plan.staff_group(ordinal))
            kind = date_kind(self.planner.kinds(date.fromordinal(ordinal), *scope))
            if cover.removes and cover.full is not None and cover.full.code == JOINT_LEAVE:
                kind = _JOINT
            yield plan.day(ordinal) is not None and not cover.removes, kind

    @cached_property
    def _beside_leave(self) -> list[tuple[int, tuple[int, int], tuple[str | None, str | None]]]:
        """Rows of whoever is on leave in these months, with what is told on either side."""
        found = []
        views, numbers = self._views
        for who, person in enumerate(self.people):
            codes = self._codes_of(person)
            if not codes:
                continue
            view = views[numbers[who]]
            off = [day in codes for day in self.reach]
            counted = _counted(view, off)
            for at, (after, before) in enumerate(zip(*counted, strict=True)):
                ordinal = self.reach[at]
                row = self.grid.row(who, ordinal) if ordinal in self.grid.wanted else -1
                if row >= 0 and (after or before):
                    last = max((d for d in codes if d < ordinal), default=None) if after else None
                    new = min((d for d in codes if d > ordinal), default=None) if before else None
                    named = tuple(None if d is None else codes[d] for d in (last, new))
                    found.append((row, (after, before), (named[0], named[1])))
        return found

    def _codes_of(self, person: Person) -> dict[int, str]:
        """The code of each day of leave, by date."""
        found = {}
        for ordinal in self._covered(person):
            full = person.leave.cover(ordinal).full
            if full is not None and full.code in self.leave and person.leave.is_numbered(full):
                found[ordinal] = full.code
        return found


@dataclass(frozen=True, slots=True)
class _View:
    """Days that follow each other: which are worked, and what the calendar says of each."""

    scheduled: Sequence[bool]
    kinds: Sequence[str]

    def of(self, kind: str) -> list[bool]:
        """Which days are of a kind."""
        return [own == kind for own in self.kinds]


def _counted(view: _View, off: Sequence[bool]) -> tuple[list[int], list[int]]:
    """By day: working days since the last day off and up to it, and from it until the next.

    0 is none: no day off lies on that side, or the day is one.
    """
    after = list(_since(view.scheduled, off))
    before = list(_since(view.scheduled[::-1], off[::-1]))
    return after, before[::-1]


def _since(scheduled: Sequence[bool], off: Sequence[bool]) -> Iterator[int]:
    number: int | None = None
    for is_worked, is_off in zip(scheduled, off, strict=True):
        if is_off:
            number = 0
        elif number is not None and is_worked:
            number += 1
        yield number or 0


def _counts(values: Array) -> Column:
    none = values == 0
    return Column(values, none if none.any() else None)
