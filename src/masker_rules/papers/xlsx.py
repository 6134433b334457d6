"""Papers as a workbook: a sheet each, with formulas, ready for folio landscape.

Texts are written as texts, whatever they begin with, and numbers as numbers with a format; a
NIP and an account are texts. Beside each formula stands the value that the engine computed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from masker_rules.errors import AdapterUnavailableError
from masker_rules.papers.layout import (
    Block,
    Cell,
    Chart,
    Column,
    Facts,
    Kind,
    Numbered,
    Paper,
    Row,
    Seal,
    Section,
    Signature,
    Table,
    Text,
)
from masker_rules.papers.names import sheet_name
from masker_rules.texts import harmless

__all__ = ["FOLIO", "workbook_of"]

#: Paper size of spreadsheets for folio, 8.5 × 13 inch: the 215 × 330 mm of Indonesian offices.
FOLIO = 14
FONT = {"font_name": "Times New Roman", "font_size": 10}
#: Formats of numbers; the program that opens the workbook shows its own marks of thousands.
FORMATS = {Kind.MONEY: "#,##0", Kind.COUNT: "0", Kind.PERCENT: "0"}
TEXTUAL = "@"
DATE = "d mmmm yyyy"
ALIGN = {Kind.TEXT: "left", Kind.CODE: "left", Kind.MARK: "center", Kind.COUNT: "center"}
SHADE = "#D9D9D9"
_NAMES = re.compile(r"\{([^{}]+)\}")
#: A workbook says when it was made; the same papers are to be the same bytes.
NO_TIME = datetime(1980, 1, 1)
FIRST_ROW = 0
#: Height of a line, and of a row that nobody made higher, in points.
LINE, ROW = Fraction(27, 2), 15
#: What folio has room for within its margins, and a letter of a column is wide, in points.
SHORT, LONG, LETTER_WIDTH = 530, 878, Fraction(21, 4)
#: Letters of a word of a heading that a column has room for.
LONGEST_WORD = 16
#: So many pages are made one by smaller type, so that signatures stay with what they are under.
NEARLY_ONE = Fraction(3, 2)
#: A table with so many columns has room for four signatures abreast.
WIDE = 11
#: Letters of each of the eight columns of a letter without a table, which fill its page.
OF_LETTER = 12
#: A line to fill by hand.
BLANK = "." * 40


def workbook_of(papers: Sequence[Paper]) -> bytes:
    """A workbook with a sheet per paper; the same papers give the same bytes.

    Raises:
        AdapterUnavailableError: the extra `papers` is not installed [papers-extra-missing].
    """
    try:
        import xlsxwriter  # noqa: PLC0415  (an extra)
    except ImportError:
        raise AdapterUnavailableError.of("papers-extra-missing") from None
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": NO_TIME})
    styles = _Styles(book)
    taken: list[str] = []
    for paper in papers:
        name = sheet_name(paper.name, taken)
        taken.append(name)
        _Writer(book.add_worksheet(name), styles, paper).write()
    book.close()
    return stream.getvalue()


class _Styles:
    """Formats of cells, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def of(self, **more: object) -> Any:
        wanted = {**FONT, **more}
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]


class _Writer:
    """Writes one paper on one sheet, from the top."""

    def __init__(self, sheet: Any, styles: _Styles, paper: Paper) -> None:
        self.sheet, self.styles, self.paper = sheet, styles, paper
        self.row = FIRST_ROW
        self.heights: dict[int, Fraction] = {}
        widths = [len(table.columns) for table in paper.tables]
        self.width = max([*widths, 8])

    def write(self) -> None:
        sheet, paper = self.sheet, self.paper
        if paper.landscape:
            sheet.set_landscape()
        sheet.set_paper(FOLIO)
        if not paper.tables:
            sheet.set_column(0, self.width - 1, OF_LETTER)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        # A footer is on every printed page.
        mark = f"&C&B{paper.watermark.replace('&', '&&')}" if paper.watermark else ""
        sheet.set_footer(f"&L&A{mark}&R&P/&N")
        if paper.watermark:
            self._merged(paper.watermark, bold=True, font_color="#C00000")
        for line in paper.letterhead.lines:
            self._merged(line, bold=True, font_size=12)
        if paper.letterhead.lines:
            self.row += 1
        for line in paper.title:
            self._merged(line, bold=True, font_size=12)
        self.row += 1
        for block in paper.blocks:
            self._block(block)
            self.row += 1
        self._signatures()
        for note in paper.notes:
            self._left(note, italic=True, font_size=8)
        sheet.fit_to_pages(1, int(self._pages() <= NEARLY_ONE))

    def _pages(self) -> Fraction:
        """How many pages the sheet has when it is as wide as one, about."""
        across, down = (LONG, SHORT) if self.paper.landscape else (SHORT, LONG)
        width = sum(self._letters(at) for at in range(self.width)) * LETTER_WIDTH
        high = self.row * ROW + sum(self.heights.values()) - len(self.heights) * ROW
        return high * min(Fraction(across) / width, Fraction(1)) / down

    # -------------------------------------------------------------- text
    def _merged(self, text: str, **style: object) -> None:
        made = self.styles.of(align="center", valign="vcenter", **style)
        self.sheet.merge_range(self.row, 0, self.row, self.width - 1, "", made)
        self.sheet.write_string(self.row, 0, _shown(text), made)
        self.row += 1

    def _left(self, text: str, **style: object) -> None:
        made = self.styles.of(text_wrap=True, valign="top", **style)
        self.sheet.merge_range(self.row, 0, self.row, self.width - 1, "", made)
        self.sheet.write_string(self.row, 0, _shown(text), made)
        letters = max(1, sum(self._letters(at) for at in range(self.width)))
        self._high(sum(1 + len(line) // letters for line in text.split("\n")))
        self.row += 1

    def _high(self, lines: int) -> None:
        """The row at hand is so many lines high."""
        if lines > 1:
            self._tall(self.row, lines)

    def _tall(self, row: int, lines: int) -> None:
        self.sheet.set_row(row, LINE * lines)
        self.heights[row] = LINE * lines

    def _letters(self, at: int) -> int:
        columns = self.paper.tables[0].columns if self.paper.tables else ()
        if not columns:
            return OF_LETTER
        return _wide(columns[at]) if at < len(columns) else 9

    def _block(self, block: Block) -> None:
        match block:
            case Table():
                self._table(block)
            case Text(text=text, bold=bold, centred=True):
                self._merged(text, bold=bold)
            case Text(text=text, bold=bold):
                self._left(text, bold=bold)
            case Numbered(items=items):
                for number, item in enumerate(items, 1):
                    self._left(f"{number}. {item}")
            case Facts(rows=rows):
                for name, value in rows:
                    self._fact(name, value)
            case Seal(caption=caption):
                self._left(caption)
            case Chart():
                pass  # the table beside it says the same

    def _fact(self, name: str, value: str) -> None:
        made = self.styles.of(text_wrap=True, valign="top")
        self._spread(self.row, 0, self.row, 1, name, made)
        self._spread(self.row, 2, self.row, self.width - 1, f": {value or BLANK}", made)
        letters = sum(self._letters(at) for at in range(2, self.width))
        self._high(1 + len(value) // max(letters, 1))
        self.row += 1

    # -------------------------------------------------------------- tables
    def _table(self, table: Table) -> None:
        for at, column in enumerate(table.columns):
            self.sheet.set_column(at, at, _wide(column))
        top = self.row
        self._headings(table.columns)
        if table.numbering:
            made = self._bordered(align="center", italic=True, font_size=8)
            for at in range(len(table.columns)):
                self.sheet.write_number(self.row, at, at + 1, made)
            self.row += 1
        if not self.sheet.repeat_row_range:
            self.sheet.repeat_rows(top, self.row - 1)
            self.sheet.freeze_panes(self.row, min(3, len(table.columns)))
        stretches: list[tuple[int, int]] = []
        forms = [self._form(at, table) for at in range(len(table.columns))]
        for section in table.sections:
            first = self.row
            for row in section.rows:
                self._row(table, row, forms)
            if section.rows:
                stretches.append((first, self.row - 1))
            if section.label:
                last = stretches[-1:] if section.rows else []
                self._sums(table, section, section.label, last, forms)
        if table.total:
            everything = Section("", tuple(table.rows))
            self._sums(table, everything, table.total, stretches, forms)

    def _headings(self, columns: Sequence[Column]) -> None:
        made = self._bordered(bold=True, align="center", valign="vcenter", text_wrap=True)
        grouped = any(column.group for column in columns)
        last = self.row + 1 if grouped else self.row
        at = 0
        while at < len(columns):
            group = columns[at].group
            end = at
            while group and end + 1 < len(columns) and columns[end + 1].group == group:
                end += 1
            if group:
                self._spread(self.row, at, self.row, end, group, made)
                for one in range(at, end + 1):
                    self.sheet.write_string(last, one, _shown(columns[one].title), made)
            else:
                self._spread(self.row, at, last, at, columns[at].title, made)
            at = end + 1
        lines = max(-(-len(column.title) // column.width) for column in columns)
        self._tall(last, 1 + min(max(lines, 2), 6))
        self.row = last + 1

    def _spread(self, top: int, left: int, bottom: int, right: int, text: str, made: Any) -> None:
        if (top, left) != (bottom, right):
            self.sheet.merge_range(top, left, bottom, right, "", made)
        self.sheet.write_string(top, left, _shown(text), made)

    def _row(self, table: Table, row: Row, forms: Sequence[str]) -> None:
        for at, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
            self._cell(at, self._style(column, cell.value, forms[at]), cell, table)
        if any(column.kind is Kind.SIGN for column in table.columns):
            self._tall(self.row, 2)
        self.row += 1

    def _cell(self, at: int, made: Any, cell: Cell, table: Table) -> None:
        value = cell.value
        if value is None or value == "":
            self.sheet.write_blank(self.row, at, None, made)
        elif isinstance(value, str):
            self.sheet.write_string(self.row, at, _shown(value), made)
        elif isinstance(value, date):
            self.sheet.write_datetime(self.row, at, value, made)
        elif cell.formula:
            self.sheet.write_formula(
                self.row, at, self._formula(cell.formula, table), made, _number(value)
            )
        else:
            self.sheet.write_number(self.row, at, _number(value), made)
        if cell.note:
            self.sheet.write_comment(self.row, at, _shown(cell.note), {"x_scale": 1.5})

    def _formula(self, written: str, table: Table) -> str:
        place = {column.key: _letters(at) for at, column in enumerate(table.columns)}
        return "=" + _NAMES.sub(lambda found: f"{place[found[1]]}{self.row + 1}", written)

    def _form(self, at: int, table: Table) -> str:
        """The format of all numbers of a column, sums too."""
        kind = table.columns[at].kind
        if kind not in FORMATS:
            return TEXTUAL
        digits = table.decimals(at)
        behind = f".{'0' * digits}" if digits else ""
        return f"{FORMATS[kind]}{behind}{'%' if kind is Kind.PERCENT else ''}"

    def _style(self, column: Column, value: object, form: str) -> Any:
        if isinstance(value, date):
            form = DATE
        more: dict[str, object] = {"bg_color": SHADE} if column.shaded else {}
        return self._bordered(
            num_format=form,
            align=ALIGN.get(column.kind, "right"),
            valign="vcenter",
            text_wrap=column.kind is Kind.TEXT,
            **more,
        )

    def _bordered(self, **more: object) -> Any:
        return self.styles.of(border=1, **more)

    def _sums(
        self,
        table: Table,
        section: Section,
        label: str,
        stretches: Sequence[tuple[int, int]],
        forms: Sequence[str],
    ) -> None:
        sums: Mapping[str, int | Fraction] = table.sums(section.rows)
        first = next((at for at, one in enumerate(table.columns) if one.summed), 1)
        made = self._bordered(bold=True, align="center")
        self._spread(self.row, 0, self.row, max(first - 1, 0), label, made)
        for at in range(first, len(table.columns)):
            column = table.columns[at]
            if not column.summed:
                self.sheet.write_blank(self.row, at, None, self._bordered())
                continue
            value = sums[column.key]
            letters = _letters(at)
            ranges = ",".join(f"{letters}{a + 1}:{letters}{b + 1}" for a, b in stretches)
            align = ALIGN.get(column.kind, "right")
            style = self._bordered(bold=True, num_format=forms[at], align=align)
            if ranges:
                self.sheet.write_formula(self.row, at, f"=SUM({ranges})", style, _number(value))
            else:
                self.sheet.write_number(self.row, at, _number(value), style)
        self.row += 1

    # -------------------------------------------------------------- signatures
    def _signatures(self) -> None:
        signatures = self.paper.signatures
        abreast = 3 if len(signatures) == 3 else 4 if self.width >= WIDE else 2
        for begin in range(0, len(signatures), abreast):
            row = signatures[begin : begin + abreast]
            # Who signs a letter alone signs on the right.
            self._abreast(row, right=len(row) == 1 and not self.paper.landscape)
            self.row += 1

    def _abreast(self, signatures: Sequence[Signature], *, right: bool) -> None:
        blocks = [_signed(one) for one in signatures]
        height = max(map(len, blocks))
        begin = self.width // 2 if right else 0
        span = max(1, (self.width - begin) // max(len(blocks), 1))
        for at, block in enumerate(blocks):
            left = begin + at * span
            last = self.width - 1 if at == len(blocks) - 1 else left + span - 1
            for below in range(height):
                text, style = block[below] if below < len(block) else ("", {})
                made = self.styles.of(align="center", **style)
                self._spread(self.row + below, left, self.row + below, last, text, made)
        self._tall(self.row + 1, 2)  # an office has a long name
        self.row += height


def _signed(one: Signature) -> list[tuple[str, dict[str, object]]]:
    """The lines of a block, with room to sign."""
    name = one.name or BLANK
    return [
        (one.above, {}),
        (one.role, {"text_wrap": True, "valign": "top"}),
        ("", {}),
        (one.stamp, {"italic": True}),
        ("", {}),
        (name, {"bold": True, "underline": 1} if one.name else {}),
        (one.grade, {}),
        (f"NIP. {one.nip}" if one.nip else "NIP. ", {}),
    ]


def _wide(column: Column) -> int:
    """Letters of a column: no word of its heading is broken, but very long ones."""
    word = max((len(one) for one in column.title.split()), default=1)
    return max(column.width, min(word + 1, LONGEST_WORD))


def _letters(at: int) -> str:
    found, rest = "", at + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        found = chr(ord("A") + letter) + found
    return found


def _shown(text: str) -> str:
    return harmless(text)


def _number(value: int | Fraction) -> float | int:
    """As a spreadsheet holds it: the binary fraction next to an exact one."""
    return value if isinstance(value, int) else _nearest(value)


def _nearest(value: Fraction) -> float | int:
    return int(value) if value.denominator == 1 else value.numerator / value.denominator
