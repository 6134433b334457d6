"""What a regulation says it reads is all that it reads: the rest of a pack changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from damages import random_world, results_of, shipped_world
from long_runs import slow_but
from needed_facts import filled_world
from regulations import discipline

import masker_rules as mr
from masker_rules.engine.needs import Needs
from masker_rules.facts.definition import definition
from masker_rules.facts.reader import read_for_papers
from masker_rules.profiles import known_ids

SOME = ("id/kab-barru/e-kinerja", "id/kota-banjarmasin/operated", "id/nasional/kerangka")
#: Workbooks take long: of many regulations every fourth.
FOURTH = sorted({*SOME, *known_ids()[::4]})
Tables = dict[str, list[dict[str, Any]]]


def needed_of(tables: Tables, needs: Needs) -> Tables:
    """The tables and columns of a pack that are read."""
    found = {}
    for name, rows in tables.items():
        need = needs.table(name)
        if need is not None:
            columns = {column.name for column in need.columns}
            found[name] = [{k: v for k, v in row.items() if k in columns} for row in rows]
    # A site that is told by its network alone is none of a regulation that reads no network.
    if "sites" in found:
        found["sites"] = [
            r for r in found["sites"] if r.get("ssid") or r.get("bssid") or r.get("lat")
        ]
    return found


def told(results: dict[str, mr.Result]) -> list[Any]:
    return [(one.nip, one.status, one.net, one.bounds) for one in results.values()]


def paid(results: dict[str, mr.Result]) -> list[Any]:
    return [
        (one.nip, one.status, one.net, one.bounds and (one.bounds.lowest, one.bounds.highest))
        for one in results.values()
    ]


@pytest.mark.parametrize("number", slow_but(lambda number: number == 0, range(3)))
@pytest.mark.parametrize("ref", slow_but(SOME.__contains__, known_ids()))
def test_pack_when_cut_to_what_is_read_then_everybody_is_paid_the_same(ref, number):
    profile, tables, month = shipped_world(ref, number, 3)
    whole = results_of(profile, tables, month)
    assert told(results_of(profile, needed_of(tables, profile.needs()), month)) == told(whole)


@pytest.mark.parametrize("seed", slow_but(lambda seed: seed in {20, 41}, range(120)))
def test_pack_of_a_drawn_law_when_cut_to_what_is_read_then_the_same(seed):
    """20: a review counts beside any verdict; 41: the amount of a post that somebody acts in."""
    world = random_world(seed, 3)
    if world is not None:
        profile, tables, month = world
        whole = results_of(profile, tables, month)
        assert told(results_of(profile, needed_of(tables, profile.needs()), month)) == told(whole)


@pytest.mark.parametrize("ref", slow_but(SOME.__contains__, known_ids()))
def test_table_when_required_then_without_it_no_amount_is_known(ref):
    """But where what is lost could not change it: of nothing nothing is left."""
    profile, tables, month = shipped_world(ref, 1, 3)
    whole = results_of(profile, tables, month)
    for need in profile.needs().tables:
        if need.required and need.name != "employees":
            less = {name: rows for name, rows in tables.items() if name != need.name}
            for nip, found in results_of(profile, less, month).items():
                same = (found.status, found.net) == (whole[nip].status, whole[nip].net)
                assert found.status == "incomplete" or same, need.name


def test_needs_when_asked_then_who_asks_is_named_with_the_article():
    needs = mr.load_profile("id/nasional").needs()
    punches, carried = needs.table("punches"), needs.table("carried")
    assert punches is not None
    assert carried is not None
    assert punches.required
    assert "rules.ladder" in punches.why
    assert needs.source("rules.ladder", "id").startswith("PP 94/2021")
    assert {key.key for key in carried.keys} == {"unexcused_days", "overpayment"}
    assert set(needs.windows) == {"last 2 months", "year"}
    assert needs.table("activities") is None
    assert needs.whom["rules.ladder"] == "category in (PNS; CPNS)"
    assert needs.holds_for("rules.ladder", "id") == "jenis kepegawaian PNS atau CPNS"
    assert needs.holds_for("rules.ladder", "en") == "category PNS or CPNS"
    assert needs.holds_for("rules.tpp_cut", "id") == ""
    [punches] = [one for one in needs.as_dict()["tables"] if one["table"] == "punches"]
    assert {one["path"]: one["for"] for one in punches["why"]} == {
        "rules.ladder": "category in (PNS; CPNS)",
        "rules.ten_in_a_row": "category in (PNS; CPNS)",
        "rules.salary_stop": "category in (PNS; CPNS)",
    }


def test_columns_when_read_without_a_change_of_what_is_paid_then_that_is_said():
    """Days of leave are told from others by punches too, but what punches tell is no leave."""
    law = {"leave": {"each": "sakit", "cut": "2%", "of": "discipline"}}
    of_leave = mr.load_profile(discipline(**law)).needs()
    of_alpa = mr.load_profile(
        discipline(**law, alpa={"each": "alpa", "cut": "3%", "of": "discipline"})
    )
    for needs, decides in ((of_leave, False), (of_alpa.needs(), True)):
        punches, absences = needs.table("punches"), needs.table("absences")
        assert punches is not None
        assert absences is not None
        assert {column.decides for column in punches.columns} == {decides}
        assert {column.decides for column in absences.columns} == {True}


def test_sites_when_only_the_place_decides_then_their_networks_are_not_asked_for():
    sites = mr.load_profile("id/sipp").needs().table("sites")
    assert sites is not None
    assert [column.name for column in sites.columns] == ["unit", "lat", "lon", "radius_m"]


def test_needs_when_as_data_then_every_table_column_and_key_is_there():
    made = mr.load_profile("id/kab-barru").needs().as_dict("en")
    tables = {table["table"]: table for table in made["tables"]}
    assert [one["column"] for one in tables["activities"]["columns"]][:2] == ["nip", "date"]
    assert tables["amounts"]["keys"] == [
        {
            "key": "tpp",
            "type": "money",
            "of": "month",
            "back": 0,
            "no_row": "unknown",
            "whose": "",
            "why": [
                {
                    "path": "amount",
                    "source": "E-Kinerja of Barru (as its system computes)",
                    "for": "",
                }
            ],
        }
    ]


# ------------------------------------------------------------------ a workbook to fill
def filled(ref: str, tables: Tables, folder: Path) -> Path:
    """The template of a regulation, filled by hand with the rows of a pack."""
    openpyxl = pytest.importorskip("openpyxl")
    from masker_rules.cli.running import run

    assert run(["needs", ref, "--template", str(folder)]) == 0
    [path] = folder.glob("*.xlsx")
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    for page in book.worksheets:
        names = [cell.value for cell in page[1]]
        for line, row in enumerate(tables.get(page.title, ()), 2):
            for at, name in enumerate(names, 1):
                page.cell(line, at).value = row.get(name) or None
    book.save(path)
    return path


@pytest.mark.parametrize("ref", slow_but(SOME[:1].__contains__, FOURTH))
def test_template_when_filled_then_computed_as_the_pack(ref, tmp_path):
    profile, tables, month = shipped_world(ref, 1, 3)
    path = filled(profile.id, tables, tmp_path)
    found = mr.compute(profile, path, month)
    assert told({one.nip: one for one in found}) == told(results_of(profile, tables, month))


#: What is missing of a regulation whose rates nobody published (ADR 0023), not of a pack.
OF_THE_REGULATION = ("rules.", "tables.")


def missing_of_the_pack(results: Iterable[mr.Result]) -> set[str]:
    found = {name for one in results if one.bounds for name in one.bounds.missing}
    return {name for name in found if not name.startswith(OF_THE_REGULATION)}


@pytest.mark.parametrize("number", slow_but(lambda number: number == 0, range(3)))
@pytest.mark.parametrize("ref", slow_but(SOME.__contains__, known_ids()))
def test_facts_when_made_of_what_is_listed_then_nothing_of_them_is_missing(ref, number):
    """The list is complete: whoever fills all of it is not asked for more."""
    profile, tables, month = filled_world(ref, number)
    results = mr.compute(profile, mr.Pack(**tables), month)
    assert not results.set_aside
    assert results.checks.settled
    assert not missing_of_the_pack(results)


def seen_in(result: mr.Result, code: str) -> int:
    return sum(remark.code == code for remark in (*result.why_status, *result.warnings))


@pytest.mark.parametrize("ref", slow_but(SOME.__contains__, known_ids()))
def test_leave_when_undecided_then_it_is_named_and_nothing_more_is_asked_for(ref):
    """An approval that is left open is an answer, not a cell that is missing: the letter counts
    for nobody until it is decided, and the result of whoever wrote it says so.
    """
    profile, tables, month = filled_world(ref, 0)
    letters = tables.get("absences", [])
    undecided = [{**row, "approved": ""} for row in letters]
    decided = mr.compute(profile, mr.Pack(**{**tables, "absences": letters}), month)
    results = mr.compute(profile, mr.Pack(**{**tables, "absences": undecided}), month)
    assert not missing_of_the_pack(results)
    for one, before in zip(results, decided, strict=True):
        assert not seen_in(before, "absence-pending")
        if one.status != "not_eligible":
            assert seen_in(one, "absence-pending"), one.nip


@pytest.mark.slow
@pytest.mark.parametrize("ref", known_ids())
def test_template_when_filled_with_what_is_listed_then_nothing_is_missing(ref, tmp_path):
    profile, tables, month = filled_world(ref, 0)
    found = mr.compute(profile, filled(profile.id, tables, tmp_path), month)
    assert not missing_of_the_pack(found)
    whole = results_of(profile, tables, month)
    assert told({one.nip: one for one in found}) == told(whole)


def test_template_when_opened_then_words_to_choose_from_and_what_a_column_means(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    path = filled("id/kab-barru", {}, tmp_path)
    book = openpyxl.load_workbook(path)
    page = book["absences"]
    heads = {cell.value: cell for cell in page[1]}
    assert "doubt" not in heads
    assert "Sel kosong berarti" in heads["until"].comment.text
    listed = [one.formula1 for one in page.data_validations.dataValidation]
    assert any("am" in text and "pm" in text for text in listed)
    told = {name: book[name]["A1"].comment.text.splitlines()[0] for name in book.sheetnames}
    assert {name for name, text in told.items() if "Hapus lembar ini" in text} == {
        "activities",
        "events",
    }
    assert "belum lengkap" in told["punches"]
    assert "berarti sama" in told["absences"]


def test_template_when_opened_then_whoever_prepares_the_papers_finds_their_tables(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(filled("id/kab-barru", {}, tmp_path))
    assert book.sheetnames[-2:] == ["accounts", "officials"]
    for name in book.sheetnames[-2:]:
        heads = [cell.value for cell in book[name][1]]
        assert heads == list(definition().every[name].names)
        assert "masker papers" in book[name]["A1"].comment.text
        assert book[name].sheet_properties.tabColor is None


def test_template_when_accounts_and_officials_are_filled_then_papers_read_them(tmp_path):
    pytest.importorskip("openpyxl")
    nip = "198501012010011001"
    rows = {
        "employees": [{"nip": nip, "category": "PNS"}],
        "accounts": [{"nip": nip, "bank": "Bank Contoh", "account": "0012345", "holder": "A"}],
        "officials": [{"role": "treasurer", "nip": nip, "name": "Contoh"}],
    }
    pack = read_for_papers(filled("id/kab-barru", rows, tmp_path))
    assert pack.set_aside == ()
    assert [row.account for row in pack.rows("accounts")] == ["0012345"]
    assert [row.name for row in pack.rows("officials")] == ["Contoh"]


@pytest.mark.parametrize("ref", slow_but(SOME.__contains__, known_ids()))
def test_table_when_absent_then_as_without_rows_unless_that_decides(ref):
    """What the template says of a sheet without rows."""
    profile, tables, month = shipped_world(ref, 1, 2)
    for need in profile.needs().tables:
        less = {name: rows for name, rows in tables.items() if name != need.name}
        if need.name != "employees" and not need.decides_without_rows:
            empty = results_of(profile, {**less, need.name: []}, month)
            assert paid(empty) == paid(results_of(profile, less, month)), need.name


def test_template_when_opened_then_what_must_be_filled_is_marked_and_said(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(filled("id/kab-barru", {}, tmp_path))
    heads = {cell.value: cell for cell in book["absences"][1]}
    assert {name for name, cell in heads.items() if cell.fill.fill_type == "solid"} == {
        "nip",
        "code",
        "from",
    }
    assert "wajib diisi" in heads["nip"].comment.text
    assert "Sel kosong berarti" not in heads["nip"].comment.text
    marked = {page.title for page in book if page.sheet_properties.tabColor is not None}
    assert marked == {
        table.name for table in mr.load_profile("id/kab-barru").needs().tables if table.required
    }


def test_template_when_opened_then_lists_hold_what_is_read_down_to_the_last_row(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(filled("id/kab-banggai-kepulauan", {}, tmp_path))

    def choices(sheet, column):
        page = book[sheet]
        letter = next(cell.column_letter for cell in page[1] if cell.value == column)
        [found] = [
            one.formula1
            for one in page.data_validations.dataValidation
            if str(one.sqref) == f"{letter}2:{letter}1048576"
        ]
        return set(found.strip('"').split(","))

    table = mr.load_profile("id/kab-banggai-kepulauan").needs().table("scores")
    assert choices("scores", "measure") == {key.key for key in table.keys}
    assert choices("absences", "approved") == {"true", "false"}
    # Formats are of columns: a month of fifty people has more punches than any number of rows.
    times = next(cell for cell in book["punches"][1] if cell.value == "time")
    assert book["punches"].column_dimensions[times.column_letter].number_format.startswith("yyyy")
    assert book["punches"].max_row == 1
