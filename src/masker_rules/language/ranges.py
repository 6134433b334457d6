"""What the keys of a profile can be: one declared range for each, told by the schema too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from masker_rules.language.bounds import Interval, bounds_of
from masker_rules.language.expressions import branches
from masker_rules.language.plan import Expr, Quantity, Ref
from masker_rules.language.tables import value_text
from masker_rules.units.types import SCALED

__all__ = ["RANGES", "Range", "outside", "range_of", "said"]


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included, whatever the unit; None is open."""

    low: int
    high: int | None = None

    def __str__(self) -> str:
        return f"{self.low}.." if self.high is None else f"{self.low * 100}%..{self.high * 100}%"


_OPEN: Interval = (None, None)
_NOT_NEGATIVE = Range(0)
#: By section and key. What is taken is a `cut` and what is added a `give`: neither has a sign.
RANGES = {
    ("parts", "weight"): Range(0, 1),
    ("parts", "score"): _NOT_NEGATIVE,
    ("parts", "at_most"): _NOT_NEGATIVE,
    ("rules", "cut"): _NOT_NEGATIVE,
    ("rules", "give"): _NOT_NEGATIVE,
    ("rules", "pay"): _NOT_NEGATIVE,
    ("rules", "times"): _NOT_NEGATIVE,
    ("rules", "at_most"): _NOT_NEGATIVE,
    ("pay", "cut"): _NOT_NEGATIVE,
}


def range_of(path: str) -> Range | None:
    """The range of what stands at `parts.discipline.weight`; None where any value may stand."""
    section, *names = path.split(".")
    return RANGES.get((section, names[-1])) if len(names) > 1 else None


def outside(
    expr: Expr,
    allowed: Range,
    quantities: Mapping[str, Quantity],
    known: Mapping[str, Interval],
) -> tuple[Expr, Fraction] | None:
    """What `expr` can give that lies outside whatever the facts are, and how near it comes.

    Args:
        expr: What stands at a key.
        allowed: What the key can be.
        quantities: What names stand for.
        known: Between which numbers they stay.
    """
    seen: set[int] = set()
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        named = quantities.get(part.name) if isinstance(part, Ref) else None
        several = branches(part) if named is None else (named.expr,)
        waiting.extend(reversed(several))
        low, high = _OPEN if several else bounds_of(part, known)
        if high is not None and high < allowed.low:
            return part, high
        if low is not None and allowed.high is not None and low > allowed.high:
            return part, low
    return None


def said(expr: Expr, value: Fraction) -> str:
    """A value of an expression as an author writes it."""
    scale = 10**expr.type.scale if expr.type.unit in SCALED else 1
    return value_text(int(value * scale), expr.type)
