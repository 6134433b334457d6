"""What a result lacks, in the words of people: names of `bounds.missing` in both languages."""

from __future__ import annotations

import pytest

from masker_rules.engine.missing_names import (
    MissingName,
    kind_of,
    label_of,
    missing_names,
    others_missing,
)
from masker_rules.legal import Text

LABELS = {"pools.jasa": Text("Jasa pelayanan", "Service fees"), "rules.late": Text("TL", "Late")}


@pytest.mark.parametrize(
    ("name", "indonesian", "english"),
    [
        (
            "amounts.tpp (position Camat, job_class 7)",
            "besaran TPP untuk jabatan Camat, kelas jabatan 7 (tabel besaran TPP)",
            "amount of TPP for position Camat, job class 7 (table amounts)",
        ),
        (
            "punches (punches.csv: time = )",
            "baris rekaman presensi yang disisihkan (punches.csv: waktu = “”)",
            "a row of punches set aside (punches.csv: time = “”)",
        ),
        (
            "pools.jasa (scores.skp, employees.grade)",
            "poin semua pegawai yang ikut dalam dana bersama “Jasa pelayanan”",
            "the points of all who share in the pool “Service fees”",
        ),
        (
            "pools.jasa.points",
            "poin semua pegawai yang ikut dalam dana bersama “Jasa pelayanan”",
            "the points of all who share in the pool “Service fees”",
        ),
        (
            "pools.jasa (different-amounts)",
            "satu jumlah dana bersama “Jasa pelayanan”, sedangkan ada beberapa",
            "one amount of the pool “Service fees”, of several",
        ),
        (
            "punches 2025-12..2026-02",
            "rekaman presensi Desember 2025 s.d. Februari 2026",
            "punches of December 2025 to February 2026",
        ),
        ("punches 2026-02", "rekaman presensi Februari 2026", "punches of February 2026"),
        (
            "scores.predikat (tidak_ada)",
            "ketentuan bagi predikat kinerja yang tidak dibuat (tabel penilaian)",
            "what the regulation says where there is no predicate of performance (table scores)",
        ),
        ("days from 2026-03-11", "keadaan mulai 11 Maret 2026", "what happens from 11 March 2026"),
        (
            "rules.late.cut",
            "ketentuan peraturan yang belum diketahui (TL)",
            "what the regulation leaves open (Late)",
        ),
    ],
)
def test_name_when_said_then_in_words(name: str, indonesian: str, english: str) -> None:
    told = MissingName(name, label_of(name, LABELS))
    assert (told.said("id"), told.said("en")) == (indonesian, english)


def test_pool_when_it_has_no_label_then_called_by_its_name() -> None:
    told = missing_names(["pools.jasa_umum (scores.skp)"])
    assert told.said("id") == "poin semua pegawai yang ikut dalam dana bersama “jasa umum”"


def test_names_of_a_pool_when_rows_of_others_hold_commas_then_kept_whole() -> None:
    kind, parts = kind_of("pools.jasa (punches (a.csv:2: kind = x, y), different-amounts)")
    assert kind == "pool"
    assert others_missing(parts).said("id") == (
        "baris rekaman presensi yang disisihkan (a.csv:2: jenis = x, y), "
        "jumlah dana yang berbeda-beda"
    )
