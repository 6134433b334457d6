"""Mistakes seen in operated systems that concern minutes, zones, windows and calendars.

The number in each name is the id under which the mistake is known; the docstring says what the
erring system did. Day facts are looked at: what is *charged* for them is tested with the engine.
"""

from __future__ import annotations

from datetime import date

import pytest
from attendance_world import NIP, OTHER, World, at, codes, dates, day, hours, window

from masker_rules.attendance import TapOffsets
from masker_rules.attendance.evidence import distance_cm
from masker_rules.attendance.settings import Hours
from masker_rules.calendars import load_calendar
from masker_rules.facts import rows
from masker_rules.facts.pack import Pack
from masker_rules.periods import Month

D = "2026-06-02"


def week(start: str, end: str, days=range(1, 6)) -> Hours:
    return Hours("office", None, {"normal": {n: hours(start, end) for n in days}})


def late(row) -> int:
    return max(0, row.in_at - row.late_from) // 60


def early(row) -> int:
    return max(0, row.early_until - row.out_at) // 60


@pytest.mark.parametrize(("arrival", "minutes"), [("07:50", 0), ("09:05", 65), ("10:00", 120)])
def test_b15_late_when_over_an_hour_then_minutes_do_not_begin_again(arrival, minutes):
    """Minutes modulo the hour: 07.50 for 08.00 was 50 late, 09.05 five, 10.00 none."""
    row = World(hours=(week("08:00", "16:00"),)).present(D, arrival, "16:00").day(D)
    assert late(row) == minutes


@pytest.mark.parametrize(("end", "minutes"), [("16:00", 100), ("16:30", 130)])
def test_b16_early_when_over_an_hour_then_all_of_it(end, minutes):
    """60 for 16.00 / 14.20, 70 for 16.30 / 14.20."""
    row = World(hours=(week("07:30", end),)).present(D, "07:30", "14:20").day(D)
    assert early(row) == minutes


def test_b16_required_out_when_midnight_then_set_aside_and_not_a_silent_zero():
    """A required time of 00.00 gave an early leaving of 0 for ever."""
    pack = Pack(
        employees=[rows.Employee(NIP)],
        schedules=[rows.Schedule("office", 2, at("07:30"), at("00:00"))],
    )
    assert [found.table for found in pack.set_aside] == ["schedules"]


def test_b17_day_when_late_and_early_then_both_are_seen():
    """Early was measured from the start, and only the second of the two was reported."""
    row = World().present(D, "08:10", "15:20").day(D)
    assert (late(row), early(row)) == (40, 40)


@pytest.mark.parametrize("arrival", ["05:00", "07:00", "07:29:59", "07:30:00", "07:30:59"])
def test_b22_arrival_when_before_the_start_then_never_late(arrival):
    """A window on both sides of the start charged early arrival like lateness."""
    assert late(World().present(D, arrival, "16:00").day(D)) == 0


def test_b24_punch_when_it_has_no_zone_then_it_is_on_the_profiles_clock():
    """A regency in WITA was configured as Asia/Jakarta: every time one hour off."""
    for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"):
        assert World(zone=zone).punch(f"{D} 07:20", "in").day(D).in_at == at("07:20")


@pytest.mark.parametrize(
    ("zone", "local"),
    [("Asia/Jakarta", "06:20"), ("Asia/Makassar", "07:20"), ("Asia/Jayapura", "08:20")],
)
def test_b24_punch_when_it_states_an_offset_then_converted(zone, local):
    world = World(zone=zone).punch(f"{D} 07:20", "in", offset_minutes=480)
    assert world.day(D).in_at == at(local)


def test_b24_zone_when_most_punches_are_an_hour_off_then_a_warning():
    world = World(zone="Asia/Jakarta").employee(unit="A")
    for row in World().month().days[:12]:
        for clock, kind in (("07:25", "in"), ("16:05", "out")):
            world.punch(f"{row.date} {clock}", kind, offset_minutes=480)
    found = TapOffsets.of([("A", world.month())]).notes()
    # Only Fridays end at 16:30; the other ten of twelve ins and outs are an hour early.
    assert [(n.code, n.params["hours"]) for n in found["A"]] == [("suspect-zone", "-1")]


def test_b26_weekday_when_a_friday_then_known_from_its_date():
    """ "Jumat", "Jum'at" and "Friday" were compared as words, and the Friday rule was lost."""
    fridays = [row for row in World().month().days if row.weekday == "fri"]
    assert [row.date.day for row in fridays] == [5, 12, 19, 26]
    assert {row.end for row in fridays} == {at("16:30")}


def test_b27_calendar_when_another_year_then_its_own_ramadan_and_joint_leave():
    """`2025-03-01..31` stood in the code as a fallback for every year, January 2018 was free."""
    world = World()
    world.calendar = load_calendar(day("2024-01-01"), day("2026-12-31"))
    seasons = {
        when: world.day(when).season
        for when in (
            "2024-03-08",
            "2024-03-13",
            "2025-02-28",
            "2025-03-03",
            "2025-04-09",
            "2026-03-02",
        )
    }
    assert list(seasons.values()) == [
        "normal",
        "ramadan",
        "normal",
        "ramadan",
        "normal",
        "ramadan",
    ]


def test_b28_holiday_when_on_a_saturday_then_not_subtracted_from_the_weekdays():
    """Bogor subtracted a holiday on a Saturday from a count that had no Saturdays."""
    assert World().date("2026-06-06", "holiday").month().divisor_days == 22


def test_b28_holiday_when_for_one_staff_group_then_the_others_work():
    """Holidays are per staff group, not one national list."""
    world = World().employee().employee(OTHER, staff_group="teacher")
    world.date(D, "holiday", staff_group="teacher")
    assert D in dates(world.month())
    assert D not in dates(world.month(nip=OTHER))


def test_b28_unit_when_nobody_came_then_no_silent_holiday():
    """Half of the office absent made the day a holiday (Tulang Bawang)."""
    row = World().day(D)
    assert (row.in_at, row.out_at, row.state) == (None, None, "known")


def test_b30_february_when_planned_then_no_31_days():
    """A matrix of 31 days for every month."""
    assert dates(World().month("2026-02"))[-1] == "2026-02-27"
    assert dates(World().month("2024-02"))[-1] == "2024-02-29"


def test_b30_leave_when_longer_than_a_month_then_its_days_go_on():
    """`date_diff()->d` dropped the months: 15 January to 20 March was five days."""
    world = World().absence("cuti_besar", "2026-01-15", "2026-03-20")
    last = world.month("2026-03").leave[-1]
    # 17 days of January, 28 of February, 20 of March.
    assert (last.day, last.month) == (65, 3)


def test_b31_night_when_across_the_end_of_the_month_then_the_day_it_starts():
    """The shift broke at the month end (Tulang Bawang)."""
    world = World().roster("2026-06-30", "malam")
    world.punch("2026-06-30 20:55", "in").punch("2026-07-01 07:01", "out")
    row = world.day("2026-06-30")
    assert (row.in_at, row.out_at) == (at("20:55"), at("31:01"))
    assert "2026-07-01" not in dates(world.month("2026-07"))


@pytest.mark.parametrize(
    ("time", "taken"),
    [("2026-06-09 00:00:00", True), ("2026-06-09 00:00:01", False)],
)
def test_b32_window_when_it_ends_at_2400_then_the_next_midnight(time, taken):
    """A window to `24:00:00` was compared as a string."""
    world = World(accepted={"out": window("20:00", "24:00")}).roster("2026-06-08", "malam")
    row = world.punch(time, "out").day("2026-06-08")
    assert row.out_at == (at("24:00") if taken else None)


def test_b33_leave_when_over_the_month_end_then_cut_to_period_and_working_days():
    """28 September to 3 October: calendar days were compared with working days."""
    world = World().absence("cuti_tahunan", "2026-09-28", "2026-10-03")
    covered = [
        [row.date.day for row in world.month(month).days if row.absence]
        for month in ("2026-09", "2026-10")
    ]
    assert covered == [[28, 29, 30], [1, 2]]  # 3 October is a Saturday


def test_b33_permit_when_over_a_weekend_then_the_weekend_is_no_working_day():
    month = World().absence("izin", "2026-06-05", "2026-06-08").month()
    assert [row.date.day for row in month.days if row.absence] == [5, 8]
    assert month.divisor_days == 22


def test_b34_employee_when_transferred_on_the_16th_then_each_day_under_its_row():
    """One rule and one office for the whole month."""
    world = World().employee(unit="A").employee(unit="B", valid_from="2026-06-16")
    month = world.month()
    by_segment = [sum(row.segment == n for row in month.days) for n in (0, 1)]
    assert by_segment == [11, 11]


def test_b35_day_when_after_the_known_days_then_not_yet():
    """Today and the days to come were counted as absent."""
    month = World().month(as_of="2026-06-01")
    assert [row.state for row in month.days[:2]] == ["known", "not_yet"]


@pytest.mark.parametrize("clock", ["00:00:00", "23:59:00"])
def test_b38_time_when_a_sentinel_then_the_profile_can_refuse_it_with_a_reason(clock):
    """`00:00:00` and `23:59` were taken as times."""
    world = World(verdict=lambda e: "reject" if e.sentinel else "accept").punch(
        f"{D} {clock}", "out"
    )
    assert world.day(D).out_at is None
    assert codes(world.month()) == ["punch-rejected-sentinel"]


def test_b38_place_when_zero_zero_then_no_place():
    world = World().employee(unit="A").punch(f"{D} 07:20", "in", lat="0", lon="0")
    world.add(
        "sites",
        rows.Site("A", "Kantor", *(world.tables["punches"][0].lat + n for n in (1, 2)), 100),
    )
    row = world.day(D)
    assert (row.location_in, row.flagged) == ("unknown", False)


def test_b39_taps_when_a_minute_apart_then_both_are_there_to_be_judged():
    """19.46 in and 19.47 out were 736 minutes late; one tap or two is the profile's word."""
    row = World().present(D, "19:46", "19:47").day(D)
    assert (row.in_at, row.out_at) == (at("19:46"), at("19:47"))


def test_b40_leave_when_there_is_a_punch_too_then_the_row_wins_and_the_conflict_is_told():
    """The first or the last of the two won."""
    world = World().absence("cuti_tahunan", D, D).punch(f"{D} 07:20", "in")
    assert world.day(D).absence == "cuti_tahunan"
    assert codes(world.month()) == ["absence-with-punches"]


def test_b40_duty_when_in_the_afternoon_without_a_morning_punch_then_the_half_stays():
    """The half-day duty was dropped because no one had punched in the morning."""
    row = World().absence("dinas_luar", D, D, part="pm").day(D)
    assert (row.half, row.half_code, row.absence) == ("pm", "dinas_luar", None)
    assert row.early_until == at("12:00")


def test_b44_days_when_a_weekend_lies_between_then_they_follow_each_other():
    """The counter of consecutive days was reset by weekends and not by presence."""
    world = World().present("2026-06-08", "07:30", "16:00")
    days = [r for r in world.month().days if date(2026, 6, 5) <= r.date <= date(2026, 6, 9)]
    assert [(r.date.day, r.in_at is not None) for r in days] == [(5, False), (8, True), (9, False)]


def test_b47_distance_when_phone_and_office_are_one_point_then_zero():
    """`acos` of a little more than one: a domain error on identical points."""
    for lat, lon in ((-1.312482, 123.298373), (0.1, 0.1), (-6.1753924, 106.8271528)):
        assert distance_cm(lat, lon, lat, lon) == 0


def test_b53_training_when_on_a_saturday_then_no_day_more():
    """Present on 24 of 23 days."""
    world = (
        World()
        .absence("diklat", "2026-06-06", "2026-06-06")
        .present("2026-06-06", "08:00", "12:00")
    )
    month = world.month()
    assert len(month.days) == month.divisor_days == 22
    assert [row.day_index for row in month.leave] == [-1]


def test_b54_outage_when_declared_then_the_missing_tap_goes_and_lateness_stays():
    """Lateness was cancelled too, or nothing was."""
    row = World().punch(f"{D} 08:30", "in").outage(f"{D} 15:00", f"{D} 17:00").day(D)
    assert (row.outage_in, row.outage_out, late(row)) == (False, True, 60)


def test_b56_clock_when_changed_at_noon_then_the_day_is_told_and_nothing_corrected():
    """A whole district was late because a machine's clock had been changed (Soppeng)."""
    people = [f"1985010120100110{n:02d}" for n in range(1, 13)]
    world = World()
    for nip in people:
        world.employee(nip, unit="A")
        for when in ("2026-06-02", "2026-06-03"):
            world.present(when, "07:20", "17:05" if when == "2026-06-03" else "16:05", nip)
    attendance = world.attendance()
    months = [("A", attendance.month(nip, Month(2026, 6))) for nip in people]
    found = TapOffsets.of(months).notes()["A"]
    assert [(n.code, n.day, n.params["hours"]) for n in found] == [
        ("suspect-clock", date(2026, 6, 3), "+1"),
    ]
    assert months[0][1].days[2].out_at == at("17:05")
