"""Every function of the formula language is described, and its examples are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from masker_rules import load_profile, yamltext
from masker_rules.errors import ProfileError
from masker_rules.language.check import FUNCTIONS

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "functions.yaml"
GRAMMAR = (ROOT / "src" / "masker_rules" / "language" / "grammar.lark").read_text("utf-8")
PAGE = (ROOT / "docs" / "reference" / "language.md").read_text("utf-8")


def plain(node):
    if isinstance(node, yamltext.Scalar):
        return node.text
    if isinstance(node, yamltext.Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(child) for key, _, child in node.items()}


EXAMPLE = re.search(r"^```yaml\n(profile:.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[1]
WHOLE = plain(yamltext.parse_yaml(EXAMPLE, "language.md"))
LISTED = plain(yamltext.parse_yaml(FILE.read_bytes(), FILE.name))
ITEMS = [item for section in LISTED.values() for item in section]


def quantity(item, key):
    return {"example": {"each": item["at"], "is": item[key], "source": "perbup"}}


def named(section):
    return {item["name"] for item in LISTED[section]}


def test_page_when_compared_with_the_language_then_it_has_every_function():
    aggregates = re.search(r"^AGGREGATE\.\d+: /\(([a-z_|]+)\)", GRAMMAR, re.MULTILINE)
    assert named("functions") == set(FUNCTIONS)
    assert named("aggregates") == set(aggregates[1].split("|"))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["name"])
def test_example_when_checked_then_it_gives_what_the_page_says(item):
    profile = load_profile({**WHOLE, "quantities": quantity(item, "example")})
    assert profile.plan.by_name["example"].type.said("en") == item["result"]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["name"])
def test_wrong_example_when_checked_then_its_error(item):
    with pytest.raises(ProfileError) as caught:
        load_profile({**WHOLE, "quantities": quantity(item, "wrong")})
    assert item["error"] in {problem.code for problem in caught.value.problems}
