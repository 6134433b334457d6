"""Leave for a birth of which nobody wrote down which child it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import floor
from typing import Any

from masker_rules.attendance.rows import DayRow
from masker_rules.engine.gaps import Gap, State, window_grain
from masker_rules.engine.turning_points import turning_points
from masker_rules.language.plan import Plan
from masker_rules.units import Unit

__all__ = ["child_gaps"]

FACT = "child_number"


def child_gaps(
    plan: Plan, needed: Mapping[str, frozenset[str]], rows: Mapping[str, Sequence[Any]]
) -> Iterator[Gap]:
    """The gap `absences.child_number`, where a rule reads the number and a row lacks it.

    It may be any count up to one above the largest that the plan compares it with; one more shows
    whether the pay still moves there.

    Args:
        plan: The regulation.
        needed: Facts that the pay reads, by grain.
        rows: Rows of the month by grain.
    """
    codes = plan.attendance.childbirth
    if not any(
        _lacks(row, codes)
        for key, found in rows.items()
        if FACT in needed.get(window_grain(key), ())
        for row in found
    ):
        return
    top = max([0, *map(floor, turning_points(plan, FACT, Unit.NUMBER))]) + 2
    options = tuple(_numbered(codes, number) for number in range(1, top + 1))
    yield Gap("absences.child_number", options, open_end=True, proves=True)


def _lacks(row: Any, codes: frozenset[str]) -> bool:
    code = (row.absence or row.half_code) if isinstance(row, DayRow) else row.code
    return row.child_number is None and code in codes


def _numbered(codes: frozenset[str], number: int) -> Callable[[State], None]:
    def with_number(row: Any) -> Any:
        return row._replace(**{FACT: number}) if _lacks(row, codes) else row

    def apply(state: State) -> None:
        for key, rows in state.rows.items():
            if window_grain(key) in ("leave", "day"):
                state.rows[key] = [with_number(row) for row in rows]

    return apply
