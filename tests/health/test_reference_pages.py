"""Generated pages of the reference are what the generator writes today."""

from __future__ import annotations

import importlib.util

import pytest


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
