"""What the keys of a profile can be: one declared range for each, told by the schema too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from masker_rules.language.expressions import branches
from masker_rules.language.plan import Const, Expr, Negative, Sum
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

    def __contains__(self, value: Fraction) -> bool:
        return self.low <= value and (self.high is None or value <= self.high)


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


def outside(expr: Expr, allowed: Range) -> Expr | None:
    """A constant that `expr` can give and that lies outside, or None."""
    return next((part for part, value in _constants(expr) if value not in allowed), None)


def said(expr: Expr) -> str:
    """A constant as an author writes it."""
    value = _value(expr)
    assert value is not None
    scale = 10**expr.type.scale if expr.type.unit in SCALED else 1
    return value_text(int(value * scale), expr.type)


def _constants(expr: Expr) -> Iterator[tuple[Expr, Fraction]]:
    several = branches(expr)
    for part in several:
        yield from _constants(part)
    value = None if several else _value(expr)
    if value is not None:
        yield expr, value


def _value(expr: Expr) -> Fraction | None:
    """The value of an expression that no fact moves."""
    match expr:
        case Const(value=int(value), type=kind):
            return Fraction(value, 10**kind.scale)
        case Negative(arg=arg):
            found = _value(arg)
            return None if found is None else -found
        case Sum(args=args, minus=minus):
            parts = [_value(arg) for arg in args]
            signs = [-1 if less else 1 for less in minus]
            known = [p * sign for p, sign in zip(parts, signs, strict=True) if p is not None]
            return sum(known, Fraction()) if len(known) == len(parts) else None
    return None
