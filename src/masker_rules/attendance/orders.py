"""Letters that order work by the hour: how much of it somebody was there for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.index import Span
from masker_rules.attendance.rows import Note
from masker_rules.attendance.stretches import length
from masker_rules.facts.rows import Order
from masker_rules.texts.spoken import Hour

__all__ = ["order_notes", "ordered_seconds"]


def ordered_seconds(
    ordinal: int, first: int, last: int, punches: Sequence[int], spans: Sequence[Span], reach: int
) -> int:
    """Seconds of a date that were both ordered and attended.

    An order is of the date on which it begins. Somebody is there from the first punch of that date
    to the last; of an order that passes midnight, to the last punch up to `reach` after its end.
    Orders that overlap count once.

    Args:
        ordinal: The date.
        first: Its first punch, in seconds of the day.
        last: Its last one.
        punches: All punches of the person, on the number line.
        spans: The orders of the person that count.
        reach: How far beyond the end of a shift its punches lie, in seconds.
    """
    begin = ordinal * DAY
    found = []
    for span in spans:
        if span.first // DAY == ordinal:
            end = begin + last
            if span.last > begin + DAY:
                end = max(end, *(one for one in punches if one <= span.last + reach))
            found.append((max(span.first, begin + first), min(span.last, end)))
    return length(found)


def order_notes(spans: Iterable[Span], first: int, last: int) -> Iterator[Note]:
    """Orders of the days `first` to `last` that do not count, or not yet."""
    for span in spans:
        row = span.row
        ordinal, second = divmod(span.first, DAY)
        if isinstance(row, Order) and row.approved is not True and first <= ordinal <= last:
            params = {"from": Hour(second), "until": Hour(span.last % DAY)}
            day = date.fromordinal(ordinal)
            if row.approved is None:
                yield Note("order-pending", day, params, "status")
            else:
                yield Note("order-refused", day, params, "status")
