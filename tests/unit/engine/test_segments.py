"""A month with a change: the amount of each segment, shared by the days that the law names.

July 2026 has 23 working days, of which 10 lie before Wednesday the 15th, and 31 calendar days.
"""

from __future__ import annotations

from typing import Any

import pytest
from regulations import NIP, regulation, tables

import masker_rules as mr

EMPLOYEE = {
    "nip": NIP, "category": "PNS", "grade": "III/d", "job_class": "8", "unit": "Dinas A",
}  # fmt: skip
BY_CLASS = [
    {"component": "tpp", "amount": "1000000", "job_class": "8"},
    {"component": "tpp", "amount": "2000000", "job_class": "9"},
]


def paying(formula: str = "tpp", **amount: str) -> dict[str, Any]:
    return regulation(amount={"is": formula, "round": "Rp 1", **amount})


def one(profile: dict[str, Any], **given: Any) -> mr.Result:
    given = {"employees": [EMPLOYEE], "amounts": BY_CLASS, **given}
    found: mr.Result = mr.compute(profile, tables(**given), "2026-07")[NIP]
    return found


def changed(*, on: str = "2026-07-15", before: str = "2026-07-14", **new: str) -> Any:
    """The person as before up to a date, and with new cells from the next day on."""
    return [{**EMPLOYEE, "valid_until": before}, {**EMPLOYEE, **new, "valid_from": on}]


def percents(*values: tuple[str, str, str]) -> list[dict[str, str]]:
    return [
        {
            "component": "payment_percent", "amount": value, "nip": NIP,
            "valid_from": first, "valid_until": last,
        }
        for value, first, last in values
    ]  # fmt: skip


# ------------------------------------------------------------------ the formula of a segment
def test_percent_when_it_changes_then_each_segment_has_its_own() -> None:
    rows = [*BY_CLASS, *percents(("80%", "", "2026-07-14"), ("100%", "2026-07-15", ""))]

    # (10 x 800.000 + 13 x 1.000.000) / 23 = 913.043,47...
    assert one(paying("tpp * payment_percent"), amounts=rows).net == 913_043


def test_percent_and_amount_when_both_change_then_products_of_each_segment() -> None:
    rows = [*BY_CLASS, *percents(("80%", "", "2026-07-14"), ("90%", "2026-07-15", ""))]

    result = one(paying("tpp * payment_percent"), amounts=rows, employees=changed(job_class="9"))

    # 10 x 800.000 + 13 x 1.800.000 = 31.400.000; / 23 = 1.365.217,39...
    assert result.net == 1_365_217


def test_percent_when_a_rule_reads_it_too_then_still_ambiguous() -> None:
    rows = [*BY_CLASS, *percents(("80%", "", "2026-07-14"), ("100%", "2026-07-15", ""))]
    rule = {"each": "month", "when": "payment_percent < 90%", "cut": "5%", "of": "total"}
    parts = {"total": {"round": "Rp 1"}}
    profile = {**paying("tpp * payment_percent"), "rules": {"x": rule}, "parts": parts}

    result = one(profile, amounts=rows)

    assert result.bounds is not None
    assert result.bounds.missing == ("amounts.payment_percent (ambiguous-amount)",)


def test_candidate_when_appointed_in_the_month_then_80_percent_of_those_days() -> None:
    formula = "tpp * (if category = CPNS then 80% else 100%)"
    rows = [
        {**EMPLOYEE, "category": "CPNS", "valid_until": "2026-07-14"},
        {**EMPLOYEE, "category": "PNS", "valid_from": "2026-07-15"},
    ]

    assert one(paying(formula), employees=rows).net == 913_043
    assert one(paying(formula), employees=[{**EMPLOYEE, "category": "CPNS"}]).net == 800_000


def test_amount_of_the_regulation_when_service_begins_in_the_month_then_its_share() -> None:
    """No row of `amounts` is read: the formula itself is shared."""
    formula = "if job_class exists and job_class = 8 then Rp 2.300.000 else Rp 0"
    employee = {**EMPLOYEE, "service_start": "2026-07-15"}

    # 13 of 23 days at Rp 100.000
    assert one(paying(formula), employees=[employee]).net == 1_300_000


def test_score_when_missing_in_a_month_with_a_change_then_bounds_of_the_segments() -> None:
    profile = paying("tpp * capaian")

    result = one(profile, employees=changed(job_class="9"))

    # Nothing at 0 %, at 100 % (10 x 1.000.000 + 13 x 2.000.000) / 23.
    assert result.bounds is not None
    assert result.bounds.missing == ("scores.capaian",)
    assert (result.bounds.lowest, result.bounds.highest) == (0, 1_565_217)


def test_category_when_empty_in_an_earlier_row_then_incomplete() -> None:
    formula = "tpp * (if category = CPNS then 80% else 100%)"
    rows = [
        {**EMPLOYEE, "category": "", "valid_until": "2026-07-14"},
        {**EMPLOYEE, "valid_from": "2026-07-15"},
    ]

    result = one(paying(formula), employees=rows)

    assert result.bounds is not None
    assert result.bounds.missing == ("employees.category",)


def test_part_of_its_own_amount_when_it_changes_then_products_of_each_segment() -> None:
    profile = regulation(
        amount={"is": "tpp", "round": "Rp 1"},
        parts={"a": {"of": ["tpp * payment_percent"], "round": "Rp 1"}},
    )
    rows = [*BY_CLASS, *percents(("80%", "", "2026-07-14"), ("90%", "2026-07-15", ""))]

    assert one(profile, amounts=rows, employees=changed(job_class="9")).net == 1_365_217


@pytest.mark.parametrize(
    ("lang", "product"),
    [
        ("id", "80% × Rp 1.000.000 = Rp 800.000"),
        ("en", "80% × Rp 1,000,000 = Rp 800,000"),
    ],
)
def test_explanation_when_segments_then_each_with_its_days(lang: str, product: str) -> None:
    rows = [*BY_CLASS, *percents(("80%", "", "2026-07-14"), ("100%", "2026-07-15", ""))]

    told = one(paying("tpp * payment_percent"), amounts=rows).explain(lang)

    assert product in told
    assert "10 ÷ 23 × Rp 800" in told
    assert "13 ÷ 23 × Rp 1" in told


# ------------------------------------------------------------------ which days
@pytest.mark.parametrize(
    ("part_month", "expected"),
    [
        # (10 x 1.000.000 + 13 x 2.000.000) / 23 = 1.565.217,39...
        ("working_days", 1_565_217),
        # (14 x 1.000.000 + 17 x 2.000.000) / 31 = 1.548.387,09...
        ("calendar_days", 1_548_387),
        ("first day", 1_000_000),
        ("day 14", 1_000_000),
        ("day 15", 2_000_000),
        ("last day", 2_000_000),
        ("day 31", 2_000_000),
    ],
)
def test_part_month_when_transferred_on_the_15th_then_as_the_law_shares(
    part_month: str, expected: int
) -> None:
    profile = paying(part_month=part_month)

    assert expected == one(profile, employees=changed(job_class="9")).net


def test_part_month_when_a_day_decides_then_the_facts_of_that_day() -> None:
    formula = "tpp * (if category = CPNS then 80% else 100%)"
    rows = [
        {**EMPLOYEE, "category": "CPNS", "valid_until": "2026-07-14"},
        {**EMPLOYEE, "category": "PNS", "valid_from": "2026-07-15"},
    ]

    assert one(paying(formula, part_month="first day"), employees=rows).net == 800_000
    assert one(paying(formula, part_month="last day"), employees=rows).net == 1_000_000


@pytest.mark.parametrize(
    ("amount", "start", "expected"),
    [
        # 13 of 23 working days, 17 of 31 calendar days.
        ({}, "2026-07-15", 565_217),
        ({"part_month": "calendar_days"}, "2026-07-15", 548_387),
        ({"service_part": "full"}, "2026-07-15", 1_000_000),
        ({"service_part": "nothing"}, "2026-07-15", 0),
        ({"service_part": "nothing"}, "2026-07-01", 1_000_000),
        ({"service_part": "nothing"}, "2026-07-02", 0),
        ({"part_month": "calendar_days", "service_part": "nothing"}, "2026-07-02", 0),
        ({"part_month": "calendar_days", "service_part": "full"}, "2026-07-31", 1_000_000),
        # The day decides: in service on the 15th, or not.
        ({"part_month": "day 15"}, "2026-07-15", 1_000_000),
        ({"part_month": "day 15"}, "2026-07-16", 0),
        ({"part_month": "day 15", "service_part": "full"}, "2026-07-16", 1_000_000),
        ({"part_month": "day 15", "service_part": "nothing"}, "2026-07-15", 0),
    ],
)
def test_service_when_part_of_the_month_then_as_the_law_pays(
    amount: dict[str, str], start: str, expected: int
) -> None:
    result = one(paying(**amount), employees=[{**EMPLOYEE, "service_start": start}])

    assert (result.status, result.net) == ("payable", expected)


@pytest.mark.parametrize(
    ("amount", "net"),
    [
        # Left on the 20th, with 14 of 23 working days and 20 of 31 calendar days.
        ({}, 608_696),
        ({"part_month": "calendar_days"}, 645_161),
        ({"part_month": "last day"}, 0),
        ({"part_month": "last day", "service_part": "nothing"}, 0),
        # `service_part: full` wins: the last day of service decides.
        ({"part_month": "last day", "service_part": "full"}, 1_000_000),
        ({"part_month": "first day", "service_part": "full"}, 1_000_000),
    ],
)
def test_service_when_it_ends_before_the_day_that_decides_then_nothing_unless_paid_in_full(
    amount: dict[str, str], net: int
) -> None:
    assert one(paying(**amount), employees=[{**EMPLOYEE, "service_end": "2026-07-20"}]).net == net


def test_amount_when_rounded_and_a_part_is_of_it_then_a_table_may_be_asked_with_that() -> None:
    """Rp 1,000,000 on 10 and Rp 1,000,001 on 13 of 23 days: 1,000,000.565…, so 1,000,001.

    That is in the second band: 1 % of it are Rp 10,000.
    """
    profile = regulation(amount={"is": "beban_kerja", "round": "Rp 1"})
    profile["parts"] = {"burden": {"of": "beban_kerja", "round": "Rp 1"}}
    bands = {"by": "burden", "..Rp 1.000.000": "0%", "Rp 1.000.001..": "1%"}
    profile["pay"] = {"dues": {"kind": "deduction", "cut": bands, "of": "gross", "round": "Rp 1"}}
    row = {"component": "beban_kerja", "nip": NIP}
    rows = [
        {**row, "amount": "1000000", "valid_until": "2026-07-14"},
        {**row, "amount": "1000001", "valid_from": "2026-07-15"},
    ]

    assert one(profile, amounts=rows).net == 990_001


def test_service_when_nothing_is_paid_then_a_percent_is_not_missed() -> None:
    """The month pays nothing whatever the percent is, and says so."""
    profile = paying("tpp * payment_percent", service_part="nothing")
    employee = {**EMPLOYEE, "service_start": "2026-07-15"}
    rows = [*BY_CLASS, *percents(("80%", "", ""))]

    result = one(profile, employees=[employee], amounts=rows)

    assert result.net == 0
    assert "tidak ada hari yang dibayar" in result.explain("id")


@pytest.mark.parametrize(
    "amount", [{"part_month": "day 0"}, {"part_month": "weeks"}, {"service_part": "half"}]
)
def test_sharing_when_no_such_way_then_refused(amount: dict[str, str]) -> None:
    with pytest.raises(mr.ProfileError, match="unknown-choice"):
        mr.load_profile(paying(**amount))
