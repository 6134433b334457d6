"""What is known of one person over all months of a pack."""

from __future__ import annotations

from dataclasses import replace

from masker_rules.attendance.index import Span
from masker_rules.attendance.rostered import PersonPlan
from masker_rules.attendance.schedule import Planned, Planner, middle
from masker_rules.attendance.settings import AttendanceSettings
from masker_rules.errors import RequestError
from object_attendance.index import PackIndex
from object_attendance.leave import PersonLeave
from object_attendance.outages import concerning

__all__ = ["Person", "halved"]


class Person:
    """The person's plan, leave, time away, records at events, and the outages to be met.

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
        self.away = index.away(nip)
        self.recorded = index.recorded(nip)
        self.outages: list[Span] = []
        if index.outages:
            self.outages = concerning(index.outages, index.devices(nip))

    def planned(self, ordinal: int) -> Planned | None:
        """The scheduled day after `off` and joint leave rows; a half day moves a required end."""
        day = self.plan.day(ordinal)
        if day is None:
            return None
        cover = self.leave.cover(ordinal)
        if cover.full is not None:
            return None if self.leave.removes(ordinal) else day
        return day if cover.half is None else halved(day, cover.half.row.part)

    def is_working(self, ordinal: int) -> bool:
        """Whether the day is a working day of the person."""
        return (
            self.plan.in_service(ordinal)
            and self.plan.day(ordinal) is not None
            and not self.leave.removes(ordinal)
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
