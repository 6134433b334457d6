"""The trace and the JSON of an explanation are plain data with exact values."""

from __future__ import annotations

import json

import pytest
from explained import SCENARIOS, scenario

from masker_rules.explain import explain_dict, trace_dict


@pytest.mark.parametrize("name", SCENARIOS)
def test_trace_when_made_then_json_of_every_quantity(name: str) -> None:
    result = scenario(name)
    trace = json.loads(json.dumps(trace_dict(result)))
    assert result.computation is not None
    plan = result.computation.plan

    assert [q.name for q in plan.quantities] == [entry["name"] for entry in trace["quantities"]]
    assert all(entry["formula"] for entry in trace["quantities"])


def test_trace_when_made_then_exact_values_and_one_per_row() -> None:
    trace = trace_dict(scenario("payable"))
    named = {entry["name"]: entry for entry in trace["quantities"]}

    assert trace["inputs"]["facts"]["tpp"] == 4_000_000
    assert trace["inputs"]["facts"]["target_minutes"] == "6750m"
    assert trace["inputs"]["rows"]["day"][:2] == ["2026-07-01", "2026-07-02"]
    assert named["late"]["value"][:3] == ["0m", "10m", "40m"]
    assert named["productivity.score"]["value"] == "90%"
    assert named["discipline.paid"]["value"] == 1_424_000
    assert named["discipline.paid"]["source"] == "Perbup Contoh 7/2026, pasal 6"


def test_trace_when_something_is_missing_then_what_hangs_on_it_is_open() -> None:
    trace = trace_dict(scenario("incomplete"))
    named = {entry["name"]: entry["value"] for entry in trace["quantities"]}

    assert trace["inputs"]["facts"]["target_minutes"] == "?"
    assert named["productivity.paid"] == "?"
    assert named["discipline.paid"] == 1_592_000


def test_explanation_when_json_then_exact_values_beside_the_words() -> None:
    made = json.loads(json.dumps(explain_dict(scenario("ramadan"), "en")))
    lines = [ln for s in made["sections"] for e in s["entries"] for ln in e["lines"]]
    values = {ln["result"]: ln["value"] for ln in lines}

    assert (made["nip"], made["period"], made["status"]) == (
        "198501012010011001",
        "2026-03",
        "payable",
    )
    assert values["Rp 3,154,443.795"] == "3154443.795"
    assert values["74.67% (exactly: 5,003 of 6,700)"] == "5003/6700"
    assert values["31 min"] == "31m"
