"""The names that editors complete where a pack is made in Python are those of the tables."""

from __future__ import annotations

import ast
import inspect

from masker_rules.facts import given
from masker_rules.facts.definition import definition


def words():
    """Each key of the class with the text that stands below it."""
    [made] = [node for node in ast.parse(inspect.getsource(given)).body if hasattr(node, "bases")]
    pairs = zip(made.body, made.body[1:], strict=False)
    return {
        field.target.id: " ".join(text.value.value.split())
        for field, text in pairs
        if isinstance(field, ast.AnnAssign)
    }


def test_tables_when_completed_then_all_of_them_in_words_of_the_definition():
    told = {name: table.doc["en"].removesuffix(".") for name, table in definition().every.items()}
    assert {name: text.removesuffix(".") for name, text in words().items()} == told
    assert list(given.GivenTables.__annotations__) == list(told)
