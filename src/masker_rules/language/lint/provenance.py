"""Where numbers come from: entries that rest on a default source, and numbers nobody confirmed."""

from __future__ import annotations

from masker_rules.language.document import Entry
from masker_rules.language.lint.view import View

__all__ = ["check_defaults", "check_unconfirmed"]

#: A regulation that holds or is meant to hold names an article beside each of these.
NAMED = ("tables", "parts", "rules", "pay")
OF_LAW = ("in_force", "draft")


def check_defaults(view: View) -> None:
    """Rules, tables, parts and lines that name no source of their own."""
    if view.document.top.status not in OF_LAW or not view.document.top.source:
        return
    paths = [e.path for section in NAMED for _, e in view.own(section) if not e.text("source")]
    if paths:
        written = view.header.get("source")
        assert written is not None
        view.problems.add(
            "source-from-default",
            view.header,
            written.place,
            source=view.document.top.source,
            count=len(paths),
            paths=", ".join(paths),
        )


def check_unconfirmed(view: View) -> None:
    """How many entries of the profile rest on sources that nobody has confirmed.

    Where its own do not, those that it has of a layer below: they make every result unconfirmed.
    """
    every = {path: entry for path in view.plan.unconfirmed if (entry := _entry(view, path))}
    found = {path: entry for path, entry in every.items() if view.is_own(entry)} or every
    if found:
        stated = (one.text("source") or one.layer.source for one in found.values())
        names = dict.fromkeys(name.partition(" ")[0] for name in stated if name)
        view.problems.add(
            "unconfirmed-numbers",
            view.header,
            severity="note",
            count=len(found),
            paths=", ".join(found),
            sources=", ".join(names),
        )


def _entry(view: View, path: str) -> Entry | None:
    section, _, name = path.partition(".")
    entry: Entry | None = view.document.section(section).get(name)
    return entry or view.document.single.get(section)
