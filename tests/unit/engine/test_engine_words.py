"""Numbers, dates and names as people of both languages read them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from masker_rules.engine.words import Words
from masker_rules.periods import Month
from masker_rules.units import Unit

ID, EN = Words(None, "id"), Words(None, "en")


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (1_444_000, "Rp 1.444.000", "Rp 1,444,000"),
        (0, "Rp 0", "Rp 0"),
        (-8000, "−Rp 8.000", "−Rp 8,000"),
        (Fraction(1), "Rp 1", "Rp 1"),
        (Fraction(25229, 4), "Rp 6.307,25", "Rp 6,307.25"),
        (Fraction(1, 10**8), "Rp 0,00000001", "Rp 0.00000001"),
        (Fraction(13_000_000, 3), "Rp 13.000.000/3", "Rp 13,000,000/3"),
        (10**30, "Rp 1" + ".000" * 10, "Rp 1" + ",000" * 10),
    ],
)
def test_money_when_written_then_with_the_separators_of_the_language(
    value: int | Fraction, indonesian: str, english: str
) -> None:
    assert (indonesian, english) == (ID.money(value), EN.money(value))


@pytest.mark.parametrize(
    ("value", "text", "shown"),
    [
        (Fraction(5, 1000), "0,5%", "0,5%"),
        (Fraction(361, 400), "90,25%", "90,25%"),
        (Fraction(1), "100%", "100%"),
        (Fraction(2, 3), "2/3", "66,67% (tepat: 2 dari 3)"),
        (Fraction(-1, 3), "−1/3", "−33,33% (tepat: −1 dari 3)"),
    ],
)
def test_percent_when_written_then_exact_with_a_figure_beside_a_fraction(
    value: Fraction, text: str, shown: str
) -> None:
    assert (text, shown) == (ID.percent(value), ID.shown(value, Unit.PERCENT))


def test_dates_when_written_then_weekday_and_month_in_words() -> None:
    day = date(2026, 7, 2)

    assert (ID.long_date(day), EN.long_date(day)) == (
        "Kamis, 2 Juli 2026",
        "Thursday, 2 July 2026",
    )
    assert (ID.month(Month(2026, 3)), EN.month(Month(2026, 3))) == ("Maret 2026", "March 2026")


def test_days_when_of_two_months_then_each_month_once() -> None:
    days = [date(2026, 7, 13), date(2026, 7, 14), date(2026, 7, 30), date(2026, 8, 3)]

    assert ID.days(days) == "13, 14 dan 30 Juli 2026, 3 Agustus 2026"
    assert EN.days(days[:1]) == "13 July 2026"


def test_durations_and_clocks_when_written_then_minutes_and_seconds() -> None:
    assert ID.value(Fraction(6075 * 60), Unit.DURATION) == "6.075 menit"
    assert EN.value(Fraction(10 * 60 + 59), Unit.DURATION) == "10 min 59 s"
    assert ID.value(Fraction(7 * 3600 + 1800), Unit.CLOCK) == "07.30"
    assert ID.value(Fraction(31 * 3600 + 1859), Unit.CLOCK) == "31.30.59"


def test_words_when_known_then_translated_else_as_they_are() -> None:
    assert (ID.word("mon"), EN.word("mon")) == ("Senin", "Monday")
    assert ID.word("kode_daerah") == "kode_daerah"
    assert (ID.value(None, Unit.WORD), EN.value(True, Unit.FLAG)) == ("tidak ada", "yes")
