"""The definition of all tables, read from `tables.yaml` into typed form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from masker_rules import yamltext
from masker_rules.errors import FactsError

__all__ = [
    "KNOWN_AT",
    "MEANINGS",
    "NONE",
    "NOT_MADE",
    "PENDING",
    "Bounds",
    "ColumnDef",
    "Definition",
    "Doc",
    "DoubtDef",
    "TableDef",
    "definition",
]

Doc = Mapping[str, str]
#: What an empty cell may mean that is no value; see `tables.yaml`.
MEANINGS = ("unknown", "none", "open", "all", "pending", "window", "profile")
#: That nobody has decided yet, of a row that counts when it is approved.
PENDING = "pending"
#: What is written in a cell to say that there is none.
NONE = "none"
#: What a score says that is known not to have been made, be it a number or a word.
NOT_MADE = "tidak_ada"
#: The column that says when a row became known.
KNOWN_AT = "known_at"
#: Columns that always have a value, and therefore no cell `none`.
NEVER = "never"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what the values of a type lie, both included.

    Attributes:
        low, high: Decimals, or the dates between which dates, moments and periods lie.
    """

    low: Decimal | dt.date
    high: Decimal | dt.date

    @property
    def said(self) -> dict[str, str]:
        """Both as a message writes them."""
        return {"low": _written(self.low), "high": _written(self.high)}


def _written(end: Decimal | dt.date) -> str:
    return end.isoformat() if isinstance(end, dt.date) else f"{end:f}"


@dataclass(frozen=True, slots=True)
class ColumnDef:
    """One column; `tables.yaml` explains the attributes.

    Attributes:
        empty: What an empty cell means, in the table at hand.
        defined: What it means where neither pack nor profile says otherwise.
    """

    name: str
    type: str
    doc: Doc
    required: str = ""
    words: tuple[str, ...] = ()
    profile: str = ""
    empty: str = "unknown"
    defined: str = "unknown"
    none: str = ""
    silent: bool = False
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    sentinels: bool = False
    whole: str = ""
    letters: str = ""

    @property
    def field(self) -> str:
        """Name of the attribute of the row class."""
        return f"{self.name}_" if self.name == "from" else self.name

    @property
    def default(self) -> str:
        """The value that an empty cell is, empty where it is none."""
        return "" if self.empty in MEANINGS else self.empty

    @property
    def is_open(self) -> bool:
        """Whether an empty cell is unknown where nobody says otherwise."""
        return self.defined == "unknown" and self.required != "value"

    @property
    def is_none_where_empty(self) -> bool:
        """Whether an empty cell says here, and not everywhere, that there is no value."""
        return self.empty == NONE != self.defined

    @property
    def is_doubt_where_empty(self) -> bool:
        """Whether an empty cell is unknown here where elsewhere it says something."""
        return self.empty == "unknown" != self.defined

    @property
    def may_be_none(self) -> bool:
        """Whether the cell `none` says that there is no value."""
        has = self.defined in {"unknown", "none", "open"} and self.required != "value"
        return has and self.none != NEVER


@dataclass(frozen=True, eq=False)
class TableDef:
    """One table; `tables.yaml` explains the attributes."""

    name: str
    row: str
    doc: Doc
    columns: tuple[ColumnDef, ...]
    first: str = ""
    last: str = ""
    ranges: tuple[tuple[str, ...], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    exactly_one: tuple[str, ...] = ()
    at_least_one: tuple[str, ...] = ()
    at_most_one: tuple[str, ...] = ()
    location: str = ""
    for_papers: bool = False
    adds: bool = False
    known: tuple[str, ...] = ()

    def column(self, name: str) -> ColumnDef:
        return self.columns[self.slot(name)]

    def slot(self, name: str) -> int:
        """Position of a column."""
        return self.names.index(name)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def has(self, name: str) -> bool:
        return name in self.names


@dataclass(frozen=True, slots=True)
class DoubtDef:
    """What an importer may doubt of a row; `tables.yaml` explains `other`."""

    code: str
    doc: Doc
    other: str = ""


@dataclass(frozen=True)
class Definition:
    """All tables and vocabularies of a pack.

    Attributes:
        tables: By name, in the order of the contract: what a result is computed from.
        papers: Tables that only papers read; they change no result and stand in none.
        vocabularies: Canonical words by vocabulary.
        open_vocabularies: Those that keep a word they do not know, with a warning.
        measures: Kind of the value of each canonical measure: a type, or its words.
        types: What the values of a type can be, by its name; a column may narrow it.
        doubts: What an importer may doubt of a row, by code.
    """

    tables: Mapping[str, TableDef]
    papers: Mapping[str, TableDef]
    vocabularies: Mapping[str, tuple[str, ...]]
    open_vocabularies: frozenset[str]
    measures: Mapping[str, str | tuple[str, ...]]
    types: Mapping[str, Bounds]
    doubts: Mapping[str, DoubtDef]

    @cached_property
    def every(self) -> Mapping[str, TableDef]:
        """All tables that may stand in a pack."""
        return {**self.tables, **self.papers}

    def bounds_of(self, column: ColumnDef) -> tuple[str, str]:
        """The least and the most that a cell of a column can be, as written; empty where none."""
        said = self.types[column.type].said if column.type in self.types else {}
        own = {"low": column.minimum, "high": column.maximum}
        said |= {end: _written(value) for end, value in own.items() if value is not None}
        return said.get("low", ""), said.get("high", "")

    @property
    def fields(self) -> dict[str, tuple[str, ...]]:
        """Words by field: of the vocabularies, and of measures as `scores.<measure>`."""
        return {**self.vocabularies, **words_of_measures(self.measures)}


def words_of_measures(
    measures: Mapping[str, str | tuple[str, ...]],
) -> dict[str, tuple[str, ...]]:
    """Fields `scores.<measure>` of the measures that take words, with those words."""
    return {f"scores.{name}": kind for name, kind in measures.items() if not isinstance(kind, str)}


@cache
def definition() -> Definition:
    """The one definition of the pack, read once."""
    data = files(__package__).joinpath("tables.yaml").read_bytes()
    root = yamltext.plain(yamltext.parse_yaml(data, "tables.yaml", FactsError))
    personal = tuple(_column(key, entry) for key, entry in _items(root["personal"]))
    every = {name: _table(name, tree, personal) for name, tree in _items(root["tables"])}
    tables = {name: table for name, table in every.items() if not table.for_papers}
    papers = {name: table for name, table in every.items() if table.for_papers}
    words = {name: tuple(listed) for name, listed in _items(root["vocabularies"])}
    measures = {
        name: kind if isinstance(kind, str) else tuple(kind)
        for name, kind in _items(root["measures"])
    }
    types = {
        name: Bounds(_end(ends["min"]), _end(ends["max"])) for name, ends in _items(root["types"])
    }
    doubts = {
        code: DoubtDef(code, tree["doc"], tree.get("other", ""))
        for code, tree in _items(root["doubts"])
    }
    open_words = frozenset(root["open_vocabularies"])
    return Definition(tables, papers, words, open_words, measures, types, doubts)


# The tree of our own file: its shape is guarded by the tests, not by types.
_Tree = dict[str, Any]


def _end(text: str) -> Decimal | dt.date:
    # A date has two dashes, a number at most one.
    return dt.date.fromisoformat(text) if text.count("-") > 1 else Decimal(text)


def _items(tree: _Tree) -> Iterator[tuple[str, Any]]:
    yield from tree.items()


def _table(name: str, tree: _Tree, personal: tuple[ColumnDef, ...]) -> TableDef:
    columns = tuple(_column(key, entry) for key, entry in _items(tree["columns"]))
    for_papers = tree.get("for") == "papers"
    is_personal = any((column.name, column.type) == ("nip", "nip") for column in columns)
    own = {column.name for column in columns}
    if is_personal and not for_papers:
        columns += tuple(column for column in personal if column.name not in own)
    dated = tuple(column.name for column in columns if column.name == KNOWN_AT)
    return TableDef(
        name=name,
        row=tree["row"],
        doc=tree["doc"],
        columns=columns,
        first=tree.get("first", ""),
        last=tree.get("last", ""),
        ranges=tuple(tuple(pair) for pair in tree.get("ranges", [])),
        together=tuple(tuple(pair) for pair in tree.get("together", [])),
        exactly_one=tuple(tree.get("exactly_one", [])),
        at_least_one=tuple(tree.get("at_least_one", [])),
        at_most_one=tuple(tree.get("at_most_one", [])),
        location=tree.get("location", ""),
        for_papers=for_papers,
        adds=tree.get("adds") == "true",
        known=tuple(tree.get("known", dated)),
    )


def _column(name: str, tree: _Tree) -> ColumnDef:
    return ColumnDef(
        name=name,
        type=tree["type"],
        doc=tree["doc"],
        required=tree.get("required", ""),
        words=tuple(tree.get("words", [])),
        profile=tree.get("profile", ""),
        empty=tree.get("empty", "unknown"),
        defined=tree.get("empty", "unknown"),
        none=tree.get("none", ""),
        silent=tree.get("silent") == "true",
        unit=tree.get("unit", ""),
        minimum=Decimal(tree["min"]) if "min" in tree else None,
        maximum=Decimal(tree["max"]) if "max" in tree else None,
        sentinels=tree.get("sentinels") == "true",
        whole=tree.get("whole", ""),
        letters=tree.get("letters", ""),
    )
