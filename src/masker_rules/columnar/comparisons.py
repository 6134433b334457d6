"""Tests of values: comparisons, none among them, and the cells of tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import narwhals as nw

from masker_rules.columnar.values import Denominator, Value, brought, constant, fitted
from masker_rules.language.tables import Cell, Table
from masker_rules.units import Unit

__all__ = ["compared", "covers", "fits", "with_nothing"]


def compared(op: str, left: nw.Expr, right: nw.Expr) -> nw.Expr:
    """`left op right`, op as a formula writes it."""
    match op:
        case "=":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


def with_nothing(op: str, flag: nw.Expr, left: Value, right: Value) -> nw.Expr:
    """Equality where one side may be none, which equals none only."""
    if left.maybe and right.maybe:
        both = left.expr.is_null() & right.expr.is_null()
        same = (left.expr == right.expr).fill_null(value=False) | both
        return same if op == "=" else ~same
    return flag.fill_null(value=op == "!=")


def fits(cell: Cell, value: Value) -> nw.Expr:
    """Whether a value is one that a cell names; never null."""
    if cell.words is not None:
        words = [word for word in cell.words if word is not None]
        if not words:
            # Of nothing DuckDB says that none is not in no list, Polars that it cannot tell.
            return value.expr.is_null()
        if value.type.unit is Unit.FLAG:
            tests = [value.expr == nw.lit(bool(word)) for word in words]
            flag = reduce(lambda a, b: a | b, tests, nw.lit(value=False))
        else:
            flag = value.expr.is_in(sorted(map(str, words)))
        if value.maybe:
            flag = flag.fill_null(value=None in cell.words)
        return flag
    spans = [_in_span(span, value) for span in cell.ranges]
    if not spans:
        return value.expr.is_null()
    flag = reduce(lambda a, b: a | b, spans)
    return flag.fill_null(cell.nothing) if value.maybe else flag


def _in_span(span: tuple[int | None, int | None], value: Value) -> nw.Expr:
    low, high = span
    tests = []
    for end, operator in ((low, ">="), (high, "<=")):
        if end is None:
            continue
        # What the range says already need not be compared.
        if operator == ">=" and value.under == Denominator() and end <= value.extent.low:
            continue
        edge = brought(constant(end, value.type), value.under)
        wide = value.wide or edge.wide
        tests.append(compared(operator, fitted(value, wide=wide), fitted(edge, wide=wide)))
    return reduce(lambda a, b: a & b, tests, nw.lit(value=True))


def covers(table: Table, inputs: Sequence[Value]) -> bool:
    """Whether a table without `else` has a row for all that its inputs can be.

    Tables of words and flags were proven when the profile loaded.
    """
    if len(inputs) != 1 or not inputs[0].type.numeric:
        return all(
            not value.type.numeric
            or all(cell.anything for cell in (row.cells[index] for row in table.rows))
            for index, value in enumerate(inputs)
        )
    value = inputs[0]
    if value.maybe and not any(row.cells[0].nothing for row in table.rows):
        return False
    if any(row.cells[0].anything for row in table.rows):
        return True
    if value.under != Denominator():
        return False
    spans = [span for row in table.rows for span in row.cells[0].ranges]
    lows = [low for low, _ in spans]
    highs = [high for _, high in spans]
    below = None in lows or min(x for x in lows if x is not None) <= value.extent.low
    above = None in highs or max(x for x in highs if x is not None) >= value.extent.high
    return below and above
