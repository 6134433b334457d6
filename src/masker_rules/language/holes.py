"""The first combination of values that no row of a table takes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from masker_rules.language.tables import Cell

__all__ = ["first_hole"]

Rows = tuple[int, ...]
Stretch = tuple[int, Rows]


def first_hole(
    rows: Sequence[tuple[Cell, ...]], axes: Sequence[Sequence[object]]
) -> tuple[object, ...] | None:
    """The first point, in the order of the product of the axes, that fits no row.

    Values of an axis that the same rows take are alike, so only the first of them is looked at,
    and what the rest of the axes makes of a set of rows is found out once.

    Args:
        rows: The cells of each row, one for an axis.
        axes: Values of each axis: words, flags, or numbers in order; `none` at the end.
    """
    if not all(axes):
        return None
    return _Search(rows, axes).below(tuple(range(len(rows))), 0)


class _Search:
    def __init__(self, rows: Sequence[tuple[Cell, ...]], axes: Sequence[Sequence[object]]) -> None:
        self.rows = rows
        self.axes = [_Axis(values) for values in axes]
        self.covered: set[tuple[int, Rows]] = set()

    def below(self, rows: Rows, depth: int) -> tuple[object, ...] | None:
        """The first hole of some rows on the axes from one on."""
        if not rows:
            return tuple(axis.values[0] for axis in self.axes[depth:])
        if depth == len(self.axes) or (depth, rows) in self.covered:
            return None
        axis = self.axes[depth]
        for place, fitting in axis.stretches({row: self.rows[row][depth] for row in rows}):
            rest = self.below(fitting, depth + 1)
            if rest is not None:
                return (axis.values[place], *rest)
        self.covered.add((depth, rows))
        return None


class _Axis:
    def __init__(self, values: Sequence[object]) -> None:
        self.values = values
        self.numbers = [v for v in values if isinstance(v, int) and not isinstance(v, bool)]
        named = range(len(self.numbers), len(values))
        self.places: Mapping[object, int] = {values[place]: place for place in named}

    def stretches(self, cells: Mapping[int, Cell]) -> Iterator[Stretch]:
        """Places at which the set of fitting rows changes, in order, with those rows."""
        whole = {row for row, cell in cells.items() if cell.anything}
        if self.numbers:
            yield from self._of_numbers(cells, whole)
        yield from self._of_points(cells, whole)

    def _of_numbers(self, cells: Mapping[int, Cell], whole: set[int]) -> Iterator[Stretch]:
        changes: dict[int, Counter[int]] = {0: Counter(whole)}
        for row, cell in cells.items():
            for low, high in cell.ranges:
                first = 0 if low is None else bisect_left(self.numbers, low)
                behind = len(self.numbers) if high is None else bisect_right(self.numbers, high)
                changes.setdefault(first, Counter())[row] += 1
                changes.setdefault(behind, Counter())[row] -= 1
        active = Counter[int]()
        for place in sorted(changes):
            for row, by in changes[place].items():
                active[row] += by
                if not active[row]:
                    del active[row]
            if place < len(self.numbers):
                yield place, tuple(sorted(active))

    def _of_points(self, cells: Mapping[int, Cell], whole: set[int]) -> Iterator[Stretch]:
        found: dict[int, set[int]] = {}
        for row, cell in cells.items():
            for point in cell.extent.points:
                if point in self.places:
                    found.setdefault(self.places[point], set()).add(row)
        rest = next((p for p in self.places.values() if p not in found), None)
        if rest is not None:
            found[rest] = set()
        for place in sorted(found):
            yield place, tuple(sorted(found[place] | whole))
