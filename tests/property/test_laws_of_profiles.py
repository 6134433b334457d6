"""Every shipped regulation keeps the laws of the domain; a new one is tried without a word here.

Very few months on each push, more in the long form; `HYPOTHESIS_PROFILE=ci` draws as many as the
other properties.
"""

from __future__ import annotations

import os
from functools import cache

import pytest
from hypothesis import settings

from masker_rules.engine.profile import load_profile
from masker_rules.profiles import known_ids
from masker_rules.testing import LAWS, check_law

FEW, MORE = 1, pytest.param(8, marks=pytest.mark.slow)
IS_SMALL = os.environ.get("HYPOTHESIS_PROFILE", "small") == "small"

profile_of = cache(load_profile)


@pytest.mark.parametrize("months", [FEW, MORE] if IS_SMALL else [None])
@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("profile", known_ids())
def test_regulation_when_months_are_random_then_the_law_holds(profile, law, months):
    drawn = settings(max_examples=months) if months is not None else None
    check_law(law, profile_of(profile), settings=drawn)
