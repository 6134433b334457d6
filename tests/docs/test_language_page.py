"""Every example of the language reference is loaded or computed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from installed import install

from masker_rules import load_profile, yamltext
from masker_rules.testing import run_cases

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "language.md"
TEXT = PAGE.read_text("utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
WHOLE = next(text for text in EXAMPLES if text.startswith("profile:"))
CHANGES = [text for text in EXAMPLES if text.startswith("profile:") and text != WHOLE]
CASES = next(text for text in EXAMPLES if text.startswith("case:"))
SECTIONS = [text for text in EXAMPLES if not text.startswith(("profile:", "case:"))]
FORMULAS = re.findall(r"^\| `([^`]+)` \| (month|day) \| ([a-z ]+) \|$", TEXT, re.MULTILINE)


def plain(node):
    if isinstance(node, yamltext.Scalar):
        return node.text
    if isinstance(node, yamltext.Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(child) for key, _, child in node.items()}


def read(text):
    return plain(yamltext.parse_yaml(text, "language.md"))


def titled(text):
    return ", ".join(read(text))


def test_page_when_read_then_it_has_examples_and_formulas():
    assert len(SECTIONS) >= 11
    assert len(FORMULAS) >= 20


@pytest.mark.parametrize("text", SECTIONS, ids=titled)
def test_section_when_put_into_the_whole_profile_then_it_loads(text):
    load_profile({**read(WHOLE), **read(text)})


def test_change_when_the_whole_profile_is_installed_then_it_loads(monkeypatch, tmp_path):
    whole = read(WHOLE)
    install(monkeypatch, tmp_path, {whole["profile"]["id"]: whole})
    [text] = CHANGES
    plan = load_profile(read(text)).plan
    assert {"rules.late", "rules.alpa"} == {charge.rule for charge in plan.charges}
    assert "Perbup Contoh 9/2026, pasal I angka 2" in plan.rule_sources["rules.alpa"].text("id")


def test_cases_when_put_beside_the_whole_profile_then_they_pass_and_reach_everything(tmp_path):
    (tmp_path / "cases").mkdir()
    (tmp_path / "profile.yaml").write_text(WHOLE, "utf-8")
    (tmp_path / "cases" / "contoh.yaml").write_text(CASES, "utf-8")
    report = run_cases(tmp_path)
    assert [case.text() for case in report.failed] == []
    assert report.coverage.missed == ()


@pytest.mark.parametrize(("formula", "grain", "gives"), FORMULAS)
def test_formula_when_checked_then_it_gives_the_unit_of_the_page(formula, grain, gives):
    quantity = {"each": grain, "is": formula, "source": "perbup"}
    profile = load_profile({**read(WHOLE), "quantities": {"example": quantity}})
    assert profile.plan.by_name["example"].type.said("en") == gives
