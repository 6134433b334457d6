"""The row that fits, found by bisection or by word instead of by asking every row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from masker_rules.language.overlaps import pairs_on_axis

if TYPE_CHECKING:
    from masker_rules.language.tables import Cell, Row

__all__ = ["RowIndex"]


class RowIndex:
    """Rows by what they want of the one input that tells them apart best.

    Args:
        rows: Rows of one table, in order.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        columns = list(zip(*(row.cells for row in rows), strict=True))
        weights = [pairs_on_axis([cell.extent for cell in column]) for column in columns]
        self._input = weights.index(min(weights)) if weights else 0
        cells = columns[self._input] if columns else ()
        self._whole = [row for row, cell in zip(rows, cells, strict=True) if cell.anything]
        self._by_point: dict[Hashable, list[Row]] = {}
        for row, cell in zip(rows, cells, strict=True):
            for point in cell.extent.points:
                self._by_point.setdefault(point, []).append(row)
        self._starts, self._stretches = _stretches(rows, cells)

    def row_for(self, values: Sequence[Any]) -> Row | None:
        """The row that fits, None where none does."""
        value = values[self._input] if values else None
        for row in (*self._near(value), *self._whole):
            if all(cell.fits(value) for cell, value in zip(row.cells, values, strict=True)):
                return row
        return None

    def _near(self, value: Any) -> Sequence[Row]:
        if value is None or isinstance(value, str | bool):
            return self._by_point.get(value, ())
        return self._stretches[bisect_right(self._starts, value)]


def _stretches(rows: Sequence[Row], cells: Sequence[Cell]) -> tuple[list[int], list[list[Row]]]:
    """Where bands begin, and the rows that may hold a number from there to the next beginning."""
    bands = [
        (low, high, row)
        for row, cell in zip(rows, cells, strict=True)
        for low, high in cell.ranges
    ]
    active = [(high, row) for low, high, row in bands if low is None]
    starts: list[int] = []
    stretches = [[row for _, row in active]]
    for low, high, row in sorted(
        (band for band in bands if band[0] is not None), key=lambda band: band[0] or 0
    ):
        assert low is not None
        if not starts or starts[-1] != low:
            active = [(end, other) for end, other in active if end is None or end >= low]
            starts.append(low)
            stretches.append([other for _, other in active])
        active.append((high, row))
        stretches[-1].append(row)
    return starts, stretches
