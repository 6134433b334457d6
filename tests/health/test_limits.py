"""The page of limits tells the limits that the code has."""

from __future__ import annotations

import pytest

from masker_rules import yamltext
from masker_rules.engine import scenarios
from masker_rules.facts import archive, cells, csvtables, reader
from masker_rules.facts.office import common
from masker_rules.language import document, syntax

MIB = 1024 * 1024


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


def test_limits_when_documented_then_those_of_layers_and_scenarios(rows):
    assert rows["layers under a profile"] == f"{document.MAX_LAYERS}"
    unknown = rows["combinations of what is unknown in one person's month"]
    assert unknown == f"{scenarios.MAX_SCENARIOS:,}"


def test_limits_when_documented_then_those_of_archives(rows):
    assert rows["workbook or archive: members"] == f"{archive.MAX_MEMBERS}"
    assert rows["workbook or archive: unpacked size"] == f"{archive.MAX_UNPACKED // MIB} MiB"
    assert rows["workbook or archive: ratio of unpacked to packed"] == f"{archive.MAX_RATIO}"


def test_limits_when_documented_then_those_of_files_and_cells(rows):
    assert rows["file of a table, office file"] == f"{reader.MAX_FILE_BYTES // MIB} MiB"
    assert reader.MAX_FILE_BYTES == common.MAX_OFFICE_BYTES
    assert rows["CSV cell, as read"] == f"{csvtables.MAX_CELL:,} characters"
    assert rows["text of a cell"] == f"{cells.MAX_TEXT:,} characters"
    assert rows["digits of a number"] == f"{cells.MAX_DIGITS}"
