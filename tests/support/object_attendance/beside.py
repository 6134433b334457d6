"""Where a day lies beside days off, one date after the other until one is met."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from masker_rules.attendance.schedule import Planner
from masker_rules.attendance.settings import AttendanceSettings
from masker_rules.periods import Month
from object_attendance.person import Person

__all__ = ["beside"]


def beside(
    person: Person, settings: AttendanceSettings, planner: Planner, month: Month, ordinal: int
) -> dict[str, Any]:
    """The facts of a day that the dates before and after it decide."""
    plan, cover = person.plan, person.leave.cover

    def kind(day: int) -> str:
        full = cover(day).full
        if full is not None and full.code == "cuti_bersama" and person.leave.removes(day):
            return "joint_leave"
        kinds = planner.kinds(date.fromordinal(day), plan.unit(day), plan.staff_group(day))
        return next((k for k in ("holiday", "joint_leave") if getattr(kinds, k)), "")

    def is_leave(day: int) -> bool:
        full = cover(day).full
        return full is not None and full.code in settings.leave and not person.leave.removes(day)

    sides: dict[str, Iterable[int]] = {
        "after": range(ordinal, month.plus(-1).first.toordinal() - 1, -1),
        "before": range(ordinal, month.plus(1).last.toordinal() + 1),
    }
    found: dict[str, Any] = {}
    for side, days in sides.items():
        for name, is_off in (
            ("holiday", lambda day: kind(day) == "holiday"),
            ("joint_leave", lambda day: kind(day) == "joint_leave"),
            ("leave", is_leave),
        ):
            number, met = _walked(person, days, is_off)
            found[f"{side}_{name}"] = number
            if name == "leave":
                code = cover(met).full.code if number else None
                found["last_leave" if side == "after" else "next_leave"] = code
    return found


def _walked(
    person: Person, days: Iterable[int], is_off: Callable[[int], bool]
) -> tuple[int | None, int]:
    number = 0
    for day in days:
        if is_off(day):
            return number or None, day
        number += person.planned(day) is not None
    return None, 0
