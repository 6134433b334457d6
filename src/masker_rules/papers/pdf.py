"""Papers as pages: folio, headings and a carried sum on every page, signatures kept together.

`page.typ` says how a paper looks; what stands on it goes there as data, so that no name is ever
read as markup. A paper is set alone, for setting needs memory for every cell of it, and the
papers of a group are joined. The same papers are the same bytes: no clock is read.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from masker_rules.engine.words import Words
from masker_rules.errors import AdapterUnavailableError
from masker_rules.explain.waterfall import waterfall_svg
from masker_rules.papers.layout import (
    Block,
    CellValue,
    Chart,
    Column,
    Facts,
    Kind,
    Numbered,
    Paper,
    Seal,
    Signature,
    Table,
    Text,
)
from masker_rules.papers.words import Say
from masker_rules.texts import harmless, spoken

__all__ = ["pdf_of"]

HERE = Path(__file__).parent
#: Folio, in millimetres.
SHORT, LONG = 215, 330
MARGIN = 10
POINTS_PER_MM = Fraction(72 * 10, 254)
#: Type of tables, in points: as large as all columns allow, but what nobody can read is parted.
LARGEST, SMALLEST = Fraction(9), Fraction(11, 2)
#: What a letter of a table takes of the size of its type, and a column beside its letters.
LETTER, BESIDE = Fraction(54, 100), 5
#: Letters of a word of a heading that are not broken.
WORD = 13
#: Cells of papers that are set at once; each needs some 10 KB of memory.
AT_ONCE = 4000
#: Runs after which Typst lets go of what an earlier one made (measured; an empty run is quick).
RUNS_KEPT = 12
#: Columns that stand again where a table is parted.
AGAIN = frozenset({"no", "name", "nip"})
ALIGN = {Kind.TEXT: "l", Kind.CODE: "l", Kind.MARK: "c", Kind.COUNT: "c"}
#: Signatures abreast on an upright page.
UPRIGHT = 2


def pdf_of(papers: Sequence[Paper], day: date) -> bytes:
    """One file of pages; the same papers give the same bytes.

    Args:
        papers: In the order in which they stand; one at least.
        day: That the file says it was made on.

    Raises:
        AdapterUnavailableError: the extra `papers` is not installed [reader-extra-missing].
    """
    try:
        import pypdf  # noqa: PLC0415  (an extra)
    except ImportError:
        raise _missing("pypdf") from None
    found = []
    for some in _portions(papers):
        found.append(_set(some, day))
        _forget(day)
    if len(found) == 1:
        return found[0]
    joined = pypdf.PdfWriter()
    for raw in found:
        joined.append(io.BytesIO(raw))
    stamp = day.strftime("D:%Y%m%d000000Z")
    joined.add_metadata({"/CreationDate": stamp, "/ModDate": stamp})
    stream = io.BytesIO()
    joined.write(stream)
    return stream.getvalue()


def _portions(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    """Papers that are set at once: a large one alone, small ones together."""
    portion: list[Paper] = []
    cells = 0
    for paper in papers:
        more = sum(len(table.columns) * len([*table.rows]) for table in paper.tables)
        if portion and cells + more > AT_ONCE:
            yield portion
            portion, cells = [], 0
        portion.append(paper)
        cells += more
    if portion:
        yield portion


def _missing(library: str) -> AdapterUnavailableError:
    return AdapterUnavailableError.of("reader-extra-missing", library=library, extra="papers")


@lru_cache(maxsize=1)
def _compiler() -> Any:
    """Sets pages with the fonts of this package, and nothing else of the system."""
    try:
        import typst  # noqa: PLC0415  (an extra)
    except ImportError:
        raise _missing("typst") from None
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"]
    )
    return typst.Compiler(HERE / "page.typ", root=HERE, font_paths=fonts)


def _forget(day: date) -> None:
    """Let go of what was set: it is kept for as many runs as Typst looks back."""
    for _ in range(RUNS_KEPT):
        _set((), day)


def _set(papers: Sequence[Paper], day: date) -> bytes:
    given = {
        "title": _shown(" – ".join(papers[0].title)) if papers else "",
        "day": [day.year, day.month, day.day],
        "papers": [_paper(one) for one in papers],
    }
    data = {"papers": json.dumps(given, ensure_ascii=False)}
    raw = _compiler().compile(format="pdf", sys_inputs=data, pdf_tags=False)
    assert isinstance(raw, bytes)
    return raw


# ------------------------------------------------------------------ a paper as data
def _paper(paper: Paper) -> dict[str, Any]:
    say = Say(paper.lang)
    width, height = (LONG, SHORT) if paper.landscape else (SHORT, LONG)
    return {
        "name": _shown(paper.name),
        "lang": paper.lang,
        "width": width,
        "height": height,
        "margin": MARGIN if paper.landscape else 2 * MARGIN,
        "watermark": _shown(paper.watermark),
        "page": say("page", page="{page}", pages="{pages}"),
        "letterhead": [_shown(line) for line in paper.letterhead.lines],
        "title": [_shown(line) for line in paper.title],
        "blocks": [one for block in paper.blocks for one in _block(block, paper, say)],
        "signatures": [*_signatures(paper)],
        "notes": [_shown(note) for note in paper.notes],
    }


def _block(block: Block, paper: Paper, say: Say) -> Iterator[dict[str, Any]]:
    match block:
        case Table():
            yield from _Pages(block, paper, say).tables()
        case Text(text=text, bold=bold, centred=centred):
            yield {"kind": "text", "text": _shown(text), "bold": bold, "centred": centred}
        case Numbered(items=items):
            yield {"kind": "numbered", "items": [_shown(item) for item in items]}
        case Facts(rows=rows):
            told = [[_shown(name), _shown(value)] for name, value in rows]
            yield {"kind": "facts", "rows": told}
        case Seal(code=code, caption=caption):
            yield {"kind": "seal", "image": _code_image(code), "caption": _shown(caption)}
        case Chart(bars=bars):
            image = waterfall_svg(bars, Words(None, paper.lang))
            yield {"kind": "chart", "image": _shown(image)}


def _code_image(text: str) -> str:
    """A QR code as SVG."""
    try:
        import segno  # noqa: PLC0415  (an extra)
    except ImportError:
        raise _missing("segno") from None
    stream = io.BytesIO()
    segno.make(text, error="m", micro=False).save(stream, kind="svg", border=2)
    return stream.getvalue().decode()


def _signatures(paper: Paper) -> Iterator[list[dict[str, str]]]:
    """Rows of signatures, as many abreast as the page has room for."""
    count = len(paper.signatures)
    abreast = (count if count <= 4 else 3) if paper.landscape else UPRIGHT
    for begin in range(0, count, max(abreast, 1)):
        row = [_signature(one) for one in paper.signatures[begin : begin + abreast]]
        # Who signs alone on an upright page signs on the right.
        blank = [dict.fromkeys(row[0], "")] if not paper.landscape and len(row) == 1 else []
        yield [*blank, *row]


def _signature(one: Signature) -> dict[str, str]:
    told = {
        "above": one.above, "role": one.role, "name": one.name, "grade": one.grade,
        "nip": one.nip, "stamp": one.stamp, "blank": "." * 40,
    }  # fmt: skip
    return {key: _shown(value) for key, value in told.items()}


# ------------------------------------------------------------------ tables
class _Pages:
    """A table as the tables that stand on pages: one, or several of some columns each."""

    def __init__(self, table: Table, paper: Paper, say: Say) -> None:
        self.table, self.say = table, say
        self.columns = table.columns
        self.rows = [*table.rows]
        self.decimals = {one.key: table.decimals(at) for at, one in enumerate(self.columns)}
        self.told = [
            [
                self.text(column, cell.value)
                for column, cell in zip(self.columns, row.cells, strict=True)
            ]
            for row in self.rows
        ]
        self.totals = table.totals
        across = LONG if paper.landscape else SHORT
        margin = MARGIN if paper.landscape else 2 * MARGIN
        self.room = (across - 2 * margin) * POINTS_PER_MM
        self.letters = [self._letters(at) for at in range(len(self.columns))]
        every = range(len(self.columns))
        wide = [max(self.letters[at], self.columns[at].width) for at in every]
        # A blank to fill by hand, or a label of a sum, has room where there is any.
        if self._size(every, wide) >= LARGEST:
            self.letters = wide

    def tables(self) -> Iterator[dict[str, Any]]:
        every = [*range(len(self.columns))]
        size = self._size(every)
        if size >= SMALLEST:
            yield self._table(every, size)
            return
        parts = [*self._parted()]
        size = min(self._size(part) for part in parts)
        for part in parts:
            yield self._table(part, size)

    def _size(self, places: Sequence[int], letters_of: Sequence[int] = ()) -> Fraction:
        """The largest type in which some columns stand beside each other."""
        letters = sum((letters_of or self.letters)[at] for at in places)
        return min((self.room - BESIDE * len(places)) / (letters * LETTER), LARGEST)

    def _parted(self) -> Iterator[list[int]]:
        """Groups of columns that have room, each behind those that name the person."""
        again = [at for at, one in enumerate(self.columns) if one.key in AGAIN] or [0]
        part = [*again]
        for at in range(len(self.columns)):
            if at in again:
                continue
            if self._size([*part, at]) < SMALLEST and len(part) > len(again):
                yield part
                part = [*again]
            part.append(at)
        yield part

    def _letters(self, at: int) -> int:
        """How wide a column is: its longest cell, of texts that wrap its own width at most."""
        column = self.columns[at]
        if column.kind is Kind.SIGN:
            return column.width
        longest = max((len(row[at]) for row in self.told), default=1)
        if column.kind is Kind.TEXT:
            longest = min(longest, column.width)
        if column.key in self.totals:
            longest = max(longest, len(self.text(column, self.totals[column.key])))
        word = max((len(one) for one in column.title.split()), default=1)
        return max(longest, min(word, WORD), 2)

    def _table(self, places: list[int], size: Fraction) -> dict[str, Any]:
        first = next((i for i, at in enumerate(places) if self.columns[at].summed), None)
        span = max(first or 0, 1)
        has_sums = first is not None and bool(self.table.total)
        return {
            "kind": "table",
            "size": int(size * 100),
            "numbers": self.table.numbering,
            "columns": [self._column(at) for at in places],
            "span": span,
            "rows": [*self._rows(places, span)],
            "carried": [*self._carried(places[span:])] if has_sums else [],
            "carried_label": self.say("carried"),
            "total": self._sums(self.totals, places[span:]) if has_sums else [],
            "total_label": _shown(self.table.total),
        }

    def _column(self, at: int) -> dict[str, Any]:
        column = self.columns[at]
        return {
            "title": _broken(_shown(column.title), self.letters[at]),
            "group": _shown(column.group),
            "letters": self.letters[at],
            "align": ALIGN.get(column.kind, "r"),
            "shaded": column.shaded,
            "signed": column.kind is Kind.SIGN,
            "number": at + 1,
        }

    def _rows(self, places: Sequence[int], span: int) -> Iterator[dict[str, Any]]:
        begin = 0
        for section in self.table.sections:
            for row in self.told[begin : begin + len(section.rows)]:
                cells = [_broken(row[at], self.letters[at]) for at in places]
                yield {"label": "", "cells": cells}
            begin += len(section.rows)
            if section.label:
                sums = self._sums(self.table.sums(section.rows), places[span:])
                yield {"label": _shown(section.label), "cells": sums}

    def _carried(self, places: Sequence[int]) -> Iterator[list[str]]:
        """What the rows up to each come to, of none first."""
        sums: dict[str, int | Fraction] = dict.fromkeys(self.totals, 0)
        yield self._sums(sums, places)
        for row in self.rows:
            for key, value in self.table.sums([row]).items():
                sums[key] += value
            yield self._sums(sums, places)

    def _sums(self, sums: Mapping[str, int | Fraction], places: Sequence[int]) -> list[str]:
        columns = [self.columns[at] for at in places]
        return [self.text(one, sums.get(one.key)) for one in columns]

    def text(self, column: Column, value: CellValue) -> str:
        """A value as its column is written."""
        lang = self.say.lang
        if value is None:
            return ""
        if isinstance(value, str):
            return _shown(value)
        if isinstance(value, date):
            return self.say.day(value)
        digits = self.decimals[column.key]
        if column.kind is Kind.PERCENT:
            told = spoken.number(lang, value * 100, digits, fixed=True)
            return told if column.title.startswith("%") else f"{told}%"
        return spoken.number(lang, value, digits, fixed=True)


def _shown(text: str) -> str:
    return harmless(text)


def _broken(text: str, letters: int) -> str:
    """A text whose words may break where no column has room for them."""
    return " ".join(
        "\u200b".join(word[at : at + letters] for at in range(0, len(word), letters))
        if len(word) > letters
        else word
        for word in text.split(" ")
    )
