"""What an empty cell means is said once, and a pack may say it otherwise."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from packs import NIP, OTHER, codes, one, pack_of, write

import masker_rules as mr
from masker_rules import FactsError
from masker_rules.facts import definition
from masker_rules.facts.manifest import read_manifest, said_of_empties
from masker_rules.facts.schema import pack_schema
from masker_rules.facts.vocabulary import Vocabulary
from masker_rules.facts.writers import table_csv
from masker_rules.language.catalogue import catalogue

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
COLUMNS = [(t.name, c) for t in definition().tables.values() for c in t.columns]
IDS = [f"{table}.{column.name}" for table, column in COLUMNS]
MAY_BE_NONE = [(t, c) for t, c in COLUMNS if c.may_be_none]
#: A row of each table that is whole without its other cells.
WHOLE = {
    "employees": {"nip": NIP},
    "punches": {"nip": NIP, "time": "2026-03-02 07:00"},
    "absences": {"nip": NIP, "code": "sakit", "from": "2026-03-02", "until": ""},
    "events": {"date": "2026-03-02", "event": "upacara"},
    "attendance_at_events": {
        "nip": NIP,
        "date": "2026-03-02",
        "event": "upacara",
        "status": "present",
    },
    "activities": {"nip": NIP, "date": "2026-03-02"},
    "scores": {"period": "2026-03", "measure": "skp", "value": ""},
    "sanctions": {"nip": NIP, "code": "teguran_lisan"},
    "amounts": {"component": "tpp", "amount": "1000", "job_class": "8"},
    "assignments": {"nip": NIP, "kind": "PLT", "from": "2026-03-02", "until": ""},
    "salaries": {"nip": NIP, "period": "2026-03"},
    "deductions": {"nip": NIP, "period": "2026-03", "code": "zakat", "amount": "1000"},
    "carried": {"nip": NIP, "period": "2026-03", "key": "sick_days", "value": "1"},
    "attributes": {"nip": NIP, "key": "agama", "value": ""},
    "rosters": {"nip": NIP, "date": "2026-03-02", "shift": "malam", "off": "true"},
    "schedules": {"schedule": "biasa", "weekday": "1", "start": "07:00", "end": "15:00"},
    "sites": {"unit": "Dinas Contoh", "ssid": "kantor", "bssid": "aa:bb"},
    "calendar": {"date": "2026-03-02", "kind": "holiday"},
    "outages": {"from": "2026-03-02 07:00", "until": "2026-03-02 08:00"},
    "violations": {"nip": NIP, "date": "2026-03-02", "code": "razia"},
    "away": {"nip": NIP, "from": "2026-03-02 10:00", "until": "2026-03-02 11:00"},
    "orders": {"nip": NIP, "from": "2026-03-02 16:00", "until": "2026-03-02 18:00"},
}
EMPTY = "employees.position_kind"
ROWS = f"nip,name,category,position_kind,npwp\n{NIP},Contoh Satu,PNS,{{0}},{{1}}\n"


# ------------------------------------------------------------------ one declaration
def rows_of_page(name):
    """Cells of every table row of a page, by its first cell within a section."""
    found, section = {}, ""
    for line in (REFERENCE / name).read_text("utf-8").splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        if line.startswith(("| `", "| **`")):
            cells = [cell.strip() for cell in line[1:-1].split(" |")]
            found[section, re.search(r"`([^`]+)`", cells[0])[1]] = cells
    return found


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=IDS)
def test_empty_when_told_by_page_and_schema_then_as_the_tables_say(table, column):
    *_, empty, none = rows_of_page("pack.md")[table, column.name]
    told = pack_schema()["properties"][table]["items"]["properties"][column.name]
    wanted = "" if column.required == "value" else column.empty
    assert (empty, told.get("x-empty", "")) == (wanted, wanted)
    wanted = (column.none or "none") if column.may_be_none else ""
    assert (none, told.get("x-none", "")) == (wanted, wanted)


FACTS = [(g.name, f) for g in catalogue().values() for f in g.facts.values() if f.column]


@pytest.mark.parametrize(("grain", "fact"), FACTS, ids=[f"{g}.{f.name}" for g, f in FACTS])
def test_fact_when_it_stands_in_a_column_then_none_where_the_column_may_be(grain, fact):
    table, _, name = fact.column.partition(".")
    column = definition().tables[table].column(name)
    empty = rows_of_page("facts.md")[grain, fact.name][4]
    assert empty.endswith(f": {column.empty}")
    is_none = column.may_be_none and not column.none
    # What a review that there was none counts as is the contract's: accepted. The length of a
    # sanction that the law ends by itself is none; a category stands before it is looked up.
    by_law = {"review": False, "months": True, "percent": True}
    if (grain, fact.name) != ("day", "category"):
        assert fact.type.optional == by_law.get(fact.name, is_none)


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=IDS)
def test_value_for_empty_cells_when_declared_then_the_column_takes_it(table, column):
    if column.default or (column.none and column.may_be_none):
        for value in filter(None, (column.default, column.none)):
            row = {**WHOLE.get(table, {}), column.name: value}
            pack = mr.Pack(
                employees=[{"nip": NIP}], **{} if table == "employees" else {table: [row]}
            )
            assert not [one for one in pack.set_aside if one.column == column.name], value


# ------------------------------------------------------------------ the cell `none`
@pytest.mark.parametrize(
    ("table", "column"), MAY_BE_NONE, ids=[f"{t}.{c.name}" for t, c in MAY_BE_NONE]
)
def test_none_when_written_then_known_and_read_again_as_it_was(table, column):
    row = {**WHOLE[table], column.name: " none "}
    tables = {"employees": [{"nip": NIP}], table: [row]}
    pack = mr.Pack(**tables)
    [read] = pack.rows(table)
    assert not read.lacks(column.name)
    if not column.none:
        assert getattr(read, column.field) is None
        assert read.none == {column.name}
    again = mr.Pack(**{**tables, table: [read]})
    assert again.digest == pack.digest
    header, line = table_csv(definition().tables[table], [read]).splitlines()
    written = line.split(",")[header.split(",").index(column.name)]
    assert written == (column.none or "none")
    bare = {**WHOLE[table], column.name: ""}
    without = mr.Pack(**{**tables, table: [bare]})
    # Where an empty cell is unknown, to know that there is none is another fact.
    assert (without.digest != pack.digest) == column.is_open


@pytest.mark.parametrize(
    ("table", "column"),
    [("employees", "category"), ("employees", "staff_group"), ("amounts", "unit"),
     ("activities", "status"), ("punches", "kind"), ("absences", "approved")],
)  # fmt: skip
def test_none_when_there_always_is_a_value_then_set_aside(table, column):
    row = {**WHOLE[table], column: "none"}
    pack = mr.Pack(**{"employees": [{"nip": NIP}], table: [row]})
    fault = next(one for one in pack.set_aside if one.table == table)
    assert (fault.code, fault.column) == ("none-not-here", column)


def test_none_when_a_program_wrote_it_then_no_statement():
    # `None` is how programs write what they do not know.
    pack = mr.Pack(employees=[{"nip": NIP, "education": "None", "tax_status": "None"}])
    assert codes(pack.set_aside) == ["unknown-word"]
    [row] = mr.Pack(employees=[{"nip": NIP, "education": "None"}]).rows("employees")
    assert (row.education, row.none) == ("None", frozenset())


# ------------------------------------------------------------------ pack.yaml
SAID = "empty: {employees.position_kind: none, employees.npwp: none}\n"


def said_in(folder, kind):
    """The same pack with `pack.yaml`, or what stands in its place."""
    table = ROWS.format("", "")
    if kind == "folder":
        write(folder, employees=table)
        (folder / "pack.yaml").write_text(SAID)
        return mr.read_pack(folder)
    if kind == "zip":
        with zipfile.ZipFile(folder.with_suffix(".zip"), "w") as packed:
            packed.writestr("employees.csv", table)
            packed.writestr("pack.yaml", SAID)
        return mr.read_pack(folder.with_suffix(".zip"))
    meanings = [("employees.position_kind", "none"), ("employees.npwp", "none")]
    rows = [line.split(",") for line in table.splitlines()]
    if kind == "workbook":
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        for title, lines in (("employees", rows), ("pack", [("column", "empty"), *meanings])):
            sheet = book.create_sheet(title)
            for line in lines:
                sheet.append(line)
        book.remove(book.worksheets[0])
        book.save(folder.with_suffix(".xlsx"))
        return mr.read_pack(folder.with_suffix(".xlsx"))
    if kind == "database":
        pytest.importorskip("sqlalchemy")
        import sqlite3

        base = sqlite3.connect(folder.with_suffix(".db"))
        base.execute("create table employees (nip text, name text, category text,"
                     " position_kind text, npwp text)")  # fmt: skip
        base.execute("insert into employees values (?, ?, ?, null, null)", rows[1][:3])
        base.execute('create table pack ("column" text, "empty" text)')
        base.executemany("insert into pack values (?, ?)", meanings)
        base.commit()
        base.close()
        return mr.read_pack(f"sqlite:///{folder.with_suffix('.db')}")
    cells = dict(zip(rows[0], rows[1], strict=True))
    return mr.Pack(employees=[cells], empty=dict(meanings))


@pytest.mark.parametrize("kind", ["folder", "zip", "workbook", "database", "python"])
def test_pack_when_it_says_what_empty_means_then_as_if_written(tmp_path, kind):
    pack = said_in(tmp_path / "said", kind)
    written = pack_of(tmp_path / "written", employees=ROWS.format("none", "false"))
    [row] = pack.rows("employees")
    assert (row.position_kind, row.npwp, row.none) == (None, False, {"position_kind"})
    assert pack.digest == written.digest
    assert not pack.set_aside
    assert not pack.warnings


def test_pack_when_a_word_stands_for_empty_then_every_empty_cell_is_it(tmp_path):
    rows = f"nip,date,status\n{NIP},2026-03-02,\n{NIP},2026-03-03,rejected\n"
    write(tmp_path / "said", activities=rows)
    (tmp_path / "said" / "pack.yaml").write_text("empty:\n  activities.status: approved\n")
    found = mr.read_pack(tmp_path / "said").rows("activities")
    assert [row.status for row in found] == ["approved", "rejected"]


def test_pack_when_the_column_is_missing_then_its_cells_are_empty(tmp_path):
    write(tmp_path / "said")
    (tmp_path / "said" / "pack.yaml").write_text(f"empty: {{{EMPTY}: none}}\n")
    rows = mr.read_pack(tmp_path / "said").rows("employees")
    assert [row.none for row in rows] == [{"position_kind"}] * 2


def test_pack_when_it_says_what_is_so_anyway_then_the_same_facts(tmp_path):
    plain = pack_of(tmp_path / "plain", punches=f"nip,time\n{NIP},2026-03-02 07:00\n")
    write(tmp_path / "said", punches=f"nip,time\n{NIP},2026-03-02 07:00\n")
    said = "empty: {punches.mock: none, employees.grade: unknown, employees.service_end: open}\n"
    (tmp_path / "said" / "pack.yaml").write_text(said)
    assert mr.read_pack(tmp_path / "said").digest == plain.digest


def test_pack_when_empty_is_said_to_be_unknown_then_the_row_is_in_doubt():
    rows = [{"nip": NIP, "time": "2026-03-02 07:00", "mock": mock} for mock in ("", "none")]
    pack = mr.Pack(employees=[{"nip": NIP}], punches=rows, empty={"punches.mock": "unknown"})
    fault = one(pack.set_aside)
    assert (fault.code, fault.column, fault.unread) == ("unknown-cell", "mock", ("mock",))
    assert len(pack.rows("punches")) == 1


def test_pack_when_the_profile_says_otherwise_then_the_pack_wins():
    words = Vocabulary(
        Vocabulary.canonical().words,
        Vocabulary.canonical().measures,
        said_of_empties({EMPTY: "none", "employees.education": "none"}),
    )
    people = [{"nip": NIP}]
    [row] = mr.Pack(employees=people, empty={EMPTY: "pelaksana"}).under(words).rows("employees")
    assert (row.position_kind, row.none) == ("pelaksana", {"education"})
    [row] = mr.Pack(employees=people, empty={EMPTY: "unknown"}).under(words).rows("employees")
    assert row.lacks("position_kind")
    [row] = mr.Pack(employees=people).under(words).rows("employees")
    assert row.none == {"position_kind", "education"}


def test_pack_when_it_names_files_then_they_are_its_tables(tmp_path):
    write(tmp_path / "p", punches=f"nip,time\n{NIP},2026-03-02 07:00\n")
    for before, after in (("employees", "pegawai"), ("punches", "absensi")):
        (tmp_path / "p" / f"{before}.csv").rename(tmp_path / "p" / f"{after}.csv")
    said = "tables:\n  employees: pegawai.csv\n  punches: absensi.csv\n"
    (tmp_path / "p" / "pack.yaml").write_text(said)
    pack = mr.read_pack(tmp_path / "p")
    assert pack.counts() == {"employees": 2, "punches": 1}
    assert not pack.warnings
    assert {row.place.file for row in pack.rows("punches")} == {"absensi.csv"}


@pytest.mark.parametrize(
    ("text", "code", "line", "near"),
    [
        ("empty:\n  employees.position_kid: none", "empty-unknown-column", 2, EMPTY),
        ("empty:\n  employee.position_kind: none", "empty-unknown-column", 2, EMPTY),
        ("empty:\n  employees.position_kind: nnone", "empty-unknown-meaning", 2, "none"),
        ("empty:\n  employees.position_kind: strukturl", "empty-unknown-meaning", 2, "struktural"),
        ("empty:\n  employees.unit: Dinas Contoh", "empty-unknown-meaning", 2, None),
        ("empty:\n  employees.category: none", "empty-unknown-meaning", 2, None),
        ("empty:\n  absences.until: all", "empty-unknown-meaning", 2, None),
        ("empty:\n  employees.job_class: -3.5", "empty-unknown-meaning", 2, None),
        ("empty:\n  employees.nip: none", "empty-never", 2, None),
        ("emty:\n  employees.unit: none", "pack-unknown-key", 1, "empty"),
        ("empty: none", "pack-not-a-mapping", 1, None),
        ("- empty", "pack-not-a-mapping", 1, None),
        ("empty: {employees.unit: [none]}", "pack-not-a-text", 1, None),
        ("tables:\n  employes: a.csv", "unknown-table", 2, "employees"),
        ("tables:\n  employees: a.csv\n  punches: a.csv", "pack-file-twice", 3, None),
    ],
)
def test_manifest_when_wrong_then_code_place_and_nearest(text, code, line, near):
    with pytest.raises(FactsError) as wrong:
        read_manifest(text.encode(), "pack.yaml")
    [problem] = wrong.value.problems
    assert (problem.code, problem.place.file, problem.place.line) == (code, "pack.yaml", line)
    assert near is None or problem.params["nearest"] == near
    for lang in ("id", "en"):
        assert "{" not in problem.text(lang).replace("{employees", "")


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "empty:\n", "empty: {}\ntables: {}\n"])
def test_manifest_when_it_says_nothing_then_nothing_is_said(text):
    found = read_manifest(text.encode(), "pack.yaml")
    assert not found.empties.meanings
    assert not found.files


@pytest.mark.parametrize("name", ["pegawai.csv", "../employees.csv", "pack.yaml", "/etc/passwd"])
def test_manifest_when_it_names_no_table_beside_it_then_refused(tmp_path, name):
    write(tmp_path / "p")
    (tmp_path / "p" / "pack.yaml").write_text(f"tables: {{employees: {name}}}\n")
    with pytest.raises(FactsError) as wrong:
        mr.read_pack(tmp_path / "p")
    assert wrong.value.code == "pack-file-missing"


def test_manifest_when_it_is_a_link_out_of_the_pack_then_refused(tmp_path):
    write(tmp_path / "p")
    (tmp_path / "elsewhere.yaml").write_text(SAID)
    (tmp_path / "p" / "pack.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(FactsError) as wrong:
        mr.read_pack(tmp_path / "p")
    assert wrong.value.code == "path-leaves-pack"


@pytest.mark.parametrize("name", ["pack.yml", "Pack.yaml"])
def test_manifest_when_it_has_nearly_its_name_then_said(tmp_path, name):
    write(tmp_path / "p")
    (tmp_path / "p" / name).write_text(SAID)
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as packed:
        for file in sorted((tmp_path / "p").iterdir()):
            packed.write(file, file.name)
    for path in (tmp_path / "p", tmp_path / "p.zip"):
        remark = one(mr.read_pack(path).warnings)
        assert (remark.code, remark.value) == ("unknown-table-file", name)
        assert "pack.yaml" in remark.reason("en")


def test_python_when_it_says_no_mapping_then_refused():
    with pytest.raises(FactsError) as wrong:
        mr.Pack(employees=[], empty=["employees.unit"])
    assert wrong.value.code == "pack-not-a-mapping"


# ------------------------------------------------------------------ scores that were not made
@pytest.mark.parametrize(
    ("measure", "written", "kept"),
    [
        ("skp", "tidak_ada", "tidak_ada"),
        ("skp", "none", "tidak_ada"),
        ("capaian", "tidak_ada", "tidak_ada"),
        ("hasil_kerja", "tidak_ada", "tidak_ada"),
        ("predikat", "none", "tidak_ada"),
        ("skp", "baik", None),  # a number is no other word
        ("hasil_kerja", "baik", None),
    ],
)
def test_score_when_it_was_not_made_then_known_whatever_it_measures(measure, written, kept):
    row = {"period": "2026-03", "measure": measure, "value": written, "nip": NIP}
    pack = mr.Pack(employees=[{"nip": NIP}, {"nip": OTHER}], scores=[row])
    found = [score.value for score in pack.under(Vocabulary.canonical()).rows("scores")]
    assert found == ([kept] if kept else [])
