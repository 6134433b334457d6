"""The months that an aggregate reaches over: `over year`, `over previous 3 months`."""

from __future__ import annotations

from masker_rules.language.plan import Window

__all__ = ["read_window"]


def read_window(text: str) -> Window:
    """A window as written; the grammar lets only these forms through."""
    words = text.replace("the ", "").split()
    if words[0] == "earlier":
        return Window(text, words[-1], 0, 0, "before")
    if len(words) == 1:
        return Window(text, words[0], 0, 0, "here")
    number = int(words[1]) if len(words) == 3 else 1
    unit = words[-1].removesuffix("s")
    if words[0] == "last":
        return Window(text, unit, 1 - number, 0, "here")
    return Window(text, unit, -number, -1)
