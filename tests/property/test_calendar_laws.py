"""Laws of the calendar: the order of rows is no fact, and layers only add what they say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from masker_rules.calendars import ROW_KINDS, Calendar, CalendarRow, find_conflicts
from masker_rules.errors import CalendarError

pytestmark = pytest.mark.property

BASE = Calendar.for_years([2026])
DATES = [date(2026, 3, day) for day in (1, 17, 18, 19, 20, 21)]
UNITS = ["", "RSUD", "Dinas"]
GROUPS = ["", "health", "teacher"]

rows = st.builds(
    CalendarRow,
    date=st.sampled_from(DATES),
    kind=st.sampled_from(ROW_KINDS),
    name=st.sampled_from(["", "A", "B"]),
    unit=st.sampled_from(UNITS),
    staff_group=st.sampled_from(GROUPS),
    decree=st.just(""),
    decided_on=st.sampled_from([None, date(2026, 1, 1), date(2026, 2, 1)]),
    place=st.none(),
)


def answers(calendar):
    return [calendar.kinds(day, u, g) for day in DATES for u in UNITS for g in GROUPS]


@given(st.lists(rows, max_size=8).flatmap(lambda r: st.tuples(st.just(r), st.permutations(r))))
def test_rows_when_shuffled_give_the_same_calendar_or_the_same_error(pair):
    given_rows, shuffled = pair
    problems = find_conflicts(given_rows)
    assert [p.text() for p in find_conflicts(shuffled)] == [p.text() for p in problems]
    if problems:
        with pytest.raises(CalendarError):
            BASE.overlaid(given_rows)
        return
    first, second = BASE.overlaid(given_rows), BASE.overlaid(shuffled)
    assert answers(first) == answers(second)
    assert first.digest == second.digest


@given(st.lists(rows, max_size=8))
def test_date_when_no_row_names_it_keeps_its_national_kind(some):
    assume(not find_conflicts(some))
    calendar = BASE.overlaid(some)
    named = {row.date for row in some}
    for day in DATES:
        if day not in named:
            assert calendar.kinds(day, "RSUD", "health") == BASE.kinds(day, "RSUD", "health")


def matches(row, unit, group):
    return row.unit in ("", unit) and row.staff_group in ("", group)


@given(st.lists(rows, max_size=8), st.sampled_from(UNITS), st.sampled_from(GROUPS))
def test_kind_when_laid_over_is_one_that_the_narrowest_rows_name(some, unit, group):
    """Contract: the rows win for the unit and staff group named; the narrowest row wins."""
    assume(not find_conflicts(some))
    calendar = BASE.overlaid(some)
    for day in DATES:
        kinds = calendar.kinds(day, unit, group)
        hits = [
            r for r in some if r.date == day and r.kind != "ramadan" and matches(r, unit, group)
        ]
        if not hits:
            assert kinds.set_by == BASE.kinds(day).set_by
            continue
        width = max(bool(r.unit) + bool(r.staff_group) for r in hits)
        narrow = {r.kind for r in hits if bool(r.unit) + bool(r.staff_group) == width}
        assert {k for k in ROW_KINDS[:-1] if getattr(kinds, k)} <= narrow
        assert kinds.set_by == "pack"


@given(st.lists(rows, max_size=8), st.sampled_from(UNITS), st.sampled_from(GROUPS))
def test_ramadan_when_laid_over_is_the_period_and_every_row_that_matches(some, unit, group):
    assume(not find_conflicts(some))
    calendar = BASE.overlaid(some)
    for day in DATES:
        added = any(
            r.kind == "ramadan" and r.date == day and matches(r, unit, group) for r in some
        )
        assert calendar.is_ramadan(day, unit, group) == (BASE.is_ramadan(day) or added)


@given(st.lists(rows, max_size=6), st.lists(rows, max_size=6))
def test_two_layers_when_the_upper_speaks_hide_the_lower(lower, upper):
    assume(not find_conflicts(lower) and not find_conflicts(upper))
    both = BASE.overlaid(lower, "profile").overlaid(upper, "pack")
    alone = BASE.overlaid(upper, "pack")
    for unit in UNITS:
        for day in DATES:
            if alone.kinds(day, unit).set_by == "pack":
                above, single = both.kinds(day, unit), alone.kinds(day, unit)
                assert [getattr(above, k) for k in ROW_KINDS[:-1]] == [
                    getattr(single, k) for k in ROW_KINDS[:-1]
                ]


@given(st.dates(date(2022, 6, 1), date(2027, 12, 31)))
def test_known_at_when_it_grows_only_follows_decisions(on):
    """Every free day known at a date was decided by then and not yet taken back."""
    calendar = Calendar.for_years([2023, 2024, 2025, 2026])
    for year in calendar.as_known(on).years:
        for day in year.days:
            assert day.decided_on <= on
            assert day.withdrawn_on is None
