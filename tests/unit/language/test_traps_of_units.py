"""What a writer of law would read otherwise: refused with a cure that loads, or as it reads."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import masker_rules as mr
from masker_rules.errors import ProfileError
from tests.support.regulations import NIP, discipline, regulation, tables

SOURCE = "uji pasal 1"
#: July 2026 has 23 working days and 31 days.
LATE = {date(2026, 7, 1): ("08:10", "16:00"), date(2026, 7, 2): ("08:40", "16:00")}


def told(profile: dict[str, Any]) -> str:
    with pytest.raises(ProfileError) as refused:
        mr.load_profile(profile)
    return str(refused.value)


def count(formula: str, **facts: Any) -> Any:
    """What a formula of the month gives, in both engines."""
    profile = mr.load_profile(regulation(counts={"x": formula}))
    pack = mr.Pack(**tables(**facts))
    found = {
        engine: mr.compute(profile, pack, period="2026-07", engine=engine)[NIP].counts["x"]
        for engine in ("reference", "columns")
    }
    assert found["reference"] == found["columns"]
    return found["reference"]


# ------------------------------------------------------------------ a percent beside a number
@pytest.mark.parametrize(
    ("wrong", "hundredths", "whole"),
    [
        ("working_days / 20 < 25", "25%", "2500%"),
        ("25 > working_days / 20", "25%", "2500%"),
        ("capaian exists and capaian >= 0.5", "0.5%", "50%"),
        ("max(working_days / 20; 1) > 0%", "1%", "100%"),
        ("(if npwp then working_days / 20 else 3) > 0%", "3%", "300%"),
        ("share(working_days; working_days; 30) > 0%", "30%", "3000%"),
        ("working_days / 20 in (0%..25)", "25%", "2500%"),
        ("working_days / 20 + 5 > 0%", "5%", "500%"),
        ("clamp(working_days / 20; 0; 100) > 0%", "100%", "10000%"),
        ("working_days / 20 = working_days", "working_days / 100", "working_days / 1"),
    ],
)
def test_number_when_beside_a_percent_then_refused_and_both_cures_load(
    wrong: str, hundredths: str, whole: str
) -> None:
    message = told(regulation(quantities={"x": {"is": wrong, "source": SOURCE}}))
    assert "[percent-beside-number]" in message
    assert f"`{hundredths}`" in message
    assert f"`{whole}`" in message
    number = hundredths.removesuffix(" / 100").removesuffix("%")
    at = 0 if wrong.startswith("25") else wrong.rindex(number)
    for cure in (hundredths, whole):
        mended = wrong[:at] + cure + wrong[at + len(number) :]
        mr.load_profile(regulation(quantities={"x": {"is": mended, "source": SOURCE}}))


@pytest.mark.parametrize(
    ("formula", "holds"),
    [
        # 23 / 92 is a quarter: 25 %, and far from 25 whole ones.
        ("count(day where working_days / 92 < 25%)", 0),
        ("count(day where working_days / 92 <= 25%)", 23),
        ("count(day where working_days / 92 < 2500%)", 23),
        # 0 is 0 % as well.
        ("count(day where working_days / 92 > 0)", 23),
        ("count(day where max(working_days / 92; 0) = 25%)", 23),
    ],
)
def test_share_when_compared_then_as_a_percent(formula: str, holds: int) -> None:
    assert count(formula) == holds


@pytest.mark.parametrize(
    "cells", [{"..25": "1%", "over 25": "2%"}, {"..25%": "1%", "over 25": "2%"}]
)
def test_table_when_its_cells_are_numbers_and_its_input_a_percent_then_refused(
    cells: dict[str, str],
) -> None:
    rate = {"by": "floor(working_days / 20; 1%)", **cells}
    message = told(regulation(quantities={"x": {"is": rate, "source": SOURCE}}))
    assert "[percent-beside-number]" in message
    assert "`25%`" in message
    mended = {"by": "floor(working_days / 20; 1%)", "..25%": "1%", "over 25%": "2%"}
    mr.load_profile(regulation(quantities={"x": {"is": mended, "source": SOURCE}}))


def test_table_when_one_value_is_a_number_among_percents_then_refused() -> None:
    cut = {"each": "late", "cut": {"1m..30m": "0.5%", "31m..": "1"}, "of": "discipline"}
    message = told(discipline(late=cut))
    assert "[percent-without-sign]" in message
    assert "`1%`" in message


# ------------------------------------------------------------------ the lowest of no rows
@pytest.mark.parametrize(
    ("wrong", "cure"),
    [
        ("lowest(late)", "lowest(late; 0m)"),
        ("lowest(activity.score)", "lowest(activity.score; 0)"),
        ("lowest(late where weekday = fri)", "lowest(late; unknown)"),
    ],
)
def test_lowest_when_nothing_is_said_of_no_rows_then_refused_with_a_cure(
    wrong: str, cure: str
) -> None:
    message = told(regulation(counts={"x": wrong}))
    assert "[lowest-of-none]" in message
    assert f"`{cure}`" in message
    mr.load_profile(regulation(counts={"x": cure}))


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        # Late by 10 and 40 minutes, on time on the other days.
        ("lowest(late where late > 0m; 99m)", 10),
        ("lowest(late; 99m)", 0),
        ("lowest(late where late > 60m; 99m)", 99),
        ("highest(late where late > 60m; 99m)", 99),
        ("highest(late where late > 60m)", 0),
        ("highest(late; 99m)", 40),
        ("lowest(late where late > 60m; sum(late))", 50),
        # No activity was reported.
        ("lowest(activity.minutes; 5m)", 5),
    ],
)
def test_extreme_when_no_row_is_left_then_what_the_law_says(formula: str, found: int) -> None:
    assert count(formula, punches=LATE) == found


def test_lowest_when_the_law_is_silent_of_no_rows_then_incomplete() -> None:
    law = regulation(amount={"is": "tpp * lowest(activity.score; unknown) * 1%", "source": SOURCE})
    [result] = mr.compute(mr.load_profile(law), mr.Pack(**tables()), period="2026-07")
    assert result.status == "incomplete"


def test_extreme_when_earlier_months_are_seen_and_hold_no_row_then_what_the_law_says() -> None:
    """June and July are known, nobody was late by an hour: not the 10**18 that stands for it."""
    june = tables(period=(2026, 6))["punches"]
    punches = [*june, *tables()["punches"]]
    for formula, found in (
        ("lowest(late where late > 60m over last 2 months; 99m)", 99),
        ("highest(late where late > 60m over last 2 months; 99m)", 99),
        ("lowest(late over last 2 months; 99m)", 0),
    ):
        profile = mr.load_profile(regulation(counts={"x": formula}))
        pack = mr.Pack(**{**tables(), "punches": punches})
        for engine in ("reference", "columns"):
            [result] = mr.compute(profile, pack, period="2026-07", engine=engine)
            assert result.counts["x"] == found


@pytest.mark.parametrize("formula", ["sum(late; 1m)", "count(late > 0m; 1)", "any(late > 0m; no)"])
def test_aggregate_when_it_has_a_value_of_no_rows_then_another_is_refused(formula: str) -> None:
    assert "[no-value-of-none]" in told(regulation(counts={"x": formula}))


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("lowest(late; 5)", "unit-mismatch"),
        ("lowest(late; late)", "grain-mismatch"),
        ("lowest(late; yes)", "number-wanted"),
    ],
)
def test_value_of_no_rows_when_it_is_none_of_the_month_then_refused(
    formula: str, code: str
) -> None:
    assert f"[{code}]" in told(regulation(counts={"x": formula}))


# ------------------------------------------------------------------ days of what
@pytest.mark.parametrize(
    ("wrong", "own"),
    [
        ("count(leave.code = cuti_sakit and days > 3)", "leave.lasted"),
        ("count(leave.day > days)", "leave.lasted"),
        ("sum(leave.day where days > 3)", "leave.lasted"),
        ("count(leave where days > 3)", "leave.lasted"),
    ],
)
def test_days_when_of_leave_rows_then_refused_and_both_cures_load(wrong: str, own: str) -> None:
    message = told(regulation(counts={"x": wrong}))
    assert "[not-of-the-row]" in message
    for cure in (own, "month.days"):
        assert f"`{cure}`" in message
        head, _, tail = wrong.rpartition("days")
        mr.load_profile(regulation(counts={"x": head + cure + tail}))


@pytest.mark.parametrize("by", ["days", "if days > 3 then 1 else 2"])
def test_days_when_a_rule_runs_over_leave_then_refused(by: str) -> None:
    rule = {"each": "leave", "cut": {"by": by, "..3": "0%", "4..": "1%"}, "of": "discipline"}
    message = told(discipline(sick=rule))
    assert "[not-of-the-row]" in message
    assert "`lasted`" in message
    for cure in ("lasted", "month.days"):
        cut = {**rule["cut"], "by": by.replace("days", cure)}
        mr.load_profile(discipline(sick={**rule, "cut": cut}))


def test_days_when_of_the_month_or_the_law_s_own_then_as_ever() -> None:
    # A sick leave of two days in a month of 31.
    sick = {"nip": NIP, "code": "cuti_sakit", "from": "2026-07-01", "until": "2026-07-02"}
    rows = [{**sick, "approved": True}]
    assert count("days", absences=rows) == 31
    assert count("count(leave.lasted < month.days)", absences=rows) == 2
    assert count("count(leave.code = cuti_sakit) * days", absences=rows) == 62


# ------------------------------------------------------------------ between two dates
@pytest.mark.parametrize(
    ("formula", "found"),
    [
        # From 1 to 31 July.
        ("last_day - first_day", 30),
        ("last_day - first_day + 1", 31),
        ("first_day - last_day", -30),
        ("(last_day - first_day) * 2 + 0.5", "60.5"),
        # 2026-03-01 to 2026-07-31: 30 + 30 + 31 + 30 + 31
        ("last_day - 2026-03-01", 152),
        ("if last_day - first_day > 30 then 1 else 0", 0),
        ("if last_day - first_day >= 30 then 1 else 0", 1),
        ("count(day where date - first_day < 7)", 5),
        ("if service_start exists then last_day - service_start else 0", 211),
    ],
)
def test_dates_when_subtracted_then_the_days_between(formula: str, found: Any) -> None:
    # 2026-01-01 to 2026-07-31: 30 + 28 + 31 + 30 + 31 + 30 + 31
    person = {"nip": NIP, "category": "PNS", "service_start": "2026-01-01"}
    assert count(formula, employees=[person]) == found


@pytest.mark.parametrize("formula", ["last_day + first_day", "last_day + 3", "last_day - 3"])
def test_dates_when_added_or_moved_then_refused(formula: str) -> None:
    assert "[unit-mismatch]" in told(regulation(quantities={"x": formula}))


def test_dates_when_subtracted_then_the_explanation_can_be_redone() -> None:
    law = regulation(
        amount={"is": "tpp * (last_day - first_day) * 1%", "round": "Rp 1", "source": SOURCE}
    )
    results = mr.compute(mr.load_profile(law), mr.Pack(**tables()), period="2026-07")
    # Rp 1 000 000 x 30 x 1 %
    assert results[NIP].net == 300_000
    assert "(31 July 2026 − 1 July 2026) = Rp 300,000" in results[NIP].explain(lang="en")
