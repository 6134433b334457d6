from __future__ import annotations

import pytest
from cli_month import PAID

LOG = """\
17\t2026-03-02 07:25:10\t1\t0\t1\t0
17\t2026-03-02 16:02:00\t1\t1\t1\t0
99\t2026-03-02 07:30:00\t1\t0\t1\t0
no record
"""


@pytest.fixture
def office(tmp_path):
    (tmp_path / "A1_attlog.dat").write_text(LOG)
    (tmp_path / "pins.csv").write_text(f"pin,nip\n17,{PAID}\n")
    return tmp_path


def attlog(office, *more):
    files = office / "A1_attlog.dat", "--map", office / "pins.csv"
    return ("import", "attlog", *files, "--out", office / "pack", *more)


def test_import_when_read_then_a_table_is_written_and_the_rest_told(masker, office):
    said = masker(*attlog(office))
    assert (said.code, said.out) == (0, "")
    header, *rows = (office / "pack" / "punches.csv").read_text("utf-8").splitlines()
    assert header.startswith("nip,time,kind")
    assert [row.split(",")[:3] for row in rows] == [
        [PAID, "2026-03-02 07:25:10", "in"],
        [PAID, "2026-03-02 16:02:00", "out"],
    ]
    assert "A1_attlog.dat:3 [pin-unmapped]" in said.err
    assert "A1_attlog.dat:4 [not-a-record]" in said.err
    assert "employees.csv" in said.err


def test_import_when_quiet_then_silent(masker, office):
    assert masker(*attlog(office, "--quiet")).err == ""


def test_import_when_strict_and_a_record_is_aside_then_one(masker, office):
    assert masker(*attlog(office, "--strict")).code == 1


def test_import_when_no_pin_can_be_told_then_two_and_nothing_written(masker, office):
    said = masker("import", "attlog", office / "A1_attlog.dat", "--out", office / "pack")
    assert said.code == 2
    assert "[map-needed]" in said.err
    assert not (office / "pack").exists()


@pytest.mark.parametrize("kind", ["attlogs", "pdf"])
def test_import_when_the_kind_is_unknown_then_two(masker, office, kind):
    said = masker("import", kind, office / "A1_attlog.dat", "--out", office / "pack")
    assert said.code == 2
    assert "[unknown-import]" in said.err


@pytest.mark.parametrize(
    ("argv", "word"),
    [
        (("attlog", "--out", "p"), "FILE"),
        (("attlog", "x"), "--out"),
        (("attlog", "x", "--out"), "--out"),
    ],
)
def test_import_when_something_is_left_out_then_two_and_named(masker, argv, word):
    said = masker("import", *argv)
    assert said.code == 2
    assert word in said.err


def test_import_when_the_place_is_a_file_then_two(masker, office):
    (office / "pack").write_text("x")
    said = masker(*attlog(office))
    assert said.code == 2
    assert (office / "pack").read_text() == "x"


def test_import_when_a_record_is_aside_then_its_row_is_told_and_written(masker, tmp_path):
    (tmp_path / "pins.csv").write_text(f"pin,nip\n17,{PAID}\n")
    (tmp_path / "A1_attlog.dat").write_text(
        "17\t2026-10-01 07:21:09\t1\t0\n17\t2026-10-32 16:00:00\t1\t1\n"
    )
    argv = (tmp_path / "A1_attlog.dat", "--map", tmp_path / "pins.csv", "--out", tmp_path / "pack")
    said = masker("import", "attlog", *argv, "--lang", "en")
    assert said.code == 0
    assert "punches.csv: 2 rows" in said.err + said.out
    assert "1 row stands in the pack" in said.err + said.out
    assert "2026-10-32 16:00:00" in (tmp_path / "pack" / "punches.csv").read_text()
