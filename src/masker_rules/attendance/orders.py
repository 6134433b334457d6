"""Letters that order work by the hour: how much of it somebody was there for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from masker_rules.attendance.clock import DAY
from masker_rules.attendance.index import Span
from masker_rules.attendance.rows import Note
from masker_rules.attendance.stretches import length
from masker_rules.facts.rows import Order
from masker_rules.texts.spoken import Hour, Moment

__all__ = ["last_day", "order_notes", "ordered_seconds", "taken_notes"]


def counting(spans: Iterable[Span], days: range) -> Iterator[Span]:
    """The approved orders that begin on some days (ordinals)."""
    for span in spans:
        if isinstance(span.row, Order) and span.row.approved and span.first // DAY in days:
            yield span


def last_day(spans: Iterable[Span], days: range, reach: int) -> int:
    """The last date (ordinal) whose punches may count for an order that begins on some days.

    Args:
        spans: The orders of a person.
        days: Ordinals of the days.
        reach: How far beyond the end of an order its punches lie, in seconds.
    """
    passing = (one for one in counting(spans, days) if _passes_midnight(one))
    return max(((one.last + reach) // DAY for one in passing), default=days.stop - 1)


def ordered_seconds(
    ordinal: int, first: int, last: int, later: Sequence[int], spans: Sequence[Span], reach: int
) -> int:
    """Seconds of a date that were both ordered and attended.

    An order is of the date on which it begins. Somebody is there from the first punch of that date
    to the last; of an order that passes midnight, to the last of the later punches that lies up to
    `reach` after its end. Orders that overlap count once.

    Args:
        ordinal: The date.
        first: Its first punch, in seconds of the day.
        last: Its last one.
        later: Punches of the person that no scheduled day takes, on the number line.
        spans: The orders of the person that count.
        reach: How far beyond the end of an order its punches lie, in seconds.
    """
    begin = ordinal * DAY
    found = []
    for span in counting(spans, range(ordinal, ordinal + 1)):
        end = begin + last
        if _passes_midnight(span):
            end = max([end, *(one for one in later if one <= span.last + reach)])
        found.append((max(span.first, begin + first), min(span.last, end)))
    return length(found)


def _passes_midnight(span: Span) -> bool:
    return span.last > (span.first // DAY + 1) * DAY


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


def taken_notes(
    spans: Iterable[Span], days: range, taken: Sequence[tuple[int, int]], reach: int
) -> Iterator[Note]:
    """Orders that pass midnight, with a punch near their end that is one of another day.

    Args:
        spans: The orders of a person.
        days: Ordinals of the days on which those begin that are told.
        taken: Punches that scheduled days take: the date (ordinal), and the time on the number
            line.
        reach: How far beyond the end of an order its punches lie, in seconds.
    """
    for span in filter(_passes_midnight, counting(spans, days)):
        own = span.first // DAY
        times = [
            time
            for day, time in taken
            if day != own and (own + 1) * DAY <= time <= span.last + reach
        ]
        if times:
            ordinal, second = divmod(max(times), DAY)
            params = {
                "until": Hour(span.last % DAY),
                "time": Moment(date.fromordinal(ordinal), second),
            }
            yield Note("order-punch-taken", date.fromordinal(own), params)
