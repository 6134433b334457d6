"""Dates, hours, months, numbers and shares as both languages write them: the one place for it.

`11 Maret 2026`, `pukul 08.00 WITA`, `90,99% (tepat: 3.037 dari 3.375)`. The words stand in the
catalogs under `names`; a code that has none there is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from masker_rules.texts.catalogs import catalog, grouped, render

__all__ = [
    "Code",
    "Column",
    "Day",
    "Hour",
    "HowMany",
    "Listed",
    "Moment",
    "MonthOf",
    "Named",
    "Period",
    "Span",
    "TimeOfDay",
    "clock",
    "day",
    "decimal",
    "exact_money",
    "exact_number",
    "exact_share",
    "grouped",
    "hour",
    "in_force",
    "listed",
    "long_day",
    "month",
    "named",
    "number",
    "place_name",
    "readable",
    "spelled_out",
    "word",
    "zone_name",
]

_TPP = re.compile(r"\bTPP\b")
#: More decimals than this are written as a fraction: nobody types them into a calculator.
DECIMALS = 8
#: Decimals of the rounded figure that stands before what a number is exactly.
ROUNDED = 2


def named(lang: str, group: str, code: str) -> str:
    """What a code is called, `names.<group>.<code>`; the code where nothing calls it otherwise."""
    return catalog(lang).get(f"names.{group}.{code}", code)


def readable(lang: str, group: str, code: str) -> str:
    """What a code is called; one that nothing calls otherwise with blanks for its joints."""
    told = named(lang, group, code)
    return told.replace("_", " ").replace(".", " ") if told == code else told


def word(lang: str, code: str) -> str:
    """A canonical word (`cuti_sakit`, `in`, `mon`) in the language, else as it is."""
    return named(lang, "word", code)


def spelled_out(lang: str, text: str) -> str:
    """A text in which TPP is spelled out where it stands first."""
    long = catalog(lang)["names.spelled.TPP"]
    return text if long in text else _TPP.sub(long, text, count=1)


# ------------------------------------------------------------------ dates and hours
def month(lang: str, year: int, number: int) -> str:
    """`Maret 2026`."""
    return f"{named(lang, 'month', str(number))} {year}"


def day(lang: str, on: date) -> str:
    """`11 Maret 2026`."""
    return f"{on.day} {month(lang, on.year, on.month)}"


def long_day(lang: str, on: date) -> str:
    """`Rabu, 11 Maret 2026`."""
    return f"{named(lang, 'weekday', str(on.isoweekday()))}, {day(lang, on)}"


def clock(lang: str, seconds: int) -> str:
    """`08.00`, `08.00.59`, on the next day `31.30`; in English with colons."""
    hours, rest = divmod(seconds, 3600)
    minutes, over = divmod(rest, 60)
    mark = "." if lang == "id" else ":"
    return mark.join(f"{piece:02d}" for piece in (hours, minutes, *([over] if over else [])))


def hour(lang: str, seconds: int, zone: str = "") -> str:
    """`pukul 08.00 WITA`; without the zone where none is given."""
    words = {"time": clock(lang, seconds), "zone": zone_name(lang, zone)}
    return render(lang, "names.hour", words).rstrip()


def zone_name(lang: str, zone: str) -> str:
    """`WITA` of `Asia/Makassar`; a zone that is no Indonesian one by its own name."""
    return named(lang, "zone", zone)


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A date as a parameter of a text."""

    on: date

    def said(self, lang: str) -> str:
        """`11 Maret 2026`."""
        return day(lang, self.on)

    def __str__(self) -> str:
        return self.said("en")


@dataclass(frozen=True, slots=True, order=True)
class Hour:
    """A second of a day as a parameter of a text."""

    second: int

    def said(self, lang: str) -> str:
        """`08.00`."""
        return clock(lang, self.second)

    def __str__(self) -> str:
        return self.said("en")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from and until, both included, as a parameter of a text; None is an open end."""

    first: date | None
    last: date | None

    def said(self, lang: str) -> str:
        """`1 Januari 2026 s.d. 30 Juni 2026`, `sejak 1 Januari 2026`; one day once."""
        if self.first and self.first == self.last:
            return day(lang, self.first)
        ends = {
            "first": self.first and day(lang, self.first),
            "last": self.last and day(lang, self.last),
        }
        kind = "both" if self.first and self.last else "first" if self.first else "last"
        return render(lang, f"names.span.{kind if self.first or self.last else 'open'}", ends)

    def __lt__(self, other: Span) -> bool:
        return self._ends < other._ends

    @property
    def _ends(self) -> tuple[date, date]:
        return self.first or date.min, self.last or date.max

    def __str__(self) -> str:
        return self.said("en")


@dataclass(frozen=True, slots=True, order=True)
class MonthOf:
    """A month as a parameter of a text."""

    year: int
    number: int

    def said(self, lang: str) -> str:
        """`Maret 2026`."""
        return month(lang, self.year, self.number)

    def __str__(self) -> str:
        return self.said("en")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A period as packs write it, as a parameter of a text."""

    written: str

    def said(self, lang: str) -> str:
        """`Maret 2026` of `2026-03`, `triwulan I 2026` of `2026-Q1`, `tahun 2026` of `2026`."""
        year, _, rest = self.written.partition("-")
        if rest.isdigit():
            return month(lang, int(year), int(rest))
        return render(lang, f"names.period.{rest or 'year'}", {"year": year})

    def __str__(self) -> str:
        return self.said("en")


@dataclass(frozen=True, slots=True)
class Named:
    """A place of a regulation as a parameter of a text: its label, else what its section is."""

    label: object
    path: str

    def said(self, lang: str) -> str:
        """`Keterlambatan (TL)` of `rules.late`, `masa berlaku peraturan` of `profile.in_force`."""
        told = getattr(self.label, "said", None)
        if told is not None:
            return str(told(lang))
        return place_name(lang, self.path)

    def __str__(self) -> str:
        return self.said("en")


def place_name(lang: str, path: str) -> str:
    """What a place of a regulation is called that has no label of its own."""
    if (known := named(lang, "place", path)) != path:
        return known
    section, _, rest = path.partition(".")
    head = readable(lang, "place", section)
    return f"{head}: {readable(lang, 'quantity', rest)}" if rest else head


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A day and a second of it, as a parameter of a text."""

    on: date
    second: int
    zone: str = field(default="", compare=False)

    @property
    def of_day(self) -> TimeOfDay:
        """It where the day is said elsewhere."""
        return TimeOfDay(self.second, self.zone)

    def said(self, lang: str) -> str:
        """`11 Maret 2026 pukul 07.36.07 WITA`."""
        return f"{day(lang, self.on)} {hour(lang, self.second, self.zone)}"

    def __str__(self) -> str:
        return self.said("en")


@dataclass(frozen=True, slots=True, order=True)
class TimeOfDay:
    """A second of a day with its zone, as a parameter of a text."""

    second: int
    zone: str = field(default="", compare=False)

    def said(self, lang: str) -> str:
        """`pukul 07.36.07 WITA`."""
        return hour(lang, self.second, self.zone)

    def __str__(self) -> str:
        return self.said("en")


class HowMany(str):
    """A whole number as a parameter of a text, or a sign that it is not known."""

    __slots__ = ()

    def said(self, lang: str) -> str:
        """`1.984`; a sign as it is."""
        return grouped(lang, int(self)) if self.isdecimal() else str(self)


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """A code as a parameter of a text: its name in the language of that text."""

    code: str
    group: str = "word"

    def said(self, lang: str) -> str:
        """What the code is called."""
        return named(lang, self.group, self.code)

    def __str__(self) -> str:
        return self.said("en")


@dataclass(frozen=True, slots=True, order=True)
class Column:
    """A column or table of a pack as a parameter of a text: its name, and how the file has it."""

    code: str
    group: str = "column"

    def said(self, lang: str) -> str:
        """`akhir (until)`; a column that is called as it is written, once."""
        label = named(lang, self.group, self.code)
        if label.casefold() == self.code.casefold():
            return label
        return render(lang, "names.coded", {"label": label, "code": self.code})

    def __str__(self) -> str:
        return self.said("en")


@dataclass(frozen=True, slots=True, order=True)
class Listed:
    """Several parameters as one, each in the language of the text."""

    items: tuple[object, ...]

    def said(self, lang: str) -> str:
        """`a, b`."""
        texts = (item.said(lang) if hasattr(item, "said") else str(item) for item in self.items)
        return ", ".join(texts)

    def __str__(self) -> str:
        return self.said("en")


def listed(lang: str, items: Iterable[str], joint: str = "and") -> str:
    """`a, b dan c`; with the joint `or`, `a, b atau c`."""
    found = list(items)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {named(lang, 'joined', joint)} {found[-1]}"


def in_force(lang: str, first: date | None, last: date | None, *, start_known: bool) -> str:
    """`sejak 1 Januari 2026`; where the start is not known, that, and from when is computed."""
    if start_known:
        return Span(first, last).said(lang)
    return render(lang, "names.start_unknown", {"days": Span(first, last)})


# ------------------------------------------------------------------ numbers
def decimal(lang: str, text: str) -> str:
    """An exact text of a number, as `92.5%`, with the mark of decimals of `lang`: `92,5%`."""
    return text.replace(".", ",") if lang == "id" else text


def number(lang: str, value: Fraction | int, decimals: int, *, fixed: bool = False) -> str:
    """A decimal of at most so many digits, rounded half to even; a sign is `−`.

    Args:
        lang: `id` or `en`.
        value: The number.
        decimals: Digits behind the comma.
        fixed: Exactly so many, as numbers of a column have them.
    """
    exact = abs(Fraction(value))
    whole, rest = divmod(round(exact * 10**decimals), 10**decimals)
    digits = str(rest).rjust(decimals, "0") if decimals else ""
    if not fixed:
        digits = digits.rstrip("0")
    text = grouped(lang, whole)
    if digits:
        text += ("," if lang == "id" else ".") + digits
    return ("−" if value < 0 else "") + text


def exact_share(lang: str, share: Fraction) -> str:
    """`92,5%`, and of a share without a short decimal what it is exactly.

    `90,99% (tepat: 3.037 dari 3.375)` can be redone by hand.
    """
    return _exactly(lang, share, "share", share * 100, ("", "%"))


def exact_money(lang: str, rupiah: Fraction) -> str:
    """`Rp 1.444.000`, and `Rp 1.443.333,33 (tepat: Rp 4.330.000 ÷ 3)` of what has no end."""
    return _exactly(lang, rupiah, "money", rupiah, ("Rp ", ""))


def exact_number(lang: str, value: Fraction | int) -> str:
    """`2,5`, and `1,33 (tepat: 4 ÷ 3)` of what has no end."""
    return _exactly(lang, Fraction(value), "number", Fraction(value), ("", ""))


def _exactly(
    lang: str, value: Fraction, kind: str, scaled: Fraction, marks: tuple[str, str]
) -> str:
    is_short = not 10**DECIMALS % scaled.denominator
    text = number(lang, abs(scaled), DECIMALS if is_short else ROUNDED)
    shown = f"{'−' if value < 0 else ''}{marks[0]}{text}{marks[1]}"
    if is_short:
        return shown
    part, whole = grouped(lang, value.numerator), grouped(lang, value.denominator)
    return render(lang, f"names.exact_{kind}", {"shown": shown, "part": part, "whole": whole})
