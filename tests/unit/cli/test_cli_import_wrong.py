"""`masker import` on what is no office file, or another one: refused in words, nothing written."""

from __future__ import annotations

import io
import json
import shlex
import zipfile

import openpyxl
import pytest
from cli_month import PAID
from office import FOLDER, punch

KINDS = ("attlog", "masker-asn")
LINE = f"{PAID}\t2026-10-01 07:21:09\t7788\t0\t1\t0\r\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
REPLY = json.dumps({"response": "Success", "list_absen": [punch()]})


def workbook():
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


def archive():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("a.txt", "x")
    return stream.getvalue()


#: Name, bytes, and the code for both importers.
WRONG = [
    ("zero.dat", b"", "office-empty"),
    ("blank.dat", b"\xef\xbb\xbf \r\n\t", "office-empty"),
    ("nul.dat", b"\0" * 5000, "office-nul"),
    ("a.pdf", b"%PDF-1.7\n", "office-format"),
    ("a.png", b"\x89PNG\r\n\x1a\n", "office-format"),
    ("old.xls", OLE, "office-format"),
    ("locked.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "office-locked"),
    ("empty.xlsx", workbook(), "office-workbook"),
    ("cut.xlsx", workbook()[:900], "office-cut-off"),
    ("a.zip", archive(), "office-zip"),
    ("page.csv", b"\n<!DOCTYPE html><title>Login</title>", "office-web-page"),
    ("a.xml", b"<?xml version='1.0'?><a/>", "office-format"),
    ("error.json", b'{"error": {"message": "token expired"}}', "office-reply-error"),
    ("status.json", b'{"status": 500}', "office-reply-error"),
    (
        "said.json",
        b'{"response": "Success", "list_absen": [], "message": "sesi habis"}',
        "office-reply-error",
    ),
    ("vendor.json", b'{"trans_id": 1, "rows": [{"a": 1}]}', "office-json"),
    ("none.json", b"[]", "office-json"),
    ("cut.json", REPLY[:-30].encode(), "office-cut-off"),
    ("deep.json", b"[" * 10_000 + b"]" * 10_000, "office-broken-json"),
    ("long.dat", b"1\t" * 25_000_000, "office-no-record"),
    ("table.csv", b"a;b\r\n1;2\r\n", "office-no-record"),
    (
        "punches.csv",
        f"nip,time,kind\n{PAID},2026-10-01 07:21:09,in\n".encode(),
        "office-pack-table",
    ),
    ("pins.csv", f"pin,nip\n17,{PAID}\n".encode(), "office-map"),
]


def refused(said, code, folder):
    assert (said.code, said.out) == (2, "")
    assert f"[{code}]" in said.err
    assert "Traceback" not in said.err
    assert "{" not in said.err.partition("[office-no-record]")[0]
    assert not (folder / "pack").exists()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("name", "data", "code"), WRONG, ids=[name for name, _, _ in WRONG])
def test_file_when_it_is_none_of_the_kind_then_refused(masker, tmp_path, kind, name, data, code):
    (tmp_path / name).write_bytes(data)
    refused(masker("import", kind, tmp_path / name, "--out", tmp_path / "pack"), code, tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_folder_when_given_for_a_file_then_refused(masker, tmp_path, kind):
    said = masker("import", kind, tmp_path, "--out", tmp_path / "pack")
    refused(said, "office-folder", tmp_path)


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("attlog", "siasn_unor.csv", "office-not-read"),
        ("masker-asn", "siasn_unor.csv", "office-not-read"),
        ("attlog", "fingerspot_get_attlog.json", "office-not-read"),
        ("attlog", "truth.csv", "office-no-record"),
        ("attlog", "masker_getHariKerja.jsonl", "office-other-kind"),
        ("masker-asn", "1_attlog.dat", "office-other-kind"),
    ],
)
def test_sample_when_of_another_kind_then_refused(masker, tmp_path, kind, name, code):
    said = masker("import", kind, FOLDER / name, "--out", tmp_path / "pack")
    refused(said, code, tmp_path)


@pytest.mark.parametrize(
    ("kind", "name", "text"), [("attlog", "it's.json", REPLY), ("masker-asn", "-log 1.dat", LINE)]
)
def test_cure_when_another_importer_reads_the_file_then_works_pasted(
    masker, tmp_path, monkeypatch, kind, name, text
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(text)
    said = masker("import", kind, "--out", "my pack", "--", name)
    refused(said, "office-other-kind", tmp_path)
    command = next(line for line in said.err.splitlines() if "masker import" in line)
    words = shlex.split(command.partition("masker ")[2])
    assert masker(*words).code == 0
    assert (tmp_path / "my pack" / "punches.csv").read_text().count("\n") == 2


def test_cure_when_the_dialect_is_not_certain_then_both_work_pasted(masker, tmp_path):
    log, pins, pack = (tmp_path / name for name in ("live.txt", "pins.csv", "pack"))
    log.write_text("17\t2026-10-01 07:21:09\t0\t1\t0\t0\t0\n")
    pins.write_text(f"pin,nip\n17,{PAID}\n")
    said = masker("import", "attlog", log, "--map", pins, "--out", pack, "--lang", "en")
    refused(said, "dialect-needed", tmp_path)
    cure = said.err.partition("cure:")[2]
    commands = [part.partition(";")[0] for part in cure.split("masker ")[1:]]
    kinds = []
    for command in commands:
        assert masker(*shlex.split(command)).code == 0
        kinds.append((pack / "punches.csv").read_text().splitlines()[1].split(",")[2])
        (pack / "punches.csv").unlink()
    assert kinds == ["out", "in"]


@pytest.mark.parametrize(
    ("name", "line", "is_certain"),
    [
        ("1_attlog.dat", "17\t2026-10-01 07:21:09\t1\t0", True),
        ("log.txt", "       17\t2026-10-01 07:21:09\t1\t0", True),
        ("log.txt", "17\t2026-10-01 07:21:09\t106\t0", True),
        ("log.txt", "17\t2026-10-01 07:21:09\t1\t0", False),
        ("1_attlog.dat", "17\t2026-10-01 07:21:09\t1\t0\n17\t2026-10-01 16:00:00\t0\t1", False),
    ],
)
def test_dialect_when_not_named_then_taken_only_where_certain(
    masker, tmp_path, name, line, is_certain
):
    (tmp_path / name).write_text(line + "\n")
    (tmp_path / "pins.csv").write_text(f"pin,nip\n17,{PAID}\n")
    argv = (tmp_path / name, "--map", tmp_path / "pins.csv", "--out", tmp_path / "pack")
    assert masker("import", "attlog", *argv).code == (0 if is_certain else 2)


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-32"),
        lambda text: text.replace("\r\n", "\r").encode(),
    ],
    ids=["utf-8-bom", "utf-16", "utf-16-be", "utf-16-without-bom", "utf-32", "old-mac"],
)
@pytest.mark.parametrize(("kind", "text"), [("attlog", LINE), ("masker-asn", REPLY + "\r\n")])
def test_text_when_encoded_otherwise_then_read(masker, tmp_path, encode, kind, text):
    (tmp_path / "a_attlog.dat").write_bytes(encode(text))
    said = masker("import", kind, tmp_path / "a_attlog.dat", "--out", tmp_path / "pack")
    assert said.code == 0
    assert (tmp_path / "pack" / "punches.csv").read_text().count("\n") == 2


def test_text_when_windows_1252_then_a_log_is_read_and_json_refused(masker, tmp_path):
    (tmp_path / "a_attlog.dat").write_bytes(b"Mesin \xe9\r\n" + LINE.encode() * 2)
    argv = ("--out", tmp_path / "pack")
    said = masker("import", "attlog", tmp_path / "a_attlog.dat", *argv)
    assert said.code == 0
    assert "a_attlog.dat:1 [not-a-record] Mesin é" in said.err
    (tmp_path / "a.json").write_bytes(b'{"response": "\xe9"}')
    said = masker("import", "masker-asn", tmp_path / "a.json", *argv)
    assert (said.code, "[not-utf8]" in said.err) == (2, True)


@pytest.mark.parametrize(("refusals", "code"), [(1, 0), (2, 1)])
def test_import_when_more_lines_are_refused_than_read_then_one(masker, tmp_path, refusals, code):
    text = LINE + "no record\n" * refusals + LINE * 3
    (tmp_path / "a_attlog.dat").write_text(LINE + "no record\n" * refusals)
    argv = (tmp_path / "a_attlog.dat", "--out", tmp_path / "pack", "--quiet")
    said = masker("import", "attlog", *argv)
    assert (said.code, "a_attlog.dat: 2" in said.err) == (code, code == 1)
    # What stands twice was read, not refused.
    (tmp_path / "a_attlog.dat").write_text(text)
    assert masker("import", "attlog", *argv).code == 0


def test_import_when_every_record_is_refused_then_two_and_each_is_told(masker, tmp_path):
    (tmp_path / "a.json").write_text(
        json.dumps({"response": "Success", "list_absen": [punch(jenis="Datang")] * 2}, indent=1)
    )
    said = masker("import", "masker-asn", tmp_path / "a.json", "--out", tmp_path / "pack")
    refused(said, "office-all-refused", tmp_path)
    assert "a.json:4 [unknown-jenis] jenis = Datang" in said.err
    assert "unknown-jenis 2" in said.err


def test_import_when_many_findings_then_none_hides_the_others(masker, tmp_path):
    log = "".join(LINE.replace("07:21:09", f"07:{at:02d}:00") for at in range(60))
    (tmp_path / "a_attlog.dat").write_text("x\n" * 30 + log + LINE.replace(PAID, "99"))
    said = masker("import", "attlog", tmp_path / "a_attlog.dat", "--out", tmp_path / "pack")
    assert said.code == 0
    assert "a_attlog.dat:91 [pin-unmapped] NIP = 99" in said.err
    assert "not-a-record 30, pin-unmapped 1" in said.err


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe", "not-utf8"),
        (b'nip,time\n"x', "unclosed-quote"),
        (b"nip,time\n1,2,3,4\n", "import-broken-row"),
        (b"nip,time\n\0", "nul-byte"),
        (b"nip,time,color\n1,2,3\n", "import-would-lose"),
    ],
)
def test_import_when_the_table_that_stands_is_damaged_then_two_and_left(
    masker, tmp_path, data, code
):
    (tmp_path / "a_attlog.dat").write_text(LINE)
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "punches.csv").write_bytes(data)
    said = masker("import", "attlog", tmp_path / "a_attlog.dat", "--out", tmp_path / "pack")
    assert (said.code, f"[{code}]" in said.err) == (2, True)
    assert (tmp_path / "pack" / "punches.csv").read_bytes() == data
