"""Two regulations written by people who had only the documentation.

Neither stands among the reference regulations. Their expected rupiah were worked out by hand,
beside each case. Together they meet a started minute, Friday weights, rates that rise with the
number of days, monthly sums of minutes, a day's share, free days, leave that sets the month, a
lagged predicate and steps of Rp 100.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from masker_rules.engine.profile import load_profile
from masker_rules.testing.cases import run_cases

FOLDER = Path(__file__).parents[1] / "data" / "unseen"


@pytest.mark.parametrize("name", ["teluk-contoh", "badan-contoh"])
def test_unseen_regulation_when_its_cases_run_then_all_to_the_rupiah(name: str) -> None:
    report = run_cases(FOLDER / name)

    assert load_profile(FOLDER / name).warnings == ()
    assert len(report) > 30
    assert not report.failed, "\n".join(case.text("en") for case in report.failed)
