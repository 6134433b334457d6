"""The words of papers in one language: `papers.<key>` of the catalogs, numbers, months, dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from masker_rules.periods import Month
from masker_rules.texts import grouped, keys, render, spoken

__all__ = ["Say"]


@dataclass(frozen=True, slots=True)
class Say:
    """Says what stands on papers.

    Attributes:
        lang: `id` or `en`.
    """

    lang: str = "id"

    def __call__(self, key: str, /, **params: object) -> str:
        """The text `papers.<key>`."""
        return render(self.lang, f"papers.{key}", params)

    def knows(self, key: str) -> bool:
        """Whether there is `papers.<key>`."""
        return f"papers.{key}" in keys(self.lang)

    def word(self, group: str, code: str) -> str:
        """A code in the words of the command line, else the code."""
        key = f"cli.{group}.{code}"
        return render(self.lang, key, {}) if key in keys(self.lang) else code

    def month(self, month: Month) -> str:
        """`Maret 2026`."""
        return spoken.month(self.lang, month.year, month.month)

    def months(self, pay: Month | None, month: Month) -> str:
        """`Bulan April 2026 untuk kinerja Maret 2026`; without a month of payment the other."""
        if pay is None:
            return self("months_of_performance", month=self.month(month))
        return self("months", pay=self.month(pay), month=self.month(month))

    def day(self, day: date) -> str:
        """`11 Maret 2026`."""
        return spoken.day(self.lang, day)

    def money(self, amount: int | Fraction) -> str:
        """`Rp 1.234.567`."""
        whole = int(amount)
        sign = "−" if whole < 0 else ""
        return f"{sign}Rp {grouped(self.lang, abs(whole))}"

    def number(self, value: int | Fraction) -> str:
        """`1.234`."""
        return spoken.number(self.lang, value, 2)
