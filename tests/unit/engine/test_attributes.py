"""Dated facts of a person that a regulation declares: which row counts, and what no row means.

The month is July 2026 with 23 working days. The amount is Rp 1,000,000, or by class Rp 2,300,000,
so that one working day is Rp 100,000. Expected values are worked out by hand.
"""

from __future__ import annotations

from datetime import date

import pytest
from attribute_law import (
    BY_FLAG,
    DATE,
    FLAG,
    NIP,
    NUMBER,
    TABLES,
    WORD,
    law,
    paid,
    result_of,
    results,
    rows,
)

import masker_rules as mr


# ------------------------------------------------------------------ what a value may be
@pytest.mark.parametrize(
    ("entry", "formula", "key", "value", "net"),
    [
        (FLAG, BY_FLAG, "sertifikat", "true", 1_000_000),
        (FLAG, BY_FLAG, "sertifikat", "FALSE", 500_000),
        (WORD, "if tahu = islam then 100% else 50%", "agama", "Islam", 1_000_000),
        (WORD, "if tahu = islam then 100% else 50%", "agama", "hindu", 500_000),
        (WORD, "if tahu in (islam; kristen) then 100% else 50%", "agama", "kristen", 1_000_000),
        (DATE, "if tahu <= 2026-03-31 then 100% else 50%", "lapor_lhkpn", "2026-03-31", 1_000_000),
        (DATE, "if tahu <= 2026-03-31 then 100% else 50%", "lapor_lhkpn", "2026-04-01", 500_000),
        (NUMBER, "if tahu >= 76 then 100% else 50%", "nilai", "76", 1_000_000),
        (NUMBER, "if tahu >= 76 then 100% else 50%", "nilai", "75.999999", 500_000),
        ({**NUMBER, "type": "percent", "range": "0%..100%"}, "tahu", "nilai", "80%", 800_000),
        ({**NUMBER, "type": "percent", "range": "0%..100%"}, "tahu", "nilai", "80", 800_000),
        ({**NUMBER, "type": "count", "range": "0..9"}, "tahu * 10%", "nilai", "3.0", 300_000),
        ({"from": "attributes.nilai", "type": "minutes"},
         "if tahu >= 1h30m then 100% else 50%", "nilai", "90", 1_000_000),
        ({"from": "attributes.nilai", "type": "minutes"},
         "if tahu >= 1h30m then 100% else 50%", "nilai", "89", 500_000),
        ({"from": "attributes.nilai", "type": "money"},
         "if tahu > Rp 1.000 then 100% else 50%", "nilai", "1001", 1_000_000),
    ],
)  # fmt: skip
def test_attribute_when_declared_then_read_as_what_it_is(entry, formula, key, value, net):
    assert paid(law(formula, entry), rows(value, key=key)) == (net, None)


def test_attribute_when_in_a_table_then_its_row_pays():
    by = {"by": "tahu", "islam": "97.5%", "else": "100%"}
    assert paid(law(by, WORD), rows("islam", key="agama")) == (975_000, None)


@pytest.mark.parametrize(
    ("entry", "key", "value", "code"),
    [
        (FLAG, "sertifikat", "mungkin", "attribute-not-so"),
        (FLAG, "sertifikat", "1", "attribute-not-so"),
        (WORD, "agama", "isalm", "unknown-word"),
        (DATE, "lapor_lhkpn", "31-03-2026", "attribute-not-so"),
        (NUMBER, "nilai", "100.5", "out-of-range"),
        (NUMBER, "nilai", "80%", "attribute-not-so"),
        (NUMBER, "nilai", "#N/A", "error-cell"),
    ],
)
def test_attribute_when_it_is_no_such_value_then_set_aside_and_bounded(entry, key, value, code):
    tests = {"sertifikat": "tahu", "agama": "tahu = islam", "lapor_lhkpn": "tahu < 2026-04-01",
             "nilai": "tahu > 50"}  # fmt: skip
    document = law(f"if {tests[key]} then 100% else 50%", entry)
    found = results(document, rows(value, key=key))
    assert [row.code for row in found.set_aside] == [code]
    assert (found[NIP].bounds.lowest, found[NIP].bounds.highest) == (500_000, 1_000_000)
    assert any(name.startswith("attributes (") for name in found[NIP].bounds.missing)


def test_key_when_nobody_declares_it_then_set_aside_with_the_nearest():
    found = results(law(BY_FLAG, {**FLAG, "missing": "no"}), rows("true", key="sertifkat"))
    assert [(row.code, row.params["nearest"]) for row in found.set_aside] == [
        ("unknown-word", "sertifikat")
    ]
    assert (found[NIP].bounds.lowest, found[NIP].bounds.highest) == (500_000, 1_000_000)


def test_key_when_the_profile_maps_a_spelling_then_it_is_that_key_and_word():
    words = {"attributes.key": {"religion": "agama"}, "attributes.agama": {"muslim": "islam"}}
    document = law("if tahu = islam then 100% else 50%", WORD, words=words)
    assert paid(document, rows("Muslim", key="Religion")) == (1_000_000, None)


# ------------------------------------------------------------------ which row counts
@pytest.mark.parametrize(
    ("said", "net"),
    [
        # On 31 July, the last day of service.
        ([("true", "2026-07-31", "")], 1_000_000),
        ([("true", "2026-08-01", ""), ("false", "", "")], 500_000),
        ([("true", "", "2026-07-31")], 1_000_000),
        ([("true", "", "2026-07-30"), ("false", "2026-07-31", "")], 500_000),
        # The one that begins last.
        ([("false", "2020-01-01", ""), ("true", "2026-01-01", "")], 1_000_000),
        ([("true", "", ""), ("false", "2020-01-01", "")], 500_000),
        # When it has ended, the one before it holds again.
        ([("true", "2020-01-01", ""), ("false", "2026-05-01", "2026-06-30")], 1_000_000),
        ([("true", "2020-01-01", ""), ("true", "2020-01-01", "")], 1_000_000),
    ],
)
def test_rows_when_several_then_the_last_to_begin_of_those_on_the_last_day_counts(said, net):
    assert paid(law(BY_FLAG, FLAG), rows(*said)) == (net, None)


def test_rows_when_two_begin_together_then_ambiguous_unless_one_was_known_later():
    said = rows("true", "false")
    net, bounds = paid(law(BY_FLAG, FLAG), said)
    assert (net, bounds) == (
        None, (500_000, 1_000_000, ("attributes.sertifikat (ambiguous-amount)",))
    )  # fmt: skip
    known = [
        {**row, "known_at": at} for row, at in zip(said, ("2026-07-02", "2026-07-03"), strict=True)
    ]
    assert paid(law(BY_FLAG, FLAG), known) == (500_000, None)


def test_rows_when_service_ends_in_the_month_then_what_held_on_its_last_day():
    person = [{**TABLES["employees"][0], "service_end": "2026-07-15"}]
    said = [("true", "", "2026-07-15"), ("false", "2026-07-16", "")]
    assert result_of(law(BY_FLAG, FLAG), rows(*said), employees=person).parts == {
        "productivity": 1
    }


# ------------------------------------------------------------------ within the month
SHARED = {"is": "if tahu then tpp else tpp * 50%", "source": "perbup"}


@pytest.mark.parametrize(
    ("first", "net"),
    [
        # 1 to 14 July hold 10 working days, 15 to 31 July 13.
        ("2026-07-15", 1_000_000 * 50 // 100 * 10 + 1_000_000 * 13),
        ("2026-07-01", 23_000_000),
        ("2026-08-01", 11_500_000),
        # 30 and 31 July are two working days.
        ("2026-07-30", 500_000 * 21 + 1_000_000 * 2),
    ],
)
def test_amount_when_the_attribute_changes_within_the_month_then_by_working_days(first, net):
    document = law("100%", FLAG, amount=SHARED)
    amounts = [{"component": "tpp", "amount": "23000000", "nip": NIP}]
    said = rows(("false", "", ""), ("true", first, ""))
    assert paid(document, said, amounts=amounts) == (net, None)


def test_amount_when_a_part_of_the_month_is_not_told_then_nothing_is_said_of_it():
    document = law("100%", FLAG, amount=SHARED)
    net, bounds = paid(document, rows(("true", "2026-07-15", "")))
    assert net is None
    assert bounds == (None, None, ("attributes.sertifikat",))


def test_amount_when_the_person_changes_and_the_attribute_is_unknown_then_both_are_held():
    """Class 8 for 10 days at Rp 23,000,000, class 9 for 13 at Rp 46,000,000, or half of it."""
    document = law("100%", FLAG, amount=SHARED)
    amounts = [
        {"component": "tpp", "amount": "23000000", "job_class": "8"},
        {"component": "tpp", "amount": "46000000", "job_class": "9"},
    ]
    people = [
        {**TABLES["employees"][0], "valid_until": "2026-07-14"},
        {**TABLES["employees"][0], "job_class": "9", "valid_from": "2026-07-15"},
    ]
    whole = 1_000_000 * 10 + 2_000_000 * 13
    told = paid(document, rows("true"), amounts=amounts, employees=people)
    assert told == (whole, None)
    net, bounds = paid(document, [], amounts=amounts, employees=people)
    assert net is None
    assert bounds[0] <= whole // 2
    assert whole <= bounds[1]


def test_amount_when_no_row_means_no_then_the_days_without_one_are_so():
    document = law("100%", {**FLAG, "missing": "no"}, amount=SHARED)
    amounts = [{"component": "tpp", "amount": "23000000", "nip": NIP}]
    said = rows(("true", "2026-07-15", "2026-07-31"))
    assert paid(document, said, amounts=amounts) == (18_000_000, None)


# ------------------------------------------------------------------ no row, no value
@pytest.mark.parametrize(
    ("entry", "formula", "net"),
    [
        ({**FLAG, "missing": "no"}, BY_FLAG, 500_000),
        ({**FLAG, "missing": "yes"}, BY_FLAG, 1_000_000),
        ({**WORD, "missing": "hindu"}, "if tahu = islam then 100% else 50%", 500_000),
        ({**DATE, "missing": "2026-01-01"}, "if tahu < 2026-01-02 then 100% else 50%", 1_000_000),
        ({**NUMBER, "missing": "76"}, "if tahu >= 76 then 100% else 50%", 1_000_000),
        ({**DATE, "missing": "none"}, "if tahu exists then 100% else 50%", 500_000),
    ],
)
def test_person_when_without_a_row_then_what_the_law_says_of_that(entry, formula, net):
    document = law(formula, entry)
    assert paid(document, []) == (net, None)
    # A file that was not handed in says nothing of anybody.
    assert result_of(document, None).status == "incomplete"


@pytest.mark.parametrize(
    ("entry", "test", "name"),
    [
        (FLAG, "tahu", "sertifikat"),
        (WORD, "tahu = islam", "agama"),
        (DATE, "tahu <= 2026-03-31", "lapor_lhkpn"),
        (DATE, "last_day - tahu > 100", "lapor_lhkpn"),
        (NUMBER, "tahu >= 76", "nilai"),
    ],
)
def test_person_when_without_a_row_and_the_law_is_silent_then_incomplete(entry, test, name):
    document = law(f"if {test} then 100% else 50%", entry)
    assert paid(document, []) == (None, (500_000, 1_000_000, (f"attributes.{name}",)))


def test_person_when_the_attribute_changes_nothing_then_not_asked_for():
    document = law("if tahu then 50% else 50%", FLAG)
    assert paid(document, []) == (500_000, None)


@pytest.mark.parametrize("cell", ["", "none"])
def test_value_when_empty_then_unknown_and_when_none_then_known_to_have_none(cell):
    document = law("if tahu exists and tahu <= 2026-03-31 then 100% else 50%", DATE)
    found = paid(document, rows(cell, key="lapor_lhkpn"))
    unknown = (None, (500_000, 1_000_000, ("attributes.lapor_lhkpn",)))
    assert found == ((500_000, None) if cell else unknown)


# ------------------------------------------------------------------ rows that cannot be read
@pytest.mark.parametrize(
    ("column", "cell"),
    [("value", "#N/A"), ("key", "#N/A"), ("valid_from", "kemarin"), ("nip", "1.98501E+17"),
     ("valid_until", "#N/A")],
)  # fmt: skip
def test_row_when_a_cell_cannot_be_read_then_the_amount_lies_within_the_bounds(column, cell):
    document = law(BY_FLAG, {**FLAG, "missing": "no"})
    old, new = rows(("false", "2020-01-01", ""), ("true", "2026-07-01", "2026-12-31"))
    assert paid(document, [old, new]) == (1_000_000, None)
    net, bounds = paid(document, [old, {**new, column: cell}])
    assert net is None
    assert bounds[:2] == (500_000, 1_000_000)
    assert bounds[2][0].startswith("attributes (")


@pytest.mark.parametrize("value", ["true", "mungkin"])
def test_row_when_its_key_cannot_be_read_then_it_may_be_each_that_has_such_values(value):
    document = law("if tahu and lahir < 2026-01-01 then 100% else 50%", FLAG)
    document["inputs"]["lahir"] = DATE
    said = [*rows("2020-01-01", key="lapor_lhkpn"), *rows("true")]
    assert paid(document, said) == (1_000_000, None)
    said[1] |= {"key": "#N/A", "value": value}
    net, bounds = paid(document, said)
    assert (net, bounds[:2]) == (None, (500_000, 1_000_000))


def test_row_when_it_ended_before_the_month_then_its_damage_changes_nothing():
    document = law(BY_FLAG, {**FLAG, "missing": "no"})
    said = rows(("#N/A", "2026-01-01", "2026-06-30"), ("true", "2026-07-01", ""))
    assert paid(document, said) == (1_000_000, None)


def test_row_when_of_a_key_that_nothing_reads_then_nobody_is_incomplete():
    words = {"attributes.key": {"kendaraan": "new"}}
    document = law(BY_FLAG, FLAG, words=words)
    said = [*rows("true"), *rows("#N/A", key="kendaraan")]
    assert paid(document, said) == (1_000_000, None)


# ------------------------------------------------------------------ who is paid at all
def test_eligible_when_by_a_score_that_is_missing_then_incomplete():
    score = {"from": "scores.nilai", "type": "number", "range": "0..100"}
    document = law("100%", score)
    document["quantities"]["eligible"] = {
        "is": "category = PNS and tahu >= 50",
        "source": "perbup",
    }
    result = result_of(document, None, scores=[])
    assert result.status == "incomplete"
    assert (result.bounds.lowest, result.bounds.highest) == (0, 1_000_000)


@pytest.mark.parametrize(
    ("said", "status"),
    [(["true"], "payable"), (["false"], "not_eligible"), ([], "incomplete")],
)
def test_eligible_when_by_an_attribute_then_by_it_and_incomplete_where_unknown(said, status):
    document = law("100%", FLAG)
    document["quantities"]["eligible"] = {"is": "category = PNS and tahu", "source": "perbup"}
    result = result_of(document, rows(*said))
    assert (result.status, result.net) == (
        status,
        {"payable": 1_000_000, "not_eligible": 0}.get(status),
    )
    if status == "incomplete":
        assert (result.bounds.lowest, result.bounds.highest) == (0, 1_000_000)


# ------------------------------------------------------------------ gates
def test_gate_when_by_an_attribute_of_dates_then_on_both_sides_of_the_day():
    late = "not (tahu exists) or tahu > 2026-03-31"
    held = {"each": "month", "postpone": "1 month", "when": late, "source": "perbup"}
    document = law("100%", {**DATE, "missing": "none"}, rules={"lhkpn": held})
    for cell, status in (("2026-03-31", "payable"), ("2026-04-01", "postponed")):
        assert result_of(document, rows(cell, key="lapor_lhkpn")).status == status
    assert result_of(document, []).status == "postponed"


# ------------------------------------------------------------------ the digest
def test_digest_when_the_same_facts_are_native_then_the_same():
    told = [
        *rows("2026-03-31", key="lapor_lhkpn"),
        *rows("true"),
        *rows("80.50", key="nilai"),
    ]
    native = [
        {"nip": NIP, "key": "lapor_lhkpn", "value": date(2026, 3, 31)},
        {"nip": NIP, "key": "sertifikat", "value": True},
        {"nip": NIP, "key": "nilai", "value": 80.5},
    ]
    assert mr.Pack(**TABLES, attributes=told).digest == mr.Pack(**TABLES, attributes=native).digest


# ------------------------------------------------------------------ what the profile may say
@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"from": "attributes.agama", "type": "word"}, "missing-key"),
        ({**FLAG, "words": ["a"]}, "words-not-here"),
        ({"from": "scores.skp", "type": "number", "words": ["a"]}, "words-not-here"),
        ({**FLAG, "type": "clock"}, "unknown-choice"),
        ({**FLAG, "of": "previous month"}, "period-not-here"),
        ({**FLAG, "missing": "maybe"}, "literal-wanted"),
        ({**WORD, "missing": "budha"}, "unknown-word"),
        ({**WORD, "words": ["islam", "Islam"]}, "word-listed-twice"),
        ({**FLAG, "granted": "some"}, "granted-not-here"),
    ],
)
def test_declaration_when_it_is_wrong_then_told(entry, code):
    with pytest.raises(mr.ProfileError) as wrong:
        mr.load_profile(law("if tahu exists then 100% else 50%", entry))
    assert code in {problem.code for problem in wrong.value.problems}


@pytest.mark.parametrize("key", ["sertifikat", "SERTIFIKAT", "Sertifikat"])
def test_declaration_when_two_inputs_read_one_key_then_told(key):
    document = law("if tahu and lagi then 100% else 50%", FLAG)
    document["inputs"]["lagi"] = {"from": f"attributes.{key}", "type": "flag"}
    with pytest.raises(mr.ProfileError) as wrong:
        mr.load_profile(document)
    assert "attribute-read-twice" in {problem.code for problem in wrong.value.problems}


def test_word_when_it_is_not_declared_then_told_with_the_nearest():
    with pytest.raises(mr.ProfileError) as wrong:
        mr.load_profile(law("if tahu = isalm then 100% else 50%", WORD))
    (problem,) = wrong.value.problems
    assert (problem.code, problem.params["nearest"]) == ("unknown-word", "islam")


def test_declaration_when_nothing_reads_it_then_lint_says_so():
    document = law("100%", FLAG)
    warnings = {w.code for w in mr.load_profile(document).warnings}
    assert "never-used" in warnings
