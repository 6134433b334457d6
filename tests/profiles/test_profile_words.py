"""Questions and labels of shipped regulations are read by all: no code or date of a machine."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

import masker_rules as mr
from masker_rules import yamltext
from masker_rules.profiles import known_ids

#: Names with joints, ISO dates, backquotes; hours with a colon are English.
CODES = {
    "id": re.compile(r"\b[a-z]+_[a-z_]+\b|`|\b\d{4}-\d{2}|\b\d\d:\d\d\b|\.\."),
    "en": re.compile(r"\b[a-z]+_[a-z_]+\b|`|\b\d{4}-\d{2}|\.\."),
}


@pytest.fixture(scope="module")
def shunned():
    """Words that the glossary has another one for."""
    path = Path(__file__).parents[2] / "docs/glossary.yaml"
    sections = yamltext.plain(yamltext.parse_yaml(path.read_bytes(), path.name))
    words = [word for one in sections for term in one["terms"] for word in term.get("not", ())]
    assert len(words) > 15
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


@pytest.fixture(scope="module")
def plans():
    return [mr.load_profile(profile).plan for profile in known_ids()]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_questions_and_labels_when_read_then_in_words(plans, lang, shunned):
    found = [
        f"{plan.id}: {told!r}"
        for plan in plans
        for text in texts_of(plan)
        if CODES[lang].search(told := text.get(lang)) or (lang == "id" and shunned.search(told))
    ]
    assert not found, "\n".join(found)


def test_start_when_assumed_then_said_to_be_unknown(plans):
    """1 January 2012 is where computing begins, and no date of force that anybody has read."""
    assumed = [plan for plan in plans if str(plan.in_force).startswith("2012-01-01")]
    assert len(assumed) == 25
    assert not [plan.id for plan in assumed if plan.start_known]
    known = {plan.id for plan in plans if plan.start_known}
    assert "id/kab-pakpak-bharat/perubahan-2019" in known


def test_index_of_profiles_when_read_then_no_word_that_the_glossary_shuns(shunned):
    path = files("masker_rules") / "profiles/index.yaml"
    assert not shunned.findall(path.read_text("utf-8"))


def texts_of(plan):
    yield plan.title
    yield from plan.labels.values()
    for question in plan.questions:
        yield from (question.ask, question.taken, *question.options)
