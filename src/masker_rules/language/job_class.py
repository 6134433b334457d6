"""The class by which amounts are looked up, where it is not simply the person's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from masker_rules.facts.person import PERSON_FACTS
from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FLAG, NUMBER, operands, walk
from masker_rules.language.pieces import Pieces
from masker_rules.language.plan import (
    MONTH,
    Cond,
    Const,
    Exists,
    Expr,
    Fact,
    Logic,
    OverRows,
    Ref,
    Unknown,
)
from masker_rules.language.workspace import BrokenError, Workspace
from masker_rules.units import Unit

__all__ = [
    "CLASS",
    "KNOWN",
    "OF_CLASS",
    "class_formula",
    "define_class",
    "facts_read",
    "where_known",
]

#: Name of the quantity.
CLASS = "amount.class"
#: Grains that are known before any amount is.
BEFORE_AMOUNTS = frozenset({MONTH, "sanction"})
#: Month facts that are: the row of the person that holds, and the month.
KNOWN = PERSON_FACTS | {"lowest_class", "month_of_year", "year"}
#: What a formula of a class takes for granted.
OF_CLASS = ("job_class", "lowest_class")
OPTIONAL = replace(NUMBER, optional=True)


def define_class(work: Workspace, pieces: Pieces) -> None:
    """Announce `amount.class` where the amount names a `class`."""
    amount = work.document.single.get("amount")
    written = amount.get("class") if amount is not None else None
    if written is not None:
        pieces.define(CLASS, lambda: _class(work, written), amount, "amount")


def _class(work: Workspace, entry: Entry) -> Expr:
    """The formula where the person has a class, else none; an employees row has one or not."""
    value = class_formula(work, entry)
    for grain, name in facts_read(work, value):
        if grain not in BEFORE_AMOUNTS or (grain == MONTH and name not in KNOWN):
            place, law = entry.node.place, work.sources.law(entry)
            work.problems.add("class-reads-later", place, law, name=name or grain)
            raise BrokenError
    return where_known(value, OF_CLASS)


def class_formula(work: Workspace, entry: Entry) -> Expr:
    """A formula that gives a class, for whoever has one.

    Raises:
        BrokenError: it is wrong, or gives something else, and has been reported.
    """
    value = work.formula(entry, Scope(exists=frozenset(OF_CLASS)), NUMBER)
    if value.type.unit is not Unit.NUMBER or value.type.ratio or value.type.scale:
        place, law = entry.node.place, work.sources.law(entry)
        work.problems.add("unit-wanted", place, law, found=value.type, wanted=NUMBER)
        raise BrokenError
    return value


def where_known(value: Expr, names: Iterable[str]) -> Expr:
    """A formula of a class where the facts of the person exist, else none."""
    tests = tuple(Exists(FLAG, Fact(OPTIONAL, MONTH, name)) for name in names)
    if not tests:
        return value
    return Cond(OPTIONAL, Logic(FLAG, "and", tests), value, Const(OPTIONAL, None))


def facts_read(work: Workspace, expr: Expr) -> Iterator[tuple[str, str]]:
    """Grain and name of every fact that an expression reads, through the quantities it names."""

    def into(part: Expr) -> tuple[Expr, ...]:
        return (work.quantities[part.name].expr,) if isinstance(part, Ref) else operands(part)

    for part in walk(expr, into):
        if isinstance(part, Fact):
            yield part.grain, part.name
        elif isinstance(part, OverRows):
            yield part.grain, ""
        elif isinstance(part, Unknown):
            yield "", "unknown"
