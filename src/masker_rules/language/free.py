"""What of a series stays free: `2 per month`, `60m per day`, `60m per month`.

Things that happen are skipped in their order; minutes are used up in the order of the days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NoReturn

from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.expressions import FLAG, NUMBER, existing
from masker_rules.language.pieces import Pieces, all_of
from masker_rules.language.plan import (
    Compare,
    Cond,
    Const,
    Expr,
    Logic,
    Nth,
    Pick,
    Running,
    Sum,
)
from masker_rules.language.series import Series
from masker_rules.language.workspace import BrokenError
from masker_rules.legal import NO_LAW
from masker_rules.texts import Phrase
from masker_rules.units import Literal, Type, Unit, parse_literal
from masker_rules.units.types import sum_type

__all__ = ["MONTHLY", "SPANS", "Free", "Freed", "span_of"]

MONTHLY, DAILY = "month", "day"
#: From the shortest to the longest.
SPANS = (DAILY, "week", "spell", MONTHLY)


@dataclass(frozen=True, slots=True)
class Freed:
    """A series without what is free of it.

    Attributes:
        series: Its measure is what is charged.
        tests: What must hold for a row to be charged.
    """

    series: Series
    tests: Callable[[], list[Expr]]


def span_of(pieces: Pieces, entry: Entry, span: str, scope: Scope) -> Expr | None:
    """What a span is counted anew by; None of the month."""
    if span == MONTHLY:
        return None
    name = "date" if span == DAILY else span
    return pieces.work.formula_text(name, entry.node.place, NO_LAW, scope)


@dataclass(frozen=True, slots=True)
class _Window:
    """So much of a span is free."""

    amount: Literal
    span: str


@dataclass(frozen=True, slots=True)
class Free:
    """How much is free, in windows from the shortest to the longest.

    What a shorter window does not let pass uses up nothing of a longer one.
    """

    pieces: Pieces
    entry: Entry
    windows: tuple[_Window, ...]

    @classmethod
    def read(cls, pieces: Pieces, rule: Entry) -> Free | None:
        """The `free` of a rule, None where it has none.

        Raises:
            BrokenError: it is no amount per span, or times and minutes stand side by side; it
                has been reported.
        """
        entry = rule.get("free")
        if entry is None:
            return None
        windows = [cls._window(pieces, rule, item) for item in entry.list()]
        units = {window.amount.type.unit for window in windows}
        if len(units) > 1 or len({window.span for window in windows}) < len(windows):
            _wrong(pieces, rule, entry, ", ".join(item.text() for item in entry.list()))
        windows.sort(key=lambda window: SPANS.index(window.span))
        return cls(pieces, entry, tuple(windows))

    @staticmethod
    def _window(pieces: Pieces, rule: Entry, item: Entry) -> _Window:
        amount, per, span = item.text().partition(" per ")
        literal = parse_literal(amount.strip())
        fits = literal is not None and literal.type.unit in {Unit.NUMBER, Unit.DURATION}
        if literal is None or not fits or not per or span.strip() not in SPANS:
            _wrong(pieces, rule, item, item.text())
        return _Window(literal, span.strip())

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
        is_number = self.windows[0].amount.type.unit is Unit.NUMBER
        if is_number and series.grain != MONTHLY:
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

    def _per(self, window: _Window, series: Series) -> Expr | None:
        return span_of(self.pieces, self.entry, window.span, series.scope)

    def _beyond(self, hit: str, series: Series) -> Expr:
        """The row is hit, and more of them than are free have been."""
        ref = self.pieces.work.ref(hit)
        free: Expr = ref
        within: list[Expr] = []
        for window in self.windows:
            number = Nth(NUMBER, series.grain, free, self._per(window, series))
            limit = Const(window.amount.type, window.amount.value)
            within.append(Compare(FLAG, "<=", number, limit))
            free = all_of([ref, *within])
        if len(within) == 1:
            return all_of([ref, Compare(FLAG, ">", number, limit)])
        return all_of([ref, Logic(FLAG, "not", (all_of(within),))])

    def _minutes(self, hit: str, series: Series, measure: Expr) -> Expr:
        """What is left of the measure of a row: of its own, or of a pool used up in order."""
        ref = self.pieces.work.ref(hit)
        zero = Const(measure.type, 0)
        own: Expr = Cond(measure.type, ref, existing(measure), zero)
        charged: list[Expr] = []
        for window in self.windows:
            rest = self._over(window, series, own, zero)
            charged.append(rest)
            own = Sum(sum_type(own.type, rest.type, minus=True), (own, rest), (False, True))
        if len(charged) == 1:
            return charged[0]
        kind = charged[0].type
        for one in charged[1:]:
            kind = sum_type(kind, one.type)
        return Sum(kind, tuple(charged), (False,) * len(charged))

    def _over(self, window: _Window, series: Series, own: Expr, zero: Expr) -> Expr:
        """What a window does not let pass of a row."""
        amount = window.amount
        free = Const(Type(Unit.DURATION, step=amount.value or 1), amount.value)
        # Whole minutes less whole minutes are whole minutes: a table may be read on them.
        left = sum_type(own.type, free.type, minus=True)
        upto: Expr = own
        if window.span != DAILY:
            upto = Running(own.type, series.grain, own, self._per(window, series))
        rest = Sum(left, (upto, free), (False, True))
        return Pick(left, "max", (zero, Pick(left, "min", (own, rest))))


def _wrong(pieces: Pieces, rule: Entry, at: Entry, text: str) -> NoReturn:
    law, wanted = pieces.work.sources.law(rule), Phrase("shapes.free")
    pieces.work.problems.add("literal-wanted", at.node.place, law, text=text, wanted=wanted)
    raise BrokenError
