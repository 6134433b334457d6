"""The script of the examples runs as it stands, and says what a reader is told it says."""

from __future__ import annotations

import csv
import sys

import compute_month
import pytest


@pytest.fixture
def printed(capsys, monkeypatch, tmp_path):
    out = tmp_path / "month.csv"
    monkeypatch.setattr(sys, "argv", ["compute_month.py", str(out)])
    compute_month.main()
    with out.open(encoding="utf-8", newline="") as stream:
        return capsys.readouterr().out, list(csv.DictReader(stream))


def test_script_when_run_then_it_names_rows_people_and_one_explanation(printed):
    text, _ = printed
    assert "absences.csv:20" in text
    assert "Contoh Waru: 1445499 to 3635649, missing scores.capaian" in text
    assert "Contoh Anggrek" in text


def test_script_when_given_a_file_then_one_row_per_person(printed):
    _, rows = printed
    amounts = {row["name"]: row["net"] for row in rows}
    assert len(amounts) == 40
    assert amounts["Contoh Anggrek"] == "3971940"
    assert amounts["Contoh Waru"] == ""
