"""Inputs of other periods and tables, and what no row means."""

from __future__ import annotations

from typing import Any

import pytest
from regulations import NIP, regulation, tables

import masker_rules as mr

PUNCHED_UNTIL_JUNE = [
    {"nip": NIP, "time": f"2026-{month:02d}-15 08:00", "kind": "in"} for month in range(1, 7)
]


def one(profile: dict[str, Any], period: str = "2026-07", **given: Any) -> mr.Result:
    found: mr.Result = mr.compute(profile, tables(**given), period)[NIP]
    return found


def paying(formula: str, **item: str) -> dict[str, Any]:
    """A profile that pays Rp 1.000.000 times a formula over the input `x`."""
    return regulation(
        inputs={"x": item}, parts={"total": {"score": formula, "at_most": "none", "round": "Rp 1"}}
    )


# ------------------------------------------------------------------ periods
LAGS = [
    ("previous month", "2026-06"),
    ("2 months ago", "2026-05"),
    ("7 months ago", "2025-12"),
    ("1 quarter ago", "2026-Q2"),
    ("2 quarters ago", "2026-Q1"),
    ("3 quarters ago", "2025-Q4"),
    ("semester", "2026-S2"),
    ("previous semester", "2026-S1"),
    ("2 semesters ago", "2025-S2"),
    ("year", "2026"),
    ("2 years ago", "2024"),
]


@pytest.mark.parametrize(("of", "period"), LAGS)
def test_input_when_of_an_earlier_period_then_exactly_that_row(of: str, period: str) -> None:
    profile = paying("x", **{"from": "scores.capaian", "type": "percent", "of": of})
    rows = [
        {"period": name, "measure": "capaian", "value": "80%" if name == period else "10%"}
        for name in {period, "2026-07", "2026-Q3", "2025"}
    ]

    assert one(profile, scores=rows).net == 800_000


@pytest.mark.parametrize(
    ("keys", "expected"),
    [({"nip": NIP}, 900_000), ({"unit": "Dinas A"}, 900_000), ({}, 900_000)],
)
def test_lagged_score_when_of_a_unit_or_everybody_then_found(
    keys: dict[str, str], expected: int
) -> None:
    profile = paying("x", **{"from": "scores.capaian", "type": "percent", "of": "2 months ago"})
    employee = {"nip": NIP, "category": "PNS", "grade": "III/d", "unit": "Dinas A"}
    rows = [{"period": "2026-05", "measure": "capaian", "value": "90%", **keys}]

    assert expected == one(profile, employees=[employee], scores=rows).net


@pytest.mark.parametrize("of", ["0 month", "next month", "months ago", "2 weeks ago"])
def test_input_when_of_is_no_period_then_refused(of: str) -> None:
    item = {"from": "scores.capaian", "type": "percent", "of": of}

    with pytest.raises(mr.ProfileError, match="unknown-choice"):
        mr.load_profile(paying("x", **item))


@pytest.mark.parametrize(
    "item",
    [
        {"from": "salaries.netto", "type": "money"},
        {"from": "salaries.gross", "type": "count"},
        {"from": "salaries.gross", "type": "money", "of": "year"},
        {"from": "carried.unexcused_days", "type": "count", "of": "quarter"},
    ],
)
def test_input_when_the_table_has_no_such_thing_then_refused(item: dict[str, str]) -> None:
    with pytest.raises(mr.ProfileError, match="unknown-choice"):
        mr.load_profile(regulation(inputs={"x": item}))


# ------------------------------------------------------------------ missing
DEFAULT = {"from": "scores.predikat", "type": "word predikat", "missing": "tidak_ada"}
BY_PREDICATE = "if x = baik then 100% else if x = tidak_ada then 40% else 60%"


def predicate(value: str) -> list[dict[str, str]]:
    return [{"nip": NIP, "period": "2026-07", "measure": "predikat", "value": value}]


def test_missing_when_the_table_has_no_row_then_the_value_of_the_law() -> None:
    assert one(paying(BY_PREDICATE, **DEFAULT)).net == 400_000


def test_missing_when_a_row_stands_then_the_row() -> None:
    assert one(paying(BY_PREDICATE, **DEFAULT), scores=predicate("baik")).net == 1_000_000


@pytest.mark.parametrize("rows", [None, predicate(""), predicate("lumayan")])
def test_missing_when_nobody_knows_then_still_incomplete(rows: Any) -> None:
    """No table, an empty cell and a row set aside are not the absence of a row."""
    result = one(paying(BY_PREDICATE, **DEFAULT), scores=rows)

    assert result.status == "incomplete"


def test_missing_when_of_an_amount_then_no_gap() -> None:
    item = {"from": "amounts.kondisi_kerja", "type": "money", "missing": "Rp 0"}
    profile = regulation(inputs={"x": item}, amount={"is": "tpp + x", "round": "Rp 1"})

    assert one(profile).net == 1_000_000


@pytest.mark.parametrize(("kind", "value"), [("percent", "5"), ("money", "5%"), ("count", "1.5")])
def test_missing_when_of_another_unit_then_refused(kind: str, value: str) -> None:
    item = {"from": "scores.capaian", "type": kind, "missing": value}

    with pytest.raises(mr.ProfileError, match="literal-wanted"):
        mr.load_profile(regulation(inputs={"x": item}))


# ------------------------------------------------------------------ salaries and amounts
SALARY = {"from": "salaries.gross", "type": "money"}
OF_SALARY = {
    "inputs": {"gaji": SALARY},
    "pay": {"iuran": {"kind": "contribution", "is": "1% of gaji", "round": "Rp 1"}},
}


def test_salary_when_a_row_of_the_month_then_its_column() -> None:
    rows = [
        {"nip": NIP, "period": "2026-06", "gross": "9000000"},
        {"nip": NIP, "period": "2026-07", "gross": "5000000"},
    ]

    # 1 000 000 - 1 % of 5 000 000
    assert one(regulation(**OF_SALARY), salaries=rows).net == 950_000


@pytest.mark.parametrize(
    "rows", [None, [], [{"nip": NIP, "period": "2026-06", "gross": "5000000"}]]
)
def test_salary_when_no_row_of_the_month_then_incomplete(rows: Any) -> None:
    result = one(regulation(**OF_SALARY), salaries=rows)

    assert result.bounds is not None
    assert result.bounds.missing == ("salaries.gross",)
    # Whatever the salary: the line takes nothing, or all that is left.
    assert (result.bounds.lowest, result.bounds.highest) == (0, 1_000_000)


def test_amount_when_a_plain_number_then_read_as_it_stands() -> None:
    profile = regulation(
        words={"amounts.component": {"nilai_jabatan": "new"}},
        inputs={"nilai": {"from": "amounts.nilai_jabatan", "type": "number"}},
        amount={"is": "nilai * Rp 5.000", "round": "Rp 1"},
    )
    rows = [{"component": "nilai_jabatan", "amount": "1250", "nip": NIP}]

    assert one(profile, amounts=rows).net == 6_250_000


# ------------------------------------------------------------------ carried
CARRIED = {"from": "carried.unexcused_days", "type": "count", "of": "year"}
LADDER = "if x >= 6 then 70% else if x >= 3 then 90% else 100%"


def carried(**values: int) -> list[dict[str, str]]:
    return [
        {
            "nip": NIP,
            "period": period[1:].replace("_", "-"),
            "key": "unexcused_days",
            "value": str(value),
        }
        for period, value in values.items()
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (carried(p2026_07=3), 900_000),
        (carried(p2026_01=2), 1_000_000),
        (carried(p2026_01=2, p2026_05=4), 700_000),
        # Later months, and other years, do not count.
        (carried(p2026_01=2, p2026_08=9), 1_000_000),
        (carried(p2026_01=3, p2025_12=9), 900_000),
    ],
)
def test_carried_of_the_year_then_the_sum_up_to_the_month(
    rows: list[dict[str, str]], expected: int
) -> None:
    assert expected == one(paying(LADDER, **CARRIED), carried=rows).net


def test_carried_when_silent_and_months_unknown_then_a_gap_with_bounds() -> None:
    result = one(paying(LADDER, **CARRIED))

    assert result.bounds is not None
    assert result.bounds.missing == ("carried.unexcused_days",)
    assert (result.bounds.lowest, result.bounds.highest) == (700_000, 1_000_000)


@pytest.mark.parametrize(
    ("punches", "expected"),
    [(PUNCHED_UNTIL_JUNE, "payable"), (PUNCHED_UNTIL_JUNE[1:], "incomplete")],
)
def test_carried_when_silent_then_zero_only_if_every_month_before_has_a_punch(
    punches: list[dict[str, str]], expected: str
) -> None:
    pack = tables()
    pack["punches"] += punches

    result = mr.compute(paying(LADDER, **CARRIED), pack, "2026-07")[NIP]

    assert (result.status, result.net) == (expected, 1_000_000 if expected == "payable" else None)


def test_carried_when_the_months_are_asked_for_then_known() -> None:
    """January alone knows nothing before it that year; later months know those asked for."""
    pack = tables()

    results = mr.compute(paying(LADDER, **CARRIED), pack, "2026-01..2026-07")

    assert {item.net for item in results if item.status != "incomplete"} == {1_000_000}
    assert len(list(results)) == 7


def test_carried_when_service_began_this_month_then_zero() -> None:
    employee = {"nip": NIP, "category": "PNS", "grade": "III/d", "service_start": "2026-07-01"}

    assert one(paying(LADDER, **CARRIED), employees=[employee]).net == 1_000_000


def test_carried_of_the_month_then_only_that_month() -> None:
    item = {"from": "carried.overpayment", "type": "money", "missing": "Rp 0"}
    profile = regulation(
        inputs={"lebih": item},
        parts={"total": {"score": "if lebih > Rp 0 then 50% else 100%", "round": "Rp 1"}},
    )
    row = {"nip": NIP, "period": "2026-06", "key": "overpayment", "value": "100000"}

    assert one(profile, carried=[row]).net == 1_000_000
    # Half of the amount, and the over-payment itself is recovered: 500 000 - 100 000.
    assert one(profile, carried=[{**row, "period": "2026-07"}]).net == 400_000
