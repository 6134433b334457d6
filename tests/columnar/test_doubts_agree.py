"""Rows in doubt pay the same, to the last byte, whichever engine computes."""

from __future__ import annotations

import pytest
from damages import DOUBTED, damages, random_world, shipped_world
from random_names import seeded

import masker_rules as mr


def agree(world, name):
    profile, tables, month = world
    for damage in damages(seeded(f"agree {name}"), tables, (DOUBTED,)):
        given = {table: [dict(row) for row in rows] for table, rows in damage.tables.items()}
        by = (mr.compute(profile, given, month, engine=one) for one in ("reference", "columns"))
        first, second = (run.to_json() for run in by)
        assert first == second, damage.place


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(200, 220))
def test_doubts_when_under_any_drawn_law_then_the_same_bytes(seed):
    world = random_world(seed, 4)
    if world is not None:
        agree(world, seed)


@pytest.mark.slow
@pytest.mark.parametrize("ref", ["id/kab-banggai-kepulauan", "id/prov-dki-jakarta", "id/kemnaker"])
def test_doubts_when_under_a_regulation_then_the_same_bytes(ref):
    agree(shipped_world(ref, 2, 4), ref)
