"""Keys and words of the table `attributes`, as a regulation declares them under `inputs`."""

from __future__ import annotations

import re
from typing import Any

from masker_rules.facts.cells import fold
from masker_rules.facts.definition import NONE
from masker_rules.facts.vocabulary import KEYS, words_of_key
from masker_rules.language import syntax
from masker_rules.language.document import Document, Entry
from masker_rules.language.grammar import FormulaSyntaxError, parse
from masker_rules.language.workspace import Workspace

__all__ = ["ATTRIBUTES", "attribute_words", "check_key", "own_words"]

ATTRIBUTES = "attributes"
_NO_NAME = re.compile(r"[^a-z0-9_]+")


def attribute_words(document: Document) -> dict[str, tuple[str, ...]]:
    """The keys of attributes that a document declares, and the words of each key, by field."""
    found: dict[str, tuple[str, ...]] = {KEYS: ()}
    for entry in document.section("inputs").values():
        table, _, key = entry.text("from").partition(".")
        if table == ATTRIBUTES and key:
            found[KEYS] = (*found[KEYS], key)
            if entry.get("words") is not None:
                found[words_of_key(key)] = _words(entry)
    return found


def _words(entry: Entry) -> tuple[str, ...]:
    written = entry.get("words")
    return tuple(item.text() for item in written.list()) if written is not None else ()


def check_key(work: Workspace, entry: Entry, key: str) -> None:
    """Report a key under whose name `words` would list both its words and the keys themselves."""
    if words_of_key(fold(key)) == KEYS:
        written = entry.get("from") or entry
        work.problems.add("attribute-key-taken", written.place, path=written.path, key=key)


def own_words(work: Workspace, entry: Entry, key: str) -> tuple[str, ...]:
    """The words that an attribute declares, each with a spelling of its own."""
    words, listed = _words(entry), entry.get("words") or entry
    if not words:
        work.problems.add("missing-key", entry.place, key="words", path=entry.path)
    field = words_of_key(key)
    spelled: dict[str, str] = {}
    for word in words:
        told: dict[str, Any] = {"path": listed.path, "word": word}
        if not _is_nameable(word):
            told |= {"better": _nameable(word), "field": field}
            work.problems.add("word-not-nameable", listed.place, **told)
        elif fold(word) in spelled:
            told["first"] = spelled[fold(word)]
            work.problems.add("word-listed-twice", listed.place, **told)
        spelled.setdefault(fold(word), word)
    work.words[field] = words
    return words


def _is_nameable(word: str) -> bool:
    """Whether a formula can compare with a word: it reads it as one name, and not as `none`."""
    try:
        tree = parse(word)
    except (FormulaSyntaxError, syntax.NoSuchLiteralError, syntax.TooDeepError):
        return False
    is_name = isinstance(tree, syntax.Name) and tree.path == (word,)
    return is_name and fold(word) != NONE


def _nameable(word: str) -> str:
    """A word like it that a formula can name."""
    better = _NO_NAME.sub("_", fold(word)).strip("_")
    return better if _is_nameable(better) else f"kata_{better}".rstrip("_")
