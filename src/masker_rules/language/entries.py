"""What a profile holds, item by item: where each was written, and what it amends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from masker_rules import yamltext
from masker_rules.errors import Place
from masker_rules.yamltext import Node, Scalar, Sequence

__all__ = ["KINDS_OF_DAY", "REMOVED", "Document", "Entry", "Layer", "is_removed"]

#: The value of an item that only takes away what a lower layer has.
REMOVED = frozenset({"none", "removed"})
#: Groups of which a new word of absence must be in one: the day is spent so, or worked, or free.
KINDS_OF_DAY = ("leave", "duty", "work", "free")


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of the stack.

    Attributes:
        id, status: Of its header.
        file: Name used in messages.
        source: Default source of its entries, as written.
        root: The whole file.
        amends: The id of the regulation that it is a later change of, else empty.
    """

    id: str
    status: str
    file: str
    source: str
    root: yamltext.Mapping
    amends: str = ""

    @property
    def header(self) -> Entry:
        node = self.root.entries["profile"]
        return Entry("profile", node, node.place, self)

    @property
    def below(self) -> Entry | None:
        """Where the header names the layer below, if there is one."""
        return self.header.get("extends") or self.header.get("amends")


@dataclass(frozen=True, slots=True)
class Entry:
    """A node with its path, the layer that wrote it, and the entry that it stands in.

    Attributes:
        amended: The entry of an amended regulation that this one changes; what it does not write
            itself is still that one's, with its place and its layer.
    """

    path: str
    node: Node
    place: Place
    layer: Layer
    parent: Entry | None = field(default=None, compare=False, repr=False)
    amended: Entry | None = field(default=None, compare=False, repr=False)

    def get(self, key: str) -> Entry | None:
        """The entry under `key`, where there is one."""
        if not isinstance(self.node, yamltext.Mapping):
            return None
        child = self.node.get(key)
        if child is None:
            return self.amended.get(key) if self.amended else None
        if is_field_removed(child) and self.amended:
            return None
        return Entry(f"{self.path}.{key}", child, child.place, self.layer, self)

    def own(self, key: str) -> str:
        """The text under `key` that this entry writes itself."""
        child = self.node.get(key) if isinstance(self.node, yamltext.Mapping) else None
        return child.text.strip() if isinstance(child, Scalar) else ""

    def text(self, key: str = "", default: str = "") -> str:
        """The text of the entry itself, or of the scalar under `key`."""
        entry = self.get(key) if key else self
        if entry is None or not isinstance(entry.node, Scalar):
            return default
        return entry.node.text.strip()

    def items(self) -> Iterator[tuple[str, Entry]]:
        """Keys and entries of a mapping; the place is that of the key."""
        if not isinstance(self.node, yamltext.Mapping):
            return
        written = {
            key: Entry(f"{self.path}.{key}", child, place, self.layer, self)
            for key, place, child in self.node.items()
            if not (self.amended and is_field_removed(child))
        }
        for key, kept in self.amended.items() if self.amended else ():
            if key in written:
                yield key, written.pop(key)
            elif self.node.get(key) is None:
                yield key, kept
        yield from written.items()

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
        written: Path of an item -> the entries of all layers that write it, lowest first, also
            where no higher layer takes them over.
    """

    layers: tuple[Layer, ...]
    sections: dict[str, dict[str, Entry]] = field(default_factory=dict)
    single: dict[str, Entry] = field(default_factory=dict)
    calendar: list[Entry] = field(default_factory=list)
    digest: str = ""
    written: dict[str, list[Entry]] = field(default_factory=dict)

    @property
    def top(self) -> Layer:
        return self.layers[-1]

    @property
    def header(self) -> Entry:
        """The header of the profile; one that amends keeps what it does not say again."""
        header: Entry | None = None
        for layer in self.layers:
            own = layer.header
            header = replace(own, amended=header) if layer.amends else own
        assert header is not None, "a profile has a layer"
        return header

    @property
    def family(self) -> tuple[Layer, ...]:
        """The layers that are one regulation: the profile and what it amends."""
        found = [self.top]
        for layer in reversed(self.layers[:-1]):
            if not found[0].amends:
                break
            found.insert(0, layer)
        return tuple(found)

    def section(self, name: str) -> Mapping[str, Entry]:
        return self.sections.get(name, {})


def is_removed(entry: Entry) -> bool:
    """Whether an item only takes away what a lower layer has: `late: none`."""
    return entry.is_text and entry.text() in REMOVED


def is_field_removed(node: Node) -> bool:
    """Whether a field takes away what the amended item has; `none` means something there."""
    return isinstance(node, Scalar) and node.text.strip() == "removed"
