"""Leave for a birth of which nobody wrote down which child it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from masker_rules.attendance.rows import DayRow
from masker_rules.engine.gaps import Gap, State, compared_with
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
    leave = FACT in needed.get("leave", ()) and any(_lacks(r, codes) for r in rows["leave"])
    day = FACT in needed.get("day", ()) and any(_day_lacks(r, codes) for r in rows["day"])
    if not leave and not day:
        return
    edges = [edge // 10**scale for edge, scale in compared_with(plan, FACT, Unit.NUMBER)]
    top = max([0, *edges]) + 2
    options = tuple(_numbered(codes, number) for number in range(1, top + 1))
    yield Gap("absences.child_number", options, open_end=True, proves=True)


def _lacks(row: Any, codes: frozenset[str]) -> bool:
    return row.child_number is None and row.code in codes


def _day_lacks(row: DayRow, codes: frozenset[str]) -> bool:
    code = row.absence or row.half_code
    return row.child_number is None and code in codes


def _numbered(codes: frozenset[str], number: int) -> Callable[[State], None]:
    def apply(state: State) -> None:
        state.rows["leave"] = [
            SimpleNamespace(**{**vars(row), FACT: number}) if _lacks(row, codes) else row
            for row in state.rows["leave"]
        ]
        state.rows["day"] = [
            row._replace(child_number=number) if _day_lacks(row, codes) else row
            for row in state.rows["day"]
        ]

    return apply
