"""A row that is set aside for an empty cell says which cell is to be filled."""

from __future__ import annotations

import pytest

from masker_rules import Pack

PERSON = {"nip": "198501012010011001"}
PUNCH = {**PERSON, "time": "2026-07-01 07:30"}
JULY = {"from": "2026-07-01", "until": "2026-07-01"}
ROSTER = {**PERSON, "date": "2026-07-01"}
EMPTY = [
    ("punches", {**PERSON, "time": ""}, ["time"]),
    ("absences", {**PERSON, "code": "", **JULY}, ["code"]),
    ("absences", {**PERSON, "code": "izin", **JULY, "from": ""}, ["from"]),
    ("amounts", {**PERSON, "component": "tpp", "amount": ""}, ["amount"]),
    ("amounts", {"component": "tpp", "amount": "1"}, ["nip", "position", "job_class"]),
    ("rosters", {**ROSTER, "start": "07:30", "end": ""}, ["end"]),
    ("rosters", {**ROSTER, "shift": "", "start": "", "end": ""}, ["shift", "start", "off"]),
]


@pytest.mark.parametrize(("table", "row", "cells"), EMPTY)
@pytest.mark.parametrize("lang", ["id", "en"])
def test_row_when_a_cell_is_empty_that_it_needs_then_the_reason_names_it(table, row, cells, lang):
    [aside] = Pack(employees=[PERSON], **{table: [row]}).set_aside
    told = aside.reason(lang)
    assert aside.column in cells
    assert all(cell in told.casefold() for cell in cells), told
    assert {"id": "isi ", "en": "fill "}[lang] in told


@pytest.mark.parametrize("lang", ["id", "en"])
def test_row_when_half_of_a_place_is_given_then_both_halves_are_named(lang):
    pack = Pack(employees=[PERSON], punches=[{**PUNCH, "lat": "-3.5", "lon": ""}])
    [remark] = [one for one in (*pack.set_aside, *pack.warnings) if one.code == "half-location"]
    assert "lat" in remark.reason(lang)
    assert "lon" in remark.reason(lang)
