"""Texts of one regulation by date: days that none of them covers, and days that two cover."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from masker_rules.language.changes import near_name, text_below
from masker_rules.language.lint.view import Version, View
from masker_rules.periods import DateRange
from masker_rules.texts import Phrase

__all__ = ["check_additions", "check_versions"]

#: Sections whose items pay or cut: a misspelt one acts beside the one that was meant.
PAYING = ("parts", "rules", "pay")


def check_versions(view: View) -> None:
    """Compare the dates of the profile with those of the texts before and after it."""
    header = view.header
    law = view.law(header) or view.plan.title
    own = Version(view.plan.id, view.plan.in_force, law)
    every = sorted([*view.versions, own], key=lambda one: one.in_force.first or date.min)
    for before, after in pairwise(every):
        if own not in (before, after):
            continue
        shared = before.in_force.meeting(after.in_force)
        code, days = "versions-share-days", shared
        if shared.is_empty:
            code, days = "versions-leave-days", _between(before, after)
        if days.is_empty:
            continue
        written = header.get("in_force") or header
        view.problems.add(
            code,
            header,
            written.place,
            laws=[before.law, after.law],
            first=before.id,
            first_dates=str(before.in_force),
            second=after.id,
            second_dates=str(after.in_force),
            days=str(days),
            count=_count(days),
            until=str(_day_before(after)),
        )


def check_additions(view: View) -> None:
    """What a change adds beside something of nearly the same name that it leaves alone."""
    if not view.document.top.amends:
        return
    for section in PAYING:
        items = view.document.section(section)
        kept = [name for name, entry in items.items() if not view.is_own(entry)]
        for name, entry in view.own(section):
            near = near_name(name, kept)
            if entry.amended is None and near:
                view.problems.add(
                    "change-beside-a-near-name",
                    entry,
                    also=[items[near]],
                    path=entry.path,
                    nearest=items[near].path,
                    below=text_below(view.document, view.document.top),
                )


def _between(before: Version, after: Version) -> DateRange:
    last, first = before.in_force.last, after.in_force.first
    assert last is not None, "what never ends shares days with what comes after it"
    assert first is not None, "what has always been in force comes first"
    return DateRange(last + timedelta(days=1), first - timedelta(days=1))


def _count(days: DateRange) -> object:
    if days.first is None or days.last is None:
        return Phrase("lint.days_without_end")
    count = (days.last - days.first).days + 1
    return Phrase("lint.one_day" if count == 1 else "lint.so_many_days", {"count": count})


def _day_before(version: Version) -> date:
    first = version.in_force.first
    return date.min if first is None else first - timedelta(days=1)
