"""Values of a fact of the month at which what is paid may turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from masker_rules.language.expressions import walk
from masker_rules.language.plan import (
    MONTH,
    Among,
    Compare,
    Const,
    Expr,
    Fact,
    Lookup,
    Negative,
    Pick,
    Plan,
    Product,
    Quotient,
    Ref,
    Sum,
)
from masker_rules.units import Unit

__all__ = ["turning_points"]


def turning_points(plan: Plan, fact: str, unit: Unit) -> Iterator[Fraction]:
    """Values of a fact at which a comparison may turn, or something divided by it grows largest.

    What is compared may be made of the fact by sums and multiples: it is solved for the fact.
    Of anything else the constant itself stands for the turning point.
    """
    reach = _dependents(plan, fact)
    lines: dict[str, _Line | None] = {}
    for quantity in plan.quantities:
        for expr in walk(quantity.expr):
            for left, edge in _comparisons(expr):
                if not _touches(left, fact, reach):
                    continue
                line = _line(plan, left, fact, lines)
                if line is not None and line.slope:
                    yield (edge - line.start) / line.slope
                elif left.type.unit is unit or not edge:
                    yield edge


def _comparisons(expr: Expr) -> Iterator[tuple[Expr, Fraction]]:
    """What is compared with a constant, and the constant; a divisor is compared with zero."""
    pairs: list[tuple[Expr, Expr | None]] = []
    if isinstance(expr, Compare):
        pairs = [(expr.left, expr.right), (expr.right, expr.left)]
    elif isinstance(expr, Among):
        pairs = [(expr.value, end) for span in expr.ranges for end in span]
    elif isinstance(expr, Pick):
        pairs = list(permutations(expr.args, 2))
    elif isinstance(expr, Quotient):
        yield expr.bottom, Fraction(0)
    elif isinstance(expr, Lookup):
        yield from _edges(expr)
    for left, right in pairs:
        if isinstance(right, Const) and isinstance(right.value, int):
            yield left, Fraction(right.value, 10**right.type.scale)


def _edges(expr: Lookup) -> Iterator[tuple[Expr, Fraction]]:
    for index, arg in enumerate(expr.args):
        scale = expr.table.inputs[index][1].scale
        for row in expr.table.rows:
            for edge in (end for span in row.cells[index].ranges for end in span):
                if edge is not None:
                    yield arg, Fraction(edge, 10**scale)


def _dependents(plan: Plan, fact: str) -> frozenset[str]:
    """Names of the quantities in which a month fact arrives."""
    reached: set[str] = set()
    for quantity in plan.quantities:
        if _touches(quantity.expr, fact, reached):
            reached.add(quantity.name)
    return frozenset(reached)


def _touches(expr: Expr, fact: str, reached: set[str] | frozenset[str]) -> bool:
    return any(
        (isinstance(part, Fact) and part.name == fact)
        or (isinstance(part, Ref) and part.name in reached)
        for part in walk(expr)
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """`start + slope × fact`."""

    start: Fraction
    slope: Fraction = Fraction(0)

    def plus(self, other: _Line, sign: int) -> _Line:
        """The sum of both, or what is left after the other."""
        return _Line(self.start + sign * other.start, self.slope + sign * other.slope)

    def times(self, other: _Line) -> _Line | None:
        """The product, where it is a straight line."""
        if self.slope and other.slope:
            return None
        slope = self.slope * other.start + other.slope * self.start
        return _Line(self.start * other.start, slope)


def _line(plan: Plan, expr: Expr, fact: str, known: dict[str, _Line | None]) -> _Line | None:
    """What an expression is of the fact; None where that is no straight line."""
    match expr:
        case Const(value=int(value), type=kind):
            return _Line(Fraction(value, 10**kind.scale))
        case Fact(grain=grain, name=name) if grain == MONTH and name == fact:
            return _Line(Fraction(0), Fraction(1))
        case Ref(grain=grain, name=name) if grain == MONTH and name in plan.by_name:
            if name not in known:
                known[name] = _line(plan, plan.by_name[name].expr, fact, known)
            return known[name]
        case Negative(arg=arg):
            line = _line(plan, arg, fact, known)
            return None if line is None else _Line(Fraction(0)).plus(line, -1)
        case Sum(args=args, minus=minus):
            total: _Line | None = _Line(Fraction(0))
            for arg, taken in zip(args, minus, strict=True):
                line = _line(plan, arg, fact, known)
                total = total and line and total.plus(line, -1 if taken else 1)
            return total
        case Product(args=args):
            product: _Line | None = _Line(Fraction(1))
            for arg in args:
                line = _line(plan, arg, fact, known)
                product = product and line and product.times(line)
            return product
    return None
