"""Tables: functions from facts to values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from masker_rules.errors import Place
from masker_rules.language.overlaps import Extent
from masker_rules.language.plan import Const, Expr, Ref, Unknown
from masker_rules.language.row_index import RowIndex
from masker_rules.units import Literal, Type, Unit
from masker_rules.units.printing import clock_text, duration_text, scaled_text

STEP, MARGINAL = "step", "marginal"

__all__ = ["MARGINAL", "STEP", "Band", "Cell", "Row", "Table", "given_text", "value_text"]


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of numbers as it is written.

    Attributes:
        low, high: Its ends, None where open.
        over: The low end itself lies outside.
        under: The high end itself lies outside.
    """

    low: Literal | None
    high: Literal | None
    over: bool = False
    under: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What one input must be.

    Attributes:
        text: As written.
        words: Words or flags allowed (for words and flags), None for numbers and for anything.
        ranges: Scaled integers, both ends included, None open; empty for words and anything, and
            in a progressive table, whose bands count as they are written.
        nothing: Whether a number that is `none` fits; of words and flags `words` says it.
        bands: The same ranges as they are written.
    """

    text: str
    words: frozenset[str | bool | None] | None = None
    ranges: tuple[tuple[int | None, int | None], ...] = ()
    nothing: bool = False
    bands: tuple[Band, ...] = ()

    @property
    def anything(self) -> bool:
        return self.words is None and not (self.ranges or self.bands or self.nothing)

    @property
    def extent(self) -> Extent:
        """What the cell takes of its input."""
        none = frozenset({None}) if self.nothing else frozenset[None]()
        return Extent(none if self.words is None else self.words, self.ranges, self.anything)

    def fits(self, value: object) -> bool:
        """Whether a value of this input is allowed."""
        if self.anything:
            return True
        if self.words is not None:
            return value in self.words
        if value is None:
            return self.nothing
        return any(
            (low is None or value >= low) and (high is None or value <= high)  # type: ignore[operator]
            for low, high in self.ranges
        )

    def meets(self, other: Cell) -> bool:
        """Whether some value fits both cells."""
        if self.anything or other.anything:
            return True
        if self.words is not None and other.words is not None:
            return bool(self.words & other.words)
        return (self.nothing and other.nothing) or any(
            (a is None or d is None or a <= d) and (c is None or b is None or c <= b)
            for a, b in self.ranges
            for c, d in other.ranges
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `number` counts from 1 and is the row's name in findings and coverage."""

    number: int
    cells: tuple[Cell, ...]
    values: tuple[Expr, ...]
    place: Place

    @property
    def text(self) -> str:
        return " | ".join(cell.text for cell in self.cells)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table with its inputs and outputs.

    Attributes:
        name: Path of the table.
        inputs: Name and type of each input.
        outputs: Name and type of each output.
        rows: Rows that do not overlap.
        otherwise: Values outside every row; None where the rows cover everything asked.
        kind: `step`, one row fits; `marginal`, each row is of its own band.
    """

    name: str
    inputs: tuple[tuple[str, Type], ...]
    outputs: tuple[tuple[str, Type], ...]
    rows: tuple[Row, ...]
    otherwise: tuple[Expr, ...] | None
    place: Place
    kind: str = STEP
    _index: list[RowIndex] = field(default_factory=list, init=False, repr=False)

    @property
    def open_at_zero(self) -> str | None:
        """Where the first band begins, if the table says nothing of 0.

        A series never asks with 0 minutes, since it names what happened; a formula may.
        """
        kind = self.inputs[0][1]
        if self.otherwise is not None or len(self.inputs) != 1 or not kind.numeric:
            return None
        lows = [low for row in self.rows for low, _ in row.cells[0].ranges]
        if not lows or kind.unit is Unit.DATE or any(low is None or low <= 0 for low in lows):
            return None
        return value_text(min(low for low in lows if low is not None), kind)

    def column(self, output: int) -> tuple[Expr, ...]:
        """What the rows give, and at last what holds outside them, if anything does."""
        rows = [row.values for row in self.rows]
        rest = [] if self.otherwise is None else [self.otherwise]
        return tuple(values[output] for values in rows + rest)

    def row_for(self, values: Sequence[object]) -> Row | None:
        """The row that fits, or None where `otherwise` applies."""
        if not self._index:
            self._index.append(RowIndex(self.rows))
        return self._index[0].row_for(values)


def given_text(expr: Expr) -> str:
    """What a row gives, as an author writes it; `…` for a formula."""
    match expr:
        case Const(value=bool(value)):
            return "yes" if value else "no"
        case Const(value=int(value), type=kind):
            return value_text(value, kind)
        case Const(value=value):
            return "none" if value is None else str(value)
        case Unknown():
            return "unknown"
        case Ref(name=name):
            return name
    return "…"


def value_text(value: int | None, kind: Type) -> str:
    """A scaled value of `kind` as an author writes it."""
    if value is None:
        return ""
    if kind.unit is Unit.DURATION:
        return duration_text(value)
    if kind.unit is Unit.CLOCK:
        return clock_text(value)
    if kind.unit is Unit.DATE:
        return date.fromordinal(value).isoformat()
    if kind.unit is Unit.PERCENT:
        return scaled_text(value * 100, kind.scale) + "%"
    text = scaled_text(value, kind.scale)
    return f"Rp {text}" if kind.unit is Unit.MONEY else text
