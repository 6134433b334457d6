"""What importers doubt of rows that they keep: codes in the column `doubt` of personal tables.

A code is one of `doubts` of `tables.yaml`; behind a colon stands what it quotes, as the date of
`day-differs:2026-03-02`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from masker_rules.facts.canonical import Key, keyed, text_of
from masker_rules.facts.definition import TableDef, definition
from masker_rules.facts.rows import PersonalRow, Row
from masker_rules.texts import render

__all__ = [
    "COLUMN",
    "Doubts",
    "count_doubts",
    "doubts_together",
    "dubious",
    "parts_of",
    "unknown_doubts",
    "when",
]

#: The column, the last one of every personal table.
COLUMN = "doubt"


@dataclass(frozen=True, slots=True)
class Doubts:
    """What codes say, in any language."""

    codes: str

    def said(self, lang: str) -> str:
        known = definition().doubts
        told = []
        for code, quoted in parts_of(self.codes):
            words = known[code].doc[lang] if code in known else None
            told.append(words or render(lang, "words.unknown_doubt", {"code": code}))
            told[-1] += f" ({quoted})" if quoted else ""
        return "; ".join(told)

    def __str__(self) -> str:
        return self.said("en")


def parts_of(codes: str) -> Iterator[tuple[str, str]]:
    """Each code with what it quotes."""
    for code in codes.split():
        name, _, quoted = code.partition(":")
        yield name, quoted


def unknown_doubts(codes: str) -> tuple[str, ...]:
    """Codes that no importer of this version writes."""
    known = definition().doubts
    return tuple(code for code, _ in parts_of(codes) if code not in known)


def dubious(rows: Iterable[Row]) -> list[PersonalRow]:
    """Those in doubt."""
    return [row for row in rows if isinstance(row, PersonalRow) and row.doubt is not None]


def count_doubts(rows: Iterable[PersonalRow]) -> dict[str, int]:
    """How often each code stands in rows in doubt."""
    return dict(sorted(Counter(code for r in rows for code, _ in parts_of(r.doubt or "")).items()))


def when(table: TableDef, row: Row) -> str:
    """The date or time that a row speaks of; empty where it has none."""
    return text_of(getattr(row, table.column(table.first).field)) if table.first else ""


def doubts_together(table: TableDef, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows; of those that say the same each has the doubts of all, for they are one fact."""
    found = dubious(rows) if table.has(COLUMN) else []
    if not found:
        return rows
    codes: dict[Key, set[str]] = {}
    for fact, row in _facts(table, found):
        codes.setdefault(fact, set()).update(str(row.doubt).split())
    people = {row.nip for row in found}  # type: ignore[attr-defined]
    near = [row for row in rows if isinstance(row, PersonalRow) and row.nip in people]  # type: ignore[attr-defined]
    joined = {
        id(row): replace(row, doubt=" ".join(sorted(codes[fact])))
        for fact, row in _facts(table, near)
        if fact in codes
    }
    return [joined.get(id(row), row) for row in rows]


def _facts(table: TableDef, rows: Iterable[PersonalRow]) -> Iterator[tuple[Key, PersonalRow]]:
    """Each row with what it says beside its doubts."""
    slot = table.slot(COLUMN)
    for key, row in keyed(table, rows):
        yield (*key[:slot], *key[slot + 1 :]), row  # type: ignore[misc]
