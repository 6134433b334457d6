"""The JSON Schema of a profile: every key of the language is described in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from ruamel.yaml import YAML
from schema_check import faults

from masker_rules.language.schema import profile_schema
from masker_rules.profiles import find, known_ids
from masker_rules.texts import keys


def described(lang: str) -> Iterator[tuple[str, str]]:
    schema = profile_schema(lang)
    for name, model in {**schema["$defs"], "Profile": schema}.items():
        yield name, model["description"]
        for key, field in model["properties"].items():
            yield f"{name}.{key}", field["description"]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_schema_when_made_then_every_key_has_words(lang: str) -> None:
    bare = [path for path, text in described(lang) if not text or text.startswith("schema.")]

    assert not bare, f"write schema.<model>.<key> in texts/schema.{lang}.toml: {bare}"


def test_schema_when_made_in_two_languages_then_only_words_differ() -> None:
    indonesian, english = dict(described("id")), dict(described("en"))

    assert indonesian.keys() == english.keys()
    assert all(indonesian[path] != english[path] for path in indonesian)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_words_when_in_the_catalog_then_a_key_has_them(lang: str) -> None:
    schema = profile_schema(lang)
    models = {
        name.removesuffix("Model").lower(): set(model["properties"])
        for name, model in {**schema["$defs"], "Profile": schema}.items()
    }
    everywhere = {key for found in models.values() for key in found} | {"formula", "bands"}
    stale = [
        path
        for path in sorted(keys(lang))
        if path.startswith("schema.")
        and (owner := path.split(".")[1])
        and (key := path.split(".", 2)[2]) != "_about"
        and key not in (everywhere if owner in {"any", "earning"} else models.get(owner, set()))
    ]

    assert not stale


def test_schema_when_read_by_an_editor_then_titles_of_the_code_are_gone() -> None:
    schema = profile_schema("en")

    assert "title" not in schema["$defs"]["RuleModel"]["properties"]["each"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("profile", known_ids())
def test_schema_when_an_editor_checks_a_shipped_profile_then_nothing_is_wrong(
    profile: str,
) -> None:
    # As editors parse it: YAML 1.2, where 3 is a number and `yes` a text.
    content = YAML(typ="safe", pure=True).load(find(profile)[0].read_text("utf-8"))

    assert list(faults(undated(content), profile_schema("en"))) == []


def undated(node: Any) -> Any:
    """Dates as the texts that editors leave them."""
    if isinstance(node, dict):
        return {str(key): undated(child) for key, child in node.items()}
    if isinstance(node, list):
        return [undated(child) for child in node]
    return node.isoformat() if isinstance(node, date) else node


def change(**blocks: object) -> dict[str, object]:
    header = {"language": 1, "id": "id/a/b", "title": "A", "status": "draft", "in_force": ".."}
    return {"profile": header, **blocks}


@pytest.mark.parametrize(
    ("content", "fits"),
    [
        (change(rules={"late": {"cut": "2%"}, "alpa": "removed"}), True),
        (change(terms={"tl1": "1%", "n": 3, "open": {"open": "count", "range": "1..3"}}), True),
        (change(rules={"late": {"cuts": "2%"}}), False),
        (change(rules={"late": "gone"}), False),
        (change(rule={}), False),
        ({"rules": {}}, False),
    ],
)
def test_schema_when_an_editor_checks_a_change_then_only_mistakes_are_wrong(
    content: dict[str, object], fits: bool
) -> None:
    assert fits is (list(faults(content, profile_schema("en"))) == [])
