"""Who has which hours: chosen by what the employees row says, before anything else is known."""

from __future__ import annotations

import pytest
from regulations import HOURS, regulation

import masker_rules as mr


@pytest.mark.parametrize(
    "condition",
    ["month_of_year = 3", "capaian > 50%", "eligible", "any(late > 0m)", "lowest_class exists"],
)
def test_for_when_it_reads_more_than_the_person_then_refused(condition: str) -> None:
    hours = {**HOURS, "lain": {"for": condition, "normal": {"mon..fri": "09:00..17:00"}}}

    with pytest.raises(mr.ProfileError, match="unknown-name"):
        mr.load_profile({**regulation(), "hours": hours})


def test_for_when_it_reads_the_person_then_loads() -> None:
    condition = "staff_group = teacher and job_class exists and job_class > 7"
    hours = {**HOURS, "lain": {"for": condition, "normal": {"mon..fri": "09:00..17:00"}}}

    assert len(mr.load_profile({**regulation(), "hours": hours}).plan.attendance.hours) == 2
