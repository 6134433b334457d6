"""The value of an input for a person and month: score, amount, salary, attribute, carried."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from masker_rules.attendance import Attendance
from masker_rules.attendance.spliced import SplicedAttendance
from masker_rules.engine.known import KnownMonths
from masker_rules.engine.lookups import (
    Ambiguous,
    ClassOf,
    LookupIndex,
    NoRow,
    NotMade,
    TooPrecise,
    scaled,
)
from masker_rules.engine.profile import Profile
from masker_rules.engine.segments import AmountOf, PaidDays, Run, amount_of
from masker_rules.facts.rows import Employee
from masker_rules.language.attribute_words import ATTRIBUTES
from masker_rules.language.plan import Input
from masker_rules.periods import Month
from masker_rules.units import Unit

__all__ = ["Amounts", "Asked", "InputValues", "PartlyKnownError", "Served"]


@dataclass(frozen=True, slots=True)
class Served:
    """A month of a person, before anything is looked up.

    Attributes:
        nip, month: Whose, and which.
        employee: The employees row that holds at the end of the month's service.
        is_paid: Whether the days of any row earn anything.
        paid: The days by which the month is shared.
        facts: What the month is, and what that row tells.
    """

    nip: str
    month: Month
    employee: Employee
    is_paid: bool
    paid: PaidDays
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose scores and amounts are looked up, and by which class."""

    served: Served
    class_of: ClassOf


@dataclass(slots=True)
class Amounts:
    """Amounts as they are found.

    Attributes:
        over_month: Money by name.
        runs: What a segment reads, by name, in order of the paid days.
    """

    over_month: dict[str, AmountOf] = field(default_factory=dict)
    runs: dict[str, list[Run]] = field(default_factory=dict)


class PartlyKnownError(Exception):
    """An attribute is known on some of the days that amounts are of, and on others not."""


class InputValues:
    """Looks up what the inputs of a regulation are for any person and month of a pack.

    Args:
        profile: The regulation.
        tables: Names of the tables of the pack.
        attendance: When people serve.
        lookups: Scores, amounts, salaries, carried state.
        known: Months of which the facts are known.
        in_doubt: Nip and table of rows that were set aside.
    """

    def __init__(
        self,
        profile: Profile,
        tables: Collection[str],
        attendance: Attendance | SplicedAttendance,
        lookups: LookupIndex,
        known: KnownMonths,
        in_doubt: Collection[tuple[str, str]] = (),
    ) -> None:
        self.profile, self.attendance, self.lookups = profile, attendance, lookups
        self._tables, self._known, self._in_doubt = tables, known, in_doubt

    def is_lost(self, item: Input, nip: str) -> bool:
        """Whether a row of the person that may have given it was set aside."""
        return (nip, item.table) in self._in_doubt

    def of(self, item: Input, asked: Asked, amounts: Amounts) -> Any:
        """The value of an input, scaled; None where its cell is empty.

        Args:
            item: The input.
            asked: For whom, and when.
            amounts: What amounts are made of is put down there.

        Raises:
            NoRow, Ambiguous, NotMade, TooPrecise: as the look-ups tell it.
            PartlyKnownError: amounts ask for it, and it is known on some of their days only.
        """
        if item.table == "scores":
            whose = asked.served.nip, asked.served.employee.unit
            found = self.lookups.score(item, *whose, asked.served.month)
            return None if found is None else scaled(found, item)
        if item.table == "salaries":
            paid = self.lookups.salary(item, asked.served.nip, asked.served.month)
            return None if paid is None else scaled(paid, item)
        if item.table == "carried":
            return scaled(self._carried(item, asked), item)
        if item.table == ATTRIBUTES:
            return self._attribute(item, asked, amounts)
        return self._amount(item, asked, amounts)

    def _attribute(self, item: Input, asked: Asked, amounts: Amounts) -> Any:
        """An attribute on the last day of service of the month; by segments where amounts ask.

        Raises:
            PartlyKnownError: amounts ask for it, and it is known on some of the days only.
        """
        served = asked.served
        days = self.attendance.days_served(served.nip, served.month)
        last = date.fromordinal(days[-1]) if days else served.month.last
        if item.name in self.profile.amount_facts and served.paid.days:
            is_beside = item.name in self.profile.facts_beside_amounts
            runs = self._attribute_runs(item, served, [last] if is_beside else [])
            amounts.runs |= {} if runs is None else {item.name: runs}
            # What amounts alone ask for is nothing of a day that earns nothing.
            last = last if is_beside else served.paid.days[-1][0]
        return self._attribute_on(item, served.nip, last)

    def _attribute_runs(
        self, item: Input, served: Served, beside: Sequence[date]
    ) -> list[Run] | None:
        """The values of an attribute over the paid days; None where none of them is known.

        Args:
            item: The attribute.
            served: Whose, and when.
            beside: Days on which it must be as well known, for the month asks for it too.

        Raises:
            PartlyKnownError: they are known of some of the days.
        """
        nip, days = served.nip, served.paid.days
        if not self.lookups.is_dated(item, nip):
            is_known, value = self._told_on(item, nip, days[0][0])
            return [(value, len(days))] if is_known else None
        told = [self._told_on(item, nip, day) for day, _ in days]
        known = {is_known for is_known, _ in told}
        known |= {self._told_on(item, nip, day)[0] for day in beside}
        if len(known) > 1:
            raise PartlyKnownError
        if False in known:
            return None
        return [(value, len([*own])) for value, own in groupby(value for _, value in told)]

    def _told_on(self, item: Input, nip: str, day: date) -> tuple[bool, Any]:
        """Whether it is known what holds on a day, and what."""
        try:
            value = self._attribute_on(item, nip, day)
        except (NoRow, Ambiguous, TooPrecise):
            return False, None
        except NotMade:
            return item.may_be_none, None
        return value is not None, value

    def _attribute_on(self, item: Input, nip: str, day: date) -> Any:
        """What holds on a day; without a row what the law says of that."""
        try:
            return self.lookups.attribute(item, nip, day)
        except NoRow:
            if not self.may_default(item, nip):
                raise
            if item.none_without_row:
                raise NotMade from None
            if item.default is None:
                raise
            return item.default

    def _amount(self, item: Input, asked: Asked, amounts: Amounts) -> Any:
        """An amount over the month, or what holds at its end where it is none of money."""
        paid = asked.served.paid
        days: Sequence[tuple[date, Employee]] = paid.days
        if not days and (not paid.whole or item.type.unit is not Unit.MONEY):
            # One day stands for the month.
            days = [(asked.served.month.last, asked.served.employee)]
        default = _unscaled(item) if self.may_default(item, asked.served.nip) else None
        runs: list[tuple[Decimal, int]] = []
        for found, count in self.lookups.runs(item.key, days, asked.class_of):
            value = default if found is None else found
            if value is None:
                return None
            runs.append((value, count))
        if item.type.unit is Unit.MONEY:
            amount = amount_of(runs, paid.whole)
            amounts.over_month[item.name] = amount
            amounts.runs[item.name] = [(Fraction(value), count) for value, count in runs]
            if not amount.segmented and amount.value.denominator != 1:
                raise TooPrecise
            whole = amount.value.denominator == 1
            return int(amount.value) if whole else amount.value
        scaled_runs = [(scaled(value, item), count) for value, count in runs]
        if len({value for value, _ in scaled_runs}) > 1 and (
            item.name in self.profile.facts_beside_amounts
        ):
            raise Ambiguous
        amounts.runs[item.name] = scaled_runs if paid.days else []
        return scaled_runs[-1][0]

    def may_default(self, item: Input, nip: str) -> bool:
        """Whether no row means what the law says of no row: the table is there, and whole."""
        whole = item.table == "carried" or item.table in self._tables
        return whole and not self.is_lost(item, nip)

    def _carried(self, item: Input, asked: Asked) -> Decimal:
        """State from before the pack; of a year it is 0 where the whole year is known.

        Raises:
            NoRow: nothing is carried, and months that the pack does not know may hold something.
        """
        (kind, back), month = item.period, asked.served.month
        if kind == "month":
            month = month.plus(-back)
            found = self.lookups.carried(asked.served.nip, str(month), item.key)
        else:
            month = Month(month.year - back, 12, month.begins) if back else month
            found = self.lookups.carried_in_year(asked.served.nip, month, item.key)
            rows = self.attendance.segments(asked.served.nip)
            starts = [row.service_start for row in rows if row.service_start is not None]
            since = min(starts) if len(starts) == len(rows) else None
            if found is None and self._known.year_before(month, since) and not back:
                return Decimal(0)
        if found is None:
            raise NoRow
        return found


def _unscaled(item: Input) -> Decimal | None:
    """The default of an amount as its table writes it: rupiah, percents, minutes."""
    if not isinstance(item.default, int):
        return None
    value = Decimal(item.default).scaleb(-item.type.scale)
    if item.type.unit is Unit.DURATION:
        return value / 60
    return value * 100 if item.type.unit is Unit.PERCENT else value
