"""No room is left while a command writes: an error with a code, and what stands there is whole.

The system refuses what goes beyond so many bytes of a file, as a full disk does: the file itself,
or what stands aside on the way to it.
"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from masker import with_sources
from office_month import PERIOD, PROFILE, tables, write_tables

import masker_rules as mr
from masker_rules.facts.writers import write_pack

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="this system has no such limits"),
]

CODES = {"out-unusable", "store-not-written"}
LAW = ("--profile", PROFILE, "--period", PERIOD)
OLD = "of last month\n"
#: Bytes that a file may have.
ROOM = (0, 700)
LIMITED = """
import resource, sys
room = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
from masker_rules.cli import main
main()
"""

#: What each command is called with before the place where it writes, and the name of that.
COMMANDS = {
    "json": (("compute", "pack", *LAW, "--out"), "r.json"),
    "csv": (("compute", "pack", *LAW, "--out"), "r.csv"),
    "a workbook": (("compute", "pack", *LAW, "--out"), "r.xlsx"),
    "parquet": (("compute", "pack", *LAW, "--out"), "r.parquet"),
    "parts as csv": (("compute", "history", *LAW, "--chunk", "--out"), "r.csv"),
    "parts as json": (("compute", "history", *LAW, "--chunk", "--out"), "r.json"),
    "parts as parquet": (("compute", "history", *LAW, "--chunk", "--out"), "r.parquet"),
    "parts by two": (
        ("compute", "history", *LAW, "--chunk", "--processes", "2", "--out"), "r.parquet"),
    "explanations": (("explain", "pack", *LAW, "--all", "--out"), ""),
    "identities": (("check", "pack", "--identities"), "identities.csv"),
    "a template": (("needs", PROFILE, "--template"), "empty"),
    "papers": (("papers", "pack", *LAW, "--out"), ""),
    "an import": (
        ("import", "attlog", "log.dat", "--dialect", "usb", "--map", "pins.csv", "--out"), ""),
    "a schema": (("schema", "pack", "--out"), "s.json"),
    "a profile": (
        ("profiles", "new", "id/kab-contoh/perbup-1-2026", "--extends", PROFILE, "--out"), "new"),
    "a package": (
        ("profiles", "new", "id/kab-contoh/perbup-1-2026", "--package", "--out"), "new"),
    "an audit": (("profiles", "audit", PROFILE, "--out"), "a.html"),
    "a ledger": (
        ("ledger", "record", "result.json", "--pay-month", "2026-04", "--document", "1",
         "--ledger"), "l.jsonl"),
    "a session": (("watch", "pack", "--profile", PROFILE, "--once", "--db"), "s.db"),
}  # fmt: skip
#: What may be whole and stand there beside what did not fit: a file for each person or unit, the
#: list of who stands on papers, which is written first, and the lock of a ledger.
WHOLE = re.compile(r"\d{18}-2026-03\.txt|daftar-[\w-]+\.json|\.l\.jsonl\.lock")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """An office's files, none of which is written to."""
    home = tmp_path_factory.mktemp("office")
    write_tables(home / "pack", tables(2))
    write_tables(home / "history" / f"period={PERIOD}" / "unit=a", tables(2))
    result = mr.compute(PROFILE, mr.read_pack(home / "pack"), PERIOD)
    (home / "result.json").write_text(result.to_json())
    log = "".join(f"7\t2026-03-02 07:{n:02d}:00\t1\t0\t1\t0\n" for n in range(60))
    (home / "log.dat").write_text(log)
    (home / "pins.csv").write_text(f"pin,nip,valid_from,valid_until\n7,{result[0].nip},,\n")
    return home


def limited(home, room, *argv):
    """Exit code and what was said, with so many bytes for each file."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(room), *map(str, argv), "--lang", "en"],
        capture_output=True, check=False, timeout=120, cwd=home,
        # Python writes half a module where there is no room for one.
        env=with_sources({"PYTHONDONTWRITEBYTECODE": "1"}),
        encoding="utf-8",
    )  # fmt: skip
    said = done.stderr + done.stdout
    assert "Traceback" not in said
    assert "mistake of its own" not in said, said
    return done.returncode, said


def files(folder):
    return {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("room", ROOM)
@pytest.mark.parametrize("name", COMMANDS)
def test_command_when_the_disk_is_full_then_two_in_words_and_nothing_half(
    home, tmp_path, name, room
):
    line, target = COMMANDS[name]
    out = tmp_path / target
    if "." in target and target not in {"s.db", "l.jsonl"}:
        out.write_text(OLD)
    if name == "an import":
        (out / "punches.csv").write_text(f"nip,time\n{'1' * 18},2026-02-02 07:00\n")
    before = {there: path.read_bytes() for there, path in files(tmp_path).items()}
    code, said = limited(home, room, *line, out)
    after = {there: path.read_bytes() for there, path in files(tmp_path).items()}
    if code == 0:  # it fitted
        assert room
        assert name in {"identities", "explanations", "a ledger"}
        return
    assert code == 2, said
    assert set(re.findall(r"\[([a-z-]+)\]", said)) & CODES, said
    assert str(tmp_path) in said, "what cannot be written is named"
    new = {there for there in after if there not in before}
    assert {there for there in new if not WHOLE.fullmatch(there)} == set()
    assert {there: after[there] for there in before} == before


def test_pack_when_it_cannot_be_written_then_an_error_of_ours(tmp_path, monkeypatch):
    (tmp_path / "pack").mkdir()

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("masker_rules.facts.writers.written_aside", refuse)
    with pytest.raises(mr.RequestError) as caught:
        write_pack({"employees": [{"nip": "1"}]}, tmp_path / "pack")
    assert caught.value.code == "out-unusable"
    assert list((tmp_path / "pack").iterdir()) == []


def test_list_when_counted_then_every_command_that_writes():
    assert len(COMMANDS) * len(ROOM) >= 38
