"""A calculator for the printed lines of an explanation, written without looking at its maker.

It reads what a person would type: numbers with the separators of the language, `Rp`, percents,
minutes, clocks, the four signs, brackets, smallest and largest.
"""

from __future__ import annotations

import re
from fractions import Fraction

TOKEN = re.compile(
    r"\s*(?:(?P<clock>\d{2}[:.]\d{2}(?:[:.]\d{2})?(?![\d.,%]))|(?P<number>\d[\d.,]*)(?P<percent>%)?"
    r"|(?P<word>[a-z]+)|(?P<money>Rp)|(?P<sign>[-+−×÷/();]))"
)
UNITS = {"menit": 60, "min": 60, "detik": 1, "s": 1}
FUNCTIONS = {"terkecil": min, "smallest": min, "terbesar": max, "largest": max}


class Calculator:
    """Recursive descent over one formula."""

    def __init__(self, text: str, lang: str) -> None:
        self.lang = lang
        self.tokens = self._split(text)

    def _split(self, text: str) -> list[re.Match[str]]:
        found, position = [], 0
        while text[position:].strip():
            match = TOKEN.match(text, position)
            assert match, f"cannot read {text[position:]!r} of {text!r}"
            if not match["money"]:
                found.append(match)
            position = match.end()
        return found

    def result(self) -> Fraction:
        value = self._sum()
        assert not self.tokens, f"left over: {[match[0] for match in self.tokens]}"
        return value

    def _next(self, *signs: str) -> str:
        if self.tokens and self.tokens[0]["sign"] in signs:
            return self.tokens.pop(0)["sign"]
        return ""

    def _sum(self) -> Fraction:
        value = -self._product() if self._next("−") else self._product()
        while sign := self._next("+", "−"):
            term = self._product()
            value = value + term if sign == "+" else value - term
        return value

    def _product(self) -> Fraction:
        value = self._single()
        while sign := self._next("×", "÷", "/"):
            factor = self._single()
            value = value * factor if sign == "×" else value / factor
        return value

    def _single(self) -> Fraction:
        if self._next("−"):
            return -self._single()
        if self._next("("):
            value = self._sum()
            assert self._next(")")
            return value
        match = self.tokens.pop(0)
        if match["word"]:
            return self._function(match["word"])
        if match["clock"] and self.lang == "en" and "." in match["clock"]:
            return Fraction(match["clock"])  # English clocks have a colon
        if match["clock"]:
            hours, minutes, *seconds = (int(piece) for piece in re.split("[:.]", match["clock"]))
            return Fraction(hours * 3600 + minutes * 60 + (seconds[0] if seconds else 0))
        return self._with_unit(match)

    def _function(self, name: str) -> Fraction:
        assert self._next("(")
        values = [self._sum()]
        while self._next(";"):
            values.append(self._sum())
        assert self._next(")")
        return FUNCTIONS[name](values)

    def _with_unit(self, match: re.Match[str]) -> Fraction:
        value = self._number(match["number"])
        if match["percent"]:
            return value / 100
        if self.tokens and self.tokens[0]["word"] in UNITS:
            value *= UNITS[self.tokens.pop(0)["word"]]
            if len(self.tokens) > 1 and self.tokens[1]["word"] in ("detik", "s"):
                value += self._with_unit(self.tokens.pop(0))
        return value

    def _number(self, text: str) -> Fraction:
        thousand, point = (".", ",") if self.lang == "id" else (",", ".")
        return Fraction(text.replace(thousand, "").replace(point, "."))


#: What a rounded figure is exactly: `(tepat: 3.037 dari 3.375)`, `(exactly: Rp 10 ÷ 3)`.
EXACTLY = re.compile(r" \((?:tepat|exactly): (?P<part>.*?)(?: (?:dari|of|÷) )(?P<whole>.*)\)")


def calculated(text: str, lang: str) -> Fraction:
    """The value of a printed formula or number; of a rounded figure what it is exactly."""
    if found := EXACTLY.search(text):
        return Calculator(f"{found['part']} ÷ {found['whole']}", lang).result()
    return Calculator(text, lang).result()


def about(text: str, lang: str) -> Fraction | None:
    """The rounded figure before what a number is exactly, if there is one."""
    found = EXACTLY.search(text)
    return Calculator(text[: found.start()], lang).result() if found else None


EQUATION = re.compile(r" : (?P<formula>[^:→?]*[-+−×÷][^:→?]*) = (?P<result>[^?=\[]*)")
CLOCKS = re.compile(r" : (?P<formula>[\d:. −]+) = (?P<result>[\w. ]+)")
CONTINUED = re.compile(r"\s+[+−×÷=→] ")


def equations(text: str) -> list[tuple[str, str]]:
    """Formula and result of every line `a × b = c` of a printed explanation."""
    lines: list[str] = []
    for line in text.splitlines():
        if CONTINUED.match(line) and lines:
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
    found = []
    for line in lines:
        match = CLOCKS.search(line) or EQUATION.search(line)
        if match:
            found.append((match["formula"].strip(), match["result"].strip()))
    return found
