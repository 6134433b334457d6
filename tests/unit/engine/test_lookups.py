"""Amounts and scores: the narrowest row, exactly the period, exact shares of a changed month."""

from __future__ import annotations

from typing import Any

import pytest
from regulations import NIP, discipline, regulation, tables

import masker_rules as mr

PLAIN = discipline(alpa={"each": "alpa", "cut": "3%", "of": "discipline"})
OTHER = "199001012015012002"


def one(profile: dict[str, Any] = PLAIN, **given: Any) -> mr.Result:
    found: mr.Result = mr.compute(profile, tables(**given), "2026-07")[NIP]
    return found


def amount(value: int, **keys: str) -> dict[str, str]:
    return {"component": "tpp", "amount": str(value), **keys}


EMPLOYEE = {
    "nip": NIP, "category": "PNS", "grade": "III/d", "job_class": "8", "position": "Analis",
    "unit": "Dinas A", "staff_group": "office",
}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([amount(1, job_class="8"), amount(2, position="Analis"), amount(3, nip=NIP)], 3),
        ([amount(1, job_class="8"), amount(2, position="Analis")], 2),
        ([amount(1, job_class="8"), amount(2, job_class="9")], 1),
        ([amount(1, job_class="8"), amount(2, job_class="8", unit="Dinas A")], 2),
        ([amount(1, job_class="8"), amount(2, job_class="8", unit="Dinas B")], 1),
        (
            [
                amount(1, job_class="8", unit="Dinas A"),
                amount(2, job_class="8", unit="Dinas A", staff_group="office"),
            ],
            2,
        ),
        (
            [
                amount(1, job_class="8", valid_until="2026-06-30"),
                amount(2, job_class="8", valid_from="2026-07-01"),
            ],
            2,
        ),
        ([amount(1, job_class="8"), amount(2, job_class="8", valid_from="2026-07-01")], 2),
    ],
)
def test_amount_when_several_rows_then_the_narrowest(
    rows: list[dict[str, str]], expected: int
) -> None:
    assert expected == one(employees=[EMPLOYEE], amounts=rows).net


def test_amount_when_two_rows_are_equally_narrow_then_incomplete() -> None:
    rows = [
        amount(1, job_class="8", unit="Dinas A"),
        amount(2, job_class="8", staff_group="office"),
    ]

    result = one(employees=[EMPLOYEE], amounts=rows)

    assert result.bounds is not None
    assert result.bounds.missing == ("amounts.tpp (ambiguous-amount)",)


def test_amount_when_equally_narrow_rows_differ_in_date_then_still_incomplete() -> None:
    rows = [
        amount(1, job_class="8", unit="Dinas A", valid_from="2026-01-01"),
        amount(2, job_class="8", staff_group="office", valid_from="2026-02-01"),
    ]

    assert one(employees=[EMPLOYEE], amounts=rows).status == "incomplete"


def test_row_of_nobody_in_particular_when_set_aside_then_every_result_says_so() -> None:
    rows = [amount(1_000_000, nip=NIP), {"component": "tpp", "amount": "banyak", "job_class": "8"}]

    result = one(employees=[EMPLOYEE], amounts=rows)

    assert result.status == "payable"
    assert "general-rows-set-aside" in {remark.code for remark in result.warnings}


def test_amount_when_transferred_in_the_month_then_the_exact_share_of_each() -> None:
    # July 2026 has 23 working days, 10 of them up to Tuesday 14 July.
    rows = [
        {**EMPLOYEE, "job_class": "8", "valid_until": "2026-07-14"},
        {**EMPLOYEE, "job_class": "9", "valid_from": "2026-07-15"},
    ]
    amounts = [amount(1_000_000, job_class="8"), amount(2_000_000, job_class="9")]

    result = one(employees=rows, amounts=amounts)

    # (10 x 1.000.000 + 13 x 2.000.000) / 23 = 1.565.217,39...
    assert result.net == 1_565_217
    assert result.gross == 1_565_217


def test_amount_when_service_begins_in_the_month_then_days_before_earn_nothing() -> None:
    employee = {**EMPLOYEE, "service_start": "2026-07-15"}

    result = one(employees=[employee], amounts=[amount(2_300_000, nip=NIP)])

    # 13 of 23 working days, Rp 100.000 a day; the days before are nobody's absence.
    assert result.net == 1_300_000
    assert (result.counts["working_days"], result.counts["absent"]) == (13, 0)


def test_amount_when_dated_rows_change_in_the_month_then_by_working_days() -> None:
    rows = [
        amount(2_300_000, nip=NIP, valid_until="2026-07-14"),
        amount(4_600_000, nip=NIP, valid_from="2026-07-15"),
    ]

    # 10 x 100.000 + 13 x 200.000
    assert one(employees=[EMPLOYEE], amounts=rows).net == 3_600_000


SCORED = regulation(parts={"productivity": {"score": "capaian", "round": "Rp 1"}})


def score(value: str, **keys: str) -> dict[str, str]:
    return {"period": "2026-07", "measure": "capaian", "value": value, **keys}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([score("50%"), score("60%", unit="Dinas A"), score("70%", nip=NIP)], 700_000),
        ([score("50%"), score("60%", unit="Dinas A")], 600_000),
        ([score("50%"), score("60%", unit="Dinas B")], 500_000),
        ([score("87.125")], 871_250),
        ([score("120%")], 1_000_000),
    ],
)
def test_score_when_several_rows_then_nip_before_unit_before_all(
    rows: list[dict[str, str]], expected: int
) -> None:
    assert expected == one(SCORED, employees=[EMPLOYEE], scores=rows).net


def test_score_when_of_another_period_then_missing() -> None:
    row = {"period": "2026-06", "measure": "capaian", "value": "90%"}

    assert one(SCORED, scores=[row]).status == "incomplete"


def test_score_when_the_profile_asks_the_previous_quarter_then_that_row() -> None:
    lagged = regulation(
        inputs={
            "capaian": {"from": "scores.capaian", "type": "percent", "of": "previous quarter"}
        },
        parts={"productivity": {"score": "capaian", "round": "Rp 1"}},
    )
    rows = [
        {"period": "2026-Q2", "measure": "capaian", "value": "80%"},
        {"period": "2026-Q3", "measure": "capaian", "value": "10%"},
        {"period": "2026-07", "measure": "capaian", "value": "10%"},
    ]

    assert one(lagged, scores=rows).net == 800_000


def test_person_when_non_asn_then_not_eligible() -> None:
    result = one(employees=[{**EMPLOYEE, "category": "NON_ASN"}])

    assert (result.status, result.net) == ("not_eligible", 0)


def test_person_when_retired_before_the_month_then_not_in_service() -> None:
    result = one(employees=[{**EMPLOYEE, "service_end": "2026-06-30"}])

    assert result.status == "not_eligible"
    assert result.why_status[0].code == "not-in-service"


def test_deductions_when_more_than_is_left_then_floor_zero_in_order() -> None:
    deductions = [
        {"nip": NIP, "period": "2026-07", "code": "koperasi", "amount": "700000"},
        {"nip": NIP, "period": "2026-07", "code": "korpri", "amount": "500000"},
        {"nip": NIP, "period": "2026-06", "code": "zakat", "amount": "500000"},
    ]
    carried = [{"nip": NIP, "period": "2026-07", "key": "overpayment", "value": "100000"}]

    result = one(deductions=deductions, carried=carried)

    amounts = {line.id: line.amount for line in result.lines}
    assert amounts["overpayment"] == -100_000
    assert amounts["koperasi"] == -700_000
    assert amounts["korpri"] == -200_000
    assert (result.gross, result.deductions, result.net) == (1_000_000, 1_000_000, 0)
