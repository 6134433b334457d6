"""CSV cut into cells all at once where a line is a record; the other lines as they stand.

A line is a record where its quotes are in order and it holds as many cells as the header. A file
that this cannot be known of (a lone carriage return, a quote that a later line closes, a cell
beyond the limit) is none of ours: its reader is :class:`masker_rules.facts.csvtables.CsvTable`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

import polars as pl

from masker_rules.columnar.plain_rows import CUT, LINE
from masker_rules.facts.csvtables import MAX_CELL, CsvTable
from masker_rules.facts.intake import Record

__all__ = ["CsvSource"]

# What marks the end of every line for the splitter; a file that holds it is not plain.
_END = b"\x01"
# Cells without a quote, or within quotes that are doubled inside.
_CELL = r'(?:[^",]*|"(?:[^"]|"")*")'
_TIDY = rf"^{_CELL}(?:,{_CELL})*$"
_MARK = b"\xef\xbb\xbf"


class CsvSource:
    """A CSV file.

    Args:
        data: The raw file.
        file: Name used in messages.

    Raises:
        FactsError: as :class:`CsvTable`.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self._data = data.replace(b"\r\n", b"\n") if b"\r\n" in data else data
        end = self._data.find(b"\n")
        head, self._begin = (self._data, 0) if end < 0 else (self._data[:end], end + 1)
        self._raw = data
        self._frame = pl.DataFrame()
        self._is_plain = _is_plain(head, self._data)
        self.header = CsvTable(head if self._is_plain else data, file).header

    def cells(self, names: Sequence[str | None]) -> pl.DataFrame | None:
        """The cells of each line; None where lines are not what records are.

        Args:
            names: Name in the frame of each column of the file; None where it is not asked for.
        """
        body = self._body()
        if not self._is_plain or not body:
            return None
        titles = [f"c{at}" for at in range(len(names) + 1)]
        ended = body.replace(b"\n", b"," + _END + b"\n")
        if not body.endswith(b"\n"):
            ended += b"," + _END
        text = b"".join((",".join(titles).encode(), b"\n", ended))
        has_quotes = b'"' in body
        is_tidy = has_quotes and _is_tidy(body)
        frame = pl.read_csv(
            text,
            quote_char='"' if is_tidy else None,
            schema=dict.fromkeys(titles, pl.String),
            truncate_ragged_lines=True,
        )
        if _is_too_long(frame) or (has_quotes and not is_tidy and _goes_on(body)):
            return None
        cut = pl.col(titles[-1]) == _END.decode()
        if has_quotes and not is_tidy:
            cut &= ~pl.any_horizontal(
                [pl.col(title).str.contains('"', literal=True) for title in titles]
            ).fill_null(value=False)
        lines = pl.int_range(2, len(frame) + 2, dtype=pl.Int64).alias(LINE)
        self._frame = frame.select(*titles[:-1], lines, cut.fill_null(value=False).alias(CUT))
        asked = [pl.col(f"c{at}").alias(name) for at, name in enumerate(names) if name]
        return self._frame.select(*asked, LINE, CUT)

    def _body(self) -> bytes:
        """What stands below the header."""
        return self._data[self._begin :] if self._begin else b""

    def records(self, plain: pl.Series | None) -> Iterator[Record]:
        """The records of all lines, or of those that are not plain."""
        if plain is None:
            yield from CsvTable(self._raw, self.file).records()
            return
        others = self._frame.filter(~plain)
        for *cells, line, _ in others.filter(pl.col(CUT)).iter_rows():
            if any(cells):
                yield line, ["" if cell is None else cell for cell in cells]
        uncut = others.filter(~pl.col(CUT))[LINE].to_list()
        if uncut:
            yield from self._lines(uncut)

    def _lines(self, numbers: Sequence[int]) -> Iterator[Record]:
        """The records of single lines, by their numbers."""
        lines = self._body().split(b"\n")
        head = ",".join(f'"{title}"' for title in self._quoted_header())
        text = "\n".join((head, *(lines[number - 2].decode() for number in numbers)))
        for line, cells in CsvTable(text.encode(), self.file).records():
            yield numbers[line - 2], cells

    def _quoted_header(self) -> Iterator[str]:
        for title in self.header:
            yield title.replace('"', '""')


def _is_plain(head: bytes, data: bytes) -> bool:
    """Whether a line feed ends a line, and the header is one line."""
    if b"\0" in data or _END in data or b"\r" in data:
        return False
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError:
            return False
    # An empty first line is no header, and a header with an open quote goes on.
    titles = head.removeprefix(_MARK).decode()
    return bool(titles.strip(',"')) and re.match(_TIDY, titles) is not None


def _is_too_long(frame: pl.DataFrame) -> bool:
    """Whether a cell may be beyond the limit."""
    longest = frame.select(pl.max_horizontal(pl.all().str.len_bytes().max())).item()
    return longest is None or longest > MAX_CELL


def _is_tidy(body: bytes) -> bool:
    """Whether every quote opens a cell, closes it or is doubled inside, line by line."""
    lines = pl.read_csv(
        b"line\n" + body, separator=_END.decode(), quote_char=None, schema={"line": pl.String}
    )["line"]
    return bool(lines.str.contains(_TIDY).fill_null(value=True).all())


def _goes_on(body: bytes) -> bool:
    """Whether a quote that a line opens may be closed by a later one."""
    quoted = (line.decode() for line in body.split(b"\n") if b'"' in line)
    return not all(map(_ends_itself, quoted))


def _ends_itself(line: str) -> bool:
    """Whether no quote of the line is still open at its end."""
    reader = csv.reader([line], strict=True)
    try:
        next(reader, None)
    except csv.Error as bad:
        return "end of data" not in str(bad)
    return True
