"""The history of the examples: the same at every run, clean, with all that it promises."""

from __future__ import annotations

from pathlib import Path

import make_history
import pytest

import masker_rules as mr
from masker_rules.periods import Month

DRAFTS = Path(make_history.__file__).parent / "drafts"
MONTHS = [Month(2024, 3), Month(2024, 4)]


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("history")
    make_history.write_history(folder, 120, MONTHS)
    return folder


def test_history_when_made_again_then_the_same_bytes(pack, tmp_path):
    make_history.write_history(tmp_path, 120, MONTHS)
    first, again = (
        {path.name: path.read_bytes() for path in folder.iterdir()} for folder in (pack, tmp_path)
    )
    assert "punches.csv" in first
    assert first.keys() == again.keys()
    assert not [name for name in first if first[name] != again[name]]


def test_history_when_read_then_no_row_is_set_aside_and_everything_happens(pack):
    read = mr.read_pack(pack).under(mr.load_profile("id/kab-banggai-kepulauan").vocabulary)

    assert not read.set_aside
    employees = read.by_nip("employees")
    assert len(employees) == 120
    assert any(len({row.unit for row in rows}) > 1 for rows in employees.values())
    assert any(len({row.job_class for row in rows}) > 1 for rows in employees.values())
    assert {row.staff_group for row in read.rows("employees")} == {"office", "health", "teacher"}
    codes = {row.code for row in read.rows("absences")}
    assert {"cuti_tahunan", "cuti_sakit", "dinas_luar"} <= codes


@pytest.mark.parametrize("name", ["stricter", "half-and-half"])
def test_draft_when_compared_then_the_articles_add_up(pack, name):
    baseline = "id/kab-banggai-kepulauan"
    draft = mr.overlay(baseline, file=DRAFTS / f"{name}.yaml", name=name)

    made = mr.compare(baseline, draft, pack, "2024-03..2024-04")

    (summary,) = made.table("summary")
    assert summary["change"]
    assert summary["people"] == 120
    assert sum(row["change"] for row in made.table("articles")) == summary["change"]
    bands = {row["group"] for row in made.table("groups") if row["dimension"] == "distance"}
    assert len(bands) > 2
