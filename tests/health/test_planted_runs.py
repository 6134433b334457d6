"""A planted fault is caught where a test fails, whatever it touches, and nowhere else."""

from __future__ import annotations

from contextlib import closing

import pytest
from planted import Sources

# 1 June 2026 is a Monday, 1 May a Friday.
TESTS = """
from datetime import date

from masker_rules.attendance.clock import week_of, weekday_of
from masker_rules.periods import Month


def test_weekday_when_a_monday_then_called_so():
    assert weekday_of(date(2026, 6, 1).toordinal()) == "mon"


def test_week_when_the_month_begins_on_a_friday_then_its_monday_is_in_the_second():
    assert week_of(date(2026, 5, 4), date(2026, 5, 1)) == 2


def test_month_when_after_that_of_another_year_then_one_later():
    assert Month(2026, 1).since(Month(2025, 12)) == 1
"""
CLOCK, PERIODS = "attendance/clock.py", "periods.py"
WEEK_TEST = "test_week_when_the_month_begins_on_a_friday_then_its_monday_is_in_the_second"
WEEK = "(day - first).days + first.weekday()"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    path = folder / "test_clock.py"
    path.write_text(TESTS, "utf-8")
    with closing(Sources(folder, [path])) as made:
        yield made


@pytest.mark.parametrize(
    ("file", "old", "text", "test"),
    [
        (CLOCK, WEEK, WEEK.replace("+", "-"), WEEK_TEST),
        (CLOCK, '("sun", "mon"', '("mon", "sun"', WEEK_TEST),
        (PERIODS, "(self.year - earlier.year) * 12", "(self.year - earlier.year) * 13", "gone"),
    ],
    ids=["named", "another is named", "nothing of that name"],
)
def test_fault_when_a_test_fails_then_caught_whichever_is_named(file, old, text, test, sources):
    sources.assert_caught({"file": file, "old": old, "text": text, "test": test})


@pytest.mark.parametrize(
    ("old", "text", "printed"),
    [
        (WEEK, "first.weekday() + (day - first).days", "3 passed"),
        (WEEK, WEEK.replace("+", ")"), "SyntaxError"),
        ("def week_of(", "def week_at(", "ImportError"),
    ],
    ids=["the same", "no Python", "what tests import is gone"],
)
def test_fault_when_no_test_fails_of_itself_then_not_caught(old, text, printed, sources):
    # A fault of the same second and length is not taken for the next.
    sources.assert_caught({"file": CLOCK, "old": WEEK, "text": WEEK.replace("+", "-")})
    with pytest.raises(AssertionError, match=printed):
        sources.assert_caught({"file": CLOCK, "old": old, "text": text})
    assert sources.run()[0] == 0
