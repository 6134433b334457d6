"""Tables: functions from facts to values, with rows that never overlap and holes that show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product

from masker_rules.errors import Place, Problems
from masker_rules.language.plan import Expr
from masker_rules.periods import DateRange, Month
from masker_rules.units import Type, Unit
from masker_rules.units.printing import clock_text, duration_text, scaled_text

STEP, MARGINAL = "step", "marginal"
#: Stands for any word that a table over an open vocabulary does not name.
OTHER = "…"

__all__ = ["MARGINAL", "STEP", "Cell", "Row", "Table", "check_table", "value_text"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one input must be.

    Attributes:
        text: As written.
        words: Words or flags allowed (for words and flags), None for numbers and for anything.
        ranges: Scaled integers, both ends included, None open; empty for words and anything.
        nothing: Whether a number that is `none` fits; of words and flags `words` says it.
    """

    text: str
    words: frozenset[str | bool | None] | None = None
    ranges: tuple[tuple[int | None, int | None], ...] = ()
    nothing: bool = False

    @property
    def anything(self) -> bool:
        return self.words is None and not self.ranges and not self.nothing

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

    def row_for(self, values: Sequence[object]) -> Row | None:
        """The row that fits, or None where `otherwise` applies."""
        for row in self.rows:
            if all(cell.fits(value) for cell, value in zip(row.cells, values, strict=True)):
                return row
        return None


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


def check_table(
    table: Table,
    problems: Problems,
    law: str,
    words: Mapping[str, Sequence[str]],
    in_force: DateRange,
) -> None:
    """Report rows that overlap, and values that no row covers.

    A hole between two bands is an error even where an `else` would catch it: the text that has
    such a hole says nothing about it. Below the first and above the last band `else` speaks.
    `words` are the closed vocabularies by name; `in_force` are the dates that a date of the month
    can be.
    """
    for first, second in _overlaps(table.rows):
        problems.add(
            "table-overlap",
            second.place,
            law,
            table=table.name,
            first=first.text,
            second=second.text,
            line=first.place.line,
        )
    if len(table.inputs) == 1 and table.rows and table.rows[0].cells[0].words is None:
        _check_bands(table, problems, law, in_force)
    elif table.otherwise is None:
        _check_boxes(table, problems, law, words, in_force)


def _overlaps(rows: tuple[Row, ...]) -> Iterator[tuple[Row, Row]]:
    for index, second in enumerate(rows):
        for first in rows[:index]:
            if all(a.meets(b) for a, b in zip(first.cells, second.cells, strict=True)):
                yield first, second


def _check_bands(table: Table, problems: Problems, law: str, in_force: DateRange) -> None:
    kind = table.inputs[0][1]
    if kind.optional and table.otherwise is None and table.row_for((None,)) is None:
        example = f"{table.inputs[0][0]} = none"
        problems.add("table-not-covered", table.place, law, table=table.name, example=example)
    bands = [(low, high, row) for row in table.rows for low, high in row.cells[0].ranges]
    if not bands:
        return
    bands.sort(key=lambda band: (band[0] is not None, band[0] or 0))
    for (_, high, below), (low, _, above) in pairwise(bands):
        if high is None or low is None or low <= high + kind.step:
            continue
        first, last = high + kind.step, low - kind.step
        hole = value_text(first, kind)
        if last > first:
            hole = f"{hole}..{value_text(last, kind)}"
        problems.add(
            "table-gap",
            above.place,
            law,
            table=table.name,
            hole=hole,
            below=below.cells[0].text,
            above=above.cells[0].text,
        )
    if kind.unit is Unit.DATE:
        _check_dates(table, bands, problems, law, in_force)
    else:
        _check_ends(table, bands, problems, law)


def _check_ends(
    table: Table,
    bands: list[tuple[int | None, int | None, Row]],
    problems: Problems,
    law: str,
) -> None:
    kind = table.inputs[0][1]
    if table.otherwise is not None:
        return
    low, last = bands[0][0], bands[-1]
    if low is not None and low > kind.step:
        problems.add(
            "table-open-below",
            bands[0][2].place,
            law,
            table=table.name,
            edge=value_text(low, kind),
        )
    if last[1] is not None:
        problems.add(
            "table-open-above",
            last[2].place,
            law,
            table=table.name,
            edge=value_text(last[1], kind),
        )


def _check_dates(
    table: Table,
    bands: list[tuple[int | None, int | None, Row]],
    problems: Problems,
    law: str,
    in_force: DateRange,
) -> None:
    """Report a date before the first or after the last band that may be asked for."""
    if table.otherwise is not None:
        return
    (name, kind), first, last = table.inputs[0], bands[0][0], bands[-1][1]
    for day in _samples(table, 0, {}, in_force):
        if not isinstance(day, int):
            continue
        if (first is not None and day < first) or (last is not None and day > last):
            example = f"{name} = {value_text(day, kind)}"
            problems.add("table-not-covered", table.place, law, table=table.name, example=example)


def _check_boxes(
    table: Table,
    problems: Problems,
    law: str,
    words: Mapping[str, Sequence[str]],
    in_force: DateRange,
) -> None:
    """Cover the space by boxes between all edges and look for one that no row takes."""
    axes = [_samples(table, index, words, in_force) for index in range(len(table.inputs))]
    for point in product(*axes):
        if table.row_for(point) is None:
            shown = ", ".join(
                f"{name} = {_sample_text(value, kind)}"
                for (name, kind), value in zip(table.inputs, point, strict=True)
            )
            problems.add("table-not-covered", table.place, law, table=table.name, example=shown)
            return


def _samples(
    table: Table, index: int, words: Mapping[str, Sequence[str]], in_force: DateRange
) -> Sequence[object]:
    """Values of one input such that every box between the edges holds one."""
    name, kind = table.inputs[index]
    cells = [row.cells[index] for row in table.rows]
    nothing: list[object] = [None] if kind.optional else []
    if kind.unit is Unit.FLAG:
        return [True, False, *nothing]
    if kind.unit is Unit.WORD:
        named = {str(word) for cell in cells for word in cell.words or () if word is not None}
        return [*(words.get(kind.vocabulary) or [*sorted(named), OTHER]), *nothing]
    edges = {edge for cell in cells for span in cell.ranges for edge in span if edge is not None}
    if not edges:
        return [0, *nothing]
    points = {point for edge in edges for point in (edge - kind.step, edge, edge + kind.step)}
    low: int | None = None
    high: int | None = None
    if kind.unit is Unit.DATE:
        low, high = _reach(name.rpartition(".")[2], in_force)
        points |= {end for end in (low, high) if end is not None}
    return [*sorted(p for p in points if (low or 0) <= p <= (high or p)), *nothing]


def _reach(name: str, in_force: DateRange) -> tuple[int | None, int | None]:
    """Between which ordinals a date of a computed month may lie; any other date is open.

    A month that another version of the regulation cuts is computed whole.
    """
    first = Month.of(in_force.first) if in_force.first else None
    last = Month.of(in_force.last) if in_force.last else None
    low = {"date": "first", "first_day": "first", "last_day": "last"}.get(name)
    high = {"date": "last", "first_day": "first", "last_day": "last"}.get(name)
    return (
        getattr(first, low).toordinal() if first and low else None,
        getattr(last, high).toordinal() if last and high else None,
    )


def _sample_text(value: object, kind: Type) -> str:
    if value is None:
        return "none"
    return value_text(value, kind) if isinstance(value, int) and kind.numeric else str(value)
