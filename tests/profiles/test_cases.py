"""Every case beside every profile of the package, and what the cases reach."""

from __future__ import annotations

from functools import cache

import pytest

from masker_rules.engine.profile import load_profile
from masker_rules.profiles import known_ids
from masker_rules.testing import run_cases
from masker_rules.testing.cases import alone, cases_beside

PROFILES = known_ids()


@cache
def profile_of(name):
    return alone(load_profile(name))


@cache
def report(name):
    return run_cases(profile_of(name))


def cases():
    """A parameter for each case; reading them is cheap, they are run by the tests."""
    return [
        pytest.param(profile, index, id=f"{profile}: {case.name}")
        for profile in PROFILES
        for index, case in enumerate(cases_beside(profile_of(profile)))
    ]


@pytest.mark.parametrize(("profile", "index"), cases())
def test_case_when_run_then_everything_comes_out_as_it_says(profile, index):
    case = report(profile)[index]
    assert case.passed, case.text()


@pytest.mark.parametrize("profile", PROFILES)
def test_cases_when_counted_then_no_rule_gate_or_row_is_left_out(profile):
    assert len(report(profile)) > 0
    missed = [f"{item} at {item.place}" for item in report(profile).coverage.missed]
    assert not missed, f"{profile}: no case reaches {missed}"
