"""What is not known, and the values it could take.

An unknown input is not computed with: it is enumerated. Each gap offers the states it could be in
(every word, the ends of a number and the plan's own thresholds on both sides, five kinds of day),
the plan is computed in each, and the bounds of the result are those of the outcomes. They are
exact where a rule is monotone between its own thresholds (ADR 0003).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import pairwise
from math import ceil, floor
from types import SimpleNamespace
from typing import Any

from masker_rules.attendance.rows import DayRow, EventRow, SessionRow
from masker_rules.engine.turning_points import turning_points
from masker_rules.language.plan import Input, OpenWindow, Plan
from masker_rules.units import Unit

__all__ = [
    "BIG",
    "DAILY",
    "DAY",
    "LENGTH",
    "LETTER",
    "MINUTES_OF_A_MONTH",
    "PUNCHES",
    "SPELL",
    "TAPS",
    "DoubtfulDays",
    "Gap",
    "State",
    "activity_gap",
    "carried_gap",
    "day_gap",
    "event_gap",
    "forced_gap",
    "input_gap",
    "letter_gap",
    "rows_gap",
    "window_gap",
    "window_grain",
    "word_gap",
]

#: Stands for "as large as you like" where a number has no upper bound; the second is compared
#: with the first to see whether the result still moves.
BIG = (10**15, 2 * 10**15)
#: More values than these are sampled.
MOST_VALUES = 500
DAY = 24 * 60 * 60
MINUTES_OF_A_MONTH = 31 * 24 * 60 * 60


@dataclass(slots=True)
class State:
    """Inputs of one computation: month facts, rows by grain, answers to `unknown`.

    Attributes:
        memo: Rows that an option made of others, for all computations of one person and month.
    """

    facts: dict[str, Any]
    rows: dict[str, Sequence[Any]]
    unknowns: dict[str, Any]
    memo: dict[Any, tuple[Any, Mapping[str, Sequence[Any]]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DoubtfulDays:
    """Days of which nobody knows what happened.

    Attributes:
        indexes: Which of the month.
        codes: What may excuse them.
        spells: Whether it matters how far a day lies in a spell of leave.
        is_tapped: The taps are known; only a letter is in doubt.
        beside: Whether it matters of which days leave is near.
    """

    indexes: tuple[int, ...]
    codes: tuple[str, ...] = ()
    spells: bool = False
    is_tapped: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not known.

    Attributes:
        name: As `missing` lists it.
        options: What each possible state does to the inputs.
        open_end: Whether the last option stands for a value without bound.
        forced: Known only to be missing; nothing can be said of the result.
        proves: Whether the same outcome in every option proves that the gap does not matter; a
            table or days that are not known are so many things that no sample proves it.
        aside: It stands for a row set aside: the result is incomplete whatever the row would do.
        listed: Every value that it may have is an option.
        days: The days that it is about.
    """

    name: str
    options: tuple[Callable[[State], None], ...]
    open_end: bool = False
    forced: bool = False
    proves: bool = False
    aside: bool = False
    listed: bool = False
    days: DoubtfulDays | None = None


def window_grain(key: str) -> str:
    """The grain of a list of rows: `leave` of `leave over year`."""
    return key.partition(" over ")[0]


def forced_gap(name: str) -> Gap:
    """A gap whose effect cannot be told."""
    return Gap(name, (), forced=True)


# ------------------------------------------------------------------ month facts
def input_gap(plan: Plan, item: Input, name: str, *, is_lost: bool = False) -> Gap:
    """A score or amount that no row gives: the plan's thresholds on it, and points between.

    Args:
        plan: The regulation.
        item: What is read.
        name: As `missing` lists it.
        is_lost: There is a row that does not tell it: a word may also have been that none was
            made. Without any row nobody said so.
    """
    nothing = (None,) if item.may_be_none else ()
    if item.type.unit is Unit.WORD:
        return word_gap(name, item.name, (*nothing, *(item.words if is_lost else item.gradings)))
    if item.type.unit is Unit.FLAG:
        return word_gap(name, item.name, (*nothing, False, True))
    step = 60 if item.type.unit is Unit.DURATION else 1
    low = item.low or 0
    points = {low, *(point for point in _thresholds(plan, item) if point >= low)}
    if item.high is not None:
        points = {*(point for point in points if point <= item.high), item.high}
    values = sorted({*points, *_between(sorted(points), step)})
    if item.high is None:
        values += [big * step for big in BIG]
    options = tuple(_set_fact(item.name, value) for value in (*nothing, *values))
    return Gap(name, options, open_end=item.high is None, proves=True)


def carried_gap(plan: Plan, item: Input, name: str, *, is_lost: bool = False) -> Gap:
    """A running number from before the pack: every value up to the last threshold, and beyond.

    What the months of the pack add moves every threshold, so each value below may decide.
    """
    step = item.type.step
    low, high = item.low or 0, item.high
    top = max((low, *_thresholds(plan, item)))
    last = top if high is None else min(top, high)
    if item.type.scale or (last - low) // step >= MOST_VALUES:
        return input_gap(plan, item, name, is_lost=is_lost)
    values = list(range(low, last + 1, step))
    values += [big * step for big in BIG] if high is None else [high][: int(high > last)]
    options = tuple(_set_fact(item.name, value) for value in values)
    return Gap(name, options, open_end=high is None, proves=True)


def _between(points: Sequence[int], step: int) -> Iterator[int]:
    """Three points inside every piece: a piece that is not constant shows itself there."""
    for low, high in pairwise(points):
        for share in (4, 7, 10):
            inside = low + (high - low) * share // (14 * step) * step
            if low < inside < high:
                yield inside


#: Up to which threshold every value of a count is tried, one by one.
DENSE = 64


def window_gap(plan: Plan, window: OpenWindow, name: str) -> Gap:
    """What earlier months may add to an aggregate: nothing, and all that the plan could notice."""
    kind = window.type
    if kind.unit is Unit.FLAG:
        options = tuple(_set_fact(window.fact, value) for value in (False, True))
        return Gap(name, options, proves=True, listed=True)
    # The aggregate adds to it, and so takes for granted that it exists.
    item = Input(window.fact, "carried", window.key, kind, low=0, bare=(window.fact,))
    step = 10**kind.scale
    highest = max((0, *_thresholds(plan, item)))
    if kind.unit is not Unit.NUMBER or highest > DENSE * step:
        return carried_gap(plan, item, name)
    values = [*range(0, highest + step + 1, step), *(big * step for big in BIG)]
    return Gap(name, tuple(_set_fact(window.fact, v) for v in values), open_end=True, proves=True)


def word_gap(name: str, fact: str, words: Sequence[str | bool | None]) -> Gap:
    """A fact that is one of `words` or flags, nobody knows which; None is none of them."""
    options = tuple(_set_fact(fact, word) for word in words)
    return Gap(name, options, proves=True, listed=True)


def _set_fact(name: str, value: Any) -> Callable[[State], None]:
    def apply(state: State) -> None:
        state.facts[name] = value

    return apply


@lru_cache(maxsize=1024)  # it looks through the whole plan, and says the same of everybody
def _thresholds(plan: Plan, item: Input) -> frozenset[int]:
    """Values of the fact at which anything in the plan may turn, and their neighbours."""
    found: set[int] = set()
    for edge in turning_points(plan, item.name, item.type.unit):
        value = edge * 10**item.type.scale
        found |= {floor(value) - item.type.step, floor(value), ceil(value)}
        found.add(ceil(value) + item.type.step)
    return frozenset(found)


# ------------------------------------------------------------------ rows
def day_gap(
    name: str,
    indexes: Sequence[int],
    codes: Sequence[str] = (),
    *,
    spells: bool = False,
    sessions: bool = False,
    beside: bool = False,
) -> Gap:
    """Days of which nobody knows what happened.

    They may be on time (with and without the roll call), absent, late and early as far as can
    be, without an in, without an out; and, where a letter may be missing, excused by any code: on
    the first day of a spell or, where `spells` are read, on a day as late in one as you like. Of
    `sessions` each may be so, or only the first was attended.
    """
    wanted = frozenset(indexes)

    def option(
        change: Callable[[Any], Mapping[str, Any]], *, tapped: bool = False, last: int = 99
    ) -> Callable[[State], None]:
        def apply(state: State) -> None:
            given = tuple(state.rows.get(grain, ()) for grain in DAILY)
            known, made = state.memo.get(apply, (None, {}))
            if known is None or any(a is not b for a, b in zip(known, given, strict=True)):
                made = rows_of(*given)
                state.memo[apply] = given, made
            state.rows.update(made)

        def rows_of(
            days: Sequence[Any], events: Sequence[Any], sessions: Sequence[Any]
        ) -> Mapping[str, Sequence[Any]]:
            return {
                "day": [
                    day._replace(**{"state": "known", **_UNTAPPED, **_with_punches(change(day))})
                    if index in wanted
                    else day
                    for index, day in enumerate(days)
                ],
                "event": [
                    replace(event, tapped=tapped) if event.day_index in wanted else event
                    for event in events
                ],
                "session": [
                    _session(row, change if row.number <= last else _absent)
                    if row.day_index in wanted
                    else row
                    for row in sessions
                ],
            }

        return apply

    def on_time(day: DayRow) -> Mapping[str, Any]:
        breaks = {"break_out_at": day.break_start, "break_in_at": day.break_end}
        return {"in_at": day.start, "out_at": day.end, **breaks, "apel_at": day.start}

    kinds = [
        option(on_time, tapped=True),
        option(lambda day: {"in_at": day.start, "out_at": day.end}),
        option(_absent),
        option(lambda day: {"in_at": day.end, "out_at": day.start, "apel_at": day.end}),
        option(lambda day: {"out_at": day.start}),
        option(lambda day: {"in_at": day.end}),
        option(lambda day: {"in_at": day.end, "out_at": day.end}),
        option(lambda day: {"in_at": day.start, "out_at": day.start}),
    ]
    if sessions:
        kinds.append(option(lambda day: {"in_at": day.start, "out_at": day.end}, last=1))
    kinds += [
        option(partial(_excused, code, place))
        for code in codes
        for place in ((1, BIG[0]) if spells else (1,))
    ]
    about = DoubtfulDays(tuple(indexes), tuple(codes), spells, beside=beside)
    return Gap(name, tuple(kinds), days=about)


#: Grains whose rows say what happened on a day.
DAILY = ("day", "event", "session")
#: Where a day lies in a spell of leave.
SPELL = (
    "spell_day",
    "spell_month",
    "spell_working_day",
    "spell_row_day",
    "spell_in_year",
    "spell_year_day",
)
#: How long the letter of a day is, which may have no end.
LENGTH = ("letter_days", "letter_working_days")
TAPS = (
    "in_at", "out_at", "break_out_at", "break_in_at", "apel_at", "first_punch", "last_punch",
)  # fmt: skip
#: How many of them a day has.
PUNCHES = "punches"
#: What a letter says of a day.
LETTER = ("reason", "inpatient", "child_number", "document")


#: A day without anything on it but the letter that excuses it, which no punch takes away.
_UNTAPPED: Mapping[str, int | None] = {**dict.fromkeys(TAPS), PUNCHES: 0}


def _with_punches(change: Mapping[str, Any]) -> Mapping[str, Any]:
    """What happened on a day, with the first, the last and the number of its taps."""
    taps = [change[name] for name in TAPS if change.get(name) is not None]
    if not taps:
        return change
    return {**change, "first_punch": min(taps), "last_punch": max(taps), PUNCHES: len(taps)}


def letter_gap(
    name: str,
    indexes: Sequence[int],
    codes: Sequence[str],
    *,
    spells: bool,
    beside: bool = False,
) -> Gap:
    """Days that a letter may excuse: as they are, or under any code; as :func:`day_gap`."""
    wanted = frozenset(indexes)

    def option(code: str, place: int) -> Callable[[State], None]:
        def apply(state: State) -> None:
            days = state.rows["day"]
            known, made = state.memo.get(apply, (None, {}))
            if known is None or known[0] is not days:
                rows = [
                    day._replace(**_excused(code, place, day)) if index in wanted else day
                    for index, day in enumerate(days)
                ]
                made = {"day": rows}
                state.memo[apply] = (days,), made
            state.rows.update(made)

        return apply

    places = (1, BIG[0]) if spells else (1,)
    options = (lambda _: None, *(option(code, place) for code in codes for place in places))
    about = DoubtfulDays(tuple(indexes), tuple(codes), spells, is_tapped=True, beside=beside)
    return Gap(name, options, days=about)


def _excused(code: str, place: int, day: DayRow) -> Mapping[str, Any]:
    """A day of leave; what excuses half of it stays."""
    letter = () if day.half else LETTER
    return {"absence": code, **dict.fromkeys((*SPELL, *LENGTH), place), **dict.fromkeys(letter)}


def _absent(_: Any) -> Mapping[str, Any]:
    return {}


def _session(row: SessionRow, change: Callable[[Any], Mapping[str, Any]]) -> SessionRow:
    """A session of which happened what a change tells of a day."""
    bare = SimpleNamespace(
        start=row.start,
        end=row.end,
        late_from=row.late_from,
        early_until=row.early_until,
        half=None,
        break_start=None,
        break_end=None,
    )
    told = change(bare)
    return replace(row, in_at=told.get("in_at"), out_at=told.get("out_at"))


def named_gap(name: str) -> Gap:
    """A name beside a gap that already stands for it."""
    return Gap(name, (lambda _: None,), listed=True)


def rows_gap(name: str, grain: str, states: Sequence[Sequence[Any]]) -> Gap:
    """Rows of a grain that may be any of the `states`, all of which are listed."""

    def option(rows: Sequence[Any]) -> Callable[[State], None]:
        def apply(state: State) -> None:
            state.rows[grain] = rows

        return apply

    return Gap(name, tuple(option(rows) for rows in states), proves=True, listed=True)


def activity_gap(name: str) -> Gap:
    """Reports that may exist beside those that are known.

    None, one a day that does not conform, one a day that was rejected, or as much as a month
    holds.
    """

    def option(**report: Any) -> Callable[[State], None]:
        def apply(state: State) -> None:
            more = (_report(day, **report) for day in _dates(state.rows["day"]))
            state.rows["activity"] = [*state.rows["activity"], *more]

        return apply

    def full(score: int) -> Callable[[State], None]:
        return option(minutes=MINUTES_OF_A_MONTH, score=score * 10**6)

    options = (
        lambda _: None,
        option(conforming=False),
        option(status="rejected", conforming=None),
        full(BIG[0]),
        full(BIG[1]),
    )
    return Gap(name, options, open_end=True)


def _dates(days: Sequence[DayRow]) -> Sequence[int]:
    """Every scheduled day, so that a formula which names a date meets it."""
    return [day.date.toordinal() for day in days] or [0]


def _report(day: int, **given: Any) -> SimpleNamespace:
    report: dict[str, Any] = {
        "unknown": frozenset(),
        "date": day,
        "minutes": 0,
        "quantity": 10**6,
        "score": 0,
        "status": "approved",
        "conforming": True,
    }
    return SimpleNamespace(**{**report, **given})


def event_gap(name: str, events: Sequence[str]) -> Gap:
    """Events that may have been held: none, or each of them on every scheduled day and missed."""

    def none(state: State) -> None:
        state.rows["event"] = []

    def missed(state: State) -> None:
        state.rows["event"] = [
            EventRow(day.date, index, event, "absent", tapped=False)
            for index, day in enumerate(state.rows["day"])
            for event in events
        ]

    return Gap(name, (none, missed))
