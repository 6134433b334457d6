"""Attendance on frames equals the reference on regulations and packs that are drawn."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from columnar_rows import compare
from hypothesis import given
from hypothesis import strategies as st
from random_packs import random_tables
from random_regulations import random_profile

import masker_rules as mr
from masker_rules.attendance.evidence import distance_cm
from masker_rules.attendance.sessions import nearest_session, stated_session
from masker_rules.columnar.evidence import Sites
from masker_rules.columnar.pages import _belonging
from masker_rules.columnar.tables import frames_of
from masker_rules.facts import rows
from masker_rules.periods import Month

pytestmark = pytest.mark.property

PEOPLE = 12


def drawn(seed):
    rng = Random(seed)  # noqa: S311  (no secret)
    document = random_profile(rng)
    profile = mr.load_profile(document)
    months = rng.choice([["2026-07"], ["2026-07"], ["2026-02", "2026-03"]])
    pack = mr.Pack(**random_tables(rng, document, PEOPLE, months))
    as_of = rng.choice([None, None, date(2026, 3, 10), date(2026, 7, 15)])
    return profile, pack, [Month.parse(text) for text in months], as_of


@pytest.mark.parametrize("seed", range(10))
def test_rows_when_regulation_and_pack_are_drawn_then_as_the_reference(seed):
    compare(*drawn(seed))


_SESSIONS = st.lists(st.integers(0, 60), min_size=2, max_size=8).map(
    lambda ends: tuple(zip(*[iter(sorted(ends))] * 2, strict=False))
)


@given(_SESSIONS, st.integers(-5, 70))
def test_session_of_a_tap_when_looked_up_by_seconds_then_as_the_reference_finds_it(
    sessions, second
):
    spans = [_belonging(sessions, at) for at in range(len(sessions))]
    for place, expected in (
        (0, stated_session(second, "in", sessions)),
        (2, stated_session(second, "out", sessions)),
        (4, nearest_session(second, sessions)[0]),
    ):
        found = [
            number
            for number, span in enumerate(spans, start=1)
            if span[place] <= second <= span[place + 1]
        ]
        assert found == [expected]


_DEGREES = st.decimals(-11, 11, places=8, allow_nan=False)
_STEP = st.integers(-(10**6), 10**6)


@given(_DEGREES, _DEGREES, _STEP, _STEP, st.integers(1, 3000))
def test_place_when_certainly_near_then_inside_the_radius(lat, lon, north, east, radius):
    site = rows.Site("u", None, lat, lon, Decimal(radius))
    pack = mr.Pack(employees=[rows.Employee("198501012010011001")], sites=[site])
    sites = Sites(frames_of(pack, "Asia/Jakarta")["sites"], None)
    for _, site_lat, site_lon, reach in sites.circles():
        # Nearest to the edge: the farthest step in that direction that still counts as near.
        far = max(abs(north), abs(east), 1)
        scale = int((reach / (north * north + east * east or 1)) ** 0.5 * far) / far
        step = int(north * scale), int(east * scale)
        if step[0] ** 2 + step[1] ** 2 > reach:
            continue
        moved = (site_lat + step[0], site_lon + step[1])
        there = [float(Decimal(at).scaleb(-8)) for at in moved]
        assert distance_cm(*there, float(lat), float(lon)) <= radius * 100
