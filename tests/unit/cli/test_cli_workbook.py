"""Workbooks speak to people: headings and cells in words; numbers stay numbers, exactly."""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from fractions import Fraction

import pytest

import masker_rules
from masker_rules.errors import AdapterUnavailableError
from masker_rules.facts.exports import Share, rows_xlsx
from masker_rules.texts.catalogs import catalog

openpyxl = pytest.importorskip("openpyxl")

MARCH = ("--period", "2026-03")
BANGGAI = "id/kab-banggai-kepulauan"
#: Names with joints and ISO dates; codes of recaps (`TL1`) are official.
CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[a-z]+\.[a-z_]+\b|`|\b\d{4}-\d{2}")
#: Where a code is what the sheet is about, or what stands in a file.
OF_CODES = {"Kode", "Code", "Isi sel", "Cell", "Tempat dalam naskah", "Place in the text"}
OF_CODES |= {
    "Bunyi sekarang",
    "Bunyi rancangan",
    "Text now",
    "Text of the draft",
    "Berkas",
    "File",
}
OF_CODES |= {"Tempat penyebab terbesar dalam naskah", "Place of the main cause in the text"}
QUOTED = re.compile(r"\([^()]*\)|\[[^\]]*\]|\S+\.csv\S*|s\.d\.|masker_rules")


@pytest.fixture
def book(masker, tmp_path, request):
    example = request.config.rootpath / "examples/banggai-kepulauan-2026-03/pack"

    def made(command, *argv):
        out = tmp_path / "made.xlsx"
        assert masker(command, example, *MARCH, *argv, "--out", out).code == 0
        return openpyxl.load_workbook(out)

    return made


def computed(book, *argv):
    return book("compute", "--profile", BANGGAI, *argv)


def compared(book, *argv):
    return book("compare", "--baseline", BANGGAI, "--set", "rules.alpa.cut=4%", *argv)


def rows(sheet):
    heads = [cell.value for cell in sheet[1]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("made", [computed, compared])
def test_workbook_when_read_then_in_words(book, made, lang):
    pages = made(book, "--lang", lang).worksheets

    found = []
    for page in pages[:-1]:
        heads = [cell.value for cell in page[1]]
        assert len({*heads}) == len(heads)
        assert all(head[0].isupper() for head in heads if not head.startswith("a"))
        found += [head for head in [page.title, *heads] if CODE.search(QUOTED.sub("", head))]
        for row in rows(page):
            texts = {head: cell.value for head, cell in row.items() if head not in OF_CODES}
            found += [
                f"{page.title}, {head}: {text!r}"
                for head, text in texts.items()
                if isinstance(text, str)
                and not text.startswith(("sha256:", "id/", "0."))
                and CODE.search(QUOTED.sub("", text))
            ]
    assert not found, "\n".join(found)


def test_results_when_a_workbook_then_the_heading_of_each_column_is_told(book):
    """The last sheet leads back to the columns of CSV, which programs read."""
    pages = computed(book)
    told = {
        row["Judul kolom"].value: row["Kode"].value
        for row in rows(pages["Kolom"])
        if row["Lembar"].value == "Hasil"
    }

    assert list(told) == [cell.value for cell in pages["Hasil"][1]]
    assert told["Jumlah dibayarkan (Rp)"] == "net"
    assert told["Disiplin kerja (%)"] == "part_discipline"
    assert told["Disiplin kerja (Rp)"] == "line_discipline"
    assert told["Hari terlambat (TL)"] == "count_late_days"


def test_results_when_a_workbook_then_shares_and_rupiah_are_numbers(book):
    """Contoh Ulin: discipline 98.75 % of 1,800,000, and 2,700,000 for productivity."""
    [row] = [one for one in rows(computed(book)["Hasil"]) if one["Nama"].value == "Contoh Ulin"]

    share, rupiah = row["Disiplin kerja (%)"], row["Disiplin kerja (Rp)"]
    assert (share.value, share.number_format) == (0.9875, "0.00%")
    assert (rupiah.value, rupiah.number_format) == (1_777_500, "#,##0")
    assert (row["Bulan"].value, row["Status"].value) == ("Maret 2026", "dibayar")
    assert row["Kelompok pegawai"].value == "kantor"


def test_results_when_incomplete_then_what_is_missing_is_said(book):
    [row] = [one for one in rows(computed(book)["Hasil"]) if one["Nama"].value == "Contoh Waru"]
    assert row["Data yang belum tersedia"].value == "capaian kinerja (tabel penilaian)"
    assert row["Jumlah dibayarkan (Rp)"].value is None


@pytest.mark.parametrize(
    ("value", "text", "form"),
    [
        (Share(Fraction(1)), "1", "0%"),
        (Share(Fraction(-1)), "-1", "0%"),
        (Share(Fraction(181, 200)), "0.905", "0.0%"),
        (Share(Fraction(1, 10**6)), "0.000001", "0.0000%"),
        (Fraction(308814219, 1000), "308814.219", "#,##0.000"),
        (Fraction(-3), "-3", "#,##0"),
        (Fraction(12_300), "12300", "#,##0"),
    ],
)
def test_cell_when_a_fraction_then_a_number_with_its_decimals(tmp_path, value, text, form):
    path = tmp_path / "made.xlsx"
    path.write_bytes(rows_xlsx({"a": [{"b": value}]}))
    cell = openpyxl.load_workbook(path)["a"]["A2"]

    assert Decimal(str(cell.value)) == Decimal(text)
    assert cell.number_format == form


@pytest.mark.parametrize("lang", ["id", "en"])
def test_columns_of_comparisons_when_told_then_each_has_a_heading(lang):
    from masker_rules.review import TABLES, compare

    made = compare(BANGGAI, "id/nasional", "examples/banggai-kepulauan-2026-03/pack", "2026-03")
    known = {key.rpartition(".")[2] for key in catalog(lang) if key.startswith("names.heading")}
    known |= {key.rpartition(".")[2] for key in catalog(lang) if key.startswith("names.column.")}

    for name in TABLES:
        assert f"names.sheet.{name}" in catalog(lang)
        columns = {key for row in made.table(name) for key in row} - {"causes"}
        assert not columns - known, name


@pytest.mark.parametrize("lang", ["id", "en"])
def test_results_when_written_from_python_then_the_workbook_of_the_command(
    masker, tmp_path, request, lang
):
    example = request.config.rootpath / "examples/banggai-kepulauan-2026-03/pack"
    results = masker_rules.compute(BANGGAI, example, "2026-03")
    by_command, by_python = tmp_path / "command.xlsx", tmp_path / "python.xlsx"
    argv = ("--profile", BANGGAI, "--lang", lang, "--out", by_command)
    assert masker("compute", example, *MARCH, *argv).code == 0
    by_python.write_text("of an earlier run", "utf-8")

    results.to_excel(by_python, lang)

    assert by_python.read_bytes() == by_command.read_bytes()
    assert sorted(found.name for found in tmp_path.iterdir()) == ["command.xlsx", "python.xlsx"]


def test_results_when_a_workbook_cannot_be_written_then_it_is_said(tmp_path, request, monkeypatch):
    example = request.config.rootpath / "examples/banggai-kepulauan-2026-03/pack"
    results = masker_rules.compute(BANGGAI, example, "2026-03")

    with pytest.raises(masker_rules.MaskerRulesError) as nowhere:
        results.to_excel(tmp_path / "no such folder" / "results.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(AdapterUnavailableError) as without:
        results.to_excel(tmp_path / "results.xlsx")

    assert nowhere.value.code == "out-unusable"
    assert without.value.code == "reader-extra-missing"
    assert "masker-rules[excel]" in without.value.text("en")
    assert not list(tmp_path.iterdir())
