"""Laws of attendance on generated packs."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from attendance_world import NIP, OTHER, World, day
from hypothesis import given
from hypothesis import strategies as st

from masker_rules.attendance import Attendance
from masker_rules.facts import rows
from masker_rules.facts.pack import Pack
from masker_rules.facts.rows import Stamp
from masker_rules.periods import Month

pytestmark = pytest.mark.property

JUNE = Month(2026, 6)
_NIPS = st.sampled_from([NIP, OTHER])
_DATES = st.integers(1, 9).map(lambda n: day(f"2026-06-{n:02d}"))
_SECONDS = st.one_of(
    st.integers(0, 86_399), st.sampled_from([0, 26_999, 27_000, 27_001, 57_600, 86_340])
)
_STAMPS = st.builds(Stamp, _DATES, _SECONDS)
_PUNCHES = st.builds(
    rows.Punch,
    nip=_NIPS,
    time=_STAMPS,
    kind=st.sampled_from(["in", "out", "break_in", "break_out", "apel", None]),
    mock=st.sampled_from([None, True]),
    review=st.sampled_from([None, "pending", "accepted", "rejected"]),
    device=st.sampled_from([None, "M1"]),
)
_ABSENCES = st.builds(
    rows.Absence,
    nip=_NIPS,
    code=st.sampled_from(["izin", "cuti_sakit", "alpa", "off", "wfh", "cuti_bersama", "diklat"]),
    from_=_DATES,
    until=st.sampled_from([day("2026-06-09"), day("2026-06-12"), None]),
    part=st.sampled_from(["full", "am", "pm"]),
    approved=st.sampled_from([True, True, None, False]),
    known_at=st.one_of(st.none(), _STAMPS),
)
_ROSTERS = st.builds(
    rows.Roster, nip=_NIPS, date=_DATES, shift=st.sampled_from(["pagi", "sore", "malam"])
)
_EVENTS = st.builds(rows.Event, date=_DATES, event=st.sampled_from(["apel_pagi", "upacara"]))
_TABLES = st.fixed_dictionaries(
    {
        "employees": st.just([rows.Employee(NIP), rows.Employee(OTHER)]),
        "punches": st.lists(_PUNCHES, max_size=25),
        "absences": st.lists(_ABSENCES, max_size=5),
        "rosters": st.lists(_ROSTERS, max_size=3),
        "events": st.lists(_EVENTS, max_size=3),
        # Whether anybody punched is a matter of all people; that all is there, of nobody.
        "complete": st.just([rows.Complete("2026-06", "punches")]),
    }
)


def months(tables):
    world = World()
    attendance = Attendance(world.settings, world.calendar, Pack(**tables))
    return [attendance.month(nip, JUNE) for nip in (NIP, OTHER)]


@given(_TABLES, st.randoms(use_true_random=False))
def test_month_when_rows_are_shuffled_and_doubled_then_the_same(tables, source: random.Random):
    mixed = {name: [*given_rows, *given_rows] for name, given_rows in tables.items()}
    for given_rows in mixed.values():
        source.shuffle(given_rows)
    assert months(mixed) == months(tables)


@given(_TABLES)
def test_month_when_another_persons_rows_are_dropped_then_the_same(tables):
    alone = {
        name: [row for row in given_rows if getattr(row, "nip", NIP) == NIP]
        for name, given_rows in tables.items()
    }
    world = World()
    attendance = Attendance(world.settings, world.calendar, Pack(**alone))
    assert attendance.month(NIP, JUNE) == months(tables)[0]


@given(_TABLES, _STAMPS, st.sampled_from(["in", "out"]))
def test_day_when_an_accepted_tap_is_added_then_no_first_in_is_later_and_no_last_out_earlier(
    tables, time, kind
):
    more = {**tables, "punches": [*tables["punches"], rows.Punch(NIP, time, kind)]}
    before, after = months(tables)[0], months(more)[0]
    assert len(before.days) == len(after.days)
    for old, new in zip(before.days, after.days, strict=True):
        if old.in_at is not None:
            assert new.in_at is not None
            assert new.in_at <= old.in_at
        if old.out_at is not None:
            assert new.out_at is not None
            assert new.out_at >= old.out_at


@given(_TABLES)
def test_month_when_read_then_days_rise_and_indexes_fit(tables):
    for month in months(tables):
        dates = [row.date for row in month.days]
        assert dates == sorted(set(dates))
        assert len(dates) <= month.divisor_days
        for row in [*month.events, *month.leave]:
            assert row.day_index == -1 or month.days[row.day_index].date == row.date


@given(_TABLES, _DATES)
def test_month_when_days_after_the_known_ones_change_then_the_known_days_do_not(tables, last):
    world = World()
    later = {**tables, "punches": [row for row in tables["punches"] if row.time.day <= last]}
    full = Attendance(world.settings, world.calendar, Pack(**tables), last).month(NIP, JUNE)
    cut = Attendance(world.settings, world.calendar, Pack(**later), last).month(NIP, JUNE)
    # The night that starts on the last known day still takes its morning taps.
    known = [row for row in full.days if row.date < last]
    assert known == [row for row in cut.days if row.date < last]
    assert all(
        row.state == "not_yet" and row.in_at is None for row in full.days if row.date > last
    )
    assert replace(full, notes=(), days=(), events=()) == replace(
        cut, notes=(), days=(), events=()
    )
