"""Leave and duty: what counts, which row prevails, spells across months."""

from __future__ import annotations

import pytest
from attendance_world import World, at, codes, dates, hours

from masker_rules.attendance.settings import Hours


def covered(month) -> dict[str, str]:
    return {row.date.isoformat(): row.absence for row in month.days if row.absence}


def test_absence_when_approved_then_its_scheduled_days_carry_the_code():
    month = World().absence("cuti_tahunan", "2026-06-05", "2026-06-08").month()
    assert covered(month) == {"2026-06-05": "cuti_tahunan", "2026-06-08": "cuti_tahunan"}


@pytest.mark.parametrize(
    ("code", "approved", "counts", "note"),
    [
        ("izin", True, True, None),
        ("izin", None, False, "absence-pending"),
        ("izin", False, False, "absence-refused"),
        ("alpa", True, True, None),
        ("alpa", None, True, None),
        ("alpa", False, False, "absence-refused"),
    ],
)
def test_approval_when_given_open_or_refused_then_the_contract(code, approved, counts, note):
    month = World().absence(code, "2026-06-02", "2026-06-02", approved=approved).month()
    assert covered(month) == ({"2026-06-02": code} if counts else {})
    assert codes(month) == ([note] if note else [])
    assert all(n.kind == "status" for n in month.notes)


def test_pending_row_when_it_lies_outside_the_month_then_not_named():
    month = World().absence("izin", "2026-05-20", "2026-05-31", approved=None).month()
    assert codes(month) == []


def test_absence_when_there_are_punches_then_it_counts_and_the_conflict_is_named():
    world = World().absence("cuti_sakit", "2026-06-02", "2026-06-02")
    world.present("2026-06-02", "07:30", "16:00")
    row = world.day("2026-06-02")
    assert (row.absence, row.in_at) == ("cuti_sakit", at("07:30"))
    assert codes(world.month()) == ["absence-with-punches"]


def test_wfh_when_there_are_punches_then_no_conflict():
    world = (
        World().absence("wfh", "2026-06-02", "2026-06-02").present("2026-06-02", "07:30", "16:00")
    )
    row = world.day("2026-06-02")
    assert (row.absence, row.work_code, row.in_at) == (None, "wfh", at("07:30"))
    assert codes(world.month()) == []


def test_two_rows_when_one_is_alpa_then_it_yields_though_known_later():
    world = World().absence("izin", "2026-06-02", "2026-06-02", known_at="2026-06-01 08:00")
    world.absence("alpa", "2026-06-02", "2026-06-02", known_at="2026-06-09 08:00")
    assert world.day("2026-06-02").absence == "izin"
    assert codes(world.month()) == ["two-absences"]


def test_two_rows_when_both_are_dated_then_the_one_known_later():
    world = World().absence("izin", "2026-06-02", "2026-06-02", known_at="2026-06-03 00:00:10")
    world.absence("sakit", "2026-06-02", "2026-06-02", known_at="2026-06-03 00:00:09")
    assert world.day("2026-06-02").absence == "izin"


def test_two_rows_when_none_is_dated_then_the_one_that_begins_later():
    world = World().absence("cuti_tahunan", "2026-06-01", "2026-06-05")
    world.absence("sakit", "2026-06-03", "2026-06-03")
    assert covered(world.month())["2026-06-03"] == "sakit"


def test_two_rows_when_none_is_dated_then_the_beginning_decides_and_not_the_code():
    world = World().absence("sakit", "2026-06-01", "2026-06-05")
    world.absence("cuti_tahunan", "2026-06-03", "2026-06-03")
    assert covered(world.month())["2026-06-03"] == "cuti_tahunan"


def test_half_day_when_am_then_required_in_moves_to_the_end_of_the_break():
    row = World().absence("izin", "2026-06-02", "2026-06-02", part="am").day("2026-06-02")
    assert (row.absence, row.half, row.half_code) == (None, "am", "izin")
    assert (row.late_from, row.early_until) == (at("13:00"), at("16:00"))
    assert (row.start, row.end) == (at("07:30"), at("16:00"))


def test_half_day_when_pm_then_required_out_moves_to_the_beginning_of_the_break():
    row = World().absence("izin", "2026-06-05", "2026-06-05", part="pm").day("2026-06-05")
    assert (row.late_from, row.early_until) == (at("07:30"), at("11:30"))


@pytest.mark.parametrize(
    ("part", "late", "early"), [("am", "10:45", "14:00"), ("pm", "07:30", "10:45")]
)
def test_half_day_when_there_is_no_break_then_the_middle(part, late, early):
    plain = Hours("office", None, {"normal": {2: hours("07:30", "14:00")}})
    row = (
        World(hours=(plain,))
        .absence("izin", "2026-06-02", "2026-06-02", part=part)
        .day("2026-06-02")
    )
    assert (row.late_from, row.early_until) == (at(late), at(early))


@pytest.mark.parametrize(
    # Required 13:00 to 16:00, middle 14:30.
    ("time", "expected"),
    [("14:29:59", (at("14:29:59"), None)), ("14:30:00", (None, at("14:30")))],
)
def test_half_day_when_am_and_a_kind_is_empty_then_the_middle_of_what_is_required(time, expected):
    world = World().absence("dinas_luar", "2026-06-02", "2026-06-02", part="am")
    row = world.punch(f"2026-06-02 {time}").day("2026-06-02")
    assert (row.in_at, row.out_at) == expected


def test_half_days_when_both_halves_are_covered_then_a_full_day_under_the_prevailing_row():
    world = World().absence(
        "izin", "2026-06-02", "2026-06-02", part="am", known_at="2026-06-02 08:00"
    )
    world.absence("dinas_luar", "2026-06-02", "2026-06-02", part="pm", known_at="2026-06-03 08:00")
    row = world.day("2026-06-02")
    assert (row.absence, row.half) == ("dinas_luar", None)
    assert world.month().leave == ()


def test_off_when_recorded_then_the_day_is_no_working_day():
    month = World().absence("off", "2026-06-02", "2026-06-02").month()
    assert dates(month)[:2] == ["2026-06-01", "2026-06-03"]
    assert month.divisor_days == 21
    assert month.leave == ()


def test_cuti_bersama_when_recorded_then_as_in_the_calendar():
    month = World().absence("cuti_bersama", "2026-06-02", "2026-06-02").month()
    assert month.divisor_days == 21
    assert "2026-06-02" not in dates(month)


def test_leave_rows_when_over_a_weekend_then_days_off_have_no_scheduled_day():
    month = World().absence("cuti_besar", "2026-06-05", "2026-06-08").month()
    assert [(row.date.day, row.day, row.day_index) for row in month.leave] == [
        (5, 1, 4),
        (6, 2, -1),
        (7, 3, -1),
        (8, 4, 5),
    ]


def test_leave_rows_when_begun_before_the_month_then_days_and_months_go_on():
    # 28 September to 3 October 2026.
    world = World().absence("cuti_sakit", "2026-09-28", "2026-10-03")
    september, october = world.month("2026-09"), world.month("2026-10")
    assert [(row.day, row.month) for row in september.leave] == [(1, 1), (2, 1), (3, 1)]
    assert [(row.day, row.month) for row in october.leave] == [(4, 2), (5, 2), (6, 2)]
    assert covered(october) == {"2026-10-01": "cuti_sakit", "2026-10-02": "cuti_sakit"}


def test_leave_rows_when_over_the_turn_of_the_year_then_months_are_counted_on():
    world = World().absence("cuti_besar", "2025-12-15", "2026-02-10")
    assert world.month("2026-02").leave[0].month == 3
    # 17 days of December, 31 of January.
    assert world.month("2026-02").leave[0].day == 49


def test_leave_rows_when_the_end_is_open_then_to_the_end_of_the_month():
    month = World().absence("cltn", "2026-06-29", None).month()
    assert [row.date.day for row in month.leave] == [29, 30]


def test_spell_when_only_a_weekend_lies_between_then_one():
    world = World().absence("cuti_sakit", "2026-06-04", "2026-06-05")
    world.absence("cuti_sakit", "2026-06-08", "2026-06-09")
    leave = world.month().leave
    assert {row.spell for row in leave} == {1}
    assert [row.day for row in leave] == [1, 2, 5, 6]


def test_spell_when_a_working_day_lies_between_then_two():
    world = World().absence("cuti_sakit", "2026-06-04", "2026-06-05")
    world.absence("cuti_sakit", "2026-06-09", "2026-06-09")
    assert [(row.spell, row.day) for row in world.month().leave] == [(1, 1), (1, 2), (2, 1)]


def test_spell_when_the_day_between_is_a_holiday_then_one():
    world = World().absence("cuti_sakit", "2026-06-04", "2026-06-05").date("2026-06-08", "holiday")
    world.absence("cuti_sakit", "2026-06-09", "2026-06-09")
    assert {row.spell for row in world.month().leave} == {1}


def test_spell_when_codes_differ_then_each_its_own_and_numbers_follow_the_beginning():
    world = World().absence("sakit", "2026-06-02", "2026-06-02")
    world.absence("cuti_sakit", "2026-06-03", "2026-06-04").absence(
        "izin", "2026-05-04", "2026-05-04"
    )
    assert [(row.code, row.spell) for row in world.month().leave] == [
        ("sakit", 2),
        ("cuti_sakit", 3),
        ("cuti_sakit", 3),
    ]


def test_duty_when_counted_then_its_calendar_days_are_rows_too():
    month = World().absence("tugas_belajar", "2026-06-02", "2026-06-02").month()
    assert [(row.code, row.day_index) for row in month.leave] == [("tugas_belajar", 1)]


def test_wfh_and_alpa_when_counted_then_no_leave_rows():
    world = (
        World()
        .absence("wfh", "2026-06-02", "2026-06-02")
        .absence("alpa", "2026-06-03", "2026-06-03")
    )
    assert world.month().leave == ()


def test_columns_when_the_row_has_them_then_they_stand_on_day_and_leave():
    world = World().absence(
        "cuti_sakit",
        "2026-06-02",
        "2026-06-02",
        reason="kecelakaan_kerja",
        inpatient=True,
        child_number=2,
    )
    row, leave = world.day("2026-06-02"), world.month().leave[0]
    for found in (row, leave):
        assert (found.reason, found.inpatient, found.child_number) == ("kecelakaan_kerja", True, 2)


def test_wfh_when_half_a_day_then_nothing_is_excused():
    row = World().absence("wfh", "2026-06-02", "2026-06-02", part="am").day("2026-06-02")
    assert (row.half, row.late_from) == (None, at("07:30"))


@pytest.mark.parametrize("part", ["am", "pm"])
def test_alpa_when_half_a_day_then_it_excuses_nothing_and_is_told(part):
    world = World().absence("alpa", "2026-06-02", "2026-06-02", part=part)
    row = world.day("2026-06-02")
    assert (row.absence, row.half, row.half_code) == (None, None, None)
    assert (row.late_from, row.early_until) == (at("07:30"), at("16:00"))
    notes = world.month().notes
    assert [(n.code, n.day.isoformat(), n.params["part"].code) for n in notes] == [
        ("alpa-half", "2026-06-02", part)
    ]


@pytest.mark.parametrize(
    # Middle of 07:30-16:00 is 11:45, of the afternoon 13:00-16:00 it would be 14:30.
    ("time", "expected"),
    [("11:44:59", (at("11:44:59"), None)), ("11:45:00", (None, at("11:45")))],
)
def test_alpa_when_half_a_day_then_the_punches_judge_the_whole_day(time, expected):
    world = World().absence("alpa", "2026-06-02", "2026-06-02", part="am")
    row = world.punch(f"2026-06-02 {time}").day("2026-06-02")
    assert (row.in_at, row.out_at) == expected


@pytest.mark.parametrize(("approved", "note"), [(None, "alpa-half"), (False, "absence-refused")])
def test_alpa_when_half_a_day_is_open_or_refused_then_its_note(approved, note):
    world = World().absence("alpa", "2026-06-02", "2026-06-02", part="pm", approved=approved)
    assert codes(world.month()) == [note]


@pytest.mark.parametrize(
    ("part", "late", "early"), [("am", "13:00", "16:00"), ("pm", "07:30", "12:00")]
)
def test_half_days_when_the_other_is_alpa_then_the_excused_half_stays_a_half(part, late, early):
    other = {"am": "pm", "pm": "am"}[part]
    world = World().absence("izin", "2026-06-02", "2026-06-02", part=part)
    world.absence("alpa", "2026-06-02", "2026-06-02", part=other)
    row = world.day("2026-06-02")
    assert (row.absence, row.half, row.half_code) == (None, part, "izin")
    assert (row.late_from, row.early_until) == (at(late), at(early))
    assert codes(world.month()) == ["alpa-half"]


def test_half_days_when_both_are_alpa_then_the_day_is_judged_by_its_punches():
    world = World().absence("alpa", "2026-06-02", "2026-06-02", part="am")
    world.absence("alpa", "2026-06-02", "2026-06-02", part="pm")
    row = world.present("2026-06-02", "07:30", "16:00").day("2026-06-02")
    assert (row.absence, row.half, row.in_at) == (None, None, at("07:30"))


def test_alpa_when_a_full_day_then_it_covers_the_day():
    row = World().absence("alpa", "2026-06-02", "2026-06-02").day("2026-06-02")
    assert (row.absence, row.half) == ("alpa", None)


@pytest.mark.parametrize("part", ["am", "pm"])
def test_off_when_half_a_day_then_that_half_is_excused(part):
    row = World().absence("off", "2026-06-02", "2026-06-02", part=part).day("2026-06-02")
    assert (row.half, row.half_code) == (part, "off")


def test_absence_when_no_group_has_its_code_then_it_does_not_count_and_is_told():
    month = World().absence("dispensasi", "2026-06-02", "2026-06-02").month()
    assert covered(month) == {}
    assert [(n.code, n.kind) for n in month.notes] == [("absence-unknown-code", "status")]


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-05-20", "2026-05-31", False),
        ("2026-05-20", "2026-06-01", True),
        ("2026-06-30", "2026-07-10", True),
        ("2026-07-01", "2026-07-10", False),
    ],
)
def test_pending_row_when_around_the_ends_of_the_month_then_told_where_it_touches_it(
    first, last, told
):
    month = World().absence("izin", first, last, approved=None).month()
    assert codes(month) == (["absence-pending"] if told else [])


def test_pending_row_when_the_month_has_not_begun_then_not_told():
    month = (
        World()
        .absence("izin", "2026-05-01", "2026-06-30", approved=None)
        .month(as_of="2026-05-20")
    )
    assert codes(month) == []


def test_spell_when_one_row_lies_inside_another_then_it_is_as_long_as_the_longer():
    world = World().absence("cuti_sakit", "2026-06-01", "2026-06-10")
    world.absence("cuti_sakit", "2026-06-03", "2026-06-04")
    leave = world.month().leave
    assert {(row.spell, row.lasted) for row in leave} == {(1, 10)}
    assert [row.day for row in leave] == list(range(1, 11))
