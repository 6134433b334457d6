"""A history computed part by part: whole or not at all, whatever happens on the way."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
from typing import NamedTuple

import polars as pl
import pytest
from cli_month import OTHER, PAID, UNKNOWN, tables
from masker import masker, with_sources
from regulations import discipline, regulation
from schema_check import faults

import masker_rules as mr
from masker_rules.cli import run
from masker_rules.engine.result_schema import result_schema
from masker_rules.facts.writers import write_pack

LAW = discipline(late={"each": "late", "cut": "1%", "of": "discipline"})
OLD = b"the old output"
FORMS = ("csv", "json", "parquet")


@pytest.fixture(scope="module")
def law(tmp_path_factory):
    path = tmp_path_factory.mktemp("law") / "profile.yaml"
    path.write_text(json.dumps(LAW), "utf-8")
    return path


def month(text, nips):
    """The facts of July for some of its people, in another month of as many days."""
    made = tables()
    return {
        name: [
            {key: value.replace("2026-07", text) for key, value in row.items()}
            for row in rows
            if row.get("nip", nips[0]) in nips
        ]
        for name, rows in made.items()
    }


PARTS = {
    "period=2026-05/unit=dinas-a": [PAID, OTHER],
    "period=2026-05/unit=dinas-b": [UNKNOWN],
    "period=2026-07/unit=dinas-a": [PAID, OTHER],
    "period=2026-07/unit=dinas-b": [UNKNOWN],
}


@pytest.fixture
def history(tmp_path):
    folder = tmp_path / "history"
    for name, nips in PARTS.items():
        made = month(name[7:14], nips)
        (folder / name).mkdir(parents=True)
        write_pack({key: rows for key, rows in made.items() if key != "punches"}, folder / name)
        pl.DataFrame(made["punches"]).write_parquet(folder / name / "punches.parquet")
    return folder


@pytest.fixture
def many_together(monkeypatch):
    """Six people in four packs are many, and two of them in one pack."""
    monkeypatch.setattr("masker_rules.engines.SMALL", 6)
    monkeypatch.setattr("masker_rules.engines.SMALL_AMONG_MANY", 2)


class Done(NamedTuple):
    """What a run left behind."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def chunked(capfd, monkeypatch):
    """Compute a history, in this process but as in a pipe."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def call(history, law, *more):
        capfd.readouterr()
        words = ("compute", history, "--chunk", "--profile", law, *more)
        return Done(run([str(word) for word in words]), *capfd.readouterr())

    return call


def read(path):
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    if path.suffix == ".json":
        return json.loads(path.read_text("utf-8"))["results"]
    return pl.read_parquet(path).rows(named=True)


def left(folder):
    """What stands in a folder beside the history and the outputs."""
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


# ------------------------------------------------------------------ what comes out
@pytest.mark.parametrize("form", FORMS)
def test_output_when_all_parts_are_computed_then_each_result_once_in_order(
    chunked, history, law, tmp_path, form
):
    out = tmp_path / f"out.{form}"
    done = chunked(history, law, "--out", out)
    assert done.returncode == 0, done.stderr
    assert [(row["period"], row["nip"]) for row in read(out)] == [
        (name[7:14], nip) for name, nips in PARTS.items() for nip in sorted(nips)
    ]
    assert left(tmp_path) == []


def test_output_when_in_parts_then_the_results_of_each_pack(chunked, history, law, tmp_path):
    out = tmp_path / "out.json"
    chunked(history, law, "--out", out)
    told = json.loads(out.read_text("utf-8"))
    alone = [mr.compute(LAW, history / name, name[7:14]).as_dict() for name in PARTS]
    assert told["results"] == [item for one in alone for item in one["results"]]
    assert [part["part"] for part in told["pack"]["parts"]] == list(PARTS)
    assert [part["digest"] for part in told["pack"]["parts"]] == [
        one["pack"]["digest"] for one in alone
    ]
    assert told["pack"]["rows"]["employees"] == 6
    assert list(faults(told, result_schema())) == []


@pytest.mark.parametrize("form", FORMS)
def test_output_when_computed_again_in_columns_then_the_same_bytes(
    chunked, history, law, tmp_path, form
):
    first = chunked(history, law, "--out", tmp_path / f"a.{form}")
    again = chunked(history, law, "--engine", "columns", "--out", tmp_path / f"b.{form}")
    assert first.returncode == again.returncode == 0, again.stderr
    assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_output_when_two_processes_compute_then_the_same_bytes_and_words(
    chunked, history, law, tmp_path, form
):
    (history / list(PARTS)[1] / "punches.parquet").write_bytes(b"no")
    told = []
    for number in ("1", "2"):
        out = tmp_path / f"{number}.{form}"
        done = chunked(history, law, "--processes", number, "--out", out)
        told.append((done.returncode, out.read_bytes(), done.stderr.replace(out.name, "")))
    assert told[0][0] == 2  # of the part that cannot be read
    assert told[0] == told[1]
    assert left(tmp_path) == []


def test_output_when_piped_then_on_stdout_and_nothing_else(chunked, history, law, tmp_path):
    chunked(history, law, "--out", tmp_path / "out.csv")
    done = chunked(history, law, "--format", "csv", "--quiet")
    assert done.stdout == (tmp_path / "out.csv").read_text("utf-8")
    assert done.stderr == ""


@pytest.mark.usefixtures("many_together")
def test_engine_when_64_bits_hold_no_number_of_it_then_in_columns_and_the_same_bytes(
    chunked, history, tmp_path
):
    law = tmp_path / "wide.yaml"
    wide = regulation(counts={"besar": " * ".join(["(tpp / Rp 1)"] * 5)})
    law.write_text(json.dumps(wide), "utf-8")
    one, other = tmp_path / "a.json", tmp_path / "b.json"
    done = chunked(history, law, "--out", one, "--lang", "en")
    chunked(history, law, "--out", other, "--lang", "en", "--engine", "reference")
    assert done.returncode == 0, done.stderr
    assert "Engine columns: all 4 employee-months." in done.stderr
    assert one.read_bytes() == other.read_bytes()


def test_period_when_given_then_only_its_parts(chunked, history, law, tmp_path):
    out = tmp_path / "out.csv"
    assert chunked(history, law, "--period", "2026-07", "--out", out).returncode == 0
    assert {row["period"] for row in read(out)} == {"2026-07"}


def test_columns_when_a_part_has_more_then_empty_in_the_others(chunked, history, law, tmp_path):
    row = {"nip": UNKNOWN, "period": "2026-07", "code": "koperasi", "amount": "1000"}
    write_pack({"deductions": [row]}, history / list(PARTS)[-1])
    found = {}
    for form in ("csv", "parquet"):
        done = chunked(history, law, "--out", tmp_path / f"out.{form}")
        assert done.returncode == 0, done.stderr
        found[form] = read(tmp_path / f"out.{form}")
        assert [bool(row["line_koperasi"]) for row in found[form]] == [False] * 5 + [True]
    assert list(found["csv"][0]) == list(found["parquet"][0])


@pytest.mark.usefixtures("many_together")
def test_engine_when_the_parts_are_many_together_then_columns_but_for_the_smallest(history):
    runs = mr.compute_history(LAW, history)
    assert [run.results.how.engine for run in runs] == ["columns", "reference"] * 2


@pytest.mark.usefixtures("many_together")
def test_engine_when_a_part_cannot_be_read_then_the_others_are_many(history):
    (history / "period=2026-05/unit=dinas-b/employees.csv").write_bytes(b"\xff\xfe\x00")
    (history / "period=2026-05/unit=dinas-b/employees.csv").rename(
        history / "period=2026-05/unit=dinas-b/employees.parquet"
    )
    runs = list(mr.compute_history(LAW, history))
    assert [run.results is None for run in runs] == [False, True, False, False]


def test_engine_when_few_together_then_the_reference(history):
    assert {run.results.how.engine for run in mr.compute_history(LAW, history)} == {"reference"}


def test_frames_of_a_caller_when_read_then_parts_are_no_columns(history):
    runs = list(mr.compute_history(LAW, history, "2026-07"))
    assert [run.pack.name for run in runs] == list(PARTS)[2:]
    assert [len(run.results) for run in runs] == [2, 1]
    # The unit is that of the employees row, and not that of the folder.
    assert runs[0].results.to_frame()["unit"].to_list() == ["DINAS", "DINAS"]


# ------------------------------------------------------------------ what is wrong
@pytest.mark.parametrize("form", FORMS)
def test_part_when_its_parquet_is_corrupt_then_named_and_the_others_computed(
    chunked, history, law, tmp_path, form
):
    wrong, *others = list(PARTS)
    (history / wrong / "punches.parquet").write_bytes(b"PAR1 but nothing else PAR1")
    out = tmp_path / f"out.{form}"
    done = chunked(history, law, "--out", out)
    assert done.returncode == 2
    assert f"{wrong}/punches.parquet: kesalahan [not-parquet]" in done.stderr
    assert "[parts-left-out] 1 " in done.stderr
    assert len(read(out)) == sum(len(PARTS[name]) for name in others)


def test_parts_when_all_are_wrong_then_the_old_output_stays(chunked, history, law, tmp_path):
    for name in PARTS:
        (history / name / "punches.parquet").write_bytes(b"no")
    out = tmp_path / "out.csv"
    out.write_bytes(OLD)
    assert chunked(history, law, "--out", out).returncode == 2
    assert out.read_bytes() == OLD
    assert left(tmp_path) == []


def test_person_when_in_two_parts_of_a_month_then_named(chunked, history, law, tmp_path):
    write_pack(month("2026-07", [PAID]), history / "period=2026-07" / "unit=dinas-c")
    done = chunked(history, law, "--out", tmp_path / "out.csv")
    assert done.returncode == 2
    assert f"{PAID} (2026-07)" in done.stderr


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--nip", PAID], "not-with-chunk"),
        (["--trace", "--format", "json"], "not-with-chunk"),
        (["--format", "xlsx"], "unknown-format"),
        (["--period", "2020-01"], "no-parts"),
        (["--engine", "abacus"], "unknown-engine"),
        (["--processes", "0"], "bad-command-line"),
    ],
)
def test_request_when_wrong_then_two_with_a_code(chunked, history, law, more, code):
    done = chunked(history, law, *more)
    assert done.returncode == 2
    assert f"[{code}]" in done.stderr


def test_folder_when_chunk_was_left_out_then_the_cure_names_it(history, law):
    done = masker("compute", history, "--profile", law, "--period", "2026-07")
    assert done.returncode == 2
    assert "[folder-of-packs]" in done.stderr
    assert "--chunk" in done.stderr


def test_processes_when_there_is_one_pack_then_refused(history, law):
    pack = history / next(iter(PARTS))
    done = masker("compute", pack, "--profile", law, "--processes", "2")
    assert done.returncode == 2
    assert "[only-with-chunk]" in done.stderr


def test_strict_when_a_row_is_aside_then_one(chunked, history, law, tmp_path):
    stranger = [{"nip": "197501012010011001", "date": "2026-07-01", "minutes": "5"}]
    write_pack({"activities": stranger}, history / list(PARTS)[-1])
    out = tmp_path / "out.csv"
    assert chunked(history, law, "--out", out).returncode == 0
    assert chunked(history, law, "--strict", "--out", out).returncode == 1


# ------------------------------------------------------------------ killed on the way
#: Runs the command line and kills its own process at the given call of a function.
KILLED = """
import os, signal, sys
from masker_rules.{package} import {module} as module
from masker_rules.cli import run
calls, real = [], module.{name}
def counted(*args, **more):
    calls.append(1)
    if len(calls) == {nth}:
        os.kill(os.getpid(), signal.{signal})
    return real(*args, **more)
module.{name} = counted
sys.exit(run(sys.argv[1:]))
"""
MOMENTS = [
    ("cli.pieces", "_Tables.make", 1),
    ("cli.pieces", "_Tables.make", 3),
    ("cli.chunked", "_deliver", 1),
    ("cli.chunked", "put_in_place", 1),
    ("facts.aside", "shutil.rmtree", 1),
]


def killed(module, name, nth, how, *arguments):
    package, _, module = module.partition(".")
    code = KILLED.format(package=package, module=module, name=name, nth=nth, signal=how)
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, env=with_sources({}))


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment[1]}-{moment[2]}")
def test_output_when_killed_then_the_old_one_or_the_whole_new_one(
    chunked, history, law, tmp_path, moment
):
    out = tmp_path / "out.parquet"
    arguments = ("compute", history, "--chunk", "--profile", law, "--out", out)
    out.write_bytes(OLD)
    done = killed(*moment, "SIGKILL", *arguments)
    assert done.returncode == -signal.SIGKILL
    whole = moment[0] == "facts.aside"
    assert (len(read(out)) == 6) if whole else (out.read_bytes() == OLD)
    assert len(left(tmp_path)) == 1

    # The next run takes away what is left, and is whole.
    assert chunked(history, law, "--out", out).returncode == 0
    assert len(read(out)) == 6
    assert left(tmp_path) == []


@pytest.mark.slow
def test_single_output_when_killed_while_writing_then_the_old_one(history, law, tmp_path):
    out = tmp_path / "out.json"
    out.write_bytes(OLD)
    pack = history / next(iter(PARTS))
    arguments = ("compute", pack, "--profile", law, "--period", "2026-05", "--out", out)
    assert killed("facts.aside", "put_in_place", 1, "SIGKILL", *arguments).returncode == -9
    assert out.read_bytes() == OLD
    assert len(left(tmp_path)) == 1
    assert masker(*arguments).returncode == 0
    assert len(read(out)) == 2
    assert left(tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS[1:4:2], ids=lambda moment: f"{moment[1]}-{moment[2]}")
def test_output_when_interrupted_then_130_and_nothing_left(history, law, tmp_path, moment):
    out = tmp_path / "out.csv"
    done = killed(*moment, "SIGINT", "compute", history, "--chunk", "--profile", law, "--out", out)
    assert done.returncode == 130
    assert not out.exists()
    assert left(tmp_path) == []


def test_folder_aside_when_another_run_holds_it_then_it_stays(chunked, history, law, tmp_path):
    out = tmp_path / "out.csv"
    code = (
        "import sys, time; from pathlib import Path\n"
        "from masker_rules.facts.aside import folder_aside\n"
        "with folder_aside(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(out)], stdout=subprocess.PIPE, env=with_sources({})
    )
    try:
        assert holder.stdout.readline() == b"held\n"
        assert chunked(history, law, "--out", out).returncode == 0
        assert len(left(tmp_path)) == 1
    finally:
        holder.kill()
        holder.communicate()
    assert chunked(history, law, "--out", out).returncode == 0
    assert left(tmp_path) == []
