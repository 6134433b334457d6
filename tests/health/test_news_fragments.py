"""What towncrier collects at a release; it leaves out a fragment with another name silently."""

from __future__ import annotations

import re
import tomllib

import pytest

FRAGMENT = re.compile(r"(?:\d+|\+[a-z0-9-]+)\.(?P<kind>[a-z]+)(?:\.[a-z0-9-]+)?\.md\Z")


@pytest.fixture(scope="module")
def kinds(root):
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    return {kind["directory"] for kind in settings["tool"]["towncrier"]["type"]}


@pytest.fixture(scope="module")
def fragments(root):
    return sorted(p for p in (root / "changelog.d").iterdir() if p.name != "README.md")


def test_fragment_when_named_then_an_issue_or_a_word_and_a_kind_that_is_known(fragments, kinds):
    named = {path.name: FRAGMENT.match(path.name) for path in fragments}
    wrong = [name for name, found in named.items() if not found or found["kind"] not in kinds]
    assert not wrong, f"<issue>.<kind>.<word>.md or +<word>.<kind>.md of {sorted(kinds)}: {wrong}"


def test_fragment_when_read_then_says_something(fragments):
    empty = [path.name for path in fragments if not path.read_text("utf-8").strip()]
    assert not empty, f"no word of news: {empty}"


def test_kinds_when_documented_then_those_of_the_configuration(root, kinds):
    page = (root / "changelog.d/README.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == kinds
