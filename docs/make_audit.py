"""Writes `reference/audit-findings.md`: `python docs/make_audit.py [ID...]`.

What `masker profiles audit` finds in every regulation of the package. An audit takes seconds, so
with ids only their sections are written again; a test looks for sections of an older profile.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from masker_rules.engine.profile import load_profile
from masker_rules.profiles import known_ids
from masker_rules.review.audit import Audit, audit
from masker_rules.review.audit_findings import AuditFinding
from masker_rules.testing.cases import alone

PAGE = Path(__file__).resolve().parent / "reference" / "audit-findings.md"
HEAD = """\
<!-- Written by docs/make_audit.py: change the source, then run it again. -->

# What an audit finds in the shipped regulations

`masker profiles audit ID` looks for what a regulation *does* that its author may not want
([how](../how-to/audit.md)).
This is what it finds in each regulation of the package, as it stands there: an operated system, an
article that was read, or stand-in rates (see the status of each profile).
It judges the encoding, not the region: where only one article was read, what is missing shows as a
finding too.

A warning is something that somebody should decide on, a note is true and may be meant so.
The example of each finding, as cases that can be run: `masker profiles audit ID --format yaml`.
"""


def section(ref: str) -> str:
    """The findings of one regulation, in both languages, and what was proven or searched."""
    lines = [f"## {ref}", "", f"<!-- {digest_of(ref)} -->"]
    found = audit(ref)
    lines += [f"{len(found.warnings)} warnings, {len(found.notes)} notes.", ""]
    lines += _findings(found)
    proven = [check for check in found.checks if check.proven and check.tried]
    searched = [check for check in found.checks if not check.proven and check.tried]
    told = "; ".join(f"{check.name} {check.tried}" for check in proven)
    also = "; ".join(f"{check.name} {check.tried}" for check in searched)
    lines += [f"Proven: {told or 'nothing'}. Searched: {also or 'nothing'}."]
    return "\n".join(lines) + "\n"


def _findings(found: Audit) -> list[str]:
    lines = []
    for item in found:
        code = f"[{item.code}](errors.md#{item.code})"
        lines += [f"- {item.severity} {code}: {_told(item, 'en')}"]
        lines += [f"    - {_told(item, 'id')}"]
    return [*lines, ""] if lines else []


def _told(item: AuditFinding, lang: str) -> str:
    law = "; ".join(article.get(lang) for article in item.articles)
    return _plain(f"{item.fact(lang)} ({law})" if law else item.fact(lang))


def _plain(text: str) -> str:
    """Without what Markdown would read as its own; what stands between backticks it leaves."""
    return re.sub(r"(`[^`]*`)|([*_<>\[\]])", lambda found: found[1] or f"\\{found[2]}", text)


def digest_of(ref: str) -> str:
    """What a section was written for."""
    return alone(load_profile(ref)).digest


def sections(page: str) -> dict[str, str]:
    """The sections of a page by id."""
    parts = re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0]: f"## {part.rstrip()}\n" for part in parts}


def page_of(found: dict[str, str]) -> str:
    """The whole page."""
    return HEAD + "".join(f"\n{found[ref]}" for ref in known_ids())


def main(refs: list[str]) -> int:
    """Write the sections asked for, or all of them."""
    found = sections(PAGE.read_text("utf-8")) if PAGE.exists() else {}
    for ref in refs or known_ids():
        found[ref] = section(ref)
        print(ref)
    PAGE.write_text(page_of(found), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
