"""The earlier months of windows: what is not known of them, and what `carried` tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from masker_rules.attendance import Attendance
from masker_rules.attendance.spliced import SplicedAttendance
from masker_rules.engine.known import KnownMonths
from masker_rules.engine.lookups import LookupIndex
from masker_rules.language.plan import ABOVE_ALL, OpenWindow, Window
from masker_rules.periods import Month
from masker_rules.units import Unit

__all__ = ["History", "nothing_of", "reached_months"]


def reached_months(
    known: KnownMonths, asked: Sequence[Month], windows: Mapping[str, tuple[str, Window]]
) -> tuple[Month, ...]:
    """The months asked for, and those of their windows whose days or calendar are read."""
    reached = {
        past
        for grain, window in windows.values()
        for month in asked
        for past in window.before(month)
        if grain == "calendar" or (past in known and known.holds(grain, past))
    }
    return tuple(sorted({*asked, *reached}))


def nothing_of(window: OpenWindow) -> Any:
    """What adds nothing to an aggregate: all that it reaches is seen."""
    match window.kind:
        case "any":
            return False
        case "all":
            return True
        case "lowest":
            return ABOVE_ALL
        case "highest":
            return -ABOVE_ALL
    return 0


class History:
    """Earlier months of the people of one pack."""

    def __init__(
        self,
        attendance: Attendance | SplicedAttendance,
        lookups: LookupIndex,
        known: KnownMonths,
    ) -> None:
        self._attendance, self._lookups, self._known = attendance, lookups, known
        self._dark: dict[tuple[str, str, Month], list[Month]] = {}

    def unseen(self, window: OpenWindow, nip: str, month: Month) -> list[Month]:
        """Months of a window in which the person served and of which nothing is known."""
        key = window.grain, window.window.text, month
        if key not in self._dark:
            before, holds = window.window.before(month), self._known.holds
            self._dark[key] = [past for past in before if not holds(window.grain, past)]
        return [past for past in self._dark[key] if self._attendance.serves(nip, past)]

    def untold(self, window: OpenWindow, months: Iterable[Month]) -> str:
        """The table that is not known of months: that of the window where punches are."""
        return self._known.table(window.grain, months)

    def carried(self, window: OpenWindow, nip: str, month: Month) -> int | None:
        """What `carried` tells of the calendar year, at the scale of the window; None = nothing.

        A row holds for its period and for later ones of the same calendar year.
        """
        if not window.key:
            return None
        value = self._lookups.carried_in_year(nip, month, window.key)
        if value is None:
            return None
        unit = 60 if window.type.unit is Unit.DURATION else 10**window.type.scale
        return int(Fraction(value) * unit)
