"""Formulas that take for granted what the pack may know not to exist."""

from __future__ import annotations

from collections.abc import Iterator

from masker_rules.facts.definition import NONE, NOT_MADE
from masker_rules.language.catalogue import catalogue
from masker_rules.language.expressions import parts
from masker_rules.language.guards import bare_facts
from masker_rules.language.lint.view import View
from masker_rules.language.plan import MONTH, OVERPAYMENT, Exists, Fact

__all__ = ["check_asked_for", "check_overpayment"]

#: Tables whose values may be known not to have been made.
MADE = frozenset({"scores", "salaries"})


def check_asked_for(view: View) -> None:
    """A formula that reads a fact without asking whether it exists, where it may not.

    A warning where the profile itself says that an empty cell is none, or where another formula
    asks; else a note: any score may be one that was not made.
    """
    bare = bare_facts(view.plan.quantities)
    asked = {
        (one.arg.grain, one.arg.name)
        for quantity in view.plan.quantities
        for one in parts(Exists, quantity.expr)
        if isinstance(one.arg, Fact)
    }
    for key, column, is_sure in _may_be_none(view):
        severity = "warning" if is_sure or key in asked else "note"
        entries = {e.path: e for e in map(view.written, bare.get(key, ())) if e is not None}
        for entry in entries.values():
            view.problems.add(
                "none-not-asked",
                entry,
                severity=severity,
                path=entry.path,
                name=key[1],
                column=column,
            )


def check_overpayment(view: View) -> None:
    """An input with the over-payment, which every sheet takes in full by itself."""
    for item in view.plan.inputs.values():
        if (item.table, item.key) == ("carried", OVERPAYMENT):
            entry = view.document.section("inputs").get(item.name)
            if entry is not None and view.is_own(entry):
                path = f"inputs.{item.name}"
                view.problems.add("overpayment-twice", entry, path=path)


def _may_be_none(view: View) -> Iterator[tuple[tuple[str, str], str, bool]]:
    """Facts that may be none, the column of each, and whether the profile says so itself."""
    for item in view.plan.inputs.values():
        if item.table in MADE and NOT_MADE not in item.words:
            yield (MONTH, item.name), f"{item.table}.{item.key}", False
    for grain in catalogue().values():
        for fact in grain.facts.values():
            table, _, column = fact.column.partition(".")
            if view.plan.empties.meanings.get(table, {}).get(column) == NONE:
                yield (grain.name, fact.name), fact.column, True
