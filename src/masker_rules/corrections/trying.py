"""The facts of each kind that touch what a month was cut for: rows there, and rows to try."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from masker_rules.corrections.facts import Cut, Fact, PersonMonth
from masker_rules.corrections.kinds import EMPTY, Kind
from masker_rules.corrections.mending import put_right
from masker_rules.corrections.sayings import sayings
from masker_rules.facts.canonical import text_of
from masker_rules.facts.definition import TableDef, definition
from masker_rules.facts.rows import ROW_TYPES, Row
from masker_rules.facts.stamps import Stamp
from masker_rules.periods import Month

__all__ = ["facts_of"]

#: Columns that date a row of one day, and the first of several.
_DAY, _FIRST = "date", "from"


def facts_of(kind: Kind, cut: Cut, about: PersonMonth) -> Iterator[Fact]:
    """The facts of a kind that touch what was cut.

    What was cut of the month may come of any of its days: of rows that stand there, and of those
    on which something is less than was asked.
    """
    table = definition().tables[kind.table]
    if kind.act == "add":
        yield from _added(kind, table, cut, about)
    elif kind.is_of_set_aside:
        yield from _of_set_aside(kind, table, cut, about)
    else:
        yield from _otherwise(kind, table, cut, about)


def _of_set_aside(kind: Kind, table: TableDef, cut: Cut, about: PersonMonth) -> Iterator[Fact]:
    for aside in about.aside:
        if aside.table == table.name:
            for row in put_right(aside, kind, table, cut, about):
                if _touches(row, table, kind, cut, about.month):
                    yield Fact(kind, row, None, cut.days, aside)


def _otherwise(kind: Kind, table: TableDef, cut: Cut, about: PersonMonth) -> Iterator[Fact]:
    for row in _rows(kind, table, cut, about):
        for setting in sayings(kind.set, table, _day_of(row, cut), about, row):
            changed = replace(row, **setting, none=row.none - {*setting})
            if changed != row:
                yield Fact(kind, changed, row, cut.days or _days_of(row, table, about))


def _days_of(row: Any, table: TableDef, about: PersonMonth) -> tuple[dt.date, ...]:
    """The scheduled days of the month of which a row tells."""
    if not table.first:
        return ()
    first, last = _span(row, table, about.month)
    return tuple(day.date for day in about.attendance.days if first <= day.date <= last)


# ------------------------------------------------------------------ rows that are there
def _rows(kind: Kind, table: TableDef, cut: Cut, about: PersonMonth) -> Iterator[Any]:
    """Rows of the person of which a kind speaks, and that touch what was cut."""
    # Of punches of a month only those of days on which something is less are looked at.
    days = frozenset(about.short_days) if kind.touches == "day" and not cut.days else None
    for row in about.pack.by_nip(table.name).get(about.nip, ()):
        if days is not None and (on := getattr(row, "time", None)) and on.day not in days:
            continue
        is_meant = all(_cell(row, name) in words for name, words in kind.when.items())
        if is_meant and _touches(row, table, kind, cut, about.month):
            yield row


def _cell(row: Row, name: str) -> str:
    return text_of(getattr(row, "from_" if name == "from" else name)) or EMPTY


def _day_of(row: Any, cut: Cut) -> tuple[dt.date, ...]:
    """The charged day that a row is of, else the first of them."""
    on = getattr(row, "time", None)
    own = (on.day,) if on is not None and (on.day in cut.days or not cut.days) else ()
    return own or cut.days[:1]


def _touches(row: Any, table: TableDef, kind: Kind, cut: Cut, month: Month) -> bool:
    if not table.first:
        return True
    first, last = _span(row, table, month)
    if kind.touches == "month" or not cut.days:
        begins = dt.date.min if kind.is_lasting and not cut.days else month.first
        return first <= month.last and begins <= last
    return any(first <= day <= last for day in cut.days)


def _span(row: Any, table: TableDef, month: Month) -> tuple[dt.date, dt.date]:
    """First and last day of which a row tells."""
    first = _date(getattr(row, "from_" if table.first == _FIRST else table.first), month.first)
    if not table.last:
        return first, first
    if table.last in {"open", "year"}:
        return first, month.last
    return first, _date(getattr(row, table.last), dt.date.max)


def _date(value: Any, default: dt.date) -> dt.date:
    if isinstance(value, Stamp):
        return value.day
    if isinstance(value, dt.date):
        return value
    return default if value is None else _of_period(str(value), default)


def _of_period(text: str, default: dt.date) -> dt.date:
    return Month.parse(text).first if text[4:5] == "-" and text[5:7].isdigit() else default


# ------------------------------------------------------------------ rows to try
def _runs(kind: Kind, cut: Cut, about: PersonMonth) -> Sequence[tuple[dt.date, ...]]:
    """The days of which each row to try is."""
    if kind.touches == "month":
        return [()]
    if not cut.days:
        single = [(day,) for day in about.short_days]
        return [*single, *about.unseen_spells] if kind.touches == "spell" else single
    if kind.touches == "spell":
        return [cut.days]
    return [(day,) for day in cut.days]


def _added(kind: Kind, table: TableDef, cut: Cut, about: PersonMonth) -> Iterator[Fact]:
    make: Any = ROW_TYPES[table.name]
    for days in _runs(kind, cut, about):
        for setting in sayings(kind.set, table, days, about):
            whose: dict[str, Any] = {"nip": about.nip} if table.has("nip") else {}
            if kind.is_of_unit and about.unit is not None:
                whose["unit"] = about.unit
            dated: dict[str, Any] = {}
            if days and table.has(_DAY):
                dated[_DAY] = days[0]
            elif days and kind.touches == "spell":
                dated = {"from_": days[0], "until": days[-1]}
            yield Fact(kind, make(**{**whose, **dated, **setting}), None, days)
