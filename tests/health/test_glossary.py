"""Words of law that packs and profiles use are explained in the glossary."""

from __future__ import annotations

import re

import pytest

from masker_rules import yamltext
from masker_rules.facts.definition import definition

#: Words of the vocabularies that are English and say what they mean.
ENGLISH = {
    *("office", "teacher", "health", "field", "leadership"),
    *("leave", "work", "free", "duty", "off", "wfh"),
    *("unexcused_days", "sick_days", "late_minutes", "sick_spells", "overpayment"),
    *("target_minutes", "working_days", "payment_percent", "unit_price"),
}


@pytest.fixture(scope="module")
def explained(root):
    text = (root / "docs/reference/glossary.md").read_text("utf-8")
    return set(re.findall(r"`([^`]+)`", text))


@pytest.fixture(scope="module")
def prelude(root):
    path = root / "src/masker_rules/language/std/std.yaml"
    return plain(yamltext.parse_yaml(path.read_bytes(), path.name))


def plain(node):
    if isinstance(node, yamltext.Scalar):
        return node.text
    if isinstance(node, yamltext.Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(child) for key, _, child in node.items()}


def check(words, explained):
    missing = sorted(set(words) - explained - ENGLISH)
    assert not missing, f"docs/reference/glossary.md does not explain {missing}"


def test_vocabularies_when_read_then_every_word_of_law_is_explained(explained):
    # Grades are explained as a whole: I/a … IV/e, I … XVII.
    pack = definition()
    words = [w for name, some in pack.vocabularies.items() if name != "grade" for w in some]
    words += [w for value in pack.measures.values() if isinstance(value, tuple) for w in value]
    check(words, explained)


def test_people_when_read_then_every_kind_is_explained(explained):
    tables = definition().tables
    kinds = {
        word
        for table, column in (("employees", "category"), ("assignments", "kind"))
        for found in tables[table].columns
        if found.name == column
        for word in found.words
    }
    assert kinds
    check(kinds, explained)


def test_prelude_when_read_then_its_groups_inputs_and_codes_are_explained(prelude, explained):
    codes = [one["code"] for one in prelude["series"].values() if isinstance(one, dict)]
    assert len(codes) >= 8
    check([*prelude["groups"], *prelude["inputs"], *codes], explained)


def test_english_words_when_listed_then_none_is_a_relic(prelude):
    pack = definition()
    used = {word for some in pack.vocabularies.values() for word in some}
    assert not ENGLISH - used - set(prelude["groups"]) - set(prelude["inputs"])
