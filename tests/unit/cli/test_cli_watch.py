"""`masker watch`: lines on stdin, a folder that changes, a log that grows, and how it ends."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest
from regulations import discipline
from terminals import on_a_terminal

import masker_rules as mr
from masker_rules.cli.terminal import Terminal
from masker_rules.cli.watching import LAST_LOOKS, _Run
from masker_rules.watch import Session
from masker_rules.watch.store import StoreError

NIP = "198501012010011001"
PROFILE = "id/kab-banggai-kepulauan"
ASK = ("--profile", PROFILE, "--since", "2026-03")
EMPLOYEES = f"nip,name,category,grade,unit\n{NIP},Uji,PNS,III/d,Dinas A\n"
#: On time on Monday the 2nd of March 2026; then nobody saw the person.
PUNCHES = f"nip,time\n{NIP},2026-03-02 07:20\n{NIP},2026-03-02 16:05\n"


def lines(*facts):
    return "".join(json.dumps(fact) + "\n" for fact in facts).encode()


FACTS = (
    {"table": "employees", "nip": NIP, "name": "Uji", "category": "PNS", "grade": "III/d"},
    {"table": "punches", "nip": NIP, "time": "2026-03-02 07:20"},
    {"table": "punches", "nip": NIP, "time": "2026-03-02 16:05"},
)
LETTER = {"table": "absences", "nip": NIP, "code": "Sakit", "from": "2026-03-05",
          "until": "2026-03-05", "approved": "true"}  # fmt: skip


def told(out):
    return [
        (one["what"], one["code"], one["near"], one["days"][-1:])
        for one in map(json.loads, out.decode().splitlines())
    ]


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "paket"
    folder.mkdir()
    (folder / "employees.csv").write_text(EMPLOYEES)
    (folder / "punches.csv").write_text(PUNCHES)
    return folder


@pytest.mark.slow
def test_lines_when_a_letter_comes_late_then_the_alert_is_withdrawn(process, tmp_path):
    db = tmp_path / "sesi.db"
    story = lines(*FACTS, {"at": "2026-03-06 00:00"}, LETTER, {"at": "2026-03-06 08:00"})
    done = process("watch", "--db", db, *ASK, input=story)
    assert done.returncode == 0, done.stderr
    third = ["2026-03-05"]
    assert told(done.stdout) == [
        ("raised", "teguran_lisan", False, third),
        ("raised", "teguran_tertulis", True, third),
        ("withdrawn", "teguran_lisan", False, third),
        ("raised", "teguran_lisan", True, ["2026-03-04"]),
        ("withdrawn", "teguran_tertulis", True, third),
    ]
    assert "PP 94/2021" in json.loads(done.stdout.splitlines()[0])["message"]
    again = process("watch", "--db", db, *ASK, input=story)
    # What was said before is not said again, and time does not go back: two lines are refused.
    assert (again.returncode, again.stdout) == (0, b"")
    assert again.stderr.count(b"moment-went-back") == 1


@pytest.mark.slow
def test_line_when_it_is_no_fact_then_told_and_the_next_is_taken(process, tmp_path):
    story = b"ngawur\n\n" + lines(*FACTS, {"at": "2026-03-05 00:00"})
    done = process("watch", "--db", tmp_path / "s.db", *ASK, input=story)
    assert b"<stdin>:1" in done.stderr
    assert told(done.stdout) == [("raised", "teguran_lisan", True, ["2026-03-04"])]


@pytest.mark.slow
def test_line_when_its_bytes_are_no_text_then_told_and_the_next_is_taken(process, tmp_path):
    story = b'{"table": "employees", "nip": "\xff\xfe\n' + lines(
        *FACTS, {"at": "2026-03-05 00:00"}
    )
    done = process("watch", "--db", tmp_path / "s.db", *ASK, input=story)
    assert (done.returncode, b"<stdin>:1" in done.stderr) == (0, True)
    assert told(done.stdout) == [("raised", "teguran_lisan", True, ["2026-03-04"])]


@pytest.mark.slow
def test_lines_when_acknowledged_then_a_line_for_each_fact_that_is_kept(process, tmp_path):
    named = {**LETTER, "ref": "surat-17"}
    other = {**named, "from": "2026-03-04"}
    story = lines(*FACTS[:1], named, named, other, {"retract": "surat-17"})
    done = process("watch", "--db", tmp_path / "s.db", *ASK, "--ack", input=story)
    acks = [json.loads(line) for line in done.stdout.splitlines()]
    assert acks[0]["ack"].startswith("employees-")
    assert [(one["ack"], one["fresh"], one["withdrawn"]) for one in acks[1:]] == [
        ("surat-17", True, False),
        ("surat-17", False, False),
        ("surat-17", False, True),
    ]
    # Another fact of that name is refused, and what is refused is not acknowledged.
    assert done.stderr.count(b"ref-taken") == 1


@pytest.mark.slow
def test_alerts_when_the_reader_lost_some_then_said_again_after_its_last_one(process, tmp_path):
    db = tmp_path / "sesi.db"
    first = process("watch", "--db", db, *ASK, input=lines(*FACTS, {"at": "2026-03-06 00:00"}))
    again = process("watch", "--db", db, *ASK, "--after", "1", "--lang", "en", input=b"")
    assert [json.loads(line)["serial"] for line in first.stdout.splitlines()] == [1, 2]
    [line] = again.stdout.splitlines()
    assert (json.loads(line)["serial"], json.loads(line)["code"]) == (2, "teguran_tertulis")


def test_acknowledgement_when_nothing_is_kept_then_refused(masker, pack):
    said = masker("watch", pack, *ASK, "--ack")
    assert (said.code, "needs-db" in said.err) == (2, True)


@pytest.mark.slow
@pytest.mark.needs_compiler
def test_lines_when_durable_decides_then_the_same_lines(process, tmp_path):
    pytest.importorskip("durable")
    story = lines(*FACTS, {"at": "2026-03-06 00:00"}, LETTER, {"at": "2026-03-06 08:00"})
    own, durable = (
        process("watch", "--db", tmp_path / name, *ASK, "--backend", name, input=story)
        for name in ("own", "durable")
    )
    assert durable.returncode == 0, durable.stderr
    assert own.stdout.count(b"\n") == 5
    assert durable.stdout == own.stdout


def test_nothing_when_named_to_watch_then_refused(masker):
    said = masker("watch", *ASK)
    assert (said.code, "nothing-to-watch" in said.err) == (2, True)


def test_pack_when_looked_at_once_then_alerts_at_the_moment_told(masker, pack):
    said = masker("watch", pack, *ASK, "--once", "--at", "2026-03-05 00:00")
    assert said.code == 0
    assert told(said.out.encode()) == [("raised", "teguran_lisan", True, ["2026-03-04"])]


def line(stream):
    """The next line; a watch that says nothing for a minute has failed."""
    ready, _, _ = select.select([stream], [], [], 60)
    assert ready
    return stream.readline()


# ------------------------------------------------------------------ one look after the other
class Looked:
    """A source that answers each look with the next of some answers, and then is interrupted."""

    is_behind = True

    def __init__(self, *answers):
        self.answers = list(answers)

    def poll(self, *_, **__):
        if not self.answers:
            raise KeyboardInterrupt
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def watched(source):
    """A watch of a source, and how often it said what follows."""
    said = []
    session = Session(discipline())
    session.feed({"table": "employees", "nip": NIP, "category": "PNS"})
    session.feed({"table": "punches", "nip": NIP, "time": "2026-07-06 07:20"})
    return _Run(Terminal("en"), session, [source], lambda *told: said.append(told)), said


def test_sources_when_nothing_changed_then_nothing_is_said_until_the_end():
    run, said = watched(Looked(False, True, False))
    with pytest.raises(KeyboardInterrupt):
        run.follow(0)
    assert len(said) == 1


def test_source_when_wrong_for_a_while_then_said_once_and_anew_after_it_was_right(capsys):
    wrong = mr.RequestError.of("pack-not-found", path="paket")
    run, _ = watched(Looked(wrong, wrong, False, wrong))
    with pytest.raises(KeyboardInterrupt):
        run.follow(0)
    assert capsys.readouterr().err.count("pack-not-found") == 2


def test_source_when_what_is_fed_cannot_be_kept_then_the_watch_ends():
    run, _ = watched(Looked(StoreError.of("store-not-written", path="sesi.db", detail="full")))
    with pytest.raises(StoreError):
        run.follow(0)


def test_source_when_it_is_never_whole_then_the_last_looks_have_an_end():
    source = Looked(*[False] * (LAST_LOOKS + 1))
    run, said = watched(source)
    run._end(0)
    assert (len(source.answers), len(said)) == (1, LAST_LOOKS)


@contextmanager
def watching(*argv, **pipes):
    command = [sys.executable, "-m", "masker_rules.cli", "watch", *map(str, argv), *ASK]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "bufsize": 0} | pipes
    with subprocess.Popen(command, **pipes) as running:
        try:
            yield running
        finally:
            running.kill()


NEAR = [("raised", "teguran_lisan", True, ["2026-03-04"])]
REACHED = [("raised", "teguran_lisan", False, ["2026-03-05"])]
SIGNALS = pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])


@pytest.mark.slow
@SIGNALS
def test_folder_and_log_when_they_grow_then_followed_until_a_signal(pack, tmp_path, number):
    log, pins = tmp_path / "X1_attlog.dat", tmp_path / "pins.csv"
    log.write_text("7\t2026-03-05 07:20:00\t1\t0\t1\t0\n")
    pins.write_text(f"pin,nip,valid_from,valid_until\n7,{NIP},,\n")
    with watching(pack, "--every", 1, "--attlog", log, "--map", pins) as running:
        # The tap of the 5th tells the moment: the 3rd and the 4th are over.
        assert told(line(running.stdout)) == NEAR
        with log.open("a") as more:
            more.write("7\t2026-03-09 07:20:00\t1\t0\t1\t0\n")
        # The 6th was missed, too.
        assert told(line(running.stdout)) == [("raised", "teguran_lisan", False, ["2026-03-06"])]
        os.kill(running.pid, number)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"Traceback" not in err


@pytest.mark.slow
@SIGNALS
def test_lines_when_more_may_come_then_a_signal_ends_the_watch(tmp_path, number):
    with watching("--db", tmp_path / "s.db", stdin=subprocess.PIPE) as running:
        running.stdin.write(lines(*FACTS, {"at": "2026-03-05 00:00"}))
        assert told(line(running.stdout)) == NEAR
        os.kill(running.pid, number)
        ended = running.wait(timeout=60)
    assert ended == 130


@pytest.mark.slow
def test_moment_when_told_and_a_later_tap_comes_then_the_watch_goes_on_from_the_tap(pack):
    with watching(pack, "--every", 1, "--at", "2026-03-05 00:00") as running:
        assert told(line(running.stdout)) == NEAR
        with (pack / "punches.csv").open("a") as more:
            more.write(f"{NIP},2026-03-09 07:20\n")
        assert told(line(running.stdout)) == REACHED


@pytest.mark.slow
def test_file_when_it_is_wrong_for_a_moment_then_said_and_the_watch_goes_on(pack):
    punches = pack / "punches.csv"
    with watching(pack, "--every", 1, "--at", "2026-03-05 00:00") as running:
        assert told(line(running.stdout)) == NEAR
        punches.write_text("")
        assert b"punches.csv" in line(running.stderr)
        punches.write_text(PUNCHES + f"{NIP},2026-03-09 07:20\n")
        assert told(line(running.stdout)) == REACHED


@pytest.mark.slow
def test_moment_when_told_while_a_file_is_written_then_nothing_is_missed_for_it(pack, tmp_path):
    """Half a file says that nobody came on the 2nd, which would be the third day."""
    punches, ask = pack / "punches.csv", {"at": "2026-03-05 00:00"}
    options = (pack, "--db", tmp_path / "s.db", "--lines", "--ack", "--every", 5)
    with watching(*options, stdin=subprocess.PIPE) as running:
        running.stdin.write(lines(ask))
        assert told(line(running.stdout)) == NEAR
        punches.write_text("nip,time\n")
        running.stdin.write(lines({**ask, "at": "2026-03-05 00:01"}, LETTER))
        assert b'"ack"' in line(running.stdout)
        punches.write_text(PUNCHES)
        out, err = running.communicate(timeout=60)
    # The letter of the 5th changes nothing on the days that are over.
    assert (out, err) == (b"", b"")


@pytest.mark.slow
def test_facts_when_the_disk_is_full_then_the_watch_ends_and_says_so(tmp_path):
    """Each fact was refused by itself, and all of it was called done."""
    limit = "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (200_000, 200_000))"
    options = ["watch", "--db", str(tmp_path / "s.db"), *ASK, "--ack", "--lang", "en"]
    program = f"{limit}\nimport masker_rules.cli as cli\ncli.main()"
    days = [{**LETTER, "from": f"20{n:02}-03-05", "note": "x" * 2_000} for n in range(10, 99)]
    done = subprocess.run(
        [sys.executable, "-c", program, *options],
        input=lines(*days), capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count(b"store-not-written") == 1
    assert 0 < done.stdout.count(b'"ack"') < len(days)


@pytest.mark.slow
def test_terminal_when_looked_at_then_a_table_of_units(pack):
    code, text = on_a_terminal(
        "watch", pack, *ASK, "--once", "--at", "2026-03-05 09:00", columns="120"
    )
    assert code == 0
    assert "Dinas A" in text
    assert "Belum ada" in text
    assert "teguran lisan" in text
