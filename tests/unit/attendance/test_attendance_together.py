"""People whose months are worked out together, in blocks, and months of which some days are asked.

What is said of one of them must not reach another: NIP comes before OTHER.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from attendance_world import NIP, OTHER, World, at, codes, dates, day, hours

from masker_rules.attendance import month as of_month
from masker_rules.attendance.columns import WordCodes
from masker_rules.attendance.settings import Hours
from masker_rules.attendance.spliced import SplicedAttendance
from masker_rules.facts import rows
from masker_rules.periods import DateRange, Month

D = "2026-06-02"
JUNE = Month(2026, 6)


def two(**columns: tuple[object, object]) -> World:
    """A world of two people, with a value of each column for each of them."""
    world = World()
    for place, nip in enumerate((NIP, OTHER)):
        world.employee(nip, **{name: values[place] for name, values in columns.items()})
    return world


def of_both(world: World, fact: str, when: str = D) -> list[object]:
    return [getattr(world.day(when, nip), fact) for nip in (NIP, OTHER)]


# ------------------------------------------------------------------ who is who
@pytest.mark.parametrize("together", [1, 256])
def test_punches_when_of_two_people_at_mixed_times_then_each_has_their_own(together, monkeypatch):
    monkeypatch.setattr(of_month, "TOGETHER", together)
    world = two()
    world.present("2026-06-03", "07:10", "16:10").present(D, "07:25", "16:05", OTHER)
    world.present(D, "07:20", "16:00")
    attendance = world.attendance()
    found = {
        (nip, row.date.day): (row.in_at, row.out_at)
        for nip in (OTHER, NIP, OTHER)
        for row in attendance.month(nip, JUNE).days
        if row.in_at
    }
    assert found == {
        (NIP, 2): (at("07:20"), at("16:00")),
        (NIP, 3): (at("07:10"), at("16:10")),
        (OTHER, 2): (at("07:25"), at("16:05")),
    }


def test_people_when_more_than_are_worked_out_together_then_the_last_has_her_own_month():
    nips = [f"198501012010011{number:03d}" for number in range(1, of_month.TOGETHER + 3)]
    world = World()
    for nip in nips:
        world.employee(nip)
    world.punch(f"{D} 07:20", "in", nips[0]).punch(f"{D} 07:21", "in", nips[1])
    world.punch(f"{D} 07:29", "in", nips[-1])
    attendance = world.attendance()
    taps = [attendance.month(nip, JUNE).days[1].in_at for nip in (*nips[:3], *nips[-2:])]
    assert taps == [at("07:20"), at("07:21"), None, None, at("07:29")]


def test_people_when_nobody_is_asked_for_then_no_rows():
    [made] = World().attendance().together((), [JUNE], WordCodes())
    assert (len(made.days), len(made.events), len(made.unknown)) == (0, 0, 0)


def test_last_day_when_the_month_has_31_then_it_is_not_the_first_of_the_next_person():
    world = two().punch("2026-07-31 07:20", "in").punch("2026-07-01 07:10", "in", OTHER)
    assert of_both(world, "in_at", "2026-07-31") == [at("07:20"), None]
    assert of_both(world, "in_at", "2026-07-01") == [None, at("07:10")]


def test_roster_when_of_the_first_person_then_the_second_keeps_the_weekdays():
    world = two().roster("2026-06-06", "malam").punch("2026-06-07 07:05", "out")
    world.punch("2026-06-03 00:30", "out", OTHER)
    assert dates(world.month()) == ["2026-06-06"]
    assert world.day("2026-06-06").out_at == at("31:05")
    assert len(world.month(nip=OTHER).days) == 22
    # Who has no night punches on the date of the clock.
    assert world.day("2026-06-03", OTHER).out_at == at("00:30")


def test_night_when_of_the_second_person_then_the_first_punches_on_the_date_of_the_clock():
    world = two().roster("2026-06-08", "malam", OTHER)
    for nip in (NIP, OTHER):
        world.punch("2026-06-09 00:30", "out", nip)
    assert [world.day("2026-06-09").out_at, world.day("2026-06-08", OTHER).out_at] == [
        at("00:30"),
        at("24:30"),
    ]
    assert codes(world.month()) == []


def test_off_and_half_days_when_of_the_first_person_then_the_second_works():
    world = two().absence("off", D, D).absence("izin", "2026-06-03", "2026-06-03", part="am")
    assert D not in dates(world.month())
    assert D in dates(world.month(nip=OTHER))
    assert of_both(world, "late_from", "2026-06-03") == [at("13:00"), at("07:30")]
    assert of_both(world, "half", "2026-06-03") == ["am", None]


def test_leave_when_of_the_second_person_then_its_days_are_the_persons():
    world = two().absence("sakit", D, D, OTHER)
    assert [row.day_index for row in world.month(nip=OTHER).leave] == [1]
    assert of_both(world, "absence") == [None, "sakit"]
    assert of_both(world, "spell_day") == [None, 1]
    assert world.month().leave == ()


def test_schedule_when_nobody_knows_that_of_the_first_then_the_second_is_known():
    assert of_both(two(schedule=("ofice", None)), "state") == ["unknown", "known"]


# ------------------------------------------------------------------ units and groups
def test_holiday_when_of_one_unit_then_the_other_works():
    world = two(unit=("A", "B")).date(D, "holiday", unit="B")
    assert [D in dates(world.month(nip=nip)) for nip in (NIP, OTHER)] == [True, False]


def test_holiday_when_of_one_staff_group_then_the_other_works():
    world = two(staff_group=("teacher", None)).date(D, "holiday", staff_group="teacher")
    assert [D in dates(world.month(nip=nip)) for nip in (NIP, OTHER)] == [False, True]


def test_hours_of_the_pack_when_of_one_unit_then_the_other_keeps_the_profiles():
    world = two(unit=("A", "B"))
    world.add("schedules", rows.Schedule("office", 2, at("09:00"), at("15:00"), unit="B"))
    assert of_both(world, "start") == [at("07:30"), at("09:00")]


@pytest.mark.parametrize("column", ["unit", "staff_group"])
def test_events_when_of_one_unit_or_group_then_each_has_their_own(column):
    world = two(**{column: ("office", "teacher")})
    world.event(D, "upacara", **{column: "office"}).event(D, "rapat", **{column: "teacher"})
    found = [[event.event for event in world.month(nip=nip).events] for nip in (NIP, OTHER)]
    assert found == [["upacara"], ["rapat"]]


def test_records_when_of_two_people_and_days_then_each_event_has_its_own():
    world = two()
    for when in (D, "2026-06-03"):
        world.event(when, "upacara")
    world.recorded(D, "upacara", "present").recorded("2026-06-03", "upacara", "absent")
    world.recorded(D, "upacara", "excused", OTHER)
    found = [
        [(event.date.day, event.day_index, event.recorded) for event in world.month(nip=n).events]
        for n in (NIP, OTHER)
    ]
    assert found == [[(2, 1, "present"), (3, 2, "absent")], [(2, 1, "excused"), (3, 2, None)]]
    assert codes(world.month()) == codes(world.month(nip=OTHER)) == []


def test_apel_taps_when_of_the_second_person_then_they_are_theirs():
    world = two().event(D, "apel_pagi", "07:00", "08:00").punch(f"{D} 07:30", "apel", OTHER)
    found = [[event.tapped for event in world.month(nip=nip).events] for nip in (NIP, OTHER)]
    assert found == [[False], [True]]


def test_sites_when_people_moved_before_then_each_punches_at_the_site_of_the_own_unit():
    world = World().employee(unit="A").employee(unit="B", valid_from="2026-06-02")
    world.employee(OTHER, unit="C")
    for unit, lat in (("A", "-1"), ("B", "-2"), ("C", "-3")):
        world.add("sites", rows.Site(unit, None, Decimal(lat), Decimal(123), Decimal(100)))
    for when, nip, lat in (
        ("2026-06-01", NIP, "-1"),
        (D, NIP, "-2"),
        ("2026-06-01", OTHER, "-3"),
        (D, OTHER, "-2"),
    ):
        world.punch(f"{when} 07:20", "in", nip, lat=lat, lon="123")
    assert of_both(world, "location_in", "2026-06-01") == ["inside", "inside"]
    assert of_both(world, "location_in") == ["inside", "outside"]


# ------------------------------------------------------------------ some days of a month
def test_month_when_only_some_days_are_asked_for_then_these_and_both_ends():
    world = World().present("2026-06-09", "07:20", "16:00").present("2026-06-10", "07:21", "16:00")
    world.punch("2026-06-12 07:22", "in").punch("2026-06-13 07:23", "in")
    attendance = world.attendance()
    whole = attendance.month(NIP, JUNE)
    some = attendance.month(NIP, JUNE, DateRange(day("2026-06-10"), day("2026-06-12")))
    assert [(row.date.day, row.in_at) for row in some.days] == [
        (10, at("07:21")),
        (11, None),
        (12, at("07:22")),
    ]
    assert [row.date.day for row in some.calendar] == [10, 11, 12]
    # The Saturday with a punch is not asked for.
    assert (some.divisor_days, codes(some)) == (3, [])
    assert (whole.divisor_days, codes(whole)) == (22, ["punch-free-day"])


def test_night_when_it_ends_on_a_day_that_is_not_asked_for_then_it_has_its_tap_all_the_same():
    world = World().roster("2026-06-08", "malam").roster("2026-06-09", "sore")
    world.punch("2026-06-09 07:05", "out").punch("2026-06-09 14:00", "in")
    attendance = world.attendance()
    upto = attendance.month(NIP, JUNE, DateRange(None, day("2026-06-08")))
    after = attendance.month(NIP, JUNE, DateRange(day("2026-06-09"), None))
    assert [(row.in_at, row.out_at) for row in upto.days] == [(None, at("31:05"))]
    assert [(row.in_at, row.out_at) for row in after.days] == [(at("14:00"), None)]


def spliced(world: World) -> SplicedAttendance:
    """Office hours to 9 June, from 10 June on one hour later and with sessions of the morning."""
    edges = ((at("08:30"), at("12:00")), (at("13:00"), at("17:00")))
    later = replace(hours("08:30", "17:00"), sessions=edges)
    settings = replace(
        world.settings,
        hours=(Hours("office", None, {"normal": dict.fromkeys(range(1, 6), later)}),),
    )
    first = world.attendance()
    second = of_month.Attendance(settings, world.calendar, world.pack())
    middle = day("2026-06-10")
    return SplicedAttendance(
        [(DateRange(None, day("2026-06-09")), first), (DateRange(middle, None), second)]
    )


def test_spliced_month_when_hours_change_then_each_day_has_those_that_hold():
    month = spliced(World().present("2026-06-10", "08:20", "17:00")).month(NIP, JUNE)
    starts = {row.date.day: row.start for row in month.days}
    assert (starts[9], starts[10], len(starts), month.divisor_days) == (
        at("07:30"),
        at("08:30"),
        22,
        22,
    )
    assert [row.in_at for row in month.days[6:8]] == [None, at("08:20")]
    assert len(month.calendar) == 30


def test_spliced_month_when_rows_are_joined_then_they_know_their_day():
    world = World().event("2026-06-09", "upacara").event("2026-06-11", "upacara")
    world.absence("sakit", "2026-06-12", "2026-06-15")
    month = spliced(world).month(NIP, JUNE)
    own = [month.days[row.day_index].date == row.date for row in (*month.events, *month.sessions)]
    # 15 working days from the 10th on, of two sessions each, and two events.
    assert (len(own), set(own)) == (32, {True})
    assert [(row.date.day, row.day_index) for row in month.leave] == [
        (12, 9),
        (13, -1),
        (14, -1),
        (15, 10),
    ]


def test_spliced_month_when_both_regulations_tell_the_same_then_once():
    month = spliced(World().employee(schedule="ofice")).month(NIP, JUNE)
    assert codes(month) == ["unknown-schedule"]
    assert not month.schedule_known


def test_spliced_attendance_when_asked_of_service_then_as_the_last_regulation_says():
    attendance = spliced(World().employee(service_end="2026-06-03"))
    assert attendance.serves(NIP, JUNE)
    assert len(attendance.days_served(NIP, JUNE)) == 3
    assert [served.day for served, _ in attendance.served(NIP, JUNE)] == [1, 2, 3]
    assert not attendance.serves(NIP, Month(2026, 7))
