"""The months of many people as columns below one another, of a pack whose tables are frames.

What is worked out is the same for objects; here stands which row belongs to whom, with
expectations worked out by hand. Hours of the profile: Monday to Friday 08:00 to 16:00.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from attendance_world import NIP, OTHER, World, at, day
from regulations import regulation

import masker_rules as mr
from masker_rules.attendance import TapOffsets
from masker_rules.attendance.columns import Column
from masker_rules.columnar.attendance import AttendedMonths, attend
from masker_rules.columnar.packs import PackInMemory
from masker_rules.facts import rows
from masker_rules.periods import Month

JUNE, JULY = Month(2026, 6), Month(2026, 7)
D = "2026-06-02"


@pytest.fixture(scope="module")
def profile():
    return mr.load_profile(regulation())


def attended(profile, world: World, months=(JUNE,), nips=(NIP, OTHER)) -> AttendedMonths:
    pack = PackInMemory(world.pack().under(profile.vocabulary))
    also = {grain: frozenset() for grain in ("day", "event", "session", "leave", "calendar")}
    frames = pack.frames(profile.plan.zone)
    return attend(profile, pack, frames, months, nips, also=also)


def told(made: AttendedMonths, grain: str, fact: str, *, word: bool = False) -> list:
    vector = made.grain(grain).fact(fact)
    return Column(vector.top, vector.none, made.words if word else None).told()


def by_day(made: AttendedMonths, fact: str, *, word: bool = False) -> dict:
    """Place of the person-month and date to a fact of the day, where there is one."""
    counts = made.grain("day").counts.tolist()
    whose = [pm for pm, count in enumerate(counts) for _ in range(count)]
    found = zip(whose, told(made, "day", "date"), told(made, "day", fact, word=word), strict=True)
    return {(pm, date): value for pm, date, value in found if value not in (None, False)}


def two() -> World:
    return World().employee().employee(OTHER)


def ordinal(text: str) -> int:
    return day(text).toordinal()


# ------------------------------------------------------------------ months below one another
def test_taps_when_of_two_people_in_two_months_then_of_their_person_months(profile):
    world = two().punch(f"{D} 07:50", "in").punch(f"{D} 07:51", "in", OTHER)
    world.punch("2026-07-02 07:52", "in", OTHER)
    found = by_day(attended(profile, world, (JUNE, JULY)), "in_at")
    assert found == {
        (0, ordinal(D)): at("07:50"),
        (1, ordinal(D)): at("07:51"),
        (3, ordinal("2026-07-02")): at("07:52"),
    }


def test_taps_when_every_day_of_a_month_has_one_then_days_of_the_next_have_none(profile):
    # 30 June 2026 is a Tuesday, the only day of service in June.
    world = World().employee(service_start="2026-06-30").punch("2026-06-30 07:50", "in")
    made = attended(profile, world, (JUNE, JULY), [NIP])
    taps = told(made, "day", "in_at")
    assert (taps[0], set(taps[1:])) == (at("07:50"), {None})


def test_events_when_in_two_months_then_each_knows_its_day(profile):
    world = two().event(D, "upacara").event("2026-07-02", "rapat")
    made = attended(profile, world, (JUNE, JULY))
    events = made.grain("event")
    assert events.counts.tolist() == [1, 1, 1, 1]
    days = made.grain("day").fact("date").top[events.day].tolist()
    assert days == [ordinal(D)] * 2 + [ordinal("2026-07-02")] * 2
    assert told(made, "event", "event", word=True) == ["upacara", "upacara", "rapat", "rapat"]


def test_leave_when_of_the_second_person_then_of_her_person_months(profile):
    world = two().absence("cuti_sakit", "2026-06-30", "2026-07-01", OTHER)
    made = attended(profile, world, (JUNE, JULY))
    assert made.grain("leave").counts.tolist() == [0, 1, 0, 1]
    assert told(made, "leave", "day") == [1, 2]


def test_person_of_a_day_when_rows_changed_before_then_of_the_row_that_holds(profile):
    world = World().employee(unit="A").employee(unit="B", valid_from=D).employee(OTHER, unit="C")
    made = attended(profile, world)
    units = by_day(made, "unit", word=True)
    whens = [(0, ordinal("2026-06-03")), (1, ordinal("2026-06-03"))]
    assert [units[when] for when in whens] == ["B", "C"]
    assert "A" not in {value for (_, date), value in units.items() if date >= ordinal(D)}


def test_schedule_when_not_known_from_a_month_on_then_only_that_person_month_is_handed_over(
    profile,
):
    world = World().employee().employee(schedule="ofice", valid_from="2026-07-01").employee(OTHER)
    assert attended(profile, world, (JUNE, JULY)).routed == [(2, "schedule")]


def test_divisor_when_a_person_has_a_day_off_then_of_that_person_month(profile):
    world = two().absence("off", "2026-07-02", "2026-07-02", OTHER)
    people = attended(profile, world, (JUNE, JULY)).people.collect()
    days = people["divisor_days"].to_list()
    assert (days[0] - days[1], days[2] - days[3]) == (0, 1)


# ------------------------------------------------------------------ punches and records
def test_punches_when_only_some_people_are_asked_for_then_theirs(profile):
    world = two().punch(f"{D} 07:50", "in").punch(f"{D} 07:51", "in", OTHER)
    world.event(D, "upacara").recorded(D, "upacara", "absent")
    world.recorded(D, "upacara", "present", OTHER)
    made = attended(profile, world, nips=[OTHER])
    assert by_day(made, "in_at") == {(0, ordinal(D)): at("07:51")}
    assert told(made, "event", "recorded", word=True) == ["present"]


def test_records_when_of_several_events_then_each_of_its_own(profile):
    world = two()
    for event, status in (("rapat", "absent"), ("senam", "excused"), ("upacara", "present")):
        world.event(D, event).recorded(D, event, status)
    made = attended(profile, world, nips=[NIP])
    names = (told(made, "event", fact, word=True) for fact in ("event", "recorded"))
    assert list(zip(*names, strict=True)) == [
        ("rapat", "absent"),
        ("senam", "excused"),
        ("upacara", "present"),
    ]


def test_flag_when_one_punch_tells_that_it_is_mocked_then_others_tell_nothing(profile):
    world = two().punch(f"{D} 07:50", "in", mock=True).punch(f"{D} 07:51", "in", OTHER)
    assert by_day(attended(profile, world), "flagged") == {(0, ordinal(D)): True}


@pytest.mark.parametrize(
    # As in the tests of evidence: 100.005 m are 0.00089936533 degrees.
    ("lat", "location"),
    [("0.0008993653", "inside"), ("0.0008993654", "outside")],
)
def test_place_when_it_has_ten_decimals_then_all_of_them_count(profile, lat, location):
    world = World().employee(unit="A")
    world.add("sites", rows.Site("A", None, Decimal(0), Decimal(109), Decimal(100)))
    world.punch(f"{D} 07:50", "in", lat=lat, lon="109").punch("2026-06-03 07:50", "in")
    made = attended(profile, world, nips=[NIP])
    places = by_day(made, "location_in", word=True)
    assert (places[0, ordinal(D)], places[0, ordinal("2026-06-03")]) == (location, "unknown")


# ------------------------------------------------------------------ clocks of units
def test_clock_when_of_one_unit_then_the_taps_of_another_say_nothing_of_it(profile):
    world = World().employee(unit="A").employee(OTHER, unit="B")
    # Twelve days from 2 June on; all of unit A lie an hour after the hours.
    for row in attended(profile, world).grain("day").fact("date").top[1:13].tolist():
        when = day("2026-06-01").fromordinal(row)
        world.present(str(when), "09:00", "17:00").present(str(when), "08:00", "16:00", OTHER)
    made, offsets = attended(profile, world), TapOffsets()
    made.count({JUNE: offsets}, {0: "A", 1: "B"})
    notes = [
        (unit, note.code, note.params["hours"])
        for unit, own in offsets.notes().items()
        for note in own
    ]
    assert notes == [("A", "suspect-zone", "+1")]
