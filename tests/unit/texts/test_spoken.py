"""Dates, hours, shares and names as both languages write them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from masker_rules.texts import render, spoken
from masker_rules.texts.spoken import Code, Column, Listed, Moment, MonthOf, Named, Period, Span

DAY = date(2026, 3, 11)


def both(value):
    return value.said("id"), value.said("en")


@pytest.mark.parametrize(
    ("share", "indonesian", "english"),
    [
        (Fraction(1, 2), "50%", "50%"),
        (Fraction(925, 1000), "92,5%", "92.5%"),
        # 3037/3375 = 0,899851...; 1/700 = 0,142857... percent
        (
            Fraction(3037, 3375),
            "89,99% (tepat: 3.037 dari 3.375)",
            "89.99% (exactly: 3,037 of 3,375)",
        ),
        (Fraction(1, 700), "0,14% (tepat: 1 dari 700)", "0.14% (exactly: 1 of 700)"),
        (Fraction(1, 10**10), "0,00000001%", "0.00000001%"),
        (
            Fraction(1, 10**11),
            "0% (tepat: 1 dari 100.000.000.000)",
            "0% (exactly: 1 of 100,000,000,000)",
        ),
    ],
)
def test_share_when_written_then_it_can_be_redone(share, indonesian, english):
    assert spoken.exact_share("id", share) == indonesian
    assert spoken.exact_share("en", share) == english


def test_money_when_without_an_end_then_rounded_with_what_it_is_exactly():
    third = Fraction(4_330_000, 3)
    assert spoken.exact_money("id", third) == "Rp 1.443.333,33 (tepat: Rp 4.330.000 ÷ 3)"
    assert spoken.exact_money("en", -third) == "−Rp 1,443,333.33 (exactly: Rp −4,330,000 ÷ 3)"
    assert spoken.exact_money("id", Fraction(25229, 4)) == "Rp 6.307,25"


def test_hours_when_written_then_with_the_zone_as_people_call_it():
    assert spoken.hour("id", 8 * 3600, "Asia/Makassar") == "pukul 08.00 WITA"
    assert spoken.hour("en", 8 * 3600, "Asia/Jayapura") == "08:00 WIT"
    assert spoken.hour("id", 31 * 3600 + 1859) == "pukul 31.30.59"
    assert spoken.zone_name("id", "Europe/Berlin") == "Europe/Berlin"


def test_moments_when_quoted_then_in_the_words_of_each_language():
    moment = Moment(DAY, 7 * 3600 + 36 * 60 + 7, "Asia/Makassar")
    assert both(moment) == ("11 Maret 2026 pukul 07.36.07 WITA", "11 March 2026 07:36:07 WITA")
    assert spoken.long_day("id", DAY) == "Rabu, 11 Maret 2026"


def test_spans_when_an_end_is_open_then_said():
    assert Span(DAY, None).said("id") == "sejak 11 Maret 2026"
    assert Span(None, DAY).said("id") == "sampai dengan 11 Maret 2026"
    assert Span(DAY, date(2026, 3, 12)).said("en") == "11 March 2026 to 12 March 2026"
    assert Span(DAY, DAY).said("id") == "11 Maret 2026"
    assert Span(None, None).said("id") == "tanpa batas"


def test_periods_when_quoted_then_month_quarter_half_or_year():
    assert both(Period("2026-03")) == ("Maret 2026", "March 2026")
    assert both(Period("2026-Q2")) == ("triwulan II 2026", "second quarter of 2026")
    assert both(Period("2026-S1")) == ("semester I 2026", "first half of 2026")
    assert both(Period("2026")) == ("tahun 2026", "2026")
    assert both(MonthOf(2026, 12)) == ("Desember 2026", "December 2026")


def test_codes_when_quoted_then_by_name_else_as_they_are():
    assert both(Code("cuti_alasan_penting")) == (
        "cuti karena alasan penting",
        "leave for an important reason",
    )
    assert both(Code("kode_daerah")) == ("kode_daerah", "kode_daerah")
    assert both(Column("until")) == ("akhir (until)", "until")
    assert both(Column("punches", "table")) == ("rekaman presensi (punches)", "punches")
    assert Listed((Code("izin"), "x")).said("id") == "izin, x"


def test_places_when_without_a_label_then_what_their_section_is():
    assert both(Named(None, "profile.in_force")) == (
        "masa berlaku peraturan",
        "time in force",
    )
    assert Named(None, "rules.keluar_kantor").said("id") == "aturan pengurangan: keluar kantor"


def test_tpp_when_it_stands_first_then_spelled_out_once():
    long = "Tambahan Penghasilan Pegawai (TPP)"
    assert spoken.spelled_out("id", "TPP dan TPP") == f"{long} dan TPP"
    assert spoken.spelled_out("id", f"{long} Kota") == f"{long} Kota"
    assert spoken.spelled_out("id", "tunjangan kinerja") == "tunjangan kinerja"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Fraction(1, 8), 2, "0,12"),  # half to even
        (Fraction(3, 8), 2, "0,38"),
        (Fraction(1999, 1000), 2, "2"),
        (-1500, 0, "−1.500"),
        (Fraction(12345, 10), 8, "1.234,5"),
    ],
)
def test_numbers_when_rounded_then_half_to_even_without_idle_zeros(value, decimals, text):
    assert spoken.number("id", value, decimals) == text


def test_how_many_when_said_then_with_marks_of_thousands_and_a_sign_as_it_is():
    assert both(spoken.HowMany(1984)) == ("1.984", "1,984")
    assert both(spoken.HowMany("?")) == ("?", "?")


def test_number_in_a_template_when_it_says_how_many_then_with_marks_of_thousands():
    params = {"count": 1200, "limit": 1000, "path": "inputs.a"}
    assert "1.200 nilai, paling banyak 1.000" in render("id", "errors.sweep-too-long.fact", params)
    assert "1,200" in render("en", "errors.sweep-too-long.fact", params)
