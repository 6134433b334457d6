"""A moment on a clock: local date and second of the day, zone only at the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from masker_rules.errors import RequestError

__all__ = ["DAY_SECONDS", "SENTINELS", "Stamp", "clock_text", "minutes_at"]

DAY_SECONDS = 86_400

#: Seconds of the day that devices write when they know no time: 00:00 and 23:59.
SENTINELS = frozenset({0, 23 * 3600 + 59 * 60})


def clock_text(second: int) -> str:
    """`HH:MM:SS` of a second of the day; hours above 23 belong to the next day."""
    minutes, seconds = divmod(second, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}"


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """A date and a second of that day.

    Attributes:
        day: Date on the clock that was read.
        second: 0 to 86 399.
        offset_minutes: Minutes east of UTC where the source states it; None is "on the clock of
            the profile's zone". Compare stamps only after :meth:`local`.
    """

    day: date
    second: int
    offset_minutes: int | None = None

    def local(self, zone_name: str) -> Stamp:
        """The same moment on the clock of `zone_name`, without offset.

        A stamp without offset is on that clock already.

        Raises:
            RequestError: no such zone [unknown-zone].
        """
        if self.offset_minutes is None:
            return self
        utc = self.utc()
        return _shifted(utc, minutes_at(zone_name, utc.day, utc.second))

    def utc(self) -> Stamp:
        """The same moment in UTC, offset 0; a stamp without offset stays as it is."""
        if self.offset_minutes is None:
            return self
        moved = _shifted(self, -self.offset_minutes)
        return Stamp(moved.day, moved.second, 0)

    def __str__(self) -> str:
        """Canonical text: as read without offset, in UTC with `Z` where an offset is known."""
        if self.offset_minutes is None:
            return f"{self.day.isoformat()} {clock_text(self.second)}"
        utc = self.utc()
        return f"{utc.day.isoformat()} {clock_text(utc.second)}Z"


def _shifted(stamp: Stamp, minutes: int) -> Stamp:
    days, second = divmod(stamp.second + minutes * 60, DAY_SECONDS)
    return Stamp(stamp.day + timedelta(days=days) if days else stamp.day, second)


def minutes_at(zone_name: str, day: date, second: int) -> int:
    """Minutes that a zone is east of UTC at a moment of UTC; errors as :meth:`Stamp.local`."""
    constant = _offset_of_day(zone_name, day)
    return _offset_at(zone_name, day, second) if constant is None else constant


@lru_cache(maxsize=4096)
def _offset_of_day(zone_name: str, day: date) -> int | None:
    # One zone look-up a day instead of one a punch; None where the zone moves on that day.
    begin = _offset_at(zone_name, day, 0)
    end = _offset_at(zone_name, day + timedelta(days=1), 0)
    return begin if begin == end else None


def _offset_at(zone_name: str, day: date, second: int) -> int:
    import pendulum  # noqa: PLC0415  (heavy: only where a source states an offset)
    from pendulum.tz.exceptions import InvalidTimezone  # noqa: PLC0415

    try:
        zone = pendulum.timezone(zone_name)
    except (InvalidTimezone, ValueError, OSError):
        raise RequestError.of("unknown-zone", zone=zone_name) from None
    moment = pendulum.datetime(day.year, day.month, day.day, tz="UTC").add(seconds=second)
    return int(moment.in_timezone(zone).offset or 0) // 60
