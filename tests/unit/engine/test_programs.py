"""The program of the result alone and the program of everything agree on every shipped profile."""

from __future__ import annotations

import pytest

from masker_rules.demo import pack_path
from masker_rules.engine.emit import compile_plan
from masker_rules.engine.inputs import InputReader
from masker_rules.engine.profile import load_profile, result_names
from masker_rules.facts import read_pack
from masker_rules.periods import Month
from masker_rules.profiles import known_ids

MARCH = Month(2026, 3)


@pytest.mark.parametrize("profile_id", known_ids())
def test_fast_program_when_run_on_the_example_month_then_equal_to_the_full_one(
    profile_id: str,
) -> None:
    profile = load_profile(profile_id)
    pack = read_pack(pack_path()).under(profile.vocabulary)
    reader = InputReader(profile, pack, [MARCH], None)
    fast, full = compile_plan(profile.plan, result_names(profile.plan)), profile.program()
    compared = 0

    for nip in pack.by_nip("employees"):
        inputs = reader.read(nip, MARCH)
        if inputs.segmented:
            continue
        expected = full.run(inputs.facts, inputs.rows, lambda _: 0)
        actual = fast.run(inputs.facts, inputs.rows, lambda _: 0)
        assert {name: expected[name] for name in fast.outputs} == actual
        compared += 1

    assert compared > 20
