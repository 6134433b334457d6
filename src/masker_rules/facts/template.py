"""An empty pack as a workbook to fill: a sheet per table, with what each column means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from masker_rules.facts.exports import new_workbook, saved

__all__ = ["BlankColumn", "BlankSheet", "template_xlsx"]

#: The last row that a sheet can have.
LAST = 1_048_576
#: Behind the heading of what must be filled, and on the tab of a table that must be there.
MARKED = "FFF2CC"
#: Characters of a drop-down list that a workbook can hold beside its cells.
LIST = 255
WIDEST = 40
#: Number formats by type of column; of all others what is typed stays a text: a NIP is no number.
FORMATS = {
    "date": "yyyy-mm-dd",
    "stamp": "yyyy-mm-dd hh:mm:ss",
    "moment": "yyyy-mm-dd hh:mm:ss",
    "clock": "hh:mm",
}
NUMBERS = frozenset({"money", "amount", "percent", "number", "minutes", "count", "coordinate"})


@dataclass(frozen=True, slots=True)
class BlankColumn:
    """A column to fill.

    Attributes:
        note: What it means, and why it is asked for.
        words: Those to choose from; empty where any text may stand.
        required: Whether a row without it is none.
    """

    name: str
    type: str
    note: str
    words: Sequence[str] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class BlankSheet:
    """A table to fill.

    Attributes:
        required: Whether the regulation cannot do without it.
    """

    name: str
    columns: Sequence[BlankColumn]
    required: bool = False


def template_xlsx(sheets: Sequence[BlankSheet]) -> bytes:
    """The workbook; reading it again gives these tables without rows.

    Raises:
        AdapterUnavailableError: the extra `excel` is not installed [reader-extra-missing].
    """
    book = new_workbook()
    for sheet in sheets:
        _draw(book.create_sheet(sheet.name), sheet)
    return saved(book)


def _draw(page: Any, sheet: BlankSheet) -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415  (an extra)
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    if sheet.required:
        page.sheet_properties.tabColor = MARKED
    for at, column in enumerate(sheet.columns, 1):
        head = page.cell(1, at, column.name)
        head.font = Font(bold=True, underline="single" if column.required else None)
        if column.required:
            head.fill = PatternFill("solid", MARKED)
        head.comment = Comment(column.note, "masker", width=360, height=160)
        letter = head.column_letter
        width = max(len(column.name), *(len(word) for word in (*column.words, "")))
        page.column_dimensions[letter].width = min(width, WIDEST) + 4
        if column.type not in NUMBERS:
            page.column_dimensions[letter].number_format = FORMATS.get(column.type, "@")
        listed = ",".join(column.words)
        if listed and len(listed) + 2 <= LIST:
            words = DataValidation("list", formula1=f'"{listed}"', allow_blank=True)
            words.add(f"{letter}2:{letter}{LAST}")
            page.add_data_validation(words)
    page.freeze_panes = "A2"
