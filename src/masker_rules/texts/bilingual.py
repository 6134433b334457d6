"""A text in both languages, as regulations give their labels and titles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["NO_LAW", "Text", "joined"]


@dataclass(frozen=True, slots=True)
class Text:
    """A label in both languages."""

    id: str
    """In Indonesian."""
    en: str
    """In English."""

    def get(self, lang: str) -> str:
        """The words in `id` or `en`."""
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
