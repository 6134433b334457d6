"""The public calls: each says the same, and none makes half an explanation."""

from __future__ import annotations

import json
import pickle

import pytest
from cli_month import OTHER, PAID, PROFILE, tables

import masker_rules as mr
from masker_rules import explain

CALLS = [explain.explain_text, explain.explain_html, explain.explain_json, explain.explain_dict]


@pytest.fixture(scope="module")
def results():
    # A row of a category that nobody knows is set aside: its person has a result, but no facts.
    given = tables()
    lost = {**given["employees"][2], "nip": "197001011990011001", "category": "???"}
    return mr.compute(PROFILE, {**given, "employees": [*given["employees"], lost]}, "2026-07")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_json_when_made_then_it_is_the_data(results, lang):
    for nip in (PAID, OTHER, "197001011990011001"):
        told = json.loads(explain.explain_json(results.person(nip), lang))
        assert told == explain.explain_dict(results.person(nip), lang)
        assert told["lang"] == lang


def test_json_when_traced_then_the_trace_stands_beside(results):
    told = json.loads(explain.explain_json(results.person(PAID), trace=True))
    trace = told.pop("trace")
    assert trace == explain.trace_dict(results.person(PAID))
    assert told == explain.explain_dict(results.person(PAID))


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.__name__)
@pytest.mark.parametrize("nip", [PAID, "197001011990011001"])
def test_explanation_when_the_result_travelled_then_refused(results, call, nip):
    """It gave a page of the head alone."""
    assert call(results.person(nip))
    back = mr.Results.from_json(results.to_json())
    sent = pickle.loads(pickle.dumps(results.person(nip)))  # noqa: S301  (our own)
    for travelled in (back.person(nip), sent):
        with pytest.raises(mr.RequestError) as wrong:
            call(travelled)
        assert wrong.value.code == "explanation-needs-facts"
