"""An explanation as one HTML page: nothing is fetched, and it prints on A4 or F4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from masker_rules.engine.words import Words
from masker_rules.explain.calculation import Line
from masker_rules.explain.document import Bar, Entry, Explanation, Section, Tally
from masker_rules.explain.waterfall import amounts, waterfall_svg
from masker_rules.texts import html_text

__all__ = ["bars_html", "page_of", "style"]


@cache
def style() -> str:
    """The sheet of styles of a page, for other pages that stand beside an explanation."""
    return (files(__package__) / "page.css").read_text("utf-8")


def page_of(explanation: Explanation) -> str:
    """The page; every text in it is escaped."""
    return "\n".join(_lines(explanation)) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    words = Words(None, explanation.lang)
    title = html_text(explanation.title)
    yield "<!doctype html>"
    yield f'<html lang="{explanation.lang}">'
    yield '<head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>"
    yield f"<style>{style()}</style></head>"
    yield f"<body><h1>{title}</h1>"
    yield '<table class="head">'
    for key, label, text in explanation.head:
        yield _row(key, label, html_text(text))
    yield "</table>"
    if explanation.cautions:
        yield f'<div class="caution"><strong>{html_text(words.say("attention"))}</strong>'
        yield from (f"<p>{html_text(caution)}</p>" for caution in explanation.cautions)
        yield "</div>"
    for number, section in enumerate(explanation.sections, 1):
        yield from _section(number, section, words)
    yield f"<footer>{html_text(explanation.foot)}</footer>"
    yield "</body></html>"


def _section(number: int, section: Section, words: Words) -> Iterator[str]:
    yield f'<section class="{section.id}"><h2>{number}. {html_text(section.title)}</h2>'
    yield from (f"<p>{html_text(text)}</p>" for text in section.texts)
    day = ""
    for entry in section.entries:
        if entry.date and entry.date != day:
            yield f"<h3>{html_text(words.long_date(date.fromisoformat(entry.date)))}</h3>"
        day = entry.date
        yield from _entry(entry, words)
    if section.tally is not None:
        yield from _tally(section.tally, words.say("sum"))
    if section.bars:
        yield from bars_html(section.bars, words)
    yield "</section>"


def bars_html(bars: Sequence[Bar], words: Words) -> Iterator[str]:
    """A waterfall as a chart, and its table with every step below it."""
    yield f'<figure class="waterfall">{waterfall_svg(bars, words)}</figure>'
    yield '<table class="tally"><tbody>'
    for bar, amount in zip(bars, amounts(bars, words), strict=True):
        kind = ' class="sum"' if bar.is_sum else ""
        yield f"<tr{kind}><td>{html_text(bar.label)}</td>"
        yield f'<td class="amount">{amount}</td></tr>'
    yield "</tbody></table>"


def _entry(entry: Entry, words: Words) -> Iterator[str]:
    yield '<div class="entry">'
    if entry.title:
        code = (
            f' <span class="code">[{html_text(entry.code)}]</span>'
            if words.official(entry.code)
            else ""
        )
        yield f'<p class="name">{html_text(entry.title)}{code}</p>'
    yield "<table>"
    for label, text in entry.facts:
        yield _row("fact", label, html_text(text))
    for line in entry.lines:
        yield _row("calc", line.what, _line(line))
    if entry.source:
        yield _row("source", words.say("source"), html_text(entry.source))
    yield "</table></div>"


def _code(code: str) -> str:
    """In grey, where recaps of attendance print it."""
    told = Words.official(code)
    return f' <span class="code">[{html_text(told)}]</span>' if told else ""


def _row(kind: str, label: str, cell: str) -> str:
    return f'<tr class="{kind}"><th scope="row">{html_text(label)}</th><td>{cell}</td></tr>'


def _line(line: Line) -> str:
    text = html_text(line.equation)
    return f'{text} <span class="note">{html_text(line.note)}</span>' if line.note else text


def _tally(tally: Tally, name: str) -> Iterator[str]:
    yield '<table class="tally"><tbody>'
    for when, what, line in tally.rows:
        code = (
            f' <span class="code">[{html_text(line.note)}]</span>'
            if Words.official(line.note)
            else ""
        )
        yield f"<tr><td>{html_text(when)}</td><td>{html_text(what)}{code}</td>"
        yield f'<td class="amount">{html_text(line.text)}</td></tr>'
    total = tally.total
    yield "</tbody><tfoot>"
    yield f"<tr><td></td><td>{html_text(name)}</td>"
    yield f'<td class="amount">{html_text(total.text)}</td></tr></tfoot></table>'
    yield f"<p>{html_text(total.what)}: {html_text(total.equation)}</p>"
