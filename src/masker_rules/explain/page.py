"""An explanation as one HTML page: nothing is fetched, and it prints on A4 or F4."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from html import escape
from importlib.resources import files

from masker_rules.explain.calculation import Line
from masker_rules.explain.document import Entry, Explanation, Section, Tally
from masker_rules.explain.words import Words

__all__ = ["page_of"]


@cache
def _style() -> str:
    return (files(__package__) / "page.css").read_text("utf-8")


def page_of(explanation: Explanation) -> str:
    """The page; every text in it is escaped."""
    return "\n".join(_lines(explanation)) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    words = Words(None, explanation.lang)
    title = escape(explanation.title)
    yield "<!doctype html>"
    yield f'<html lang="{explanation.lang}">'
    yield '<head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>"
    yield f"<style>{_style()}</style></head>"
    yield f"<body><h1>{title}</h1>"
    yield '<table class="head">'
    for key, label, text in explanation.head:
        yield f'<tr class="{key}"><th scope="row">{escape(label)}</th><td>{escape(text)}</td></tr>'
    yield "</table>"
    if explanation.cautions:
        yield f'<div class="caution"><strong>{escape(words.say("attention"))}</strong>'
        yield from (f"<p>{escape(caution)}</p>" for caution in explanation.cautions)
        yield "</div>"
    for number, section in enumerate(explanation.sections, 1):
        yield from _section(number, section, words)
    yield f"<footer>{escape(explanation.foot)}</footer>"
    yield "</body></html>"


def _section(number: int, section: Section, words: Words) -> Iterator[str]:
    yield f'<section class="{section.id}"><h2>{number}. {escape(section.title)}</h2>'
    yield from (f"<p>{escape(text)}</p>" for text in section.texts)
    day = ""
    for entry in section.entries:
        if entry.date and entry.date != day:
            yield f"<h3>{escape(words.long_date(date.fromisoformat(entry.date)))}</h3>"
        day = entry.date
        yield from _entry(entry, words)
    if section.tally is not None:
        yield from _tally(section.tally, words.say("sum"))
    yield "</section>"


def _entry(entry: Entry, words: Words) -> Iterator[str]:
    yield '<div class="entry">'
    if entry.title:
        code = f' <span class="code">[{escape(entry.code)}]</span>' if entry.code else ""
        yield f'<p class="name">{escape(entry.title)}{code}</p>'
    yield "<table>"
    for label, text in entry.facts:
        yield _row("fact", label, escape(text))
    for line in entry.lines:
        yield _row("calc", line.what, _line(line))
    if entry.source:
        yield _row("source", words.say("source"), escape(entry.source))
    yield "</table></div>"


def _row(kind: str, label: str, cell: str) -> str:
    return f'<tr class="{kind}"><th scope="row">{escape(label)}</th><td>{cell}</td></tr>'


def _line(line: Line) -> str:
    text = escape(line.equation)
    return f'{text} <span class="note">{escape(line.note)}</span>' if line.note else text


def _tally(tally: Tally, name: str) -> Iterator[str]:
    yield '<table class="tally"><tbody>'
    for when, what, line in tally.rows:
        code = f' <span class="code">[{escape(line.note)}]</span>'
        yield f"<tr><td>{escape(when)}</td><td>{escape(what)}{code}</td>"
        yield f'<td class="amount">{escape(line.text)}</td></tr>'
    total = tally.total
    yield "</tbody><tfoot>"
    yield f"<tr><td></td><td>{escape(name)}</td>"
    yield f'<td class="amount">{escape(total.text)}</td></tr></tfoot></table>'
    yield f"<p>{escape(total.what)}: {escape(total.equation)}</p>"
