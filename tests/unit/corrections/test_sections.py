"""What can be put right and why a month differs, as sections of an explanation and of a slip.

The person is paid Rp 1.000.000 of June and July 2026; each absent day costs 30 000.
"""

from __future__ import annotations

import io
import re
from datetime import date
from random import Random

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.engine.words import Words
from masker_rules.explain import explain_dict, explain_html, explain_text
from masker_rules.explain.document import Bar
from masker_rules.explain.waterfall import MOST, _few, amounts, waterfall_svg
from masker_rules.review.months import between_months

LAW = discipline(alpa={"each": "alpa", "cut": "3%", "of": "discipline"})


def pages_of(raw):
    pypdf = pytest.importorskip("pypdf")
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages]


@pytest.fixture(scope="module")
def given():
    """An absent day in June (the 9th), two in July (the 6th and, a Tuesday, the 14th)."""
    june = tables(period=(2026, 6), punches={date(2026, 6, 9): (None, None)})
    absent = {date(2026, 7, 6): (None, None), date(2026, 7, 14): (None, None)}
    july = tables(punches=absent)
    return {**july, "punches": june["punches"] + july["punches"]}


@pytest.fixture(scope="module")
def result(given):
    return mr.compute(LAW, given, "2026-07")[0]


@pytest.fixture(scope="module")
def also(given):
    return [mr.restore(LAW, given, "2026-07"), between_months(LAW, given, "2026-07", "2026-06")]


def test_sections_stand_at_the_end_of_text_page_and_json(result, also):
    sections = explain_dict(result, "en", also=also)["sections"]
    assert [one["id"] for one in sections[-2:]] == ["restore", "against"]
    assert [one["id"] for one in explain_dict(result, "en")["sections"]] == [
        one["id"] for one in sections[:-2]
    ]
    facts = sections[-2]["entries"][0]["facts"]
    assert facts[0]["label"] == "not in the data"
    assert facts[0]["text"].startswith("If it really happened: ")
    assert any("restores Rp 30,000" in fact["text"] for fact in facts)
    # 970 000 in June; the 9th comes back, the 6th and the 14th go: 940 000.
    bars = [(one["rupiah"], one["sum"]) for one in sections[-1]["bars"]]
    assert bars == [
        (970_000, True), (30_000, False), (-30_000, False), (-30_000, False), (940_000, True),
    ]  # fmt: skip
    text, page = (make(result, "en", also=also) for make in (explain_text, explain_html))
    for told in (text, page):
        assert "Deductions that can still be put right" in told
        assert "940,000" in told
    assert page.count("<svg") == 1
    assert "<svg" not in explain_html(result, "en")


@pytest.mark.parametrize(("lang", "told"), [("id", "30.000"), ("en", "30,000")])
def test_slip_has_both_sections_only_where_they_are_asked_for(result, also, lang, told):
    plain, whole = (
        " ".join(" ".join(pages_of(result.slip(lang, more))).split()) for more in ([], also)
    )
    title = {"id": "Pengurangan yang masih dapat dikoreksi", "en": "Deductions that can still"}
    assert title[lang] in whole
    assert title[lang] not in plain
    assert f"−{told}" in whole
    assert "970" in whole


def test_what_was_asked_of_another_month_says_nothing(result, given, also):
    june = mr.compute(LAW, given, "2026-06")[0]
    assert [one.section(june, "id") for one in also] == [None, None]
    assert [one.section(result, "id").id for one in also] == ["restore", "against"]


def test_who_lost_nothing_has_no_section():
    given = tables()
    found = mr.restore(LAW, given, "2026-07")
    assert found.section(mr.compute(LAW, given, "2026-07")[0], "id") is None


def test_section_of_an_incomplete_month_names_the_rows_to_put_right():
    given = tables(punches={date(2026, 7, 6): (None, None)})
    day = {"from": "2026-07-06", "until": "2026-07-06", "approved": "true"}
    given["absences"] = [{"nip": NIP, "code": "dinas_luaar", **day}]
    found = mr.restore(LAW, given, "2026-07")
    section = found.section(mr.compute(LAW, given, "2026-07")[0], "id")
    assert any("<absences>:2:" in text for text in section.texts)
    assert section.entries[0].facts[0][0] == "dalam data"


# ------------------------------------------------------------------ the chart
def bars_drawn(draw, count):
    steps = [
        Bar(f"hari {n}", draw.randint(-90_000, 90_000), f"aturan {n % 70}") for n in range(count)
    ]
    first = Bar("awal", draw.randint(0, 9_000_000), is_sum=True)
    last = Bar("akhir", first.amount + sum(one.amount for one in steps), is_sum=True)
    return [first, *steps, last]


@pytest.mark.parametrize("seed", range(20))
def test_chart_adds_up_however_many_steps_are_drawn_together(seed):
    """What is drawn adds up to the rupiah, and each bar begins where the one before ended."""
    draw = Random(seed)  # noqa: S311
    bars = bars_drawn(draw, draw.choice([0, 1, 28, 29, 300]))
    few = _few(bars, "id")
    assert len(few) <= MOST
    assert (
        few[0].amount + sum(one.amount for one in few[1:-1]) == few[-1].amount == bars[-1].amount
    )
    words = Words(None, "id")
    svg = waterfall_svg(bars, words)
    assert svg.count("<rect") == len(few)
    for told in amounts(few, words):
        assert f">{told}</text>" in svg
    edges = [
        (int(x), int(x) + int(width))
        for x, width in re.findall(r'<rect x="(\d+)" y="\d+" width="(\d+)"', svg)
    ]
    assert all(300 <= left <= right <= 671 for left, right in edges)


def test_chart_writes_names_as_text():
    svg = waterfall_svg([Bar("<b>&", 5, is_sum=True), Bar("x", 5, is_sum=True)], Words(None, "id"))
    assert "&lt;b&gt;&amp;" in svg
