from __future__ import annotations

import json
import shutil
import sys

import pytest
from cli_month import GROSS, HEALTH, NET, OTHER, PAID, PROFILE, TAX, UNKNOWN

ASK = ("--profile", PROFILE)


def test_table_when_computed_then_holds_the_hand_worked_amounts(masker, pack):
    said = masker("compute", pack, *ASK)
    [row] = [line for line in said.out.splitlines() if line.startswith(PAID)]
    assert "3.992.000" in row
    assert f"{HEALTH + TAX:,}".replace(",", ".") in row
    assert row.endswith(f"{NET:,}".replace(",", "."))
    assert (GROSS, NET) == (3_992_000, 3_754_400)


def test_table_when_english_then_thousands_are_commas(masker, pack):
    said = masker("compute", pack, *ASK, "--lang", "en")
    assert "3,754,400" in said.out
    assert "incomplete" in said.out


@pytest.mark.parametrize("width", [80, 100, 120])
def test_table_when_narrow_then_no_line_is_longer_and_no_number_broken(
    masker, pack, monkeypatch, width
):
    monkeypatch.setenv("COLUMNS", str(width))
    said = masker("compute", pack, *ASK)
    assert max(map(len, said.out.splitlines())) <= width
    for nip in (PAID, UNKNOWN, OTHER):
        assert any(line.startswith(nip) for line in said.out.splitlines())
    assert "3.754.400" in said.out


def test_table_when_numbers_differ_in_length_then_right_aligned(masker, pack):
    lines = masker("compute", pack, *ASK).out.splitlines()
    rows = [line for line in lines if line.startswith((PAID, OTHER, "Jumlah"))]
    assert len(rows) == 3
    assert len({len(row) for row in rows}) == 1


def test_table_when_piped_then_holds_no_escape_and_no_trailing_blank(masker, pack):
    said = masker("compute", pack, *ASK)
    assert "\x1b" not in said.out + said.err
    assert all(line == line.rstrip() for line in said.out.splitlines())


def test_table_when_something_is_unknown_then_names_it_with_bounds(masker, pack):
    out = masker("compute", pack, *ASK).out
    assert "2 belum lengkap" not in out
    assert "1 belum lengkap" in out
    assert "target menit kerja (tabel penilaian)" in out
    assert "punches.csv:" in out
    assert "[unknown-nip]" in out


def test_table_when_a_leave_is_not_decided_then_tells_whom_it_may_still_change(
    masker, clean, tmp_path
):
    asked = shutil.copytree(clean, tmp_path / "asked")
    asked.joinpath("absences.csv").write_text(
        f"nip,from,until,code,approved\n{PAID},2026-07-02,2026-07-02,izin,\n"
    )
    out = masker("compute", asked, *ASK).out
    told = out[out.index("Masih dapat mengubah jumlah yang dibayarkan") :]
    assert "izin 2 Juli 2026 belum disetujui dan tidak diperhitungkan (Contoh Satu)" in told
    assert "Masih dapat" not in masker("compute", clean, *ASK).out


def test_table_when_rates_are_unconfirmed_then_says_so_before_the_numbers(masker, pack):
    out = masker("compute", pack, *ASK).out
    assert 0 < out.index("PERHATIAN") < out.index(PAID)


def test_sums_when_incomplete_then_leave_the_unknown_out(masker, pack):
    out = masker("compute", pack, *ASK).out
    assert "dibayarkan 3.754.400." in out
    assert "tanpa 1 hasil yang belum lengkap" in out


def test_strict_when_something_is_incomplete_then_one(masker, pack):
    assert masker("compute", pack, *ASK).code == 0
    assert masker("compute", pack, *ASK, "--strict").code == 1


def test_strict_when_only_a_row_is_aside_then_one(masker, pack):
    assert masker("compute", pack, *ASK, "--strict", "--nip", PAID).code == 1


def test_strict_when_all_is_clean_then_nought(masker, clean):
    assert masker("compute", clean, *ASK, "--strict").code == 0


def test_json_when_computed_then_the_same_bytes_as_the_library(masker, pack):
    import masker_rules as mr

    said = masker("compute", pack, *ASK, "--format", "json")
    assert said.out == mr.compute(PROFILE, mr.read_pack(pack)).to_json("id")
    found = {item["nip"]: item["net"] for item in json.loads(said.out)["results"]}
    assert found == {PAID: NET, UNKNOWN: None, OTHER: 0}


def test_json_when_not_quiet_then_notices_stand_on_stderr_alone(masker, pack):
    said = masker("compute", pack, *ASK, "--format", "json")
    assert "PERHATIAN" in said.err
    assert "PERHATIAN" not in said.out
    assert masker("compute", pack, *ASK, "--format", "json", "--quiet").err == ""


def test_csv_when_computed_then_a_row_each_with_profile_and_warnings(masker, pack):
    header, *rows = masker("compute", pack, *ASK, "--format", "csv").out.splitlines()
    assert header.startswith("nip,name,period,status,")
    assert header.endswith("missing,warnings,profile,profile_status")
    assert [row.split(",")[0] for row in rows] == sorted([PAID, UNKNOWN, OTHER])
    assert all("unconfirmed-rates" in row for row in rows)


def test_xlsx_when_computed_then_nip_is_text_and_money_a_number(masker, pack, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    out = tmp_path / "r.xlsx"
    assert masker("compute", pack, *ASK, "--out", out).code == 0
    sheet = openpyxl.load_workbook(out)["Hasil"]
    names = [cell.value for cell in sheet[1]]
    row = dict(zip(names, sheet[2], strict=True))
    assert (row["NIP"].value, row["NIP"].data_type) == (PAID, "s")
    net = row["Jumlah dibayarkan (Rp)"]
    assert (net.value, net.number_format) == (NET, "#,##0")
    whom = {"Nama", "Unit kerja", "Golongan", "Kelas jabatan", "Jabatan", "Kelompok pegawai"}
    assert whom <= set(row)
    assert row["Jenis kepegawaian"].value == "PNS"
    shares = [cell for name, cell in row.items() if name.endswith("(%)")]
    assert {cell.data_type for cell in shares} == {"n"}
    assert all(cell.number_format.endswith("%") and 0 <= cell.value <= 1 for cell in shares)


@pytest.mark.parametrize("form", ["json", "csv", "parquet", "xlsx"])
def test_formats_when_computed_twice_then_the_same_bytes(masker, pack, tmp_path, form):
    pytest.importorskip({"parquet": "polars", "xlsx": "openpyxl"}.get(form, "json"))
    files = [tmp_path / f"{n}.{form}" for n in range(2)]
    for out in files:
        masker("compute", pack, *ASK, "--out", out)
    first, second = (out.read_bytes() for out in files)
    assert first == second
    assert first


@pytest.mark.parametrize(
    ("form", "library", "extra"), [("parquet", "polars", "batch"), ("xlsx", "openpyxl", "excel")]
)
def test_formats_when_the_extra_is_missing_then_two_and_named(
    masker, pack, tmp_path, monkeypatch, form, library, extra
):
    monkeypatch.setitem(sys.modules, library, None)
    said = masker("compute", pack, *ASK, "--format", form, "--out", tmp_path / "r")
    assert said.code == 2
    assert extra in said.err
    assert not (tmp_path / "r").exists()


def test_trace_when_json_then_beside_every_result(masker, pack):
    said = masker("compute", pack, *ASK, "--format", "json", "--trace")
    assert said.code == 0
    assert all("trace" in item for item in json.loads(said.out)["results"])


def test_trace_when_a_table_then_two(masker, pack):
    said = masker("compute", pack, *ASK, "--trace")
    assert said.code == 2
    assert "--format json" in said.err


def test_period_when_a_range_then_a_column_names_the_month(masker, pack):
    said = masker("compute", pack, *ASK, "--period", "2026-07..2026-08", "--nip", PAID)
    rows = [line for line in said.out.splitlines() if line.startswith(PAID)]
    assert ["Juli 2026" in rows[0], "Agustus 2026" in rows[1], len(rows)] == [True, True, 2]


def test_as_of_when_before_the_end_then_incomplete(masker, clean):
    ask = ("compute", clean, *ASK, "--nip", PAID, "--format", "json", "--period", "2026-07")
    [item] = json.loads(masker(*ask, "--as-of", "2026-07-15").out)["results"]
    assert item["status"] == "incomplete"
    [item] = json.loads(masker(*ask, "--as-of", "2026-07-31").out)["results"]
    assert item["status"] == "payable"


def test_nip_when_repeated_then_only_these(masker, pack):
    said = masker("compute", pack, *ASK, "--nip", PAID, "--nip", OTHER, "--format", "json")
    assert [item["nip"] for item in json.loads(said.out)["results"]] == sorted([PAID, OTHER])


def test_compute_when_a_format_is_written_as_an_option_then_how_to_ask_for_it(masker, pack):
    said = masker("compute", pack, *ASK, "--json")

    assert "--format json" in said.err


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (("--nip", "197501012010011001"), "nip-not-in-pack"),
        (("--period", "2026-13"), "bad-period"),
        (("--as-of", "kemarin"), "bad-date"),
        (("--format", "pdf"), "unknown-format"),
        (("--engine", "abacus"), "unknown-engine"),
        (("--profle", "x"), "unknown-option"),
        (("--period",), "option-without-value"),
        (("more",), "unexpected-argument"),
        (("--lang", "jv"), "unknown-language"),
        (("--lang",), "option-without-value"),
    ],
)
def test_compute_when_the_request_is_wrong_then_two_with_a_code(masker, pack, argv, code):
    said = masker("compute", pack, *ASK, *argv)
    assert (said.code, said.out) == (2, "")
    assert f"[{code}]" in said.err


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        # What compute calls --profile, compare calls --baseline and --draft, and rapel otherwise.
        (("compare", "x", "--profile", "y"), "perhaps: --baseline, --draft;"),
        (("compute", "x", "--baseline", "y"), "perhaps: --profile;"),
        (("compute", "x", "--profle", "y"), "perhaps: --profile"),
        (("compute", "x", "--json"), "perhaps: --format json;"),
        (("schema", "pack", "--profile", "y"), "perhaps: --help;"),
    ],
)
def test_option_when_another_command_has_it_then_its_own_of_a_regulation(masker, argv, named):
    said = masker(*argv, "--lang", "en")
    assert (said.code, said.out) == (2, "")
    assert "[unknown-option]" in said.err
    assert named in said.err


def test_compute_when_the_extra_is_missing_then_two_with_a_code(masker, pack, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    said = masker("compute", pack, *ASK, "--engine", "spark")
    assert (said.code, said.out) == (2, "")
    assert "[engine-extra-missing]" in said.err


@pytest.mark.parametrize("word", ["polars", "duckdb"])
@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("id", "Nama mesin hitung “{word}” kini berarti “columns”; hasilnya sama."),
        ("en", "The engine word “{word}” now means “columns”; the results are the same."),
    ],
)
def test_engine_when_an_old_word_then_a_line_on_stderr_and_the_same_bytes(
    masker, pack, lang, told, word
):
    pytest.importorskip("polars")
    ask = (*ASK, "--format", "csv", "--lang", lang)
    now = masker("compute", pack, *ask, "--engine", "columns")
    said = masker("compute", pack, *ask, "--engine", word)
    assert (said.code, said.out) == (now.code, now.out)
    assert said.err.splitlines() == [told.format(word=word), *now.err.splitlines()]
    assert masker("compute", pack, *ask, "--engine", word, "--quiet").err == ""


def test_engine_when_an_old_word_and_in_parts_then_a_line_on_stderr(masker, pack, tmp_path):
    pytest.importorskip("polars")
    shutil.copytree(pack, tmp_path / "period=2026-07")
    ask = ("compute", tmp_path, *ASK, "--chunk", "--format", "csv", "--lang", "en")
    now = masker(*ask, "--engine", "columns")
    said = masker(*ask, "--engine", "polars")
    assert (said.code, said.out) == (now.code, now.out)
    first, *others = said.err.splitlines()
    assert "“polars” now means “columns”" in first
    assert others == now.err.splitlines()


def test_compute_when_profile_is_left_out_then_two(masker, pack):
    said = masker("compute", pack)
    assert said.code == 2
    assert "--profile" in said.err
