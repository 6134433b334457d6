"""Whole regulations under `examples`, encoded from the documentation, and their cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from masker_rules.engine.profile import load_profile
from masker_rules.testing.cases import run_cases
from masker_rules.testing.mutation import mutate

FOLDER = Path(__file__).parents[2] / "examples" / "regulations"
REGULATIONS = sorted(path.parent.name for path in FOLDER.glob("*/profile.yaml"))


@pytest.mark.parametrize("name", REGULATIONS)
def test_regulation_when_its_cases_run_then_all_to_the_rupiah(name: str) -> None:
    report = run_cases(FOLDER / name)
    assert load_profile(FOLDER / name).warnings == ()
    assert not report.failed, "\n".join(case.text("en") for case in report.failed)
    assert not report.coverage.missed


@pytest.mark.slow
@pytest.mark.parametrize("name", REGULATIONS)
def test_regulation_when_mutated_then_only_roundings_of_whole_amounts_go_unnoticed(
    name: str,
) -> None:
    """Where every rate is a multiple of Rp 50, no input makes the step of a rounding matter."""
    told = [one.mutant.path for one in mutate(load_profile(FOLDER / name)).survivors]
    assert all(path.endswith(".round") for path in told), told
