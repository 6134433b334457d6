"""What of a series stays free: `2 per month`, `60m per day`, `60m per month`.

Things that happen are skipped in their order; minutes are used up in the order of the days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from masker_rules.language.document import Entry
from masker_rules.language.expressions import FLAG, NUMBER, existing
from masker_rules.language.pieces import Pieces, all_of
from masker_rules.language.plan import (
    Compare,
    Cond,
    Const,
    Expr,
    Nth,
    Pick,
    Running,
    Sum,
)
from masker_rules.language.series import Series
from masker_rules.language.workspace import BrokenError
from masker_rules.texts import Phrase
from masker_rules.units import Literal, Type, Unit, parse_literal
from masker_rules.units.types import sum_type

__all__ = ["Free", "Freed"]

MONTHLY, DAILY = "month", "day"
SPANS = (DAILY, "week", MONTHLY, "spell")


@dataclass(frozen=True, slots=True)
class Freed:
    """A series without what is free of it.

    Attributes:
        series: Its measure is what is charged.
        tests: What must hold for a row to be charged.
    """

    series: Series
    tests: Callable[[], list[Expr]]


@dataclass(frozen=True, slots=True)
class Free:
    """How much is free, and in which span it is counted anew."""

    pieces: Pieces
    entry: Entry
    amount: Literal
    span: str

    @classmethod
    def read(cls, pieces: Pieces, rule: Entry) -> Free | None:
        """The `free` of a rule, None where it has none.

        Raises:
            BrokenError: it is no amount per span, and has been reported.
        """
        entry = rule.get("free")
        if entry is None:
            return None
        amount, per, span = entry.text().partition(" per ")
        literal = parse_literal(amount.strip())
        fits = literal is not None and literal.type.unit in {Unit.NUMBER, Unit.DURATION}
        if literal is None or not fits or not per or span.strip() not in SPANS:
            law, wanted = pieces.work.sources.law(rule), Phrase("shapes.free")
            pieces.work.problems.add(
                "literal-wanted", entry.node.place, law, text=entry.text(), wanted=wanted
            )
            raise BrokenError
        return cls(pieces, entry, literal, span.strip())

    def applied(
        self, path: str, label: str, series: Series, tests: Callable[[], list[Expr]]
    ) -> Freed:
        """A series without what is free.

        Args:
            path: Of the rule.
            label: Of the series in it; both name the quantities made here.
            series: What the rule ranges over.
            tests: What must hold for a row.

        Raises:
            BrokenError: minutes are free of what has none; it has been reported.
        """
        hit = f"{path}.{label}.hit"

        def holds() -> Expr:
            found = tests()
            return all_of(found) if found else Const(FLAG, value=True)

        self.pieces.define(hit, holds, self.entry, "rule", series.grain)
        if self.amount.type.unit is Unit.NUMBER and series.grain != MONTHLY:
            return Freed(series, lambda: [self._beyond(hit, series)])
        if series.measure is None:
            work, place = self.pieces.work, self.entry.node.place
            work.problems.add(
                "literal-wanted",
                place,
                work.sources.law(self.entry),
                text=self.entry.text(),
                wanted=Phrase("shapes.free_times"),
            )
            raise BrokenError
        charged = f"{path}.{label}.charged"
        measure = series.measure

        def rest() -> Expr:
            return self._minutes(hit, series, measure)

        self.pieces.define(charged, rest, self.entry, "rule", series.grain)
        ref = self.pieces.work.ref(charged)
        above = Compare(FLAG, ">", ref, Const(replace(ref.type, step=1), 0))
        return Freed(replace(series, measure=ref), lambda: [above])

    def _per(self, series: Series) -> Expr | None:
        if self.span == MONTHLY:
            return None
        name = "date" if self.span == DAILY else self.span
        place = self.entry.node.place
        return self.pieces.work.formula_text(name, place, "", series.scope)

    def _beyond(self, hit: str, series: Series) -> Expr:
        """The row is hit, and more of them than are free have been."""
        ref = self.pieces.work.ref(hit)
        number = Nth(NUMBER, series.grain, ref, self._per(series))
        limit = Const(self.amount.type, self.amount.value)
        return all_of([ref, Compare(FLAG, ">", number, limit)])

    def _minutes(self, hit: str, series: Series, measure: Expr) -> Expr:
        """What is left of the measure of a row: of its own, or of a pool used up in order."""
        ref = self.pieces.work.ref(hit)
        zero = Const(measure.type, 0)
        own = Cond(measure.type, ref, existing(measure), zero)
        free = Const(Type(Unit.DURATION, step=self.amount.value or 1), self.amount.value)
        # Whole minutes less whole minutes are whole minutes: a table may be read on them.
        left = sum_type(own.type, free.type, minus=True)
        upto: Expr = own
        if self.span != DAILY:
            upto = Running(own.type, series.grain, own, self._per(series))
        rest = Sum(left, (upto, free), (False, True))
        return Pick(left, "max", (zero, Pick(left, "min", (own, rest))))
