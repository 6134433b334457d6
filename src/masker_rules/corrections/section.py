"""What can still be put right of one person and month, as a section of an explanation or slip."""

from __future__ import annotations

from collections.abc import Iterator

from masker_rules.corrections.report import Restoration
from masker_rules.corrections.told import cut_text, grouped, why_left
from masker_rules.engine.result import Result
from masker_rules.explain.document import Entry, Section
from masker_rules.periods import CALENDAR
from masker_rules.texts import render

__all__ = ["section_of"]


def section_of(found: Restoration, result: Result, lang: str) -> Section | None:
    """The section of a result; None where it was not asked for, or lost nothing.

    Args:
        found: Of the months and people that were asked for.
        result: Of one of them.
        lang: `id` or `en`.
    """
    if CALENDAR.named(result.period) not in {CALENDAR.named(month) for month in found.months}:
        return None
    entries = (*_facts(found, result, lang), *_left(found, result, lang))
    waiting = tuple(_waiting(found, result, lang))
    if not entries and not waiting:
        return None
    texts = (render(lang, "restore.caution", {}), *waiting)
    return Section("restore", render(lang, "restore.title", {}), texts, entries)


def _facts(found: Restoration, result: Result, lang: str) -> Iterator[Entry]:
    own = [one for one in found.rows if (one.cut.nip, one.cut.period) == _whose(result)]
    for name, is_in_pack in (("in_pack", True), ("hypothetical", False)):
        rows = [one for one in own if one.is_in_pack is is_in_pack]
        labels = [render(lang, f"restore.section.{one}", {}) for one in (name, "outcome")]
        for cut, told in grouped(rows, lang):
            facts: list[tuple[str, str]] = []
            for texts, outcome in told:
                facts += [*((labels[0], text) for text in texts), (labels[1], outcome)]
            yield Entry(cut, tuple(facts))


def _left(found: Restoration, result: Result, lang: str) -> Iterator[Entry]:
    label = render(lang, "restore.section.not_restored", {})
    for one in found.not_restored:
        if (one.cut.nip, one.cut.period) == _whose(result):
            whys = tuple((label, why) for why in why_left(one, lang))
            yield Entry(cut_text(one.cut, lang), whys)


def _waiting(found: Restoration, result: Result, lang: str) -> Iterator[str]:
    """Rows set aside that leave the month open: what has to be put right of each."""
    for one in found.incomplete:
        if (one.nip, one.period) == _whose(result):
            yield from (f"{row.file}:{row.line}: {row.reason(lang)}" for row in one.set_aside)


def _whose(result: Result) -> tuple[str, object]:
    return result.nip, result.period
