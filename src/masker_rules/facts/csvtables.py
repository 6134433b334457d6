"""CSV: UTF-8 (a BOM is tolerated), comma, header row; strict about quotes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from masker_rules.errors import FactsError, Place
from masker_rules.facts.findings import CellError
from masker_rules.facts.intake import Record

__all__ = ["MAX_CELL", "CsvTable"]

MAX_CELL = 131_072


class CsvTable:
    """The header and records of one CSV text.

    Args:
        data: The raw file.
        file: Name used in messages.

    Raises:
        FactsError: the text as a whole cannot be cut into records [nul-byte, not-utf8,
            table-file-empty, wrong-delimiter].
    """

    def __init__(self, data: bytes, file: str) -> None:
        self._file = file
        text = self._decode(data)
        self._raw = ""
        self._reader = csv.reader(self._lines(text), strict=True)
        first = next(self._cut(), None)
        if first is None or isinstance(first[1], CellError):
            raise FactsError.of("table-file-empty", Place(file, 1))
        self.header = [str(title) for title in first[1]]
        if len(self.header) == 1 and any(mark in self.header[0] for mark in ";\t|"):
            raise FactsError.of("wrong-delimiter", Place(file, 1), header=self.header[0][:80])

    def _decode(self, data: bytes) -> str:
        if b"\0" in data:
            raise FactsError.of("nul-byte", Place(self._file), position=data.index(b"\0"))
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as bad:
            raise FactsError.of("not-utf8", Place(self._file), position=bad.start) from None

    def _lines(self, text: str) -> Iterator[str]:
        for self._raw in io.StringIO(text, newline=""):
            yield self._raw

    def _cut(self) -> Iterator[Record]:
        while True:
            begin = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as bad:
                yield begin, self._broken(begin, bad)
                continue
            if any(cells):
                yield begin, cells

    def _broken(self, begin: int, bad: csv.Error) -> CellError:
        place = Place(self._file, begin)
        if "field limit" in str(bad):
            raise FactsError.of("cell-too-large", place, limit=MAX_CELL)
        # A quote that swallowed lines may have hidden anybody's rows: nothing can be believed.
        if self._reader.line_num > begin or "end of data" in str(bad):
            raise FactsError.of("unclosed-quote", place)
        broken = CellError("bad-quoting")
        broken.cells = self._raw.split(",")
        return broken

    def records(self) -> Iterator[Record]:
        """Line where each record begins, and its cells; records without content are no rows."""
        width = len(self.header)
        for line, cells in self._cut():
            if not isinstance(cells, CellError) and _is_ragged(cells, width):
                ragged = CellError("ragged-row", found=len(cells), expected=width)
                ragged.cells = cells
                yield line, ragged
            else:
                yield line, cells


def _is_ragged(cells: Sequence[object], width: int) -> bool:
    # Surplus commas that hold nothing shift nothing.
    return len(cells) < width or any(cells[width:])
