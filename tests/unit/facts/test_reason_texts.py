"""Every reason that a reader gives has words, and every word is given."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import masker_rules.facts
from masker_rules.facts.cells import parser_of_type
from masker_rules.texts import keys, render

FACTS = Path(masker_rules.facts.__file__).parent
#: What only a regulation makes a fault of a pack is said by the engine.
OF_THE_ENGINE = ("empty_tables.py", "fine_cells.py")
SOURCES = [
    *sorted(FACTS.rglob("*.py")),
    *(FACTS.parent / "engine" / name for name in OF_THE_ENGINE),
]
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


@pytest.mark.parametrize("lang", ["en", "id"])
def test_flags_when_refused_then_what_is_offered_is_read(lang):
    cure = render(lang, "reasons.bad-flag", {"value": "yes"}).partition("; ")[2]
    offered = re.findall("“(.*?)”", cure)
    assert [parser_of_type("flag")[0](word) for word in offered] == [True, False]
