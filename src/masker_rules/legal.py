"""Legal words that everything shares: a text in both languages, and the source of a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from masker_rules.texts import grouped, render

__all__ = ["NO_LAW", "Source", "Text", "joined", "rupiah"]


@dataclass(frozen=True, slots=True)
class Text:
    """A label in both languages."""

    id: str
    en: str

    def get(self, lang: str) -> str:
        return self.en if lang == "en" else self.id

    def __bool__(self) -> bool:
        return bool(self.id or self.en)

    #: As a parameter of another text it is said in that text's language.
    said = get


#: Where no law is known.
NO_LAW = Text("", "")


def joined(texts: Iterable[Text]) -> Text:
    """Several texts as one, each once, parted by semicolons; empty ones are left out."""
    found = [text for text in dict.fromkeys(texts) if text]
    return Text(*("; ".join(text.get(lang) for text in found) for lang in ("id", "en")))


def rupiah(amount: int) -> Text:
    """Rupiah as each language parts thousands: `Rp 80.000`, `Rp 80,000`."""
    return Text(*(f"Rp {grouped(lang, amount)}" for lang in ("id", "en")))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from.

    Attributes:
        title: Document, both languages where given.
        article: Pasal, ayat, huruf as written.
        kind: regulation, official, press, operated, memory, unconfirmed.
        confirmed: Whether somebody has read it in the regulation.
        layer: Profile that says so.
        amends: What it changes, where it is a change of an earlier text.
    """

    title: Text
    article: str
    kind: str
    confirmed: bool
    layer: str
    amends: Source | None = None

    def text(self, lang: str) -> str:
        """Document and article, and those that it changes."""
        told = ", ".join(part for part in (self.title.get(lang), self.article) if part)
        if self.amends is None:
            return told
        return f"{told} ({render(lang, 'words.amending', {})} {self.amends.text(lang)})"
