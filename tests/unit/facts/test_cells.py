"""Cells: what each type accepts, and what it refuses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from masker_rules.facts.cells import NoPlace, PercentAmount, fold, parser_of_type
from masker_rules.facts.findings import CellError
from masker_rules.facts.stamps import Stamp

DAY = dt.date(2026, 3, 2)


def read(kind, cell):
    text, native = parser_of_type(kind)
    return text(cell) if isinstance(cell, str) else native(cell)


ACCEPTED = [
    ("date", "2026-03-02", DAY),
    ("date", " 2026-03-02 ", DAY),
    ("date", "2024-02-29", dt.date(2024, 2, 29)),
    # As programs write a date of a workbook or a data base.
    ("date", "2026-03-02 00:00:00", DAY),
    ("date", "2026-03-02T00:00:00", DAY),
    ("date", "2026-03-02 00:00", DAY),
    ("date", "2026-03-02 00:00:00.000", DAY),
    ("date", DAY, DAY),
    ("date", dt.datetime(2026, 3, 2), DAY),
    ("stamp", "2026-03-02 07:21:09", Stamp(DAY, 26_469)),
    ("stamp", "2026-03-02 07:21", Stamp(DAY, 26_460)),
    ("stamp", "2026-03-02 7:21", Stamp(DAY, 26_460)),
    ("stamp", "2026-03-02T07:21:09", Stamp(DAY, 26_469)),
    ("stamp", "2026-03-02T07:21:09Z", Stamp(DAY, 26_469, 0)),
    ("stamp", "2026-03-02 07:21:09+08:00", Stamp(DAY, 26_469, 480)),
    ("stamp", "2026-03-02 07:21:09 +0800", Stamp(DAY, 26_469, 480)),
    ("stamp", "2026-03-02 07:21-03:30", Stamp(DAY, 26_460, -210)),
    ("stamp", "2026-03-02 07:21:09.000", Stamp(DAY, 26_469)),
    ("stamp", "2026-03-02 07:21:09.999", Stamp(DAY, 26_469)),
    ("stamp", "2026-03-02 24:00", Stamp(dt.date(2026, 3, 3), 0)),
    ("stamp", "2026-03-02 24:00:00", Stamp(dt.date(2026, 3, 3), 0)),
    ("stamp", "2026-03-02 23:59:59", Stamp(DAY, 86_399)),
    ("stamp", "2026-03-02 7:21:09Z", Stamp(DAY, 26_469, 0)),
    ("stamp", "-", None),
    ("stamp", "0", None),
    ("stamp", "  ", None),
    ("stamp", 0, None),
    ("stamp", dt.datetime(2026, 3, 2, 7, 21, 9), Stamp(DAY, 26_469)),
    (
        "stamp",
        dt.datetime(2026, 3, 2, 7, tzinfo=dt.timezone(dt.timedelta(hours=8))),
        Stamp(DAY, 25_200, 480),
    ),
    ("moment", "2026-03-02", Stamp(DAY, 0)),
    ("moment", DAY, Stamp(DAY, 0)),
    ("clock", "07:30", 27_000),
    ("clock", "7:30", 27_000),
    ("clock", "07:30:15", 27_015),
    ("clock", "24:00", 86_400),
    ("clock", "31:30", 113_400),
    ("clock", "-", None),
    ("clock", dt.time(7, 30), 27_000),
    ("clock", dt.timedelta(hours=31, minutes=30), 113_400),
    ("clock", dt.timedelta(hours=48), 172_800),
    ("money", "5979200", Decimal(5_979_200)),
    ("money", "5979200.50", Decimal("5979200.5")),
    ("money", 5_979_200, Decimal(5_979_200)),
    ("money", 12.5, Decimal("12.5")),
    ("money", Decimal("12.50"), Decimal("12.5")),
    ("percent", "12.5%", Decimal("12.5")),
    ("percent", "12.5", Decimal("12.5")),
    ("percent", "12.5 %", Decimal("12.5")),
    ("number", -0.0, Decimal(0)),
    ("number", Decimal("-0.00"), Decimal(0)),
    ("money", "999999999999999", Decimal(999_999_999_999_999)),
    ("money", "-999999999999999", Decimal(-999_999_999_999_999)),
    ("minutes", "527040", 527_040),
    ("date", "1900-01-01", dt.date(1900, 1, 1)),
    ("date", "2199-12-31", dt.date(2199, 12, 31)),
    ("period", "2199-Q4", "2199-Q4"),
    ("text", "Dinas\u00a0Contoh", "Dinas Contoh"),
    ("text", "Dinas\r\nContoh\tA", "Dinas Contoh A"),
    ("text", "Andre\u0301", "Andr\u00e9"),
    ("number", "1.234", Decimal("1.234")),
    ("count", "3", 3),
    ("count", "3.0", 3),
    ("count", " ", None),
    ("minutes", 90.0, 90),
    ("flag", "true", True),
    ("flag", "FALSE", False),
    ("flag", True, True),
    ("period", "2026-03", "2026-03"),
    ("period", "2026-q1", "2026-Q1"),
    ("period", "2026", "2026"),
    ("period", 2026, "2026"),
    ("month", "2026-12", "2026-12"),
    ("coordinate", "-1.3124820", Decimal("-1.312482")),
    ("coordinate", "0", Decimal(0)),
    ("coordinate", 0, Decimal(0)),
    ("amount", " ", None),
    ("amount", "12.5 %", PercentAmount(Decimal("12.5"))),
    ("score", "87,5".replace(",", "."), Decimal("87.5")),
    ("score", "95%", Decimal(95)),
    ("score", "Sangat Baik", "sangat_baik"),
    ("score", " ", None),
    ("text", " Dinas  Contoh ", "Dinas  Contoh"),
    ("text", "-", "-"),
    ("text", 3013, "3013"),
]
REFUSED = [
    ("number", "-0.0", "signed-zero"),
    ("money", "-0", "signed-zero"),
    ("score", "-0.00%", "signed-zero"),
    ("count", "-0", "signed-zero"),
    ("money", "1000000000000000", "out-of-range"),
    ("money", 10**15, "out-of-range"),
    ("number", "-1000000000000000", "out-of-range"),
    ("score", "1000000000000000", "out-of-range"),
    ("amount", "1000000000000000%", "out-of-range"),
    ("percent", "10001%", "out-of-range"),
    ("minutes", "527041", "out-of-range"),
    ("minutes", "-1", "out-of-range"),
    ("count", "10000", "out-of-range"),
    ("date", "1899-12-31", "out-of-range"),
    ("date", "9999-12-31", "out-of-range"),
    ("date", dt.date(2200, 1, 1), "out-of-range"),
    ("stamp", "2200-01-01 00:00", "out-of-range"),
    ("stamp", dt.datetime(1899, 12, 31, 23), "out-of-range"),
    ("moment", "9999-12-31", "out-of-range"),
    ("period", "9999", "out-of-range"),
    ("period", 1899, "out-of-range"),
    ("month", "2200-01", "out-of-range"),
    ("month", "0000-01", "out-of-range"),
    ("money", "\u0661\u0662", "bad-money"),
    ("count", "\uff13", "bad-count"),
    ("period", "\u0662\u0660\u0662\u0666-03", "bad-period"),
    ("clock", "\u0660\u0667:30", "bad-time"),
    ("text", "Budi\x07", "text-character"),
    ("text", "Budi\x00", "text-character"),
    ("text", "\u202eidub", "text-character"),
    ("text", "Bu\u200bdi", "text-character"),
    ("text", "Bu\u00addi", "text-character"),
    ("text", "Bu\u2028di", "text-character"),
    ("text", "Budi \ud800x", "text-character"),
    ("score", "ba\u202eik", "text-character"),
    ("date", "2026-13-01", "bad-date"),
    ("date", "2026-02-29", "bad-date"),
    ("date", "2023-03-2", "bad-date"),
    ("date", "20260302", "bad-date"),
    ("date", "2026-W10-1", "bad-date"),
    ("date", "02-03-2026", "bad-date"),
    ("date", "2026-03-02 00:00:01", "bad-date"),
    ("date", "2026-03-02 07:30", "bad-date"),
    ("date", "2026-03-02 00:00:00+08:00", "bad-date"),
    ("date", " 00:00:00", "bad-date"),
    ("date", "٢٠٢٦-03-02", "bad-date"),
    ("date", dt.datetime(2026, 3, 2, 0, 0, 1), "bad-date"),
    ("date", 46_083, "bad-date"),
    ("stamp", "2026-13-01 07:10", "bad-time"),
    ("stamp", "2026-03-02", "bad-time"),
    ("stamp", "07:21:09", "bad-time"),
    ("stamp", "2026-03-02 24:00:01", "bad-time"),
    ("stamp", "2026-03-02 07:60", "bad-time"),
    ("stamp", "2026-03-02 07:21:60", "bad-time"),
    ("stamp", "2026-03-02 +7:21:9", "bad-time"),
    ("stamp", "2026-03-02 07:21:09 WITA", "bad-time"),
    ("stamp", "2026-03-02 07:21:09+15:00", "bad-time"),
    ("stamp", "2026-03-02 07:21:09+8", "bad-time"),
    ("stamp", "2026-03-02 07:21:09+08:0x", "bad-time"),
    ("stamp", "9999-12-31 24:00", "bad-time"),
    (
        "stamp",
        dt.datetime(2026, 3, 2, 7, tzinfo=dt.timezone(dt.timedelta(hours=7, seconds=30))),
        "bad-time",
    ),
    ("stamp", "0001-01-01 00:00:00+08:00", "bad-time"),
    ("stamp", 46_083.5, "bad-time"),
    ("stamp", 12, "bad-time"),
    ("clock", "48:01", "bad-time"),
    ("clock", "07.30", "bad-time"),
    ("clock", "7", "bad-time"),
    ("clock", 0.3125, "bad-time"),
    ("clock", 27_000, "bad-time"),
    ("clock", dt.timedelta(hours=48, seconds=1), "bad-time"),
    ("money", "Rp 5.979.200", "bad-money"),
    ("money", "5.979.200", "bad-money"),
    ("money", "604.000", "bad-money"),
    ("money", "1,5", "bad-money"),
    ("money", "1e6", "bad-money"),
    ("money", "1_000", "bad-money"),
    ("money", "+5", "bad-money"),
    ("money", float("inf"), "bad-money"),
    ("money", float(2**53), "bad-money"),
    ("money", True, "bad-money"),
    ("number", "9" * 29, "bad-number"),
    ("number", ".5", "bad-number"),
    ("number", "5.", "bad-number"),
    ("number", "-", "bad-number"),
    ("percent", "%", "bad-percent"),
    ("count", "3.5", "bad-count"),
    ("count", "1.000", "bad-count"),
    ("flag", "ya", "bad-flag"),
    ("flag", "1", "bad-flag"),
    ("flag", 1, "bad-flag"),
    ("period", "2026-3", "bad-period"),
    ("period", "2026-Q5", "bad-period"),
    ("period", "2026-00", "bad-period"),
    ("period", dt.datetime(2026, 3, 1), "bad-period"),
    ("month", "2026", "bad-period"),
    ("month", "2026-Q1", "bad-period"),
    ("score", "1.234,5", "bad-score"),
    ("score", "x" * 10_001, "text-too-long"),
    ("text", '=HYPERLINK("x")', "formula-cell"),
    ("text", "+SUM(A1)", "formula-cell"),
    ("text", "@SUM(A1)", "formula-cell"),
    ("text", "-cmd|' /C calc'!A0", "formula-cell"),
    ("text", "#N/A", "error-cell"),
    ("text", "########", "error-cell"),
    ("text", "#SPILL!", "error-cell"),
    ("text", "Err:502", "error-cell"),
    ("text", "?", "error-cell"),
    ("text", "???", "error-cell"),
    ("text", "\ufffd\ufffd", "error-cell"),
    ("text", "x" * 10_001, "text-too-long"),
    ("text", DAY, "not-text"),
]


@pytest.mark.parametrize(("kind", "cell", "value"), ACCEPTED)
def test_cell_when_plain_then_its_exact_value(kind, cell, value):
    found = read(kind, cell)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("kind", "cell", "code"), REFUSED)
def test_cell_when_not_plain_then_refused(kind, cell, code):
    with pytest.raises(CellError) as caught:
        read(kind, cell)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["1312482", "123298373", "1,3", "-1.3.1", "1e2"])
def test_coordinate_when_its_point_is_lost_then_no_place(text):
    found = read("coordinate", text)
    assert isinstance(found, NoPlace)
    assert found.code == "bad-coordinate"


@pytest.mark.parametrize("text", ["+ Kepala (Plt)", "-", "@dinas", "+62", "a=b", "#12"])
def test_text_when_it_only_looks_like_a_formula_then_kept(text):
    assert read("text", text) == text


@pytest.mark.parametrize("spelling", ["DL-PENUH", "dl_penuh", " Dl  Penuh ", "dl - penuh"])
def test_fold_when_spelled_otherwise_then_the_same(spelling):
    assert fold(spelling) == "dl_penuh"


def test_fold_when_part_of_a_word_then_another_word():
    assert fold("dlpenuh") != fold("dl penuh")
