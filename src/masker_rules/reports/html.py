"""Pieces of pages: tables, figures and cells; every text in them is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files

from masker_rules.engine.words import Words
from masker_rules.texts import html_text

__all__ = ["Cell", "cell", "figure", "money", "page_style", "percent", "table"]


@cache
def page_style() -> str:
    """The style of every page of a report."""
    return (files(__package__) / "comparison.css").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table.

    Attributes:
        kind: Its classes: `n` for numbers, `loss` and `gain`.
        note: Something small below.
        link: An anchor of the page.
    """

    text: str
    kind: str = ""
    note: str = ""
    link: str = ""

    def html(self) -> str:
        """The cell, escaped."""
        text = html_text(self.text)
        if self.link:
            text = f'<a href="{html_text(self.link)}">{text}</a>'
        note = f'<span class="article">{html_text(self.note)}</span>' if self.note else ""
        kind = f' class="{self.kind}"' if self.kind else ""
        return f"<td{kind}>{text}{note}</td>"


def cell(text: str, kind: str = "", note: str = "", link: str = "") -> Cell:
    """A cell of text."""
    return Cell(text, kind, note, link)


def money(value: Fraction | int | None, words: Words, *, signed: bool = False) -> Cell:
    """A cell of rupiah, rounded to whole ones; `signed` marks losses and gains."""
    if value is None:
        return Cell("–", "n")
    number = round(value)
    if not signed or not number:
        return Cell(words.number(number), "n")
    text = ("+" if number > 0 else "") + words.number(number)
    return Cell(text, "n gain" if number > 0 else "n loss")


def percent(value: Fraction | None, words: Words) -> str:
    """A share of one in percent with two decimals, a dash where there is none."""
    return "–" if value is None else f"{words.number(value * 100, 2)}%"


def table(
    head: Sequence[str], rows: Sequence[Sequence[Cell]], last: Sequence[Cell] | None = None
) -> Iterator[str]:
    """A table that scrolls on a narrow screen and repeats its head in print."""
    yield '<div class="scroll"><table><thead><tr>'
    numbers = [bool(rows) and rows[0][n].kind.startswith("n") for n in range(len(head))]
    for text, is_number in zip(head, numbers, strict=True):
        kind = ' class="n"' if is_number else ""
        yield f'<th scope="col"{kind}>{html_text(text)}</th>'
    yield "</tr></thead><tbody>"
    for row in rows:
        yield f"<tr>{''.join(one.html() for one in row)}</tr>"
    if last is not None:
        yield f'<tr class="sum">{"".join(one.html() for one in last)}</tr>'
    yield "</tbody></table></div>"


def figure(svg: str, caption: str) -> Iterator[str]:
    """A chart with its caption, which says the same to those who do not see it."""
    named = svg.replace("<svg ", f'<svg role="img" aria-label="{html_text(caption)}" ', 1)
    yield f"<figure>{named}<figcaption>{html_text(caption)}</figcaption></figure>"
