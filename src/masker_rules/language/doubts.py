"""What becomes of rows that an importer doubts: the section `doubts` of a profile."""

from __future__ import annotations

from masker_rules.facts.definition import definition
from masker_rules.language.plan import BELIEVED, INCOMPLETE, WARNING
from masker_rules.language.workspace import Workspace

__all__ = ["TREATMENTS", "read_doubts"]

TREATMENTS = (INCOMPLETE, WARNING, BELIEVED)


def read_doubts(work: Workspace) -> dict[str, str]:
    """Treatments by code.

    Reports `unknown-choice` for a code that no importer writes, and for another treatment.
    """
    found: dict[str, str] = {}
    codes = definition().doubts
    for code, entry in work.document.section("doubts").items():
        for value, path, known in (
            (code, "doubts", codes),
            (entry.text(), f"doubts.{code}", TREATMENTS),
        ):
            if value not in known:
                told = ", ".join(known)
                work.problems.add(
                    "unknown-choice", entry.place, value=value, path=path, known=told
                )
        found[code] = entry.text()
    return found
