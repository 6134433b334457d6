"""A profile's own calendar: local holidays and working days as rows of a layer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from masker_rules.calendars.fields import Fields
from masker_rules.calendars.rows import ROW_KINDS, CalendarRow
from masker_rules.errors import Problems
from masker_rules.yamltext import Node, Sequence

__all__ = ["rows_from_node"]

_LONGEST = timedelta(days=366)


def rows_from_node(node: Node, problems: Problems) -> tuple[CalendarRow, ...]:
    """The rows of a YAML list.

    ::

        - {date: 2026-04-17, kind: holiday, name: Hari Jadi, decree: Keputusan Bupati 12/2026}
        - {from: 2026-06-15, until: 2026-06-19, kind: workday, unit: RSUD, decree: unconfirmed}

    Every row needs `decree`, or the word ``unconfirmed`` in its place; `unit`, `staff_group`,
    `name` and `decided_on` may be left out. `from` and `until` are both included.

    Args:
        node: The list, as :func:`masker_rules.yamltext.parse_yaml` gives it.
        problems: Where what is wrong is kept [calendar-shape, calendar-key-unknown,
            calendar-key-missing, calendar-bad-date, calendar-bad-word, calendar-bad-range]; such
            a row is left out.
    """
    if not isinstance(node, Sequence):
        problems.add("calendar-shape", node.place, expected="- …")
        return ()
    rows: list[CalendarRow] = []
    for item in node.items:
        fields = Fields(item, problems)
        before = len(problems)
        found = tuple(_rows(fields))
        fields.close()
        if len(problems) == before:
            rows += found
    return tuple(rows)


def _rows(fields: Fields) -> Iterator[CalendarRow]:
    dates = tuple(_dates(fields))
    kind = fields.word("kind", ROW_KINDS)
    name = fields.text("name", optional=True)
    unit = fields.text("unit", optional=True)
    staff_group = fields.text("staff_group", optional=True)
    decree = fields.text("decree")
    decided_on = fields.day("decided_on", optional=True)
    for day in dates:
        yield CalendarRow(day, kind, name, unit, staff_group, decree, decided_on, fields.place)


def _dates(fields: Fields) -> Iterator[date]:
    if not fields.has("from"):
        day = fields.day("date")
        if day is not None:
            yield day
        return
    first, last = fields.day("from"), fields.day("until")
    if first is None or last is None:
        return
    if not first <= last < first + _LONGEST:
        fields.problems.add("calendar-bad-range", fields.place, first=first, last=last)
        return
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
