"""What rows may take at most of a span: `at_most: [3% per day, 5% per week, 40%]`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.free import MONTHLY, SPANS, left_of, span_of
from masker_rules.language.pieces import Pieces
from masker_rules.language.plan import Expr
from masker_rules.language.workspace import BrokenError

__all__ = ["Cap", "Caps"]


@dataclass(frozen=True, slots=True)
class Cap:
    """The most of a span, as written."""

    entry: Entry
    text: str
    span: str

    def left(
        self,
        pieces: Pieces,
        most: Expr,
        rows: tuple[str, Scope],
        rates: Sequence[str],
        place: int = 0,
    ) -> Expr:
        """What a row may still take: rows before it, and series before its own, come first.

        Args:
            pieces: To lower with.
            most: What the span takes at most.
            rows: The grain of the rows, and what a formula sees there.
            rates: What each row takes in each series, before this limit.
            place: Which of the series is meant.
        """
        grain, scope = rows
        per = span_of(pieces, self.entry, self.span, scope)
        return left_of(pieces, most, (grain, per), rates, place)


@dataclass(frozen=True, slots=True)
class Caps:
    """Every limit of a rule.

    Attributes:
        of_rows: Of spans within the month, the shortest first: the longer count what it left.
        of_month: Of the month.
    """

    of_rows: tuple[Cap, ...] = ()
    of_month: tuple[Cap, ...] = ()

    @classmethod
    def read(cls, pieces: Pieces, rule: Entry, spans: Sequence[str] = SPANS) -> Caps:
        """The `at_most` of a rule.

        Args:
            pieces: To lower with.
            rule: The rule.
            spans: Those that may be named.

        Raises:
            BrokenError: it names another span, or one twice; it has been reported.
        """
        written = rule.get("at_most")
        caps = [cls._cap(pieces, rule, item, spans) for item in written.list()] if written else []
        for at, cap in enumerate(caps):
            if cap.span != MONTHLY and any(other.span == cap.span for other in caps[:at]):
                law = pieces.work.sources.law(rule)
                params = {"path": cap.entry.path, "span": cap.span}
                pieces.work.problems.add("limit-span-twice", cap.entry.place, law, **params)
                raise BrokenError
        of_rows = [cap for cap in caps if cap.span != MONTHLY]
        return cls(
            tuple(sorted(of_rows, key=lambda cap: SPANS.index(cap.span))),
            tuple(cap for cap in caps if cap.span == MONTHLY),
        )

    @staticmethod
    def _cap(pieces: Pieces, rule: Entry, item: Entry, spans: Sequence[str]) -> Cap:
        text, per, span = item.text().rpartition(" per ")
        if not per:
            return Cap(item, item.text(), MONTHLY)
        if span.strip() not in spans:
            law, known = pieces.work.sources.law(rule), ", ".join(spans)
            params = {"value": span.strip(), "path": item.path, "known": known}
            pieces.work.problems.add("unknown-choice", item.place, law, **params)
            raise BrokenError
        return Cap(item, text.strip(), span.strip())
