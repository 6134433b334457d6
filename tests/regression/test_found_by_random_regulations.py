"""Regulations that were refused without need, and ones that loaded and could not be computed."""

from __future__ import annotations

from datetime import date

import pytest
from regulations import NIP, discipline, regulation, tables

import masker_rules as mr
from masker_rules.errors import ProfileError

#: July 2026: the 1st is a Wednesday, the 6th a Monday.
WEDNESDAY, MONDAY = date(2026, 7, 1), date(2026, 7, 6)


def net(profile, **days):
    punches = {day: (clock, "16:00") for day, clock in days.pop("late").items()}
    return mr.compute(mr.load_profile(profile), tables(punches=punches, **days), "2026-07")[NIP]


def test_table_when_minutes_are_free_then_read_on_whole_minutes():
    rule = {"each": "late", "free": "30m per month", "of": "discipline"}
    profile = discipline(late={**rule, "cut": {"1m..30m": "1%", "31m..": "2%"}})

    result = net(profile, late={WEDNESDAY: "08:40", MONDAY: "08:45"})

    # The pool takes 30 of the 40 minutes: 10 cost 1 %, the 45 of Monday 2 %.
    assert result.net == 970_000


def test_table_when_free_seconds_leave_a_hole_then_refused():
    rule = {"each": "late", "free": "45s per day", "of": "discipline"}
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile(discipline(late={**rule, "cut": {"1m..30m": "1%", "31m..": "2%"}}))

    assert "table-gap" in {problem.code for problem in wrong.value.problems}


@pytest.mark.parametrize("turned", [False, True])
def test_table_when_a_row_is_unknown_then_its_place_means_nothing(turned):
    rows = [["31m..", "unknown"], ["..30m", "1%"]]
    table = {"by": "minutes", "rows": rows[::-1] if turned else rows}
    rule = {"each": "month", "cut": "t(sum(late))", "of": "discipline"}

    result = net({**discipline(sum=rule), "tables": {"t": table}}, late={WEDNESDAY: "08:30"})

    assert result.net == 990_000


def test_rupiah_when_a_row_is_unknown_then_only_who_meets_it_is_incomplete():
    rule = {"each": "late", "cut": {"by": "weekday", "mon": "unknown", "else": "Rp 10.000"}}
    profile = discipline(late={**rule, "from": "discipline"})

    assert net(profile, late={WEDNESDAY: "08:01"}).net == 990_000
    assert net(profile, late={MONDAY: "08:01"}).status == "incomplete"


def test_rupiah_when_wholly_unknown_then_incomplete():
    rule = {"each": "late", "cut": "unknown", "from": "discipline"}

    assert net(discipline(late=rule), late={WEDNESDAY: "08:01"}).status == "incomplete"


BANDS = {"by": "money", "rows": [["..Rp 1.000.000", "1%"], ["over Rp 1.000.000", "2%"]]}


@pytest.mark.parametrize(
    "cut",
    [
        {"by": "tpp", "..Rp 1.000.000": "1%", "over Rp 1.000.000": "2%"},
        "t(tpp)",
        "t(max(tpp; Rp 5))",
        "t(total)",
        "t(if category = CPNS then tpp else Rp 5)",
    ],
)
def test_table_when_asked_with_an_amount_then_refused_when_it_loads(cut):
    rule = {"each": "month", "cut": cut, "of": "discipline"}
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile({**discipline(sum=rule), "tables": {"t": BANDS}})

    assert {problem.code for problem in wrong.value.problems} == {"table-needs-rounding"}


@pytest.mark.parametrize(
    ("asked", "left"), [("round(tpp; Rp 1)", 980_001), ("total", 980_001), ("gaji", 990_001)]
)
def test_table_when_asked_with_whole_rupiah_then_a_month_with_a_change_is_computed(asked, left):
    rule = {"each": "month", "cut": f"t({asked})", "of": "discipline"}
    profile = {**discipline(sum=rule), "tables": {"t": BANDS}}
    profile["amount"] = {"is": "tpp", "round": "Rp 1"}
    profile["inputs"] = {"gaji": {"from": "salaries.gross", "type": "money"}}
    amounts = [
        {"nip": NIP, "component": "tpp", "amount": "1000000", "valid_until": "2026-07-14"},
        {"nip": NIP, "component": "tpp", "amount": "1000001", "valid_from": "2026-07-15"},
    ]
    salaries = [{"nip": NIP, "period": "2026-07", "gross": "1000000"}]

    result = net(profile, late={}, amounts=amounts, salaries=salaries)

    # 10 of 23 working days Rp 1.000.000 and 13 Rp 1.000.001: Rp 1.000.000,57, rounded up, is in
    # the second band; the salary is in the first. 98 % is 980 000.98, 99 % is 990 000.99.
    assert result.gross == left


def test_line_when_an_amount_is_not_rounded_then_refused_when_it_loads():
    line = {"kind": "info", "is": "tempat_bertugas"}
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile(regulation(pay={"place": line}))

    assert wrong.value.code == "line-not-rounded"
    mr.load_profile(regulation(pay={"place": {**line, "round": "Rp 1"}}))


def test_calendar_when_a_row_names_no_decree_then_refused_when_it_loads():
    row = {"date": "2026-04-17", "kind": "holiday", "name": "Hari jadi"}
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile(regulation(calendar=[row]))

    assert wrong.value.code == "calendar-key-missing"


@pytest.mark.parametrize("each", ["punch", "taps"])
def test_punch_when_it_has_rows_of_rules_then_each_costs_once(each):
    """Such rules loaded and failed in the first month; now 23 days of two punches cost 46 %."""
    rule = {"tap": {"each": each, "cut": "1%", "of": "discipline"}}
    law = {**discipline(**rule), "series": {"taps": {"each": "punch"}}}
    assert mr.compute(law, tables(), "2026-07")[NIP].net == 540_000


REPORTS = {"each": "activity", "measure": "minutes"}


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"cut": "1%", "free": "10m per week"}, "span-not-of-rows"),
        ({"cut": "nth(minutes > 0m per week) * 1%"}, "grain-mismatch"),
    ],
)
def test_per_when_rows_do_not_know_what_begins_anew_then_refused(rule, code):
    rules = {"reports": {"each": "reports", **rule, "of": "discipline"}}
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile({**discipline(**rules), "series": {"reports": REPORTS}})

    assert {problem.code for problem in wrong.value.problems} == {code}


@pytest.mark.parametrize("value", ["unknown", "payment_percent"])
def test_explanation_when_a_row_of_a_table_is_not_known_then_it_says_so(value):
    cut = {"1m..30m": "1%", "31m..": value}
    rule = {"each": "late", "when": "late > 0m", "cut": cut, "of": "discipline"}

    result = net(discipline(late=rule), late={WEDNESDAY: "08:40"})

    assert result.status == "incomplete"
    assert "31 min or more" in result.explain("en")


OF_NONE = {
    "percent": {"is": "if category = CPNS then 5% else none"},
    "money": {"is": "if category = CPNS then Rp 5 else none"},
    "number": {"is": "if category = CPNS then 5 else none"},
}
MONTHLY = {"each": "month", "of": "discipline"}
PART = {"weight": "100%", "round": "Rp 1"}


@pytest.mark.parametrize(
    "blocks",
    [
        {"rules": {"a": {**MONTHLY, "cut": "percent"}}},
        {"rules": {"a": {"each": "sanction", "cut": "sanction.percent", "of": "discipline"}}},
        {"rules": {"a": {**MONTHLY, "cut": {"by": "category", "CPNS": "1%", "else": "percent"}}}},
        {"rules": {"a": {**MONTHLY, "pay": "percent"}}},
        {"rules": {"a": {**MONTHLY, "times": "percent"}}},
        {"rules": {"a": {"each": "month", "cut": "money", "from": "discipline"}}},
        {"rules": {"a": {"each": "month", "cut": "1%", "of": "money", "from": "discipline"}}},
        {"parts": {"discipline": {**PART, "score": "percent"}}},
        {"parts": {"discipline": {**PART, "is": "money"}}},
        {
            "parts": {
                "discipline": {**PART, "earned": "number", "target": "5", "no_target": "full"}
            }
        },
        {"amount": "money"},
        {"pay": {"line": {"kind": "tax", "cut": "1%", "of": "money", "round": "Rp 1"}}},
        {"counts": {"some": "number"}},
        {"quantities": {**OF_NONE, "x": {**OF_NONE["percent"], "round": "1%"}}},
    ],
)
def test_block_when_its_value_may_be_none_then_refused_when_it_loads(blocks):
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile({**discipline(), "quantities": OF_NONE, **blocks})

    assert {problem.code for problem in wrong.value.problems} == {"may-be-none"}


def test_count_when_it_is_a_word_then_refused():
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile({**discipline(), "counts": {"kind": "category"}})

    assert wrong.value.code == "number-wanted"


def test_explanation_when_a_class_is_none_then_its_range_is_told():
    when = "not (job_class exists) or job_class in (3..5)"
    gate = {"each": "month", "when": when, "zero": "everything"}

    law = discipline(gate=gate) | {"empty": {"employees.job_class": "none"}}

    result = net(law, late={})

    assert result.status == "zero"
    assert result.explain("en")
