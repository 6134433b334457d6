"""Regulations drawn from the language itself, on packs with everything that offices do.

`MASKER_RANDOM` raises how many are drawn, `MASKER_RANDOM_FROM` says which seed is the first.
"""

from __future__ import annotations

import json
import os
import random
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from random_packs import random_tables
from random_regulations import random_profile

import masker_rules as mr

FIRST = int(os.environ.get("MASKER_RANDOM_FROM", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("MASKER_RANDOM", "25")))
PERIODS = (["2026-07"], ["2026-03"], ["2026-06", "2026-07"])
NEGATIVE = {"deduction", "contribution", "tax"}


@cache
def drawn(seed: int) -> tuple[dict[str, Any], mr.Profile | None]:
    """A document, and its profile where it loads: a few are refused in words."""
    document = random_profile(random.Random(seed))  # noqa: S311
    try:
        return document, mr.load_profile(document)
    except mr.ProfileError:
        return document, None


def test_random_regulations_when_loaded_then_nearly_all_load() -> None:
    refused = [seed for seed in SEEDS if drawn(seed)[1] is None]

    assert len(refused) <= max(2, len(SEEDS) // 20), refused


@pytest.mark.parametrize("seed", SEEDS)
def test_random_month_when_computed_then_lines_add_up(seed: int) -> None:
    document, profile = drawn(seed)
    if profile is None:
        return
    rng = random.Random(-seed)  # noqa: S311
    months = rng.choice(PERIODS)
    tables = random_tables(rng, document, 5, months)

    results = mr.compute(profile, mr.Pack(**tables), f"{months[0]}..{months[-1]}")

    made = json.loads(results.to_json())["results"]
    assert made, "somebody is in the pack"
    for result in made:
        check_sums(result)


def check_sums(result: dict[str, Any]) -> None:
    """Gross is the parts and additions, net is gross less the lines that take from it."""
    if result["status"] == "incomplete":
        assert result["net"] is None
        assert result["bounds"]["missing"]
        low, high = result["bounds"]["lowest"], result["bounds"]["highest"]
        assert low is None or high is None or low <= high
        return
    for percent in result["parts"].values():
        exact(percent)
    if result["gross"] is None:
        assert result["status"] == "not_eligible"
        return
    by_kind: dict[str, int] = {}
    for line in result["lines"]:
        assert isinstance(line["amount"], int), line
        by_kind[line["kind"]] = by_kind.get(line["kind"], 0) + line["amount"]
    taken = sum(by_kind.get(kind, 0) for kind in NEGATIVE)
    assert result["gross"] == by_kind.get("part", 0) + by_kind.get("addition", 0)
    assert result["net"] == result["gross"] + taken
    assert result["deductions"] == -taken


def exact(text: str) -> Fraction:
    """A percent as results write it: `90.25%`, or a fraction of one."""
    return Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_random_regulation_when_drawn_again_then_the_same(seed: int) -> None:
    twice = []
    for _ in "ab":
        rng = random.Random(seed)  # noqa: S311
        document = random_profile(rng)
        twice.append(json.dumps([document, random_tables(rng, document, 5, ["2026-07"])]))

    assert twice[0] == twice[1]
