"""Punches and outages as rows of scheduled days; 2 June 2026 is a Tuesday, 07:30 to 16:00."""

from __future__ import annotations

from itertools import permutations

import pytest
from attendance_world import NIP, SHIFTS, World, at

D, NEXT = "2026-06-02", "2026-06-03"


def punches(world):
    return [
        (row.date.isoformat(), row.day_index, row.time, row.kind) for row in world.month().punches
    ]


def outages(world, nip=NIP):
    return [
        (row.date.isoformat(), row.start, row.end, row.inside)
        for row in world.month(nip=nip).outages
    ]


def test_punches_when_told_then_rows_of_their_day_in_the_order_of_time():
    world = (
        World().punch(f"{NEXT} 16:00").punch(f"{D} 16:00", "out").punch(f"{D} 12:00", "break_out")
    )
    world.punch(f"{D} 07:30", "in").punch("2026-06-06 08:00", "in")  # a Saturday: no row
    # Monday the 1st is the first scheduled day.
    assert punches(world) == [
        (D, 1, at("07:30"), "in"),
        (D, 1, at("12:00"), "break_out"),
        (D, 1, at("16:00"), "out"),
        (NEXT, 2, at("16:00"), "out"),
    ]


def test_punches_when_of_one_second_then_their_order_is_not_that_of_the_file():
    told = [("in", "web"), ("in", "mobile"), ("apel", None)]
    found = set()
    for order in permutations(told):
        world = World()
        for kind, origin in order:
            world.punch(f"{D} 07:30", kind, origin=origin)
        found.add(tuple((row.kind, row.origin) for row in world.month().punches))
    assert found == {(("in", "mobile"), ("in", "web"), ("apel", None))}


def test_punches_when_rejected_then_no_row():
    world = World().punch(f"{D} 07:30", "in", review="rejected").punch(f"{D} 16:00", "out")
    assert punches(world) == [(D, 1, at("16:00"), "out")]


def test_punches_when_of_a_night_then_of_the_date_on_which_it_begins():
    world = World(shifts=SHIFTS).roster(D, "malam")
    world.punch(f"{D} 20:50", "in").punch(f"{NEXT} 07:10", "out")
    assert punches(world) == [(D, 0, at("20:50"), "in"), (D, 0, at("31:10"), "out")]


@pytest.mark.parametrize(
    ("first", "last", "rows"),
    [
        # 30 minutes of it lie inside the hours
        (f"{D} 06:00", f"{D} 08:00", [(D, at("06:00"), at("08:00"), 1800)]),
        # two hours before the required in it does not touch the day yet
        (f"{D} 04:00", f"{D} 05:30", []),
        (f"{D} 04:00", f"{D} 05:31", [(D, at("04:00"), at("05:31"), 0)]),
        # over two days: each has its part, the first to midnight of the next at the latest
        (
            f"{D} 15:00",
            f"{NEXT} 08:00",
            [(D, at("15:00"), at("32:00"), 3600), (NEXT, 0, at("08:00"), 1800)],
        ),
    ],
)
def test_outages_when_they_touch_a_day_then_rows_of_it(first, last, rows):
    assert outages(World().outage(first, last)) == rows


def test_outages_when_of_a_device_then_of_whoever_punched_there():
    world = (
        World().outage(f"{D} 07:00", f"{D} 08:30", device="M1").outage(f"{D} 09:00", f"{D} 10:00")
    )
    other = "198001012010011002"
    world.employee().employee(other)
    world.punch(f"{NEXT} 07:30", "in", device="M1").punch(
        f"{NEXT} 07:30", "in", other, device="M2"
    )
    both = (D, at("09:00"), at("10:00"), 3600)
    assert outages(world) == [(D, at("07:00"), at("08:30"), 3600), both]
    assert outages(world, other) == [both]


def test_rows_when_nobody_asks_then_none():
    world = World().punch(f"{D} 07:30", "in").outage(f"{D} 07:00", f"{D} 08:00")
    assert world.month().punches
    assert world.month().outages
