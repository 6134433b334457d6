"""How an amount is shared where something changes within the month, or service is part of it."""

from __future__ import annotations

import re

from masker_rules.language.document import Entry
from masker_rules.language.plan import Sharing
from masker_rules.language.workspace import BrokenError, Workspace

__all__ = ["lower_sharing"]

SERVICE = ("share", "full", "nothing")
_DAY = re.compile(r"day ([1-9]|[12]\d|3[01])\Z", re.ASCII)
_DAYS = {"first day": 1, "last day": 31}
BY_DAYS = ("working_days", "calendar_days")


def lower_sharing(work: Workspace) -> Sharing:
    """What `amount` says of a month with a change; what is wrong has been reported."""
    amount = work.document.single.get("amount")
    if amount is None or amount.is_text:
        return Sharing()
    try:
        service = work.choice(amount, "service_part", SERVICE, "share")
    except BrokenError:
        return Sharing()
    written = amount.get("part_month")
    return _sharing(work, written, service) if written else Sharing(service=service)


def _sharing(work: Workspace, written: Entry, service: str) -> Sharing:
    text = written.text()
    if text in BY_DAYS:
        return Sharing(text, 0, service)
    found = _DAY.match(text)
    if text not in _DAYS and found is None:
        known = ", ".join((*BY_DAYS, *_DAYS, "day 15"))
        work.problems.add(
            "unknown-choice",
            written.node.place,
            work.sources.law(written),
            value=text,
            path=written.path,
            known=known,
        )
        return Sharing()
    day = int(found[1]) if found is not None else _DAYS[text]
    return Sharing("day", day, service)
