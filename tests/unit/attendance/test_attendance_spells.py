"""Where a date lies in a spell of leave, and what a day says of it.

The calendar is bare: 1 June 2026 is a Monday, and Monday to Friday are worked.
"""

from __future__ import annotations

import pytest
from attendance_world import World

from masker_rules.attendance import Attendance
from masker_rules.periods import Month


def leave(world: World, month: str = "2026-06") -> dict[str, tuple[int, ...]]:
    """Date to `day`, `month`, `working_day`, `row_day`, `lasted`."""
    return {
        row.date.isoformat(): (row.day, row.month, row.working_day, row.row_day, row.lasted)
        for row in world.month(month).leave
    }


def test_spell_when_begun_in_the_month_before_then_its_working_days_are_counted_from_there():
    found = leave(World().absence("cuti_sakit", "2026-05-28", "2026-06-09"))

    # 28, 29 May, 1 to 5, 8 and 9 June are nine working days; 28 May to 9 June are 13 days.
    assert found["2026-06-01"] == (5, 2, 3, 5, 13)
    assert found["2026-06-05"] == (9, 2, 7, 9, 13)
    assert found["2026-06-06"] == (10, 2, 7, 10, 13)
    assert found["2026-06-07"] == (11, 2, 7, 11, 13)
    assert found["2026-06-08"] == (12, 2, 8, 12, 13)
    assert found["2026-06-09"] == (13, 2, 9, 13, 13)
    assert len(found) == 9


def test_spell_when_two_rows_join_then_each_row_counts_its_own_days():
    world = World().absence("cuti_sakit", "2026-05-28", "2026-05-29")
    found = leave(world.absence("cuti_sakit", "2026-06-01", "2026-06-02"))

    # 28 May to 2 June are six days; the second row begins on 1 June.
    assert found == {"2026-06-01": (5, 2, 3, 1, 6), "2026-06-02": (6, 2, 4, 2, 6)}


def test_spell_when_a_holiday_lies_in_it_then_it_is_no_working_day():
    world = World().date("2026-06-03", "holiday")
    found = leave(world.absence("cuti_besar", "2026-06-02", "2026-06-04"))

    assert [row[2] for row in found.values()] == [1, 1, 2]


def test_spells_when_two_then_each_counts_from_its_own_first_day():
    world = World().absence("cuti_sakit", "2026-06-01", "2026-06-02")
    found = leave(world.absence("cuti_sakit", "2026-06-04", "2026-06-04"))

    assert found["2026-06-02"] == (2, 1, 2, 2, 2)
    assert found["2026-06-04"] == (1, 1, 1, 1, 1)


@pytest.mark.parametrize("until", ["2026-07-05", None])
def test_spell_when_not_over_then_it_has_lasted_to_the_end_of_the_month(until):
    world = World().absence("cuti_besar", "2026-06-20", until)

    # 20 to 30 June are 11 days.
    assert {row[4] for row in leave(world).values()} == {11}


def test_spell_when_it_ends_in_the_next_month_then_that_month_knows_all_of_it():
    world = World().absence("cuti_besar", "2026-06-20", "2026-07-05")

    # 11 days of June and 5 of July.
    assert {row[4] for row in leave(world, "2026-07").values()} == {16}


def test_days_outside_service_when_in_a_spell_then_no_working_days():
    world = World().employee(service_start="2026-06-03")
    found = leave(world.absence("diklat", "2026-06-01", "2026-06-04"))

    assert found == {"2026-06-03": (3, 1, 1, 3, 4), "2026-06-04": (4, 1, 2, 4, 4)}


def test_working_days_when_nobody_asks_then_years_without_a_calendar_do_not_matter():
    pack = World().absence("tugas_belajar", "1900-01-01", "2026-06-02").pack()
    world = World()
    attendance = Attendance(
        world.settings, world.calendar, pack, reads={"leave": frozenset({"day"})}
    )

    row = attendance.month(attendance.nips[0], Month.parse("2026-06")).leave[0]
    assert (row.working_day, row.row_day) == (0, 46_173)


# ------------------------------------------------------------------ days
def of_year(world: World, month: str) -> dict[str, tuple[int, int]]:
    """Date to the number of its spell in the calendar year, and the days of that kind by then."""
    return {row.date.isoformat(): (row.in_year, row.year_day) for row in world.month(month).leave}


def test_spell_when_begun_in_the_year_before_then_counted_from_the_first_of_january():
    world = World().absence("cuti_sakit", "2025-12-30", "2026-01-02")
    found = of_year(world.absence("cuti_sakit", "2026-01-07", "2026-01-07"), "2026-01")

    # 1 and 2 January, then the 7th: the second spell and third day of the year.
    assert found == {"2026-01-01": (1, 1), "2026-01-02": (1, 2), "2026-01-07": (2, 3)}


def test_spell_when_over_before_the_year_then_not_one_of_it():
    world = World().absence("cuti_sakit", "2025-12-15", "2025-12-16")
    found = of_year(world.absence("cuti_sakit", "2026-01-07", "2026-01-07"), "2026-01")

    assert found == {"2026-01-07": (1, 1)}


@pytest.mark.parametrize(("by_reason", "spells"), [(False, [1, 1]), (True, [1, 2])])
def test_spell_when_reasons_differ_then_two_where_the_profile_says_so(by_reason, spells):
    world = World(spells_by_reason=by_reason)
    world.absence("cuti_sakit", "2026-06-01", "2026-06-01", reason="rawat_jalan")
    world.absence("cuti_sakit", "2026-06-02", "2026-06-02", reason="covid")

    assert [row.spell for row in world.month().leave] == spells


def spell(world: World, when: str) -> tuple[int | None, ...]:
    row = world.day(when)
    return row.spell_day, row.spell_month, row.spell_working_day, row.spell_row_day


def test_day_when_on_full_leave_then_it_knows_its_place_in_the_spell():
    world = World().absence("cuti_sakit", "2026-05-28", "2026-05-29")
    world.absence("cuti_sakit", "2026-06-01", "2026-06-02")

    assert spell(world, "2026-06-02") == (6, 2, 4, 2)
    assert spell(world, "2026-06-03") == (None, None, None, None)


def test_day_when_only_a_weekend_is_leave_then_no_day_knows_of_a_spell():
    # 6 and 7 June 2026 are a Saturday and a Sunday.
    month = World().absence("cuti_sakit", "2026-06-06", "2026-06-07").month()

    assert [row.day_index for row in month.leave] == [-1, -1]
    assert {row.spell_day for row in month.days} == {None}


@pytest.mark.parametrize(("code", "part"), [("wfh", "full"), ("alpa", "full"), ("izin", "am")])
def test_day_when_no_full_leave_or_duty_then_it_has_no_spell(code, part):
    world = World().absence(code, "2026-06-02", "2026-06-02", part=part)

    assert spell(world, "2026-06-02") == (None, None, None, None)


def test_half_day_when_its_letter_says_more_then_the_day_says_it():
    world = World().absence(
        "cuti_sakit", "2026-06-02", "2026-06-02", part="am", reason="rawat_jalan", inpatient=True
    )
    row = world.day("2026-06-02")

    assert (row.absence, row.reason, row.inpatient) == (None, "rawat_jalan", True)


@pytest.mark.parametrize(
    ("when", "week"),
    [
        ("2026-06-01", 1),  # a Monday
        ("2026-06-05", 1),
        ("2026-06-08", 2),
        ("2026-07-01", 1),  # a Wednesday
        ("2026-07-03", 1),
        ("2026-07-06", 2),
        ("2026-08-03", 2),  # the 1st is a Saturday
        ("2026-08-31", 6),
    ],
)
def test_day_when_in_a_week_then_weeks_begin_on_monday(when, week):
    assert World().day(when).week == week


@pytest.mark.parametrize(("when", "week"), [("2026-06-07", 1), ("2026-06-08", 2)])
def test_day_when_a_sunday_is_worked_then_it_ends_the_week(when, week):
    assert World().roster(when, "pagi").day(when).week == week
