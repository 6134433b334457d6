"""Money that has endless decimals in a month with a change, whatever its type says elsewhere.

Where something changes within a month, amounts are sums of exact shares. What cannot be done
with a fraction must be refused when the profile loads, not when the first such month comes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from masker_rules.language.expressions import branches, children
from masker_rules.language.plan import (
    MONTH,
    Expr,
    Fact,
    Input,
    Quantity,
    Ref,
    Rounded,
)
from masker_rules.units import Unit

__all__ = ["Shares"]


@dataclass(frozen=True, slots=True)
class Shares:
    """What is worked out by segments: inputs of money from `amounts`, and whole amounts."""

    inputs: Mapping[str, Input]
    amounts: Sequence[Expr]
    known: dict[str, bool] = field(default_factory=dict)

    def note(self, quantity: Quantity) -> None:
        """Judge a quantity as soon as it is built: no chain of names is followed later."""
        self.known[quantity.name] = self.reach(quantity.expr)

    def reach(self, expr: Expr) -> bool:
        """Whether a value is a fraction: in every month, or in one with a change."""
        if expr.type.ratio or not expr.type.numeric:
            return expr.type.ratio
        if any(expr is amount for amount in self.amounts):
            return True
        match expr:
            case Rounded():
                return False
            case Fact(grain=grain, name=name):
                found = self.inputs.get(name) if grain == MONTH else None
                money = found is not None and found.type.unit is Unit.MONEY
                return money and found is not None and found.table == "amounts"
            case Ref(name=name):
                return self.known[name]
        return any(map(self.reach, branches(expr) or children(expr)))
