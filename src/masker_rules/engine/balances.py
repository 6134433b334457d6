"""What a balance opens with: what the table `carried` says, else the closing of the month before.

A row of `carried` says what there was when its month began. Without one the months since the last
such row, or since the first day of service, are worked out one after another by the same plan.
Each of them must be known, and the regulation in force on all its days. No further than a year is
looked back, so that a folder of packs need not be read from its beginning.

What lapses by its age, each part by itself, needs no book of the parts: the oldest is spent first,
so that what is left is the youngest of what was earned. What the last months earned is enough.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
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
        self._of: dict[str, _OneBalance] = {}
        for one in profile.plan.balances:
            followed = _OneBalance(profile, one, reader)
            self._of |= {one.fact: followed, one.recent: followed}

    def opening(self, item: Input, nip: str, month: Month) -> int | None:
        """What a balance opens with, scaled; None where that is not known."""
        return self._of[item.name].opening(item, nip, month)

    def recent(self, item: Input, nip: str, month: Month) -> int | None:
        """How much of the opening is too young to lapse at the end of the month, scaled.

        None where that is not known; 0 in a month at whose end nothing lapses.
        """
        return self._of[item.name].recent(item, nip, month)


class _OneBalance:
    """Follows one balance from month to month."""

    def __init__(
        self,
        profile: Profile,
        balance: Balance,
        reader: Callable[[frozenset[str]], InputReader],
    ) -> None:
        self._balance, self._opening = balance, profile.plan.inputs[balance.fact]
        self._closing = _OneQuantity(profile, balance.closing, reader)
        self._earned = _OneQuantity(profile, balance.earned, reader)

    def opening(self, item: Input, nip: str, month: Month) -> int | None:
        """As :meth:`BalanceReader.opening`."""
        told = self._told(item, nip, month)
        if told is not None:
            return told
        if not any(self._told(item, nip, one) is not None for one in months_of_balances(month)):
            return None
        # A month that is not paid earns, spends and loses nothing: it passes on what was there.
        return self._closing.of(nip, month.plus(-1), self._opening_of)

    def _opening_of(self, case: MonthCase) -> int:
        found: int = case.state.facts[self._balance.fact]
        return found

    def _told(self, item: Input, nip: str, month: Month) -> int | None:
        """What was there when a month began, without any month before it."""
        row = self._row(item, nip, month)
        return 0 if row is None and self._begins(nip, month.first) else row

    def _row(self, item: Input, nip: str, month: Month) -> int | None:
        row = self._closing.reader.lookups.carried(nip, str(month), item.key)
        found = None if row is None else scaled(row, item)
        assert found is None or isinstance(found, int)
        return found

    def _begins(self, nip: str, day: date) -> bool:
        """Whether the service begins on a day or later: nothing was earned before."""
        rows = self._closing.reader.attendance.segments(nip)
        starts = [one.service_start for one in rows if one.service_start is not None]
        return len(starts) == len(rows) and bool(starts) and min(starts) >= day

    def recent(self, item: Input, nip: str, month: Month) -> int | None:
        """As :meth:`BalanceReader.recent`."""
        if month.month % self._balance.ends:
            return 0
        opening = self.opening(self._opening, nip, month)
        if opening is None:
            return None
        added, is_known = 0, True
        for back in range(1, self._balance.back + 1):
            earned = self._earned_in(item, nip, month.plus(-back))
            added, is_known = added + (earned or 0), is_known and earned is not None
        # Where the known months have earned all that there was, the others matter no more.
        return min(added, opening) if is_known or added >= opening else None

    def _earned_in(self, item: Input, nip: str, month: Month) -> int | None:
        """What a month earned: as `carried` tells it, else as its facts do."""
        row = self._row(item, nip, month)
        if row is not None:
            return row
        if self._begins(nip, month.plus(1).first):
            return 0
        return self._earned.of(nip, month, lambda _: 0)


class _OneQuantity:
    """Works out one quantity of a balance in months that are known."""

    def __init__(
        self, profile: Profile, name: str, reader: Callable[[frozenset[str]], InputReader]
    ) -> None:
        self._profile, self._name, self._make = profile, name, reader
        self._asked = SomeQuantities(profile, (name,))
        self._found: dict[tuple[str, Month], int | None] = {}

    @cached_property
    def reader(self) -> InputReader:
        """Of the pack, in which only what the quantity is made of is asked for."""
        return self._make(self._asked.facts)

    @cached_property
    def _cases(self) -> MonthCases:
        return MonthCases(self._profile, self.reader)

    def of(self, nip: str, month: Month, unpaid: Callable[[MonthCase], int]) -> int | None:
        """Its value in a month; None where something that decides it is not known.

        Args:
            nip: Whose.
            month: Which.
            unpaid: What it is in a month that the regulation does not pay.
        """
        key = nip, month
        if key not in self._found:
            self._found[key] = self._worked_out(nip, month, unpaid)
        return self._found[key]

    def _worked_out(
        self, nip: str, month: Month, unpaid: Callable[[MonthCase], int]
    ) -> int | None:
        reader, asked = self.reader, self._asked
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
        if not case.is_paid:
            return unpaid(case)
        found: int = asked.run(case)[self._name]
        return found

    def _is_in_force(self, month: Month) -> bool:
        """Whether the regulation held all of a month: another's closing it cannot work out."""
        days = self._profile.plan.in_force
        return month.first in days and month.last in days
