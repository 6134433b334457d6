"""Each planted flaw is told with its numbers and the law of every text; its control is clean."""

from __future__ import annotations

import pytest
from flawed import LINT_FLAWS, planted
from installed import install

import masker_rules as mr
from masker_rules.errors import ProfileError

#: The note that a score may be one that was not made is of every score, flawed or clean.
OF_EVERY_SCORE = "none-not-asked"


def told(name, monkeypatch, folder, *, control=False):
    """Everything that is said of a draft, by code, in English."""
    draft, others = planted(name, control=control)
    if others:
        ids = list(others)
        index = {}
        if draft["profile"]["id"] in others:
            index = {"id/kab-uji": {"points_to": ids[-1], "versions": ids[:-1]}}
        install(monkeypatch, folder, others, index)
    try:
        profile = mr.load_profile(draft)
    except ProfileError as refused:
        return [(problem.code, problem.text("en")) for problem in refused.problems], False
    linted = profile.linted
    problems = [*profile.told, *(f.problem for f in (*linted.warnings, *linted.notes))]
    told_of = [(problem.code, problem.text("en")) for problem in problems]
    return [(code, text) for code, text in told_of if code != OF_EVERY_SCORE], True


@pytest.mark.parametrize("name", LINT_FLAWS)
def test_flaw_when_planted_then_told_with_numbers_and_every_law(name, monkeypatch, tmp_path):
    flaw = LINT_FLAWS[name]
    found, loads = told(name, monkeypatch, tmp_path)
    assert loads is (flaw.get("loads") != "no"), found
    texts = [text for code, text in found if code == flaw["finds"]]
    wanted = [*flaw.get("says", []), *flaw.get("law", [])]
    assert any(all(word in text for word in wanted) for text in texts), (wanted, found)
    assert len(set(texts)) == len(texts), "the same is told twice"


@pytest.mark.parametrize("name", LINT_FLAWS)
def test_control_when_the_flaw_is_not_there_then_nothing_is_told(name, monkeypatch, tmp_path):
    found, loads = told(name, monkeypatch, tmp_path, control=True)
    assert loads, found
    assert found == []
