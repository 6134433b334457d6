"""What is missing is named, bounded, and comes with what to enter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from explained import JULY, NIP, compute, pack, person
from regulations import discipline

from masker_rules.engine.words import Words
from masker_rules.explain import trace_dict
from masker_rules.explain.missing import missing_section

SCORE = {"period": "2026-07", "measure": "target_minutes", "nip": NIP}


@pytest.mark.parametrize(
    ("changed", "named", "cure"),
    [
        (
            {"target": None},
            "target menit kerja (tabel penilaian)",
            "untuk Juli 2026: target menit kerja (target_minutes)",
        ),
        (
            {"amounts": []},
            "besaran TPP (tabel besaran TPP)",
            "isi tabel besaran TPP (amounts): besaran TPP (tpp)",
        ),
        ({"punches": None}, "rekaman presensi", "sertakan tabel rekaman presensi (punches)"),
        ({"activities": None}, "laporan kegiatan", "sertakan tabel laporan kegiatan (activities)"),
        ({"events": None}, "apel dan upacara", "sertakan tabel apel dan upacara (events)"),
        ({"target": "0"}, "yang belum diketahui (Kinerja)", "peraturan tidak mengaturnya"),
        (
            {"scores": [{**SCORE, "value": "6750"}, {**SCORE, "value": "6000"}]},
            "sedangkan ada beberapa (tabel penilaian)",
            "sisakan satu baris yang paling khusus untuk target menit kerja pada tabel penilaian",
        ),
        (
            {"employees": [person(), {"nip": NIP, "name": "B", "category": "??"}]},
            "yang disisihkan (<employees>: jenis kepegawaian = ??)",
            "perbaiki baris yang disisihkan pada <employees>: category = ??",
        ),
        (
            {"employees": [person(), {**person(), "name": "B"}]},
            "baris pegawai yang berlaku",
            "sisakan satu baris pegawai ini untuk tanggal itu",
        ),
    ],
)
def test_missing_when_named_then_with_its_cure(
    changed: dict[str, Any], named: str, cure: str
) -> None:
    result = compute(JULY, pack(**changed))
    text = " ".join(result.explain("id").split())

    assert result.status == "incomplete"
    assert f" {named} cara memperbaikinya" in text
    assert cure in text


def test_days_to_come_when_missing_then_wait() -> None:
    result = compute(JULY, pack(), as_of="2026-07-20")
    text = result.explain("en")

    assert "what happens from 21 July 2026" in text
    assert "compute again with a later last day (--as-of)" in " ".join(text.split())


def test_amount_when_missing_then_cost_is_open_and_no_zero_is_printed_for_it() -> None:
    result = compute(JULY, pack(JULY, {2: ("07:40", "16:00")}, amounts=[]))
    text = result.explain("id")

    assert "0,5% × ? = belum tersedia" in text
    assert "Rp 0 " not in text.partition("2. Jumlah penuh")[2]
    assert "batas atasnya belum dapat dihitung" in text


def test_person_when_the_only_row_was_set_aside_then_still_explained() -> None:
    result = compute(JULY, pack(employees=[person(category="??")]))
    text = result.explain("id")

    assert result.computation is None
    assert NIP in text
    assert "perbaiki baris yang disisihkan pada <employees>: category = ??" in text
    assert trace_dict(result)["quantities"] == []


def test_rate_when_only_the_taps_of_its_day_are_open_then_told_as_it_is() -> None:
    """A Monday's roll call missed costs 2 %, whatever a tap that cannot be read would say."""
    roll_call = {"date": "2026-07-06", "event": "apel_pagi"}
    given = pack(
        JULY,
        events=[roll_call],
        attendance_at_events=[{**roll_call, "nip": NIP, "status": "absent"}],
    )
    given["punches"].append({"nip": NIP, "time": "2026-07-06 07.30", "kind": "in"})
    text = compute(JULY, given).explain("id")

    assert "tarif            : 2%   [2% dari Kehadiran" in text
    assert "pengurangan      : 2% × Rp 1.600.000 = Rp 32.000" in text

    text = compute(
        JULY, {name: rows for name, rows in given.items() if name != "punches"}
    ).explain("id")
    assert "kegiatan         : apel pagi: tidak hadir" in text
    assert "rekaman presensi : belum tersedia" in text


def test_rate_when_the_law_does_not_say_then_the_day_is_told_with_an_open_rate() -> None:
    import masker_rules as mr

    changed = {7: ("07:30", "15:45")}
    profile = discipline(early={"each": "early", "cut": "unknown", "of": "discipline"})
    [result] = mr.compute(profile, pack(JULY, changed), "2026-07")
    text = result.explain("id")

    assert "16.00 − 15.45 = 15 menit" in text
    assert "? × Rp 4.000.000 = belum tersedia" in text


@pytest.mark.parametrize(
    ("name", "add", "period"),
    [
        (
            "part-without-punches 2026-06-21..2026-06-30",
            "from 21 June 2026 to 30 June 2026: add the punches of these days",
            "2026-07",
        ),
        ("punches from 2026-08-01", "add the punches from 1 August 2026 on", "2026-08"),
    ],
)
def test_days_without_punches_when_missing_then_with_their_cure(
    name: str, add: str, period: str
) -> None:
    result = compute(JULY, pack(punches=None))
    assert result.bounds is not None
    open_ = replace(result, bounds=replace(result.bounds, missing=(name,)))
    (section,) = missing_section(open_, Words(None, "en"))
    cure = str(section.entries)
    assert add in cure
    assert f"a row of the table complete: {period},punches" in cure
