"""Months and ordinals of dates as whole numbers of a frame."""

from __future__ import annotations

import narwhals as nw

from masker_rules.columnar.tables import Frame
from masker_rules.periods import Month

__all__ = ["month_at", "period_number", "with_period"]

#: Days from 1 March of the year 0, where a cycle of 400 years begins, to the ordinal 0.
_SHIFT = 305
_CYCLE, _CENTURY, _FOUR_YEARS, _YEAR = 146_097, 36_524, 1_460, 365


def period_number(month: Month) -> int:
    """A month as one number; the next one is one more."""
    return month.year * 12 + month.month - 1


def month_at(number: int) -> Month:
    """The month of a number."""
    return Month(number // 12, number % 12 + 1)


def with_period(frame: Frame, ordinal: str, name: str) -> Frame:
    """A frame with the number of the month in which an ordinal lies, null where it is null.

    The calendar of 400 years is counted from March, so that a leap day is the last of its year.
    Each step is a column of its own, so that it is worked out once.
    """
    days, day, year, month = (f"{name} {step}" for step in ("days", "day", "year", "month"))
    frame = frame.with_columns((nw.col(ordinal) + _SHIFT).alias(days))
    frame = frame.with_columns((nw.col(days) // _CYCLE).alias(name))
    frame = frame.with_columns((nw.col(days) - nw.col(name) * _CYCLE).alias(day))
    leap = nw.col(day) // _FOUR_YEARS - nw.col(day) // _CENTURY + nw.col(day) // (_CYCLE - 1)
    frame = frame.with_columns(leap.alias(year))
    frame = frame.with_columns(((nw.col(day) - nw.col(year)) // _YEAR).alias(year))
    gone = nw.col(year) * _YEAR + nw.col(year) // 4 - nw.col(year) // 100
    frame = frame.with_columns((nw.col(day) - gone).alias(month))
    # Months from March have 153 days in five.
    frame = frame.with_columns(((nw.col(month) * 5 + 2) // 153).alias(month))
    number = (nw.col(name) * 400 + nw.col(year)) * 12 + nw.col(month) + 2
    return frame.with_columns(number.alias(name)).drop(days, day, year, month)
