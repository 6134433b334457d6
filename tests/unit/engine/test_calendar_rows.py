"""Formulas over the calendar days of a month."""

from __future__ import annotations

from typing import Any

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr

#: July 2026 has 31 days, 23 of them Monday to Friday, and no public holiday on a weekday.
ROWS = [
    {"date": "2026-07-08", "kind": "joint_leave"},  # a Wednesday
    {"date": "2026-07-10", "kind": "joint_leave"},  # a Friday
    {"date": "2026-07-11", "kind": "joint_leave"},  # a Saturday
    {"date": "2026-07-13", "kind": "holiday"},  # a Monday
    {"date": "2026-07-18", "kind": "workday"},  # a Saturday
]


def count(formula: str, **given: Any) -> int | str:
    profile = {**discipline(), "counts": {"n": formula}}
    calendar = given.pop("calendar", ROWS)
    return mr.compute(profile, tables(calendar=calendar, **given), "2026-07")[0].counts["n"]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("count(calendar)", 31),
        (
            "count(calendar where calendar.kind = joint_leave and calendar.weekday in (mon..fri))",
            2,
        ),
        ("count(calendar.kind = joint_leave)", 3),
        ("count(calendar.kind = workday)", 1),
        ("count(calendar.weekday in (mon..fri))", 23),
        ("count(calendar.weekday in (mon..fri) and calendar.kind in (ordinary; workday))", 20),
        # 23 less two of joint leave and a holiday, and the Saturday.
        ("count(calendar.scheduled)", 21),
        ("count(calendar.in_service)", 31),
        ("count(calendar.date >= 2026-07-30)", 2),
    ],
)
def test_count_when_over_calendar_days_then_those_that_pass(formula, expected):
    assert count(formula) == expected


def test_count_when_the_person_comes_in_mid_month_then_scheduled_days_are_those_of_the_month():
    employees = [{"nip": NIP, "name": "Uji", "category": "PNS", "grade": "III/d",
                  "service_start": "2026-07-30"}]  # fmt: skip
    given = {"employees": employees, "calendar": []}

    assert count("count(calendar.scheduled)", **given) == 23
    assert count("count(calendar.scheduled and calendar.in_service)", **given) == 2


def test_rule_when_each_calendar_day_then_findings_with_their_dates():
    rule = {"each": "calendar", "when": "kind = joint_leave", "cut": "1%", "of": "discipline"}
    result = mr.compute(discipline(r=rule), tables(calendar=ROWS), "2026-07")[0]

    assert [finding.day.day for finding in result.findings if finding.day] == [8, 10, 11]
    assert result.net == 970_000
    assert "2026" in result.explain("id")


def test_schedule_when_not_known_then_scheduled_days_are_missing():
    rule = {
        "each": "month",
        "when": "count(calendar.scheduled) > 20",
        "cut": "1%",
        "of": "discipline",
    }
    employees = [{"nip": NIP, "name": "Uji", "category": "PNS", "grade": "III/d",
                  "schedule": "tidak_ada"}]  # fmt: skip
    result = mr.compute(discipline(r=rule), tables(employees=employees), "2026-07")[0]

    assert result.status == "incomplete"
    assert result.bounds is not None
    assert "schedules" in result.bounds.missing


def test_joint_leave_when_only_counted_then_an_unknown_schedule_does_not_matter():
    rule = {"each": "month", "when": "count(calendar.kind = joint_leave) > 2", "cut": "1%"}
    result = mr.compute(
        discipline(r={**rule, "of": "discipline"}), tables(calendar=ROWS), "2026-07"
    )
    assert result[0].net == 990_000
