"""Packs read into frames are what `read_pack` makes of the same files."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest
from broken_rows import spoiled_pack
from hostile_packs import HOSTILE, formula_in_a_csv, formula_in_a_sheet
from office import FOLDER, pins
from office_month import PERIOD, PROFILE, nip, tables, write_tables
from packs import EMPLOYEES, NIP, OTHER, write
from same_packs import assert_same, read_both

import masker_rules as mr
from masker_rules.columnar import ordered, plain_cells, sources
from masker_rules.columnar.intake import read_frames
from masker_rules.columnar.runner import run_frames
from masker_rules.facts.identity import without_hopeless
from masker_rules.facts.office import import_files
from masker_rules.facts.vocabulary import Vocabulary
from masker_rules.facts.writers import write_pack
from masker_rules.periods import Month

ROOT = Path(__file__).parents[2]
PACKS = [ROOT / "src/masker_rules/demo/pack", ROOT / "examples/banggai-kepulauan-2026-03/pack"]
CANONICAL = Vocabulary.canonical()
DAY = dt.date(2026, 3, 2)


@pytest.fixture(params=["spelled", "patterned"])
def reading(request, monkeypatch):
    """Both ways of reading a column, whatever its size."""
    if request.param == "patterned":
        monkeypatch.setattr(plain_cells, "_SAMPLE", 0)
        monkeypatch.setattr(plain_cells, "_MOST_SPELLINGS", 0)
        monkeypatch.setattr(ordered, "_MANY", 0)
    return request.param


def as_parquet(folder, source, **typed):
    """The CSV tables of a folder as Parquet, texts unless a table's columns are made of them."""
    folder.mkdir()
    for path in Path(source).glob("*.csv"):
        frame = pl.read_csv(path, infer_schema=False)
        columns = typed.get(path.stem, ())
        frame.with_columns(columns).write_parquet(folder / f"{path.stem}.parquet")
    return folder


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.parent.name)
@pytest.mark.usefixtures("reading")
def test_pack_when_of_the_examples_then_the_same(path):
    read_both(path, CANONICAL, mr.load_profile("id/kab-banggai-kepulauan").vocabulary)


def test_pack_when_parquet_then_as_its_csv(tmp_path):
    pack = mr.read_pack(PACKS[0])
    write_pack({name: pack.rows(name) for name in pack.tables}, tmp_path / "csv")
    found = read_frames(as_parquet(tmp_path / "parquet", tmp_path / "csv"))
    assert found.digest == read_frames(tmp_path / "csv").digest == pack.digest
    read_both(tmp_path / "parquet", CANONICAL)


@pytest.mark.usefixtures("reading")
def test_pack_when_parquet_is_typed_then_the_same(tmp_path):
    write_tables(tmp_path / "csv", tables(30))
    folder = as_parquet(
        tmp_path / "typed",
        tmp_path / "csv",
        punches=[pl.col("time").str.to_datetime(), pl.col("kind").cast(pl.Categorical)],
        activities=[pl.col("minutes").cast(pl.Int32), pl.col("date").str.to_date()],
        absences=[pl.col("from", "until").str.to_date(), pl.col("approved") == "true"],
        amounts=[pl.col("amount").str.strip_chars("%").cast(pl.Float64)],
    )
    pack = read_both(folder, CANONICAL)
    assert pack.digest == mr.read_pack(tmp_path / "csv").digest
    assert pack.set_aside == ()


def test_pack_when_zipped_then_the_same(tmp_path):
    with zipfile.ZipFile(tmp_path / "pack.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in PACKS[0].glob("*.csv"):
            archive.write(path, path.name)
    assert read_both(tmp_path / "pack.zip").counts()["punches"] > 1000


def test_pack_when_office_files_were_imported_then_the_same(tmp_path):
    machine = import_files(
        "attlog", [FOLDER / "1_attlog.dat"], map_file=pins(tmp_path / "pins.csv")
    )
    app = import_files("masker-asn", sorted(FOLDER.glob("masker_*")))
    for number, made in enumerate((machine, app)):
        people = {row["nip"] for row in made.tables["punches"]}
        rows = {**made.tables, "employees": [{"nip": one} for one in people]}
        write_pack(rows, tmp_path / f"pack{number}")
        assert read_both(tmp_path / f"pack{number}", CANONICAL).counts()["punches"]


def broken(made):
    """Rows of every kind of fault, and what is only remarked on."""
    punches, people = made["punches"], made["employees"]
    for at, (column, cell) in enumerate(
        [
            ("time", "2026-13-01 07:10"),
            ("time", "2026-03-02 07:10:00.25"),
            ("time", "2026-03-02T07:10:00+08:00"),
            ("time", "2026-03-02 07:10"),
            ("time", "2026-03-02 23:59:00"),
            ("time", "0"),
            ("time", ""),
            ("kind", "masuk"),
            ("kind", "OUT"),
            ("kind", "out,,mobile"),
            ("kind", '"in"'),
            ("kind", 'in"'),
            ("kind", '"in"x'),
            ("nip", "1.97001E+17"),
            ("nip", f"'{nip(3)}"),
            ("nip", nip(900)),
            ("nip", ""),
            ("device", " M1 "),
            ("device", "=A1"),
            ("device", '"M, 2"'),
        ]
    ):
        punches[3 * at] = {**punches[3 * at], column: cell}
    punches += punches[100:105]
    made["amounts"][0]["amount"] = "4.275.500"
    made["amounts"][2]["amount"] = "4275500.00"
    made["activities"][1]["minutes"] = "6000 menit"
    made["activities"][2]["minutes"] = "-1"
    people[1]["name"] = "=HYPERLINK(A1)"
    people[2]["category"] = "PPPK"
    people.append({"nip": "12345678", "name": "Contoh", "category": "NON_ASN"})
    people.append({"nip": "198501012010013991", "name": "Contoh"})
    made["absences"] += [
        {"nip": nip(1), "code": "izin", "from": "2026-03-12", "until": "2026-03-11"},
        {"nip": nip(1), "code": "piknik", "from": "2026-03-12", "until": "2026-03-12"},
        {"nip": nip(1), "code": "IZIN", "from": "2026-03-12", "until": ""},
        {"nip": nip(1), "code": "izin", "from": "2026-03-12", "until": ""},
    ]
    return made


@pytest.mark.usefixtures("reading")
def test_rows_when_broken_then_set_aside_and_remarked_as_ever(tmp_path):
    folder = write_tables(tmp_path / "csv", broken(tables(60)))
    pack = read_both(folder, CANONICAL)
    assert len({item.code for item in pack.set_aside}) > 10
    assert len({item.code for item in pack.warnings}) > 4


@pytest.mark.slow
def test_rows_when_many_then_the_same(tmp_path):
    made = broken(tables(800))
    made["punches"] = made["punches"][::-1] + made["punches"][5000:5100]
    assert len(made["punches"]) > ordered._MANY
    csv = write_tables(tmp_path / "csv", made)
    assert len(read_both(csv, CANONICAL).set_aside) > 100


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=repr)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "mark"])
def test_csv_when_lines_end_otherwise_then_the_same(tmp_path, end, mark):
    text = f"nip,time,device\n{NIP},2026-03-02 07:10:00,M1\n\n{OTHER},x,M1\n,,\n{NIP},,,,\n"
    folder = write(tmp_path / "pack", punches=mark + text.replace("\n", end))
    assert [item.line for item in read_both(folder).set_aside] == [4, 6]


REFUSED = {
    "nul": b"nip,time\n1,\0\n",
    "not utf-8": b"nip,time\n1,\xff\n",
    "empty": b"",
    "blank": b"\n\n",
    "semicolons": b"nip;time\n",
    "open quote": f'nip,time,device\n{NIP},2026-03-02 07:10:00,"M\n{OTHER},x,y\n'.encode(),
    "cell": b"nip,time,device\n1,2," + b"x" * 140_000 + b"\n",
    "cell beyond": b"nip,time\n1,2,,,," + b"x" * 140_000 + b"\n",
    "no column": b"nip,device\n1,2\n",
    "column twice": b"nip,time,NIP\n1,2,3\n",
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_csv_when_no_table_then_refused_in_the_same_words(tmp_path, data):
    assert isinstance(read_both(write(tmp_path / "pack", punches=data)), mr.FactsError)


@pytest.mark.parametrize(
    "body",
    [
        f'{NIP},2026-03-02 07:10:00,"two\nlines"\n{OTHER},2026-03-02 07:11:00,M\n',
        f'{NIP},2026-03-02 07:10:00,"a ""b"", c"\n{OTHER},2026-03-02 07:11:00,a\\b\n',
        f'"{NIP}","2026-03-02 07:10:00","M"\n"{OTHER}","x","M"\n',
        f"{NIP},2026-03-02 07:10:00,\x01\n{OTHER},2026-03-02 07:11:00,M",
        f"{NIP},2026-03-02 07:10:00\n{OTHER}\n\n,\n{OTHER},2026-03-02 07:11:00,M,\n",
        f"{NIP},2026-03-02 07:10:00,\u00e9\u2028\n{OTHER},2026-03-02 07:11:00,\tM\x0b\n",
    ],
)
def test_csv_when_written_by_others_then_the_same(tmp_path, body):
    read_both(write(tmp_path / "pack", punches=f"nip,time,device\n{body}"), CANONICAL)


def test_parquet_when_corrupt_then_refused_and_the_file_is_named(tmp_path):
    folder = write(tmp_path / "pack")
    (folder / "punches.parquet").write_bytes(b"PAR1 nothing of the kind PAR1")
    refused = read_both(folder)
    assert refused.code == "not-parquet"
    assert "punches.parquet" in refused.text("en")


def test_parquet_when_its_reader_panics_then_refused_and_the_file_is_named(tmp_path, monkeypatch):
    def panics(*_):
        raise pl.exceptions.PanicException("range end index 9 out of range")

    folder = write(tmp_path / "pack")
    (folder / "punches.parquet").write_bytes(b"PAR1")
    monkeypatch.setattr(pl, "read_parquet", panics)
    refused = read_both(folder)
    assert refused.code == "not-parquet"
    assert "punches.parquet" in refused.text("en")


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_pack_when_hostile_then_refused_in_the_same_words(tmp_path, make):
    assert read_both(make(tmp_path)).code == HOSTILE[make]


@pytest.mark.parametrize("make", [formula_in_a_sheet, formula_in_a_csv])
def test_formula_when_in_a_text_cell_then_set_aside_as_ever(tmp_path, make):
    assert len(read_both(make(tmp_path, tables(3))).set_aside) == 1


@pytest.mark.slow
def test_rows_when_one_in_a_hundred_is_broken_then_each_set_aside_as_ever(tmp_path):
    folder, expected = spoiled_pack(tmp_path)
    vocabulary = mr.load_profile(PROFILE).vocabulary
    assert len(read_both(folder, vocabulary).set_aside) == len(expected)


def test_pack_when_it_is_not_there_then_refused_in_the_same_words(tmp_path):
    assert read_both(tmp_path / "nowhere").code == "pack-not-found"
    write(tmp_path / "pack")
    (tmp_path / "pack" / "employees.csv").unlink()
    assert read_both(tmp_path / "pack").code == "missing-table"
    write(tmp_path / "2026-07")
    assert read_both(tmp_path).code == "folder-of-packs"


def test_rows_when_shuffled_then_the_same_frames(tmp_path):
    made = tables(20)
    first = read_frames(write_tables(tmp_path / "one", made))
    second = read_frames(write_tables(tmp_path / "two", {k: v[::-1] for k, v in made.items()}))
    assert second.digest == first.digest
    for name, frame in first.frames("Asia/Jakarta").items():
        again = second.frames("Asia/Jakarta")[name]
        assert (
            again.sort("row").collect().to_native().equals(frame.sort("row").collect().to_native())
        )


def test_stamps_when_an_offset_is_stated_then_local_in_the_zone(tmp_path):
    text = f"nip,time\n{NIP},2026-03-01T23:10:00Z\n{NIP},2026-03-02 07:10:00\n"
    found = read_frames(write(tmp_path / "pack", punches=text))
    assert [len(found.frames(z)["punches"].collect()) for z in ("Asia/Jakarta",)] == [2]
    hours = {
        zone: {second % 86_400 for second in found.frames(zone)["punches"].collect()["time"]}
        for zone in ("Asia/Makassar", "Asia/Jayapura")
    }
    seven_ten = 7 * 3600 + 600
    assert hours == {"Asia/Makassar": {seven_ten}, "Asia/Jayapura": {seven_ten, seven_ten + 3600}}
    with pytest.raises(mr.RequestError) as wrong:
        found.frames("Asia/Nirgendwo")
    assert wrong.value.code == "unknown-zone"


def test_people_when_asked_for_then_their_rows_and_those_of_nobody(tmp_path):
    folder = write_tables(tmp_path / "pack", broken(tables(60)))
    pack, who = mr.read_pack(folder), [nip(1), nip(2)]
    found = read_frames(folder).pack_of(who)
    for name in pack.tables:
        kept = [row for row in pack.rows(name) if getattr(row, "nip", None) in (*who, None)]
        assert list(found.rows(name)) == kept
    # What may be of all of sixty people says nothing of two of them.
    speaking = without_hopeless(pack.set_aside, pack.by_nip("employees"))
    assert list(found.set_aside) == [
        one for one in speaking if one.nip in (*who, None) or one.is_of_nobody
    ]
    assert len(speaking) < len(pack.set_aside)


def test_frames_when_in_memory_then_as_the_pack_of_them(tmp_path):
    made = tables(20)
    frames = {name: pl.DataFrame(rows) for name, rows in made.items()}
    pack = read_both(frames, CANONICAL)
    assert pack.digest == mr.read_pack(write_tables(tmp_path / "pack", made)).digest
    read_both({"punches": frames["punches"]})
    read_both({**frames, "employees": made["employees"], "punches": frames["punches"].lazy()})


@pytest.mark.parametrize(
    ("table", "cells", "codes"),
    [
        ("amounts", {"component": "tpp", "job_class": 7, "amount": None}, {"missing-value"}),
        ("punches", {"time": "2026-03-02 07:10:00", "device": b"M1"}, {"bytes-cell"}),
        ("punches", {"time": "2026-03-02 07:10:00", "device": ["M1"]}, {"not-text"}),
        ("punches", {"time": DAY}, {"bad-time"}),
        ("punches", {"time": "2026-03-02 07:10:00", "lat": "0", "lon": "0"}, set()),
        (
            "absences",
            {"code": "izin", "from": DAY, "until": DAY, "known_at": DAY},
            set(),
        ),
        (
            "absences",
            {"code": "izin", "from": dt.datetime(2026, 3, 2, tzinfo=dt.UTC), "until": DAY},
            {"bad-date"},
        ),
        (
            "absences",
            {"code": "izin", "from": dt.timedelta(days=1), "until": DAY},
            {"bad-date"},
        ),
        ("rosters", {"date": DAY, "start": dt.time(8, 0, 0, 500_000), "end": "16:00"}, set()),
        ("rosters", {"date": DAY, "start": dt.timedelta(hours=8), "end": "16:00"}, set()),
    ],
)
def test_frames_when_their_cells_are_typed_then_as_the_pack_of_them(table, cells, codes):
    frame = pl.DataFrame([{"nip": NIP, **cells}])
    pack = read_both({"employees": [{"nip": NIP}], table: frame}, CANONICAL)
    assert {row.code for row in pack.set_aside} == codes
    assert len(pack.rows(table)) == (not codes)


def test_cells_when_nearly_each_is_another_then_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(plain_cells, "_SAMPLE", 1)
    pack = read_both(write_tables(tmp_path / "csv", broken(tables(10))), CANONICAL)
    assert len({item.code for item in pack.set_aside}) > 5


@pytest.mark.parametrize("zone", ["UTC", "Asia/Makassar", "Europe/Amsterdam"])
def test_frames_when_times_have_a_zone_then_as_the_pack_of_them(zone):
    made = tables(10)
    times = pl.DataFrame(made["punches"]).with_columns(
        pl.col("time").str.to_datetime().dt.replace_time_zone(zone)
    )
    pack = read_both({"employees": made["employees"], "punches": times})
    assert {row.time.offset_minutes for row in pack.rows("punches")} <= {0, 480, 60, 120}


def test_frames_when_of_other_libraries_then_as_the_pack_of_them():
    made = {name: pl.DataFrame(rows).to_arrow() for name, rows in tables(10).items()}
    pack = read_both(made, CANONICAL)
    connection = duckdb.connect()
    related = {name: connection.from_arrow(table) for name, table in made.items()}
    assert read_both(related, CANONICAL).digest == pack.digest


@pytest.mark.parametrize(
    "amounts",
    [
        ("1", "NaN"),
        ("1", "Infinity"),
        ("1" * 39, "1"),
        # Each has less than 39 digits, a column with the places of both has more.
        ("1" * 37, "0.1111111111"),
    ],
)
def test_decimals_when_no_column_holds_them_then_looked_at_one_by_one(amounts):
    cells = [Decimal(amount) for amount in amounts]
    assert sources._column("amount", cells) is None
    found = sources._column("amount", [Decimal("1" * 37), None, Decimal("0.1")])
    assert found.to_list() == [Decimal("1" * 37), None, Decimal("0.1")]

    rows = {"component": ["tpp"] * 2, "job_class": [7, 8], "amount": cells}
    pack = read_both({"employees": [{"nip": NIP}], "amounts": pd.DataFrame(rows)}, CANONICAL)
    assert {row.code for row in pack.set_aside} == {"bad-money"}


def test_frames_when_without_rows_then_known_and_empty():
    people = pl.DataFrame({"nip": [NIP]})
    absences = pl.DataFrame(schema=["nip", "code", "from", "until"])
    assert read_both({"employees": people, "absences": absences}, CANONICAL).has("absences")


def test_rows_when_all_are_set_aside_then_an_empty_table(tmp_path):
    scores = "period,measure,value\n,,90\n2026-13,skp,90\n"
    pack = read_both(write(tmp_path / "pack", scores=scores), CANONICAL)
    assert pack.counts()["scores"] == 0


def test_frames_when_they_are_none_then_refused_in_the_same_words():
    assert read_both({"employees": 5}).code == "not-a-table"
    assert read_both({"pegawai": []}).code == "unknown-table"


def test_results_when_computed_from_frames_then_the_same_bytes(tmp_path):
    folder = write_tables(tmp_path / "pack", broken(tables(60)))
    profile = mr.load_profile(PROFILE)
    ran = run_frames(profile, read_frames(folder), (Month.parse(PERIOD),))
    assert ran.in_frames
    assert ran.reasons
    assert ran.results.to_json() == mr.compute(profile, folder, PERIOD).to_json()


def test_words_when_a_profile_maps_them_then_the_same(tmp_path):
    words = CANONICAL.extended(
        {
            "absences.code": {"CT": "cuti_tahunan", "I": "izin"},
            "deductions.code": ["arisan"],
            "scores.measure": ["nilai", "rapor"],
            "carried.key": {"lebih bayar": "overpayment"},
        },
        {"nilai": "number", "rapor": ("1", "2", "baik")},
    )
    who = json.dumps(NIP)[1:-1]
    folder = write(
        tmp_path / "pack",
        absences=f"nip,code,from,until\n{who},ct,2026-03-02,2026-03-03\n{who},"
        f"Cuti Tahunan,2026-03-02,2026-03-03\n{who},x,2026-03-02,\n{who},i,2026-03-05,\n",
        deductions=f"nip,period,code,amount\n{who},2026-03,Arisan,5000\n"
        f"{who},2026-03,Infaq Jumat,5000\n{who},2026-03,zakat,1.50\n",
        scores=f"period,measure,value,nip\n2026-03,Nilai,90,{who}\n2026-03,rapor,1,{who}\n"
        f"2026-03,rapor,Baik,{who}\n2026-03,rapor,3,{who}\n2026-Q1,nilai,baik,{who}\n"
        f"2026-03,predikat,Sangat Baik,{who}\n2026-03,predikat,,{OTHER}\n2026-03,lain,1,{who}\n",
        carried=f"nip,period,key,value\n{who},2026-01,lebih bayar,10.5\n"
        f"{who},2026-01,overpayment,7\n{who},2026-01,Lebih_Bayar,7.00\n",
        employees=EMPLOYEES,
    )
    read_both(folder, CANONICAL, words)
    twice = read_frames(folder).under(words).under(words)
    assert_same(twice, mr.read_pack(folder).under(words).under(words))
