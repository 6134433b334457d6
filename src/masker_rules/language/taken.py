"""What a layer or a run takes over of what pays or cuts: nothing it names may be nowhere."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from masker_rules.errors import Problems
from masker_rules.language.entries import Document, Entry, Layer

__all__ = ["USED", "check_use", "check_uses"]

#: Sections that a higher layer has only where its `use` names them, or items of them.
USED = ("parts", "rules", "pay", "questions", "runs", "balances")
#: What may be named as a whole, also where nothing of it is written: it has what goes without.
WHOLE = (*USED, "amount")
#: So many names a message lists where none is near.
FEW = 12


def check_uses(document: Document, problems: Problems) -> None:
    """Report what a layer names in `use` and no layer below has [use-of-nothing].

    A misspelt tax would be taken over by nobody, and nobody would pay it.
    """
    for depth, layer in enumerate(document.layers):
        entry = layer.header.get("use")
        if entry is not None:
            check_use(entry, _written(document, document.layers[:depth]), problems)


def check_use(entry: Entry, written: Collection[str], problems: Problems) -> None:
    """Report what a list names that is not there.

    Args:
        entry: The list.
        written: Paths of all items that may be taken over.
        problems: Where it is reported [use-of-nothing].
    """
    sections = {*WHOLE, *(path.partition(".")[0] for path in written)}
    for item in entry.list():
        name = item.text()
        if name in written or name in sections:
            continue
        near = difflib.get_close_matches(name, sorted({*written, *sections}), FEW // 4)
        of_section = [one for one in sorted(written) if one.startswith(name.partition(".")[0])]
        known = ", ".join((near or of_section or sorted(sections))[:FEW])
        problems.add("use-of-nothing", item.place, name=name, known=known)


def _written(document: Document, layers: Collection[Layer]) -> frozenset[str]:
    """The paths that some layers write."""
    known = {id(layer) for layer in layers}
    return frozenset(
        path
        for path, entries in document.written.items()
        if any(id(entry.layer) in known for entry in entries)
    )
