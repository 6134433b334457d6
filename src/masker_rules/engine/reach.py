"""What of a plan is not known where some of its inputs are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from masker_rules.language.expressions import walk
from masker_rules.language.plan import (
    MONTH,
    Expr,
    Fact,
    Gather,
    Nth,
    Plan,
    Ref,
    Running,
    Unknown,
)

__all__ = ["TOTAL", "Reach", "facts_of", "reach_of", "reads_of"]

#: The gross without the additions.
TOTAL = "total.paid"


@dataclass(frozen=True, slots=True)
class Reach:
    """Which quantities are not known where some inputs are not.

    Attributes:
        open: All of them.
        tied: Of those of rows the ones that are not known even of a row that is known.
    """

    open: frozenset[str]
    tied: frozenset[str]


@lru_cache(maxsize=256)
def reach_of(plan: Plan, facts: frozenset[str], grains: frozenset[str]) -> Reach:
    """What is not known where some facts of the month, or rows of some grains, are not."""
    found: set[str] = set()
    tied: set[str] = set()
    for quantity in plan.quantities:
        for part in walk(quantity.expr):
            match part:
                case Fact(grain=grain, name=name) if grain == MONTH:
                    is_open = is_tied = name in facts
                case Fact(grain=grain):
                    is_open, is_tied = grain in grains, grain != quantity.grain
                case Ref(grain=grain, name=name):
                    is_open = name in found or (name not in plan.by_name and grain in grains)
                    is_tied = grain != quantity.grain or name in tied
                case Gather() | Nth() | Running():
                    is_open = is_tied = part.grain in grains
                case Unknown():
                    is_open = is_tied = True
                case _:
                    continue
            if is_open:
                found.add(quantity.name)
                if is_tied and quantity.grain != MONTH:
                    tied.add(quantity.name)
    return Reach(frozenset(found), frozenset(tied))


@lru_cache(maxsize=256)
def reads_of(plan: Plan) -> Mapping[str, frozenset[str]]:
    """Quantities that nothing but a row and facts of the month decide, with those facts."""
    found: dict[str, frozenset[str]] = {}
    for quantity in plan.quantities:
        facts = facts_of(plan, quantity.grain, quantity.expr, found)
        if facts is not None:
            found[quantity.name] = facts
    return found


def facts_of(
    plan: Plan, grain: str, expr: Expr, known: Mapping[str, frozenset[str]]
) -> frozenset[str] | None:
    """Facts of the month that an expression asks for beside a row; None where it asks for more."""
    found: set[str] = set()
    for part in walk(expr):
        match part:
            case Gather() | Nth() | Running() | Unknown():
                return None
            case Ref(grain=own, name=name) if name in plan.by_name:
                if name not in known or own not in (MONTH, grain):
                    return None
                found |= known[name]
            case Fact(grain=own, name=name) | Ref(grain=own, name=name):
                if own == MONTH:
                    found.add(name)
                elif own != grain:
                    return None
    return frozenset(found)
