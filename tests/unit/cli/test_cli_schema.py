from __future__ import annotations

import copy
import json

import pytest
from cli_month import PAID, PROFILE
from schema_check import faults

from masker_rules.engine.result_schema import result_schema


@pytest.fixture
def results(masker, pack):
    said = masker("compute", pack, "--profile", PROFILE, "--format", "json", "--trace")
    return json.loads(said.out)


@pytest.mark.parametrize("kind", ["profile", "pack", "result"])
def test_schema_when_asked_then_json_schema(masker, kind):
    made = json.loads(masker("schema", kind).out)
    assert made["$schema"].startswith("https://json-schema.org/")
    assert made["type"] == "object"


def test_schema_when_written_to_a_file_then_the_same(masker, tmp_path):
    masker("schema", "result", "--out", tmp_path / "s.json")
    assert json.loads((tmp_path / "s.json").read_text("utf-8")) == result_schema()


def test_schema_when_unknown_then_two(masker):
    said = masker("schema", "receipt")
    assert said.code == 2
    assert "[unknown-schema]" in said.err


def test_results_when_real_then_fit_the_schema(results):
    assert list(faults(results, result_schema())) == []


def test_demo_results_when_real_then_fit_the_schema(masker):
    from masker_rules import demo

    argv = ("compute", demo.pack_path(), "--profile", demo.PROFILE, "--period", demo.PERIOD)
    made = json.loads(masker(*argv, "--format", "json").out)
    assert list(faults(made, result_schema())) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda item: item.pop("net"), "net"),
        (lambda item: item.update(net=1.5), "net"),
        (lambda item: item.update(net=None), "net"),
        (lambda item: item.update(status="paid"), "status"),
        (lambda item: item.update(period="2026-13"), "period"),
        (lambda item: item["parts"].update(discipline="90.0%"), "discipline"),
        (lambda item: item["findings"][0].update(rate="0,5%"), "rate"),
        (lambda item: item["lines"][0].update(kind="gift"), "kind"),
    ],
)
def test_results_when_not_of_the_contract_then_the_schema_notices(results, change, word):
    broken = copy.deepcopy(results)
    [item] = [item for item in broken["results"] if item["nip"] == PAID]
    change(item)
    assert any(word in fault for fault in faults(broken, result_schema()))
