"""Aggregates in formulas of rows with a date that do not say which rows they mean."""

from __future__ import annotations

from collections.abc import Iterator

from masker_rules.language.catalogue import catalogue
from masker_rules.language.document import Entry
from masker_rules.language.expressions import date_of, operands
from masker_rules.language.lint.view import View
from masker_rules.language.plan import MONTH, Expr, Gather, OverRows, Quantity

__all__ = ["check_silent"]


def check_silent(view: View) -> None:
    """An aggregate that says neither `over day` nor `over month` where both are possible."""
    told: set[tuple[str, Gather]] = set()
    for quantity in view.plan.quantities:
        entry = _entry(view, quantity)
        if entry is None or not view.is_own(entry):
            continue
        for grain, gather in _silent(quantity.expr, quantity.grain):
            if (entry.path, gather) not in told:
                told.add((entry.path, gather))
                view.problems.add(
                    "day-or-month",
                    entry,
                    path=entry.path,
                    kind=gather.kind,
                    rows=gather.grain,
                    grain=grain,
                )


def _entry(view: View, quantity: Quantity) -> Entry | None:
    """The entry whose formula a quantity is."""
    if quantity.role == "profile":
        return view.document.section("quantities").get(quantity.name)
    section, _, rest = quantity.name.partition(".")
    name = rest.partition(".")[0]
    return view.document.section(section).get(name) if section == "rules" else None


def _silent(expr: Expr, grain: str) -> Iterator[tuple[str, Gather]]:
    """The aggregates of an expression that do not say it, with the grain whose row asks.

    Of rows of its own grain, or of the day that it sees, a row of one date is the row itself:
    there only the month can be meant.
    """
    if isinstance(expr, Gather) and expr.silent and _may_ask(grain, expr.grain):
        yield grain, expr
    inner = expr.grain if isinstance(expr, OverRows) else grain
    for part in operands(expr):
        yield from _silent(part, inner)


def _may_ask(grain: str, rows: str) -> bool:
    """Whether a row of a grain may mean the rows of its date, or those of the month."""
    if grain == MONTH or date_of(grain) is None:
        return False
    return rows not in {grain, *catalogue()[grain].sees}
