"""Records that an importer sets aside stand in the pack, and reach the money."""

from __future__ import annotations

import pytest
from cli_month import PAID
from office import NIP, import_masker, pins, punch, work_day
from regulations import discipline

import masker_rules as mr
from masker_rules.facts import Vocabulary, read_pack
from masker_rules.facts.office import import_files
from masker_rules.facts.writers import add_to_pack

ENGINES = pytest.mark.parametrize("engine", ["reference", "columns"])
DAY = "2026-10-01"
DAYS = [work_day(DAY, "412"), work_day("2026-10-02", "413")]
OUT = punch("2", "Pulang Kerja", created=f"{DAY} 16:04:00")
PEOPLE = f"nip,name,category,grade\n{NIP},Uji,PNS,III/d\n"
#: 3 % of 1,000,000 for a day without a punch, 1 % for one without an out, half for leave.
LAW = discipline(
    alpa={"each": "alpa", "cut": "3%", "of": "discipline"},
    out={"each": "missing_out", "cut": "1%", "of": "discipline"},
    leave={"each": "izin", "cut": "1.5%", "of": "discipline"},
    apel={"each": "missed", "cut": "0.5%", "of": "discipline"},
)


def left(found):
    return {name: rows for name, rows in found.unread.items() if rows}


@pytest.mark.parametrize(
    ("row", "table", "cells"),
    [
        (punch(created="2026-13-01 07:00:00"), "punches", {"time": "2026-13-01 07:00:00"}),
        (punch(created=""), "punches", {"time": ""}),
        # an operator filed it a week later: only its day is known
        (
            punch(created="2026-10-07 10:02:44", latitude="0", longitude="0"),
            "punches",
            {"time": DAY},
        ),
        (punch(nip=""), "punches", {"nip": "", "kind": "in"}),
        (punch(nip=198501012010011991), "punches", {"nip": "198501012010011991.0"}),
        (punch(nip=1.98501e17), "punches", {"nip": "1.98501e+17"}),
        (punch(jenis="Sakit", nip=""), "absences", {"nip": "", "code": "sakit", "from": DAY}),
        (
            punch(jenis="Izin", day="9", created="1 Oktober"),
            "absences",
            {"code": "izin", "from": "1 Oktober", "until": "1 Oktober"},
        ),
    ],
)
def test_record_when_set_aside_then_its_row_is_set_aside_by_the_pack(tmp_path, row, table, cells):
    found = import_masker(tmp_path, [row, OUT], DAYS)
    assert list(left(found)) == [table]
    [kept] = found.unread[table]
    assert kept.items() >= cells.items()
    add_to_pack(found.whole(), tmp_path / "pack")
    (tmp_path / "pack" / "employees.csv").write_text(PEOPLE)
    pack = read_pack(tmp_path / "pack")
    assert [(one.table, one.is_repeat) for one in pack.set_aside] == [(table, False)]
    assert len(pack.rows("punches")) == 1


@pytest.mark.parametrize(("jenis", "aside"), [("Datang", 2), ("", 2), ("WFH", 1), ("apel_x", 2)])
def test_record_when_of_no_known_kind_then_a_punch_and_an_absence_in_doubt(tmp_path, jenis, aside):
    """`wfh` is a word of absences: it is read, and in doubt."""
    found = import_masker(tmp_path, [punch(jenis=jenis), OUT], DAYS)
    assert {name: len(rows) for name, rows in left(found).items()} == {"punches": 1, "absences": 1}
    assert {row["doubt"] for rows in found.unread.values() for row in rows} == {"kind-unknown"}
    add_to_pack(found.whole(), tmp_path / "pack")
    (tmp_path / "pack" / "employees.csv").write_text(PEOPLE)
    pack = read_pack(tmp_path / "pack").under(Vocabulary.canonical())
    assert len(pack.set_aside) == aside


def test_records_when_one_id_contradicts_itself_then_both_stand_in_doubt(tmp_path):
    again = {**OUT, "date_created": f"{DAY} 13:00:00"}
    found = import_masker(tmp_path, [punch(), OUT, again], DAYS)
    assert [row["kind"] for row in found.tables["punches"]] == ["in"]
    assert [(row["time"], row["doubt"]) for row in found.unread["punches"]] == [
        (f"{DAY} 16:04:00", "record-conflict"),
        (f"{DAY} 13:00:00", "record-conflict"),
    ]


@pytest.mark.parametrize(
    ("line", "day", "kind"),
    [
        ({"request": {"tglSekarang": DAY}, "reply": {"response": "Gagal"}}, DAY, "Gagal"),
        ({"request": {"tglSekarang": DAY}, "reply": {}}, DAY, ""),
        (
            {"request": {"tglSekarang": "01-10-2026"}, "reply": {"response": "Success"}},
            "01-10-2026",
            "workday",
        ),
    ],
)
def test_day_when_its_reply_is_lost_then_free_or_not_and_with_an_apel_or_none(
    tmp_path, line, day, kind
):
    found = import_masker(tmp_path, days=[DAYS[1], line])
    [row], [event] = found.unread["calendar"], found.unread["events"]
    assert (row["date"], row["kind"]) == (day, kind)
    assert (event["date"], event["event"]) == (day, "apel_pagi")
    add_to_pack(found.whole(), tmp_path / "pack")
    (tmp_path / "pack" / "employees.csv").write_text(PEOPLE)
    pack = read_pack(tmp_path / "pack")
    assert [one.table for one in pack.set_aside] == ["events", "calendar"]


def test_day_when_two_replies_contradict_each_other_then_open_once(tmp_path):
    free = {"request": {"tglSekarang": DAY}, "reply": {"response": "Tanggal tidak tersedia"}}
    found = import_masker(tmp_path, days=[*DAYS, free, free])
    assert [row["date"] for row in found.unread["calendar"]] == [DAY]


def test_apel_when_its_hour_cannot_be_read_then_held_or_not(tmp_path):
    found = import_masker(tmp_path, days=[work_day(DAY, "412", masuk_apel="7.15"), DAYS[1]])
    assert [row["from"] for row in found.unread["events"]] == ["7.15"]
    assert "calendar" not in found.unread


def test_tap_when_its_time_cannot_be_read_then_of_the_only_holder_of_its_pin(tmp_path):
    log = tmp_path / "A1_attlog.dat"
    log.write_text("17\t2026-10-01 07:21:09\t1\t0\n17\t2026-10-32 16:00:00\t1\t1\nMesin 1\n")
    for rows, known in (
        ([f"17,{NIP},,"], 1),
        # whose it is depends on the day
        ([f"17,{NIP},,2026-10-15", f"17,{PAID},2026-10-16,"], 0),
    ):
        found = import_files("attlog", [log], map_file=pins(tmp_path / "pins.csv", *rows))
        own = {"nip": NIP, "time": "2026-10-32 16:00:00", "origin": "machine"}
        assert found.unread.get("punches", []) == [own] * known


@ENGINES
@pytest.mark.parametrize(
    ("rows", "lowest"),
    [
        # An out at 16:00 or none.
        ([punch(), {**OUT, "date_created": "16.04"}], 990_000),
        ([punch(), {**OUT, "nip": 198501012010011991}], 990_000),
        ([punch(), OUT, {**OUT, "date_created": f"{DAY} 16:30:00"}], 990_000),
        # An out, nothing, or leave of that day; a tap beside leave is no presence.
        ([punch(), {**OUT, "jenis": ""}], 985_000),
    ],
)
def test_person_when_a_record_was_set_aside_then_the_month_is_open(tmp_path, engine, rows, lowest):
    """One day is known, 1 October: on time at both ends it pays 1,000,000."""
    found = import_masker(tmp_path, rows, [DAYS[0]])
    add_to_pack(found.whole(), tmp_path / "pack")
    (tmp_path / "pack" / "employees.csv").write_text(PEOPLE)
    (tmp_path / "pack" / "amounts.csv").write_text(f"nip,component,amount\n{NIP},tpp,1000000\n")
    asked = {"period": "2026-10", "as_of": DAY, "engine": engine}
    result = mr.compute(LAW, read_pack(tmp_path / "pack"), **asked)[NIP]
    assert result.status == "incomplete"
    assert result.bounds.lowest <= lowest
    assert result.bounds.highest == 1_000_000
