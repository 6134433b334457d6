"""Texts that `masker profiles new` has left for somebody to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from masker_rules.errors import Place
from masker_rules.language.document import Entry
from masker_rules.language.lint.view import View
from masker_rules.texts import LANGUAGES, render
from masker_rules.yamltext import Mapping, Node, Scalar, Sequence

__all__ = ["check_unfilled"]

#: What is filled in before anything else.
FIRST = ("profile.title", "sources.")
#: Stands in a scaffold where a name or a number belongs; three dots are written for it.
DOTS = r"…|\.{3}"


def check_unfilled(view: View) -> None:
    """A title, label, document or article that still says that it must be filled in."""
    marks = {render(lang, "cli.new.fill", {}) for lang in LANGUAGES}
    pattern = re.compile("|".join([DOTS, *(rf"\b{re.escape(mark)}\b" for mark in sorted(marks))]))
    left = [one for one in _texts("", view.document.top.root) if pattern.search(one[2])]
    # Who has written neither title nor document has only begun.
    begun = all(any(path.startswith(stem) for path, _, _ in left) for stem in FIRST)
    severity = "note" if begun else "warning"
    for path, place, text in left:
        view.problems.add(
            "left-to-fill-in", _owner(view, path), place, severity, path=path, text=text
        )


def _texts(path: str, node: Node) -> Iterator[tuple[str, Place, str]]:
    match node:
        case Scalar(text=text):
            yield path, node.place, text
        case Sequence(items=items):
            for index, item in enumerate(items):
                yield from _texts(f"{path}[{index}]", item)
        case Mapping():
            for key, _, child in node.items():
                yield from _texts(f"{path}.{key}".lstrip("."), child)


def _owner(view: View, path: str) -> Entry:
    """The item that a text stands in; what belongs to none is of the header."""
    section, _, rest = path.partition(".")
    found = view.document.section(section).get(rest.partition(".")[0])
    return found or view.document.single.get(section) or view.header
