"""Codes of absence and the kinds of day that they make."""

from __future__ import annotations

from masker_rules.language.entries import KINDS_OF_DAY
from masker_rules.language.lint.view import View

__all__ = ["check_kinds"]

#: What is no absence of a kind: known by itself.
OF_ITSELF = frozenset({"present", "alpa", "cuti_bersama"})


def check_kinds(view: View) -> None:
    """A code in two groups that say what kind of day it is, or in none of them."""
    settings = view.plan.attendance
    codes = {name: getattr(settings, name) for name in KINDS_OF_DAY}
    own = {name for name, _ in view.own("groups")}
    written = [entry for name, entry in view.own("groups") if name in KINDS_OF_DAY]
    if not written:
        return
    for word in view.words("day_status"):
        kinds = [name for name in KINDS_OF_DAY if word in codes[name]]
        if word in OF_ITSELF or len(kinds) == 1:
            continue
        named = [view.document.section("groups")[name] for name in kinds if name in own]
        entry = named[0] if named else written[0]
        if kinds:
            view.problems.add("word-in-two-groups", entry, word=word, groups=", ".join(kinds))
        else:
            groups = ", ".join(KINDS_OF_DAY)
            view.problems.add("word-in-no-group", entry, word=word, groups=groups)
