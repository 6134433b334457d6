"""Days with punches, scheduled or not, and orders of work; 1 June 2026 is a Monday."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attendance_world import NIP, SHIFTS, World, at, codes, stamp
from hypothesis import given
from hypothesis import strategies as st

from masker_rules.attendance import Attendance
from masker_rules.facts import rows
from masker_rules.periods import Month

SATURDAY = "2026-06-06"


def days(world: World, **asked: str) -> dict[str, tuple[object, ...]]:
    return {
        row.date.isoformat(): (row.scheduled, row.first_punch, row.last_punch, row.punches)
        for row in world.month(**asked).presence
    }


def test_day_when_nobody_punched_then_no_row():
    assert days(World()) == {}


@pytest.mark.parametrize(
    ("when", "scheduled", "required"),
    [("2026-06-05", True, (at("07:30"), at("16:30"))), (SATURDAY, False, (None, None))],
)
def test_day_when_punched_then_a_row_with_what_it_is(when, scheduled, required):
    world = World().punch(f"{when} 08:00", "in").punch(f"{when} 12:00", "out")
    world.punch(f"{when} 10:00", "break_out")

    (row,) = world.month().presence

    assert (row.date.isoformat(), row.scheduled, row.start, row.end) == (
        when, scheduled, *required,
    )  # fmt: skip
    assert (row.first_punch, row.last_punch, row.punches) == (at("08:00"), at("12:00"), 3)


def test_night_when_it_passes_midnight_then_its_punches_are_of_the_date_on_which_it_begins():
    world = World(shifts=SHIFTS).roster("2026-06-02", "malam")
    world.punch("2026-06-02 20:50", "in").punch("2026-06-03 07:10", "out")
    world.punch("2026-06-03 20:00")

    assert days(world) == {
        "2026-06-02": (True, at("20:50"), at("31:10"), 2),
        "2026-06-03": (False, at("20:00"), at("20:00"), 1),
    }


def test_day_when_on_leave_or_outside_service_then_a_row_all_the_same():
    world = World().employee(service_start="2026-06-03")
    world.present("2026-06-02", "08:00", "10:00").present("2026-06-04", "08:00", "10:00")
    world.absence("cuti_tahunan", "2026-06-04", "2026-06-04")

    found = {row.date.day: (row.scheduled, row.in_service) for row in world.month().presence}

    assert found == {2: (True, False), 4: (True, True)}


def test_punch_when_evidence_rejects_it_then_not_there_and_told():
    world = World().punch(f"{SATURDAY} 08:00", review="rejected")
    world.punch(f"{SATURDAY} 09:00", review="pending")
    month = world.month()

    assert days(world) == {SATURDAY: (False, at("09:00"), at("09:00"), 1)}
    assert {"punch-rejected-review", "punch-pending"} <= {note.code for note in month.notes}


def test_punch_when_after_the_last_known_day_then_not_there():
    world = World().punch(f"{SATURDAY} 08:00")

    assert days(world, as_of="2026-06-05") == {}
    assert world.month(as_of="2026-06-05").known_until is not None
    assert world.month(as_of="2026-06-30").known_until is None


def test_month_when_nobody_asks_for_days_with_punches_then_none_are_made():
    world = World().punch(f"{SATURDAY} 08:00")
    attendance = Attendance(world.settings, world.calendar, world.pack(), reads={})

    assert attendance.month(attendance.nips[0], Month.parse("2026-06")).presence == ()


@pytest.mark.slow
@given(st.lists(st.integers(0, 30 * 1440 - 1), max_size=12, unique=True))
def test_rows_when_compared_with_the_punches_then_the_first_and_last_of_each_date(minutes):
    first = stamp("2026-06-01 00:00")
    world, told = World(), {}
    for minute in minutes:
        day, clock = divmod(minute, 1440)
        date = first.day + timedelta(days=day)
        world.punch(f"{date} {clock // 60:02}:{clock % 60:02}", "in")
        told.setdefault(date.isoformat(), []).append(clock * 60)

    found = {when: own[1:] for when, own in days(world).items()}

    assert found == {when: (min(own), max(own), len(own)) for when, own in told.items()}


# ------------------------------------------------------------------ orders
def ordered(*orders: tuple[str, str], last: str = "12:00") -> dict[str, int]:
    """Hours of each day; from 08:00 to `last` on a Saturday."""
    world = World().punch(f"{SATURDAY} 08:00").punch(f"{SATURDAY} {last}")
    for begin, end in orders:
        row = rows.Order(NIP, stamp(begin), stamp(end), approved=True)
        world.add("orders", row)
    return {row.date.isoformat(): row.ordered for row in world.month().presence}


@pytest.mark.parametrize(
    ("begin", "end", "seconds"),
    [
        ("08:00", "12:00", 4 * 3600),
        ("07:00", "09:00", 3600),
        ("11:59", "18:00", 60),
        ("12:00", "18:00", 0),
        ("06:00", "08:00", 0),
    ],
)
def test_order_when_it_meets_the_presence_then_so_long(begin, end, seconds):
    assert ordered((f"{SATURDAY} {begin}", f"{SATURDAY} {end}")) == {SATURDAY: seconds}


def test_orders_when_they_overlap_or_stand_apart_then_each_second_once():
    spans = [("08:00", "09:30"), ("09:00", "10:00"), ("11:00", "11:30")]

    assert ordered(*((f"{SATURDAY} {a}", f"{SATURDAY} {b}") for a, b in spans)) == {
        SATURDAY: 2 * 3600 + 1800
    }


# ------------------------------------------------------------------ orders that pass midnight
def of_order(world: World, begin: str, end: str) -> int:
    """Seconds of the date on which the order begins."""
    world.add("orders", rows.Order(NIP, stamp(begin), stamp(end), approved=True))
    found = {row.date: row.ordered for row in world.month().presence}
    return found.get(stamp(begin).day, 0)


@pytest.mark.parametrize(
    ("when", "seconds"),
    [
        # From 22:00 to 01:30 and to 02:00, the end of the order; so long after it nobody looks.
        ("2026-06-01 01:30", 3 * 3600 + 1800),
        ("2026-06-01 02:10", 4 * 3600),
        ("2026-06-01 06:00", 4 * 3600),
        ("2026-06-01 06:01", 0),
    ],
)
def test_order_when_it_ends_after_the_month_then_to_the_punch_of_the_next_day(when, seconds):
    """31 May 2026 is a Sunday; 1 June is made a holiday."""
    world = World().date("2026-06-01", "holiday", name="Libur")
    world.punch("2026-05-31 21:50").punch(when)
    world.add(
        "orders",
        rows.Order(NIP, stamp("2026-05-31 22:00"), stamp("2026-06-01 02:00"), approved=True),
    )
    found = {row.date: row.ordered for row in world.month(month="2026-05").presence}
    assert found[stamp("2026-05-31 22:00").day] == seconds


@pytest.mark.parametrize(
    ("begin", "end", "clock", "seconds", "told"),
    [
        # Friday to Saturday, which is free; Monday to Tuesday, which takes the punch as its own.
        ("2026-06-05 22:00", "2026-06-06 02:00", "05:50", 4 * 3600, False),
        ("2026-06-08 22:00", "2026-06-09 02:00", "05:50", 0, True),
        # 4 hours after the end nobody takes it for the order's.
        ("2026-06-08 22:00", "2026-06-09 02:00", "06:00", 0, True),
        ("2026-06-08 22:00", "2026-06-09 02:00", "06:01", 0, False),
        # The last day of the month to a Wednesday.
        ("2026-06-30 22:00", "2026-07-01 02:00", "05:50", 0, True),
        ("2026-06-30 22:00", "2026-07-01 02:00", "07:30", 0, False),
    ],
)
def test_order_when_the_next_day_is_scheduled_then_its_punches_are_not_of_the_order(
    begin, end, clock, seconds, told
):
    day = begin[:10]
    world = World().present(day, "07:30", "16:00").punch(f"{end[:10]} {clock}")
    assert of_order(world, begin, end) == seconds
    assert ("order-punch-taken" in codes(world.month(), day)) is told


@pytest.mark.parametrize(("sunday", "hours"), [("", 0), ("20:00", 36)])
def test_order_when_of_several_days_then_not_to_a_punch_of_a_scheduled_day(sunday, hours):
    """Saturday 08:00 to Monday 10:00; on Monday at 07:30 the hours of that day begin."""
    world = World().punch("2026-06-06 08:00").present("2026-06-08", "07:30", "16:30")
    if sunday:
        world.punch(f"2026-06-07 {sunday}")
    assert of_order(world, "2026-06-06 08:00", "2026-06-08 10:00") == hours * 3600


def test_order_when_no_punch_lies_near_it_then_nothing():
    """The night ends long after the order, and nobody saw it begin."""
    world = World(shifts=SHIFTS).roster("2026-06-06", "malam").punch("2026-06-07 07:10", "out")
    assert of_order(world, "2026-06-06 22:00", "2026-06-07 02:00") == 0
