"""From a pack to the inputs of one computation: facts, rows, and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from masker_rules.attendance import MonthAttendance, Note
from masker_rules.calendars import Calendar
from masker_rules.engine.gaps import (
    Gap,
    carried_gap,
    forced_gap,
    input_gap,
    window_gap,
)
from masker_rules.engine.history import History, nothing_of, reached_months
from masker_rules.engine.known import KnownMonths
from masker_rules.engine.leave_gaps import child_gaps
from masker_rules.engine.lookups import (
    Ambiguous,
    ClassOf,
    LookupIndex,
    NoRow,
    TooPrecise,
    scaled,
)
from masker_rules.engine.memory import Memory
from masker_rules.engine.month_rows import Kept, MonthRows, row_of
from masker_rules.engine.open_points import OpenPoints, lacking
from masker_rules.engine.profile import Profile
from masker_rules.engine.report_gaps import has_open_report, report_gaps
from masker_rules.engine.sanctions import months_read
from masker_rules.engine.segments import (
    AmountOf,
    PaidDays,
    Run,
    Segment,
    amount_of,
    paid_days,
    segments_of,
)
from masker_rules.facts import Pack, SetAside
from masker_rules.facts.person import (
    PERSON_FACTS,
    months_of_service,
    person_facts,
)
from masker_rules.facts.rows import Employee, Sanction
from masker_rules.language.job_class import CLASS
from masker_rules.language.plan import Input
from masker_rules.periods import Month
from masker_rules.units import Unit

__all__ = ["InputReader", "Inputs", "calendar_of"]


@dataclass(slots=True)
class Inputs:
    """What one computation reads.

    Attributes:
        facts: Month facts by name, scaled.
        rows: Rows by grain.
        gaps: What is missing, in order of name.
        notes: What to tell beside the result.
        attendance: Day facts, for explanations.
        employee: The employees row that holds at the end of the month's service.
        amounts: Amounts of money as found, with the stretches of the month.
        segmented: Amounts are exact shares of several segments.
        segments: What holds in each of them; none where nothing of the month is paid.
        divisor: Days of the whole month that they are shares of.
        in_service: Whether the person served on any day of the month.
        open_counts: Counts that cannot be told.
    """

    facts: dict[str, Any]
    rows: dict[str, Sequence[Any]]
    gaps: list[Gap]
    notes: list[Note]
    attendance: MonthAttendance
    employee: Employee
    amounts: Mapping[str, AmountOf]
    segmented: bool
    in_service: bool
    segments: tuple[Segment, ...] = ()
    divisor: int = 1
    open_counts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose scores and amounts are looked up, and over which paid days."""

    nip: str
    month: Month
    employee: Employee
    paid: PaidDays
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


def calendar_of(
    profile: Profile,
    known: KnownMonths,
    months: Sequence[Month],
    sanctions: Sequence[Sanction],
) -> Calendar:
    """The calendar of the months, and of all that their windows and sanctions reach.

    Raises:
        CalendarError: a year has no calendar, or rows contradict each other.
    """
    reached = reached_months(known, months, profile.program().earlier)
    decided = months_read(profile.plan.sanctions, sanctions)
    return profile.calendar((*reached, *sorted(decided)))


class InputReader:
    """Reads inputs of any person and month of one pack under one profile.

    Args:
        profile: The regulation.
        pack: The facts.
        months: Those that are read.
        as_of: Last known day; None is the end of the months.
        known: Further months of which the facts are known, where the pack is a part of another.
        asked: Month facts of which it matters that they are missing; None is all that decide
            what is paid and what is told beside it.
        memory: What readers of other regulations made of the pack; None = nothing.
    """

    def __init__(
        self,
        profile: Profile,
        pack: Pack,
        months: Sequence[Month],
        as_of: date | None,
        known: Collection[Month] = (),
        *,
        asked: frozenset[str] | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.profile = profile
        self.pack = pack
        self.plan = profile.plan
        self._grains = profile.program().grains
        self._earlier = profile.program().earlier
        self.known = KnownMonths(pack, {*months, *known})
        self.calendar = calendar_of(profile, self.known, months, pack.rows("sanctions"))
        memory, is_shared = memory or Memory(), memory is not None
        made_of = pack, as_of, self.calendar.digest, profile.attendance_by
        self.attendance = memory.of(
            "attendance", made_of, lambda: profile.attendance(self.calendar, pack, as_of)
        )
        # A month is asked for again by another regulation, or by the windows of later months.
        is_asked_again = is_shared or (self._earlier and len(months) > 1)
        kept: Kept | None = memory.of("months", made_of, dict) if is_asked_again else None
        self.lookups = LookupIndex(pack)
        self.history = History(self.attendance, self.lookups, self.known)
        # What is traced is read; what is missing matters only where the result needs it.
        self._read = profile.program().facts
        self._eligibility = profile.eligibility
        by_class = profile.job_class
        self._class_facts = by_class.facts if by_class is not None else frozenset[str]()
        needed = profile.pay_program
        self._needed_facts = needed.facts if asked is None else asked
        self._needed_grains = needed.grains
        self.rows = MonthRows(profile, pack, self.attendance, self.lookups, self.known, kept)
        self.open = OpenPoints(profile, pack, self._class_facts)
        self._aside: dict[str, list[SetAside]] = {}
        for aside in pack.set_aside:
            if aside.nip is not None and not aside.is_repeat:
                self._aside.setdefault(aside.nip, []).append(aside)

    def read(self, nip: str, month: Month) -> Inputs:
        """Everything that the plan needs of one person and month."""
        attendance = self.rows.attended(nip, month)
        segments = self.attendance.segments(nip)
        facts = self._calendar_facts(nip, month)
        paid = [index for index, row in enumerate(segments) if self._is_paid(row, month, facts)]
        serving = [(day.date, day.segment) for day in attendance.days if day.segment in paid]
        in_service = self.attendance.serves(nip, month)
        last = serving[-1][1] if serving else row_of(segments, month)
        employee = segments[last]
        gaps: list[Gap] = []
        unread: set[str] = set()
        dark: set[str] = set()
        facts |= person_facts(employee)
        facts["months_of_service"] = months_of_service(employee, month)
        facts["lowest_class"] = self._lowest_class(employee, month)
        monthly = self.rows.of_month(nip, month, employee, gaps, dark)
        class_of = self._class_of(facts, monthly["sanction"], month)
        working = PaidDays([(day, segments[i]) for day, i in serving], attendance.divisor_days)
        paid_ = self._paid_days(nip, month, working, paid)
        asked = _Asked(nip, month, employee, paid_, class_of)
        amounts = self._month_facts(facts, gaps, asked, unread)
        # Who is paid by no row of the month has no segments, whatever the month is shared by.
        cuts = self._segments(facts, gaps, asked, amounts) if paid else None
        rows = {**self.rows.of_attendance(nip, month, attendance, gaps), **monthly}
        rows |= self.rows.earlier(nip, month, gaps, dark)
        self._window_facts(facts, gaps, nip, month)
        gaps += self.open.person(employee)
        gaps += self.open.schedule(attendance)
        gaps += self.open.tables(attendance)
        gaps += child_gaps(self.plan, self._needed_grains, rows)
        gaps += report_gaps(self._needed_grains, rows)
        if has_open_report(rows):
            dark.add("activity")
        gaps += list(self.open.aside(self._aside.get(nip, ()), month, attendance, gaps))
        return Inputs(
            facts=facts,
            rows=rows,
            gaps=gaps,
            notes=list(attendance.notes),
            attendance=attendance,
            employee=employee,
            amounts=amounts.over_month,
            segmented=cuts is not None,
            segments=cuts or (),
            divisor=max(asked.paid.whole, len(asked.paid.days), 1),
            in_service=in_service,
            open_counts=self._open_counts(unread, dark, attendance),
        )

    # -------------------------------------------------------------- earlier months
    def _window_facts(
        self, facts: dict[str, Any], gaps: list[Gap], nip: str, month: Month
    ) -> None:
        """What windows do not see: told by `carried`, else a gap."""
        for window in self.plan.windows:
            if window.fact not in self._read:
                continue
            unseen = self.history.unseen(window, nip, month)
            carried = self.history.carried(window, nip, month)
            facts[window.fact] = nothing_of(window) if carried is None else carried
            if unseen and carried is None and window.fact in self._needed_facts:
                span = f"{unseen[0]}..{unseen[-1]}" if len(unseen) > 1 else str(unseen[0])
                name = f"carried.{window.key}" if window.key else f"punches {span}"
                gaps.append(window_gap(self.plan, window, name))

    def _calendar_facts(self, nip: str, month: Month) -> dict[str, Any]:
        """What the month is, and how many days of it the person serves where that is read."""
        facts: dict[str, Any] = {
            "month_of_year": month.month,
            "year": month.year,
            "first_day": month.first.toordinal(),
            "last_day": month.last.toordinal(),
            "days": month.last.day,
        }
        if "days_in_service" in self._read:
            facts["days_in_service"] = self.attendance.days_of_service(nip, month)
        return facts

    def _open_counts(
        self, facts: set[str], dark: set[str], attendance: MonthAttendance
    ) -> frozenset[str]:
        """Counts of what is not known and no rule reads: they are left out, pay is not."""
        if any(day.state != "known" for day in attendance.days):
            dark |= {"day", "event", "session"}
        if not attendance.events_known:
            dark.add("event")
        if not attendance.schedule_known:
            dark.add("calendar")
        if not self.pack.has("activities"):
            dark.add("activity")
        dark -= set(self._needed_grains)
        return frozenset(
            name
            for name, (read, grains) in self.profile.count_reads.items()
            if grains & dark or read & facts
        )

    def _is_paid(self, employee: Employee, month: Month, facts: Mapping[str, Any]) -> bool:
        """Whether the days of an employees row earn anything; an empty category may."""
        if employee.category is None:
            return True
        own = {**person_facts(employee), "months_of_service": months_of_service(employee, month)}
        known = {**dict.fromkeys(self._eligibility.facts, 0), **facts, **own}
        rows: dict[str, Sequence[Any]] = dict.fromkeys(self._eligibility.grains, ())
        return bool(self._eligibility.run(known, rows, lambda _: None)[self.plan.eligible])

    def _lowest_class(self, employee: Employee, month: Month) -> int | None:
        """The lowest class with an amount of `tpp`, or of any component that is read."""
        if "lowest_class" not in self._read | self._class_facts:
            return None
        read = sorted(item.key for item in self.plan.inputs.values() if item.name in self._read)
        for components in (["tpp"], read):
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

    # -------------------------------------------------------------- month facts
    def _month_facts(
        self,
        facts: dict[str, Any],
        gaps: list[Gap],
        asked: _Asked,
        unread: set[str],
    ) -> _Amounts:
        amounts = _Amounts()
        for item in self.plan.inputs.values():
            if item.name not in self._read:
                continue
            name = f"{item.table}.{item.key}"
            try:
                value = self._value(item, asked, amounts)
            except Ambiguous:
                value, name = None, f"{name} (ambiguous-amount)"
            except TooPrecise:
                value, name = None, f"{name} (too-precise)"
            except NoRow:
                value = item.default if self._may_default(item, asked.nip) else None
            if value is None:
                if item.name in self._needed_facts:
                    make = carried_gap if item.table == "carried" else input_gap
                    gaps.append(make(self.plan, item, name))
                else:
                    unread.add(item.name)
                value = 0 if item.type.numeric else next(iter(item.words), None)
            facts[item.name] = value
        return amounts

    def _paid_days(
        self, nip: str, month: Month, working: PaidDays, paid: Sequence[int]
    ) -> PaidDays:
        sharing = self.plan.sharing
        if sharing.by == "working_days" and sharing.service != "full":
            return paid_days(sharing, working, (), month)
        rows = self.attendance.segments(nip)
        served = [(day, rows[i]) for day, i in self.attendance.served(nip, month) if i in paid]
        return paid_days(sharing, working, served, month)

    def _segments(
        self, facts: dict[str, Any], gaps: list[Gap], asked: _Asked, amounts: _Amounts
    ) -> tuple[Segment, ...] | None:
        """The segments of a month with a change, None where it has none; amounts become shares."""
        paid = asked.paid
        if not paid.whole and not paid.days:
            return None
        person = self.profile.amount_facts & PERSON_FACTS
        gaps += self._open_in_segments(asked, person)
        found = segments_of(paid.days, amounts.runs, person - lacking(asked.employee))
        changed = any(facts[name] != v for one in found for name, v in one.facts.items())
        if len(paid.days) >= paid.whole and not changed:
            return None
        for name, amount in amounts.over_month.items():
            facts[name] = amount.value
        return found

    def _open_in_segments(self, asked: _Asked, person: frozenset[str]) -> Iterator[Gap]:
        """Empty cells of other rows of the month: only those of the last are tried."""
        rows = {id(row): row for _, row in asked.paid.days if row is not asked.employee}
        for name in sorted({n for row in rows.values() for n in lacking(row) & person}):
            yield forced_gap(f"employees.{'grade' if name == 'golongan' else name}")

    def _value(
        self,
        item: Input,
        asked: _Asked,
        amounts: _Amounts,
    ) -> Any:
        if item.table == "scores":
            found = self.lookups.score(item, asked.nip, asked.employee.unit, asked.month)
            return None if found is None else scaled(found, item)
        if item.table == "salaries":
            paid = self.lookups.salary(item, asked.nip, asked.month)
            return None if paid is None else scaled(paid, item)
        if item.table == "carried":
            return scaled(self._carried(item, asked), item)
        return self._amount(item, asked, amounts)

    def _amount(self, item: Input, asked: _Asked, amounts: _Amounts) -> Any:
        """An amount over the month, or what holds at its end where it is none of money."""
        paid = asked.paid
        days: Sequence[tuple[date, Employee]] = paid.days
        if not days and (not paid.whole or item.type.unit is not Unit.MONEY):
            # One day stands for the month.
            days = [(asked.month.last, asked.employee)]
        default = _unscaled(item) if self._may_default(item, asked.nip) else None
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
        whole = item.table == "carried" or self.pack.has(item.table)
        return whole and all(row.table != item.table for row in self._aside.get(nip, ()))

    def _carried(self, item: Input, asked: _Asked) -> Decimal:
        """State from before the pack; of a year it is 0 where the whole year is known.

        Raises:
            NoRow: nothing is carried, and months that the pack does not know may hold something.
        """
        kind, back = item.period
        if kind == "month":
            month = asked.month.plus(-back)
            found = self.lookups.carried(asked.nip, str(month), item.key)
        else:
            month = Month(asked.month.year - back, 12) if back else asked.month
            found = self.lookups.carried_in_year(asked.nip, month, item.key)
            rows = self.pack.by_nip("employees").get(asked.nip, ())
            starts = [row.service_start for row in rows if row.service_start is not None]
            since = min(starts) if len(starts) == len(rows) else None
            if found is None and self.known.year_before(month, since) and not back:
                return Decimal(0)
        if found is None:
            raise NoRow
        return found


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
