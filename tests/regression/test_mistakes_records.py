"""Mistakes seen in operated systems that concern records and their reading.

The number in each name is the id under which the mistake is known; the docstring says what the
erring system did. What is *charged* is tested with the engine, days with the attendance.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from office import import_masker, punch, work_day
from packs import NIP, OTHER, codes, one, pack_of

from masker_rules.facts import Pack, Vocabulary

PEOPLE = [{"nip": NIP}, {"nip": OTHER}]
ABSENCES = "nip,code,from,until,known_at\n"


def test_b12_grade_when_unknown_then_the_person_is_listed_not_lost():
    """A person with an unknown golongan vanished from the lists."""
    pack = Pack(employees=[{"nip": NIP, "grade": "III/f"}]).under(Vocabulary.canonical())
    bad = one(pack.set_aside)
    assert (bad.nip, bad.column, bad.code) == (NIP, "grade", "unknown-word")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Jayapura", "America/Los_Angeles"])
def test_b25_date_when_the_machine_stands_elsewhere_then_never_shifted(zone):
    """A date column came through a time-zone conversion one day early."""
    code = (
        "from masker_rules.facts import Pack;"
        f"p = Pack(employees=[{{'nip': '{NIP}', 'valid_from': '2026-03-01'}}],"
        f" punches=[{{'nip': '{NIP}', 'time': '2026-03-01 00:10:00'}}]);"
        "print(p.rows('employees')[0].valid_from, p.rows('punches')[0].time, p.digest)"
    )
    environment = {"TZ": zone, "PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    first, second, clock, digest = done.stdout.split()
    assert (first, second, clock) == ("2026-03-01", "2026-03-01", "00:10:00")
    here = Pack(
        employees=[{"nip": NIP, "valid_from": date(2026, 3, 1)}],
        punches=[{"nip": NIP, "time": "2026-03-01 00:10"}],
    )
    assert digest == here.digest


def test_b29_year_when_two_octobers_are_in_one_file_then_both_keep_their_year(tmp_path):
    """Months were compared without their year, or the current year was assumed."""
    rows = "".join(f"{NIP},{year}-10-01 07:30\n" for year in (2026, 2025))
    pack = pack_of(tmp_path, punches="nip,time\n" + rows)
    assert [row.time.day.year for row in pack.rows("punches")] == [2025, 2026]


@pytest.mark.parametrize("text", ["10-01", "01-10", "Oktober", "10"])
def test_b29_date_when_without_a_year_then_set_aside(tmp_path, text):
    pack = pack_of(tmp_path, violations=f"nip,date,code\n{NIP},{text},razia\n")
    assert codes(pack.set_aside) == ["bad-date"]


def test_b37_alpa_when_recorded_twice_then_one_row_and_the_repeat_is_listed(tmp_path):
    """Two "Tidak Hadir" rows on one date were charged twice."""
    row = f"{NIP},alpa,2026-03-02,2026-03-02,\n"
    pack = pack_of(tmp_path, absences=ABSENCES + row + row)
    assert len(pack.rows("absences")) == 1
    repeat = one(pack.set_aside)
    assert (repeat.code, repeat.line, repeat.is_repeat) == ("duplicate-row", 3, True)


@pytest.mark.parametrize("sentinel", ["", "0", "-"])
def test_b38_time_when_it_stands_for_nothing_then_missing(tmp_path, sentinel):
    """`0` and `-` were taken as times."""
    text = f"date,event,from,until\n2026-03-02,apel_pagi,{sentinel},{sentinel}\n"
    [event] = pack_of(tmp_path, events=text).rows("events")
    assert (event.from_, event.until) == (None, None)


@pytest.mark.parametrize("clock", ["00:00:00", "23:59"])
def test_b38_time_when_perhaps_filled_in_by_a_system_then_kept_and_reported(tmp_path, clock):
    """23:59, an automatic fill, was taken as the time somebody left: the profile must decide."""
    pack = pack_of(tmp_path, punches=f"nip,time\n{NIP},2026-03-02 {clock}\n")
    assert len(pack.rows("punches")) == 1
    assert codes(pack.warnings) == ["sentinel-time"]


def test_b38_location_when_at_0_0_then_no_place(tmp_path):
    """(0, 0) was taken as a place in the Gulf of Guinea."""
    text = f"nip,time,lat,lon\n{NIP},2026-03-02 07:00,0,0\n"
    pack = pack_of(tmp_path, punches=text)
    assert pack.rows("punches")[0].lat is None
    assert codes(pack.warnings) == ["no-location"]


def test_b40_leave_when_beside_a_punch_and_a_half_day_of_duty_then_all_are_kept(tmp_path):
    """The first or the last row won before anybody saw the conflict."""
    rows = (
        f"{NIP},sakit,2026-03-02,2026-03-02,\n{NIP},dinas_luar,2026-03-02,2026-03-02,2026-03-03\n"
    )
    pack = pack_of(
        tmp_path,
        absences=ABSENCES + rows,
        punches=f"nip,time\n{NIP},2026-03-02 07:00\n",
    )
    assert {row.code for row in pack.rows("absences")} == {"sakit", "dinas_luar"}
    assert len(pack.rows("punches")) == 1
    assert pack.set_aside == ()


def test_b42_request_when_approved_then_it_concerns_the_subject_not_the_approver(tmp_path):
    """Approving a request subtracted from the account of who approved."""
    rows = [punch(jenis="Cuti", confirmed_by=OTHER)]
    found = import_masker(tmp_path, rows, [work_day("2026-10-01", "412")])
    assert one(found.tables["absences"])["nip"] == rows[0]["nip"]
    assert OTHER not in str(found.tables)


@pytest.mark.parametrize("spelling", ["kurang", "KURANG", " Kurang "])
def test_b43_predicate_when_spelled_otherwise_then_the_same(spelling):
    """'KURANG' matched nothing and silently counted as 0."""
    row = {"period": "2026-03", "measure": "Predikat", "value": spelling, "nip": NIP}
    pack = Pack(employees=PEOPLE, scores=[row]).under(Vocabulary.canonical())
    assert one(pack.rows("scores")).value == "kurang"


@pytest.mark.parametrize("spelling", ["DL_PENUH", "DL-PENUH", "dl penuh"])
def test_b43_code_when_local_then_by_its_mapping_or_set_aside_aloud(spelling):
    """'DL_PENUH' and 'DL-PENUH' were two codes, one of them without effect."""
    row = {"nip": NIP, "code": spelling, "from": "2026-03-02", "until": "2026-03-02"}
    pack = Pack(employees=PEOPLE, absences=[row])
    mapped = Vocabulary.canonical().extended({"absences.code": {"DL_PENUH": "dinas_luar"}})
    assert one(pack.under(mapped).rows("absences")).code == "dinas_luar"
    assert codes(pack.under(Vocabulary.canonical()).set_aside) == ["unknown-word"]


@pytest.mark.parametrize("value", ["-1", "-1.0"])
def test_b48_error_value_when_negative_then_no_minutes(tmp_path, value):
    """-1, an error code, was counted as minutes and became negative rupiah."""
    text = f"nip,date,minutes\n{NIP},2026-03-02,{value}\n"
    assert codes(pack_of(tmp_path, activities=text).set_aside) == ["out-of-range"]


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        (f"{NIP}   ", None),
        (f"'{NIP}", None),
        (f"`{NIP}", None),
        ("19850101 201001 1 001", None),
        ("198501012010011000", "nip-lost-digits"),
        ("1.98501012010011E+17", "nip-as-number"),
        ("7201011501850001", "nip-is-nik"),
    ],
)
def test_b51_nip_when_protected_then_trimmed_and_when_damaged_then_set_aside(spelling, code):
    """A NIP as a number, swapped with the NIK, or in quotes: the wrong person, or a lost one."""
    pack = Pack(employees=PEOPLE, violations=[
        {"nip": spelling, "date": "2026-03-02", "code": "razia"}
    ])  # fmt: skip
    assert codes(pack.set_aside) == ([code] if code else [])
    if code is None:
        assert one(pack.rows("violations")).nip == NIP
        assert codes(pack.warnings) == ([] if spelling == NIP else ["nip-trimmed"])


@pytest.mark.parametrize("number", [198501012010011001, 1.98501012010011e17])
def test_b51_nip_when_a_number_then_set_aside_however_exact(number):
    """A double turns 198501012010011001 into 198501012010011008."""
    assert codes(Pack(employees=[{"nip": number}]).set_aside) == ["nip-as-number"]


def test_b52_row_when_a_cell_is_missing_then_nothing_shifts(tmp_path):
    """Empty cells left no text, and every later column moved to the left."""
    pack = pack_of(tmp_path, punches=f"nip,time,kind\n{NIP},in\n")
    assert codes(pack.set_aside) == ["ragged-row"]
    assert pack.rows("punches") == ()


def test_b57_date_when_cut_to_nine_characters_then_set_aside(tmp_path):
    """`2023-03-20` was cut to `2023-03-2`, and a wrong list of places held."""
    rows = "".join(f"{NIP},{day},razia\n" for day in ("2023-03-20", "2023-03-2"))
    pack = pack_of(tmp_path, violations="nip,date,code\n" + rows)
    assert one(pack.rows("violations")).date == date(2023, 3, 20)
    assert codes(pack.set_aside) == ["bad-date"]
