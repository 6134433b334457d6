"""Acting assignments (Plt, Plh, Pj) of a month, as rows of the grain `assignment`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

from masker_rules.engine.gaps import BIG, Gap, State
from masker_rules.engine.lookups import Ambiguous, Holder, LookupIndex
from masker_rules.facts.rows import Assignment, Employee
from masker_rules.periods import Month

__all__ = ["assignment_rows"]

#: The component that stands for the whole allowance of the acting post.
COMPONENT = "tpp"
MISSING = "amounts.tpp (assignment)"


def assignment_rows(
    rows: Sequence[Assignment], employee: Employee, month: Month, lookups: LookupIndex
) -> tuple[list[SimpleNamespace], Gap | None]:
    """The assignments that overlap the month, and a gap where the amount of a post is missing."""
    found: list[SimpleNamespace] = []
    open_rows: list[int] = []
    for row in rows:
        first, last = max(row.from_, month.first), min(row.until or date.max, month.last)
        if first > last:
            continue
        amount = _amount(row, employee, last, lookups)
        if amount is None:
            open_rows.append(len(found))
        found.append(_row(row, month, first, last, amount or 0))
    return found, _gap(open_rows) if open_rows else None


def _amount(row: Assignment, employee: Employee, day: date, lookups: LookupIndex) -> int | None:
    try:
        holder = Holder(position=row.position, job_class=row.job_class)
        amount = lookups.amount_on(COMPONENT, employee, day, holder)
    except Ambiguous:
        return None
    whole = amount is not None and amount == amount.to_integral_value()
    return int(amount) if amount is not None and whole else None


def _row(row: Assignment, month: Month, first: date, last: date, amount: int) -> SimpleNamespace:
    facts: dict[str, Any] = {
        # An assignment is of the month, not of a day.
        "date": None,
        "kind": row.kind,
        "position": row.position,
        "job_class": row.job_class,
        "from": row.from_.toordinal(),
        "until": None if row.until is None else row.until.toordinal(),
        "number": month.since(Month.of(row.from_, month.begins)) + 1,
        "days": (last - first).days + 1,
        "full_month": first == month.first and last == month.last,
        "tpp": amount,
    }
    return SimpleNamespace(**facts)


def _gap(indexes: Sequence[int]) -> Gap:
    """Nothing, or as much as you like for every post whose amount no row gives."""

    def option(amount: int) -> Callable[[State], None]:
        def apply(state: State) -> None:
            state.rows["assignment"] = [
                SimpleNamespace(**{**vars(row), "tpp": amount}) if index in indexes else row
                for index, row in enumerate(state.rows["assignment"])
            ]

        return apply

    return Gap(MISSING, tuple(option(amount) for amount in (0, *BIG)), open_end=True)
