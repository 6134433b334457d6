"""Every shipped regulation keeps the laws of the domain; a new one is tried without a word here.

Few months on each push; `HYPOTHESIS_PROFILE=ci` draws as many as the other properties.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from masker_rules.profiles import known_ids
from masker_rules.testing import LAWS, check_law

FEW = 8


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("profile", known_ids())
def test_regulation_when_months_are_random_then_the_law_holds(profile, law):
    is_quick = os.environ.get("HYPOTHESIS_PROFILE", "small") == "small"
    check_law(law, profile, settings=settings(max_examples=FEW) if is_quick else None)
