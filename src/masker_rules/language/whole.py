"""Whether what is paid is a whole number of rupiah for everybody, in every month."""

from __future__ import annotations

from collections.abc import Mapping

from masker_rules.language.expressions import children, walk
from masker_rules.language.plan import (
    Cond,
    Const,
    Expr,
    Negative,
    Pick,
    Quantity,
    Ref,
    Rounded,
    Sum,
)
from masker_rules.language.workspace import Workspace

__all__ = ["check_whole_rupiah"]


def check_whole_rupiah(work: Workspace) -> None:
    """Report a gross that is not always whole: an amount that changes in a month has shares."""
    gross = work.quantities.get("total.paid")
    if gross is not None and not _is_whole(gross.expr, work.quantities):
        total, amount = work.document.section("parts").get("total"), work.document.single
        entry = total or amount.get("amount") or work.document.top.header
        work.problems.add("gross-not-rounded", entry.place, work.sources.law(entry))


def _is_whole(expr: Expr, quantities: Mapping[str, Quantity]) -> bool:
    """Whether money is rounded to whole rupiah wherever it came from."""

    def origins(part: Expr) -> tuple[Expr, ...]:
        match part:
            case Ref(name=name):
                return (quantities[name].expr,)
            case Cond(yes=yes, no=no):
                return yes, no
            case Sum() | Pick() | Negative():
                return children(part)
        return ()

    return all(_is_rounded(part) for part in walk(expr, origins) if not origins(part))


def _is_rounded(expr: Expr) -> bool:
    match expr:
        case Rounded(step=step):
            return step.scale == 0
        case Const():
            return expr.type.scale == 0
    return False
