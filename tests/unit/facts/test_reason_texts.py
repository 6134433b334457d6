"""Every reason that a reader gives has words, and every word is given."""

from __future__ import annotations

import ast
from pathlib import Path

import masker_rules.facts
from masker_rules.texts import keys

SOURCES = sorted(Path(masker_rules.facts.__file__).parent.rglob("*.py"))
REASONS = {key.removeprefix("reasons.") for key in keys("en") if key.startswith("reasons.")}
GIVERS = {"CellError", "_refuse", "NoPlace"}


def trees():
    return [ast.parse(path.read_text("utf-8")) for path in SOURCES]


def test_reasons_when_given_then_have_words():
    given = {
        node.args[0].value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in GIVERS
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(given) > 30
    assert given <= REASONS


def test_reasons_when_worded_then_given():
    literals = {
        node.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert REASONS - literals == set()
