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

__all__ = [
    "OF_ONE",
    "Items",
    "Percents",
    "percents_of",
    "remarks_of_items",
    "shares_of_items",
    "shares_of_rows",
]

#: Code of what is said of percents that seem to be shares of one.
OF_ONE = "percents-of-one"


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


#: What seems to be shares in a table, and its file.
Items = Callable[[Percents], tuple[Iterable[tuple[str, ...]], str]]


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


def shares_of_rows(percents: Percents, rows: Iterable[Any]) -> Iterator[tuple[str, ...]]:
    """What is looked at together, of which every percent is at most 1, and one is more than 0."""
    found: dict[tuple[str, ...], set[Decimal]] = {}
    for row in rows:
        value = getattr(row, percents.column)
        if isinstance(value, Decimal):
            key = tuple(getattr(row, name) for name in percents.by)
            found.setdefault(key, set()).add(value)
    for key, values in found.items():
        if all(0 <= value <= 1 for value in values) and any(values):
            yield key


def shares_of_items(tables: Iterable[str], items: Items) -> Iterator[tuple[str, str, str]]:
    """Table, item and period of percents that seem to be shares; "" is of no period.

    Args:
        tables: Those that are there.
        items: What is looked at together and seems to be shares, in the words of the pack, and
            the file.
    """
    for table in tables:
        percents = percents_of(table)
        if percents is not None:
            for item, *period in items(percents)[0]:
                if fold(item) in percents.words:
                    yield table, fold(item), "".join(period)


def remarks_of_items(tables: Iterable[str], items: Items) -> Iterator[PackRemark]:
    """What is to be said of tables; arguments as of `shares_of_items`."""
    named = sorted({(table, item) for table, item, _ in shares_of_items(tables, items)})
    for table, item in named:
        percents = percents_of(table)
        assert percents is not None
        said = {"item": Code(item, "item")}
        yield PackRemark(table, items(percents)[1], 0, percents.column, "", OF_ONE, said)
