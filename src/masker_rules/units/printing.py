"""Exact values as the texts of the result: no locale, no trailing zeros, a fraction if need be."""

from __future__ import annotations

from fractions import Fraction
from math import gcd

__all__ = [
    "clock_text",
    "duration_text",
    "exact_text",
    "percent_text",
    "scaled_text",
    "share_of",
]


def exact_text(value: Fraction | int) -> str:
    """`1.5`, `-8000`, or `3037/3375` where no finite decimal exists."""
    return _ratio_text(value.numerator, value.denominator)


def _ratio_text(top: int, bottom: int) -> str:
    """The text of a ratio in lowest terms."""
    rest, twos, fives = bottom, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{top}/{bottom}"
    digits = max(twos, fives)
    return scaled_text(top * 10**digits // bottom, digits)


def scaled_text(value: int, scale: int) -> str:
    """The integer `value` with `scale` digits behind the point, without trailing zeros."""
    sign, digits = ("-" if value < 0 else ""), str(abs(value)).rjust(scale + 1, "0")
    if not scale:
        return sign + digits
    rest = digits[-scale:].rstrip("0")
    return f"{sign}{digits[:-scale]}" + (f".{rest}" if rest else "")


def percent_text(value: Fraction | int) -> str:
    """A share of one in percent: `90.25%`, or a fraction of one, `3037/3375`."""
    common = gcd(100, value.denominator)
    text = _ratio_text(value.numerator * (100 // common), value.denominator // common)
    return exact_text(value) if "/" in text else f"{text}%"


def share_of(text: str) -> Fraction:
    """The share of one that `percent_text` wrote."""
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def duration_text(seconds: int) -> str:
    """`31m`, or with seconds `31m05s` where they are not whole minutes."""
    minutes, rest = divmod(abs(seconds), 60)
    sign = "-" if seconds < 0 else ""
    return f"{sign}{minutes}m" + (f"{rest:02d}s" if rest else "")


def clock_text(seconds: int) -> str:
    """`07:30`, `07:30:59` or, on the next day, `31:30`."""
    hours, rest = divmod(seconds, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours:02d}:{minutes:02d}" + (f":{secs:02d}" if secs else "")
