"""Stretches of the required hours of a day, in seconds of that day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.index import Span
from masker_rules.attendance.schedule import Planned

__all__ = ["Stretch", "length", "required_of"]

Stretch = tuple[int, int]


def required_of(day: Planned, spans: Iterable[Span]) -> Iterator[Stretch]:
    """The parts of spans that lie in the required hours, before and after each pause."""
    begin = day.ordinal * DAY
    for span in spans:
        first = max(span.first - begin, day.required_in)
        last = min(span.last - begin, day.required_out)
        for pause_start, pause_end in day.hours.pauses:
            yield first, min(last, pause_start)
            first = max(first, pause_end)
        yield first, last


def length(stretches: Iterable[Stretch]) -> int:
    """Seconds of the union of the stretches; one that ends before it begins is none."""
    total, reached = 0, None
    for first, last in sorted(stretches):
        begin = first if reached is None else max(first, reached)
        if last > begin:
            total += last - begin
            reached = last
    return total
