"""What else is told of a result on its slip: sections of an explanation as blocks of a paper."""

from __future__ import annotations

from collections.abc import Iterator

from masker_rules.explain.document import Section
from masker_rules.papers.layout import Block, Cell, Chart, Column, Kind, Row, Table, Text
from masker_rules.papers.layout import Section as Rows
from masker_rules.papers.words import Say

__all__ = ["blocks_of"]


def blocks_of(section: Section, say: Say) -> Iterator[Block]:
    """A section: its title, what must be known of it, its chart, and a table of what it says."""
    yield Text(section.title, bold=True)
    yield from (Text(text) for text in section.texts)
    if section.bars:
        yield Chart(section.bars)
        columns = (
            Column("what", say("column.what"), Kind.TEXT, 70),
            Column("amount", say("column.amount"), Kind.MONEY, 16),
        )
        bars = tuple(Row((Cell(bar.label), Cell(bar.amount))) for bar in section.bars)
        yield Table(columns, (Rows("", bars),), numbering=False)
    if section.entries:
        told = (
            Column("title", say("slip.cuts"), Kind.TEXT, 30),
            Column("label", say("slip.label"), Kind.TEXT, 12),
            Column("what", say("column.what"), Kind.TEXT, 52),
        )
        rows = tuple(
            Row((Cell(entry.title if not number else ""), Cell(label), Cell(text)))
            for entry in section.entries
            for number, (label, text) in enumerate(entry.facts)
        )
        yield Table(told, (Rows("", rows),), numbering=False)
