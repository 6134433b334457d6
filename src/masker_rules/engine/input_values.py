"""The value of an input for a person and month: score, amount, salary, attribute, carried."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from masker_rules.attendance import Attendance
from masker_rules.attendance.spliced import SplicedAttendance
from masker_rules.engine.balances import BalanceReader
from masker_rules.engine.emit import compile_expr
from masker_rules.engine.known import KnownMonths
from masker_rules.engine.lookups import (
    Ambiguous,
    ClassOf,
    Holder,
    LookupIndex,
    NoRow,
    NotMade,
    TooPrecise,
    scaled,
)
from masker_rules.engine.open_points import lacking
from masker_rules.engine.profile import Profile
from masker_rules.engine.segments import AmountOf, Day, PaidDays, Run, amount_of
from masker_rules.facts.definition import NOT_MADE, definition
from masker_rules.facts.person import COLUMN_OF, PERSON_FACTS
from masker_rules.facts.rows import Employee
from masker_rules.language.attribute_words import ATTRIBUTES
from masker_rules.language.plan import BALANCES, Input, Post
from masker_rules.periods import Month
from masker_rules.units import Unit

__all__ = [
    "Amounts",
    "AnotherUnknownError",
    "Asked",
    "InputValues",
    "PartlyKnownError",
    "Served",
]

#: Facts of the person that stand in a column of the same name, and are unknown where it is empty.
OPEN_COLUMNS = PERSON_FACTS.intersection(
    column.name for column in definition().tables["employees"].columns if column.is_open
)


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
    """Whose scores and amounts are looked up.

    Attributes:
        served: The month of a person.
        class_of: The class by which amounts are looked up.
        known_of: What is known of the person before any amount is, by the employees row.
    """

    served: Served
    class_of: ClassOf
    known_of: Callable[[Employee], Mapping[str, Any]]


@dataclass(slots=True)
class Amounts:
    """Amounts as they are found.

    Attributes:
        over_month: Money by name.
        runs: What a segment reads, by name, in order of the paid days.
        holders: Whose amounts were asked for where they are not the person's own, by name.
    """

    over_month: dict[str, AmountOf] = field(default_factory=dict)
    runs: dict[str, list[Run]] = field(default_factory=dict)
    holders: dict[str, tuple[Holder, ...]] = field(default_factory=dict)


class PartlyKnownError(Exception):
    """A fact is known on some of the days that amounts are of, and on others not.

    Args:
        how: The word for what it is on the others, where they are known to have none.
    """

    def __init__(self, how: str = "") -> None:
        super().__init__(how)
        self.how = how


class AnotherUnknownError(Exception):
    """The amount of another is not known, or not whose it is.

    Args:
        name: The first thing that is missing, as `missing` lists it.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class InputValues:
    """Looks up what the inputs of a regulation are for any person and month of a pack.

    Args:
        profile: The regulation.
        tables: Names of the tables of the pack.
        attendance: When people serve.
        lookups: Scores, amounts, salaries, carried state.
        known: Months of which the facts are known.
        in_doubt: Nip and table of rows that were set aside.
        balances: What balances open with; None where the regulation has none.
    """

    def __init__(
        self,
        profile: Profile,
        tables: Collection[str],
        attendance: Attendance | SplicedAttendance,
        lookups: LookupIndex,
        known: KnownMonths,
        in_doubt: Collection[tuple[str, str]] = (),
        *,
        balances: BalanceReader | None = None,
    ) -> None:
        self.profile, self.attendance, self.lookups = profile, attendance, lookups
        self._tables, self._known, self._in_doubt = tables, known, in_doubt
        self._balances = balances
        self._made: dict[Post, tuple[Callable[[Mapping[str, Any]], Any], ...]] = {}

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
        if item.period[0] == BALANCES:
            return self._opening(item, asked)
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
        """An amount over the month, or what holds at its end where it is none of money.

        Raises:
            NotMade: it is the amount of another, and there is nobody whose it is.
            PartlyKnownError: it is the amount of another, and known on some days only.
            AnotherUnknownError: it is the amount of another, and not known.
        """
        paid = asked.served.paid
        days: Sequence[Day] = paid.days
        if not days and (not paid.whole or item.type.unit is not Unit.MONEY):
            # One day stands for the month.
            days = [(asked.served.month.last, asked.served.employee)]
        runs = self._runs(item, days, asked, amounts)
        if runs is None:
            return None
        if item.type.unit is Unit.MONEY:
            return self._money(item, runs, asked, amounts)
        scaled_runs = [
            (None if value is None else scaled(value, item), count) for value, count in runs
        ]
        if len({value for value, _ in scaled_runs}) > 1 and (
            item.name in self.profile.facts_beside_amounts
        ):
            raise Ambiguous
        amounts.runs[item.name] = scaled_runs if paid.days else []
        return scaled_runs[-1][0]

    def _money(
        self, item: Input, runs: Sequence[Run], asked: Asked, amounts: Amounts
    ) -> int | Fraction | None:
        """An amount of money over the month; nothing of days on which there is none."""
        own = [(value, count) for value, count in runs if value is not None]
        if len(own) < len(runs):
            beside = item.name in self.profile.facts_beside_amounts
            if beside or not item.may_be_none:
                raise PartlyKnownError(NOT_MADE)
            exact = [None if value is None else Fraction(value) for value, _ in runs]
            amounts.runs[item.name] = list(zip(exact, (n for _, n in runs), strict=True))
            return exact[-1]
        amount = amount_of(own, asked.served.paid.whole)
        amounts.over_month[item.name] = amount
        amounts.runs[item.name] = [(Fraction(value), count) for value, count in own]
        if not amount.segmented and amount.value.denominator != 1:
            raise TooPrecise.of(amount.value, 0)
        whole = amount.value.denominator == 1
        return int(amount.value) if whole else amount.value

    def _runs(
        self, item: Input, days: Sequence[Day], asked: Asked, amounts: Amounts
    ) -> list[Run] | None:
        """Amounts by stretches of days, None where there is nobody whose it is.

        Returns:
            None where one of them is not known.

        Raises:
            As :meth:`_amount`.
        """
        nip, lost = asked.served.nip, ""
        default = _unscaled(item) if self.may_default(item, nip) else None
        found: list[Run] = []
        unknown = 0
        holders: dict[Holder, None] = {}
        is_dated = item.post is not None and self._is_dated(item.post, nip)
        for employee, day, count in self.lookups.stretches(item.key, days, is_dated=is_dated):
            try:
                holder = self._holder(item.post, asked, employee, day)
            except AnotherUnknownError as missing:
                unknown, lost = unknown + 1, lost or missing.name
                continue
            if holder is None:
                found.append((None, count))
                continue
            holders[holder] = None
            value = self.lookups.amount_on(item.key, employee, day, holder)
            value = default if value is None else value
            if value is None:
                unknown += 1
                lost = lost or self._empty_cell(item, employee, day, holder)
            else:
                found.append((value, count))
        if item.post is not None:
            amounts.holders[item.name] = tuple(holders)
            _check_of_another(found, unknown, lost or _named(item, holders))
        elif unknown and lost:
            raise AnotherUnknownError(lost)
        return None if unknown else found

    def _empty_cell(self, item: Input, employee: Employee, day: date, holder: Holder) -> str:
        """The empty cell of a person by which an amount would be found, as `missing` lists it."""
        is_empty = holder.job_class is None and employee.lacks("job_class")
        if item.post is not None or self.profile.job_class is not None or not is_empty:
            return ""
        has_classes = self.lookups.lowest_class([item.key], employee, day) is not None
        return "employees.job_class" if has_classes else ""

    def _is_dated(self, post: Post, nip: str) -> bool:
        """Whether attributes that may change from day to day tell whose amount is asked for."""
        items = (self.profile.plan.inputs.get(name) for name in post.reads)
        return any(item is not None and self.lookups.is_dated(item, nip) for item in items)

    def _holder(
        self, post: Post | None, asked: Asked, employee: Employee, day: date
    ) -> Holder | None:
        """Whose amount is asked for on a day; None where there is nobody.

        Raises:
            AnotherUnknownError: nobody knows.
        """
        if post is None:
            return Holder(employee.nip, employee.position, asked.class_of(employee))
        facts = {**asked.known_of(employee)}
        for name in sorted(post.reads):
            item = self.profile.plan.inputs.get(name)
            if item is None:
                if name in lacking(employee) or _is_empty(employee, name):
                    raise AnotherUnknownError(f"employees.{COLUMN_OF.get(name, name)}")
                continue
            try:
                facts[name] = self._attribute_on(item, asked.served.nip, day)
                is_known = facts[name] is not None
            except (NoRow, Ambiguous, TooPrecise):
                is_known = False
            except NotMade:
                facts[name], is_known = None, name not in post.bare
            if not is_known:
                raise AnotherUnknownError(f"{item.table}.{item.key}")
        job_class, position = (of(facts) for of in self._formulas(post))
        if job_class is None and position is None:
            return None
        return Holder(position=position, job_class=job_class)

    def _formulas(self, post: Post) -> tuple[Callable[[Mapping[str, Any]], Any], ...]:
        """Functions of the class and of the post that are asked for."""
        if post not in self._made:
            both = (post.job_class, post.position)
            self._made[post] = tuple(
                _nothing if one is None else compile_expr(one) for one in both
            )
        return self._made[post]

    def may_default(self, item: Input, nip: str) -> bool:
        """Whether no row means what the law says of no row: the table is there, and whole."""
        whole = item.table == "carried" or item.table in self._tables
        return whole and not self.is_lost(item, nip)

    def _opening(self, item: Input, asked: Asked) -> int:
        """What a balance opens with, or what is too young to lapse, scaled.

        Raises:
            NoRow: nothing is carried, and an earlier month is not known.
        """
        assert self._balances is not None
        read = self._balances.recent if item.period[1] else self._balances.opening
        found = read(item, asked.served.nip, asked.served.month)
        if found is None:
            raise NoRow
        return found

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


def _named(item: Input, holders: Iterable[Holder]) -> str:
    """The row that is missing: `amounts.tpp (job_class 7)`."""
    said = [
        f"{name} {value}"
        for holder in holders
        for name in ("position", "job_class")
        if (value := getattr(holder, name)) is not None
    ]
    return f"{item.table}.{item.key} ({', '.join(said)})"


def _check_of_another(found: Sequence[Run], unknown: int, lost: str) -> None:
    """Tell what is no amount of the whole month; `lost` names what is missing."""
    if unknown and found:
        raise PartlyKnownError
    if unknown:
        raise AnotherUnknownError(lost)
    if found and all(value is None for value, _ in found):
        raise NotMade


def _is_empty(employee: Employee, name: str) -> bool:
    """Whether nobody filled the cell of an employees row that tells a fact."""
    return name in OPEN_COLUMNS and employee.lacks(name)


def _nothing(_: Mapping[str, Any]) -> None:
    """What is asked for where the regulation does not say it."""
