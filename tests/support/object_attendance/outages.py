"""Declared outages: which required taps they cancel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.schedule import Planned
from masker_rules.facts.rows import Outage
from object_attendance.index import Span

__all__ = ["concerning", "outage_flags"]


def concerning(spans: Iterable[Span], devices: frozenset[str]) -> list[Span]:
    """The outages that a person can have met, as far as devices tell.

    An outage of one device concerns those of whom a punch of the pack names that device.
    """
    found = []
    for span in spans:
        row = span.row
        if isinstance(row, Outage) and (not row.device or row.device in devices):
            found.append(span)
    return found


def outage_flags(
    day: Planned, unit: str, spans: Sequence[Span], reach: int, *, whole_day: bool = False
) -> tuple[bool, bool, bool]:
    """Whether outages cancel a missing in, a missing out, and touch the day at all.

    An outage cancels a missing tap when it overlaps the half-open stretch from `reach` before to
    `reach` after the required moment; it touches the day when it overlaps the stretch from
    `reach` before the required in to `reach` after the required out.

    Args:
        day: The scheduled day.
        unit: The person's unit on that day.
        spans: Outages in local seconds, half-open.
        reach: `settings.outage_reach`.
        whole_day: `settings.outage_whole_day`: an outage on the date cancels both taps.
    """
    begin = day.ordinal * DAY
    first, last = begin + day.required_in, begin + day.required_out
    cancels_in = cancels_out = touched = False
    for span in spans:
        row = span.row
        if isinstance(row, Outage) and row.unit and row.unit != unit:
            continue
        if whole_day and _overlap(span, begin, max(begin + DAY, last)):
            return True, True, True
        cancels_in |= _overlap(span, first - reach, first + reach)
        cancels_out |= _overlap(span, last - reach, last + reach)
        touched |= _overlap(span, first - reach, last + reach)
    return cancels_in, cancels_out, touched


def _overlap(span: Span, first: int, last: int) -> bool:
    return span.first < last and span.last > first
