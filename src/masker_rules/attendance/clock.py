"""One number line of local seconds, on which days and shifts are compared."""

from __future__ import annotations

from datetime import date

from masker_rules.facts.stamps import DAY_SECONDS, Stamp

__all__ = ["DAY", "absolute", "week_of", "weekday_of"]

#: Seconds of a calendar day. Local wall time knows no other length here (DESIGN D9).
DAY = DAY_SECONDS

_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


def absolute(stamp: Stamp, zone: str) -> int:
    """Local seconds since the proleptic day 0: ordinal x 86 400 + second."""
    local = stamp if stamp.offset_minutes is None else stamp.local(zone)
    return local.day.toordinal() * DAY + local.second


def weekday_of(ordinal: int) -> str:
    """`mon` … `sun` of a proleptic Gregorian ordinal: from the date, never from a name."""
    return _WEEKDAYS[ordinal % 7]


def week_of(day: date, first: date) -> int:
    """Week of the month that begins on `first`, Monday first; the week of that day is 1."""
    return ((day - first).days + first.weekday()) // 7 + 1
