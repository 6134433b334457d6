"""Whose number a damaged text may have been."""

from __future__ import annotations

import pytest
from packs import NIP

import masker_rules as mr
from masker_rules.facts.identity import Damaged, Numbers, is_one_person, of_too_many

#: 1985-01-01, appointed 2010-01, male, 001; and others that resemble it.
ME = "198501012010011001"
BESIDE = "198501012010011002"
FAR = "197304152009022007"


@pytest.mark.parametrize(
    ("text", "mine", "of_far"),
    [
        ("1.98501E+17", True, False),  # a spreadsheet's quantity
        ("1,98501012010011E+17", True, False),  # with the comma of Indonesia
        ("198501012010011000", True, False),  # fifteen digits are kept
        ("198501012010011008.0", True, False),  # the nearest double
        ("19850101201001100", True, False),  # the last digit is cut
        ("1985010120100", True, False),  # so is more of it
        ("98501012010011001", True, False),  # the first digit is gone
        ("19850101201001001", True, False),  # one in the middle is gone
        ("1985010120100110011", True, False),  # one too many
        ("198501012010011091", True, False),  # one digit is another
        ("l985OlOl2OlOOllOOl", True, False),  # letters that look like digits
        ('="198501012010011001"', True, False),  # a formula around it
        ("+198501012010011001", True, False),  # as a formula is begun, too
        ("19850101 201001 1 009", True, False),  # as printed, one digit wrong
        ("198501012010011113", False, False),  # two digits are others
        ("7302010101850001", True, False),  # the identity card of who was born on 1985-01-01
        ("7302014101850001", True, False),  # that of a woman adds 40 to the day
        ("'7302 0101 0185 0001", True, False),
        ("7302010201850001", False, False),  # born on another day
        ("7302011504730001", False, True),
        ("19850", False, False),  # less than a month of birth is left
        ("", True, True),  # nothing is left
        ("#N/A", True, True),
        ("x", True, True),
    ],
)
def test_text_when_it_may_be_a_number_then_its_people(text, mine, of_far):
    meant = Numbers([ME, FAR]).meant_by(text)
    assert (ME in meant, FAR in meant) == (mine, of_far)


def test_stranger_when_one_digit_is_other_then_the_neighbours():
    assert Numbers([ME, FAR]).meant_by(BESIDE) == {ME}


def test_texts_when_somebody_is_asked_then_in_order_and_of_strangers_too():
    damaged = Damaged(["x", BESIDE], [FAR])
    assert damaged.of(FAR) == ["x"]
    assert damaged.of(ME) == [BESIDE, "x"]
    assert not Damaged([], [FAR]).of(FAR)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("198501012010011009", True),
        ("19850101201001100", False),
        ("1985010120", False),
        ("1.98501E+17", False),
        ("198501012010011000", False),
        ("7302010101850001", True),  # a whole number of an identity card
        ("7302010101850010", False),  # sixteen digits as a number: the last one may be any
        ("7302013202850001", False),  # no day of birth
        ("", False),
        ("#N/A", False),
    ],
)
def test_texts_when_equal_then_one_person_where_enough_is_left(text, is_one):
    assert is_one_person(text) is is_one


def people(count):
    return [{"nip": f"19850101201001{1 + at % 2}{1 + at:03d}"} for at in range(count)]


def test_text_when_it_may_be_of_more_than_twenty_then_it_says_nothing():
    lost = [{"nip": "", "time": "2026-03-02 07:00"}]
    for count, expected in ((20, frozenset()), (21, frozenset({""}))):
        pack = mr.Pack(employees=people(count), punches=lost)
        assert of_too_many(pack.set_aside, pack.by_nip("employees")) == expected


def test_row_when_its_number_is_cut_then_it_is_of_nobody():
    pack = mr.Pack(
        employees=[{"nip": NIP}], punches=[{"nip": NIP[:-1], "time": "2026-03-02 07:00"}]
    )
    [aside] = pack.set_aside
    assert (aside.nip, aside.unread, sorted(aside.said)) == (None, ("nip",), ["time"])
