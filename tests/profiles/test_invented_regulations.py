"""Two regulations that nobody has made, written from the documentation alone.

Together they use, on each of 22 axes, a value that the survey of real regulations had not seen:
`docs/explanation/axes.md` lists them. Their text is `PERATURAN.md`; the expected rupiah were
worked out by hand from it, beside each case.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from masker_rules.engine.profile import load_profile
from masker_rules.testing.cases import run_cases

FOLDER = Path(__file__).parents[1] / "data" / "invented"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["laut-biru", "awan-putih"])
def test_invented_regulation_when_its_cases_run_then_all_to_the_rupiah(name: str) -> None:
    report = run_cases(FOLDER / name)

    assert load_profile(FOLDER / name).warnings == ()
    assert len(report) > 45
    assert not report.failed, "\n".join(case.text("en") for case in report.failed)
