"""Rows of the grains beside days, at the scale that formulas read them with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from masker_rules.attendance.rows import LeaveRow
from masker_rules.engine.gaps import Gap, forced_gap
from masker_rules.engine.lookups import TooPrecise
from masker_rules.facts.rows import Activity
from masker_rules.language.catalogue import PACK_DECIMALS

__all__ = [
    "OPEN_CELLS",
    "ActivityRow",
    "LeaveItem",
    "ViolationRow",
    "activity_row",
    "exact_rows",
    "leave_row",
    "violation_row",
]

_UNIT: int = 10**PACK_DECIMALS
_KNOWN: frozenset[str] = frozenset()
#: Cells of a report of which formulas may ask and that nobody may have filled.
OPEN_CELLS = ("conforming", "minutes", "score", "status")


class ActivityRow(NamedTuple):
    """A report at the scale of formulas; `unknown` names its cells that are empty."""

    date: int
    minutes: int
    quantity: int
    score: int
    status: str
    conforming: bool | None
    unknown: frozenset[str] = frozenset()


class ViolationRow(NamedTuple):
    """A violation at the scale of formulas."""

    date: int
    code: str
    quantity: int


class LeaveItem(NamedTuple):
    """A calendar day of leave or duty as formulas read it, see `LeaveRow`."""

    date: int
    code: str
    reason: str | None
    inpatient: bool | None
    child_number: int | None
    day_of_month: int
    scheduled: bool
    spell: int
    day: int
    month: int
    working_day: int
    row_day: int
    lasted: int
    document: str | None
    in_year: int
    year_day: int
    letter_days: int | None
    letter_working_days: int | None


@lru_cache(maxsize=2**12)
def _number(value: Decimal) -> int:
    top, bottom = value.as_integer_ratio()
    whole, rest = divmod(top * _UNIT, bottom)
    if rest:
        raise TooPrecise
    return whole


_Read = TypeVar("_Read")


def exact_rows(
    read: Callable[[Any], _Read], rows: Sequence[Any], table: str, gaps: list[Gap]
) -> list[_Read]:
    """Rows at their scale; one with more decimals than are carried is missing, and named."""
    found = []
    for row in rows:
        try:
            found.append(read(row))
        except TooPrecise:
            gaps.append(forced_gap(f"{table} ({row.place.file}: {row.date}, too-precise)"))
    return found


def activity_row(row: Activity) -> ActivityRow:
    """A report.

    Minutes, a score, a status and a conformity that nobody wrote down are `unknown`; 0, pending
    and none stand in for them.

    Raises:
        TooPrecise: a number has more decimals than are carried.
    """
    unknown = _KNOWN
    if None in (row.minutes, row.status, row.score, row.conforming):
        unknown = frozenset(name for name in OPEN_CELLS if row.lacks(name))
    return ActivityRow(
        row.date.toordinal(),
        (row.minutes or 0) * 60,
        _number(row.quantity),
        _number(row.score or Decimal(0)),
        row.status or "pending",
        row.conforming,
        unknown,
    )


def violation_row(row: Any) -> ViolationRow:
    """A violation.

    Raises:
        TooPrecise: the quantity has more decimals than are carried.
    """
    return ViolationRow(row.date.toordinal(), row.code, _number(row.quantity))


def leave_row(row: LeaveRow) -> LeaveItem:
    """A calendar day of leave or duty."""
    return LeaveItem(
        row.date.toordinal(),
        row.code,
        row.reason,
        row.inpatient,
        row.child_number,
        row.date.day,
        row.day_index >= 0,
        row.spell,
        row.day,
        row.month,
        row.working_day,
        row.row_day,
        row.lasted,
        row.document,
        row.in_year,
        row.year_day,
        row.letter_days,
        row.letter_working_days,
    )
