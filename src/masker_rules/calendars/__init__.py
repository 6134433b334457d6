"""Calendars as law: who decided which date, when, and how sure it is."""

from masker_rules.calendars.calendar import Calendar, load_calendar
from masker_rules.calendars.model import (
    CalendarDay,
    CalendarYear,
    DayKinds,
    Decree,
    RamadanPeriod,
)
from masker_rules.calendars.profile_rows import rows_from_node
from masker_rules.calendars.reading import parse_year, shipped_years
from masker_rules.calendars.rows import ROW_KINDS, CalendarRow, Layer, find_conflicts

__all__ = [
    "ROW_KINDS",
    "Calendar",
    "CalendarDay",
    "CalendarRow",
    "CalendarYear",
    "DayKinds",
    "Decree",
    "Layer",
    "RamadanPeriod",
    "find_conflicts",
    "load_calendar",
    "parse_year",
    "rows_from_node",
    "shipped_years",
]
