"""The page of limits tells the limits that the code has."""

from __future__ import annotations

import pytest

from masker_rules import yamltext
from masker_rules.language import syntax


@pytest.fixture(scope="module")
def rows(root):
    lines = (root / "docs/reference/limits.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:3]] for line in lines if "|" in line]
    return dict(cells)


def test_limits_when_documented_then_those_of_the_yaml_reader(rows):
    assert rows["YAML file"] == f"1 MiB ({yamltext.MAX_BYTES:,} bytes)"
    assert rows["YAML nesting"] == f"{yamltext.MAX_DEPTH} levels"
    assert rows["YAML nodes, with aliases expanded"] == f"{yamltext.MAX_NODES:,}"


def test_limits_when_documented_then_those_of_the_formula(rows):
    assert rows["formula"] == f"{syntax.MAX_LENGTH:,} characters"
    assert rows["formula nesting"] == f"{syntax.MAX_DEPTH} levels"
