"""The sentences of a regulation, lowered in an order in which each may speak of the others."""

from __future__ import annotations

from collections.abc import Callable

from masker_rules.language.balances import announce_balances
from masker_rules.language.cuts import Cut, enter
from masker_rules.language.job_class import define_class
from masker_rules.language.parts import Parts
from masker_rules.language.pay import Pay
from masker_rules.language.pieces import Ledger, Pieces
from masker_rules.language.pools import announce_pools
from masker_rules.language.rules import Rules
from masker_rules.language.workspace import BrokenError, Workspace
from masker_rules.units import Mode

__all__ = ["lower_blocks"]


def lower_blocks(work: Workspace, mode: Mode, cut: Cut | None = None) -> Ledger:
    """Announce amount, parts, rules and pay lines; problems are kept in the workspace."""
    pieces, ledger = Pieces(work, mode), Ledger()
    parts, rules, pay = Parts(pieces, ledger), Rules(pieces, ledger), Pay(pieces, ledger)
    _try(parts.announce)
    _try(lambda: define_class(work, pieces))
    announce_pools(work, pieces)
    announce_balances(work, pieces)
    _try(pay.announce)
    for name, entry in work.document.section("rules").items():
        _try(lambda n=name, e=entry: rules.read(n, e))  # type: ignore[misc]
    _try(rules.limits.close)
    if cut is not None:
        enter(work, ledger, cut)
    ledger.closed = True
    _try(parts.close)
    rules.close()
    return ledger


def _try(step: Callable[[], None]) -> None:
    try:
        step()
    except BrokenError:
        return
