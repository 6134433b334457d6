"""How long the numbers of a plan may become: what multiplies itself over and over is refused.

Values are exact, so that a chain of squares doubles its digits at each step: after thirty no
machine holds the number. The bound below is of the order of the digits, not exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from masker_rules.language.expressions import children, fold
from masker_rules.language.plan import (
    Condition,
    Const,
    Expr,
    Fact,
    Gather,
    Lookup,
    Nth,
    Product,
    Quotient,
    Ref,
    Rounded,
    Running,
    Sum,
    Unknown,
)
from masker_rules.units import MAX_DIGITS, Unit

__all__ = ["MOST_DIGITS", "digits_of"]

#: Far above what money times percents comes to, and below what Python writes as a text (4,300).
MOST_DIGITS = 2_000
#: Digits that a count of rows adds.
ROWS = 7
#: Facts whose values a pack writes in digits; the others are minutes, clocks and dates.
WRITTEN = frozenset({Unit.MONEY, Unit.PERCENT, Unit.NUMBER})


def digits_of(expr: Expr, known: Mapping[str, int]) -> int:
    """About how many digits a value of `expr` may have, numerator and denominator together.

    Args:
        expr: A checked expression.
        known: The same of the quantities that it may name.
    """
    return fold(expr, lambda part, below: max(_digits(part, below, known), part.type.scale))


def _digits(  # noqa: C901  (one case a node)
    expr: Expr, below: Sequence[int], known: Mapping[str, int]
) -> int:
    match expr:
        case Const(value=value):
            return _length(value)
        case Unknown(candidates=candidates):
            return max(ROWS + 10, *map(_length, candidates), 0)
        case Fact(type=kind):
            return MAX_DIGITS + kind.scale if kind.unit in WRITTEN else ROWS + 3
        case Ref(name=name):
            return known.get(name, MAX_DIGITS)
        case Product():
            return sum(below)
        case Quotient():
            return below[0] + below[1]
        case Condition() | Lookup():
            # What is compared, or asked with, is no value of the plan, yet it is computed.
            return max(below, default=1)
        case Nth():
            return ROWS
        case Gather() | Running():
            return below[0] + ROWS
        case Rounded(step=step):
            return max(_most(expr, below, step.scale), step.scale)
        case Sum():
            return _most(expr, below, expr.type.scale) + 1
    return _most(expr, below, expr.type.scale)


def _most(expr: Expr, below: Sequence[int], scale: int) -> int:
    """Digits of the longest operand once all are brought to a scale."""
    sizes = zip(children(expr), below, strict=True)
    return max((digits + max(0, scale - part.type.scale) for part, digits in sizes), default=1)


def _length(value: object) -> int:
    return len(str(abs(value))) if isinstance(value, int) else 1
