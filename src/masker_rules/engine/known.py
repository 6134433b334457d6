"""Months of which the facts of a pack are known: those asked for, and those that hold a punch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from masker_rules.facts import Pack
from masker_rules.periods import Month

__all__ = ["KnownMonths"]


class KnownMonths:
    """What a cumulative quantity may count from the pack itself.

    Args:
        pack: The facts; one punch of anybody makes its month known. None = `asked` says all.
        asked: Months that results are asked for.

    Attributes:
        months: All of them.
    """

    def __init__(self, pack: Pack | None, asked: Iterable[Month]) -> None:
        punches = pack.rows("punches") if pack is not None else ()
        days = {row.time.day for row in punches}
        self.months = frozenset(asked) | {Month.of(day) for day in days}

    def __contains__(self, month: Month) -> bool:
        return month in self.months

    def year_before(self, month: Month, since: date | None) -> bool:
        """Whether every month of the calendar year before `month` is known.

        Args:
            month: The month of the result.
            since: First day of service; nothing can have happened in a month before it.
        """
        return all(
            earlier in self
            for earlier in (Month(month.year, number) for number in range(1, month.month))
            if since is None or since <= earlier.last
        )
