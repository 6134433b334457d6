"""Codes of formulas have words, and the words say units in the reader's language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from regulations import regulation

import masker_rules as mr
from masker_rules.errors import ProfileError
from masker_rules.texts import Phrase, keys, render
from masker_rules.units import Type, Unit

LANGUAGE = Path(mr.__file__).parent / "language"


def formula_errors():
    for path in sorted(LANGUAGE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "FormulaError":
                code = ast.literal_eval(node.args[0])
                names = {keyword.arg for keyword in node.keywords}
                yield pytest.param(code, names, id=f"{path.name}:{node.lineno}")


@pytest.mark.parametrize(("code", "names"), list(formula_errors()))
def test_code_when_a_formula_is_wrong_then_its_words_quote_what_is_given(code, names):
    marks = {name: f"<{name}>" for name in names}
    for lang in ("id", "en"):
        for part in ("fact", "cure"):
            assert f"errors.{code}.{part}" in keys(lang)
            assert not re.search(r"\{\w+\}", render(lang, f"errors.{code}.{part}", marks))


@pytest.mark.parametrize("unit", list(Unit))
def test_unit_when_said_then_in_words_of_both_languages(unit):
    kind = Type(unit)
    assert kind.said("en") != kind.said("id")
    assert not kind.said("en").startswith("units.")


def test_phrase_when_it_is_a_parameter_then_said_in_the_language_of_the_text():
    params = {"path": "parts", "wanted": Phrase("shapes.mapping")}
    assert render("en", "errors.wrong-shape.fact", params) == (
        "`parts` should hold keys with values"
    )
    assert "kunci dengan nilainya" in render("id", "errors.wrong-shape.fact", params)


def messages(**blocks):
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile(regulation(parts={"total": {"round": "Rp 1"}}, **blocks))
    return [(p.code, dict(p.params)) for p in wrong.value.problems]


@pytest.mark.parametrize(
    ("blocks", "code", "params"),
    [
        ({"rulez": {}}, "unknown-key", {"key": "rulez", "path": "profile.yaml"}),
        (
            {"rules": {"a": {"each": "late", "cut": "1%", "off": "total"}}},
            "unknown-key",
            {"key": "off", "path": "rules.a"},
        ),
        ({"rules": {"a": {"cut": "1%"}}}, "missing-key", {"key": "each", "path": "rules.a"}),
        ({"quantities": {"a": {"each": "day"}}}, "missing-key", {"key": "is"}),
        ({"rules": "a"}, "wrong-shape", {"path": "rules", "wanted": Phrase("shapes.mapping")}),
        (
            {"rules": {"a": {"each": ["late"]}}},
            "wrong-shape",
            {"path": "rules.a.each", "wanted": Phrase("shapes.text")},
        ),
        (
            {"rules": {"a": {"each": "late", "cut": {"1m..": ["1%"]}}}},
            "wrong-shape",
            {"path": "rules.a.cut.1m..", "wanted": Phrase("shapes.text")},
        ),
        (
            {"rules": {"a": {"each": "late", "cut": {"by": "late", "rows": [], "lable": "x"}}}},
            "unknown-key",
            {"key": "lable", "path": "rules.a.cut"},
        ),
    ],
)
def test_shape_when_wrong_then_one_problem_that_names_it(blocks, code, params):
    [(found, given)] = messages(**blocks)
    assert found == code
    assert params.items() <= given.items()


def test_key_when_misspelt_then_the_nearest_of_the_language_is_offered():
    [(_, given)] = messages(rules={"a": {"each": "late", "cutt": "1%"}})
    assert given["nearest"].split(", ")[0] == "cut"


def test_name_when_it_is_a_fact_of_another_grain_then_the_prefix_is_offered():
    [(code, given)] = messages(quantities={"a": "any(conforming = no)"})
    assert (code, given["nearest"]) == ("unknown-name", "activity.conforming")


def test_problem_when_in_a_condition_then_the_law_of_its_rule_is_beside_it():
    rule = {
        "each": "late",
        "when": "late > 10%",
        "cut": "1%",
        "of": "total",
        "source": "uji pasal 9",
    }
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile(regulation(parts={"total": {"round": "Rp 1"}}, rules={"a": rule}))
    assert wrong.value.problems[0].law.id == "Perbup Uji 1/2020, pasal 9"


def test_problem_when_many_quantities_are_made_of_one_rule_then_told_once():
    profile = regulation(parts={"total": {"round": "Rp 1", "source": "uji"}})
    profile["profile"] = {k: v for k, v in profile["profile"].items() if k != "source"}
    profile["amount"] = {"is": "tpp", "source": "uji"}
    profile["hours"] = {"office": {"normal": {"mon": "08:00..16:00"}, "source": "uji"}}
    profile["rules"] = {"a": {"each": "late or early", "cut": "1%", "of": "total"}}
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile(profile)
    assert [p.code for p in wrong.value.problems] == ["missing-source"]
