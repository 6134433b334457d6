"""Aggregates that do not say which rows they mean, or mean others in each month."""

from __future__ import annotations

from collections.abc import Iterator

from masker_rules.language.catalogue import catalogue
from masker_rules.language.document import Entry
from masker_rules.language.expressions import date_of, operands, parts
from masker_rules.language.lint.view import View
from masker_rules.language.plan import (
    MONTH,
    Expr,
    Gather,
    Nth,
    OverRows,
    Plan,
    Quantity,
    Ref,
    Running,
)

__all__ = ["check_restarted", "check_silent"]


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


def check_restarted(view: View) -> None:
    """A running number by a key, that begins anew in each month, looked back at over months.

    What the key counts, a spell or a week, may lie in two months: it is counted in both.
    """
    told: set[tuple[str, str]] = set()
    for quantity in view.plan.quantities:
        entry = _entry(view, quantity)
        if entry is None or not view.is_own(entry):
            continue
        for gather in parts(Gather, quantity.expr):
            for name in _restarted(view.plan, gather) if gather.window is not None else ():
                if (entry.path, name) not in told:
                    told.add((entry.path, name))
                    view.problems.add(
                        "begins-anew-each-month",
                        entry,
                        path=entry.path,
                        name=name,
                        window=gather.window.text if gather.window else "",
                    )


def _restarted(plan: Plan, gather: Gather) -> Iterator[str]:
    """Quantities of its rows that an aggregate reads and that count by a key."""
    seen: set[str] = set()
    waiting = [one for each in (gather.body, gather.where) if each for one in parts(Ref, each)]
    while waiting:
        ref = waiting.pop()
        if ref.grain != gather.grain or ref.name in seen:
            continue
        seen.add(ref.name)
        expr = plan.by_name[ref.name].expr
        keys = [one.per for one in parts(Nth, expr)] + [one.per for one in parts(Running, expr)]
        if any(keys):
            yield ref.name
        waiting += parts(Ref, expr)


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
