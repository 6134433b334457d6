"""Attendance over objects, one person at a time, as it was until 0.1: the oracle of the columns.

It shares with them the settings that a profile is lowered to, the planned days of rosters and
hours, the evidence of punches, time away and the rows that both make: what was not written anew.
Taps, windows, events, sessions, leave, outages and verdicts are its own.
"""

from object_attendance.month import Attendance, resolve_month

__all__ = ["Attendance", "resolve_month"]
