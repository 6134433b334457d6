"""Rows of profile and pack over the national calendar."""

from __future__ import annotations

from datetime import date

import pytest

from masker_rules.calendars import (
    ROW_KINDS,
    Calendar,
    CalendarRow,
    find_conflicts,
    rows_from_node,
)
from masker_rules.errors import CalendarError, Place, Problems
from masker_rules.periods import Month
from masker_rules.yamltext import parse_yaml

BASE = Calendar.for_years([2026])
NYEPI = date(2026, 3, 19)
JOINT = date(2026, 3, 18)
MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 1)
JULY = date(2026, 7, 1)


def row(day, kind, unit="", staff_group="", **rest):
    return CalendarRow(day, kind, rest.pop("name", kind), unit, staff_group, **rest)


def test_row_kinds_are_those_of_the_contract():
    assert ROW_KINDS == ("holiday", "joint_leave", "workday", "half_day", "ramadan")


def test_row_when_of_an_unknown_kind_is_refused():
    with pytest.raises(CalendarError) as caught:
        CalendarRow(MONDAY, "libur", place=Place("calendar.csv", 3))
    assert caught.value.code == "calendar-row-kind"
    assert "calendar.csv:3" in str(caught.value)


@pytest.mark.parametrize("kind", ["holiday", "joint_leave", "workday", "half_day"])
@pytest.mark.parametrize("day", [NYEPI, JOINT, JULY])
def test_row_when_it_says_what_a_date_is_replaces_the_national_kind(kind, day):
    kinds = BASE.overlaid([row(day, kind, name="Baru")]).kinds(day)
    assert {k for k in ROW_KINDS[:-1] if getattr(kinds, k)} == {kind}
    assert (kinds.name_id, kinds.set_by) == ("Baru", "pack")


def test_ramadan_row_when_on_a_holiday_adds_hours_and_keeps_the_holiday():
    independence = date(2026, 8, 17)
    kinds = BASE.overlaid([row(independence, "ramadan")]).kinds(independence)
    assert kinds.ramadan
    assert kinds.holiday
    assert kinds.set_by == "national"


def test_ramadan_row_when_beside_a_row_of_another_kind_leaves_it_alone():
    kinds = BASE.overlaid([row(JULY, "ramadan"), row(JULY, "holiday")]).kinds(JULY)
    assert (kinds.ramadan, kinds.holiday) == (True, True)


@pytest.mark.parametrize("kind", ["holiday", "joint_leave", "workday", "half_day"])
def test_row_of_another_kind_when_in_ramadan_keeps_its_hours(kind):
    assert BASE.overlaid([row(MONDAY, kind)]).kinds(MONDAY).ramadan


def test_ramadan_row_when_the_period_is_estimated_settles_the_date():
    calendar = Calendar.for_years([2027])
    inside = date(2027, 2, 20)
    assert calendar.kinds(inside).ramadan_estimated
    settled = calendar.overlaid([row(inside, "ramadan")]).kinds(inside)
    assert settled.ramadan
    assert not settled.ramadan_estimated


def test_workday_when_on_a_sunday_is_worked_and_half_day_is_not():
    workday = BASE.overlaid([row(SUNDAY, "workday")]).kinds(SUNDAY)
    half = BASE.overlaid([row(SUNDAY, "half_day")]).kinds(SUNDAY)
    assert workday.is_working(scheduled=False)
    assert not half.is_working(scheduled=False)
    assert half.is_working(scheduled=True)


@pytest.mark.parametrize("day", [NYEPI, JOINT])
def test_free_day_when_scheduled_is_not_worked(day):
    assert not BASE.kinds(day).is_working(scheduled=True)
    assert BASE.kinds(date(2026, 3, 17)).is_working(scheduled=True)


@pytest.mark.parametrize(
    ("unit", "group", "kind"),
    [
        ("RSUD", "health", "half_day"),
        ("RSUD", "office", "workday"),
        ("Dinas", "health", "holiday"),
        ("Dinas", "office", "holiday"),
        ("", "", "holiday"),
    ],
)
def test_rows_when_of_different_breadth_let_the_narrowest_win(unit, group, kind):
    rows = [
        row(JULY, "holiday"),
        row(JULY, "workday", "RSUD"),
        row(JULY, "half_day", "RSUD", "health"),
    ]
    assert getattr(BASE.overlaid(rows).kinds(JULY, unit, group), kind)


def test_row_when_for_one_unit_does_not_touch_another():
    calendar = BASE.overlaid([row(NYEPI, "workday", "RSUD")])
    assert calendar.kinds(NYEPI, "RSUD").workday
    assert calendar.kinds(NYEPI, "Dinas").holiday
    assert calendar.kinds(NYEPI).holiday


def test_pack_when_broader_than_the_profile_still_wins():
    profile = [row(JULY, "holiday", "RSUD", "health")]
    calendar = BASE.overlaid(profile, "profile").overlaid([row(JULY, "workday")])
    kinds = calendar.kinds(JULY, "RSUD", "health")
    assert (kinds.workday, kinds.holiday, kinds.set_by) == (True, False, "pack")


def test_profile_when_the_pack_is_silent_holds():
    calendar = BASE.overlaid([row(JULY, "holiday")], "profile").overlaid(
        [row(JULY, "workday", "RSUD")]
    )
    assert calendar.kinds(JULY, "Dinas").set_by == "profile"
    assert calendar.kinds(JULY, "RSUD").set_by == "pack"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("", ""), ("", "")),
        (("RSUD", ""), ("RSUD", "")),
        (("", "health"), ("", "health")),
        (("RSUD", "health"), ("RSUD", "health")),
        (("RSUD", ""), ("", "health")),
    ],
)
def test_rows_when_equally_narrow_and_of_two_kinds_are_an_error_naming_both(first, second):
    rows = [
        row(JULY, "holiday", *first, name="Hari Jadi", place=Place("calendar.csv", 2)),
        row(JULY, "workday", *second, name="Piket", place=Place("calendar.csv", 5)),
    ]
    with pytest.raises(CalendarError) as caught:
        BASE.overlaid(rows)
    assert caught.value.code == "calendar-rows-conflict"
    for lang in ("id", "en"):
        text = caught.value.text(lang)
        for part in ("2026-07-01", "Hari Jadi", "Piket", "calendar.csv:2", "calendar.csv:5"):
            assert part in text
    assert [p.code for p in find_conflicts(rows)] == ["calendar-rows-conflict"]


def test_rows_when_they_meet_nowhere_are_no_conflict():
    rows = [
        row(JULY, "holiday", "RSUD"),
        row(JULY, "workday", "Dinas"),
        row(date(2026, 7, 2), "workday", "RSUD"),
    ]
    assert find_conflicts(rows) == ()


def test_unit_and_group_rows_when_a_narrower_row_settles_are_no_conflict():
    rows = [
        row(JULY, "holiday", "RSUD"),
        row(JULY, "workday", "", "health"),
        row(JULY, "half_day", "RSUD", "health"),
    ]
    calendar = BASE.overlaid(rows)
    assert calendar.kinds(JULY, "RSUD", "health").half_day
    assert calendar.kinds(JULY, "RSUD", "office").holiday
    assert calendar.kinds(JULY, "Dinas", "health").workday


def test_rows_when_all_dated_let_the_later_decision_win():
    first = row(JULY, "holiday", decided_on=date(2026, 1, 5))
    second = row(JULY, "workday", decided_on=date(2026, 2, 5))
    calendar = BASE.overlaid([second, first])
    assert calendar.kinds(JULY).workday
    assert calendar.as_known(date(2026, 2, 4)).kinds(JULY).holiday


@pytest.mark.parametrize("decided_on", [None, date(2026, 1, 5)])
def test_rows_when_not_all_dated_or_dated_alike_stay_a_conflict(decided_on):
    rows = [
        row(JULY, "holiday", decided_on=date(2026, 1, 5)),
        row(JULY, "workday", decided_on=decided_on),
    ]
    assert len(find_conflicts(rows)) == 1


def test_same_row_when_given_twice_is_one():
    rows = [row(JULY, "holiday", place=Place("a.csv", n)) for n in (2, 3)]
    assert BASE.overlaid(rows).digest == BASE.overlaid(rows[:1]).digest


def test_conflicts_when_there_are_several_are_told_at_once():
    days = [JULY, date(2026, 7, 2)]
    rows = [row(day, kind) for day in days for kind in ("holiday", "workday")]
    with pytest.raises(CalendarError) as caught:
        BASE.overlaid(rows)
    assert len(caught.value.problems) == 2


def test_no_rows_when_overlaid_change_nothing():
    assert BASE.overlaid([]) == BASE


def test_month_when_asked_is_every_day_and_shared_by_unnamed_units():
    calendar = BASE.overlaid([row(JULY, "holiday", "RSUD")])
    month = Month(2026, 7)
    view = calendar.month(month, "Dinas A", "office")
    assert [kinds.date for kinds in view] == list(month.dates())
    assert calendar.month(month, "Dinas B", "teacher") is view
    assert calendar.month(month, "RSUD", "office") is not view
    assert calendar.month(month, "RSUD", "office")[0].holiday


def test_estimated_when_a_row_decides_the_day_is_no_longer():
    calendar = Calendar.for_years([2027]).overlaid([row(date(2027, 7, 1), "workday")])
    assert not calendar.kinds(date(2027, 7, 1)).estimated


def read_rows(text):
    problems = Problems()
    rows = rows_from_node(parse_yaml(text, "profile.yaml", CalendarError), problems)
    return rows, problems


def test_rows_of_a_profile_when_well_formed_are_read():
    rows, problems = read_rows(
        "- {date: 2026-04-17, kind: holiday, name: Hari Jadi, decree: Kepbup 12/2026,"
        " decided_on: 2026-01-02}\n"
        "- {from: 2026-06-15, until: 2026-06-16, kind: workday, unit: RSUD, staff_group: health,"
        " decree: unconfirmed}\n"
    )
    assert not list(problems)
    assert rows == (
        CalendarRow(
            date(2026, 4, 17),
            "holiday",
            "Hari Jadi",
            decree="Kepbup 12/2026",
            decided_on=date(2026, 1, 2),
        ),
        CalendarRow(date(2026, 6, 15), "workday", "", "RSUD", "health", "unconfirmed"),
        CalendarRow(date(2026, 6, 16), "workday", "", "RSUD", "health", "unconfirmed"),
    )
    assert rows[2].place == Place("profile.yaml", 2, 3)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("date: 2026-04-17", "calendar-shape"),
        ("- text", "calendar-shape"),
        ("- {date: 2026-04-17, kind: holiday}", "calendar-key-missing"),
        ("- {kind: holiday, decree: x}", "calendar-key-missing"),
        ("- {date: 2026-02-30, kind: holiday, decree: x}", "calendar-bad-date"),
        ("- {date: 2026-04-17, kind: libur, decree: x}", "calendar-bad-word"),
        ("- {date: 2026-04-17, kind: holiday, decree: x, nama: y}", "calendar-key-unknown"),
        ("- {date: 2026-04-17, kind: holiday, decree: [x]}", "calendar-shape"),
        (
            "- {from: 2026-04-17, until: 2026-04-16, kind: holiday, decree: x}",
            "calendar-bad-range",
        ),
        (
            "- {from: 2026-04-17, until: 2027-04-18, kind: holiday, decree: x}",
            "calendar-bad-range",
        ),
    ],
)
def test_rows_of_a_profile_when_ill_formed_are_left_out_and_told(text, code):
    rows, problems = read_rows(text)
    assert rows == ()
    assert code in {problem.code for problem in problems}
