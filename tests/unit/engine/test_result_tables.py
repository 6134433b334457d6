"""Results as tables: the same facts as the objects, in one order of columns."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

import masker_rules as mr
from masker_rules.engine.columns import in_order

PACK = Path(__file__).parents[3] / "examples" / "banggai-kepulauan-2026-03" / "pack"


@pytest.fixture(scope="module")
def results() -> mr.Results:
    return mr.compute("id/kab-banggai-kepulauan", PACK, "2026-03", engine="reference")


def test_findings_as_rows_are_the_findings_of_the_json(results: mr.Results):
    told = [
        {"nip": one["nip"], "period": one["period"], **finding, "amount": finding["rupiah"]}
        for one in results.as_dict("en")["results"]
        for finding in one["findings"]
    ]

    rows = results.findings_to_rows("en")
    assert [{**row, "rupiah": row["amount"]} for row in rows] == told
    assert len(told) > 40


def test_amount_of_a_finding_is_of_one_type_wherever_it_stands(results: mr.Results):
    """A third of a percent of 1.599.037 has no whole rupiah: the exact ones have their field."""
    findings = [f for one in results for f in one.findings]
    assert {type(finding.amount) for finding in findings} == {Fraction}
    assert any(finding.amount.denominator > 1 for finding in findings)
    told = [f for one in results.as_dict()["results"] for f in one["findings"]]
    for row, finding in zip(results.findings_to_rows(), findings, strict=True):
        assert type(row["amount"]) is int
        assert Fraction(str(row["exact"])) == finding.amount
        assert abs(row["amount"] - finding.amount) < 1
    assert {(type(one["rupiah"]), type(one["exact"])) for one in told} == {(int, str)}
    assert [one["exact"] for one in told] == [str(one["amount"]) for one in told]


def test_whole_amounts_of_findings_add_up_to_what_was_lost(results: mr.Results):
    """Of a month with a change, which has 17 working days, the loss itself is in 17ths."""
    for one in results:
        whole = sum(row["rupiah"] for row in one.findings_as_dicts())
        lost = sum((finding.amount for finding in one.findings), Fraction(0))
        assert whole == lost if lost.denominator == 1 else abs(whole - lost) <= Fraction(1, 2)


def test_frame_of_findings_has_whole_rupiah_and_shares_as_numbers(results: mr.Results):
    pl = pytest.importorskip("polars")
    table = results.to_frame("polars", of="findings")
    kinds = {"amount": pl.Int64, "exact": pl.String, "rate": pl.Float64, "nip": pl.String}
    assert {name: table.schema[name] for name in kinds} == kinds
    assert table["amount"].to_list() == [row["amount"] for row in results.findings_to_rows()]
    rates = [finding.rate for one in results for finding in one.findings]
    assert table["rate"].to_list() == [None if rate is None else float(rate) for rate in rates]
    nobody = mr.Results((), results.header).to_frame("polars", of="findings")
    assert nobody.columns == table.columns
    assert nobody.schema["amount"] == pl.Int64


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_shares_in_frames_are_numbers_and_money_is_whole(engine):
    pl = pytest.importorskip("polars")
    results = mr.compute("id/kab-banggai-kepulauan", PACK, "2026-03", engine=engine)
    parts = [one.parts.get("discipline") for one in results]
    numbers = [None if part is None else float(part) for part in parts]
    assert 0.935 in numbers  # 93.5 %
    for table in (results.to_frame("polars"), results.flat_frame()):
        assert table["part_discipline"].to_list() == numbers
        assert table.schema["net"] == pl.Int64
    pandas = pytest.importorskip("pandas")
    assert results.to_frame("pandas")["part_discipline"].dtype == pandas.Float64Dtype()
    assert "93.5%" in {row["part_discipline"] for row in results.to_rows()}


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_code_on_no_day_counts_zero_where_settled_and_nothing_where_not_known(engine):
    """Who was never late has 0 days of it; of who is incomplete or not eligible nobody knows."""
    pytest.importorskip("polars")
    results = mr.compute("id/kab-banggai-kepulauan", PACK, "2026-03", engine=engine)
    codes = {f"count_{finding.code}" for one in results for finding in one.findings if finding.day}
    assert codes
    days = {
        (one.nip, f"count_{code}"): sum(f.code == code and f.day is not None for f in one.findings)
        for one in results
        for code in {name.removeprefix("count_") for name in codes}
    }
    for rows in (results.to_rows(), results.flat_rows(), results.to_frame("polars").to_dicts()):
        statuses = {row["status"] for row in rows}
        assert {"payable", "incomplete"} <= statuses
        for row in rows:
            told = {name: row[name] for name in codes}
            is_known = row["status"] not in {"incomplete", "not_eligible"}
            assert told == {name: days[row["nip"], name] if is_known else None for name in codes}


def test_count_that_a_regulation_does_not_tell_stays_empty_beside_a_code_that_is_zero(
    results: mr.Results,
):
    settled = next(one for one in results if one.status == "payable")
    other = replace(settled, nip="198501012010011001", counts={"asked": 3, "TL": 2})
    alone = replace(settled, counts={})
    rows = mr.Results((alone, other), results.header, columns=("nip", "count_asked")).to_rows()
    assert [(row["count_asked"], row["count_TL"]) for row in rows] == [(None, 0), (3, 2)]


def test_columns_stand_in_the_order_of_the_regulation():
    names = ["count_b", "line_tax", "net", "nip", "part_z", "count_a", "line_loan", "part_a"]
    known = ["nip", "part_z", "part_a", "line_tax", "net", "count_a"]

    assert in_order(names, known) == [
        "nip", "part_z", "part_a", "line_tax", "line_loan", "net", "count_a", "count_b",
    ]  # fmt: skip


def test_every_row_has_every_column(results: mr.Results):
    rows = results.to_rows()

    assert {tuple(row) for row in rows} == {tuple(rows[0])}
    assert len(rows) == len(results)


def test_person_when_the_number_is_printed_with_blanks_then_found(results: mr.Results):
    nip = results[0].nip
    printed = f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"
    assert results.person(printed).nip == results[printed].nip == nip


def test_person_when_not_computed_then_an_error_of_ours_and_a_key_error(results: mr.Results):
    with pytest.raises(KeyError) as wrong:
        results["nobody"]
    assert isinstance(wrong.value, mr.RequestError)
    assert "of nobody for any month" in wrong.value.text("en")
    assert "untuk bulan mana pun" in wrong.value.text("id")
    with pytest.raises(mr.MaskerRulesError, match="no result of nobody for March 2026"):
        results.person("nobody", "2026-03")
