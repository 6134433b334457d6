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


# ------------------------------------------------------------------ words and examples
def fields(own, path):
    """Every field of a schema, with its path."""
    for name, field in own.get("properties", {}).items():
        yield f"{path}.{name}", field
        yield from fields(field, f"{path}.{name}")
        yield from fields(field.get("items", {}), f"{path}.{name}[]")


def every_field():
    schema = result_schema()
    yield from fields(schema, "")
    for name, own in schema["$defs"].items():
        yield from fields(own, f"${name}")


def target(field):
    name = field.get("$ref", "").rpartition("/")[2]
    return result_schema()["$defs"][name] if name else {}


def has_parts(field):
    """Whether what it is made of is told by itself, with examples there."""
    items = field.get("items", {})
    return bool(
        field.get("properties")
        or items.get("properties")
        or target(field).get("properties")
        or target(items).get("properties")
    )


def test_fields_of_a_result_when_read_then_each_has_words_and_an_example():
    schema, lacking, wrong = result_schema(), [], []
    for path, field in every_field():
        if "description" not in {**target(field), **field}:
            lacking.append(path)
        examples = field.get("examples", target(field).get("examples", []))
        if not examples and not has_parts(field):
            lacking.append(path)
        wrong += [(path, one) for one in examples if list(faults(one, field, schema))]
    assert lacking == []
    assert wrong == []


def keys_of(value, own, path):
    """Keys of objects that no field of the schema is for."""
    own = {**own, **target(own)}
    if isinstance(value, list):
        for item in value:
            yield from keys_of(item, own.get("items", {}), f"{path}[]")
    if isinstance(value, dict) and "properties" in own:
        for key, inner in value.items():
            if key not in own["properties"]:
                yield f"{path}.{key}"
            else:
                yield from keys_of(inner, own["properties"][key], f"{path}.{key}")


def test_results_when_real_then_every_key_is_told(results):
    assert set(keys_of(results, result_schema(), "")) == set()
