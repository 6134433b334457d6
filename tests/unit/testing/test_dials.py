"""The settings around a month: beside each number that the law names, and nowhere else."""

from __future__ import annotations

import pytest
from regulations import regulation

from masker_rules.engine.profile import load_profile
from masker_rules.testing.dials import ODD_AMOUNTS, Dials

BASE = {
    "period": "2026-07",
    "amounts": {"tpp": "1000000", "payment_percent": "100%"},
    "scores": {"target_minutes": "6000"},
    "days": "on time",
}
WORK = {"earned": "activity_minutes", "target": "target_minutes", "no_target": "0%"}


def law(**blocks):
    late = {"each": "late", "for": "staff_group = teacher", "cut": "1%", "of": "discipline"}
    return load_profile(
        regulation(
            **blocks,
            amount={"is": "tpp * payment_percent", "round": "Rp 1"},
            parts={
                "work": {**WORK, "weight": "50%", "round": "Rp 1"},
                "discipline": {"weight": "50%", "round": "Rp 1"},
            },
            rules={"late": late},
        )
    )


@pytest.fixture(scope="module")
def around():
    """The settings around a month of the law, by dial."""
    profile = law()

    def of(base, profile=profile):
        found = {}
        for setting in Dials(profile, base).settings():
            found.setdefault(setting.dial, []).append(setting)
        return found

    return of


def test_work_when_a_target_is_given_then_beside_each_share_of_it(around):
    """0, a third, two thirds and all of 6,000 minutes; the law names 1 % and 50 %."""
    settings = around(BASE)["activities"]
    assert {setting.position for setting in settings} == {
        0, 1, 59, 60, 61, 1999, 2000, 2001, 2999, 3000, 3001, 3999, 4000, 4001, 5999, 6000, 6001,
    }  # fmt: skip
    last = settings[-1].draft.given
    assert last["activities"] == {"2026-07-31": "6001m"}
    assert last["amounts"] == BASE["amounts"]


@pytest.mark.parametrize("target", ["none", "100h"])
def test_work_when_its_target_is_no_number_of_minutes_then_not_tried(around, target):
    assert "activities" not in around({**BASE, "scores": {"target_minutes": target}})


def test_amounts_when_tried_then_those_of_money_and_each_with_a_day_late(around):
    found = around(BASE)
    given = [setting.draft.given for setting in found["tpp"]]
    assert [one["amounts"]["tpp"] for one in given] == [str(amount) for amount in ODD_AMOUNTS]
    assert found["tpp 3333331"][0].draft.given["days"]["2026-07-01"] == "in 08:01"
    assert "payment_percent" not in found


def test_amounts_when_they_stand_in_a_table_then_each_row_by_itself(around):
    rows = [
        {"component": "tpp", "job_class": "7", "amount": "1000000"},
        {"component": "tpp", "job_class": "8", "amount": "2000000"},
    ]
    base = {key: value for key, value in BASE.items() if key != "amounts"}
    found = around({**base, "tables": {"amounts": rows}})["amount 3333331"]
    told = [
        [row["amount"] for row in setting.draft.given["tables"]["amounts"]] for setting in found
    ]
    assert told == [["3333331", "2000000"], ["1000000", "3333331"]]
    assert rows[0]["amount"] == "1000000"


def test_people_when_the_law_names_a_group_then_its_week_is_tried_too(around):
    found = around(BASE)
    groups = {
        setting.draft.given.get("employee", {}).get("staff_group")
        for dial, settings in found.items()
        for setting in settings
        if dial.endswith("late on mon")
    }
    assert groups == {None, "teacher"}
    # What is about the clock and the month is tried once, of the person of the base.
    assert {setting.draft.given.get("employee") for setting in found["late"]} == {None}


def test_clock_when_nobody_has_hours_then_not_tried_in_ramadan_or_at_any_time(around):
    assert any("Ramadan" in dial for dial in around(BASE))
    without = around(BASE, law(hours={}))
    assert not any("late" in dial or "Ramadan" in dial for dial in without)
    assert without["tpp"]


def test_days_when_the_month_tells_of_all_then_none_is_tried_anew(around):
    told = {f"2026-07-{day:02}": "on time" for day in range(1, 32)}
    assert "late" not in around({**BASE, "days": told})
