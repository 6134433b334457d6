"""Each planted flaw is found, and its smallest example runs as a case and says what is paid."""

from __future__ import annotations

import pytest
from flawed import BASE, FLAWS, flawed, saved

import masker_rules as mr
from masker_rules.legal import Text
from masker_rules.testing import run_cases

#: Examples tell of single days; without a number a flaw is about the whole month.
ANY = 31


def said(value):
    return value.en if isinstance(value, Text) else str(value)


def told_days(draft):
    return [told for key, told in draft.given.get("days", {}).items() if key != "rest"]


def matching(flaw, found):
    wanted = flaw.get("says", {})
    return [
        item
        for item in found
        if item.code == flaw["finds"]
        and all(said(item.problem.params[name]) == value for name, value in wanted.items())
    ]


def test_set_when_counted_then_more_than_fifteen_kinds():
    assert len({flaw["finds"] for flaw in FLAWS.values()}) >= 30


def test_base_when_audited_then_no_warning_and_only_cliffs():
    found = mr.audit(BASE, examples=5)
    assert not found.warnings, found.text("en")
    assert {item.code for item in found} == {"minute-cliff", "gate-cliff"}


@pytest.mark.parametrize("name", FLAWS)
def test_flaw_when_planted_then_found_with_a_runnable_example(name, tmp_path):
    flaw = FLAWS[name]
    found = mr.audit(flawed(name), only=[flaw["by"]], examples=5)
    hits = matching(flaw, found)
    assert hits, f"{flaw['finds']} {flaw.get('says')} is not among\n{found.text('en')}"
    best = hits[0]
    for draft in best.example:
        assert len(told_days(draft)) <= int(flaw.get("days", ANY))
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
