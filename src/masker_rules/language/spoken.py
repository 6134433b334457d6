"""Parts of a formula as a message quotes them: what the author wrote, and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from masker_rules.errors import Place
from masker_rules.language import syntax
from masker_rules.language.entries import Document
from masker_rules.language.sources import text_of
from masker_rules.language.tables import value_text
from masker_rules.legal import Text
from masker_rules.texts import render, spoken
from masker_rules.units import Type

__all__ = ["Condition", "Spoken", "labels_of", "spelled"]

UNSAID = "…"
#: Sections whose entries formulas name.
NAMING = ("inputs", "quantities")
#: What stands between two sides, and the name of the words for it, `names.condition`.
COMPARED = {
    "=": "is",
    "!=": "is_not",
    "<": "below",
    "<=": "at_most",
    ">": "above",
    ">=": "at_least",
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A part of a formula with its unit: "`late` (a duration)"."""

    tree: syntax.Tree
    type: Type

    @property
    def text(self) -> str:
        """What the author wrote."""
        return spelled(self.tree)

    def said(self, lang: str) -> str:
        """Both, in words."""
        text, unit = self.text, self.type.said(lang)
        return unit if text == UNSAID else render(lang, "units.of", {"text": text, "unit": unit})

    def __str__(self) -> str:
        return self.said("en")


def spelled(tree: syntax.Tree) -> str:
    """The text of a short part of a formula; of a longer one only its outside."""
    match tree:
        case syntax.Name():
            return tree.text
        case syntax.Const(literal=literal, word=word):
            return value_text(literal.value, literal.type) if literal is not None else word
        case syntax.Aggregate(kind=kind):
            return f"{kind}({UNSAID})"
        case syntax.Call(name=name):
            return f"{name}({UNSAID})"
        case syntax.Op(op=op, args=args, signs=signs) if op in {"+", "*"}:
            first, *rest = (spelled(arg) for arg in args)
            pairs = zip(signs, rest, strict=True)
            return " ".join([first, *(f"{sign} {part}" for sign, part in pairs)])
    return UNSAID


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as people read it; one that cannot be said in words as its author wrote it."""

    written: str
    labels: Mapping[str, Text] = field(default_factory=dict, compare=False, repr=False)
    """What names of the regulation are called; columns have their names in the catalogs."""

    def said(self, lang: str) -> str:
        """`jenis kepegawaian PNS atau CPNS` of `category in (PNS; CPNS)`."""
        told = self.in_words(lang)
        return told or render(lang, "names.condition.written", {"formula": self.written})

    def in_words(self, lang: str) -> str:
        """The same, empty where there are no words for it."""
        return self._told(syntax.parse_formula(self.written, Place("")), lang)

    def __str__(self) -> str:
        return self.said("en")

    def _told(self, tree: syntax.Tree, lang: str) -> str:
        match tree:
            case syntax.Name(path=(name,)):
                return self._name(name, lang)
            case syntax.Op(op=op, args=(syntax.Name(path=(name,)), value)) if op in COMPARED:
                return _joined(self._name(name, lang), COMPARED[op], (_value(value, lang),), lang)
            case syntax.Op(op="and" | "or" as op, args=args):
                parts = [self._told(arg, lang) for arg in args]
                mixed = any(isinstance(arg, syntax.Op) and arg.op in {"and", "or"} for arg in args)
                return "" if mixed or "" in parts else spoken.listed(lang, parts, op)
            case syntax.Member(value=syntax.Name(path=(name,)), spans=spans, negated=negated):
                kind = "is_not" if negated else "is"
                values = tuple(_span(span, lang) for span in spans)
                return _joined(self._name(name, lang), kind, values, lang)
        return ""

    def _name(self, name: str, lang: str) -> str:
        label = self.labels.get(name)
        return spoken.readable(lang, "column", name) if label is None else label.get(lang)


def labels_of(document: Document) -> dict[str, Text]:
    """What the names that a regulation defines are called, as far as it says so."""
    entries = (item for key in NAMING for item in document.section(key).items())
    return {name: text_of(entry.get("label")) for name, entry in entries if entry.get("label")}


def _joined(name: str, kind: str, values: tuple[str, ...], lang: str) -> str:
    if "" in values:
        return ""
    told = spoken.listed(lang, values, "or")
    return render(lang, f"names.condition.{kind}", {"name": name, "value": told})


def _value(tree: syntax.Tree | None, lang: str) -> str:
    match tree:
        case syntax.Name(path=(word,)):
            return spoken.readable(lang, "word", word)
        case syntax.Const(literal=None, word=word):
            return spoken.word(lang, word)
        case syntax.Const(literal=literal) if literal is not None:
            return spoken.decimal(lang, value_text(literal.value, literal.type))
    return ""


def _span(span: syntax.Span, lang: str) -> str:
    first, last = (_value(end, lang) for end in (span.first, span.last))
    if span.first is span.last:
        return first
    if (span.first and not first) or (span.last and not last):
        return ""
    kind = "both" if first and last else "first" if first else "last"
    return render(lang, f"names.condition.span_{kind}", {"first": first, "last": last})
