"""Files and columns that nobody reads, and may be what a regulation reads and a pack lacks."""

from __future__ import annotations

import os
import zipfile

import openpyxl
import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.facts import read_pack
from masker_rules.texts import render

ENGINES = pytest.mark.parametrize("engine", ["reference", "columns"])
ALPA = discipline(alpa={"each": "alpa", "cut": "3%", "of": "discipline"})
ABSENCES = f"nip,code,from,until,approved\n{NIP},cuti_tahunan,2026-07-01,2026-07-02,true\n"


def csv_of(rows):
    return "".join(
        ",".join(row) + "\n" for row in [list(rows[0]), *(one.values() for one in rows)]
    )


@pytest.fixture
def folder(tmp_path):
    """A pack of one person who was there on every working day, without absences."""
    home = tmp_path / "pack"
    home.mkdir()
    for name, rows in tables().items():
        if rows:
            texts = [{column: str(cell) for column, cell in row.items()} for row in rows]
            (home / f"{name}.csv").write_text(csv_of(texts))
    (home / "absences.csv").unlink(missing_ok=True)
    return home


def whys(pack, engine="reference"):
    why = mr.compute(ALPA, pack, "2026-07", engine=engine).checks.why
    return [(one.code, one.params["table"].code) for one in why]


# ------------------------------------------------------------------ in the place of a table's file
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
@pytest.mark.parametrize("name", ["absences.csv", "Absences.CSV", "absences.parquet"])
@ENGINES
def test_table_when_a_pipe_or_a_folder_has_its_name_then_refused(folder, make, name, engine):
    make(folder / name)
    with pytest.raises(mr.FactsError) as caught:
        mr.compute(ALPA, folder, "2026-07", engine=engine)
    [problem] = caught.value.problems
    assert (problem.code, problem.place.file) == ("table-not-a-file", name)


def test_table_when_a_zip_has_a_folder_of_its_name_then_refused(folder, tmp_path):
    packed = tmp_path / "pack.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
        archive.writestr("absences.csv/part-1.csv", ABSENCES)
    with pytest.raises(mr.FactsError) as caught:
        read_pack(packed)
    assert caught.value.code == "table-not-a-file"


# ------------------------------------------------------------------ under another name
@pytest.mark.parametrize(
    "name",
    [
        "absences.tsv",
        "absences.xlsx",
        "absences.csv.gz",
        "absences.csv ",
        "absence.csv",
        "absences.csv.csv",
        "absences (2).csv",
    ],
)
@ENGINES
def test_file_when_it_may_be_a_table_that_is_lacking_then_not_settled(folder, name, engine):
    (folder / name).write_text(ABSENCES)
    assert whys(folder, engine) == [("file-not-read", "absences")]
    (folder / "absences.csv").write_text(ABSENCES)
    # Of a table that is there it may be the rest.
    rest = [("rest-not-read", "absences")] if name == "absences (2).csv" else []
    assert whys(folder, engine) == rest


@pytest.mark.parametrize("name", ["absences 2.csv", "absences_lanjutan.csv", "absences-2.parquet"])
@ENGINES
def test_file_when_it_may_be_the_rest_of_a_table_then_not_settled(folder, name, engine):
    (folder / "absences.csv").write_text(ABSENCES)
    (folder / name).write_text(ABSENCES)
    assert whys(folder, engine) == [("rest-not-read", "absences")]
    [why] = mr.compute(ALPA, folder, "2026-07", engine=engine).checks.why
    for lang in ("id", "en"):
        assert f"{name} " in render(lang, f"notes.{why.code}", why.params)


def test_file_when_not_read_then_the_words_name_it_and_the_table(folder):
    (folder / "absence.csv").write_text(ABSENCES)
    [why] = mr.compute(ALPA, folder, "2026-07").checks.why
    for lang in ("id", "en"):
        said = render(lang, f"notes.{why.code}", why.params)
        assert "absence.csv" in said
        assert " absences.csv" in said


@pytest.mark.parametrize("name", ["notes.txt", "README.md", "violations.tsv", "~$absences.xlsx"])
@ENGINES
def test_file_when_no_table_that_the_law_reads_then_settled(folder, name, engine):
    (folder / name).write_text("x")
    assert whys(folder, engine) == []


@ENGINES
def test_sheet_when_it_may_be_a_table_that_is_lacking_then_not_settled(tmp_path, engine):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables().items():
        if rows and name != "absences":
            sheet = book.create_sheet(name)
            sheet.append(list(rows[0]))
            for row in rows:
                sheet.append([str(cell) for cell in row.values()])
    book.create_sheet("absences (2)").append(["nip"])
    book.save(tmp_path / "pack.xlsx")
    assert whys(tmp_path / "pack.xlsx", engine) == [("file-not-read", "absences")]


# ------------------------------------------------------------------ columns
def with_header(folder, title, cell="false"):
    text = f"nip,code,from,until,{title}\n{NIP},cuti_tahunan,2026-07-01,2026-07-02,{cell}\n"
    (folder / "absences.csv").write_text(text)
    return folder


@pytest.mark.parametrize(
    "title", ["aproved", "approved_#?", "", "#REF!", "???", "Unnamed: 3", "7"]
)
@ENGINES
def test_column_when_it_may_be_one_that_is_lacking_then_not_settled(folder, title, engine):
    assert whys(with_header(folder, title), engine) == [("column-not-read", "absences")]
    assert whys(with_header(folder, title, cell=""), engine) == []


@pytest.mark.parametrize("title", ["approved", "nomor_surat", "keterangan", "approved_by"])
@ENGINES
def test_column_when_known_or_the_own_of_an_office_then_settled(folder, title, engine):
    assert whys(with_header(folder, title, cell="true"), engine) == []


def test_column_when_not_read_then_the_words_name_file_header_and_column(folder):
    [why] = mr.compute(ALPA, with_header(folder, "aproved"), "2026-07").checks.why
    for lang in ("id", "en"):
        said = render(lang, f"notes.{why.code}", why.params)
        assert all(word in said for word in ("absences.csv", "aproved", "approved"))


@ENGINES
def test_column_when_the_law_does_not_read_its_table_then_settled(folder, engine):
    (folder / "violations.csv").write_text(f"nip,date,code,quantit\n{NIP},2026-07-01,x,3\n")
    assert whys(folder, engine) == []
