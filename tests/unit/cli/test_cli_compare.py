"""`masker compare`: the table, the files, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3

import pytest

from masker_rules.review import TABLES
from masker_rules.texts.catalogs import catalog

ABOUT = ("--baseline", "id/kab-banggai-kepulauan", "--period", "2026-03", "--lang", "en")


@pytest.fixture
def compare(masker, root):
    def call(*argv):
        pack = root / "examples/banggai-kepulauan-2026-03/pack"
        return masker("compare", pack, *ABOUT, *argv)

    return call


@pytest.fixture
def root(request):
    return request.config.rootpath


def test_compare_when_something_is_set_then_the_budget_and_the_article(compare):
    said = compare("--set", "rules.alpa.cut=4%")

    assert said.code == 0
    assert "rules.alpa.cut = 4%" in said.out
    assert "Absent without notice" in said.out
    assert "people lose" in said.out


def test_compare_when_json_then_articles_add_up_to_the_change(compare, tmp_path):
    out = tmp_path / "made.json"
    assert compare("--set", "rules.missing.cut=2%", "--out", out).code == 0

    (draft,) = json.loads(out.read_text())["drafts"]
    (summary,) = draft["tables"]["summary"]
    assert summary["change"] < 0
    assert draft["changes"] == [{"path": "rules.missing.cut", "value": "2%"}]


@pytest.mark.slow
def test_compare_when_the_engine_is_an_old_word_then_a_line_on_stderr(compare):
    pytest.importorskip("polars")
    ask = ("--set", "rules.alpa.cut=4%", "--format", "csv")
    now = compare(*ask, "--engine", "columns")
    said = compare(*ask, "--engine", "duckdb")

    assert (said.code, said.out, now.err) == (0, now.out, "")
    assert said.err == "The engine word “duckdb” now means “columns”; the results are the same.\n"


def test_compare_when_csv_then_a_row_for_each_person_month(compare):
    said = compare("--set", "rules.alpa.cut=4%", "--format", "csv", "--anonymous")

    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert len(rows) == 40
    assert all(row["nip"].startswith("#") and not row["name"] for row in rows)


@pytest.mark.slow
def test_compare_when_two_drafts_then_each_has_its_summary(compare, tmp_path):
    overlay = tmp_path / "draft.yaml"
    overlay.write_text("set: {rules.alpa.cut: 2%}\n")
    both = ("--draft", "id/kab-banggai-kepulauan", "--draft", "id/nasional")

    said = compare(*both)
    assert said.out.count("Draft:") == 2
    laid = compare("--draft", "id/kab-banggai-kepulauan", "--overlay", overlay)
    assert "rules.alpa.cut = 2%" in laid.out
    assert compare(*both, "--format", "csv").code == 2


@pytest.mark.slow
@pytest.mark.parametrize(("drafts", "marks"), [(1, ["{}"]), (2, ["1 {}", "2 {}"])])
def test_compare_when_xlsx_then_a_sheet_for_each_table_of_each_draft(
    compare, tmp_path, drafts, marks
):
    openpyxl = pytest.importorskip("openpyxl")
    out = tmp_path / "made.xlsx"
    assert compare(*["--draft", "id/nasional"] * drafts, "--out", out).code == 0

    book = openpyxl.load_workbook(out)
    names = [catalog("en")[f"names.sheet.{name}"] for name in TABLES]
    assert book.sheetnames == [mark.format(name) for mark in marks for name in names] + ["Columns"]


def test_compare_when_swept_then_a_draft_for_each_value(compare):
    said = compare("--sweep", "rules.alpa.cut=2%..4%:1%")
    assert said.out.count("Draft:") == 3


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        ((), "no-draft"),
        (("--set", "rules.alpa.cut"), "bad-set"),
        (("--set", "rules.alp.cut=1%"), "no-such-path"),
        (("--sweep", "rules.alpa.cut=1%..2%:1%", "--draft", "id/nasional"), "bad-sweep"),
        (("--draft", "id/nasional", "--table", "rows", "--format", "csv"),
         "unknown-comparison-table"),
    ],
)  # fmt: skip
def test_compare_when_asked_wrongly_then_refused_in_words(compare, argv, code):
    said = compare(*argv)
    assert said.code == 2
    assert code in said.err


def test_compare_when_strict_and_something_is_incomplete_then_one(compare):
    assert compare("--set", "rules.alpa.cut=4%", "--strict").code == 1


# ------------------------------------------------------------------ histories
def test_folder_when_a_month_is_not_there_then_said_and_strict_is_1(masker, root, tmp_path):
    shutil.copytree(root / "examples/banggai-kepulauan-2026-03/pack", tmp_path / "2026-03")
    words = ("compare", tmp_path, "--baseline", "id/kab-banggai-kepulauan", "--set",
             "rules.alpa.cut=4%", "--period", "2026-03..2026-04")  # fmt: skip

    said = masker(*words, "--lang", "en")
    assert said.code == 0
    assert "The history holds nothing of April 2026" in said.out
    assert "2026-03..2026-04" not in said.out
    assert masker(*words, "--strict").code == 1


@pytest.mark.parametrize("command", ["compare", "compute", "check", "explain", "chunk", "audit"])
def test_url_when_it_fails_then_the_password_stands_nowhere(masker, command):
    url = "postgresql+pg8000://u:Geh31m@127.0.0.1:1/x"
    law = "id/kab-banggai-kepulauan"
    said = {
        "compare": lambda: masker("compare", url, *ABOUT, "--set", "rules.alpa.cut=4%"),
        "compute": lambda: masker("compute", url, "--profile", law, "--period", "2026-03"),
        "check": lambda: masker("check", url),
        "explain": lambda: masker("explain", url, "--profile", law, "--nip", "1"),
        "chunk": lambda: masker("compute", url, "--chunk", "--profile", law, "--out", "x.csv"),
        "audit": lambda: masker("profiles", "audit", law, "--history", url, "--only", "reached"),
    }[command]()
    assert said.code == 2
    code = "parts-of-database" if command == "chunk" else "database-unreadable"
    assert code in said.err
    assert "Geh31m" not in said.out + said.err
    if command == "chunk":
        assert "postgresql+pg8000://u:***@127.0.0.1:1/x" in said.err
        assert "--chunk" in said.err


def test_database_when_rows_are_set_aside_then_the_hint_names_no_secret(masker, tmp_path):
    pytest.importorskip("sqlalchemy")
    connection = sqlite3.connect(tmp_path / "x.db")
    connection.execute("CREATE TABLE employees (nip TEXT)")
    connection.executemany("INSERT INTO employees VALUES (?)", [(n,) for n in range(10, 90)])
    connection.commit()
    connection.close()
    url = f"sqlite:///{tmp_path / 'x.db'}?timeout=5"

    said = masker("compute", url, "--profile", "id/kab-banggai-kepulauan", "--period", "2026-03")
    assert said.code == 1  # not one number can be read
    assert "x.db" in said.out + said.err
    assert "timeout" not in said.out + said.err
