"""An empty pack as a workbook to fill: a sheet per table, with what each column means."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from masker_rules.facts.exports import new_workbook, workbook_bytes

__all__ = ["BlankColumn", "BlankSheet", "template_xlsx"]

#: Rows of a sheet that are made ready to be filled.
ROWS = 2000
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
    """A table to fill."""

    name: str
    columns: Sequence[BlankColumn]


def template_xlsx(sheets: Sequence[BlankSheet]) -> bytes:
    """The workbook; reading it again gives these tables without rows.

    Raises:
        AdapterUnavailableError: the extra `excel` is not installed [reader-extra-missing].
    """
    book = new_workbook()
    for sheet in sheets:
        _draw(book.create_sheet(sheet.name), sheet)
    stream = io.BytesIO()
    book.save(stream)
    return workbook_bytes(stream)


def _draw(page: Any, sheet: BlankSheet) -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415  (an extra)
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    for at, column in enumerate(sheet.columns, 1):
        head = page.cell(1, at, column.name)
        head.font = Font(bold=True, underline="single" if column.required else None)
        head.comment = Comment(column.note, "masker", width=360, height=160)
        letter = head.column_letter
        width = max(len(column.name), *(len(word) for word in (*column.words, "")))
        page.column_dimensions[letter].width = min(width, WIDEST) + 4
        for line in range(2, ROWS + 2) if column.type not in NUMBERS else ():
            page.cell(line, at).number_format = FORMATS.get(column.type, "@")
        listed = ",".join(column.words)
        if listed and len(listed) + 2 <= LIST:
            words = DataValidation("list", formula1=f'"{listed}"', allow_blank=True)
            words.add(f"{letter}2:{letter}{ROWS + 1}")
            page.add_data_validation(words)
    page.freeze_panes = "A2"
