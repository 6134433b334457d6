"""Questions: about a path that is not there, or on every result without a word why."""

from __future__ import annotations

from masker_rules.language.document import Entry
from masker_rules.language.lint.view import View
from masker_rules.language.schema import Profile

__all__ = ["check_about", "exists"]


def check_about(view: View) -> None:
    """A question about nothing; one that every result names, which may be meant."""
    for _, entry in view.own("questions"):
        about = entry.get("about")
        assert about is not None
        path = about.text()
        if not exists(view, path):
            view.problems.add(
                "question-about-nothing", entry, about.node.place, path=entry.path, about=path
            )
        elif entry.text("open", "yes") == "yes" and _everywhere(view, entry, path):
            view.problems.add(
                "question-on-every-result",
                entry,
                about.node.place,
                severity="note",
                path=entry.path,
                about=path,
            )


def _everywhere(view: View, entry: Entry, path: str) -> bool:
    """Neither a `when` nor the cuts of a rule say which results it touches."""
    return entry.get("when") is None and path not in view.plan.rule_sources


def exists(view: View, path: str) -> bool:
    """Whether a path names a section of the profile, an entry, or a key of one."""
    section, _, rest = path.partition(".")
    if section not in Profile.model_fields:
        return False
    if not rest:
        return True
    if section == "profile":
        return view.header.get(rest) is not None
    entries = view.document.section(section)
    single = view.document.single.get(section)
    return any(_within(entry, rest, name) for name, entry in entries.items()) or (
        single is not None and _below(single, rest)
    )


def _within(entry: Entry, rest: str, name: str) -> bool:
    """Whether `rest` is the entry `name` or a key below it; a name may hold points."""
    return rest == name or (rest.startswith(f"{name}.") and _below(entry, rest[len(name) + 1 :]))


def _below(entry: Entry, rest: str) -> bool:
    key, _, more = rest.partition(".")
    child = entry.get(key)
    return child is not None and (not more or _below(child, more))
