"""Between which numbers a formula stays, whatever the facts are.

What a profile says of the range of an input is not asked: a pack may hold a number beyond it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from masker_rules.language.plan import Cond, Const, Expr, Pick, Ref, Rounded

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
        case Rounded(arg=arg, step=step):
            size = Fraction(step.size, 10**step.scale)
            low, high = bounds_of(arg, known)
            return (
                None if low is None else low // size * size,
                None if high is None else -(-high // size) * size,
            )
        case Cond(yes=yes, no=no):
            return _joined([bounds_of(branch, known) for branch in (yes, no)])
        case Pick(kind=pick, args=args):
            found = [bounds_of(arg, known) for arg in args]
            low, high = _joined(found)
            if pick == "min":
                high = min((end for _, end in found if end is not None), default=None)
            else:
                low = max((end for end, _ in found if end is not None), default=None)
            return low, high
    return _OPEN


def _joined(found: list[Interval]) -> Interval:
    """The least and the most of several, open where one of them is."""
    lows, highs = [low for low, _ in found], [high for _, high in found]
    return (
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
    )
