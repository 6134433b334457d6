"""Tables written, and the JSON Schema of a pack."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from packs import EMPLOYEES, NIP, pack_of, write

from masker_rules.errors import FactsError
from masker_rules.facts import aside, definition, read_pack
from masker_rules.facts.aside import put_in_place
from masker_rules.facts.schema import pack_schema
from masker_rules.facts.writers import add_to_pack, write_pack

PUNCHES = [
    {"nip": NIP, "time": "2026-03-02 16:00:00", "kind": "out"},
    {"nip": NIP, "time": "2026-03-02 07:00:00", "kind": "in"},
]


def test_pack_when_written_then_sorted_without_unused_columns(tmp_path):
    [path] = write_pack({"punches": PUNCHES}, tmp_path / "new" / "pack")
    assert (
        path.read_bytes()
        == (
            f"nip,time,kind\n{NIP},2026-03-02 07:00:00,in\n{NIP},2026-03-02 16:00:00,out\n"
        ).encode()
    )


def test_pack_when_written_again_in_another_order_then_the_same_bytes(tmp_path):
    [first] = write_pack({"punches": PUNCHES}, tmp_path / "a")
    [second] = write_pack({"punches": PUNCHES[::-1]}, tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()


def test_pack_when_rows_of_a_pack_are_written_then_read_back_equal(tmp_path):
    pack = pack_of(
        tmp_path / "a",
        punches=f"nip,time,lat,lon,mock\n{NIP},2026-03-02 07:00+08:00,-1.5,123.25,true\n",
        rosters=f"nip,date,start,end\n{NIP},2026-03-02,22:00,31:30\n",
        amounts=f"component,amount,nip,valid_from\ntpp,5000.50,{NIP},2026-01-01\n",
        activities=f'nip,date,title\n{NIP},2026-03-02,"a ""b"", c\rd\ne"\n',
    )
    write_pack({name: pack.rows(name) for name in pack.tables}, tmp_path / "b")
    again = read_pack(tmp_path / "b")
    assert again.digest == pack.digest
    assert again.set_aside == ()


def test_pack_when_cells_are_typed_then_written_as_a_csv_has_them(tmp_path):
    moment = dt.datetime(2026, 3, 2, 7, 0)
    [path] = write_pack({"punches": [{"nip": NIP, "time": moment, "mock": True}]}, tmp_path)
    assert path.read_text() == f"nip,time,mock\n{NIP},2026-03-02 07:00:00,true\n"


def test_pack_when_it_stands_there_then_only_the_given_tables_are_replaced(tmp_path):
    write(tmp_path, punches="nip,time\n")
    write_pack({"punches": PUNCHES}, tmp_path)
    assert (tmp_path / "employees.csv").read_text() == EMPLOYEES
    assert len(read_pack(tmp_path).rows("punches")) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"employees.csv", "punches.csv"}


def test_pack_when_the_writing_is_cut_off_between_two_tables_then_refused_until_done_again(
    tmp_path, monkeypatch
):
    """Killed there, an import left one table of today beside one of yesterday, without a word."""
    write(tmp_path, punches=f"nip,time\n{NIP},2026-02-02 07:00:00\n", activities="nip,date\n")
    new = {"punches": PUNCHES, "activities": [{"nip": NIP, "date": "2026-03-02"}]}
    calls = []

    def cut_off(made, target):
        calls.append(target)
        if len(calls) > 1:
            raise KeyboardInterrupt
        put_in_place(made, target)

    with monkeypatch.context() as patched:
        patched.setattr(aside, "put_in_place", cut_off)
        with pytest.raises(KeyboardInterrupt):
            write_pack(new, tmp_path)
    with pytest.raises(FactsError) as refused:
        read_pack(tmp_path)
    [problem] = refused.value.problems
    assert (problem.code, problem.params["tables"]) == ("pack-half-written", "activities, punches")

    write_pack({"punches": PUNCHES}, tmp_path)  # of the other one nobody knows it yet
    with pytest.raises(FactsError, match="activities"):
        read_pack(tmp_path)
    write_pack(new, tmp_path)
    assert len(read_pack(tmp_path).rows("activities")) == 1
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_pack_when_the_place_is_a_file_or_the_table_unknown_then_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(FactsError) as caught:
        write_pack({"punches": PUNCHES}, tmp_path / "file")
    assert caught.value.code == "pack-exists"
    with pytest.raises(FactsError) as caught:
        write_pack({"punch": PUNCHES}, tmp_path)
    assert caught.value.code == "unknown-table"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_schema_when_made_then_every_table_and_column(lang):
    schema = json.loads(json.dumps(pack_schema(lang)))
    assert schema["required"] == ["employees"]
    for name, table in definition().tables.items():
        items = schema["properties"][name]["items"]
        assert list(items["properties"]) == list(table.names)
        for column in items["properties"].values():
            assert column["description"]
            re.compile(column.get("pattern", ""))


def test_schema_when_made_then_words_bounds_and_meaning_of_empty():
    tables = pack_schema()["properties"]
    punch = tables["punches"]["items"]
    assert punch["required"] == ["nip", "time"]
    assert punch["properties"]["review"]["enum"] == [
        "pending",
        "accepted",
        "rejected",
        "none",
        "",
        None,
    ]
    assert punch["properties"]["kind"]["x-empty"] == "window"
    assert tables["absences"]["items"]["properties"]["part"]["default"] == "full"
    job_class = tables["employees"]["items"]["properties"]["job_class"]
    assert (job_class["x-minimum"], job_class["x-maximum"]) == ("1", "17")
    assert tables["amounts"]["items"]["x-exactly-one"] == ["nip", "position", "job_class"]


@pytest.mark.parametrize(
    ("table", "column", "good", "bad"),
    [
        ("punches", "time", "2026-03-02 07:21:09+08:00", "02-03-2026 07:21"),
        ("absences", "known_at", "2026-03-02", "March"),
        ("salaries", "gross", "5979200.50", "Rp 5.979.200"),
        ("scores", "period", "2026-Q1", "2026-13"),
        ("rosters", "end", "31:30", "7"),
        ("punches", "lat", "-1.3124820", "1312482"),
    ],
)
def test_schema_when_a_cell_is_plain_then_its_pattern_takes_it(table, column, good, bad):
    pattern = pack_schema()["properties"][table]["items"]["properties"][column]["pattern"]
    assert re.search(pattern, good)
    assert not re.search(pattern, bad)


def test_add_when_a_second_source_comes_then_nothing_of_the_first_is_lost(tmp_path):
    add_to_pack({"punches": PUNCHES[:1]}, tmp_path)
    add_to_pack({"punches": PUNCHES}, tmp_path)
    [added] = add_to_pack({"punches": PUNCHES[:1]}, tmp_path)

    [whole] = write_pack({"punches": PUNCHES}, tmp_path / "whole")
    assert whole.read_bytes() == added.read_bytes()


def test_add_when_the_table_has_a_column_of_its_own_then_refused(tmp_path):
    (tmp_path / "punches.csv").write_text("nip,time,catatan\n1,2026-03-02 07:30,x\n")

    with pytest.raises(FactsError) as caught:
        add_to_pack({"punches": PUNCHES}, tmp_path)

    assert caught.value.code == "import-would-lose"
