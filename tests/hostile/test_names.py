"""Names of people, units and posts that are made to do harm: no door shows, runs or believes them.

Each name stands in every text of a pack, which is computed, explained, drawn and compared.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata

import pytest
from long_runs import slow_but
from review_month import ANI, PERIOD, REGULATION, tables

import masker_rules as mr
from masker_rules.explain import explain_html
from masker_rules.facts.exports import rows_csv, rows_xlsx

NAMES = {
    "a screen cleared": "\x1b[2J\x1b[H",
    "a title set": "\x1b]0;terminal\x07",
    "a link of a terminal": "\x1b]8;;https://example.invalid\x1b\\x\x1b]8;;\x1b\\",
    "a bell": "\x07\x08\x7f",
    "C1 signs": "\x9b31m\x9d\x90",
    "right to left": "\u202egnp.exe",
    "isolated": "\u2066\u2067\u2068\u2069",
    "marks of direction": "\u200e\u200f\u061c",
    "no width": "a\u200bb\u200cc\u200dd\ufeffe",
    "lines of Unicode": "a\u2028b\u2029c\x85d",
    "lines": "a\nb\r\nc\rd",
    "tabs": "a\tb\vc\fd",
    "no characters": "\ufdd0\ufffe\uffff",
    "tags": "\U000e0041\U000e0042\U000e007f",
    "half a sign": "\ud800",
    "a pile of accents": "e" + "\u0301" * 500,
    "a script": "<script>alert(1)</script>",
    "a picture": '"><img src=x onerror=alert(1)>',
    "an end of a style": "</style></script><!--",
    "an entity": "&#x1b;&lt;b&gt;&amp;",
    "an end of data": "]]>",
    "a formula": '=HYPERLINK("https://example.invalid";"x")',
    "a command": "-2+3+cmd|' /C calc'!A0",
    "a mention": "@SUM(1+1)",
    "markup of a table": "[red]x[/red][link=https://example.invalid]y[/link]",
    "an open markup": "[/]",
    "braces": "{0} {name} {name.__class__} %s %(name)s ${x} {{7*7}}",
    "a way out": "../../../etc/passwd",
    "a statement": "'; DROP TABLE facts; --",
    "a quote": "a\"b'c,d;e|f`g",
    "a prototype": "__proto__",
    "a long one": "x" * 20_000,
    "a large sign": "\U0001f468\u200d\U0001f469\u200d\U0001f467\ufdfd",
}  # fmt: skip
#: Those of every push.
SOME = ("a screen cleared", "a formula")
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
#: What runs where a page shows it.
RUNS = re.compile(r"<script>alert|<img src=x|</style></script><!--")


def seen(text):
    """A text without a sign that cannot be seen, and without markup of ours."""
    wrong = [s for s in text if s not in "\n\r\t" and unicodedata.category(s) in UNSEEN]
    assert not wrong, [f"U+{ord(sign):04X}" for sign in wrong[:5]]
    return text


@pytest.fixture
def month():
    return tables()


@pytest.mark.parametrize("case", slow_but(SOME.__contains__, NAMES))
def test_name_when_hostile_then_no_door_shows_or_runs_it(month, case):
    name = NAMES[case]
    plain = mr.compute(REGULATION, mr.Pack(**tables()), PERIOD)
    for row in month["employees"]:
        row["name"], row["position"] = f"{name}{row['name']}", f"{name} x"
        row["unit"] = f"{name}{row['unit']}"
    results = mr.compute(REGULATION, mr.Pack(**month), PERIOD)
    # A formula that a spreadsheet would have run sets its row aside; nobody is paid by a name.
    for one, was in zip(results, plain, strict=True):
        assert one.status == "incomplete" or one.net == was.net
    rows = results.flat_rows()
    for cells in csv.reader(io.StringIO(seen(rows_csv(rows)), newline="")):
        assert not [cell for cell in cells if cell[:1] in {"=", "+", "@"}]
    assert rows_xlsx({"results": rows})
    assert json.loads(seen(results.to_json()))
    seen(results[ANI].explain("id"))
    for page in (explain_html(results[ANI], "id"), results._repr_html_()):
        assert not RUNS.search(seen(page))


@pytest.mark.slow
@pytest.mark.parametrize("case", NAMES)
def test_name_when_hostile_then_drawn_and_compared_without_it(month, case):
    pytest.importorskip("vl_convert")
    for row in month["employees"]:
        row["name"], row["unit"] = f"{row['name']}{NAMES[case]}", f"{row['unit']}{NAMES[case]}"
    baseline = mr.load_profile(REGULATION)
    draft = mr.overlay(baseline, {"rules.alpa.cut": "5%"})
    found = mr.compare(baseline, draft, mr.Pack(**month), PERIOD)
    assert not RUNS.search(seen(found.to_html("id")))
    assert json.loads(seen(found.to_json()))


def test_list_when_counted_then_more_than_twenty_six():
    assert len(NAMES) > 26
