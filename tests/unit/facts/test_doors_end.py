"""What never answers, is closed or may not be read is an error in words, in bounded time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_month import PAID, PROFILE, tables
from long_runs import slow_but, some_of
from masker import with_sources

import masker_rules as mr
from masker_rules import history
from masker_rules.engines import Facts
from masker_rules.facts import database
from masker_rules.facts.office.common import read_office
from masker_rules.facts.writers import write_pack

MONTH = "2026-07"
#: Most of what is asked here would otherwise wait for ever.
WAIT = 60


@pytest.fixture
def pack(tmp_path):
    write_pack(tables(), tmp_path / "pack")
    return tmp_path / "pack"


def refused(code, call, *given):
    with pytest.raises(mr.MaskerRulesError) as caught:
        call(*given)
    assert caught.value.code == code
    assert caught.value.text("id")
    assert caught.value.text("en")
    return caught.value


def compute(given, **more):
    return mr.compute(PROFILE, given, MONTH, **more)


# ------------------------------------------------------------------ pipes
@pytest.mark.parametrize("name", ["pack", "pack.xlsx", "pack.zip", "pack.csv"])
@pytest.mark.parametrize(
    "call", [mr.read_pack, compute, lambda one: history.history_of(one, None)]
)
def test_pack_when_a_pipe_then_refused(tmp_path, name, call):
    os.mkfifo(tmp_path / name)
    refused("not-a-pack", call, tmp_path / name)


def test_pack_when_its_table_is_a_pipe_then_refused_by_name(pack):
    (pack / "employees.csv").unlink()
    os.mkfifo(pack / "employees.csv")
    wrong = refused("table-not-a-file", mr.read_pack, pack)
    assert "employees.csv" in wrong.text("en")


def test_file_when_a_pipe_then_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "x.yaml")
    refused("office-file", read_office, tmp_path / "x.yaml", "attlog")
    refused("file-unusable", lambda: mr.overlay(PROFILE, file=tmp_path / "x.yaml"))
    refused("office-file", read_office, Path("/dev/zero"), "attlog")


# ------------------------------------------------------------------ views
ENDLESS = {
    "rows": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
            " SELECT x AS nip FROM n",
    "none": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
            " SELECT x AS nip FROM n WHERE x < 0",
}  # fmt: skip


@pytest.mark.parametrize("view", ENDLESS.values(), ids=ENDLESS)
@pytest.mark.parametrize(
    "table", slow_but(lambda name: name == "employees", ["employees", "punches"])
)
def test_view_when_it_has_no_end_then_refused_in_time(tmp_path, monkeypatch, view, table):
    import sqlite3

    pytest.importorskip("sqlalchemy")
    monkeypatch.setattr(database, "MAX_VIEW_STEPS", 5_000_000)
    base = sqlite3.connect(tmp_path / "x.db")
    base.execute(f"CREATE VIEW {table} AS {view}")
    if table != "employees":
        base.execute("CREATE TABLE employees (nip TEXT)")
    base.close()
    url = f"sqlite:///{tmp_path / 'x.db'}"
    calls = [mr.read_pack, compute]
    if table == "employees":
        calls.append(lambda one: Facts(one).at_most())
    for call in calls:
        told = refused("endless-view", call, url)
        assert table in told.text("en")


def test_view_when_longer_than_one_may_be_then_refused(tmp_path, monkeypatch):
    import sqlite3

    pytest.importorskip("sqlalchemy")
    base = sqlite3.connect(tmp_path / "x.db")
    base.execute("CREATE VIEW employees AS SELECT '1' AS nip UNION ALL SELECT '2'")
    base.close()
    url = f"sqlite:///{tmp_path / 'x.db'}"
    for limit, is_read in ((2, True), (1, False)):
        monkeypatch.setattr(database, "MAX_VIEW_ROWS", limit)
        if is_read:
            assert mr.read_pack(url).has("employees")
        else:
            refused("endless-view", mr.read_pack, url)


# ------------------------------------------------------------------ rights
@pytest.mark.parametrize("what", ["iterdir", "read_bytes", "exists", "is_dir"])
def test_pack_when_it_may_not_be_read_then_in_words(pack, monkeypatch, what):
    def refuse(self, *_, **__):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, what, refuse)
    calls = [mr.read_pack, lambda one: compute(one, engine="reference")]
    if what in {"iterdir", "is_dir"}:
        calls += [lambda one: Facts(one).at_most(), lambda one: history.history_of(one, None)]
    for call in calls:
        assert "Permission denied" in refused("file-unusable", call, pack).text("en")


def test_history_when_a_folder_may_not_be_read_then_in_words(pack, monkeypatch):
    def refuse(folder, *_, **__):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(os, "scandir", refuse)
    refused("file-unusable", history.parts_of, pack.parent)
    refused("file-unusable", lambda: list(mr.compute_history(PROFILE, pack.parent, MONTH)))


# ------------------------------------------------------------------ streams
def masker(*argv, closed="", stdout=subprocess.PIPE):
    command = [sys.executable, "-m", "masker_rules.cli", *map(str, argv)]
    script = f'exec "$@" {closed}'
    return subprocess.run(
        ["sh", "-c", script, "sh", *command], check=False, stdout=stdout, timeout=WAIT,
        stderr=subprocess.PIPE, text=True, env=with_sources({}), stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "argv",
    slow_but(
        lambda argv: argv == ("--version",),
        [("--version",), ("profiles", "list"), ("profiles", "show", PROFILE)],
    ),
)
def test_stdout_when_closed_or_full_then_two_in_words(argv):
    done = masker(*argv, closed=">&-")
    assert (done.returncode, "[file-unusable]" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr
    with open("/dev/full", "w") as full:  # noqa: PTH123  (a device)
        done = masker(*argv, stdout=full)
    assert (done.returncode, "[file-unusable]" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_stdout_when_closed_but_a_file_is_asked_for_then_written_whole(pack, tmp_path):
    out = tmp_path / "r.csv"
    ask = ("compute", pack, "--profile", PROFILE, "--period", MONTH, "--out", out)
    assert masker(*ask, closed=">&-").returncode == 0
    assert out.read_text("utf-8").startswith("nip,")
    assert masker(*ask, closed=">&- 2>&- <&-").returncode == 0


def test_stdin_when_closed_then_a_watch_of_lines_ends(tmp_path):
    done = masker("watch", "--profile", PROFILE, "--db", tmp_path / "s.db", closed="<&-")
    assert (done.returncode, done.stderr) == (0, "")


# ------------------------------------------------------------------ what is given
@pytest.mark.slow
@pytest.mark.parametrize("engine", some_of([None, "reference", "columns"]))
def test_people_when_there_is_no_table_of_them_then_as_the_command_line_says(pack, engine):
    made = tables()
    del made["employees"]
    (pack / "employees.csv").unlink()
    by_line = masker("compute", pack, "--profile", PROFILE, "--lang", "en")
    assert by_line.returncode == 2
    for given in (made, {}, mr.Pack(**made), pack):
        told = refused("missing-table", lambda one: compute(one, engine=engine), given)
        head, _, fact = told.text("en").partition("error [")
        assert f"error [{fact}" in by_line.stderr
        assert head in {"", f"{pack}: "}


@pytest.mark.parametrize("nips", [PAID, b"1", 5, [5], [None], object()])
def test_nips_when_no_list_of_texts_then_refused(nips):
    refused("nips-not-a-list", lambda: compute(tables(), nips=nips))
    refused("nips-not-a-list", lambda: history.history_of(tables(), None, nips))


@pytest.mark.parametrize("engine", ["", 5, [], {}, object()])
def test_engine_when_no_name_of_one_then_refused(engine):
    refused("unknown-engine", lambda: compute(tables(), engine=engine))


def test_nips_when_any_list_of_texts_then_taken():
    for nips in ([PAID], (PAID,), {PAID}, iter([PAID])):
        assert [one.nip for one in compute(tables(), nips=nips)] == [PAID]


@pytest.mark.parametrize("given", [None, 5, [1], b"x", object()])
def test_pack_when_none_is_given_then_refused(given):
    for call in (
        mr.read_pack,
        compute,
        lambda one: compute(one, engine="columns"),
        lambda one: mr.compare(PROFILE, PROFILE, one, MONTH),
        lambda one: list(mr.compute_history(PROFILE, one, MONTH)),
    ):
        refused("no-pack-given", call, given)


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_person_when_two_rows_begin_together_then_told(engine):
    made = tables()
    made["employees"].append({**made["employees"][0], "name": "Lain"})
    results = compute(made, engine=engine)
    found = results[PAID]
    assert found.status == "incomplete"
    assert "two-employee-rows" in [note.code for note in found.why_status]
    # Where both rows stand is told, so that somebody can take one away.
    told = [(one.line, one.nip) for one in results.remarks if one.code == "person-twice"]
    assert told == [(2, PAID), (1 + len(made["employees"]), PAID)]
