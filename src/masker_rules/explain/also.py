"""What else can be told of a result, beside how it came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from masker_rules.engine.result import Result

__all__ = ["Also"]


class Also(Protocol):
    """Something that is told of a result as a section of its explanation or slip."""

    def section(self, result: Result, lang: str) -> object:
        """What it says of a result in a language, made for printing; None where nothing."""
