"""What a formula knows of the month and of a person's service in it, and values by date."""

from __future__ import annotations

from typing import Any

import pytest
from regulations import NIP, discipline, regulation, tables

import masker_rules as mr


def person(**columns: str) -> list[dict[str, str]]:
    return [{"nip": NIP, "name": "Uji", "category": "PNS", "grade": "III/d", **columns}]


def counts(period: str, formulas: dict[str, str], **columns: str) -> dict[str, int | str]:
    profile = {**discipline(), "counts": formulas}
    given = {**tables(), "employees": person(**columns)}
    found = mr.compute(profile, given, period)[0].counts
    return {name: found[name] for name in formulas}


def net(period: tuple[int, int], rule: dict[str, Any], **columns: str) -> int | None:
    profile = discipline(r={"each": "month", "of": "discipline", **rule})
    given = tables(period=period, employees=person(**columns))
    found: int | None = mr.compute(profile, given, "{}-{:02}".format(*period))[0].net
    return found


def problems(table: dict[str, str], in_force: str, by: str = "last_day") -> list[str]:
    rule = {"each": "month", "cut": {"by": by, **table}, "of": "discipline"}
    profile = {**discipline(r=rule)}
    profile["profile"] = {**profile["profile"], "in_force": in_force}
    try:
        mr.load_profile(profile)
    except mr.ProfileError as error:
        return [str(problem.params.get("example", problem.code)) for problem in error.problems]
    return []


# ------------------------------------------------------------------ the month
@pytest.mark.parametrize(
    ("period", "year", "days", "holds"),
    [("2028-02", 2028, 29, 0), ("2027-02", 2027, 28, 0), ("2026-07", 2026, 31, 1)],
)
def test_month_when_named_then_its_year_days_and_ends(period, year, days, holds):
    formulas = {
        "year": "year",
        "days": "days",
        "july": "if first_day = 2026-07-01 and last_day = 2026-07-31 then 1 else 0",
    }
    assert counts(period, formulas) == {"year": year, "days": days, "july": holds}


# ------------------------------------------------------------------ values by date in force
@pytest.mark.parametrize(("period", "expected"), [((2026, 6), 990_000), ((2026, 7), 980_000)])
def test_table_by_last_day_when_a_value_changes_with_the_month_then_each_side_its_own(
    period, expected
):
    cut = {"by": "last_day", "..2026-06-30": "1%", "2026-07-01..": "2%"}
    assert net(period, {"cut": cut}) == expected


@pytest.mark.parametrize(
    ("by", "change", "expected"),
    [
        ("last_day", "2026-07-31", 980_000),
        ("last_day", "2026-08-01", 990_000),
        ("first_day", "2026-07-01", 980_000),
        ("first_day", "2026-07-02", 990_000),
    ],
)
def test_table_by_a_day_of_the_month_when_the_value_changes_in_mid_month_then_by_that_day(
    by, change, expected
):
    cut = {"by": by, f"{change}..": "2%", "else": "1%"}
    assert net((2026, 7), {"cut": cut}) == expected


def test_named_table_when_asked_with_a_date_then_the_row_of_the_date():
    profile = discipline(r={"each": "month", "cut": "tarif(last_day)", "of": "discipline"})
    rows = {"by": "tanggal", "..2026-07-30": "1%", "2026-07-31..": "2%"}
    found = mr.compute({**profile, "tables": {"tarif": rows}}, tables(), "2026-07")[0]
    assert found.net == 980_000


@pytest.mark.parametrize(
    ("table", "in_force", "missing"),
    [
        ({"2024-01-01..": "1%"}, "2024-01-01..", []),
        ({"2024-01-31..": "1%"}, "2024-01-15..", []),
        ({"2024-02-01..": "1%"}, "2024-01-15..", ["last_day = 2024-01-31"]),
        ({"2024-01-01..2025-12-31": "1%"}, "2024-01-01..2025-12-15", []),
        ({"2024-01-01..2025-12-30": "1%"}, "2024-01-01..2025-12-15", ["last_day = 2025-12-31"]),
        ({"2024-01-01..2025-12-31": "1%"}, "2024-01-01..", ["last_day = 2026-01-01"]),
        ({"2024-01-01..": "1%"}, "..", ["last_day = 2023-12-31"]),
        ({"..2024-12-31": "1%", "2025-01-01..": "2%"}, "..", []),
        ({"..2024-12-31": "1%", "2025-01-02..": "2%"}, "..", ["table-gap"]),
        ({"2024-01-01..": "1%", "else": "0%"}, "..", []),
    ],
)
def test_table_by_date_when_read_then_it_covers_the_dates_in_force(table, in_force, missing):
    found = problems(table, in_force)
    assert found[:1] == missing


def test_table_by_a_date_that_may_lie_before_then_it_covers_that_too():
    table = {"2024-01-01..": "1%", "none": "0%"}
    assert problems(table, "2024-01-01..", "service_start") == ["service_start = 2023-12-31"]
    assert problems({**table, "..2023-12-31": "2%"}, "2024-01-01..", "service_start") == []


@pytest.mark.parametrize(
    ("by", "table", "missing"),
    [
        ("first_day", "2024-01-01..2025-12-01", []),
        ("first_day", "2024-01-02..2025-12-01", ["first_day = 2024-01-01"]),
        ("first_day", "2024-01-01..2025-11-30", ["first_day = 2025-12-01"]),
    ],
)
def test_table_by_first_day_when_read_then_it_covers_the_first_days_in_force(by, table, missing):
    assert problems({table: "1%"}, "2024-01-15..2025-12-15", by) == missing


def test_date_in_a_hole_when_reported_then_written_as_a_date():
    rule = {"by": "last_day", "..2024-12-31": "1%", "2025-01-02..": "2%"}
    profile = discipline(r={"each": "month", "cut": rule, "of": "discipline"})
    with pytest.raises(mr.ProfileError) as error:
        mr.load_profile(profile)
    assert error.value.problems[0].params["hole"] == "2025-01-01"


# ------------------------------------------------------------------ service
@pytest.mark.parametrize(
    ("start", "months"),
    [
        ("2026-07-01", 0),
        ("2026-06-30", 1),
        ("2026-06-15", 1),
        ("2025-08-01", 11),
        ("2025-07-31", 12),
        ("2025-07-01", 12),
        ("2026-08-01", 0),
    ],
)
def test_months_of_service_when_counted_to_the_last_day_then_whole_ones(start, months):
    formulas = {"n": "if months_of_service exists then months_of_service else 999"}
    assert counts("2026-07", formulas, service_start=start) == {"n": months}


def test_months_of_service_when_nobody_wrote_when_it_began_then_none():
    formulas = {"n": "if months_of_service exists then months_of_service else 999"}
    assert counts("2026-07", formulas) == {"n": 999}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, 31),
        ({"service_start": "2026-07-10"}, 22),
        ({"service_end": "2026-07-10"}, 10),
        ({"service_start": "2026-07-04", "service_end": "2026-07-05"}, 2),
        ({"valid_from": "2026-07-31"}, 1),
    ],
)
def test_days_in_service_when_the_person_serves_part_of_the_month_then_those(columns, expected):
    assert counts("2026-07", {"n": "days_in_service"}, **columns) == {"n": expected}


@pytest.mark.parametrize(
    ("start", "expected"),
    [("2010-01-04", 0), ("2025-12-31", 0), ("2026-01-01", 1), (None, 0)],
)
def test_service_start_when_compared_with_a_date_then_that_day_is_included(start, expected):
    formula = {"n": "if service_start exists and service_start >= 2026-01-01 then 1 else 0"}
    columns = {"service_start": start} if start else {}
    assert counts("2026-07", formula, **columns) == {"n": expected}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"education": "S1"}, 990_000),
        ({"education": "SMA"}, 980_000),
        ({"education": "none"}, 970_000),
        ({}, None),  # an empty cell is unknown, not none
    ],
)
def test_education_when_a_table_names_it_then_as_written(columns, expected):
    cut = {"by": "education", "S1": "1%", "none": "3%", "else": "2%"}
    assert net((2026, 7), {"cut": cut}, **columns) == expected


def test_eligible_when_it_asks_for_service_then_the_facts_of_the_month_are_known():
    eligible = {"is": "not (months_of_service exists and months_of_service < 2) and days > 27"}
    profile = regulation(quantities={"eligible": eligible})
    found = [
        mr.compute(profile, {**tables(), "employees": person(service_start=start)}, "2026-07")[0]
        for start in ("2026-05-31", "2026-06-01")
    ]
    assert [result.status for result in found] == ["payable", "not_eligible"]


# ------------------------------------------------------------------ who has a schedule
@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("education exists and education = S1", None),
        ("month_of_year = 3", "unknown-name"),
        ("count(late > 0m) > 3", "unknown-name"),
    ],
)
def test_hours_for_whom_when_it_asks_for_more_than_the_person_then_an_error(condition, code):
    week = {"normal": {"mon..fri": "08:00..16:00"}}
    profile = regulation(hours={"office": week, "other": {**week, "for": condition}})
    if code is None:
        mr.load_profile(profile)
        return
    with pytest.raises(mr.ProfileError) as error:
        mr.load_profile(profile)
    assert error.value.problems[0].code == code
