"""Events, outages, time away, as-of, and what is not known."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest
from attendance_world import NIP, OTHER, World, codes, day

from masker_rules.attendance import TapOffsets, resolve_month
from masker_rules.attendance.index import PackIndex
from masker_rules.attendance.zones import MIN_TAPS, NEAR, SHIFTS
from masker_rules.errors import RequestError
from masker_rules.periods import Month

D = "2026-06-02"


def events(world, when=D):
    return [(e.event, e.recorded, e.tapped) for e in world.month().events if e.date == day(when)]


def test_event_when_it_names_nobody_then_everybody_scheduled_is_due():
    world = World().event(D, "apel_pagi").recorded(D, "apel_pagi", "present")
    assert events(world) == [("apel_pagi", "present", False)]
    assert world.month().events[0].day_index == 1


def test_event_when_on_a_free_day_then_nobody_is_due():
    assert World().event("2026-06-06", "upacara").month().events == ()


@pytest.mark.parametrize(
    ("columns", "due"),
    [
        ({"unit": "A"}, True),
        ({"unit": "B"}, False),
        ({"staff_group": "office"}, True),
        ({"staff_group": "teacher"}, False),
        ({"unit": "A", "staff_group": "teacher"}, False),
    ],
)
def test_event_when_it_names_a_unit_or_group_then_only_those(columns, due):
    world = World().employee(unit="A").event(D, "upacara", **columns)
    assert bool(events(world)) is due


@pytest.mark.parametrize(
    ("time", "ends_included", "tapped"),
    [
        ("07:29:59", True, False),
        ("07:30:00", True, True),
        ("08:00:00", True, True),
        ("08:00:01", True, False),
        ("07:30:00", False, False),
        ("07:30:01", False, True),
        ("07:59:59", False, True),
        ("08:00:00", False, False),
    ],
)
def test_apel_tap_when_around_the_events_times_then_both_ends(time, ends_included, tapped):
    world = World(event_ends_included=ends_included).event(D, "apel_pagi", "07:30", "08:00")
    world.punch(f"{D} {time}", "apel")
    assert events(world) == [("apel_pagi", None, tapped)]


def test_apel_tap_when_the_event_has_no_times_then_any_of_that_day():
    world = World().event(D, "apel_pagi").punch(f"{D} 19:00", "apel")
    assert events(world) == [("apel_pagi", None, True)]
    assert world.day(D).in_at is None


def test_apel_tap_when_rejected_then_it_is_none():
    world = World().event(D, "apel_pagi").punch(f"{D} 07:20", "apel", review="rejected")
    assert events(world) == [("apel_pagi", None, False)]


def test_event_when_two_rows_name_the_person_then_one_event():
    world = World().employee(unit="A").event(D, "apel_pagi", "07:30", "08:00", unit="A")
    world.event(D, "apel_pagi", "09:00", "09:30").punch(f"{D} 09:10", "apel")
    assert events(world) == [("apel_pagi", None, True)]


def test_event_when_held_every_day_then_without_a_row_on_each_scheduled_day():
    world = World(events_every_day=("apel_sore",)).recorded(D, "apel_sore", "absent")
    assert len(world.month().events) == 22
    assert events(world) == [("apel_sore", "absent", False)]


def test_records_when_they_contradict_then_the_better_one_and_a_status_note():
    world = World().event(D, "upacara").recorded(D, "upacara", "absent")
    world.recorded(D, "upacara", "excused")
    assert events(world) == [("upacara", "excused", False)]
    assert [(n.code, n.kind) for n in world.month().notes] == [("event-two-records", "status")]


def test_record_when_no_event_named_the_person_then_told():
    assert codes(World().recorded(D, "upacara", "absent").month()) == ["event-not-due"]


def test_events_table_when_absent_then_not_known():
    assert not World().month().events_known
    assert World().event(D, "upacara").month().events_known


@pytest.mark.parametrize(
    # The break, at which the morning ends and the afternoon begins, is 12:00 to 13:00.
    ("part", "time", "covered"),
    [
        ("am", "00:00", True),
        ("am", "07:15", True),
        ("am", "12:59:59", True),
        ("am", "13:00", False),
        ("am", "", True),
        ("pm", "11:59:59", False),
        ("pm", "12:00", True),
        ("pm", "15:30", True),
        ("pm", "", True),
        (None, "07:15", False),
        (None, "", False),
    ],
)
def test_event_when_it_begins_in_the_excused_half_then_covered(part, time, covered):
    world = World().event(D, "upacara", time, "16:00" if time else "")
    if part:
        world.absence("izin", D, D, part=part)
    assert [event.covered for event in world.month().events] == [covered]


def test_event_when_one_of_its_rows_is_outside_the_excused_half_then_not_covered():
    world = World().absence("izin", D, D, part="am").event(D, "upacara", "07:15", "08:00")
    assert [event.covered for event in world.month().events] == [True]
    world.event(D, "upacara", "14:00", "15:00")
    assert [event.covered for event in world.month().events] == [False]


@pytest.mark.parametrize(("time", "tapped"), [("07:40", True), ("08:30", False), ("09:10", True)])
def test_event_when_it_is_of_every_day_and_has_rows_then_the_times_of_all_of_them(time, tapped):
    world = World(events_every_day=("apel_pagi",)).event(D, "apel_pagi", "07:30", "08:00")
    world.event(D, "apel_pagi", "09:00", "09:30").punch(f"{D} {time}", "apel")
    assert events(world) == [("apel_pagi", None, tapped)]
    # Without a row any tap of the day will do; there is none.
    assert events(world, "2026-06-03") == [("apel_pagi", None, False)]


def test_apel_tap_when_several_events_are_held_then_it_is_of_the_one_in_whose_times_it_lies():
    world = World()
    for when in ("2026-06-01", D):
        world.event(when, "apel_pagi", "07:00", "08:00").event(when, "apel_sore", "16:00", "17:00")
    world.punch(f"{D} 16:30", "apel")
    assert [(e.date.day, e.event) for e in world.month().events if e.tapped] == [(2, "apel_sore")]


@pytest.mark.parametrize(
    ("statuses", "stands"),
    [
        (("absent", "present"), "present"),
        (("present", "excused"), "present"),
        (("excused", "absent"), "excused"),
    ],
)
def test_records_when_two_then_the_better_for_the_person_stands(statuses, stands):
    world = World().event(D, "upacara")
    for status in statuses:
        world.recorded(D, "upacara", status)
    assert events(world) == [("upacara", stands, False)]
    assert codes(world.month()) == ["event-two-records"]


def test_records_when_two_words_of_one_meaning_then_nothing_contradicts(monkeypatch):
    """Rows that are the same are set aside; under a profile two words may mean one."""
    read = PackIndex.records

    def twice(index, nips, words):
        once = read(index, nips, words)
        return replace(once, **{f.name: getattr(once, f.name).repeat(2) for f in fields(once)})

    monkeypatch.setattr(PackIndex, "records", twice)
    world = World().event(D, "upacara").recorded(D, "upacara", "absent")
    assert events(world) == [("upacara", "absent", False)]
    assert codes(world.month()) == []


def test_records_when_of_other_months_or_of_days_to_come_then_nothing_is_told():
    world = World()
    for when in ("2026-05-29", D, "2026-07-01"):
        world.recorded(when, "upacara", "absent")
    assert codes(world.month(as_of="2026-06-01")) == []
    assert codes(world.month()) == ["event-not-due"]


def test_event_when_on_a_day_to_come_then_it_is_none_yet():
    world = World().event("2026-06-01", "upacara").event(D, "upacara")
    assert [event.date.day for event in world.month(as_of="2026-06-01").events] == [1]


@pytest.mark.parametrize(
    # Required in 07:30, two hours either side: half-open from 05:30:00 to 09:30:00.
    ("first", "last", "cancels"),
    [
        ("05:00:00", "05:30:00", False),
        ("05:00:00", "05:30:01", True),
        ("09:29:59", "09:40:00", True),
        ("09:30:00", "09:40:00", False),
    ],
)
def test_outage_when_around_two_hours_of_the_required_in_then_either_side(first, last, cancels):
    world = World().punch(f"{D} 16:00", "out").outage(f"{D} {first}", f"{D} {last}")
    row = world.day(D)
    assert (row.outage_in, row.outage_out) == (cancels, False)


@pytest.mark.parametrize(
    ("first", "last", "cancels"),
    [
        ("13:30:00", "14:00:00", False),
        ("13:30:00", "14:00:01", True),
        ("18:00:00", "19:00:00", False),
    ],
)
def test_outage_when_around_two_hours_of_the_required_out_then_either_side(first, last, cancels):
    row = World().outage(f"{D} {first}", f"{D} {last}").day(D)
    assert (row.outage_in, row.outage_out) == (False, cancels)


def test_outage_when_only_in_the_middle_of_the_day_then_it_touches_and_cancels_nothing():
    world = World().outage(f"{D} 11:00", f"{D} 12:00")
    row = world.day(D)
    assert (row.outage, row.outage_in, row.outage_out) == (True, False, False)
    assert codes(world.month(), D) == ["outage-absent"]


@pytest.mark.parametrize(
    ("spans", "seconds"),
    [
        # Required 07:30 to 16:00 with a break from 12:00 to 13:00.
        ([("07:00", "07:30")], 0),
        ([("07:00", "07:31")], 60),
        ([("15:59", "18:00")], 60),
        ([("16:00", "18:00")], 0),
        ([("11:30", "13:15")], 45 * 60),
        ([("12:00", "13:00")], 0),
        # What overlaps counts once: 08:00 to 09:30.
        ([("08:00", "09:00"), ("08:30", "09:30")], 90 * 60),
        ([("06:00", "20:00")], 7 * 3600 + 1800),
    ],
)
def test_outage_when_it_lasts_then_its_required_seconds_count_once(spans, seconds):
    world = World()
    for first, last in spans:
        world.outage(f"{D} {first}", f"{D} {last}")
    assert world.day(D).outage_time == seconds


def test_outage_when_of_another_unit_or_device_then_only_theirs_lasts():
    world = World().punch(f"{D} 07:30", "in", device="M1")
    world.outage(f"{D} 08:00", f"{D} 09:00", unit="Dinas Lain")
    assert world.day(D).outage_time == 0
    world.outage(f"{D} 09:00", f"{D} 10:00", device="M2")
    assert world.day(D).outage_time == 0
    world.outage(f"{D} 10:00", f"{D} 11:00", device="M1")
    world.outage(f"{D} 10:30", f"{D} 11:15")
    assert world.day(D).outage_time == 75 * 60


def test_outage_when_it_holds_for_the_whole_date_then_both():
    row = World(outage_whole_day=True).outage(f"{D} 11:00", f"{D} 11:01").day(D)
    assert (row.outage_in, row.outage_out) == (True, True)
    assert (
        not World(outage_whole_day=True)
        .outage(f"{D} 11:00", f"{D} 11:01")
        .day("2026-06-03")
        .outage
    )


def test_outage_when_of_another_unit_then_nothing():
    world = World().employee(unit="A").outage(f"{D} 07:00", f"{D} 08:00", unit="B")
    assert not world.day(D).outage


def test_outage_when_of_the_persons_unit_then_it_cancels():
    world = World().employee(unit="A").outage(f"{D} 07:00", f"{D} 08:00", unit="A")
    assert world.day(D).outage_in


def test_outage_when_only_before_the_day_begins_then_it_touches_the_day():
    # Two hours before 07:30 is 05:30.
    row = World().outage(f"{D} 05:00", f"{D} 05:30:01").day(D)
    assert (row.outage, row.outage_out) == (True, False)
    assert not World().outage(f"{D} 05:00", f"{D} 05:30").day(D).outage


def test_outage_when_it_holds_for_the_whole_day_then_for_the_morning_after_a_night_too():
    world = World(outage_whole_day=True).roster("2026-06-08", "malam")
    # The night ends at 07:00.
    assert world.outage("2026-06-09 06:59:59", "2026-06-09 08:00").day("2026-06-08").outage_in
    later = World(outage_whole_day=True).roster("2026-06-08", "malam")
    row = later.outage("2026-06-09 07:00", "2026-06-09 08:00").day("2026-06-08")
    # Two hours around the end only.
    assert (row.outage_in, row.outage_out) == (False, True)


def test_outages_when_of_several_devices_and_of_all_then_each_of_them_cancels():
    world = World().outage(f"{D} 07:00", f"{D} 08:00")
    world.outage(f"{D} 15:00", f"{D} 17:00", device="M1")
    world.outage("2026-06-03 07:00", "2026-06-03 08:00", device="M2")
    world.punch("2026-06-04 07:20", "in", device="M1").punch(
        "2026-06-04 16:00", "out", device="M2"
    )
    cancels = [(row.outage_in, row.outage_out) for row in world.month().days[1:4]]
    assert cancels == [(True, True), (True, False), (False, False)]


def test_outage_of_a_device_when_it_names_a_unit_then_only_its_people():
    world = World().employee(unit="A").employee(OTHER, unit="B")
    world.outage(f"{D} 07:00", f"{D} 08:00", device="M1", unit="A")
    for nip in (NIP, OTHER):
        world.punch("2026-06-03 07:20", "in", nip, device="M1")
    assert [world.day(D, nip).outage_in for nip in (NIP, OTHER)] == [True, False]


@pytest.mark.parametrize(
    ("code", "notes"), [("izin", []), ("alpa", ["outage-absent"]), ("wfh", ["outage-absent"])]
)
def test_outage_when_the_day_is_leave_then_no_doubt_whether_the_person_was_there(code, notes):
    world = World().absence(code, D, D).outage(f"{D} 07:00", f"{D} 08:00")
    assert codes(world.month(), D) == notes


def test_outage_when_of_a_device_then_only_for_those_who_use_it():
    world = World().employee().employee(OTHER).outage(f"{D} 07:00", f"{D} 08:00", device="M1")
    world.punch("2026-06-03 07:20", "in", device="M1").punch(
        "2026-06-03 07:20", "in", OTHER, device="M2"
    )
    assert world.day(D).outage_in
    assert not world.day(D, OTHER).outage_in


def test_outage_when_the_morning_is_leave_then_around_the_required_in_of_the_afternoon():
    world = World().absence("izin", D, D, part="am").outage(f"{D} 14:30", f"{D} 14:40")
    assert world.day(D).outage_in


def test_outage_when_there_are_punches_then_no_warning():
    world = World().present(D, "07:30", "16:00").outage(f"{D} 07:00", f"{D} 08:00")
    assert codes(world.month(), D) == []


@pytest.mark.parametrize(
    ("first", "last", "seconds"),
    [
        ("10:00", "10:30", 1800),
        ("07:00", "07:30", 0),
        ("07:00", "07:30:01", 1),
        ("11:30", "13:30", 3600),
        ("12:00", "13:00", 0),
        ("15:59:59", "17:00", 1),
    ],
)
def test_away_when_cut_to_the_hours_and_the_break_then_seconds(first, last, seconds):
    row = World().away(f"{D} {first}", f"{D} {last}", permitted=True).day(D)
    assert (row.away_permitted, row.away_unpermitted) == (seconds, 0)


def test_away_when_rows_overlap_then_counted_once_and_permission_prevails():
    world = World().away(f"{D} 09:00", f"{D} 10:00", permitted=False)
    world.away(f"{D} 09:30", f"{D} 10:30", permitted=True).away(
        f"{D} 09:15", f"{D} 09:45", permitted=False
    )
    row = world.day(D)
    assert (row.away_permitted, row.away_unpermitted) == (3600, 1800)


def test_away_when_nobody_said_then_unpermitted_and_listed():
    world = World().away(f"{D} 09:00", f"{D} 09:10")
    assert world.day(D).away_unpermitted == 600
    assert [(n.code, n.kind) for n in world.month().notes] == [("away-unstated", "status")]


def test_away_when_it_ends_on_a_later_day_then_each_day_counts_its_own():
    # 15:00 to 16:00 of Tuesday, 07:30 to 08:00 of Wednesday.
    days = World().away(f"{D} 15:00", "2026-06-03 08:00").month().days
    assert [row.away_unpermitted for row in days[:4]] == [0, 3600, 1800, 0]


def test_away_when_after_midnight_in_a_night_then_of_the_night():
    world = World().roster("2026-06-08", "malam").roster("2026-06-10", "malam")
    world.away("2026-06-09 02:00", "2026-06-09 03:00", permitted=True)
    assert [row.away_permitted for row in world.month().days] == [3600, 0]


@pytest.mark.parametrize(("as_of", "told"), [("2026-06-01", []), (D, ["away-unstated"])])
def test_away_when_on_the_last_known_day_then_listed(as_of, told):
    assert codes(World().away(f"{D} 09:00", f"{D} 09:10").month(as_of=as_of)) == told


def test_as_of_when_in_mid_month_then_later_days_are_not_yet():
    month = World().present(D, "07:30", "16:00").month(as_of=D)
    assert [row.state for row in month.days[:3]] == ["known", "known", "not_yet"]
    assert month.divisor_days == 22


def test_as_of_when_leave_goes_on_then_only_known_days_are_counted():
    month = World().absence("cuti_besar", "2026-06-01", "2026-06-30").month(as_of="2026-06-02")
    assert [row.date.day for row in month.leave] == [1, 2]
    assert [row.absence for row in month.days[:3]] == ["cuti_besar", "cuti_besar", None]


def test_punches_when_the_table_is_absent_then_days_without_a_row_are_unknown():
    world = (
        World()
        .without("punches")
        .absence("sakit", D, D)
        .absence("wfh", "2026-06-03", "2026-06-03")
    )
    month = world.month()
    assert [row.state for row in month.days[:4]] == ["unknown", "known", "unknown", "unknown"]
    assert not month.punches_known


def test_nip_when_nobody_has_it_then_refused_in_words():
    with pytest.raises(RequestError, match=OTHER) as error:
        World().month(nip=OTHER)
    assert error.value.code == "nip-not-in-pack"


def test_resolve_month_when_called_twice_then_what_is_shared_is_kept_and_equal():
    world = World().present(D, "07:30", "16:00")
    pack = world.pack()
    first = resolve_month(NIP, Month(2026, 6), world.settings, world.calendar, pack)
    again = resolve_month(NIP, Month(2026, 6), world.settings, world.calendar, pack)
    assert first == again == world.month()
    later = resolve_month(
        NIP, Month(2026, 6), world.settings, world.calendar, pack, date(2026, 6, 1)
    )
    assert later.days[1].state == "not_yet"


def shifted(in_by: int, out_by: int, taps: int = 12) -> World:
    """Everybody of the unit moved by so many seconds, on the first days of June."""
    world = World().employee(unit="A")
    for row in world.month().days[:taps]:
        for kind, required, by in (("in", row.start, in_by), ("out", row.end, out_by)):
            minutes, seconds = divmod(required + by, 60)
            clock = f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
            world.punch(f"{row.date} {clock}", kind)
    return world


@pytest.mark.parametrize(
    ("in_by", "out_by", "taps", "found"),
    [
        (-3600, -3600, 12, ["suspect-zone"]),
        (3600 + 1200, 3600, 10, ["suspect-zone"]),
        (3600 + 1201, 3600, 10, []),
        (-7200, -7200, 10, ["suspect-zone"]),
        (-3600, -3600, 9, []),
        (-3600, 0, 12, []),
        (-300, 300, 12, []),
    ],
)
def test_suspect_zone_when_everybody_is_whole_hours_off_then_told(in_by, out_by, taps, found):
    notes = TapOffsets.of([("A", shifted(in_by, out_by, taps).month())]).notes()
    assert [note.code for note in notes.get("A", ())] == found


def test_clock_when_nobody_of_a_unit_has_a_day_then_no_doubt():
    assert TapOffsets.of([("A", World().month())]).notes() == {}
    empty = TapOffsets()
    empty.add("A", ())
    assert empty.notes() == {}


@pytest.mark.parametrize("beside", [-7201, -3600, -1201, -1200, 0, 1199, 1200, 1201, 2400, 8400])
@pytest.mark.parametrize("hours", [-3, -2, -1, 0, 1, 2, 3])
def test_clock_when_a_tap_is_counted_then_near_the_shift_that_it_lies_near(hours, beside):
    """As the sentence of the module says it: within 20 minutes of a whole number of hours."""
    [morning] = [row for row in World().month().days if row.date == day(D)]
    tap = morning.start + hours * 3600 + beside
    counted = TapOffsets()
    counted.add("A", [morning._replace(in_at=tap, out_at=None)] * MIN_TAPS)
    shifts = [h for h in SHIFTS if abs(tap - morning.start - h * 3600) <= NEAR]
    notes = [(note.code, note.params["hours"]) for note in counted.notes().get("A", ())]
    assert notes == [("suspect-clock", f"{h:+d}") for h in shifts]
