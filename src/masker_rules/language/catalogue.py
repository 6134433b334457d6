"""The facts that formulas may name, read from `std/facts.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from masker_rules import yamltext
from masker_rules.units import Type, Unit

__all__ = ["FactDef", "GrainDef", "catalogue", "evidence", "type_named", "vocabularies"]

#: Percents and numbers of a pack carry up to six decimals.
PACK_DECIMALS = 6

_TYPES = {
    "money": Type(Unit.MONEY),
    "percent": Type(Unit.PERCENT, PACK_DECIMALS + 2),
    "number": Type(Unit.NUMBER, PACK_DECIMALS),
    "count": Type(Unit.NUMBER),
    "minutes": Type(Unit.DURATION, step=60),
    "seconds": Type(Unit.DURATION),
    "clock": Type(Unit.CLOCK),
    "date": Type(Unit.DATE),
    "flag": Type(Unit.FLAG),
    "word": Type(Unit.WORD),
}


@dataclass(frozen=True, slots=True)
class FactDef:
    """One fact of a grain.

    Attributes:
        least: What a count is never below.
        column: `table.column` where it stands in the pack, empty where it is computed.
        mistaken: By grain whose formulas mean another fact by the bare name: that fact.
        only: Of a punch: `verdict` where the fact stands in `punches.verdict` alone, `rows` where
            it stands everywhere else.
    """

    name: str
    type: Type
    doc_id: str
    doc_en: str
    least: int = 0
    column: str = ""
    mistaken: Mapping[str, str] = field(default_factory=dict)
    only: str = ""


@dataclass(frozen=True, slots=True)
class GrainDef:
    """A kind of row, its facts, and the grains of which it determines one row."""

    name: str
    sees: tuple[str, ...]
    facts: Mapping[str, FactDef]
    doc_id: str
    doc_en: str


def type_named(text: str, *, optional: bool = False) -> Type | None:
    """`minutes`, `percent`, `word predikat` as a type, or None."""
    name, _, vocabulary = text.partition(" ")
    base = _TYPES.get(name)
    if base is None or (vocabulary and name != "word"):
        return None
    return Type(base.unit, base.scale, step=base.step, vocabulary=vocabulary, optional=optional)


@cache
def _file() -> Mapping[str, object]:
    raw = (files(__package__) / "std" / "facts.yaml").read_bytes()
    root = yamltext.parse_yaml(raw, "facts.yaml")
    grains: dict[str, GrainDef] = {}
    words: dict[str, tuple[str, ...]] = {}
    assert isinstance(root, yamltext.Mapping)
    for name, _, node in _mapping(root, "vocabularies").items():
        words[name] = _texts(node)
    for name, _, node in _mapping(root, "grains").items():
        grains[name] = _grain(name, node)
    return {"grains": grains, "words": words}


def _grain(name: str, node: yamltext.Node) -> GrainDef:
    facts: dict[str, FactDef] = {}
    for fact, _, spec in _mapping(node, "facts").items():
        optional = _text(spec, "optional") == "yes"
        kind = type_named(_text(spec, "type"), optional=optional)
        assert kind is not None, f"facts.yaml: {name}.{fact} has no known type"
        doc = _mapping(spec, "doc")
        least = int(_text(spec, "least") or 0)
        column, others = _text(spec, "column"), _mapping(spec, "mistaken")
        mistaken = {grain: _text(others, grain) for grain, _, _ in others.items()}
        texts = _text(doc, "id"), _text(doc, "en")
        only = _text(spec, "only")
        facts[fact] = FactDef(fact, kind, *texts, least, column, mistaken, only)
    doc = _mapping(node, "doc")
    sees = node.get("sees") if isinstance(node, yamltext.Mapping) else None
    return GrainDef(name, _texts(sees), facts, _text(doc, "id"), _text(doc, "en"))


def _mapping(node: yamltext.Node, key: str) -> yamltext.Mapping:
    child = node.get(key) if isinstance(node, yamltext.Mapping) else None
    return child if isinstance(child, yamltext.Mapping) else yamltext.Mapping({}, {}, node.place)


def _text(node: yamltext.Node, key: str) -> str:
    child = node.get(key) if isinstance(node, yamltext.Mapping) else None
    return child.text if isinstance(child, yamltext.Scalar) else ""


def _texts(node: yamltext.Node | None) -> tuple[str, ...]:
    items = node.items if isinstance(node, yamltext.Sequence) else ()
    return tuple(item.text for item in items if isinstance(item, yamltext.Scalar))


def catalogue() -> Mapping[str, GrainDef]:
    """Every grain by name."""
    return _file()["grains"]  # type: ignore[return-value]


def evidence() -> Mapping[str, FactDef]:
    """The facts of a punch by which `punches.verdict` judges it."""
    facts = catalogue()["punch"].facts
    return {name: fact for name, fact in facts.items() if fact.only != "rows"}


def vocabularies() -> Mapping[str, tuple[str, ...]]:
    """Every closed list of words by name, in its order."""
    return _file()["words"]  # type: ignore[return-value]
