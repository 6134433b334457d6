"""A month with a change: the amount is worked out for each segment and shared by its days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from masker_rules.engine.emit import Program, Rows, Unknowns
from masker_rules.facts.person import person_facts
from masker_rules.facts.rows import Employee
from masker_rules.language.plan import Sharing
from masker_rules.periods import Month

__all__ = [
    "SEGMENTS",
    "AmountOf",
    "Day",
    "OneRow",
    "PaidDays",
    "Run",
    "Segment",
    "amount_of",
    "paid_days",
    "segments_of",
    "shared",
    "stretches",
]

#: Under this name stand the values of each segment, beside the values of the month.
SEGMENTS = "amount.segments"
#: A value, and the number of days for which it holds.
Run = tuple[Any, int]
Day = tuple[date, Employee]


class OneRow(Sequence[Day]):
    """Days on which one employees row holds.

    Args:
        days: Their ordinals.
        row: The row.
    """

    def __init__(self, days: Sequence[int], row: Employee) -> None:
        self.ordinals, self.row = days, row

    def __len__(self) -> int:
        return len(self.ordinals)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return OneRow(self.ordinals[at], self.row)
        return date.fromordinal(int(self.ordinals[at])), self.row


@dataclass(frozen=True, slots=True)
class PaidDays:
    """The days by which a month is shared.

    Attributes:
        days: Those that are paid, each with the employees row that holds.
        whole: How many the whole month has.
    """

    days: Sequence[Day]
    whole: int


@dataclass(frozen=True, slots=True)
class AmountOf:
    """An amount over a month.

    Attributes:
        value: Exact.
        segmented: Whether it is the sum of shares of the month.
        terms: Amount and days of each share.
        divisor: Days of the month.
    """

    value: Fraction
    segmented: bool
    terms: tuple[tuple[Decimal, int], ...] = ()
    divisor: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """Days that follow each other and on which nothing changes.

    Attributes:
        first, last: The first and the last of them.
        days: How many they are.
        facts: What the amount formula reads there: amounts, percents, facts of the person.
    """

    first: date
    last: date
    days: int
    facts: Mapping[str, Any]


# ------------------------------------------------------------------ which days
def paid_days(
    sharing: Sharing, working: PaidDays, served: Sequence[Day], month: Month
) -> PaidDays:
    """The days by which the regulation shares the month.

    Args:
        sharing: What it says.
        working: Working days.
        served: Calendar days of paid service; empty where `sharing` does not ask for them.
        month: The month.
    """
    if sharing.by == "working_days":
        found = working
    elif sharing.by == "calendar_days":
        found = PaidDays(served, month.days)
    else:
        found = PaidDays([d for d in served if d[0] == month.on(sharing.day)], 1)
        if sharing.service == "nothing" and len(served) < month.days:
            return PaidDays((), 1)
    if sharing.service == "full":
        days = found.days or _nearest(sharing, served, month)
        return PaidDays(days, len(days) or found.whole)
    if sharing.service == "nothing" and len(found.days) < found.whole:
        return PaidDays((), found.whole)
    return found


def _nearest(sharing: Sharing, served: Sequence[Day], month: Month) -> Sequence[Day]:
    """The last day of service before the day that decides, else the first after it."""
    decides = month.on(sharing.day) if sharing.day else month.last
    before = [day for day in served if day[0] <= decides]
    return before[-1:] or served[:1]


# ------------------------------------------------------------------ what holds on them
def amount_of(runs: Sequence[tuple[Decimal, int]], whole: int) -> AmountOf:
    """An amount of money over the month."""
    counts: dict[Decimal, int] = {}
    for value, count in runs:
        counts[value] = counts.get(value, 0) + count
    total = sum(counts.values())
    if len(counts) == 1 and total >= whole:
        return AmountOf(Fraction(next(iter(counts))), segmented=False)
    exact = sum((Fraction(value) * days for value, days in counts.items()), Fraction(0))
    whole = max(whole, total, 1)
    return AmountOf(exact / whole, segmented=True, terms=tuple(counts.items()), divisor=whole)


def segments_of(
    days: Sequence[Day], columns: Mapping[str, Sequence[Run]], person: frozenset[str]
) -> tuple[Segment, ...]:
    """The days cut where something changes.

    Args:
        days: Paid days in order.
        columns: Amounts and percents by name, each in order of the days.
        person: Facts of the person that count as a change.
    """
    if days and all(len(runs) == 1 for runs in columns.values()) and _is_one(days):
        facts = {name: person_facts(days[0][1])[name] for name in sorted(person)}
        facts |= {name: runs[0][0] for name, runs in columns.items()}
        return (Segment(days[0][0], days[-1][0], len(days), facts),)
    by_day = {name: list(_unrolled(runs)) for name, runs in columns.items()}
    known = {id(row): person_facts(row) for _, row in days}

    def facts_on(index: int) -> dict[str, Any]:
        facts = {name: known[id(days[index][1])][name] for name in sorted(person)}
        return {**facts, **{name: values[index] for name, values in by_day.items()}}

    found = []
    for facts, group in groupby(range(len(days)), facts_on):
        indexes = list(group)
        first, last = days[indexes[0]][0], days[indexes[-1]][0]
        found.append(Segment(first, last, len(indexes), facts))
    return tuple(found)


def stretches(days: Sequence[Day]) -> list[tuple[Employee, date, int]]:
    """Employees rows in order, with their first day and number of days."""
    if isinstance(days, OneRow):
        return [(days.row, days[0][0], len(days))] if days else []
    found: list[tuple[Employee, date, int]] = []
    for day, employee in days:
        if found and found[-1][0] is employee:
            _, first, count = found[-1]
            found[-1] = (employee, first, count + 1)
        else:
            found.append((employee, day, 1))
    return found


def _is_one(days: Sequence[Day]) -> bool:
    """Whether one employees row holds on all of the days."""
    return isinstance(days, OneRow) or all(row is days[0][1] for _, row in days)


def _unrolled(runs: Sequence[Run]) -> Iterator[Any]:
    for value, count in runs:
        yield from (value,) * count


# ------------------------------------------------------------------ the computation
def shared(program: Program, amounts: Program, segments: Sequence[Segment], whole: int) -> Program:
    """A program of the month whose amounts are sums over segments.

    Args:
        program: The month, given those amounts as facts.
        amounts: What they are, for one segment.
        segments: The segments; none where nothing of the month is paid.
        whole: Days of the whole month.
    """
    names = [name for name in amounts.outputs if name in program.facts]

    def run(facts: Mapping[str, Any], rows: Rows, unknown: Unknowns) -> dict[str, Any]:
        found = [amounts.run({**facts, **one.facts}, rows, unknown) for one in segments]
        sums = {
            name: sum(
                (Fraction(v[name]) * s.days for v, s in zip(found, segments, strict=True)),
                Fraction(0),
            )
            / whole
            for name in names
        }
        values = program.run({**facts, **sums}, rows, unknown)
        values[SEGMENTS] = found
        return values

    return replace(program, made=lambda: run)
