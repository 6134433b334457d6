"""A profile's own words, and the questions that a result names."""

from __future__ import annotations

from datetime import date

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.errors import ProfileError

LATE = {"each": "late", "cut": "1%", "of": "discipline"}
LEAVE = ["cuti", "sakit", "izin", "dispensasi"]


def profile(**blocks):
    return {**discipline(late=LATE), **blocks}


def absence(code):
    return {
        "nip": NIP,
        "code": code,
        "from": "2026-07-01",
        "until": "2026-07-02",
        "approved": "true",
    }


def result_of(given, **kept):
    return mr.compute(mr.load_profile(given), tables(**kept), "2026-07")[NIP]


def problems_of(given):
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile(given)
    return [(problem.code, dict(problem.params)) for problem in wrong.value.problems]


# ------------------------------------------------------------------ words
def own(**groups):
    words = {"absences.code": {"cuti_haji": "new", "HAJI": "cuti_haji", "TL": "dinas_luar"}}
    return profile(words=words, groups=groups or {"leave": [*LEAVE, "cuti_haji"]})


@pytest.mark.parametrize("code", ["HAJI", "haji", "cuti_haji", "Cuti Haji"])
def test_word_when_new_then_a_status_of_its_own_that_counts_as_leave(code):
    given = own()
    given["counts"] = {
        "haji": "count(status = cuti_haji)",
        "tahunan": "count(status = cuti_tahunan)",
    }
    result = result_of(given, absences=[absence(code)])
    assert (result.counts["leave"], result.counts["haji"], result.counts["tahunan"]) == (2, 2, 0)


def test_word_when_local_then_its_canonical_meaning():
    assert result_of(own(), absences=[absence("TL")]).counts["duty"] == 2


def test_word_when_the_profile_lacks_it_then_set_aside_and_incomplete():
    result = result_of(profile(), absences=[absence("cuti_haji")])
    assert result.status == "incomplete"


def test_word_when_new_and_of_no_group_then_refused():
    [(code, given)] = problems_of(own(long=["cuti_besar", "cuti_haji"]))
    assert (code, given["word"]) == ("word-without-group", "cuti_haji")


STROKES = {"each": "month", "cut": "1%", "of": "discipline"}


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        ("tax_status = TK/3", ["TK/3"]),
        ("tax_status != TK/3", ["TK/0", "TK/2", "K/3", "K/I/3"]),
        ("tax_status in (TK/3; K/I/3)", ["TK/3", "K/I/3"]),
        ("tax_status in (TK/0..TK/2)", ["TK/0", "TK/2"]),
        ("tax_status not in (TK/0..TK/2; K/3)", ["TK/3", "K/I/3"]),
    ],
)
def test_word_with_strokes_when_a_formula_asks_for_it_then_as_its_vocabulary(condition, fits):
    rule = {**STROKES, "when": f"tax_status exists and {condition}"}
    met = []
    for word in ("TK/0", "TK/2", "TK/3", "K/3", "K/I/3"):
        given = tables()
        given["employees"][0]["tax_status"] = word
        result = mr.compute(mr.load_profile(discipline(married=rule)), given, "2026-07")[NIP]
        met += [word] if result.findings else []
    assert met == fits


@pytest.mark.parametrize("condition", ["tax_status = TK/4", "tax_status in (K/1; TK/4)"])
def test_word_with_strokes_when_no_vocabulary_knows_it_then_told(condition):
    rule = {**STROKES, "when": f"tax_status exists and {condition}"}
    [(code, given)] = problems_of(discipline(married=rule))
    assert (code, given["word"], given["nearest"]) == ("unknown-word", "TK/4", "TK/3, TK/2")


def test_quotient_when_no_word_is_asked_for_then_still_divides():
    rule = {**STROKES, "when": "working_days / 2 in (1000%..1200%)"}
    # 23 working days / 2 = 11.5, as a percent 1150%
    assert mr.compute(mr.load_profile(discipline(half=rule)), tables(), "2026-07")[NIP].findings


def test_word_when_its_meaning_is_misspelt_then_the_nearest_is_offered():
    [(code, given)] = problems_of(profile(words={"absences.code": {"TL": "dinas_laur"}}))
    assert (code, given["nearest"]) == ("unknown-meaning", "dinas_luar")


def test_word_when_its_field_is_unknown_then_refused():
    [(code, _)] = problems_of(profile(words={"absences.kode": {"TL": "dinas_luar"}}))
    assert code == "unknown-vocabulary"


def test_word_when_it_already_means_another_then_refused():
    [(code, given)] = problems_of(profile(words={"absences.code": {"sakit": "izin"}}))
    assert (code, given["first"], given["second"]) == ("two-meanings", "sakit", "izin")


def rated(rows, **more):
    """A predicate made of two ratings, and what it cuts."""
    return {
        **discipline(
            low={
                "each": "month",
                "cut": {"by": "made", "kurang": "10%", "else": "0%"},
                "of": "discipline",
            }
        ),
        "tables": {"pair": {"by": ["hasil_kerja", "perilaku_rating"], "rows": rows, **more}},
        "quantities": {"made": "pair(hasil_kerja; perilaku_rating)"},
    }


PAIR = [["-", "di_bawah", "kurang"], ["-", "sesuai or di_atas", "baik"]]


@pytest.mark.parametrize(("behaviour", "net"), [("di_bawah", 900000), ("sesuai", 1000000)])
def test_table_when_it_gives_words_then_a_quantity_is_one_of_them(behaviour, net):
    measures = {"hasil_kerja": "sesuai", "perilaku_rating": behaviour}
    given = [
        {"nip": NIP, "period": "2026-07", "measure": m, "value": v} for m, v in measures.items()
    ]
    result = result_of(rated(PAIR, gives="word predikat"), scores=given)
    # Rp 1.000.000 × (100 − 10) % = Rp 900.000
    assert result.net == net


@pytest.mark.parametrize("text", ["word predikatt", "predikat", "percent", "word"])
def test_table_when_it_gives_no_vocabulary_then_refused(text):
    [(code, given)] = problems_of(rated(PAIR, gives=text))
    assert (code, given["value"]) == ("unknown-choice", text)
    assert "word predikat" in given["known"]


def test_table_when_a_row_is_no_word_of_what_it_gives_then_refused():
    problems = problems_of(rated([["-", "-", "bagus"]], gives="word predikat"))
    assert "unknown-word" in {code for code, _ in problems}


LOW = {
    "each": "month",
    "cut": {"by": "predikat", "butuh_perbaikan": "25%", "else": "0%"},
    "of": "discipline",
}


@pytest.mark.parametrize(
    ("value", "net"), [("Cukup", 750000), ("butuh_perbaikan", 750000), ("baik", 1000000)]
)
def test_value_when_spelled_locally_then_the_word_that_it_means(value, net):
    given = {**discipline(low=LOW), "words": {"scores.predikat": {"cukup": "butuh_perbaikan"}}}
    row = {"nip": NIP, "period": "2026-07", "measure": "predikat", "value": value}
    # Rp 1.000.000 × (100 − 25) % = Rp 750.000
    assert result_of(given, scores=[row]).net == net


def test_value_when_no_spelling_of_the_measure_then_set_aside():
    row = {"nip": NIP, "period": "2026-07", "measure": "predikat", "value": "cukup"}
    results = mr.compute(mr.load_profile(discipline(low=LOW)), tables(scores=[row]), "2026-07")
    assert [one.code for one in results.set_aside] == ["unknown-word"]
    assert results[NIP].status == "incomplete"


def test_value_when_a_measure_takes_numbers_then_it_has_no_words():
    [(code, _)] = problems_of(profile(words={"scores.skp": {"cukup": "baik"}}))
    assert code == "unknown-vocabulary"


def test_value_when_new_then_a_table_may_hold_it():
    cut = {"by": "predikat", "istimewa": "0%", "else": "10%"}
    given = {
        **discipline(low={**LOW, "cut": cut}),
        "words": {"scores.predikat": {"istimewa": "new"}},
    }
    nets = [
        result_of(
            given,
            scores=[{"nip": NIP, "period": "2026-07", "measure": "predikat", "value": value}],
        ).net
        for value in ("istimewa", "baik")
    ]
    assert nets == [1000000, 900000]


def test_word_when_new_then_a_rule_may_be_about_it():
    given = own()
    given["rules"]["haji"] = {"each": "cuti_haji", "cut": "2%", "of": "discipline"}
    # two days of 2 % of Rp 1.000.000
    assert result_of(given, absences=[absence("HAJI")]).net == 960_000


# ------------------------------------------------------------------ questions
def asked(**question):
    text = {"about": "rules.late", "ask": {"id": "Apa?", "en": "What?"}, "taken": "ini"}
    return profile(questions={"minute": {**text, **question}})


def told(result):
    return [remark.params["id"] for remark in result.warnings if remark.code == "question"]


TEN_LATE = {date(2026, 7, 1): ("08:10", "16:00")}


@pytest.mark.parametrize(
    ("question", "punches", "ids"),
    [
        ({}, TEN_LATE, ["minute"]),
        ({}, {}, []),
        ({"about": "hours"}, {}, ["minute"]),
        ({"when": "any(late = 10m)"}, TEN_LATE, ["minute"]),
        ({"when": "any(late = 11m)"}, TEN_LATE, []),
        ({"open": "no"}, TEN_LATE, []),
    ],
)
def test_question_when_it_touched_the_result_then_named(question, punches, ids):
    assert told(result_of(asked(**question), punches=punches)) == ids


def test_question_when_told_then_in_the_language_of_the_reader():
    taken = {"id": "baris akhir", "en": "last row"}
    result = result_of(asked(taken=taken), punches=TEN_LATE)
    remark = next(r for r in result.warnings if r.code == "question")
    assert "Apa?" in remark.message("id")
    assert "baris akhir" in remark.message("id")
    assert "last row" in remark.message("en")


def test_question_when_its_condition_is_no_flag_then_refused():
    [(code, _)] = problems_of(asked(when="count(late > 0m)"))
    assert code == "flag-wanted"


def test_question_when_its_condition_needs_what_is_missing_then_the_pay_does_not_wait():
    result = result_of(asked(when="target_minutes = 0m"), punches=TEN_LATE)
    assert result.status == "payable"


# ------------------------------------------------------------------ what is missing
def test_unknown_when_a_rate_is_not_known_then_named_by_its_rule():
    given = profile()
    given["rules"]["alpa"] = {"each": "alpa", "cut": "unknown", "of": "discipline"}
    result = result_of(given, punches={date(2026, 7, 1): (None, None)})
    assert (result.status, result.bounds.missing) == ("incomplete", ("rules.alpa.cut",))
    assert (result.bounds.lowest, result.bounds.highest) == (0, 1_000_000)


def test_unknown_when_no_day_meets_it_then_payable():
    given = profile()
    given["rules"]["alpa"] = {"each": "alpa", "cut": "unknown", "of": "discipline"}
    assert result_of(given).status == "payable"


@pytest.mark.parametrize("table", ["activities", "events", "scores"])
def test_table_when_absent_and_no_rule_reads_it_then_not_missing(table):
    result = result_of(profile(), **{table: None})
    assert result.status == "payable"
    assert "missing-made-no-difference" not in {r.code for r in result.warnings}


@pytest.mark.parametrize(
    ("category", "grade", "status"),
    [
        ("PNS", "", "incomplete"),
        ("CPNS", "", "incomplete"),
        ("PPPK", "", "payable"),
        ("PNS", "III/a", "payable"),
    ],
)
def test_grade_when_empty_then_unknown_for_who_has_a_golongan(category, grade, status):
    given = profile()
    tax = {"kind": "tax", "cut": {"by": "golongan", "IV": "15%", "else": "0%"}, "of": "gross"}
    given["pay"] = {"tax": {**tax, "round": "Rp 1"}}
    person = {"nip": NIP, "name": "Uji", "category": category, "grade": grade}
    result = result_of(given, employees=[person])
    assert result.status == status
    if status == "incomplete":
        assert result.bounds.missing == ("employees.grade",)
        said = " ".join(result.explain("en").split())
        assert "fill grade (grade) in the row of this person in the table employees" in said
        assert (result.bounds.lowest, result.bounds.highest) == (850_000, 1_000_000)


@pytest.mark.parametrize(
    ("category", "grade", "net"),
    [
        ("PPPK", "VIII", 1_000_000),
        ("PPPK", "IX", 950_000),
        ("PPPK", "XVII", 950_000),
        ("PPPK", "", None),
        ("PNS", "IX", 1_000_000),
        ("PNS", "", 1_000_000),
    ],
)
def test_grade_of_a_pppk_when_taxed_then_by_the_range_and_unknown_where_it_is_empty(
    category, grade, net
):
    given = profile()
    rate = {"by": "golongan_pppk", "none": "0%", "I..VIII": "0%", "IX..XVII": "5%"}
    given["pay"] = {"tax": {"kind": "tax", "cut": rate, "of": "gross", "round": "Rp 1"}}
    person = {"nip": NIP, "name": "Uji", "category": category, "grade": grade}
    result = result_of(given, employees=[person])
    assert result.net == net
    if net is None:
        assert result.bounds.missing == ("employees.grade",)
        assert (result.bounds.lowest, result.bounds.highest) == (950_000, 1_000_000)


# ------------------------------------------------------------------ sources
def test_table_when_short_then_it_may_name_its_source():
    rate = {"by": "minutes", "1m..30m": "1%", "31m..": "2%", "source": "uji lampiran"}
    given = profile(tables={"rate": rate})
    given["rules"]["late"] = {**LATE, "cut": "rate"}
    assert result_of(given, punches=TEN_LATE).net == 990_000


def test_table_when_nothing_uses_it_then_not_among_the_unconfirmed():
    rate = {"by": "minutes", "1m..30m": "1%", "31m..": "2%", "source": "unconfirmed"}
    unused = mr.load_profile(profile(tables={"rate": rate}))
    used = profile(tables={"rate": rate})
    used["rules"]["late"] = {**LATE, "cut": "rate"}
    assert "tables.rate" not in unused.plan.unconfirmed
    assert "tables.rate" in mr.load_profile(used).plan.unconfirmed
