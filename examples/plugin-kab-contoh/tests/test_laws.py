"""The cases of the regulation, its mutants, and the laws of the domain."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import settings

from masker_rules import load_profile
from masker_rules.testing import LAWS, check_law, mutate, run_cases

PROFILE = "id/kab-contoh"


def test_cases_when_run_then_they_pass_and_reach_every_rule() -> None:
    report = run_cases(PROFILE)
    assert [case.text() for case in report if not case.passed] == []
    assert not report.coverage.missed


def test_cases_when_the_law_is_mutated_then_they_notice() -> None:
    assert mutate(load_profile(PROFILE)).score >= Fraction(9, 10)


@pytest.mark.parametrize("law", LAWS)
def test_law_when_months_are_random_then_it_holds(law: str) -> None:
    check_law(law, PROFILE, settings=settings(max_examples=10, deadline=None))
