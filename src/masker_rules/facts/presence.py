"""Of which months a pack tells who punched: that is a matter of all people together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = ["Punched", "complete_months", "known_months", "parts_of", "whole_months"]


class Held(Protocol):
    """What tells what a pack holds."""

    def rows(self, table: str) -> Sequence[Any]: ...


class Punched(Held, Protocol):
    """What is asked of a pack, which may be a part of another."""

    def has(self, table: str) -> bool: ...

    def punched_days(self) -> frozenset[date]: ...

    @property
    def untold(self) -> Mapping[str, frozenset[date]]: ...

    def months(self, cutoff: Cutoff = CALENDAR) -> frozenset[Month]: ...


def parts_of(month: Month) -> tuple[range, ...]:
    """The stretches of a month that lie in one month of the calendar, as ordinals.

    Punches come in files by calendar month: each part of a month with a cut-off is known, or not,
    by itself.
    """
    days = month.ordinals
    turn = max(days.start, month.cut(CALENDAR.begins).first.toordinal())
    return tuple(part for part in (range(days.start, turn), range(turn, days.stop)) if part)


def whole_months(days: Collection[date], cutoff: Cutoff = CALENDAR) -> frozenset[Month]:
    """Months of which each part holds one of some days."""
    found = {day.toordinal() for day in days}
    return frozenset(
        month
        for month in map(cutoff.of, days)
        if not any(found.isdisjoint(part) for part in parts_of(month))
    )


def complete_months(pack: Held, table: str, cutoff: Cutoff = CALENDAR) -> frozenset[Month]:
    """Months of which the office says that a table holds everything, although it holds nothing."""
    said = (row for row in pack.rows("complete") if row.table == table)
    return frozenset(cutoff.named(Month.parse(row.period)) for row in said)


def known_months(pack: Punched, cutoff: Cutoff = CALENDAR) -> frozenset[Month]:
    """Months of which it is known who punched.

    One of anybody stands in each part of the month, or `complete` says so.
    """
    if not pack.has("punches"):
        return frozenset()
    whole = whole_months(pack.punched_days(), cutoff)
    return whole | complete_months(pack, "punches", cutoff)
