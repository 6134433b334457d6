"""What makes one spell of leave: `spells: code and reason`, or kinds that the law itself names."""

from __future__ import annotations

from collections.abc import Mapping

from masker_rules.language.document import Entry
from masker_rules.language.workspace import Workspace

__all__ = ["Spells", "spells"]

BY = {
    "code": (),
    "code and reason": ("reason",),
    "code and document": ("document",),
    "code, reason and document": ("reason", "document"),
}
#: Keys beside the kinds.
HEAD = ("by", "source", "note")

#: What else rows of one spell have in common: their reason, or whether they name a document; and
#: of codes that are one kind the code that stands for it.
Spells = tuple[tuple[str, ...], Mapping[str, str]]


def spells(work: Workspace) -> Spells:
    """What the rows of one spell have in common."""
    entry = work.document.single.get("spells")
    if entry is None:
        return (), {}
    if entry.is_text:
        return _by(work, entry), {}
    return _kinds(work, entry)


def _by(work: Workspace, entry: Entry) -> tuple[str, ...]:
    if entry.text() not in BY:
        known = "; ".join(BY)
        work.problems.add(
            "unknown-choice", entry.place, value=entry.text(), path=entry.path, known=known
        )
    return BY.get(entry.text(), ())


def _kinds(work: Workspace, entry: Entry) -> Spells:
    law = work.sources.law(entry)
    work.sources.of(entry)
    numbered = work.groups.get("leave", frozenset()) | work.groups.get("duty", frozenset())
    kind_of: dict[str, str] = {}
    held: dict[str, str] = {}
    for name, written in entry.items():
        if name in HEAD:
            continue
        codes = written.list()
        for item in codes:
            code = item.text()
            if code not in numbered:
                known = ", ".join(sorted(numbered))
                params = {"value": code, "path": f"spells.{name}", "known": known}
                work.problems.add("unknown-choice", item.place, law, **params)
            if code in held:
                params = {"word": code, "first": held[code], "second": name}
                work.problems.add("spell-code-twice", item.place, law, **params)
            held[code] = name
            kind_of[code] = codes[0].text()
        if len(codes) == 1:  # a kind by itself, whatever it is called
            params = {"key": name, "path": entry.path}
            work.problems.add("key-without-effect", written.place, law, **params)
    by = entry.get("by")
    return (_by(work, by) if by is not None else ()), kind_of
