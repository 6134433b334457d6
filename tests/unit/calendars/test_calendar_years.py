"""The shipped years: what the decrees say, read from the decrees and from press releases."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from masker_rules.calendars import (
    ROW_KINDS,
    Calendar,
    CalendarYear,
    load_calendar,
    shipped_years,
)
from masker_rules.calendars.estimate import estimate_year
from masker_rules.calendars.reading import read_year
from masker_rules.errors import CalendarError
from masker_rules.yamltext import Mapping, Scalar, Sequence, parse_yaml

YEARS = (2023, 2024, 2025, 2026)
KNOWN = Path(__file__).with_name("known_differences.yaml")


def test_shipped_years_are_2023_to_2026():
    assert shipped_years() == YEARS


@pytest.mark.parametrize(
    ("year", "holidays", "joint_leave"),
    [
        # SKB 1066/2022: 16 + 8; the amendments gave 9 and 11 days of joint leave.
        (2023, 16, 11),
        # SKB 855/2023: 17 + 10, and two election days by Keppres 10/2024 and 33/2024.
        (2024, 19, 10),
        # SKB 1017/2024: 17 + 10, and 18 August by SKB 933/2025.
        (2025, 17, 11),
        # SKB 1497/2025: 17 + 8.
        (2026, 17, 8),
    ],
)
def test_number_of_days_when_counted_equals_the_decrees(year, holidays, joint_leave):
    days = [day for day in read_year(year).days if day.withdrawn_on is None]
    counts = Counter(day.kind for day in days)
    assert (counts["holiday"], counts["joint_leave"]) == (holidays, joint_leave)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (date(2023, 4, 22), date(2023, 4, 23)),
        (date(2024, 4, 10), date(2024, 4, 11)),
        (date(2025, 3, 31), date(2025, 4, 1)),
        (date(2026, 3, 21), date(2026, 3, 22)),
    ],
)
def test_idul_fitri_when_looked_up_is_two_holidays(first, second):
    calendar = load_calendar(first, second)
    for day in (first, second):
        found = calendar.day(day)
        assert found.kind == "holiday"
        assert "Idul Fitri" in found.name_id
        assert "Eid al-Fitr" in found.name_en
        assert found.status == "confirmed"


@pytest.mark.parametrize(
    ("year", "joint_leave"),
    [
        (2023, ["04-19", "04-20", "04-21", "04-24", "04-25"]),
        (2024, ["04-08", "04-09", "04-12", "04-15"]),
        (2025, ["04-02", "04-03", "04-04", "04-07"]),
        (2026, ["03-20", "03-23", "03-24"]),
    ],
)
def test_joint_leave_of_idul_fitri_when_listed_equals_the_decree(year, joint_leave):
    found = [
        day.date.strftime("%m-%d")
        for day in read_year(year).days
        if day.kind == "joint_leave" and "Idul Fitri" in day.name_id and not day.withdrawn_on
    ]
    assert found == joint_leave


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2023, 3, 23), date(2023, 4, 21)),
        (date(2024, 3, 12), date(2024, 4, 9)),
        (date(2025, 3, 1), date(2025, 3, 30)),
        (date(2026, 2, 19), date(2026, 3, 20)),
    ],
)
def test_ramadan_when_looked_up_holds_between_both_ends_only(first, last):
    calendar = load_calendar(first, last)
    day = timedelta(days=1)
    assert [calendar.is_ramadan(d) for d in (first - day, first, last, last + day)] == [
        False,
        True,
        True,
        False,
    ]
    assert not calendar.ramadan_estimated(first)


def test_day_when_decided_by_a_decree_tells_number_and_date():
    calendar = Calendar.for_years([2025])
    added = calendar.day(date(2025, 8, 18))
    decree = calendar.decree(added)
    assert (added.kind, added.decided_on) == ("joint_leave", date(2025, 8, 7))
    assert decree.number == "Nomor 933 Tahun 2025, Nomor 1 Tahun 2025, Nomor 3 Tahun 2025"
    assert decree.amends == "skb-2025"
    assert decree.number in calendar.kinds(date(2025, 8, 18)).decree


def test_observance_when_looked_up_is_neither_holiday_nor_leave():
    calendar = Calendar.for_years([2026])
    kinds = calendar.kinds(date(2026, 11, 10))
    assert calendar.day(date(2026, 11, 10)).name_id == "Hari Pahlawan"
    assert kinds.observance
    assert not kinds.is_free


def test_ordinary_day_when_looked_up_is_nothing():
    calendar = Calendar.for_years([2026])
    assert calendar.day(date(2026, 3, 2)) is None
    kinds = calendar.kinds(date(2026, 7, 1))
    assert not any(getattr(kinds, kind) for kind in ROW_KINDS)
    assert kinds.set_by == ""


@pytest.mark.parametrize("year", YEARS)
def test_decrees_when_unconfirmed_decide_no_free_day(year):
    """What we have not seen in writing may stand behind Ramadan and observances only."""
    calendar = read_year(year)
    doubtful = {decree.id for decree in calendar.decrees if decree.status != "confirmed"}
    assert not [d for d in calendar.days if d.kind != "observance" and d.decree in doubtful]
    assert all(d.number and d.decided_on for d in calendar.decrees if d.id not in doubtful)


@pytest.mark.parametrize("year", YEARS)
def test_joint_leave_when_shipped_falls_on_a_weekday(year):
    days = [day.date for day in read_year(year).days if day.kind == "joint_leave"]
    assert [day for day in days if day.weekday() > 4] == []


def _free(year: CalendarYear) -> dict[date, str]:
    free = (d for d in year.days if d.kind != "observance" and d.withdrawn_on is None)
    return {day.date: day.kind for day in free}


def _differences(ours: CalendarYear, theirs: CalendarYear) -> dict[str, tuple[str, str]]:
    mine, other = _free(ours), _free(theirs)
    dates = sorted(mine.keys() | other.keys())
    pairs = {d.isoformat(): (mine.get(d, "nothing"), other.get(d, "nothing")) for d in dates}
    return {day: pair for day, pair in pairs.items() if pair[0] != pair[1]}


def _explained() -> dict[str, tuple[str, str]]:
    root = parse_yaml(KNOWN.read_bytes(), KNOWN.name, CalendarError)
    assert isinstance(root, Mapping)
    entries = root.entries["differences"]
    assert isinstance(entries, Sequence)
    found = {}
    for entry in entries.items:
        assert isinstance(entry, Mapping)
        texts = {k: v.text for k, _, v in entry.items() if isinstance(v, Scalar)}
        assert texts["why"], "a difference without a reason"
        found[texts["date"]] = (texts["ours"], texts["theirs"])
    return found


def test_shipped_years_when_compared_with_holidays_differ_only_as_explained():
    found: dict[str, tuple[str, str]] = {}
    for year in YEARS:
        theirs = estimate_year(year)
        differences = _differences(read_year(year), theirs)
        if not any(day.kind == "joint_leave" for day in theirs.days):
            # A release from before the SKB of that year: it cannot know its joint leave.
            differences = {k: v for k, v in differences.items() if v[0] != "joint_leave"}
        found |= differences
    for day, (ours, theirs) in found.items():
        print(f"{day}: ours {ours}, holidays {theirs}")  # noqa: T201  (the point of the test)
    assert found == _explained()


def test_comparison_when_a_day_is_missing_shows_it():
    ours = read_year(2026)
    fewer = CalendarYear(2026, ours.days[1:], ours.ramadan)
    assert _differences(ours, fewer) == {"2026-01-01": ("holiday", "nothing")}


def test_year_without_file_when_loaded_is_estimated_and_says_so():
    calendar = Calendar.for_years([2026, 2027])
    assert calendar.estimated_years == (2027,)
    new_year = calendar.day(date(2027, 1, 1))
    assert (new_year.kind, new_year.status, new_year.decided_on) == ("holiday", "estimated", None)
    assert calendar.kinds(date(2027, 1, 1)).set_by == "estimate"
    # An ordinary day of such a year is as uncertain as its holidays.
    assert calendar.kinds(date(2027, 7, 1)).estimated
    assert not calendar.kinds(date(2026, 7, 1)).estimated
    assert all(day.status == "estimated" for day in calendar.years[1].days)
    assert all("perkiraan" not in day.name_id for day in calendar.years[1].days)
    assert all("estimated" not in day.name_en for day in calendar.years[1].days)


def test_ramadan_when_estimated_is_the_thirty_days_before_idul_fitri():
    """Idul Fitri 1422 was 16 December 2001: 16 November to 15 December."""
    calendar = Calendar.for_years([2001])
    days = [date(2001, 11, 15), date(2001, 11, 16), date(2001, 12, 15), date(2001, 12, 16)]
    assert [calendar.is_ramadan(day) for day in days] == [False, True, True, False]
    assert [calendar.ramadan_estimated(day) for day in days] == [True] * 4
    assert not calendar.ramadan_estimated(date(2001, 11, 14))
    assert not calendar.ramadan_estimated(date(2001, 12, 17))


def test_ramadan_when_it_crosses_the_new_year_is_in_both_years():
    """1420 H ended on 7 January 2000, and 1421 H on 26 December 2000."""
    before, after = Calendar.for_years([1999]), Calendar.for_years([2000])
    assert before.is_ramadan(date(1999, 12, 31))
    assert after.is_ramadan(date(2000, 1, 1))
    assert after.is_ramadan(date(2000, 1, 7))
    assert not after.is_ramadan(date(2000, 1, 8))
    assert after.is_ramadan(date(2000, 12, 26))
    assert not after.is_ramadan(date(2000, 12, 27))


@pytest.mark.parametrize("year", [1900, 1946, 0, -5, 10_000])
def test_year_when_out_of_all_calendars_is_refused_with_a_cure(year):
    with pytest.raises(CalendarError) as caught:
        Calendar.for_years([year])
    assert caught.value.code == "calendar-year-unavailable"
    assert str(year) in caught.value.text("id")
    assert f"calendars/{year}.yaml" in caught.value.text("en")


def test_date_when_its_year_is_not_loaded_is_refused():
    calendar = load_calendar(date(2025, 12, 1), date(2026, 1, 31))
    assert [year.year for year in calendar.years] == [2025, 2026]
    for ask in (calendar.day, calendar.kinds, calendar.ramadan_estimated, calendar.is_ramadan):
        with pytest.raises(CalendarError) as caught:
            ask(date(2024, 12, 31))
        assert caught.value.code == "calendar-date-not-loaded"


def test_estimate_when_not_needed_does_not_import_holidays():
    import subprocess
    import sys

    code = (
        "import sys, masker_rules.calendars as c; c.Calendar.for_years([2026]);"
        "sys.exit('holidays' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
