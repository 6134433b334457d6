"""The printed explanations of six people, kept as files and checked by hand.

A file is written anew by `python tests/support/explained.py`; its difference is read before it is
kept. The amounts below were worked out on paper from the regulation, not copied from a result.
"""

from __future__ import annotations

import pytest
from explained import SCENARIOS, golden, scenario

# full amount, gross, net in rupiah; None where it cannot be known
BY_HAND = {
    # 40% x 4.000.000 x (100 - 4.75 - 1.25 - 3 - 2)% + 60% x 4.000.000 x 6075/6750
    "payable": (3_584_000, 3_584_000 - 40_000 - 177_200 - 100_000),
    # four days of alpa are more than three
    "zero": (0, 0),
    "incomplete": (None, None),
    "not_eligible": (0, 0),
    # 83.5% x 3.777.777 = 3.154.443,795 -> 3.154.444; 74.67% of 60%, 97% of 40%
    "ramadan": (1_413_254 + 1_223_924, 2_637_178 - 31_544 - 130_282),
    # 80% x (2.160.000 + 99.5% x 1.600.000); tax 5% of 3.001.600 - 40.000
    "half_day": (3_001_600, 3_001_600 - 40_000 - 148_080),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_amounts_when_worked_out_by_hand_then_equal(name: str) -> None:
    result = scenario(name)

    assert BY_HAND[name] == (result.gross, result.net)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_explanation_when_printed_then_as_kept(name: str, lang: str) -> None:
    kept = golden(name, lang).read_text("utf-8")

    assert kept == scenario(name).explain(lang), "see the words at the head of this file"


def test_bounds_when_target_is_missing_then_those_of_a_score_of_nothing_and_all() -> None:
    text = scenario("incomplete").explain("id")

    # 1.592.000 and 3.992.000 gross, less 40.000, less 5% of the rest
    assert "antara Rp 1.474.400 dan Rp 3.754.400" in text


def test_every_language_when_printed_then_no_key_of_a_catalog_shows() -> None:
    for name in SCENARIOS:
        for lang in ("id", "en"):
            text = golden(name, lang).read_text("utf-8")
            assert "explain." not in text
            assert "notes." not in text
