"""The cases of every shipped profile notice at least nine of ten mutants of its law."""

from __future__ import annotations

from fractions import Fraction

import pytest
from long_runs import slow_but

from masker_rules.engine.profile import load_profile
from masker_rules.profiles import known_ids
from masker_rules.testing.mutation import mutate

#: Profiles with few mutants: a matter of seconds, so that every run sees some.
FEW = ("id/bakamla", "id/prov-jawa-tengah")


@pytest.mark.parametrize("profile", slow_but(lambda name: name.startswith(FEW), known_ids()))
def test_cases_when_the_law_is_mutated_then_they_notice(profile):
    report = mutate(load_profile(profile))
    told = [f"{m.mutant.path}: {m.mutant.old} -> {m.mutant.new}" for m in report.survivors]
    assert report.score >= Fraction(9, 10), told
