"""One call for every engine: the same bytes, the choice by size, and what is said of it."""

from __future__ import annotations

import json
import sys

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from cli_month import OTHER, PAID, UNKNOWN, tables
from regulations import discipline, regulation

import masker_rules as mr
from masker_rules import engines
from masker_rules.engines import ENGINES, engine_named
from masker_rules.facts.reader import employees_at_most
from masker_rules.facts.writers import write_pack

#: Small, so that it is planned at once.
LAW = discipline(late={"each": "late", "cut": "1%", "of": "discipline"})
#: The amount to the fifth power, which 64 bits do not hold.
WIDE = regulation(counts={"besar": " * ".join(["(tpp / Rp 1)"] * 5)})
BOTH = {
    "profiles": [
        {"use": "id/kab-banggai-kepulauan", "for": {"category": "NON_ASN"}},
        {"use": "id/bgn"},
    ]
}
PERIOD = "2026-07"
PAID_TPP = 4_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Three people, one of whom misses a target, and a row of a stranger."""
    made = tables()
    stranger = {"nip": "197612312009122007", "time": "2026-07-01 07:30", "kind": "in"}
    made["punches"].append(stranger)
    path = tmp_path_factory.mktemp("pack")
    write_pack(made, path)
    return path


@pytest.fixture(scope="module")
def expected(folder):
    return mr.compute(LAW, folder, PERIOD, engine="reference").to_json()


@pytest.fixture
def few(monkeypatch):
    """Three employee-months are many."""
    monkeypatch.setattr(engines, "SMALL", 3)


def frames(kind=pl.DataFrame):
    made = tables()
    columns = {
        name: dict.fromkeys(key for row in rows for key in row) for name, rows in made.items()
    }
    columns["events"] = ("date", "event")
    columns["attendance_at_events"] = ("nip", "date", "event", "status")
    return {
        name: kind(
            {
                key: pl.Series([row.get(key) for row in rows], dtype=pl.String)
                for key in columns[name]
            }
        )
        for name, rows in made.items()
    }


def parquet(folder):
    for name, frame in frames().items():
        frame.write_parquet(folder / f"{name}.parquet")
    return folder


# ------------------------------------------------------------------ the same bytes
def test_results_when_from_files_then_the_same_bytes(folder, expected):
    results = mr.compute(LAW, folder, PERIOD, engine="columns")
    assert results.to_json() == expected
    assert results.how.engine == "columns"


def test_results_when_from_a_pack_then_the_same_bytes(folder, expected):
    assert mr.compute(LAW, mr.read_pack(folder), PERIOD, engine="columns").to_json() == expected


@pytest.mark.parametrize("given", [tables, frames])
def test_results_when_from_tables_then_the_same_bytes(given):
    by = {
        engine: mr.compute(LAW, given(), PERIOD, engine=engine).to_json()
        for engine in ("reference", "columns")
    }
    assert len(set(by.values())) == 1


def test_results_when_a_table_is_an_iterator_then_it_is_read_once():
    plain = mr.compute(LAW, tables(), PERIOD)
    for engine in ("reference", "columns"):
        given = {name: iter(rows) for name, rows in tables().items()}
        assert mr.compute(LAW, given, PERIOD, engine=engine).to_json() == plain.to_json()


def test_results_when_some_are_asked_for_then_only_they_are_counted(folder):
    some = [OTHER, PAID]
    plain = mr.compute(LAW, folder, PERIOD, nips=some, engine="reference")
    results = mr.compute(LAW, folder, PERIOD, nips=some, engine="columns")
    assert results.to_json() == plain.to_json()
    assert (results.how.asked, results.how.in_frames) == (2, 2)


def test_explanation_when_computed_in_frames_then_that_of_the_reference(folder):
    results = mr.compute(LAW, folder, PERIOD, engine="columns")
    plain = mr.compute(LAW, folder, PERIOD, engine="reference")
    for nip in (PAID, UNKNOWN):
        assert results[nip].explain() == plain[nip].explain()


def test_clocks_when_a_unit_is_hours_off_then_told_of_those_asked_for_only():
    """Ten people tap an hour late; asked for one of them, nobody can know it of the unit."""
    made = tables()
    nips = [f"198501012010011{n:03d}" for n in range(1, 11)]
    person = {**made["employees"][0]}
    late = [
        {**row, "time": row["time"][:11] + ("08:30" if row["kind"] == "in" else "17:00")}
        for row in made["punches"]
        if row["nip"] == PAID
    ]
    made["employees"] = [{**person, "nip": nip} for nip in nips]
    made["punches"] = [{**row, "nip": nip} for nip in nips for row in late]
    made["amounts"] = [{"nip": nip, "component": "tpp", "amount": "4000000"} for nip in nips]
    for nips_asked in (None, nips[:1]):
        by = {
            engine: mr.compute(LAW, made, PERIOD, nips=nips_asked, engine=engine).to_json()
            for engine in ("reference", "columns")
        }
        assert len(set(by.values())) == 1


def test_set_when_two_regulations_then_the_same_bytes(folder):
    plain = mr.compute(BOTH, folder, PERIOD, engine="reference")
    results = mr.compute(BOTH, folder, PERIOD, engine="columns")
    assert results.to_json() == plain.to_json()
    assert results.how.asked == 3
    assert results.how.in_frames + sum(results.how.reasons.values()) >= 3


# ------------------------------------------------------------------ words of before
@pytest.fixture(scope="module")
def history(tmp_path_factory):
    """The three people in two packs of the month."""
    path = tmp_path_factory.mktemp("history")
    for unit, nips in (("a", {PAID, OTHER}), ("b", {UNKNOWN})):
        own = {
            name: [row for row in rows if row.get("nip", unit) in {unit, *nips}]
            for name, rows in tables().items()
        }
        write_pack(own, path / f"period={PERIOD}" / f"unit={unit}")
    return path


DEARER = {"rules.late.cut": "2%"}
#: Each call that takes the word of an engine, of which it returns what is written of the results.
CALLS = {
    "compute": lambda history, word: [
        mr.compute(LAW, history / f"period={PERIOD}" / "unit=a", PERIOD, engine=word).to_json()
    ],
    "compute_history": lambda history, word: [
        run.results.to_json() for run in mr.compute_history(LAW, history, engine=word)
    ],
    "compare": lambda history, word: [
        mr.compare(LAW, mr.overlay(LAW, DEARER), history, engine=word).to_json()
    ],
    "sweep": lambda history, word: [
        mr.sweep(LAW, {"rules.late.cut": "2%..3%:1%"}, history, engine=word).to_json()
    ],
}


@pytest.mark.parametrize("word", ["polars", "duckdb"])
def test_engine_when_an_old_word_is_given_then_columns_and_the_same_bytes(folder, expected, word):
    with pytest.warns(FutureWarning, match=f"“{word}” now means “columns”"):
        results = mr.compute(LAW, folder, PERIOD, engine=word)
    assert results.how.engine == "columns"
    assert results.to_json() == expected


@pytest.mark.parametrize("call", CALLS)
def test_old_word_when_given_to_any_call_then_told_once_where_the_call_stands(history, call):
    told = CALLS[call](history, "columns")
    with pytest.warns(FutureWarning) as warned:
        assert CALLS[call](history, "duckdb") == told
    assert [one.filename for one in warned] == [__file__]


@pytest.mark.parametrize("word", ["polars", "duckdb"])
def test_old_word_when_told_then_in_both_languages(word):
    engine, told = engine_named(word)
    assert engine == "columns"
    assert told.said("en") == (
        f"The engine word “{word}” now means “columns”; the results are the same."
    )
    assert told.said("id") == f"Nama mesin hitung “{word}” kini berarti “columns”; hasilnya sama."


def test_words_when_they_are_those_of_now_then_nothing_is_told():
    assert [engine_named(word) for word in ENGINES] == [(word, None) for word in ENGINES]
    assert ENGINES == ("reference", "columns", "spark")


def test_duckdb_when_not_installed_then_its_old_word_still_means_columns(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.warns(FutureWarning):
        assert mr.compute(LAW, folder, PERIOD, engine="duckdb").how.engine == "columns"


# ------------------------------------------------------------------ the choice
@pytest.mark.parametrize("form", ["csv", "parquet", "pack", "rows", "frames", "lazy"])
def test_engine_when_the_size_decides_then_columns_from_the_limit_on(
    folder, tmp_path, monkeypatch, form
):
    given = {
        "csv": lambda: folder,
        "parquet": lambda: parquet(tmp_path),
        "pack": lambda: mr.read_pack(folder),
        "rows": tables,
        "frames": frames,
        "lazy": lambda: frames(pl.LazyFrame),
    }[form]()
    for limit, engine in ((4, "reference"), (3, "columns")):
        monkeypatch.setattr(engines, "SMALL", limit)
        assert mr.compute(LAW, given, PERIOD).how.engine == engine


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_size_when_lines_end_otherwise_then_the_same(tmp_path, end):
    rows = ["nip,name", f"{PAID},Ani", f"{OTHER},Budi"]
    (tmp_path / "employees.csv").write_bytes(end.join([*rows, ""]).encode())
    assert employees_at_most(tmp_path) == 2
    (tmp_path / "employees.csv").write_bytes(end.join(rows).encode())
    assert employees_at_most(tmp_path) == 2


def test_engine_when_the_months_are_many_then_they_count(folder, monkeypatch):
    monkeypatch.setattr(engines, "SMALL", 6)
    assert mr.compute(LAW, folder, "2026-07").how.engine == "reference"
    assert mr.compute(LAW, folder, "2026-06..2026-07").how.engine == "columns"


@pytest.mark.usefixtures("few")
def test_engine_when_few_are_asked_for_then_how_they_are_read_decides(folder):
    of_files = mr.compute(LAW, folder, PERIOD, nips=[PAID])
    of_objects = mr.compute(LAW, mr.read_pack(folder), PERIOD, nips=[PAID])

    assert (of_files.how.engine, of_objects.how.engine) == ("columns", "reference")
    assert of_files.to_json() == of_objects.to_json()
    assert [item.explain() for item in of_files] == [item.explain() for item in of_objects]


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("library", ["polars", "narwhals"])
def test_engine_when_the_extra_is_missing_then_the_reference(folder, monkeypatch, library):
    monkeypatch.setitem(sys.modules, library, None)
    assert mr.compute(LAW, folder, PERIOD).how.engine == "reference"


@pytest.mark.parametrize(
    ("engine", "library", "extra"),
    [("columns", "polars", "batch"), ("spark", "pyspark", "spark")],
)
def test_engine_when_its_extra_is_missing_then_named(folder, monkeypatch, engine, library, extra):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(mr.AdapterUnavailableError, match=rf"{library}[\s\S]*\[{extra}\]") as bad:
        mr.compute(LAW, folder, PERIOD, engine=engine)
    assert bad.value.code == "engine-extra-missing"


def test_engine_when_there_is_none_of_the_name_then_refused(folder):
    with pytest.raises(mr.RequestError, match="abacus") as bad:
        mr.compute(LAW, folder, PERIOD, engine="abacus")
    assert bad.value.code == "unknown-engine"
    assert "reference, columns, spark" in bad.value.text("en")
    assert "polars" not in bad.value.text("id")


# ------------------------------------------------------------------ what 64 bits do not hold
def test_plan_when_its_numbers_are_wide_and_the_engine_asked_for_then_exact(folder):
    results = mr.compute(WIDE, folder, PERIOD, engine="columns")
    assert results[PAID].counts["besar"] == PAID_TPP**5
    assert (results.how.in_frames, results.how.reasons) == (3, {})
    assert results.to_json() == mr.compute(WIDE, folder, PERIOD, engine="reference").to_json()


@pytest.mark.usefixtures("few")
def test_plan_when_its_numbers_are_wide_and_the_size_decides_then_in_columns(folder):
    results = mr.compute(WIDE, folder, PERIOD)
    assert (results.how.engine, results.how.in_frames) == ("columns", 3)
    table = {row["nip"]: row["count_besar"] for row in results.to_frame().iter_rows(named=True)}
    assert table[PAID] == str(PAID_TPP**5)


def test_header_when_in_columns_then_plain_values(folder):
    by = {name: mr.compute(LAW, folder, PERIOD, engine=name) for name in ("reference", "columns")}
    texts = [json.dumps(dict(results.header)) for results in by.values()]
    assert texts[0] == texts[1]


# ------------------------------------------------------------------ frames given back
def test_frame_when_rows_were_given_then_polars(folder):
    found = mr.compute(LAW, folder, PERIOD).to_frame()
    assert isinstance(found, pl.DataFrame)
    assert found["nip"].to_list() == sorted([PAID, UNKNOWN, OTHER])


def test_frame_when_frames_were_given_then_of_their_library():
    assert isinstance(mr.compute(LAW, frames(), PERIOD).to_frame(), pl.DataFrame)
    lazy = mr.compute(LAW, frames(pl.LazyFrame), PERIOD).to_frame()
    assert isinstance(lazy, pl.LazyFrame)


def arrow(columns):
    return pl.DataFrame(columns).to_arrow()


def relation(columns):
    given = arrow(columns)
    return duckdb.from_arrow(given)


@pytest.mark.parametrize(
    ("make", "kind"), [(arrow, pa.Table), (relation, duckdb.DuckDBPyRelation)]
)
def test_frame_when_another_library_then_the_same_values(make, kind):
    plain = mr.compute(LAW, frames(), PERIOD)
    results = mr.compute(LAW, frames(make), PERIOD)
    assert results.to_json() == plain.to_json()
    found = results.to_frame()
    assert isinstance(found, kind)
    assert rows_of(found) == plain.to_frame().rows()


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_results_when_relations_of_duckdb_are_given_then_the_same_bytes(engine):
    plain = mr.compute(LAW, frames(), PERIOD, engine="reference")
    results = mr.compute(LAW, frames(relation), PERIOD, engine=engine)
    assert results.to_json() == plain.to_json()
    assert results.how.engine == engine


def rows_of(frame):
    if isinstance(frame, duckdb.DuckDBPyRelation):
        return frame.fetchall()
    return [tuple(row.values()) for row in frame.to_pylist()]


@pytest.mark.parametrize("like", ["duckdb", duckdb.sql("select 1 as x")])
def test_frame_when_another_library_is_asked_for_then_its_own(folder, like):
    found = mr.compute(LAW, folder, PERIOD).to_frame(like)
    assert isinstance(found, duckdb.DuckDBPyRelation)


def test_frame_when_pandas_then_money_and_counts_are_whole_numbers():
    pd = pytest.importorskip("pandas")
    given = {
        name: pd.DataFrame(frame.to_dict(as_series=False)) for name, frame in frames().items()
    }
    plain = mr.compute(LAW, frames(), PERIOD)
    assert mr.compute(LAW, given, PERIOD, engine="columns").to_json() == plain.to_json()
    given["amounts"] = given["amounts"][given["amounts"]["nip"] != PAID]
    results = mr.compute(LAW, given, PERIOD, engine="columns")
    found = results.to_frame()
    assert isinstance(found, pd.DataFrame)
    assert str(found["net"].dtype) == "Int64"
    assert found["net"].isna().sum() == 1
    floats = [name for name, dtype in found.dtypes.items() if "float" in str(dtype).lower()]
    assert floats == ["part_discipline"]  # a share


@pytest.mark.parametrize("like", ["abacus", 7])
def test_frame_when_no_library_then_refused(folder, like):
    with pytest.raises(mr.RequestError, match=r"abacus|int") as bad:
        mr.compute(LAW, folder, PERIOD).to_frame(like)
    assert bad.value.code == "unknown-frames"


def test_json_when_computed_in_frames_then_says_nothing_of_the_engine(expected):
    told = json.loads(expected)
    assert told.pop("columns")[:2] == ["nip", "name"]  # of its tables
    assert "columns" not in json.dumps(told)
    assert set(told) == {
        "masker",
        "schema",
        "profile",
        "calendar",
        "checks",
        "pack",
        "results",
    }


def test_frame_when_computed_in_frames_then_that_of_the_reference(folder):
    plain = mr.compute(LAW, folder, PERIOD, engine="reference")
    results = mr.compute(LAW, folder, PERIOD, engine="columns")
    assert results.to_frame().equals(plain.to_frame(), null_equal=True)
    assert list(results.to_frame().schema.items()) == list(plain.to_frame().schema.items())
    assert len(results) == 3
    assert results == plain


def test_frame_when_the_library_is_missing_then_named(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(mr.AdapterUnavailableError, match="pandas") as bad:
        mr.compute(LAW, folder, PERIOD).to_frame("pandas")
    assert bad.value.code == "frames-missing"
