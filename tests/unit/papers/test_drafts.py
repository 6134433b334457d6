"""Papers with the watermark and without it: what nobody confirmed pays nobody."""

import io
from dataclasses import replace

import openpyxl
import pypdf
import pytest
from papers_world import papers_of
from rapel_world import BUDI, now, then
from rapel_world import law as rapel_law
from regulations import regulation

import masker_rules as mr
from masker_rules.arrears.papers import papers_of as rapel_papers
from masker_rules.demo import PERIOD, PROFILE, pack_path
from masker_rules.engine.sets import Member
from masker_rules.papers import (
    Office,
    Wish,
    pdf_of,
    slips_of,
    unconfirmed,
    why_draft,
    workbook_of,
)
from masker_rules.papers.signers import Signers
from masker_rules.papers.words import Say

MARK = {"id": "KONSEP", "en": "DRAFT"}
PARTS = {
    "productivity": {"weight": "60%", "score": "capaian", "round": "Rp 1"},
    "discipline": {"weight": "40%", "round": "Rp 1"},
}
RULES = {
    "late": {"each": "late", "cut": "1%", "of": "discipline"},
    "alpa": {"each": "alpa", "cut": "3%", "of": "discipline"},
}
TAX = {"tax": {"kind": "tax", "cut": "5%", "of": "gross", "round": "Rp 1"}}
IN_FORCE = {"status": "in_force"}


def law(header=(), **rules):
    """A regulation in force whose every number is confirmed, but for the rules given."""
    return regulation(
        header={**IN_FORCE, **dict(header)}, parts=PARTS, rules={**RULES, **rules}, pay=TAX,
        amount="tpp",
    )  # fmt: skip


@pytest.fixture(scope="module")
def confirmed():
    return mr.compute(law(), pack_path(), PERIOD)


def marked_pages(results, wish, lang):
    """How many pages of all papers and slips there are, and how many have the mark."""
    told = []
    for bundle in papers_of(results, replace(wish, lang=lang)):
        draft = bool(why_draft(results, wish))
        slips = slips_of(bundle.group, Say(lang), Office(), draft=draft)
        raw = pdf_of([*bundle.papers, *slips], bundle.month.last)
        told += [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages]
    return len(told), sum(MARK[lang] in text for text in told)


def marked_sheets(results, wish):
    """How many sheets of all workbooks there are, and how many have it on every printed page."""
    sheets = [
        sheet
        for bundle in papers_of(results, wish)
        for sheet in openpyxl.load_workbook(io.BytesIO(workbook_of(bundle.papers)))
    ]
    marked = [
        "KONSEP" in str(sheet.oddFooter.center.text) and "KONSEP" in str(sheet["A1"].value)
        for sheet in sheets
    ]
    cells = [
        cell.value
        for sheet, is_marked in zip(sheets, marked, strict=True)
        if not is_marked
        for row in sheet
        for cell in row
    ]
    assert not [value for value in cells if isinstance(value, str) and "KONSEP" in value]
    return len(sheets), sum(marked)


@pytest.mark.parametrize("lang", ["id", pytest.param("en", marks=pytest.mark.slow)])
def test_page_when_all_is_confirmed_then_without_a_mark_and_with_draft_each_has_it(
    confirmed, lang
):
    wish = Wish(units=("Kelurahan Contoh",))
    assert why_draft(confirmed, wish) == ()
    count, marked = marked_pages(confirmed, wish, lang)
    assert (count >= 12, marked) == (True, 0)
    assert marked_pages(confirmed, replace(wish, draft=True), lang) == (count, count)


def test_sheet_when_all_is_confirmed_then_without_a_mark_and_with_draft_each_has_it(confirmed):
    wish = Wish(units=("Kelurahan Contoh",))
    count, marked = marked_sheets(confirmed, wish)
    assert (count >= 12, marked) == (True, 0)
    assert marked_sheets(confirmed, replace(wish, draft=True)) == (count, count)


UNCONFIRMED = {
    "a rule": (law(alpa={**RULES["alpa"], "source": "unconfirmed"}), "unconfirmed"),
    "the law": (law({"status": "draft"}), "no_law"),
    "stand-in numbers": (law({"status": "placeholder"}), "unconfirmed"),
}


@pytest.mark.parametrize("what", UNCONFIRMED)
@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_papers_when_one_thing_is_not_confirmed_then_each_is_marked(what, engine):
    regulated, why = UNCONFIRMED[what]
    results = mr.compute(regulated, pack_path(), PERIOD, engine=engine)
    wish = Wish(units=("SMP Contoh",), kinds=("nominative", "cover"))
    assert why_draft(results, wish) == (why,)
    marks = {paper.watermark for one in papers_of(results, wish) for paper in one.papers}
    assert marks == {"KONSEP – BELUM SAH UNTUK PEMBAYARAN"}
    (page,) = pypdf.PdfReader(io.BytesIO(results[0].slip())).pages
    assert "KONSEP" in page.extract_text()


def test_slip_when_all_is_confirmed_then_without_a_mark(confirmed):
    (page,) = pypdf.PdfReader(io.BytesIO(confirmed[0].slip())).pages
    assert "KONSEP" not in page.extract_text()


def test_papers_when_the_month_is_not_settled_then_drafts(confirmed, monkeypatch):
    unsettled = replace(confirmed.checks, settled=False)
    monkeypatch.setattr(type(confirmed), "checks", property(lambda _: unsettled))
    assert why_draft(confirmed, Wish()) == ("unsettled",)


def sources_told(given):
    notes = [finding.problem for finding in mr.load_profile(given).linted.notes]
    return [one.params["sources"] for one in notes if one.code == "unconfirmed-numbers"]


def test_papers_when_only_what_was_inherited_is_unconfirmed_then_told_what_and_lint_mends_it():
    below = law({"extends": "id/nasional"})
    results = mr.compute(below, pack_path(), PERIOD)
    assert why_draft(results, Wish()) == ("unconfirmed",)
    assert set(unconfirmed(results)) == {
        "quantities.ten_in_a_row", "quantities.unexcused_days", "sanctions",
    }  # fmt: skip
    # The cure names the source; written anew in the file, it holds for what stands below.
    assert sources_told(below) == ["pp94"]
    pp94 = {"title": "PP 94/2021", "kind": "regulation", "confirmed": "yes"}
    mended = {**below, "sources": {**below["sources"], "pp94": pp94}}
    assert not why_draft(mr.compute(mended, pack_path(), PERIOD), Wish())
    assert sources_told(mended) == []


def test_papers_when_one_of_several_regulations_is_unconfirmed_then_those_of_all_are_drafts():
    several = mr.ProfileSet(
        (
            Member(mr.load_profile(law()), {"category": frozenset({"PNS"})}),
            Member(mr.load_profile(PROFILE), {}),
        )
    )
    results = mr.compute(several, pack_path(), PERIOD)
    assert why_draft(results, Wish()) == ("unconfirmed",)


# ------------------------------------------------------------------ arrears
@pytest.mark.parametrize(("status", "is_marked"), [("in_force", False), ("draft", True)])
def test_arrears_when_the_regulation_is_no_law_yet_then_marked(status, is_marked):
    """A draft of a regulation printed lists ready to be signed."""
    marks = {bool(paper.watermark) for paper in papers_of_arrears(rapel_of(status))}
    assert marks == {is_marked}


def test_arrears_when_a_later_regulation_is_unconfirmed_then_marked():
    """Only the regulation of the first month was asked."""
    found = rapel_of("in_force")
    later = {**found.profile, "id": "id/lain", "unconfirmed": ["rules.late"]}
    both = replace(found, profiles=(found.profile, later))
    assert {bool(paper.watermark) for paper in papers_of_arrears(both)} == {True}


def rapel_of(status):
    regulation = rapel_law()
    regulation["profile"] = {**regulation["profile"], "status": status}
    return mr.rapel(regulation, now(), "2026-05", against=then(), nips=[BUDI])


def papers_of_arrears(found):
    made = rapel_papers(found, Office(), Signers(), "id")
    return [paper for one in made for paper in one.papers]
