"""The small world of comparisons."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from review_month import PERIOD, REGULATION, tables

import masker_rules as mr


@pytest.fixture(scope="session")
def baseline():
    return mr.load_profile(REGULATION)


@pytest.fixture(scope="session")
def pack():
    return mr.Pack(**tables())


@pytest.fixture(scope="session")
def compared(baseline, pack):
    """Compare the baseline with what is set over it."""

    def call(settings, **more):
        return mr.compare(baseline, mr.overlay(baseline, settings), pack, PERIOD, **more)

    return call
