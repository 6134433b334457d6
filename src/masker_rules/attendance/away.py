"""Time away from the office inside the required hours, outside the break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.index import Span
from masker_rules.attendance.rows import Note
from masker_rules.attendance.schedule import Planned
from masker_rules.attendance.stretches import length, required_of
from masker_rules.facts.rows import Away
from masker_rules.texts.spoken import Hour

__all__ = ["away_notes", "away_seconds"]


def away_seconds(day: Planned, spans: Sequence[Span]) -> tuple[int, int]:
    """Seconds away with and without permission on a scheduled day.

    Only the required stretch counts, without the break. Rows that overlap count once; where a
    permitted and an unpermitted row overlap, the time is permitted.
    """
    permitted = [s for s in spans if isinstance(s.row, Away) and s.row.permitted is True]
    with_permission = length(required_of(day, permitted))
    return with_permission, length(required_of(day, spans)) - with_permission


def away_notes(spans: Iterable[Span], first: int, last: int) -> Iterator[Note]:
    """Rows of the days `first` to `last` of which nobody said whether they were permitted."""
    for span in spans:
        row = span.row
        ordinal, second = divmod(span.first, DAY)
        if isinstance(row, Away) and row.permitted is None and first <= ordinal <= last:
            params = {"from": Hour(second), "until": Hour(span.last % DAY)}
            yield Note("away-unstated", date.fromordinal(ordinal), params, "status")
