"""`masker profiles audit`: findings for people and programs, and examples that run."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))
from flawed import BASE, flawed, saved


@pytest.fixture
def draft(tmp_path):
    return saved(flawed("gate_that_rewards"), tmp_path)


@pytest.mark.slow
def test_audit_when_a_warning_is_found_then_three_and_told_in_both_languages(masker, draft):
    english = masker("profiles", "audit", draft, "--only", "counts", "--lang", "en")
    assert english.code == 3
    assert "one-more-day-pays-more" in english.out
    assert "searched" in english.out
    indonesian = masker("profiles", "audit", draft, "--only", "counts")
    told = "bulan dengan 4 hari tidak masuk kerja tanpa keterangan dibayar Rp 140.000"
    assert told in indonesian.out
    assert "dicari" in indonesian.out


@pytest.mark.slow
def test_audit_when_only_notes_are_found_then_zero(masker, tmp_path):
    path = saved(BASE, tmp_path)
    said = masker("profiles", "audit", path, "--only", "counts,reachable", "--lang", "en")
    assert said.code == 0
    assert "0 warnings, 1 notes." in said.out


@pytest.mark.slow
def test_audit_when_asked_for_json_then_data_with_cases(masker, draft):
    said = masker("profiles", "audit", draft, "--only", "counts", "--format", "json")
    data = json.loads(said.out)
    assert data["warnings"] == len([f for f in data["findings"] if f["severity"] == "warning"])
    first = data["findings"][0]
    assert first["case"].startswith("# ")
    assert first["proven"] is False
    assert data["checks"][0]["name"] == "counts"


def test_audit_when_asked_for_yaml_then_the_cases_run_beside_the_profile(masker, draft):
    cases = draft.parent / "cases"
    cases.mkdir()
    wrote = masker("profiles", "audit", draft, "--only", "counts", "--out", cases / "audit.yaml")
    assert wrote.code == 3
    ran = masker("profiles", "test", draft, "--format", "json")
    report = json.loads(ran.out)
    assert report["unsigned"] == len(report["cases"]) > 0
    assert not any(case["mismatches"] for case in report["cases"])


@pytest.mark.slow
def test_audit_when_examples_are_asked_for_then_shown(masker, draft):
    said = masker("profiles", "audit", draft, "--only", "counts", "--examples", "--lang", "en")
    assert "4 × absent without notice" in said.out
    assert "expect:" in said.out


def test_audit_when_a_check_is_unknown_then_two(masker, draft):
    said = masker("profiles", "audit", draft, "--only", "minits")
    assert said.code == 2
    assert "unknown-check" in said.err
