"""Rules that a law lacks are written as a whole, with what the law itself says of percents."""

from __future__ import annotations

from fractions import Fraction

import pytest

import masker_rules as mr
from masker_rules.engine.profile import load_profile
from masker_rules.review.audit_base import base_month, signed_trials
from masker_rules.review.audit_changes import changed_by
from masker_rules.review.audit_months import _longest_pause
from masker_rules.review.audit_rules import (
    absences_written,
    days_beyond,
    in_rising_order,
    never_lower,
    punches_written,
)
from masker_rules.testing.cases import alone
from masker_rules.yamltext import parse_yaml

LATE = "late: {each: late, cut: {1m..30m: %s, 31m..: %s}, of: total, source: perbup pasal 4}"


def law(*rules, more=""):
    told = ", ".join(rules)
    return parse_yaml(f"profile: {{source: perbup}}\nrules: {{{told}}}\n{more}", "t")


def told(changes):
    return [f"{one.path}: {one.new}" for one in changes]


def test_absence_when_nothing_charges_it_then_as_much_as_the_highest_or_what_is_lacking():
    root = law(LATE % ("0.5%", "1%"))
    # the highest is 1 %, twice that 2 %; lacking are 0.74 %, told as 0.8 %, and 2, 4, 8 times that
    wanted = ["1%", "2%", "0.8%", "1.6%", "3.2%", "6.4%"]
    found = told(absences_written(root, {"late"}, Fraction("0.0074")))
    text = "rules.absence: {{each: alpa, cut: {}, of: total, source: perbup}}"
    assert found[:6] == [text.format(rate) for rate in wanted]
    # the same of the parts, where a total cannot be cut
    assert found[6:] == [
        text.format(rate).replace("total", "parts") for rate in ("0.8%", "1.6%", "3.2%", "6.4%")
    ]


def test_absence_when_the_percents_come_from_elsewhere_then_the_most_of_them():
    root = law(LATE % ("tarif_1", "tarif_2"))
    assert told(absences_written(root, {"late"}, Fraction(0))) == [
        "rules.absence: {each: alpa, cut: max(tarif_1; tarif_2), of: total, source: perbup}",
        "rules.absence: {each: alpa, cut: 2 * max(tarif_1; tarif_2), of: total, source: perbup}",
    ]


@pytest.mark.parametrize("each", ["alpa", "sakit or alpa"])
def test_absence_when_a_rule_charges_it_then_none_is_written(each):
    root = law(LATE % ("0.5%", "1%"), f"away: {{each: {each}, cut: 3%, of: total}}")
    assert not [*absences_written(root, {"late"}, Fraction("0.01"))]


def test_punch_when_absence_costs_nothing_either_then_one_rule_for_both():
    root = law(LATE % ("0.5%", "1%"))
    assert told(punches_written(root, {"late"}, Fraction(0)))[0] == (
        "rules.missing_punch: {each: missing or alpa, cut: 1%, of: total, source: perbup}"
    )
    root = law(LATE % ("0.5%", "1%"), "away: {each: alpa, cut: 3%, of: total}")
    assert told(punches_written(root, {"late"}, Fraction(0)))[0] == (
        "rules.missing_punch: {each: missing, cut: 1%, of: total, source: perbup}"
    )
    # one of the two is charged already
    root = law(LATE % ("0.5%", "1%"), "gone: {each: missing_in, cut: 3%, of: total}")
    assert not [*punches_written(root, {"late"}, Fraction(0))]


def test_days_when_more_of_them_cost_nothing_then_a_gate_from_there_on():
    found = told(days_beyond(law(LATE % ("0.5%", "1%")), {"late"}, 6))
    assert found[0] == (
        "rules.many_days: {each: month, when: count(status = alpa) >= 6, "
        "zero: everything, source: perbup}"
    )


def test_rows_when_their_percents_come_from_elsewhere_then_none_is_lower_than_one_before():
    rows = "cut: {1m..30m: a, 31m..60m: b, 61m..: c}"
    root = law(f"late: {{each: late, {rows}, of: total}}")
    assert told(never_lower(root, {"late"})) == [
        "rules.late.cut: {1m..30m: a, 31m..60m: max(a; b), 61m..: max(a; b; c)}"
    ]
    # percents that the law says itself are raised as rates
    assert not [*never_lower(law(LATE % ("1%", "0.5%")), {"late"})]


def test_table_when_its_percents_fall_then_the_same_from_the_lowest_on():
    root = law(more='tables: {points: {by: day, ..2: 5%, "3": 3%, 4..: 1%}, up: {1: 1%, 2: 2%}}')
    assert told(in_rising_order(root)) == ["tables.points: {by: day, ..2: 1%, 3: 3%, 4..: 5%}"]


@pytest.mark.parametrize(
    ("nets", "pause"),
    [
        # Mondays alone: after the first that costs, four days cost nothing, then one, then none
        ([9, 8, 8, 8, 8, 8, 7, 7], 4),
        # three free days at the beginning are no pause
        ([9, 9, 9, 9, 8, 7, 6], 0),
        ([9, 9], 0),
    ],
)
def test_pause_when_some_days_cost_nothing_then_counted_after_the_first_that_does(nets, pause):
    assert _longest_pause(nets) == pause


def quiet(ref):
    profile = alone(load_profile(ref))
    return base_month(profile, signed_trials(profile))


def test_base_when_a_case_tells_all_other_days_then_it_is_no_quiet_month():
    days = quiet("id/kab-tapanuli-tengah").get("days")
    assert not isinstance(days, dict) or days.get("rest", "on time") == "on time"


def test_base_when_a_case_takes_values_away_then_one_that_has_them_all():
    assert "none" not in quiet("id/kab-deli-serdang")["scores"].values()


@pytest.mark.slow
def test_findings_when_a_law_leaves_absence_out_then_each_has_a_cure_that_removes_it():
    profile = alone(load_profile("id/kab-deli-serdang"))
    found = mr.audit(profile, only=["minutes"])
    assert {one.code for one in found} >= {"absence-cheaper-than-late", "no-punch-cheaper"}
    for one in found:
        assert one.change is not None, one.text("en")
        assert one.code not in one.again(changed_by(profile, one.change))


def test_finding_when_no_change_mends_it_then_the_reason_is_said_in_both_languages():
    found = mr.audit("id/prov-jawa-tengah", only=["minutes"])
    (one,) = (item for item in found if item.code == "nothing-to-audit")
    assert one.change is None
    assert one.cure("en").endswith("(no change is tried: no example month shows it)")
    assert one.cure("id").endswith(
        "(tidak ada perubahan yang dicoba: tidak ada bulan contoh yang menunjukkannya)"
    )
    assert one.as_dict(found.profile)["uncured"] == one.uncured("id") != ""
