"""Whether what is paid is a whole number of rupiah for everybody, in every month."""

from __future__ import annotations

from collections.abc import Mapping

from masker_rules.language.document import Entry
from masker_rules.language.expressions import children, walk
from masker_rules.language.pieces import TOTAL
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
from masker_rules.texts import Phrase
from masker_rules.texts.spoken import Listed

__all__ = ["check_whole_rupiah"]


def check_whole_rupiah(work: Workspace) -> None:
    """Report a gross that is not always whole: an amount that changes in a month has shares."""
    gross = work.quantities.get("total.paid")
    if gross is None or _is_whole(gross.expr, work.quantities):
        return
    parts = work.document.section("parts")
    entry = parts.get(TOTAL) or work.document.single.get("amount") or work.document.top.header
    cure = Phrase("cures.round_anew")
    if parts:
        open_ = [TOTAL] if TOTAL in parts else _open_parts(work)
        entry = parts[open_[0]] if open_ else entry
        rounds = Listed(tuple(_round_of(parts[name]) for name in open_ or parts))
        cure = Phrase("cures.round_here", {"rounds": rounds})
    elif use := _not_taken(work):
        entry, cure = use, Phrase("cures.round_used")
    law = work.sources.law(entry)
    # What the finding is of stays the same wherever it is told: no slip that moves it mends it.
    work.problems.add("gross-not-rounded", entry.place, law, path="gross", cure=cure)


def _not_taken(work: Workspace) -> Entry | None:
    """The `use` that takes over no parts, though a layer below has them."""
    has = any(path.startswith("parts.") for path in work.document.written)
    return work.document.header.get("use") if has else None


def _open_parts(work: Workspace) -> list[str]:
    """The parts that are not always whole rupiah."""
    paid = {name: work.quantities.get(f"{name}.paid") for name in work.document.section("parts")}
    return [
        name
        for name, one in paid.items()
        if one is not None and not _is_whole(one.expr, work.quantities)
    ]


def _round_of(part: Entry) -> Phrase:
    """What rounds a part, beside the steps that it already has."""
    written = part.get("round")
    steps = [] if written is None else [item.text() for item in written.list()]
    told = {"path": part.path, "step": Phrase("cures.step_of.money"), "steps": ", ".join(steps)}
    return Phrase("cures.round_beside" if steps else "cures.round_in", told)


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
