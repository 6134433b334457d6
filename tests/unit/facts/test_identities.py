"""What an office says of rows whose number cannot be read."""

from __future__ import annotations

import csv

import pytest
from masker import masker
from packs import NIP, OTHER, write
from same_packs import read_both

import masker_rules as mr

PEOPLE = [{"nip": NIP}, {"nip": OTHER}]
ROUNDED = f"{float(NIP):.5E}"
TIME = "2026-03-02 07:00"


def pack(written, said, table="punches"):
    answers = [{"table": table, "written": written, "nip": said}]
    rows = [{"nip": written, "time": TIME}]
    return read_both({"employees": PEOPLE, "punches": rows, "identities": answers})


@pytest.mark.parametrize("written", [ROUNDED, NIP[:-1], NIP[:-1] + "7", "19850101 x"])
def test_row_when_the_office_says_whose_then_theirs(written):
    found = pack(written, NIP)
    assert [row.nip for row in found.rows("punches")] == [NIP]
    assert found.set_aside == ()
    assert [remark.code for remark in found.warnings] == ["identity-answered"]


@pytest.mark.parametrize("written", [f'="{NIP}"', f"={NIP}", f"@SUM({NIP})", f"+{NIP[:-2]}"])
def test_row_when_a_formula_stands_around_its_number_then_the_answer_counts(written):
    """The table says `'@SUM(…)`, as `masker check --identities` writes it."""

    def read(said, time):
        answers = [{"table": "punches", "written": f"'{written.strip('=')}", "nip": said}]
        rows = [{"nip": written, "time": time}]
        return read_both({"employees": PEOPLE, "punches": rows, "identities": answers})

    assert [row.nip for row in read(NIP, TIME).rows("punches")] == [NIP]
    [aside] = read("nobody", TIME).set_aside
    assert (aside.code, aside.is_answered) == ("row-of-nobody", True)
    # A row that is set aside for something else is of whom the office says.
    [aside] = read(NIP, "2026-13-02 07:00").set_aside
    assert (aside.nip, aside.code, aside.unread) == (NIP, "bad-time", ("time",))


@pytest.mark.parametrize("said", ["nobody", "Nobody"])
def test_row_when_the_office_says_nobody_then_set_aside_and_doubts_nobody(said):
    found = pack(ROUNDED, said)
    [aside] = found.set_aside
    assert (aside.code, aside.is_answered) == ("row-of-nobody", True)


@pytest.mark.parametrize(("table", "said"), [("punches", ""), ("absences", NIP)])
def test_row_when_not_answered_for_its_table_then_as_before(table, said):
    [aside] = pack(ROUNDED, said, table).set_aside
    assert aside.code == "nip-as-number"


def test_row_when_the_answer_is_no_nip_then_set_aside():
    [aside] = pack(ROUNDED, "123").set_aside
    assert aside.column == "nip"


def test_row_when_its_number_is_somebody_s_then_no_answer_is_asked():
    found = pack(OTHER, NIP)
    assert [row.nip for row in found.rows("punches")] == [OTHER]


def test_employee_when_the_office_says_whose_then_in_the_pack():
    rows = [{"nip": ROUNDED}, {"nip": OTHER}]
    answers = [{"table": "employees", "written": ROUNDED, "nip": NIP}]
    found = read_both({"employees": rows, "identities": answers})
    assert set(found.by_nip("employees")) == {NIP, OTHER}


@pytest.mark.slow
def test_check_when_identities_are_asked_for_then_a_row_for_each_and_answers_stay(tmp_path):
    folder = write(
        tmp_path / "pack",
        employees=f"nip\n{NIP}\n",
        punches=f"nip,time\n{ROUNDED},{TIME}\n{ROUNDED},2026-03-03 07:00\n1x,{TIME}\n,{TIME}\n"
        f"#N/A,{TIME}\n",
        identities="table,written,nip\npunches,1x,nobody\n",
    )
    file = tmp_path / "identities.csv"
    done = masker("check", folder, "--identities", file, "--quiet")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    assert rows == [
        {"table": "punches", "written": ROUNDED, "nip": ""},
        {"table": "punches", "written": "1x", "nip": "nobody"},
    ]
    # Filled, the pack settles.
    filled = file.read_text("utf-8").replace(f"{ROUNDED},", f"{ROUNDED},{NIP}")
    (folder / "identities.csv").write_text(filled, "utf-8")
    found = mr.read_pack(folder)
    assert [row.nip for row in found.rows("punches")] == [NIP, NIP]


@pytest.mark.slow
def test_check_when_a_number_is_readable_then_asked_only_where_it_may_be_a_slip(tmp_path):
    """A digit beside somebody's is asked; a stranger's is not, nor whose employees row is."""
    near, far, lost = NIP[:-1] + "7", "197304152009022007", "196812121993031004"
    times = "".join(f"{nip},{TIME}\n" for nip in (near, far, lost))
    folder = write(
        tmp_path / "pack",
        employees=f"nip\n{NIP}\n{lost[:-1]}\n",
        punches=f"nip,time\n{times}",
    )
    file = tmp_path / "identities.csv"
    assert masker("check", folder, "--identities", file, "--quiet").returncode == 0
    asked = [row["written"] for row in csv.DictReader(file.read_text("utf-8").splitlines())]
    assert asked == [lost[:-1], near]
