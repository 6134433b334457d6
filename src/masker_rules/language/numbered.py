"""Numbers that count through a year or a quarter, seen from a row of an earlier month.

`nth(… over year)` is lowered to what the earlier months hold, plus the number within the month. A
row of an earlier month is met where something looks back: there the rows before it stand in the
same window, and what the earlier months hold would count them twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from masker_rules.errors import Problems
from masker_rules.language.expressions import parts, walk
from masker_rules.language.plan import (
    MONTH,
    Const,
    Expr,
    Gather,
    Nth,
    Quantity,
    Ref,
    Running,
    Sum,
    Window,
)
from masker_rules.legal import Text

__all__ = ["check_numbers", "numbered_within"]

_EARLIER = "earlier in "


def numbered_within(expr: Sum, window: Window | None) -> Sum:
    """A number that counts through a year, of the rows of a window over that year.

    Args:
        expr: Any sum; another one is as it is.
        window: Of the rows that see it; None for those of the month.
    """
    unit = _counted_through(expr) if window is not None else ""
    if not unit or window is None or window.text not in (unit, _EARLIER + unit):
        return expr
    earlier, number = expr.args
    rest: Expr = Const(earlier.type, 0)
    if isinstance(earlier, Sum):  # what no table tells of the earlier months stays
        seen, unseen = earlier.args
        rest = replace(earlier, args=(Const(seen.type, 0), unseen))
    return replace(expr, args=(rest, number))


def _counted_through(expr: Expr) -> str:
    """`year` or `quarter` of a number that counts through it, empty of anything else."""
    match expr:
        case Sum(args=(Sum(args=(Gather() as earlier, _)), number)):
            pass  # beside what no table tells
        case Sum(args=(Gather() as earlier, number)):
            pass
        case _:
            return ""
    # Another sum of an aggregate and a number has two bodies.
    match earlier, number:
        case Gather(kind="count", where=None), Nth(test=body):
            is_own = earlier.body == body
        case Gather(kind="sum", where=None), Running(body=body):
            is_own = earlier.body == body
        case _:
            return ""
    text = earlier.window.text if earlier.window is not None else ""
    is_own &= earlier.grain == number.grain
    return text.removeprefix(_EARLIER) if is_own and text.startswith(_EARLIER) else ""


def check_numbers(quantities: Mapping[str, Quantity], problems: Problems) -> None:
    """Report what looks back over other months at a number that counts through a year."""
    through = {
        name: {unit for part in walk(quantity.expr) if (unit := _counted_through(part))}
        for name, quantity in quantities.items()
        if quantity.grain != MONTH
    }
    for name, quantity in quantities.items():
        for gather in parts(Gather, quantity.expr):
            window = gather.window
            if window is None:
                continue
            held = (gather.body, *([gather.where] if gather.where is not None else ()))
            for other in _read(held, quantities):
                strange = [
                    unit
                    for unit in sorted(through.get(other, ()))
                    if window.text not in (unit, _EARLIER + unit)
                ]
                law = Text(*(quantity.source.text(lang) for lang in ("id", "en")))
                for unit in strange:
                    problems.add(
                        "number-of-another-window",
                        quantity.place,
                        law,
                        name=other,
                        path=name,
                        window=window.text,
                        unit=unit,
                    )


def _read(exprs: Iterable[Expr], quantities: Mapping[str, Quantity]) -> list[str]:
    """Quantities of rows that expressions read, at any depth."""
    found: list[str] = []
    waiting = [ref.name for expr in exprs for ref in parts(Ref, expr)]
    while waiting:
        name = waiting.pop()
        if name in found or name not in quantities or quantities[name].grain == MONTH:
            continue
        found.append(name)
        waiting += [ref.name for ref in parts(Ref, quantities[name].expr)]
    return found
