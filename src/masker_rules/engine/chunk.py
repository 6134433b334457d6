"""The rows of a chunk of person-months, as columns: what a plan is walked over.

Rows lie sorted by person-month, which are numbered from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from masker_rules.attendance.columns import WordCodes
from masker_rules.engine.vectors import Array, Vector
from masker_rules.language.plan import Window

__all__ = ["Selection", "Sheet", "Sheets", "WordCodes", "only"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a grain, or the months themselves.

    Attributes:
        month: Number of the person-month of each row, from 0 upward.
        fact: Gives the vector of a fact.
        seen: By grain, the row of its sheet that a row sees.
    """

    month: Array
    fact: Callable[[str], Vector]
    seen: Mapping[str, Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.month)


#: By grain and window; the months themselves are the grain `month`.
Sheets = dict[tuple[str, Window | None], Sheet]


def only(sheets: Sheets, months: Array) -> Sheets:
    """The sheets of some person-months, numbered anew in the order given; one may come again."""
    kept = {key: _Kept.of(sheet, months) for key, sheet in sheets.items()}
    made: Sheets = {}
    for (grain, window), sheet in sheets.items():
        own = kept[grain, window]
        seen = {
            other: kept[other, window].place(index[own.rows], own.month)
            for other, index in sheet.seen.items()
        }
        made[grain, window] = Sheet(own.month, partial(_some, sheet.fact, own.rows), seen)
    return made


@dataclass(frozen=True, slots=True)
class _Kept:
    """The rows of a sheet that are kept.

    Attributes:
        rows: Their numbers in the sheet.
        month: The new person-month of each.
        first: Of each new person-month, its first row in the sheet.
        start: And where that row stands among those kept.
    """

    rows: Array
    month: Array
    first: Array
    start: Array

    @classmethod
    def of(cls, sheet: Sheet, months: Array) -> _Kept:
        """The rows of the person-months."""
        first = np.searchsorted(sheet.month, months)
        counts = np.searchsorted(sheet.month, months, "right") - first
        start = np.cumsum(counts) - counts
        month = np.repeat(np.arange(len(months)), counts)
        return cls(np.arange(len(month)) + (first - start)[month], month, first, start)

    def place(self, rows: Array, month: Array) -> Array:
        """Where rows of the sheet stand among those kept, as new person-months see them."""
        made: Array = rows + (self.start - self.first)[month]
        return made


def _some(fact: Callable[[str], Vector], rows: Array, name: str) -> Vector:
    return fact(name).take(rows)


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows for which an expression is evaluated; `rows` None = all of the sheet."""

    grain: str
    window: Window | None
    sheet: Sheet
    rows: Array | None = None

    @property
    def size(self) -> int:
        return len(self.sheet) if self.rows is None else len(self.rows)

    @property
    def months(self) -> Array:
        return self.sheet.month if self.rows is None else self.sheet.month[self.rows]

    def of(self, value: Vector) -> Vector:
        """The values of these rows, of those of the sheet."""
        return value if self.rows is None else value.take(self.rows)

    def where(self, test: Array) -> Selection:
        """The rows of these that hold."""
        rows = np.flatnonzero(test) if self.rows is None else self.rows[test]
        return Selection(self.grain, self.window, self.sheet, rows)
