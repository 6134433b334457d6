"""From a pack to the inputs of one computation: facts, rows, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from masker_rules.attendance import MonthAttendance, Note
from masker_rules.calendars import Calendar
from masker_rules.engine.balances import BalanceReader, months_of_balances
from masker_rules.engine.gaps import Gap
from masker_rules.engine.history import reached_months
from masker_rules.engine.known import OF_PUNCHES, KnownMonths, made_of_punches
from masker_rules.engine.leave_gaps import child_gaps
from masker_rules.engine.lookups import Holder, LookupIndex
from masker_rules.engine.memory import Memory
from masker_rules.engine.month_facts import FactReader
from masker_rules.engine.month_rows import Kept, MonthRows
from masker_rules.engine.open_points import OpenPoints
from masker_rules.engine.people import people_of
from masker_rules.engine.pools import Pooled, PoolReader, Sharing
from masker_rules.engine.profile import Profile
from masker_rules.engine.questions import Reading
from masker_rules.engine.readings import Readings
from masker_rules.engine.report_gaps import has_open_report, report_gaps
from masker_rules.engine.sanctions import months_read
from masker_rules.engine.segments import AmountOf, Segment
from masker_rules.facts import Pack, SetAside
from masker_rules.facts.rows import Employee, Sanction
from masker_rules.language.plan import UNTRIED
from masker_rules.periods import Month

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
        holders: Whose amounts were asked for where they are not the person's own.
        segmented: Amounts are exact shares of several segments.
        segments: What holds in each of them; none where nothing of the month is paid.
        divisor: Days of the whole month that they are shares of.
        in_service: Whether the person served on any day of the month.
        open_counts: Counts that cannot be told.
        pooled: What pools tell, by the name of the input.
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
    holders: Mapping[str, tuple[Holder, ...]] = field(default_factory=dict)
    pooled: Mapping[str, Pooled] = field(default_factory=dict)


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
    asked = [profile.plan.cutoff.named(month) for month in months]
    reached = reached_months(known, asked, profile.program().earlier)
    if profile.plan.balances:
        past = (one for month in asked for one in months_of_balances(month) if one in known)
        reached = tuple(sorted({*reached, *past}))
    decided = months_read(profile.plan.sanctions, sanctions)
    return profile.calendar((*reached, *sorted(decided)))


class InputReader:
    """Reads inputs of any person and month of one pack under one profile.

    Args:
        profile: The regulation.
        pack: The facts.
        months: Those that are read.
        as_of: Last known day; None is the end of the months.
        asked: Month facts of which it matters that they are missing; None is all that decide
            what is paid and what is told beside it.
        memory: What readers of other regulations made of the pack; None = nothing.
        speaking: Rows set aside that may speak of anybody, where the pack is a part of another.
        pools: What people have together, where the pack is a part of another; None = of the pack.
        sharing: Who takes part in that; None = everybody in the pack.
        balances: What balances open with, where the reader is one of several of the same pack.
    """

    def __init__(  # noqa: PLR0913  (one reader of all that a computation reads)
        self,
        profile: Profile,
        pack: Pack,
        months: Sequence[Month],
        as_of: date | None,
        *,
        asked: frozenset[str] | None = None,
        memory: Memory | None = None,
        speaking: Sequence[SetAside] | None = None,
        pools: PoolReader | None = None,
        sharing: Sharing | None = None,
        balances: BalanceReader | None = None,
    ) -> None:
        self.profile = profile
        self.pack = pack
        self._months, self._as_of = months, as_of
        self._part: tuple[Sequence[str], Pack] = (), pack
        self.plan = profile.plan
        self.known = KnownMonths(pack, months, profile.plan.cutoff)
        self.calendar = calendar_of(profile, self.known, months, pack.rows("sanctions"))
        self._memory, is_shared = memory or Memory(), memory is not None
        made_of = pack, as_of, self.calendar.digest, profile.attendance_by
        self.attendance = self._memory.of(
            "attendance", made_of, lambda: profile.attendance(self.calendar, pack, as_of)
        )
        # A month is asked for again by another regulation, or by the windows of later months.
        looks_back = bool(profile.program().earlier or profile.plan.balances)
        is_asked_again = is_shared or (looks_back and len(months) > 1)
        kept: Kept | None = self._memory.of("months", made_of, dict) if is_asked_again else None
        self.lookups = LookupIndex(pack)
        self._needed_grains = profile.pay_program.grains
        self.rows = MonthRows(profile, pack, self.attendance, self.lookups, self.known, kept)
        self.open = OpenPoints(profile, pack)
        self.readings = Readings(profile, pack, speaking, self.known)
        in_doubt = {(n, one.table) for n, own in self.readings.left.items() for one in own}
        self.pools = pools
        if pools is None and profile.plan.pools:
            self.pools = PoolReader(
                profile, self._asking_only, people_of(pack, None), sharing, pack.elsewhere
            )
        self._balances = balances
        if balances is None and profile.plan.balances:
            self._balances = BalanceReader(profile, self._asking_only)
        self._facts = FactReader(
            profile,
            pack.tables,
            self.attendance,
            self.lookups,
            self.known,
            asked,
            in_doubt,
            pools=self.pools,
            balances=self._balances,
        )

    def _asking_only(self, facts: frozenset[str], pack: Pack | None = None) -> InputReader:
        """A reader of the same pack, or of another, that asks for some month facts only."""
        return InputReader(
            self.profile,
            pack or self.pack,
            self._months,
            self._as_of,
            asked=facts,
            memory=self._memory,
            pools=self.pools,
            balances=None if pack is not None else self._balances,
        )

    def beside(self, nips: Sequence[str], reading: Reading) -> InputReader:
        """A reader of some people, of what the pack may be instead.

        Args:
            nips: One person; more only of a reading that is of rows for many.
            reading: What it may be.
        """
        if nips != self._part[0]:
            aside = [one for nip in nips for one in self.readings.never_tried(nip)]
            self._part = nips, self.pack.of_people(nips, aside)
        pack = self._part[1].replacing(reading.more, reading.without)
        return InputReader(self.profile, pack, self._months, self._as_of, pools=self.pools)

    def read(self, nip: str, month: Month) -> Inputs:
        """Everything that the plan needs of one person and month."""
        attendance = self.rows.attended(nip, month)
        days = [day.date.toordinal() for day in attendance.days]
        segments = [day.segment for day in attendance.days]
        served = self._facts.served(nip, month, days, segments, attendance.divisor_days)
        gaps: list[Gap] = []
        dark: set[str] = set()
        employee = served.employee
        monthly = self.rows.of_month(nip, month, employee, gaps, dark)
        found = self._facts.read(served, monthly["sanction"])
        gaps += found.gaps
        rows = {**self.rows.of_attendance(nip, month, attendance, gaps), **monthly}
        rows |= self.rows.earlier(nip, month, gaps, dark)
        gaps += self._facts.add_windows(found, nip, month)
        gaps += self.open.person(employee)
        gaps += self.open.schedule(attendance)
        gaps += self.open.tables(attendance)
        gaps += self.open.presence(month, attendance)
        gaps += self.open.reports(month, self._as_of, attendance)
        absences = self.pack.by_nip("absences").get(nip, ())
        gaps += child_gaps(self.plan, self._needed_grains, rows, absences)
        gaps += report_gaps(self._needed_grains, rows)
        if has_open_report(self.profile.program().grains, rows):
            dark.add("activity")
        left = self.readings.left.get(nip, ())
        untried = self.readings.never_tried(nip) if left else ()
        gaps += list(self.open.aside(left, month, attendance, gaps, untried))
        return Inputs(
            facts=found.facts,
            rows=rows,
            gaps=gaps,
            notes=list(attendance.notes),
            attendance=attendance,
            employee=employee,
            amounts=found.amounts,
            segmented=found.segments is not None,
            segments=found.segments or (),
            divisor=max(served.paid.whole, len(served.paid.days), 1),
            in_service=self.attendance.serves(nip, month),
            open_counts=self._open_counts(found.unread, dark, attendance, gaps),
            holders=found.holders,
            pooled=found.pooled,
        )

    def _open_counts(
        self,
        facts: set[str],
        dark: set[str],
        attendance: MonthAttendance,
        gaps: Sequence[Gap],
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
        if not attendance.punches_known and not made_of_punches(self.profile.pay_program):
            dark |= OF_PUNCHES.keys()
        is_whole = attendance.punches_known and attendance.known_until is None
        is_whole &= attendance.orders_known and attendance.open_nights is None
        if not is_whole or any(gap.forced or gap.aside for gap in gaps):
            # No state of the month tries when else somebody punched.
            dark |= UNTRIED
        return frozenset(
            name
            for name, (read, grains) in self.profile.count_reads.items()
            if grains & dark or read & facts
        )
