"""The calendar days of a month, worked or not; 1 June 2026 is a Monday."""

from __future__ import annotations

import pytest
from attendance_world import World

from masker_rules.attendance import Attendance
from masker_rules.periods import Month


def dates(world: World, month: str = "2026-06") -> dict[str, tuple[str, str, bool, bool]]:
    return {
        row.date.isoformat(): (row.weekday, row.kind, row.scheduled, row.in_service)
        for row in world.month(month).calendar
    }


def test_month_when_read_then_every_calendar_day_once():
    found = dates(World())

    assert (min(found), max(found), len(found)) == ("2026-06-01", "2026-06-30", 30)
    assert found["2026-06-01"] == ("mon", "ordinary", True, True)
    assert found["2026-06-06"] == ("sat", "ordinary", False, True)


@pytest.mark.parametrize(
    ("when", "kind", "weekday", "scheduled"),
    [
        ("2026-06-02", "holiday", "tue", False),
        ("2026-06-02", "joint_leave", "tue", False),
        ("2026-06-02", "half_day", "tue", True),
        ("2026-06-02", "workday", "tue", True),
        ("2026-06-06", "workday", "sat", True),
        ("2026-06-06", "joint_leave", "sat", False),
    ],
)
def test_date_when_the_pack_says_what_it_is_then_its_kind(when, kind, weekday, scheduled):
    assert dates(World().date(when, kind))[when] == (weekday, kind, scheduled, True)


@pytest.mark.parametrize(("unit", "kind"), [("A", "holiday"), ("B", "ordinary")])
def test_date_when_the_row_names_a_unit_then_only_there(unit, kind):
    world = World().employee(unit=unit).date("2026-06-02", "holiday", unit="A")
    assert dates(world)["2026-06-02"][1] == kind


@pytest.mark.parametrize(("group", "kind"), [("teacher", "joint_leave"), (None, "ordinary")])
def test_date_when_the_row_names_a_staff_group_then_only_for_it(group, kind):
    world = World().employee(staff_group=group)
    world.date("2026-06-02", "joint_leave", staff_group="teacher")
    assert dates(world)["2026-06-02"][1] == kind


def test_ramadan_when_a_day_lies_in_it_then_season_and_kind_are_two_things():
    rows = {row.date.isoformat(): row for row in World().month("2026-03").calendar}
    assert (rows["2026-03-20"].season, rows["2026-03-20"].kind) == ("ramadan", "ordinary")
    assert rows["2026-03-23"].season == "normal"


def test_day_outside_service_when_on_the_schedule_then_scheduled_and_not_in_service():
    found = dates(World().employee(service_start="2026-06-03"))

    assert found["2026-06-02"] == ("tue", "ordinary", True, False)
    assert found["2026-06-03"] == ("wed", "ordinary", True, True)
    assert found["2026-06-06"] == ("sat", "ordinary", False, True)


@pytest.mark.parametrize("code", ["off", "cuti_bersama"])
def test_day_off_when_a_row_gives_it_then_not_scheduled(code):
    world = World().absence(code, "2026-06-02", "2026-06-02")
    assert dates(world)["2026-06-02"] == ("tue", "ordinary", False, True)


def test_roster_when_it_gives_the_days_then_they_are_the_scheduled_ones():
    found = dates(World().roster("2026-06-06", "pagi"))

    assert [day for day, row in found.items() if row[2]] == ["2026-06-06"]


def test_day_when_after_the_last_known_one_then_scheduled_all_the_same():
    rows = World().month(as_of="2026-06-10").calendar
    assert sum(row.scheduled for row in rows) == 22


def test_week_when_of_any_date_then_monday_begins_it():
    """1 July 2026 is a Wednesday: the 5th is the first Sunday."""
    rows = World().month("2026-07").calendar
    weeks = {row.date.day: row.week for row in rows}
    assert [weeks[day] for day in (1, 5, 6, 12, 13, 31)] == [1, 1, 2, 2, 3, 5]


def test_calendar_when_nobody_reads_it_then_no_rows():
    world = World()
    attendance = Attendance(world.settings, world.calendar, world.pack(), reads={})
    assert attendance.month(attendance.nips[0], Month.parse("2026-06")).calendar == ()


def test_date_when_the_person_moved_then_what_it_is_in_the_unit_of_that_date():
    world = World().employee(unit="A").employee(unit="B", valid_from="2026-06-16")
    for when in ("2026-06-10", "2026-06-17"):
        world.date(when, "holiday", unit="B")
    found = dates(world)
    assert (found["2026-06-10"][1], found["2026-06-17"][1]) == ("ordinary", "holiday")
