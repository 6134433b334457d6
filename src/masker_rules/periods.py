"""Months and ranges of dates: `2026-03`, `2026-01..2026-06`, `2026-Q1`, `2012-01-01..`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from masker_rules.errors import RequestError

__all__ = ["YEARS", "DateRange", "Month", "parse_date", "parse_months"]

#: Of dates in a pack, a profile and a request; `tables.yaml` says so of each column.
YEARS = range(1900, 2200)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """`2026-03`.

        Raises:
            RequestError: the text is no month [bad-period].
        """
        match = _MONTH.match(text.strip())
        if not match or not 1 <= int(match[2]) <= 12 or int(match[1]) not in YEARS:
            raise RequestError.of("bad-period", value=text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first(self) -> date:
        return _ends(self.year, self.month)[0]

    @property
    def last(self) -> date:
        return _ends(self.year, self.month)[1]

    @property
    def ordinals(self) -> range:
        """The ordinals of its days."""
        return _ordinals(self.year, self.month)

    @property
    def days(self) -> int:
        return self.last.day

    @property
    def quarter(self) -> str:
        return f"{self.year:04d}-Q{(self.month + 2) // 3}"

    def plus(self, months: int) -> Month:
        """The month `months` later (earlier where negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def dates(self) -> Iterator[date]:
        return map(date.fromordinal, self.ordinals)


@lru_cache(maxsize=4096)
def _ordinals(year: int, month: int) -> range:
    first, last = _ends(year, month)
    return range(first.toordinal(), last.toordinal() + 1)


@lru_cache(maxsize=4096)
def _ends(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    later = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), later - timedelta(days=1)


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
