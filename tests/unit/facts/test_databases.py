"""Packs in a database: the same cells as in files, no float where money is, no password told."""

# ruff: noqa: S608  (SQL of our own)

from __future__ import annotations

import datetime as dt
import sqlite3
import sys
from decimal import Decimal
from importlib.util import find_spec

import pytest

pytest.importorskip("sqlalchemy")

from databases import execute, postgres, store

import masker_rules as mr
from masker_rules.facts.sources import source_name

NIP = "198501012010011001"
SECRET = "Geh31m-sekali"  # noqa: S105  (of a server that lives for one test)


@pytest.fixture
def sqlite(tmp_path):
    """A database made by SQL, and its URL."""

    def make(*statements):
        connection = sqlite3.connect(tmp_path / "history.db")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return f"sqlite:///{tmp_path / 'history.db'}"

    return make


PERSON = (
    "CREATE TABLE employees (nip TEXT, name TEXT, category TEXT)",
    f"INSERT INTO employees VALUES ('{NIP}', 'Ani', 'PNS')",
)


def both(url):
    """The pack by the reader of rows and by that of frames."""
    packs = [mr.read_pack(url)]
    if find_spec("polars"):
        from masker_rules.columnar.intake import read_frames

        packs.append(read_frames(url))
    return packs


def test_cells_when_typed_then_the_values_of_the_contract(sqlite):
    url = sqlite(
        *PERSON,
        "CREATE TABLE punches "
        "(nip TEXT, time TIMESTAMP, kind TEXT, mock BOOLEAN, lat REAL, lon REAL)",
        "INSERT INTO punches VALUES "
        f"('{NIP}', '2026-07-01 07:20:05.000000', 'in', 0, -1.25, 123.5)",
        f"INSERT INTO punches VALUES ('{NIP}', '2026-07-01 16:10:00', NULL, NULL, NULL, NULL)",
        "CREATE TABLE amounts "
        "(component TEXT, amount NUMERIC, job_class INTEGER, valid_from DATE)",
        "INSERT INTO amounts VALUES ('tpp', 2250000, 7, '2026-01-01')",
    )
    for pack in both(url):
        first, second = sorted(pack.rows("punches"), key=lambda row: row.time)
        assert (first.time.day, first.time.second) == (dt.date(2026, 7, 1), 7 * 3600 + 20 * 60 + 5)
        assert (first.mock, first.lat, first.lon) == (False, Decimal("-1.25"), Decimal("123.5"))
        assert (second.kind, second.mock, second.lat) == (None, None, None)
        (amount,) = pack.rows("amounts")
        assert (amount.amount, amount.job_class) == (Decimal(2250000), 7)
        assert amount.valid_from == dt.date(2026, 1, 1)
        assert not pack.set_aside
        assert not pack.warnings


@pytest.mark.parametrize("kind", ["REAL", "DOUBLE PRECISION", "FLOAT"])
def test_money_when_the_column_is_a_float_then_refused_with_table_column_and_cure(sqlite, kind):
    url = sqlite(*PERSON, f"CREATE TABLE amounts (component TEXT, amount {kind})")
    for read in (mr.read_pack, lambda one: mr.compute("id/kab-bulukumba", one, "2026-07")):
        with pytest.raises(mr.FactsError) as wrong:
            read(url)
        assert wrong.value.code == "float-column"
        told = wrong.value.text("en")
        assert "“amount” of “amounts”" in told
        assert "NUMERIC" in told


def test_money_when_sqlite_keeps_a_fraction_as_float_then_refused(sqlite):
    # A column declared NUMERIC holds 1000000.25 as a float of eight bytes.
    url = sqlite(
        *PERSON,
        "CREATE TABLE amounts (component TEXT, amount NUMERIC, job_class INTEGER)",
        "INSERT INTO amounts VALUES ('tpp', 1000000.25, 7)",
    )
    with pytest.raises(mr.FactsError) as wrong:
        mr.read_pack(url)
    assert wrong.value.code == "float-column"


def test_nip_when_a_number_then_set_aside_as_in_every_source(sqlite):
    url = sqlite(
        *PERSON,
        "CREATE TABLE activities (nip INTEGER, date DATE, minutes INTEGER)",
        f"INSERT INTO activities VALUES ({NIP}, '2026-07-01', 60)",
    )
    for pack in both(url):
        assert [row.code for row in pack.set_aside] == ["nip-as-number"]


def test_cell_when_bytes_then_said_so_and_no_number(sqlite):
    url = sqlite(
        *PERSON,
        "CREATE TABLE activities (nip BLOB, date DATE, minutes INTEGER)",
        f"INSERT INTO activities VALUES (CAST('{NIP}' AS BLOB), '2026-07-01', 60)",
        f"INSERT INTO activities VALUES ('{NIP}', CAST('2026-07-01' AS BLOB), 60)",
    )
    for pack in both(url):
        assert [(row.line, row.column, row.code) for row in pack.set_aside] == [
            (2, "nip", "bytes-cell"),
            (3, "date", "bytes-cell"),
        ]
        assert "CAST(nip AS TEXT)" in pack.set_aside[0].reason("id")


def test_line_when_a_table_has_a_key_then_counted_in_its_order(sqlite):
    url = sqlite(
        *PERSON,
        "CREATE TABLE activities (id TEXT PRIMARY KEY, nip TEXT, date TEXT, minutes INTEGER)",
        f"INSERT INTO activities VALUES ('b', '{NIP}', '2026-07-41', 60)",
        f"INSERT INTO activities VALUES ('a', '{NIP}', '2026-07-01', 60)",
    )
    # The key is no column of the contract: it is told, and the rows stand in its order.
    for pack in both(url):
        assert [(row.file, row.line, row.code) for row in pack.set_aside] == [
            ("activities", 3, "bad-date")
        ]
        assert [row.code for row in pack.warnings] == ["unknown-column"]


def test_tables_and_columns_when_unknown_then_told_with_the_nearest_name(sqlite):
    url = sqlite(
        *PERSON,
        "CREATE TABLE absense (nip TEXT)",
        "CREATE TABLE punches (nip TEXT, time TEXT, kindd TEXT)",
    )
    for pack in both(url):
        assert [(row.code, row.value, row.params["nearest"]) for row in pack.warnings] == [
            ("unknown-table-file", "absense", "absences"),
            ("unknown-column", "kindd", "kind"),
        ]


def test_view_when_named_as_a_table_then_is_one(sqlite):
    url = sqlite(
        "CREATE TABLE pegawai (id TEXT, nama TEXT)",
        f"INSERT INTO pegawai VALUES ('{NIP}', 'Ani')",
        "CREATE VIEW employees AS SELECT id AS nip, nama AS name FROM pegawai",
    )
    for pack in both(url):
        assert [row.name for row in pack.rows("employees")] == ["Ani"]


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (("CREATE TABLE punches (nip TEXT, time TEXT)",), "missing-table"),
        ((*PERSON, 'CREATE TABLE "Employees " (nip TEXT)'), "table-twice"),
        (("CREATE TABLE employees (name TEXT)",), "missing-column"),
    ],
)
def test_database_when_it_is_no_pack_then_refused_as_files_are(sqlite, statements, code):
    with pytest.raises(mr.FactsError) as wrong:
        mr.read_pack(sqlite(*statements))
    assert wrong.value.code == code


def test_database_when_it_is_not_there_then_none_is_made(tmp_path):
    with pytest.raises(mr.FactsError) as wrong:
        mr.read_pack(f"sqlite:///{tmp_path / 'none.db'}")
    assert wrong.value.code == "pack-not-found"
    assert not list(tmp_path.iterdir())


def test_file_when_it_is_no_database_then_refused(tmp_path):
    (tmp_path / "history.db").write_text("nip,name\n" * 200)
    with pytest.raises(mr.FactsError) as wrong:
        mr.read_pack(f"sqlite:///{tmp_path / 'history.db'}")
    assert wrong.value.code == "database-unreadable"


def test_sqlalchemy_when_missing_then_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(mr.AdapterUnavailableError) as wrong:
        mr.read_pack("sqlite:///x.db")
    assert wrong.value.code == "reader-extra-missing"
    assert "masker-rules[sql]" in wrong.value.text("en")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (f"nosuch://u:{SECRET}@127.0.0.1/x", "bad-database-url"),
        (f"postgresql+pg8000://u:{SECRET}@127.0.0.1:port/x", "bad-database-url"),
        (f"postgresql+pg8000://u:{SECRET}@127.0.0.1:1/x", "database-unreadable"),
        (f"postgresql+psycopg2cffi://u:{SECRET}@127.0.0.1/x", "database-driver-missing"),
        (f"postgresql+pg8000:/u:{SECRET}@127.0.0.1/x", "pack-not-found"),
        (f"postgresql:u:{SECRET}@127.0.0.1/x", "pack-not-found"),
        (f"postgresql+pg8000://u:{SECRET}@127.0.0.1:1/x?sslmode=require", "bad-database-option"),
        (f"postgresql+pg8000://u:a@b?{SECRET}=c@127.0.0.1:1/x", "bad-database-url"),
        ("postgresql+pg8000:///x", "bad-database-url"),
    ],
)
def test_password_when_anything_fails_then_stands_nowhere(url, code):
    with pytest.raises(mr.MaskerRulesError) as wrong:
        mr.read_pack(url)
    assert wrong.value.code == code
    told = f"{wrong.value} {wrong.value!r} {wrong.value.text('id')} {wrong.value.problems}"
    assert SECRET not in told
    assert wrong.value.__cause__ is None
    assert wrong.value.__suppress_context__ or wrong.value.__context__ is None


@pytest.mark.parametrize("option", ["timeout", "sslmode"])
def test_option_when_the_driver_cannot_take_it_then_named_without_its_value(sqlite, option):
    for read in (mr.read_pack, lambda one: mr.compute("id/kab-bulukumba", one, "2026-07")):
        with pytest.raises(mr.FactsError) as wrong:
            read(f"{sqlite()}?{option}={SECRET}")
        assert wrong.value.code == "bad-database-option"
        assert f"sqlite does not take these options, or not with these values: {option}" in (
            wrong.value.text("en")
        )
        assert SECRET not in wrong.value.text("id")


def test_option_when_the_driver_takes_it_then_read(sqlite):
    assert len(mr.read_pack(f"{sqlite(*PERSON)}?timeout=5").rows("employees")) == 1


@pytest.mark.parametrize("lang", ["en", "id"])
def test_driver_when_missing_then_the_url_that_works_is_written(lang):
    with pytest.raises(mr.AdapterUnavailableError) as wrong:
        mr.read_pack("postgresql+psycopg2cffi://u@127.0.0.1/x")
    assert "postgresql+pg8000://…" in wrong.value.text(lang)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+pg8000://u:p@ss/w?o@h:5432/db?x=y", "postgresql+pg8000://u:***@h:5432/db"),
        ("postgresql://u@h/db", "postgresql://***@h/db"),
        ("postgresql://u:secret/db", "postgresql://u:***/db"),
        ("postgresql://u:p@[::1]:5432/db", "postgresql://u:***@[::1]:5432/db"),
        ("postgresql:u:secret@h/db", "postgresql:***@h/db"),
        ("sqlite:///history.db", "sqlite:///history.db"),
        ("a/b", "a/b"),
        ("C:\\packs\\a", "C:\\packs\\a"),
    ],
)
def test_url_when_shown_then_without_what_is_secret(url, shown):
    assert source_name(url) == shown


@pytest.mark.slow
@pytest.mark.needs_postgres
def test_postgres_when_read_then_the_cells_of_the_files(pytestconfig, tmp_path):
    pack = pytestconfig.rootpath / "examples/banggai-kepulauan-2026-03/pack"
    expected = mr.read_pack(pack)
    with postgres(SECRET) as url:
        store(url, pack)
        for found in both(url):
            assert found.digest == expected.digest
            assert found.counts() == expected.counts()
            assert [(row.code, row.line) for row in found.set_aside] == [
                (row.code, row.line) for row in expected.set_aside
            ]
        typed_cells(url, tmp_path)
        with pytest.raises(mr.FactsError) as wrong:
            mr.read_pack(url.replace(SECRET, f"{SECRET}x"))
        assert "password" in wrong.value.text("en")
        assert SECRET not in wrong.value.text("en")


def typed_cells(url, folder):
    """Types that SQLite does not have: zones, clocks, numbers with zeros behind."""
    (folder / "employees.csv").write_text(f"nip,name\n{NIP},Ani\n")
    (folder / "punches.csv").write_text(f"nip,time\n{NIP},2026-07-01 07:20:05+08:00\n")
    (folder / "amounts.csv").write_text("component,amount,job_class\ntpp,1000000.25,7\n")
    (folder / "rosters.csv").write_text(
        f"nip,date,start,end,off\n{NIP},2026-07-01,07:30,14:00,false\n"
    )
    execute(url, "CREATE DATABASE typed")
    typed = url.removesuffix("postgres") + "typed"
    execute(
        typed,
        "CREATE TABLE employees (nip CHAR(18), name VARCHAR(40))",
        f"INSERT INTO employees VALUES ('{NIP}', 'Ani')",
        "CREATE TABLE punches (nip CHAR(18), time TIMESTAMPTZ)",
        f"INSERT INTO punches VALUES ('{NIP}', '2026-07-01 07:20:05+08')",
        "CREATE TABLE amounts (component TEXT, amount NUMERIC(18, 4), job_class SMALLINT)",
        "INSERT INTO amounts VALUES ('tpp', 1000000.25, 7)",
        'CREATE TABLE rosters (nip TEXT, date DATE, start TIME, "end" TIME, off BOOLEAN)',
        f"INSERT INTO rosters VALUES ('{NIP}', '2026-07-01', '07:30', '14:00', false)",
    )
    expected = mr.read_pack(folder)
    for found in both(typed):
        assert found.digest == expected.digest
        assert not found.set_aside
        assert not found.warnings
    execute(typed, "ALTER TABLE amounts ALTER amount TYPE DOUBLE PRECISION")
    with pytest.raises(mr.FactsError) as wrong:
        mr.read_pack(typed)
    assert wrong.value.code == "float-column"
