from __future__ import annotations

import json
import shutil

import pytest
from cli_month import NET, PROFILE

from masker_rules.profiles import find

CASES = """\
case: 1
profile: id/kab-bulukumba
period: 2026-07
given:
  employee: {grade: III/d, staff_group: office}
  amounts: {tpp: 4000000, payment_percent: 100%}
  scores: {target_minutes: 6000}
  activities: {2026-07-31: 6000m}
cases:
  Ten minutes late cost half a percent of the attendance part:
    days: {2026-07-02: in 07:40}
    expect: {net: NET}
"""


@pytest.fixture
def draft(tmp_path):
    """A copy of a shipped regulation with one case; the test says what it expects."""
    shutil.copy(find(PROFILE)[0], tmp_path / "profile.yaml")
    (tmp_path / "cases").mkdir()

    def expecting(net):
        text = CASES.replace("NET", str(net))
        (tmp_path / "cases" / "late.yaml").write_text(text, "utf-8")
        return tmp_path

    return expecting


def test_cases_when_they_pass_then_nought_with_coverage(masker, draft):
    said = masker("profiles", "test", draft(NET))
    assert said.code == 0
    assert "1 dari 1 kasus lulus." in said.out
    assert "rules.clock (early)" in said.out, "no case leaves early"
    assert "rules.clock (late)" not in said.out


def test_cases_when_one_fails_then_three_with_both_values(masker, draft):
    said = masker("profiles", "test", draft(NET + 1))
    assert said.code == 3
    assert str(NET) in said.out
    assert str(NET + 1) in said.out
    assert "cases/late.yaml:10:3" in said.out, "the case"
    assert "cases/late.yaml:12:" in said.out, "the value"


@pytest.mark.parametrize("width", ["20", "80", "200"])
def test_cases_when_the_terminal_is_narrow_then_no_place_is_folded(
    masker, draft, monkeypatch, width
):
    monkeypatch.setenv("COLUMNS", width)
    lines = masker("profiles", "test", draft(NET + 1)).out.splitlines()
    [case] = [line for line in lines if "cases/late.yaml:10:3: " in line]
    [value] = [line for line in lines if "cases/late.yaml:12:" in line]
    assert case.endswith("Ten minutes late cost half a percent of the attendance part")
    assert value.startswith("    ")
    assert str(NET) in value
    assert str(NET + 1) in value


def test_cases_when_json_then_data(masker, draft):
    said = masker("profiles", "test", draft(NET + 1), "--format", "json")
    made = json.loads(said.out)
    [case] = made["cases"]
    assert (said.code, made["failed"], case["passed"]) == (3, 1, False)
    assert case["mismatches"] == [{"what": "net", "expected": str(NET + 1), "got": str(NET)}]
    assert any(item["path"] == "rules.tms" for item in made["coverage"]["missed"])


def test_cases_when_there_are_none_then_nought_and_said(masker, tmp_path):
    shutil.copy(find(PROFILE)[0], tmp_path / "profile.yaml")
    said = masker("profiles", "test", tmp_path)
    assert said.code == 0
    assert "tidak memiliki kasus uji" in said.out


@pytest.mark.parametrize("text", ["", "case: 2\ncases: {}\n", "case: 1\nvalse: {}\n"])
def test_cases_when_the_file_is_wrong_then_two_without_traceback(masker, draft, text):
    folder = draft(NET)
    (folder / "cases" / "late.yaml").write_text(text, "utf-8")
    said = masker("profiles", "test", folder)
    assert said.code == 2
    assert "Traceback" not in said.err
    assert "masker_rules" not in said.err


def test_cases_when_a_file_is_no_yaml_then_it_fails_beside_the_others(masker, draft):
    folder = draft(NET)
    (folder / "cases" / "late.yaml").write_text("[\x00", "utf-8")
    said = masker("profiles", "test", folder)
    assert (said.code, said.err) == (3, "")
    assert "late.yaml" in said.out


def test_cases_when_there_is_no_profile_then_two(masker):
    assert masker("profiles", "test", "id/kab-tidak-ada").code == 2
