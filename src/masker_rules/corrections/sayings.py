"""What a row of a fact may say: words of its columns, and what is taken from the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

from masker_rules.corrections.facts import PersonMonth
from masker_rules.facts import Vocabulary
from masker_rules.facts.definition import ColumnDef, TableDef
from masker_rules.facts.rows import Row
from masker_rules.facts.stamps import DAY_SECONDS, Stamp

__all__ = ["sayings"]

#: What stands for all words of a column, and begins what is taken from the day.
_WORDS, _TAKEN = "$words", "$"


def sayings(
    words_of: Mapping[str, Sequence[str]],
    table: TableDef,
    days: Sequence[dt.date],
    about: PersonMonth,
    row: Row | None = None,
) -> Iterator[dict[str, Any]]:
    """What a row may say, column by column."""
    fields, choices = [], []
    for name, words in words_of.items():
        column = table.column(name)
        fields.append(column.field)
        listed: list[Any] = []
        for word in words:
            if word.startswith(_TAKEN):
                listed += _taken(word, column, days, about, row)
            else:
                listed.append(_typed(word, column))
        choices.append(listed)
    for values in product(*choices):
        yield dict(zip(fields, values, strict=True))


def _taken(
    word: str,
    column: ColumnDef,
    days: Sequence[dt.date],
    about: PersonMonth,
    row: Any,
) -> list[Any]:
    """What stands for a word that begins with `$`."""
    if word == _WORDS:
        return _words(column, about.vocabulary)
    if word == "$best":
        return _best(row, about.vocabulary)
    if word == "$month":
        length = (about.month.last - about.month.first).days + 1
        is_date = column.type == "date"
        return [about.month.last if is_date else length * DAY_SECONDS // 60]
    if not days:
        return []
    on = days[0]
    if word in {"$date", "$last"}:
        return [on if word == "$date" else days[-1]]
    if word == "$midnight":
        return [Stamp(on, 0)]
    if word == "$next_midnight":
        return [Stamp(on + dt.timedelta(days=1), 0)]
    if word == "$event":
        return list(dict.fromkeys(one.event for one in about.attendance.events if one.date == on))
    scheduled = about.day(on)
    second = None if scheduled is None else getattr(scheduled, word.removeprefix(_TAKEN))
    if second is None:
        return []
    over, rest = divmod(second, DAY_SECONDS)
    return [Stamp(on + dt.timedelta(days=over), rest)]


def _words(column: ColumnDef, vocabulary: Vocabulary) -> list[Any]:
    if column.words:
        return list(column.words)
    known = vocabulary.words.get(column.profile, {})
    return list(dict.fromkeys(known.values()))


def _best(row: Any, vocabulary: Vocabulary) -> list[Any]:
    """Other values of a score: all words of the measure, or what no number of it exceeds."""
    kind = vocabulary.measures.get(row.measure, "number")
    if isinstance(kind, tuple):
        return list(kind)
    return [Decimal(100), Decimal(1000)]


def _typed(word: str, column: ColumnDef) -> Any:
    if column.type == "flag":
        return word == "true"
    if column.type in {"count", "minutes"}:
        return int(word)
    if column.type in {"number", "money", "amount", "percent"}:
        return Decimal(word)
    return word
