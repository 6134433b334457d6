"""Explanations of many people made at once are those of each alone."""

from papers_world import results_of

import masker_rules as mr
from masker_rules.columnar.late import LateComputation, made_together
from masker_rules.demo import PERIOD, PROFILE, pack_path


def late_of(results):
    return {
        item.nip: item.computation
        for item in results
        if isinstance(item.computation, LateComputation)
    }


def test_computations_when_made_together_then_those_of_each_alone():
    alone, together = (mr.compute(PROFILE, pack_path(), PERIOD, engine="columns") for _ in "ab")
    told = []
    made_together(together, lambda done, whole: told.append((done, whole)))
    one, both = late_of(alone), late_of(together)
    assert both
    assert told == [(len(both), len(both))]
    assert all(found.is_made for found in both.values())
    for nip, found in both.items():
        assert found.values == one[nip].values
        assert found.inputs.facts == one[nip].inputs.facts
    # What is there already is left as it is.
    made_together(together, lambda *_: told.append(None))
    assert None not in told


def test_computations_when_of_the_reference_engine_then_nothing_is_made():
    made_together(results_of("id/kab-barru", 0, people=2))
