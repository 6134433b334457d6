"""Dates of rows in formulas: day facts and pack rows are compared alike."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from regulations import NIP, discipline, regulation, tables

import masker_rules as mr

LATE = {date(2026, 7, 9): ("08:10", "16:00"), date(2026, 7, 10): ("08:10", "16:00")}


def net(rules: dict[str, Any], **given: Any) -> int | None:
    [result] = mr.compute(discipline(**rules), tables(**given), "2026-07")
    found: int | None = result.net
    return found


@pytest.mark.parametrize(
    ("first", "expected"),
    [("2026-07-09", 980_000), ("2026-07-10", 990_000), ("2026-07-11", 10**6)],
)
def test_late_day_when_charged_from_a_date_then_that_day_is_included(
    first: str, expected: int
) -> None:
    rule = {"each": "late", "when": f"date >= {first}", "cut": "1%", "of": "discipline"}

    assert expected == net({"late": rule}, punches=LATE)


@pytest.mark.parametrize(("last", "expected"), [("2026-07-02", 10**6), ("2026-07-03", 980_000)])
def test_violation_when_charged_until_a_date_then_that_day_is_included(
    last: str, expected: int
) -> None:
    rule = {"each": "violation razia", "when": f"date <= {last}", "cut": "2%", "of": "discipline"}
    rows = [{"nip": NIP, "date": "2026-07-03", "code": "razia", "quantity": "1"}]

    assert expected == net({"razia": rule}, violations=rows)


def test_reports_when_not_known_and_a_date_is_named_then_bounds_of_none_and_of_many() -> None:
    minutes = "sum(activity.minutes where activity.date >= 2026-07-10)"
    part = {"earned": minutes, "target": "100m", "no_target": "full", "round": "Rp 1"}
    profile = regulation(parts={"productivity": part})
    [result] = mr.compute(profile, tables(activities=None), "2026-07")

    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (0, 10**6)
    assert result.bounds.missing == ("activities",)
