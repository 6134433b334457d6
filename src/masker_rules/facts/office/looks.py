"""What a file is by its content: only what is certain is named, and nothing is guessed."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import NoReturn

from masker_rules.errors import FactsError, Place
from masker_rules.facts.archive import open_archive, unpack
from masker_rules.facts.cells import fold
from masker_rules.facts.definition import definition
from masker_rules.facts.findings import shown
from masker_rules.facts.office.common import quoted

__all__ = ["MASKER_KEYS", "WANTED", "office_text", "refuse_header", "refuse_json", "refuse_other"]

#: What each importer reads, by the names that the files have.
WANTED = {"attlog": "*_attlog.dat", "masker-asn": "getRiwayat_*.json, getHariKerja.jsonl"}
#: Keys of MASKER ASN: of a reply with punches, and of a line with a working day.
MASKER_KEYS = ({"list_absen"}, {"request", "reply"})
_MAGIC = {
    b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF",
    b"Rar!": "RAR", b"7z\xbc\xaf": "7-Zip", b"\x1f\x8b": "gzip", b"PAR1": "Parquet",
    b"SQLite format 3": "SQLite", b"{\\rtf": "RTF", b"II*\0": "TIFF", b"MM\0*": "TIFF",
    b"Standard Jet DB": "Access", b"\0\1\0\0Standard": "Access",
}  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0"
_LOCK = "EncryptedPackage".encode("utf-16-le")
_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16",
}  # fmt: skip
_PAGE = re.compile(
    r"<(!doctype\s+html|html|head|body|table|script|div|form|meta|title)\b", re.IGNORECASE
)
_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>", re.IGNORECASE)
_SHEET = re.compile(r'<sheet\b[^>]*\bname="([^"]*)"')
_COLUMNS = {
    ("id", "namaunor", "diatasanid"): "SIASN unor",
    ("id_;namaunor;diatasanid",): "SIASN unor",
}
_MAP = {"pin", "nip", "valid_from", "valid_until", "name", "nama"}
#: Words with which servers say that something went wrong.
_SAID = ("message", "error", "errors", "response", "status", "code", "msg", "pesan", "success")
_NOTHING_SAID = {"", "None", "True", "Success"}
_HEAD = 4096


def office_text(data: bytes, path: Path, kind: str) -> str:
    """The text of an office file: UTF-8, UTF-16 or UTF-32; every line ends with LF.

    Raises:
        FactsError: it is empty, another kind of file, or in no encoding that is certain
            [office-empty, office-format, office-locked, office-workbook, office-zip,
            office-web-page, office-cut-off, not-utf8, and what :func:`check_archive` raises].
    """
    place = Place(path.name)
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise FactsError.of("office-empty", place)
    _refuse_magic(data, path, kind)
    text = _decoded(data, place, kind)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    head = text[:_HEAD].lstrip()
    if not head and not text.strip():
        raise FactsError.of("office-empty", place)
    if _PAGE.search(head) and head.startswith("<"):
        title = _TITLE.search(text[: 16 * _HEAD])
        said = " ".join(html.unescape(title[1]).split()) if title else "-"
        raise FactsError.of("office-web-page", place, title=shown(said), wanted=WANTED[kind])
    if head.startswith("<"):
        raise FactsError.of("office-format", place, format="XML", wanted=WANTED[kind])
    return text


def _decoded(data: bytes, place: Place, kind: str) -> str:
    encoding = next((name for mark, name in _BOMS.items() if data.startswith(mark)), None)
    try:
        return data.decode(encoding or _wide(data[:_HEAD]) or "utf-8")
    except UnicodeDecodeError as bad:
        # A log is digits: letters of an old code page stand in no record of it.
        if kind == "attlog" and encoding is None:
            return data.decode("cp1252", "replace")
        raise FactsError.of("not-utf8", place, position=bad.start) from None


def _wide(head: bytes) -> str | None:
    """UTF-16 without its mark: every other byte is 0, and none of those between."""
    even, odd = head[0::2], head[1::2]
    if len(head) > 1 and not any(odd) and all(even):
        return "utf-16-le"
    return "utf-16-be" if len(head) > 1 and not any(even) and all(odd) else None


def _refuse_magic(data: bytes, path: Path, kind: str) -> None:
    place, wanted = Place(path.name), WANTED[kind]
    if data.startswith(_OLE):
        if _LOCK in data:
            raise FactsError.of("office-locked", place, wanted=wanted)
        raise FactsError.of("office-format", place, format="Excel .xls / OLE", wanted=wanted)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _refuse_archive(path, kind)
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            raise FactsError.of("office-format", place, format=name, wanted=wanted)


def _refuse_archive(path: Path, kind: str) -> None:
    place, wanted = Place(path.name), WANTED[kind]
    with open_archive(path, "office-cut-off") as archive:
        members = {member.filename: member for member in archive.infolist()}
        book = members.get("xl/workbook.xml")
        text = unpack(archive, book, path.name).decode("utf-8", "replace") if book else ""
    if book is None:
        names = shown(", ".join(members) or "-")
        raise FactsError.of("office-zip", place, members=names, wanted=wanted)
    sheets = shown(", ".join(html.unescape(name) for name in _SHEET.findall(text)) or "-")
    raise FactsError.of("office-workbook", place, sheets=sheets, wanted=wanted)


def refuse_other(path: Path, kind: str, other: str) -> NoReturn:
    """Refuse a file that another importer reads, and name it.

    `options` are put right by whoever knows the command that was typed.

    Raises:
        FactsError: always [office-other-kind].
    """
    raise FactsError.of(
        "office-other-kind", Place(path.name), kind=kind, other=other,
        path=quoted(path), options="--out pack",
    )  # fmt: skip


def refuse_header(line: str, path: Path, kind: str) -> None:
    """Refuse a table that is known by the names of its columns.

    Raises:
        FactsError: [office-pack-table, office-map, office-not-read].
    """
    mark = max(",;\t", key=line.count)
    titles = tuple(fold(cell.strip().strip('"')) for cell in line.split(mark))
    place = Place(path.name, 1)
    if titles in _COLUMNS:
        raise FactsError.of("office-not-read", place, format=_COLUMNS[titles], kind=kind)
    if {"pin", "nip"} <= set(titles) <= _MAP:
        raise FactsError.of("office-map", place, path=quoted(path))
    for table in definition().tables.values():
        required = {column.name for column in table.columns if column.required}
        if len(titles) > 1 and required <= set(titles) <= set(table.names):
            raise FactsError.of("office-pack-table", place, table=table.name)


def refuse_json(value: object, path: Path, kind: str) -> NoReturn:
    """Refuse JSON that `kind` does not read, and say what it is.

    Raises:
        FactsError: always [office-reply-error, office-other-kind, office-not-read, office-json].
    """
    place = Place(path.name, 1)
    said = _said(value)
    if said:
        raise FactsError.of("office-reply-error", place, answer=said)
    is_reply = isinstance(value, dict) and any(keys <= value.keys() for keys in MASKER_KEYS)
    if is_reply and kind != "masker-asn":
        refuse_other(path, kind, "masker-asn")
    rows = value.get("data") if isinstance(value, dict) else value
    first = rows[0] if isinstance(rows, list) and rows else None
    if isinstance(first, dict) and {"pin", "scan_date"} <= first.keys():
        raise FactsError.of("office-not-read", place, format="Fingerspot get_attlog", kind=kind)
    shape = value if isinstance(value, dict) else first
    keys = ", ".join(shape) if isinstance(shape, dict) else ""
    raise FactsError.of("office-json", place, keys=shown(keys or "-"), wanted=WANTED[kind])


def _said(value: object) -> str:
    """What a server said instead of data; empty where the reply holds data too."""
    if not isinstance(value, dict) or any(_is_data(key, part) for key, part in value.items()):
        return ""
    words = {key: _plain(value[key]) for key in _SAID if key in value}
    told = [f"{key}: {word}" for key, word in words.items() if word not in _NOTHING_SAID]
    return shown("; ".join(told))


def _is_data(key: str, part: object) -> bool:
    return key not in _SAID and isinstance(part, list | dict) and bool(part)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("message", ", ".join(map(str, value)))
    return str(value)
