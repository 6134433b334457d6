"""What is said beside the results of a unit: its taps lie hours beside its hours, or are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, Protocol

from masker_rules.attendance import Note, TapOffsets
from masker_rules.engine.result import Remark, Result
from masker_rules.facts.presence import complete_months
from masker_rules.periods import CALENDAR, Cutoff, Month

__all__ = ["UNIT_DAY", "Doubted", "doubts_of_units", "with_doubts"]

#: Said of a day on which nobody of a unit has a punch.
UNIT_DAY = "unit-day-without-punches"
#: Notes by unit.
Doubted = Mapping[Month, Mapping[str, tuple[Note, ...]]]


class Facts(Protocol):
    """What is asked of the whole pack."""

    def has(self, table: str) -> bool: ...

    def rows(self, table: str) -> Sequence[Any]: ...

    def months(self, cutoff: Cutoff = CALENDAR) -> frozenset[Month]: ...

    def unit_days(self) -> Mapping[str, frozenset[date]]: ...


class _Seen:
    """On which days of a month somebody of a unit punched, looked up once somebody asks."""

    def __init__(self, pack: Facts) -> None:
        self._pack = pack

    def of(self, month: Month) -> Callable[[str, date], bool]:
        """Whether anybody was seen, or is known not to have been, on a day of a month."""
        return lambda unit, day: str(month) in self._complete or day in self._days.get(unit, ())

    @cached_property
    def _days(self) -> Mapping[str, frozenset[date]]:
        return self._pack.unit_days()

    @cached_property
    def _complete(self) -> frozenset[str]:
        return frozenset(map(str, complete_months(self._pack, "punches")))


def doubts_of_units(offsets: Mapping[Month, TapOffsets], pack: Facts) -> Doubted:
    """Notes about the taps of units, by month.

    Args:
        offsets: Of the people who were computed.
        pack: All facts: of a unit few people may have been computed.
    """
    seen = _Seen(pack)
    return {month: one.notes(seen.of(month)) for month, one in offsets.items()}


def with_doubts(
    items: Sequence[Result], doubted: Doubted, units: Mapping[tuple[str, Month], str]
) -> Iterator[Result]:
    """Results with what is said of their units.

    Args:
        items: The results.
        doubted: Of :func:`doubts_of_units`.
        units: The unit of each of those that were computed.
    """
    for item in items:
        unit = units.get((item.nip, item.period))
        notes = doubted[item.period].get(unit, ()) if unit is not None else ()
        remarks = tuple(Remark(note.code, note.day, note.params) for note in notes)
        yield replace(item, warnings=(*item.warnings, *remarks)) if remarks else item
