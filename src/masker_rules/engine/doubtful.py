"""What the inputs of a month may be, all states of what is missing taken together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any, NamedTuple

from masker_rules.engine.enclosures import Span
from masker_rules.engine.gaps import (
    DAILY,
    DAY,
    SPELL,
    TAPS,
    DoubtfulDays,
    Gap,
    State,
    window_grain,
)
from masker_rules.language.plan import Window

__all__ = ["ANY", "Box", "Doubtful", "Range", "Rows", "Unenclosed", "doubtful_states", "touched"]

#: Of so many states each is enclosed by itself; of more all are taken together.
MOST_APART = 24


class _Any:
    def __repr__(self) -> str:
        return "ANY"


#: A fact of which nothing is known.
ANY = _Any()


class Unenclosed(Exception):
    """What the inputs may be cannot be told."""


@dataclass(frozen=True, slots=True)
class Range:
    """A number between two others, at the scale of its fact.

    Attributes:
        is_open: It may be `none`, too.
    """

    span: Span
    is_open: bool = False


class Box(NamedTuple):
    """A row, and those of its facts that are not known.

    Attributes:
        row: None where nothing of it is known.
        spans: Fact and what it may be: a range, a set of words or flags, anything.
        is_known: It is one of the rows that the values of the month are of.
        is_shared: It is kept for everybody with such a row.
    """

    row: Any
    spans: tuple[tuple[str, Any], ...] = ()
    is_known: bool = False
    is_shared: bool = False

    def fact(self, name: str) -> Any:
        """What a fact of the row is, or may be."""
        for known, value in self.spans:
            if known == name:
                return value
        return ANY if self.row is None else getattr(self.row, name)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a grain.

    Attributes:
        boxes: Of each row all that it may be.
        more: Rows of which there may be any number.
        keys: Rows of the same key are in the first of their boxes together, or in the second, …;
            none where each row is by itself.
    """

    boxes: Sequence[tuple[Box, ...]] = ()
    more: tuple[Box, ...] = ()
    keys: Sequence[Any] = ()

    def key(self, index: int) -> Any:
        """What tells in which of its boxes a row is."""
        return self.keys[index] if self.keys else index


#: A row of which there may be any number, and nothing is known.
MORE = (Box(None),)


@dataclass(slots=True)
class Doubtful:
    """Facts and rows, and what those that are not known may be.

    Attributes:
        state: One of the states.
        facts: Month facts that are not known.
        grains: Rows by grain, of grains that are not known.
    """

    state: State
    facts: dict[str, Any]
    grains: dict[str, Rows]
    _made: dict[Any, Rows] = field(default_factory=dict)

    @property
    def open_facts(self) -> frozenset[str]:
        """Month facts that are not known."""
        return frozenset(self.facts)

    @property
    def open_grains(self) -> frozenset[str]:
        """Grains of which rows are not known."""
        return frozenset(map(window_grain, self.grains))

    def fact(self, name: str) -> Any:
        """A month fact."""
        if name in self.facts:
            return self.facts[name]
        return self.state.facts.get(name, ANY)

    def rows(self, grain: str, window: Window | None) -> Rows:
        """The rows of a grain, of the month or of a window."""
        key = grain, window
        if key not in self._made:
            self._made[key] = self._rows(grain, window)
        return self._made[key]

    def _rows(self, grain: str, window: Window | None) -> Rows:
        if window is None:
            return self._under(grain)
        earlier = self._under(f"{grain} over {window.text}")
        if not window.with_this_month:
            return earlier
        now = self._under(grain)
        if grain in DAILY and grain != "day":
            # Which day they see is told within the month only.
            now = replace(now, boxes=[tuple(map(_unplaced, boxes)) for boxes in now.boxes])
        own = [tuple(box._replace(is_known=False) for box in boxes) for boxes in now.boxes]
        before = [("earlier", at) for at in range(len(earlier.boxes))]
        keys = [now.key(at) for at in range(len(own))]
        return Rows([*earlier.boxes, *own], (*earlier.more, *now.more), [*before, *keys])

    def apart(self, most: int) -> Iterator[Doubtful]:
        """Each state of the days in doubt by itself; none where there are more than so many."""
        days = self.grains.get("day", Rows())
        several = [at for at, boxes in enumerate(days.boxes) if len(boxes) > 1]
        sizes = [len(days.boxes[at]) for at in several]
        if not several or prod(sizes) > most:
            return
        for choice in product(*map(range, sizes)):
            taken = dict(zip(several, choice, strict=True))
            grains = {
                name: replace(rows, boxes=[
                    (boxes[taken[rows.key(at)]],) if rows.key(at) in taken else boxes
                    for at, boxes in enumerate(rows.boxes)
                ])
                if name in ("day", "session")
                else rows
                for name, rows in self.grains.items()
            }  # fmt: skip
            yield Doubtful(self.state, self.facts, grains)

    def _under(self, key: str) -> Rows:
        if key in self.grains:
            return self.grains[key]
        if key not in self.state.rows:
            raise Unenclosed(key)
        return Rows([(Box(row, (), is_known=True),) for row in self.state.rows[key]])


def _unplaced(box: Box) -> Box:
    return box._replace(spans=(("day_index", ANY), *box.spans))


def doubtful_states(state: State, gaps: Sequence[Gap]) -> list[Doubtful]:
    """What the inputs may be: gaps whose values are all listed apart, the others together.

    Args:
        state: What is known, with a stand-in where something is missing.
        gaps: What is missing.

    Raises:
        Unenclosed: nothing can be said of one of them.
    """
    if any(gap.forced for gap in gaps):
        raise Unenclosed
    listed = sorted((gap for gap in gaps if gap.listed), key=lambda gap: len(gap.options))
    while listed and prod(len(gap.options) for gap in listed) > MOST_APART:
        listed.pop()
    others = [gap for gap in gaps if gap not in listed]
    found = []
    for choice in product(*(gap.options for gap in listed)):
        own = State(dict(state.facts), dict(state.rows), dict(state.unknowns), state.memo)
        for option in choice:
            option(own)
        one = _together(own, others)
        for name, value in own.facts.items():
            if name not in one.facts and state.facts.get(name, ANY) is not value:
                one.facts[name] = value
        for key, rows in own.rows.items():
            if rows is not state.rows.get(key):
                # The values of the month are of other rows.
                known = one.grains.get(key) or Rows([(Box(row),) for row in rows])
                boxes = [tuple(b._replace(is_known=False) for b in own) for own in known.boxes]
                one.grains[key] = replace(known, boxes=boxes)
        found.append(one)
    return found


def touched(state: State, gap: Gap) -> frozenset[str]:
    """Month facts and grains that a gap leaves open."""
    if gap.days is not None:
        return frozenset({*DAILY, "leave"})
    found: set[str] = set()
    for one in _tried(state, gap):
        found |= {name for name, value in one.facts.items() if state.facts.get(name, ANY) is not value}
        found |= {window_grain(key) for key, rows in one.rows.items() if rows is not state.rows.get(key)}
    return frozenset(found)


def _tried(state: State, gap: Gap) -> list[State]:
    """The state by each option of a gap."""
    found = []
    for option in gap.options:
        found.append(State({**state.facts}, {**state.rows}, {}, state.memo))
        option(found[-1])
    return found


def _together(state: State, gaps: Sequence[Gap]) -> Doubtful:
    facts: dict[str, list[Any]] = {}
    grains: dict[str, list[list[tuple[Box, ...]]]] = {}
    more: set[str] = set()
    open_ends: set[str] = set()
    for gap in gaps:
        if gap.days is not None:
            _days(state, gap.days, grains, more)
            continue
        states = _tried(state, gap)
        for name in {name for one in states for name in one.facts}:
            values = [one.facts.get(name, ANY) for one in states]
            if any(value is not state.facts.get(name) for value in values):
                facts.setdefault(name, []).extend(values)
                open_ends |= {name} if gap.open_end else set()
        for key in {key for one in states for key in one.rows}:
            tried = [one.rows.get(key, ()) for one in states]
            if any(rows is not state.rows.get(key) for rows in tried):
                _changed(key, state.rows.get(key, ()), tried, gap, grains, more)
    known = {
        name: _of_values(values, open_end=name in open_ends) for name, values in facts.items()
    }
    made = {}
    for key in {*grains, *more}:
        base = state.rows.get(key, ())
        boxes = grains.get(key) or [[] for _ in base]
        made[key] = Rows(
            [
                _joined(own) if own else (Box(row, (), is_known=True),)
                for own, row in zip(boxes, base, strict=True)
            ],
            MORE if key in more else (),
            [row.day_index for row in base] if key == "session" else (),
        )
    return Doubtful(state, known, made)


def _of_values(values: Sequence[Any], *, open_end: bool) -> Any:
    """Everything between values of a fact; one that is no number is one of them."""
    if any(value is ANY for value in values):
        return ANY
    numbers = [v for v in values if isinstance(v, int) and not isinstance(v, bool)]
    if not numbers:
        return frozenset(values)
    if any(isinstance(value, str | bool) for value in values):
        return ANY
    return Range(Span(min(numbers), None if open_end else max(numbers)), None in values)


# ------------------------------------------------------------------ rows
def _changed(  # noqa: PLR0913  (what is known, and what the options make of it)
    key: str,
    base: Sequence[Any],
    tried: Sequence[Sequence[Any]],
    gap: Gap,
    grains: dict[str, list[list[tuple[Box, ...]]]],
    more: set[str],
) -> None:
    """Note what the options of a gap make of the rows of a grain."""
    if any(len(rows) != len(base) for rows in tried):
        begins = all(a is b for rows in tried for a, b in zip(base, rows, strict=False))
        if base and not (begins and all(len(rows) >= len(base) for rows in tried)):
            raise Unenclosed(key)
        more.add(key)
        return
    boxes = grains.setdefault(key, [[] for _ in base])
    for own, before, after in zip(boxes, base, zip(*tried, strict=True), strict=True):
        if any(row is not before and row != before for row in after):
            own.append((_box_of(after, open_end=gap.open_end),))


def _box_of(rows: Sequence[Any], *, open_end: bool) -> Box:
    """What holds several states of a row; numbers that differ are without end where that is so."""
    spans = []
    for name in _fields(rows[0]):
        values = [getattr(row, name) for row in rows]
        if any(value != values[0] for value in values):
            spans.append((name, _of_values(values, open_end=open_end)))
    return Box(rows[0], tuple(spans))


def _fields(row: Any) -> Sequence[str]:
    named = getattr(row, "_fields", None) or getattr(row, "__dataclass_fields__", None)
    return tuple(vars(row) if named is None else named)


def _joined(found: Sequence[tuple[Box, ...]]) -> tuple[Box, ...]:
    """What gaps make of one row: of days each of it, of other rows one box that holds all."""
    if len(found) == 1:
        return found[0]
    boxes = [box for own in found for box in own]
    first = boxes[0].row
    if hasattr(first, "in_at") or hasattr(first, "tapped"):
        return tuple(boxes)
    spans = []
    for name in _fields(first):
        values = [box.fact(name) for box in boxes]
        if any(value != getattr(first, name) for value in values):
            spans.append((name, _hull(values)))
    return (Box(first, tuple(spans)),)


def _hull(values: Sequence[Any]) -> Any:
    flat: list[Any] = []
    open_ = False
    for value in values:
        if isinstance(value, Range):
            flat += [end for end in value.span if end is not None]
            open_ |= value.span.high is None
            flat += [None] if value.is_open else []
        elif isinstance(value, frozenset):
            flat += value
        elif value is ANY:
            return ANY
        else:
            flat.append(value)
    return _of_values(flat, open_end=open_)


# ------------------------------------------------------------------ days
def _days(
    state: State, days: DoubtfulDays, grains: dict[str, list[list[tuple[Box, ...]]]], more: set[str]
) -> None:
    """Note what days in doubt may be, with the roll calls and sessions on them."""
    own = state.rows["day"]
    boxes = grains.setdefault("day", [[] for _ in own])
    sessions = state.rows.get("session", ())
    of_sessions: list[list[tuple[Box, ...]]] = [[] for _ in sessions]
    if any(row.day_index in days.indexes for row in sessions):
        of_sessions = grains.setdefault("session", of_sessions)
    for index in days.indexes:
        if days.is_tapped:
            letters = _letters_of_day(own[index], days.codes)
            found = (Box(own[index], (), is_known=True), *letters)
        else:
            # No punch takes the letter of a day away; what is known of its taps says nothing.
            bare = own[index]._replace(state="known", **_BARE)
            found = _boxes_of_day(bare, days.codes)
        held = [at for at, row in enumerate(sessions) if row.day_index == index]
        if held:
            found, states = _day_of_sessions(found, tuple(sessions[at] for at in held))
            for at, own_states in zip(held, states, strict=True):
                of_sessions[at].append(own_states)
        boxes[index].append(found)
    if days.codes and days.spells:
        # A day of leave more moves the days that it joins.
        for index, row in enumerate(own):
            if not boxes[index] and row.absence is not None:
                boxes[index].append((Box(row, tuple((name, _POSITIVE) for name in SPELL)),))
    wanted = frozenset(days.indexes)
    events = state.rows.get("event", ())
    fact = "covered" if days.is_tapped else "tapped"
    if any(event.day_index in wanted for event in events):
        places = grains.setdefault("event", [[] for _ in events])
        for place, event in zip(places, events, strict=True):
            if event.day_index in wanted:
                place.append((Box(event, ((fact, _EITHER),)),))
    if days.codes and "leave" in state.rows:
        more.add("leave")


_POSITIVE = Range(Span(1, None))
_PLACES = frozenset({"inside", "outside", "unknown"})
#: Of a tap that is not known it is not known either where it was made.
_OF_TAPS: Mapping[str, Any] = {
    "location_in": _PLACES,
    "location_out": _PLACES,
    "flagged": frozenset({True, False}),
}


#: A day of which no tap is known.
_BARE: Mapping[str, Any] = {
    **dict.fromkeys(TAPS),
    "location_in": "unknown",
    "location_out": "unknown",
    "flagged": False,
}


@lru_cache(maxsize=20_000)  # a month has some twenty of them, for everybody of the same hours
def _boxes_of_day(day: Any, codes: Sequence[str]) -> tuple[Box, ...]:
    """What a day may be: no tap, an in, an out, both; or excused."""
    at = _any_time(day)
    breaks = {name: Range(at.span, is_open=True) for name in ("break_out_at", "break_in_at")}
    found = [Box(day, tuple(_OF_TAPS.items()), is_shared=True)]
    for taps in (("in_at",), ("out_at",), ("in_at", "out_at")):
        spans = {**_OF_TAPS, **breaks, **dict.fromkeys(taps, at)}
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
    }
    yield Box(day, tuple({**free, **half}.items()), is_shared=True)
    whole = {"absence": frozenset(codes), **_LETTER, **dict.fromkeys(SPELL, _POSITIVE)}
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
