"""Why a month changed: rows that one state of the facts has and another has not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from masker_rules.facts import Pack
from masker_rules.facts.canonical import text_of
from masker_rules.facts.definition import ColumnDef, TableDef, definition
from masker_rules.facts.intake import dates_of
from masker_rules.facts.pack import STANDING
from masker_rules.facts.rows import Row
from masker_rules.periods import Month, parse_months
from masker_rules.texts import grouped, render, spoken
from masker_rules.texts.spoken import readable

__all__ = ["TEXT", "Cause", "Changes"]

Change: TypeAlias = Literal["added", "removed"]
#: In place of a table: the regulation, not a fact.
TEXT = "regulation"


@dataclass(frozen=True, slots=True)
class Cause:
    """A row that is known now and was not, or the other way about; or another regulation."""

    table: str
    """Its table; `regulation` where the text changed."""
    change: Change
    """`added` or `removed`."""
    nip: str
    """Empty of a row for many."""
    first: date | None
    """First day of which it speaks; None is open."""
    last: date | None
    """Last day; None is open."""
    told: str
    """What it says: its cells, or the digest of the regulation."""
    unit: str = ""
    """Of a row for the people of a unit: which one; empty is all."""
    cells: tuple[tuple[str, str], ...] = ()
    """What it says: columns and their values."""

    def text(self, lang: str) -> str:
        """The row in words: that it came in or went, and what it says."""
        columns = definition().tables[self.table]
        cells = ", ".join(
            f"{readable(lang, 'column', name)} {_value(columns.column(name), text, lang)}"
            for name, text in self.cells
        )
        said = {"table": readable(lang, "table", self.table), "cells": cells}
        return render(lang, f"papers.rapel.{self.change}", said)

    def as_dict(self, lang: str) -> dict[str, object]:
        """The cause as JSON has it."""
        return {
            "table": self.table,
            "change": self.change,
            "nip": self.nip,
            "from": self.first.isoformat() if self.first else None,
            "until": self.last.isoformat() if self.last else None,
            "row": self.told,
            "label": readable(lang, "table", self.table),
        }

    def is_of(self, month: Month) -> bool:
        """Whether it speaks of a day of a month.

        A sanction speaks of the month in which it begins: that later ones are paid less is what
        follows.
        """
        first, last = self.first or date.min, self.last or date.max
        if self.table == "sanctions":
            last = first
        return first <= month.last and month.first <= last

    def is_before(self, month: Month) -> bool:
        """Whether it speaks of days before a month."""
        return (self.first or date.min) < month.first


class Changes:
    """Rows in which two states of the facts differ.

    Args:
        before: Packs as they were, with the months that their names tell.
        after: As they are.
        nips: Whose rows are compared; those for many always are.
    """

    def __init__(
        self,
        before: Iterable[tuple[str, Pack]],
        after: Iterable[tuple[str, Pack]],
        nips: Collection[str],
    ) -> None:
        old, new = (_rows_of(packs, frozenset(nips)) for packs in (before, after))
        self._of: dict[str, list[Cause]] = {}
        for change, counted in (("removed", old - new), ("added", new - old)):
            for (table, told, months), _ in sorted(counted.items(), key=lambda item: item[0]):
                row = (old if change == "removed" else new).rows[table, told, months]
                cause = _cause(table, row, change, told, months)  # type: ignore[arg-type]
                self._of.setdefault(cause.nip, []).append(cause)

    def causes(self, nip: str, unit: str, month: Month) -> tuple[list[Cause], list[Cause]]:
        """What of a person, or of everybody, changed in a month, and what changed before it.

        Args:
            nip: Whose.
            unit: In which they stand; rows of other units do not concern them.
            month: The one that came out otherwise.
        """
        shared = [one for one in self._of.get("", []) if one.unit in {"", unit}]
        found = [*self._of.get(nip, []), *shared]
        own = [one for one in found if one.is_of(month)]
        return own, [one for one in found if one not in own and one.is_before(month)]


_Key: TypeAlias = tuple[str, str, str]


class _Rows(Counter[_Key]):
    """How often each row stands, and one of each."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.rows: dict[_Key, Row] = {}


def _rows_of(packs: Iterable[tuple[str, Pack]], nips: frozenset[str]) -> _Rows:
    found = _Rows()
    for months, pack in packs:
        for name in pack.tables:
            table = definition().tables[name]
            # In a folder each pack says how things stand in its month.
            of = months if name in STANDING else ""
            for row in _concerned(pack, table, nips):
                key = name, _told(table, row), of
                found[key] += 1
                found.rows.setdefault(key, row)
    return found


def _concerned(pack: Pack, table: TableDef, nips: frozenset[str]) -> Sequence[Row]:
    if not table.has("nip") or table.name == "identities":
        return pack.rows(table.name)
    own = pack.by_nip(table.name)
    shared = [row for row in pack.rows(table.name) if getattr(row, "nip", None) is None]
    return [*(row for nip in nips for row in own.get(nip, ())), *shared]


def _told(table: TableDef, row: Row) -> str:
    """The cells of a row that say something, without who it is of and how it became known."""
    cells = []
    for column in _saying(table):
        value = getattr(row, column.field)
        if value is not None:
            cells.append(f"{column.name}={value}")
    nip = getattr(row, "nip", None)
    return f"{nip or ''}: {', '.join(cells)}"


def _cause(table: str, row: Row, change: Change, told: str, months: str) -> Cause:
    kind = definition().tables[table]
    nip = getattr(row, "nip", None) or ""
    values = [getattr(row, column.field) for column in kind.columns]
    first, last = dates_of(kind, values) or (date.min, date.max)
    if months:
        named = parse_months(months)
        first, last = max(first, named[0].first), min(last, named[-1].last)
    return Cause(
        table,
        change,
        nip,
        None if first == date.min else first,
        None if last == date.max else last,
        told.partition(": ")[2],
        "" if nip else getattr(row, "unit", None) or "",
        tuple((c.name, said) for c in _saying(kind) if (said := text_of(getattr(row, c.field)))),
    )


def _saying(table: TableDef) -> Iterable[ColumnDef]:
    """Columns that say something, but of whom a row is and when it became known."""
    return (one for one in table.columns if one.name not in ("nip", *table.known))


def _value(column: ColumnDef, text: str, lang: str) -> str:
    """A cell in words: dates, rupiah, yes and no, codes; other texts as they stand."""
    if column.type == "date":
        return spoken.day(lang, date.fromisoformat(text))
    if column.type in {"money", "amount"} and text.isdigit():
        return grouped(lang, int(text))
    if column.type == "flag":
        return render(lang, f"explain.{'yes' if text == 'true' else 'no'}", {})
    return spoken.word(lang, text) if column.type == "word" else text
