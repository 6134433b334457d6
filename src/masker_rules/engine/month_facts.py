"""What formulas of the month read of a person: facts of the month, amounts, scores, windows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from masker_rules.attendance import Attendance
from masker_rules.attendance.index import Facts
from masker_rules.attendance.spliced import SplicedAttendance
from masker_rules.engine.gaps import (
    Gap,
    carried_gap,
    forced_gap,
    input_gap,
    window_gap,
)
from masker_rules.engine.history import History, nothing_of
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
from masker_rules.engine.month_rows import row_of
from masker_rules.engine.open_points import lacking
from masker_rules.engine.profile import Profile
from masker_rules.engine.segments import (
    AmountOf,
    Day,
    OneRow,
    PaidDays,
    Run,
    Segment,
    amount_of,
    paid_days,
    segments_of,
    stretches,
)
from masker_rules.facts.definition import NOT_MADE
from masker_rules.facts.person import (
    COLUMN_OF,
    PERSON_FACTS,
    months_of_service,
    person_facts,
)
from masker_rules.facts.rows import Employee
from masker_rules.language.attribute_words import ATTRIBUTES
from masker_rules.language.job_class import CLASS
from masker_rules.language.plan import OVERPAYMENT, Input
from masker_rules.periods import Month
from masker_rules.units import Unit

__all__ = ["FactReader", "MonthFacts", "Served", "deductions_of"]


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
class MonthFacts:
    """Facts of a month.

    Attributes:
        facts: By name, scaled.
        gaps: What is missing of them.
        unread: Those that are missing and decide nothing that is paid.
        amounts: Amounts of money as found.
        segments: What holds in each segment; None where nothing changes within the month.
    """

    facts: dict[str, Any]
    gaps: list[Gap]
    unread: set[str]
    amounts: Mapping[str, AmountOf]
    segments: tuple[Segment, ...] | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose scores and amounts are looked up, and by which class."""

    served: Served
    class_of: ClassOf


@dataclass(slots=True)
class _Amounts:
    """Amounts as they are found.

    Attributes:
        over_month: Money by name.
        runs: What a segment reads, by name, in order of the paid days.
    """

    over_month: dict[str, AmountOf] = field(default_factory=dict)
    runs: dict[str, list[Run]] = field(default_factory=dict)


class _PartlyKnownError(Exception):
    """An attribute is known on some of the days that amounts are of, and on others not."""


class FactReader:
    """Reads the facts of any month of the people of one pack under one profile.

    Args:
        profile: The regulation.
        tables: Names of the tables of the pack.
        attendance: When people serve.
        lookups: Scores, amounts, salaries, carried state.
        known: Months of which the facts are known.
        asked: Month facts of which it matters that they are missing; None is all that decide
            what is paid and what is told beside it.
        in_doubt: Nip and table of rows that were set aside.
    """

    def __init__(
        self,
        profile: Profile,
        tables: Collection[str],
        attendance: Attendance | SplicedAttendance,
        lookups: LookupIndex,
        known: KnownMonths,
        asked: frozenset[str] | None = None,
        in_doubt: Collection[tuple[str, str]] = (),
    ) -> None:
        self.profile, self.plan = profile, profile.plan
        self.tables, self.attendance = tables, attendance
        self.lookups, self.known = lookups, known
        self.history = History(attendance, lookups, known)
        # What is traced is read; what is missing matters only where the result needs it.
        self._read = profile.program().facts
        self._eligibility = profile.eligibility
        self._eligibility_reads = sorted(self._eligibility.facts)
        self._eligibility_inputs = [
            item for item in self.plan.inputs.values() if item.name in self._eligibility.facts
        ]
        self._reads_lowest = "lowest_class" in self._read | profile.class_facts
        inputs = [item for item in self.plan.inputs.values() if item.name in self._read]
        self._inputs = [(item, f"{item.table}.{item.key}") for item in inputs]
        self._windows = [one for one in self.plan.windows if one.fact in self._read]
        self._calendar: dict[Month, dict[str, Any]] = {}
        self._needed_facts = profile.pay_program.facts if asked is None else asked
        self._in_doubt = in_doubt
        # Eligibility is told by a few facts that many people share.
        self._paid: dict[tuple[Any, ...], bool] = {}

    def served(
        self, nip: str, month: Month, days: Sequence[int], segments: Sequence[int], whole: int
    ) -> Served:
        """A month of a person.

        Args:
            nip: The person.
            month: The month.
            days: Ordinals of its scheduled days of service.
            segments: The number of the employees row of each of them.
            whole: Working days of the month on the person's schedules.
        """
        rows = self.attendance.segments(nip)
        calendar = self._calendar_facts(nip, month)
        facts = [
            {**calendar, **person_facts(row), "months_of_service": months_of_service(row, month)}
            for row in rows
        ]
        paid = [
            index
            for index, (row, own) in enumerate(zip(rows, facts, strict=True))
            if self._is_paid(nip, month, row, own)
        ]
        serving: Sequence[Day]
        if len(rows) == 1:
            holds, serving = 0, OneRow(days, rows[0]) if paid else ()
        else:
            numbered = [
                (day, index) for day, index in zip(days, segments, strict=True) if index in paid
            ]
            holds = numbered[-1][1] if numbered else row_of(rows, month)
            serving = [(date.fromordinal(day), rows[index]) for day, index in numbered]
        shared_by = self._paid_days(nip, month, PaidDays(serving, whole), paid)
        return Served(nip, month, rows[holds], bool(paid), shared_by, facts[holds])

    def read(self, served: Served, sanctions: Sequence[Any]) -> MonthFacts:
        """Its facts.

        Args:
            served: Of :meth:`served`.
            sanctions: In force in the month.
        """
        employee, month, gaps = served.employee, served.month, list[Gap]()
        unread: set[str] = set()
        facts = served.facts
        facts["lowest_class"] = self._lowest_class(employee, month)
        asked = _Asked(served, self._class_of(facts, sanctions, month))
        amounts = self._month_facts(facts, gaps, asked, unread)
        # Who is paid by no row of the month has no segments, whatever the month is shared by.
        cuts = self._segments(facts, gaps, asked, amounts) if served.is_paid else None
        return MonthFacts(facts, gaps, unread, amounts.over_month, cuts)

    def add_windows(self, found: MonthFacts, nip: str, month: Month) -> Iterator[Gap]:
        """Add what windows do not see: told by `carried`, else a gap."""
        for window in self._windows:
            unseen = self.history.unseen(window, nip, month)
            carried = self.history.carried(window, nip, month)
            found.facts[window.fact] = nothing_of(window) if carried is None else carried
            if unseen and carried is None and window.fact in self._needed_facts:
                span = f"{unseen[0]}..{unseen[-1]}" if len(unseen) > 1 else str(unseen[0])
                name = f"carried.{window.key}" if window.key else f"punches {span}"
                yield window_gap(self.plan, window, name)

    def _calendar_facts(self, nip: str, month: Month) -> dict[str, Any]:
        """What the month is, and how many days of it the person serves where that is read."""
        if month not in self._calendar:
            self._calendar[month] = {
                "month_of_year": month.month,
                "year": month.year,
                "first_day": month.first.toordinal(),
                "last_day": month.last.toordinal(),
                "days": month.days,
            }
        if "days_in_service" not in self._read:
            return self._calendar[month]
        served = len(self.attendance.days_served(nip, month))
        return {**self._calendar[month], "days_in_service": served}

    def _is_paid(self, nip: str, month: Month, row: Employee, facts: dict[str, Any]) -> bool:
        """Whether the days of an employees row earn anything; where that is open they may."""
        if facts["category"] is None:
            return True
        if self._eligibility_inputs:
            told = self._told_of_eligible(
                Served(nip, month, row, is_paid=True, paid=PaidDays((), 0), facts=facts)
            )
            if told is None:
                return True
            facts = {**facts, **told}
        key = tuple([facts.get(name, 0) for name in self._eligibility_reads])
        if key not in self._paid:
            known = {**dict.fromkeys(self._eligibility_reads, 0), **facts}
            rows: dict[str, Sequence[Any]] = dict.fromkeys(self._eligibility.grains, ())
            found = self._eligibility.run(known, rows, lambda _: None)
            self._paid[key] = bool(found[self.plan.eligible])
        return self._paid[key]

    def _told_of_eligible(self, served: Served) -> dict[str, Any] | None:
        """The inputs by which it is decided who is paid; None where one of them is not known."""
        found: dict[str, Any] = {}
        asked = _Asked(served, lambda employee: employee.job_class)
        for item in self._eligibility_inputs:
            try:
                value = self._value(item, asked, _Amounts())
            except NotMade:
                if not item.may_be_none:
                    return None
                found[item.name] = None
                continue
            except NoRow:
                value = item.default if self._may_default(item, served.nip) else None
            except (Ambiguous, TooPrecise):
                value = None
            if value is None:
                return None
            found[item.name] = value
        return found

    def _lowest_class(self, employee: Employee, month: Month) -> int | None:
        """The lowest class with an amount of `tpp`, or of any component that is read."""
        if not self._reads_lowest:
            return None
        for components in (["tpp"], sorted(item.key for item, _ in self._inputs)):
            found = self.lookups.lowest_class(components, employee, month.last)
            if found is not None:
                return found
        return None

    def _class_of(
        self, facts: Mapping[str, Any], sanctions: Sequence[Any], month: Month
    ) -> ClassOf:
        """The class by which an employees row looks up its amounts in a month."""
        program = self.profile.job_class
        if program is None:
            return lambda employee: employee.job_class

        def class_of(employee: Employee) -> int | None:
            own = {"lowest_class": self._lowest_class(employee, month)}
            known = {**facts, **person_facts(employee), **own}
            rows = {"sanction": sanctions}
            found: int | None = program.run(known, rows, _must_be_known)[CLASS]
            return found

        return class_of

    def _month_facts(
        self,
        facts: dict[str, Any],
        gaps: list[Gap],
        asked: _Asked,
        unread: set[str],
    ) -> _Amounts:
        amounts = _Amounts()
        for item, key in self._inputs:
            name, is_lost = key, True
            try:
                value = self._value(item, asked, amounts)
            except Ambiguous:
                value, name = None, f"{name} (ambiguous-amount)"
            except TooPrecise:
                value, name = None, f"{name} (too-precise)"
            except NotMade:
                if item.may_be_none:
                    facts[item.name] = None
                    continue
                value, name = None, f"{name} ({NOT_MADE})"
            except _PartlyKnownError:
                # States of the whole month would hold no month that is mixed.
                gaps += [forced_gap(name)] if item.name in self._needed_facts else []
                unread |= {item.name} - self._needed_facts
                facts[item.name] = _placeholder(item)
                continue
            except NoRow:
                nip = asked.served.nip
                is_lost = (nip, item.table) in self._in_doubt
                value = item.default if self._may_default(item, nip) else None
            if value is None:
                if item.name in self._needed_facts:
                    make = carried_gap if item.table == "carried" else input_gap
                    gaps.append(make(self.plan, item, name, is_lost=is_lost))
                else:
                    unread.add(item.name)
                value = _placeholder(item)
            facts[item.name] = value
        return amounts

    def _paid_days(
        self, nip: str, month: Month, working: PaidDays, paid: Sequence[int]
    ) -> PaidDays:
        sharing = self.plan.sharing
        if sharing.by == "working_days" and sharing.service != "full":
            return paid_days(sharing, working, (), month)
        rows = self.attendance.segments(nip)
        served: Sequence[Day]
        if len(rows) == 1:
            served = OneRow(self.attendance.days_served(nip, month), rows[0]) if paid else ()
        else:
            dated = self.attendance.served(nip, month)
            served = [(day, rows[index]) for day, index in dated if index in paid]
        return paid_days(sharing, working, served, month)

    def _segments(
        self, facts: dict[str, Any], gaps: list[Gap], asked: _Asked, amounts: _Amounts
    ) -> tuple[Segment, ...] | None:
        """The segments of a month with a change, None where it has none; amounts become shares."""
        paid = asked.served.paid
        if not paid.whole and not paid.days:
            return None
        is_even = isinstance(paid.days, OneRow) and len(paid.days) >= paid.whole
        if is_even and all(
            _is_one(name, runs, facts, amounts) for name, runs in amounts.runs.items()
        ):
            return None
        person = self.profile.amount_facts & PERSON_FACTS
        gaps += self._open_in_segments(asked, person)
        found = segments_of(paid.days, amounts.runs, person - lacking(asked.served.employee))
        changed = any(facts[name] != v for one in found for name, v in one.facts.items())
        if len(paid.days) >= paid.whole and not changed:
            return None
        for name, amount in amounts.over_month.items():
            facts[name] = amount.value
        return found

    def _open_in_segments(self, asked: _Asked, person: frozenset[str]) -> Iterator[Gap]:
        """Empty cells of other rows of the month: only those of the last are tried."""
        own, days = asked.served.employee, asked.served.paid.days
        rows = {id(row): row for row, _, _ in stretches(days) if row is not own}
        for name in sorted({n for row in rows.values() for n in lacking(row) & person}):
            yield forced_gap(f"employees.{COLUMN_OF.get(name, name)}")

    def _value(
        self,
        item: Input,
        asked: _Asked,
        amounts: _Amounts,
    ) -> Any:
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

    def _attribute(self, item: Input, asked: _Asked, amounts: _Amounts) -> Any:
        """An attribute on the last day of service of the month; by segments where amounts ask.

        Raises:
            _PartlyKnownError: amounts ask for it, and it is known on some of the days only.
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
            _PartlyKnownError: they are known of some of the days.
        """
        nip, days = served.nip, served.paid.days
        if not self.lookups.is_dated(item, nip):
            is_known, value = self._told_on(item, nip, days[0][0])
            return [(value, len(days))] if is_known else None
        told = [self._told_on(item, nip, day) for day, _ in days]
        known = {is_known for is_known, _ in told}
        known |= {self._told_on(item, nip, day)[0] for day in beside}
        if len(known) > 1:
            raise _PartlyKnownError
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
            if not self._may_default(item, nip):
                raise
            if item.none_without_row:
                raise NotMade from None
            if item.default is None:
                raise
            return item.default

    def _amount(self, item: Input, asked: _Asked, amounts: _Amounts) -> Any:
        """An amount over the month, or what holds at its end where it is none of money."""
        paid = asked.served.paid
        days: Sequence[tuple[date, Employee]] = paid.days
        if not days and (not paid.whole or item.type.unit is not Unit.MONEY):
            # One day stands for the month.
            days = [(asked.served.month.last, asked.served.employee)]
        default = _unscaled(item) if self._may_default(item, asked.served.nip) else None
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

    def _may_default(self, item: Input, nip: str) -> bool:
        """Whether no row means what the law says of no row: the table is there, and whole."""
        whole = item.table == "carried" or item.table in self.tables
        return whole and (nip, item.table) not in self._in_doubt

    def _carried(self, item: Input, asked: _Asked) -> Decimal:
        """State from before the pack; of a year it is 0 where the whole year is known.

        Raises:
            NoRow: nothing is carried, and months that the pack does not know may hold something.
        """
        kind, back = item.period
        if kind == "month":
            month = asked.served.month.plus(-back)
            found = self.lookups.carried(asked.served.nip, str(month), item.key)
        else:
            month = Month(asked.served.month.year - back, 12) if back else asked.served.month
            found = self.lookups.carried_in_year(asked.served.nip, month, item.key)
            rows = self.attendance.segments(asked.served.nip)
            starts = [row.service_start for row in rows if row.service_start is not None]
            since = min(starts) if len(starts) == len(rows) else None
            if found is None and self.known.year_before(month, since) and not back:
                return Decimal(0)
        if found is None:
            raise NoRow
        return found


def deductions_of(
    lookups: LookupIndex, pack: Facts, nip: str, month: Month
) -> Iterator[tuple[str, int]]:
    """Recovered over-payment, then the fixed deductions of the pack, in order of code."""
    over = lookups.carried(nip, str(month), OVERPAYMENT)
    if over:
        yield OVERPAYMENT, int(over)
    sums: dict[str, int] = {}
    for row in pack.by_nip("deductions").get(nip, ()):
        if row.period == str(month):
            sums[row.code] = sums.get(row.code, 0) + int(row.amount)
    yield from sorted(sums.items())


def _placeholder(item: Input) -> Any:
    """What stands for a value that nobody knows."""
    if item.type.unit is Unit.FLAG:
        return False
    if item.type.unit is Unit.DATE:
        return item.low
    return 0 if item.type.numeric else next(iter(item.words), None)


def _is_one(name: str, runs: Sequence[Run], facts: Mapping[str, Any], amounts: _Amounts) -> bool:
    """Whether what amounts read never changes, and is what the month has of it."""
    return len(runs) == 1 and (name in amounts.over_month or runs[0][0] == facts[name])


def _must_be_known(name: str) -> Any:
    raise AssertionError(name)


def _unscaled(item: Input) -> Decimal | None:
    """The default of an amount as its table writes it: rupiah, percents, minutes."""
    if not isinstance(item.default, int):
        return None
    value = Decimal(item.default).scaleb(-item.type.scale)
    if item.type.unit is Unit.DURATION:
        return value / 60
    return value * 100 if item.type.unit is Unit.PERCENT else value
