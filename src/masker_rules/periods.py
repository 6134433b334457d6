"""Months and ranges of dates: `2026-03`, `2026-01..2026-06`, `2026-Q1`, `2012-01-01..`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from masker_rules.errors import RequestError

__all__ = [
    "CALENDAR",
    "PARTS",
    "PARTS_OF_A_YEAR",
    "UNITS",
    "YEARS",
    "Cutoff",
    "DateRange",
    "Month",
    "parse_date",
    "parse_months",
]

#: Of dates in a pack, a profile and a request; `tables.yaml` says so of each column.
YEARS = range(1900, 2200)
#: Stretches of the calendar, and how many months each has; a semester is half a year.
UNITS = {"month": 1, "quarter": 3, "semester": 6, "year": 12}
#: Parts of a year, and the letter before their number: `2026-Q1`, `2026-S2`.
PARTS = {"Q": "quarter", "S": "semester"}
PARTS_OF_A_YEAR = frozenset(
    f"{letter}{number}"
    for letter, unit in PARTS.items()
    for number in range(1, UNITS["year"] // UNITS[unit] + 1)
)
_LETTERS = {unit: letter for letter, unit in PARTS.items()}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month: of the calendar, or one that begins on a later day of the calendar month before.

    It has the name of the calendar month in which it ends, and the calendar month of that name is
    another month: they have other days.

    Attributes:
        begins: The day of the calendar on which it begins, 1 to 28; 1 is the calendar month, 21
            the days from the 21st of the month before to the 20th.
    """

    year: int
    """Four digits."""
    month: int
    """1 to 12."""
    begins: int = 1
    """The day of the calendar on which it begins, 1 to 28; 1 is the calendar month."""

    @classmethod
    def parse(cls, text: str) -> Month:
        """`2026-03`, of the calendar.

        Raises:
            RequestError: the text is no month [bad-period].
        """
        match = _MONTH.match(text.strip()) if isinstance(text, str) else None
        if not match or not 1 <= int(match[2]) <= 12 or int(match[1]) not in YEARS:
            raise RequestError.of("bad-period", value=text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date, begins: int = 1) -> Month:
        """The month that has a day, of those that begin on `begins`."""
        found = cls(day.year, day.month, begins)
        return found.plus(1) if 1 < begins <= day.day else found

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first(self) -> date:
        return _ends(self.year, self.month, self.begins)[0]

    @property
    def last(self) -> date:
        return _ends(self.year, self.month, self.begins)[1]

    @property
    def ordinals(self) -> range:
        """The ordinals of its days."""
        return _ordinals(self.year, self.month, self.begins)

    @property
    def days(self) -> int:
        return len(self.ordinals)

    def period(self, unit: str) -> str:
        """The stretch of the calendar that it lies in: `2026-03`, `2026-Q1`, `2026-S1`, `2026`."""
        if unit in _LETTERS:
            return f"{self.year:04d}-{_LETTERS[unit]}{(self.month - 1) // UNITS[unit] + 1}"
        return str(self) if unit == "month" else str(self.year)

    @property
    def year_so_far(self) -> tuple[Month, ...]:
        """The months of its year up to and with it."""
        return tuple(self.plus(step) for step in range(1 - self.month, 1))

    def plus(self, months: int) -> Month:
        """The month `months` later (earlier where negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1, self.begins)

    def since(self, earlier: Month) -> int:
        """How many months it is later than another."""
        return (self.year - earlier.year) * 12 + self.month - earlier.month

    def cut(self, begins: int) -> Month:
        """The month of its name that begins on another day."""
        return self if begins == self.begins else Month(self.year, self.month, begins)

    def on(self, number: int) -> date:
        """Its day of a number of the calendar; where there is none so high, the last below it."""
        part = self.first if number >= self.begins else self.last
        return part.replace(day=min(number, _ends(part.year, part.month, 1)[1].day))

    def dates(self) -> Iterator[date]:
        return map(date.fromordinal, self.ordinals)


@lru_cache(maxsize=4096)
def _ordinals(year: int, month: int, begins: int) -> range:
    first, last = _ends(year, month, begins)
    return range(first.toordinal(), last.toordinal() + 1)


@lru_cache(maxsize=4096)
def _ends(year: int, month: int, begins: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    if begins == 1:
        later = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, 1), later - timedelta(days=1)
    before = date(year, month, 1) - timedelta(days=1)
    return before.replace(day=begins), date(year, month, begins - 1)


@dataclass(frozen=True, slots=True)
class Cutoff:
    """Which performance month a date belongs to, and which dates a performance month has."""

    begins: int = 1
    """The day on which a performance month begins, see :class:`Month`."""
    tables: tuple[tuple[str, int], ...] = ()
    """Of tables of which rows are counted by other months than the rest, the day on which those
    begin. Such a row belongs to the performance month of the same name."""

    def __bool__(self) -> bool:
        """Whether it asks for other months than those of the calendar."""
        return self.begins != 1 or bool(self.tables)

    def __str__(self) -> str:
        """`21..20`, or `calendar`; behind it the tables that go by other months."""
        own = (f"{table}: {_days(begins)}" for table, begins in self.tables)
        return ", ".join((_days(self.begins), *own))

    def of(self, day: date, table: str = "") -> Month:
        """The performance month of a day, or of a row of a table."""
        return Month.of(day, self._begins(table)).cut(self.begins)

    def named(self, month: Month) -> Month:
        """The performance month that has the name of a month."""
        return month.cut(self.begins)

    def days_in(self, table: str, month: Month) -> Month:
        """The days of which the rows of a table are rows of a performance month, as a month."""
        return month.cut(self._begins(table))

    def end(self, month: Month) -> date:
        """The last day of which any row is one of a performance month."""
        begins = {self.begins, *(own for _, own in self.tables)}
        return max(month.cut(day).last for day in begins)

    def _begins(self, table: str) -> int:
        return dict(self.tables).get(table, self.begins)


def _days(begins: int) -> str:
    return "calendar" if begins == 1 else f"{begins}..{begins - 1}"


#: Performance months are those of the calendar.
CALENDAR = Cutoff()


def parse_date(text: str) -> date:
    """`2026-03-02`.

    Raises:
        ValueError: the text is no date, or none of `YEARS`.
    """
    found = date.fromisoformat(text) if _DATE.match(text) else None
    if found is None or found.year not in YEARS:
        raise ValueError
    return found


def parse_months(text: str) -> tuple[Month, ...]:
    """`2026-03` or `2026-01..2026-06`, both ends included.

    Raises:
        RequestError: no such period, or the end lies before the beginning [bad-period].
    """
    if not isinstance(text, str):
        raise RequestError.of("bad-period", value=text)
    first, dots, last = text.partition("..")
    begin = Month.parse(first)
    end = Month.parse(last) if dots else begin
    if end < begin:
        raise RequestError.of("bad-period", value=text)
    months = [begin]
    while months[-1] < end:
        months.append(months[-1].plus(1))
    return tuple(months)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Dates from `first` to `last`, both included; None is open."""

    first: date | None = None
    last: date | None = None

    @classmethod
    def parse(cls, text: str) -> DateRange:
        """`2026-01-01..2026-12-31`; an end may be empty.

        Raises:
            ValueError: the text is no range of dates, or its end lies before its beginning.
        """
        first, dots, last = text.partition("..")
        begin, end = (parse_date(part.strip()) if part.strip() else None for part in (first, last))
        if not dots or (begin and end and end < begin):
            raise ValueError(text)
        return cls(begin, end)

    def __contains__(self, day: date) -> bool:
        after = self.first is None or day >= self.first
        return after and (self.last is None or day <= self.last)

    def __str__(self) -> str:
        return f"{self.first or ''}..{self.last or ''}"

    def meeting(self, other: DateRange) -> DateRange:
        """The dates in both; its end lies before its beginning where there are none."""
        firsts = [day for day in (self.first, other.first) if day is not None]
        lasts = [day for day in (self.last, other.last) if day is not None]
        return DateRange(max(firsts, default=None), min(lasts, default=None))

    @property
    def is_empty(self) -> bool:
        return self.first is not None and self.last is not None and self.last < self.first
