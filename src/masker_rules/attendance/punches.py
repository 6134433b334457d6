"""Punches of many people as columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from masker_rules.attendance.clock import absolute
from masker_rules.attendance.columns import Array, WordCodes
from masker_rules.facts.rows import Punch

__all__ = ["DEGREE", "KINDS", "NOTHING", "NOWHERE", "Punches", "metres_of", "punches_of"]

#: Kinds of punches; the place of a kind is its number.
KINDS = ("in", "out", "break_in", "break_out", "apel")
#: Nothing told: of codes, kinds, flags and metres.
NOTHING = -1
#: Degrees are counted in so many parts.
DEGREE = 10**8
#: Instead of degrees: none are told, or they are told more exactly than they are counted.
NOWHERE, FINER = -(10**17), -(10**16)
#: Any accuracy that is farther, in metres, is this one.
_FARTHEST = 10**12
_WORDS = ("review", "origin", "ssid", "bssid", "device")


@dataclass(frozen=True)
class Punches:
    """Punches in the order of person and time.

    Attributes:
        who: Number of the person.
        time: Local seconds on the number line.
        kind: Place among `KINDS`, `NOTHING` where none is stated.
        told: What some punch tells besides: `review`, `origin`, `ssid`, `bssid` and `device` as
            codes, `mock` as 0 or 1, `accuracy_m` in whole metres, `lat` and `lon` in parts of a
            degree. A column that no punch tells is absent.
        words: Of the codes.
        at: The punch of a number as a row.
        zone: IANA name of the zone of the local seconds.
    """

    who: Array
    time: Array
    kind: Array
    told: Mapping[str, Array]
    words: WordCodes
    at: Callable[[int], Punch]
    zone: str = ""

    def __len__(self) -> int:
        return len(self.time)

    def some(self, rows: Array) -> Punches:
        """Some of them, in their order."""
        told = {name: column[rows] for name, column in self.told.items()}
        numbers = rows if rows.dtype != bool else np.flatnonzero(rows)
        at = self.at
        return Punches(
            self.who[rows],
            self.time[rows],
            self.kind[rows],
            told,
            self.words,
            lambda number: at(int(numbers[number])),
            self.zone,
        )


def punches_of(people: Sequence[Sequence[Punch]], zone: str) -> Punches:
    """The punches of people, each in any order.

    Args:
        people: Those of each person.
        zone: IANA name; stamps with an offset are brought to it.
    """
    rows = [punch for own in people for punch in own]
    who = np.repeat(np.arange(len(people)), [len(own) for own in people])
    time = np.array([absolute(punch.time, zone) for punch in rows], np.int64)
    order = np.lexsort((time, who))
    rows = [rows[place] for place in order.tolist()]
    words = WordCodes()
    numbers = {kind: number for number, kind in enumerate(KINDS)} | {None: NOTHING}
    kind = np.array([numbers[punch.kind] for punch in rows], np.int64)
    told = {}
    for name in _WORDS:
        codes = [words.code(getattr(punch, name) or None) for punch in rows]
        told[name] = np.array(codes, np.int64)
    flags = [NOTHING if punch.mock is None else int(punch.mock) for punch in rows]
    told["mock"] = np.array(flags, np.int64)
    told["accuracy_m"] = np.array([metres_of(punch) for punch in rows], np.int64)
    told["lat"] = np.array([_parts(punch.lat) for punch in rows], np.int64)
    told["lon"] = np.array([_parts(punch.lon) for punch in rows], np.int64)
    told = {
        name: column
        for name, column in told.items()
        if (column != (NOWHERE if name in {"lat", "lon"} else NOTHING)).any()
    }
    return Punches(who, time[order], kind, told, words, rows.__getitem__, zone)


def metres_of(punch: Punch) -> int:
    """The whole metres of the accuracy, `NOTHING` where none is told."""
    return NOTHING if punch.accuracy_m is None else min(int(punch.accuracy_m), _FARTHEST)


def _parts(degrees: Decimal | None) -> int:
    if degrees is None:
        return NOWHERE
    top, below = degrees.as_integer_ratio()
    whole, rest = divmod(top * DEGREE, below)
    return FINER if rest or abs(whole) > -FINER else whole
