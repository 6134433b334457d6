"""Names that nobody has: a stroke is no name, and one that was cut or mistyped is asked about."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from same_packs import read_both

import masker_rules as mr

EXAMPLE = Path(__file__).parents[3] / "examples" / "banggai-kepulauan-2026-03"
PEOPLE = [
    {"nip": f"19850101201001100{at}", "category": "PNS", "unit": unit, "schedule": "sekolah"}
    for at, unit in enumerate(("Badan Data Contoh", "SDN 1 Contoh"), 1)
]
OUTAGE = {"from": "2026-06-02 06:00", "until": "2026-06-02 10:00"}


def read(**tables):
    return mr.Pack(employees=PEOPLE, **tables)


def names_of_nobody(pack):
    return [
        (one.table, one.value, one.params["nearest"])
        for one in pack.warnings
        if one.code == "name-of-nobody"
    ]


@pytest.mark.parametrize("written", ["Badan Dat", "Badan Data Contho", "badan data contoh"])
def test_unit_when_cut_or_mistyped_then_the_one_that_is_meant_is_asked_about(written):
    pack = read(outages=[{**OUTAGE, "unit": written}, {**OUTAGE, "unit": written}])
    assert names_of_nobody(pack) == [("outages", written, "Badan Data Contoh")]


@pytest.mark.parametrize("written", ["Badan Data Contoh", "Dinas Lain", "SDN 2 Contoh", "Ba"])
def test_unit_when_it_is_known_or_another_office_then_nothing_is_said(written):
    assert names_of_nobody(read(outages=[{**OUTAGE, "unit": written}])) == []


def test_schedule_when_mistyped_then_asked_about():
    row = {"schedule": "sekola", "weekday": "1", "start": "07:00", "end": "13:00"}
    assert names_of_nobody(read(schedules=[row])) == [("schedules", "sekola", "sekolah")]


def in_units(*units):
    return mr.Pack(
        employees=[
            {"nip": f"1985010120100110{at:02}", "category": "PNS", "unit": unit}
            for at, unit in enumerate(units, 1)
        ]
    )


DATA = "Badan Data Contoh"


@pytest.mark.parametrize("written", ["Badan Data Conto", "Badan Dta Contoh", "badan data contoh"])
def test_unit_of_one_when_it_resembles_that_of_several_then_asked_about(written):
    [remark] = in_units(DATA, DATA, written, DATA).warnings
    assert (remark.code, remark.table, remark.value) == ("name-of-one", "employees", written)
    assert (remark.nip, remark.params["nearest"]) == ("198501012010011003", DATA)
    assert "3" in remark.reason("id")


@pytest.mark.parametrize(
    "units",
    [
        (DATA, DATA, "Badan Dta Contoh"),  # two are as likely an office of their own
        (DATA, DATA, DATA, "Dinas Lain"),
        ("SDN 1 Contoh", "SDN 1 Contoh", "SDN 1 Contoh", "SDN 2 Contoh"),
        (DATA, DATA, DATA, "Badan Dta Contoh", "Badan Dta Contoh"),
    ],
)
def test_unit_of_one_when_it_is_another_office_then_nothing_is_said(units):
    assert in_units(*units).warnings == ()


def test_unit_of_one_when_read_in_frames_then_the_same(tmp_path):
    rows = [
        f"1985010120100110{at:02},PNS,{unit}"
        for at, unit in enumerate((DATA, DATA, DATA, "Badan Dta Contoh"), 1)
    ]
    (tmp_path / "employees.csv").write_text("\n".join(["nip,category,unit", *rows]) + "\n")
    [remark] = read_both(tmp_path).warnings
    assert (remark.code, remark.line) == ("name-of-one", 5)


@pytest.mark.parametrize("written", ["-", "--", ".", "—", "_"])
def test_unit_when_it_names_nothing_then_the_row_is_set_aside(written):
    pack = read(outages=[{**OUTAGE, "unit": written}])
    [aside] = pack.set_aside
    assert (aside.code, aside.column, aside.value) == ("no-name", "unit", written)


@pytest.mark.parametrize("written", ["NULL", "null", "None", "nan", "NaN", "<NA>", " NULL "])
@pytest.mark.parametrize("table", ["employees", "outages"])
def test_unit_when_a_program_had_none_then_the_row_is_set_aside(tmp_path, table, written):
    """`NULL` was an office of its own: the outage of the person's office did not reach them."""
    for name, rows in {
        "employees": PEOPLE,
        "outages": [{**OUTAGE, "unit": "SDN 1 Contoh"}],
    }.items():
        own = [{**rows[0], "unit": written}] if name == table else rows[:1]
        lines = [",".join(own[0]), *(",".join(row.values()) for row in own)]
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n")
    [aside] = read_both(tmp_path).set_aside
    assert (aside.table, aside.code, aside.value.strip()) == (table, "no-value", written.strip())


def test_unit_when_it_is_a_number_then_it_names_something():
    assert read(outages=[{**OUTAGE, "unit": "12"}]).set_aside == ()


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["reference", "columns"])
@pytest.mark.parametrize(("table", "name"), [("outages", "unit"), ("schedules", "schedule")])
def test_pay_when_the_name_became_a_stroke_then_nobody_is_silently_paid_less(
    tmp_path, engine, table, name
):
    """The row of one unit may be of any, or of all; its true reading lies in the bounds."""
    clean = EXAMPLE / "pack"
    law, period = "id/kab-banggai-kepulauan", "2026-03"
    damaged = shutil.copytree(clean, tmp_path / "pack")
    head, *rows = (damaged / f"{table}.csv").read_text("utf-8").splitlines()
    at = head.split(",").index(name)
    cells = rows[-1].split(",")
    assert cells[at]
    rows[-1] = ",".join([*cells[:at], "-", *cells[at + 1 :]])
    (damaged / f"{table}.csv").write_text("\n".join([head, *rows]) + "\n", "utf-8")
    true = {one.nip: one for one in mr.compute(law, clean, period)}
    found = mr.compute(law, damaged, period, engine=engine)
    doubted = [one for one in found if one.status != true[one.nip].status]
    assert doubted
    for one in found:
        if one not in doubted:
            assert one.net == true[one.nip].net
            continue
        assert one.status == "incomplete"
        assert one.bounds.lowest <= true[one.nip].net <= one.bounds.highest
        assert any(f"{table}.csv: {name} = -" in place for place in one.bounds.missing)
