"""Days on which somebody punched, scheduled or not: work beside and outside of the schedule.

The punches of a scheduled day of service are those of its row; any other accepted punch belongs to
the date of its time, whatever its kind and whatever windows say: they speak of scheduled hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.columns import Array, Column, Maker, Rows
from masker_rules.attendance.grid import Grid
from masker_rules.attendance.orders import ordered_seconds
from masker_rules.attendance.person import Person
from masker_rules.attendance.spots import Spots
from masker_rules.attendance.taps import Taps

__all__ = ["presence_rows"]

#: Facts of the date, as the calendar of the person tells them.
_OF_DATE = ("date", "weekday", "week", "season", "kind", "scheduled", "in_service")
#: Later than any second of a day.
_NEVER = np.iinfo(np.int64).max


def presence_rows(
    people: Sequence[Person],
    grid: Grid,
    spots: Spots,
    taps: Taps,
    dates: Rows,
    after: tuple[Array, Array],
) -> Rows:
    """The rows, see `PresenceRow`.

    Args:
        people: In the order of their numbers.
        grid: Scheduled days of service.
        spots: What is required on them.
        taps: Accepted punches.
        dates: Every date of the period, by person.
        after: Person and time of the accepted punches of later days that are not scheduled.
    """
    row, second = taps.every
    who = np.concatenate([grid.who[row], taps.free[0]])
    ordinal = np.concatenate([grid.ordinal[row], taps.free[1]])
    second = np.concatenate([second, taps.free[2]])
    at, of = np.unique(who * len(grid.wanted) + ordinal - grid.wanted.start, return_inverse=True)
    first, last = np.full(len(at), _NEVER, np.int64), np.full(len(at), -_NEVER, np.int64)
    np.minimum.at(first, of, second)
    np.maximum.at(last, of, second)
    made: dict[str, Maker] = {fact: partial(_taken, dates, fact, at) for fact in _OF_DATE}
    made["first_punch"] = partial(Column, first)
    made["last_punch"] = partial(Column, last)
    made["punches"] = partial(Column, np.bincount(of, minlength=len(at)).astype(np.int64))
    told = dates.who[at], dates.column("date").values[at], first, last
    free = np.concatenate([taps.free[0], after[0]])
    times = np.concatenate([taps.free[1] * DAY + taps.free[2], after[1]])
    made["ordered"] = partial(_ordered, people, told, (free, times), spots.settings.shift_reach)
    scheduled = grid.rows(dates.who[at], dates.column("date").values[at])
    for fact in ("start", "end"):
        made[fact] = partial(_required, grid, spots, fact, scheduled)
    return Rows(dates.who[at], made, grid.people)


def _taken(dates: Rows, fact: str, at: Array) -> Column:
    column = dates.column(fact)
    assert isinstance(column, Column)
    return column.take(at)


def _ordered(
    people: Sequence[Person],
    told: tuple[Array, Array, Array, Array],
    free: tuple[Array, Array],
    reach: int,
) -> Column:
    """Seconds of each day that were both ordered and attended."""
    found = np.zeros(len(told[0]), np.int64)
    for who, person in enumerate(people):
        if person.orders:
            later = free[1][free[0] == who].tolist()
            for row in np.flatnonzero(told[0] == who).tolist():
                day, first, last = (int(column[row]) for column in told[1:])
                found[row] = ordered_seconds(day, first, last, later, person.orders, reach)
    return Column(found)


def _required(grid: Grid, spots: Spots, fact: str, rows: Array) -> Column:
    """The required hours of scheduled days, none on others."""
    none = rows < 0
    values = np.zeros(len(rows), np.int64)
    values[~none] = spots.column(fact, grid.spot[rows[~none]]).values
    return Column(values, none if none.any() else None)
