"""Cases against mutants: who notices, what survives, and the case that would notice it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from masker_rules.engine.profile import load_profile
from masker_rules.testing import mutation, run_cases
from masker_rules.testing.cases import Trial
from masker_rules.testing.killers import killing_cases, written
from masker_rules.testing.mutation import mutate

PROFILE = """\
profile:
  language: 1
  id: id/uji/mutasi
  title: Aturan uji
  status: draft
  zone: Asia/Makassar
  in_force: 2020-01-01..
  rounding: half_up
  source: uji pasal 1
sources: {uji: {title: Perbup Uji, kind: regulation, confirmed: "yes"}}
hours:
  office: {normal: {mon..fri: 08:00..16:00}}
amount: tpp
parts:
  discipline: {weight: 100%, round: Rp 1}
rules:
  late: {each: late, cut: {1m..30m: 1%, 31m..: 2%}, of: discipline}
  alpa: {each: alpa, cut: 5%, of: discipline}
  gate: {each: month, when: count(status = alpa) > 2, zero: everything}
"""
CASES = """\
case: 1
period: 2026-07
given:
  amounts: {tpp: 1000000}
  days: on time
cases:
  on time:
    expect: {net: 1000000, findings: []}
  one minute late and half an hour late:
    days: {2026-07-01: in 08:01, 2026-07-02: in 08:30, 2026-07-03: in 08:31}
    expect: {net: 960000}
  two days absent:
    days: {2026-07-01..2026-07-02: alpa}
    expect: {net: 900000}
  three days absent:
    days: {2026-07-01..2026-07-03: alpa}
    expect: {net: 0, status: zero}
"""


@pytest.fixture
def law(tmp_path):
    (tmp_path / "cases").mkdir()
    (tmp_path / "profile.yaml").write_text(PROFILE)

    def having(cases):
        (tmp_path / "cases" / "uji.yaml").write_text(cases)
        return load_profile(tmp_path)

    return having


def fates(report):
    return {
        (item.mutant.path, item.mutant.old, item.mutant.new): item.fate for item in report.items
    }


def test_cases_when_they_reach_an_edge_then_its_mutants_are_killed(law):
    found = fates(mutate(law(CASES)))
    assert found["rules.late.cut.1m..30m", "1m..30m", "1m..29m"] == "killed"
    assert found["rules.late.cut.1m..30m", "1m..30m", "1m..31m"] == "killed"
    when = "count(status = alpa) > 2"
    assert found["rules.gate.when", when, "count(status = alpa) >= 2"] == "killed"
    assert found["rules.alpa", "alpa", ""] == "killed"


@pytest.mark.slow
def test_cases_when_an_edge_is_left_out_then_its_mutant_survives(law):
    report = mutate(law(CASES.replace("in 08:31", "in 08:45")))
    # 45 minutes are in the second row wherever it begins near 31.
    found = fates(report)
    assert found["rules.late.cut.1m..30m", "1m..30m", "1m..31m"] == "survived"
    assert found["rules.late.cut.1m..30m", "1m..30m", "1m..29m"] == "killed"


def test_mutant_when_it_does_not_load_then_refused_and_not_in_the_score(law):
    report = mutate(law(CASES))
    refused = [item for item in report.items if item.fate == "refused"]
    assert refused
    assert all(item.by for item in refused)
    judged = report.count("killed") + len(report.survivors)
    assert report.score == Fraction(report.count("killed"), judged)
    assert len(report.items) == judged + len(refused)


def test_case_when_it_fails_under_the_law_then_judges_no_mutant(law):
    broken = "case: 1\nperiod: 2026-07\ncases:\n  wrong: {amounts: {tpp: 5}, expect: {net: 6}}\n"
    report = mutate(law(broken))
    assert report.failing == ("wrong",)
    assert report.count("killed") == 0
    assert report.score == 0


def survivors(report, path):
    """The report, of which only the survivors at a path are left."""
    return replace(
        report, items=tuple(item for item in report.survivors if item.mutant.path == path)
    )


@pytest.mark.slow
def test_survivors_when_a_month_tells_them_apart_then_the_first_of_cases_and_dials(law):
    """Work ends at 16:00: one minute less is early under the law, one more is early otherwise."""
    before = survivors(mutate(law(CASES)), "hours.office.normal.mon..fri")
    assert [item.mutant.new for item in before.items] == ["08:00..15:59", "08:00..16:01"]
    done = []
    found = killing_cases(before, lambda *told: done.append(told))

    assert done == [(1, 2), (2, 2)]
    (dial, early), (case, on_time) = found
    assert dial.given["days"]["2026-07-01"] == "out 15:59"
    assert early == {"counts": {"early_days": "1", "early_minutes": "1"}}
    assert case.name == "on time"
    assert on_time == {"counts": {"early_days": "0", "early_minutes": "0"}}
    text = written(before.profile, found, "a note")
    assert text.count('signed: "no"') == 2


def test_survivor_when_no_month_is_paid_then_no_case_and_no_file(law):
    nothing = CASES.partition("  on time:")[0] + "  three" + CASES.partition("  three")[2]
    before = survivors(mutate(law(nothing)), "parts.discipline.round")
    found = killing_cases(before)
    assert found == (None,) * 3
    assert written(before.profile, found, "a note") == ""


@pytest.mark.slow
def test_survivor_when_a_case_is_found_then_signed_it_kills(law, tmp_path):
    profile = law(CASES.replace("in 08:31", "in 08:45"))
    before = mutate(profile)
    found = killing_cases(before)
    assert len(found) == len(before.survivors)
    text = written(profile, found, "a note")
    assert text.startswith("# a note\ncase: 1\nprofile: id/uji/mutasi\n")
    assert 'signed: "no"' in text

    (tmp_path / "cases" / "killers.yaml").write_text(text)
    assert [case.passed for case in run_cases(profile).unsigned] == [False] * text.count("signed:")

    (tmp_path / "cases" / "killers.yaml").write_text(text.replace('signed: "no"', 'signed: "yes"'))
    after = mutate(profile)
    assert after.failing == ()
    noticed = sum(killer is not None for killer in found)
    assert noticed >= 5
    assert len(after.survivors) <= len(before.survivors) - noticed


@pytest.mark.slow
def test_mutants_when_only_cases_that_meet_the_row_judge_then_every_fate_is_the_same(
    law, monkeypatch
):
    profile = law(CASES)
    run, runs = Trial.run, []

    def counted(trial, changed):
        runs.append(trial.case.name)
        return run(trial, changed)

    monkeypatch.setattr(Trial, "run", counted)
    chosen, few = mutate(profile), len(runs)
    monkeypatch.setattr(mutation, "rate_of_row", lambda *_: None)
    monkeypatch.setattr(mutation, "reached_by_each", lambda _, results: [()] * len(list(results)))
    by_all, many = mutate(profile), len(runs) - few
    fates = [[item.fate for item in report.items] for report in (chosen, by_all)]
    assert fates[0] == fates[1]
    assert {"killed", "survived"} <= set(fates[0])
    assert few < many
