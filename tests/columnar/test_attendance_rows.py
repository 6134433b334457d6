"""Rows of person-months from frames are those from objects."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from columnar_rows import compare

import masker_rules as mr
from masker_rules.periods import Month
from masker_rules.profiles import known_ids

DEMO = Path(mr.__file__).parent / "demo" / "pack"
MONTHS = (Month(2026, 2), Month(2026, 3))


@cache
def demo():
    return mr.read_pack(DEMO)


@pytest.mark.slow
@pytest.mark.parametrize("profile", known_ids())
def test_rows_when_the_demo_pack_is_read_under_a_profile_then_as_the_reference(profile):
    assert compare(mr.load_profile(profile), demo(), MONTHS[:1])


@pytest.mark.parametrize("as_of", [None, date(2026, 3, 10)])
def test_rows_when_two_months_are_read_then_as_the_reference(as_of):
    profile = mr.load_profile("id/kab-banggai-kepulauan/masker-asn")
    assert compare(profile, demo(), MONTHS, as_of)


def test_rows_when_only_some_people_are_asked_for_then_theirs():
    profile = mr.load_profile("id/kab-bulukumba/operated")
    nips = sorted(demo().by_nip("employees"))[3:7]
    assert compare(profile, demo(), MONTHS, nips=nips) == 8
