"""Days of several sessions, each with an in and an out of its own (R1, rule 5).

A tap belongs to one session of its day:

- a stated `in` to the first session that has not ended, after the last one's end to the last;
- a stated `out` to the last session that has begun before it, before the first one to the first;
- one without a kind to the nearest session: inside it, before its middle it is an `in`, from the
  middle on an `out`; before it an `in`, after it an `out`. Exactly between two sessions it is the
  `in` of the later.

In a session the first `in` and the last `out` count, as they do in a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from masker_rules.attendance.columns import Array, Column, Maker, Rows, expanded
from masker_rules.attendance.grid import Grid
from masker_rules.attendance.index import Span
from masker_rules.attendance.punches import KINDS
from masker_rules.attendance.spots import Spot, Spots

__all__ = ["nearest_session", "session_rows", "stated_session"]

Sessions = Sequence[tuple[int, int]]
_FAR = 2**62


def stated_session(second: int, kind: str, sessions: Sessions) -> int:
    """The number of the session to which a stated `in` or `out` belongs, see the module."""
    if kind == "in":
        open_ones = (n for n, (_, end) in enumerate(sessions, start=1) if second < end)
        return next(open_ones, len(sessions))
    begun = [n for n, (start, _) in enumerate(sessions, start=1) if start < second]
    return begun[-1] if begun else 1


def nearest_session(second: int, sessions: Sessions) -> tuple[int, str]:
    """The number of the session to which a tap without a kind belongs, and what it is there."""

    def away(number: int) -> tuple[int, int]:
        start, end = sessions[number - 1]
        return max(start - second, second - end, 0), -number

    number = min(range(1, len(sessions) + 1), key=away)
    start, end = sessions[number - 1]
    return number, "in" if second < (start + end) // 2 else "out"


def session_rows(
    grid: Grid,
    spots: Spots,
    taps: tuple[Array, Array, Array, Array],
    outages: Mapping[int, Sequence[Span]],
) -> Rows:
    """The sessions of days that have several (see `SessionRow`), with `day_row`.

    Args:
        grid: Scheduled days of service.
        spots: What is required on them.
        taps: Row, number of the session, kind and second of accepted taps.
        outages: Of each row whose person met outages of a device, these outages.
    """
    if not spots.have_sessions:
        nobody = np.zeros(0, np.int64)
        names = (*_FACTS, "in_at", "out_at", "day_row", "date")
        return Rows(nobody, dict.fromkeys(names, lambda: Column(nobody)), grid.people)
    facts = [list(_sessions(spot, spots)) for spot in spots.all]
    counts = np.array([len(own) for own in facts], np.int64)
    flat = np.array([one for own in facts for one in own], np.int64).reshape(-1, len(_FACTS)).T
    starts = np.cumsum(counts) - counts
    row, at = expanded(starts[grid.spot], counts[grid.spot])
    told = dict(zip(_FACTS, flat[:, at], strict=True))
    first = np.cumsum(counts[grid.spot]) - counts[grid.spot]
    found = {name: _counted(first, taps, len(row), name) for name in ("in_at", "out_at")}
    for day, spans in outages.items():
        spot = spots.all[grid.spot[day]]
        for number, (begin, end) in enumerate(spot.day.hours.sessions):
            cancels = spots.met(_required(spot, begin, end), spans)
            for name, flag in zip(("outage_in", "outage_out"), cancels, strict=False):
                told[name][first[day] + number] |= flag
    flags = {"covered", "outage_in", "outage_out"}
    made: dict[str, Maker] = {
        name: partial(Column, column.astype(bool) if name in flags else column)
        for name, column in told.items()
    }
    made |= {name: partial(Column, *columns) for name, columns in found.items()}
    made["day_row"] = lambda: Column(row)
    made["date"] = lambda: Column(grid.ordinal[row], is_date=True)
    return Rows(grid.who[row], made, grid.people)


#: What is the same for everybody of a spot.
_FACTS = (
    "number",
    "start",
    "end",
    "late_from",
    "early_until",
    "covered",
    "outage_in",
    "outage_out",
)


def _sessions(spot: Spot, spots: Spots) -> Iterator[tuple[int, ...]]:
    """The facts of each session of a spot."""
    day = spot.day
    sessions = day.hours.sessions
    for number, (start, end) in enumerate(sessions, start=1):
        cancels_in, cancels_out, _ = spots.met(_required(spot, start, end), spots.outages)
        covered = end <= day.required_in or start >= day.required_out
        late_from = day.hours.late_from if number == 1 else start
        early_until = day.hours.early_until if number == len(sessions) else end
        if not covered and day.required_in > start:
            late_from = day.required_in
        if not covered and day.required_out < end:
            early_until = day.required_out
        flags = (covered, cancels_in, cancels_out)
        yield number, start, end, late_from, early_until, *map(int, flags)


def _required(spot: Spot, start: int, end: int) -> Spot:
    """The spot as if the session were the required stretch, so far as it is not excused."""
    first, last = max(start, spot.day.required_in), min(end, spot.day.required_out)
    if first >= last:
        first, last = start, end
    return replace(spot, day=replace(spot.day, required_in=first, required_out=last))


def _counted(
    first: Array, taps: tuple[Array, Array, Array, Array], size: int, name: str
) -> tuple[Array, Array | None]:
    """The first in or the last out of each session."""
    row, number, kind, second = taps
    is_first = name == "in_at"
    own = kind == KINDS.index("in" if is_first else "out")
    best = np.full(size, _FAR if is_first else -_FAR)
    keep = np.minimum if is_first else np.maximum
    keep.at(best, first[row[own]] + number[own] - 1, second[own])
    none = np.abs(best) == _FAR
    return np.where(none, 0, best), none if none.any() else None
