"""Broken inputs at every command: an error with a code, in bounded time, and no traceback.

Files are made by strangers, by programs that died while they wrote, and by who tries what happens.
"""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile

import pytest
from masker import with_sources
from office_month import PERIOD, PROFILE, csv_text, nip, tables, write_tables

pytestmark = pytest.mark.slow

#: Whoever waits for more than this waits for ever.
WAIT = 60
CODE = re.compile(r"\[[a-z][a-z0-9-]+\]")
LAW = ("--profile", PROFILE, "--period", PERIOD)


# ------------------------------------------------------------------ what is broken
def pack(folder, **changed):
    """A pack of two people with other bytes, or nothing, in place of some tables."""
    made = write_tables(folder / "pack", tables(2))
    for name, data in changed.items():
        (made / f"{name}.csv").write_bytes(data)
    return made


def rows(name):
    return csv_text(tables(2)[name])


def encoded(encoding, mark=b""):
    def make(folder):
        text = rows("employees").replace("Contoh 0", "Ni\u00f1a")
        return "check", pack(folder, employees=mark + text.encode(encoding))

    return make


def table(name, text):
    def make(folder):
        return "compute", pack(folder, **{name: text.encode()}), *LAW

    return make


def file(name, data, *command):
    def make(folder):
        path = folder / name
        path.write_bytes(data)
        return *(command or ("check",)), path

    return make


def folder_for_a_table(folder):
    made = pack(folder)
    (made / "employees.csv").unlink()
    (made / "employees.csv").mkdir()
    return "check", made


def loop(folder):
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    return "compute", folder / "a", *LAW


def link_to_nothing(folder):
    (folder / "pack").symlink_to(folder / "nothing")
    return "check", folder / "pack"


def pipe(name, *command):
    def make(folder):
        path = folder / name
        os.mkfifo(path)
        return *command, path

    return make


def workbook(folder, change):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "employees"
    book.active.append(["nip", "name"])
    book.active.append([nip(0), "Contoh"])
    change(book)
    book.save(folder / "pack.xlsx")
    return folder / "pack.xlsx"


def nothing(book):
    """Leave a workbook as it is."""
    assert book.active.title == "employees"


def half_a_workbook(folder):
    path = workbook(folder, nothing)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return "check", path


def workbook_without_its_sheet(folder):
    path, kept = workbook(folder, nothing), folder / "other.xlsx"
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(kept, "w") as bad:
        for info in good.infolist():
            if "sheet1" not in info.filename:
                bad.writestr(info.filename, good.read(info))
    return "check", kept


def workbook_of_garbage(folder):
    path, kept = workbook(folder, nothing), folder / "other.xlsx"
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(kept, "w") as bad:
        for info in good.infolist():
            data = b"<a><b></a>" if "sheet1" in info.filename else good.read(info)
            bad.writestr(info.filename, data)
    return "check", kept


def zipped(*members):
    def make(folder):
        with zipfile.ZipFile(folder / "pack.zip", "w") as archive:
            for name, data in members:
                archive.writestr(name, data)
        return "check", folder / "pack.zip"

    return make


def zip_in_a_zip(folder):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("employees.csv", rows("employees"))
    return zipped(("pack.zip", inner.getvalue()))(folder)


def frame(**columns):
    def make(folder):
        import polars as pl

        made = pack(folder)
        (made / "employees.csv").unlink()
        pl.DataFrame(columns).write_parquet(made / "employees.parquet")
        return "compute", made, *LAW

    return make


def database(*statements):
    def make(folder):
        base = sqlite3.connect(folder / "history.db")
        with base:
            for statement in statements:
                base.execute(statement)
        base.close()
        return "compute", f"sqlite:///{folder / 'history.db'}", *LAW

    return make


def profile(text):
    def make(folder):
        (folder / "profile.yaml").write_text(text)
        return "compute", pack(folder), "--profile", folder / "profile.yaml", "--period", PERIOD

    return make


def with_options(*options):
    return lambda folder: ("compute", pack(folder), *options)


def compared(*options):
    return lambda folder: ("compare", pack(folder), "--baseline", PROFILE, "--period", PERIOD,
                           *options)  # fmt: skip


def overlay(text):
    def make(folder):
        (folder / "overlay.yaml").write_text(text)
        return *compared("--overlay")(folder), folder / "overlay.yaml"

    return make


def imported(kind, name, data, *options):
    def make(folder):
        (folder / name).write_bytes(data)
        return "import", kind, folder / name, "--out", folder / "out", *options

    return make


def import_of(kind, path):
    return lambda folder: ("import", kind, path, "--out", folder / "out")


def watched(*options):
    return lambda folder: ("watch", pack(folder), "--profile", PROFILE, "--once", *options)


DEEP = 100_000
PUNCH = f"nip,time,kind\n{nip(0)},{{}},in\n"
BROKEN = {
    # encodings and forms of CSV
    "utf-16": encoded("utf-16"),
    "utf-16 without mark": encoded("utf-16-le"),
    "utf-32": encoded("utf-32"),
    "latin-1": encoded("latin-1"),
    "utf-7": lambda folder: ("check", pack(folder, employees=b"+AG4-ip\n1\n")),
    "two marks": encoded("utf-8", b"\xef\xbb\xbf\xef\xbb\xbf"),
    "semicolons": table("employees", rows("employees").replace(",", ";")),
    "an open quote": table("employees", rows("employees").replace("Contoh 0", '"Contoh 0')),
    "a huge cell": table("employees", rows("employees").replace("Contoh 0", "x" * 200_000)),
    "a title twice": table("employees", f"nip,nip\n{nip(0)},{nip(1)}\n"),
    "no titles": table("employees", f"{nip(0)},Contoh\n"),
    "an empty file": table("employees", ""),
    "blank lines": table("employees", "\n\n\n"),
    "a web page": table("employees", "<!DOCTYPE html><html><body>404</body></html>"),
    "JSON": table("employees", '[{"nip": "1"}]'),
    # files that are none
    "a folder for a table": folder_for_a_table,
    "links in a circle": loop,
    "a link to nothing": link_to_nothing,
    "a pipe for a workbook": pipe("pack.xlsx", "compute", *LAW),
    "noise": file("pack.zip", bytes(range(256)) * 40),
    "noise in a folder": file("pack.parquet", b"PAR1" + bytes(4000) + b"PAR1"),
    "half a workbook": half_a_workbook,
    "a workbook without its sheet": workbook_without_its_sheet,
    "a workbook of garbage": workbook_of_garbage,
    "a zip in a zip": zip_in_a_zip,
    "an empty zip": zipped(),
    "a name of control signs": zipped(("\x1b[2J\u202eemployees.csv", "nip\n1")),
    "a frame without people": frame(name=["x"]),
    # databases
    "a database of nothing": database(),
    "a database without people": database("CREATE TABLE punches (nip, time)"),
    "a table of other columns": database("CREATE TABLE employees (a, b)"),
    "text for a database": lambda folder: (
        "compute", f"sqlite:///{file('h.db', b'x' * 5000)(folder)[-1]}", *LAW),
    "a folder for a database": lambda folder: ("check", f"sqlite:///{folder}"),
    "a database of nobody": lambda _: ("check", "nosuch://host/base"),
    # options
    "a month 13": with_options("--profile", PROFILE, "--period", "2026-13"),
    "the year 0": with_options("--profile", PROFILE, "--period", "0000-01"),
    "the end of all years": with_options("--profile", PROFILE, "--period", "9999-12"),
    "months backwards": with_options("--profile", PROFILE, "--period", "2026-03..2026-01"),
    "all months": with_options("--profile", PROFILE, "--period", "0001-01..9999-12"),
    "the 30th of February": with_options(*LAW, "--as-of", "2026-02-30"),
    "a long number": with_options(*LAW, "--nip", "1" * 100_000),
    "nobody's number": with_options(*LAW, "--nip", "198501012010011999"),
    "bytes for a number": with_options(*LAW, "--nip", b"\xff\xfe"),
    "bytes for a pack": lambda folder: ("check", os.fsencode(folder) + b"/\xff\xfe"),
    "an empty name": lambda _: ("check", ""),
    "a very long name": lambda _: ("check", "x" * 5_000),
    "no processes": with_options(*LAW, "--chunk", "--processes", "0"),
    "out is a folder": lambda folder: (*with_options(*LAW)(folder), "--out", folder),
    "out is nowhere": lambda folder: (*with_options(*LAW)(folder), "--out", folder / "a" / "b"),
    "out is below a file": lambda folder: (
        *with_options(*LAW)(folder), "--out", folder / "pack" / "employees.csv" / "x.json"),
    "recap": lambda folder: ("recap", pack(folder)),
    "explain nobody": lambda folder: ("explain", pack(folder), *LAW, "--nip", "1"),
    # regulations
    "deep brackets": profile("[" * DEEP),
    "deep braces": profile("{a: " * DEEP),
    "deep indents": profile("\n".join(" " * at + "a:" for at in range(3_000))),
    "a folder for a profile": lambda folder: (
        "compute", pack(folder), "--profile", folder, "--period", PERIOD),
    "a pipe for a profile": lambda folder: (
        "compute", pack(folder), "--period", PERIOD, *pipe("p.yaml", "--profile")(folder)),
    "endless text for a profile": lambda folder: (
        "compute", pack(folder), "--profile", "/dev/zero", "--period", PERIOD),
    "a workbook for a profile": lambda folder: (
        "compute", pack(folder), "--profile", workbook(folder, nothing),
        "--period", PERIOD),
    # what-ifs
    "a what-if of noise": compared("--set", "rules[=1"),
    "a what-if of nothing": compared("--set", "="),
    "a what-if without end": compared("--set", f"rules.alpa.cut={'9' * 50_000}%"),
    "a step of nothing": compared("--sweep", "rules.alpa.cut=0%..100%:0%"),
    "steps without end": compared("--sweep", "rules.alpa.cut=0%..100%:0.0000001%"),
    "an overlay of brackets": overlay("[" * DEEP),
    "an overlay of noise": overlay("set: {a: b"),
    "an overlay that is a pipe": lambda folder: (
        *compared()(folder), *pipe("o.yaml", "--overlay")(folder)),
    # what offices hand in
    "a log that is a pipe": lambda folder: (
        *pipe("1_attlog.dat", "import", "attlog")(folder), "--out", folder / "out"),
    "a log without end": import_of("attlog", "/dev/zero"),
    "a log of noise without end": import_of("attlog", "/dev/urandom"),
    "a folder for a log": import_of("attlog", "/"),
    "one line of a log": imported("attlog", "1_attlog.dat", b"1\t" * 3_000_000),
    "a log of JSON": imported("attlog", "1_attlog.dat", b'{"a": 1}'),
    "an empty log": imported("attlog", "1_attlog.dat", b""),
    "deep JSON": imported("masker-asn", "a.json", b"[" * DEEP),
    "deep objects": imported("masker-asn", "a.json", b'{"a":' * DEEP),
    "a long number in JSON": imported("masker-asn", "a.json", b'{"data": ' + b"9" * 10_000 + b"}"),
    "half JSON": imported("masker-asn", "a.json", b'{"data": ['),
    "JSON in UTF-16": imported("masker-asn", "a.json", '{"data": []}'.encode("utf-16")),
    "an error of a server": imported("masker-asn", "a.json", b'{"message": "Unauthenticated."}'),
    "an unknown kind": imported("attlog\x1b", "a.json", b"{}"),
    # sessions
    "a session in a folder": lambda folder: (*watched("--db")(folder), folder),
    "a session in a text": lambda folder: (
        *watched("--db")(folder), file("s.db", b"x" * 5_000)(folder)[-1]),
    "a session in a pipe": lambda folder: (*watched()(folder), *pipe("s.db", "--db")(folder)),
    "a moment of nothing": watched("--at", "kemarin"),
    "looks without pause": watched("--every", "-1"),
    "looks never": watched("--every", "nan"),
    "a log to watch without end": watched("--attlog", "/dev/zero"),
    "a log to watch that is none": watched("--attlog", "/nowhere/1_attlog.dat"),
}  # fmt: skip
#: What is wrong with one row: it is set aside, and the others are computed.
ROWS = {
    "a time in the year 0": table("punches", PUNCH.format("0000-01-01 07:00")),
    "a time in the year 99999": table("punches", PUNCH.format("99999-01-01 07:00")),
    "the end of time": table("punches", PUNCH.format("9999-12-31 23:59:59-12:00")),
    "the beginning of time": table("punches", PUNCH.format("0001-01-01 00:00:00+14:00")),
    "a zone of nowhere": table("punches", PUNCH.format("2026-03-02 07:00+99:99")),
    "digits of another script": table(
        "punches", PUNCH.format("\u0662\u0660\u0662\u0666-03-02 07:00")),
    "a formula": table("punches", PUNCH.format("=NOW()")),
    "many cells": table("punches", PUNCH.format("2026-03-02 07:00") + "x," * 100_000 + "\n"),
    "an endless amount": table("amounts", f"component,amount,nip\ntpp,1e400,{nip(0)}\n"),
    "an amount of digits": table("amounts", f"component,amount,nip\ntpp,{'9' * 400},{nip(0)}\n"),
    "an infinite amount": table("amounts", f"component,amount,nip\ntpp,Infinity,{nip(0)}\n"),
    "no number": table("amounts", f"component,amount,nip\ntpp,NaN,{nip(0)}\n"),
    "an hour 99": table("events", "date,event,from\n2026-03-30,apel_pagi,99:99\n"),
    "a person without a number": table("employees", "nip,name\n,Contoh\n\u202e,Contoh\n"),
    "numbers of numbers": frame(nip=[198501012010011001, 1]),
    "a table twice in a zip": zipped(("employees.csv", "nip\n1"), ("a/employees.csv", "nip\n2")),
    "a frame of lists": frame(nip=[[1, 2], [3]]),
    "a frame of floats": frame(nip=[1.98501012010011e17, float("nan")]),
    "a workbook of formulas": lambda folder: (
        "check", workbook(folder, lambda book: book.active.append(["=A1", '=HYPERLINK("x")']))),
    "a far cell": lambda folder: (
        "check", workbook(folder, lambda book: book.active.cell(1_048_576, 2, "x"))),
}  # fmt: skip
#: Lines of a feed; what is no fact is refused and the feed goes on, or ends.
LINES = {
    "no JSON": b"hello\n",
    "half a line": b'{"table": "punches"',
    "deep JSON": b"[" * DEEP + b"\n",
    "a long line": b'{"table": "' + b"x" * 3_000_000 + b'"}\n',
    "no text": b"\xff\xfe\x00\n",
    "a long number": b'{"table": "punches", "nip": ' + b"9" * 10_000 + b"}\n",
    "a list": b"[1]\n",
    "nothing": b"null\n",
    "half a sign": b'{"table": "\\ud800"}\n',
    "NaN": b'{"table": "punches", "lat": NaN}\n',
}


def run(argv, stdin=b""):
    """Exit code and what was said, within bounded time."""
    command = [sys.executable, "-m", "masker_rules.cli", *argv, "--lang", "en"]
    done = subprocess.run(
        [one if isinstance(one, bytes) else os.fspath(one) for one in command],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=WAIT,
        env=with_sources({}),
    )
    said = done.stderr.decode("utf-8") + done.stdout.decode("utf-8")
    assert "Traceback" not in said, said[-3_000:]
    assert "mistake of its own" not in said, said[-3_000:]
    return done.returncode, said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("make", BROKEN.values(), ids=BROKEN)
def test_command_when_its_input_is_broken_then_two_and_a_code(tmp_path, make):
    code, said = run(make(tmp_path))
    assert code == 2, said[-3_000:]
    assert CODE.search(said), said[-3_000:]


@pytest.mark.parametrize("make", ROWS.values(), ids=ROWS)
def test_command_when_a_row_is_broken_then_set_aside_or_two(tmp_path, make):
    code, said = run(make(tmp_path))
    assert code in {0, 1, 2}
    assert CODE.search(said) or "aside" in said.casefold(), said[-3_000:]


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_feed_when_a_line_is_broken_then_refused_in_words(line):
    code, said = run(("watch", "--profile", PROFILE), stdin=line)
    assert code in {0, 2}
    assert CODE.search(said) or json.loads(said.splitlines()[0]), said[-3_000:]


def test_list_when_counted_then_more_than_forty():
    assert len(BROKEN) + len(ROWS) + len(LINES) > 100
