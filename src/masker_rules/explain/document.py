"""An explanation as data: a head, cautions, and sections of entries whose lines can be redone.

Text, HTML and JSON are three printings of this one thing.
"""

from __future__ import annotations

from dataclasses import dataclass

from masker_rules.explain.calculation import Line
from masker_rules.explain.values import plain

__all__ = ["Bar", "Entry", "Explanation", "Section", "Tally"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing explained.

    Attributes:
        title: What it is about.
        facts: Label and text of what was given or seen.
        lines: The calculation, its result last.
        source: Document and article, empty where none applies.
        code: Finding code, where it is a finding.
        date: Of the day it is about, `2026-07-02`, empty for the month.
    """

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()
    source: str = ""
    code: str = ""
    date: str = ""

    def as_dict(self) -> dict[str, object]:
        return {
            "title": self.title,
            "date": self.date or None,
            "code": self.code or None,
            "facts": [{"label": label, "text": text} for label, text in self.facts],
            "lines": [line_dict(line) for line in self.lines],
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Tally:
    """A list of amounts with their sum under it."""

    rows: tuple[tuple[str, str, Line], ...]
    total: Line

    def as_dict(self) -> dict[str, object]:
        rows = [{"when": when, "what": what, **line_dict(line)} for when, what, line in self.rows]
        return {"rows": rows, "total": line_dict(self.total)}


@dataclass(frozen=True, slots=True)
class Bar:
    """A step of a waterfall: each begins where the one before ended.

    Attributes:
        label: What it is.
        amount: Rupiah; of the first and the last the sum so far.
        group: What it is told with where there are too many to draw each.
        is_sum: It is the sum so far, not a step.
    """

    label: str
    amount: int
    group: str = ""
    is_sum: bool = False

    def as_dict(self) -> dict[str, object]:
        return {"label": self.label, "rupiah": self.amount, "sum": self.is_sum}


@dataclass(frozen=True, slots=True)
class Section:
    """A titled piece; `days` are entries under a date, `bars` a chart with its table."""

    id: str
    title: str
    texts: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    tally: Tally | None = None
    bars: tuple[Bar, ...] = ()

    def as_dict(self) -> dict[str, object]:
        told: dict[str, object] = {
            "id": self.id,
            "title": self.title,
            "texts": list(self.texts),
            "entries": [entry.as_dict() for entry in self.entries],
            "tally": self.tally.as_dict() if self.tally else None,
        }
        return {**told, "bars": [bar.as_dict() for bar in self.bars]} if self.bars else told


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is said about one result."""

    lang: str
    title: str
    head: tuple[tuple[str, str, str], ...]
    cautions: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: str

    def as_dict(self) -> dict[str, object]:
        return {
            "lang": self.lang,
            "title": self.title,
            "head": [{"id": key, "label": label, "text": text} for key, label, text in self.head],
            "cautions": list(self.cautions),
            "sections": [section.as_dict() for section in self.sections],
        }


def line_dict(line: Line) -> dict[str, object]:
    """A line with its exact value beside the words."""
    return {
        "what": line.what,
        "formula": line.formula,
        "sign": line.sign if line.formula else "",
        "result": line.text,
        "note": line.note,
        "value": plain(line.value, line.unit),
        "unit": line.unit.value,
    }
