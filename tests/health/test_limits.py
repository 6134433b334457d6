"""The page of limits tells the limits that the code has."""

from __future__ import annotations

import sys

import pytest

from masker_rules import load_profile, yamltext
from masker_rules.engine import scenarios
from masker_rules.facts import archive, cells, csvtables, database, reader
from masker_rules.facts.office import common
from masker_rules.language import check, document, overlaps, syntax
from masker_rules.language.grammar import _parsed_once
from masker_rules.language.lint import lint

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def rows(root):
    lines = (root / "docs/reference/limits.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:3]] for line in lines if "|" in line]
    return dict(cells)


def test_limits_when_documented_then_those_of_the_yaml_reader(rows):
    assert rows["YAML file"] == f"{yamltext.MAX_BYTES // MIB} MiB ({yamltext.MAX_BYTES:,} bytes)"
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
    view = f"{database.MAX_VIEW_ROWS:,} rows, counted within {database.COUNTED_FOR} seconds"
    assert rows["view of a database"] == view


def test_limits_when_documented_then_those_of_messages(rows):
    assert rows["earlier rows that a row of a table overlaps"] == f"{overlaps.ENOUGH}"
    assert rows["earlier rules that cut what a rule cuts"] == f"{overlaps.ENOUGH}"
    guesses = rows["unknown names for which others are looked up that look like them"]
    assert guesses == f"{check.MOST_GUESSES}"


@pytest.fixture
def authors(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "bench"))
    import authors

    return authors


@pytest.mark.slow
@pytest.mark.parametrize("form", ["rules", "range", "word", "date"])
def test_limits_when_a_regulation_is_as_long_as_the_page_says_then_it_loads(
    authors, tmp_path, form
):
    profile = load_profile(authors.write(form, 3000 if form == "rules" else 5000, tmp_path))
    if form == "rules":
        assert len({charge.rule for charge in profile.plan.charges}) == 3000
    else:
        assert len(profile.plan.by_name["share"].expr.table.rows) >= 4999


@pytest.mark.slow
@pytest.mark.parametrize("form", ["rules", "range", "word", "date"])
def test_load_and_lint_when_a_regulation_is_twice_as_long_then_twice_the_calls(
    authors, tmp_path, form
):
    long, short = (calls(authors.write(form, count, tmp_path)) for count in (400, 200))
    assert long < 2.3 * short


def calls(path):
    """Calls of functions that loading and lint need: time without a clock."""
    count = 0

    def called(_frame, event, _arg):
        nonlocal count
        count += event in {"call", "c_call"}

    _parsed_once.cache_clear()
    sys.setprofile(called)
    try:
        profile = load_profile(path)
        lint(profile.document, profile.plan)
    finally:
        sys.setprofile(None)
    return count
