"""Amounts in words: every form of a thousand, and back to the number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masker_rules.papers.amount_words import LARGEST, in_words, rupiah_in_words

WORDS = {
    0: "nol",
    1: "satu",
    10: "sepuluh",
    11: "sebelas",
    12: "dua belas",
    19: "sembilan belas",
    20: "dua puluh",
    21: "dua puluh satu",
    100: "seratus",
    101: "seratus satu",
    110: "seratus sepuluh",
    111: "seratus sebelas",
    200: "dua ratus",
    999: "sembilan ratus sembilan puluh sembilan",
    1_000: "seribu",
    1_001: "seribu satu",
    1_100: "seribu seratus",
    2_000: "dua ribu",
    11_000: "sebelas ribu",
    21_000: "dua puluh satu ribu",
    100_000: "seratus ribu",
    101_000: "seratus satu ribu",
    111_111: "seratus sebelas ribu seratus sebelas",
    1_000_000: "satu juta",
    1_001_000: "satu juta seribu",
    1_234_567: "satu juta dua ratus tiga puluh empat ribu lima ratus enam puluh tujuh",
    1_000_000_000: "satu miliar",
    1_000_001_000: "satu miliar seribu",
    1_000_000_000_000: "satu triliun",
    LARGEST: "satu kuadriliun",
    -1_500: "minus seribu lima ratus",
}
UNITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12, "kuadriliun": 10**15}
ALONE = {"sepuluh": 10, "sebelas": 11}


def number_of(words):
    """Reads Indonesian number words as a person does; an oracle of its own."""
    total = group = last = 0
    for word in words.split():
        if word == "seribu":
            total += 1000
        elif word == "seratus":
            group += 100
        elif word in ALONE:
            group += ALONE[word]
        elif word == "belas":
            group, last = group + last + 10, 0
        elif word == "puluh":
            group, last = group + 10 * last, 0
        elif word == "ratus":
            group, last = group + 100 * last, 0
        elif word in SCALES:
            total, group, last = total + (group + last) * SCALES[word], 0, 0
        else:
            last = UNITS.index(word)
    return total + group + last


@pytest.mark.parametrize(("number", "words"), WORDS.items())
def test_number_when_said_then_as_a_treasurer_writes_it(number, words):
    assert in_words(number) == words


@given(st.integers(0, LARGEST))
def test_number_when_said_then_reads_back_and_is_never_one_thousand(number):
    words = in_words(number)
    assert number_of(words) == number
    assert "satu ribu" not in words.replace("puluh satu ribu", "").replace("ratus satu ribu", "")


def test_thousands_when_said_then_each_form_reads_back():
    thousands = [number * 1000 for number in range(1000)]
    assert [number_of(in_words(number)) for number in thousands] == thousands


def test_number_when_said_in_english_then_cardinal():
    assert in_words(1_234_567, "en") == (
        "one million two hundred thirty-four thousand five hundred sixty-seven"
    )
    assert in_words(0, "en") == "zero"


def test_amount_when_said_then_a_sentence_of_rupiah():
    assert rupiah_in_words(1_000_500) == "Satu juta lima ratus rupiah"


def test_number_when_too_large_then_refused():
    with pytest.raises(ValueError, match=str(LARGEST + 1)):
        in_words(LARGEST + 1)


def test_sum_when_it_has_no_name_then_in_digits():
    # Three amounts of 999 999 999 999 999, which a pack may hold: more than 10^15.
    assert rupiah_in_words(2_999_999_999_999_997) == "2.999.999.999.999.997 rupiah"
    assert rupiah_in_words(-(10**15) - 1, "en") == "−1,000,000,000,000,001 rupiah"
