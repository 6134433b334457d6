"""The section `performance_month`: what may be written, and in which layer."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulations import regulation

import masker_rules as mr
from masker_rules.language.cutoff import OF_TABLES
from masker_rules.periods import CALENDAR, Cutoff, Month
from masker_rules.review import overlay


def loaded(**section):
    return mr.load_profile(regulation(performance_month={"source": "uji pasal 2", **section}))


def problem(**section):
    with pytest.raises(mr.ProfileError) as wrong:
        loaded(**section)
    (one,) = wrong.value.problems
    return one


# ------------------------------------------------------------------ months
DAYS = st.dates(date(1901, 1, 1), date(2198, 12, 31))


@given(DAYS, st.integers(1, 28))
def test_day_when_asked_then_in_one_month_which_has_the_name_of_the_day_it_ends(day, begins):
    month = Month.of(day, begins)
    assert month.first <= day <= month.last
    assert (month.year, month.month) == (month.last.year, month.last.month)
    assert month.first.day == begins
    assert Month.of(month.first, begins) == Month.of(month.last, begins) == month
    assert (month.plus(1).first - month.last).days == 1
    assert month.plus(1).since(month) == 1
    assert len([*month.dates()]) == month.days


@given(DAYS, st.integers(1, 28), st.integers(1, 31))
def test_day_of_a_number_when_asked_then_in_the_month_and_no_later_number(day, begins, number):
    month = Month.of(day, begins)
    found = month.on(number)
    assert month.first <= found <= month.last
    assert found.day <= number
    # Only where its calendar month has no such day it is another.
    assert found.day == number or (found.day >= 28 and number > 28)


@given(DAYS, st.integers(1, 28), st.integers(1, 28))
def test_row_when_its_table_goes_by_other_months_then_of_the_month_of_their_name(
    day, begins, other
):
    cutoff = Cutoff(begins, (("activities", other),))
    month = cutoff.of(day, "activities")
    assert month.begins == begins
    own = cutoff.days_in("activities", month)
    assert own.first <= day <= own.last
    assert str(own) == str(month)
    assert cutoff.of(day) == Month.of(day, begins)
    assert cutoff.end(month) == max(month.last, own.last)


def test_months_when_of_one_name_and_other_days_then_not_equal():
    assert Month(2026, 3, 21) != Month(2026, 3)
    assert CALENDAR.named(Month(2026, 3, 21)) == Month(2026, 3)
    assert str(Month(2026, 3, 21)) == "2026-03"


# ------------------------------------------------------------------ the section
@pytest.mark.parametrize(
    ("days", "begins"),
    [("21..20", 21), ("16..15", 16), ("2..1", 2), ("28..27", 28), ("calendar", 1)],
)
def test_days_when_they_follow_each_other_then_taken(days, begins):
    assert loaded(days=days).plan.cutoff == Cutoff(begins)
    assert loaded(days=days).plan.attendance.cutoff == Cutoff(begins)


@pytest.mark.parametrize(
    "days", ["21..21", "21..19", "29..28", "1..31", "1..0", "20", "21-20", "021..20", "21..20 "]
)
def test_days_when_they_do_not_then_refused_at_their_place(days):
    if days.endswith(" "):
        # Blanks around a text are no part of it.
        assert loaded(days=days).plan.cutoff == Cutoff(21)
        return
    told = problem(days=days)
    assert told.code == "bad-performance-month"
    assert told.params["path"] == "performance_month.days"


def test_section_when_there_is_none_then_the_calendar_month():
    assert mr.load_profile(regulation()).plan.cutoff == CALENDAR
    assert not CALENDAR


@pytest.mark.parametrize("table", sorted(OF_TABLES))
def test_table_when_counted_by_other_months_then_known(table):
    profile = loaded(days="21..20", tables={table: "calendar"})
    assert profile.plan.cutoff == Cutoff(21, ((table, 1),))
    # Attendance that is the same is worked out once for both.
    assert profile.plan.attendance.cutoff == Cutoff(21)


def test_table_when_it_goes_by_the_same_months_then_nothing_of_its_own():
    assert loaded(days="21..20", tables={"activities": "21..20"}).plan.cutoff == Cutoff(21)


@pytest.mark.parametrize("table", ["punches", "absences", "scores", "aktivitas"])
def test_table_when_its_rows_make_days_or_name_their_month_then_refused(table):
    told = problem(days="21..20", tables={table: "calendar"})
    assert (told.code, told.params["value"]) == ("unknown-choice", table)
    assert "activities" in told.params["known"]


@pytest.mark.parametrize(
    ("grain", "table", "formula", "is_refused"),
    [
        ("day", "activities", "count(activity.minutes > 0m over day)", True),
        ("day", "activities", "count(activity.minutes > 0m over month)", False),
        ("day", "violations", "count(activity.minutes > 0m over day)", False),
        ("violation", "violations", "count(day.late > 0m over day)", True),
        ("activity", "activities", "sum(activity.minutes over day) / 1m", False),
    ],
)
def test_formula_when_it_asks_at_a_date_for_rows_of_other_months_then_refused(
    grain, table, formula, is_refused
):
    section = {"days": "21..20", "tables": {table: "calendar"}, "source": "uji pasal 2"}
    blocks = {"asked": {"each": grain, "is": formula, "source": "uji pasal 3"}}
    given = regulation(
        performance_month=section,
        quantities=blocks,
        counts={"n": f"sum({grain}.asked)" if grain != "day" else "sum(asked)"},
    )
    if not is_refused:
        mr.load_profile(given)
        return
    with pytest.raises(mr.ProfileError) as wrong:
        mr.load_profile(given)
    assert [one.code for one in wrong.value.problems] == ["months-of-other-dates"]
    # With one cut-off for all nothing is wrong.
    section["tables"] = {}
    mr.load_profile(given)


# ------------------------------------------------------------------ layers
def test_overlay_when_it_changes_one_key_then_the_others_stay(tmp_path):
    file = tmp_path / "cut.yaml"
    file.write_text("performance_month: {days: 16..15}\n", "utf-8")
    section = {"days": "21..20", "tables": {"sanctions": "calendar"}, "source": "uji pasal 2"}
    over = overlay(regulation(performance_month=section), file=file).profile
    assert over.plan.cutoff == Cutoff(16, (("sanctions", 1),))
    again = overlay(regulation(performance_month=section), {"performance_month.days": "calendar"})
    assert again.profile.plan.cutoff == CALENDAR
