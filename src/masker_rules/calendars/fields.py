"""The keys of a YAML mapping, taken one by one: missing, unknown and ill-formed ones are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from masker_rules.errors import Place, Problems
from masker_rules.periods import parse_date
from masker_rules.yamltext import Mapping, Node, Scalar, Sequence

__all__ = ["Fields"]


class Fields:
    """One mapping; each accessor takes its key out, so that what is left is unknown.

    Args:
        node: A mapping; anything else is told and then reads as empty.
        problems: Where everything that is wrong is kept.
    """

    def __init__(self, node: Node, problems: Problems) -> None:
        self.place = node.place
        self.problems = problems
        self._known: list[str] = []
        self._left: dict[str, Node] = {}
        self._places: dict[str, Place] = {}
        if isinstance(node, Mapping):
            self._left = dict(node.entries)
            self._places = node.key_places
        else:
            self.wrong_shape(node.place, "key: value")

    def wrong_shape(self, place: Place, expected: str) -> None:
        self.problems.add("calendar-shape", place, expected=expected)

    def node(self, key: str, *, optional: bool = False) -> Node | None:
        self._known.append(key)
        node = self._left.pop(key, None)
        if node is None and not optional:
            self.problems.add("calendar-key-missing", self.place, key=key)
        return node

    def text(self, key: str, *, optional: bool = False) -> str:
        node = self.node(key, optional=optional)
        if isinstance(node, Scalar) and (node.text or optional):
            return node.text
        if node is not None:
            self.wrong_shape(node.place, "text")
        return ""

    def word(self, key: str, known: tuple[str, ...]) -> str:
        place = self.place_of(key)
        text = self.text(key)
        if text and text not in known:
            self.problems.add("calendar-bad-word", place, value=text, known=", ".join(known))
        return text if text in known else known[-1]

    def day(self, key: str, *, optional: bool = False) -> date | None:
        place = self.place_of(key)
        text = self.text(key, optional=optional)
        try:
            found = parse_date(text) if text else None
        except ValueError:
            found = None
        if text and found is None:
            self.problems.add("calendar-bad-date", place, value=text)
            return None
        return found

    def integer(self, key: str) -> int:
        place = self.place_of(key)
        text = self.text(key)
        if text and not (text.isascii() and text.isdigit()):
            self.wrong_shape(place, "2026")
        return int(text) if text.isascii() and text.isdigit() else 0

    def items(self, key: str) -> Iterator[Fields]:
        node = self.node(key)
        if isinstance(node, Sequence):
            for item in node.items:
                yield Fields(item, self.problems)
        elif node is not None:
            self.wrong_shape(node.place, "- …")

    def has(self, key: str) -> bool:
        return key in self._left

    def place_of(self, key: str) -> Place:
        node = self._left.get(key)
        return node.place if node is not None else self.place

    def close(self) -> None:
        for key in self._left:
            known = ", ".join(dict.fromkeys(self._known))
            self.problems.add("calendar-key-unknown", self._places[key], key=key, known=known)
