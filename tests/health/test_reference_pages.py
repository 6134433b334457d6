"""Generated pages of the reference are what the generator writes today."""

from __future__ import annotations

import importlib.util
import re

import pytest

from masker_rules.facts.cells import parser_of_type
from masker_rules.facts.definition import definition
from masker_rules.facts.findings import CellError
from masker_rules.facts.nip import nip_value
from masker_rules.texts import keys


@pytest.fixture(scope="module")
def generator(root):
    path = root / "docs/make_reference.py"
    spec = importlib.util.spec_from_file_location("make_reference", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pages_when_generated_again_then_equal_the_committed_ones(generator):
    stale = [
        path.name
        for path, text in generator.pages().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    assert not stale, f"run `python docs/make_reference.py`: {stale} differ"


def test_errors_page_when_read_then_lists_every_code_once(generator):
    page = next(text for path, text in generator.pages().items() if path.name == "errors.md")
    headings = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    assert headings == sorted(set(headings))
    assert "duplicate-key" in headings


def test_row_codes_page_when_read_then_lists_every_code_once(generator):
    page = next(text for path, text in generator.pages().items() if path.name == "row-codes.md")
    headings = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    reasons = [key.removeprefix("reasons.") for key in keys("en") if key.startswith("reasons.")]
    assert headings == sorted(reasons)
    assert "bad-flag" in headings


def _examples(generator, column):
    """Kinds of cells, each with what the table of them quotes in a column."""
    kinds = _kinds(generator)
    for row in generator.HOW_CELLS_ARE_WRITTEN:
        for kind in re.findall("`([^`]+)`", row[0]):
            quoted = set(re.findall("`([^`]+)`", row[column])) - kinds
            if kind not in {"word", "attribute"}:
                yield from ((kind, cell) for cell in quoted)


def _kinds(generator):
    rows = generator.HOW_CELLS_ARE_WRITTEN
    return {kind for row in rows for kind in re.findall("`([^`]+)`", row[0])}


def _read(kind, cell):
    return nip_value(cell) if kind == "nip" else parser_of_type(kind)[0](cell)


def test_cells_of_the_page_when_written_so_then_they_are_read(generator):
    examples = list(_examples(generator, 1))
    assert len(examples) > 20
    for kind, cell in examples:
        assert _read(kind, cell) is not None, (kind, cell)


def test_cells_of_the_page_when_written_otherwise_then_they_are_refused(generator):
    examples = list(_examples(generator, 2))
    assert len(examples) > 15
    for kind, cell in examples:
        with pytest.raises(CellError):
            pytest.fail(f"{kind} {cell} is {_read(kind, cell)!r}")


def test_kinds_of_cells_when_listed_then_they_are_those_of_the_tables(generator):
    types = {column.type for table in definition().tables.values() for column in table.columns}
    assert _kinds(generator) == types - {"text", "codes"}
