"""Garbage is looked for less often while many rows are made, and then as before."""

from __future__ import annotations

import gc

import pytest

import masker_rules as mr
from masker_rules.garbage import collected_rarely


@pytest.fixture(autouse=True)
def as_before():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_collector_when_rows_are_made_then_it_looks_less_often_and_then_as_before():
    gc.set_threshold(700, 10, 10)
    with collected_rarely():
        assert gc.get_threshold()[0] > 100_000
    assert gc.get_threshold() == (700, 10, 10)


@pytest.mark.parametrize("young", [10**9, 0], ids=["higher", "off"])
def test_collector_when_somebody_has_set_it_higher_or_off_then_it_is_left_alone(young):
    gc.set_threshold(young, 5, 5)
    with collected_rarely():
        assert gc.get_threshold() == (young, 5, 5)


def test_collector_when_a_pack_is_refused_then_as_before():
    gc.set_threshold(700, 10, 10)
    with pytest.raises(mr.MaskerRulesError):
        mr.Pack(punches=[{"time": "2026-03-02 07:30"}])
    assert gc.get_threshold() == (700, 10, 10)
