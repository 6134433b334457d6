"""What an employees row says of the person."""

from __future__ import annotations

import pytest

from masker_rules.facts.person import person_facts
from masker_rules.facts.rows import Employee


@pytest.mark.parametrize(
    ("category", "grade", "golongan"),
    [
        ("PNS", "III/d", "III"),
        ("CPNS", "II/a", "II"),
        ("PNS", "IV/e", "IV"),
        ("PNS", None, None),
        ("PPPK", "IX", None),
        ("PPPK", "III/d", None),
        ("NON_ASN", "III/a", None),
    ],
)
def test_golongan_when_the_category_has_none_then_none_whatever_the_grade(
    category, grade, golongan
):
    employee = Employee("198501012010011001", category=category, grade=grade)
    assert person_facts(employee)["golongan"] == golongan


@pytest.mark.parametrize(
    ("category", "grade", "golongan_pppk"),
    [
        ("PPPK", "IX", "IX"),
        ("PPPK", "I", "I"),
        ("PPPK", "III/d", None),
        ("PPPK", None, None),
        ("PNS", "IX", None),
        ("CPNS", "III/a", None),
        ("NON_ASN", "IX", None),
    ],
)
def test_golongan_pppk_when_the_person_is_a_pppk_then_the_grade_without_a_letter(
    category, grade, golongan_pppk
):
    employee = Employee("198501012010011001", category=category, grade=grade)
    assert person_facts(employee)["golongan_pppk"] == golongan_pppk
