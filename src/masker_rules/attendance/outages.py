"""Declared outages: which required taps they cancel, and how long they last."""

from __future__ import annotations

from collections.abc import Sequence

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.index import Span
from masker_rules.attendance.schedule import Planned
from masker_rules.attendance.stretches import length, required_of
from masker_rules.facts.rows import Outage

__all__ = ["outage_flags", "outage_seconds"]


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
        if not _is_met(span, unit):
            continue
        if whole_day and _overlap(span, begin, max(begin + DAY, last)):
            return True, True, True
        cancels_in |= _overlap(span, first - reach, first + reach)
        cancels_out |= _overlap(span, last - reach, last + reach)
        touched |= _overlap(span, first - reach, last + reach)
    return cancels_in, cancels_out, touched


def outage_seconds(day: Planned, unit: str, spans: Sequence[Span]) -> int:
    """Seconds of outages inside the required hours, outside the break; what overlaps counts once.

    Args:
        day: The scheduled day.
        unit: The person's unit on that day.
        spans: Outages in local seconds, half-open.
    """
    return length(required_of(day, [span for span in spans if _is_met(span, unit)]))


def _is_met(span: Span, unit: str) -> bool:
    row = span.row
    return not isinstance(row, Outage) or not row.unit or row.unit == unit


def _overlap(span: Span, first: int, last: int) -> bool:
    return span.first < last and span.last > first
