"""Files from strangers: refused in words, by limits looked at before anything is unpacked."""

from __future__ import annotations

import stat
import zipfile

import openpyxl
import pytest
from packs import EMPLOYEES, write

from masker_rules.errors import FactsError
from masker_rules.facts import read_pack
from masker_rules.facts.archive import MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED


def refusal(path):
    with pytest.raises(FactsError) as caught:
        read_pack(path)
    for lang in ("id", "en"):
        text = caught.value.text(lang)
        assert "errors." not in text
        assert "{" not in text
    return caught.value.code


def archive(path, members, *, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as made:
        made.writestr("employees.csv", EMPLOYEES)
        for info, data in members:
            made.writestr(info, data)
    return path


def test_zip_when_it_has_200_members_then_read_and_with_201_refused(tmp_path):
    names = [(f"note{n}.txt", "") for n in range(MAX_MEMBERS - 1)]
    assert read_pack(archive(tmp_path / "a.zip", names)).counts() == {"employees": 2}
    more = archive(tmp_path / "b.zip", [*names, ("one-more.txt", "")])
    assert refusal(more) == "zip-too-many-members"


def test_zip_when_a_bomb_by_ratio_then_refused(tmp_path):
    bomb = archive(tmp_path / "a.zip", [("punches.csv", b"0" * 30_000_000)])
    with zipfile.ZipFile(bomb) as made:
        info = made.getinfo("punches.csv")
        assert info.file_size > MAX_RATIO * info.compress_size
    assert refusal(bomb) == "zip-ratio"


def test_zip_when_it_declares_more_than_512_mib_then_refused(tmp_path):
    path = archive(tmp_path / "a.zip", [("punches.csv", b"nip,time\n")])
    raw = bytearray(path.read_bytes())
    # The size that the directory declares for the last member, raised beyond the limit.
    at = raw.rindex(b"PK\x01\x02") + 24
    raw[at : at + 4] = (MAX_UNPACKED).to_bytes(4, "little")
    path.write_bytes(raw)
    assert refusal(path) == "zip-too-large"


def test_zip_when_a_member_lies_about_its_size_then_refused(tmp_path):
    path = archive(tmp_path / "a.zip", [("punches.csv", b"nip,time\n" * 10)])
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02") + 24
    raw[at : at + 4] = (9).to_bytes(4, "little")
    path.write_bytes(raw)
    assert refusal(path) == "not-a-zip"


@pytest.mark.parametrize(
    "name", ["../punches.csv", "/punches.csv", "a/../../punches.csv", "C:/punches.csv"]
)
def test_zip_when_a_path_leaves_the_pack_then_refused(tmp_path, name):
    assert refusal(archive(tmp_path / "a.zip", [(name, "nip,time\n")])) == "path-leaves-pack"


def test_zip_when_a_path_has_a_backslash_then_refused(tmp_path):
    info = zipfile.ZipInfo("x")
    info.filename = "..\\punches.csv"
    assert refusal(archive(tmp_path / "a.zip", [(info, "nip,time\n")])) == "path-leaves-pack"


def test_zip_when_a_member_is_a_link_then_refused(tmp_path):
    info = zipfile.ZipInfo("punches.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refusal(archive(tmp_path / "a.zip", [(info, "/etc/passwd")])) == "zip-link"


def test_zip_when_encrypted_then_refused(tmp_path):
    path = archive(tmp_path / "a.zip", [("punches.csv", "nip,time\n")])
    raw = bytearray(path.read_bytes())
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert refusal(path) == "zip-encrypted"


def test_zip_when_packed_in_an_unknown_way_then_refused(tmp_path):
    path = archive(tmp_path / "a.zip", [("punches.csv", "nip,time\n")])
    raw = bytearray(path.read_bytes())
    raw[raw.rindex(b"PK\x01\x02") + 10] = 99
    path.write_bytes(raw)
    assert refusal(path) == "not-a-zip"


@pytest.mark.parametrize("data", [b"", b"PK", b"<html></html>", b"PK\x05\x06" + b"\0" * 10])
@pytest.mark.parametrize(("suffix", "code"), [("zip", "not-a-zip"), ("xlsx", "not-a-workbook")])
def test_file_when_no_archive_then_refused(tmp_path, data, suffix, code):
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(data)
    assert refusal(path) == code


def test_workbook_when_an_archive_of_something_else_then_refused(tmp_path):
    assert refusal(archive(tmp_path / "a.xlsx", [])) == "not-a-workbook"


def test_workbook_when_a_zip_bomb_then_refused_before_it_is_read(tmp_path):
    bomb = archive(tmp_path / "a.xlsx", [("xl/worksheets/sheet1.xml", b" " * 30_000_000)])
    assert refusal(bomb) == "zip-ratio"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_workbook_when_it_declares_entities_then_refused(tmp_path, encoding):
    book = openpyxl.Workbook()
    book.active.title = "employees"
    book.active.append(["nip"])
    book.save(tmp_path / "good.xlsx")
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'.encode(encoding)
    with (
        zipfile.ZipFile(tmp_path / "good.xlsx") as good,
        zipfile.ZipFile(tmp_path / "bad.xlsx", "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for info in good.infolist():
            is_sheet = "sheet1" in info.filename
            bad.writestr(info.filename, (bomb if is_sheet else b"") + good.read(info))
    assert read_pack(tmp_path / "good.xlsx").counts() == {"employees": 0}
    assert refusal(tmp_path / "bad.xlsx") == "xml-with-dtd"


def test_parquet_when_damaged_then_refused(tmp_path):
    write(tmp_path)
    (tmp_path / "punches.parquet").write_bytes(b"PAR1 nothing PAR1")
    assert refusal(tmp_path) == "not-parquet"


@pytest.mark.parametrize("target", ["../secret.csv", "punches.csv", "nowhere.csv"])
def test_folder_when_a_link_leaves_the_pack_then_refused(tmp_path, target):
    (tmp_path / "secret.csv").write_text("nip,time\n")
    folder = write(tmp_path / "pack")
    (folder / "punches.csv").symlink_to(target)
    assert refusal(folder) == "path-leaves-pack"


def test_folder_when_a_link_stays_inside_then_read(tmp_path):
    folder = write(tmp_path / "pack", punches="nip,time\n")
    (folder / "absences.csv").symlink_to("punches.csv")
    with pytest.raises(FactsError) as caught:
        read_pack(folder)
    assert caught.value.code == "another-table"


def test_file_when_larger_than_the_limit_then_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr("masker_rules.facts.reader.MAX_FILE_BYTES", 10)
    assert refusal(write(tmp_path)) == "file-too-large"
