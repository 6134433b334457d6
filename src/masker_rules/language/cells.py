"""Cells of a table: bands of numbers as law writes them, words and groups, flags, `none`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from masker_rules.language import syntax
from masker_rules.language.expressions import FormulaError, unlike
from masker_rules.language.spoken import Spoken
from masker_rules.language.tables import Band, Cell, value_text
from masker_rules.units import Literal, Type, Unit, parse_literal

__all__ = [
    "CellNames",
    "WrittenBand",
    "are_half_open",
    "likely_types",
    "read_cell",
    "written_band",
]

_BAND = re.compile(
    r"over +(?P<over>.+?)(?: *\.\. *(?:under +(?P<over_under>.+)|(?P<over_high>.*)))?"
    r"|under +(?P<under>.+)"
    r"|(?P<low>.*?) *\.\. *(?:under +(?P<low_under>.+)|(?P<high>.*))"
    r"|(?P<value>.*)",
)
_OPEN = re.compile(r"(?:over|under) ")
_NOT = "not "


class CellNames(Protocol):
    """What cells ask of the profile that is being lowered."""

    def group(self, name: str) -> frozenset[str] | None:
        """The words of a named group."""

    def vocabulary(self, name: str) -> tuple[str, ...]:
        """The words of a closed list in order; empty = any word."""


@dataclass(frozen=True, slots=True)
class WrittenBand:
    """The ends of a band as texts, empty where open.

    Attributes:
        low, high: The same text where the cell is one value.
        over: The low end itself lies outside.
        under: The high end itself lies outside.
    """

    low: str
    high: str
    over: bool = False
    under: bool = False


def written_band(text: str) -> WrittenBand:
    """The ends of `1m..30m`, `76..under 90`, `over 60m..90m`, `91m..`, `over 60m`, `30m`."""
    match = _BAND.fullmatch(text.strip())
    assert match is not None
    found = {name: part.strip() for name, part in match.groupdict().items() if part is not None}
    if "value" in found:
        return WrittenBand(found["value"], found["value"])
    low = found.get("over", found.get("low", ""))
    under = found.get("under") or found.get("over_under") or found.get("low_under")
    high = under or found.get("over_high") or found.get("high") or ""
    return WrittenBand(low, high, over="over" in found, under=under is not None)


def _pieces(cell: str) -> list[str]:
    return [part.strip() for part in cell.replace(";", " or ").split(" or ")]


def _ends(cell: str) -> Iterator[str]:
    """The literals and words of a cell, without what joins them."""
    for part in _pieces(cell):
        band = written_band(part.removeprefix(_NOT))
        yield from {band.low, band.high}


def are_half_open(cells: Iterable[str]) -> bool:
    """Whether every band begins at a value and ends under one, so that none lies between two.

    A value with endless decimals then lies in the band of what it is rounded down to, as finely as
    the bands are written: the floor of a number is at least an end just where the number is.
    """
    bands = [written_band(part) for cell in cells if cell != "-" for part in _pieces(cell)]
    return all(not band.over and (band.under or not band.high) for band in bands)


def likely_types(rows: list[tuple[str, ...]], width: int) -> list[Type]:
    """Types of the inputs of a named table, from what its cells look like."""
    types = [Type(Unit.WORD)] * width
    optional = [False] * width
    for cells in rows:
        for index, cell in enumerate(cells[:width]):
            for word in _ends(cell):
                optional[index] |= word == "none"
                literal = parse_literal(word)
                if literal is not None:
                    kind = literal.type
                    step = 60 if kind.unit is Unit.DURATION else 1
                    scale = max(kind.scale, types[index].scale)
                    types[index] = Type(kind.unit, scale, step=step)
                elif word in {"yes", "no"}:
                    types[index] = Type(Unit.FLAG)
    return [replace(kind, optional=no) for kind, no in zip(types, optional, strict=True)]


def read_cell(text: str, kind: Type, names: CellNames, *, exact: bool = False) -> Cell:
    """A cell as what its input may be.

    Args:
        text: `1m..30m`, `91m..`, `over 60m`, `over 60m..90m`, `mon..thu`, `II..under IV`,
            `a or b`, `not a`, `none`, `-`.
        kind: Type of the input.
        names: Groups and vocabularies.
        exact: The ends count as they are written, also where the input has no such value: those
            of a progressive table.

    Raises:
        FormulaError: [bad-cell, unit-mismatch, never-none, unknown-word, words-without-order,
            range-backwards].
    """
    text = text.strip()
    if text in {"-", ""}:
        return Cell("-")
    if kind.unit is Unit.FLAG:
        return Cell(text, frozenset(_flag(part) for part in _pieces(text)))
    if kind.unit is Unit.WORD:
        return Cell(text, _words(text, _pieces(text), kind, names))
    numbers = [part for part in _pieces(text) if part != "none"]
    nothing = len(numbers) < len(_pieces(text))
    if nothing and not kind.optional:
        raise FormulaError("never-none", 0, cell=text)
    bands = tuple(_band(part, kind) for part in numbers)
    ranges = () if exact else tuple(_closed(band, kind) for band in bands)
    return Cell(text, None, ranges, nothing, bands)


# ------------------------------------------------------------------ words
def _flag(text: str) -> bool | None:
    if text == "none":
        return None
    if text not in {"yes", "no"}:
        raise FormulaError("unknown-word", 0, word=text, nearest="yes, no")
    return text == "yes"


def _words(
    text: str, alternatives: list[str], kind: Type, names: CellNames
) -> frozenset[str | bool | None]:
    order = names.vocabulary(kind.vocabulary)
    if text.startswith(_NOT):
        out = _words(text[4:], [p.removeprefix(_NOT) for p in alternatives], kind, names)
        return frozenset(order) - out | frozenset({None} if kind.optional else ())
    found: set[str | bool | None] = set()
    for part in alternatives:
        group = names.group(part)
        if part == "none":
            if not kind.optional:
                raise FormulaError("never-none", 0, cell=text)
            found.add(None)
        elif group is not None and part not in order:
            found |= group
        elif _OPEN.match(part) or ".." in part:
            found.update(_between(written_band(part), order))
        else:
            found.add(_known(part, order))
    return frozenset(found)


def _between(band: WrittenBand, order: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a closed list that lie in a band."""
    if not order:
        raise FormulaError("words-without-order", 0)
    first = order.index(_known(band.low, order)) + band.over if band.low else 0
    end = order.index(_known(band.high, order)) + (not band.under) if band.high else len(order)
    if end <= first:
        low, high = "over " * band.over + band.low, "under " * band.under + band.high
        raise FormulaError("range-backwards", 0, low=low, high=high)
    return order[first:end]


def _known(word: str, order: tuple[str, ...]) -> str:
    if order and word not in order:
        nearest = ", ".join(difflib.get_close_matches(word, order, 2)) or ", ".join(order)
        raise FormulaError("unknown-word", 0, word=word, nearest=nearest)
    return word


# ------------------------------------------------------------------ numbers
def _band(text: str, kind: Type) -> Band:
    written = written_band(text)
    low, high = (_literal(end, kind) if end else None for end in (written.low, written.high))
    return Band(low, high, written.over, written.under)


def _literal(text: str, kind: Type) -> Literal:
    literal = parse_literal(text)
    if literal is None:
        raise FormulaError("bad-cell", 0, cell=text, wanted=kind)
    if literal.type.unit != kind.unit:
        raise unlike(0, kind, Spoken(syntax.Const(0, 1, literal, ""), literal.type))
    return literal


def _closed(band: Band, kind: Type) -> tuple[int | None, int | None]:
    """The first and the last value of the input that lie in a band."""
    low = None if band.low is None else _scaled(band.low, kind) + band.over * kind.step
    high = None if band.high is None else _scaled(band.high, kind) - band.under * kind.step
    return low, high


def _scaled(literal: Literal, kind: Type) -> int:
    if literal.type.scale > kind.scale:
        cell = value_text(literal.value, literal.type)
        raise FormulaError("bad-cell", 0, cell=cell, wanted=kind)
    factor: int = 10 ** (kind.scale - literal.type.scale)
    return literal.value * factor
