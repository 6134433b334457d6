"""Of which months a pack tells who punched: that is a matter of all people together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = ["Punched", "complete_months", "known_months"]


class Punched(Protocol):
    """What is asked of a pack, which may be a part of another."""

    def has(self, table: str) -> bool: ...

    def rows(self, table: str) -> Sequence[Any]: ...

    def months(self, cutoff: Cutoff = CALENDAR) -> frozenset[Month]: ...


def complete_months(pack: Punched, table: str, cutoff: Cutoff = CALENDAR) -> frozenset[Month]:
    """Months of which the office says that a table holds everything, although it holds nothing."""
    said = (row for row in pack.rows("complete") if row.table == table)
    return frozenset(cutoff.named(Month.parse(row.period)) for row in said)


def known_months(pack: Punched, cutoff: Cutoff = CALENDAR) -> frozenset[Month]:
    """Months of which it is known who punched: one of anybody stands, or `complete` says so."""
    if not pack.has("punches"):
        return frozenset()
    return pack.months(cutoff) | complete_months(pack, "punches", cutoff)
