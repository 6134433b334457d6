"""Functions that the generated source calls: rounding, running numbers, table look-ups."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import accumulate
from typing import Any

from masker_rules.errors import EvaluationError
from masker_rules.language.plan import Const, Expr
from masker_rules.language.tables import Row, Table
from masker_rules.units import Type

__all__ = [
    "beside",
    "constant",
    "first_of",
    "half_up",
    "last_of",
    "longest_run",
    "ordinal",
    "row_finder",
    "running_number",
    "running_sum",
    "shifted",
    "table_function",
    "watching_rows",
]


def half_up(value: int, unit: int) -> int:
    """`value / unit` to the nearest integer, ties away from zero."""
    if value >= 0:
        return (2 * value + unit) // (2 * unit)
    return -((unit - 2 * value) // (2 * unit))


def ordinal(day: date | int | None) -> int | None:
    """A date of a row as formulas compare it: day facts hold dates, other rows ordinals."""
    return day.toordinal() if isinstance(day, date) else day


def running_number(flags: Iterable[bool], per: Iterable[Any] | None = None) -> list[int]:
    """How many of the flags up to each row hold, among rows with the same `per`."""
    return running_sum((int(bool(flag)) for flag in flags), per)


def running_sum(values: Iterable[Any], per: Iterable[Any] | None = None) -> list[Any]:
    """The sum of the values up to each row, among rows with the same `per`."""
    if per is None:
        return list(accumulate(values))
    sums: dict[Any, Any] = {}
    found = []
    for value, key in zip(values, per, strict=True):
        sums[key] = sums.get(key, 0) + value
        found.append(sums[key])
    return found


def shifted(rows: Sequence[Any], by: int) -> list[Any]:
    """Rows whose scheduled day stands `by` rows later: those of earlier months come before."""
    return [replace(row, day_index=row.day_index + by) for row in rows] if by else list(rows)


def longest_run(flags: Iterable[bool]) -> int:
    """Length of the longest stretch of rows that hold."""
    longest = current = 0
    for flag in flags:
        current = current + 1 if flag else 0
        longest = max(longest, current)
    return longest


def first_of(values: Sequence[Any]) -> Any:
    """The value of the first row; None of no rows."""
    return values[0] if values else None


def last_of(values: Sequence[Any]) -> Any:
    """The value of the last row; None of no rows."""
    return values[-1] if values else None


#: What rows of one date come to.
_FOLDS: Mapping[str, Callable[[Sequence[Any]], Any]] = {
    "sum": sum,
    "count": sum,
    "any": any,
    "all": all,
    "highest": max,
    "lowest": min,
    "first": first_of,
    "last": last_of,
}


def beside(
    kind: str, dates: Iterable[int], rows: Iterable[tuple[int, Any]], empty: Any
) -> list[Any]:
    """For each date what the values of the rows of that date come to; `empty` of no rows."""
    found: dict[int, list[Any]] = {}
    for day, value in rows:
        found.setdefault(day, []).append(value)
    fold = _FOLDS[kind]
    return [fold(found[day]) if day in found else empty for day in dates]


#: Who wants to know which rows are met; asked when a plan is compiled, so that nobody else pays.
_watcher: ContextVar[Callable[[Row], object] | None] = ContextVar("watcher", default=None)


@contextmanager
def watching_rows(watcher: Callable[[Row], object]) -> Iterator[None]:
    """Tell `watcher` every row that is met by what is compiled within."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def row_finder(table: Table) -> Callable[..., int]:
    """Index of the row that fits, or the number of rows where `else` applies."""
    find, watcher = _finder(table), _watcher.get()
    if watcher is None:
        return find

    def watched(*values: object) -> int:
        found = find(*values)
        if found < len(table.rows):
            watcher(table.rows[found])
        return found

    return watched


def _finder(table: Table) -> Callable[..., int]:
    memo: dict[tuple[object, ...], int] = {}

    def find(*values: object) -> int:
        found = memo.get(values)
        if found is None:
            row = table.row_for(values)
            if row is None and table.otherwise is None:
                raise EvaluationError.of(
                    "no-row", table.place, table=table.name, values=", ".join(map(str, values))
                )
            found = memo[values] = len(table.rows) if row is None else row.number - 1
        return found

    return find


def table_function(table: Table, output: int) -> Callable[..., Any]:
    """Constant cells: bisection over bands, else a memo of rows."""
    kind = table.outputs[output][1]
    constants = [constant(value, kind) for value in table.column(output)]
    banded = (
        len(table.inputs) == 1
        and not table.inputs[0][1].optional
        and all(len(row.cells[0].ranges) == 1 for row in table.rows)
    )
    if banded and table.otherwise is not None and _watcher.get() is None:
        return _bands(table, constants)
    find = row_finder(table)

    def look_up(*values: object) -> Any:
        return constants[find(*values)]

    return look_up


def _bands(table: Table, constants: Sequence[Any]) -> Callable[[int], Any]:
    rest = constants[-1]
    edges: dict[int, Any] = {}
    below = rest
    bands = sorted(
        ((row.cells[0].ranges[0], row.number - 1) for row in table.rows),
        key=lambda band: (band[0][0] is not None, band[0][0] or 0),
    )
    for (low, high), index in bands:
        if low is None:
            below = constants[index]
        else:
            edges[low] = constants[index]
        if high is not None:
            edges[high + 1] = rest
    starts = sorted(edges)
    values = [below, *(edges[start] for start in starts)]

    def look_up(value: int) -> Any:
        return values[bisect_right(starts, value)]

    return look_up


def constant(expr: Expr, kind: Type) -> Any:
    """A constant cell at the scale of its table."""
    assert isinstance(expr, Const)
    if isinstance(expr.value, int) and not isinstance(expr.value, bool) and kind.numeric:
        if kind.ratio:
            return Fraction(expr.value, 10**expr.type.scale)
        return expr.value * 10 ** (kind.scale - expr.type.scale)
    return expr.value
