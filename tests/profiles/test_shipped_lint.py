"""Shipped regulations are clean: what lint finds in them is mended, or accepted with a reason."""

from __future__ import annotations

import pytest

import masker_rules as mr
from masker_rules.profiles import known_ids


@pytest.mark.parametrize("name", known_ids())
def test_lint_when_a_shipped_profile_is_looked_through_then_no_warning(name):
    told = [problem.text() for problem in mr.load_profile(name).warnings]
    assert not told, "\n".join(told)


@pytest.mark.parametrize("name", known_ids())
def test_lint_when_a_shipped_profile_accepts_a_finding_then_in_both_languages(name):
    for item in mr.load_profile(name).linted.accepted:
        assert item.because.id
        assert item.because.en
        assert item.because.id != item.because.en
