"""Parts of a formula as a message quotes them: what the author wrote, and what it is."""

from __future__ import annotations

from dataclasses import dataclass

from masker_rules.language import syntax
from masker_rules.language.tables import value_text
from masker_rules.texts import render
from masker_rules.units import Type

__all__ = ["Spoken", "spelled"]

UNSAID = "…"


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
