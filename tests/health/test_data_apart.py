"""Regulations are data: their numbers, names and places do not stand in Python (DESIGN D1)."""

from __future__ import annotations

import ast
import re

import pytest

NUMBER = re.compile(r"\d+([.,]\d+)?\s?%|\bRp\s?\d")
JURISDICTION = re.compile(
    r"\b(kab|kota|prov)-[a-z]|\bid/[a-z]|bulukumba|banggai|tulang.bawang", re.IGNORECASE
)


@pytest.fixture(scope="module")
def literals(modules):
    """Strings of every module that are no documentation."""
    found = []
    for name, tree in modules.items():
        words = spoken(tree)
        found += [
            (f"{name}:{node.lineno}", node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in words
        ]
    return found


def spoken(tree):
    """Docstrings and descriptions of fields: words about the language, which may give examples."""
    described = [
        keyword.value
        for keyword in ast.walk(tree)
        if isinstance(keyword, ast.keyword) and keyword.arg in {"description", "help", "examples"}
    ]
    return docstrings(tree) | {id(node) for value in described for node in ast.walk(value)}


def docstrings(tree):
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    statements = [
        statement
        for owner in ast.walk(tree)
        if isinstance(owner, owners)
        for statement in owner.body
        if isinstance(statement, ast.Expr)
    ]
    return {id(statement.value) for statement in statements}


def test_literals_when_in_python_then_hold_no_percent_and_no_rupiah(literals):
    whole = {"0%", "100%"}  # nothing and all: no regulation decides what they are
    found = [
        f"{place} {text!r}"
        for place, text in literals
        if NUMBER.search(text) and text not in whole
    ]
    assert not found, f"a number of a regulation belongs in a profile: {found}"


def test_literals_when_outside_the_command_line_then_name_no_jurisdiction(literals):
    found = [
        f"{place} {text!r}"
        for place, text in literals
        if JURISDICTION.search(text) and not place.startswith("cli/")
    ]
    assert not found, f"the engine is fitted to one regulation: {found}"
