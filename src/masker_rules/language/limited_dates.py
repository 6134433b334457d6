"""What the rules of a limit take of each date, within limits of days, weeks and their own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from masker_rules.language.caps import Cap, Caps
from masker_rules.language.check import Scope
from masker_rules.language.document import Entry
from masker_rules.language.free import left_of
from masker_rules.language.pieces import Pieces
from masker_rules.language.plan import DayLimit, Expr

__all__ = ["DATES", "FIRST", "LAST", "Dates", "Limit"]

#: What the rows of several rules have in common is their date.
DATES = "calendar"
#: What a rule may take in a month comes before, or after, what a date may cost.
FIRST, LAST = "first", "last"


@dataclass(frozen=True, slots=True)
class Limit:
    """What some rules take of a base, in points or in rupiah, and the most of it.

    Attributes:
        path, entry: Of the limit.
        base: Of which they take.
        names: What each of them takes in the month, in the order in which the limit names them.
        points: Those of the names that are points of the base; all others are rupiah.
        caps: The most of a day, a week and the month.
        own: Those of the names that have a limit of the month of their own.
        order: When it holds beside those of days and weeks: `first`, `last`, or empty where
            none has one, or no day and week is limited.
    """

    path: str
    entry: Entry
    base: str
    names: tuple[str, ...]
    points: frozenset[str]
    caps: Caps
    own: Collection[str] = ()
    order: str = ""


class Dates:
    """Defines what is left of each date.

    Args:
        pieces: To lower with.
        limit: The limit.
        taken: What each of its names takes of a date.
        most: What a limit of a span says.
        own: What the limit of the month of a name says.
    """

    def __init__(
        self,
        pieces: Pieces,
        limit: Limit,
        taken: Callable[[], list[Expr]],
        most: Callable[[Cap], Expr],
        own: Callable[[str], Expr],
    ) -> None:
        self.pieces, self.limit = pieces, limit
        self.taken, self.most, self.own = taken, most, own

    def define(self) -> DayLimit:
        """Define what the rules take together of a date, and what is left of it."""
        order = self.limit.order
        names = before = [self._together()] if not order else self._each()
        if order == FIRST:
            names = [self._together(self._within_own(names))]
        for cap in self.limit.caps.of_rows:
            names = self._within(cap, names)
        if order == LAST:
            names = [self._together(self._within_own(names))]
        return DayLimit(self.limit.path, tuple(before), names[0])

    def _define(self, name: str, build: Callable[[], Expr]) -> str:
        self.pieces.define(name, build, self.limit.entry, "rule", DATES)
        return name

    def _each(self) -> list[str]:
        """What each name takes of a date."""

        def taken(at: int) -> Expr:
            return self.taken()[at]

        path, base = self.limit.path, self.limit.base
        own = [name.removeprefix("rules.") for name in self.limit.names]
        names = [f"{path}.of_{name}_{base}" for name in own]
        return [self._define(name, partial(taken, at)) for at, name in enumerate(names)]

    def _together(self, names: Sequence[str] = ()) -> str:
        name = f"{self.limit.path}.of_dates_{self.limit.base}"
        if names:
            return self._define(name, lambda: self.pieces.add_up(names))
        return self._define(name, lambda: self.pieces.total(self.taken()))

    def _within(self, cap: Cap, names: Sequence[str]) -> list[str]:
        """What a limit of a span leaves: what is named first uses it up first."""

        def left(at: int) -> Expr:
            rows = DATES, Scope(DATES)
            return cap.left(self.pieces, self.most(cap), rows, names, at)

        def named(name: str) -> str:
            if self.limit.order == LAST:
                return f"{name}.{cap.span}"
            return f"{self.limit.path}.of_{cap.span}_{self.limit.base}"

        return [self._define(named(name), partial(left, at)) for at, name in enumerate(names)]

    def _within_own(self, names: Sequence[str]) -> list[str]:
        """What the limit of the month of each name leaves, date by date."""

        def left(of: str, name: str) -> Expr:
            return left_of(self.pieces, self.own(of), (DATES, None), [name], 0)

        return [
            self._define(f"{name}.own", partial(left, of, name)) if of in self.limit.own else name
            for of, name in zip(self.limit.names, names, strict=True)
        ]
