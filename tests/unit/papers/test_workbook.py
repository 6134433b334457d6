"""Papers as workbooks: texts stay texts, numbers numbers, folio landscape, the same bytes."""

import io
import re
import zipfile
from fractions import Fraction

import openpyxl
import pytest

from masker_rules.papers import workbook_of
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
from masker_rules.papers.names import FILE_LETTERS, SHEET_LETTERS, file_words, sheet_name

COLUMNS = (
    Column("name", "Nama", Kind.TEXT, 20),
    Column("nip", "NIP", Kind.CODE, 20),
    Column("full", "Besaran", Kind.MONEY, 14, "Disiplin", summed=True),
    Column("left", "Diperhitungkan", Kind.PERCENT, 10, "Disiplin"),
    Column("paid", "Jumlah", Kind.MONEY, 14, summed=True),
)
HOSTILE = (
    '=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "=cmd|'/c calc'!A1", "http://x.id",
    "{=1+1}", "\tx", "'=1", "a\u202eb", "A" * 400,
)  # fmt: skip


def row(name, full, share=Fraction(9025, 10000), note=""):
    paid = int(full * share)
    formula = "ROUND({full}*ROUND({left}*10000,0)/10000,0)"
    return Row((Cell(name), Cell("019850101201001100"), Cell(full), Cell(share, note=note),
                Cell(paid, formula)))  # fmt: skip


def paper(*rows, **more):
    sections = (
        Section("Jumlah golongan III", rows[:-1]),
        Section("Jumlah golongan II", rows[-1:]),
    )
    table = Table(COLUMNS, sections, "JUMLAH")
    return Paper("sheet", more.pop("name", "Perhitungan"), ("DAFTAR",), (table,), **more)


def opened(*papers, data_only=False):
    raw = workbook_of(papers)
    return openpyxl.load_workbook(io.BytesIO(raw), data_only=data_only)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_when_hostile_then_a_text_in_every_place(text):
    one = paper(row(text, 1000), row("B", 2000), notes=(text,))
    blocks = (*one.blocks, Text(text), Numbered((text,)), Facts(((text, text),)))
    made = Paper(
        "sheet", "x", (text,), blocks, (Signature(text, text, text, text, text),), (text,)
    )
    (sheet,) = opened(made)
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    formulas = {cell.value for cell in cells if cell.data_type == "f"}
    assert all(re.match(r"=(ROUND|SUM)\(", formula) for formula in formulas)
    assert not [cell for cell in cells if cell.hyperlink]


def test_numbers_when_written_then_numbers_and_nip_a_text():
    (sheet,) = opened(paper(row("A", 1_600_000), row("B", 2_000)), data_only=True)
    found = {cell.value: cell for line in sheet.iter_rows() for cell in line if cell.value}
    assert found[1_600_000].number_format == "#,##0"
    assert found["019850101201001100"].data_type == "s"
    assert found["019850101201001100"].number_format == "@"
    assert found[0.9025].number_format.endswith("%")
    # 1,600,000 × 90.25 %
    assert found[1_444_000].data_type == "n"


def test_sums_when_written_then_subtotals_and_a_total_of_both():
    one = paper(row("A", 1_000), row("C", 3_000), row("B", 2_000))
    (values,) = opened(one, data_only=True)
    (formulas,) = opened(one)
    at = {
        line[0].value: line[2].coordinate
        for line in values.iter_rows()
        if str(line[0].value).upper().startswith("JUMLAH")
    }
    assert [values[at[label]].value for label in at] == [4_000, 2_000, 6_000]
    first, second, whole = (formulas[at[label]].value for label in at)
    begin = int(re.search(r"C(\d+)", first)[1])
    assert first == f"=SUM(C{begin}:C{begin + 1})"
    assert second == f"=SUM(C{begin + 3}:C{begin + 3})"
    assert whole == f"=SUM(C{begin}:C{begin + 1},C{begin + 3}:C{begin + 3})"


def test_page_when_set_then_folio_landscape_with_repeated_headings():
    (sheet,) = opened(paper(row("A", 1_000), row("B", 2_000), watermark="KONSEP"))
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (14, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows
    assert "KONSEP" in sheet.oddFooter.center.text
    assert sheet.oddFooter.right.text == "&P/&N"


def test_page_when_no_draft_then_without_a_mark():
    (sheet,) = opened(paper(row("A", 1_000), row("B", 2_000)))
    assert not sheet.oddFooter.center.text


def test_note_of_a_cell_when_written_then_a_comment():
    (sheet,) = opened(paper(row("A", 1_000, note="tanpa rumus"), row("B", 2_000)))
    notes = [cell.comment.text for line in sheet.iter_rows() for cell in line if cell.comment]
    assert len(notes) == 1
    assert "tanpa rumus" in notes[0]


def test_workbook_when_made_twice_then_the_same_bytes():
    one = paper(row("A", 1_000, note="x"), row("B", 2_000))
    first, second = workbook_of([one]), workbook_of([one])
    assert first == second
    assert zipfile.ZipFile(io.BytesIO(workbook_of([one]))).testzip() is None


def test_sheets_when_names_collide_then_each_has_its_own():
    book = opened(
        paper(row("A", 1), row("B", 2)), paper(row("A", 1), row("B", 2), name="PERHITUNGAN")
    )
    assert book.sheetnames == ["Perhitungan", "PERHITUNGAN 2"]


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("DINAS KESEHATAN", "dinas-kesehatan"),
        ("UPT. Puskesmas: Bulagi/Utara*?", "upt-puskesmas-bulagi-utara"),
        ("../../etc/passwd", "etc-passwd"),
        ("Dìnas Kèsehatan", "dinas-kesehatan"),
        ("衛生局", "unit"),
        ("", "unit"),
        ("CON", "con"),
    ],
)
def test_file_name_when_of_any_unit_then_letters_digits_and_dashes(unit, words):
    assert file_words(unit) == words


def test_file_name_when_of_a_very_long_unit_then_short():
    assert len(file_words("DINAS " * 100)) <= FILE_LETTERS


def test_sheet_name_when_long_or_with_signs_then_as_workbooks_allow():
    assert sheet_name("a[b]:c*?/\\'d", ()) == "a b  c     d"
    name = sheet_name("x" * 50, ["x" * SHEET_LETTERS])
    assert len(name) == SHEET_LETTERS
    assert name.endswith(" 2")
