"""What a balance opens with: what the table `carried` says, else the closing of the month before.

A row of `carried` says what there was when its month began. Without one the months since the last
such row, or since the first day of service, are worked out one after another by the same plan.
Each of them must be known, and the regulation in force on all its days. No further than a year is
looked back, so that a folder of packs need not be read from its beginning.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from masker_rules.engine.cases import MonthCase, MonthCases
from masker_rules.engine.lookups import scaled
from masker_rules.engine.profile import Profile
from masker_rules.engine.some_quantities import SomeQuantities
from masker_rules.language.plan import Balance, Input
from masker_rules.periods import Month

if TYPE_CHECKING:
    from masker_rules.engine.inputs import InputReader

__all__ = ["BalanceReader", "months_of_balances"]

#: So many months are looked back over.
LOOKS_BACK = 12


def months_of_balances(month: Month) -> tuple[Month, ...]:
    """The earlier months by which the opening of a month is told, in order."""
    return tuple(month.plus(-back) for back in range(LOOKS_BACK, 0, -1))


class BalanceReader:
    """Reads what balances open with, of the people of one pack under one profile.

    Args:
        profile: The regulation.
        reader: Makes a reader of the same pack in which only some month facts are asked for.
    """

    def __init__(self, profile: Profile, reader: Callable[[frozenset[str]], InputReader]) -> None:
        self._of = {one.name: _OneBalance(profile, one, reader) for one in profile.plan.balances}

    def opening(self, item: Input, nip: str, month: Month) -> int | None:
        """What a balance opens with, scaled; None where that is not known."""
        return self._of[item.key].opening(item, nip, month)


class _OneBalance:
    """Follows one balance from month to month."""

    def __init__(
        self,
        profile: Profile,
        balance: Balance,
        reader: Callable[[frozenset[str]], InputReader],
    ) -> None:
        self._profile, self._balance, self._make = profile, balance, reader
        self._asked = SomeQuantities(profile, (balance.closing,))
        self._closings: dict[tuple[str, Month], int | None] = {}

    @cached_property
    def _reader(self) -> InputReader:
        return self._make(self._asked.facts)

    @cached_property
    def _cases(self) -> MonthCases:
        return MonthCases(self._profile, self._reader)

    def opening(self, item: Input, nip: str, month: Month) -> int | None:
        """As :meth:`BalanceReader.opening`."""
        told = self._told(item, nip, month)
        if told is not None:
            return told
        if not any(self._told(item, nip, one) is not None for one in months_of_balances(month)):
            return None
        return self._closing(nip, month.plus(-1))

    def _told(self, item: Input, nip: str, month: Month) -> int | None:
        """What was there when a month began, without any month before it."""
        row = self._reader.lookups.carried(nip, str(month), item.key)
        if row is not None:
            found = scaled(row, item)
            assert isinstance(found, int)
            return found
        rows = self._reader.attendance.segments(nip)
        starts = [one.service_start for one in rows if one.service_start is not None]
        # Nothing is earned before the first day of service.
        begins = len(starts) == len(rows) and bool(starts) and min(starts) >= month.first
        return 0 if begins else None

    def _closing(self, nip: str, month: Month) -> int | None:
        key = nip, month
        if key not in self._closings:
            self._closings[key] = self._worked_out(nip, month)
        return self._closings[key]

    def _worked_out(self, nip: str, month: Month) -> int | None:
        """The closing of a month; None where something that decides it is not known."""
        reader, asked = self._reader, self._asked
        grains = asked.program(segmented=False).grains
        # No table is the whole truth of a month that nobody asked for or punched in.
        is_known = month in reader.known and self._is_in_force(month)
        if not is_known or not all(reader.known.holds(grain, month) for grain in grains):
            return None
        in_doubt = (name for one in reader.readings.of(nip, month) for name in one.names)
        if reader.readings.left.get(nip) or any(map(asked.reads, in_doubt)):
            return None
        case = self._cases.of(nip, month)
        if not asked.is_plain(case):
            return None
        return self._passed_on(case)

    def _is_in_force(self, month: Month) -> bool:
        """Whether the regulation held all of a month: another's closing it cannot work out."""
        days = self._profile.plan.in_force
        return month.first in days and month.last in days

    def _passed_on(self, case: MonthCase) -> int:
        """What a month passes on; one that is not paid earns, spends and loses nothing."""
        if not case.is_paid:
            opening: int = case.state.facts[self._balance.fact]
            return opening
        found: int = self._asked.run(case)[self._balance.closing]
        return found
