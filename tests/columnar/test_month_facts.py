"""Whose month is computed in columns, and why the others are left to the reference engine."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from fact_worlds import random_pack, reader
from regulations import NIP, regulation, tables

import masker_rules as mr
from masker_rules.attendance.columns import WordCodes
from masker_rules.columnar.general import general_of
from masker_rules.columnar.known import Knowledge
from masker_rules.columnar.month_facts import vector_of
from masker_rules.engine.compute import compute_results
from masker_rules.engine.inputs import InputReader
from masker_rules.engine.profile import load_profile
from masker_rules.facts import Pack
from masker_rules.periods import Month

JULY = Month(2026, 7)
OTHER = "199001012015012002"
SEED = 20260704
PLAIN = regulation()


def employee(**cells):
    return {"nip": NIP, "name": "Uji", "category": "PNS", "grade": "III/d", **cells}


def amount(value, **keys):
    return {"component": "tpp", "amount": str(value), **keys}


def in_columns(profile, pack, period="2026-07", as_of=None):
    """Why people were left; the results are those of the reference engine."""
    found, expected = (
        mr.compute(profile, pack, period, engine=engine, as_of=as_of)
        for engine in ("columns", "reference")
    )
    assert found.to_json() == expected.to_json()
    return dict(found.how.reasons)


def reason_of(**given):
    reasons = in_columns(load_profile(PLAIN), Pack(**tables(**given)))
    return next(iter(reasons), None)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, None),
        ({"employees": [employee(category="")]}, "employees.category"),
        ({"employees": [employee(service_start="2026-07-02")]}, "change"),
        ({"employees": [employee(service_end="2026-07-30")]}, "change"),
        ({"employees": [employee(service_start="2026-08-01")]}, "not-in-service"),
        ({"employees": [employee(valid_until="2026-06-30")]}, "not-in-service"),
        (
            {
                "employees": [
                    employee(valid_until="2026-07-14"),
                    employee(valid_from="2026-07-15", grade="IV/a"),
                ]
            },
            None,
        ),
        ({"employees": [employee(), employee(grade="IV/a")]}, "schedule"),
        ({"amounts": []}, "amounts.tpp"),
        ({"amounts": [amount(1, nip=NIP), amount(2, nip=NIP)]}, "amounts.tpp"),
        ({"amounts": [amount("1.50", nip=NIP)]}, "amounts.tpp"),
        ({"amounts": [amount(1, nip=NIP, valid_until="2026-07-30")]}, "amounts.tpp"),
        ({"amounts": [amount(1, nip=NIP), amount("many", nip=NIP)]}, "set-aside"),
    ],
)
def test_person_when_something_is_open_or_changes_then_left_with_a_reason(given, reason):
    assert reason_of(**given) == reason


def test_person_when_not_eligible_then_a_missing_amount_does_not_matter():
    assert reason_of(employees=[employee(category="NON_ASN")], amounts=[]) is None


def test_month_when_punches_are_read_and_absent_then_nobody_is_in_columns():
    given = {name: rows for name, rows in tables().items() if name != "punches"}
    assert in_columns(load_profile(PLAIN), Pack(**given)) == {"no-punches": 1}


def test_person_when_every_employees_row_is_set_aside_then_left():
    pack = Pack(**tables(employees=[employee(), employee(nip=OTHER, category="what")]))
    assert in_columns(load_profile(PLAIN), pack) == {"no-employees-row": 1}


@pytest.mark.parametrize(
    ("last", "reasons"), [("2026-07-30", {"days-not-yet": 1}), ("2026-07-31", {})]
)
def test_month_when_days_of_it_are_not_yet_then_nobody_is_in_columns(last, reasons):
    pack = Pack(**tables())
    as_of = date.fromisoformat(last)
    assert in_columns(load_profile(PLAIN), pack, as_of=as_of) == reasons


# ------------------------------------------------------------------ amounts
EDGE = "2026-06-30"


def test_amount_when_a_dated_row_of_the_person_ends_then_the_next_or_the_general_one():
    rows = [
        amount(1, nip=NIP, valid_until="2026-05-31"),
        amount(2, nip=NIP, valid_from="2026-06-01", valid_until=EDGE),
        amount(3, job_class="8"),
    ]
    silent = [{"period": f"2026-0{month}", "table": "punches"} for month in (5, 6)]
    given = tables(employees=[employee(job_class="8")], amounts=rows, complete=silent)
    pack = Pack(**given)
    profile, months = load_profile(PLAIN), "2026-05..2026-07"

    assert in_columns(profile, pack, months) == {}
    found = mr.compute(profile, pack, months, engine="columns")
    assert [item.computation.inputs.facts["tpp"] for item in found] == [1, 2, 3]


def test_amount_when_an_open_row_comes_back_after_a_dated_one_then_in_columns():
    rows = [amount(1, nip=NIP), amount(2, nip=NIP, valid_from="2026-06-01", valid_until=EDGE)]
    assert reason_of(amounts=rows) is None


def test_amount_when_general_rows_change_within_the_month_then_left():
    ends = [
        amount(1, job_class="8", valid_until="2026-07-14"),
        amount(2, job_class="8", valid_from="2026-07-15"),
    ]
    assert reason_of(employees=[employee(job_class="8")], amounts=ends) == "change"


def test_amount_when_it_leaves_64_bits_then_in_columns_and_exact():
    assert reason_of(amounts=[amount(10**14, nip=NIP)]) is None


# ------------------------------------------------------------------ beside the facts
def test_results_when_rows_of_all_tables_are_random_then_those_of_the_reference():
    profile = load_profile(reader())
    reasons = in_columns(profile, random_pack(SEED), "2026-05..2026-07")
    assert sum(reasons.values()) < 60


def test_general_remarks_when_rows_of_nobody_are_set_aside_then_beside_every_result():
    profile = load_profile(PLAIN)
    pack = Pack(**tables(amounts=[amount(1, nip=NIP), amount("many", job_class="8")]))
    own = pack.under(profile.vocabulary)

    calendar = InputReader(profile, own, [JULY], None).calendar
    known = Knowledge(frozenset(own.tables), own.set_aside, frozenset({JULY}))
    said = general_of(profile, known, calendar, [JULY])

    [result] = compute_results(profile, pack, [JULY])
    assert (*said.before[JULY], *said.after) == result.warnings
    assert [remark.code for remark in said.after] == ["general-rows-set-aside"]


# ------------------------------------------------------------------ columns of facts
def test_vector_when_values_are_words_flags_or_none_then_each_in_its_own_way():
    words = WordCodes()
    named = vector_of(["a", None, "b"], words)
    assert [words.word(code) for code in named.top.tolist()] == ["a", None, "b"]
    flag = vector_of([True, None, False], words)
    assert (flag.top.tolist(), flag.none.tolist()) == ([True, False, False], [False, True, False])
    nothing = vector_of([None, None], words)
    assert (nothing.top.tolist(), nothing.none.all()) == ([-1, -1], True)


def test_vector_when_a_number_leaves_64_bits_then_it_stays_exact():
    large = vector_of([2**70, 1], WordCodes())
    assert large.top.dtype == object
    assert large.top.tolist() == [2**70, 1]
    assert vector_of([1, 2], WordCodes()).top.dtype == np.int64
