"""What a person reads on the papers of the example month, kept as text in both languages.

`MASKER_GOLDEN=write pytest tests/unit/papers/test_golden_papers.py` writes them anew; read the
difference before it is kept.
"""

import io
import os
from datetime import date
from itertools import groupby
from pathlib import Path

import openpyxl
import pypdf
import pytest
from papers_world import papers_of
from rapel_world import CICI, YEAR, now, then
from rapel_world import law as rapel_law

import masker_rules as mr
from masker_rules.arrears.papers import papers_of as rapel_papers
from masker_rules.demo import PERIOD, PROFILE, pack_path
from masker_rules.facts.rows import Account, Official
from masker_rules.ledger import entries_of
from masker_rules.papers import Office, Tables, Wish, pdf_of, workbook_of
from masker_rules.papers.signers import Signers
from masker_rules.periods import Month

GOLDEN = Path(__file__).parents[2] / "golden" / "papers"
OFFICE = Office(
    ("PEMERINTAH KABUPATEN BANGGAI KEPULAUAN", "BADAN DATA CONTOH"),
    "Salakan",
    Month(2026, 4),
    date(2026, 4, 10),
    {"cover": "900/12/BDC/IV/2026"},
    {"productivity": "5.1.01.02.01.0005"},
    {"treasurer": "Bendahara Pengeluaran Pembantu"},
)
OFFICIALS = [
    Official("Badan Data Contoh", "head", "Contoh Umbra", "1", "Pembina", "plt"),
    Official(None, "treasurer", "Contoh Yodium", "2", "Penata Tingkat I"),
]


@pytest.fixture(scope="module")
def demo():
    return mr.compute(PROFILE, pack_path(), PERIOD)


def kept(name, text):
    path = GOLDEN / name
    if os.environ.get("MASKER_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return path.read_text("utf-8")


def made(results, lang, units=()):
    accounts = {
        item.nip: (Account(item.nip, "Bank Contoh", f"00{item.nip[8:14]}"),) for item in results
    }
    wish = Wish(lang, units=units)
    return papers_of(results, wish, Tables(accounts, OFFICIALS), OFFICE)


def cells_read(raw):
    book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    for sheet in book:
        yield f"## {sheet.title}"
        for row in sheet.iter_rows(values_only=True):
            told = [str(cell) for cell in row if cell is not None and str(cell)]
            if told:
                yield " | ".join(told)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_workbooks_of_the_example_month_when_read_then_as_kept(demo, lang):
    lines = []
    for bundle in made(demo, lang):
        lines += [f"# {bundle.name}", *cells_read(workbook_of(bundle.papers))]
    text = "\n".join(lines) + "\n"
    assert text == kept(f"workbooks.{lang}.txt", text)


def pages_read(name, raw):
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(raw)).pages, 1):
        words = [line.strip() for line in page.extract_text().splitlines()]
        yield f"# {name} {number}"
        # What is drawn letter by letter across a page is the watermark.
        yield from (word for word, _ in groupby(words) if word)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_pages_of_an_office_when_read_then_as_kept(demo, lang):
    lines = []
    for bundle in made(demo, lang, ("Badan Data Contoh",)):
        raw = pdf_of(bundle.papers, bundle.month.last)
        lines += pages_read(bundle.name, raw)
    text = "\n".join(lines) + "\n"
    assert text == kept(f"pages.{lang}.txt", text)


def law(cut="3%"):
    """By which lists may be signed."""
    own = rapel_law(cut)
    return {**own, "profile": {**own["profile"], "status": "in_force"}}


@pytest.fixture(scope="module")
def arrears(tmp_path_factory):
    """Months up to May were paid in 2026, the others in January 2027: two budget years.

    And by a text that came later, which takes back Rp 10,000 of Cici's April.
    """
    kept = mr.Ledger(tmp_path_factory.mktemp("rapel") / "ledger.jsonl")
    results = mr.compute(law(), then(), YEAR)
    for month in range(1, 11):
        pay_month = Month(2026, month + 1) if month < 6 else Month(2027, 1)
        own = [item for item in results if item.period == Month(2026, month)]
        kept.record(entries_of(own, pay_month, f"SP2D {month}", kept))
    year = mr.rapel(law(), now(), YEAR, ledger=kept, against=then(), pay_month="2027-02")
    text = mr.rapel(
        law("4%"), then(), "2026-04..2026-05", against=then(), against_profile=law(), nips=[CICI]
    )
    return year, text


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["id", "en"])
def test_papers_of_arrears_when_read_then_as_kept(arrears, lang):
    """Lists of two budget years as workbooks and pages, and the letter of each person."""
    lines = []
    for found in arrears:
        for made in rapel_papers(found, OFFICE, Signers(OFFICIALS), lang):
            if not made.is_letter:
                lines += [f"# {made.name}", *cells_read(workbook_of(made.papers))]
            lines += pages_read(made.name, pdf_of(made.papers, made.day))
    text = "\n".join(lines) + "\n"
    assert text == kept(f"rapel.{lang}.txt", text)


LOOK_ALIKE = "D\u0456nas Contoh", "Dinas Contoh", "DINAS CONTOH", "dinas contoh.", "D" * 300


def test_units_when_they_look_alike_or_are_long_then_files_of_their_own(demo):
    from dataclasses import replace

    people = [item for item in demo if item.status == "payable"][: len(LOOK_ALIKE)]
    named = [
        replace(item, person=replace(item.person, unit=unit, name=name))
        for item, unit, name in zip(
            people, LOOK_ALIKE, ["=1+1", "C\u043entoh", "A" * 300, "@x", "-1"], strict=True
        )
    ]
    results = replace(demo, items=tuple(named), table=None)
    bundles = papers_of(results)
    names = [bundle.name for bundle in bundles]
    # A unit of one each: nobody's papers take the place of another's, on no system.
    assert len({name.casefold() for name in names}) == len(named)
    assert all(len(name) < 120 and name.isascii() for name in names)
    # Papers of some units take the place of no other's either.
    for bundle in bundles:
        (alone,) = papers_of(results, Wish(units=(bundle.group.unit,)))
        assert alone.name == bundle.name
    for bundle in bundles:
        book = openpyxl.load_workbook(io.BytesIO(workbook_of(bundle.papers)))
        (person,) = bundle.group.paid
        found = [
            cell for sheet in book for row in sheet for cell in row if cell.value == person.name
        ]
        assert found
        assert all(cell.data_type == "s" for cell in found)
