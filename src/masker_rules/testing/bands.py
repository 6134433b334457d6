"""Mutants of a table: a boundary moved by one step, a row that pays as its neighbour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from masker_rules.errors import Place
from masker_rules.language.cells import written_band
from masker_rules.testing.clauses import Clause
from masker_rules.testing.edits import Edit, Step, rename, rewrite
from masker_rules.testing.tokens import moved, step_of, written
from masker_rules.testing.weekdays import shifted
from masker_rules.units import Literal, parse_literal
from masker_rules.yamltext import Scalar

__all__ = ["BandMutant", "band_mutants"]

#: Path, place, old text, new text, edits.
BandMutant = tuple[str, Place, str, str, tuple[Edit, ...]]

NOT_CELLS = frozenset({"by", "source", "label"})


@dataclass(frozen=True, slots=True)
class _Edge:
    """One end of a band.

    Attributes:
        value: Scaled, of the outermost value inside the band or, for `over` and `under`, of the
            edge itself.
        open: `over` or `under`: the edge lies outside.
    """

    literal: Literal
    text: str
    open: bool

    def at(self, outside: int) -> tuple[Fraction, int]:
        """Where it lies, a hair aside (`outside`) where the edge itself does not belong."""
        value = Fraction(self.literal.value, 10**self.literal.type.scale)
        return value, outside if self.open else 0


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    place: Place
    steps: tuple[Step, ...]
    is_key: bool

    def edit(self, new: str) -> Edit:
        return rename(self.steps, new) if self.is_key else rewrite(self.steps, new)

    @property
    def low(self) -> _Edge | None:
        band = written_band(self.text)
        return self._edge(band.low, is_open=band.over)

    @property
    def high(self) -> _Edge | None:
        band = written_band(self.text)
        return self._edge(band.high, is_open=band.under)

    def _edge(self, text: str, *, is_open: bool) -> _Edge | None:
        several = " or " in self.text or ";" in self.text
        literal = None if several or text == self.text else parse_literal(text)
        return None if literal is None else _Edge(literal, text, is_open)

    def with_edge(self, edge: _Edge, up: int) -> str | None:
        """The cell with one of its edges moved by one step, None below zero."""
        value = edge.literal.value + up * step_of(edge.literal)
        if value < 0:
            return None
        new = written(edge.literal, value)
        at = self.text.index(edge.text) if edge != self.high else self.text.rindex(edge.text)
        return self.text[:at] + new + self.text[at + len(edge.text) :]


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[_Cell, ...]
    value: Clause
    path: str = field(default="")

    def beside(self, other: _Row, axis: int) -> bool:
        """Whether the rows differ in one input only."""
        mine = [cell.text for n, cell in enumerate(self.cells) if n != axis]
        return mine == [cell.text for n, cell in enumerate(other.cells) if n != axis]


def band_mutants(table: Clause) -> Iterator[BandMutant]:
    """The mutants of a table's rows; those of its values are formulas like any other."""
    rows = list(_rows(table))
    yield from _boundaries(rows)
    yield from _neighbours(rows)
    if table.get("rows") is None:
        for key, new, edits in shifted(table.steps, [key for key, _ in table.items()]):
            yield f"{table.path}.{key}", table.key_place(key), key, new, edits


def _rows(table: Clause) -> Iterator[_Row]:
    rows = table.get("rows")
    if rows is None:
        for key, child in table.items():
            if key not in NOT_CELLS:
                cell = _Cell(key, table.key_place(key), child.steps, is_key=True)
                yield _Row((cell,), child, child.path)
        return
    for row in rows.list():
        *cells, value = row.list()
        read = [_Cell(cell.text, cell.place, cell.steps, is_key=False) for cell in cells]
        yield _Row(tuple(read), value, row.path)


def _boundaries(rows: Sequence[_Row]) -> Iterator[BandMutant]:
    # A table without `else` that begins above 0 is never asked with 0: to say 0 changes nothing.
    covers_all = not any(row.cells[0].text == "else" for row in rows)
    for row in rows:
        for axis, cell in enumerate(row.cells):
            high = cell.high
            if high is not None:
                above = _above(rows, row, axis, high)
                yield from _moved_edge(row, cell, high, above)
            low = cell.low
            if low is not None and not _meets(rows, row, axis):
                yield from _moved_edge(row, cell, low, None, above_zero=covers_all)
            if high is None and low is None and parse_literal(cell.text) is not None:
                for new in moved(cell.text):
                    yield row.path, cell.place, cell.text, new, (cell.edit(new),)


def _moved_edge(
    row: _Row,
    cell: _Cell,
    edge: _Edge,
    above: tuple[_Cell, _Edge] | None,
    *,
    above_zero: bool = False,
) -> Iterator[BandMutant]:
    for up in (-1, 1):
        new = cell.with_edge(edge, up)
        to_zero = edge.literal.value + up * step_of(edge.literal) == 0
        if new is None or (above_zero and to_zero):
            continue
        edits = [cell.edit(new)]
        if above is not None:
            other = above[0].with_edge(above[1], up)
            if other is None:
                continue
            edits.append(above[0].edit(other))
        yield row.path, cell.place, cell.text, new, tuple(edits)


def _above(rows: Sequence[_Row], row: _Row, axis: int, high: _Edge) -> tuple[_Cell, _Edge] | None:
    """The band that begins where this one ends."""
    best: tuple[_Cell, _Edge] | None = None
    for other in rows:
        if len(other.cells) != len(row.cells) or not row.beside(other, axis):
            continue
        low = other.cells[axis].low
        if low is None or low.literal.type.unit is not high.literal.type.unit:
            continue
        if low.at(1) > high.at(-1) and (best is None or low.at(1) < best[1].at(1)):
            best = other.cells[axis], low
    return best


def _meets(rows: Sequence[_Row], row: _Row, axis: int) -> bool:
    """Whether another band ends where this one begins, so that the two move together."""
    found = row.cells[axis]
    for other in rows:
        high = other.cells[axis].high if len(other.cells) == len(row.cells) else None
        if high is not None and other is not row and row.beside(other, axis):
            above = _above(rows, other, axis, high)
            if above is not None and above[0] is found:
                return True
    return False


def _neighbours(rows: Sequence[_Row]) -> Iterator[BandMutant]:
    """A row left out: what it covered is paid as in the row before, or after the first."""
    leaves = [row for row in rows if isinstance(row.value.node, Scalar)]
    for index, row in enumerate(leaves):
        other = leaves[index - 1 if index else 1] if len(leaves) > 1 else None
        if other is None or other.value.text == row.value.text:
            continue
        old, new = f"{_said(row)}: {row.value.text}", f"{_said(row)}: {other.value.text}"
        edits = (rewrite(row.value.steps, other.value.text),)
        yield row.path, row.cells[0].place, old, new, edits


def _said(row: _Row) -> str:
    return " | ".join(cell.text for cell in row.cells)
