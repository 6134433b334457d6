"""Attendance over objects, one person at a time, as it was until 0.1: the oracle of the columns.

It shares with them the settings that a profile is lowered to and the rows that both make, and
nothing else.
"""

from object_attendance.month import Attendance, resolve_month

__all__ = ["Attendance", "resolve_month"]
