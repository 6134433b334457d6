"""Laws of the domain that a regulation may break on purpose, if it says so and why."""

from __future__ import annotations

from masker_rules.errors import Problems
from masker_rules.language.document import Entry

__all__ = ["DECLARABLE", "check_declared"]

#: What no regulation can decide otherwise, such as that lines add up, is not among them.
DECLARABLE = ("pay-within-bounds", "more-late-never-pays-more")


def check_declared(header: Entry, problems: Problems) -> None:
    """Report names under `declares` that are no such law."""
    entry = header.get("declares")
    for name, child in entry.items() if entry is not None else ():
        if name not in DECLARABLE:
            problems.add(
                "unknown-choice",
                child.place,
                value=name,
                path="profile.declares",
                known=", ".join(DECLARABLE),
            )
