"""Each planted flaw is found, and its smallest example runs as a case and says what is paid."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from flawed import BASE, FLAWS, flawed, overlaid, saved
from long_runs import slow_but

import masker_rules as mr
import masker_rules.texts
from masker_rules.review.audit_changes import changed_by
from masker_rules.testing import run_cases
from masker_rules.texts import keys

CATALOG = Path(masker_rules.texts.__file__).with_name("audit.en.toml")
#: Codes of the catalogs of audits that are no flaw of a regulation: they refuse a call, or need a
#: history.
NO_FLAW = {
    "audit-of-one",
    "never-fired",
    "nothing-in-history",
    "nothing-to-audit",
    "results-of-another",
    "unknown-check",
}
#: Words of facts, of days and of examples that no Indonesian text holds.
ENGLISH = frozenset(re.findall(
    "[a-z]+",
    "absence and attended by day days early field health in late leave minute minutes missed "
    "month no of office on out punch teacher time work",
))  # fmt: skip


def said(value):
    told = getattr(value, "said", None)
    return str(value) if told is None else told("en")


def told_days(draft):
    return [told for key, told in draft.given.get("days", {}).items() if key != "rest"]


def draws(flaw):
    """As many months as an audit draws where draws find the flaw; else few."""
    return 20 if flaw["by"] == "drawn" else 5


@cache
def audited(name):
    """The audit that finds a flaw; it is looked at twice, and takes seconds."""
    flaw = FLAWS[name]
    return mr.audit(flawed(name), only=[flaw["by"]], examples=draws(flaw))


def matching(flaw, found):
    wanted = flaw.get("says", {})
    return [
        item
        for item in found
        if item.code == flaw["finds"]
        and all(said(item.problem.params[name]) == value for name, value in wanted.items())
    ]


def assert_indonesian(finding, profile):
    """Nothing that is said is English, but what is quoted of the profile."""
    named = re.findall(r"(?m)^  (\S.*):$", finding.case(profile, "id"))
    quoted = re.compile(r"“[^”]*”|`[^`]*`")
    for text in (finding.fact("id"), *named):
        words = set(re.findall(r"[a-z]+", quoted.sub("", text).casefold()))
        assert not words & ENGLISH, text


def test_set_when_counted_then_every_kind_of_finding_is_planted():
    named = {key.split(".")[1] for key in keys("en") if key.startswith("errors.")}
    planted = {flaw["finds"] for flaw in FLAWS.values()}
    of_audits = set(re.findall(r"(?m)^\[errors\.([\w-]+)\]", CATALOG.read_text("utf-8")))
    assert planted <= named
    assert of_audits - NO_FLAW <= planted


@pytest.mark.slow
def test_base_when_audited_then_no_warning_and_only_cliffs():
    found = mr.audit(BASE, examples=5)
    assert not found.warnings, found.text("en")
    # the gate of more than 10 days is meant; a ladder of even steps is no cliff
    assert {item.code for item in found} == {"gate-cliff"}


#: Every tenth on each push: an audit tries each minute of a day.
QUICK = frozenset(list(FLAWS)[::10])


@pytest.mark.slow
@pytest.mark.parametrize("name", slow_but(lambda name: name in QUICK, FLAWS))
def test_flaw_when_planted_then_found_with_a_runnable_example(name, tmp_path):
    flaw = FLAWS[name]
    found = audited(name)
    hits = matching(flaw, found)
    assert hits, f"{flaw['finds']} {flaw.get('says')} is not among\n{found.text('en')}"
    best = hits[0]
    # The months of an example differ in what they tell of one day, or tell of one day more.
    told = [len(told_days(draft)) for draft in best.example]
    assert max(told, default=None) == (int(flaw["days"]) if "days" in flaw else None)
    assert_indonesian(best, found.profile)
    case = best.case(found.profile)
    if not case:
        assert flaw["by"] in {"reachable", "reached"}
        return
    path = saved(flawed(name), tmp_path)
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "audit.yaml").write_text(case, "utf-8")
    report = run_cases(path)
    assert len(report) == len(best.example)
    assert all(not one.signed and not one.mismatches for one in report), [
        one.text() for one in report
    ]


#: What the cure of some says, and what is no rate.
SAID = {
    "longer_leave_that_pays_more": (
        "write “rules.sick.when: count(status = cuti_sakit) >= 3” instead of "
        "“count(status = cuti_sakit) in (3..5)”"
    ),
    # 0.5 % before it: a step of 1 %, one of 2 %, and the rest
    "dear_minute": (
        "write “rules.late.cut: {1m..45m: 0.5%, 46m..90m: 1.5%, 91m..135m: 3.5%, 136m..: 4.5%}”"
    ),
    "events_counted_whatever_their_kind": (
        "write “rules.events.when: count(event.missed) >= 3” instead of “count(event.missed) = 3”"
    ),
    "flat_rate": "write “rules.late.cut: min(minutes / 1h; 100%) * 3%” instead of “3%”",
    "gate_that_leaps": (
        "write “rules.gate: {each: month, cut: min(count(status = alpa) / 3; 100%), of: parts, "
        "source: perbup pasal 15}”"
    ),
    "no_gate": (
        "write “rules.absent_all_month: {each: month, when: count(status = alpa) >= "
        "max(working_days; 1), zero: everything, source: perbup}”"
    ),
    "rule_that_leaps": (
        "write “rules.long: {each: late, cut: min(minutes / 91m; 100%) * 2%, of: discipline, "
        "source: perbup pasal 12}”"
    ),
    "score_that_leaps": (
        "write “parts.productivity.score: 20% + min(capaian / 80%; 100%) * 80%” "
        "instead of what stands there"
    ),
    "tax_on_the_whole": (
        "write “pay.tax: {kind: tax, is: max(gross - Rp 4.500.000; Rp 0) * 15%, round: Rp 1, "
        "source: perbup pasal 18}”"
    ),
    "cuts_above_their_base": "write “rules.alpa.at_most: 100%”",
    "groups_that_differ": "take out “rules.teacher”",
    "limit_that_frees": "take out “rules.late.at_most”",
    "open_minute": "take out “questions.minute_91”",
    "rule_that_cannot_apply": "take out “rules.night”",
    "rule_that_nothing_reaches": "take out “rules.odd”",
    "silent_minutes": "write “rules.late.cut[91m]: 1%” instead of “unknown”",
    "work_that_pays_less": (
        "write “parts.productivity.score: if activity_minutes > 6300m then 100% else "
        "share(activity_minutes; 6000m; 0%)”"
    ),
}


SOON = ("rule_that_cannot_apply", "no_gate", "gate_that_leaps", "tax_on_the_whole")


@pytest.mark.slow
@pytest.mark.parametrize("name", slow_but(SOON.__contains__, FLAWS))
def test_cure_when_it_is_applied_then_the_audit_no_longer_finds_it(name):
    flaw = FLAWS[name]
    found = audited(name)
    item = next(item for item in found if item.code == flaw["finds"])
    change = item.change
    assert change is not None
    assert SAID.get(name, "") in item.cure("en")
    for lang in ("id", "en"):
        told = f"“{change.path}: {change.new}”" if change.new else f"“{change.path}”"
        assert told in item.cure(lang)
    law = changed_by(found.profile, change)
    again = mr.audit(law, only=[flaw["by"]], examples=draws(flaw))
    assert flaw["finds"] not in {one.code for one in again}
    # a cure that makes another fault is none
    assert {one.code for one in again.warnings} <= {one.code for one in found}


@pytest.mark.parametrize(
    "name", ["roll_call_dearer_than_absence", "roll_call_that_costs_those_who_come"]
)
def test_articles_when_two_sides_contradict_then_both_are_named(name):
    found = mr.audit(flawed(name), only=["events"])
    for item in found.warnings:
        assert len(item.articles) >= 2, item.text("en")


@pytest.mark.slow
def test_articles_when_a_minute_costs_a_day_then_that_of_the_day_is_named_too():
    found = mr.audit(flawed("minute_as_dear_as_a_day"), only=["minutes"])
    [item] = [one for one in found if one.code == "minute-costs-a-day"]
    laws = [article.en for article in item.articles]
    assert laws == [f"Draft Perbup Contoh, pasal 12 ayat ({n})" for n in (1, 4)]
    # the minute before, the day without notice, the minute
    assert len(item.example) == 3


def test_articles_when_a_line_of_the_pay_decides_then_its_own_and_its_place_are_named():
    found = mr.audit(flawed("tax_on_the_whole"), only=["numbers"])
    [item] = [one for one in found if one.code == "higher-amount-pays-less"]
    laws = [article.en for article in item.articles]
    assert laws[0] == "Draft Perbup Contoh, pasal 18"
    assert item.problem.place == found.profile.document.section("pay")["tax"].place


def test_minute_when_a_line_of_the_pay_turns_it_round_then_its_article_and_no_cut_of_nothing():
    """One minute brings the gross below the limit from which dues are twice as much."""
    rates = {"by": "gross", "under Rp 5.000.000": "1%", "Rp 5.000.000..": "2%"}
    line = {"kind": "deduction", "is": "dues(gross) of gross", "round": "Rp 1 down"}
    over = {
        "rules": {"late": {"cut": "0.5% per hour begun"}},
        "tables": {"dues": {**rates, "source": "perbup pasal 18"}},
        "pay": {"dues": {**line, "source": "perbup pasal 18"}},
    }
    found = mr.audit(overlaid(BASE, over), only=["minutes"])
    [item] = [one for one in found if one.code == "later-pays-more"]
    laws = [article.en.rpartition(", ")[2] for article in item.articles]
    assert "pasal 12 ayat (1)" in laws
    assert "pasal 18" in laws
    assert item.change is None or not item.change.new.startswith("0%"), item.cure("en")


def test_articles_when_a_score_decides_then_lines_that_only_follow_are_not_named():
    line = {"kind": "contribution", "is": "1% of gross", "round": "Rp 1"}
    pay = {"iuran": {**line, "source": "perbup pasal 18"}}
    over = {"pay": pay, **FLAWS["score_that_leaps"]["over"]}
    found = mr.audit(overlaid(BASE, over), only=["numbers"])
    [item] = [one for one in found if one.code == "number-cliff"]
    assert [article.en for article in item.articles] == ["Draft Perbup Contoh, pasal 8 huruf a"]


def test_articles_when_no_rule_cuts_then_the_parts_that_are_paid_are_named():
    found = mr.audit(overlaid(BASE, {"rules": "none"}), only=["counts"])
    [item] = [one for one in found if one.code == "absence-still-paid"]
    laws = [article.en.rpartition(", ")[2] for article in item.articles]
    assert laws == ["pasal 8 huruf a", "pasal 8 huruf b"]
    assert item.problem.place is not None


#: Two weights that leave half a rupiah each: both are rounded up where the amount is odd.
HALVES = {"parts": {"productivity": {"weight": "50%"}, "discipline": {"weight": "50%"}}}


def test_parts_when_each_is_rounded_up_then_told_that_they_exceed_the_whole():
    found = mr.audit(overlaid(BASE, HALVES), only=["numbers"])
    [item] = [one for one in found if one.code == "parts-above-whole"]
    # Rp 5,000,001 is twice 2,500,000.5: half up makes 2,500,001 of each, one rupiah too much
    assert said(item.problem.params["amount"]) == "Rp 5,000,001"
    assert said(item.problem.params["excess"]) == "Rp 1"
    assert item.severity == "warning"
    down = {name: {**part, "round": "Rp 1 down"} for name, part in HALVES["parts"].items()}
    mended = mr.audit(overlaid(BASE, {"parts": down}), only=["numbers"])
    assert "parts-above-whole" not in {one.code for one in mended}


def test_score_when_one_point_decides_then_its_step_is_told():
    score = {"by": "capaian", "under 80%": "40%", "80%..": "100%"}
    draft = overlaid(BASE, {"parts": {"productivity": {"score": score}}})
    [item] = [one for one in mr.audit(draft, only=["numbers"]) if one.code == "number-cliff"]
    # 60 % of 5,000,000 is 3,000,000; 60 % of that lies between 79.99 and 80 %
    assert said(item.problem.params["lost"]) == "Rp 1,800,000"
    assert (said(item.problem.params["low"]), said(item.problem.params["high"])) == (
        "79.99%",
        "80%",
    )


def test_part_when_it_has_no_floor_then_said_that_it_lowers_the_others():
    parts = {"discipline": {"at_least": "none"}}
    rules = {"alpa": {"cut": "20%"}, "gate": "none"}
    found = mr.audit(overlaid(BASE, {"parts": parts, "rules": rules}), only=["counts"])
    [item] = [
        one
        for one in found
        if one.code == "cuts-above-base" and "absent without notice" in one.fact("en")
    ]
    # five days take the whole of it, the sixth is taken from what the other part pays
    assert item.problem.params["count"] == 6
    assert item.severity == "warning"
    assert "becomes negative" in item.fact("en")
    assert "menjadi negatif" in item.fact("id")
    floored = mr.audit(overlaid(BASE, {"rules": rules}), only=["counts"])
    [item] = [
        one
        for one in floored
        if one.code == "cuts-above-base" and "absent without notice" in one.fact("en")
    ]
    assert (item.severity, "costs nothing" in item.fact("en")) == ("note", True)


def test_part_when_a_gate_has_already_taken_all_then_that_it_is_used_up_is_not_told():
    """Of a month that pays nothing no further cut is lost: five days take the part, two all."""
    rules = {"alpa": {"cut": "20%"}, "gate": {"when": "count(status = alpa) > 1"}}
    found = mr.audit(overlaid(BASE, {"rules": rules}), only=["counts"])
    assert "gate-cliff" in {one.code for one in found}
    told = [one.fact("en") for one in found if one.code == "cuts-above-base"]
    assert not any("absent without notice" in one for one in told), told


def test_events_when_the_law_names_no_kind_then_each_is_asked():
    any_event = {"apel": {"each": "missed", "when": "status = present", "cut": "5%"}}
    found = mr.audit(overlaid(BASE, {"rules": any_event}), only=["events"])
    named = {said(i.problem.params["event"]) for i in found if i.code.endswith("missed-event")}
    known = found.profile.vocabulary.allowed("events.event")
    assert len(named) == len(known)
    # months with several of them are made for three kinds; the others are listed
    [left] = [what.said("en") for what in found.unasked if "several of these" in what.said("en")]
    assert left.count(",") == len(known) - 3 - 1


@pytest.mark.slow
def test_events_when_only_counted_then_each_kind_is_asked_and_those_left_out_are_listed():
    counted = {"each": "month", "when": "count(event.missed) = 3", "cut": "30%"}
    counted |= {"of": "discipline", "source": "perbup pasal 15"}
    law = overlaid(BASE, {"rules": {"apel": "absent", "events": counted}})
    found = mr.audit(law, only=["events", "reached"], examples=0)
    [events] = [item for item in found.checks if item.name == "events"]
    known = found.profile.vocabulary.allowed("events.event")
    assert events.tried >= 3 * len(known)
    [left] = [what.said("en") for what in found.unasked if "several of these" in what.said("en")]
    assert left.count(",") == len(known) - 3 - 1


def test_cliff_when_free_days_are_followed_by_even_steps_then_none():
    """Two absences are excused, each other one costs the same: nothing stands out."""
    alpa = {"cut": "4%", "free": "2 per month"}
    law = overlaid(BASE, {"rules": {"gate": "absent", "alpa": alpa}})
    assert [item.code for item in mr.audit(law, only=["counts"]) if "cliff" in item.code] == []


def test_audit_when_something_is_not_asked_then_it_is_listed():
    found = mr.audit(BASE, only=["events"])
    told = [what.said("en") for what in found.unasked]
    assert "the check “minutes”" in told
    assert "half days of leave" in told
    assert any(what.startswith("other people than PNS III/b") for what in told)
    assert "the check “drawn”" in told
    # with no month drawn the check was not asked either
    undrawn = mr.audit(BASE, only=["drawn"], examples=0)
    assert "the check “drawn”" in [what.said("en") for what in undrawn.unasked]
    violations = {
        "razia": {
            "each": "violation razia",
            "cut": "5%",
            "of": "discipline",
            "source": "perbup pasal 14",
        }
    }
    found = mr.audit(overlaid(BASE, {"rules": violations}), only=["reachable"])
    assert "rows of: violation" in [what.said("en") for what in found.unasked]
    assert found.as_dict("id")["unasked"] == [what.said("id") for what in found.unasked]


def test_months_when_missed_events_gate_then_the_cliff_is_found():
    gate = {
        "gate": {
            "each": "month",
            "when": "count(event.missed and event.event = apel_pagi) > 3",
            "zero": "everything",
            "source": "perbup pasal 15",
        }
    }
    found = mr.audit(overlaid(BASE, {"rules": gate}), only=["counts"])
    [item] = [one for one in found if one.code == "gate-cliff"]
    # each roll call missed before it costs 1 % of 2,000,000; the fourth all that is left
    assert item.problem.params["count"] == 4
    assert said(item.problem.params["lost"]) == "Rp 4,940,000"
    assert said(item.problem.params["most"]) == "Rp 20,000"


@pytest.mark.slow
def test_cure_when_a_limit_stands_there_then_it_is_not_written_over():
    """`at_most: 100%` in place of 40 % a week takes more, not less."""
    law = overlaid(BASE, {"rules": {"alpa": {"cut": "30%", "at_most": "60% per week"}}})
    for item in mr.audit(law, only=["counts"], examples=0):
        if item.change is not None and item.change.path == "rules.alpa.at_most":
            assert item.change.old
