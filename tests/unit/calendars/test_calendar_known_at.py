"""The calendar as it was decided at a date: amendments of the SKB of 2023 and 2025."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from masker_rules.calendars import Calendar, CalendarRow

Y2023 = Calendar.for_years([2023])


@pytest.mark.parametrize(
    ("known", "leave_19", "leave_26", "leave_june_28"),
    [
        (date(2023, 3, 28), False, True, False),
        (date(2023, 3, 29), True, False, False),  # SKB 327/2023
        (date(2023, 6, 15), True, False, False),
        (date(2023, 6, 16), True, False, True),  # SKB 624/2023
    ],
)
def test_joint_leave_2023_when_known_at_follows_the_amendments(
    known, leave_19, leave_26, leave_june_28
):
    calendar = Y2023.as_known(known)
    days = [date(2023, 4, 19), date(2023, 4, 26), date(2023, 6, 28)]
    found = [calendar.kinds(day).joint_leave for day in days]
    assert found == [leave_19, leave_26, leave_june_28]


def test_joint_leave_taken_back_when_asked_today_is_a_working_day():
    assert not Y2023.kinds(date(2023, 4, 26)).is_free
    assert Y2023.day(date(2023, 4, 26)) is None


@pytest.mark.parametrize(("known", "free"), [(date(2025, 8, 6), False), (date(2025, 8, 7), True)])
def test_18_august_2025_when_known_at_is_free_from_its_decision(known, free):
    assert Calendar.for_years([2025]).as_known(known).kinds(date(2025, 8, 18)).is_free == free


def test_election_day_when_not_yet_decided_is_a_working_day():
    calendar = Calendar.for_years([2024])
    day = date(2024, 11, 27)
    assert calendar.as_known(date(2024, 11, 21)).kinds(day).holiday
    assert not calendar.as_known(date(2024, 11, 20)).kinds(day).holiday


def test_ramadan_when_beginning_undecided_is_estimated_from_idul_fitri():
    """29 days in 2024: from Idul Fitri alone 11 March may be fasting, by the isbat it was not."""
    calendar = Calendar.for_years([2024])
    before, after = calendar.as_known(date(2024, 3, 9)), calendar.as_known(date(2024, 3, 10))
    assert before.is_ramadan(date(2024, 3, 11))
    assert before.ramadan_estimated(date(2024, 3, 11))
    assert not after.is_ramadan(date(2024, 3, 11))
    # Until the second isbat the end may still move by a day.
    assert after.ramadan_estimated(date(2024, 4, 9))
    assert not calendar.as_known(date(2024, 4, 9)).ramadan_estimated(date(2024, 4, 9))


def test_year_when_nothing_was_decided_is_bare_and_named_estimated():
    calendar = Calendar.for_years([2026]).as_known(date(2025, 9, 18))
    assert calendar.estimated_years == (2026,)
    assert not calendar.kinds(date(2026, 1, 1)).holiday
    assert calendar.kinds(date(2026, 1, 1)).estimated
    assert not calendar.is_ramadan(date(2026, 3, 1))
    assert Calendar.for_years([2026]).as_known(date(2025, 9, 19)).estimated_years == ()


def test_digest_when_everything_is_decided_is_that_of_today():
    assert Y2023.as_known(date(2023, 12, 31)).digest == Y2023.digest
    assert Y2023.as_known(date(2023, 6, 15)).digest != Y2023.digest


def test_known_at_when_applied_twice_is_the_earlier_one():
    early, late = date(2023, 3, 28), date(2023, 12, 31)
    assert Y2023.as_known(early).as_known(late) == Y2023.as_known(early)
    assert Y2023.as_known(late).as_known(early).digest != Y2023.as_known(late).digest


def test_row_of_a_layer_when_decided_later_is_not_known_before():
    day = date(2023, 5, 2)
    local = CalendarRow(day, "holiday", "Hari Jadi", decided_on=date(2023, 5, 1))
    timeless = CalendarRow(date(2023, 5, 3), "holiday", "Hari Jadi")
    calendar = Y2023.overlaid([local, timeless])
    early = calendar.as_known(date(2023, 4, 30))
    assert not early.kinds(day).holiday
    assert early.kinds(date(2023, 5, 3)).holiday
    assert calendar.as_known(date(2023, 5, 1)).kinds(day).holiday


def test_calendar_when_pickled_stays_equal():
    calendar = Y2023.overlaid([CalendarRow(date(2023, 5, 2), "workday")])
    calendar.kinds(date(2023, 5, 2))
    again = pickle.loads(pickle.dumps(calendar))  # noqa: S301  (our own bytes)
    assert again == calendar
    assert again.digest == calendar.digest


def test_warnings_when_something_is_estimated_name_it():
    def codes(calendar):
        return [(w.code, w.severity) for w in calendar.warnings]

    both = [("calendar-estimated", "warning"), ("calendar-ramadan-estimated", "warning")]
    assert codes(Calendar.for_years([2026])) == []
    assert codes(Calendar.for_years([2026, 2027])) == both
    assert "2027" in Calendar.for_years([2027]).warnings[0].text("id")
    assert codes(Calendar.for_years([2026]).as_known(date(2026, 2, 16))) == both[1:]
    assert codes(Calendar.for_years([2026]).as_known(date(2025, 9, 18))) == both[:1]
