"""Rows of many people as columns of whole numbers, flags and coded words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Array",
    "Column",
    "Maker",
    "Rows",
    "SharedColumn",
    "WordCodes",
    "column_of",
    "expanded",
]

Array = NDArray[Any]

_dated = lru_cache(maxsize=2**12)(date.fromordinal)


@dataclass(slots=True)
class WordCodes:
    """Words as numbers, from 0 in the order in which they are met; `none` is -1."""

    known: list[str] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)

    def code(self, word: str | None) -> int:
        """The number of a word."""
        if word is None:
            return -1
        if word not in self.codes:
            self.codes[word] = len(self.known)
            self.known.append(word)
        return self.codes[word]

    def word(self, code: int) -> str | None:
        """The word of a number."""
        return None if code < 0 else self.known[code]


@dataclass(frozen=True, slots=True)
class Column:
    """A value for each row.

    Attributes:
        values: Whole numbers, flags, ordinals of dates, or codes of words (-1 is none).
        none: Rows without a number or flag; None where there are none of them, as of dates.
        words: Of the codes.
        is_date: The numbers are ordinals.
    """

    values: Array
    none: Array | None = None
    words: WordCodes | None = None
    is_date: bool = False

    def told(self) -> list[Any]:
        """The values as Python has them."""
        found: list[Any] = self.values.tolist()
        if self.words is not None:
            names = [*self.words.known, None]
            return [names[code] for code in found]
        if self.is_date:
            return [_dated(day) for day in found]
        if self.none is not None:
            for row in np.flatnonzero(self.none):
                found[row] = None
        return found

    def take(self, rows: Array) -> Column:
        """The values of some rows."""
        none = None if self.none is None else self.none[rows]
        return Column(self.values[rows], none, self.words, self.is_date)


class SharedColumn:
    """A value for each row, of few that many rows share.

    Args:
        few: The values.
        kind: Of them, see :func:`column_of`.
        rows: Which of them each row has.
        words: Takes the words.
    """

    def __init__(self, few: Sequence[Any], kind: str, rows: Array, words: WordCodes) -> None:
        self._few, self._kind, self._rows, self._words = few, kind, rows, words

    @cached_property
    def _column(self) -> Column:
        return column_of(self._few, self._kind, self._words).take(self._rows)

    @property
    def values(self) -> Array:
        return self._column.values

    @property
    def none(self) -> Array | None:
        return self._column.none

    def told(self) -> list[Any]:
        """The values as Python has them."""
        few = self._few
        return [few[row] for row in self._rows.tolist()]


def column_of(values: Sequence[Any], kind: str, words: WordCodes) -> Column:
    """A column of values; None is none.

    Args:
        values: Of one kind.
        kind: `word`, `number` or `flag`.
        words: Takes the words.
    """
    if kind == "word":
        return Column(np.array([words.code(value) for value in values], np.int64), None, words)
    none = np.array([value is None for value in values], bool)
    filled = [0 if value is None else value for value in values]
    made = np.array(filled, bool if kind == "flag" else np.int64)
    return Column(made, none if none.any() else None)


#: Makes the column of a fact.
Maker = Callable[[], Column | SharedColumn]


class Rows:
    """The rows of a grain, sorted by person; a fact is made where somebody asks for it.

    Args:
        who: The person of each row, ascending.
        made: Makers of the columns, by fact.
        count: How many people there are.
    """

    def __init__(self, who: Array, made: Mapping[str, Maker], count: int) -> None:
        self.who = who
        self._made = made
        self._columns: dict[str, Column | SharedColumn] = {}
        self._told: dict[str, list[Any]] = {}
        self.starts: list[int] = np.searchsorted(who, np.arange(count + 1)).tolist()

    def __len__(self) -> int:
        return len(self.who)

    def joined(self, made: Mapping[str, Maker]) -> Rows:
        """The rows with more facts."""
        return Rows(self.who, {**self._made, **made}, len(self.starts) - 1)

    def column(self, fact: str) -> Column | SharedColumn:
        """A fact of every row."""
        if fact not in self._columns:
            self._columns[fact] = self._made[fact]()
        return self._columns[fact]

    def of(self, who: int, facts: Iterable[str]) -> Iterable[tuple[Any, ...]]:
        """The rows of a person, as tuples of some facts."""
        first, last = self.starts[who], self.starts[who + 1]
        if first == last:
            return ()
        for fact in facts:
            if fact not in self._told:
                self._told[fact] = self.column(fact).told()
        return zip(*(self._told[fact][first:last] for fact in facts), strict=True)


def expanded(starts: Array, counts: Array) -> tuple[Array, Array]:
    """For rows that each have several items in a row: the row, and the number, of each item."""
    rows = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return rows, starts[rows] + within
