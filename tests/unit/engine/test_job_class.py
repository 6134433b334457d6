"""The class by which amounts are looked up, and acting assignments."""

from __future__ import annotations

from typing import Any

import pytest
from regulations import NIP, regulation, tables

import masker_rules as mr

EMPLOYEE = {
    "nip": NIP, "category": "PNS", "grade": "III/d", "job_class": "7", "position": "Analis",
    "unit": "Dinas A",
}  # fmt: skip
#: Rp 100.000 a class, from 5 to 9.
BY_CLASS = [
    {"component": "tpp", "amount": str(level * 100_000), "job_class": str(level)}
    for level in range(5, 10)
]
FORMULA = (
    "if any(sanction.code = pelaksana) then lowest_class "
    "else if any(sanction.code = penurunan_jabatan) then job_class - 1 else job_class"
)


def classed(formula: str = FORMULA) -> dict[str, Any]:
    return regulation(amount={"is": "tpp", "class": formula, "round": "Rp 1"})


def one(profile: dict[str, Any], **given: Any) -> mr.Result:
    given = {"employees": [EMPLOYEE], "amounts": BY_CLASS, **given}
    found: mr.Result = mr.compute(profile, tables(**given), "2026-07")[NIP]
    return found


def sanction(code: str, **more: str) -> list[dict[str, str]]:
    return [{"nip": NIP, "code": code, "effective_from": "2026-07-02", "months": "12", **more}]


# ------------------------------------------------------------------ class
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], 700_000),
        (sanction("penurunan_jabatan"), 600_000),
        (sanction("pelaksana"), 500_000),
        (sanction("pelaksana", effective_from="2026-08-01"), 700_000),
        (sanction("pelaksana", effective_from="2025-07-31"), 700_000),
    ],
)
def test_class_when_a_sanction_is_in_force_then_the_amount_of_that_class(
    rows: list[dict[str, str]], expected: int
) -> None:
    assert expected == one(classed(), sanctions=rows).net


def test_class_when_lowest_then_only_rows_that_hold_for_the_person() -> None:
    other = {"component": "tpp", "amount": "1", "job_class": "1", "unit": "Dinas B"}
    ended = {"component": "tpp", "amount": "2", "job_class": "2", "valid_until": "2026-06-30"}

    result = one(classed(), amounts=[*BY_CLASS, other, ended], sanctions=sanction("pelaksana"))

    assert result.net == 500_000


def test_class_when_it_has_no_amount_then_missing_as_any_amount() -> None:
    employee = {**EMPLOYEE, "job_class": "5"}

    result = one(classed(), employees=[employee], sanctions=sanction("penurunan_jabatan"))

    assert result.bounds is not None
    assert result.bounds.missing == ("amounts.tpp",)


def test_class_when_transferred_in_the_month_then_of_each_row() -> None:
    # 10 of 23 working days as class 6 (7 - 1), 13 as class 8 (9 - 1).
    rows = [
        {**EMPLOYEE, "valid_until": "2026-07-14"},
        {**EMPLOYEE, "job_class": "9", "valid_from": "2026-07-15"},
    ]

    result = one(classed(), employees=rows, sanctions=sanction("penurunan_jabatan"))

    # (10 x 600.000 + 13 x 800.000) / 23 = 713.043,47...
    assert result.net == 713_043


def test_class_when_only_other_facts_of_the_person_then_read() -> None:
    profile = classed(
        "if position_kind exists and position_kind = pelaksana then 5 else job_class"
    )

    assert one(profile, employees=[{**EMPLOYEE, "position_kind": "pelaksana"}]).net == 500_000
    assert one(profile, employees=[{**EMPLOYEE, "position_kind": "fungsional"}]).net == 700_000
    unknown = one(profile, employees=[EMPLOYEE])
    assert unknown.bounds is not None
    assert "employees.position_kind" in unknown.bounds.missing


def test_class_when_the_length_of_a_sanction_is_unknown_then_incomplete() -> None:
    rows = sanction("pelaksana", effective_from="2026-05-02", months="")

    result = one(classed(), sanctions=rows)

    assert result.bounds is not None
    assert result.bounds.missing == ("sanctions.months",)


def test_class_when_the_person_has_none_then_amounts_of_nip_and_position_still_hold() -> None:
    employee = {key: value for key, value in EMPLOYEE.items() if key != "job_class"}
    amount = [{"component": "tpp", "amount": "900000", "nip": NIP}]

    assert one(classed(), employees=[employee], amounts=amount).net == 900_000


def test_class_then_the_explanation_names_it() -> None:
    told = one(classed(), sanctions=sanction("pelaksana")).explain("id")

    assert "kelas untuk mencari besaran : 5" in " ".join(told.split("\n"))


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("if capaian > 50% then 7 else 8", "class-reads-later"),
        ("if count(status = alpa) > 3 then 7 else 8", "class-reads-later"),
        ("if tpp > Rp 0 then 7 else 8", "class-reads-later"),
        ("if npwp then 7 else unknown", "class-reads-later"),
        ("Rp 7", "unit-wanted"),
        ("job_class / 2", "unit-wanted"),
    ],
)
def test_class_when_it_reads_what_comes_later_then_refused(formula: str, code: str) -> None:
    with pytest.raises(mr.ProfileError, match=code):
        mr.load_profile(classed(formula))


# ------------------------------------------------------------------ assignments
def acting(kind: str = "PLT", first: str = "2026-07-01", **more: str) -> dict[str, str]:
    return {
        "nip": NIP, "kind": kind, "position": "Kepala Dinas", "job_class": "9", "from": first,
        "until": "2026-07-31", **more,
    }  # fmt: skip


PLT = "sum(assignment.tpp where assignment.kind in (PLT; PLH) and assignment.full_month)"


def extra(formula: str) -> dict[str, Any]:
    """A regulation that pays tpp and 20 % of the sum that a formula gives."""
    return regulation(
        amount={"is": "tpp + lebih", "round": "Rp 1"},
        quantities={"lebih": {"is": f"20% of {formula}", "source": "uji"}},
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], 700_000),
        ([acting()], 880_000),
        ([acting(until="")], 880_000),
        ([acting(kind="PJ")], 700_000),
        ([acting(first="2026-07-02")], 700_000),
        ([acting(until="2026-07-30")], 700_000),
        ([acting(first="2026-01-05", until="2026-08-01")], 880_000),
        ([acting(first="2026-08-01", until="2026-08-31")], 700_000),
        ([acting(first="2026-06-01", until="2026-06-30")], 700_000),
        ([acting(), acting(position="Kepala Bagian", job_class="8")], 1_040_000),
    ],
)
def test_assignment_when_it_covers_the_month_then_its_post_pays(
    rows: list[dict[str, str]], expected: int
) -> None:
    assert expected == one(extra(PLT), assignments=rows).net


def test_assignment_when_the_post_has_an_amount_then_before_its_class() -> None:
    amounts = [*BY_CLASS, {"component": "tpp", "amount": "3000000", "position": "Kepala Dinas"}]

    # 700.000 + 20 % of 3.000.000
    assert one(extra(PLT), amounts=amounts, assignments=[acting()]).net == 1_300_000


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("assignment.number = 3", True),
        ("assignment.number = 2", False),
        ("assignment.days = 20", True),
        ("assignment.days > 20", False),
        ("assignment.from = 2026-05-15", True),
        ("assignment.until exists and assignment.until = 2026-07-20", True),
        ("assignment.job_class exists and assignment.job_class > 8", True),
        ("assignment.job_class exists and assignment.job_class > 9", False),
        ("assignment.full_month", False),
    ],
)
def test_assignment_when_a_formula_reads_it_then_its_facts(condition: str, holds: bool) -> None:
    rules = {"x": {"each": "month", "when": f"any({condition})", "zero": "everything"}}
    profile = regulation(parts={"total": {"round": "Rp 1"}}, rules=rules)

    result = one(profile, assignments=[acting(first="2026-05-15", until="2026-07-20")])

    assert (result.status == "zero") is holds


def test_assignment_when_its_post_has_no_amount_then_incomplete_only_where_it_is_read() -> None:
    row = acting(job_class="15")

    result = one(extra(PLT), assignments=[row])

    assert result.bounds is not None
    assert result.bounds.missing == ("amounts.tpp (assignment)",)
    assert (result.bounds.lowest, result.bounds.highest) == (700_000, None)
    counted = regulation(
        parts={"total": {"round": "Rp 1"}}, counts={"plt": "count(assignment.kind = PLT)"}
    )
    assert one(counted, assignments=[row]).net == 700_000
    assert one(counted, assignments=[row]).counts["plt"] == 1
