"""The synthetic office files of `tests/data/office` and the truth behind them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from masker_rules.facts.office import import_files

FOLDER = Path(__file__).parents[1] / "data" / "office"
NIP = "198501012010011991"


def truth():
    with (FOLDER / "truth.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pins(path, *rows):
    """A map of PINs; without rows that of the sample's truth."""
    known = rows or sorted({f"{row['pin']},{row['nip']},," for row in truth()})
    path.write_text("pin,nip,valid_from,valid_until\n" + "".join(f"{row}\n" for row in known))
    return path


def punch(number="1", jenis="Masuk Kerja", day="412", created="2026-10-01 07:21:09", **fields):
    """One row of MASKER ASN."""
    row = {
        "id_absensi": number,
        "nip": NIP,
        "id_hari": day,
        "img": "https://example.invalid/x.jpg",
        "latitude": "-1.3124820",
        "longitude": "123.2983730",
        "jenis": jenis,
        "status": "1",
        "date_created": created,
    }
    return {**row, **fields}


def work_day(day, number, **reply):
    """One line of getHariKerja."""
    known = {
        "id_hari": number,
        "hari": "",
        "masuk_kerja": "06:00:00",
        "pulang_kerja": "16:00:00",
        "masuk_apel": "00:00:00",
        "pulang_apel": "00:00:00",
        "keterangan": "Absensi Harian",
        "response": "Success",
    }
    return {"request": {"tglSekarang": day}, "reply": {**known, **reply}}


def import_masker(folder, rows=(), days=()):
    """What the importer makes of these rows and days."""
    files = []
    if rows:
        files.append(folder / "riwayat.json")
        files[-1].write_text(json.dumps({"response": "Success", "list_absen": list(rows)}))
    if days:
        files.append(folder / "hari.jsonl")
        files[-1].write_text("".join(json.dumps(line) + "\n" for line in days))
    return import_files("masker-asn", files)
