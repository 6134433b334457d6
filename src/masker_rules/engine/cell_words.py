"""The condition of a row of a table in words: `over 60m..90m`, `cuti_sakit or izin`, `not yes`."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Protocol

from masker_rules.language.cells import WrittenBand, written_band
from masker_rules.units import Unit, parse_literal

__all__ = ["cell_words"]

_OR = re.compile(r"\s*;\s*|\s+or\s+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_NOT = "not "
_FLAGS = {"yes": True, "no": False}


class Speaker(Protocol):
    """Says values and texts in one language."""

    def say(self, key: str, /, **params: object) -> str: ...

    def word(self, word: str) -> str: ...

    def day(self, day: date) -> str: ...

    def value(self, value: Fraction | str | bool | None, unit: Unit) -> str: ...


def cell_words(words: Speaker, text: str) -> str:
    """The cells of a row, parted by commas, each as people say it."""
    return ", ".join(_cell(words, cell.strip()) for cell in text.split("|"))


def _cell(words: Speaker, cell: str) -> str:
    if cell.startswith(_NOT):
        return words.say("cell.not", what=_cell(words, cell.removeprefix(_NOT)))
    first, *others = _OR.split(cell)
    told = _band(words, written_band(first))
    for other in others:
        told = words.say("cell.or", left=told, right=_cell(words, other))
    return told


def _band(words: Speaker, band: WrittenBand) -> str:
    low, high = _end(words, band.low), _end(words, band.high)
    if band.low == band.high and not band.over and not band.under:
        return low
    match bool(low), bool(high):
        case True, True:
            kind = "over_" * band.over + ("under" if band.under else "between")
            kind = "under_between" if kind == "under" else kind
        case True, False:
            kind = "over" if band.over else "from"
        case False, True:
            kind = "under" if band.under else "until"
        case _:
            kind = "any"
    return words.say(f"cell.{kind}", low=low, high=high)


def _end(words: Speaker, text: str) -> str:
    """A number with its unit, a date, a flag or a word; nothing of an open end."""
    if not text:
        return ""
    if _DATE.match(text):
        return words.day(date.fromisoformat(text))
    if text in _FLAGS:
        return words.value(_FLAGS[text], Unit.FLAG)
    literal = parse_literal(text)
    if literal is None or literal.type.unit is Unit.WORD:
        return words.word(text)
    return words.value(Fraction(literal.value, 10**literal.type.scale), literal.type.unit)
