"""From punches to the taps of scheduled days (R1).

1. A punch belongs to the date of its time. Only a night shift (it passes midnight, or begins
   within `shift_reach` after it) takes punches of another date: those from `shift_reach` before
   its start to `shift_reach` after its end. Of several shifts that reach a punch it belongs to
   the nearest: a stated `in` is measured from the starts, a stated `out` from the ends, any
   other from the whole shift (0 inside it). Of two equally near ones an `out` or
   `break_out` belongs to the earlier shift, any other to the later.
2. A stated kind is believed. A kind that is empty comes from the profile's windows, and a punch
   outside all of them is ignored and named; without windows it is `in` before the middle of the
   required stretch and `out` from the middle on.
3. A punch outside the profile's accepted window of its kind is not accepted, and named; nor is
   one whose evidence the profile rejects.
4. Of those left the first `in` and the last `out` count; likewise the first `break_in` and the
   last `break_out`. An `in` later than the `out` stays as it is stated.
5. On a day of several sessions a tap also belongs to one of them: a stated `in` to the first that
   has not ended (after all, the last), a stated `out` to the last that began before it (before
   all, the first), one without a kind to the nearest: inside it, `in` before its middle and `out`
   from the middle on; before it `in`, after it `out`; exactly between two, `in` of the later.
   Windows are then measured from the session: `start` and `end` are its ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.columns import Array
from masker_rules.attendance.evidence import reasons
from masker_rules.attendance.grid import Grid
from masker_rules.attendance.judging import PLACES, VERDICTS, Judge, Judged
from masker_rules.attendance.notes import Notes
from masker_rules.attendance.punches import KINDS, NOTHING, Punches
from masker_rules.attendance.schedule import Planned, is_night
from masker_rules.attendance.sessions import nearest_session, stated_session
from masker_rules.attendance.settings import AttendanceSettings
from masker_rules.attendance.spots import Spots, bounds
from masker_rules.texts.spoken import Code, HowMany, Moment

__all__ = ["FIRST", "LAST", "FreeDays", "Taps", "UnitOn", "assign", "taps_of"]

IN, OUT, BREAK_IN, BREAK_OUT, APEL = range(len(KINDS))
#: Of these kinds the first tap counts, of those the last.
FIRST = {"in_at": IN, "break_in_at": BREAK_IN}
LAST = {"out_at": OUT, "break_out_at": BREAK_OUT}
_FLAG, _REJECT = VERDICTS.index("flag"), VERDICTS.index("reject")
_UNKNOWN = PLACES.index("unknown")
#: Of two taps at one second the one without a flag counts, then the better place: so many ranks.
_RANKS = 8
_FLAGGED = 4
_FAR = 2**62
_NONE = np.zeros(0, np.int64)
#: The number that the judge gives to the unit of people on dates.
UnitOn = Callable[[Array, Array], Array]


@dataclass(frozen=True, slots=True)
class Taps:
    """The taps that count.

    Attributes:
        at: Of each row of the grid and name (`in_at` … `break_out_at`), the second and whether
            there is one.
        flagged: A tap that counts carries a flag.
        place: Of `in_at` and `out_at`, the place among `PLACES`.
        apel: Rows and seconds of the accepted apel taps.
        every: Those of all accepted taps.
        kind, place_of, flag_of: Of each of these: its place among `KINDS` and among `PLACES`, and
            whether the verdict flags it.
        origin: Of each of these the place of its origin among the words beside, -1 where none is
            told.
        free: Person, date and second of the accepted punches of days that are not scheduled, or
            outside service; none where nobody asks for them.
        sessions: Row, number of the session (from 1), kind and second of the taps of sessions.
    """

    at: Mapping[str, tuple[Array, Array]]
    flagged: Array
    place: Mapping[str, Array]
    apel: tuple[Array, Array]
    every: tuple[Array, Array]
    kind: Array
    place_of: Array
    flag_of: Array
    origin: tuple[Array, Sequence[str]]
    free: tuple[Array, Array, Array]
    sessions: tuple[Array, Array, Array, Array]


@dataclass(frozen=True)
class _Told:
    """Punches of scheduled days while they are looked at, each with its row of the grid."""

    punches: Punches
    number: Array
    row: Array
    second: Array
    kind: Array
    session: Array

    def some(self, rows: Array) -> _Told:
        columns = (self.number, self.row, self.second, self.kind, self.session)
        return _Told(self.punches, *(column[rows] for column in columns))


@dataclass(frozen=True, slots=True)
class FreeDays:
    """Who asks for punches of days that are not scheduled, or outside service.

    Attributes:
        are_told: Each is told of, for nobody uses it.
        unit_on: The number that the judge gives to the unit of people on dates; None where nobody
            asks.
    """

    are_told: bool = True
    unit_on: UnitOn | None = None


@dataclass(frozen=True)
class _Free:
    """Punches of days that are not scheduled, or outside service."""

    punches: Punches
    number: Array
    ordinal: Array

    def accepted(self, judge: Judge, unit_on: UnitOn, notes: Notes) -> tuple[Array, Array, Array]:
        """Person, date and second of those that the evidence does not reject."""
        punches, ordinal = self.punches.some(self.number), self.ordinal
        judged = judge.of(punches, unit_on(punches.who, ordinal))
        kept = np.ones(len(ordinal), bool)
        if judged is not None:
            _tell_verdicts(ordinal, punches.kind, punches, judged, notes)
            kept = judged.verdict != _REJECT
        return punches.who[kept], ordinal[kept], punches.time[kept] - ordinal[kept] * DAY


def taps_of(
    grid: Grid,
    spots: Spots,
    punches: Punches,
    judge: Judge,
    unit_of: Callable[[Array], Array],
    notes: Notes,
    beside: FreeDays,
) -> Taps:
    """The taps of a month.

    Args:
        grid: Scheduled days of service.
        spots: What is required on them.
        punches: Of its people, those of other months too.
        judge: Judges them.
        unit_of: The number that the judge gives to the unit of each of some rows of the grid.
        notes: Takes what is told of punches.
        beside: Who asks for the punches of days that are not scheduled.
    """
    number, ordinal = _days(spots.settings, grid, punches, notes)
    who = punches.who[number]
    row = grid.rows(who, ordinal)
    free = row < 0
    others = _Free(punches, number[free], ordinal[free])
    if beside.are_told:
        _tell(notes, "punch-free-day", punches, others.number, others.ordinal, punches.kind)
    number, ordinal, row = number[~free], ordinal[~free], row[~free]
    second = punches.time[number] - ordinal * DAY
    nothing = np.zeros(len(number), np.int64)
    told = _Told(punches, number, row, second, punches.kind[number], nothing)
    told, taken = _placed(grid, spots, told)
    outside = told.kind == NOTHING
    kinds = _kinds(punches, told)
    beyond = ~taken & ~outside
    days = grid.ordinal[told.row]
    _tell(notes, "punch-outside-kinds", punches, told.number[outside], days[outside], kinds)
    _tell(notes, "punch-outside-window", punches, told.number[beyond], days[beyond], kinds)
    told = told.some(taken & ~outside)
    taps = _counted(grid, told, judge, unit_of, notes)
    if beside.unit_on is None:
        return taps
    return replace(taps, free=others.accepted(judge, beside.unit_on, notes))


def _kinds(punches: Punches, told: _Told) -> Array:
    """The kind of every punch as it is told: as found, else as stated."""
    kinds = punches.kind.copy()
    kinds[told.number] = told.kind
    return kinds


# ------------------------------------------------------------------ to which day
def _days(
    settings: AttendanceSettings, grid: Grid, punches: Punches, notes: Notes
) -> tuple[Array, Array]:
    """Numbers of the punches of known days, and the day to which each belongs (rule 1)."""
    own = punches.time // DAY
    reach = settings.shift_reach
    nights = [
        who
        for who, days in grid.shifts.items()
        if any(is_night(day.hours, reach) for day in days.values())
    ]
    inside = (own >= grid.wanted.start) & (own <= grid.last_known)
    if not nights:
        number = np.flatnonzero(inside)
        return number, own[number]
    passing = np.isin(punches.who, nights)
    near = passing & (own >= grid.wanted.start - 1) & (own <= grid.wanted.stop)
    ordinal = own.copy()
    for one in np.flatnonzero(near).tolist():
        kind = int(punches.kind[one])
        ordinal[one] = assign(
            int(punches.time[one]),
            None if kind == NOTHING else KINDS[kind],
            int(own[one]),
            grid.shifts[int(punches.who[one])],
            reach,
        )
    inside = (~passing & inside) | (
        near & (ordinal >= grid.wanted.start) & (ordinal <= grid.last_known)
    )
    number = np.flatnonzero(inside)
    ordinal = ordinal[number]
    far = []
    for place in np.flatnonzero(passing[number]).tolist():
        day = grid.shifts[int(punches.who[number[place]])].get(int(ordinal[place]))
        second = int(punches.time[number[place]] - ordinal[place] * DAY)
        if day is not None and not (day.hours.start - reach <= second <= day.hours.end + reach):
            far.append(place)
    _tell(notes, "punch-far-from-shift", punches, number[far], ordinal[far], punches.kind)
    return number, ordinal


def assign(
    second: int, kind: str | None, own: int, shifts: Mapping[int, Planned], reach: int
) -> int:
    """The ordinal of the day to which a punch belongs, see rule 1 of the module.

    Args:
        second: Local seconds on the number line.
        kind: As stated, None where it is not.
        own: Ordinal of the date of the punch.
        shifts: Scheduled days by ordinal.
        reach: `settings.shift_reach`.
    """
    best, nearest = own, None
    for ordinal in (own - 1, own, own + 1):
        planned = shifts.get(ordinal)
        if planned is None or not (ordinal == own or is_night(planned.hours, reach)):
            continue
        start = ordinal * DAY + planned.hours.start
        end = ordinal * DAY + planned.hours.end
        if not start - reach <= second <= end + reach:
            continue
        distance = _distance(second, kind, start, end)
        later_wins = kind not in ("out", "break_out")
        if nearest is None or distance < nearest or (distance == nearest and later_wins):
            best, nearest = ordinal, distance
    return best


def _distance(second: int, kind: str | None, start: int, end: int) -> int:
    if kind == "in":
        return abs(second - start)
    if kind == "out":
        return abs(second - end)
    return max(start - second, second - end, 0)


# ------------------------------------------------------------------ of which kind
def _placed(grid: Grid, spots: Spots, told: _Told) -> tuple[_Told, Array]:
    """Punches with their kinds (rule 2), and whether their windows take them (rule 3)."""
    settings, spot = spots.settings, grid.spot[told.row]
    second, kind = told.second, told.kind.copy()
    open_ = kind == NOTHING
    if open_.any():
        kind[open_] = _kind_by_windows(spots, spot[open_], second[open_])
    taken = np.ones(len(kind), bool)
    for word, window in settings.accepted.items():
        own = kind == KINDS.index(word)
        if own.any():
            first, last = spots.window(window)
            taken[own] = (first[spot[own]] <= second[own]) & (second[own] <= last[spot[own]])
    session = told.session.copy()
    if spots.have_sessions:
        parted = np.array([bool(one.day.hours.sessions) for one in spots.all], bool)
        for place in np.flatnonzero(parted[spot]).tolist():
            day = spots.all[spot[place]].day
            stated = int(told.kind[place])
            if stated in (NOTHING, IN, OUT):
                session[place], kind[place], taken[place] = _in_session(
                    settings, day, int(second[place]), stated
                )
    return replace(told, kind=kind, session=session), taken


def _kind_by_windows(spots: Spots, spot: Array, second: Array) -> Array:
    if not spots.settings.kinds:
        begin, end = spots.required
        middle = (begin + end) // 2
        return np.where(second < middle[spot], IN, OUT)
    kind = np.full(len(spot), NOTHING)
    for word, window in reversed(spots.settings.kinds):
        first, last = spots.window(window)
        kind[(first[spot] <= second) & (second <= last[spot])] = KINDS.index(word)
    return kind


def _in_session(
    settings: AttendanceSettings, day: Planned, second: int, stated: int
) -> tuple[int, int, bool]:
    """The session of a tap, its kind there, and whether its window takes it (rule 5)."""
    sessions = day.hours.sessions
    if stated != NOTHING:
        number, kind = stated_session(second, KINDS[stated], sessions), stated
    else:
        number, word = nearest_session(second, sessions)
        kind = KINDS.index(word)
    start, end = sessions[number - 1]
    moved = replace(day, required_in=start, required_out=end)
    if stated == NOTHING and settings.kinds:
        kind = NOTHING
        for word, window in settings.kinds:
            first, last = bounds(window, moved)
            if first <= second <= last:
                kind = KINDS.index(word)
                break
    accepted = settings.accepted.get(KINDS[kind]) if kind != NOTHING else None
    first, last = bounds(accepted, moved) if accepted is not None else (second, second)
    return number, kind, first <= second <= last


# ------------------------------------------------------------------ which of them count
def _counted(
    grid: Grid, told: _Told, judge: Judge, unit_of: Callable[[Array], Array], notes: Notes
) -> Taps:
    """The taps that count, of those that the windows take (rule 4)."""
    punches = told.punches.some(told.number)
    judged = judge.of(punches, unit_of(told.row))
    rank = np.full(len(told.row), _UNKNOWN)
    if judged is not None:
        _tell_verdicts(grid.ordinal[told.row], told.kind, punches, judged, notes)
        rank = judged.place + _FLAGGED * (judged.verdict == _FLAG)
        accepted = judged.verdict != _REJECT
        told, rank = told.some(accepted), rank[accepted]
    score = told.second * _RANKS
    at: dict[str, tuple[Array, Array]] = {}
    place = {}
    flagged = np.zeros(len(grid), bool)
    nothing = np.zeros(len(grid), np.int64), np.zeros(len(grid), bool)
    for name, kind in (FIRST | LAST).items():
        own = told.kind == kind
        if not own.any():
            at[name], place[name] = nothing, np.full(len(grid), _UNKNOWN)
            continue
        is_first = name in FIRST
        best = np.full(len(grid), _FAR if is_first else -_FAR)
        if is_first:
            np.minimum.at(best, told.row[own], (score + rank)[own])
        else:
            np.maximum.at(best, told.row[own], (score + _RANKS - 1 - rank)[own])
        found = np.abs(best) != _FAR
        second, own_rank = np.divmod(np.where(found, best, 0), _RANKS)
        own_rank = own_rank if is_first else _RANKS - 1 - own_rank
        at[name] = second, found
        flagged |= found & (own_rank >= _FLAGGED)
        place[name] = np.where(found, own_rank % _FLAGGED, _UNKNOWN)
    apel = told.kind == APEL
    parted = (told.session > 0) & ((told.kind == IN) | (told.kind == OUT))
    return Taps(
        at,
        flagged,
        place,
        (told.row[apel], told.second[apel]),
        (told.row, told.second),
        told.kind,
        rank % _FLAGGED,
        rank >= _FLAGGED,
        _origins(told),
        (_NONE, _NONE, _NONE),
        (told.row[parted], told.session[parted], told.kind[parted], told.second[parted]),
    )


def _origins(told: _Told) -> tuple[Array, Sequence[str]]:
    """Where the punches come from: codes of the words beside."""
    punches = told.punches
    if "origin" not in punches.told:
        return np.full(len(told.number), NOTHING), ()
    return punches.told["origin"][told.number], punches.words.known


# ------------------------------------------------------------------ what is told of them
def _tell(
    notes: Notes, code: str, punches: Punches, number: Array, day: Array, kind: Array
) -> None:
    notes.tell(code, punches.who[number], day, _quoting(punches, number, kind))


def _quoting(
    punches: Punches, number: Array, kind: Array
) -> Callable[[int], Mapping[str, object]]:
    def quoted(at: int) -> Mapping[str, object]:
        one = int(number[at])
        day, second = divmod(int(punches.time[one]), DAY)
        word = int(kind[one])
        return {
            "time": Moment(date.fromordinal(day), second, punches.zone),
            "kind": Code("no_kind" if word == NOTHING else KINDS[word]),
            "ref": punches.at(one).ref or "-",
        }

    return quoted


def _tell_verdicts(
    ordinal: Array, kind: Array, punches: Punches, judged: Judged, notes: Notes
) -> None:
    """One note for each reason of a verdict, and for each review that is not done.

    Args:
        ordinal: The date of each punch.
        kind: Its kind.
        punches: The punches.
        judged: What is said of them.
        notes: Takes the notes.
    """
    pending = np.flatnonzero(judged.pending & (judged.verdict != _REJECT))
    _tell(notes, "punch-pending", punches, pending, ordinal[pending], kind)
    for verdict in (_FLAG, _REJECT):
        word = "flagged" if verdict == _FLAG else "rejected"
        doubted = np.flatnonzero(judged.verdict == verdict)
        by_reason: dict[str, list[int]] = {}
        why = [reasons(one, VERDICTS[verdict]) for one in judged.evidence]
        for one in doubted.tolist():
            for reason in why[judged.of[one]]:
                by_reason.setdefault(reason, []).append(one)
        for reason, found in by_reason.items():
            number = np.array(found, np.int64)
            quoted = _quoting_evidence(punches, number, kind, judged)
            notes.tell(f"punch-{word}-{reason}", punches.who[number], ordinal[number], quoted)


def _quoting_evidence(
    punches: Punches, number: Array, kind: Array, judged: Judged
) -> Callable[[int], Mapping[str, object]]:
    about = _quoting(punches, number, kind)

    def quoted(at: int) -> Mapping[str, object]:
        one = int(number[at])
        evidence, punch = judged.evidence[judged.of[one]], punches.at(one)
        return {
            **about(at),
            "distance": _how_many(evidence.distance_m),
            "accuracy": _how_many(evidence.accuracy_m),
            "location": Code(str(evidence.location)),
            "origin": Code(evidence.origin or "?"),
            "network": punch.ssid or punch.bssid or "?",
        }

    return quoted


def _how_many(metres: int | None) -> HowMany:
    return HowMany("?" if metres is None else metres)
