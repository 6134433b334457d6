"""What a profile says of empty cells of the pack: its section `empty`."""

from __future__ import annotations

from masker_rules.facts import Empties
from masker_rules.facts.manifest import Said, empties_of
from masker_rules.language.workspace import Workspace

__all__ = ["SECTION", "read_empties"]

SECTION = "empty"


def read_empties(work: Workspace) -> Empties:
    """What the profile says; reports what no column can mean."""
    entry = work.document.single.get(SECTION)
    said = [
        Said(name, child.text("means") if child.get("means") else child.text(), child.place)
        for name, child in (entry.items() if entry is not None else ())
    ]
    return empties_of(said, work.problems)
