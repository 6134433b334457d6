"""JSON of an office file: read once, and where in the text the members of a list begin."""

from __future__ import annotations

import json
from collections.abc import Iterator

from masker_rules.errors import FactsError, Place

__all__ = ["ExtraLinesError", "places_in_list", "read_json"]

_BLANKS = " \t\n"


class ExtraLinesError(Exception):
    """A second JSON value follows the first: one value a line, perhaps."""


def read_json(text: str, file: str, line: int = 0, *, lines: bool = False) -> object:
    """The value of a text.

    Args:
        text: The text; its lines end with LF.
        file: Name used in messages.
        line: The line that the text is, 0 where it is a whole file.
        lines: Whether another value may follow.

    Raises:
        FactsError: it is no JSON, or breaks off [office-broken-json, office-cut-off].
        ExtraLinesError: with `lines`, another value follows.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise FactsError.of("office-broken-json", Place(file, line or 1)) from None
    except ValueError as bad:
        at = getattr(bad, "pos", 0)
        place = Place(file, line or getattr(bad, "lineno", 1), getattr(bad, "colno", 0))
        if lines and str(bad).startswith("Extra data"):
            raise ExtraLinesError from None
        is_cut = at >= len(text.rstrip()) or str(bad).startswith("Unterminated")
        raise FactsError.of("office-cut-off" if is_cut else "office-broken-json", place) from None


def places_in_list(text: str, name: str) -> list[int]:
    """The line, from 1, where each member of the list `name` of a JSON object begins.

    `text` has been read before: nothing is checked again.
    """
    decoder, starts = json.JSONDecoder(), []
    at = _next(text, text.index("{") + 1)
    while text[at] != "}":
        key, at = decoder.raw_decode(text, at)
        at = _next(text, _next(text, at) + 1)
        if key == name and text[at] == "[":
            # Of a name that stands twice JSON keeps the last.
            starts = list(_members(text, at, decoder))
        _, at = decoder.raw_decode(text, at)
        at = _next(text, at)
        at = _next(text, at + 1) if text[at] == "," else at
    return _lines_of(text, starts)


def _members(text: str, at: int, decoder: json.JSONDecoder) -> Iterator[int]:
    at = _next(text, at + 1)
    while text[at] != "]":
        yield at
        _, at = decoder.raw_decode(text, at)
        at = _next(text, at)
        at = _next(text, at + 1) if text[at] == "," else at


def _next(text: str, at: int) -> int:
    while text[at] in _BLANKS:
        at += 1
    return at


def _lines_of(text: str, starts: list[int]) -> list[int]:
    lines, line, before = [], 1, 0
    for start in starts:
        line += text.count("\n", before, start)
        lines.append(line)
        before = start
    return lines
