"""Workbooks speak to people: headings and cells in words; numbers stay numbers, exactly."""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from fractions import Fraction

import pytest
from regulations import discipline

import masker_rules
from masker_rules.errors import AdapterUnavailableError
from masker_rules.facts.exports import Share, rows_xlsx
from masker_rules.texts.catalogs import catalog

openpyxl = pytest.importorskip("openpyxl")

MARCH = ("--period", "2026-03")
BANGGAI = "id/kab-banggai-kepulauan"
BANGGAI_PACK = "examples/banggai-kepulauan-2026-03/pack"
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


# ------------------------------------------------------------------ why somebody is paid nothing
@pytest.fixture
def said(tmp_path):
    """What the column beside the status says of one person, by language."""

    def of(result, lang="id"):
        path = tmp_path / f"{lang}.xlsx"
        result.to_excel(path, lang)
        page = openpyxl.load_workbook(path).worksheets[0]
        [row] = rows(page)
        heads = list(row)
        status = {"id": "Status", "en": "Status"}[lang]
        why = {"id": "Alasan", "en": "Why"}[lang]
        assert heads.index(why) == heads.index(status) + 1
        return row[why].value

    return of


PERSON = {"nip": "198501012010011001", "name": "Contoh", "category": "PNS", "job_class": 8}
ABSENT = {"nip": PERSON["nip"], "code": "alpa", "from": "2026-07-01", "until": "2026-07-31"}


def of_july(rules, amount=1_000_000, **tables):
    """One person in July 2026, whose every working day is `alpa`."""
    law = discipline(**rules)
    tpp = [{"nip": PERSON["nip"], "component": "tpp", "amount": amount}]
    pack = {"punches": [], "amounts": tpp, "complete": [{"period": "2026-07", "table": "punches"}]}
    pack |= {"absences": [{**ABSENT, "approved": True}], **tables}
    return masker_rules.compute(law, masker_rules.Pack(employees=[PERSON], **pack), "2026-07")


ALPA = {"each": "alpa", "cut": "5%", "of": "discipline"}
LABELLED = {"label": {"id": "Tidak masuk kerja", "en": "Absence"}}


def test_why_when_cuts_leave_nothing_then_they_are_named(said):
    """23 working days of 5 % are 115 %: nothing is left of the part, and it is payable."""
    results = of_july({"alpa": {**ALPA, **LABELLED}})
    assert [(one.status, one.net) for one in results] == [("payable", 0)]
    assert said(results) == "seluruhnya habis oleh pengurangan: Tidak masuk kerja"
    assert said(results, "en") == "all of it was cut: Absence"


def test_why_when_deductions_leave_nothing_then_they_are_named(said):
    owed = [{"nip": PERSON["nip"], "period": "2026-07", "code": "koperasi", "amount": 2_000_000}]
    results = of_july({"alpa": {**ALPA, "cut": "0.1%"}}, deductions=owed)
    assert [(one.status, one.net) for one in results] == [("payable", 0)]
    told = said(results)
    assert told.startswith("seluruhnya habis oleh potongan: ")
    assert "operasi" in told


def test_why_when_the_amount_itself_is_nothing_then_that_is_said(said):
    results = of_july({"alpa": {**ALPA, "cut": "0.1%"}}, amount=0, absences=[])
    assert [(one.status, one.net) for one in results] == [("payable", 0)]
    assert said(results).endswith("besaran TPP bulan ini Rp 0")


def test_why_when_nothing_is_paid_then_its_reasons_stand_beside(book):
    sheet = computed(book, "--engine", "reference").worksheets[0]
    results = masker_rules.compute(BANGGAI, BANGGAI_PACK, "2026-03")
    told = dict(zip([one.nip for one in results], rows(sheet), strict=True))
    unpaid = [one for one in results if one.status in {"zero", "postponed", "not_eligible"}]
    assert unpaid
    for one in results:
        why = [note for note in one.why_status if note.code != "incomplete"]
        said_of = told[one.nip]["Alasan"].value or ""
        assert all(note.dated("id") in said_of for note in why)
        assert bool(said_of) == bool(why)
