"""How long the numbers of a plan may become: what multiplies itself over and over is refused.

Values are exact, so that a chain of squares doubles its digits at each step: after thirty no
machine holds the number. The bound below is of the order of the digits, not exact.
"""

from __future__ import annotations

from collections.abc import Mapping

from masker_rules.language.expressions import children, operands
from masker_rules.language.plan import (
    Among,
    Compare,
    Const,
    Exists,
    Expr,
    Fact,
    Gather,
    Logic,
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
from masker_rules.units import MAX_DIGITS, Type, Unit

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
    return max(_digits(expr, known), expr.type.scale)


def _digits(expr: Expr, known: Mapping[str, int]) -> int:  # noqa: C901  (one case a node)
    match expr:
        case Const(value=value):
            return _length(value)
        case Unknown(candidates=candidates):
            return max(ROWS + 10, *map(_length, candidates), 0)
        case Fact(type=kind):
            return MAX_DIGITS + kind.scale if kind.unit in WRITTEN else ROWS + 3
        case Ref(name=name):
            return known.get(name, MAX_DIGITS)
        case Product(args=args):
            return sum(digits_of(arg, known) for arg in args)
        case Quotient(top=top, bottom=bottom):
            return digits_of(top, known) + digits_of(bottom, known)
        case Compare() | Logic() | Exists() | Among():
            # What is compared is no value of the plan, yet it is computed.
            return max((digits_of(part, known) for part in children(expr)), default=1)
        case Nth():
            return ROWS
        case Gather() | Running():
            return digits_of(expr.body, known) + ROWS
        case Rounded(arg=arg, step=step):
            return max(_scaled(arg, step.scale, known), step.scale)
        case Sum():
            return _most(expr, expr.type, known) + 1
        case Lookup(args=args):
            return max(digits_of(part, known) for part in operands(expr))
    return _most(expr, expr.type, known)


def _most(expr: Expr, kind: Type, known: Mapping[str, int]) -> int:
    return max((_scaled(part, kind.scale, known) for part in children(expr)), default=1)


def _scaled(expr: Expr, scale: int, known: Mapping[str, int]) -> int:
    """Digits of a value once it is brought to a scale."""
    return digits_of(expr, known) + max(0, scale - expr.type.scale)


def _length(value: object) -> int:
    return len(str(abs(value))) if isinstance(value, int) else 1
