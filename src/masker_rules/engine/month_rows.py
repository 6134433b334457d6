"""The rows of a person's month by grain, and those of the earlier months of windows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from masker_rules.attendance import Attendance, MonthAttendance
from masker_rules.attendance.rows import EventRow
from masker_rules.attendance.spliced import SplicedAttendance
from masker_rules.engine.assignments import assignment_rows
from masker_rules.engine.gaps import Gap, forced_gap
from masker_rules.engine.item_rows import activity_row, exact_rows, leave_row, violation_row
from masker_rules.engine.known import KnownMonths
from masker_rules.engine.lookups import LookupIndex
from masker_rules.engine.open_points import OF_SCHEDULED
from masker_rules.engine.people import row_of
from masker_rules.engine.profile import Profile
from masker_rules.engine.runtime import shifted
from masker_rules.engine.sanctions import SanctionReader
from masker_rules.facts import Pack
from masker_rules.facts.person import person_facts
from masker_rules.facts.rows import Activity, Employee
from masker_rules.language.catalogue import catalogue
from masker_rules.periods import Month

__all__ = ["UNDER_DAYS", "Kept", "MonthRows"]

#: What a person is on a day, where a formula over days asks for it.
PERSON_OF_DAY = frozenset(
    {
        "category",
        "golongan",
        "golongan_pppk",
        "job_class",
        "position_kind",
        "staff_group",
        "unit",
    }
)
#: Grains of rows that are read of a month without its attendance.
OF_MONTH = frozenset({"violation", "sanction", "assignment"})
#: Grains that a row of a grain determines one row of.
SEEN = {name: grain.sees for name, grain in catalogue().items()}
#: Grains whose rows stand under a scheduled day.
UNDER_DAYS = tuple(name for name, seen in SEEN.items() if "day" in seen)


#: Months of attendance that were worked out, by person and month.
Kept = dict[tuple[str, Month], MonthAttendance]


class MonthRows:
    """Rows of any person and month of one pack under one profile.

    Args:
        profile: The regulation.
        pack: The facts.
        attendance: What is made of its punches.
        lookups: Its amounts.
        known: Months of which the facts are known.
        kept: Where months of attendance stay that somebody else asks for again; None = nobody.
    """

    def __init__(
        self,
        profile: Profile,
        pack: Pack,
        attendance: Attendance | SplicedAttendance,
        lookups: LookupIndex,
        known: KnownMonths,
        kept: Kept | None = None,
    ) -> None:
        self._kept = kept
        self.pack, self.attendance, self.lookups, self.known = pack, attendance, lookups, known
        self._cutoff = cutoff = profile.plan.cutoff
        program = profile.program()
        self._grains, self._earlier = program.grains, program.earlier
        # Grains of which earlier months decide what is paid.
        self._paid = {grain for grain, _ in profile.pay_program.earlier.values()}
        self._needed_grains = profile.pay_program.grains
        self._by_class = profile.class_by_sanction
        self._sanctions = SanctionReader(
            profile.plan.sanctions, attendance.calendar, profile.plan.cutoff
        )
        self._activities: dict[tuple[str, Month], list[Activity]] = {}
        for row in pack.rows("activities"):
            key = row.nip, cutoff.of(row.date, "activities")
            self._activities.setdefault(key, []).append(row)
        self._violations: dict[tuple[str, Month], list[Any]] = {}
        for one in pack.rows("violations"):
            key = one.nip, cutoff.of(one.date, "violations")
            self._violations.setdefault(key, []).append(one)

    def attended(self, nip: str, month: Month) -> MonthAttendance:
        """Attendance of one month; errors as :meth:`Attendance.month`."""
        if self._kept is None:
            return self.attendance.month(nip, month)
        found = self._kept.get((nip, month))
        if found is None:
            found = self._kept[nip, month] = self.attendance.month(nip, month)
        return found

    def of_attendance(
        self, nip: str, month: Month, attendance: MonthAttendance, gaps: list[Gap]
    ) -> dict[str, Sequence[Any]]:
        """Rows of one month by grain."""
        segments = self.attendance.segments(nip)
        activities = self._activities.get((nip, month), ())
        return {
            "day": self._days(attendance, segments),
            "event": [*attendance.events, *self._later_events(attendance, segments)],
            "session": list(attendance.sessions),
            "leave": [leave_row(row) for row in attendance.leave],
            "calendar": list(attendance.calendar),
            "presence": list(attendance.presence),
            "punch": list(attendance.punches),
            "outage": list(attendance.outages),
            "activity": exact_rows(activity_row, activities, "activities", gaps),
        }

    def of_month(
        self,
        nip: str,
        month: Month,
        employee: Employee,
        gaps: list[Gap],
        dark: set[str],
        grains: Collection[str] = OF_MONTH,
    ) -> dict[str, Sequence[Any]]:
        """Rows of one month that no attendance is needed for, by grain."""
        made: dict[str, Sequence[Any]] = {}
        if "violation" in grains:
            violations = self._violations.get((nip, month), ())
            made["violation"] = exact_rows(violation_row, violations, "violations", gaps)
        if "sanction" in grains:
            made["sanction"] = self._sanction_rows(nip, month, employee, gaps, dark)
        if "assignment" in grains:
            made["assignment"] = self._assignment_rows(nip, month, employee, gaps, dark)
        return made

    def earlier(
        self, nip: str, month: Month, gaps: list[Gap], dark: set[str]
    ) -> dict[str, Sequence[Any]]:
        """Rows of the earlier months of windows, by the name that the program reads them by."""
        found: dict[str, Sequence[Any]] = {}
        by_month: dict[Month, dict[str, Sequence[Any]]] = {}
        read = {grain for grain, _ in self._earlier.values()}
        dated = "calendar" in read
        for key, (grain, window) in self._earlier.items():
            rows: list[Any] = []
            days = 0
            for past in window.before(month):
                if not self.known.holds(grain, past):
                    continue
                if past not in by_month:
                    segments = self.attendance.segments(nip)
                    person = segments[row_of(segments, past)]
                    open_: list[Gap] = []
                    # What no window reads of an earlier month is in doubt for nobody.
                    by_month[past] = self.of_month(nip, past, person, open_, dark, read)
                    # Only the rows of the month itself are tried in every state.
                    gaps += [forced_gap(gap.name) for gap in open_]
                    if past in self.known or dated:
                        made = self.attended(nip, past)
                        if not made.schedule_known and not OF_SCHEDULED.isdisjoint(self._paid):
                            gaps.append(forced_gap("schedules"))
                        by_month[past] |= self.of_attendance(nip, past, made, gaps)
                here = by_month[past]
                rows += shifted(here[grain], days) if ("day" in SEEN[grain]) else here[grain]
                days += len(here.get("day", ()))
            found[key] = rows
        return found

    def _sanction_rows(
        self, nip: str, month: Month, employee: Employee, gaps: list[Gap], dark: set[str]
    ) -> list[Any]:
        """Sanctions in force, where something reads them."""
        if "sanction" not in self._grains and not self._by_class:
            return []
        sanctions = self.pack.by_nip("sanctions").get(nip, ())
        rows, gap = self._sanctions.rows(sanctions, employee, month)
        if gap is not None and self._by_class:
            # Amounts are looked up once, by the class of one state.
            gaps.append(forced_gap(gap.name))
        elif gap is not None and "sanction" in self._needed_grains:
            gaps.append(gap)
        elif gap is not None:
            dark.add("sanction")
        return rows

    def _assignment_rows(
        self, nip: str, month: Month, employee: Employee, gaps: list[Gap], dark: set[str]
    ) -> list[Any]:
        """Acting assignments, where something reads them."""
        if "assignment" not in self._grains:
            return []
        assignments = self.pack.by_nip("assignments").get(nip, ())
        days = self._cutoff.days_in("assignments", month)
        rows, gap = assignment_rows(assignments, employee, days, self.lookups)
        if gap is not None and "tpp" in self._needed_grains.get("assignment", ()):
            gaps.append(gap)
        elif gap is not None and "tpp" in self._grains["assignment"]:
            dark.add("assignment")
        return rows

    def _days(self, attendance: MonthAttendance, segments: Sequence[Employee]) -> Sequence[Any]:
        """Day facts, with what the person was on each day where a formula asks for it."""
        asked = self._grains.get("day", frozenset()) & PERSON_OF_DAY
        if not asked:
            return list(attendance.days)
        states: list[dict[str, Any]] = [
            {name: person_facts(row)[name] for name in asked} for row in segments
        ]
        return [day._replace(**states[day.segment]) for day in attendance.days]

    def _later_events(
        self, attendance: MonthAttendance, segments: Sequence[Employee]
    ) -> Iterator[EventRow]:
        """Events that the pack names on days that are not yet known."""
        for index, day in enumerate(attendance.days):
            if day.state != "not_yet":
                continue
            person = segments[day.segment]
            for event in self.attendance.index.events.get(day.date, ()):
                unit = event.unit is None or event.unit == person.unit
                group = event.staff_group in {None, person.staff_group}
                if unit and group:
                    yield EventRow(day.date, index, event.event, None, tapped=False)
