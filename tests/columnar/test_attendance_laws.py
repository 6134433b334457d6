"""Attendance equals its oracle over objects, and frames equal rows, on what is drawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from columnar_rows import compare
from hypothesis import given
from hypothesis import strategies as st
from long_runs import slow_but
from object_attendance import Attendance as Oracle
from random_packs import random_tables
from random_regulations import random_profile

import masker_rules as mr
from masker_rules.attendance import Attendance
from masker_rules.attendance.evidence import distance_cm
from masker_rules.attendance.judging import circles
from masker_rules.errors import ProfileError
from masker_rules.facts import rows
from masker_rules.periods import Month

pytestmark = pytest.mark.property

PEOPLE = 12


def drawn(seed):
    rng = Random(seed)  # noqa: S311  (no secret)
    document = random_profile(rng)
    try:
        profile = mr.load_profile(document)
    except ProfileError:
        return drawn(seed + 1_000_000)  # what is drawn is not always a regulation
    months = rng.choice([["2026-07"], ["2026-07"], ["2026-02", "2026-03"]])
    pack = mr.Pack(**random_tables(rng, document, PEOPLE, months))
    as_of = rng.choice([None, None, date(2026, 3, 10), date(2026, 7, 15)])
    return profile, pack, [Month.parse(text) for text in months], as_of


@pytest.mark.slow
@pytest.mark.parametrize("seed", slow_but(range(10).__contains__, range(120)))
def test_month_when_regulation_and_pack_are_drawn_then_as_the_oracle_makes_it(seed):
    profile, pack, months, as_of = drawn(seed)
    own = pack.under(profile.vocabulary)
    rows_of_days = {grain: frozenset({"date"}) for grain in ("punch", "outage")}
    made_of = (profile.plan.attendance, profile.calendar(tuple(months)), own, as_of)
    oracle, attendance = (
        made(*made_of, profile.program().grains | rows_of_days) for made in (Oracle, Attendance)
    )
    for month in months:
        for nip in oracle.nips:
            assert attendance.month(nip, month) == oracle.month(nip, month), (nip, month)
            assert attendance.served(nip, month) == oracle.served(nip, month)


@pytest.mark.parametrize("seed", range(10))
def test_rows_when_regulation_and_pack_are_drawn_then_frames_give_what_objects_give(seed):
    assert compare(*drawn(seed))


_DEGREES = st.decimals(-11, 11, places=10, allow_nan=False)
_STEP = st.integers(-(10**6), 10**6)


@given(_DEGREES, _DEGREES, _STEP, _STEP, st.integers(1, 3000))
def test_place_when_certainly_near_then_inside_the_radius(lat, lon, north, east, radius):
    site = rows.Site("u", None, lat, lon, Decimal(radius))
    for site_lat, site_lon, reach in circles([site], None).get("u", ()):
        # Nearest to the edge: the farthest step in that direction that still counts as near.
        far = max(abs(north), abs(east), 1)
        scale = int((reach / (north * north + east * east or 1)) ** 0.5 * far) / far
        step = int(north * scale), int(east * scale)
        if step[0] ** 2 + step[1] ** 2 > reach:
            continue
        moved = (site_lat + step[0], site_lon + step[1])
        there = [float(Decimal(at).scaleb(-8)) for at in moved]
        assert distance_cm(*there, float(lat), float(lon)) <= radius * 100
