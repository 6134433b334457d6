"""Both YAML parsers give one meaning: the same trees, and the same codes, words and places."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import masker_rules
from masker_rules.errors import ProfileError
from masker_rules.yamltext import parse_yaml, reading
from masker_rules.yamltext.events import Unsure, quick_events

#: What YAML gives a meaning, and what either parser treats in a way of its own.
PIECES = (
    "a", "b", "0", "~", "<<", "é", "😀", "\u00a0", " ", "  ", "\n", "\n  ", "\n    ", "\r\n", "\r",
    "\t", ":", ": ", "- ", "-", "?", "? ", ",", "[", "]", "{", "}", "#", " #", "&a ", "*a", "!",
    "!t ", "!!str ", "|", "|2", ">", "|-\n", ">+\n", "'", '"', "''", '""', "\\n", "\\u00e9",
    "\\x41", "\\/", "\\", "%", "@", "`", "=", "\u0085", "\u2028", "\ufeff", "\x07", "\x7f",
    "\ufffe", "---", "...", "\n---\n", "\n...\n", "%YAML 1.2\n",
)  # fmt: skip
WRITTEN = (
    "rules:\n  late:\n    each: late  # apel\n    cut: {1m..30m: 0.5%, 31m..: 1%}\n",
    "tables:\n  t:\n    by: [code, day]\n    rows:\n      - [sakit, 1..3, 0%]\n",
    "label: {id: \"Terlambat, ya?\", en: 'Late: 😀'}\nnote: >-\n  one\n  two\n\nuse: [a.b, c]\n",
    "? a\n: b\nempty:\nlist:\n- x\n-\nwhen: a != b and c >= 1h\n",
    "base: &base {cut: 1%}\nother: *base\nboth: [*base, *base]\n",
)
made = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@st.composite
def damaged(draw):
    """A piece of a file in which something has been put, or taken out."""
    text = draw(st.sampled_from(WRITTEN))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        gone = draw(st.integers(0, 2))
        text = text[:at] + draw(st.sampled_from(("", *PIECES))) + text[at + gone :]
    return text


def outcome(text):
    try:
        return parse_yaml(text, "uji.yaml")
    except ProfileError as wrong:
        return [(p.code, p.place, p.params) for p in wrong.problems]


def slowly(text):
    """What the parser in pure Python alone makes of a text."""
    with mock.patch.object(reading, "quick_events", side_effect=Unsure):
        return outcome(text)


@given(made | damaged())
@example("!t &a b")  # a tag before an anchor: another column
@example("!...!t a")  # a handle that only libyaml takes
@example("|-\n#a")  # a block of text that begins like a remark
@example("a: 1\n...\n...\n")
@example("a:\nb: 1\n")  # a value left out: another place
@example("{a: }")
@example("a:\tb\n")
@example("a\u2028: b\n")
def test_yaml_when_read_by_either_parser_then_the_same(text):
    assert outcome(text) == slowly(text)


@given(made | damaged(), st.integers(1, 4), st.integers(1, 12))
def test_yaml_when_beyond_a_limit_then_the_same_by_either_parser(text, depth, nodes):
    with mock.patch.multiple(reading, MAX_DEPTH=depth, MAX_NODES=nodes):
        assert outcome(text) == slowly(text)


@pytest.mark.slow
def test_shipped_profiles_when_read_then_all_by_the_quick_parser_and_equal():
    shipped = Path(masker_rules.__file__).parent.rglob("*.yaml")
    found = sorted(path for path in shipped if path.parent.name != "scaffold")  # no YAML yet
    assert len(found) > 100
    for path in found:
        text = path.read_text("utf-8-sig")
        list(quick_events(text))
        assert outcome(text) == slowly(text), path


def test_quick_parser_when_a_text_is_wrong_then_it_leaves_the_words_to_the_other():
    with pytest.raises(Unsure):
        list(quick_events("a: [1\nb: 2\n"))
