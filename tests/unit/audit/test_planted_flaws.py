"""Each planted flaw is found, and its smallest example runs as a case and says what is paid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flawed import BASE, FLAWS, flawed, saved
from long_runs import slow_but

import masker_rules as mr
import masker_rules.texts
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


def test_base_when_audited_then_no_warning_and_only_cliffs():
    found = mr.audit(BASE, examples=5)
    assert not found.warnings, found.text("en")
    assert {item.code for item in found} == {"minute-cliff", "gate-cliff"}


#: Every fifth on each push: an audit tries each minute of a day.
QUICK = frozenset(list(FLAWS)[::5])


@pytest.mark.parametrize("name", slow_but(lambda name: name in QUICK, FLAWS))
def test_flaw_when_planted_then_found_with_a_runnable_example(name, tmp_path):
    flaw = FLAWS[name]
    found = mr.audit(flawed(name), only=[flaw["by"]], examples=5)
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
