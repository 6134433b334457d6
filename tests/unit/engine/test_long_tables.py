"""Tables longer than Python's source may nest are computed, whatever their rows say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from regulations import NIP, regulation, tables

from masker_rules import Pack, compute, load_profile

LENGTH = 300
#: July 2026 ends in the row of this number: two days a row from this date on.
FIRST = date(2026, 7, 31) - timedelta(days=2 * 211)
VALUES = {
    "numbers": lambda n: f"{n % 100}%",
    "formulas": lambda n: f"min({n % 100}%; paid_share)",
    "terms": lambda n: "whole" if n % 2 else f"{n % 100}%",
    "one formula": lambda _: "paid_share",
}


def by_date():
    for number in range(LENGTH):
        day = FIRST + timedelta(days=2 * number)
        yield f"{day}..{day + timedelta(days=1)}" if number < LENGTH - 1 else f"{day}.."


def rows_of(form):
    cells = {
        "last_day": by_date,
        "position": lambda: [f"jabatan_{n}" for n in range(LENGTH - 1)] + ["else"],
        "days_in_service": lambda: [f"{n}" for n in range(LENGTH - 1)] + [f"{LENGTH - 1}.."],
    }
    return list(cells[form]())


#: The row that the person of `regulations.tables` meets in July 2026: a month of 31 days.
MET = {"last_day": 211, "position": LENGTH - 1, "days_in_service": 31}


def law(form, kind):
    rows = [[cell, VALUES[kind](n)] for n, cell in enumerate(rows_of(form))]
    if form == "last_day":
        rows.insert(0, [f"..{FIRST - timedelta(days=1)}", "0%"])
    return regulation(
        terms={"whole": {"value": "100%"}},
        tables={"tarif": {"by": form, "rows": rows}},
        quantities={"paid_share": {"is": "if days > 1 then 100% else 50%"}},
        parts={"total": {"round": "Rp 1", "score": f"tarif({form})"}},
    )


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("form", MET)
def test_table_when_of_three_hundred_rows_then_the_row_that_is_met_pays(form, kind):
    percent = MET[form] % 100
    if kind == "one formula" or (kind == "terms" and MET[form] % 2):
        percent = 100
    results = compute(load_profile(law(form, kind)), Pack(**pack()), "2026-07")
    assert results[NIP].net == 1_000_000 * percent // 100


@pytest.mark.parametrize("form", MET)
def test_table_when_very_long_then_computed_in_columns_as_well(form):
    profile, facts = load_profile(law(form, "formulas")), Pack(**pack())
    columnar = compute(profile, facts, "2026-07", engine="columns")
    assert columnar.how.in_frames == 1
    assert columnar.to_json() == compute(profile, facts, "2026-07", engine="reference").to_json()


def pack():
    found = tables()
    found["employees"][0]["position"] = "jabatan_lain"
    return found
