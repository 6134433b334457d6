"""The column `doubt`: read, joined, counted, digested and written, whatever the source."""

from __future__ import annotations

import polars as pl
import pytest
from databases import store
from packs import codes, one
from same_packs import read_both

from masker_rules.facts import Pack, definition, read_pack
from masker_rules.facts.doubts import Doubts, count_doubts, unknown_doubts
from masker_rules.facts.writers import add_to_pack, write_pack
from masker_rules.watch.door import Door

NIP, OTHER = "198501012010011001", "197304152009022007"
EMPLOYEES = [{"nip": NIP, "category": "PNS"}, {"nip": OTHER, "category": "PNS"}]
TAP = {"nip": NIP, "time": "2026-07-01 08:00", "kind": "in"}


def given(*punches, **tables):
    return {"employees": EMPLOYEES, "punches": [*punches], **tables}


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("", None),
        ("  ", None),
        ("none", None),
        ("tap-again", "tap-again"),
        (" Tap_Again  day-differs:2026-07-02 ", "day-differs:2026-07-02 tap-again"),
        ("tap-again tap-again", "tap-again"),
        ('kode "lain"', '"lain" kode'),
    ],
)
def test_cell_when_read_then_its_codes_once_and_in_order(cell, read):
    pack = read_both(given({**TAP, "doubt": cell}))
    assert [row.doubt for row in pack.rows("punches")] == [read]


def test_row_when_in_doubt_then_remarked_with_its_place_what_is_doubted_and_the_cure():
    [remark] = read_both(given(TAP, {**TAP, "nip": OTHER, "doubt": "day-differs"})).warnings
    assert (remark.code, remark.line, remark.nip) == ("doubtful-row", 3, OTHER)
    for lang in ("id", "en"):
        said = remark.reason(lang)
        assert definition().doubts["day-differs"].doc[lang] in said
        assert "doubt" in said
        assert "{" not in said


def test_row_when_its_doubt_has_no_such_code_then_told_with_the_nearest():
    [remark] = read_both(given({**TAP, "doubt": "tap-agian day-differs"})).warnings
    assert remark.code == "unknown-doubt"
    assert "“tap-agian”; nearest: tap-again" in remark.reason("en")
    assert unknown_doubts("tap-agian day-differs:x zzz") == ("tap-agian", "zzz")


def test_doubt_when_said_then_with_what_it_quotes():
    said = Doubts("day-differs:2026-07-02 zzz").said("en")
    assert said == "its time and its id of the day are of different dates (2026-07-02); “zzz”"


def test_rows_when_they_say_the_same_then_one_with_the_doubts_of_all():
    """A row that stands twice is one fact: it is in doubt if any of its copies is."""
    twice = [TAP, {**TAP, "doubt": "day-differs"}, {**TAP, "doubt": "tap-again"}]
    pack = read_both(given(*twice, {**TAP, "nip": OTHER}))
    assert [(row.nip, row.doubt) for row in pack.rows("punches")] == [
        (OTHER, None),
        (NIP, "day-differs tap-again"),
    ]
    assert codes(pack.set_aside) == ["duplicate-row"] * 2


@pytest.mark.parametrize("nip", ["", NIP])
def test_score_when_it_stands_twice_and_one_is_in_doubt_then_one(nip):
    row = {"period": "2026-07", "measure": "skp", "value": "90", "nip": nip}
    pack = read_both(given(scores=[row, {**row, "doubt": "zzz"}, {**row, "value": "80"}]))
    assert [row.doubt for row in pack.rows("scores")] == [None, "zzz"]


def test_rows_when_nobody_s_name_stands_in_the_table_then_joined_likewise():
    row = {"component": "tpp", "amount": "1", "job_class": "1"}
    pack = read_both(given(amounts=[row, {**row, "amount": "2"}, row, {**row, "doubt": "zzz"}]))
    assert [one.doubt for one in pack.rows("amounts")] == ["zzz", None]


def test_digest_when_nobody_doubts_then_as_without_the_column():
    plain, column = Pack(**given(TAP)), read_both(given({**TAP, "doubt": ""}))
    assert column.digest == plain.digest
    assert read_both(given({**TAP, "doubt": "zzz"})).digest != plain.digest


def test_doubts_when_counted_then_each_code_by_itself():
    rows = Pack(**given(*({**TAP, "doubt": d} for d in ("a b",)))).dubious("punches")
    assert count_doubts(rows) == {"a": 1, "b": 1}


#: Cells of which each table takes those that it has.
CELLS = {
    "nip": NIP, "date": "2026-07-01", "period": "2026-07", "effective_from": "2026-07-01",
    "from": "2026-07-01", "until": "2026-07-01", "value": "1", "amount": "1", "gross": "1",
    "status": "present", "event": "apel_pagi", "code": "zakat", "measure": "skp",
    "component": "tpp", "key": "sick_days", "kind": "PLT", "category": "PNS", "off": "true",
}  # fmt: skip
#: Cells of some tables that these do not suit.
OWN = {
    "punches": TAP,
    "absences": {"code": "sakit"},
    "activities": {"status": "approved"},
    "sanctions": {"code": "teguran_lisan"},
    "violations": {"code": "razia"},
    "away": {"from": "2026-07-01 09:00", "until": "2026-07-01 10:00"},
    "orders": {"from": "2026-07-01 16:00", "until": "2026-07-01 18:00"},
}


def personal(name, doubt):
    """A row of a table of people with what must be filled."""
    cells = {**CELLS, **OWN.get(name, {}), "doubt": doubt}
    return {key: cell for key, cell in cells.items() if definition().tables[name].has(key)}


PEOPLE = [name for name, table in definition().tables.items() if table.has("doubt")]


@pytest.mark.parametrize("name", PEOPLE)
def test_table_when_of_people_then_its_doubt_comes_back_from_every_source(tmp_path, name):
    row, folder = personal(name, "tap-again zzz"), tmp_path / "csv"
    tables = {"employees": [{"nip": NIP, "category": "PNS"}], name: [row]}
    write_pack(tables, folder)
    pack = read_both(folder)
    assert [one.doubt for one in pack.rows(name)] == ["tap-again zzz"]
    frames = tmp_path / "parquet"
    frames.mkdir()
    for table, rows in tables.items():
        pl.DataFrame(rows).write_parquet(frames / f"{table}.parquet")
    store(f"sqlite:///{tmp_path / 'pack.db'}", folder)
    for source in (frames, f"sqlite:///{tmp_path / 'pack.db'}"):
        assert read_both(source).digest == pack.digest
    again = tmp_path / "again"
    write_pack({table: pack.rows(table) for table in pack.tables}, again)
    assert read_pack(again).digest == pack.digest


def test_workbook_when_read_then_with_its_doubts(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in given({**TAP, "doubt": "tap-again"}).items():
        sheet = book.create_sheet(name)
        for row in ([*rows[0]], *([*row.values()] for row in rows)):
            sheet.append(row)
    book.save(tmp_path / "pack.xlsx")
    [punch] = read_both(tmp_path / "pack.xlsx").rows("punches")
    assert punch.doubt == "tap-again"


def test_import_when_added_to_a_pack_then_doubts_stay(tmp_path):
    write_pack({"employees": EMPLOYEES}, tmp_path)
    add_to_pack({"punches": [{**TAP, "doubt": "tap-again"}]}, tmp_path)
    add_to_pack({"punches": [{**TAP, "nip": OTHER}]}, tmp_path)
    assert [row.doubt for row in read_pack(tmp_path).rows("punches")] == [None, "tap-again"]


def test_fact_when_fed_to_a_session_then_with_its_doubt():
    fact = Door().read("punches", {**TAP, "doubt": "Tap_Again"})
    assert fact.cells["doubt"] == "tap-again"
    assert one(fact.remarks).code == "doubtful-row"
