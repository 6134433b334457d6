"""Rows set aside as facts: as a person's, where nobody knows whose they are, or made readable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from masker_rules.corrections.facts import Cut, PersonMonth
from masker_rules.corrections.kinds import Kind
from masker_rules.corrections.sayings import sayings
from masker_rules.errors import Place
from masker_rules.facts import SetAside
from masker_rules.facts.definition import TableDef
from masker_rules.facts.identity import lacks_nip
from masker_rules.facts.rows import ROW_TYPES, Row
from masker_rules.periods import Month

__all__ = ["may_be_claimed", "put_right"]

#: Days of the longest month, and how a damaged time may still name its day.
_LONGEST = 31
_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")


def may_be_claimed(aside: SetAside) -> bool:
    """Whether nothing is lost of a row but whose it is."""
    is_open = not (aside.is_repeat or aside.is_answered)
    return is_open and lacks_nip(aside) and aside.unread == ("nip",)


def put_right(
    aside: SetAside, kind: Kind, table: TableDef, cut: Cut, about: PersonMonth
) -> Iterator[Row]:
    """What a row set aside may have said: as the person's, or with its cells readable."""
    if kind.act == "claim":
        if may_be_claimed(aside):
            yield _readable(aside, table, nip=about.nip)
        return
    if aside.nip != about.nip or aside.is_of_nobody or aside.is_repeat:
        return
    words = _words_lost(aside, kind, table, about)
    if not words:
        return
    for days in _days_named(aside, cut, about.month):
        for setting in sayings(words, table, days, about):
            row = _readable(aside, table, **setting)
            if not _is_turned(row):
                yield row
    yield from _turned_back(aside, table, cut)


def _words_lost(
    aside: SetAside, kind: Kind, table: TableDef, about: PersonMonth
) -> Mapping[str, Sequence[str]]:
    """What the cells that cannot be read may say; nothing where one of them may say anything."""
    lost = aside.unread or ()
    words = {name: kind.set[name] for name in lost if name in kind.set}
    if any(table.column(name).required for name in lost if name not in words):
        return {}
    if near := str(aside.params.get("nearest") or ""):
        # What is a slip for a word is no other word.
        field = table.column(aside.column).profile
        words[aside.column] = ((field and about.vocabulary.find(field, near)) or near,)
    return words


def _turned_back(aside: SetAside, table: TableDef, cut: Cut) -> Iterator[Row]:
    """A row that ends before it begins: its first day may be the mistake, or both are swapped."""
    if not aside.is_turned or aside.dates is None:
        return
    first, last = aside.dates
    if cut.days and cut.days[0] <= first:
        yield _readable(aside, table, from_=cut.days[0], until=first)
    yield _readable(aside, table, from_=first, until=last)


def _readable(aside: SetAside, table: TableDef, **told: Any) -> Row:
    """A row set aside with what is told of it in place of what could not be read."""
    cells: dict[str, Any] = {column.field: aside.said.get(column.name) for column in table.columns}
    place = Place(aside.file, line=aside.line)
    return ROW_TYPES[table.name](**{**cells, **told}, none=aside.none, place=place)


def _days_named(aside: SetAside, cut: Cut, month: Month) -> Sequence[tuple[dt.date, ...]]:
    """The charged days a row may speak of: those that its damaged cell still names, else all."""
    if not cut.days or "time" not in (aside.unread or ()):
        return (cut.days,)
    days = (month.first + dt.timedelta(days=over) for over in range(_LONGEST))
    named = [day for day in days if any(f"{day:{form}}" in aside.value for form in _FORMS)]
    return [(day,) for day in cut.days if day in named or not named]


def _is_turned(row: Any) -> bool:
    first, last = getattr(row, "from_", None), getattr(row, "until", None)
    return isinstance(first, dt.date) and isinstance(last, dt.date) and last < first
