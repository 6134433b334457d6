"""The same facts give the same bytes: whatever the order, the format, the machine's settings."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import zipfile
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
from masker import masker

import masker_rules as mr
from masker_rules import demo

ENVIRONMENTS = {
    "plain": {},
    "new york in C": {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    "jayapura in turkish": {"TZ": "Asia/Jayapura", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    "apia with seed": {"TZ": "Pacific/Apia", "LANG": "id_ID.UTF-8", "PYTHONHASHSEED": "4242"},
}


def read_tables(folder):
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found[path.stem] = list(csv.DictReader(stream))
    return found


def is_swapped(row):
    return row.get("until", "9") < row.get("from", "0")


@pytest.fixture(scope="module")
def facts():
    """The pack of the demo without the one row whose line would be told."""
    found = read_tables(demo.pack_path())
    found["absences"] = [row for row in found["absences"] if not is_swapped(row)]
    return found


def write_csv(folder, tables, seed=None):
    """The tables as CSV; with a seed the rows and the columns stand in another order."""
    folder.mkdir()
    order = random.Random(seed)  # noqa: S311  (shuffles rows, guards nothing)
    for name, rows in tables.items():
        columns, lines = list(rows[0]), list(rows)
        if seed is not None:
            order.shuffle(columns)
            order.shuffle(lines)
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns)
            writer.writeheader()
            writer.writerows(lines)
    return folder


@pytest.fixture(scope="module")
def folder(facts, tmp_path_factory):
    return write_csv(tmp_path_factory.mktemp("same") / "pack", facts)


@pytest.fixture(scope="module")
def expected(folder):
    return mr.compute(demo.PROFILE, folder, demo.PERIOD).to_json()


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def commanded(pack, **environment):
    arguments = ("--profile", demo.PROFILE, "--period", demo.PERIOD, "--format", "json")
    done = masker("compute", pack, *arguments, "--quiet", **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_result_when_computed_then_nothing_of_it_is_set_aside(expected):
    made = json.loads(expected)
    assert made["pack"]["set_aside"] == []
    assert len(made["results"]) == 40


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_result_when_rows_and_columns_are_shuffled_then_same_bytes(
    facts, expected, tmp_path, seed
):
    shuffled = write_csv(tmp_path / "pack", facts, seed)
    assert mr.compute(demo.PROFILE, shuffled, demo.PERIOD).to_json() == expected


@pytest.mark.slow
def test_result_when_zone_language_and_hash_seed_differ_then_same_bytes(facts, expected, tmp_path):
    packs = {
        name: write_csv(tmp_path / name, facts, seed)
        for seed, name in enumerate(ENVIRONMENTS, start=10)
    }
    with ThreadPoolExecutor(2) as pool:
        jobs = {
            name: pool.submit(commanded, packs[name], **environment)
            for name, environment in ENVIRONMENTS.items()
        }
    digests = {
        name: hashlib.sha256(job.result().encode()).hexdigest() for name, job in jobs.items()
    }
    assert set(digests.values()) == {hashlib.sha256(expected.encode()).hexdigest()}


@pytest.mark.slow
def test_demo_when_zone_language_and_hash_seed_differ_then_same_bytes():
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(masker, "demo", **values) for values in ENVIRONMENTS.values()]
    outputs = {(job.result().returncode, job.result().stdout) for job in jobs}
    assert len(outputs) == 1


# ------------------------------------------------------------------ formats
def test_result_when_from_parquet_then_same_bytes(facts, expected, tmp_path):
    for name, rows in facts.items():
        pl.DataFrame(rows).write_parquet(tmp_path / f"{name}.parquet")
    assert_same(mr.read_pack(tmp_path), expected)


def test_result_when_from_parquet_with_types_then_same_bytes(facts, expected, tmp_path):
    for name, rows in facts.items():
        typed_frame(rows).write_parquet(tmp_path / f"{name}.parquet")
    assert_same(mr.read_pack(tmp_path), expected)


def test_result_when_from_a_workbook_then_same_bytes(facts, expected, tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in facts.items():
        sheet = book.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([sheet_cell(column, text) for column, text in row.items()])
    book.save(tmp_path / "pack.xlsx")
    assert_same(mr.read_pack(tmp_path / "pack.xlsx"), expected)


def test_result_when_from_a_zip_then_same_bytes(folder, expected, tmp_path):
    with zipfile.ZipFile(tmp_path / "pack.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    assert_same(mr.read_pack(tmp_path / "pack.zip"), expected)


def test_result_when_from_dicts_then_same_bytes(facts, expected):
    assert_same(mr.Pack(**facts), expected)


def test_result_when_from_row_objects_then_same_bytes(folder, expected):
    read = mr.read_pack(folder)
    assert_same(mr.Pack(**{name: list(read.rows(name)) for name in read.tables}), expected)


@pytest.mark.parametrize("lazy", [False, True])
def test_result_when_from_frames_then_same_bytes(facts, expected, lazy):
    frames = {name: pl.DataFrame(rows) for name, rows in facts.items()}
    given = {name: frame.lazy() if lazy else frame for name, frame in frames.items()}
    assert_same(mr.Pack(**given), expected)


def assert_same(pack, expected):
    found = mr.compute(demo.PROFILE, pack, demo.PERIOD).to_json()
    assert json.loads(found)["pack"]["digest"] == json.loads(expected)["pack"]["digest"]
    assert found == expected


def typed_frame(rows):
    """Dates, times, numbers and flags as their own types, empty cells as null."""
    frame = pl.DataFrame(
        {name: [row[name] or None for row in rows] for name in rows[0]},
        schema=dict.fromkeys(rows[0], pl.String),
    )
    kinds = {
        "date": pl.col("date").str.to_date(),
        "valid_from": pl.col("valid_from").str.to_date(),
        "time": pl.col("time").str.to_datetime("%Y-%m-%d %H:%M:%S"),
        "lat": pl.col("lat").cast(pl.Float64),
        "lon": pl.col("lon").cast(pl.Decimal(12, 7)),
        "amount": pl.col("amount").cast(pl.Int64),
        "job_class": pl.col("job_class").cast(pl.Int8),
        "approved": pl.col("approved") == "true",
    }
    return frame.with_columns(kinds[name] for name in frame.columns if name in kinds)


def sheet_cell(column, text):
    """What a spreadsheet program would store: numbers as numbers, a NIP as text."""
    if not text:
        return None
    if column in {"amount", "job_class"}:
        return int(text)
    if column in {"lat", "lon"}:
        return float(Decimal(text))
    return text
