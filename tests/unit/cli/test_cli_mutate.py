from __future__ import annotations

import json
import re

import pytest

from masker_rules.testing import killers, mutation

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
parts: {discipline: {weight: 100%, round: Rp 1}}
rules:
  late: {each: late, cut: {1m..30m: 1%, 31m..: 2%}, of: discipline}
"""
CASES = """\
case: 1
period: 2026-07
cases:
  late:
    amounts: {tpp: 1000000}
    days: {2026-07-01: in 08:10}
    expect: {net: 990000}
"""


@pytest.fixture
def law(tmp_path):
    (tmp_path / "cases").mkdir()
    (tmp_path / "profile.yaml").write_text(PROFILE)
    (tmp_path / "cases" / "uji.yaml").write_text(CASES)
    return tmp_path


@pytest.mark.slow
def test_mutants_when_too_many_survive_then_three_with_place_change_and_case(masker, law):
    said = masker("profiles", "test", law, "--mutate", "--lang", "en")
    assert said.code == 3
    assert "profile.yaml:16:28: rules.late.cut.1m..30m: 1m..30m → 1m..29m" in said.out
    assert '  "late: 2026-07-02 in 08:30":\n    signed: "no"\n' in said.out
    assert "mutants noticed" in said.out


@pytest.mark.slow
def test_mutants_when_the_threshold_is_met_then_nought(masker, law):
    assert masker("profiles", "test", law, "--mutate", "--threshold", "1%").code == 0


@pytest.mark.slow
def test_mutants_when_asked_as_json_then_each_with_its_fate(masker, law):
    said = masker("profiles", "test", law, "--mutate", "--format", "json")
    made = json.loads(said.out)
    assert said.code == 3
    assert made["threshold"] == "90%"
    fates = [item["fate"] for item in made["mutants"]]
    for fate in ("killed", "survived", "refused"):
        assert made[fate] == fates.count(fate)
    rule = next(m for m in made["mutants"] if m["path"] == "rules.late")
    assert (rule["fate"], rule["by"]) == ("killed", "late")
    edge = next(m for m in made["mutants"] if m["new"] == "1m..29m")
    assert (edge["fate"], edge["by"]) == ("survived", "late: 2026-07-02 in 08:30")
    assert made["cases"].startswith("# ")


def test_threshold_when_no_percent_then_refused(masker, law):
    said = masker("profiles", "test", law, "--mutate", "--threshold", "much")
    assert said.code == 2
    assert "bad-threshold" in said.err


@pytest.mark.slow
def test_boundaries_when_written_then_unsigned_cases_until_a_person_signs(masker, law):
    path = law / "cases" / "boundaries.yaml"
    assert masker("profiles", "test", law, "--boundaries", "--out", path).code == 0
    said = masker("profiles", "test", law, "--lang", "en")
    assert said.code == 3
    count = path.read_text().count('    signed: "no"')
    assert f"{count} cases are not signed" in said.out
    assert "unsigned, not counted as passed: late: 2026-07-02 in 08:30" in said.out

    path.write_text(path.read_text().replace('signed: "no"', 'signed: "yes"'))
    assert masker("profiles", "test", law).code == 0


def test_boundaries_when_there_is_no_case_then_said_so(masker, law):
    (law / "cases" / "uji.yaml").unlink()
    said = masker("profiles", "test", law, "--boundaries", "--lang", "en")
    assert (said.code, said.out) == (0, "")
    assert "write one first" in said.err


def test_mutants_when_stopped_then_the_score_so_far_and_130(masker, law, monkeypatch):
    met = []

    def stops_at_the_third(*given):
        met.append(given)
        if len(met) == 3:
            raise KeyboardInterrupt
        return one(*given)

    one = mutation._fate
    monkeypatch.setattr(mutation, "_fate", stops_at_the_third)
    said = masker("profiles", "test", law, "--mutate", "--lang", "en")
    assert said.code == 130
    assert said.out == ""
    assert re.search(r"Stopped after 2 of \d+ mutants\. \d+ mutants noticed, \d+ not: ", said.err)


def test_mutants_when_stopped_while_cases_are_looked_for_then_the_whole_score(
    masker, law, monkeypatch
):
    def stops(*_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(killers, "killing_cases", stops)
    said = masker("profiles", "test", law, "--mutate", "--lang", "en")
    assert said.code == 130
    assert re.match(r"\d+ mutants noticed, \d+ not: ", said.err)
