"""A number finer than is carried is told with its file, line and cell, whatever reads it."""

from __future__ import annotations

import csv

import pytest
from regulations import NIP, discipline, regulation, tables

import masker_rules as mr

JULY = "2026-07"
ENGINES = pytest.mark.parametrize("engine", ["reference", "columns"])
ALPA = {"alpa": {"each": "alpa", "cut": "3%", "of": "discipline"}}
SCORE = {"nip": NIP, "period": JULY, "measure": "capaian"}
ACTIVITY = {"nip": NIP, "date": "2026-07-06", "minutes": "10"}
SANCTION = {"nip": NIP, "code": "pemotongan_tpp", "effective_from": "2026-05-02", "months": "6"}
CUT = {
    "by": "code",
    "teguran_lisan": "1%",
    "pemotongan_tpp": "if percent exists then percent else 4%",
    "else": "1%",
}
SANCTIONED = {"s": {"each": "sanction", "of": "discipline", "cut": CUT}}
PARTS = {
    "discipline": {"weight": "40%", "round": "Rp 1"},
    "productivity": {"weight": "60%", "score": "capaian", "round": "Rp 1"},
}
IN_TIME = {
    "inputs": {"sasaran": {"from": "scores.target_minutes", "type": "minutes"}},
    "parts": {
        "p": {
            "weight": "100%",
            "score": "if sasaran exists and sasaran > 10m then 100% else 50%",
            "round": "Rp 1",
        }
    },
}
CELLS = [
    (regulation(parts=PARTS), "scores", {**SCORE, "value": "90.1234567"},
     "value", "90.1234567", "too-many-decimals"),
    (discipline(**SANCTIONED), "sanctions", {**SANCTION, "percent": "33.3333333%"},
     "percent", "33.3333333", "too-many-decimals"),
    (discipline(**ALPA), "activities", {**ACTIVITY, "quantity": "0.1234567"},
     "quantity", "0.1234567", "too-many-decimals"),
    (regulation(**IN_TIME), "scores", {**SCORE, "measure": "target_minutes", "value": "10.001"},
     "value", "10.001", "no-whole-seconds"),
    (discipline(**ALPA), "amounts", {"nip": NIP, "component": "tpp", "amount": "1000000.5"},
     "amount", "1000000.5", "no-whole-number"),
]  # fmt: skip


WRITTEN = tables(scores=[{**SCORE, "value": "90.1234567"}], events=None, activities=None)


@ENGINES
@pytest.mark.parametrize(("law", "table", "row", "column", "value", "code"), CELLS)
def test_cell_when_finer_than_carried_then_file_line_and_cell_are_said(
    engine, law, table, row, column, value, code
):
    found = mr.compute(law, tables(**{table: [row]}), JULY, engine=engine)
    result = found[NIP]
    assert result.status == "incomplete"
    assert value in result.why_status[-1].message("id") or table == "activities"
    (told,) = [one for one in found.remarks if one.code == code]
    assert (told.file, told.line, told.column, told.value) == (f"<{table}>", 2, column, value)
    assert value in told.reason("id")
    assert value in told.reason("en")


def test_cell_when_it_stands_in_a_file_then_its_line_as_an_editor_counts(tmp_path):
    for name, rows in WRITTEN.items():
        with (tmp_path / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    for engine in ("reference", "columns"):
        found = mr.compute(regulation(parts=PARTS), tmp_path, JULY, engine=engine)
        (told,) = [one for one in found.remarks if one.code == "too-many-decimals"]
        assert (told.file, told.line) == ("scores.csv", 2)


def test_cell_when_as_fine_as_carried_then_nothing_is_said():
    for law, table, row in (
        (regulation(parts=PARTS), "scores", {**SCORE, "value": "90.123456"}),
        (regulation(**IN_TIME), "scores",
         {**SCORE, "measure": "target_minutes", "value": "10.55"}),
    ):  # fmt: skip
        found = mr.compute(law, tables(**{table: [row]}), JULY)
        assert found[NIP].status == "payable"
        assert not [one for one in found.remarks if one.line]
