"""Between which numbers a formula stays, whatever the facts are.

What a profile says of the range of an input is not asked: a pack may hold a number beyond it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from masker_rules.language.expressions import branches
from masker_rules.language.plan import (
    Cond,
    Const,
    Expr,
    Lookup,
    Negative,
    Pick,
    Product,
    Quotient,
    Ref,
    Rounded,
    Sum,
)

__all__ = ["Interval", "bounds_of"]

#: The lowest and the highest number, in units of one; None is open.
Interval = tuple[Fraction | None, Fraction | None]
_OPEN: Interval = (None, None)


def bounds_of(expr: Expr, known: Mapping[str, Interval]) -> Interval:
    """Between which numbers an expression stays.

    Args:
        expr: A number.
        known: Between which numbers the quantities stay that it reads.
    """
    match expr:
        case Const(value=int(value), type=kind):
            return (Fraction(value, 10**kind.scale),) * 2
        case Ref(name=name):
            return known.get(name, _OPEN)
        case Cond() | Lookup():
            return _joined([bounds_of(branch, known) for branch in branches(expr)])
        case Rounded() | Pick():
            return _of_steps(expr, known)
    return _of_signs(expr, known)


def _of_steps(expr: Rounded | Pick, known: Mapping[str, Interval]) -> Interval:
    """That of a number that is rounded, and of the least or the most of several."""
    if isinstance(expr, Rounded):
        size = Fraction(expr.step.size, 10**expr.step.scale)
        low, high = bounds_of(expr.arg, known)
        return (
            None if low is None else low // size * size,
            None if high is None else -(-high // size) * size,
        )
    found = [bounds_of(arg, known) for arg in expr.args]
    low, high = _joined(found)
    if expr.kind == "min":
        high = min((end for _, end in found if end is not None), default=None)
    else:
        low = max((end for end, _ in found if end is not None), default=None)
    return low, high


def _of_signs(expr: Expr, known: Mapping[str, Interval]) -> Interval:
    """That of what is added, multiplied or divided by a constant; open for anything else."""
    match expr:
        case Negative(arg=arg):
            return _negative(bounds_of(arg, known))
        case Sum(args=args, minus=minus):
            parts = [bounds_of(arg, known) for arg in args]
            return _sum([_negative(p) if m else p for p, m in zip(parts, minus, strict=True)])
        case Product(args=args):
            return _product([bounds_of(arg, known) for arg in args])
        case Quotient(top=top, bottom=Const(value=int(value), type=kind)) if value:
            share = Fraction(10**kind.scale, value)
            return _product([bounds_of(top, known), (share, share)])
    return _OPEN


def _negative(found: Interval) -> Interval:
    low, high = found
    return None if high is None else -high, None if low is None else -low


def _sum(found: list[Interval]) -> Interval:
    lows, highs = [low for low, _ in found], [high for _, high in found]
    return (
        None if None in lows else sum((low for low in lows if low is not None), Fraction()),
        None if None in highs else sum((high for high in highs if high is not None), Fraction()),
    )


def _product(found: list[Interval]) -> Interval:
    """That of the corners; open where one of the numbers is."""
    low = high = Fraction(1)
    for first, last in found:
        if first is None or last is None:
            return _OPEN
        corners = [end * other for end in (low, high) for other in (first, last)]
        low, high = min(corners), max(corners)
    return low, high


def _joined(found: list[Interval]) -> Interval:
    """The least and the most of several, open where one of them is."""
    lows, highs = [low for low, _ in found], [high for _, high in found]
    return (
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
    )
