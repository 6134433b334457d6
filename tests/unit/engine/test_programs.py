"""The program of the result alone and the program of everything agree on every shipped profile."""

from __future__ import annotations

from datetime import date

import pytest
from long_runs import some_of
from regulations import NIP, regulation, tables

import masker_rules as mr
from masker_rules.demo import pack_path
from masker_rules.engine.emit import compile_plan
from masker_rules.engine.inputs import InputReader
from masker_rules.engine.profile import load_profile, result_names
from masker_rules.facts import read_pack
from masker_rules.periods import Month
from masker_rules.profiles import known_ids

MARCH = Month(2026, 3)


@pytest.mark.parametrize("profile_id", some_of(known_ids()))
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


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_table_when_a_cell_asks_a_table_that_was_asked_before_then_each_says_its_own(
    engine: str,
) -> None:
    """On four late days `b` says Rp 5; `a` asks `b` where nobody is later than half an hour."""
    profile = regulation(
        tables={
            "b": {"by": "days", "rows": [["0..3", "tpp * 5%"], ["4..", "Rp 5"]]},
            "a": {"by": "days", "rows": [["0..1", "b(count(late > 0m))"], ["2..", "Rp 7"]]},
        },
        quantities={"first": "b(count(late > 0m))", "second": "a(count(late > 30m))"},
        counts={"first": "first", "second": "second"},
    )
    late = {date(2026, 7, day): ("08:10", "16:00") for day in (1, 2, 3, 6)}

    results = mr.compute(profile, tables(punches=late), "2026-07", engine=engine)

    assert (results[NIP].counts["first"], results[NIP].counts["second"]) == (5, 5)
