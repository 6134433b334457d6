"""Which days are worked and the hours required on each."""

from __future__ import annotations

import pytest
from attendance_world import BARE, NIP, OFFICE, OTHER, World, at, codes, dates, day, hours

from masker_rules.attendance import Attendance
from masker_rules.attendance.settings import DayHours, Hours
from masker_rules.calendars import Calendar
from masker_rules.errors import CalendarError, RequestError
from masker_rules.facts import Pack, rows
from masker_rules.periods import Month

SIX_DAYS = Hours("teacher", None, {"normal": {n: hours("07:30", "14:00") for n in range(1, 7)}})


def required(row) -> tuple[int, int]:
    return row.start, row.end


def test_five_day_week_when_june_2026_then_22_days_without_weekends():
    month = World().month()
    assert len(month.days) == month.divisor_days == 22
    assert {row.weekday for row in month.days} == {"mon", "tue", "wed", "thu", "fri"}


def test_six_day_week_when_june_2026_then_saturdays_are_worked():
    month = World(hours=(SIX_DAYS,)).month()
    assert len(month.days) == 26  # 22 weekdays and the four Saturdays 6, 13, 20, 27
    assert [row.date.day for row in month.days if row.weekday == "sat"] == [6, 13, 20, 27]


def test_february_when_leap_year_then_29_dates_are_planned():
    # Thursday 29 February 2024 is the 21st weekday of the month.
    assert dates(World().month("2024-02"))[-1] == "2024-02-29"
    assert len(World().month("2024-02").days) == 21
    assert len(World().month("2026-02").days) == 20


def test_friday_when_it_has_its_own_hours_then_they_are_required():
    assert required(World().day("2026-06-05")) == (at("07:30"), at("16:30"))
    assert required(World().day("2026-06-04")) == (at("07:30"), at("16:00"))


@pytest.mark.parametrize(
    ("date", "season", "start"),
    [
        ("2026-02-18", "normal", "07:30"),
        ("2026-02-19", "ramadan", "08:00"),
        ("2026-03-20", "ramadan", "08:00"),
        ("2026-03-23", "normal", "07:30"),
    ],
)
def test_ramadan_when_at_either_edge_then_the_hours_of_the_season(date, season, start):
    row = World().day(date)
    assert (row.season, row.start) == (season, at(start))


def test_ramadan_when_the_schedule_has_no_season_then_the_normal_hours():
    row = World(hours=(SIX_DAYS,)).day("2026-03-02")
    assert (row.season, row.start) == ("ramadan", at("07:30"))


def test_holiday_and_joint_leave_when_on_weekdays_then_no_working_days():
    world = World().date("2026-06-01", "holiday").date("2026-06-02", "joint_leave")
    assert dates(world.month())[0] == "2026-06-03"
    assert world.month().divisor_days == 20


def test_holiday_when_it_names_a_unit_then_only_that_unit_is_free():
    world = World().employee(unit="A").date("2026-06-01", "holiday", unit="B")
    assert dates(world.month())[0] == "2026-06-01"


def test_holiday_when_it_names_a_staff_group_then_empty_group_is_office():
    world = World().employee(unit="A").date("2026-06-01", "holiday", staff_group="office")
    assert dates(world.month())[0] == "2026-06-02"


def test_workday_when_on_a_saturday_then_hours_of_the_first_working_weekday_and_a_note():
    world = World().date("2026-06-06", "workday")
    month = world.month()
    row = world.day("2026-06-06")
    assert required(row) == (at("07:30"), at("16:00"))
    assert codes(month, "2026-06-06") == ["workday-hours"]
    assert month.divisor_days == 23


def test_half_day_when_there_is_a_break_then_work_ends_where_it_begins():
    row = World().date("2026-06-02", "half_day").day("2026-06-02")
    assert (row.end, row.early_until, row.break_start) == (at("12:00"), at("12:00"), None)


def test_half_day_when_there_is_no_break_then_work_ends_in_the_middle():
    # 07:30 to 14:00 is 6 h 30, half of it 3 h 15.
    row = World(hours=(SIX_DAYS,)).date("2026-06-02", "half_day").day("2026-06-02")
    assert row.end == at("10:45")


def test_schedule_row_when_dated_then_it_holds_from_its_first_to_its_last_day():
    row = rows.Schedule(
        "office",
        2,
        at("08:00"),
        at("15:00"),
        valid_from=day("2026-06-09"),
        valid_until=day("2026-06-16"),
    )
    world = World().add("schedules", row)
    starts = [world.day(f"2026-06-{n:02d}").start for n in (2, 9, 16, 23)]
    assert starts == [at("07:30"), at("08:00"), at("08:00"), at("07:30")]


def test_schedule_row_when_it_gives_no_break_then_the_break_of_the_profile():
    world = World().add("schedules", rows.Schedule("office", 2, at("08:00"), at("15:00")))
    row = world.day("2026-06-02")
    assert (row.break_start, row.break_end) == (at("12:00"), at("13:00"))


def test_schedule_row_when_the_break_lies_outside_its_hours_then_none():
    world = World().add("schedules", rows.Schedule("office", 2, at("13:00"), at("18:00")))
    assert world.day("2026-06-02").break_start is None


def test_schedule_row_when_the_profile_has_a_tolerance_then_it_moves_along():
    week = {2: hours("07:30", "16:00", late_from=at("08:00"))}
    world = World(hours=(Hours("office", None, {"normal": week}),))
    world.add("schedules", rows.Schedule("office", 2, at("09:00"), at("16:00")))
    assert world.day("2026-06-02").late_from == at("09:30")


def test_schedule_row_when_it_names_the_unit_then_it_wins_over_the_general_one():
    world = World().employee(unit="A")
    world.add("schedules", rows.Schedule("office", 2, at("08:00"), at("15:00"), unit="A"))
    world.add("schedules", rows.Schedule("office", 2, at("09:00"), at("15:00")))
    world.add("schedules", rows.Schedule("office", 2, at("10:00"), at("15:00"), unit="B"))
    assert world.day("2026-06-02").start == at("08:00")


def test_schedule_row_when_of_the_normal_season_then_ramadan_keeps_the_profiles_hours():
    world = World().add("schedules", rows.Schedule("office", 1, at("09:00"), at("16:00")))
    assert world.day("2026-03-02").start == at("08:00")
    ramadan = rows.Schedule("office", 1, at("08:30"), at("14:30"), season="ramadan")
    assert world.add("schedules", ramadan).day("2026-03-02").start == at("08:30")


def test_schedule_name_when_only_the_pack_knows_it_then_its_weekdays_are_worked():
    world = World().employee(schedule="puskesmas")
    world.add("schedules", rows.Schedule("puskesmas", 6, at("08:00"), at("12:00")))
    assert [row.date.day for row in world.month().days] == [6, 13, 20, 27]


def test_schedule_name_when_nobody_knows_it_then_the_days_are_unknown_and_named():
    month = World().employee(schedule="ofice").month()
    assert not month.schedule_known
    assert {row.state for row in month.days} == {"unknown"}
    note = next(n for n in month.notes if n.code == "unknown-schedule")
    assert (note.kind, note.params["schedule"]) == ("status", "ofice")


def test_schedule_when_none_applies_then_no_days_and_a_note():
    nobody = Hours("office", lambda _: False, OFFICE.weeks)
    month = World(hours=(nobody,)).month()
    assert (month.days, codes(month), month.schedule_known) == ((), ["no-schedule"], False)


def test_schedule_when_the_first_applies_to_others_then_the_next_one():
    teachers = Hours("teacher", lambda row: row.staff_group == "teacher", SIX_DAYS.weeks)
    world = World(hours=(teachers, OFFICE))
    assert world.month().divisor_days == 22
    world = World(hours=(teachers, OFFICE)).employee(staff_group="teacher")
    assert world.month().divisor_days == 26


def test_transfer_when_a_later_row_begins_then_it_ends_the_earlier_one():
    world = World(hours=(OFFICE, SIX_DAYS))
    world.employee(unit="B", schedule="teacher", valid_from="2026-06-16")
    world.employee(unit="A")
    month = world.month()
    assert [row.segment for row in month.days if row.date.day in (15, 16)] == [0, 1]
    # 11 weekdays up to the 15th; 11 weekdays and Saturdays 20, 27 from the 16th.
    assert month.divisor_days == 24
    assert [row.unit for row in world.attendance().segments(NIP)] == ["A", "B"]


def test_service_when_it_begins_in_mid_month_then_earlier_days_stay_in_the_divisor():
    month = World().employee(service_start="2026-06-16").month()
    assert dates(month)[0] == "2026-06-16"
    assert (len(month.days), month.divisor_days) == (11, 22)


def test_service_when_it_ends_then_its_last_day_is_included():
    month = World().employee(service_end="2026-06-15").month()
    assert dates(month)[-1] == "2026-06-15"
    assert (len(month.days), month.divisor_days) == (11, 22)


def test_row_when_it_begins_in_mid_month_then_days_before_are_no_service():
    month = World().employee(valid_from="2026-06-16").month()
    assert (dates(month)[0], month.divisor_days) == ("2026-06-16", 22)


def test_roster_when_there_is_a_row_in_the_month_then_other_days_are_free():
    world = World().roster("2026-06-06", "pagi").roster("2026-06-07", "malam")
    month = world.month()
    assert dates(month) == ["2026-06-06", "2026-06-07"]
    assert month.divisor_days == 2
    assert [row.shift for row in month.days] == ["pagi", "malam"]
    assert month.days[1].end == at("31:00")
    assert len(world.month("2026-07").days) == 23


def test_roster_when_on_a_holiday_then_it_is_worked():
    world = World().date("2026-06-01", "holiday").roster("2026-06-01", "pagi")
    assert dates(world.month()) == ["2026-06-01"]


def test_roster_when_off_then_no_working_day():
    world = World().roster("2026-06-01", "pagi").roster("2026-06-02", off=True)
    assert dates(world.month()) == ["2026-06-01"]


def test_roster_when_it_gives_hours_then_they_win_over_the_shift():
    world = World().roster("2026-06-01", "pagi", start=at("08:00"), end=at("31:30"))
    assert required(world.day("2026-06-01")) == (at("08:00"), at("31:30"))


def test_roster_when_the_shift_is_unknown_then_the_month_is_unknown():
    month = World().roster("2026-06-01", "siang").roster("2026-06-02", "pagi").month()
    assert codes(month) == ["unknown-shift"]
    assert [row.state for row in month.days] == ["unknown"]


def test_roster_when_two_rows_differ_on_a_date_then_the_month_is_unknown():
    month = World().roster("2026-06-01", "pagi").roster("2026-06-01", "sore").month()
    assert codes(month) == ["two-roster-rows"]
    assert not month.schedule_known


def test_rest_when_a_night_ends_the_month_then_the_first_of_the_next_is_free():
    world = World().roster("2026-06-30", "malam")
    assert dates(world.month("2026-07"))[0] == "2026-07-02"


def test_rest_when_the_roster_gives_work_then_it_holds_with_a_note():
    month = World().roster("2026-06-01", "malam").roster("2026-06-02", "malam").month()
    assert dates(month) == ["2026-06-01", "2026-06-02"]
    assert codes(month) == ["rest-day-rostered"]


def test_target_when_half_day_then_no_more_than_the_hours():
    week = {2: DayHours(at("07:30"), at("16:00"), None, None, at("07:30"), at("16:00"), 27600)}
    world = World(hours=(Hours("office", None, {"normal": week}),))
    assert world.day("2026-06-09").target == 27600
    # Half of 07:30-16:00 ends 11:45: 4 h 15.
    assert world.date("2026-06-09", "half_day").day("2026-06-09").target == at("04:15")


def test_two_employee_rows_when_they_begin_together_then_the_month_is_unknown():
    month = World().employee(unit="A").employee(unit="B").month()
    assert [(n.code, n.kind) for n in month.notes] == [("two-employee-rows", "status")]
    assert not month.schedule_known
    assert {row.state for row in month.days} == {"unknown"}


def test_two_employee_rows_when_they_begin_in_mid_month_then_only_the_days_they_cover():
    world = World().employee(unit="A")
    world.employee(unit="B", valid_from="2026-06-16").employee(unit="C", valid_from="2026-06-16")
    month = world.month()
    states = {row.date.day: row.state for row in month.days}
    assert [states[n] for n in (12, 15, 16, 30)] == ["known", "known", "unknown", "unknown"]
    assert codes(month) == ["two-employee-rows"]
    assert not month.schedule_known
    may = world.month("2026-05")
    assert (codes(may), may.schedule_known) == ([], True)


def test_two_employee_rows_when_one_ends_then_known_from_the_next_day_on():
    world = World().employee(unit="A", valid_until="2026-06-15").employee(unit="B")
    states = {row.date.day: row.state for row in world.month().days}
    assert [states[n] for n in (1, 15, 16, 30)] == ["unknown", "unknown", "known", "known"]
    july = world.month("2026-07")
    assert (july.schedule_known, codes(july), len(july.days)) == (True, [], 23)
    segments = world.attendance().segments(NIP)
    assert {segments[row.segment].unit for row in july.days} == {"B"}


def test_two_employee_rows_when_a_later_row_begins_then_it_ends_both():
    world = World().employee(unit="A").employee(unit="B")
    world.employee(unit="C", valid_from="2026-06-16")
    states = {row.date.day: row.state for row in world.month().days}
    assert [states[n] for n in (15, 16)] == ["unknown", "known"]
    assert world.month("2026-07").schedule_known


def test_two_employee_rows_when_only_one_serves_then_still_nobody_can_say():
    world = World().employee(unit="A", service_end="2026-05-31").employee(unit="B")
    assert not world.month().schedule_known
    assert {row.state for row in world.month().days} == {"unknown"}


def test_two_employee_rows_when_by_neither_the_person_serves_then_no_doubt():
    world = World().employee(unit="A", service_end="2026-05-31")
    world.employee(unit="B", service_end="2026-05-30")
    month = world.month()
    assert (month.days, codes(month), month.schedule_known) == ((), [], True)
    assert not world.month("2026-05").schedule_known


def test_two_employee_rows_when_the_same_then_one():
    world = World().employee(unit="A").employee(unit="A")
    pack = Pack(**world.tables)
    month = Attendance(world.settings, world.calendar, pack).month(NIP, Month(2026, 6))
    assert (codes(month), month.schedule_known) == ([], True)


def test_roster_when_its_rows_are_only_off_then_they_remove_their_own_days_and_nothing_else():
    month = World().roster("2026-06-02", off=True).roster("2026-06-06", off=True).month()
    assert dates(month)[:2] == ["2026-06-01", "2026-06-03"]
    assert (len(month.days), month.divisor_days) == (21, 21)  # 22 weekdays less Tuesday


def test_roster_when_an_off_row_names_a_shift_then_it_is_off_all_the_same():
    month = World().roster("2026-06-02", "pagi", off=True).month()
    assert month.divisor_days == 21


def test_roster_when_one_row_gives_hours_then_the_person_is_on_roster():
    world = World().roster("2026-06-01", start=at("08:00"), end=at("15:00"))
    assert dates(world.roster("2026-06-02", off=True).month()) == ["2026-06-01"]


@pytest.mark.parametrize(
    ("columns", "month", "serves"),
    [
        ({}, (2026, 6), True),
        ({"service_end": "2026-05-31"}, (2026, 6), False),
        ({"service_end": "2026-06-01"}, (2026, 6), True),
        ({"service_start": "2026-06-30"}, (2026, 6), True),
        ({"service_start": "2026-07-01"}, (2026, 6), False),
        ({"valid_until": "2026-05-31"}, (2026, 6), False),
        ({"valid_until": "2026-06-01"}, (2026, 6), True),
        ({"valid_from": "2026-06-30"}, (2026, 6), True),
        ({"valid_from": "2026-07-01"}, (2026, 6), False),
        # A Sunday is a calendar day too: 31 May 2026.
        ({"service_start": "2026-05-31"}, (2026, 5), True),
        # The row holds only before the service begins.
        ({"valid_until": "2026-06-10", "service_start": "2026-06-11"}, (2026, 6), False),
    ],
)
def test_serves_when_either_edge_then_any_calendar_day_of_the_month(columns, month, serves):
    attendance = World().employee(**columns).attendance()
    assert attendance.serves(NIP, Month(*month)) is serves


def test_serves_when_a_later_row_ends_the_service_then_days_before_it_still_count():
    world = World().employee(valid_until="2026-06-15")
    world.employee(valid_from="2026-06-16", service_end="2026-05-31")
    attendance = world.attendance()
    assert attendance.serves(NIP, Month(2026, 6))
    assert not attendance.serves(NIP, Month(2026, 7))


def test_serves_when_nobody_has_the_nip_then_refused():
    with pytest.raises(RequestError) as error:
        World().attendance().serves(OTHER, Month(2026, 6))
    assert error.value.code == "nip-not-in-pack"


def test_punch_when_before_the_service_begins_then_not_used_and_named():
    world = World().employee(service_start="2026-06-16").punch("2026-06-15 07:20", "in")
    assert codes(world.month()) == ["punch-free-day"]


def test_friday_when_in_ramadan_then_the_fridays_of_the_season():
    row = World().day("2026-03-06")
    assert (row.start, row.end, row.break_start) == (at("08:00"), at("15:30"), at("11:30"))
    assert World().day("2026-03-05").end == at("15:00")


def test_calendar_when_the_year_is_not_loaded_then_refused_whoever_was_asked_before():
    world = World()
    world.calendar = Calendar(tuple(y for y in BARE.years if y.year == 2026))
    # A spell that begins in 2025 makes the station look at days of that year.
    world.absence("sakit", "2025-11-03", "2025-11-03").absence("sakit", "2026-06-02", "2026-06-02")
    attendance = world.attendance()
    assert [row.spell for row in attendance.month(NIP, Month(2026, 6)).leave] == [2]
    with pytest.raises(CalendarError, match="2025"):
        attendance.month(NIP, Month(2025, 11))


def test_schedule_row_when_the_profile_lets_people_leave_early_then_it_moves_along():
    week = {2: hours("07:30", "16:00", early_until=at("15:30"))}
    world = World(hours=(Hours("office", None, {"normal": week}),))
    world.add("schedules", rows.Schedule("office", 2, at("09:00"), at("17:00")))
    assert world.day("2026-06-02").early_until == at("16:30")


def test_rest_when_the_row_of_the_night_is_off_then_none_follows():
    month = World().roster("2026-06-01", "malam", off=True).month()
    assert dates(month)[:2] == ["2026-06-02", "2026-06-03"]


def test_roster_when_in_ramadan_then_the_day_is_of_that_season():
    world = World().roster("2026-03-20", "pagi").roster("2026-03-23", "pagi")
    seasons = [world.day(when).season for when in ("2026-03-20", "2026-03-23")]
    assert seasons == ["ramadan", "normal"]


def test_roster_when_half_the_day_is_leave_then_that_half_is_excused():
    world = World().roster("2026-06-02", "pagi")
    row = world.absence("izin", "2026-06-02", "2026-06-02", part="am").day("2026-06-02")
    # Without a break the middle of 07:00 to 14:00.
    assert (row.half, row.late_from, row.early_until) == ("am", at("10:30"), at("14:00"))


def test_schedule_when_unknown_and_days_are_to_come_then_they_are_not_yet():
    month = World().employee(schedule="ofice").month(as_of="2026-06-02")
    assert [row.state for row in month.days[:3]] == ["unknown", "unknown", "not_yet"]


def test_served_when_a_row_ends_then_its_days_with_the_row_that_holds():
    world = World().employee(valid_until="2026-06-02")
    world.employee(valid_from="2026-06-29", unit="B")
    served = [(day.day, row) for day, row in world.attendance().served(NIP, Month(2026, 6))]
    assert served == [(1, 0), (2, 0), (29, 1), (30, 1)]
    assert len(world.attendance().days_served(NIP, Month(2026, 6))) == 4
