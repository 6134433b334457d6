"""What formulas of the month read of a person: facts of the month, amounts, scores, windows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil, floor
from typing import Any

from masker_rules.attendance import Attendance
from masker_rules.attendance.index import Facts
from masker_rules.attendance.spliced import SplicedAttendance
from masker_rules.engine.balances import BalanceReader
from masker_rules.engine.gaps import (
    Gap,
    carried_gap,
    forced_gap,
    input_gap,
    window_gap,
)
from masker_rules.engine.history import History, nothing_of
from masker_rules.engine.input_values import (
    Amounts,
    AnotherUnknownError,
    Asked,
    InputValues,
    PartlyKnownError,
    Served,
)
from masker_rules.engine.known import KnownMonths
from masker_rules.engine.lookups import (
    Ambiguous,
    ClassOf,
    Holder,
    LookupIndex,
    NoRow,
    NotMade,
    TooPrecise,
)
from masker_rules.engine.open_points import lacking
from masker_rules.engine.people import row_of
from masker_rules.engine.pools import Pooled, PoolReader
from masker_rules.engine.profile import Profile
from masker_rules.engine.segments import (
    AmountOf,
    Day,
    OneRow,
    PaidDays,
    Run,
    Segment,
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
from masker_rules.language.job_class import CLASS
from masker_rules.language.plan import OVERPAYMENT, POOLS, Input, Plan
from masker_rules.periods import Month
from masker_rules.units import Unit

__all__ = ["FactReader", "MonthFacts", "Served", "deductions_of"]


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """Facts of a month.

    Attributes:
        facts: By name, scaled.
        gaps: What is missing of them.
        unread: Those that are missing and decide nothing that is paid.
        amounts: Amounts of money as found.
        holders: Whose amounts were asked for where they are not the person's own.
        segments: What holds in each segment; None where nothing changes within the month.
        pooled: What pools tell, by the name of the input.
    """

    facts: dict[str, Any]
    gaps: list[Gap]
    unread: set[str]
    amounts: Mapping[str, AmountOf]
    holders: Mapping[str, tuple[Holder, ...]]
    segments: tuple[Segment, ...] | None
    pooled: Mapping[str, Pooled]


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
        pools: What people have together; None where the regulation has no pools.
        balances: What balances open with; None where it has none.
    """

    def __init__(  # noqa: PLR0913  (tables of a pack, each by its reader)
        self,
        profile: Profile,
        tables: Collection[str],
        attendance: Attendance | SplicedAttendance,
        lookups: LookupIndex,
        known: KnownMonths,
        asked: frozenset[str] | None = None,
        in_doubt: Collection[tuple[str, str]] = (),
        *,
        pools: PoolReader | None = None,
        balances: BalanceReader | None = None,
    ) -> None:
        self.profile, self.plan = profile, profile.plan
        self.attendance, self.lookups = attendance, lookups
        self._values = InputValues(
            profile, tables, attendance, lookups, known, in_doubt, balances=balances
        )
        self._pools = pools
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
        own = [item for item in inputs if item.table != POOLS]
        self._inputs = [(item, f"{item.table}.{item.key}") for item in own]
        # Points are worked out before what they share: who asks for them asks for no share of it.
        self._of_pools = [
            item
            for item in inputs
            if item.table == POOLS and (asked is None or item.name in asked)
        ]
        self._windows = [one for one in self.plan.windows if one.fact in self._read]
        self._calendar: dict[Month, dict[str, Any]] = {}
        self._needed_facts = profile.pay_program.facts if asked is None else asked
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
        known_of = self._known_of(facts, month)
        asked = Asked(served, self._class_of(known_of, sanctions), known_of)
        amounts = self._month_facts(facts, gaps, asked, unread)
        pooled = {item.name: self._pooled(item, served, gaps, unread) for item in self._of_pools}
        # Who is paid by no row of the month has no segments, whatever the month is shared by.
        cuts = self._segments(facts, gaps, asked, amounts) if served.is_paid else None
        return MonthFacts(facts, gaps, unread, amounts.over_month, amounts.holders, cuts, pooled)

    def add_windows(self, found: MonthFacts, nip: str, month: Month) -> Iterator[Gap]:
        """Add what windows do not see: told by `carried`, else a gap."""
        for window in self._windows:
            unseen = self.history.unseen(window, nip, month)
            carried = self.history.carried(window, nip, month)
            found.facts[window.fact] = nothing_of(window) if carried is None else carried
            if unseen and carried is None and window.fact in self._needed_facts:
                span = f"{unseen[0]}..{unseen[-1]}" if len(unseen) > 1 else str(unseen[0])
                table = self.history.untold(window, unseen)
                name = f"carried.{window.key}" if window.key else f"{table} {span}"
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
        asked = Asked(served, own_class, self._known_of(served.facts, served.month))
        for item in self._eligibility_inputs:
            try:
                value = self._values.of(item, asked, Amounts())
            except NotMade:
                if not item.may_be_none:
                    return None
                found[item.name] = None
                continue
            except NoRow:
                value = item.default if self._values.may_default(item, served.nip) else None
            except (Ambiguous, TooPrecise, AnotherUnknownError, PartlyKnownError):
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
        self, known_of: Callable[[Employee], Mapping[str, Any]], sanctions: Sequence[Any]
    ) -> ClassOf:
        """The class by which an employees row looks up its amounts in a month."""
        program = self.profile.job_class
        if program is None:
            return own_class

        def class_of(employee: Employee) -> int | None:
            rows = {"sanction": sanctions}
            found: int | None = program.run(known_of(employee), rows, _must_be_known)[CLASS]
            return found

        return class_of

    def _known_of(
        self, facts: Mapping[str, Any], month: Month
    ) -> Callable[[Employee], Mapping[str, Any]]:
        """What is known of the person before any amount is, by the employees row."""

        def known_of(employee: Employee) -> Mapping[str, Any]:
            own = {"lowest_class": self._lowest_class(employee, month)}
            return {**facts, **person_facts(employee), **own}

        return known_of

    def _month_facts(
        self,
        facts: dict[str, Any],
        gaps: list[Gap],
        asked: Asked,
        unread: set[str],
    ) -> Amounts:
        amounts = Amounts()
        for item, key in self._inputs:
            name, is_lost = key, True
            try:
                value = self._values.of(item, asked, amounts)
            except (Ambiguous, TooPrecise, AnotherUnknownError) as wrong:
                value, name = None, _named(wrong, name)
            except NotMade:
                if item.may_be_none:
                    facts[item.name] = None
                    continue
                value, name = None, f"{name} ({NOT_MADE})"
            except PartlyKnownError as wrong:
                name = f"{name} ({wrong.how})" if wrong.how else name
                # States of the whole month would hold no month that is mixed.
                gaps += [forced_gap(name)] if item.name in self._needed_facts else []
                unread |= {item.name} - self._needed_facts
                facts[item.name] = _placeholder(item)
                continue
            except NoRow:
                nip = asked.served.nip
                is_lost = self._values.is_lost(item, nip)
                value = item.default if self._values.may_default(item, nip) else None
            if value is None:
                if item.name in self._needed_facts:
                    make = carried_gap if item.table == "carried" else input_gap
                    gaps.append(make(self.plan, item, name, is_lost=is_lost))
                else:
                    unread.add(item.name)
                value = _placeholder(item)
            facts[item.name] = value
        return amounts

    def _pooled(self, item: Input, served: Served, gaps: list[Gap], unread: set[str]) -> Pooled:
        """What a pool tells the person."""
        assert self._pools is not None
        found = self._pools.of(item, served.nip, served.employee.unit, served.month)
        value = found.low * 10**item.type.scale
        served.facts[item.name] = value if item.type.ratio else int(value)
        if item.name not in self._needed_facts:
            unread |= set() if found.is_known else {item.name}
        elif not found.is_known:
            gaps.append(_pool_gap(self.plan, item, found))
        return found

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
        self, facts: dict[str, Any], gaps: list[Gap], asked: Asked, amounts: Amounts
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

    def _open_in_segments(self, asked: Asked, person: frozenset[str]) -> Iterator[Gap]:
        """Empty cells of other rows of the month: only those of the last are tried."""
        own, days = asked.served.employee, asked.served.paid.days
        rows = {id(row): row for row, _, _ in stretches(days) if row is not own}
        for name in sorted({n for row in rows.values() for n in lacking(row) & person}):
            yield forced_gap(f"employees.{COLUMN_OF.get(name, name)}")


def own_class(employee: Employee) -> int | None:
    """The class of a person, by which amounts are looked up where no formula tells another."""
    return employee.job_class


def _pool_gap(plan: Plan, item: Input, found: Pooled) -> Gap:
    """What a pool tells may be anything between two values."""
    key = f"{item.table}.{item.key}"
    name = f"{key} ({', '.join(found.missing)})" if found.missing else key
    factor = 10**item.type.scale
    high = None if found.high is None else ceil(found.high * factor)
    own = replace(item, low=floor(found.low * factor), high=high)
    return input_gap(plan, own, name)


def deductions_of(
    lookups: LookupIndex, pack: Facts, nip: str, month: Month, plan: Plan
) -> Iterator[tuple[str, int]]:
    """Recovered over-payment, then the fixed deductions of the pack, in order of code.

    They are taken once, from the ordinary month; a run takes only what its own lines say.
    """
    if plan.run:
        return
    over = lookups.carried(nip, str(month), OVERPAYMENT)
    if over:
        yield OVERPAYMENT, int(over)
    sums: dict[str, int] = {}
    for row in pack.by_nip("deductions").get(nip, ()):
        if row.period == str(month):
            sums[row.code] = sums.get(row.code, 0) + int(row.amount)
    yield from sorted(sums.items())


def _named(wrong: Ambiguous | TooPrecise | AnotherUnknownError, name: str) -> str:
    """How `missing` lists a value that is there and says nothing, or that of another."""
    if isinstance(wrong, AnotherUnknownError):
        return wrong.name
    if isinstance(wrong, Ambiguous):
        return f"{name} (ambiguous-amount)"
    return f"{name} (too-precise{f': {wrong.told}' if wrong.told else ''})"


def _placeholder(item: Input) -> Any:
    """What stands for a value that nobody knows."""
    if item.type.unit is Unit.FLAG:
        return False
    if item.type.unit is Unit.DATE:
        return item.low
    return 0 if item.type.numeric else next(iter(item.words), None)


def _is_one(name: str, runs: Sequence[Run], facts: Mapping[str, Any], amounts: Amounts) -> bool:
    """Whether what amounts read never changes, and is what the month has of it."""
    return len(runs) == 1 and (name in amounts.over_month or runs[0][0] == facts[name])


def _must_be_known(name: str) -> Any:
    raise AssertionError(name)
