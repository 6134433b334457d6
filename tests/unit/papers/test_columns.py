"""Numbers of a column have one form, on pages and in workbooks; money has sen or has none."""

import io
from datetime import date
from fractions import Fraction

import openpyxl
import pypdf
import pytest

from masker_rules.papers import pdf_of, workbook_of
from masker_rules.papers.layout import (
    Cell,
    Column,
    Facts,
    Kind,
    Paper,
    Row,
    Section,
    Signature,
    Table,
)

HALF = Fraction(1, 2)


def paper_of(kind, values, **more):
    column = Column("x", "Nilai", kind, 14, summed=True, **more)
    rows = tuple(Row((Cell(f"baris {at}"), Cell(value))) for at, value in enumerate(values))
    table = Table((Column("name", "Nama"), column), (Section("", rows),), "JUMLAH")
    return Paper("sheet", "Hitung", ("DAFTAR",), (table,))


def page_of(paper):
    return pypdf.PdfReader(io.BytesIO(pdf_of([paper], date(2026, 3, 31)))).pages[0].extract_text()


@pytest.mark.parametrize(
    ("kind", "values", "shown", "form"),
    [
        (Kind.MONEY, (1000, 250), ("1.000", "250", "1.250"), "#,##0"),
        # 3,900,333 / 5 * 3 has one digit, but sen have two; a sum has what its cells have.
        (Kind.MONEY, (1000, Fraction(23401998, 10)),
         ("1.000,00", "2.340.199,80", "2.341.199,80"), "#,##0.00"),
        (Kind.MONEY, (1, Fraction(1, 3)), ("1,00", "0,33", "1,33"), "#,##0.00"),
        (Kind.MONEY, (HALF, HALF), ("0,50", "0,50", "1,00"), "#,##0.00"),
        (Kind.PERCENT, (1, Fraction(1, 80)), ("100,00%", "1,25%"), "0.00%"),
        (Kind.PERCENT, (1, Fraction(1, 2)), ("100%", "50%"), "0%"),
        # 16 of 17 days is 94.117647… %.
        (Kind.PERCENT, (1, Fraction(16, 17)), ("100,0000%", "94,1176%"), "0.0000%"),
        # What is shown of 4.00001 % needs no digits.
        (Kind.PERCENT, (Fraction(1, 10), Fraction(400001, 10_000_000)), ("10%", "4%"), "0%"),
        (Kind.COUNT, (17, Fraction(5, 2)), ("17,0", "2,5"), "0.0"),
    ],
)  # fmt: skip
def test_numbers_when_below_each_other_then_of_one_form(kind, values, shown, form):
    paper = paper_of(kind, values)
    words = page_of(paper).split()
    assert [one for one in shown if one not in words] == []
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of([paper]))).active
    cells = [c for row in sheet for c in row if c.column == 2 and c.data_type in "nf"]
    forms = {cell.number_format for cell in cells if cell.value is not None} - {"General"}
    assert forms == {form}


def test_share_when_a_column_says_how_many_digits_then_no_more():
    assert "94,12%" in page_of(paper_of(Kind.PERCENT, (1, Fraction(16, 17)), most=2))


def test_letter_when_one_signs_then_on_the_right_and_what_is_unknown_is_a_line():
    blocks = (Facts((("Nama", ""), ("NIP", "1"))),)
    signed = Signature("Salakan", "Kepala", "Contoh")
    paper = Paper("sptjm", "SPTJM", ("S",), blocks, (signed,), landscape=False)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of([paper]))).active
    found = {cell.value: cell.column for row in sheet for cell in row if cell.value}
    # Eight columns: the right half begins with the fifth.
    assert found["Contoh"] == 5
    assert any(str(value).startswith(": ....") for value in found)
    # 215 mm less margins of 0.4 inch are some 101 letters of 5.25 points.
    letters = 8 * int(sheet.column_dimensions["A"].width)
    assert 90 < letters <= 101
