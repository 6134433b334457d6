"""What days may be of which nobody knows what happened on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from masker_rules.engine.boxes import ANY, Box, Range
from masker_rules.engine.enclosures import Span
from masker_rules.engine.gaps import (
    DAY,
    LENGTH,
    PUNCHES,
    SPELL,
    TAPS,
    DoubtfulDays,
    State,
)

__all__ = ["Found", "note_days"]

#: For each row what each gap makes of it.
Found = list[list[tuple[Box, ...]]]


def note_days(state: State, days: DoubtfulDays, grains: dict[str, Found], more: set[str]) -> None:
    """Note what days in doubt may be, with the roll calls and sessions on them.

    Args:
        state: What is known.
        days: The days.
        grains: Where it is noted, by grain.
        more: Grains of which there may be further rows, noted likewise.
    """
    own = state.rows["day"]
    boxes = grains.setdefault("day", [[] for _ in own])
    sessions = state.rows.get("session", ())
    wanted = frozenset(days.indexes)
    held = [at for at, row in enumerate(sessions) if row.day_index in wanted]
    of_sessions = grains.setdefault("session", [[] for _ in sessions]) if held else []
    for index in days.indexes:
        found = _states_of(own[index], days)
        here = [at for at in held if sessions[at].day_index == index]
        if here:
            found, states = _day_of_sessions(found, tuple(sessions[at] for at in here))
            for at, own_states in zip(here, states, strict=True):
                of_sessions[at].append(own_states)
        boxes[index].append(found)
    if days.codes and (days.spells or days.beside):
        _note_spells(own, boxes, days)
    _note_events(state, days, grains)
    if days.codes and "leave" in state.rows:
        more.add("leave")


def _states_of(day: Any, days: DoubtfulDays) -> tuple[Box, ...]:
    if days.is_tapped:
        return (Box(day, (), is_known=True), *_letters_of_day(day, days.codes))
    # No punch takes the letter of a day away; what is known of its taps says nothing.
    return _boxes_of_day(day._replace(state="known", **_BARE), days.codes)


def _note_spells(days: Sequence[Any], boxes: Found, doubt: DoubtfulDays) -> None:
    """A day of leave more moves the days that it joins, and those that come after or before."""
    for index, row in enumerate(days):
        moved: dict[str, Any] = {**_BESIDE} if doubt.beside else {}
        if doubt.spells and row.absence is not None:
            moved |= dict.fromkeys(SPELL, _POSITIVE)
        if moved and not boxes[index]:
            boxes[index].append((Box(row, tuple(moved.items())),))


def _note_events(state: State, days: DoubtfulDays, grains: dict[str, Found]) -> None:
    """A roll call may have been kept, or be covered by a letter."""
    events, wanted = state.rows.get("event", ()), frozenset(days.indexes)
    if not any(event.day_index in wanted for event in events):
        return
    fact = "covered" if days.is_tapped else "tapped"
    for place, event in zip(grains.setdefault("event", [[] for _ in events]), events, strict=True):
        if event.day_index in wanted:
            place.append((Box(event, ((fact, _EITHER),)),))


_POSITIVE = Range(Span(1, None))
#: What other letters than its own decide of a day.
_BESIDE: Mapping[str, Any] = {
    **dict.fromkeys(("after_leave", "before_leave"), Range(Span(1, None), is_open=True)),
    **dict.fromkeys(("last_leave", "next_leave"), ANY),
}
_LENGTH: Mapping[str, Any] = dict.fromkeys(LENGTH, Range(Span(0, None), is_open=True))
_PLACES = frozenset({"inside", "outside", "unknown"})
#: Of a tap that is not known it is not known either where it was made.
_OF_TAPS: Mapping[str, Any] = {
    "location_in": _PLACES,
    "location_out": _PLACES,
    "flagged": frozenset({True, False}),
    PUNCHES: Range(Span(0, None)),
}


#: A day of which no tap is known.
_BARE: Mapping[str, Any] = {
    **dict.fromkeys(TAPS),
    "location_in": "unknown",
    "location_out": "unknown",
    "flagged": False,
    PUNCHES: 0,
}


@lru_cache(maxsize=20_000)  # a month has some twenty of them, for everybody of the same hours
def _boxes_of_day(day: Any, codes: Sequence[str]) -> tuple[Box, ...]:
    """What a day may be: no in or out, one of them, both; or excused."""
    at = _any_time(day)
    others = {
        name: Range(at.span, is_open=True) for name in TAPS if name not in {"in_at", "out_at"}
    }
    found = []
    for taps in ((), ("in_at",), ("out_at",), ("in_at", "out_at")):
        spans = {**_OF_TAPS, **others, **dict.fromkeys(taps, at)}
        found.append(Box(day, tuple(spans.items()), is_shared=True))
    # Of a day that a letter may excuse it is open what the taps on it are.
    free = {**_OF_TAPS, **{name: Range(at.span, is_open=True) for name in TAPS}}
    return (*found, *(_excused(day, codes, free) if codes else ()))


@lru_cache(maxsize=20_000)
def _letters_of_day(day: Any, codes: Sequence[str]) -> tuple[Box, ...]:
    """A day whose taps are known, excused as a whole or for half of it."""
    return tuple(_excused(day, codes, {}))


def _excused(day: Any, codes: Sequence[str], free: Mapping[str, Any]) -> Iterator[Box]:
    words = frozenset({None, *codes})
    moved = Span(min(day.start, day.late_from), max(day.end, day.late_from))
    left = Span(min(day.start, day.early_until), max(day.end, day.early_until))
    half = {
        "half": frozenset({day.half, None, "am", "pm"}),
        "half_code": words | {day.half_code},
        "work_code": words | {day.work_code},
        "late_from": Range(moved),
        "early_until": Range(left),
        **_LETTER,
        **_BESIDE,
    }
    yield Box(day, tuple({**free, **half}.items()), is_shared=True)
    whole = {"absence": frozenset(codes), **_LETTER, **_LENGTH, **dict.fromkeys(SPELL, _POSITIVE)}
    yield Box(day, tuple({**free, **half, **whole}.items()), is_shared=True)


def _any_time(day: Any) -> Range:
    return Range(Span(min(day.start, day.late_from) - DAY, day.end + DAY))


_LETTER: Mapping[str, Any] = {
    "reason": ANY,
    "inpatient": frozenset({None, True, False}),
    "child_number": Range(Span(1, None), is_open=True),
}


@lru_cache(maxsize=20_000)
def _day_of_sessions(
    found: tuple[Box, ...], sessions: tuple[Any, ...]
) -> tuple[tuple[Box, ...], tuple[tuple[Box, ...], ...]]:
    """What a day and its sessions may be, in the same states."""
    both = [(box, states) for box in found for states in _with_sessions(box, sessions)]
    return tuple(box for box, _ in both), tuple(zip(*(states for _, states in both), strict=True))


def _with_sessions(day: Box, sessions: Sequence[Any]) -> Iterator[list[Box]]:
    """What the sessions of a day may be: a day with a tap is a day with a session that has one."""
    free = [_session(row) for row in sessions]
    if not isinstance(day.fact("absence"), str | None):
        yield free
    elif day.fact("in_at") is None and day.fact("out_at") is None:
        yield [_session(row, ()) for row in sessions]
    else:
        for at, row in enumerate(sessions):
            for taps in (("in_at",), ("out_at",), ("in_at", "out_at")):
                yield [*free[:at], _session(row, taps), *free[at + 1 :]]


def _session(row: Any, taps: Sequence[str] | None = None) -> Box:
    """A session with some taps; without saying which, it may have any."""
    span = Span(row.start - DAY, row.end + DAY)
    if taps is None:
        spans = {name: Range(span, is_open=True) for name in ("in_at", "out_at")}
    else:
        row = replace(row, in_at=None, out_at=None)
        spans = {name: Range(span) for name in taps}
    return Box(row, (*spans.items(), ("covered", _EITHER)))


_EITHER = frozenset({True, False})
