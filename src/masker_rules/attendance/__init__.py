"""Attendance: from punches, schedules, leave and events to the facts of each scheduled day."""

from masker_rules.attendance.month import Attendance, resolve_month
from masker_rules.attendance.rows import DayRow, EventRow, LeaveRow, MonthAttendance, Note
from masker_rules.attendance.settings import AttendanceSettings, Evidence
from masker_rules.attendance.zones import TapOffsets

__all__ = [
    "Attendance",
    "AttendanceSettings",
    "DayRow",
    "EventRow",
    "Evidence",
    "LeaveRow",
    "MonthAttendance",
    "Note",
    "TapOffsets",
    "resolve_month",
]
