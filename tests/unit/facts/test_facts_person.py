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
