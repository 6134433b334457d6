"""Packs made in Python, from Parquet, workbooks and zips: the same facts, the same digest."""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal

import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pydantic
import pytest
from packs import EMPLOYEES, NIP, OTHER, codes, one, pack_of, write

from masker_rules.errors import AdapterUnavailableError, FactsError
from masker_rules.facts import Pack, Stamp, read_pack
from masker_rules.facts.rows import Employee, Punch, Roster

DAY = dt.date(2026, 3, 2)
PEOPLE = [
    {"nip": NIP, "name": "Contoh Satu", "category": "PNS"},
    {"nip": OTHER, "name": "Contoh Dua", "category": "CPNS"},
]
PUNCHES = f"""nip,time,kind,lat,lon,accuracy_m,mock,received_at
{NIP},2026-03-02 07:21:09,in,-1.312482,123.29837300,12.50,false,2026-03-02T00:00:00+00:00
{OTHER},2026-03-02 16:02:00,out,,,,true,
"""
AMOUNTS = "component,amount,job_class\ntpp,5979200,7\npayment_percent,87.5%,7\n"
ROSTERS = f"nip,date,start,end,off\n{NIP},2026-03-02,22:00,31:30,false\n"
UTC = dt.UTC


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "csv"
    return pack_of(folder, punches=PUNCHES, amounts=AMOUNTS, rosters=ROSTERS)


@pytest.fixture
def typed():
    return {
        "employees": PEOPLE,
        "punches": [
            {
                "nip": NIP,
                "time": dt.datetime(2026, 3, 2, 7, 21, 9),
                "kind": "in",
                "lat": -1.312482,
                "lon": 123.298373,
                "accuracy_m": 12.5,
                "mock": False,
                "received_at": dt.datetime(
                    2026, 3, 2, 8, tzinfo=dt.timezone(dt.timedelta(hours=8))
                ),
            },
            {"nip": OTHER, "time": "2026-03-02 16:02", "kind": "OUT", "mock": True},
        ],
        "amounts": [
            {"component": "tpp", "amount": 5_979_200, "job_class": 7},
            {"component": "payment_percent", "amount": Decimal("87.50"), "job_class": 7.0},
        ],
        "rosters": [
            {"nip": NIP, "date": DAY, "start": dt.time(22), "end": "31:30", "off": False},
        ],
    }


def test_digest_when_typed_dicts_then_that_of_the_csv(pack, typed):
    made = Pack(**typed)
    assert made.set_aside == ()
    assert made.digest == pack.digest


def test_digest_when_row_objects_of_another_pack_then_the_same(pack):
    made = Pack(**{name: pack.rows(name) for name in pack.tables})
    assert made.digest == pack.digest
    assert made.rows("rosters") == pack.rows("rosters")


def test_digest_when_frames_eager_or_lazy_then_the_same(pack, tmp_path):
    tables = {
        path.stem: pl.scan_csv(path, infer_schema=False) for path in (tmp_path / "csv").iterdir()
    }
    tables["amounts"] = tables["amounts"].collect()
    assert Pack(**tables).digest == pack.digest


def test_digest_when_parquet_then_the_same_and_lines_are_row_numbers(pack, tmp_path):
    folder = tmp_path / "parquet"
    write(folder, amounts=AMOUNTS, rosters=ROSTERS)
    frame = pl.DataFrame(
        {
            "nip": [NIP, OTHER, NIP],
            "time": [dt.datetime(2026, 3, 2, 7, 21, 9), dt.datetime(2026, 3, 2, 16, 2), None],
            "kind": ["in", "out", "in"],
            "lat": [-1.312482, None, None],
            "lon": [123.298373, None, None],
            "accuracy_m": [Decimal("12.50"), None, None],
            "mock": [False, True, None],
            "received_at": [dt.datetime(2026, 3, 2, tzinfo=UTC), None, None],
        },
        schema_overrides={"received_at": pl.Datetime("us", "UTC")},
    )
    frame.write_parquet(folder / "punches.parquet")
    made = read_pack(folder)
    assert made.digest == pack.digest
    bad = one(made.set_aside)
    assert (bad.file, bad.line, bad.code) == ("punches.parquet", 4, "missing-value")


def test_digest_when_a_workbook_then_the_same(pack, tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheet = book.create_sheet("employees")
    for line in EMPLOYEES.splitlines():
        sheet.append(line.split(","))
    sheet = book.create_sheet("Punches")
    sheet.append(["nip", "time", "kind", "lat", "lon", "accuracy_m", "mock", "received_at"])
    stamp = dt.datetime(2026, 3, 2, 7, 21, 9)
    sheet.append([NIP, stamp, "in", -1.312482, 123.298373, 12.5, False, "2026-03-02 00:00Z"])
    sheet.append([OTHER, "2026-03-02 16:02", "out", None, None, None, True])
    sheet = book.create_sheet("amounts")
    sheet.append(["component", "amount", "job_class"])
    sheet.append(["tpp", 5_979_200, 7])
    sheet.append(["payment_percent", 0.875, 7])
    sheet["B3"].number_format = "0.0%"
    sheet = book.create_sheet("rosters")
    sheet.append(["nip", "date", "start", "end", "off"])
    sheet.append([NIP, DAY, dt.time(22), dt.timedelta(hours=31, minutes=30), False])
    sheet["D2"].number_format = "[h]:mm"
    book.save(tmp_path / "pack.xlsx")
    made = read_pack(tmp_path / "pack.xlsx")
    assert [bad.reason("en") for bad in made.set_aside] == []
    assert made.digest == pack.digest


def test_digest_when_a_zip_then_the_same(pack, tmp_path):
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted((tmp_path / "csv").iterdir()):
            archive.write(file, file.name)
        archive.writestr("raw/1_attlog.dat", "x")
    made = read_pack(path)
    assert made.digest == pack.digest
    assert codes(made.warnings) == ["ignored-folder"]


def test_digest_when_a_table_is_empty_then_not_that_of_an_absent_one():
    assert Pack(employees=PEOPLE, punches=[]).digest != Pack(employees=PEOPLE).digest


def test_digest_when_a_value_differs_then_another():
    other = [{**PEOPLE[0], "name": "Contoh Tiga"}, PEOPLE[1]]
    assert Pack(employees=PEOPLE).digest != Pack(employees=other).digest


# --- workbooks -------------------------------------------------------------------------------


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    people = [line.split(",") for line in EMPLOYEES.splitlines()]
    for name, rows in {"employees": people, **sheets}.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return read_pack(path)


def test_workbook_when_cells_are_damaged_then_set_aside_in_words(tmp_path):
    pack = workbook(
        tmp_path / "p.xlsx",
        punches=[
            ["nip", "time", "device"],
            [198501012010011001, "2026-03-02 07:21", "1"],
            [NIP, "=NOW()", "1"],
            [NIP, "2026-03-02 07:21", '=HYPERLINK("https://example.invalid")'],
            [],
            [NIP, 46_083.3, "1"],
            [NIP, "2026-03-02 07:22", "#N/A"],
        ],
    )
    found = [(bad.line, bad.column, bad.code) for bad in pack.set_aside]
    assert found == [
        (2, "nip", "nip-as-number"),
        (3, "time", "formula-cell"),
        (4, "device", "formula-cell"),
        (6, "time", "bad-time"),
        (7, "device", "error-cell"),
    ]
    assert "HYPERLINK" in pack.set_aside[2].reason("id")
    assert pack.rows("punches") == ()


def test_workbook_when_two_sheets_are_one_table_then_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "employees"
    book.create_sheet("Employees ")
    book.save(tmp_path / "pack.xlsx")
    with pytest.raises(FactsError) as caught:
        read_pack(tmp_path / "pack.xlsx")
    assert caught.value.code == "table-twice"


def test_workbook_when_rows_are_filled_up_with_nothing_then_read_as_without(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "employees"
    for row in (["nip", "name", None, ""], [NIP, "Contoh", None, ""], [OTHER, None, "", None]):
        book.active.append(row)
    for cells in book.active.iter_rows(min_row=4, max_row=4, max_col=4):
        cells[3].value = ""
    book.save(tmp_path / "pack.xlsx")
    pack = read_pack(tmp_path / "pack.xlsx")
    assert [(row.nip, row.name) for row in pack.rows("employees")] == [
        (NIP, "Contoh"),
        (OTHER, None),
    ]
    assert pack.warnings == ()


def test_workbook_when_a_sheet_is_no_table_then_listed(tmp_path):
    pack = workbook(tmp_path / "p.xlsx", Catatan=[["x"]], punch=[["nip"]])
    assert {r.value: r.params["nearest"] for r in pack.warnings} == {
        "Catatan": "",
        "punch": "punches",
    }


# --- objects ---------------------------------------------------------------------------------


class PunchModel(pydantic.BaseModel):
    nip: str
    time: dt.datetime
    kind: str | None = None


class AbsenceModel(pydantic.BaseModel):
    nip: str
    code: str
    from_: dt.date
    until: dt.date | None


def test_pack_when_models_are_given_then_read():
    pack = Pack(
        employees=PEOPLE,
        punches=[PunchModel(nip=NIP, time=dt.datetime(2026, 3, 2, 7))],
        absences=[AbsenceModel(nip=NIP, code="sakit", from_=DAY, until=DAY)],
    )
    assert pack.rows("punches") == (Punch(NIP, Stamp(DAY, 25_200)),)
    assert pack.rows("absences")[0].from_ == DAY


def test_pack_when_a_clock_is_a_row_then_seconds_and_elsewhere_no_number_is_a_clock():
    row = Roster(NIP, DAY, start=28_800, end=57_600)
    as_dict = {"nip": NIP, "date": DAY, "start": 28_800, "end": 57_600}
    assert Pack(employees=PEOPLE, rosters=[row]).rows("rosters") == (row,)
    assert codes(Pack(employees=PEOPLE, rosters=[as_dict]).set_aside) == ["bad-time"]


def test_pack_when_a_row_is_bad_then_line_is_one_plus_its_number():
    pack = Pack(employees=[*PEOPLE, {"nip": 198501012010011001, "name": "x"}])
    bad = one(pack.set_aside)
    assert (bad.file, bad.line, bad.code) == ("<employees>", 4, "nip-as-number")


def test_pack_when_frames_say_nothing_in_their_own_way_then_unknown():
    rows = [{"nip": NIP, "job_class": float("nan"), "name": None, "unit": ""}]
    [person] = Pack(employees=rows).rows("employees")
    assert (person.job_class, person.name, person.unit) == (None, None, None)


def test_pack_when_pandas_says_nothing_or_a_number_in_its_own_way_then_plain():
    people = {
        "nip": [NIP, OTHER],
        "name": ["Contoh Satu", pd.NA],
        "service_start": [pd.Timestamp(2020, 1, 2), pd.NaT],
        "job_class": pd.Series([np.int64(7), None], dtype=object),
    }
    first, second = Pack(employees=pd.DataFrame(people)).rows("employees")
    assert (first.service_start, first.job_class) == (dt.date(2020, 1, 2), 7)
    assert (second.name, second.service_start, second.job_class) == (None, None, None)


@pytest.mark.parametrize("nip", [198501012010011001, Decimal(198501012010011001), DAY])
def test_nip_when_it_is_no_text_then_set_aside(nip):
    [aside] = Pack(employees=[{"nip": nip}]).set_aside
    assert aside.code == ("not-text" if nip is DAY else "nip-as-number")


def test_text_when_of_a_class_of_its_own_then_read_as_text():
    class Word(str):
        __slots__ = ()

    [row] = Pack(employees=[{"nip": Word(NIP), "name": Word(" Contoh ")}]).rows("employees")
    assert (row.nip, row.name) == (NIP, "Contoh")
    assert type(row.name) is str


def test_pack_when_a_table_does_not_exist_then_the_nearest_is_named():
    with pytest.raises(FactsError, match="punches") as caught:
        Pack(punch=[])
    assert caught.value.code == "unknown-table"


@pytest.mark.parametrize(("given", "code"), [(7, "not-a-table"), ([7], "not-a-row")])
def test_pack_when_given_something_else_then_refused(given, code):
    with pytest.raises(FactsError) as caught:
        Pack(employees=given)
    assert caught.value.code == code


def test_pack_when_no_row_has_a_required_column_then_refused():
    with pytest.raises(FactsError) as caught:
        Pack(employees=PEOPLE, punches=[{"nip": NIP}])
    assert caught.value.code == "missing-column"


def test_rows_when_equal_then_whatever_their_place():
    read = Pack(employees=PEOPLE).rows("employees")[0]
    assert read == Employee(NIP, "Contoh Satu", "PNS")
    assert read.place.line == 2


@pytest.mark.parametrize(
    ("library", "extra", "name"),
    [("polars", "batch", "punches.parquet"), ("openpyxl", "excel", "pack.xlsx")],
)
def test_extra_when_missing_then_it_is_named(tmp_path, monkeypatch, library, extra, name):
    workbook(tmp_path / "pack.xlsx")
    write(tmp_path / "folder")
    pl.DataFrame({"nip": [NIP]}).write_parquet(tmp_path / "folder" / "punches.parquet")
    monkeypatch.setitem(__import__("sys").modules, library, None)
    path = tmp_path / name if name.endswith("xlsx") else tmp_path / "folder"
    with pytest.raises(AdapterUnavailableError, match=rf"{library}[\s\S]*\[{extra}\]") as caught:
        read_pack(path)
    assert caught.value.code == "reader-extra-missing"


def test_frame_when_narwhals_is_missing_then_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "narwhals", None)
    with pytest.raises(AdapterUnavailableError, match=r"narwhals[\s\S]*\[batch\]"):
        Pack(employees=pl.DataFrame({"nip": [NIP]}))


@pytest.mark.parametrize(
    ("component", "amount", "code"),
    [
        ("payment_percent", "x", "bad-money"),
        ("payment_percent", "", "missing-value"),
        ("payment_percent", "10001", "out-of-range"),
        ("payment_percent", "10000.5%", "out-of-range"),
        ("tpp", "1000000000000000", "out-of-range"),
        ("payment_percent", "10000%", None),
        ("tpp", "999999999999999", None),
    ],
)
def test_amount_when_outside_of_what_its_component_can_be_then_set_aside(component, amount, code):
    rows = [{"component": component, "amount": amount, "job_class": "5"}]
    found = Pack(employees=[], amounts=rows)
    assert [one.code for one in found.set_aside] == ([code] if code else [])
