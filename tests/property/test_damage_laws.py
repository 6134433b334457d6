"""No damage that a reader of the files could see changes an amount: see `damages`."""

from __future__ import annotations

from collections import Counter

import pytest
from damages import damages, judged, random_world, results_of, several, shipped_world
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


def broken_by_several(world, name, tries):
    """What the law forbids where one person has two to eight damages at once."""
    profile, tables, month = world
    whole, rng = results_of(profile, tables, month), seeded(f"several {name}")
    wrong = []
    for _ in range(tries):
        damage = several(rng, tables, rng.randint(2, 8))
        said = judged(whole, results_of(profile, damage.tables, month))
        wrong += [f"{damage.place}: {word}" for word in said.keys() - ALLOWED]
    return wrong


def test_amount_when_several_cells_of_one_person_are_damaged_then_the_same_or_bounded():
    assert broken_by_several(shipped_world("id/kab-bulukumba/operated", 3, 2), "ordinary", 3) == []


@pytest.mark.slow
@pytest.mark.parametrize("ref", known_ids())
def test_amount_when_several_cells_are_damaged_under_any_regulation_then_bounded(ref):
    assert broken_by_several(shipped_world(ref, 2, 2), ref, 8) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(400, 440))
def test_amount_when_several_cells_are_damaged_under_a_drawn_law_then_bounded(seed):
    world = random_world(seed, 2)
    if world is not None:
        assert broken_by_several(world, seed, 12) == []


#: Damages that were outside of the bounds, or silent, before the plan was enclosed.
FOUND = {
    303: ("blank punches.time",),
    343: ("unreadable amounts.amount",),
    346: ("blank absences.known_at",),
}


@pytest.mark.slow
@pytest.mark.parametrize("seed", FOUND)
def test_amount_when_damaged_as_it_once_was_wrong_then_the_same_or_bounded(seed):
    profile, tables, month = random_world(seed, 4)
    whole = results_of(profile, tables, month)
    for damage in damages(seeded(f"camp {seed}"), tables):
        if damage.place in FOUND[seed]:
            assert judged(whole, results_of(profile, damage.tables, month)).keys() <= ALLOWED
