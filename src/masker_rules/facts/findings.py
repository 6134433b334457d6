"""What a reader reports: rows set aside, and remarks on rows that were kept."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NotRequired, TypedDict

from masker_rules.facts.definition import definition
from masker_rules.periods import Month
from masker_rules.texts import render
from masker_rules.texts.spoken import Column, Listed

__all__ = [
    "GOES_ON",
    "LACKS",
    "MAY_BE_ANOTHER",
    "NOT_READ",
    "OF_NOBODY",
    "CellError",
    "PackRemark",
    "RowJson",
    "SetAside",
    "lacking",
    "shown",
]

_SHOWN = 200
#: Codes that quote two columns.
_TURNED = frozenset({"swapped-range", "empty-range"})
#: Code of a row of which the office says that it is of nobody.
OF_NOBODY = "row-of-nobody"
MAY_BE_ANOTHER = "same-row-or-another"
#: What a pack lacks, and what is not read may be: a table, or columns.
LACKS = "lacks"
#: Key of remarks on a file that is not read and may be the rest of a table that is there.
GOES_ON = "goes_on"
#: Codes of remarks on files, folders, sheets and tables that are not read.
NOT_READ = frozenset({"unknown-table-file", "ignored-folder"})


def shown(value: object) -> str:
    """A cell as quoted in a report, cut where it is very long."""
    if isinstance(value, memoryview):  # as some drivers hand bytes; its own text is an address
        value = value.tobytes()
    text = "" if value is None else str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class CellError(Exception):
    """A cell that cannot be believed; caught by the reader, never seen by a caller.

    Attributes:
        cells: What could be cut of a record that is no record, to find the NIP in it.
    """

    cells: Sequence[object] = ()

    def __init__(self, code: str, column: str = "", /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.column = column
        self.params = params


class RowJson(TypedDict):
    """A row that does not count, or that calls for a look; the header is line 1."""

    table: str
    part: NotRequired[str]
    file: str
    line: int
    column: str
    value: str
    reason: str
    code: str


@dataclass(frozen=True, slots=True)
class _Finding:
    table: str
    """Name of the table, such as `punches`."""
    file: str
    """Name of the file or sheet, such as `punches.csv`; `<table>` for rows given in Python."""
    line: int
    """Where the record begins, header = 1; 0 where no row is concerned."""
    column: str
    """The column, such as `at`; empty where it is the whole row or file."""
    value: str
    """The cell as it stood, cut at 200 characters."""
    code: str
    """Stable kebab-case code; its words are `reasons.<code>` of the text catalogs."""
    params: Mapping[str, object] = field(default_factory=dict)
    """Values quoted by the words."""
    nip: str | None = None
    """The NIP of the row where it is readable."""

    def reason(self, lang: str = "id") -> str:
        """The reason in words."""
        few = self.params.get("words")
        hint = render(lang, "words.known", {"words": ", ".join(few)}) if few else ""  # type: ignore[arg-type]
        if self.params.get("nearest"):
            hint = render(lang, "words.nearest", self.params)
        known = {
            **self.params,
            "table": Column(self.table, "table"),
            "column": Column(self.column),
            "written_column": self.column,
            "value": self.value,
            "nearest": hint,
        }
        if self.code in _TURNED:
            known |= {end: Column(str(known[end])) for end in ("begin", "end")}
        if names := known.get("names"):
            known["names"] = Listed(tuple(map(Column, str(names).split(", "))))
        return render(lang, f"reasons.{self.code}", known)

    def as_dict(self, lang: str = "id") -> RowJson:
        """The finding as the result of the contract shows it."""
        return {
            "table": self.table,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "reason": self.reason(lang),
            "code": self.code,
        }


@dataclass(frozen=True, slots=True)
class SetAside(_Finding):
    """A row that does not count, and why."""

    dates: tuple[date, date] | None = None
    """First and last date that the row speaks of, where they are readable; an open end is
    `date.min` or `date.max`.
    """
    said: Mapping[str, object] = field(default_factory=dict, repr=False)
    """What the row says where it is readable: values by column, without empty ones."""
    unread: tuple[str, ...] | None = field(default=None, repr=False)
    """The columns that are not. Empty where the row as a whole is refused, None where it could not
    be cut into cells.
    """
    written: str = field(default="", repr=False)
    """The text in place of the NIP where that cannot be read and another cell is told."""
    none: frozenset[str] = field(default=frozenset(), repr=False)
    """Columns that are known to have no value."""
    is_turned: bool = field(default=False, repr=False)
    """The row ends before it begins: either of its two dates may be the mistake."""

    @property
    def stretches(self) -> tuple[tuple[date, date], ...]:
        """First and last dates of which the row may speak.

        Where it is turned it may begin on one of its dates, or end on the other; or both stand in
        each other's place: of the months in which they lie every day may be meant.
        """
        if self.dates is None:
            return ((date.min, date.max),)
        first, last = self.dates
        if not self.is_turned:
            return (self.dates,)
        return (date.min, Month.of(first).last), (Month.of(last).first, date.max)

    @property
    def number(self) -> str:
        """The text that stands in place of the NIP."""
        return self.value if self.column == "nip" else self.written

    @property
    def is_of_nobody(self) -> bool:
        """It has the number of nobody in the pack, which may be a slip for that of somebody."""
        return self.code == "unknown-nip"

    @property
    def is_answered(self) -> bool:
        """The office says that it is of nobody."""
        return self.code == OF_NOBODY

    @property
    def may_be_repeat(self) -> bool:
        """The same row stands elsewhere, and an empty cell of both may tell them apart."""
        return self.code == MAY_BE_ANOTHER

    @property
    def is_repeat(self) -> bool:
        """The same row stands elsewhere and counted there: nothing is lost."""
        return self.code == "duplicate-row"


@dataclass(frozen=True, slots=True)
class PackRemark(_Finding):
    """A warning: the row counts, or no row is concerned; fields as in :class:`SetAside`."""


def lacking(remark: PackRemark, tables: Container[str]) -> PackRemark:
    """A remark on a file that is not read, with the table that it may be.

    Of one that is lacking it may be the whole, of one that is there the rest: a second sheet, or a
    file with a number behind the name.
    """
    near = remark.params.get("nearest")
    if remark.code not in NOT_READ or near not in definition().every:
        return remark
    if near not in tables:
        return replace(remark, params={**remark.params, LACKS: (near,)})
    name = remark.value.casefold().replace("-", "_")
    # `absences.tsv` is where the table came from, `absences (2).csv` may be what it goes on with.
    is_rest = name.startswith(str(near)) and name[len(str(near)) :][:1] not in {"", "."}
    return replace(remark, params={**remark.params, GOES_ON: near}) if is_rest else remark
