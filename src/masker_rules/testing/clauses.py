"""The clauses of a regulation that stand in a profile's own words, each with its place.

What a profile computes with is its own file and what it takes over of the layers below; the
prelude is not its own. Labels, notes and sources say nothing that could be computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from masker_rules.engine.profile import Profile
from masker_rules.errors import Place
from masker_rules.language.entries import Document, Entry
from masker_rules.language.expressions import parts
from masker_rules.language.plan import Lookup, Plan
from masker_rules.testing.edits import Step
from masker_rules.testing.tokens import Token, tokens
from masker_rules.units import Unit, parse_literal
from masker_rules.yamltext import Mapping as YamlMapping
from masker_rules.yamltext import Node, Scalar, Sequence

__all__ = ["SINGLE", "Clause", "clauses", "literals_of", "words_of"]

#: Sections whose entries are merged by id; words, sources and questions are not computed with.
SECTIONS = (
    "groups",
    "inputs",
    "hours",
    "shifts",
    "tables",
    "quantities",
    "pools",
    "balances",
    "series",
    "counts",
    "parts",
    "rules",
    "pay",
)
SINGLE = ("amount", "punches", "events_every_day", "spells")


@dataclass(frozen=True, slots=True)
class Clause:
    """A node of a profile.

    Attributes:
        layer: Index of the layer that wrote it.
        section: `rules`, `parts`, `profile` …
        steps: From the root of that layer's file.
        node: What stands there.
        place: Where its key, or the node itself, begins.
        whole: It is not merely what a later layer has left of an item.
    """

    layer: int
    section: str
    steps: tuple[Step, ...]
    node: Node
    place: Place
    whole: bool = True

    @property
    def path(self) -> str:
        """`rules.late.cut`, as messages name it."""
        text = ""
        for step in self.steps:
            text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
        return text

    @property
    def key(self) -> str:
        """The last key on the way to it."""
        return next((step for step in reversed(self.steps) if isinstance(step, str)), "")

    @property
    def text(self) -> str:
        """Its text, empty where it is no leaf."""
        return self.node.text if isinstance(self.node, Scalar) else ""

    def items(self) -> Iterator[tuple[str, Clause]]:
        """Keys and clauses of a mapping; the place is that of the value."""
        if isinstance(self.node, YamlMapping):
            for key, _, child in self.node.items():
                yield key, self._below(key, child)

    def list(self) -> list[Clause]:
        """The clauses of a list; anything else is a list of one."""
        if not isinstance(self.node, Sequence):
            return [self]
        return [self._below(index, child) for index, child in enumerate(self.node.items)]

    def get(self, key: str) -> Clause | None:
        """The clause under a key, None where there is none."""
        child = self.node.get(key) if isinstance(self.node, YamlMapping) else None
        return None if child is None else self._below(key, child)

    def key_place(self, key: str) -> Place:
        """Where a key stands."""
        assert isinstance(self.node, YamlMapping)
        return self.node.key_places[key]

    def _below(self, step: Step, child: Node) -> Clause:
        return Clause(self.layer, self.section, (*self.steps, step), child, child.place)


#: Definitions that do nothing where nobody names them.
NAMED = frozenset({"tables", "quantities", "series"})


def clauses(profile: Profile) -> Iterator[Clause]:
    """Every entry that a profile computes with, and its header."""
    document = profile.document
    top = len(document.layers) - 1
    header = document.top.root.entries["profile"]
    yield Clause(top, "profile", ("profile",), header, header.place)
    found = [*_sections(document), *_single(document)]
    asked = _tables_asked(profile.plan)
    found = [clause for clause in found if clause.section != "tables" or clause.path in asked]
    yield from _reached(found, top)


def _reached(found: list[Clause], top: int) -> list[Clause]:
    """Without the definitions of lower layers that no clause of this profile names."""
    idle = [clause for clause in found if clause.layer < top and clause.section in NAMED]
    live = [clause for clause in found if clause not in idle]
    fresh = live
    while fresh:
        names = {name for clause in fresh for name in _names(clause)}
        fresh = [clause for clause in idle if clause.steps[1] in names]
        idle = [clause for clause in idle if clause not in fresh]
        live = [*live, *fresh]
    return [clause for clause in found if clause in live]


def _names(clause: Clause) -> Iterator[str]:
    """What a clause may mean: `late.paid` speaks of `late`."""
    for text in _texts(clause.node):
        for token in tokens(text):
            if token.kind == "name":
                yield token.text
                yield token.text.partition(".")[0]


def _sections(document: Document) -> Iterator[Clause]:
    for section in SECTIONS:
        for name, entry in document.section(section).items():
            yield from _entry(document, section, (section, name), entry)


def _single(document: Document) -> Iterator[Clause]:
    for section in SINGLE:
        entry = document.single.get(section)
        if entry is not None:
            yield from _entry(document, section, (section,), entry)
    for number, below in enumerate(document.layers[1:], 1):
        node = below.root.get("calendar")
        if node is not None:
            yield Clause(number, "calendar", ("calendar",), node, node.place)


def _entry(
    document: Document, section: str, steps: tuple[Step, ...], entry: Entry
) -> Iterator[Clause]:
    """An item, and what still holds of the items that it amends; nothing of the prelude."""
    numbers = {id(layer): number for number, layer in enumerate(document.layers)}
    written: frozenset[str] = frozenset()
    standing: Entry | None = entry
    while standing is not None:
        node = _without(standing.node, written)
        layer = numbers[id(standing.layer)]
        if layer:
            whole = standing is entry
            yield Clause(layer, section, steps, node, standing.place, whole=whole)
        written |= _keys(standing.node)
        standing = standing.amended


def _keys(node: Node) -> frozenset[str]:
    return frozenset(node.entries) if isinstance(node, YamlMapping) else frozenset()


def _without(node: Node, keys: frozenset[str]) -> Node:
    if not keys or not isinstance(node, YamlMapping):
        return node
    left = {key: child for key, child in node.entries.items() if key not in keys}
    return YamlMapping(left, node.key_places, node.place)


def _tables_asked(plan: Plan) -> frozenset[str]:
    """Tables that some quantity looks up: what another layer may ask is not computed here."""
    return frozenset(
        lookup.table.name
        for quantity in plan.quantities
        for lookup in parts(Lookup, quantity.expr)
    )


# ------------------------------------------------------------------ what the law speaks of
# Every month that is drawn, and every dial, asks for them.
@lru_cache(maxsize=16)
def literals_of(profile: Profile) -> Mapping[Unit, tuple[Fraction, ...]]:
    """The numbers that stand in the law, by unit, in order; durations in seconds."""
    found: dict[Unit, set[Fraction]] = {}
    for token in _tokens(profile):
        literal = parse_literal(token.text) if token.kind == "literal" else None
        if literal is not None:
            value = Fraction(literal.value, 10**literal.type.scale)
            found.setdefault(literal.type.unit, set()).add(value)
    return MappingProxyType({unit: tuple(sorted(values)) for unit, values in found.items()})


@lru_cache(maxsize=16)
def words_of(profile: Profile) -> frozenset[str]:
    """The names and words that stand in the law's formulas and tables."""
    return frozenset(token.text for token in _tokens(profile) if token.kind == "name")


def _tokens(profile: Profile) -> Iterator[Token]:
    for clause in clauses(profile):
        for text in _texts(clause.node):
            yield from tokens(text)


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield node.text
    elif isinstance(node, YamlMapping):
        for key, _, child in node.items():
            if key not in {"label", "source", "note", "title"}:
                yield key
                yield from _texts(child)
    else:
        for item in node.items:
            yield from _texts(item)
