"""No damage that a reader of the files could see changes an amount: see `damages`."""

from __future__ import annotations

from collections import Counter

import pytest
from damages import damages, judged, random_world, results_of, shipped_world
from random_names import seeded

from masker_rules.profiles import known_ids

ALLOWED = {"equal", "bounded", "open"}
#: Of the ordinary suite; the long run looks at more of them, and at every regulation.
SEEDS, SOME = (4,), ("id/kab-barru/e-kinerja",)


def broken(world, name):
    """What the law forbids, and how many people were looked at."""
    profile, tables, month = world
    whole = results_of(profile, tables, month)
    found, wrong = Counter(), []
    for damage in damages(seeded(f"damages {name}"), tables):
        said = judged(whole, results_of(profile, damage.tables, month))
        found += said
        wrong += [f"{damage.place} was {damage.was!r}: {word}" for word in said.keys() - ALLOWED]
    return wrong, found


@pytest.mark.parametrize("seed", SEEDS)
def test_amount_when_a_cell_is_damaged_then_the_same_or_bounded(seed):
    world = random_world(seed, 2)
    if world is not None:
        assert broken(world, seed)[0] == []


@pytest.mark.slow
@pytest.mark.parametrize("ref", SOME)
def test_amount_when_a_cell_is_damaged_under_a_regulation_then_the_same_or_bounded(ref):
    wrong, found = broken(shipped_world(ref, 0, 2), ref)
    assert wrong == []
    assert found["bounded"]


@pytest.mark.slow
@pytest.mark.parametrize("ref", known_ids())
def test_amount_when_a_cell_is_damaged_under_any_regulation_then_the_same_or_bounded(ref):
    assert broken(shipped_world(ref, 1, 4), ref)[0] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 130))
def test_amount_when_a_cell_is_damaged_under_a_drawn_law_then_the_same_or_bounded(seed):
    world = random_world(seed, 4)
    if world is not None:
        assert broken(world, seed)[0] == []
