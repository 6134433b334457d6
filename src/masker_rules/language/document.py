"""A profile with its layers: files read, their shape validated, entries merged by id.

Definitions (words, hours, tables, quantities …) are inherited from every lower layer and may be
redefined under the same name. What pays or cuts (amount, parts, rules, pay, questions) comes from
a lower layer only where the header's `use` names it, so that a regulation says itself what it
applies.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from masker_rules import yamltext
from masker_rules.errors import Place, Problem, Problems, ProfileError
from masker_rules.texts import Phrase
from masker_rules.yamltext import Node, Scalar, Sequence

__all__ = ["Document", "Entry", "Layer", "Locate", "load_document"]

#: Finds the text of a profile id: (file name for messages, raw bytes).
Locate = Callable[[str], tuple[str, bytes]]

INHERITED = (
    "sources",
    "words",
    "groups",
    "inputs",
    "hours",
    "shifts",
    "tables",
    "quantities",
    "series",
    "counts",
)
USED = ("parts", "rules", "pay", "questions")
SINGLE = ("amount", "punches", "calendar", "events_every_day", "expected_week", "sanctions")
MAX_LAYERS = 16


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of the stack.

    Attributes:
        id, status: Of its header.
        file: Name used in messages.
        source: Default source of its entries, as written.
        root: The whole file.
    """

    id: str
    status: str
    file: str
    source: str
    root: yamltext.Mapping

    @property
    def header(self) -> Entry:
        node = self.root.entries["profile"]
        return Entry("profile", node, node.place, self)


@dataclass(frozen=True, slots=True)
class Entry:
    """A node with its path, the layer that wrote it, and the entry that it stands in."""

    path: str
    node: Node
    place: Place
    layer: Layer
    parent: Entry | None = field(default=None, compare=False, repr=False)

    def get(self, key: str) -> Entry | None:
        """The entry under `key`, where there is one."""
        if not isinstance(self.node, yamltext.Mapping):
            return None
        child = self.node.get(key)
        if child is None:
            return None
        return Entry(f"{self.path}.{key}", child, child.place, self.layer, self)

    def text(self, key: str = "", default: str = "") -> str:
        """The text of the entry itself, or of the scalar under `key`."""
        entry = self.get(key) if key else self
        if entry is None or not isinstance(entry.node, Scalar):
            return default
        return entry.node.text.strip()

    def items(self) -> Iterator[tuple[str, Entry]]:
        """Keys and entries of a mapping; the place is that of the key."""
        if isinstance(self.node, yamltext.Mapping):
            for key, place, child in self.node.items():
                yield key, Entry(f"{self.path}.{key}", child, place, self.layer, self)

    def list(self) -> list[Entry]:
        """The entries of a list; a scalar or mapping is a list of one."""
        if not isinstance(self.node, Sequence):
            return [self]
        return [
            Entry(f"{self.path}[{index}]", item, item.place, self.layer, self)
            for index, item in enumerate(self.node.items)
        ]

    @property
    def is_text(self) -> bool:
        return isinstance(self.node, Scalar)


@dataclass(slots=True)
class Document:
    """The merged profile.

    Attributes:
        layers: Lowest first; the last is the profile itself.
        sections: Section -> id -> entry, as they stand after merging.
        single: Sections that are not mappings of ids.
        calendar: Local calendar rows of all layers, lowest first.
        digest: SHA-256 over the text of all layers.
    """

    layers: tuple[Layer, ...]
    sections: dict[str, dict[str, Entry]] = field(default_factory=dict)
    single: dict[str, Entry] = field(default_factory=dict)
    calendar: list[Entry] = field(default_factory=list)
    digest: str = ""

    @property
    def top(self) -> Layer:
        return self.layers[-1]

    def section(self, name: str) -> Mapping[str, Entry]:
        return self.sections.get(name, {})


def load_document(file: str, data: bytes, locate: Locate) -> Document:
    """Read a profile and everything it extends.

    Args:
        file: Name of the file, for messages.
        data: Its raw content.
        locate: Finds the layers named by `extends`.

    Raises:
        ProfileError: with every problem of the first layer that has one [yaml-*, unknown-key,
            missing-key, wrong-shape, extends-cycle, profile-not-found].
    """
    layers = [_layer(file, data)]
    while parent := layers[0].header.text("extends"):
        if parent in {layer.id for layer in layers} or len(layers) >= MAX_LAYERS:
            chain = " → ".join(layer.id for layer in reversed(layers))
            place = (layers[0].header.get("extends") or layers[0].header).place
            raise ProfileError.of("extends-cycle", place, chain=f"{chain} → {parent}")
        layers.insert(0, _layer(*locate(parent)))
    layers.insert(0, _std())
    document = Document(tuple(layers))
    for depth, layer in enumerate(layers):
        used = _used(layers, depth)
        _merge(document, layer, used)
    document.digest = _digest(document)
    return document


def _std() -> Layer:
    path = files(__package__) / "std" / "std.yaml"
    return _layer("std.yaml", path.read_bytes())


def _layer(file: str, data: bytes) -> Layer:
    root = yamltext.parse_yaml(data, file)
    _validate(root, file)
    if not isinstance(root, yamltext.Mapping):
        raise ProfileError.of("wrong-shape", Place(file, 1, 1), path="profile", wanted="mapping")
    header = Entry("profile", root.entries["profile"], root.place, Layer("", "", file, "", root))
    return Layer(header.text("id"), header.text("status"), file, header.text("source"), root)


def _used(layers: list[Layer], depth: int) -> frozenset[str]:
    """Paths of `layers[depth]` that every higher layer takes over."""
    if depth == len(layers) - 1:
        return frozenset({"*"})
    wanted: frozenset[str] | None = None
    for layer in layers[depth + 1 :]:
        entry = layer.header.get("use")
        named = frozenset(item.text() for item in entry.list()) if entry else frozenset()
        wanted = named if wanted is None else wanted & named
    return wanted or frozenset()


def _merge(document: Document, layer: Layer, used: frozenset[str]) -> None:
    root = Entry("", layer.root, layer.root.place, layer)
    for name in (*INHERITED, *USED):
        section = root.get(name)
        if section is None:
            continue
        into = document.sections.setdefault(name, {})
        for key, entry in section.items():
            path = f"{name}.{key}"
            if name in USED and not used & {"*", name, path}:
                continue
            into.pop(key, None)
            if entry.text() != "none":
                into[key] = Entry(path, entry.node, entry.place, layer)
    for name in SINGLE:
        entry_ = root.get(name)
        if entry_ is None:
            continue
        if name == "calendar":
            document.calendar.extend(
                Entry(e.path[1:], e.node, e.place, layer) for e in entry_.list()
            )
        elif name != "amount" or used & {"*", "amount"}:
            document.single[name] = Entry(name, entry_.node, entry_.place, layer)


def _digest(document: Document) -> str:
    content = [_plain(layer.root) for layer in document.layers]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {key: _plain(child) for key, _, child in node.items()}


# ------------------------------------------------------------------ shape
def _validate(root: Node, file: str) -> None:
    from pydantic import ValidationError  # noqa: PLC0415  (heavy: only when a profile is read)

    from masker_rules.language.schema import Profile  # noqa: PLC0415

    try:
        Profile.model_validate(_without_removals(_plain(root)))
    except ValidationError as exc:
        problems = Problems()
        problems.extend(_shape_problems(exc.errors(), root, file))
        problems.raise_if_any(ProfileError)
        raise


def _without_removals(plain: Any) -> Any:
    """The file without the entries that only take away what a lower layer has: `late: none`."""
    if not isinstance(plain, dict):
        return plain
    return {
        name: {key: value for key, value in section.items() if value != "none"}
        if name in (*INHERITED, *USED) and isinstance(section, dict)
        else section
        for name, section in plain.items()
    }


def _shape_problems(errors: Iterable[Any], root: Node, file: str) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for error in errors:
        kind, loc = error["type"], error["loc"]
        key = str(loc[-1]) if loc else ""  # empty: the file as a whole
        spot = _walk(root, loc[:-1] if kind == "missing" else loc, Place(file, 1, 1))
        if _of_another_form(spot):
            continue
        params: dict[str, object] = {"path": spot.path or "profile.yaml"}
        if kind == "missing":
            code, params = "missing-key", {"key": key, **params}
        elif kind == "extra_forbidden":
            parent = spot.path.removesuffix(key).rstrip(".") or "profile.yaml"
            code, params = "unknown-key", {"key": key, "path": parent, "nearest": _nearest(key)}
        else:
            code, params = "wrong-shape", {**params, "wanted": Phrase(_wanted(kind))}
        if (code, spot.path) not in seen or code == "missing-key":
            seen.add((code, spot.path))
            yield Problem(code, params, spot.place)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a location of pydantic lies in the file.

    Attributes:
        form: The first step that is not in the file: which of several forms was tried.
        chosen: The node that was tried as that form.
    """

    place: Place
    path: str
    form: str
    chosen: Node


def _walk(root: Node, loc: tuple[Any, ...], place: Place) -> _Spot:
    node, path, form, chosen = root, "", "", root
    for step in loc:
        if isinstance(node, yamltext.Mapping) and str(step) in node.entries:
            place = node.key_places[str(step)]
            node = node.entries[str(step)]
            path = f"{path}.{step}" if path else str(step)
        elif isinstance(node, yamltext.Sequence) and isinstance(step, int):
            node = node.items[step]
            place, path = node.place, f"{path}[{step}]"
        elif not form:
            form, chosen = str(step), node
    return _Spot(place, path, form, chosen)


def _of_another_form(spot: _Spot) -> bool:
    """Whether an error only says that the author chose another of several possible forms.

    A value may be a text, a long form, or a table of cells; pydantic complains of each.
    """
    if not spot.form:
        return False
    if not isinstance(spot.chosen, yamltext.Mapping):
        return spot.form != "str"
    if spot.form.startswith("dict["):
        return "rows" in spot.chosen.entries
    return spot.form == "str" or (spot.form == "TableModel" and "rows" not in spot.chosen.entries)


def _nearest(key: str) -> str:
    """Keys of the language that look like `key`."""
    from pydantic import BaseModel  # noqa: PLC0415

    from masker_rules.language import schema  # noqa: PLC0415

    models = [m for m in vars(schema).values() if isinstance(m, type) and issubclass(m, BaseModel)]
    known = {f.alias or name for m in models for name, f in m.model_fields.items()}
    return ", ".join(difflib.get_close_matches(key, sorted(known), 3)) or "-"


def _wanted(kind: str) -> str:
    """The phrase for what pydantic wanted instead of what it found."""
    shapes = {"string": "text", "list": "list", "dict": "mapping", "model": "mapping"}
    return f"shapes.{shapes.get(kind.partition('_')[0], 'other')}"
