"""Small plans and people for tests of what walks a plan: written by hand or drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from chunks import sheets_of

from masker_rules.engine.chunk import Sheets, WordCodes
from masker_rules.engine.emit import compile_plan
from masker_rules.engine.walker import Walk, walk_plan
from masker_rules.errors import EvaluationError, Place
from masker_rules.language.plan import MONTH, Const, Expr, Fact, Quantity, Window
from masker_rules.language.tables import Cell, Row, Table
from masker_rules.units import Type, Unit

__all__ = [
    "BEFORE",
    "FLAG",
    "MAYBE",
    "NUMBER",
    "RATIO",
    "SHARE",
    "WORD",
    "YEAR",
    "Day",
    "Person",
    "band",
    "expected",
    "fact",
    "found",
    "number",
    "permuted",
    "plan_of",
    "sheets_for",
    "table",
    "walked",
    "word",
    "words",
]

NUMBER, SHARE = Type(Unit.NUMBER), Type(Unit.NUMBER, 2)
RATIO = Type(Unit.NUMBER, ratio=True)
MAYBE = Type(Unit.NUMBER, optional=True)
FLAG, WORD = Type(Unit.FLAG), Type(Unit.WORD)
YEAR = Window("year", "year", 0, 0, "here")
BEFORE = Window("earlier year", "year", 0, 0, "before")
HERE = Place("aturan.yaml", 1, 1)


@dataclass(frozen=True)
class Day:
    """A row of a day or event."""

    size: int = 0
    share: int = 0
    held: bool = False
    word: str | None = None
    maybe: int | None = None
    perhaps: bool | None = None
    week: int = 0
    day_index: int = 0
    date: int = 0


@dataclass(frozen=True)
class Person:
    """One person-month: its facts, its days and events, and those of earlier months."""

    amount: int = 0
    rate: int = 0
    word: str | None = None
    maybe: int | None = None
    perhaps: bool | None = None
    held: bool = False
    days: tuple[Day, ...] = ()
    events: tuple[Day, ...] = ()
    days_before: tuple[Day, ...] = ()
    events_before: tuple[Day, ...] = ()


def _inputs(person: Person) -> SimpleNamespace:
    names = ("amount", "rate", "word", "maybe", "perhaps", "held")
    rows = {"day": person.days, "event": person.events}
    for window in (YEAR, BEFORE):
        rows[f"day over {window.text}"] = person.days_before
        rows[f"event over {window.text}"] = person.events_before
    return SimpleNamespace(facts={name: getattr(person, name) for name in names}, rows=rows)


def plan_of(**exprs: tuple[str, Expr] | Expr) -> SimpleNamespace:
    """A plan of quantities in the order given: of the month, or of a grain."""
    quantities = []
    for name, expr in exprs.items():
        grain, own = expr if isinstance(expr, tuple) else (MONTH, expr)
        quantities.append(Quantity(name, grain, own, None, HERE))  # type: ignore[arg-type]
    by_name = {quantity.name: quantity for quantity in quantities}
    quantities = tuple(quantities)
    return SimpleNamespace(id="uji", quantities=quantities, by_name=by_name, with_posts=frozenset)


def sheets_for(plan: SimpleNamespace, people: Sequence[Person], words: WordCodes) -> Sheets:
    """The chunk of the people."""
    profile = SimpleNamespace(plan=plan, program=lambda: compile_plan(plan))
    return sheets_of(profile, [_inputs(one) for one in people], words)  # type: ignore[arg-type]


def walked(
    plan: SimpleNamespace, people: Sequence[Person], unknowns: Mapping[str, Any] | None = None
) -> Walk:
    """The plan walked over the people, every quantity of it."""
    words = WordCodes()
    sheets = sheets_for(plan, people, words)
    return walk_plan(plan, list(plan.by_name), sheets, words, unknowns or {})


def found(made: Walk) -> list[dict[str, Any]]:
    """Values by name of each person-month, and what it asked."""
    people: list[dict[str, Any]] = [{} for _ in range(made.count)]
    for quantity in made.plan.quantities:
        values = made.python(quantity.name)
        months = made.sheets[quantity.grain, None].month.tolist()
        for one in people:
            one[quantity.name] = []
        for month, value in zip(months, values, strict=True):
            people[month][quantity.name].append(value)
        if quantity.grain == MONTH:
            for one in people:
                (one[quantity.name],) = one[quantity.name]
    for number_, one in enumerate(people):
        one["asked"] = {name for name, flag in made.asked.items() if flag[number_]}
    return people


def expected(
    plan: SimpleNamespace,
    people: Sequence[Person],
    unknowns: Mapping[str, Any] | None = None,
    outputs: Sequence[str] | None = None,
) -> list[dict[str, Any]] | type[Exception]:
    """The same of the reference engine, or the error that somebody's month raises."""
    program = compile_plan(plan, outputs)
    told = []
    for one in people:
        asked: set[str] = set()

        def unknown(name: str, asked: set[str] = asked) -> Any:
            asked.add(name)
            return (unknowns or {})[name]

        inputs = _inputs(one)
        try:
            values = program.run(inputs.facts, inputs.rows, unknown)
        except (ZeroDivisionError, EvaluationError):
            return Exception
        told.append({**values, "asked": asked})
    return told


def number(value: int, kind: Type = NUMBER) -> Const:
    """A constant."""
    return Const(kind, value)


def word(value: str | None) -> Const:
    """A word, or `none`."""
    return Const(WORD, value)


def band(low: int | None, high: int | None, *, nothing: bool = False) -> Cell:
    """A cell of numbers, both ends included."""
    return Cell(f"{low}..{high}", None, ((low, high),), nothing)


def words(*given: str | bool | None) -> Cell:
    """A cell of words or flags."""
    return Cell(", ".join(map(str, given)), frozenset(given))


def table(
    inputs: Sequence[Type],
    output: Type,
    rows: Sequence[tuple[Sequence[Cell], Expr]],
    otherwise: Expr | None = None,
) -> Table:
    """A table of one output."""
    named = tuple((f"i{n}", kind) for n, kind in enumerate(inputs))
    made = tuple(Row(n, tuple(cells), (value,), HERE) for n, (cells, value) in enumerate(rows, 1))
    rest = None if otherwise is None else (otherwise,)
    return Table("tabel", named, (("o", output),), made, rest, HERE)


def fact(grain: str, name: str) -> Fact:
    """A fact of the people or of their rows."""
    kinds = {"share": SHARE, "rate": SHARE, "held": FLAG, "word": WORD, "maybe": MAYBE}
    kinds["perhaps"] = Type(Unit.FLAG, optional=True)
    return Fact(kinds.get(name, NUMBER), grain, name)


def permuted(people: Sequence[Any], order: Sequence[int]) -> list[Any]:
    """The people in another order."""
    return [people[index] for index in np.array(order, int)]
