"""`masker runs`, and `--run` of the commands that compute."""

from __future__ import annotations

import json

import pytest

NIP = "197001012010011001"
PROFILE = "id/kab-rembang"


@pytest.fixture
def pack(tmp_path):
    """A person of golongan IV with Rp 4,500,000, and one whose amount nobody has written."""
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "employees.csv").write_text(
        f"nip,name,category,grade\n{NIP},Contoh,PNS,IV/a\n197102022010012001,Lain,PNS,III/a\n",
        encoding="utf-8",
    )
    (folder / "amounts.csv").write_text(
        f"component,nip,amount\ntpp,{NIP},4500000\n", encoding="utf-8"
    )
    return folder


def test_runs_when_shown_then_each_payment_and_the_sum(masker, pack):
    """4,455,000 of the ordinary month and 4,500,000 twice."""
    done = masker("runs", pack, "--profile", PROFILE, "--period", "2026-02", "--lang", "en")
    assert done.code == 0
    for told in ("4,455,000", "4,500,000", "13,455,000", "Ordinary month", "In all"):
        assert told in done.out


def test_runs_when_as_json_then_rows_by_run(masker, pack):
    asked = ("--profile", PROFILE, "--period", "2026-02", "--format", "json")
    told = json.loads(masker("runs", pack, *asked).out)
    assert [one["run"] for one in told["runs"]] == ["", "thr", "ketiga_belas"]
    own = {row["run"]: row["net"] for row in told["rows"] if row["nip"] == NIP}
    assert own == {"": 4_455_000, "thr": 4_500_000, "ketiga_belas": 4_500_000, "*": 13_455_000}
    assert [row["net"] for row in told["rows"] if row["nip"] != NIP] == [None] * 4


def test_runs_when_strict_and_somebody_is_incomplete_then_code_one(masker, pack):
    asked = ("--profile", PROFILE, "--period", "2026-02", "--strict")
    assert masker("runs", pack, *asked).code == 1


def test_runs_when_as_csv_then_a_row_for_each_run(masker, pack):
    asked = ("--profile", PROFILE, "--period", "2026-02", "--format", "csv", "--nip", NIP)
    lines = masker("runs", pack, *asked).out.splitlines()
    assert lines[0].startswith("nip,name,period,run,status")
    assert len(lines) == 5


@pytest.mark.parametrize("named", [("--run", "thr"), ()])
def test_compute_when_a_run_is_named_then_it_is_computed(masker, pack, named):
    profile = PROFILE if named else f"{PROFILE}#thr"
    asked = ("--profile", profile, "--period", "2026-02", "--format", "json", "--nip", NIP)
    told = json.loads(masker("compute", pack, *asked, *named).out)
    assert [(one["run"], one["net"]) for one in told["results"]] == [("thr", 4_500_000)]


def test_explain_when_a_run_is_named_then_its_title(masker, pack):
    asked = ("--profile", PROFILE, "--period", "2026-02", "--nip", NIP, "--run", "thr")
    assert "Tunjangan hari raya" in masker("explain", pack, *asked).out


def test_profile_when_it_declares_runs_then_the_page_shows_them(masker):
    assert f"{PROFILE}/perbup-tpp-2024#thr" in masker("profiles", "show", PROFILE).out
    told = json.loads(masker("profiles", "show", PROFILE, "--format", "json").out)
    assert [one["run"] for one in told["runs"]] == ["thr", "ketiga_belas"]


def test_cases_when_a_run_is_named_then_those_of_it(masker):
    done = masker("profiles", "test", f"{PROFILE}#ketiga_belas")
    assert done.code == 0
    assert "golongan III pada bulan ketiga belas" in done.out
    assert "THR" not in done.out.partition("lulus")[0].replace("(THR)", "")
