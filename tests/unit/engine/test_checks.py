"""Whether a run may be paid."""

from __future__ import annotations

import io
import json

import pytest
from masker import masker
from packs import write
from regulations import NIP, discipline, tables

import masker_rules as mr

ENGINES = pytest.mark.parametrize("engine", ["reference", "columns"])
ALPA = discipline(alpa={"each": "alpa", "cut": "3%", "of": "discipline"})
TITLES = "nip,time,kind"


def checks(given, engine="reference", period="2026-07"):
    return mr.compute(ALPA, given, period, engine=engine).checks


@ENGINES
def test_run_when_nothing_is_lost_then_settled(engine):
    found = checks(tables(), engine)
    assert (found.settled, found.why, found.zero, found.incomplete) == (True, (), 0, 0)
    assert found.months_without_punches == ()
    assert set(found.rows_of_nobody.values()) == {0}


@ENGINES
@pytest.mark.parametrize(("lost", "is_settled"), [(2, True), (3, False)])
def test_table_when_more_than_one_number_in_twenty_is_lost_then_not_settled(
    engine, lost, is_settled
):
    """46 punches: 2 of 48 are 4.2 %, 3 of 49 are 6.1 %."""
    given = tables()
    assert len(given["punches"]) == 46
    given["punches"] += [{"nip": "x", "time": f"2026-07-0{at} 07:00"} for at in range(1, lost + 1)]
    found = checks(given, engine)
    assert found.settled is is_settled
    assert found.rows_of_nobody["punches"] == lost
    assert [note.code for note in found.why] == ([] if is_settled else ["identities-unreadable"])


@ENGINES
def test_row_when_it_may_be_of_more_than_twenty_then_not_settled_and_nobody_is_doubted(engine):
    given = tables()
    people = [f"19850101201001{1 + at % 2}{2 + at:03d}" for at in range(20)]
    given["employees"] += [{"nip": n, "category": "PNS", "grade": "III/a"} for n in people]
    given["amounts"] += [{"nip": n, "component": "tpp", "amount": "1"} for n in people]
    given["punches"].append({"nip": "1.98501E+17", "time": "2026-07-01 07:00", "kind": "in"})
    found = mr.compute(ALPA, given, "2026-07", engine=engine)
    assert [note.code for note in found.checks.why] == ["row-of-too-many"]
    assert found[NIP].status == "payable"


@ENGINES
def test_month_when_nobody_has_a_punch_then_not_settled(engine):
    found = checks(tables(punches={}, period=(2026, 6)), engine)
    assert [(note.code, str(note.params["month"])) for note in found.why] == [
        ("month-without-punches", "July 2026")
    ]
    assert [str(month) for month in found.months_without_punches] == ["2026-07"]


def test_json_when_written_then_as_the_contract_has_it():
    made = json.loads(mr.compute(ALPA, tables(), "2026-07").to_json())
    keys = ["masker", "schema", "profile", "calendar", "columns", "checks", "pack", "results"]
    assert list(made) == keys
    assert list(made["checks"]) == [
        "settled",
        "why",
        "zero",
        "incomplete",
        "rows_of_nobody",
        "months_without_punches",
        "unit_days_without_punches",
    ]


@ENGINES
@pytest.mark.parametrize("settled", [True, False])
def test_outputs_when_not_settled_then_every_row_is_marked(engine, settled):
    openpyxl = pytest.importorskip("openpyxl")
    given = tables()
    # 3 of 49 are 6.1 %
    lost = () if settled else (1, 2, 3)
    given["punches"] += [{"nip": "x", "time": f"2026-07-0{at} 07:00"} for at in lost]
    results = mr.compute(ALPA, given, "2026-07", engine=engine)
    assert results.checks.settled is settled
    marks = [row["warnings"].split(" ")[0] == "provisional" for row in results.flat_rows()]
    assert marks == [not settled] * len(results)
    assert results.flat_frame()["warnings"].to_list() == [
        row["warnings"] for row in results.flat_rows()
    ]
    book = openpyxl.load_workbook(io.BytesIO(results.xlsx("en")))
    said = [cell.value for row in book["About"] for cell in row]
    assert ("The run is not settled: all of it is provisional." in said) is not settled


@pytest.mark.slow
def test_command_when_not_settled_then_said_and_ends_with_1(tmp_path):
    rows = "".join(f"x,2026-03-0{day} 07:00,in\n" for day in range(2, 7))
    people = f"nip,name,category,grade\n{NIP},A,PNS,III/d\n"
    folder = write(tmp_path, employees=people, punches=f"{TITLES}\n{rows}")
    line = ("compute", folder, "--profile", "id/kab-banggai-kepulauan", "--period", "2026-03")
    done = masker(*line)
    assert done.returncode == 1
    assert "KONSEP – BELUM SAH UNTUK PEMBAYARAN" in done.stdout
    assert "identities-unreadable" in done.stdout
    (tmp_path / "period=2026-03").mkdir()
    for table in folder.glob("*.csv"):
        table.rename(tmp_path / "period=2026-03" / table.name)
    for path, chunked in ((tmp_path / "period=2026-03", []), (tmp_path, ["--chunk"])):
        done = masker("compute", path, *line[2:], *chunked, "--format", "json")
        assert done.returncode == 1
        assert json.loads(done.stdout)["checks"]["settled"] is False


# ------------------------------------------------------------------ the file of another office
#: 10 % of the discipline part without an approved report.
REPORTED = discipline(
    few={
        "each": "month",
        "when": "count(activity.status = approved) < 1",
        "cut": "10%",
        "of": "discipline",
    }
)
REPORT = {"nip": NIP, "date": "2026-07-02", "minutes": "60", "status": "approved"}


def whys(given, law=REPORTED, engine="reference", period="2026-07"):
    found = mr.compute(law, given, period, engine=engine).checks
    return [(note.code, note.params["table"].code) for note in found.why]


@ENGINES
@pytest.mark.parametrize(
    ("day", "code"), [("2026-07-31", []), ("2026-06-30", ["table-of-other-months"])]
)
def test_table_when_it_is_of_other_months_only_then_not_settled(engine, day, code):
    given = tables() | {"activities": [{**REPORT, "date": day}]}
    assert whys(given, engine=engine) == [(one, "activities") for one in code]


@ENGINES
@pytest.mark.parametrize(
    ("day", "code"), [("2026-07-31", []), ("2026-06-30", ["table-of-other-months"])]
)
def test_roster_when_it_is_of_other_months_only_then_not_settled(engine, day, code):
    given = tables() | {"rosters": [{"nip": NIP, "date": day, "off": "true"}]}
    assert whys(given, engine=engine) == [(one, "rosters") for one in code]


def test_table_when_the_pack_tells_of_those_months_then_nothing_is_odd():
    """In a pack of June and July somebody has reports in June only."""
    given = tables() | {"activities": [{**REPORT, "date": "2026-06-30"}]}
    given["punches"] += [{"nip": NIP, "time": "2026-06-02 07:00", "kind": "in"}]
    assert whys(given) == []


@ENGINES
def test_table_when_the_office_says_that_it_is_complete_then_settled(engine):
    given = tables() | {"activities": [{**REPORT, "date": "2026-06-30"}]}
    given["complete"] = [{"period": "2026-07", "table": "activities"}]
    assert whys(given, engine=engine) == []


@ENGINES
def test_table_when_every_row_is_of_nobody_here_then_not_settled(engine):
    stranger = {**REPORT, "nip": "197304152009022007"}
    given = tables() | {"activities": [stranger]}
    assert whys(given, engine=engine) == [("table-of-nobody", "activities")]
    assert whys(given | {"activities": [stranger, REPORT]}, engine=engine) == []
    assert whys(given | {"activities": []}, engine=engine) == []


def test_table_when_the_law_does_not_read_it_then_it_may_be_anything():
    given = tables() | {"activities": [{**REPORT, "date": "2026-06-30"}]}
    assert whys(given, ALPA) == []


#: 10 % of the discipline part where the unit's score is below 50.
SCORED = {
    **discipline(
        few={"each": "month", "when": "serapan < 50%", "cut": "10%", "of": "discipline"},
    ),
    "inputs": {
        "serapan": {"from": "scores.serapan_anggaran", "type": "percent", "missing": "100%"}
    },
}
SCORE = {"period": "2026-07", "measure": "serapan_anggaran", "value": "40"}
STRANGER = "197304152009022007"


@ENGINES
@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([SCORE], []),
        ([{**SCORE, "period": "2025-07"}], ["table-of-other-months"]),
        ([{**SCORE, "period": "2025-07"}, SCORE], []),
        # a score of everybody is no row of a person
        ([SCORE, {**SCORE, "nip": STRANGER}], ["personal-rows-of-nobody"]),
        ([SCORE, {**SCORE, "nip": STRANGER}, {**SCORE, "nip": NIP}], []),
        # a row of another month says nothing of this one, of whomever it is
        (
            [SCORE, {**SCORE, "nip": STRANGER}, {**SCORE, "nip": NIP, "period": "2026-06"}],
            ["personal-rows-of-nobody"],
        ),
        ([SCORE, {**SCORE, "nip": STRANGER, "period": "2026-06"}], []),
    ],
)
def test_scores_when_of_no_month_or_person_here_then_not_settled(engine, rows, code):
    """The law gives 100 % where there is no score: another file would go unnoticed."""
    given = tables(scores=rows)
    assert whys(given, SCORED, engine) == [(one, "scores") for one in code]
    given["complete"] = [{"period": "2026-07", "table": "scores"}]
    assert whys(given, SCORED, engine) == []


@ENGINES
def test_scores_when_all_are_set_aside_then_all_are_counted(engine):
    """One of a stranger, two whose value is no number."""
    bad = [{**SCORE, "nip": NIP, "value": value} for value in ("90,25", "97,22")]
    given = tables(scores=[SCORE, {**SCORE, "nip": STRANGER}, *bad])
    checks = mr.compute(SCORED, given, "2026-07", engine=engine).checks
    [why] = [one for one in checks.why if one.code == "personal-rows-of-nobody"]
    assert why.params["count"] == 3


@ENGINES
def test_amounts_when_every_row_of_a_person_is_of_nobody_then_not_settled(engine):
    general = {"component": "tpp", "job_class": "7", "amount": "1000000"}
    own = {"component": "tpp", "nip": STRANGER, "amount": "1000000"}
    given = tables(amounts=[general, own])
    assert whys(given, ALPA, engine) == [("personal-rows-of-nobody", "amounts")]


@ENGINES
def test_scores_when_a_pack_tells_of_the_month_before_then_still_of_this_one(engine):
    given = tables(scores=[{**SCORE, "period": "2026-06"}])
    given["punches"] += [{"nip": NIP, "time": "2026-06-30 16:00", "kind": "out"}]
    assert whys(given, SCORED, engine) == [("table-of-other-months", "scores")]


@ENGINES
def test_scores_when_of_one_month_of_two_then_the_other_is_named(engine):
    given = tables(scores=[{**SCORE, "period": "2026-06"}])
    given["punches"] += tables(period=(2026, 6))["punches"]
    for complete, months in ([], ["2026-07"]), (["2026-06"], ["2026-07"]), (["2026-07"], []):
        given["complete"] = [{"period": month, "table": "scores"} for month in complete]
        found = mr.compute(SCORED, given, "2026-06..2026-07", engine=engine).checks
        assert [note.params["written_month"] for note in found.why] == months


def test_scores_when_asked_by_quarter_then_the_quarter_is_named():
    read = {**SCORED["inputs"]["serapan"], "of": "quarter"}
    law = {**SCORED, "inputs": {"serapan": read}}
    [note] = mr.compute(law, tables(scores=[SCORE]), "2026-07").checks.why
    assert "third quarter of 2026" in note.message("en")


def test_scores_when_only_an_older_year_is_there_then_this_month_is_named():
    """A file of the year before may hold a year that the law asks for, and not its months."""
    older = {"from": "scores.capaian", "type": "percent", "of": "previous year", "missing": "50%"}
    law = {**SCORED, "inputs": {**SCORED["inputs"], "lama": older}}
    law["rules"] = {**law["rules"], "old": {"each": "month", "when": "lama < 40%", "cut": "1%",
                                            "of": "discipline"}}  # fmt: skip
    given = tables(scores=[{"period": "2025", "measure": "capaian", "value": "60"}])
    assert whys(given, law) == [("table-of-other-months", "scores")]
    assert whys(tables(scores=[SCORE]), law) == []


@ENGINES
def test_person_when_the_row_is_set_aside_then_named_where_the_name_is_read(engine):
    bad = {"nip": NIP, "name": "Contoh Satu", "category": "PNS", "service_start": "01/01/2010"}
    given = tables() | {"employees": [bad]}
    [found] = mr.compute(REPORTED, given, "2026-07", engine=engine)
    assert (found.status, found.name) == ("incomplete", "Contoh Satu")
    # Two rows of one number that name two people: who it is, nobody knows.
    given["employees"].append({**bad, "name": "Contoh Dua"})
    [found] = mr.compute(REPORTED, given, "2026-07", engine=engine)
    assert (found.status, found.name) == ("incomplete", "")


@ENGINES
@pytest.mark.parametrize(
    ("rows", "is_settled"),
    [
        ([{**SCORE, "value": "0.925"}], False),
        ([{**SCORE, "value": "92.5"}], True),
        # one is beyond 1: of a hundred after all
        ([{**SCORE, "value": "0.925"}, {**SCORE, "nip": NIP, "value": "92.5"}], True),
        # nothing was spent
        ([{**SCORE, "value": "0"}], True),
        # another month, or what this law does not read
        ([SCORE, {**SCORE, "period": "2026-06", "value": "0.4"}], True),
        ([SCORE, {**SCORE, "measure": "capaian", "value": "0.925"}], True),
    ],
)
def test_scores_when_written_as_shares_of_one_then_not_settled(engine, rows, is_settled):
    """A whole table of 0.925 in place of 92.5: anybody who reads the file sees it."""
    given = tables(scores=rows)
    found = mr.compute(SCORED, given, "2026-07", engine=engine).checks
    assert [note.code for note in found.why] == ["percents-of-one"] * (not is_settled)
    for why in found.why:
        assert "every share of the budget spent is at most 1" in why.message("en")
        assert why.message("id").endswith("dengan baris 2026-07,scores")
    held = mr.compute(SCORED, mr.Pack(**given), "2026-07", engine=engine).checks
    assert held.why == found.why
    # In January an office has really spent half a percent: it says so.
    given["complete"] = [{"period": "2026-07", "table": "scores"}]
    assert mr.compute(SCORED, given, "2026-07", engine=engine).checks.settled


@ENGINES
def test_percents_of_pay_when_written_as_shares_of_one_then_not_settled(engine):
    law = discipline(few={"each": "month", "cut": "100% - payment_percent", "of": "discipline"})
    share = {"component": "payment_percent", "nip": NIP, "amount": "0.8"}
    given = tables()
    given["amounts"].append(share)
    found = mr.compute(law, given, "2026-07", engine=engine).checks
    assert [note.code for note in found.why] == ["percents-of-one"]
    assert mr.compute(ALPA, given, "2026-07", engine=engine).checks.settled
    given["amounts"][-1] = {**share, "amount": "80"}
    assert mr.compute(law, given, "2026-07", engine=engine).checks.settled


@ENGINES
def test_scores_when_one_person_of_many_is_asked_for_then_the_file_is_judged(engine):
    """One who achieved half a percent beside others of a hundred: nothing is odd."""
    given = tables()
    given["employees"].append({"nip": STRANGER, "category": "PNS", "grade": "III/a"})
    given["scores"] = [{**SCORE, "nip": NIP, "value": "0.5"}, {**SCORE, "nip": STRANGER}]
    found = mr.compute(SCORED, given, "2026-07", nips=[NIP], engine=engine).checks
    assert found.settled
