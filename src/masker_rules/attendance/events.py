"""Events that name people on scheduled days, and whether they were there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.columns import Array, Column, Maker, Rows, WordCodes, expanded
from masker_rules.attendance.grid import Grid
from masker_rules.attendance.index import BEST_FIRST, Records
from masker_rules.attendance.notes import Notes
from masker_rules.attendance.spots import Spot, Spots
from masker_rules.facts.rows import Event
from masker_rules.texts.spoken import Code, Listed

__all__ = ["event_rows"]

#: After the end of any day.
_NEVER = 4 * DAY


@dataclass(frozen=True, slots=True)
class _Held:
    """The events of all spots one after the other, and the times of their rows.

    Attributes:
        word: Code of the word of each event.
        starts, counts: Where those of each spot stand.
        first_time, times: Where the rows of each event stand in `begin` and `end`.
        begin, end: Of each row, the first and last second that lie inside.
        rows: The rows of each event.
    """

    word: Array
    starts: Array
    counts: Array
    first_time: Array
    times: Array
    begin: Array
    end: Array
    rows: Sequence[Sequence[Event]]


def event_rows(
    grid: Grid,
    spots: Spots,
    records: Records,
    apel: tuple[Array, Array],
    words: WordCodes,
    notes: Notes,
) -> Rows:
    """The events of known days, by person, day and word (see `EventRow`), with `day_row`.

    Several rows of one event are one event: it was attended if any of their times was.

    Args:
        grid: Scheduled days of service.
        spots: What is held on them.
        records: What was recorded.
        apel: Rows and seconds of accepted apel taps.
        words: Of the events.
        notes: Takes what is told of records.
    """
    held = _held(spots, words)
    known = np.flatnonzero(grid.known)
    spot = grid.spot[known]
    place, event = expanded(held.starts[spot], held.counts[spot])
    row = known[place]
    first = np.full(len(grid), -1)
    first[known] = np.cumsum(held.counts[spot]) - held.counts[spot]
    recorded = _recorded(grid, row, held.word[event], records, words, notes)
    tapped = _tapped(grid, held, first, len(row), apel)
    made: Mapping[str, Maker] = {
        "day_row": lambda: Column(row),
        "date": lambda: Column(grid.ordinal[row], is_date=True),
        "event": lambda: Column(held.word[event], None, words),
        "recorded": lambda: Column(recorded, None, words),
        "tapped": lambda: Column(tapped),
        "covered": lambda: Column(_covered(grid, spots, held, row, event)),
    }
    return Rows(grid.who[row], made, grid.people)


def _held(spots: Spots, words: WordCodes) -> _Held:
    word: list[int] = []
    rows: list[Sequence[Event]] = []
    begin: list[int] = []
    end: list[int] = []
    room = 0 if spots.settings.event_ends_included else 1
    for named in spots.held:
        for event, own in named:
            word.append(words.code(event))
            rows.append(own)
    for several in rows:
        # An event that only the profile holds is attended by any tap.
        for first, last in [(row.from_, row.until) for row in several] or [(None, None)]:
            begin.append(-_NEVER if first is None else first + room)
            end.append(_NEVER if last is None else last - room)
    counts = np.array([len(named) for named in spots.held], np.int64)
    times = np.array([max(len(several), 1) for several in rows], np.int64)
    return _Held(
        np.array(word, np.int64),
        np.cumsum(counts) - counts,
        counts,
        np.cumsum(times) - times,
        times,
        np.array(begin, np.int64),
        np.array(end, np.int64),
        rows,
    )


def _recorded(
    grid: Grid, row: Array, word: Array, records: Records, words: WordCodes, notes: Notes
) -> Array:
    """The word that was recorded at each event, -1 where none was.

    Notes are of records that contradict each other, and of events that did not name the person.
    """
    if not len(records.who):
        return np.full(len(row), -1)
    inside = (records.day >= grid.wanted.start) & (records.day <= grid.last_known)
    who, day, event = records.who[inside], records.day[inside], records.event[inside]
    status = records.status[inside]
    size = len(words.known)
    keys = _key(grid, who, day, event, size)
    order = np.lexsort((status, keys))
    who, day, event, status, keys = (c[order] for c in (who, day, event, status, keys))
    is_first = np.append(True, keys[1:] != keys[:-1])[: len(keys)]
    best = np.flatnonzero(is_first)
    own = _key(grid, grid.who[row], grid.ordinal[row], word, size)
    at = np.searchsorted(keys[best], own)
    found = np.append(keys[best], -1)[at] == own
    codes = np.array([*map(words.code, BEST_FIRST), -1])
    recorded: Array = codes[np.where(found, np.append(status[best], -1)[at], -1)]
    group = np.cumsum(is_first) - 1
    several = np.flatnonzero(
        np.bincount(group, status != status[best][group], minlength=len(best)) > 0
    )

    def records_of(place: int) -> Mapping[str, object]:
        number = int(several[place])
        said = {BEST_FIRST[code] for code in status[group == number].tolist()}
        return {
            "event": Code(words.known[int(event[best[number]])]),
            "used": Code(BEST_FIRST[int(status[best[number]])]),
            "records": Listed(tuple(map(Code, sorted(said)))),
        }

    notes.tell("event-two-records", who[best[several]], day[best[several]], records_of)
    undue = best[~np.isin(keys[best], own)]
    notes.tell(
        "event-not-due",
        who[undue],
        day[undue],
        lambda place: {"event": Code(words.known[int(event[undue[place]])])},
    )
    return recorded


def _key(grid: Grid, who: Array, day: Array, word: Array, words: int) -> Array:
    """One number of a person, day and word, of so many words."""
    found: Array = (who * len(grid.wanted) + (day - grid.wanted.start)) * words + word
    return found


def _tapped(grid: Grid, held: _Held, first: Array, size: int, apel: tuple[Array, Array]) -> Array:
    """Events with an apel tap inside the times of one of their rows."""
    tapped = np.zeros(size, bool)
    row, second = apel
    if not len(row):
        return tapped
    spot = grid.spot[row]
    tap, event = expanded(held.starts[spot], held.counts[spot])
    at = first[row[tap]] + (event - held.starts[spot[tap]])
    one, time = expanded(held.first_time[event], held.times[event])
    moment = second[tap[one]]
    inside = (held.begin[time] <= moment) & (moment <= held.end[time])
    tapped[at[one[inside]]] = True
    return tapped


def _covered(grid: Grid, spots: Spots, held: _Held, row: Array, event: Array) -> Array:
    """Events of which every row begins while the person is excused, or says no time."""
    halved = np.array([bool(spot.excused) for spot in spots.all], bool)
    covered = np.zeros(len(row), bool)
    for place in np.flatnonzero(halved[grid.spot[row]]).tolist():
        first, last = _excused(spots.all[grid.spot[row[place]]])
        covered[place] = all(
            own.from_ is None or first <= own.from_ < last for own in held.rows[event[place]]
        )
    return covered


def _excused(spot: Spot) -> tuple[int, int]:
    """The stretch of the day that a half-day letter covers; the morning from midnight on."""
    if spot.excused == "am":
        return 0, spot.day.required_in
    return spot.day.required_out, 2 * DAY
