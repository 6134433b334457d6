"""The scheduled days of service of many people in one month.

Most people have the days of one page. Whose days are planned one by one is met by few: those with
several employees rows, a roster, nights, or a schedule that nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from masker_rules.attendance.columns import Array, expanded
from masker_rules.attendance.leave import Cover
from masker_rules.attendance.person import Person
from masker_rules.attendance.schedule import Planned
from masker_rules.attendance.spots import Spot, Spots

__all__ = ["Grid", "grid_of"]

#: Days of a month that are told apart.
WIDTH = 32


@dataclass(frozen=True, slots=True)
class Grid:
    """Scheduled days of service, by person and date.

    Attributes:
        wanted: Ordinals of the period.
        last_known: Ordinal of the last day that is known, at most that of the period.
        who: Number of the person of each row.
        ordinal: Its date.
        spot: What is required of the person on it.
        segment: The employees row that holds.
        planned: By person and day of the period, whether it is a working day, in service or not.
        covers: Of each person with leave, what covers the days of the period.
        shifts: Of whom a shift may take punches of another date, the days of service; the day
            before and the day after the period too.
    """

    wanted: range
    last_known: int
    who: Array
    ordinal: Array
    spot: Array
    segment: Array
    planned: Array
    covers: Mapping[int, Mapping[int, Cover]]
    shifts: Mapping[int, Mapping[int, Planned]]
    places: Array

    def __len__(self) -> int:
        return len(self.who)

    @property
    def known(self) -> Array:
        """Rows of days that are known."""
        found: Array = self.ordinal <= self.last_known
        return found

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.planned)

    def row(self, who: int, ordinal: int) -> int:
        """The row of one day of one person."""
        return int(self.places[who * WIDTH + (ordinal - self.wanted.start)])

    def rows(self, who: Array, ordinal: Array) -> Array:
        """The rows of days of people, -1 where the day is not scheduled or outside service."""
        found: Array = self.places[who * WIDTH + (ordinal - self.wanted.start)]
        return found


def grid_of(people: Sequence[Person], spots: Spots, wanted: range, last_known: int) -> Grid:
    """The days of people.

    Args:
        people: In the order of their numbers.
        spots: What is required; takes the days that are met.
        wanted: Ordinals of the period, of one month.
        last_known: Ordinal of the last known day.
    """
    covered = {who: _covers(person, wanted) for who, person in enumerate(people)}
    covers = {who: found for who, found in covered.items() if found}
    who, ordinal, spot = _of_pages(people, spots, wanted)
    planned = np.zeros((len(people), len(wanted)), bool)
    if covers:
        kept, spot = _covered(covers, spots, who, ordinal, spot, last_known)
        who, ordinal, spot = who[kept], ordinal[kept], spot[kept]
    planned[who, ordinal - wanted.start] = True
    ends = [person.service if person.plan.page_key else (1, 0) for person in people]
    served = np.array(ends, np.int64).reshape(-1, 2)
    serves = (served[who, 0] <= ordinal) & (ordinal <= served[who, 1])
    columns = [column[serves] for column in (who, ordinal, spot, np.zeros_like(who))]
    odd = {who: person for who, person in enumerate(people) if person.plan.page_key is None}
    shifts: dict[int, dict[int, Planned]] = {}
    if odd:
        single = list(_one_by_one(odd, spots, wanted, last_known, planned, shifts))
        more = np.array(single, np.int64).reshape(-1, 4).T
        columns = [np.concatenate(pair) for pair in zip(columns, more, strict=True)]
        order = np.lexsort((columns[1], columns[0]))
        columns = [column[order] for column in columns]
    places = np.full(len(people) * WIDTH, -1)
    places[columns[0] * WIDTH + (columns[1] - wanted.start)] = np.arange(len(columns[0]))
    known = min(wanted.stop - 1, last_known)
    return Grid(
        wanted,
        known,
        columns[0],
        columns[1],
        columns[2],
        columns[3],
        planned,
        covers,
        shifts,
        places,
    )


def _covers(person: Person, wanted: range) -> dict[int, Cover]:
    """What covers the days of the period."""
    found = {}
    for ordinal in person.leave.days(wanted):
        cover = person.leave.cover(ordinal)
        if cover.full or cover.half:
            found[ordinal] = cover
    return found


def _of_pages(people: Sequence[Person], spots: Spots, wanted: range) -> tuple[Array, Array, Array]:
    """Person, date and spot of the days of those who have the days of one page."""
    keys = [person.plan.page_key for person in people]
    numbers = np.array([-1 if key is None else spots.page(*key).number for key in keys], np.int64)
    pages = spots.pages
    if not pages:
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, nothing
    sizes = np.array([len(page.spots) for page in pages])
    starts = np.cumsum(sizes) - sizes
    whose = np.flatnonzero(numbers >= 0)
    number = numbers[whose]
    place, at = expanded(starts[number], sizes[number])
    ordinal = np.concatenate([page.ordinals for page in pages])[at]
    spot = np.concatenate([page.spots for page in pages])[at]
    who = whose[place]
    inside = (ordinal >= wanted.start) & (ordinal < wanted.stop)
    return who[inside], ordinal[inside], spot[inside]


def _covered(
    covers: Mapping[int, Mapping[int, Cover]],
    spots: Spots,
    who: Array,
    ordinal: Array,
    spot: Array,
    last_known: int,
) -> tuple[Array, Array]:
    """Which days leave takes away, and the spots of those of which it excuses half."""
    kept, spot = np.ones(len(who), bool), spot.copy()
    firsts = np.searchsorted(who, np.arange(max(covers) + 2)).tolist()
    for number, days in covers.items():
        first, last = firsts[number], firsts[number + 1]
        own = ordinal[first:last].tolist()
        for row, day in enumerate(own, start=first):
            cover = days.get(day)
            if cover is None:
                continue
            if cover.removes:
                kept[row] = False
            elif cover.half is not None:
                part = cover.half.row.part
                spot[row] = spots.halved(int(spot[row]), part, known=day <= last_known)
    return kept, spot


def _one_by_one(
    people: Mapping[int, Person],
    spots: Spots,
    wanted: range,
    last_known: int,
    planned: Array,
    shifts: dict[int, dict[int, Planned]],
) -> Iterator[tuple[int, int, int, int]]:
    """Person, date, spot and segment of days that are planned one by one."""
    for who, person in people.items():
        plan, days = person.plan, wanted
        if plan.may_pass_midnight:
            days = range(wanted.start - 1, wanted.stop + 1)
        for ordinal in days:
            day = plan.day(ordinal)
            cover = person.leave.cover(ordinal)
            if day is None or cover.removes:
                continue
            inside = ordinal in wanted
            if inside:
                planned[who, ordinal - wanted.start] = True
            if not plan.in_service(ordinal):
                continue
            scope = spots.scope(plan.unit(ordinal), plan.staff_group(ordinal))
            number = spots.number(Spot(day, *scope))
            if cover.half is not None:
                part = cover.half.row.part
                number = spots.halved(number, part, known=ordinal <= last_known)
            if plan.may_pass_midnight:
                shifts.setdefault(who, {})[ordinal] = spots.all[number].day
            if inside:
                yield who, ordinal, number, plan.segment(ordinal)
