"""Tables of a comparison as frames and as a workbook: shares are numbers, money is whole."""

from __future__ import annotations

import io

import pytest
from review_month import BUDI

from masker_rules.errors import RequestError

#: Two months; absence at 5 % instead of 3 % takes 16,000 more from Budi alone, and lateness at
#: 0.333 % of 40 % of 1,000,000 takes 1,332 from Ani instead of 2,000.


@pytest.fixture(scope="module")
def made(compared):
    return compared({"rules.alpa.cut": "5%"})


def test_frame_when_it_tells_a_share_then_a_number_and_money_is_whole(made):
    pl = pytest.importorskip("polars")
    table = made.to_frame("summary")
    before = 2 * (1_000_000 + 2_000_000 + 3_000_000) - 2_000 - 24_000
    assert table.schema["change_share"] == pl.Float64
    assert table["change_share"][0] == pytest.approx(-16_000 / before)
    assert (table.schema["yearly_change"], table["yearly_change"][0]) == (pl.Int64, -96_000)
    equity = made.to_frame("equity")
    for name in ("change_share", "pay_share", "lost_share", "gained_share", "burden"):
        assert equity.schema[name] == pl.Float64, name
    people = made.to_frame("persons")
    assert people.schema["monthly"] == people.schema["change"] == pl.Int64
    assert people.filter(pl.col("nip") == BUDI)["change"].to_list() == [-16_000]


def test_frames_when_amounts_are_broken_then_whole_ones_add_up_to_the_change(compared):
    """0.3337 % of 400,000 is 1,334.8 of Ani."""
    pl = pytest.importorskip("polars")
    made = compared({"rules.late.cut": "0.3337%", "rules.alpa.cut": "3.00017%"})
    change = made.to_frame("summary")["change"][0]
    exact = made.table("articles")
    assert any(row["change"] % 1 for row in exact), "nothing is broken"
    for name in ("articles", "findings"):
        table = made.to_frame(name)
        assert table.schema["change"] == pl.Int64
        assert table["change"].sum() == change
    months = made.to_frame("person_months")
    causes = [name for name in months.columns if name.startswith("causes: ")]
    for row in months.iter_rows(named=True):
        if row["change"] is not None:
            assert sum(row[name] or 0 for name in causes) == row["change"]


def test_frame_when_nobody_has_an_amount_then_still_a_column_of_whole_numbers(made):
    pl = pytest.importorskip("polars")
    assert made.to_frame("warnings").schema["person_months"] == pl.Int64
    assert made.to_frame("differences").schema["before"] == pl.String


def test_workbook_when_written_from_python_then_that_of_the_command(made, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    made.to_excel(tmp_path / "c.xlsx", "en")
    written = (tmp_path / "c.xlsx").read_bytes()
    assert written == made.xlsx("en")
    book = openpyxl.load_workbook(io.BytesIO(written))
    assert len(book.sheetnames) > 10
    with pytest.raises(RequestError) as wrong:
        made.to_excel(tmp_path, "en")
    assert wrong.value.code in {"out-unusable", "out-not-a-file"}
