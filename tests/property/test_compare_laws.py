"""What holds of any comparison: causes add up to the rupiah, in any order, and both ways.

`MASKER_RANDOM` raises how many are drawn, `MASKER_RANDOM_FROM` says which seed is the first.
"""

from __future__ import annotations

import os
from collections import Counter
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from random_names import seeded
from random_packs import random_period, random_tables
from random_regulations import random_profile

import masker_rules as mr
from masker_rules.periods import CALENDAR
from masker_rules.testing.mutants import mutants
from masker_rules.testing.mutation import load_mutant

pytestmark = pytest.mark.property

FIRST = int(os.environ.get("MASKER_RANDOM_FROM", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("MASKER_RANDOM", "4")))
#: The draft is the baseline with one small thing changed, or another regulation altogether.
PAIRS = [*((seed, None) for seed in SEEDS), *((seed, seed + 1000) for seed in SEEDS[::2])]


@cache
def drawn(seed: int) -> tuple[dict[str, Any], mr.Profile | None]:
    document = random_profile(seeded(seed))
    try:
        return document, mr.load_profile(document)
    except mr.ProfileError:
        return document, None


def mutant_of(profile: mr.Profile, rng: Any) -> mr.Profile:
    """The regulation with one small thing changed; itself where none of a few loads."""
    made = mutants(profile)
    for mutant in rng.sample(made, min(5, len(made))):
        try:
            return load_mutant(profile, mutant)
        except mr.MaskerRulesError:
            continue
    return profile


@cache
def world(seed: int, other: int | None) -> tuple[mr.Profile, mr.Profile, Any, str, Any] | None:
    """A baseline, a draft, a pack, its period and its last day; None where one does not load."""
    document, baseline = drawn(seed)
    rng = seeded(f"compare {seed} {other}")
    if baseline is None:
        return None
    draft = mutant_of(baseline, rng) if other is None else drawn(other)[1]
    if draft is None:
        return None
    months, as_of = random_period(rng)
    tables = random_tables(rng, document, 3, months, absent=0, odd=0.02)
    period = f"{months[0]}..{months[-1]}"
    return baseline, draft, mr.Pack(**tables), period, as_of


@cache
def compared(seed: int, other: int | None, *, swapped: bool = False) -> mr.Comparison | None:
    """The comparison of a world; None where a draft says nothing about the time of it."""
    found = world(seed, other)
    if found is None:
        return None
    one, two, pack, period, as_of = found
    pair = (two, one) if swapped else (one, two)
    try:
        return mr.compare(*pair, pack, period, as_of=as_of)
    except (mr.ProfileError, mr.RequestError):
        return None


@pytest.mark.slow
def test_worlds_when_drawn_then_most_can_be_compared():
    made = [compared(*pair) for pair in PAIRS]

    assert sum(item is not None for item in made) > len(made) // 2
    assert any(item.effects[0].total for item in made if item)
    assert any(item.effects[0].known for item in made if item)
    assert any(compared(*pair, swapped=True) for pair in PAIRS)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "other"), PAIRS)
def test_change_when_attributed_then_adds_up_for_every_person_month(seed, other):
    found, comparison = world(seed, other), compared(seed, other)
    if not found or not comparison:
        return
    before = mr.compute(found[0], *found[2:4], as_of=found[4])
    # A comparison names months by the calendar: both sides may cut them off on other days.
    nets = {(item.nip, CALENDAR.named(item.period)): item.net for item in before}
    effect = comparison.effects[0]

    assert len(effect.changes) == len(before)
    for change in effect.changes:
        assert change.before.net == nets[change.nip, change.period]
        for paid in (change.before, change.after):
            assert paid.net is None or sum(paid.causes.values()) == paid.net
        if change.before.net is None or change.after.net is None:
            assert change.net is None
            assert not change.causes
        else:
            assert change.net == change.after.net - change.before.net
            assert sum(change.causes.values()) == change.net


@pytest.mark.parametrize(("seed", "other"), PAIRS)
def test_tables_when_summed_then_all_come_to_the_change_of_the_budget(seed, other):
    comparison = compared(seed, other)
    if not comparison:
        return
    (summary,) = comparison.table("summary")

    whole = summary["change"]
    assert whole == summary["after"] - summary["before"] == comparison.effects[0].total
    for name in ("months", "articles", "findings", "deciles", "persons"):
        assert sum(row["change"] for row in comparison.table(name)) == whole, name
    for name, key in (("groups", "dimension"), ("outcomes", "of")):
        sums: Counter[str] = Counter()
        for row in comparison.table(name):
            sums[row[key]] += row["change"]
        assert set(sums.values()) <= {whole}, name
    people = sum(row["people"] for row in comparison.table("histogram"))
    assert people == summary["losers"] + summary["winners"] + summary["unchanged"]
    assert len(comparison.table("incomplete")) == summary["incomplete"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_regulation_when_compared_with_itself_then_nothing_changes(seed):
    found = world(seed, None)
    if found is None:
        return
    baseline, _, pack, period, as_of = found
    comparison = mr.compare(baseline, baseline, pack, period, as_of=as_of)

    for change in comparison.effects[0].known:
        assert change.net == 0
        assert not change.causes
    assert not comparison.table("articles")
    assert not comparison.table("differences")


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "other"), PAIRS)
def test_baseline_and_draft_when_swapped_then_everything_is_negated(seed, other):
    there, back = compared(seed, other), compared(seed, other, swapped=True)
    if there is None or back is None:
        return

    for change, negated in zip(there.effects[0].changes, back.effects[0].changes, strict=True):
        assert (change.nip, change.period) == (negated.nip, negated.period)
        assert change.net == (None if negated.net is None else -negated.net)
        assert change.lowest == (None if negated.highest is None else -negated.highest)
        assert change.causes == {cause: -amount for cause, amount in negated.causes.items()}
    sums = [
        {(row["path"], row["kind"]): Fraction(row["change"]) for row in one.table("articles")}
        for one in (there, back)
    ]
    assert sums[0] == {key: -amount for key, amount in sums[1].items()}
