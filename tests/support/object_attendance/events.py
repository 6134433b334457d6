"""Events that name a person on a scheduled day, and whether the person was there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from masker_rules.attendance.rows import DayRow, EventRow, Note
from masker_rules.attendance.settings import AttendanceSettings
from masker_rules.facts.rows import Event
from masker_rules.texts.spoken import Code, Listed

__all__ = ["day_events", "event_notes"]

Recorded = Mapping[tuple[date, str], set[str]]

#: Of two contradicting records the one better for the person stands; the conflict is named.
_BEST_FIRST = ("present", "excused", "absent")


def day_events(
    day: DayRow,
    index: int,
    scope: tuple[str, str],
    held: Sequence[Event],
    recorded: Recorded,
    apel: Sequence[int],
    settings: AttendanceSettings,
) -> list[EventRow]:
    """The events of one scheduled day that name the person, in order of their words.

    Several rows of one event are one event: it was attended if any of their times was.

    Args:
        day: The scheduled day; a half-day letter on it covers events in that half.
        index: Of the day in the person's month.
        scope: The person's unit and staff group on that day.
        held: Events of that date.
        recorded: What was recorded of the person, by date and event.
        apel: Accepted apel taps of the day, in seconds of that day.
        settings: Ends of an event, and events that are held on every working day.
    """
    named: dict[str, list[Event]] = {word: [] for word in settings.events_every_day}
    unit, group = scope
    excused = _excused(day)
    for event in held:
        if (not event.unit or event.unit == unit) and (
            not event.staff_group or event.staff_group == group
        ):
            named.setdefault(event.event, []).append(event)
    return [
        EventRow(
            date=day.date,
            day_index=index,
            event=word,
            recorded=_best(recorded.get((day.date, word), ())),
            tapped=_tapped(rows, apel, 0 if settings.event_ends_included else 1),
            covered=excused is not None and _covered(rows, excused),
        )
        for word, rows in sorted(named.items())
    ]


def _best(words: Iterable[str]) -> str | None:
    return min(words, key=_BEST_FIRST.index, default=None)


def _tapped(rows: Sequence[Event], apel: Sequence[int], room: int) -> bool:
    """Whether a tap lies at least `room` seconds inside the times of one of the rows."""
    if not rows:
        return bool(apel)
    return any(_inside(row, second, room) for row in rows for second in apel)


def _excused(row: DayRow) -> tuple[int, int] | None:
    """The stretch of the day that a half-day letter covers; the morning from midnight on."""
    if row.half is None:
        return None
    return (0, row.late_from) if row.half == "am" else (row.early_until, 2 * 86_400)


def _covered(rows: Sequence[Event], excused: tuple[int, int]) -> bool:
    """Whether every one of the rows begins while the person is excused, or says no time."""
    first, last = excused
    return all(row.from_ is None or first <= row.from_ < last for row in rows)


def _inside(row: Event, second: int, room: int) -> bool:
    after = row.from_ is None or row.from_ + room <= second
    return after and (row.until is None or second <= row.until - room)


def event_notes(
    recorded: Recorded, events: Sequence[EventRow], first: date, last: date
) -> Iterable[Note]:
    """Records that contradict each other, or of events that did not name the person."""
    due = {(row.date, row.event) for row in events}
    for (day, event), words in sorted(recorded.items()):
        if not first <= day <= last:
            continue
        if len(words) > 1:
            used = _best(words) or ""
            records = Listed(tuple(map(Code, sorted(words))))
            params = {"event": Code(event), "used": Code(used), "records": records}
            yield Note("event-two-records", day, params, "status")
        if (day, event) not in due:
            yield Note("event-not-due", day, {"event": Code(event)})
