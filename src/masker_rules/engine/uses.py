"""Which quantities of a plan the wanted ones need, and which are read in one place only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from masker_rules.language.expressions import fold, needed, operands, walk
from masker_rules.language.plan import (
    MONTH,
    Expr,
    Fact,
    Gather,
    OverRows,
    Plan,
    Quantity,
    Ref,
)

__all__ = ["reads", "single_use"]


#: Levels of an expression up to which it is written in the place of its name.
HIGHEST = 16


def reads(plan: Plan, outputs: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Month facts that `outputs` read, and the grains whose rows they read."""
    facts: set[str] = set()
    grains: set[str] = set()
    for quantity in needed(plan, outputs):
        grains.add(quantity.grain)
        for part in walk(quantity.expr):
            if isinstance(part, Fact) and part.grain == MONTH:
                facts.add(part.name)
            elif isinstance(part, Fact | OverRows):
                grains.add(part.grain)
            if isinstance(part, Gather) and part.beside:
                grains.add(part.beside)
    return plan.with_posts(facts), frozenset(grains - {MONTH})


def single_use(quantities: Sequence[Quantity], outputs: frozenset[str]) -> dict[str, Expr]:
    """Row quantities that nobody asks for and one place of their own grain reads.

    They are written where they are read, so that no list is built only to be added up. What has
    become high by that stays a list: Python reads no more than 200 parentheses in each other.
    """
    uses: dict[str, list[str]] = {}
    for quantity in quantities:
        for grain, ref in _reads(quantity.expr, quantity.grain):
            uses.setdefault(ref, []).append(grain)
    found: dict[str, Expr] = {}
    heights: dict[str, int] = {}
    for quantity in quantities:
        if quantity.grain == MONTH or quantity.name in outputs:
            continue
        height = _height(quantity.expr, heights)
        if uses.get(quantity.name) == [quantity.grain] and height <= HIGHEST:
            found[quantity.name], heights[quantity.name] = quantity.expr, height
    return found


def _height(expr: Expr, inlined: Mapping[str, int]) -> int:
    """Levels of an expression with what is written in the place of its names."""

    def own(part: Expr) -> int:
        return inlined.get(part.name, 0) if isinstance(part, Ref) else 0

    return fold(expr, lambda part, below: 1 + max(below, default=own(part)))


def _reads(expr: Expr, grain: str) -> Iterator[tuple[str, str]]:
    """Every reference in an expression, with the grain whose rows it is read over."""
    if isinstance(expr, Ref):
        yield grain, expr.name
    inner = expr.grain if isinstance(expr, OverRows) else grain
    if isinstance(expr, Gather) and expr.window is not None:
        inner = f"{grain} over {expr.window.text}"
    for part in operands(expr):
        yield from _reads(part, inner)
