"""YAML read as text: every scalar stays the text that the author wrote, with line and column.

``0.50``, ``010``, ``1e3`` and ``no`` mean what our own grammar says, never what a YAML schema
makes of them. The limits are checked on the raw bytes and on the event stream, before any tree
grows, so that an alias bomb costs no memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from masker_rules.errors import MaskerRulesError, Place, Problem, ProfileError

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "Mapping",
    "Node",
    "Scalar",
    "Sequence",
    "parse_yaml",
    "plain",
]

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 100_000


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


@dataclass(slots=True)
class _Builder:
    file: str
    error: type[MaskerRulesError]
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0
    anchors: dict[str, tuple[Node, int]] = field(default_factory=dict)

    def place(self, event: object) -> Place:
        mark = event.start_mark  # type: ignore[attr-defined]
        return Place(self.file, mark.line + 1, mark.column + 1)

    def count(self, n: int, place: Place) -> None:
        self.nodes += n
        if self.nodes > MAX_NODES:
            raise self.error.of("yaml-too-many-nodes", place, limit=MAX_NODES)


def parse_yaml(data: bytes | str, file: str, error: type[MaskerRulesError] = ProfileError) -> Node:
    """The single document of a YAML text as nodes.

    Args:
        data: The raw file.
        file: Name used in messages.
        error: Class of the errors raised.

    Raises:
        MaskerRulesError: of class `error` [file-too-large, not-utf8, yaml-syntax, yaml-too-deep,
            yaml-too-many-nodes, yaml-one-document, duplicate-key].
    """
    raw = data.encode() if isinstance(data, str) else data
    if len(raw) > MAX_BYTES:
        raise error.of("file-too-large", Place(file), size=len(raw), limit=MAX_BYTES)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise error.of("not-utf8", Place(file), position=exc.start) from None
    return _parse(text, file, error)


def _parse(text: str, file: str, error: type[MaskerRulesError]) -> Node:
    from ruamel.yaml import YAML  # noqa: PLC0415  (heavy: only when a file is read)
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    builder = _Builder(file, error)
    events = YAML(typ="safe", pure=True).parse(text)
    try:
        root = _document(builder, events)
    except YAMLError as exc:
        mark = getattr(exc, "problem_mark", None) or getattr(exc, "context_mark", None)
        where = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        detail = str(getattr(exc, "problem", None) or exc).splitlines()[0]
        raise error.of("yaml-syntax", where, detail=detail) from None
    except RecursionError:
        raise error.of("yaml-too-deep", Place(file), limit=MAX_DEPTH) from None
    if builder.problems:
        raise error(builder.problems)
    return root


def _document(builder: _Builder, events: Iterator[object]) -> Node:
    root: Node | None = None
    for event in events:
        name = type(event).__name__
        if name in {"StreamStartEvent", "DocumentStartEvent", "DocumentEndEvent"}:
            continue
        if name == "StreamEndEvent":
            break
        if root is not None:
            raise builder.error.of("yaml-one-document", builder.place(event))
        root = _node(builder, events, event, 1)
    return root if root is not None else Mapping({}, {}, Place(builder.file, 1, 1))


def _node(builder: _Builder, events: Iterator[object], event: object, depth: int) -> Node:
    name = type(event).__name__
    place = builder.place(event)
    if depth > MAX_DEPTH:
        raise builder.error.of("yaml-too-deep", place, limit=MAX_DEPTH)
    if name == "AliasEvent":
        return _alias(builder, event, place)
    before = builder.nodes
    builder.count(1, place)
    if name == "ScalarEvent":
        plain = event.style in (None, "")  # type: ignore[attr-defined]
        node: Node = Scalar(event.value, place, quoted=not plain)  # type: ignore[attr-defined]
    elif name == "SequenceStartEvent":
        node = _sequence(builder, events, place, depth)
    else:
        node = _mapping(builder, events, place, depth)
    anchor = getattr(event, "anchor", None)
    if anchor:
        builder.anchors[str(anchor)] = (node, builder.nodes - before)
    return node


def _alias(builder: _Builder, event: object, place: Place) -> Node:
    name = str(event.anchor)  # type: ignore[attr-defined]
    if name not in builder.anchors:
        raise builder.error.of("yaml-syntax", place, detail=f"unknown alias *{name}")
    node, size = builder.anchors[name]
    builder.count(size, place)
    return node


def _sequence(builder: _Builder, events: Iterator[object], place: Place, depth: int) -> Sequence:
    items: list[Node] = []
    for event in events:
        if type(event).__name__ == "SequenceEndEvent":
            break
        items.append(_node(builder, events, event, depth + 1))
    return Sequence(tuple(items), place)


def _mapping(builder: _Builder, events: Iterator[object], place: Place, depth: int) -> Mapping:
    entries: dict[str, Node] = {}
    places: dict[str, Place] = {}
    for event in events:
        if type(event).__name__ == "MappingEndEvent":
            break
        key = _node(builder, events, event, depth + 1)
        value = _node(builder, events, next(events), depth + 1)
        if not isinstance(key, Scalar):
            raise builder.error.of("yaml-syntax", key.place, detail="a key must be plain text")
        if key.text in entries:
            first = places[key.text].line
            problem = Problem("duplicate-key", {"key": key.text, "first": first}, key.place)
            builder.problems.append(problem)
            continue
        entries[key.text] = value
        places[key.text] = key.place
    return Mapping(entries, places, place)


def plain(node: Node) -> Any:
    """A tree as texts, lists and mappings."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(child) for key, child in node.entries.items()}
