"""A paper as what stands on it, for any renderer: blocks of text, tables, signatures.

Nothing here knows a spreadsheet or a page. A renderer reads a :class:`Paper` and nothing else;
what a cell shows is its value, and a formula beside it says how the value comes about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from masker_rules.explain.document import Bar

__all__ = [
    "Block",
    "Cell",
    "CellValue",
    "Chart",
    "Column",
    "Facts",
    "Kind",
    "Letterhead",
    "Numbered",
    "Paper",
    "Row",
    "Seal",
    "Section",
    "Signature",
    "Table",
    "Text",
]

CellValue: TypeAlias = int | Fraction | str | date | None


class Kind(StrEnum):
    """What a column holds, and so how it is written."""

    TEXT = "text"
    """Words, left."""
    CODE = "code"
    """Digits that are no number: NIP, account. Never converted."""
    MONEY = "money"
    """Rupiah, `1.234.567`."""
    PERCENT = "percent"
    """A share of one: `Fraction(361, 400)` is 90,25 %."""
    COUNT = "count"
    """Days, times, people."""
    MARK = "mark"
    """A short code of a day, centred."""
    SIGN = "sign"
    """An empty cell in which somebody signs."""


#: Digits behind the comma that numbers have at most: sen, half days, and of a percent as many as
#: tariffs have.
DECIMALS = {Kind.MONEY: 2, Kind.COUNT: 2, Kind.PERCENT: 4}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    value: CellValue = None
    formula: str = ""
    """How it comes about of other cells of the row, such as
    `ROUND({total.full}*2/5,0)`: names of columns in braces, English functions, decimal points;
    empty where the value is given.
    """
    note: str = ""
    """What must be known of the value."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    key: str
    """By which formulas name it; unique in the table."""
    title: str
    kind: Kind = Kind.TEXT
    width: int = 12
    """In letters."""
    group: str = ""
    """Heading above the titles of columns that stand together; empty where there is none."""
    summed: bool = False
    """Whether subtotals and totals add it up."""
    shaded: bool = False
    """A day off."""
    most: int | None = None
    """Digits behind the comma at most; None is as many as its kind has."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row, a cell per column."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that have a subtotal of their own."""

    label: str
    """What the subtotal is called; empty where it has none."""
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with headings that stand again on every page."""

    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    total: str = ""
    """What the grand total is called; empty where there is none."""
    numbering: bool = True
    """Whether a row below the headings numbers the columns."""

    @property
    def rows(self) -> Iterator[Row]:
        """All rows, without subtotals."""
        for section in self.sections:
            yield from section.rows

    def decimals(self, at: int) -> int:
        """Digits behind the comma that every number of a column has, those of its sums too.

        So many as the number that needs the most of them, for numbers below each other are read
        by their commas.
        """
        column = self.columns[at]
        most = DECIMALS.get(column.kind, 0) if column.most is None else column.most
        hundred = 100 if column.kind is Kind.PERCENT else 1
        values = {row.cells[at].value for row in self.rows}
        # Of those that have no end what is shown of them counts.
        numbers = [
            round(Fraction(value) * hundred, most)
            for value in values
            if isinstance(value, int | Fraction)
        ]
        short = (
            next(d for d in range(most + 1) if (one * 10**d).denominator == 1) for one in numbers
        )
        found = max(short, default=0)
        # Sen are two digits.
        return most if found and column.kind is Kind.MONEY else found

    def sums(self, rows: Sequence[Row]) -> Mapping[str, int | Fraction]:
        """What the summed columns of some rows come to."""
        found: dict[str, int | Fraction] = {}
        for at, column in enumerate(self.columns):
            if column.summed:
                values = (row.cells[at].value for row in rows)
                found[column.key] = sum(v for v in values if isinstance(v, int | Fraction))
        return found

    @property
    def totals(self) -> Mapping[str, int | Fraction]:
        """What the summed columns of all rows come to."""
        return self.sums([*self.rows])


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    bold: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Numbered:
    """Paragraphs with numbers before them."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with what they are, `Nama : …`; an empty value is a line to fill by hand."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Seal:
    """A text as a QR code, with words beside it."""

    code: str
    caption: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A waterfall as a drawing; a table with the same amounts stands beside it."""

    bars: tuple[Bar, ...]


Block: TypeAlias = Table | Text | Numbered | Facts | Seal | Chart


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands above a paper of an office; empty lines are left out."""

    lines: tuple[str, ...] = ()
    """Region, office, address: the first two large."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs; an empty name is a line to fill by hand."""

    above: str
    """`Mengetahui,` or place and date; empty where nothing stands there."""
    role: str
    """`Plt. Kepala Dinas Kesehatan selaku Pengguna Anggaran`."""
    name: str = ""
    grade: str = ""
    nip: str = ""
    stamp: str = ""
    """What is said where a duty stamp (meterai) is put; empty where there is none."""
    who: str = ""
    """The role as the table `officials` calls it: `head`; shown nowhere."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, to be printed and signed."""

    kind: str
    """`sheet`, `nominative`, `bank`, … as the command names it."""
    name: str
    """What a sheet of a workbook is called, at most 31 letters."""
    title: tuple[str, ...]
    """Centred lines in capitals: what it is, the office, the months."""
    blocks: tuple[Block, ...]
    signatures: tuple[Signature, ...] = ()
    """In the order in which they stand, left to right; more than three in two rows."""
    notes: tuple[str, ...] = ()
    """Below the signatures, small."""
    letterhead: Letterhead = field(default_factory=Letterhead)
    watermark: str = ""
    """Across every page; empty where the paper may be signed."""
    landscape: bool = True
    lang: str = "id"
    """How numbers and dates are written."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables on it."""
        return tuple(block for block in self.blocks if isinstance(block, Table))
