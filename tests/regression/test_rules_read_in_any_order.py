"""A rule that speaks of a part did not see the cuts of rules that stand after it."""

from __future__ import annotations

from datetime import date

import pytest
from regulations import NIP, regulation, tables

import masker_rules as mr
from masker_rules.errors import ProfileError

PARTS = {
    "productivity": {"weight": "60%", "round": "Rp 1"},
    "discipline": {"weight": "40%", "round": "Rp 1"},
}
LATE = {"each": "late", "cut": "5%", "of": "discipline"}
LINKED = {
    "each": "month",
    "cut": "if discipline.left < 100% then 10% else 0%",
    "of": "productivity",
}
PUNCHES = {date(2026, 7, 1): ("08:10", "16:00")}


@pytest.mark.parametrize("names", [("late", "linked"), ("linked", "late")])
def test_rule_when_it_reads_what_is_left_of_a_part_then_all_cuts_count(names):
    rules = {name: {"late": LATE, "linked": LINKED}[name] for name in names}
    profile = mr.load_profile(regulation(parts=PARTS, rules=rules))
    result = mr.compute(profile, tables(punches=PUNCHES), "2026-07")[NIP]
    # discipline 400 000 × 95 %, productivity 600 000 × 90 %
    assert result.net == 380_000 + 540_000


def test_rule_when_it_reads_the_net_that_it_cuts_then_refused_as_a_cycle():
    rule = {"each": "month", "cut": "share(net; tpp; 0%)", "of": "discipline"}
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile(regulation(parts=PARTS, rules={"loop": rule}))
    problem = wrong.value.problems[0]
    assert problem.code == "reads-its-own-result"
    assert problem.params["chain"].split(" → ")[0] == problem.params["chain"].split(" → ")[-1]


def test_series_when_it_reads_what_its_rules_leave_then_refused():
    series = {"poor": {"each": "day", "when": "late > 0m and discipline.left < 50%"}}
    rule = {"each": "poor", "cut": "1%", "of": "discipline"}
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile(regulation(parts=PARTS, series=series, rules={"loop": rule}))
    assert wrong.value.code == "reads-its-own-result"
