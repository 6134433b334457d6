from __future__ import annotations

from decimal import Decimal

import narwhals as nw
import pytest
from attendance_world import NIP, World, at, day

from masker_rules.columnar.tables import beside, empty_table, frames_of
from masker_rules.facts import rows

ZONE = "Asia/Makassar"


@pytest.fixture
def any_frame():
    return frames_of(World().employee().pack(), ZONE)["employees"]


def test_frames_when_stamps_have_an_offset_then_they_are_on_the_profiles_clock():
    pack = World().employee().punch("2026-06-01 23:30", "in", offset_minutes=0).pack()
    (time,) = frames_of(pack, ZONE)["punches"].collect()["time"].to_list()
    assert time == day("2026-06-02").toordinal() * 86_400 + at("07:30")


def test_frames_when_a_decimal_has_more_decimals_than_are_carried_then_it_is_said():
    activities = [
        rows.Activity(NIP, day("2026-06-01"), quantity=Decimal("1.5"), score=None),
        rows.Activity(NIP, day("2026-06-02"), quantity=Decimal("0.1234567"), score=Decimal(3)),
    ]
    world = World().employee()
    for row in activities:
        world.add("activities", row)
    made = frames_of(world.pack(), ZONE)["activities"].collect()
    assert made["quantity"].to_list() == [1_500_000, None]
    assert made["quantity_inexact"].to_list() == [False, True]
    assert made["score"].to_list() == [None, 3_000_000]
    assert made["score_inexact"].to_list() == [False, False]


def test_frames_when_a_score_is_a_word_then_it_stands_beside():
    world = World().employee()
    world.add("scores", rows.Score("2026-06", "predikat", "baik", NIP))
    made = frames_of(world.pack(), ZONE)["scores"].collect()
    assert (made["value"].to_list(), made["value_word"].to_list()) == ([None], ["baik"])


def test_beside_when_made_for_a_frame_then_it_joins_and_keeps_empty_cells(any_frame):
    schema = {"nip": nw.String, "number": nw.Int64, "flag": nw.Boolean}
    small = beside(any_frame, [(NIP, 1, None), ("other", None, True)], schema)
    joined = any_frame.select("nip").join(small, on="nip", how="left").collect()
    assert joined["number"].to_list() == [1]
    assert joined["flag"].to_list() == [None]
    assert empty_table(any_frame, schema).collect().schema == schema
