"""A wide frame that grows by joins, with what is computed from it and who is handed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

import narwhals as nw

from masker_rules.columnar.tables import Frame

__all__ = ["PERSON_MONTH", "Gathering", "any_of", "either", "flag"]

PERSON_MONTH = "pm"


@dataclass(slots=True)
class Gathering:
    """Facts of many person-months while they are put together.

    Attributes:
        frame: One row for each person-month.
        facts: Month facts by name, expressions over the frame.
        routes: Reasons to hand somebody over, words over the frame; null where there is none.
    """

    frame: Frame
    facts: dict[str, nw.Expr] = field(default_factory=dict)
    routes: list[nw.Expr] = field(default_factory=list)

    def join(self, other: Frame, on: str | Sequence[str]) -> None:
        """Columns of another frame that has at most one row for each of ours."""
        self.frame = self.frame.join(other, on=on if isinstance(on, str) else list(on), how="left")

    def add(self, columns: Mapping[str, nw.Expr]) -> None:
        """Columns computed from those that are there."""
        if columns:
            self.frame = self.frame.with_columns(**columns)

    def route(self, test: nw.Expr, reason: str) -> None:
        """Hand over to the reference engine those for whom `test` holds."""
        nothing = nw.lit(None, dtype=nw.String)
        self.routes.append(nw.when(test).then(nw.lit(reason)).otherwise(nothing))

    def reason(self) -> nw.Expr:
        """The first reason of each person-month, null where none holds."""
        return nw.coalesce(*self.routes, nw.lit(None, dtype=nw.String))


def flag(test: nw.Expr) -> nw.Expr:
    """A test that is false where it cannot be told."""
    return nw.coalesce(test, nw.lit(False))  # noqa: FBT003  (a literal of a frame)


def either(tests: Iterable[nw.Expr]) -> nw.Expr:
    """Whether one of several tests holds."""
    return reduce(or_, tests, nw.lit(False))  # noqa: FBT003  (a literal of a frame)


def any_of(test: nw.Expr) -> nw.Expr:
    """1 where a test holds, else 0: its maximum over rows tells whether it holds for one."""
    return nw.when(test).then(nw.lit(1)).otherwise(nw.lit(0))
