"""Percents that seem to be shares of one: of a hundred they are next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from masker_rules.facts.cells import fold
from masker_rules.facts.definition import definition
from masker_rules.facts.findings import PackRemark
from masker_rules.texts.spoken import Code

__all__ = ["Percents", "percents_of", "remarks_of_items", "shares_of_rows"]


@dataclass(frozen=True, slots=True)
class Percents:
    """A column in which some rows hold a percent.

    Attributes:
        table: Its table.
        column: Where the percent stands.
        by: Columns whose rows are looked at together; the first tells of what the percent is.
        words: What of these are percents.
    """

    table: str
    column: str
    by: tuple[str, ...]
    words: frozenset[str]


@cache
def percents_of(table: str) -> Percents | None:
    """The percents of a table among other values; None where it has none."""
    if table == "amounts":
        return Percents(table, "amount", ("component",), frozenset({"payment_percent"}))
    if table != "scores":
        return None
    kinds = definition().measures.items()
    # A month is looked at alone: an earlier one may have been written otherwise.
    words = frozenset(name for name, kind in kinds if kind == "percent")
    return Percents(table, "value", ("measure", "period"), words)


def shares_of_rows(percents: Percents, rows: Iterable[Any]) -> Iterator[str]:
    """Items of which in some period every percent is at most 1, and one is more than 0."""
    found: dict[tuple[str, ...], set[Decimal]] = {}
    for row in rows:
        value = getattr(row, percents.column)
        if isinstance(value, Decimal):
            key = tuple(getattr(row, name) for name in percents.by)
            found.setdefault(key, set()).add(value)
    for key, values in found.items():
        if all(0 <= value <= 1 for value in values) and any(values):
            yield key[0]


def remarks_of_items(
    tables: Iterable[str], items: Callable[[Percents], tuple[Iterable[str], str]]
) -> Iterator[PackRemark]:
    """What is to be said of tables.

    Args:
        tables: Those that are there.
        items: Items of percents that seem to be shares, in the words of the pack, and the file.
    """
    for table in tables:
        percents = percents_of(table)
        if percents is None:
            continue
        found, file = items(percents)
        for item in sorted({fold(one) for one in found} & percents.words):
            said = {"item": Code(item, "item")}
            yield PackRemark(table, file, 0, percents.column, "", "percents-of-one", said)
