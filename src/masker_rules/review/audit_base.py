"""The quiet month that an audit varies: of a case beside the profile, or made up."""

from __future__ import annotations

from datetime import date
from typing import Any

from masker_rules.engine.profile import Profile
from masker_rules.engine.versions import performance_month
from masker_rules.errors import MaskerRulesError
from masker_rules.language.plan import Input
from masker_rules.periods import Month
from masker_rules.testing.cases import Trial, cases_beside
from masker_rules.testing.drafts import Draft, Given, overlaid
from masker_rules.testing.killers import base_of
from masker_rules.testing.months import Months, asked_period, rows_of_others
from masker_rules.units import Unit, scaled_text

__all__ = ["base_month", "each_day", "net_of", "paid", "signed_trials"]

#: A made-up person: of every table of amounts somewhere in the middle.
PERSON = {"category": "PNS", "grade": "III/b", "job_class": "8", "position_kind": "pelaksana"}
#: Round, so that what a minute costs is seen at a glance.
AMOUNT = 5_000_000
TARGET_MINUTES = 6000
WHOLE = "100"


def signed_trials(profile: Profile) -> list[Trial]:
    """The cases that somebody stands for."""
    return [Trial.of(case, profile) for case in cases_beside(profile) if case.signed]


def base_month(profile: Profile, trials: list[Trial]) -> Given | None:
    """What a month without incident gives, of somebody who is paid; None where none is paid."""
    found = base_of(profile, trials)
    if found is not None:
        return found
    for period in sorted(Months(profile).periods, key=lambda text: _fasting(profile, text)):
        given = _made_up(profile, Month.parse(period))
        for month in (given, _reported(profile, given)):
            if paid(Draft("a quiet month", month, profile)):
                return month
    return None


def _reported(profile: Profile, given: Given) -> Given:
    """The same with a report of work on every day, as some laws want it."""
    if "activities" not in given:
        return given
    month = profile.plan.cutoff.days_in("activities", Month.parse(given["period"]))
    return {**given, "activities": each_day(month, TARGET_MINUTES)}


def each_day(month: Month, minutes: int) -> dict[str, str]:
    """So many minutes of work in a month, a part of them on each of its days."""
    days = [day.isoformat() for day in month.dates()]
    return dict.fromkeys(days, f"{-(-minutes // len(days))}m")


def paid(draft: Draft) -> bool:
    """Whether something is paid for a month, and it is known how much."""
    outcome = draft.outcome
    return outcome.get("status") == "payable" and int(outcome.get("net", 0)) > 0


def _fasting(profile: Profile, period: str) -> int:
    month = performance_month(profile, Month.parse(period))
    calendar = profile.calendar((month,))
    return sum(calendar.is_ramadan(day) for day in month.dates())


def _made_up(profile: Profile, month: Month) -> Given:
    asked = profile.pay_program.facts
    given: dict[str, Any] = {"period": str(month), "employee": PERSON, "tables": {}}
    for name, item in sorted(profile.plan.inputs.items()):
        if name in asked:
            given = overlaid(given, _row(item, month, given["tables"]))
    if "activity" in profile.pay_program.grains:
        last = profile.plan.cutoff.days_in("activities", month).last
        given["activities"] = {last.isoformat(): f"{TARGET_MINUTES}m"}
    return {key: value for key, value in given.items() if value}


def _row(item: Input, month: Month, tables: Given) -> Given:
    value, period = _best(item), asked_period(item, month)
    if item.post is not None:
        rows = tables.get("amounts", [])
        return {"tables": {"amounts": [*rows, *rows_of_others(item, value, rows)]}}
    match item.table:
        case "amounts" | "attributes":
            return {item.table: {item.key: value}}
        case "scores":
            return {"scores": {f"{item.key} {period}".strip(): value}}
        case "carried":
            # What is of a year is the sum of its months.
            row = {"period": str(month), "key": item.key, "value": "0"}
            return {"tables": {"carried": [*tables.get("carried", ()), row]}}
    rows = {row["period"]: row for row in tables.get("salaries", ())}
    whole = rows.setdefault(period or str(month), {"period": period or str(month)})
    rows[period or str(month)] = {**whole, item.key: value}
    return {"tables": {"salaries": list(rows.values())}}


def _best(item: Input) -> str:
    """What a good month has: the first word, the whole percent."""
    unit = item.type.unit
    if unit is Unit.WORD:
        return next(iter(item.gradings), "")
    if unit is Unit.FLAG:
        return "true"
    if unit is Unit.DATE and item.low is not None:
        return date.fromordinal(item.low).isoformat()
    if unit is Unit.MONEY:
        return str(AMOUNT)
    if unit is Unit.DURATION:
        return str(TARGET_MINUTES)
    if unit is Unit.NUMBER and item.type.scale == 0 and item.high is None:
        return WHOLE
    # A percent is scaled as a share of one.
    shift = 2 if unit is Unit.PERCENT else 0
    most = int(WHOLE) * 10 ** (item.type.scale - shift)
    value = most if item.high is None else min(item.high, most)
    return scaled_text(value * 10**shift, item.type.scale) + ("%" if shift else "")


def net_of(draft: Draft) -> int | None:
    """What a month pays; None where that cannot be told, or nobody is paid by it."""
    try:
        outcome = draft.outcome
    except MaskerRulesError:
        return None
    known = outcome.get("status") not in {None, "incomplete", "not_eligible"}
    return int(outcome["net"]) if known and "net" in outcome else None
