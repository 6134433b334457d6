"""Days of several sessions, each with an in and an out of its own (R1, rule 5).

A tap belongs to one session of its day:

- a stated `in` to the first session that has not ended, after the last one's end to the last;
- a stated `out` to the last session that has begun before it, before the first one to the first;
- one without a kind to the nearest session: inside it, before its middle it is an `in`, from the
  middle on an `out`; before it an `in`, after it an `out`. Exactly between two sessions it is the
  `in` of the later.

In a session the first `in` and the last `out` count, as they do in a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from masker_rules.attendance.index import Span
from masker_rules.attendance.outages import outage_flags
from masker_rules.attendance.rows import SessionRow
from masker_rules.attendance.schedule import Planned
from masker_rules.attendance.settings import AttendanceSettings

__all__ = ["nearest_session", "session_rows", "stated_session"]

Sessions = Sequence[tuple[int, int]]


def stated_session(second: int, kind: str, sessions: Sessions) -> int:
    """The number of the session to which a stated `in` or `out` belongs, see the module."""
    if kind == "in":
        open_ones = (n for n, (_, end) in enumerate(sessions, start=1) if second < end)
        return next(open_ones, len(sessions))
    begun = [n for n, (start, _) in enumerate(sessions, start=1) if start < second]
    return begun[-1] if begun else 1


def nearest_session(second: int, sessions: Sessions) -> tuple[int, str]:
    """The number of the session to which a tap without a kind belongs, and what it is there."""

    def away(number: int) -> tuple[int, int]:
        start, end = sessions[number - 1]
        return max(start - second, second - end, 0), -number

    number = min(range(1, len(sessions) + 1), key=away)
    start, end = sessions[number - 1]
    return number, "in" if second < (start + end) // 2 else "out"


def session_rows(
    day: Planned,
    index: int,
    taps: Mapping[int, tuple[int | None, int | None]],
    outages: tuple[str, Sequence[Span]],
    settings: AttendanceSettings,
) -> Iterator[SessionRow]:
    """The sessions of one scheduled day, in order; none where the day is one.

    Args:
        day: The scheduled day; a half-day absence has moved its required stretch.
        index: Of the day in the person's month.
        taps: Its accepted in and out of each session by number.
        outages: The person's unit on that day, and the declared outages.
        settings: Reach of an outage.
    """
    unit, spans = outages
    sessions = day.hours.sessions
    for number, (start, end) in enumerate(sessions, start=1):
        in_at, out_at = taps.get(number, (None, None))
        first, last = max(start, day.required_in), min(end, day.required_out)
        if first >= last:
            first, last = start, end
        moved = replace(day, required_in=first, required_out=last)
        cancels_in, cancels_out, _ = outage_flags(
            moved, unit, spans, settings.outage_reach, whole_day=settings.outage_whole_day
        )
        covered = end <= day.required_in or start >= day.required_out
        late_from = day.hours.late_from if number == 1 else start
        early_until = day.hours.early_until if number == len(sessions) else end
        if not covered and day.required_in > start:
            late_from = day.required_in
        if not covered and day.required_out < end:
            early_until = day.required_out
        yield SessionRow(
            date=day.date,
            day_index=index,
            number=number,
            start=start,
            end=end,
            late_from=late_from,
            early_until=early_until,
            in_at=in_at,
            out_at=out_at,
            covered=covered,
            outage_in=cancels_in,
            outage_out=cancels_out,
        )
