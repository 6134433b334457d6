"""The section `performance_month`: which dates a performance month has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from masker_rules.language.document import Entry
from masker_rules.language.expressions import parts
from masker_rules.language.plan import Gather, Quantity
from masker_rules.language.workspace import Workspace
from masker_rules.periods import CALENDAR, Cutoff

__all__ = ["OF_TABLES", "check_beside", "lower_cutoff"]

#: Tables whose rows may be counted by other months than attendance, and the grain of their rows.
OF_TABLES: Mapping[str, str] = {
    "activities": "activity",
    "assignments": "assignment",
    "sanctions": "sanction",
    "violations": "violation",
}
CALENDAR_MONTH = "calendar"
#: February has no more days in every year.
LAST = 28
_DAYS = re.compile(r"([1-9]|[12]\d)\.\.([1-9]|[12]\d)\Z", re.ASCII)


def lower_cutoff(work: Workspace) -> Cutoff:
    """What the profile says of its months; what is wrong has been reported."""
    entry = work.document.single.get("performance_month")
    if entry is None:
        return CALENDAR
    work.sources.of(entry)
    days, tables = entry.get("days"), entry.get("tables")
    begins = _begins(work, days) if days is not None else CALENDAR.begins
    own: dict[str, int] = {}
    for table, child in tables.items() if tables is not None else ():
        if table not in OF_TABLES:
            _not_possible(work, child, table)
            continue
        own[table] = _begins(work, child)
    return Cutoff(begins, tuple(sorted((t, b) for t, b in own.items() if b != begins)))


def _begins(work: Workspace, written: Entry) -> int:
    """The day on which a month begins."""
    text = written.text()
    if text == CALENDAR_MONTH:
        return CALENDAR.begins
    found = _DAYS.match(text)
    if found is not None:
        first, last = int(found[1]), int(found[2])
        if 1 < first <= LAST and last == first - 1:
            return first
    place, law = written.node.place, work.sources.law(written)
    work.problems.add("bad-performance-month", place, law, text=text, path=written.path)
    return CALENDAR.begins


def _not_possible(work: Workspace, child: Entry, table: str) -> None:
    work.problems.add(
        "unknown-choice",
        child.place,
        work.sources.law(child),
        value=table,
        path="performance_month.tables",
        known=", ".join(OF_TABLES),
    )


def check_beside(work: Workspace, cutoff: Cutoff, quantities: Iterable[Quantity]) -> None:
    """Refuse what asks, at a date, for rows that are counted by months of other dates.

    The rows of a month with that date would be those of another performance month.
    """
    own = {OF_TABLES[table]: table for table, _ in cutoff.tables}
    if not own:
        return
    for quantity in quantities:
        for expr in parts(Gather, quantity.expr):
            for grain in {expr.grain, expr.beside}.intersection(own):
                if expr.beside and expr.grain != expr.beside:
                    work.problems.add(
                        "months-of-other-dates",
                        quantity.place,
                        name=quantity.name,
                        table=own[grain],
                        days=str(replace(cutoff, tables=())),
                    )
                    return
