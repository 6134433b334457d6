"""What is said beside every result of a month, whoever it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from masker_rules.calendars import Calendar
from masker_rules.engine.missing_names import missing_names
from masker_rules.engine.open_points import named
from masker_rules.engine.profile import Profile
from masker_rules.engine.result import Remark
from masker_rules.engine.versions import cut_remark
from masker_rules.facts import SetAside
from masker_rules.language.plan import Plan
from masker_rules.periods import Month

__all__ = ["GENERAL", "common_remarks", "general_rows"]

#: Tables whose rows may hold for several people.
GENERAL = frozenset({"amounts", "scores", "events", "calendar", "outages", "schedules", "sites"})


def common_remarks(
    profile: Profile, plan: Plan, calendar: Calendar, month: Month
) -> Iterator[Remark]:
    """What the regulation and the calendar of a month are to be read with."""
    if plan.status == "placeholder":
        yield Remark("placeholder-rates", None, {"id": plan.id, "title": plan.title})
    elif plan.unconfirmed:
        yield Remark("unconfirmed-rates", None, {"id": plan.id, "title": plan.title})
    months = [month.plus(step) for step in ((-1, 0, 1) if profile.reads_beside else (0,))]
    reached = {day.year for one in months for day in (one.first, one.last)}
    for year in sorted(reached.intersection(calendar.estimated_years)):
        yield Remark("estimated-calendar", None, {"year": year})
    yield from cut_remark(profile)


def general_rows(set_aside: Iterable[SetAside]) -> tuple[Remark, ...]:
    """Rows of nobody in particular that were set aside: they may concern anybody."""
    names = sorted(
        named(aside)
        for aside in set_aside
        if aside.nip is None and not aside.is_repeat and aside.table in GENERAL
    )
    if not names:
        return ()
    return (Remark("general-rows-set-aside", None, {"rows": missing_names(names)}),)
