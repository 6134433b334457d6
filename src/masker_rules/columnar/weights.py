"""How large a formula becomes as an expression of frames, which has no names for its parts.

A choice of the smaller writes each side into the test and into the answer: of ten within each
other the innermost stands there a thousand times. The reference engine writes it once.
"""

from __future__ import annotations

from collections.abc import Mapping

from masker_rules.language.expressions import operands
from masker_rules.language.plan import Expr, Pick, Quotient, Ref, Rounded

__all__ = ["HEAVIEST", "weight_of"]

#: Operands of an expression above which its making takes longer than any computing saves.
HEAVIEST = 30_000
#: How often a rounding names what it rounds, at most.
ROUNDED = 4


def weight_of(expr: Expr, inline: Mapping[str, Expr]) -> int:
    """About how many operands the expression has once it is written out.

    Args:
        expr: An expression of the plan.
        inline: Quantities that are written where they are named.
    """
    if isinstance(expr, Ref) and expr.name in inline:
        return weight_of(inline[expr.name], inline)
    weights = [weight_of(part, inline) for part in operands(expr)]
    match expr:
        case Pick():
            found = weights[0]
            for weight in weights[1:]:
                found = 2 * (found + weight)
            return found
        case Rounded():
            return ROUNDED * sum(weights)
        case Quotient():
            return 2 * sum(weights)
    return 1 + sum(weights)
