"""An explanation as one HTML page: nothing is fetched, and it prints on A4 or F4."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape

from masker_rules.explain.calculation import Line
from masker_rules.explain.document import Entry, Explanation, Section, Tally
from masker_rules.explain.words import Words

__all__ = ["page_of"]

STYLE = """
@page { margin: 14mm 15mm; }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 10.5pt/1.45 "Noto Sans", "Liberation Sans", Arial, sans-serif; color: #1a1a1a;
  background: #fff; max-width: 186mm; margin: 0 auto; padding: 8mm 4mm; }
h1 { font-size: 15pt; margin: 0 0 3mm; line-height: 1.25; }
h2 { font-size: 12pt; margin: 7mm 0 2mm; padding-bottom: 1mm; border-bottom: 1.5pt solid #1f4e5f;
  color: #1f4e5f; break-after: avoid; }
h3 { font-size: 10.5pt; margin: 4mm 0 1mm; break-after: avoid; }
p { margin: 1mm 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .7mm 2mm .7mm 0; font-weight: normal; }
th { width: 52mm; color: #555; }
.entry { break-inside: avoid; margin: 0 0 3mm; }
.entry .name { font-weight: 600; margin: 1mm 0 .5mm; }
.code { font-weight: 400; color: #666; }
.calc td { font-variant-numeric: tabular-nums; }
.note { color: #666; font-size: 9.5pt; }
.source td, .source th { color: #777; font-size: 9pt; }
.caution { border: 1.5pt solid #9a3b00; background: #fff4ec; padding: 2mm 3mm; margin: 4mm 0; }
.caution strong { color: #9a3b00; }
.head th { width: 52mm; }
.head .net td { font-size: 13pt; font-weight: 700; }
.tally td { border-bottom: .5pt solid #ddd; padding: 1mm 2mm 1mm 0; }
.tally .amount { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums;
  padding-right: 0; }
.tally tr { break-inside: avoid; }
.tally tfoot td { border-top: 1pt solid #1a1a1a; border-bottom: 0; font-weight: 700; }
.counts table { width: auto; }
footer { margin-top: 8mm; color: #777; font-size: 9pt; }
@media print { body { padding: 0; max-width: none; font-size: 9.5pt; } }
"""


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
    yield f"<style>{STYLE}</style></head>"
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
