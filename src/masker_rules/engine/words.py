"""Values and names as people read them, in Indonesian or English.

How numbers, dates and hours are written stands in :mod:`masker_rules.texts.spoken`. Exact values
stay exact: what has no finite decimal is a fraction in a calculation, and where it is a result it
is rounded, with what it is exactly beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from masker_rules.engine.cell_words import cell_words
from masker_rules.engine.missing_names import COLUMNS, label_of
from masker_rules.language.catalogue import catalogue
from masker_rules.language.plan import BALANCES, Plan, plain_name
from masker_rules.legal import Source, Text
from masker_rules.periods import CALENDAR, Month
from masker_rules.texts import keys, render, spoken
from masker_rules.texts.spoken import DECIMALS, exact_money, exact_share
from masker_rules.units import Step, Unit

__all__ = ["Value", "Words"]

Value = Fraction | str | bool | None

LATTICE = 10**DECIMALS
#: How a value is written that a person is to redo.
EXACT = {Unit.MONEY: exact_money, Unit.PERCENT: exact_share}
_OFFICIAL = re.compile(r"[A-Z]{2,}[0-9]*\Z")
COUNTS = "counts."
#: Last piece of the names of quantities that the blocks of the language make.
STAGES = frozenset({"full", "score", "points", "minus", "left", "untimed", "paid", "earned"})


@dataclass(frozen=True, slots=True)
class Words:
    """Writes values of one plan in one language."""

    plan: Plan | None
    lang: str

    # -------------------------------------------------------------- catalog
    def say(self, key: str, /, **params: object) -> str:
        """The text `explain.<key>`."""
        return render(self.lang, f"explain.{key}", params)

    def known(self, key: str) -> bool:
        """Whether the catalog has `explain.<key>`."""
        return f"explain.{key}" in keys(self.lang)

    def word(self, word: str) -> str:
        """A canonical word (`cuti_sakit`, `mon`, `absent`) in the language, else as it is."""
        return spoken.word(self.lang, word)

    def source(self, source: Source | None) -> str:
        """Document and article, with a mark where nobody has confirmed them."""
        if source is None:
            return ""
        text = source.text(self.lang) or self.say("no_source")
        said = source.confirmed or source.kind == "unconfirmed"
        return text if said else f"{text} ({self.say('unconfirmed')})"

    # -------------------------------------------------------------- dates
    def long_date(self, day: date) -> str:
        """`Kamis, 2 Juli 2026`."""
        return spoken.long_day(self.lang, day)

    def day(self, day: date) -> str:
        """`2 Juli 2026`."""
        return spoken.day(self.lang, day)

    def month(self, month: Month) -> str:
        """`Juli 2026`; with its days where they are others than those of the calendar month."""
        name = spoken.month(self.lang, month.year, month.month)
        return name if month == CALENDAR.named(month) else f"{name} ({self.span(month)})"

    def span(self, month: Month) -> str:
        """The first and the last day of a month, `21 Juni 2026 s.d. 20 Juli 2026`."""
        return spoken.Span(month.first, month.last).said(self.lang)

    def days(self, days: Iterable[date]) -> str:
        """`13, 14 dan 30 Juli 2026`, each month named once."""
        groups: list[tuple[str, list[str]]] = []
        for day in days:
            name = spoken.month(self.lang, day.year, day.month)
            if not groups or groups[-1][0] != name:
                groups.append((name, []))
            groups[-1][1].append(str(day.day))
        return ", ".join(f"{self.listed(numbers)} {name}" for name, numbers in groups)

    def listed(self, items: Iterable[str]) -> str:
        """`a, b dan c`."""
        return spoken.listed(self.lang, items)

    def clock(self, seconds: int) -> str:
        """`08.12.40`, as it stands in a calculation."""
        return spoken.clock(self.lang, seconds)

    def hour(self, seconds: int) -> str:
        """`pukul 08.00 WITA`."""
        return spoken.hour(self.lang, seconds, self.plan.zone if self.plan else "")

    # -------------------------------------------------------------- numbers
    def number(self, value: Fraction | int, decimals: int = DECIMALS) -> str:
        """A finite decimal with the separators of the language; a sign is `−`."""
        return spoken.number(self.lang, value, decimals)

    def money(self, value: Fraction | int) -> str:
        """`Rp 1.444.000`; `Rp 4.330.000/3` where no short decimal exists."""
        return self.value(Fraction(value), Unit.MONEY)

    def percent(self, value: Fraction | int) -> str:
        """`90,25%` of a share of one."""
        return self.value(Fraction(value), Unit.PERCENT)

    def value(self, value: Value, unit: Unit) -> str:
        """A value of the plan: exact, and short enough to be typed into a calculator."""
        if value is None:
            return self.say("none")
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, str):
            return self.word(value)
        if unit is Unit.CLOCK:
            return self.clock(int(value))
        if unit is Unit.DATE:
            return self.day(date.fromordinal(int(value)))
        if unit is Unit.DURATION:
            return self._duration(value)
        front, factor, back = self._marks(unit)
        scaled = value * factor
        if is_short(scaled):
            text = self.number(abs(scaled))
            return f"{'−' if value < 0 else ''}{front}{text}{back}"
        text = f"{self.number(abs(value.numerator))}/{self.number(value.denominator)}"
        return f"{'−' if value < 0 else ''}{front}{text}"

    def shown(self, value: Value, unit: Unit) -> str:
        """As :meth:`value`; rounded, with what it is exactly, where that is a fraction."""
        if isinstance(value, bool) or not isinstance(value, Fraction) or unit not in EXACT:
            return self.value(value, unit)
        return EXACT[unit](self.lang, value)

    def is_whole(self, value: Value, unit: Unit) -> bool:
        """Whether a value is written without a fraction bar."""
        if isinstance(value, bool) or not isinstance(value, Fraction):
            return True
        return is_short(value * self._marks(unit)[1])

    def _marks(self, unit: Unit) -> tuple[str, int, str]:
        if unit is Unit.MONEY:
            return "Rp ", 1, ""
        return ("", 100, "%") if unit is Unit.PERCENT else ("", 1, "")

    def _duration(self, value: Fraction) -> str:
        minutes, rest = divmod(abs(value), 60)
        sign = "−" if value < 0 else ""
        text = f"{sign}{self.number(minutes)} {self.say('minutes')}"
        return f"{text} {self.number(rest)} {self.say('seconds')}" if rest else text

    def step(self, step: Step) -> str:
        """`Rp 1, setengah ke atas`."""
        size = Fraction(step.size, 10**step.scale)
        mode = self.say(f"mode.{step.mode}")
        return self.say("rounded", step=self.value(size, step.unit), mode=mode)

    def cell(self, text: str) -> str:
        """The condition of a row of a table: `1m..30m` as `1 menit s.d. 30 menit`."""
        return cell_words(self, text)

    @staticmethod
    def official(code: str) -> str:
        """A code as recaps of attendance print it (`TL1`); nothing of one of this library."""
        return code if _OFFICIAL.match(code) else ""

    # -------------------------------------------------------------- names
    def base(self, name: str) -> str:
        """Label of a part, or the word for the whole."""
        base, _, stage = name.partition(".")
        if stage == "earned":
            return self.say("earned_of", base=self.base(base))
        label = self._label(f"parts.{name}")
        text = label.get(self.lang) if label is not None else name
        if text == "total":
            return self.say("total")
        return spoken.readable(self.lang, "item", text) if text == name else text

    def fact(self, grain: str, name: str) -> str:
        """What a fact is called."""
        if self.known(f"fact.{name}"):
            return self.say(f"fact.{name}")
        definition = catalogue().get(grain)
        fact = definition.facts.get(name) if definition else None
        if fact is not None:
            return fact.doc_en if self.lang == "en" else fact.doc_id
        item = self.plan.inputs.get(name) if self.plan else None
        if item is not None and item.period[0] == BALANCES:
            _, own, *recent = name.split(".")
            stage = recent[0] if recent else "opening"
            return self.say(f"balance.{stage}", balance=self.balance(own))
        if item is not None:
            group = "column" if item.table in COLUMNS else "item"
            return spoken.readable(self.lang, group, item.key)
        return spoken.readable(self.lang, "quantity", name)

    def quantity(self, name: str) -> str:
        """What a quantity is called: block and stage, else its name in the profile."""
        plain = plain_name(name)
        if self.known(f"quantity.{plain}"):
            return self.say(f"quantity.{plain}")
        if plain.startswith(COUNTS):
            return self.count(plain.removeprefix(COUNTS))
        if (told := self._of_balance(plain)) is not None:
            return told
        block, _, stage = name.rpartition(".")
        if block.startswith(("rules.", "pay.")):
            return self._of_block(block, stage)
        bases = self.plan.bases if self.plan else ()
        if stage == "earned":
            return self.say("earned_of", base=self.base(plain_name(block)))
        if (label := self._indicator(plain)) is not None:
            return label.get(self.lang)
        if stage in STAGES and any(base.name == plain_name(block) for base in bases):
            return self.say(f"stage.{stage}", base=self.base(plain_name(block)))
        label = self._label(plain)
        if label is not None:
            return label.get(self.lang)
        return spoken.readable(self.lang, "quantity", plain)

    def count(self, name: str) -> str:
        """What a count of the month is called."""
        if self.known(f"count.{name}"):
            return self.say(f"count.{name}")
        path = self.plan.counts.get(name, "") if self.plan else ""
        if (told := self._of_balance(path)) is not None:
            return told
        return spoken.readable(self.lang, "quantity", name)

    def balance(self, name: str) -> str:
        """What a balance beside money is called."""
        label = self._label(f"{BALANCES}.{name}")
        return (
            spoken.readable(self.lang, "quantity", name) if label is None else label.get(self.lang)
        )

    def _of_balance(self, path: str) -> str | None:
        """What a quantity of a balance is called; None where it is of none."""
        section, _, own = path.partition(".")
        if section != BALANCES:
            return None
        name, _, stage = own.rpartition(".")
        return self.say(f"balance.{stage}", balance=self.balance(name))

    def table(self, name: str) -> str:
        """What a table of a pack is called."""
        return spoken.named(self.lang, "table", name)

    def label(self, path: str) -> Text | None:
        """The label of a place of the regulation, or of the block in which it stands."""
        return label_of(path, self.plan.labels) if self.plan else None

    def place(self, path: str) -> str:
        """What a place of the regulation is called: `Keterlambatan (TL)` of `rules.late`."""
        return spoken.Named(self.label(path), path).said(self.lang)

    def _indicator(self, name: str) -> Text | None:
        """The label of an indicator by which a part is earned."""
        for base in self.plan.bases if self.plan else ():
            for _, label, brought, _ in base.earnings:
                if brought == name:
                    return label
        return None

    def _label(self, path: str) -> Text | None:
        return self.plan.labels.get(path) if self.plan else None

    def _of_block(self, block: str, stage: str) -> str:
        label = self._label(block)
        text = label.get(self.lang) if label is not None else self.place(block)
        return self.say(f"stage.{stage}", base=text) if self.known(f"stage.{stage}") else text


def is_short(value: Fraction) -> bool:
    """Whether a value is a decimal of few digits."""
    return not LATTICE % value.denominator
