"""Rows of a scheduled day beside its facts: accepted punches, and outages that touch it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.columns import Array, Column, Maker, Rows, WordCodes, expanded
from masker_rules.attendance.grid import Grid
from masker_rules.attendance.index import Span
from masker_rules.attendance.judging import PLACES
from masker_rules.attendance.outages import outage_seconds
from masker_rules.attendance.punches import KINDS, NOTHING
from masker_rules.attendance.spots import Spot, Spots
from masker_rules.attendance.taps import Taps

__all__ = ["outage_rows", "punch_rows"]

_OUTAGE = ("start", "end", "inside")


def punch_rows(grid: Grid, taps: Taps, words: WordCodes) -> Rows:
    """The accepted punches of scheduled days (see `PunchRow`), with `day_row`.

    Of one second the order is that of kind, place, flag and origin: that of the file says nothing.

    Args:
        grid: Scheduled days of service.
        taps: Theirs.
        words: Takes the words of the rows.
    """
    row, second = taps.every
    kind, place, flagged = taps.kind, taps.place_of, taps.flag_of
    codes, names = taps.origin
    origin = np.array([words.code(name) for name in names] + [NOTHING], np.int64)[codes]
    ranks = np.array([sorted(names).index(name) for name in names] + [NOTHING], np.int64)[codes]
    order = np.lexsort((ranks, flagged, place, kind, second, row))
    row = row[order]
    kinds = np.array([words.code(word) for word in KINDS], np.int64)
    places = np.array([words.code(word) for word in PLACES], np.int64)
    columns = {
        "date": Column(grid.ordinal[row], is_date=True),
        "day_row": Column(row),
        "time": Column(second[order]),
        "kind": Column(kinds[kind[order]], None, words),
        "location": Column(places[place[order]], None, words),
        "origin": Column(origin[order], None, words),
        "flagged": Column(flagged[order]),
    }
    return _rows(grid, row, columns)


def outage_rows(grid: Grid, spots: Spots, broken: Mapping[int, Sequence[Span]]) -> Rows:
    """The declared outages that touch scheduled days (see `OutageRow`), with `day_row`.

    Args:
        grid: Scheduled days of service.
        spots: What is required on them, and the outages that are not of one device.
        broken: Of each row whose person met outages of a device, these outages.
    """
    few = [_met(spots, spot, spots.outages) for spot in spots.all] if spots.outages else []
    own = {
        row: sorted([*(few[grid.spot[row]] if few else ()), *_met(spots, spot, spans)])
        for row, spans in broken.items()
        for spot in (spots.all[grid.spot[row]],)
    }
    flat = [one for several in (*few, *own.values()) for one in several]
    lengths = np.array([len(several) for several in (*few, *own.values())], np.int64)
    begins = np.cumsum(lengths) - lengths
    # Which of the lists each day has; one behind the last is of days without any.
    which = grid.spot.copy() if few else np.full(len(grid), len(lengths))
    which[np.array([*own], np.int64)] = len(few) + np.arange(len(own))
    starts, counts = np.append(begins, 0), np.append(lengths, 0)
    row, at = expanded(starts[which], counts[which])
    told = np.array(flat, np.int64).reshape(-1, len(_OUTAGE))[at].T
    columns = {name: Column(values) for name, values in zip(_OUTAGE, told, strict=True)}
    columns |= {"date": Column(grid.ordinal[row], is_date=True), "day_row": Column(row)}
    return _rows(grid, row, columns)


def _met(spots: Spots, spot: Spot, spans: Sequence[Span]) -> list[tuple[int, int, int]]:
    """Beginning, end and seconds inside the hours of the outages that touch a day."""
    begin = spot.day.ordinal * DAY
    return sorted(
        (
            max(span.first - begin, 0),
            min(span.last - begin, 2 * DAY),
            outage_seconds(spot.day, spot.unit, [span]),
        )
        for span in spans
        if spots.met(spot, [span])[2]
    )


def _rows(grid: Grid, row: Array, columns: Mapping[str, Column]) -> Rows:
    made: dict[str, Maker] = {name: partial(_same, column) for name, column in columns.items()}
    return Rows(grid.who[row], made, grid.people)


def _same(column: Column) -> Column:
    return column
