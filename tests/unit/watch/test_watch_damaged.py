"""A damaged file of a session is refused, and one of another program is not touched."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from contextlib import closing

import pytest
from kill_feeder import feeding
from random_names import seeded
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.watch import Session
from masker_rules.watch.store import APPLICATION

#: As files were before rows had digests.
LAYOUT_1 = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE facts (
    ref TEXT PRIMARY KEY, pack_table TEXT NOT NULL, cells TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE withdrawn (ref TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE declared (pack_table TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE news (number INTEGER PRIMARY KEY, said TEXT NOT NULL);
"""


@pytest.fixture(scope="module")
def profile():
    return mr.load_profile(discipline())


@pytest.fixture(scope="module")
def whole(tmp_path_factory, profile):
    """A session with everything in it, closed."""
    file = tmp_path_factory.mktemp("whole") / "session.db"
    with Session(profile, file, also=["id/nasional"]) as session:
        session.feed_all(rows())
        session.feed({"table": "absences", "nip": NIP, "code": "alpa",
                      "from": "2026-07-06", "until": "2026-07-09"})  # fmt: skip
        session.declare("events")
        session.retract("nobody-1", "nobody-2")
        assert session.alerts("2026-07-12 00:00")
    return file


@pytest.fixture
def file(whole, tmp_path):
    return shutil.copy(whole, tmp_path / "session.db")


def rows():
    return [{"table": name, **row} for name, given in tables().items() for row in given]


def refused(profile, file):
    with pytest.raises(mr.RequestError) as caught:
        Session(profile, file)
    for lang in ("id", "en"):
        assert caught.value.text(lang)
    return caught.value.code


def sql(*statements):
    def change(file):
        with closing(sqlite3.connect(file)) as base:
            for statement in statements:
                base.execute(statement)
            base.commit()

    return change


def wrote(at, data):
    def change(file):
        with file.open("r+b") as stream:
            stream.seek(at, os.SEEK_SET if at >= 0 else os.SEEK_END)
            stream.write(data)

    return change


def cut(share):
    return lambda file: os.truncate(file, int(file.stat().st_size * share))


def a_folder(file):
    file.unlink()
    file.mkdir()


def a_pipe(file):
    file.unlink()
    os.mkfifo(file)


CHANGES = {
    "no header": wrote(0, b"\0" * 16),
    "another header": wrote(0, b"SQLite format 4\0"),
    "page size": wrote(16, b"\x03\x03"),
    "application": wrote(68, b"\1\2\3\4"),
    "encoding": wrote(56, b"\0\0\0\2"),
    "first page": wrote(100, b"\xff" * 400),
    "a page": wrote(4096 * 3, b"\xff" * 4096),
    "last page": wrote(-4096, b"\0" * 4096),
    "half": cut(0.5),
    "less a page": lambda file: os.truncate(file, file.stat().st_size - 4096),
    "a header alone": lambda file: os.truncate(file, 100),
    "empty": cut(0),
    "a folder": a_folder,
    "a pipe": a_pipe,
    "text": lambda file: file.write_text("Kepada Yth. " * 500),
    "a changed cell": sql("UPDATE facts SET cells = replace(cells, '-07-', '-08-')"),
    "a changed name": sql("UPDATE facts SET ref = ref || 'x' WHERE pack_table = 'employees'"),
    "another table": sql("UPDATE facts SET pack_table = 'events'"),
    "a blob": sql("UPDATE facts SET cells = x'ff00ff'"),
    "a number": sql("UPDATE withdrawn SET ref = 5 WHERE ref = 'nobody-1'"),
    "a changed retraction": sql("UPDATE withdrawn SET ref = 'somebody' WHERE ref = 'nobody-1'"),
    "a changed declaration": sql("UPDATE declared SET pack_table = 'leave'"),
    "changed news": sql("UPDATE news SET said = '{}'"),
    "news in another order": sql("UPDATE news SET number = number + 100"),
    "another profile": sql("UPDATE meta SET value = 'id/nasional' WHERE key = 'profile'"),
    "another layout": sql("UPDATE meta SET value = '3' WHERE key = 'layout'"),
    "no profile": sql("DELETE FROM meta WHERE key = 'profile'"),
    "no count": sql("DELETE FROM meta WHERE key = 'rows'"),
    "no meta": sql("DELETE FROM meta"),
    "a lost fact": sql("DELETE FROM facts WHERE pack_table = 'employees'"),
    "no retractions": sql("DELETE FROM withdrawn"),
    "no news": sql("DELETE FROM news"),
    "a new row": sql("INSERT INTO facts VALUES ('x', 'employees', '{}', '')"),
    "a dropped table": sql("DROP TABLE facts"),
    "a dropped meta": sql("DROP TABLE meta"),
    "a dropped column": sql("ALTER TABLE news DROP COLUMN said"),
    "a table anew": sql("DROP TABLE declared", "CREATE TABLE declared (a, b, c)"),
    "a view": sql("DROP TABLE news", "CREATE VIEW news AS SELECT 1, 2, 3"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_file_when_damaged_then_unusable(profile, file, change):
    change(file)
    assert refused(profile, file) == "store-unusable"
    # Nobody holds it any more: it can be looked at, mended or thrown away.
    assert refused(profile, file) == "store-unusable"


def test_bytes_when_flipped_anywhere_then_refused_or_nothing_is_lost(profile, whole, tmp_path):
    """Some bytes of a page hold nothing."""
    data, rng, found = whole.read_bytes(), seeded("flipped"), []
    with Session(profile, shutil.copy(whole, tmp_path / "right.db")) as session:
        right = session.pack().digest, session.news, session.refs
    for turn in range(60):
        file = tmp_path / f"{turn}.db"
        changed = bytearray(data)
        for _ in range(8):
            changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        file.write_bytes(changed)
        try:
            with Session(profile, file) as session:
                assert (session.pack().digest, session.news, session.refs) == right
                found.append("whole")
        except mr.RequestError as wrong:
            found.append(wrong.code)
    assert set(found) <= {"whole", "store-unusable"}
    assert found.count("store-unusable") > 20


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill like that")
def test_files_when_damaged_after_a_kill_then_refused_or_nothing_is_lost(tmp_path):
    """No acknowledged fact hangs on what SQLite keeps beside the file."""
    made, rng = tmp_path / "made", seeded("beside")
    made.mkdir()
    told = []
    with feeding(made / "session.db", 0, 100_000) as process:
        for line in process.stdout:
            told.append(line.split()[1])
            if len(told) == 150:
                process.kill()
    assert process.returncode == -signal.SIGKILL
    files = {path.name: path.read_bytes() for path in made.iterdir()}
    found = []
    for name, data in files.items():
        for turn in range(25):
            folder = tmp_path / f"{name}-{turn}"
            shutil.copytree(made, folder)
            changed = bytearray(data)
            for at in (rng.randrange(min(len(data), 100)), rng.randrange(len(data))):
                changed[at] ^= 1 << rng.randrange(8)
            (folder / name).write_bytes(changed if turn else b"")
            found.append(kept(folder / "session.db", told))
        if name != "session.db":
            folder = tmp_path / f"{name}-gone"
            shutil.copytree(made, folder)
            (folder / name).unlink()
            found.append(kept(folder / "session.db", told))
    assert set(found) <= {"whole", "store-unusable"}
    assert "store-unusable" in found


def kept(file, told):
    """`whole` where a session holds all that was told, else what is said of its file."""
    try:
        with Session(discipline(), file) as session:
            return "lost" if {*told} - {*session.refs} else "whole"
    except mr.RequestError as wrong:
        return wrong.code


@pytest.mark.parametrize("is_wal", [False, True])
@pytest.mark.parametrize(
    "schema",
    ["CREATE TABLE people (name)", "CREATE TABLE meta (key, value)", "PRAGMA user_version=7",
     "PRAGMA application_id=5"],
)  # fmt: skip
def test_database_when_of_another_program_then_not_touched(profile, tmp_path, schema, is_wal):
    file = tmp_path / "other.db"
    sql(f"PRAGMA journal_mode={'WAL' if is_wal else 'DELETE'}", schema)(file)
    before = {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()
    }
    assert refused(profile, file) == "store-unusable"
    after = {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()
    }
    assert after == before


def old_file(file, whole):
    """The session as the layout before kept it."""
    with closing(sqlite3.connect(whole)) as base:
        held = {
            name: base.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608
            for name in ("facts", "withdrawn", "declared", "news")
        }
    with closing(sqlite3.connect(file)) as base:
        base.executescript("PRAGMA journal_mode=WAL;" + LAYOUT_1)
        told = [("layout", "1"), ("profile", discipline()["profile"]["id"])]
        base.executemany("INSERT INTO meta VALUES (?, ?)", told)
        for name, found in held.items():
            marks = ", ".join("?" * (len(found[0]) - 1))
            base.executemany(f"INSERT INTO {name} VALUES ({marks})", [one[:-1] for one in found])  # noqa: S608
        base.commit()


def test_file_when_without_digests_then_read_as_it_is_and_given_them(profile, file, tmp_path):
    old = tmp_path / "old.db"
    old_file(old, file)
    with Session(profile, file) as session:
        right = session.pack().digest, session.news, session.refs
    for _ in range(2):
        with Session(profile, old) as session:
            assert (session.pack().digest, session.news, session.refs) == right
            assert (
                session.feed({"table": "employees", "nip": NIP, "name": "x"}, ref="a").ref == "a"
            )
            session.retract("a")
    assert int.from_bytes(old.read_bytes()[68:72], "big") == APPLICATION
    sql("UPDATE facts SET cells = '{}'")(old)
    assert refused(profile, old) == "store-unusable"


@pytest.mark.parametrize("ref", [5, None, b"a", ["a"], True, 1.5, ""])
def test_retraction_when_its_name_is_no_text_then_refused_and_none_is_kept(profile, file, ref):
    with Session(profile, file) as session:
        before = session.refs
        with pytest.raises(mr.RequestError) as caught:
            session.retract(before[0], ref)
        assert caught.value.code == "ref-not-text"
        assert session.refs == before
    with Session(profile, file) as session:
        assert session.refs == before


@pytest.mark.parametrize("told", ["5", "null", '["a", null]', "[[]]", '""', "{}"])
def test_line_when_it_withdraws_no_text_then_refused(profile, told):
    from masker_rules.watch.sources import take_line

    with pytest.raises(mr.RequestError) as caught:
        take_line(Session(profile), f'{{"retract": {told}}}', 1)
    assert caught.value.code == "ref-not-text"


def test_file_when_new_then_nothing_stands_beside_it_at_the_end(profile, tmp_path):
    file = tmp_path / "new.db"
    with Session(profile, file) as session:
        session.feed_all(rows())
    assert [path.name for path in tmp_path.iterdir()] == ["new.db"]
    with closing(sqlite3.connect(file)) as base:
        [rows_] = base.execute("SELECT value FROM meta WHERE key = 'rows'").fetchone()
    assert json.loads(rows_)["fact"] == len(rows())
