"""Time away from the office inside the required hours, outside the break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from masker_rules.attendance.rows import Note
from masker_rules.facts.rows import Away
from masker_rules.facts.stamps import clock_text
from object_attendance.clock import DAY
from object_attendance.index import Span
from object_attendance.schedule import Planned

__all__ = ["away_notes", "away_seconds"]

_Stretch = tuple[int, int]


def away_seconds(day: Planned, spans: Sequence[Span]) -> tuple[int, int]:
    """Seconds away with and without permission on a scheduled day.

    Only the required stretch counts, without the break. Rows that overlap count once; where a
    permitted and an unpermitted row overlap, the time is permitted.
    """
    begin = day.ordinal * DAY
    permitted: list[_Stretch] = []
    every: list[_Stretch] = []
    for span in spans:
        row = span.row
        if span.first >= begin + day.required_out or span.last <= begin + day.required_in:
            continue
        pieces = list(_required(day, span.first - begin, span.last - begin))
        every += pieces
        if isinstance(row, Away) and row.permitted is True:
            permitted += pieces
    with_permission = _length(permitted)
    return with_permission, _length(every) - with_permission


def _required(day: Planned, first: int, last: int) -> Iterator[_Stretch]:
    """The parts of a stretch that lie in the required hours, before and after each pause."""
    first, last = max(first, day.required_in), min(last, day.required_out)
    for pause_start, pause_end in day.hours.pauses:
        yield first, min(last, pause_start)
        first = max(first, pause_end)
    yield first, last


def _length(stretches: Iterable[_Stretch]) -> int:
    """Seconds of the union of the stretches."""
    total, reached = 0, None
    for first, last in sorted(stretches):
        begin = first if reached is None else max(first, reached)
        if last > begin:
            total += last - begin
            reached = last
    return total


def away_notes(spans: Iterable[Span], first: int, last: int) -> Iterator[Note]:
    """Rows of the days `first` to `last` of which nobody said whether they were permitted."""
    for span in spans:
        row = span.row
        ordinal, second = divmod(span.first, DAY)
        if isinstance(row, Away) and row.permitted is None and first <= ordinal <= last:
            params = {"from": clock_text(second), "until": clock_text(span.last % DAY)}
            yield Note("away-unstated", date.fromordinal(ordinal), params, "status")
