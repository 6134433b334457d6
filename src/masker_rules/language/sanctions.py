"""The section `sanctions`: when one takes effect, how long it lasts, which one gives way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from masker_rules.language.document import Entry
from masker_rules.language.windows import MAX_MONTHS
from masker_rules.language.workspace import BrokenError, Workspace
from masker_rules.units import whole_number

__all__ = ["REST", "SanctionSettings", "TakesEffect", "lower_sanctions"]

#: Key of `months` for the codes that it does not name.
REST = "else"
UNTIL_ENDED = "until ended"
OVERLAPS = ("together", "queue")
_AFTER = re.compile(r"(\d{1,3}) (weekdays?|days?|working days?) after decided_on\Z", re.ASCII)
_PHRASES = {"on decided_on": "on", "first day of the next month": "next month"}


@dataclass(frozen=True, slots=True)
class TakesEffect:
    """From the day of the decision to the first day in force.

    Attributes:
        kind: `on` that day, the first of the `next month`, or after `count` `days`, `weekdays`
            (Monday to Friday, holidays too) or `working days` of the calendar have passed: the
            day after the last of them.
        count: How many days must pass.
    """

    kind: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class SanctionSettings:
    """What a profile says of sanctions.

    Attributes:
        order: Codes by rising weight.
        queue: A heavier one ends a lighter one and a lighter one waits, among codes of `order`;
            without it all run side by side.
        takes_effect: Used where the row has no `effective_from`; None = then nobody knows.
        months: Length by code where the row has none, None = until it is ended. The key `else`
            stands for codes not named.
    """

    order: tuple[str, ...] = ()
    queue: bool = False
    takes_effect: TakesEffect | None = None
    months: Mapping[str, int | None] = field(default_factory=dict)


def lower_sanctions(work: Workspace) -> SanctionSettings:
    """The settings of the profile; what is wrong has been reported."""
    entry = work.document.single.get("sanctions")
    if entry is None:
        return SanctionSettings()
    work.sources.of(entry)
    try:
        queue = work.choice(entry, "overlap", OVERLAPS, "together") == "queue"
        order = _order(work, entry)
        if queue and not order:
            law = work.sources.law(entry)
            work.problems.add("missing-key", entry.place, law, key="order", path=entry.path)
        return SanctionSettings(order, queue, _takes_effect(work, entry), _months(work, entry))
    except BrokenError:
        return SanctionSettings()


def _order(work: Workspace, entry: Entry) -> tuple[str, ...]:
    written = entry.get("order")
    items = written.list() if written else []
    for item in items:
        _known(work, item, item.text())
    return tuple(item.text() for item in items)


def _known(work: Workspace, entry: Entry, word: str) -> None:
    words = work.vocabulary("sanction")
    if word not in words:
        law = work.sources.law(entry)
        work.problems.add("unknown-word", entry.place, law, word=word, nearest=", ".join(words))


def _takes_effect(work: Workspace, entry: Entry) -> TakesEffect | None:
    written = entry.get("takes_effect")
    if written is None:
        return None
    text = written.text()
    if text in _PHRASES:
        return TakesEffect(_PHRASES[text])
    found = _AFTER.match(text)
    if found is None:
        known = ["15 weekdays after decided_on", "14 days after decided_on"]
        known += ["15 working days after decided_on", *_PHRASES]
        _not_possible(work, written, known)
        return None
    return TakesEffect(found[2].removesuffix("s") + "s", int(found[1]))


def _months(work: Workspace, entry: Entry) -> dict[str, int | None]:
    written = entry.get("months")
    found: dict[str, int | None] = {}
    for code, child in written.items() if written else ():
        if code != REST:
            _known(work, child, code)
        text = child.text()
        if text == UNTIL_ENDED:
            found[code] = None
        elif (length := whole_number(text, MAX_MONTHS)) is not None:
            found[code] = length
        else:
            _not_possible(work, child, ["1", "12", UNTIL_ENDED])
    return found


def _not_possible(work: Workspace, entry: Entry, known: list[str]) -> None:
    law = work.sources.law(entry)
    work.problems.add(
        "unknown-choice",
        entry.node.place,
        law,
        value=entry.text(),
        path=entry.path,
        known=", ".join(known),
    )
