"""Findings that a profile accepts, each with a reason that its readers see."""

from __future__ import annotations

from dataclasses import dataclass

from masker_rules.language.document import Entry
from masker_rules.language.lint.view import Finding, View
from masker_rules.language.sources import text_of
from masker_rules.legal import Text

__all__ = ["Accepted", "sorted_out"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding and why it stays."""

    finding: Finding
    because: Text


def sorted_out(view: View) -> tuple[Accepted, ...]:
    """The findings that the section `lint` of the profile accepts.

    Reports `nothing-to-accept` for an entry that meets no finding: what it was for is mended.
    """
    found = tuple(view.problems.found)
    section = Entry("", view.document.top.root, view.header.place, view.document.top).get("lint")
    accepted: list[Accepted] = []
    for entry in section.list() if section else ():
        code, at = entry.text("accept"), entry.text("at")
        because = text_of(entry.get("because"))
        met = [f for f in found if f.problem.code == code and f.path == at]
        accepted += [Accepted(finding, because) for finding in met]
        if not met:
            view.problems.add("nothing-to-accept", entry, accepted=code, at=at)
    return tuple(accepted)
