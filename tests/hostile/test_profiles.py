"""Profiles made to exhaust the reader: refused in words, before anything grows."""

from __future__ import annotations

import pytest

from masker_rules import load_profile, yamltext
from masker_rules.errors import ProfileError
from masker_rules.language import syntax
from masker_rules.testing import run_cases

HEADER = """\
profile:
  language: 1
  id: id/uji/jahat
  title: Aturan uji
  status: draft
  zone: Asia/Makassar
  in_force: ..
  source: unconfirmed
"""


@pytest.fixture
def refused(tmp_path):
    def load(text):
        path = tmp_path / "profile.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(ProfileError) as wrong:
            load_profile(path)
        for lang in ("id", "en"):
            assert "{" not in wrong.value.text(lang)
        return wrong.value.problems[0]

    return load


def formula(text):
    return HEADER + f"quantities:\n  x: '{text}'\n"


def test_yaml_when_aliases_multiply_then_refused_by_counting_nodes(refused):
    # nine levels of nine: 387 420 489 leaves in 400 bytes
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 9)]
    problem = refused("\n".join(lines))
    assert problem.code == "yaml-too-many-nodes"
    assert problem.place.line <= 9


def test_yaml_when_nested_deeper_than_allowed_then_refused(refused):
    assert refused("a: " + "[" * 100_000 + "]" * 100_000).code == "yaml-too-deep"


def test_yaml_when_nested_as_deep_as_allowed_then_it_is_not_the_depth(refused):
    depth = yamltext.MAX_DEPTH - 1
    text = HEADER + "foo: " + "[" * (depth - 1) + "]" * (depth - 1)
    assert refused(text).code == "unknown-key"
    assert (
        refused(HEADER + "foo: " + "[" * (depth + 1) + "]" * (depth + 1)).code == "yaml-too-deep"
    )


def test_yaml_when_larger_than_allowed_then_refused_unread(refused):
    filler = "# " + "x" * 1000 + "\n"
    too_many = yamltext.MAX_BYTES // len(filler) + 1
    assert refused(HEADER + filler * too_many).code == "file-too-large"


def test_yaml_when_an_alias_names_itself_then_refused(refused):
    assert refused("a: &a [*a]").code == "yaml-syntax"


def test_yaml_when_it_holds_two_documents_then_refused(refused):
    assert refused(HEADER + "---\n" + HEADER).code == "yaml-one-document"


def test_yaml_when_indented_by_tabs_then_refused(refused):
    assert refused("profile:\n\tid: x\n").code == "yaml-syntax"


def test_yaml_when_not_utf8_then_refused(refused):
    assert refused(b"profile: \xff\xfe").code == "not-utf8"


def test_yaml_when_a_key_stands_twice_then_refused(refused):
    assert refused(HEADER + "rules: {}\nrules: {}\n").code == "duplicate-key"


def test_yaml_when_it_asks_for_an_object_then_it_stays_text(refused):
    text = HEADER + 'foo: !!python/object/apply:os.system ["true"]\n'
    assert refused(text).code == "unknown-key"


@pytest.mark.parametrize("text", ["", "- a\n", "x\n", "profile: x\n"])
def test_yaml_when_it_is_no_profile_then_refused(refused, text):
    assert refused(text).code in {"missing-key", "wrong-shape"}


def test_formula_when_longer_than_allowed_then_refused(refused):
    assert refused(formula("1" + " + 1" * 499 + " + 10000")).code == "formula-too-long"


def test_formula_when_as_long_as_allowed_then_read(tmp_path):
    text = "1" + " + 1" * 499
    assert len(text) <= syntax.MAX_LENGTH
    path = tmp_path / "profile.yaml"
    path.write_text(formula(text) + "parts: {total: {round: Rp 1}}\n")
    load_profile(path)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 900 + "1" + ")" * 900,
        "not " * 450 + "yes",
        "-" * 900 + "1",
        "if yes then " * 150 + "1",
        "max(" * 400 + "1",
    ],
)
def test_formula_when_nested_too_deep_then_refused(refused, text):
    assert refused(formula(text)).code in {"formula-too-deep", "formula-syntax"}


def test_formula_when_parentheses_are_a_million_then_refused_by_length(refused):
    depth = 400_000
    assert refused(formula("(" * depth + ")" * depth)).code == "formula-too-long"


def test_formula_when_nested_as_deep_as_allowed_then_read(tmp_path):
    path = tmp_path / "profile.yaml"
    deep = syntax.MAX_DEPTH - 2
    text = "-" * deep + "1"
    path.write_text(formula(text) + "parts: {total: {round: Rp 1}}\n")
    load_profile(path)


@pytest.mark.parametrize(
    "text",
    [
        "__import__(1)",
        "tpp.__class__",
        "(lambda x)",
        "tpp; import os",
        "`tpp`",
        "[tpp]",
        "$tpp",
        "tpp ** 2",
        "tpp % 2",
        "1e9",
        "0x10",
    ],
)
def test_formula_when_it_is_code_then_refused(refused, text):
    codes = {"formula-syntax", "unknown-name", "unknown-function"}
    assert refused(formula(text.replace("'", "''"))).code in codes


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "id/../../x", "id/kab\0"])
def test_extends_when_it_leaves_the_profiles_then_no_id(refused, name):
    text = HEADER.replace("  source", f'  extends: "{name}"\n  source'.replace("\0", "\\0"))
    assert refused(text).code == "bad-profile-id"


def test_extends_when_it_names_itself_then_refused(tmp_path):
    text = HEADER.replace("  source", "  extends: id/uji/jahat\n  source")
    path = tmp_path / "profile.yaml"
    path.write_text(text)
    with pytest.raises(ProfileError) as wrong:
        load_profile(path)
    assert wrong.value.code == "extends-cycle"


def test_case_file_when_aliases_multiply_then_refused(tmp_path):
    (tmp_path / "cases").mkdir()
    parts = "parts: {total: {round: Rp 1}}\n"
    hours = "hours: {office: {normal: {mon..fri: 08:00..16:00}}}\n"
    (tmp_path / "profile.yaml").write_text(HEADER + parts + hours)
    bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    bomb += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]" for n in range(1, 7)]
    (tmp_path / "cases" / "bom.yaml").write_text("\n".join(bomb))
    (broken,) = run_cases(tmp_path)
    assert not broken.passed
    assert [problem.code for problem in broken.problems] == ["yaml-too-many-nodes"]
