"""One document of YAML, built of events.

The limits are checked on the raw bytes and on the event stream, before any tree grows, so that an
alias bomb costs no memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from masker_rules.errors import MaskerRulesError, Place, Problem, ProfileError
from masker_rules.yamltext.events import Unsure, pure_events, quick_events, syntax_error
from masker_rules.yamltext.nodes import Mapping, Node, Scalar, Sequence

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_NODES", "parse_yaml"]

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 300_000
#: Events beside the one document.
AROUND = frozenset({"StreamStartEvent", "DocumentStartEvent", "DocumentEndEvent"})
BEYOND_LIMITS = ("yaml-too-deep", "yaml-too-many-nodes")


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
    try:
        return _built(_Builder(file, error), quick_events(text))
    except Unsure:
        pass
    except MaskerRulesError as wrong:
        # What hostile files exceed is known; of the rest the order may hide a wrong syntax.
        if wrong.code in BEYOND_LIMITS:
            raise
    return _read_slowly(text, file, error)


def _read_slowly(text: str, file: str, error: type[MaskerRulesError]) -> Node:
    try:
        return _built(_Builder(file, error), pure_events(text))
    except RecursionError:
        raise error.of("yaml-too-deep", Place(file), limit=MAX_DEPTH) from None
    except Exception as wrong:
        found = syntax_error(wrong, file)
        if found is None:
            raise
        raise error.of("yaml-syntax", found[0], detail=found[1]) from None


def _built(builder: _Builder, events: Iterator[object]) -> Node:
    root = _document(builder, events)
    if builder.problems:
        raise builder.error(builder.problems)
    return root


def _document(builder: _Builder, events: Iterator[object]) -> Node:
    root: Node | None = None
    for event in _until("StreamEndEvent", events):
        if type(event).__name__ in AROUND:
            continue
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


def _until(end: str, events: Iterator[object]) -> Iterator[object]:
    """The events before one, which is taken as well."""
    return takewhile(lambda event: type(event).__name__ != end, events)


def _sequence(builder: _Builder, events: Iterator[object], place: Place, depth: int) -> Sequence:
    items = _until("SequenceEndEvent", events)
    return Sequence(tuple(_node(builder, events, event, depth + 1) for event in items), place)


def _mapping(builder: _Builder, events: Iterator[object], place: Place, depth: int) -> Mapping:
    entries: dict[str, Node] = {}
    places: dict[str, Place] = {}
    for event in _until("MappingEndEvent", events):
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
