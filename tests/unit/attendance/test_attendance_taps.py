"""From punches to the taps of a day."""

from __future__ import annotations

import pytest
from attendance_world import OTHER, World, at, codes, hours, window

from masker_rules.attendance.settings import Bound, Hours, Window
from masker_rules.facts import rows

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


# ------------------------------------------------------------------ which punches are looked at
def test_last_known_day_when_tapped_then_known_and_the_day_after_is_not():
    world = World().punch("2026-06-02 07:20", "in").punch("2026-06-03 07:20", "in")
    days = {row.date.day: row.in_at for row in world.month(as_of="2026-06-02").days}
    assert (days[2], days[3]) == (at("07:20"), None)


@pytest.mark.parametrize("month", ["2026-02", "2026-06", "2026-07"])
def test_punch_when_in_the_month_before_or_after_then_nothing_is_told_of_it(month):
    world = World().employee().employee(OTHER)
    for nip in (None, OTHER):
        for when in ("2026-01-31", "2026-03-01", "2026-05-31", "2026-07-01", "2026-08-01"):
            world.punch(f"{when} 07:20", "in", **({"nip": nip} if nip else {}))
    assert [codes(world.month(month, nip)) for nip in world.attendance().nips] == [[], []]


def test_notes_when_several_punches_are_told_then_each_quotes_its_own_row():
    world = World().punch("2026-06-06 07:20", "in", ref="free")
    world.punch("2026-06-08 07:20", "in", ref="plain")
    world.punch("2026-06-08 07:30", "in", ref="open", review="pending")
    notes = {note.code: note.params["ref"] for note in world.month().notes}
    assert notes == {"punch-free-day": "free", "punch-pending": "open"}


# ------------------------------------------------------------------ windows
@pytest.mark.parametrize("order", [("in", "out"), ("out", "in")])
def test_empty_kind_when_two_windows_hold_it_then_the_first_one(order):
    both = {"in": window("06:00", "12:00"), "out": window("11:00", "18:00")}
    world = World(kinds={kind: both[kind] for kind in order}).punch("2026-06-02 11:30")
    expected = {"in": (at("11:30"), None), "out": (None, at("11:30"))}
    assert taps(world.day("2026-06-02")) == expected[order[0]]


@pytest.mark.parametrize(
    ("time", "is_in"),
    [("05:59:59", False), ("06:00:00", True), ("09:00:00", True), ("09:00:01", False)],
)
def test_accepted_window_when_it_has_two_ends_then_both_lie_inside(time, is_in):
    world = World(accepted={"in": window("06:00", "09:00")}).punch(f"2026-06-02 {time}", "in")
    assert (world.day("2026-06-02").in_at is not None) is is_in


def test_accepted_window_when_the_kind_was_found_then_it_holds_too_and_the_note_says_the_kind():
    world = World(accepted={"in": window("07:00", None)}).punch("2026-06-02 06:59:59")
    assert taps(world.day("2026-06-02")) == (None, None)
    note = world.month().notes[0]
    assert (note.code, note.params["kind"].code) == ("punch-outside-window", "in")


def test_accepted_window_when_half_a_day_is_leave_then_it_moves_on_that_day_only():
    hour = Window(Bound("start", -3600), Bound("start", 3600))
    world = World(accepted={"in": hour}).absence("izin", "2026-06-02", "2026-06-02", part="am")
    for when in ("2026-06-02", "2026-06-03"):
        world.punch(f"{when} 13:30", "in")
    # Required in at 13:00, the end of the break; on the 3rd at 07:30.
    assert world.day("2026-06-02").in_at == at("13:30")
    assert world.day("2026-06-03").in_at is None


@pytest.mark.parametrize(
    # The middle of 07:30 to 14:00 is 10:45.
    ("time", "taken"),
    [("10:14:59", False), ("10:15", True), ("11:15", True), ("11:15:01", False)],
)
@pytest.mark.parametrize("anchor", ["break_start", "break_end"])
def test_accepted_window_when_at_a_break_that_is_none_then_around_the_middle(anchor, time, taken):
    plain = Hours("office", None, {"normal": {2: hours("07:30", "14:00")}})
    around = Window(Bound(anchor, -1800), Bound(anchor, 1800))
    world = World(hours=(plain,), accepted={"break_in": around})
    row = world.punch(f"2026-06-02 {time}", "break_in").day("2026-06-02")
    assert (row.break_in_at is not None) is taken


def test_accepted_window_when_it_has_no_beginning_then_the_evening_before_lies_inside():
    world = World(accepted={"in": window(None, "10:00")})
    world.roster("2026-06-09", start=at("01:00"), end=at("08:00"))
    assert world.punch("2026-06-08 23:50", "in").day("2026-06-09").in_at == -600


def test_accepted_window_when_it_has_no_end_then_the_morning_after_lies_inside():
    world = World(accepted={"out": window("03:00", None)}).roster("2026-06-08", "malam")
    assert world.punch("2026-06-09 07:05", "out").day("2026-06-08").out_at == at("31:05")


# ------------------------------------------------------------------ which of them count
def test_duplicate_outs_when_at_one_second_then_the_one_without_a_flag_counts():
    world = World().punch("2026-06-02 16:00", "out", mock=True).punch("2026-06-02 16:00", "out")
    row = world.day("2026-06-02")
    assert (row.out_at, row.flagged) == (at("16:00"), False)


@pytest.mark.parametrize("flagged", ["in", "break_out", "break_in", "out"])
def test_flag_when_on_any_of_the_taps_that_count_then_the_day_is_flagged(flagged):
    world = World()
    for time, kind in (("07:20", "in"), ("12", "break_out"), ("13", "break_in"), ("16", "out")):
        clock = time if ":" in time else f"{time}:00"
        world.punch(f"2026-06-02 {clock}", kind, mock=True if kind == flagged else None)
    assert world.day("2026-06-02").flagged


# ------------------------------------------------------------------ nights
def test_early_shift_when_on_the_first_of_a_month_then_it_takes_the_evening_before():
    world = World().roster("2026-07-01", start=at("01:00"), end=at("08:00"))
    world.punch("2026-06-30 23:50", "in")
    assert world.day("2026-07-01").in_at == -600
    assert world.day("2026-06-30").in_at is None
    assert (codes(world.month("2026-06")), codes(world.month("2026-07"))) == ([], [])


@pytest.mark.parametrize(
    # The shift begins at 01:00, four hours before it is 21:00.
    ("time", "tap", "notes"),
    [("21:00:00", at("21:00") - at("24:00"), []), ("20:59:59", None, ["punch-free-day"])],
)
def test_early_shift_when_a_punch_is_around_its_reach_then_either_side(time, tap, notes):
    world = World().roster("2026-06-09", start=at("01:00"), end=at("08:00"))
    world.punch(f"2026-06-08 {time}", "in")
    assert world.day("2026-06-09").in_at == tap
    assert codes(world.month()) == notes


def test_day_shift_when_there_are_nights_too_then_it_takes_no_punch_of_the_next_date():
    # 21:00 and four hours are 01:00, but the shift does not pass midnight.
    world = World().roster("2026-06-08", "sore").roster("2026-06-10", "malam")
    world.punch("2026-06-09 00:30", "out")
    assert world.day("2026-06-08").out_at is None
    assert codes(world.month()) == ["punch-free-day"]


@pytest.mark.parametrize(("time", "night"), [("24:00", False), ("24:01", True)])
def test_shift_when_it_ends_at_midnight_then_no_night_and_a_minute_later_one(time, night):
    world = World().roster("2026-06-08", start=at("16:00"), end=at(time))
    row = world.punch("2026-06-09 00:05", "out").day("2026-06-08")
    assert row.out_at == (at("24:05") if night else None)


def both(first: str, second: str) -> World:
    return World().roster("2026-06-08", first).roster("2026-06-09", second)


def test_out_when_the_next_shift_has_begun_then_the_end_that_is_nearer():
    # Five minutes after the night, almost seven hours before the end of the morning.
    world = both("malam", "pagi").punch("2026-06-09 07:05", "out")
    assert world.day("2026-06-08").out_at == at("31:05")
    assert taps(world.day("2026-06-09")) == (None, None)


def test_punch_without_kind_when_inside_a_night_then_of_it_though_its_ends_are_far():
    # As far from the end of the night as from the beginning of the morning.
    world = both("malam", "pagi").punch("2026-06-09 03:30")
    assert at("27:30") in taps(world.day("2026-06-08"))
    assert taps(world.day("2026-06-09")) == (None, None)


@pytest.mark.parametrize(
    ("kind", "fact", "date", "second"),
    [
        (None, "in_at", "2026-06-09", "07:00"),
        ("break_in", "break_in_at", "2026-06-09", "07:00"),
        ("break_out", "break_out_at", "2026-06-08", "31:00"),
    ],
)
def test_punch_when_two_shifts_are_equally_near_then_the_earlier_one_if_it_goes_out(
    kind, fact, date, second
):
    world = both("malam", "pagi").punch("2026-06-09 07:00", kind)
    assert getattr(world.day(date), fact) == at(second)


@pytest.mark.parametrize(
    ("time", "notes"), [("17:00:00", []), ("16:59:59", ["punch-far-from-shift"])]
)
def test_punch_far_from_a_night_when_around_its_reach_then_told_from_the_second_beyond(
    time, notes
):
    world = World().roster("2026-06-08", "malam").punch(f"2026-06-08 {time}", "in")
    assert world.day("2026-06-08").in_at == at(time)
    assert codes(world.month()) == notes


@pytest.mark.parametrize("of", ["profile", "pack"])
def test_schedule_of_weekdays_when_it_has_a_night_then_the_morning_tap_belongs_to_it(of):
    # 2 June 2026 is a Tuesday.
    night = hours("21:00", "31:00")
    weeks = {"normal": {2: night if of == "profile" else hours("08:00", "16:00")}}
    world = World(hours=(Hours("jaga", None, weeks),))
    if of == "pack":
        world.add("schedules", rows.Schedule("jaga", 2, night.start, night.end))
    world.punch("2026-06-03 07:05", "out")
    assert world.day("2026-06-02").out_at == at("31:05")


def test_punches_of_a_day_when_of_several_kinds_then_first_last_and_number_of_all():
    world = World().punch("2026-06-02 07:10", "apel").punch("2026-06-02 07:25", "in")
    world.punch("2026-06-02 16:05", "out").punch("2026-06-02 16:20", "break_in")
    world.punch("2026-06-03 07:20", "in")
    day, next_day = world.day("2026-06-02"), world.day("2026-06-03")
    assert (day.first_punch, day.last_punch, day.punches) == (at("07:10"), at("16:20"), 4)
    assert (next_day.first_punch, next_day.last_punch, next_day.punches) == (at("07:20"),) * 2 + (
        1,
    )
    without = world.day("2026-06-04")
    assert (without.first_punch, without.last_punch, without.punches) == (None, None, 0)
