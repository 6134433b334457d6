"""Rows and facts of which it is only known what they may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from masker_rules.engine.enclosures import Span

__all__ = ["ANY", "MORE", "Box", "Range", "Rows"]


class _Any:
    def __repr__(self) -> str:
        return "ANY"


#: A fact of which nothing is known.
ANY = _Any()


@dataclass(frozen=True, slots=True)
class Range:
    """A number between two others, at the scale of its fact.

    Attributes:
        is_open: It may be `none`, too.
    """

    span: Span
    is_open: bool = False


class Box(NamedTuple):
    """A row, and those of its facts that are not known.

    Attributes:
        row: None where nothing of it is known.
        spans: Fact and what it may be: a range, a set of words or flags, anything.
        is_known: It is one of the rows that the values of the month are of.
        is_shared: It is kept for everybody with such a row.
    """

    row: Any
    spans: tuple[tuple[str, Any], ...] = ()
    is_known: bool = False
    is_shared: bool = False

    def fact(self, name: str) -> Any:
        """What a fact of the row is, or may be."""
        for known, value in self.spans:
            if known == name:
                return value
        return ANY if self.row is None else getattr(self.row, name)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a grain.

    Attributes:
        boxes: Of each row all that it may be.
        more: Rows of which there may be any number.
        keys: Rows of the same key are in the first of their boxes together, or in the second, …;
            none where each row is by itself.
    """

    boxes: Sequence[tuple[Box, ...]] = ()
    more: tuple[Box, ...] = ()
    keys: Sequence[Any] = ()

    def key(self, index: int) -> Any:
        """What tells in which of its boxes a row is."""
        return self.keys[index] if self.keys else index


#: A row of which there may be any number, and nothing is known.
MORE = (Box(None),)
