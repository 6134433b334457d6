"""What is known of one person over all months of a pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from masker_rules.attendance.index import PackIndex, Span
from masker_rules.attendance.leave import PersonLeave
from masker_rules.attendance.rostered import PersonPlan
from masker_rules.attendance.schedule import Planned, Planner, middle
from masker_rules.attendance.settings import AttendanceSettings
from masker_rules.errors import RequestError

__all__ = ["Person", "halved"]


class Person:
    """The person's plan, leave, time away and orders.

    Raises:
        RequestError: nobody of that nip is in the pack [nip-not-in-pack].
    """

    def __init__(
        self, settings: AttendanceSettings, planner: Planner, index: PackIndex, nip: str
    ) -> None:
        rows = index.employees(nip)
        if not rows:
            raise RequestError.of("nip-not-in-pack", nip=nip)
        self.nip = nip
        self.plan = PersonPlan(planner, rows, index.rosters(nip))
        self.leave = PersonLeave(settings, index.absences(nip))
        self.away: list[Span] = index.away(nip)
        self.orders: list[Span] = index.orders(nip)
        self._served: dict[range, Sequence[int]] = {}

    @cached_property
    def service(self) -> tuple[int, int]:
        """First and last day of service of a person of one employees row (ordinals)."""
        (row,) = self.plan.rows
        first = max(row.valid_from or date.min, row.service_start or date.min)
        last = min(row.valid_until or date.max, row.service_end or date.max)
        return first.toordinal(), last.toordinal()

    def served(self, days: range) -> Sequence[int]:
        """The ordinals among `days` on which the person serves."""
        found = self._served.get(days)
        if found is None:
            if self.plan.page_key is None:
                found = [ordinal for ordinal in days if self.plan.in_service(ordinal)]
            else:
                first, last = self.service
                found = range(max(days.start, first), min(days.stop, last + 1))
            self._served[days] = found
        return found

    def is_working(self, ordinal: int) -> bool:
        """Whether the day is a working day of the person."""
        return (
            self.plan.in_service(ordinal)
            and self.plan.day(ordinal) is not None
            and not self.leave.cover(ordinal).removes
        )


def halved(day: Planned, part: str) -> Planned:
    """The day with half of it excused.

    `am`: required in at the end of the break; `pm`: required out at its beginning.
    """
    hours = day.hours
    if part == "am":
        return replace(
            day, required_in=middle(hours) if hours.break_end is None else hours.break_end
        )
    return replace(
        day, required_out=middle(hours) if hours.break_start is None else hours.break_start
    )
