"""No damage that a reader of the files could see changes an amount: see `damages`.

`bench/damages.py` is the long run.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest
from damages import (
    ALL,
    ALLOWED,
    KINDS,
    Damage,
    became,
    damages,
    judged,
    of_one_person,
    outside_world,
    random_world,
    results_of,
    rows_world,
    shipped_world,
    with_none,
)
from hypothesis import strategies as st
from long_runs import given_few, slow_but
from random_names import seeded

from masker_rules.profiles import known_ids

#: What the law allows to become of people: the pack may be refused, the run not be settled.
LAWFUL = ALLOWED | {"refused", "unsettled"}
#: What happens to more than a cell.
OTHERS = ("nik", "ragged", "table", "month", "office", "several", "pair")
#: Of the ordinary suite; the slow one looks at more of them, and at every regulation.
SEEDS = (10,)
#: A regulation under which some damages leave a person between bounds.
BOUNDED = "id/kab-barru/e-kinerja"
#: Of many worlds every sixth damage: what one leaves out another does.
SOME = 6


def broken(world, name, kinds=KINDS, every=1):
    """What the law forbids, and how many people were looked at; of so many damages one is done."""
    profile, tables, month = world
    whole = results_of(profile, tables, month)
    found, wrong = Counter(), []
    rng, empties = seeded(f"damages {name}"), profile.plan.empties
    first = rng.randrange(every)
    for damage in islice(damages(rng, tables, kinds, empties), first, None, every):
        said = became(whole, profile, damage, month)
        found += said
        wrong += [f"{damage.place} was {damage.was!r}: {word}" for word in said.keys() - LAWFUL]
    return wrong, found


@pytest.mark.parametrize("seed", slow_but(SEEDS.__contains__, (4, *SEEDS)))
def test_amount_when_a_cell_is_damaged_then_the_same_or_bounded(seed):
    world = random_world(seed, 2)
    if world is not None:
        assert broken(world, seed, every=SOME)[0] == []


@pytest.mark.parametrize("kinds", slow_but(lambda kinds: len(kinds) == 1, [KINDS[:1], ALL]))
def test_amount_of_another_and_of_other_days_when_damaged_then_the_same_or_bounded(kinds):
    assert broken(outside_world(), "outside", kinds, every=SOME // 2)[0] == []


@pytest.mark.parametrize("kinds", slow_but(lambda kinds: len(kinds) == 1, [KINDS[:1], ALL]))
def test_amount_of_rows_of_a_day_when_damaged_then_the_same_or_bounded(kinds):
    assert broken(rows_world(), "rows", kinds, every=SOME // 2)[0] == []


@pytest.mark.slow
@pytest.mark.parametrize("ref", known_ids())
def test_amount_when_a_cell_is_damaged_under_any_regulation_then_the_same_or_bounded(ref):
    wrong, found = broken(shipped_world(ref, 1, 3), ref, every=SOME)
    assert wrong == []
    assert found["bounded"] or ref != BOUNDED


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(200, 220))
def test_amount_when_cells_that_say_none_are_damaged_then_the_same_or_bounded(seed):
    world = random_world(seed, 3)
    if world is not None:
        profile, tables, month = world
        tables = with_none(seeded(f"none {seed}"), tables)
        assert broken((profile, tables, month), seed, every=SOME)[0] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 130))
def test_amount_when_a_cell_is_damaged_under_a_drawn_law_then_the_same_or_bounded(seed):
    world = random_world(seed, 4)
    if world is not None:
        assert broken(world, seed, every=SOME)[0] == []


@pytest.mark.slow
@pytest.mark.parametrize("ref", known_ids())
def test_amount_when_rows_files_or_several_cells_are_damaged_then_the_same_or_bounded(ref):
    assert broken(shipped_world(ref, 2, 3), ref, OTHERS, SOME)[0] == []


@given_few(
    4,
    st.sampled_from(["", *known_ids()]),
    st.integers(0, 10**6),
    st.sampled_from(ALL),
    st.integers(0, 10**6),
    st.sampled_from([0, 2]),
    many=100,
)
def test_amount_when_any_damage_is_done_then_the_same_or_bounded(ref, seed, kind, which, history):
    """The law: equal, or incomplete with bounds that hold it; of a drawn law where `ref` is ""."""
    world = shipped_world(ref, seed, 2, history) if ref else random_world(seed, 2, history)
    if world is None:
        return
    profile, tables, month = world
    found = list(damages(seeded(f"any {seed}"), tables, (kind,), profile.plan.empties))
    if found:
        damage = found[which % len(found)]
        said = became(results_of(profile, tables, month), profile, damage, month)
        assert said.keys() <= LAWFUL, f"{damage.place} was {damage.was!r}: {dict(said)}"


def test_damage_when_of_the_whole_then_told_as_it_is():
    """Refused as a whole, or a run that is not settled, is no broken law; a lost amount is."""
    world = random_world(SEEDS[0], 2)
    assert world is not None
    profile, tables, month = world
    whole = results_of(profile, tables, month)
    assert (
        set(became(whole, profile, Damage("blank", "punches", "", "", tables), month)) <= ALLOWED
    )
    wrong = {**tables, "employees": tables["punches"]}
    refused = became(whole, profile, Damage("table", "employees", "", "", wrong), month)
    assert refused == Counter({"refused": 1})
    one = dict(list(whole.items())[:1])
    assert judged(whole, one).keys() - LAWFUL <= {"gone"}


def broken_by_several(world, name, tries):
    """What the law forbids where one person has two to eight damages at once."""
    profile, tables, month = world
    whole, rng = results_of(profile, tables, month), seeded(f"several {name}")
    wrong = []
    for _ in range(tries):
        damage = of_one_person(rng, tables, rng.randint(2, 8))
        said = judged(whole, results_of(profile, damage.tables, month))
        wrong += [f"{damage.place}: {word}" for word in said.keys() - ALLOWED]
    return wrong


def test_amount_when_several_cells_of_one_person_are_damaged_then_the_same_or_bounded():
    assert broken_by_several(shipped_world("id/kab-bulukumba/operated", 3, 2), "ordinary", 3) == []


@pytest.mark.slow
@pytest.mark.parametrize("ref", known_ids())
def test_amount_when_several_cells_are_damaged_under_any_regulation_then_bounded(ref):
    assert broken_by_several(shipped_world(ref, 2, 2), ref, 4) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(400, 440))
def test_amount_when_several_cells_are_damaged_under_a_drawn_law_then_bounded(seed):
    world = random_world(seed, 2)
    if world is not None:
        assert broken_by_several(world, seed, 4) == []
