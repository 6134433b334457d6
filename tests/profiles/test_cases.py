"""Every case beside every profile of the package, and what the cases reach."""

from __future__ import annotations

from functools import cache

import pytest

from masker_rules.profiles import known_ids
from masker_rules.profiles.registry import aliases_of, cases_of, find
from masker_rules.testing import run_cases
from masker_rules.testing.casefile import read_case_file

PROFILES = known_ids()


@cache
def report(name):
    return run_cases(name)


def names_of(profile):
    """Names of the cases beside a profile; reading them is cheap, the tests load and run them."""
    ids = {profile, *aliases_of(profile)}
    files = cases_of(find(profile)[0])
    return [case.name for file in files for case in read_case_file(file, file.name, ids)]


def cases():
    return [
        pytest.param(profile, index, id=f"{profile}: {name}")
        for profile in PROFILES
        for index, name in enumerate(names_of(profile))
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
