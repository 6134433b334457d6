"""Where a day lies beside days off, and how long a letter is: a bare calendar, Monday to Friday.

Monday 1 June 2026 begins a month that ends on a Tuesday; 29 May and 3 July are Fridays.
"""

from __future__ import annotations

import pytest
from attendance_world import World


def beside(world: World, fact: str, month: str = "2026-06") -> dict[str, int]:
    """The dates of a month that have a fact, and what it is."""
    found = {str(row.date)[5:]: getattr(row, fact) for row in world.month(month).days}
    return {date: value for date, value in found.items() if value is not None}


def test_after_when_the_day_off_is_in_the_month_before_then_counted_from_it():
    world = World().date("2026-05-29", "joint_leave")
    found = beside(world, "after_joint_leave")
    assert list(found.items())[:3] == [("06-01", 1), ("06-02", 2), ("06-03", 3)]
    # Two months later it is too far away.
    assert beside(world, "after_joint_leave", "2026-07") == {}
    assert beside(world, "after_holiday") == {}


def test_before_when_the_day_off_is_in_the_month_after_then_counted_to_it():
    world = World().date("2026-07-01", "holiday")
    found = beside(world, "before_holiday")
    assert list(found.items())[-2:] == [("06-29", 2), ("06-30", 1)]
    assert beside(world, "before_holiday", "2026-05") == {}


def test_beside_when_the_day_off_is_a_sunday_then_monday_is_the_first_after_it():
    world = World().date("2026-06-14", "holiday")
    assert beside(world, "after_holiday")["06-15"] == 1
    assert beside(world, "before_holiday")["06-12"] == 1


def test_beside_when_two_days_off_then_from_the_nearest():
    world = World().date("2026-06-09", "holiday").date("2026-06-11", "holiday")
    assert beside(world, "after_holiday")["06-10"] == 1
    assert beside(world, "after_holiday")["06-12"] == 1
    assert beside(world, "before_holiday")["06-10"] == 1
    assert beside(world, "before_holiday")["06-08"] == 1


def test_beside_when_a_letter_takes_working_days_away_then_they_are_not_counted():
    world = World().date("2026-06-09", "holiday").absence("off", "2026-06-10", "2026-06-10")
    assert next(iter(beside(world, "after_holiday").items())) == ("06-11", 1)


def test_beside_when_joint_leave_is_the_person_s_then_it_counts_as_one():
    world = World().absence("cuti_bersama", "2026-06-10", "2026-06-10")
    assert beside(world, "after_joint_leave")["06-11"] == 1
    assert beside(world, "before_joint_leave")["06-09"] == 1


def test_beside_when_the_day_off_is_of_another_unit_then_it_is_none():
    world = World().employee(unit="A").date("2026-06-09", "holiday", unit="B")
    assert beside(world, "after_holiday") == {}


def test_beside_when_somebody_else_is_of_that_unit_then_each_has_the_own_days():
    world = World().date("2026-06-09", "holiday", unit="B")
    world.employee("198602022011012002", unit="B").employee(unit="A")
    assert beside(world, "after_holiday") == {}


def test_leave_when_it_ended_then_the_days_after_it_know_the_code():
    world = World().absence("cuti_sakit", "2026-05-28", "2026-06-02")
    assert beside(world, "after_leave")["06-03"] == 1
    assert beside(world, "after_leave")["06-04"] == 2
    assert set(beside(world, "last_leave").values()) == {"cuti_sakit"}
    assert "06-02" not in beside(world, "after_leave")
    assert beside(world, "before_leave", "2026-05")["05-27"] == 1


def test_leave_when_two_codes_lie_on_either_side_then_each_is_named():
    world = World().absence("cuti_sakit", "2026-06-08", "2026-06-08")
    world.absence("izin", "2026-06-10", "2026-06-10")
    assert beside(world, "last_leave")["06-09"] == "cuti_sakit"
    assert beside(world, "next_leave")["06-09"] == "izin"


@pytest.mark.parametrize("code", ["dinas_luar", "wfh", "alpa", "off"])
def test_leave_when_the_code_is_no_leave_then_none(code):
    world = World().absence(code, "2026-06-08", "2026-06-08")
    assert beside(world, "after_leave") == {}


def test_leave_when_whoever_is_on_it_comes_back_then_the_working_days_of_leave_count():
    """Holiday on Tuesday, leave on Wednesday: Thursday is the second working day after it."""
    world = World().date("2026-06-09", "holiday").absence("izin", "2026-06-10", "2026-06-10")
    assert beside(world, "after_holiday")["06-11"] == 2


@pytest.mark.parametrize(
    ("last", "days", "working"),
    [
        # Thursday 25 June to Wednesday 1 July: seven days, two of them a weekend
        ("2026-07-01", 7, 5),
        ("2026-07-05", 11, 7),
        (None, None, None),
    ],
)
def test_letter_when_it_ends_in_a_later_month_then_as_long_as_it_is(last, days, working):
    world = World().absence("cuti_sakit", "2026-06-25", last)
    row = world.day("2026-06-30")
    assert (row.letter_days, row.letter_working_days) == (days, working)
    leave = world.month("2026-06").leave[-1]
    assert (leave.letter_days, leave.letter_working_days) == (days, working)


def test_letter_when_another_prevails_on_a_day_then_its_length():
    world = World().absence("cuti_sakit", "2026-06-22", "2026-06-26")
    world.absence("izin", "2026-06-24", "2026-06-25", known_at="2026-06-24 08:00")
    assert world.day("2026-06-23").letter_days == 5
    assert world.day("2026-06-24").letter_days == 2


def test_day_of_month_when_a_day_is_read_then_its_number():
    assert World().day("2026-06-30").day_of_month == 30
    assert [row.day_of_month for row in World().month("2026-06").calendar] == [*range(1, 31)]
