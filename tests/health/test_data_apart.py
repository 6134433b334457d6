"""Regulations are data: their numbers, names and places do not stand in Python (DESIGN D1)."""

from __future__ import annotations

import ast
import re

import pytest

from masker_rules.profiles import find, known_ids

NUMBER = re.compile(r"\d+([.,]\d+)?\s?%|\bRp\s?\d")
JURISDICTION = re.compile(r"\b(kab|kota|prov)-[a-z]|\bid/[a-z]", re.IGNORECASE)


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


#: Where amounts and minutes are worked out.
COMPUTING = ("engine/", "attendance/", "units/")
#: A smaller number counts months, days, digits or places of a tuple.
SMALL = 31
#: Of the clock, of degrees on the earth, and centimetres of a diameter: no law decides them.
OF_NO_LAW = frozenset({47, 59, 60, 3600, 86400, 90, 180, 200, *(10**n for n in range(19))})


def named(tree):
    """Numbers that have a name of their own: constants of a module, defaults, limits of a call."""
    constants = [node for node in tree.body if isinstance(node, ast.Assign)]
    found = [inner for node in constants for inner in ast.walk(node)]
    for node in ast.walk(tree):
        if isinstance(node, (ast.AnnAssign, ast.keyword)):
            found.append(node.value)
        elif isinstance(node, ast.arguments):
            found += [*node.defaults, *node.kw_defaults]
    return {id(node) for node in found}


def is_a_number_of_its_own(node):
    return (
        isinstance(node, ast.Constant)
        and type(node.value) is int
        and node.value > SMALL
        and node.value not in OF_NO_LAW
    )


def test_numbers_when_something_is_computed_with_them_then_they_have_a_name(modules):
    computing = {name: tree for name, tree in modules.items() if name.startswith(COMPUTING)}
    found = []
    for name, tree in computing.items():
        known = named(tree)
        numbers = [node for node in ast.walk(tree) if is_a_number_of_its_own(node)]
        found += [
            f"{name}:{node.lineno} {node.value}" for node in numbers if id(node) not in known
        ]
    assert not found, f"a number of a regulation belongs in a profile: {found}"


#: Of a region or an agency in a title: `Kabupaten Contoh Raya`, `Badan Gizi Nasional`.
TITLE = re.compile(
    r"\b(?:Kabupaten|Kota|Provinsi|Badan|Kementerian|Lembaga)(?: [A-Z][a-z]+)+(?=\W|$)"
)
#: The frame of the whole country is no region.
EVERYWHERE = frozenset({"nasional", "nasional/kerangka"})


def names():
    """Regions and agencies of the shipped regulations, as their ids and titles call them."""
    found = set()
    for profile in known_ids():
        _, jurisdiction, regulation = profile.split("/")
        bare = re.sub(r"^(kab|kota|prov)-", "", jurisdiction)
        found |= {bare, bare.replace("-", " "), f"{jurisdiction}/{regulation}"}
        head, _, _ = find(profile)[0].read_text("utf-8").partition("\nsources:")
        found |= {name.lower() for name in TITLE.findall(head)}
    return sorted(found - EVERYWHERE)


def test_names_when_derived_then_those_of_the_shipped_regulations():
    assert {"bulukumba", "banggai kepulauan", "bgn", "badan gizi nasional"} <= set(names())


def test_source_when_searched_then_names_no_region_and_no_agency(root):
    words = "|".join(re.escape(name) for name in names())
    form = re.compile(rf"(?<![A-Za-z])(?:{words})(?![A-Za-z])", re.IGNORECASE)
    found = []
    for path in sorted((root / "src" / "masker_rules").rglob("*.py")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            # Examples of documentation may name a profile that the package ships.
            if form.search(line) and "`id/" not in line and '"id/' not in line:
                found.append(f"{path.name}:{number} {line.strip()}")
    assert not found, f"the engine is fitted to one regulation: {found}"


def test_literals_when_outside_the_command_line_then_name_no_jurisdiction(literals):
    found = [
        f"{place} {text!r}"
        for place, text in literals
        if JURISDICTION.search(text) and not place.startswith("cli/")
    ]
    assert not found, f"the engine is fitted to one regulation: {found}"
