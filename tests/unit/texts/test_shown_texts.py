"""What cannot be shown leaves by no door: terminals, pages, charts, CSV, workbooks, messages."""

from __future__ import annotations

import io
import json
import unicodedata
from functools import cache

import pytest
from review_month import ANI, PERIOD, REGULATION, tables

import masker_rules as mr
from masker_rules.cli.output import deliver
from masker_rules.cli.terminal import Terminal, console_of
from masker_rules.errors import Place
from masker_rules.explain import explain_html
from masker_rules.facts.exports import rows_csv, rows_xlsx
from masker_rules.texts import harmless, html_text, json_text

#: Those that do harm most often, in one text that files may hold.
HOSTILE = "Dinas\x1b[2J\x07\x08\x7f\x9b31m\u202e\u2066\u200f\u061c\u200b\u2028\ufffe A"


@cache
def unseen():
    """Every sign that is a control, an unseen format, a line end, half a sign or no character."""
    return frozenset(
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        or code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
    )


def is_clean(text):
    return not [sign for sign in text if sign != "\n" and sign in unseen()]


@pytest.fixture(scope="module")
def results():
    made = tables()
    for row in made["employees"]:
        row["name"], row["unit"] = f"{row['name']}{HOSTILE}", f"{row['unit']}{HOSTILE}"
    return mr.compute(REGULATION, mr.Pack(**made), PERIOD)


def test_sign_when_unseen_then_replaced_and_others_stay():
    assert len(unseen()) > 2_300
    for sign in sorted(unseen()):
        assert harmless(sign, lines=False) == "␣", f"U+{ord(sign):04X}"
    kept = "Nur Aini — Ñandú 李 ꦗꦮ é 👩 \u00a0½ “x”"
    assert harmless(kept) == kept
    assert harmless("a\nb") == "a\nb"
    assert harmless("a\r\nb\tc") == "a␣\nb␣c"


def test_html_when_hostile_then_escaped_and_clean():
    assert html_text("<b>\x1b&\"'") == "&lt;b&gt;␣&amp;&quot;&#x27;"


def test_json_when_hostile_then_the_same_data_without_a_raw_sign():
    # Two halves beside each other are one sign to JSON.
    told = {sign: ["é李", f"{sign}\n"] for sign in sorted(unseen())}
    text = json_text(told)
    assert json.loads(text) == told
    assert is_clean(text)
    assert "é李" in text
    assert text.encode("utf-8")


def test_results_when_hostile_then_every_door_is_clean(results):
    rows = results.flat_rows()
    # Such a name comes through no door: its row is set aside, and quoted where that is told.
    assert not any(HOSTILE in str(row) for row in rows)
    assert is_clean(rows_csv(rows))
    assert is_clean(results[ANI].explain("id"))
    assert is_clean(explain_html(results[ANI], "id"))
    assert is_clean(results._repr_html_())
    assert is_clean(results.to_json())


def test_workbook_when_hostile_then_opens_and_is_clean(results):
    openpyxl = pytest.importorskip("openpyxl")
    rows = [*results.flat_rows(), dict.fromkeys(results.flat_rows()[0], "".join(sorted(unseen())))]
    book = openpyxl.load_workbook(io.BytesIO(rows_xlsx({"results": rows})))
    cells = [str(cell.value) for row in book["results"].iter_rows() for cell in row]
    assert len(cells) > len(rows)
    assert is_clean("".join(cells))


def test_report_when_a_unit_is_hostile_then_drawn_and_clean():
    """vl-convert ended the whole process over a control character."""
    pytest.importorskip("vl_convert")
    made = tables()
    for row in made["employees"]:
        row["name"], row["unit"] = f"{row['name']}{HOSTILE}", f"{row['unit']}{HOSTILE}"
    baseline = mr.load_profile(REGULATION)
    draft = mr.overlay(baseline, {"rules.alpa.cut": "5%", "rules.late.cut[1m..30m]": "0.1%"})
    found = mr.compare(baseline, draft, mr.Pack(**made), PERIOD)
    page = found.to_html("id")
    assert "<svg" in page
    assert is_clean(page)
    assert is_clean(found._repr_html_())
    assert is_clean(found.to_json())


@pytest.mark.slow
def test_chart_when_its_label_is_any_unseen_sign_then_drawn():
    pytest.importorskip("vl_convert")
    from masker_rules.reports.charts import Charts

    charts = Charts("id")
    signs = "".join(sorted(unseen()))
    for drawn in (
        charts.signed([(signs, 5), ("b", -3)], signs),
        charts.columns([(signs, 5, 1)], signs, signs),
        charts.line([(signs, 5), ("b", 6)], signs, signs),
        charts.steps([(signs, 5)]),
    ):
        assert is_clean(drawn)


def test_console_when_anything_is_drawn_then_clean():
    from rich.table import Table

    page = io.StringIO()
    console = console_of(page, width=200)
    table = Table(title=HOSTILE)
    table.add_column(HOSTILE)
    table.add_row(HOSTILE)
    console.print(table)
    console.print(HOSTILE)
    assert is_clean(page.getvalue())
    assert "Dinas" in page.getvalue()


def test_terminal_when_a_result_is_delivered_then_clean(monkeypatch):
    page = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(page, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout", page)
    deliver(f"title: {HOSTILE}\n".encode(), None, Terminal("id"))
    assert is_clean(page.buffer.getvalue().decode())


def test_error_when_what_it_quotes_is_hostile_then_clean():
    wrong = mr.RequestError.of("file-unusable", Place(HOSTILE), path=HOSTILE, detail=HOSTILE)
    assert is_clean(str(wrong) + wrong.text("id"))
