"""What an item of a regulation rests on: the tables, terms, hours that it names, at any depth.

It is read off the text: a name in a formula, or a fact of the day that hours or punches make.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from masker_rules.language.articles import APART, SECTIONS, Article, compare, item_of, items_of
from masker_rules.language.entries import Document, Entry
from masker_rules.yamltext import Mapping as Mapped
from masker_rules.yamltext import Node, Scalar
from masker_rules.yamltext import Sequence as Listed

__all__ = ["changed_below"]

#: Facts of a day or session that are made of the hours in force, and of the punches accepted.
OF_HOURS = frozenset({
    "start", "end", "late_from", "early_until", "break_start", "break_end", "target",
    # There is a day, and what happened on it, only where somebody is due.
    "day", "scheduled", "status", "working_days",
})  # fmt: skip
OF_PUNCHES = frozenset({
    "in_at", "out_at", "break_out_at", "break_in_at", "apel_at", "first_punch", "last_punch",
    "punches", "flagged", "punch",
})  # fmt: skip
#: Sections of which no formula names an item.
NAMELESS = frozenset({"counts", "questions", "rules"})
_NAME = re.compile(r"[A-Za-z_]\w*")


def changed_below(old: Document, new: Document, lang: str) -> Mapping[str, tuple[Article, ...]]:
    """Leaves that two regulations tell otherwise, by each item that rests on them.

    Args:
        old: A regulation; of what only this one has, its leaf is told.
        new: The other.
        lang: Of texts in two languages.

    Returns:
        Items by path, `rules.late`; what an item says itself is not below it.
    """
    changed: dict[str, list[Article]] = {}
    for item in compare(old, new, lang):
        leaf = item.new or item.old
        if leaf is not None:
            changed.setdefault(item_of(leaf.path), []).append(leaf)
    if not changed:
        return {}
    named = [_named(document) for document in (old, new)]
    return {
        owner: tuple(leaf for path in below for leaf in changed.get(path, ()))
        for owner in {**named[0], **named[1]}
        if (below := sorted({*_reached(owner, named[0]), *_reached(owner, named[1])} - {owner}))
    }


def _reached(owner: str, named: Mapping[str, frozenset[str]]) -> set[str]:
    found, asked = set[str](), [owner]
    while asked:
        for path in named.get(asked.pop(), ()):
            if path not in found:
                found.add(path)
                asked.append(path)
    return found


def _named(document: Document) -> dict[str, frozenset[str]]:
    """The items that each item names."""
    items = dict(_items(document))
    by_name: dict[str, set[str]] = {}
    for path in items:
        if path.partition(".")[0] not in NAMELESS:
            by_name.setdefault(path.rpartition(".")[2], set()).add(path)
    for name in OF_HOURS:
        by_name.setdefault(name, set()).update(_of(document, "hours", "shifts"))
    for name in OF_PUNCHES:
        by_name.setdefault(name, set()).update(_of(document, "punches"))
    return {
        path: frozenset().union(*(by_name.get(word, ()) for word in _words(entry.node)))
        for path, entry in items.items()
    }


def _items(document: Document) -> Iterator[tuple[str, Entry]]:
    for section in SECTIONS:
        if section != "calendar":
            yield from items_of(document, section)


def _of(document: Document, *sections: str) -> list[str]:
    return [path for path, _ in _items(document) if path.partition(".")[0] in sections]


def _words(node: Node) -> Iterator[str]:
    match node:
        case Scalar(text=text):
            yield from _NAME.findall(text)
        case Listed(items=items):
            for item in items:
                yield from _words(item)
        case Mapped():
            for key, _, child in node.items():
                if key not in APART:
                    yield from _NAME.findall(key)
                    yield from _words(child)
