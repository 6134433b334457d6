"""The months that an aggregate reaches over: `over year`, `over previous 3 months`."""

from __future__ import annotations

from masker_rules.language.plan import Window
from masker_rules.units import whole_number

__all__ = ["MAX_MONTHS", "read_window"]

#: A window, a postponement or a sanction of more months than ten years is not meant.
MAX_MONTHS = 120


def read_window(text: str) -> Window | None:
    """A window as written, None where it is too long; only forms of the grammar come here."""
    words = text.replace("the ", "").split()
    if words[0] == "earlier":
        return Window(text, words[-1], 0, 0, "before")
    if len(words) == 1:
        return Window(text, words[0], 0, 0, "here")
    number = whole_number(words[1], MAX_MONTHS) if len(words) == 3 else 1
    if number is None:
        return None
    unit = words[-1].removesuffix("s")
    if words[0] == "last":
        return Window(text, unit, 1 - number, 0, "here")
    return Window(text, unit, -number, -1)
