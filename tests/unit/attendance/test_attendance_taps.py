"""From punches to the taps of a day."""

from __future__ import annotations

import pytest
from attendance_world import World, at, codes, window

NIGHTS = {"2026-06-08": "malam", "2026-06-10": "malam"}


def taps(row) -> tuple[int | None, int | None]:
    return row.in_at, row.out_at


def test_stated_kinds_when_several_then_first_in_and_last_out():
    world = World()
    for time, kind in (("07:40", "in"), ("07:20", "in"), ("16:10", "out"), ("16:05", "out")):
        world.punch(f"2026-06-02 {time}", kind)
    assert taps(world.day("2026-06-02")) == (at("07:20"), at("16:10"))


def test_stated_kind_when_in_comes_after_out_then_it_stays_as_stated():
    world = World().punch("2026-06-02 16:00", "out").punch("2026-06-02 19:46", "in")
    assert taps(world.day("2026-06-02")) == (at("19:46"), at("16:00"))


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        # 07:30 to 16:00: the middle is 11:45:00.
        ("11:44:59", (at("11:44:59"), None)),
        ("11:45:00", (None, at("11:45"))),
    ],
)
def test_empty_kind_when_around_the_middle_then_in_before_and_out_from_it(time, expected):
    assert taps(World().punch(f"2026-06-02 {time}").day("2026-06-02")) == expected


@pytest.mark.parametrize(
    ("time", "expected", "notes"),
    [
        ("05:59:59", (None, None), ["punch-outside-kinds"]),
        ("06:00:00", (at("06:00"), None), []),
        ("12:00:00", (at("12:00"), None), []),
        ("12:00:01", (None, None), ["punch-outside-kinds"]),
        ("13:59:59", (None, None), ["punch-outside-kinds"]),
        ("14:00:00", (None, at("14:00")), []),
        ("18:00:00", (None, at("18:00")), []),
        ("18:00:01", (None, None), ["punch-outside-kinds"]),
    ],
)
def test_empty_kind_when_the_profile_has_windows_then_both_ends_lie_inside(time, expected, notes):
    kinds = {"in": window("06:00", "12:00"), "out": window("14:00", "18:00")}
    world = World(kinds=kinds).punch(f"2026-06-02 {time}")
    assert taps(world.day("2026-06-02")) == expected
    assert codes(world.month()) == notes


def test_stated_kind_when_outside_the_windows_of_kinds_then_believed():
    world = World(kinds={"in": window("06:00", "12:00")}).punch("2026-06-02 13:00", "in")
    assert taps(world.day("2026-06-02")) == (at("13:00"), None)


@pytest.mark.parametrize(
    ("time", "expected", "notes"),
    [
        ("07:30:00", None, ["punch-outside-window"]),
        ("07:30:01", at("07:30:01"), []),
    ],
)
def test_accepted_window_when_it_opens_strictly_after_then_the_boundary_is_out(
    time, expected, notes
):
    world = World(accepted={"in": window("07:30:01", None)}).punch(f"2026-06-02 {time}", "in")
    assert world.day("2026-06-02").in_at == expected
    assert codes(world.month()) == notes


def test_break_taps_when_several_then_last_out_and_first_in():
    world = World()
    for time, kind in (
        ("12:00", "break_out"),
        ("12:01", "break_out"),
        ("12:58", "break_in"),
        ("13:02", "break_in"),
    ):
        world.punch(f"2026-06-02 {time}", kind)
    row = world.day("2026-06-02")
    assert (row.break_out_at, row.break_in_at) == (at("12:01"), at("12:58"))
    assert taps(row) == (None, None)


def test_review_when_pending_then_it_counts_and_is_named():
    world = World().punch("2026-06-02 07:20", "in", review="pending", ref="7")
    note = world.month().notes[0]
    assert world.day("2026-06-02").in_at == at("07:20")
    assert (note.code, note.kind, note.params["ref"]) == ("punch-pending", "status", "7")


def test_review_when_rejected_then_it_does_not_count_and_the_next_one_does():
    world = World().punch("2026-06-02 07:20", "in", review="rejected")
    world.punch("2026-06-02 07:50", "in", review="accepted")
    assert world.day("2026-06-02").in_at == at("07:50")
    assert codes(world.month()) == ["punch-rejected-review"]


def test_duplicate_taps_when_at_one_second_then_the_one_without_a_flag_counts():
    world = World().punch("2026-06-02 07:20", "in", mock=True).punch("2026-06-02 07:20", "in")
    assert not world.day("2026-06-02").flagged
    assert codes(world.month()) == ["punch-flagged-mock"]


def test_flag_when_on_a_tap_that_does_not_count_then_the_day_is_not_flagged():
    world = World().punch("2026-06-02 07:20", "in").punch("2026-06-02 07:25", "in", mock=True)
    assert not world.day("2026-06-02").flagged


def test_flag_when_on_the_tap_that_counts_then_the_day_is_flagged_and_the_tap_stays():
    world = World().punch("2026-06-02 07:20", "in", mock=True).punch("2026-06-02 07:25", "in")
    row = world.day("2026-06-02")
    assert (row.flagged, row.in_at) == (True, at("07:20"))


def test_punch_when_on_a_free_day_then_not_used_and_named():
    world = World().punch("2026-06-06 07:20", "in")
    assert codes(world.month()) == ["punch-free-day"]
    assert len(world.month().days) == 22


def test_offset_when_stated_then_the_punch_is_brought_to_the_profiles_zone():
    # 23:20:00 UTC on the 1st is 07:20:00 WITA (+08:00) on the 2nd.
    world = World().punch("2026-06-01 23:20", "in", offset_minutes=0)
    assert world.day("2026-06-02").in_at == at("07:20")


@pytest.mark.parametrize(
    ("time", "kind", "date", "second"),
    [
        ("2026-06-08 20:45", None, "2026-06-08", at("20:45")),
        ("2026-06-08 23:00", "in", "2026-06-08", at("23:00")),
        ("2026-06-09 02:00", None, "2026-06-08", at("26:00")),
        ("2026-06-09 07:10", "out", "2026-06-08", at("31:10")),
        # 31:00 + 4 h of reach.
        ("2026-06-09 11:00:00", "out", "2026-06-08", at("35:00")),
    ],
)
def test_night_when_a_punch_is_near_then_it_belongs_to_the_day_of_the_start(
    time, kind, date, second
):
    world = World().punch(time, kind)
    for when, shift in NIGHTS.items():
        world.roster(when, shift)
    row = world.day(date)
    assert second in taps(row)


def test_night_when_a_punch_lies_one_second_beyond_its_reach_then_the_date_of_its_time():
    world = World().roster("2026-06-08", "malam").punch("2026-06-09 11:00:01", "out")
    assert taps(world.day("2026-06-08")) == (None, None)
    assert codes(world.month()) == ["punch-free-day"]


def test_night_when_its_own_date_is_far_then_the_punch_is_taken_and_named():
    world = World().roster("2026-06-08", "malam").punch("2026-06-08 16:59:59", "in")
    assert world.day("2026-06-08").in_at == at("16:59:59")
    assert codes(world.month()) == ["punch-far-from-shift"]


def test_night_before_a_morning_when_stated_then_out_to_the_night_and_in_to_the_morning():
    world = World().roster("2026-06-08", "malam").roster("2026-06-09", "pagi")
    world.punch("2026-06-09 07:00", "out").punch("2026-06-09 06:58", "in")
    assert world.day("2026-06-08").out_at == at("31:00")
    assert taps(world.day("2026-06-09")) == (at("06:58"), None)


def test_night_before_a_morning_when_not_stated_then_the_nearer_shift():
    world = World().roster("2026-06-08", "malam").roster("2026-06-09", "pagi")
    world.punch("2026-06-09 06:59:59").punch("2026-06-09 07:00:01")
    assert world.day("2026-06-08").out_at == at("30:59:59")
    assert world.day("2026-06-09").in_at == at("07:00:01")


def test_night_when_it_ends_the_month_then_the_morning_tap_of_the_next_belongs_to_it():
    world = World().roster("2026-06-30", "malam")
    world.punch("2026-06-30 20:50", "in").punch("2026-07-01 07:05", "out")
    assert taps(world.day("2026-06-30")) == (at("20:50"), at("31:05"))
    assert codes(world.month("2026-07")) == []


def test_night_when_it_ended_last_month_then_its_morning_tap_is_none_of_the_first():
    world = World().roster("2026-05-31", "malam").roster("2026-06-01", "sore")
    world.punch("2026-06-01 07:05", "out").punch("2026-06-01 21:02", "out")
    row = world.day("2026-06-01")
    assert taps(row) == (None, at("21:02"))
    assert codes(world.month("2026-06")) == ["rest-day-rostered"]


def test_early_shift_when_one_punches_before_midnight_then_it_belongs_to_the_shift():
    world = World().roster("2026-06-09", start=at("01:00"), end=at("08:00"))
    world.punch("2026-06-08 23:50", "in").punch("2026-06-09 08:01", "out")
    assert taps(world.day("2026-06-09")) == (at("00:00") - 600, at("08:01"))


def test_office_when_a_punch_is_after_midnight_then_it_stays_with_its_date():
    world = World().punch("2026-06-03 00:30", "out")
    assert world.day("2026-06-03").out_at == at("00:30")
    assert world.day("2026-06-02").out_at is None
