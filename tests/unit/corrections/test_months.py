"""One month beside another: steps that add up, and what the calendar did."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.cli.monthly import changes_text
from masker_rules.cli.terminal import Terminal
from masker_rules.profiles import known_ids
from masker_rules.review.effects import Articles
from masker_rules.review.months import between_months, change_between
from masker_rules.testing.cases import alone, cases_beside
from masker_rules.testing.world import tables_of

ALPA = {"alpa": {"each": "alpa", "cut": "3%", "of": "discipline"}}
#: A day of absence costs its share of the working days: 22 in June, 23 in July 2026.
SHARE = {"alpa": {"each": "alpa", "cut": "100% / working_days", "of": "discipline"}}
PAIRS = 1_000
OTHER = "198501012010011002"


def two_months(law):
    """An absent day in June (the 9th) and one in July (the 6th)."""
    june = tables(period=(2026, 6), punches={date(2026, 6, 9): (None, None)})
    july = tables(punches={date(2026, 7, 6): (None, None)})
    given = {**july, "punches": june["punches"] + july["punches"]}
    return between_months(law, given, "2026-07", "2026-06", nips=[NIP])


def test_each_day_is_a_step_with_its_article():
    """Each day costs 30 000: June gives it back on the 9th, July takes it on the 6th."""
    [one] = two_months(discipline(**ALPA)).people
    steps = {step.day: step.amount for step in one.steps if not step.is_calendar}
    assert steps[date(2026, 6, 9)] == 30_000
    assert steps[date(2026, 7, 6)] == -30_000
    assert sum(step.amount for step in one.steps) == one.after - one.before


def test_a_month_is_not_held_against_itself():
    with pytest.raises(mr.RequestError) as wrong:
        between_months(discipline(**ALPA), tables(), "2026-07", "2026-07")
    assert wrong.value.code == "same-month"


def test_why_a_month_has_no_amount_is_told_once_for_all_who_lack_the_same():
    """Nothing tells who punched in June, so that it has no amount: a line says so, for both."""
    given = tables(punches={})
    for name, key in (("employees", "nip"), ("amounts", "nip"), ("punches", "nip")):
        others = [{**row, key: OTHER} for row in given.get(name, ()) if key in row]
        given[name] = [*given[name], *others]
    found = between_months(discipline(**ALPA), given, "2026-07", "2026-06")
    assert [one.before for one in found.people] == [None, None]
    assert all(one.missing[0] and not one.missing[1] for one in found.people)
    text = changes_text(found, Terminal("en"))
    lines = text.splitlines()
    assert lines[0].startswith("June 2026 cannot be computed yet: lacks ")
    assert lines[0].endswith("(2 of 2 people)")
    assert text.count("cannot be computed yet") == 1
    [alone] = between_months(discipline(**ALPA), given, "2026-07", "2026-06", nips=[NIP]).people
    row = found.as_dict("en")["people"][0]
    assert row["missing"] == {"before": [*alone.missing[0]], "after": []}


def test_units_add_up_their_people():
    found = two_months(discipline(**ALPA))
    [unit] = found.units().values()
    assert (unit.before, unit.after) == (found.people[0].before, found.people[0].after)
    assert sum(row["rupiah"] for row in found.rows(unit, "id")) == unit.after - unit.before


def results_of_cases(draw):
    """Complete results of random cases of every shipped profile."""
    results = {}
    for name in sorted(known_ids()):
        profile = alone(mr.load_profile(name))
        listed = [case for case in cases_beside(profile) if not case.run]
        for case in draw.sample(listed, min(25, len(listed))):
            try:
                given, nip = tables_of(case, profile)
                [one] = mr.compute(profile, given, str(case.given["period"].text()), nips=[nip])
            except mr.MaskerRulesError:
                continue
            if one.net is not None:
                results.setdefault(name, []).append(one)
    return {name: own for name, own in results.items() if len(own) > 1}


def by_day(pairs):
    """Sums by day, without days on which nothing is left."""
    found = {}
    for day, amount in pairs:
        if day is not None:
            found[day] = found.get(day, 0) + amount
    return {day: amount for day, amount in found.items() if amount}


@pytest.mark.slow
def test_waterfalls_of_a_thousand_random_pairs_of_months_add_up():
    """To the exact difference of the nets, and day by day to the findings of both results."""
    draw = Random(4)  # noqa: S311
    results = results_of_cases(draw)
    assert len(results) > 20
    for _ in range(PAIRS):
        before, after = draw.sample(results[draw.choice(sorted(results))], 2)
        change = change_between(before, after, Articles())
        assert sum((step.amount for step in change.steps), Fraction()) == after.net - before.net
        if (before.status == "not_eligible") is (after.status == "not_eligible"):
            charged = [(one.day, one.amount) for one in after.findings]
            charged += [(one.day, -one.amount) for one in before.findings]
            assert by_day((one.day, one.amount) for one in change.steps) == by_day(charged)
