"""Values of the table `attributes`: a cell says what a regulation declares of its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from masker_rules.facts.canonical import text_of
from masker_rules.facts.cells import fold, parser_of_type
from masker_rules.facts.findings import CellError
from masker_rules.facts.vocabulary import WORD, AttributeKind, likely

__all__ = ["plain_value", "value_of"]


def plain_value(kind: AttributeKind, key: str, value: str, words: Mapping[str, str]) -> str:
    """The value in its plain form, a word in its canonical one.

    Args:
        kind: What is declared of the key.
        key: The key.
        value: As it was read.
        words: The spellings of the key's words.

    Raises:
        CellError: it is nothing of that kind [attribute-not-so], no word that is declared
            [unknown-word], or outside its bounds [out-of-range].
    """
    if kind.type == WORD:
        meant = words.get(fold(value))
        if meant is None:
            raise CellError("unknown-word", "value", **likely(value, words))
        return meant
    try:
        found = value_of(kind.type, value)
    except CellError as bad:
        if bad.code == "out-of-range":
            raise CellError(bad.code, "value", **bad.params) from None
        raise CellError("attribute-not-so", "value", key=key, kind=kind.type) from None
    _refuse_outside(kind, found)
    return text_of(found)


def _refuse_outside(kind: AttributeKind, found: Any) -> None:
    low, high = kind.low, kind.high
    if (low is not None and found < low) or (high is not None and found > high):
        ends = {"low": text_of(low), "high": text_of(high)}
        raise CellError("out-of-range", "value", **ends)


def value_of(kind: str, value: str) -> Any:
    """The typed value of a plain one; a word as it is.

    Raises:
        CellError: it is nothing of that kind.
    """
    if kind == WORD:
        return value
    door: Callable[[str], object] = parser_of_type(kind)[0]
    return door(value)
