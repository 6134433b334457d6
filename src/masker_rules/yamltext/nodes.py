"""The nodes of a YAML file: texts, lists and mappings, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from masker_rules.errors import Place

__all__ = ["Mapping", "Node", "Scalar", "Sequence", "plain"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A leaf; `text` is exactly what stood in the file, `quoted` whether in quotes."""

    text: str
    place: Place
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in the order of the file; a key stands once."""

    entries: dict[str, Node]
    key_places: dict[str, Place]
    place: Place

    def get(self, key: str) -> Node | None:
        return self.entries.get(key)

    def items(self) -> Iterator[tuple[str, Place, Node]]:
        for key, node in self.entries.items():
            yield key, self.key_places[key], node


Node = Scalar | Sequence | Mapping


def plain(node: Node) -> Any:
    """A tree as texts, lists and mappings."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(child) for key, child in node.entries.items()}
