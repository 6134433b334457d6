"""What is not known, and the values it could take.

An unknown input is not computed with: it is enumerated. Each gap offers the states it could be in
(every word, the ends of a number and the plan's own thresholds on both sides, five kinds of day),
the plan is computed in each, and the bounds of the result are those of the outcomes. They are
exact where a rule is monotone between its own thresholds (ADR 0003).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from masker_rules.attendance.rows import DayRow, EventRow
from masker_rules.language.expressions import walk
from masker_rules.language.plan import Among, Compare, Const, Expr, Fact, Input, Lookup, Plan, Ref
from masker_rules.units import Unit

__all__ = [
    "BIG",
    "Gap",
    "State",
    "activity_gap",
    "day_gap",
    "event_gap",
    "forced_gap",
    "input_gap",
    "word_gap",
]

#: Stands for "as large as you like" where a number has no upper bound; the second is compared
#: with the first to see whether the result still moves.
BIG = (10**15, 2 * 10**15)
MINUTES_OF_A_MONTH = 31 * 24 * 60 * 60


@dataclass(slots=True)
class State:
    """Inputs of one computation: month facts, rows by grain, answers to `unknown`."""

    facts: dict[str, Any]
    rows: dict[str, Sequence[Any]]
    unknowns: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not known.

    Attributes:
        name: As `missing` lists it.
        options: What each possible state does to the inputs.
        open_end: Whether the last option stands for a value without bound.
        forced: Known only to be missing; nothing can be said of the result.
        row: It stands for a row set aside: the result is incomplete whatever the row would do.
    """

    name: str
    options: tuple[Callable[[State], None], ...]
    open_end: bool = False
    forced: bool = False
    row: bool = False


def forced_gap(name: str) -> Gap:
    """A gap whose effect cannot be told."""
    return Gap(name, (), forced=True)


# ------------------------------------------------------------------ month facts
def input_gap(plan: Plan, item: Input, name: str) -> Gap:
    """A score or amount that no row gives."""
    if item.type.unit is Unit.WORD:
        values: list[Any] = [word for word in item.words if word != "tidak_ada"]
        return Gap(name, tuple(_set_fact(item.name, value) for value in values))
    low = item.low or 0
    points = {low, *_thresholds(plan, item)}
    if item.high is not None:
        points.add(item.high)
        points = {point for point in points if low <= point <= item.high}
        options = sorted(points)
        return Gap(name, tuple(_set_fact(item.name, value) for value in options))
    step = 60 if item.type.unit is Unit.DURATION else 1
    options = [*sorted(point for point in points if point >= low), *(b * step for b in BIG)]
    return Gap(name, tuple(_set_fact(item.name, v) for v in options), open_end=True)


def word_gap(name: str, fact: str, words: Sequence[str]) -> Gap:
    """A fact that is one of `words`, nobody knows which."""
    return Gap(name, tuple(_set_fact(fact, word) for word in words))


def _set_fact(name: str, value: Any) -> Callable[[State], None]:
    def apply(state: State) -> None:
        state.facts[name] = value

    return apply


def _thresholds(plan: Plan, item: Input) -> set[int]:
    """Constants that the fact is compared with anywhere in the plan, and their neighbours."""
    found: set[int] = set()
    reach = _dependents(plan, item.name)
    for quantity in plan.quantities:
        for expr in walk(quantity.expr):
            for left, right in _comparisons(expr):
                if _touches(left, item.name, reach) and left.type.unit is item.type.unit:
                    value = right * 10 ** (item.type.scale - min(left.type.scale, item.type.scale))
                    found |= {value - item.type.step, value, value + item.type.step}
    return found


def _comparisons(expr: Expr) -> list[tuple[Expr, int]]:
    pairs: list[tuple[Expr, int]] = []
    if isinstance(expr, Compare):
        for left, right in ((expr.left, expr.right), (expr.right, expr.left)):
            if isinstance(right, Const) and isinstance(right.value, int):
                pairs.append((left, right.value))
    elif isinstance(expr, Among):
        for span in expr.ranges:
            pairs += [
                (expr.value, end.value)
                for end in span
                if isinstance(end, Const) and isinstance(end.value, int)
            ]
    elif isinstance(expr, Lookup):
        for index, arg in enumerate(expr.args):
            for row in expr.table.rows:
                for low, high in row.cells[index].ranges:
                    pairs += [(arg, edge) for edge in (low, high) if edge is not None]
    return pairs


def _dependents(plan: Plan, fact: str) -> frozenset[str]:
    """Names of the quantities in which a month fact arrives."""
    reached: set[str] = set()
    for quantity in plan.quantities:
        if _touches(quantity.expr, fact, reached):
            reached.add(quantity.name)
    return frozenset(reached)


def _touches(expr: Expr, fact: str, reached: set[str] | frozenset[str]) -> bool:
    return any(
        (isinstance(part, Fact) and part.name == fact)
        or (isinstance(part, Ref) and part.name in reached)
        for part in walk(expr)
    )


# ------------------------------------------------------------------ rows
def day_gap(name: str, indexes: Sequence[int]) -> Gap:
    """Days of which nobody knows what happened.

    They may be on time, absent, late and early as far as can be, without an in, without an out.
    """
    wanted = frozenset(indexes)

    def option(change: Callable[[DayRow], Mapping[str, Any]]) -> Callable[[State], None]:
        def apply(state: State) -> None:
            state.rows["day"] = [
                day._replace(**{"state": "known", **change(day)}) if index in wanted else day
                for index, day in enumerate(state.rows["day"])
            ]

        return apply

    return Gap(
        name,
        (
            option(lambda day: {"in_at": day.start, "out_at": day.end, "absence": None}),
            option(lambda _: {"in_at": None, "out_at": None, "absence": None}),
            option(lambda day: {"in_at": day.end, "out_at": day.start, "absence": None}),
            option(lambda day: {"in_at": None, "out_at": day.end, "absence": None}),
            option(lambda day: {"in_at": day.start, "out_at": None, "absence": None}),
        ),
    )


def activity_gap(name: str) -> Gap:
    """Reports that may exist beside those that are known: none, or as many as a month holds."""

    def option(scores: int) -> Callable[[State], None]:
        def apply(state: State) -> None:
            if scores:
                more = (_report(day, scores) for day in _ends(state.rows["day"]))
                state.rows["activity"] = [*state.rows["activity"], *more]

        return apply

    return Gap(name, (option(0), option(BIG[0]), option(BIG[1])), open_end=True)


def _ends(days: Sequence[DayRow]) -> Sequence[int]:
    """The first and the last day, so that a formula which names a date meets either."""
    if not days:
        return (0,)
    return sorted({days[0].date.toordinal(), days[-1].date.toordinal()})


def _report(day: int, scores: int) -> SimpleNamespace:
    return SimpleNamespace(
        date=day,
        minutes=MINUTES_OF_A_MONTH,
        quantity=10**6,
        score=scores * 10**6,
        status="approved",
        conforming=True,
    )


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
