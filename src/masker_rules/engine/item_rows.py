"""Rows of the grains beside days, at the scale that formulas read them with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from masker_rules.attendance.rows import LeaveRow
from masker_rules.engine.gaps import Gap, forced_gap
from masker_rules.engine.lookups import TooPrecise
from masker_rules.facts.rows import Activity
from masker_rules.language.catalogue import PACK_DECIMALS

__all__ = ["activity_row", "exact_rows", "leave_row", "violation_row"]

_UNIT: int = 10**PACK_DECIMALS


def _number(value: Decimal | None, empty: int) -> int:
    if value is None:
        return empty * _UNIT
    top, bottom = value.as_integer_ratio()
    whole, rest = divmod(top * _UNIT, bottom)
    if rest:
        raise TooPrecise
    return whole


def exact_rows(
    read: Callable[[Any], SimpleNamespace], rows: Sequence[Any], table: str, gaps: list[Gap]
) -> list[SimpleNamespace]:
    """Rows at their scale; one with more decimals than are carried is missing, and named."""
    found = []
    for row in rows:
        try:
            found.append(read(row))
        except TooPrecise:
            gaps.append(forced_gap(f"{table} ({row.place.file}: {row.date}, too-precise)"))
    return found


def activity_row(row: Activity) -> SimpleNamespace:
    """A report; an empty quantity is 1, an empty score 0.

    Empty minutes and an empty status are `unknown`; 0 and pending stand in for them.

    Raises:
        TooPrecise: a number has more decimals than are carried.
    """
    return SimpleNamespace(
        date=row.date.toordinal(),
        minutes=(row.minutes or 0) * 60,
        quantity=_number(row.quantity, 1),
        score=_number(row.score, 0),
        status=row.status or "pending",
        conforming=row.conforming,
        unknown=frozenset(name for name in ("minutes", "status") if getattr(row, name) is None),
    )


def violation_row(row: Any) -> SimpleNamespace:
    """A violation; an empty quantity is 1.

    Raises:
        TooPrecise: the quantity has more decimals than are carried.
    """
    return SimpleNamespace(
        date=row.date.toordinal(), code=row.code, quantity=_number(row.quantity, 1)
    )


def leave_row(row: LeaveRow) -> SimpleNamespace:
    """A calendar day of leave or duty."""
    return SimpleNamespace(
        date=row.date.toordinal(),
        code=row.code,
        reason=row.reason,
        inpatient=row.inpatient,
        child_number=row.child_number,
        scheduled=row.day_index >= 0,
        spell=row.spell,
        day=row.day,
        month=row.month,
        working_day=row.working_day,
        row_day=row.row_day,
        lasted=row.lasted,
    )
