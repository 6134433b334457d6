"""Leave for a birth of which nobody wrote down which child it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from math import floor
from typing import Any

from masker_rules.attendance.rows import DayRow
from masker_rules.engine.gaps import Gap, State, window_grain
from masker_rules.engine.turning_points import turning_points
from masker_rules.facts.rows import Absence
from masker_rules.language.plan import Plan
from masker_rules.units import Unit

__all__ = ["child_gaps"]

FACT = "child_number"


def child_gaps(
    plan: Plan,
    needed: Mapping[str, frozenset[str]],
    rows: Mapping[str, Sequence[Any]],
    absences: Sequence[Absence],
) -> Iterator[Gap]:
    """The gap `absences.child_number`, where a rule reads the number and a row lacks it.

    It may be any count up to one above the largest that the plan compares it with; one more shows
    whether the pay still moves there.

    Args:
        plan: The regulation.
        needed: Facts that the pay reads, by grain.
        rows: Rows of the month by grain.
        absences: Those of the person.
    """
    codes = plan.attendance.childbirth
    unsaid = [one for one in absences if one.code in codes and one.lacks(FACT)]
    if not unsaid or not any(
        _lacks(row, unsaid)
        for key, found in rows.items()
        if FACT in needed.get(window_grain(key), ())
        for row in found
    ):
        return
    top = max([0, *map(floor, turning_points(plan, FACT, Unit.NUMBER))]) + 2
    options = tuple(_numbered(unsaid, number) for number in range(1, top + 1))
    yield Gap("absences.child_number", options, open_end=True, proves=True)


def _lacks(row: Any, unsaid: Sequence[Absence]) -> bool:
    """Whether a day of leave is one of which an absence does not say which child it is."""
    is_day = isinstance(row, DayRow)
    code = (row.absence or row.half_code) if is_day else row.code
    day = row.date if is_day else date.fromordinal(row.date)
    return row.child_number is None and any(
        one.code == code and one.from_ <= day <= (one.until or day) for one in unsaid
    )


def _numbered(unsaid: Sequence[Absence], number: int) -> Callable[[State], None]:
    def with_number(row: Any) -> Any:
        return row._replace(**{FACT: number}) if _lacks(row, unsaid) else row

    def apply(state: State) -> None:
        for key, rows in state.rows.items():
            if window_grain(key) in ("leave", "day"):
                state.rows[key] = [with_number(row) for row in rows]

    return apply
