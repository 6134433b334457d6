"""Mutants of a regulation: the law with one small thing changed, each at its place.

One number moved by one step of its lattice, one sign, one row, one rule: a mistake of the size
that a person makes who types a regulation, or who amends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from masker_rules.engine.profile import Profile
from masker_rules.errors import Place
from masker_rules.testing.bands import band_mutants
from masker_rules.testing.clauses import SINGLE, Clause, clauses
from masker_rules.testing.edits import Edit, drop, rewrite
from masker_rules.testing.tokens import Token, moved, tokens, written
from masker_rules.testing.weekdays import shifted
from masker_rules.units import Mode, parse_literal
from masker_rules.yamltext import Mapping, Scalar

__all__ = ["Mutant", "mutants"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of the law.

    Attributes:
        layer: Index of the layer that it is made in.
        path: What is changed, `rules.late.cut`.
        place: Where it stands.
        old: What is written there.
        new: What the mutant says instead, empty where something is taken out.
        edits: The change.
    """

    layer: int
    path: str
    place: Place
    old: str
    new: str
    edits: tuple[Edit, ...]


#: Keys whose texts are for readers, name a document or a word, or bound what nobody knows: no
#: number of the law.
SPOKEN = frozenset({
    "label", "source", "note", "title", "name", "about", "decree", "code", "borne_by",
    "kind", "type", "each", "by", "range", "flag", "basis",
})  # fmt: skip
#: Sections of a lower layer that its own cases try.
INHERITED = frozenset({
    "hours", "shifts", "calendar", "groups", "inputs", "punches", "events_every_day", "counts",
})  # fmt: skip
#: Keys under which a value may be a table written in place.
VALUES = frozenset({"cut", "times", "weight", "score", "is", "verdict"})
#: Signs and words that a hand writes for each other.
TWINS = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "=": "!=", "!=": "=",
    "and": "or", "or": "and", "floor": "ceil", "ceil": "floor", "max": "min", "min": "max",
    "highest": "lowest", "lowest": "highest", "included": "excluded", "excluded": "included",
}  # fmt: skip
NO_TARGET = {"full": "nothing", "nothing": "full", "unknown": "full"}
MODES = tuple(str(mode) for mode in Mode)
CHOICE = re.compile(r"\bin \(([^()]*)\)")


def mutants(profile: Profile) -> tuple[Mutant, ...]:
    """Every mutant of a regulation, in the order of its files, each once.

    Those of the layers below are about what decides money here: what the profile uses, and the
    tables and quantities that it asks. Hours, groups and inputs of a lower layer are tried by the
    cases of that layer, and the prelude is left as it is.
    """
    header = profile.document.top.header.text("rounding", MODES[0])
    document = profile.document
    top = len(document.layers) - 1
    alone = frozenset(
        path
        for path, written in document.written.items()
        if len(written) == 1 and written[0].layer is document.layers[top]
    )
    maker = _Maker(header, tuple(base.name for base in profile.plan.bases), top, alone)
    found: dict[tuple[int | Edit, ...], Mutant] = {}
    for clause in clauses(profile):
        if clause.layer < top and clause.section in INHERITED:
            continue
        for mutant in maker.of(clause):
            found.setdefault((clause.layer, *mutant.edits), mutant)
    for mutant in _weights(clause for clause in clauses(profile) if clause.section == "parts"):
        found.setdefault((mutant.layer, *mutant.edits), mutant)
    return tuple(sorted(found.values(), key=lambda item: (-item.layer, item.place)))


def _mutant(clause: Clause, new: str, *edits: Edit, old: str = "") -> Mutant:
    return Mutant(clause.layer, clause.path, clause.place, old or _shown(clause), new, edits)


def _shown(clause: Clause) -> str:
    """A clause in a few words, for the column of what was there."""
    return clause.text or clause.key


@dataclass(frozen=True, slots=True)
class _Maker:
    rounding: str
    bases: tuple[str, ...]
    top: int
    alone: frozenset[str]

    def of(self, clause: Clause) -> Iterator[Mutant]:
        """The mutants of one entry."""
        match clause.section:
            case "profile":
                yield from self._header(clause)
            case "groups":
                yield from self._words(clause)
            case "calendar" | "events_every_day":
                yield from self._words(clause)
                yield from self._inside(clause)
            case "tables":
                yield from self._table(clause)
            case "hours":
                yield from self._hours(clause)
            case "rules" | "pay":
                if clause.whole:
                    yield self._taken_out(clause)
                yield from self._inside(clause)
            case _:
                yield from self._inside(clause)

    # -------------------------------------------------------------- whole entries
    def _taken_out(self, clause: Clause) -> Mutant:
        """Without the entry, whichever layers write it: the uppermost takes it away."""
        is_alone = clause.path in self.alone
        edits = (drop(clause.steps) if is_alone else rewrite(clause.steps, "none"),)
        return Mutant(self.top, clause.path, clause.place, clause.key, "", edits)

    def _header(self, clause: Clause) -> Iterator[Mutant]:
        """Dates in force: a month is refused or computed as a whole, so one lies outside."""
        node = clause.get("in_force")
        if node is None:
            return
        first, dots, last = node.text.partition("..")
        for text, other, inward in ((first.strip(), last, 1), (last.strip(), first, -1)):
            literal = parse_literal(text)
            if literal is None:
                continue
            for days in (inward, -inward * 31):
                date = written(literal, literal.value + days)
                new = f"{date}{dots}{other}" if text == first.strip() else f"{other}{dots}{date}"
                yield _mutant(node, new, rewrite(node.steps, new))

    def _words(self, clause: Clause) -> Iterator[Mutant]:
        items = clause.list()
        if len(items) > 1 or clause.section in {"calendar", "events_every_day"}:
            for item in items:
                yield _mutant(item, "", drop(item.steps))

    def _hours(self, clause: Clause) -> Iterator[Mutant]:
        yield from self._inside(clause)
        for season in ("normal", "ramadan"):
            week = clause.get(season)
            if week is None or not isinstance(week.node, Mapping):
                continue
            for key, new, edits in shifted(week.steps, tuple(week.node.entries)):
                place = week.key_place(key)
                path = f"{week.path}.{key}"
                yield Mutant(week.layer, path, place, key, new, edits)
            if season == "ramadan":
                yield _mutant(week, "", drop(week.steps), old=season)

    def _table(self, clause: Clause) -> Iterator[Mutant]:
        for path, place, old, new, edits in band_mutants(clause):
            yield Mutant(clause.layer, path, place, old, new, edits)
        for value in _values(clause):
            yield from self._inside(value)

    # -------------------------------------------------------------- inside an entry
    def _inside(self, clause: Clause) -> Iterator[Mutant]:
        key = clause.key
        is_entry = len(clause.steps) == 2 and clause.section not in SINGLE
        if key in SPOKEN and not is_entry:
            yield from self._each(clause) if key == "each" else ()
            return
        if key in VALUES and isinstance(clause.node, Mapping) and len(clause.steps) > 1:
            yield from self._table(clause)
            return
        if key == "round":
            yield from self._rounding(clause)
            return
        if isinstance(clause.node, Scalar):
            yield from self._text(clause)
            return
        children = [child for _, child in clause.items()] or clause.list()
        for child in children:
            if child.steps != clause.steps:
                yield from self._inside(child)

    def _text(self, clause: Clause) -> Iterator[Mutant]:
        key, text = clause.key, clause.text
        if key in {"of", "from"} and text in self.bases:
            yield from self._base(clause)
            return
        if key == "no_target" and text in NO_TARGET:
            new = NO_TARGET[text]
            yield _mutant(clause, new, rewrite(clause.steps, new))
            return
        if key in {"when", "for", "at_most", "at_least"} and clause.section != "series":
            yield _mutant(clause, "", drop(clause.steps))
        if key == "weight" and parse_literal(text) is not None:
            return  # moved together with another part's, so that they still add up
        for new in (*_moved(text), *_narrowed(text)):
            yield _mutant(clause, new, rewrite(clause.steps, new))

    def _each(self, clause: Clause) -> Iterator[Mutant]:
        series = [word.strip() for word in clause.text.split(" or ")]
        for left_out in series if len(series) > 1 else ():
            new = " or ".join(word for word in series if word != left_out)
            yield _mutant(clause, new, rewrite(clause.steps, new))

    def _base(self, clause: Clause) -> Iterator[Mutant]:
        if clause.key == "from":
            yield _mutant(clause, "", drop(clause.steps))
            return
        other = next((name for name in self.bases if name != clause.text), None)
        if other is not None:
            yield _mutant(clause, other, rewrite(clause.steps, other))

    def _rounding(self, clause: Clause) -> Iterator[Mutant]:
        for leaf in clause.list():
            step, _, mode = leaf.text.rpartition(" ")
            if mode not in MODES:
                step, mode = leaf.text, ""
            used = mode or self.rounding
            for other in ("down", "up") if used.startswith("half") else ("half_up",):
                new = f"{step} {other}"
                yield _mutant(leaf, new, rewrite(leaf.steps, new))
            literal = parse_literal(step)
            if literal is not None:
                new = f"{written(literal, literal.value * 10)} {mode}".strip()
                yield _mutant(leaf, new, rewrite(leaf.steps, new))


def _values(table: Clause) -> Iterator[Clause]:
    """The value of each row of a table."""
    rows = table.get("rows")
    if rows is None:
        for key, child in table.items():
            if key not in {"by", "source", "label"}:
                yield child
        return
    for row in rows.list():
        cells = row.list()
        if cells:
            yield cells[-1]


def _moved(text: str) -> Iterator[str]:
    """A formula with one number moved, or one sign or word taken for its twin."""
    for token in tokens(text):
        if token.kind == "literal":
            for new in moved(token.text):
                yield token.replaced(text, new)
        elif token.text in TWINS and not _separates(token, text):
            yield token.replaced(text, TWINS[token.text])
        elif token.text == "not":
            yield " ".join(token.replaced(text, "").split())


def _separates(token: Token, text: str) -> bool:
    """Whether an `or` only parts the words of a choice."""
    spans = [match.span(1) for match in CHOICE.finditer(text)]
    return token.text == "or" and any(a <= token.start < b for a, b in spans)


def _narrowed(text: str) -> Iterator[str]:
    """A choice of several words with one of them left out."""
    for match in CHOICE.finditer(text):
        words = [word.strip() for word in re.split(r";|\bor\b", match[1])]
        for left_out in words if len(words) > 1 else ():
            kept = "; ".join(word for word in words if word != left_out)
            yield f"{text[: match.start(1)]}{kept}{text[match.end(1) :]}"


def _weights(parts: Iterable[Clause]) -> Iterator[Mutant]:
    """One step of weight moved from one part to the next, and back."""
    found = [
        weight
        for part in parts
        if (weight := part.get("weight")) is not None and parse_literal(weight.text) is not None
    ]
    for first, second in pairwise(found):
        lower = list(moved(first.text)), list(moved(second.text))
        for mine, other in zip(lower[0], reversed(lower[1]), strict=False):
            edits = (rewrite(first.steps, mine), rewrite(second.steps, other))
            if first.layer == second.layer:
                yield _mutant(first, f"{mine} / {other}", *edits)
