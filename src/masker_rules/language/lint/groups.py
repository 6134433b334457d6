"""Codes of absence and the kinds of day that they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from masker_rules.language.document import Entry
from masker_rules.language.entries import KINDS_OF_DAY
from masker_rules.language.lint.unused import names_in, scalars
from masker_rules.language.lint.view import View

__all__ = ["check_kinds"]

#: What is no absence of a kind: known by itself.
OF_ITSELF = frozenset({"present", "alpa", "cuti_bersama"})


def check_kinds(view: View) -> None:
    """Codes in two groups that say what kind of day it is, or in none of them.

    What stands in the same groups is told once, with the law of the rules that the codes decide.
    """
    settings = view.plan.attendance
    codes = {name: getattr(settings, name) for name in KINDS_OF_DAY}
    written = {name: entry for name, entry in view.own("groups") if name in KINDS_OF_DAY}
    if not written:
        return
    found: dict[tuple[str, ...], list[str]] = {}
    for word in view.words("day_status"):
        kinds = tuple(name for name in KINDS_OF_DAY if word in codes[name])
        if word not in OF_ITSELF and len(kinds) != 1:
            found.setdefault(kinds, []).append(word)
    for kinds, words in found.items():
        entry = next((written[name] for name in kinds if name in written), None)
        entry = entry or next(iter(written.values()))
        code = "word-in-two-groups" if kinds else "word-in-no-group"
        view.problems.add(
            code,
            entry,
            also=_decided(view, (*words, *(kinds or written))),
            word=", ".join(words),
            groups=", ".join(kinds or KINDS_OF_DAY),
            line=_line(entry, words),
        )


def _line(entry: Entry, words: Sequence[str]) -> str:
    """The group with the words in it."""
    name = entry.path.rpartition(".")[2]
    own = [] if entry.is_text else [*scalars(entry.node)]
    return f"groups: {{{name}: [{', '.join(dict.fromkeys((*own, *words)))}]}}"


def _decided(view: View, names: Sequence[str]) -> Iterator[Entry]:
    """The rules that speak of some codes or groups; the hours, which every code excuses, else."""
    rules = view.document.section("rules").values()
    speaking = [one for one in rules if names_in(scalars(one.node)) & {*names}]
    yield from speaking or [*view.document.section("hours").values()][:1]
