"""A text as it is shown: nothing in it moves a cursor, turns the reading order or ends a page.

Cells, names and files may come from strangers. Whatever goes out to be looked at passes here: to
a terminal, a page, a chart, CSV or a workbook. JSON keeps every sign, written as an escape.
"""

from __future__ import annotations

import json
import re
from html import escape

from pydantic_core import PydanticSerializationError, to_json

__all__ = ["MARK", "harmless", "html_text", "json_text", "unseen"]

#: Stands where something was that cannot be shown.
MARK = "␣"
# Written out, for which signs Python knows depends on its version: control characters (Cc), what
# formats without being seen (Cf), lines and paragraphs of their own (Zl, Zp), halves of signs (Cs)
# and what Unicode will never give to a sign.
_CONTROLS, _BUT_END_OF_LINE = "\x00-\x1f", "\x00-\x09\x0b-\x1f"
_UNSEEN = (
    "\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\ud800-\udfff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}"
              for plane in range(0x10000, 0x110000, 0x10000))
)  # fmt: skip
_ALL = re.compile(f"[{_UNSEEN}]")
_BUT_LINES = re.compile(f"[{_UNSEEN.replace(_CONTROLS, _BUT_END_OF_LINE)}]")


def harmless(text: str, *, lines: bool = True) -> str:
    """A text in which `MARK` stands for every sign that cannot be shown.

    Args:
        text: Anything.
        lines: Whether ends of lines stay.
    """
    return (_BUT_LINES if lines else _ALL).sub(MARK, text)


def unseen(text: str, *, but: str = "") -> str:
    """The first sign of a text that cannot be shown, as `U+202E`; empty where all can.

    Args:
        text: Anything.
        but: Such signs that are taken all the same.
    """
    found = (match.group() for match in _ALL.finditer(text) if match.group() not in but)
    sign = next(found, "")
    return f"U+{ord(sign):04X}" if sign else ""


def html_text(text: str) -> str:
    """A harmless text as it stands in HTML."""
    return escape(harmless(text))


def json_text(value: object, indent: int | None = 1) -> str:
    """JSON as people read it: letters of every script as they are, what is unseen as escapes."""
    text = _laid_out(value, indent) if indent else json.dumps(value, ensure_ascii=False)
    # Outside of texts JSON has no other such sign than the end of a line, and most have none.
    signs = "".join({*text})
    return _BUT_LINES.sub(_escaped, text) if _BUT_LINES.search(signs) else text


def _laid_out(value: object, indent: int) -> str:
    """JSON in lines: as `json` writes it, which takes ten times as long for it."""
    try:
        return to_json(value, indent=indent).decode()
    except PydanticSerializationError:  # half a sign has no bytes
        return json.dumps(value, ensure_ascii=False, indent=indent)


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1]
