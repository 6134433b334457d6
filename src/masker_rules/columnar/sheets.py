"""What is computed in which frame, and when: the columns of a compiled plan in their levels.

A sheet is the month, or the rows of a grain (of this month, or of the months of a window). Values
go from the month to its rows by a join and back by an aggregate, so that columns lie in levels:
level 0 of the month are its facts, level 0 of the rows what needs no more than those, level 1 of
the month what needs an aggregate over the latter, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import narwhals as nw

from masker_rules.columnar.values import Value
from masker_rules.language.plan import MONTH, Window

__all__ = [
    "MONTHLY",
    "PERSON_MONTH",
    "ROW",
    "Aggregate",
    "Column",
    "Frame",
    "Key",
    "Sheet",
    "Sheets",
]

Frame = nw.LazyFrame[Any]


#: Columns that every frame has: the person-month; and the place of a row in it.
PERSON_MONTH, ROW = "pm", "i"


@dataclass(frozen=True, slots=True)
class Key:
    """Which rows: a grain, of this month or of a window."""

    grain: str
    window: Window | None = None

    @property
    def name(self) -> str:
        return self.grain if self.window is None else f"{self.grain} over {self.window.text}"


MONTHLY = Key(MONTH)


@dataclass(frozen=True, slots=True)
class Column:
    """A computed column; `value.expr` is what it is computed by."""

    name: str
    value: Value
    level: int
    depth: int

    @property
    def stored(self) -> Value:
        """The column as later expressions read it."""
        needs = frozenset({self.name}) | self.value.under.names
        return replace(self.value, expr=nw.col(self.name), needs=needs)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A column of the month made of a column of rows.

    `kind` is sum, highest, lowest, any, all or run (the longest stretch of ones); `column` names
    the rows' column, `stretch` the number of each stretch.
    """

    name: str
    kind: str
    key: Key
    column: str
    level: int
    stretch: str = ""


@dataclass(slots=True)
class Sheet:
    """The columns of one frame.

    Attributes:
        facts: Columns that the frame brings along.
        lent: Columns read from another sheet: own name -> sheet, its name.
        columns: Computed ones, each after those that it needs.
        ordered: Whether the order of the rows is read.
    """

    key: Key
    facts: set[str] = field(default_factory=set)
    lent: dict[str, tuple[Key, str]] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    ordered: bool = False

    def level_of(self, needs: frozenset[str]) -> int:
        return max((self.levels[name] for name in needs), default=0)

    def add(self, name: str, value: Value) -> Column:
        """Give a value a column of its own."""
        level = self.level_of(value.needs)
        same = [self.columns[n] for n in value.needs if n in self.columns]
        depth = 1 + max((c.depth for c in same if c.level == level), default=0)
        column = Column(name, value, level, depth)
        self.columns[name] = column
        self.levels[name] = level
        return column


class Sheets:
    """All sheets of a plan, and what goes between them."""

    def __init__(self) -> None:
        self.by_key: dict[Key, Sheet] = {}
        self.aggregates: list[Aggregate] = []
        self._made = 0

    def sheet(self, key: Key) -> Sheet:
        if key not in self.by_key:
            self.by_key[key] = Sheet(key)
        return self.by_key[key]

    def fresh(self, prefix: str) -> str:
        self._made += 1
        return f"{prefix}{self._made}"

    def fact(self, key: Key, name: str) -> str:
        """The column of a fact."""
        sheet = self.sheet(key)
        column = f"{key.grain}__{name}"
        sheet.facts.add(column)
        sheet.levels.setdefault(column, 0)
        return column

    def lend(self, value: Value, source: Key, to: Key) -> Value:
        """A stored column of one sheet as rows of another see it."""
        if source == to:
            return value
        rename = {name: self._lent(name, source, to) for name in sorted(value.needs)}
        (column,) = value.needs - value.under.names or value.needs
        factors = tuple(sorted((rename[n], high) for n, high in value.under.factors))
        return replace(
            value,
            expr=nw.col(rename[column]),
            needs=frozenset(rename.values()),
            under=replace(value.under, factors=factors),
        )

    def _lent(self, name: str, source: Key, to: Key) -> str:
        sheet, own = self.sheet(to), f"{source.grain}.{name}"
        if own not in sheet.lent:
            sheet.lent[own] = (source, name)
            sheet.levels[own] = self.sheet(source).levels[name]
        return own

    def aggregate(self, kind: str, key: Key, column: str, stretch: str = "") -> str:
        """The column of the month that an aggregate gives."""
        level = max(self.sheet(key).levels[name] for name in (column, stretch) if name)
        name = self.fresh("g")
        self.aggregates.append(Aggregate(name, kind, key, column, level + 1, stretch))
        month = self.sheet(MONTHLY)
        month.levels[name] = level + 1
        return name
