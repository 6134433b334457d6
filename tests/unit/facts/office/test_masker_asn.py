"""MASKER ASN: the sample month against the truth, and M1 to M17 as far as a reader meets them."""

from __future__ import annotations

import json

import pytest
from office import FOLDER, NIP, import_masker, punch, truth, work_day
from packs import codes, one

from masker_rules.errors import FactsError
from masker_rules.facts import Vocabulary, read_pack
from masker_rules.facts.office import FileCount, import_files
from masker_rules.facts.writers import write_pack

DAYS = [work_day("2026-10-01", "412"), work_day("2026-10-02", "413")]
CODES = {
    "TLD": "dinas_luar",
    "TDD": "dinas_dalam",
    "Cuti": "cuti",
    "Sakit": "sakit",
    "Alpa": "alpa",
}


@pytest.fixture(scope="module")
def sample():
    return import_files("masker-asn", FOLDER.glob("masker_*"))


def only(imported, table="punches"):
    return one(imported.tables[table])


# --- the sample ------------------------------------------------------------------------------


def test_sample_when_imported_then_every_punch_of_the_truth(sample):
    expected = {
        (row["nip"], f"{row['date']} {row[kind]}", kind)
        for row in truth()
        for kind in ("in", "out", "apel")
        if row[kind]
    }
    rows = sample.tables["punches"]
    assert {(row["nip"], row["time"], row["kind"]) for row in rows} == expected
    assert {(row["origin"], row["review"]) for row in rows} == {("mobile", "accepted")}
    assert {(row["lat"], row["lon"]) for row in rows} == {("-1.3124820", "123.2983730")}


def test_sample_when_imported_then_every_absence_of_the_truth(sample):
    expected = {
        (row["nip"], row["date"], row["date"], CODES[row["status"]], "true")
        for row in truth()
        if row["status"] in CODES
    }
    made = {
        (row["nip"], row["from"], row["until"], row["code"], row["approved"])
        for row in sample.tables["absences"]
    }
    assert made == expected


def test_sample_when_imported_then_its_days_and_apel(sample):
    days = {row["date"]: row["kind"] for row in sample.tables["calendar"]}
    off = {row["date"] for row in truth() if row["status"] == "libur"}
    assert {day for day, kind in days.items() if kind == "holiday"} == off
    assert len(days) == 31
    assert [row["date"] for row in sample.tables["events"]] == [
        "2026-10-05",
        "2026-10-12",
        "2026-10-19",
        "2026-10-26",
    ]
    assert {(row["event"], row["from"], row["until"]) for row in sample.tables["events"]} == {
        ("apel_pagi", "07:15:00", "07:45:00")
    }


def test_sample_when_written_then_a_pack_that_reads_without_a_fault(sample, tmp_path):
    nips = sorted({row["nip"] for row in truth()})
    people = [{"nip": nip, "category": "PPPK"} for nip in nips]
    write_pack({**sample.tables, "employees": people}, tmp_path)
    pack = read_pack(tmp_path)
    assert pack.set_aside == ()
    assert pack.warnings == ()
    assert pack.counts() == {
        "employees": 5,
        "punches": 218,
        "absences": 9,
        "events": 4,
        "calendar": 31,
    }


def test_leave_when_imported_then_never_taken_for_annual_leave(sample, tmp_path):
    people = [{"nip": "199003152015032992"}]
    write_pack({"absences": sample.tables["absences"], "employees": people}, tmp_path)
    pack = read_pack(tmp_path).under(Vocabulary.canonical())
    left = [bad for bad in pack.set_aside if bad.code == "unknown-word"]
    assert [bad.value for bad in left] == ["cuti"] * 3
    assert codes(sample.remarks) == ["leave-type-unknown"] * 3


# --- what the app does -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "review", "approved"),
    [
        ("1", "accepted", "true"),
        ("2", "rejected", "false"),
        ("", "pending", ""),
        ("0", "pending", ""),
    ],
)
def test_m17_status_when_anything_else_then_waiting(tmp_path, status, review, approved):
    rows = [punch(status=status), punch("2", "Sakit", "413", status=status)]
    found = import_masker(tmp_path, rows, DAYS)
    assert only(found)["review"] == review
    assert only(found, "absences")["approved"] == approved


def test_m1_time_when_imported_then_the_phones_clock_without_zone(tmp_path):
    assert only(import_masker(tmp_path, [punch()], DAYS))["time"] == "2026-10-01 07:21:09"


@pytest.mark.parametrize("zero", ["0", "0.0"])
def test_m3_location_when_at_0_0_then_none_and_the_operators(tmp_path, zero):
    row = only(import_masker(tmp_path, [punch(latitude=zero, longitude=zero)], DAYS))
    assert (row["lat"], row["lon"], row["origin"]) == ("", "", "operator")


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        ("1312482", "123298373", "bad-coordinate"),
        ("1.312482", "123298373", "bad-coordinate"),
        ("-1.312482", "1232.98373", "coordinate-out-of-range"),
        ("-1.312482", "", "half-location"),
    ],
)
def test_location_when_it_lost_its_point_then_none_never_repaired(tmp_path, lat, lon, code):
    found = import_masker(tmp_path, [punch(latitude=lat, longitude=lon)], DAYS)
    assert (only(found)["lat"], only(found)["lon"], only(found)["origin"]) == ("", "", "mobile")
    assert codes(found.remarks) == [code]


def test_m7_punch_when_sent_again_then_once_with_both_ids(tmp_path):
    found = import_masker(tmp_path, [punch("2"), punch("1")], DAYS)
    assert only(found)["ref"] == "1+2"
    assert codes(found.set_aside) == ["duplicate-row"]


def test_m8_rows_when_two_of_one_kind_and_none_of_the_other_then_doubted(tmp_path):
    rows = [punch("1"), punch("2", created="2026-10-01 16:02:00")]
    found = import_masker(tmp_path, rows, DAYS)
    # Which of the two the redo overwrote nobody knows.
    assert [row["doubt"] for row in found.tables["punches"]] == ["kind-doubtful"] * 2
    assert codes(found.remarks) == ["kind-doubtful"]
    rows.append(punch("3", "Pulang Kerja", created="2026-10-01 16:03:00"))
    assert import_masker(tmp_path, rows, DAYS).remarks == []


def test_m9_punch_when_its_day_is_the_next_then_dated_by_its_time(tmp_path):
    row = punch(jenis="Pulang Kerja", day="413", created="2026-10-02 01:10:00")
    assert only(import_masker(tmp_path, [row], DAYS))["time"] == "2026-10-02 01:10:00"


def test_m11_leave_when_imported_then_type_unknown_said_so(tmp_path):
    found = import_masker(tmp_path, [punch(jenis="Cuti")], DAYS)
    assert only(found, "absences")["code"] == "cuti"
    assert codes(found.remarks) == ["leave-type-unknown"]


def test_m12_row_when_redone_after_rejection_then_its_last_state(tmp_path):
    rows = [punch(status="2"), punch(status="", created="2026-10-01 09:00:00")]
    for given in (rows, rows[::-1]):
        found = import_masker(tmp_path, given, DAYS)
        assert (only(found)["time"], only(found)["review"]) == ("2026-10-01 09:00:00", "pending")
        assert codes(found.set_aside) == ["superseded-row"]


def test_row_when_fetched_before_and_after_the_decision_then_decided(tmp_path):
    for given in (["", "1"], ["1", ""], ["", "2"]):
        found = import_masker(tmp_path, [punch(status=status) for status in given], DAYS)
        assert only(found)["review"] == {"1": "accepted", "2": "rejected"}["".join(given)]


@pytest.mark.parametrize("change", [{"status": "2"}, {"nip": "199003152015032992"}])
def test_rows_when_one_id_contradicts_itself_then_none_counts(tmp_path, change):
    found = import_masker(tmp_path, [punch(), punch(**change)], DAYS)
    assert found.tables["punches"] == []
    assert codes(found.set_aside) == ["record-conflict"] * 2


def test_m14_day_when_the_reply_holds_none_then_that_of_the_request(tmp_path):
    found = import_masker(tmp_path, days=DAYS)
    assert [row["date"] for row in found.tables["calendar"]] == ["2026-10-01", "2026-10-02"]
    assert "punches" not in found.tables


def test_m15_absence_when_filed_later_then_dated_by_its_day(tmp_path):
    row = punch(jenis="Sakit", created="2026-10-07 10:02:44", latitude="0", longitude="0")
    absence = only(import_masker(tmp_path, [row], DAYS), "absences")
    assert (absence["from"], absence["until"]) == ("2026-10-01", "2026-10-01")
    assert absence["known_at"] == "2026-10-07 10:02:44"


def test_m15_absence_when_its_day_is_unknown_then_dated_by_filing_said_so(tmp_path):
    found = import_masker(tmp_path, [punch(jenis="Sakit", day="999")], DAYS)
    assert only(found, "absences")["from"] == "2026-10-01"
    assert only(found, "absences")["doubt"] == "day-unknown"
    assert codes(found.remarks) == ["day-unknown"]


@pytest.mark.parametrize("numbers", ["12", "21"])
def test_absence_when_filed_again_with_its_day_then_in_no_doubt(tmp_path, numbers):
    rows = [punch(n, jenis="Sakit", day="412" if n == "1" else "999") for n in numbers]
    assert "doubt" not in only(import_masker(tmp_path, rows, DAYS), "absences")


def test_m15_punch_when_an_operator_filed_it_later_then_its_time_is_not_known(tmp_path):
    row = punch(created="2026-10-07 10:02:44", latitude="0", longitude="0")
    found = import_masker(tmp_path, [row], DAYS)
    assert found.tables["punches"] == []
    assert one(found.set_aside).code == "operator-punch-undated"
    assert one(found.set_aside).nip == NIP


def test_m16_evening_in_when_after_the_out_then_both_kept(tmp_path):
    rows = [
        punch("1", "Pulang Kerja", created="2026-10-01 16:00:00"),
        punch("2", "Masuk Kerja", created="2026-10-01 19:00:00"),
    ]
    assert len(import_masker(tmp_path, rows, DAYS).tables["punches"]) == 2


def test_m6_absence_when_beside_a_punch_then_both_kept(tmp_path):
    found = import_masker(tmp_path, [punch("1"), punch("2", "Sakit")], DAYS)
    assert len(found.tables["punches"]) == len(found.tables["absences"]) == 1


@pytest.mark.parametrize("jenis", ["Alpa", "Alpha", "ALPA"])
def test_alpa_when_of_an_older_build_then_the_same_code(tmp_path, jenis):
    assert only(import_masker(tmp_path, [punch(jenis=jenis)], DAYS), "absences")["code"] == "alpa"


def test_absence_when_filed_twice_then_once_with_the_later_filing(tmp_path):
    rows = [punch(n, "Izin", created=f"2026-10-01 0{n}:00:00") for n in "31"]
    found = import_masker(tmp_path, rows, DAYS)
    assert only(found, "absences")["known_at"] == "2026-10-01 03:00:00"
    assert codes(found.set_aside) == ["duplicate-row"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (punch(jenis="Datang"), "unknown-jenis"),
        (punch(created="2026-13-01 07:00:00"), "bad-time"),
        (punch(created=""), "bad-time"),
        (punch(nip=198501012010011991), "nip-as-number"),
        (punch(nip=""), "missing-value"),
        (punch("\ud800"), "broken-character"),
        (punch("\0"), "broken-character"),
        ("x", "not-a-record"),
    ],
)
def test_row_when_unreadable_then_set_aside_in_words(tmp_path, row, code):
    found = import_masker(tmp_path, [row], DAYS)
    assert codes(found.set_aside) == [code]
    assert "{" not in found.set_aside[0].reason("id") + found.set_aside[0].reason("en")
    assert found.tables["punches"] == []


def test_row_when_of_the_operators_list_then_its_further_fields_are_no_facts(tmp_path):
    row = punch(nama="Contoh", level="Pegawai", confirmed_by="199003152015032992")
    assert only(import_masker(tmp_path, [row], DAYS))["nip"] == NIP


# --- days ------------------------------------------------------------------------------------


def test_day_when_asked_twice_then_once_and_when_contradicted_never(tmp_path):
    twice = import_masker(tmp_path, days=[DAYS[0], DAYS[0]])
    assert len(twice.tables["calendar"]) == 1
    assert codes(twice.set_aside) == ["duplicate-row"]
    none = {
        "request": {"tglSekarang": "2026-10-01"},
        "reply": {"response": "Tanggal tidak tersedia"},
    }
    against = import_masker(tmp_path, days=[DAYS[0], none])
    assert against.tables["calendar"] == []
    assert codes(against.set_aside) == ["record-conflict"] * 2


def test_day_when_one_id_stands_for_two_then_it_dates_nothing(tmp_path):
    days = [work_day("2026-10-01", "412"), work_day("2026-10-02", "412")]
    found = import_masker(tmp_path, [punch(jenis="Sakit", created="2026-10-09 08:00:00")], days)
    assert sorted(codes(found.remarks)) == ["day-id-twice", "day-unknown"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"request": {"tglSekarang": "01-10-2026"}, "reply": {"response": "Success"}}, "bad-date"),
        ({"request": {}, "reply": {}}, "missing-value"),
        ({"reply": {}}, "not-a-record"),
        ([], "not-a-record"),
        (
            {"request": {"tglSekarang": "2026-10-01"}, "reply": {"response": "Gagal"}},
            "reply-error",
        ),
        (work_day("2026-10-01", "412", masuk_apel="7.15"), "bad-time"),
        (work_day("2026-10-01", "412", keterangan="\ud800"), "broken-character"),
    ],
)
def test_day_when_unreadable_then_set_aside_in_words(tmp_path, line, code):
    found = import_masker(tmp_path, days=[DAYS[1], line])
    assert codes(found.set_aside) == [code]
    assert found.set_aside[0].line == 2
    assert "{" not in found.set_aside[0].reason("id") + found.set_aside[0].reason("en")


def test_apel_when_its_end_is_a_sentinel_then_without_end(tmp_path):
    found = import_masker(tmp_path, days=[work_day("2026-10-01", "1", masuk_apel="07:15:00")])
    assert only(found, "events")["until"] == ""


# --- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.json", "{", "office-cut-off"),
        ("a.json", '{"response": "Success"}', "office-json"),
        ("a.json", "[]", "office-json"),
        ("a.json", "[" * 200_000, "office-broken-json"),
        ("a.jsonl", "{]\n", "office-broken-json"),
        ("a.jsonl", '{"reply": {}}\n[]\n', "office-json"),
        ("a.json", '{"response": "NIP tidak ditemukan"}', "office-reply-error"),
    ],
)
def test_file_when_no_masker_json_then_refused(tmp_path, name, text, code):
    (tmp_path / name).write_text(text)
    with pytest.raises(FactsError) as caught:
        import_files("masker-asn", [tmp_path / name])
    assert caught.value.code == code


def test_files_when_several_are_wrong_then_all_are_told_at_once(tmp_path):
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text('{"response": "NIP tidak ditemukan"}')
    with pytest.raises(FactsError) as caught:
        import_files("masker-asn", tmp_path.iterdir())
    assert [problem.place.file for problem in caught.value.problems] == ["a.json", "b.json"]


def test_list_when_empty_without_a_reason_beside_others_then_remarked(tmp_path):
    (tmp_path / "new.json").write_text('{"response": "Success", "list_absen": []}')
    (tmp_path / "old.json").write_text(
        json.dumps({"response": "Success", "list_absen": [punch()]})
    )
    found = import_files("masker-asn", tmp_path.iterdir())
    assert [(remark.file, remark.code) for remark in found.remarks][:1] == [
        ("new.json", "empty-list")
    ]


BAD = json.dumps(punch("7", "Datang"))
GOOD = json.dumps(punch("1"))


@pytest.mark.parametrize(
    ("text", "file", "line"),
    [
        (f'{{"response":"Success","list_absen":[\n {GOOD},\n {BAD}]}}', "a.json", 3),
        (f'{{"response":"Success",\r\n"list_absen":\r\n[\r\n{GOOD},\r\n{BAD}]}}', "a.json", 5),
        (f'{{"response":"Success",\r"list_absen":[\r{GOOD},\r{BAD}]}}', "a.json", 4),
        (f'{{"list_absen":[{GOOD},{BAD}],"response":"Success"}}', "a.json#2", 1),
        (
            f'\n{{"list_absen": [],"list_absen":[{GOOD} , {BAD}],"response":"Success"}}',
            "a.json#2",
            2,
        ),
    ],
    ids=["lines", "windows", "old-mac", "one-line", "twice"],
)
def test_place_when_a_row_is_refused_then_where_it_stands_in_the_file(tmp_path, text, file, line):
    (tmp_path / "a.json").write_bytes(text.encode())
    bad = one(import_files("masker-asn", [tmp_path / "a.json"]).set_aside)
    assert (bad.code, bad.file, bad.line) == ("unknown-jenis", file, line)


def test_lines_when_the_name_says_json_then_known_by_content(tmp_path):
    reply = json.dumps({"response": "Success", "list_absen": [punch()]})
    (tmp_path / "all.json").write_text("".join(f"{json.dumps(day)}\n" for day in DAYS) + reply)
    found = import_files("masker-asn", [tmp_path / "all.json"])
    assert (len(found.tables["calendar"]), len(found.tables["punches"])) == (2, 1)
    assert found.files == (FileCount("all.json", 3, 0),)


# --- doubts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "code", "line"),
    [
        ([punch("1", created="2026-10-01 06:00:01")], None, 0),
        ([punch("1", created="2026-10-01 06:00:00")], "time-not-offered", 1),
        ([punch("1", created="2026-10-02 07:00:00")], "day-differs", 1),
        ([punch("1", "Apel", "413", "2026-10-02 07:15:00")], "time-not-offered", 1),
        ([punch("1", "Apel", "413", "2026-10-02 07:15:01")], None, 0),
        ([punch("1", "Apel", "413", "2026-10-02 08:00:00")], "time-not-offered", 1),
        ([punch("1"), punch("2", created="2026-10-01 07:21:09", latitude="-1.3")], "tap-again", 2),
        ([punch("1"), punch("2", created="2026-10-01 07:22:08")], "tap-again", 2),
        ([punch("1"), punch("2", created="2026-10-01 07:22:09")], None, 0),
        ([punch("1", "Pulang Kerja", "413", "2026-10-02 06:00:00")], "out-after-midnight", 1),
        ([punch("1", "Pulang Kerja", "413", "2026-10-02 06:00:01")], None, 0),
        (
            [punch("1"), punch("2", "Pulang Kerja", "413", "2026-10-02 06:10:00")],
            "out-after-midnight",
            2,
        ),
    ],
)
def test_punch_when_doubtful_then_said_with_its_place_and_kept(tmp_path, rows, code, line):
    days = [DAYS[0], work_day("2026-10-02", "413", masuk_apel="07:15:00", pulang_apel="08:00:00")]
    found = import_masker(tmp_path, rows, days)
    doubts = [item for item in found.remarks if item.code != "kind-doubtful"]
    assert [(item.code, item.line or item.file) for item in doubts] == (
        [(code, 1)] if code else []
    )
    if code:
        assert doubts[0].file.endswith(f"#{line}" if len(rows) > 1 else ".json")
        assert "{" not in doubts[0].reason("id") + doubts[0].reason("en")
    assert len(found.tables["punches"]) == len(rows)
    # What is noted against a row stands in it, with the other day where that is known.
    cells = ["".join(c for c in row.get("doubt", "").split() if c != "kind-doubtful")
             for row in found.tables["punches"]]  # fmt: skip
    cell = "day-differs:2026-10-01" if code == "day-differs" else code or ""
    assert cells == [cell if at == line else "" for at in range(1, len(rows) + 1)]


@pytest.mark.parametrize("number", ["1", "2"])
def test_rows_when_only_one_states_its_offset_then_no_moment_is_compared(tmp_path, number):
    rows = [punch("1", status="2"), punch(number, created="2026-10-01 07:21:09+08:00")]
    assert import_masker(tmp_path, rows, DAYS).tables["punches"] != []


def test_out_when_on_the_first_day_of_all_then_the_day_before_is_no_date(tmp_path):
    row = punch("1", "Pulang Kerja", "1", "0001-01-01 01:00:00")
    found = import_masker(tmp_path, [row], [work_day("0001-01-01", "1")])
    assert codes(found.remarks) == ["out-after-midnight"]


def test_punch_when_an_operator_filed_it_then_its_time_is_doubted_by_nothing(tmp_path):
    row = punch(created="2026-10-01 05:00:00", latitude="0", longitude="0")
    assert import_masker(tmp_path, [row], DAYS).remarks == []
