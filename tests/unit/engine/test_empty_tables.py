"""A table without rows is said where somebody is paid by there being none."""

from __future__ import annotations

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.engine.empty_tables import WITHOUT_ROWS

ENGINES = pytest.mark.parametrize("engine", ["reference", "columns"])
JULY = "2026-07"
ALPA = discipline(alpa={"each": "alpa", "cut": "3%", "of": "discipline"})
APEL = discipline(apel={"each": "missed apel_pagi", "cut": "1%", "of": "discipline"})
LETTER = {"nip": NIP, "code": "dinas_luar", "from": "2026-07-06", "until": "2026-07-06",
          "approved": "true"}  # fmt: skip
EVENT = {"date": "2026-07-06", "event": "apel_pagi"}


def said(law, given, engine="columns", period=JULY):
    found = mr.compute(law, given, period, engine=engine)
    return [one for one in found.remarks if one.code == WITHOUT_ROWS]


def named(*args, **more):
    return [one.table for one in said(*args, **more)]


@ENGINES
def test_table_when_it_has_no_row_or_is_not_there_then_it_is_said(engine):
    assert named(ALPA, tables(), engine) == ["absences"]
    assert named(ALPA, tables(absences=[]), engine) == ["absences"]
    assert named(ALPA, tables(absences=[LETTER]), engine) == []


@ENGINES
@pytest.mark.parametrize(
    ("begin", "end", "told"),
    [
        ("2026-06-01", "2026-06-30", ["absences"]),
        ("2026-08-01", "2026-08-03", ["absences"]),
        ("2026-06-30", "2026-07-01", []),
        ("2026-06-30", "", []),
    ],
)
def test_table_when_no_row_is_of_the_month_then_it_is_said(engine, begin, end, told):
    given = tables(absences=[{**LETTER, "from": begin, "until": end}])
    assert named(ALPA, given, engine) == told


@ENGINES
def test_table_when_the_office_says_that_nothing_was_then_nothing_is_said(engine):
    whole = [{"period": JULY, "table": "absences"}]
    assert named(ALPA, tables(absences=[], complete=whole), engine) == []
    assert named(ALPA, tables(complete=whole), engine) == []


def test_table_when_the_office_speaks_of_one_month_then_the_other_is_asked_about():
    given = tables(complete=[{"period": JULY, "table": "absences"}])
    (told,) = said(ALPA, given, period="2026-07..2026-08")
    assert "Agustus 2026" in told.reason("id")
    assert "2026-08,absences" in told.reason("id")
    assert "Juli 2026" not in told.reason("id")


@ENGINES
def test_table_when_absent_and_results_are_incomplete_then_that_says_it(engine):
    absent, empty = tables(absences=[LETTER], events=None), tables(absences=[LETTER], events=[])
    assert mr.compute(APEL, absent, JULY, engine=engine)[NIP].status == "incomplete"
    assert named(APEL, absent, engine) == []
    # There is no event, so that nobody missed one: who was there is not asked.
    assert mr.compute(APEL, empty, JULY, engine=engine)[NIP].status == "payable"
    assert named(APEL, empty, engine) == ["events"]
    with_event = tables(absences=[LETTER], events=[EVENT])
    assert named(APEL, with_event, engine) == ["attendance_at_events"]


@ENGINES
def test_table_when_all_its_rows_are_set_aside_then_those_are_told(engine):
    lost = tables(absences=[{**LETTER, "from": "?"}])
    assert named(ALPA, lost, engine) == []


def test_table_when_the_regulation_does_not_read_it_then_nothing_is_said():
    assert not {"outages", "sanctions", "deductions"}.intersection(named(ALPA, tables()))


@ENGINES
def test_remark_when_told_then_it_unsettles_nothing_and_names_the_law_and_the_cure(engine):
    given = tables(absences=[])
    found = mr.compute(ALPA, given, JULY, engine=engine)
    assert found.checks.settled
    (told,) = [one for one in found.as_dict("id")["pack"]["warnings"] if not one["line"]]
    assert told["code"] == WITHOUT_ROWS
    assert "Juli 2026" in told["reason"]
    assert "alpa" in told["reason"]
    # The cure, pasted.
    rows = told["reason"].rpartition("baris ")[2].split("; ")
    complete = [dict(zip(("period", "table"), row.split(","), strict=True)) for row in rows]
    assert named(ALPA, {**given, "complete": complete}, engine) == []


def test_remark_when_read_again_then_the_same():
    found = mr.compute(ALPA, tables(), JULY)
    again = mr.Results.from_json(found.to_json())
    assert again.to_json() == found.to_json()
    assert again == found
