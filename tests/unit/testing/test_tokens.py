"""Numbers of every unit, one step below and above."""

from __future__ import annotations

import pytest

from masker_rules.testing.tokens import moved, tokens


@pytest.mark.parametrize(
    ("text", "below_and_above"),
    [
        ("30m", ["29m", "31m"]),
        ("2h", ["119m", "121m"]),
        ("1m30s", ["1m29s", "1m31s"]),
        ("07:30", ["07:29", "07:31"]),
        ("06:00:00", ["05:59", "06:01"]),
        ("06:00:01", ["06:00", "06:00:02"]),
        ("0.5%", ["0.4%", "0.6%"]),
        ("1.25%", ["1.24%", "1.26%"]),
        ("60%", ["59%", "61%"]),
        ("Rp 120.000", ["Rp 119999", "Rp 120001"]),
        ("3", ["2", "4"]),
        ("2026-03-01", ["2026-02-28", "2026-03-02"]),
        ("0", ["1"]),
        ("0%", ["1%"]),
    ],
)
def test_literal_when_moved_then_by_one_step_of_its_lattice(text, below_and_above):
    assert list(moved(text)) == below_and_above


def test_text_when_read_then_numbers_inside_names_are_none_of_its_own():
    read = [(t.kind, t.text) for t in tokens("count(status = cuti_2 and late > 30m) >= 3")]
    assert read == [
        ("name", "count"),
        ("name", "status"),
        ("sign", "="),
        ("name", "cuti_2"),
        ("name", "and"),
        ("name", "late"),
        ("sign", ">"),
        ("literal", "30m"),
        ("sign", ">="),
        ("literal", "3"),
    ]
