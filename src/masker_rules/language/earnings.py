"""Parts that are earned: what was done over a target, alone or as weighted indicators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FormulaError, existing, unknown_of
from masker_rules.language.pieces import NOTHING, PERCENT, WHOLE, Pieces
from masker_rules.language.plan import Expr, Quotient
from masker_rules.language.sources import text_of
from masker_rules.language.workspace import BrokenError
from masker_rules.legal import Text
from masker_rules.units import Unit, UnitError
from masker_rules.units.types import quotient_type

__all__ = ["Earnings", "earnings_of"]


def earnings_of(name: str, entry: Entry) -> Iterator[tuple[str, Text, str, str]]:
    """Indicators of a part: name, label, quantity of what it brought, quantity of its weight."""
    for indicator, child in _indicators(entry):
        brought = f"{name}.{indicator}"
        yield indicator, text_of(child.get("label"), indicator), brought, f"{brought}.weight"


def _indicators(entry: Entry) -> Iterator[tuple[str, Entry]]:
    earn = entry.get("earn")
    if earn is not None:
        yield from earn.items()


class Earnings:
    """Lowers `earned` with `target`, and `earn`."""

    def __init__(self, pieces: Pieces) -> None:
        self.pieces, self.work = pieces, pieces.work

    def announce(self, name: str, entry: Entry) -> None:
        """Define what each indicator of a part brings, in percent of the part."""
        for indicator, child in _indicators(entry):
            weight, brought = f"{name}.{indicator}.weight", f"{name}.{indicator}"
            self.pieces.define(weight, lambda c=child: self._weight(c), child, "part")  # type: ignore[misc]
            self.pieces.define(
                brought,
                lambda c=child, w=weight: self.pieces.product(  # type: ignore[misc]
                    self.work.ref(w), self._brought(c)
                ),
                child,
                "indicator",
            )

    def score(self, name: str, entry: Entry) -> Expr:
        """The sum of what the indicators brought."""
        return self.pieces.add_up([f"{name}.{indicator}" for indicator, _ in _indicators(entry)])

    def share(self, entry: Entry) -> Expr:
        """`earned` over `target`, and what a target of 0 pays."""
        earned, target, when_zero = (entry.get(k) for k in ("earned", "target", "no_target"))
        if earned is None or target is None or when_zero is None:
            keys = {"earned": earned, "target": target, "no_target": when_zero}
            missing = next(key for key, value in keys.items() if value is None)
            self._missing(entry, missing)
        top, bottom = (existing(self.work.formula(e, Scope())) for e in (earned, target))
        try:
            kind = quotient_type(top.type, bottom.type)
        except UnitError:
            raise FormulaError(
                "unit-mismatch-product", 0, op="/", left=top.type, right=bottom.type
            ) from None
        return Quotient(kind, top, bottom, self._no_target(entry, when_zero))

    def _weight(self, entry: Entry) -> Expr:
        weight = entry.get("weight")
        if weight is None:
            self._missing(entry, "weight")
        return self.pieces.percent(weight, Scope())

    def _brought(self, entry: Entry) -> Expr:
        score = entry.get("score")
        share = self.pieces.percent(score, Scope()) if score else self.share(entry)
        highest = self.pieces.limit(entry, "at_most", WHOLE)
        if highest is not None:
            share = self.pieces.smaller(share, highest)
        return self.pieces.rounded(self.pieces.at_least(share, NOTHING), entry, Unit.PERCENT)

    def _no_target(self, entry: Entry, written: Entry) -> Expr:
        """What a target of 0 pays: `full`, `nothing`, `unknown`, or a percent."""
        named = {
            "full": WHOLE,
            "nothing": NOTHING,
            "unknown": unknown_of(PERCENT, f"{entry.path}.no_target"),
        }.get(written.text())
        return named if named is not None else self.pieces.percent(written, Scope())

    def _missing(self, entry: Entry, key: str) -> NoReturn:
        law = self.work.sources.law(entry)
        self.work.problems.add("missing-key", entry.place, law, key=key, path=entry.path)
        raise BrokenError
