"""Whether what is paid is a whole number of rupiah for everybody, in every month."""

from __future__ import annotations

from collections.abc import Mapping

from masker_rules.language.expressions import children
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
    match expr:
        case Rounded(step=step):
            return step.scale == 0
        case Const():
            return expr.type.scale == 0
        case Ref(name=name):
            return _is_whole(quantities[name].expr, quantities)
        case Sum() | Pick() | Negative():
            return all(_is_whole(child, quantities) for child in children(expr))
        case Cond(yes=yes, no=no):
            return _is_whole(yes, quantities) and _is_whole(no, quantities)
    return False
