"""Until when something can be put right, and how much leave there is: `corrections`, `quotas`."""

from __future__ import annotations

import re

from masker_rules.facts.definition import definition
from masker_rules.language.entries import Entry
from masker_rules.language.plan import Correction, Deadline, Quota
from masker_rules.language.sources import text_of
from masker_rules.language.workspace import Workspace

__all__ = ["COUNTED", "read_corrections", "read_quotas"]

#: Which days of leave are counted against a quota.
COUNTED = ("working_days", "calendar_days")
#: When leave is asked for.
BEFORE, AFTER = "before", "after"
UNLIMITED = "unlimited"
_AFTER = re.compile(r"([0-9]{1,3}) (working )?days? after the (day|month)")
_ON = re.compile(r"day ([1-9]|1[0-9]|2[0-8]) of the next month")
_DAYS = re.compile(r"[0-9]{1,3}")


def read_corrections(work: Workspace) -> tuple[Correction, ...]:
    """The deadlines, in the order in which they stand; reports `bad-deadline`."""
    return tuple(
        _correction(work, name, entry)
        for name, entry in work.document.section("corrections").items()
    )


def _correction(work: Workspace, name: str, entry: Entry) -> Correction:
    listed = entry.get("tables")
    tables = [item.text() for item in listed.list()] if listed is not None else []
    for table in tables:
        _known(work, entry, "tables", table, tuple(definition().tables))
    decided_by = entry.get("decided_by")
    return Correction(
        name,
        tuple(tables),
        _deadline(work, entry),
        None if decided_by is None else text_of(decided_by),
        work.sources.of(entry),
    )


def _deadline(work: Workspace, entry: Entry) -> Deadline | None:
    written = entry.get("deadline")
    if written is None:
        return None
    text = written.text()
    if found := _AFTER.fullmatch(text):
        return Deadline(int(found[1]), of=found[3], is_of_working_days=bool(found[2]))
    if found := _ON.fullmatch(text):
        return Deadline(int(found[1]), of="next_month")
    law = work.sources.law(entry)
    work.problems.add("bad-deadline", written.place, law, text=text, path=written.path)
    return None


def read_quotas(work: Workspace) -> dict[str, Quota]:
    """How much leave there is, by code; reports `unknown-choice` and `bad-quota`."""
    return {
        code: _quota(work, code, entry) for code, entry in work.document.section("quotas").items()
    }


def _quota(work: Workspace, code: str, entry: Entry) -> Quota:
    asked = entry.text("asked", AFTER)
    counted = entry.text("counted", COUNTED[0])
    _known(work, entry, "asked", asked, (BEFORE, AFTER))
    _known(work, entry, "counted", counted, COUNTED)
    days: int | None = None
    written = entry.get("days")
    if written is not None and written.text() != UNLIMITED:
        if _DAYS.fullmatch(written.text()):
            days = int(written.text())
        else:
            law = work.sources.law(entry)
            work.problems.add(
                "bad-quota", written.place, law, text=written.text(), path=written.path
            )
    return Quota(
        code,
        days,
        is_unlimited=written is not None and written.text() == UNLIMITED,
        is_asked_before=asked == BEFORE,
        is_of_working_days=counted == COUNTED[0],
        source=work.sources.of(entry),
    )


def _known(work: Workspace, entry: Entry, key: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        at = entry.get(key) or entry
        law, told = work.sources.law(entry), ", ".join(known)
        path = f"{entry.path}.{key}"
        work.problems.add("unknown-choice", at.place, law, value=value, path=path, known=told)
