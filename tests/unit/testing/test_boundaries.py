"""Cases on both sides of a boundary, written for a person to sign."""

from __future__ import annotations

import pytest

from masker_rules.engine.profile import load_profile
from masker_rules.testing import run_cases
from masker_rules.testing.boundaries import boundaries, boundary_cases

PROFILE = """\
profile:
  language: 1
  id: id/uji/batas
  title: Aturan uji
  status: draft
  zone: Asia/Makassar
  in_force: 2026-07-01..2026-12-31
  rounding: half_up
  source: uji pasal 1
sources: {uji: {title: Perbup Uji, kind: regulation, confirmed: "yes"}}
hours:
  office: {normal: {mon..fri: 08:00..16:00}}
amount: tpp
parts:
  work: {weight: 50%, score: capaian, round: Rp 1}
  discipline: {weight: 50%, round: Rp 1}
rules:
  late: {each: late, cut: {1m..30m: 1%, 31m..: 2%}, of: discipline}
  gate: {each: month, when: count(status = alpa) > 2, zero: everything}
"""
CASES = """\
case: 1
period: 2026-07
cases:
  on time:
    amounts: {tpp: 1000000}
    scores: {capaian: 90%}
    expect: {net: 950000}
"""


@pytest.fixture
def law(tmp_path):
    (tmp_path / "cases").mkdir()
    (tmp_path / "profile.yaml").write_text(PROFILE)
    (tmp_path / "cases" / "uji.yaml").write_text(CASES)
    return load_profile(tmp_path)


@pytest.fixture
def sides(law):
    found = {}
    for boundary in boundaries(law):
        found.setdefault(boundary.dial, []).append([draft.outcome for draft in boundary.drafts])
    return found


@pytest.mark.slow
def test_band_when_it_ends_then_the_last_minute_and_the_next(sides):
    codes = [[outcome["findings"][:1] for outcome in pair] for pair in sides["late"]]
    assert codes == [
        [[], ["2026-07-01 TL1 1m 1% discipline -5000"]],
        [
            ["2026-07-01 TL1 30m 1% discipline -5000"],
            ["2026-07-01 TL2 31m 2% discipline -10000"],
        ],
    ]


@pytest.mark.slow
def test_gate_when_it_closes_then_the_last_day_paid_and_the_first_not(sides):
    (pair,) = sides["days of alpa"]
    assert [outcome["status"] for outcome in pair] == ["payable", "zero"]


@pytest.mark.slow
def test_dates_in_force_when_they_end_then_the_months_on_both_sides(sides):
    before, after = sides["period"]
    assert [outcome.get("error", "") for outcome in before] == ["not-in-force", ""]
    assert [outcome.get("error", "") for outcome in after] == ["", "not-in-force"]


@pytest.mark.slow
def test_score_when_it_is_capped_then_the_cap_and_its_neighbours(sides):
    (around,) = sides["capaian"]
    # 500 000 × 99.99 % = 499 950; 100.01 % is 100 %
    assert [outcome["work"] for outcome in around] == ["499950", "500000", "500000"]


@pytest.mark.slow
def test_file_when_written_then_it_holds_and_nobody_has_signed_it(law, tmp_path):
    text = boundary_cases(law, boundaries(law), "first line\nsecond line")
    assert text.startswith("# first line\n# second line\ncase: 1\n")
    (tmp_path / "cases" / "batas.yaml").write_text(text)
    report = run_cases(law)
    assert len(report.unsigned) == text.count("signed:") > 8
    assert [case.text() for case in report if case.mismatches] == []


def test_profile_when_no_case_is_paid_then_nothing_to_vary(law, tmp_path):
    (tmp_path / "cases" / "uji.yaml").unlink()
    assert boundaries(law) == ()
