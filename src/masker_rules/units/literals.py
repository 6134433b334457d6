"""Literals of the profile language: `1.25%`, `Rp 4.500.000`, `7h30m`, `07:30`, `2026-03-02`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from masker_rules.periods import parse_date
from masker_rules.units.types import Type, Unit

__all__ = ["MAX_DIGITS", "Literal", "parse_literal", "percent_of", "whole_number"]

#: More cannot be meant: as many as a number of a pack may have.
MAX_DIGITS = 28

_FORMS = (
    (Unit.PERCENT, re.compile(r"(\d+)(?:\.(\d+))?%\Z", re.ASCII)),
    (Unit.MONEY, re.compile(r"Rp ?(\d{1,3}(?:\.\d{3})+|\d+)\Z", re.ASCII)),
    (Unit.DURATION, re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?\Z", re.ASCII)),
    (Unit.CLOCK, re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\Z", re.ASCII)),
    (Unit.DATE, re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)),
    (Unit.NUMBER, re.compile(r"(\d+)(?:\.(\d+))?\Z", re.ASCII)),
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: its type and its scaled integer."""

    type: Type
    value: int


def parse_literal(text: str) -> Literal | None:
    """The constant that `text` writes, or None where it is none.

    Money is in whole rupiah with or without thousand points, durations are in seconds, clock
    times may pass 24:00 up to 47:59, percents are shares of one (`1.25%` is 125 of scale 4).
    """
    if sum(map(str.isdigit, text)) > MAX_DIGITS:
        return None
    for unit, form in _FORMS:
        match = form.match(text)
        if match and text:
            return _READERS[unit](match)
    return None


def percent_of(text: str) -> Fraction | None:
    """A percent (`12.5%`) as a share of one, or None where the text is none."""
    literal = parse_literal(text)
    if literal is None or literal.type.unit is not Unit.PERCENT:
        return None
    return Fraction(literal.value, 10**literal.type.scale)


def whole_number(text: str, most: int) -> int | None:
    """A whole number from 0 to `most` in plain digits, or None."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(most)):
        return None
    value = int(text)
    return value if value <= most else None


def _decimal(unit: Unit, match: re.Match[str], shift: int) -> Literal:
    whole, rest = match[1], match[2] or ""
    return Literal(Type(unit, len(rest) + shift), int(whole + rest))


def _percent(match: re.Match[str]) -> Literal:
    return _decimal(Unit.PERCENT, match, 2)


def _number(match: re.Match[str]) -> Literal:
    return _decimal(Unit.NUMBER, match, 0)


def _money(match: re.Match[str]) -> Literal:
    return Literal(Type(Unit.MONEY), int(match[1].replace(".", "")))


def _duration(match: re.Match[str]) -> Literal:
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    value = hours * 3600 + minutes * 60 + seconds
    return Literal(Type(Unit.DURATION, step=1 if seconds else 60), value)


def _clock(match: re.Match[str]) -> Literal | None:
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    if hours > 47 or minutes > 59 or seconds > 59:
        return None
    return Literal(
        Type(Unit.CLOCK, step=1 if seconds else 60), hours * 3600 + minutes * 60 + seconds
    )


def _date(match: re.Match[str]) -> Literal | None:
    try:
        return Literal(Type(Unit.DATE), parse_date(match[0]).toordinal())
    except ValueError:
        return None


_READERS = {
    Unit.PERCENT: _percent,
    Unit.MONEY: _money,
    Unit.DURATION: _duration,
    Unit.CLOCK: _clock,
    Unit.DATE: _date,
    Unit.NUMBER: _number,
}
