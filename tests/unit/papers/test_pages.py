"""Papers as pages: what stands on each, carried sums, hostile names, the same bytes."""

import io
import sys
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

import masker_rules as mr
from masker_rules.demo import PERIOD, PROFILE, pack_path
from masker_rules.errors import AdapterUnavailableError
from masker_rules.papers import Office, Wish, pdf, pdf_of, slips_of
from masker_rules.papers.layout import (
    Cell,
    Column,
    Facts,
    Kind,
    Numbered,
    Paper,
    Row,
    Section,
    Signature,
    Table,
    Text,
)
from masker_rules.papers.slips import slip
from masker_rules.papers.words import Say
from masker_rules.periods import Month

pypdf = pytest.importorskip("pypdf")
pytest.importorskip("typst")
pytest.importorskip("segno")

DAY = date(2026, 3, 31)
COLUMNS = (
    Column("no", "No.", Kind.COUNT, 5),
    Column("name", "Nama", Kind.TEXT, 20),
    Column("nip", "NIP", Kind.CODE, 20),
    Column("share", "Nilai", Kind.PERCENT, 8, "Disiplin"),
    Column("net", "Jumlah", Kind.MONEY, 14, "Disiplin", summed=True),
    Column("sign", "Tanda tangan", Kind.SIGN, 18),
)
#: What Typst, or a program that reads PDF, would take for more than a name.
HOSTILE = (
    "#panic(1)", "$x^2$ *tebal* _miring_", '#read("/etc/passwd")', "= Judul", "`mentah` <label>",
    "@rujukan // komentar", "\\ #] ] } \" '", "{page} {pages}", "a\u202eb\x00c", "",
)  # fmt: skip


def paper(*names, **more):
    rows = tuple(
        Row((Cell(number), Cell(name), Cell("019850101201001100"), Cell(Fraction(361, 400)),
             Cell(1_000_000), Cell()))
        for number, name in enumerate(names, 1)
    )  # fmt: skip
    blocks = (Table(COLUMNS, (Section("Jumlah golongan III", rows),), "JUMLAH"),)
    signature = Signature("Salakan, 10 April 2026", "Bendahara", "Contoh Ulin", "Penata", "0198")
    return Paper("nominative", "Nominatif", ("DAFTAR", "DINAS CONTOH"), blocks, (signature,),
                 ("Peraturan: contoh",), **more)  # fmt: skip


def pages_of(raw):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages]


def test_page_when_set_then_folio_with_everything_that_stands_on_it():
    raw = pdf_of([paper("Contoh Ara", "Contoh Bintang", "Contoh Cahya")], DAY)
    (page,) = pypdf.PdfReader(io.BytesIO(raw)).pages
    # 330 × 215 mm are 935.4 × 609.4 points.
    assert [round(side) for side in page.mediabox[2:]] == [935, 609]
    text = page.extract_text()
    for words in ("DINAS CONTOH", "Contoh Bintang", "019850101201001100", "90,25", "1.000.000",
                  "Jumlah golongan III", "JUMLAH", "3.000.000", "Salakan, 10 April 2026",
                  "Contoh Ulin", "NIP. 0198", "Peraturan: contoh",
                  "Halaman 1 dari 1"):  # fmt: skip
        assert words in text, words
    assert "KONSEP" not in text
    assert "dipindahkan" not in text


@pytest.mark.parametrize("people", [60, pytest.param(900, marks=pytest.mark.slow)])
def test_pages_when_a_table_goes_on_then_headings_again_and_the_sum_carried(people):
    raw = pdf_of([paper(*(f"Contoh {at}" for at in range(people)))], DAY)
    pages = pages_of(raw)
    assert len(pages) > 2
    seen = 0
    for number, text in enumerate(pages, 1):
        assert f"Halaman {number} dari {len(pages)}" in text
        seen += text.count("019850101201001100")
        if seen < people:
            assert "Tanda tangan" in text
            # Each of those above is paid a million.
            assert f"Jumlah dipindahkan {seen}.000.000" in " ".join(text.split())
    assert "JUMLAH" in pages[-1]
    assert seen == people
    assert f"{people}.000.000" in pages[-1]
    assert "dipindahkan" not in pages[-1]
    # Who signs stands on one page, however little room there is.
    (signed,) = [text for text in pages if "Bendahara" in text]
    assert "NIP. 0198" in signed


def test_pages_when_several_papers_then_each_counts_its_own():
    long = paper(*(f"Contoh {at}" for at in range(60)))
    texts = pages_of(pdf_of([paper("Ara"), long, paper("Bintang", landscape=False)], DAY))
    assert "Halaman 1 dari 1" in texts[0]
    assert f"Halaman 1 dari {len(texts) - 2}" in texts[1]
    assert "Halaman 1 dari 1" in texts[-1]


def test_pages_when_a_table_is_too_wide_then_parted_behind_the_names():
    more = tuple(Column(f"m{at}", f"Kolom{at}", Kind.MONEY, 14, summed=True) for at in range(40))
    cells = (Cell(1), Cell("Contoh Ara"), Cell("0198"), *(Cell(123_456_789) for _ in more))
    table = Table((*COLUMNS[:3], *more), (Section("", (Row(cells),)),), "JUMLAH")
    text = " ".join(pages_of(pdf_of([Paper("sheet", "Hitung", ("H",), (table,))], DAY)))
    assert text.count("Contoh Ara") > 1
    assert all(f"Kolom{at}" in text for at in range(40))
    assert text.count("123.456.789") == 2 * 40


def test_pages_when_names_are_hostile_then_they_are_words():
    blocks = (
        *(Text(name) for name in HOSTILE), Numbered(HOSTILE),
        Facts(tuple((name, name) for name in HOSTILE)),
    )  # fmt: skip
    signature = Signature(HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[3], HOSTILE[4], HOSTILE[5])
    letter = Paper("cover", HOSTILE[0], HOSTILE, blocks, (signature,), HOSTILE, watermark="#x")
    text = " ".join(pages_of(pdf_of([letter, paper(*HOSTILE, "A" * 400)], DAY)))
    for name in ("#panic(1)", "*tebal* _miring_", "= Judul", "`mentah` <label>", "// komentar"):
        assert name in text
    # The font may lack a sign, so that the page alone does not tell.
    assert "\u202e" not in str(pdf._paper(letter)["blocks"][8]["text"])


def test_pages_when_made_twice_then_the_same_bytes_however_many_are_joined():
    many = [paper(*(f"Contoh {at}" for at in range(500))), paper("Ara")]
    first, again = pdf_of(many, DAY), pdf_of(many, DAY)
    assert first == again
    assert pypdf.PdfReader(io.BytesIO(first)).metadata.creation_date.date() == DAY


def test_pages_when_a_draft_then_every_page_says_so():
    mark = Say("id")("watermark")
    texts = pages_of(pdf_of([paper(*map(str, range(60)), watermark=mark)], DAY))
    assert all(mark in " ".join(text.split()) for text in texts)


@pytest.mark.parametrize("library", ["typst", "pypdf"])
def test_pages_when_the_extra_is_not_there_then_named(monkeypatch, library):
    from masker_rules.papers import pdf

    monkeypatch.setitem(sys.modules, library, None)
    pdf._compiler.cache_clear()
    with pytest.raises(AdapterUnavailableError) as caught:
        pdf_of([paper("Ara")], DAY)
    assert "masker-rules[papers]" in caught.value.problems[0].general_cure("en")


# ------------------------------------------------------------------ slips
@pytest.fixture(scope="module")
def demo():
    return mr.compute(PROFILE, pack_path(), PERIOD)


def test_slip_when_made_then_what_was_due_cut_and_paid(demo):
    item = next(one for one in demo if one.name == "Contoh Ulin")
    (text,) = pages_of(item.slip())
    text = " ".join(text.split())
    # 4,500,000 were due; lateness costs 1.25 % of 40 % of it, 22,500; 4,477,500 are left.
    for words in ("Contoh Ulin", item.nip, "4.500.000", "−22.500", "4.477.500", "KONSEP"):
        assert words in text, words
    late = item.findings[0]
    assert late.source.text("id") in text
    assert Say("id").day(late.day) in text
    assert "4,477,500" in " ".join(pages_of(item.slip("en")))


def test_slip_when_lines_rest_on_articles_of_their_own_then_each_has_its_own(demo):
    item = next(one for one in demo if one.name == "Contoh Ulin")
    sources = iter([replace(item.lines[0].source, article=f"pasal {at}") for at in (7, 9, 1, 2)])
    lines = tuple(replace(line, source=next(sources)) for line in item.lines)
    assert [line.kind for line in lines] == ["part", "part", "total", "total"]
    made = slip(
        replace(item, lines=lines), Say("id"), Office(pay_month=Month(2026, 4)), draft=False
    )
    told = [row.cells[1].value for row in made.tables[1].rows]
    # What was due, what was cut, and sums of lines have no article; the cut has it per day above.
    assert [words.rpartition(" ")[2] for words in told] == ["", "", "7", "9", "", ""]
    assert made.title[-1] == "BULAN APRIL 2026 UNTUK KINERJA MARET 2026"


def test_slip_when_the_month_is_incomplete_then_bounds_and_no_amount(demo):
    item = next(one for one in demo if one.status == "incomplete")
    text = " ".join(" ".join(pages_of(item.slip())).split())
    assert Say("id").money(item.bounds.highest) in text
    assert "Terbilang" not in text


def test_slips_when_of_a_group_then_a_page_each_with_the_letterhead(demo):
    from papers_world import papers_of

    bundle = papers_of(demo, Wish(kinds=("slips",)))[0]
    office = Office(letterhead=("PEMERINTAH CONTOH", "DINAS"))
    slips = slips_of(bundle.group, Say("id"), office, draft=False)
    texts = pages_of(pdf_of(slips, DAY))
    assert len(texts) == len(bundle.group.everybody)
    for item, text in zip(bundle.group.everybody, texts, strict=True):
        assert item.nip in text
        assert "PEMERINTAH CONTOH" in text
        assert "KONSEP" not in text


def test_digest_when_results_are_equal_then_one_whatever_the_language(demo):
    item = demo[0]
    again = mr.compute(PROFILE, pack_path(), PERIOD)[0]
    assert item.digest == again.digest
    assert len({one.digest for one in demo}) == len(demo)
