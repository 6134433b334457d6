from __future__ import annotations

import time

import pytest

from masker_rules.errors import Place, ProfileError
from masker_rules.yamltext import Mapping, Scalar, parse_yaml, plain


def places(text):
    root = parse_yaml(text, "f")
    assert isinstance(root, Mapping)
    return {key: (child.place.line, child.place.column) for key, _, child in root.items()}


def refused(text):
    with pytest.raises(ProfileError) as wrong:
        parse_yaml(text, "f")
    problem = wrong.value.problems[0]
    return problem.code, problem.place.line, problem.place.column


def test_columns_when_letters_take_several_bytes_then_counted_in_letters():
    assert places("{é😀: x, b: y}\n") == {"é😀": (1, 6), "b": (1, 12)}


@pytest.mark.parametrize(("start", "end"), [("", "\n"), ("", "\r\n"), ("\ufeff", "\n")])
def test_places_when_a_mark_of_byte_order_or_windows_lines_then_the_same(start, end):
    assert places(f"{start}a: x{end}bb: y{end}") == {"a": (1, 4), "bb": (2, 5)}


def test_anchor_when_named_again_then_the_same_node_at_its_own_place():
    root = parse_yaml("a: &x {cut: 1%}\nb: *x\n", "f")
    assert plain(root) == {"a": {"cut": "1%"}, "b": {"cut": "1%"}}
    assert root.get("b").place == Place("f", 1, 4)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: 1\n\tb: 2\n", ("yaml-syntax", 2, 1)),
        ("a: \x07\n", ("yaml-syntax", 0, 0)),
        ("a: [1\nb: 2\n", ("yaml-syntax", 2, 2)),
        ("é: *x\n", ("yaml-syntax", 1, 4)),
        ("a: 1\nb: 2\na: 3\n", ("duplicate-key", 3, 1)),
        ("a: 1\n---\nb: 2\n", ("yaml-one-document", 3, 1)),
        ("a: 1\n? [b]\n: 2\n", ("yaml-syntax", 2, 3)),
        ("{{a: 1}: 2}\n", ("yaml-syntax", 1, 2)),
    ],
)
def test_text_when_wrong_then_code_and_place(text, where):
    assert refused(text) == where


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_nesting_when_a_million_deep_then_refused_in_words_and_soon(opening):
    began = time.process_time()
    assert refused(opening * (1_000_000 // len(opening)))[0] == "yaml-too-deep"
    # Seconds at most; a power of the depth would be hours.
    assert time.process_time() - began < 60


def test_scalars_when_yaml_would_give_them_a_type_then_text():
    text = "[0.50, 010, 1e3, no, 07:30, 2026-01-01, null, '7']\n"
    assert plain(parse_yaml(text, "f")) == [
        "0.50", "010", "1e3", "no", "07:30", "2026-01-01", "null", "7",
    ]  # fmt: skip
    assert parse_yaml("'7'\n", "f") == Scalar("7", Place("f", 1, 1), quoted=True)
