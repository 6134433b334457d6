"""What a regulation may declare of an attribute; every cure works when it is followed."""

from __future__ import annotations

import attribute_law as told
import pytest

import masker_rules as mr

COUNT = {"from": "attributes.nilai", "type": "count", "range": "1..5"}


def problem_of(entry, test):
    """The first problem of a law that declares `tahu` so; what it leads to stands behind it."""
    with pytest.raises(mr.ProfileError) as wrong:
        mr.load_profile(told.law(f"if {test} then 100% else 50%", entry))
    return wrong.value.problems[0]


@pytest.mark.parametrize(
    ("entry", "code", "mended"),
    [
        ({**COUNT, "range": "5..1"}, "input-range-backwards", COUNT),
        ({**COUNT, "missing": "0"}, "missing-outside-range", {**COUNT, "missing": "1"}),
        ({**COUNT, "missing": "6"}, "missing-outside-range", {**COUNT, "missing": "5"}),
        (
            {**told.DATE, "range": "2026-01-01..2026-12-31", "missing": "2025-12-31"},
            "missing-outside-range",
            {**told.DATE, "range": "2026-01-01..2026-12-31", "missing": "2026-12-31"},
        ),
        ({**COUNT, "from": "attributes.key"}, "attribute-key-taken", COUNT),
        ({**told.FLAG, "range": "0..1"}, "range-not-here", told.FLAG),
        ({**told.WORD, "range": "a..b"}, "range-not-here", told.WORD),
        ({**told.FLAG, "of": "month"}, "period-not-here", told.FLAG),
    ],
)  # fmt: skip
def test_declaration_when_it_cannot_hold_then_refused_and_loads_as_the_cure_says(
    entry, code, mended
):
    tests = {"count": "tahu > 2", "date": "tahu > 2026-03-01", "word": "tahu = islam"}
    test = tests.get(entry["type"], "tahu")
    assert problem_of(entry, test).code == code
    mr.load_profile(told.law(f"if {test} then 100% else 50%", mended))


@pytest.mark.parametrize("entry", [COUNT, {**COUNT, "missing": "1"}, {**COUNT, "missing": "5"}])
def test_declaration_when_no_row_means_an_end_of_the_range_then_it_loads(entry):
    mr.load_profile(told.law("if tahu > 2 then 100% else 50%", entry))


@pytest.mark.parametrize(
    "word",
    [
        "none", "None", "", "1", "50%", "yes", "no", "if", "unknown", "2026-01-01", "III/d",
        "kristen protestan", "a.b", "Rp5", "30m", "é",
    ],
)  # fmt: skip
def test_word_when_no_formula_can_name_it_then_refused_and_the_word_of_the_cure_works(word):
    entry = {**told.WORD, "words": [word, "hindu"]}
    problem = problem_of(entry, "tahu = hindu")
    assert problem.code == "word-not-nameable"
    better = problem.params["better"]
    document = told.law(
        f"if tahu = {better} then 100% else 50%", {**entry, "words": [better, "hindu"]}
    )
    assert told.paid(document, told.rows(better, key="agama")) == (1_000_000, None)


@pytest.mark.parametrize("word", ["III/d", "1", "50%", "2026-01-01", "kristen protestan"])
def test_word_when_files_spell_it_otherwise_then_mapped_as_the_cure_says(word):
    entry = {**told.WORD, "words": ["lain", "hindu"]}
    document = told.law("if tahu = lain then 100% else 50%", entry)
    document["words"] = {"attributes.agama": {word: "lain"}}
    assert told.paid(document, told.rows(word, key="agama")) == (1_000_000, None)


@pytest.mark.parametrize("word", ["islam", "Islam", "ISLAM"])
def test_word_when_listed_twice_then_refused(word):
    entry = {**told.WORD, "words": ["islam", word]}
    assert problem_of(entry, "tahu = islam").code == "word-listed-twice"


@pytest.mark.parametrize("kind", ["clock", "teks", "rate"])
def test_type_when_it_is_none_of_attributes_then_the_list_is_that_of_attributes(kind):
    with pytest.raises(mr.ProfileError) as wrong:
        mr.load_profile(told.law("100%", {**told.FLAG, "type": kind}))
    (known,) = [problem.params["known"] for problem in wrong.value.problems]
    assert known.split(", ") == [
        "number", "count", "minutes", "money", "percent", "date", "flag", "word"
    ]  # fmt: skip
