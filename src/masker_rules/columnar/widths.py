"""How wide a column must be: ranges of whole numbers, and the integer type that holds them.

Every number of the columnar engine is an integer. A result whose range leaves 64 bits is computed
in 128 bits, and a range that leaves those is refused before anything is computed: no backend is
trusted to notice an overflow. Ranges begin with what one person's month may hold
(:class:`Limits`); whoever has more is computed by the reference engine, which has none.
"""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from masker_rules.units import Type, Unit

__all__ = ["MOST_MONTHS", "NARROW", "WIDE", "Limits", "Range", "TooWideError", "dtype_of"]

#: Largest size of a value of 64 and of 128 bits; DuckDB holds 38 digits.
NARROW, WIDE = 2**63 - 1, 10**38 - 1
#: Clocks of a scheduled day, which a night shift continues; the last date.
MOST_CLOCK = 4 * 86_400
MOST_DATE = 3_652_059
#: Months that a window reaches over at most.
MOST_MONTHS = 60


class TooWideError(Exception):
    """A range leaves 128 bits; the caller names the quantity."""


@dataclass(frozen=True, slots=True)
class Range:
    """Whole numbers from `low` to `high`, both included."""

    low: int
    high: int

    @property
    def size(self) -> int:
        """The largest size without the sign."""
        return max(abs(self.low), abs(self.high))

    @property
    def is_wide(self) -> bool:
        """Whether 64 bits are too few.

        Raises:
            TooWideError: 128 bits are too few as well.
        """
        if self.size > WIDE:
            raise TooWideError
        return self.size > NARROW

    def plus(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def negated(self) -> Range:
        return Range(-self.high, -self.low)

    def times(self, other: Range) -> Range:
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Range(min(ends), max(ends))

    def joined(self, other: Range) -> Range:
        return Range(min(self.low, other.low), max(self.high, other.high))

    def repeated(self, most: int) -> Range:
        """The sum of 0 to `most` such numbers."""
        return Range(min(0, self.low * most), max(0, self.high * most))


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person's month holds at most, without its sign.

    Attributes:
        money: Rupiah of one amount.
        share: Percents, as a multiple of the whole.
        number: Other numbers, counts among them.
        seconds: Durations of a month or of an activity.
        events, items: Rows of events, and of the grains that are no days.
        multiple: Common multiple to which fractions of rows are brought before they are added up.
        checked: What a month's quantity comes to is held against them too.
    """

    money: int = 10**9
    share: int = 10
    number: int = 10**6
    seconds: int = 10**8
    events: int = 200
    items: int = 2_000
    multiple: int = 10**8
    checked: bool = False

    def of(self, kind: Type, grain: str) -> Range:
        """What a fact may be, scaled."""
        factor = 10**kind.scale
        most = {
            Unit.MONEY: self.money * factor,
            Unit.PERCENT: self.share * factor,
            Unit.NUMBER: self.number * factor,
            Unit.DURATION: self.seconds if grain in {"month", "activity"} else MOST_CLOCK,
            Unit.CLOCK: MOST_CLOCK,
            Unit.DATE: MOST_DATE,
        }[kind.unit]
        return Range(0 if kind.unit is Unit.DATE else -most, most)

    def rows(self, grain: str, window: object = None) -> int:
        """How many rows of a grain the month, or the months of a window, can have."""
        days = {"day": 31, "calendar": 31, "leave": 31, "session": 31 * 12, "event": self.events}
        return days.get(grain, self.items) * (1 if window is None else MOST_MONTHS)


#: Where those leave 128 bits, the same regulation is compiled for ordinary people only.
ORDINARY = Limits(
    money=2 * 10**8,
    share=2,
    number=10**4,
    seconds=2 * 10**6,
    events=100,
    items=300,
    multiple=10**6,
    checked=True,
)


def dtype_of(extent: Range) -> nw.Int64 | nw.Int128:
    """The integer type of a column of that range."""
    return nw.Int128() if extent.is_wide else nw.Int64()
