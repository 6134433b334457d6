"""What a profile defines and nothing names: definitions, words, sources, schedules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from masker_rules.language.document import Entry
from masker_rules.language.entries import KINDS_OF_DAY
from masker_rules.language.lint.view import View
from masker_rules.language.words import NEW
from masker_rules.yamltext import Mapping, Node, Scalar, Sequence

__all__ = [
    "check_definitions",
    "check_schedules",
    "check_sources",
    "check_words",
    "names_in",
    "scalars",
]

#: Sections whose entries do nothing by themselves.
DEFINING = ("tables", "quantities", "inputs", "series", "groups")
#: What is asked of every profile, whether or not one of its formulas does.
ASKED = ("eligible", "status", "half", "half_code", "tpp", *KINDS_OF_DAY)
#: Series of rows that each carry a word, by the field that declares such words.
CARRIERS = {"violations.code": "violation", "events.event": "missed"}
NAME = re.compile(r"[^\W\d]\w*")


def check_definitions(view: View) -> None:
    """A table, quantity, input, series or group that no rule and no count comes to."""
    used = _used(view)
    for section in DEFINING:
        for name, entry in view.own(section):
            if name not in used:
                view.problems.add("never-used", entry, path=entry.path, name=name)


def _used(view: View) -> set[str]:
    """Every name that something that acts speaks of, straight or through definitions."""
    names: dict[str, set[str]] = {}
    used = set(ASKED)
    for section, entries in view.document.sections.items():
        for name, entry in entries.items():
            words = names_in(scalars(entry.node))
            if section in DEFINING:
                names.setdefault(name, set()).update(words)
            elif section not in {"sources", "words"}:
                used |= words
    for entry in view.document.single.values():
        used |= names_in(scalars(entry.node))
    waiting = [name for name in used if name in names]
    while waiting:
        fresh = names.pop(waiting.pop(), set()) - used
        used |= fresh
        waiting += [name for name in fresh if name in names]
    return used


def check_words(view: View) -> None:
    """A new word of violations or events that no rule, count or group treats."""
    spoken = _spoken(view)
    for name, series in CARRIERS.items():
        fields = view.document.section("words").get(name)
        if fields is None or not view.is_own(fields) or _ranges_over_all(view, series):
            continue
        for word, child in fields.items():
            if child.text() == NEW and word not in spoken:
                view.problems.add("word-never-treated", child, word=word, field=name)


def _spoken(view: View) -> set[str]:
    sections = (s for name, s in view.document.sections.items() if name != "words")
    entries = [entry for section in sections for entry in section.values()]
    entries += view.document.single.values()
    return {word for entry in entries for word in names_in(scalars(entry.node))}


def _ranges_over_all(view: View, series: str) -> bool:
    """Whether a rule is about every row of a series, whatever its word."""
    rules = view.document.section("rules").values()
    return any(
        name.strip() in {series, series.removesuffix("ed")}
        for entry in rules
        for name in entry.text("each").split(" or ")
    )


def check_sources(view: View) -> None:
    """A document that no entry names."""
    named = names_in(text for layer in view.document.layers for text in _sourced(layer.root))
    for name, entry in view.own("sources"):
        if name not in named:
            view.problems.add("source-never-named", entry, name=name)


def _sourced(node: Node) -> Iterator[str]:
    """Texts under a key `source`."""
    if isinstance(node, Mapping):
        for key, _, child in node.items():
            if key == "source" and isinstance(child, Scalar):
                yield child.text
            else:
                yield from _sourced(child)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _sourced(item)


def check_schedules(view: View) -> None:
    """Hours for people who have had an earlier schedule already."""
    earlier: dict[str, Entry] = {}
    for name, entry in view.document.section("hours").items():
        condition = entry.text("for")
        before = earlier.setdefault(condition, entry) if condition else entry
        if before is not entry:
            last = entry if view.is_own(entry) else before
            if view.is_own(last):
                view.problems.add(
                    "schedule-never-had",
                    last,
                    path=entry.path,
                    name=name,
                    other=before.path,
                    condition=condition,
                )


def names_in(texts: Iterable[str]) -> set[str]:
    """Every name that some texts say."""
    return {name for text in texts for name in NAME.findall(text)}


def scalars(node: Node) -> Iterator[str]:
    """Every text of a node but its source, its label and what is written for readers."""
    match node:
        case Scalar(text=text):
            yield text
        case Sequence(items=items):
            for item in items:
                yield from scalars(item)
        case Mapping():
            for key, _, child in node.items():
                if key not in {"source", "label", "note", "ask", "taken", "options"}:
                    yield key
                    yield from scalars(child)
