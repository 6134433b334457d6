"""Facts of leave in formulas: the place in a spell, and a child whose number nobody wrote."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from agreement import World, disagreement, expected_of
from regulations import NIP, discipline, tables

import masker_rules as mr


def letter(code: str, first: str, last: str, **columns: str) -> dict[str, str]:
    row = {"nip": NIP, "code": code, "from": first, "until": last, "approved": "true"}
    return {**row, **columns}


def one(rule: dict[str, Any], *letters: dict[str, str], **given: Any) -> mr.Result:
    profile = discipline(cuti={**rule, "of": "discipline"})
    profile |= given.pop("blocks", {})
    return mr.compute(profile, tables(absences=list(letters), **given), "2026-07")[0]


THIRD = {"each": "cuti_melahirkan", "when": "child_number exists and child_number >= 3"}
BANDS = {"by": "child_number", "none or 1..2": "0%", "3..": "2%"}


# ------------------------------------------------------------------ the place in a spell
def test_working_days_of_a_spell_when_above_three_then_cut_from_the_fourth():
    rule = {"each": "cuti_sakit", "when": "spell_working_day exists and spell_working_day > 3"}

    # 2, 3 and 6 July are the first three working days; 7 and 8 July cost 2 x 1 %.
    result = one({**rule, "cut": "1%"}, letter("cuti_sakit", "2026-07-02", "2026-07-08"))

    assert [f.day.day for f in result.findings] == [7, 8]
    assert result.net == 980_000


def test_bands_over_an_optional_count_when_it_is_none_then_the_row_none():
    bands = {"by": "spell_day", "none": "3%", "1..2": "0%", "3..": "1%"}
    days = {"each": "day", "when": "date in (2026-07-06..2026-07-09)", "cut": bands}

    # 6 July is no leave: 3 %; 7 and 8 July are days 1 and 2: 0 %; 9 July is day 3: 1 %.
    result = one(days, letter("cuti_sakit", "2026-07-07", "2026-07-09"))

    assert result.net == 960_000


def test_lasted_when_the_spell_ends_after_the_month_then_days_to_the_end_of_it():
    rule = {"each": "month", "when": "any(leave.lasted >= 5)", "cut": "10%"}
    four = one(rule, letter("cuti_sakit", "2026-07-28", "2026-08-20"))
    five = one(rule, letter("cuti_sakit", "2026-07-27", "2026-08-20"))

    assert (four.net, five.net) == (1_000_000, 900_000)


def test_week_when_named_then_only_its_days():
    rule = {"each": "day", "when": "week = 2", "cut": "1%"}

    # 6 to 10 July 2026: the 1st is a Wednesday.
    assert [f.day.day for f in one(rule).findings] == [6, 7, 8, 9, 10]


# ------------------------------------------------------------------ the number of the child
@pytest.mark.parametrize("rule", [{**THIRD, "cut": "2%"}, {"each": "day", "cut": BANDS}])
@pytest.mark.parametrize(("number", "net"), [("2", 1_000_000), ("3", 960_000), ("4", 960_000)])
def test_child_when_known_then_paid_by_its_number(rule, number, net):
    birth = letter("cuti_melahirkan", "2026-07-06", "2026-07-07", child_number=number)

    assert one(rule, birth).net == net


@pytest.mark.parametrize(
    "rule",
    [
        {**THIRD, "cut": "2%"},
        {"each": "day", "cut": BANDS},
        {
            "each": "month",
            "cut": "2% * count(leave where leave.child_number exists and leave.child_number > 2)",
        },
    ],
)
def test_child_when_not_known_then_bounds_and_its_name(rule):
    result = one(rule, letter("cuti_melahirkan", "2026-07-06", "2026-07-07"))

    # Two days: nothing up to the second child, 2 x 2 % from the third.
    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (960_000, 1_000_000)
    assert result.bounds.missing == ("absences.child_number",)


def test_child_when_not_known_on_half_a_day_then_missing_too():
    rule = {"each": "day", "when": "child_number exists and child_number = 3", "cut": "2%"}
    result = one(rule, letter("cuti_melahirkan", "2026-07-06", "2026-07-06", part="pm"))

    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (980_000, 1_000_000)


def test_child_when_not_known_and_it_changes_nothing_then_paid_and_told():
    rule = {**THIRD, "cut": "0%"}
    result = one(rule, letter("cuti_melahirkan", "2026-07-06", "2026-07-07"))

    assert (result.status, result.net) == ("payable", 1_000_000)
    assert "missing-made-no-difference" in {remark.code for remark in result.warnings}


def test_child_when_more_of_them_cost_ever_more_then_open_below():
    rule = {"each": "month", "when": "count(leave) > 0", "cut": "1% * highest(child)"}
    numbers = {"child": {"each": "leave", "is": "if child_number exists then child_number else 0"}}
    birth = letter("cuti_melahirkan", "2026-07-06", "2026-07-06")
    result = one(rule, birth, blocks={"quantities": numbers})

    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (None, 990_000)


@pytest.mark.parametrize("code", ["cuti_besar", "cuti_alasan_penting"])
def test_child_when_the_leave_is_for_no_birth_then_none(code):
    assert one(
        {**THIRD, "each": "leave", "cut": "2%"}, letter(code, "2026-07-06", "2026-07-07")
    ).net

    bands = {"by": "child_number", "none": "1%", "1..": "5%"}
    result = one({"each": code, "cut": bands}, letter(code, "2026-07-06", "2026-07-06"))
    assert result.net == 990_000


def test_child_when_no_rule_reads_it_then_it_need_not_be_known():
    rule = {"each": "cuti_melahirkan", "cut": "1%"}

    assert one(rule, letter("cuti_melahirkan", "2026-07-06", "2026-07-07")).net == 980_000


def test_group_childbirth_when_a_profile_adds_a_word_then_that_leave_needs_the_number_too():
    blocks = {
        "words": {"absences.code": {"cuti_persalinan": "new"}},
        "groups": {"leave": ["cuti_persalinan"], "childbirth": ["cuti_persalinan"]},
    }
    rule = {**THIRD, "each": "cuti_persalinan", "cut": "2%"}
    birth = letter("cuti_persalinan", "2026-07-06", "2026-07-06")

    result = one(rule, birth, blocks=blocks)
    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (980_000, 1_000_000)


# ------------------------------------------------------------------ days that punches judge
@pytest.mark.parametrize("each", ["wfh", "work", "home"])
def test_code_of_a_day_judged_by_punches_when_each_names_it_then_its_days_in_both_engines(each):
    blocks = {"groups": {"home": ["wfh", "sakit"]}}
    profile = discipline(home={"each": each, "cut": "1%", "of": "discipline"}) | blocks
    absences = [
        letter("wfh", "2026-07-01", "2026-07-02"),
        letter("izin", "2026-07-06", "2026-07-06"),
    ]
    rows = tables(absences=absences, punches={date(2026, 7, 2): (None, None)})
    loaded, pack = mr.load_profile(profile), mr.Pack(**rows)
    world = World("two days at home, one of them without punches", loaded, pack, "2026-07")
    text, _ = disagreement(world, expected_of(world))

    assert not text
    found = mr.compute(loaded, pack, period="2026-07")[NIP]
    # 1 July with punches and 2 July without are both days at home: 2 x 1 %.
    assert [finding.day.day for finding in found.findings] == [1, 2]
    assert found.net == 980_000


# ------------------------------------------------------------------ days that nobody knows
def test_days_when_not_yet_and_long_leave_costs_then_the_bounds_hold_a_long_spell():
    rule = {"each": "cuti_sakit", "when": "spell_day exists and spell_day > 60", "cut": "5%"}
    profile = discipline(cuti={**rule, "of": "discipline"})
    [result] = mr.compute(profile, tables(), "2026-07", as_of="2026-07-29")

    # 30 and 31 July may be as late in a spell as one likes: 2 x 5 %.
    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (900_000, 1_000_000)


def test_child_when_not_known_in_an_earlier_month_of_a_window_then_missing():
    test = "count(leave where leave.child_number exists and leave.child_number = 3 over year) > 1"
    birth = letter("cuti_melahirkan", "2026-06-30", "2026-07-01")
    june = [{"nip": NIP, "time": f"2026-06-29 {clock}"} for clock in ("08:00", "16:00")]
    punches = [*tables()["punches"], *june]
    profile = discipline(cuti={"each": "month", "when": test, "cut": "5%", "of": "discipline"})
    given = {**tables(absences=[birth]), "punches": punches}
    result = mr.compute(profile, given, "2026-07")[0]

    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (950_000, 1_000_000)
    assert "absences.child_number" in result.bounds.missing
