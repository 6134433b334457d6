"""Stamps: local date and second, the zone only at the door."""

from __future__ import annotations

from datetime import date

import pytest

from masker_rules.errors import RequestError
from masker_rules.facts.stamps import Stamp, clock_text

DAY = date(2026, 3, 2)


def test_local_when_no_offset_then_the_same_stamp():
    stamp = Stamp(DAY, 7 * 3600)
    assert stamp.local("Asia/Makassar") is stamp


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Jakarta", 7), ("Asia/Makassar", 8), ("Asia/Jayapura", 9)]
)
def test_local_when_utc_midnight_then_wib_wita_wit(zone, hour):
    assert Stamp(DAY, 0, 0).local(zone) == Stamp(DAY, hour * 3600)


def test_local_when_it_passes_midnight_then_the_next_day():
    # 23:30 in Jakarta (UTC+7) is 00:30 in Makassar (UTC+8).
    stamp = Stamp(date(2026, 2, 28), 23 * 3600 + 1800, 7 * 60)
    assert stamp.local("Asia/Makassar") == Stamp(date(2026, 3, 1), 1800)


def test_local_when_the_zone_moves_that_day_then_the_offset_of_the_moment():
    # Berlin, 29 March 2026, 01:00 UTC: from UTC+1 to UTC+2.
    assert Stamp(date(2026, 3, 29), 3599, 0).local("Europe/Berlin").second == 3599 + 3600
    assert Stamp(date(2026, 3, 29), 3600, 0).local("Europe/Berlin").second == 3600 + 7200


def test_local_when_the_zone_is_unknown_then_an_error_names_it():
    with pytest.raises(RequestError, match="Asia/Banggai") as caught:
        Stamp(DAY, 0, 0).local("Asia/Banggai")
    assert caught.value.code == "unknown-zone"


def test_text_when_offset_then_utc():
    assert str(Stamp(DAY, 3600, 8 * 60)) == "2026-03-01 17:00:00Z"
    assert str(Stamp(DAY, 3600)) == "2026-03-02 01:00:00"


def test_clock_text_when_past_midnight_then_hours_go_on():
    assert clock_text(113_400) == "31:30:00"
