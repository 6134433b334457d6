"""The cell of an attribute is read by the door of its declared type, and told as written."""

from __future__ import annotations

import attribute_law as told
import pytest

import masker_rules as mr

ASKED = {
    "money": ("if tahu > Rp 1.000 then 100% else 50%", {}),
    "count": ("if tahu > 1000 then 100% else 50%", {}),
    "minutes": ("if tahu > 1000m then 100% else 50%", {}),
    "number": ("if tahu > 9 then 100% else 50%", {}),
    "percent": ("if tahu > 9% then 100% else 50%", {}),
    "date": ("if tahu > 2026-04-01 then 100% else 50%", {}),
    "flag": ("if tahu then 100% else 50%", {}),
    "word": ("if tahu = ikut then 100% else 50%", {"words": ["ikut", "tidak_ikut"]}),
}


def results(kind, value):
    formula, more = ASKED[kind]
    entry = {"from": "attributes.nilai", "type": kind, **more}
    return told.results(told.law(formula, entry), told.rows(value, key="nilai"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["money", "count", "minutes"])
@pytest.mark.parametrize("value", ["10.000", "1.250", "0.000", "1.000.000", "Rp 10.000", "1e4"])
def test_number_when_it_may_be_read_two_ways_then_set_aside_as_it_is_written(kind, value):
    found = results(kind, value)
    assert [(row.code, row.value) for row in found.set_aside] == [("attribute-not-so", value)]
    result = found[told.NIP]
    assert (result.net, result.bounds.lowest, result.bounds.highest) == (None, 500_000, 1_000_000)
    assert f"attributes (<attributes>: value = {value})" in result.bounds.missing


@pytest.mark.parametrize("value", ["10.000", "1.250", "10.00", "10"])
def test_number_when_of_money_then_set_aside_where_amounts_set_it_aside(value):
    amounts = [{"component": "tpp", "amount": value, "nip": told.NIP}]
    elsewhere = told.results(told.law("100%", told.FLAG), [], amounts=amounts)
    assert bool(results("money", value).set_aside) == bool(elsewhere.set_aside)


@pytest.mark.parametrize("kind", ["number", "percent"])
@pytest.mark.parametrize(("value", "net"), [("10.000", 1_000_000), ("9.000", 500_000)])
def test_number_when_of_any_decimals_then_it_is_the_decimal(kind, value, net):
    found = results(kind, value)
    assert (found.set_aside, found[told.NIP].net) == ((), net)


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("date", "2026-04-01 10:00", "attribute-not-so"),
        ("date", "1-Apr-2026", "attribute-not-so"),
        ("flag", "Sudah Punya", "attribute-not-so"),
        ("word", "Ikut-Saja Dulu", "unknown-word"),
    ],
)
def test_cell_when_set_aside_then_told_as_it_stands_in_the_file(kind, value, code):
    (row,) = results(kind, value).set_aside
    assert (row.code, row.value) == (code, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("flag", "TRUE"), ("word", "IKUT"), ("word", " Ikut "), ("count", "1001.0")],
)
def test_cell_when_spelled_otherwise_then_the_same_value(kind, value):
    assert results(kind, value)[told.NIP].net == 1_000_000


def test_digest_when_cells_read_differently_then_it_differs():
    digests = {
        mr.Pack(**told.TABLES, attributes=told.rows(value, key="nilai")).digest
        for value in ("10", "10.0", "10.00", "10.000")
    }
    assert len(digests) == 2
