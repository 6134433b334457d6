"""An explanation as plain text, for a terminal or a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from textwrap import wrap

from masker_rules.engine.words import Words
from masker_rules.explain.calculation import Line
from masker_rules.explain.document import Entry, Explanation, Section, Tally
from masker_rules.explain.waterfall import amounts

__all__ = ["text_of"]

WIDTH = 100
LABEL = 14
WIDEST = 46
#: A long calculation is broken before a sign.
_SIGN = re.compile(r" (?=[+−×÷=→] )")


def text_of(explanation: Explanation) -> str:
    """The whole explanation; lines of calculation are never broken."""
    return "\n".join(_lines(explanation)) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    words = Words(None, explanation.lang)
    yield explanation.title
    yield "=" * min(WIDTH, len(explanation.title))
    width = max(len(label) for _, label, _ in explanation.head)
    for _, label, text in explanation.head:
        yield from _labelled(label, text, "", width)
    if explanation.cautions:
        yield ""
        yield f"!! {words.say('attention')}"
        for caution in explanation.cautions:
            yield from _wrapped(caution, "!! ")
    for number, section in enumerate(explanation.sections, 1):
        yield ""
        title = f"{number}. {section.title}"
        yield title
        yield "-" * len(title)
        yield from _section(section, words)
    yield ""
    yield from _wrapped(explanation.foot, "")


def _wrapped(text: str, indent: str) -> list[str]:
    return wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=" " * len(indent),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _section(section: Section, words: Words) -> Iterator[str]:
    for text in section.texts:
        yield from _wrapped(text, "- ")
    day = ""
    for index, entry in enumerate(section.entries):
        dated = bool(entry.date)
        same = dated and entry.date == day
        if entry.title and (index or section.texts) and not same:
            yield ""
        if dated and not same:
            yield words.long_date(date.fromisoformat(entry.date))
        day = entry.date
        yield from _entry(entry, words, "  " if dated else "")
    if section.tally is not None:
        yield from _tally(section.tally, words.say("sum"))
    if section.bars:
        told = amounts(section.bars, words)
        width = max(map(len, told))
        pairs = zip(told, section.bars, strict=True)
        yield from (f"{amount:>{width}}  {bar.label}" for amount, bar in pairs)


def _entry(entry: Entry, words: Words, indent: str) -> Iterator[str]:
    if entry.title:
        code = f" [{entry.code}]" if words.official(entry.code) else ""
        yield from _wrapped(f"{entry.title}{code}", indent)
    inner = indent + ("  " if entry.title else "")
    labels = [*(label for label, _ in entry.facts), *(line.what for line in entry.lines)]
    width = max([LABEL, *(len(label) for label in labels if len(label) <= WIDEST)])
    for label, text in entry.facts:
        yield from _labelled(label, text, inner, width)
    for line in entry.lines:
        yield from _calculated(line, inner, width)
    if entry.source:
        yield from _labelled(words.say("source"), entry.source, inner, width)


def _labelled(label: str, text: str, indent: str, width: int) -> list[str]:
    front = f"{indent}{label.ljust(width)} : "
    pieces = wrap(text, max(WIDTH - len(front), 40), break_on_hyphens=False) or [""]
    return [front + pieces[0], *(" " * len(front) + piece for piece in pieces[1:])]


def _calculated(line: Line, indent: str, width: int) -> Iterator[str]:
    """A calculation, continued under itself where it is long; the note below if need be."""
    front = f"{indent}{line.what.ljust(width)} : "
    space, row = " " * len(front), front
    for index, piece in enumerate(_SIGN.split(line.equation)):
        if index and len(row) + len(piece) >= WIDTH:
            yield row
            row = f"{space}{piece}"
        else:
            row += f" {piece}" if index else piece
    note = f"   [{line.note}]" if line.note else ""
    if len(row) + len(note) <= WIDTH or not note:
        yield row + note
        return
    yield row
    yield from _wrapped(note.strip(), space)


def _tally(tally: Tally, name: str) -> Iterator[str]:
    rows = [
        (when, f"{what} [{line.note}]" if Words.official(line.note) else what, line.text)
        for when, what, line in tally.rows
    ]
    total = tally.total
    left = max([0, *(len(when) for when, _, _ in rows)])
    middle = max([len(name), *(len(what) for _, what, _ in rows)])
    right = max([len(total.text), *(len(text) for _, _, text in rows)])
    for when, what, text in rows:
        yield f"{when.ljust(left)}  {what.ljust(middle)}  {text.rjust(right)}"
    if rows:
        yield f"{''.ljust(left)}  {name.ljust(middle)}  {total.text.rjust(right)}"
    yield f"{total.what} : {total.equation}"
