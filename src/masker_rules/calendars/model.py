"""What a calendar is made of: decrees, days, Ramadan periods, years."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

__all__ = [
    "DAY_KINDS",
    "CalendarDay",
    "CalendarYear",
    "DayKinds",
    "Decree",
    "RamadanPeriod",
    "estimated_ramadan",
]

# Strongest first: where two fall on one date, the first decides whether work is due.
DAY_KINDS = ("holiday", "joint_leave", "observance")

# A lunar month has 29 or 30 days and Idul Fitri alone does not say which: the longer one is taken,
# so that no day that may be Ramadan is missed. What lies this near to an edge is marked too.
_LONGEST_MONTH = dt.timedelta(days=30)
_EDGE = dt.timedelta(days=1)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Decree:
    """A decision that makes days free: an SKB of three ministers, a Keppres, a sidang isbat.

    Attributes:
        id: Short name inside the calendar file.
        title: What it is called.
        number: As printed on it; empty only where `status` is ``unconfirmed``.
        decided_on: The date on it, None only where `status` is ``unconfirmed``.
        status: ``confirmed``, or ``unconfirmed`` where number, date or text have not been seen.
        amends: The id of the decree that it changes.
        confirms: The id of the decree that it repeats for civil servants.
        note: What a reader must know, most often what is not known.
    """

    id: str
    title: str
    number: str = ""
    decided_on: dt.date | None = None
    status: str = "confirmed"
    amends: str = ""
    confirms: str = ""
    note: str = ""

    def __str__(self) -> str:
        return f"{self.title}, {self.number}" if self.number else self.title


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One date of the national calendar.

    Attributes:
        date: The date.
        kind: ``holiday`` (libur nasional), ``joint_leave`` (cuti bersama) or ``observance``
            (hari besar on which work goes on).
        name_id: Its name in Indonesian.
        name_en: Its name in English.
        decree: Id of the decree, empty in an estimated year.
        decided_on: When it was decided; None in an estimated year.
        status: ``confirmed`` or ``estimated``.
        withdrawn_on: When a later decree took it back, None while it stands.
    """

    date: dt.date
    kind: str
    name_id: str
    name_en: str
    decree: str = ""
    decided_on: dt.date | None = None
    status: str = "confirmed"
    withdrawn_on: dt.date | None = None

    def as_known(self, on: dt.date) -> CalendarDay | None:
        """The day as decided at the end of `on`: None while it was not, or no longer."""
        if self.decided_on is not None and self.decided_on > on:
            return None
        if self.withdrawn_on is None:
            return self
        return replace(self, withdrawn_on=None) if self.withdrawn_on > on else None


@dataclass(frozen=True, slots=True)
class RamadanPeriod:
    """The days of one Ramadan that lie in one calendar year, both ends included.

    Attributes:
        first: First day of fasting.
        last: Last day of fasting.
        idul_fitri: The day after the whole period, may lie in the next year.
        decree: Id of the decree, empty where estimated.
        decided_on: When the beginning was decided.
        end_decided_on: When the end was decided.
        status: ``confirmed`` or ``estimated``.
    """

    first: dt.date
    last: dt.date
    idul_fitri: dt.date
    decree: str = ""
    decided_on: dt.date | None = None
    end_decided_on: dt.date | None = None
    status: str = "confirmed"

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    def is_doubtful(self, day: dt.date) -> bool:
        """Whether a later decision may change the answer for `day`."""
        near = self.first - _EDGE <= day <= self.last + _EDGE
        return self.status == "estimated" and near

    def as_known(self, on: dt.date, holidays: frozenset[dt.date]) -> RamadanPeriod | None:
        """The period as expected at the end of `on`, when `holidays` were decided."""
        if self.decided_on is None or self.end_decided_on is None:
            return self
        if self.decided_on > on:
            known = self.idul_fitri in holidays
            return estimated_ramadan(self.idul_fitri, self.first.year) if known else None
        return replace(self, status="estimated") if self.end_decided_on > on else self


def estimated_ramadan(idul_fitri: dt.date, year: int) -> RamadanPeriod | None:
    """The 30 days before `idul_fitri` that lie in `year`, marked estimated; None if none do.

    The first of them is Sha'ban in a year whose Ramadan has 29 days.
    """
    first = max(idul_fitri - _LONGEST_MONTH, dt.date(year, 1, 1))
    last = min(idul_fitri - _DAY, dt.date(year, 12, 31))
    return RamadanPeriod(first, last, idul_fitri, status="estimated") if first <= last else None


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year; `estimated` where no decree has decided it."""

    year: int
    days: tuple[CalendarDay, ...]
    ramadan: tuple[RamadanPeriod, ...]
    decrees: tuple[Decree, ...] = ()
    estimated: bool = False

    def as_known(self, on: dt.date) -> CalendarYear:
        """The year as decided at the end of `on`; estimated, and bare, if nothing was."""
        days = tuple(day for day in (d.as_known(on) for d in self.days) if day is not None)
        holidays = frozenset(d.date for d in days if d.kind == "holiday")
        periods = (p.as_known(on, holidays) for p in self.ramadan)
        ramadan = tuple(p for p in periods if p is not None)
        return replace(self, days=days, ramadan=ramadan, estimated=self.estimated or not holidays)


@dataclass(frozen=True, slots=True)
class DayKinds:
    """What the calendar says of one date for one unit and staff group.

    Attributes:
        date: The date.
        holiday: Libur nasional or a local holiday: no work is due.
        joint_leave: Cuti bersama: no work is due.
        workday: Declared a working day, whatever its weekday.
        half_day: Work is due for a part of the day.
        ramadan: The hours of Ramadan hold.
        observance: A hari besar without leave.
        name_id: Name of what decides the day, Indonesian; empty on an ordinary day.
        name_en: The same in English.
        decree: What decided it, in words; empty on an ordinary day.
        decided_on: When it was decided, None where unknown.
        set_by: Who decides the kind: ``national``, ``estimate``, the name of a layer, or empty.
        estimated: No decree stands behind the kind of this day.
        ramadan_estimated: A later decision may change `ramadan`.
    """

    date: dt.date
    holiday: bool = False
    joint_leave: bool = False
    workday: bool = False
    half_day: bool = False
    ramadan: bool = False
    observance: bool = False
    name_id: str = ""
    name_en: str = ""
    decree: str = ""
    decided_on: dt.date | None = None
    set_by: str = ""
    estimated: bool = False
    ramadan_estimated: bool = False

    @property
    def is_free(self) -> bool:
        """Whether no work is due although the weekday is one of work."""
        return self.holiday or self.joint_leave

    def is_working(self, scheduled: bool) -> bool:
        """Whether work is due, where `scheduled` tells whether the weekday has hours."""
        return self.workday or (scheduled and not self.is_free)
