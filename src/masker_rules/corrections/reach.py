"""Whether a fact of a day can change what a rule cuts of a month."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from masker_rules.language.expressions import parts
from masker_rules.language.plan import MONTH, Fact, Named, Plan, Ref

__all__ = ["Reach", "reach_of"]

#: Grains that no day has a part in.
_APART = frozenset({MONTH, "activity"})


class Reach(Enum):
    """How a rule of the month depends on days."""

    NONE = "none"
    """It reads what the pack says of the month, and reports of activities."""
    PERHAPS = "perhaps"
    """It reads what is made of the month, such as a target that leave lowers."""
    DAYS = "days"
    """It reads days, events or what happened on them."""


@lru_cache(maxsize=512)
def reach_of(plan: Plan, rule: str) -> Reach:
    """How a rule depends on days.

    Args:
        plan: The regulation.
        rule: Its path without `rules.`, or `parts.` and a part: the score of it.
    """
    part = rule.removeprefix("parts.")
    names = (f"{part}.score",) if part != rule else ()
    own = [q.name for q in plan.quantities if q.name.startswith(f"rules.{rule}.")]
    left, seen = [*names, *own, f"rules.{rule}"], set[str]()
    found = Reach.NONE
    while left:
        name = left.pop()
        if name in seen or name not in plan.by_name:
            continue
        seen.add(name)
        for one in parts(Named, plan.by_name[name].expr):
            if isinstance(one, Ref):
                left.append(one.name)
            elif one.grain not in _APART:
                return Reach.DAYS
            elif isinstance(one, Fact) and one.grain == MONTH and one.name not in plan.inputs:
                found = Reach.PERHAPS
    # Of what no quantity is found nothing is known.
    return found if seen else Reach.PERHAPS
