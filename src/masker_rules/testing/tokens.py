"""The numbers and signs in a text of a profile, and each of them moved by one step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from masker_rules.language.tables import value_text
from masker_rules.units import Literal, Unit, parse_literal

__all__ = ["Token", "moved", "step_of", "tokens", "written"]

_FORM = re.compile(
    r"""(?P<literal>\d{4}-\d{2}-\d{2}
      | \d{1,2}:\d{2}(?::\d{2})?
      | Rp\ ?(?:\d{1,3}(?:\.\d{3})+(?!\d)|\d+)
      | \d+(?:\.\d+)?%
      | (?:\d+h(?:\d+m)?(?:\d+s)?|\d+m(?:\d+s)?|\d+s)(?![A-Za-z0-9_])
      | \d+(?:\.\d+)?(?![A-Za-z0-9_]))
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    | (?P<sign><=|>=|!=|=|<|>)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text.

    Attributes:
        kind: `literal`, `name` or `sign`.
        text: As written.
        start: Where it begins, from 0.
    """

    kind: str
    text: str
    start: int

    def replaced(self, whole: str, text: str) -> str:
        """The whole text with another piece in this one's place."""
        return whole[: self.start] + text + whole[self.start + len(self.text) :]


def tokens(text: str) -> Iterator[Token]:
    """The pieces that a change may be about; blanks and brackets are none."""
    for match in _FORM.finditer(text):
        assert match.lastgroup is not None
        yield Token(match.lastgroup, match[0], match.start())


def step_of(literal: Literal) -> int:
    """The least by which a number of this writing differs from another, in its own scale.

    One minute where no seconds are written, one rupiah, one day, the last written decimal.
    """
    if literal.type.unit in {Unit.DURATION, Unit.CLOCK}:
        return literal.type.step
    return 1


def written(literal: Literal, value: int) -> str:
    """Another value in the unit and scale of `literal`."""
    if literal.type.unit is Unit.DATE:
        return date.fromordinal(value).isoformat()
    return value_text(value, literal.type)


def moved(text: str) -> Iterator[str]:
    """A literal one step below and one above; nothing lies below zero."""
    literal = parse_literal(text)
    if literal is None:
        return
    for value in (literal.value - step_of(literal), literal.value + step_of(literal)):
        if value >= 0:
            yield written(literal, value)
