"""Legal words that everything shares: a text in both languages, and the source of a number."""

from __future__ import annotations

from dataclasses import dataclass

from masker_rules.texts import grouped, render
from masker_rules.texts.bilingual import NO_LAW, Text, joined

__all__ = ["NO_LAW", "Source", "Text", "joined", "rupiah"]


def rupiah(amount: int) -> Text:
    """Rupiah as each language parts thousands: `Rp 80.000`, `Rp 80,000`."""
    return Text(*(f"Rp {grouped(lang, amount)}" for lang in ("id", "en")))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from."""

    title: Text
    """Document, both languages where given."""
    article: str
    """Pasal, ayat, huruf as written."""
    kind: str
    """regulation, official, press, operated, memory, unconfirmed."""
    confirmed: bool
    """Whether somebody has read it in the regulation."""
    layer: str
    """Profile that says so."""
    amends: Source | None = None
    """What it changes, where it is a change of an earlier text."""

    def text(self, lang: str) -> str:
        """Document and article, and those that it changes."""
        told = ", ".join(part for part in (self.title.get(lang), self.article) if part)
        if self.amends is None:
            return told
        return f"{told} ({render(lang, 'words.amending', {})} {self.amends.text(lang)})"
