"""What the national frame brings, and what a case says of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from july import DAYS, NIP, PERIOD

import masker_rules as mr
from masker_rules import yamltext
from masker_rules.testing.casefile import CaseNode
from masker_rules.testing.expected import compare

#: Three working days that do not follow each other.
AWAY = [DAYS[3], DAYS[5], DAYS[7]]


@pytest.fixture(scope="module")
def result():
    """Three unexcused days of July; June is only told of by `carried`."""
    punches = [
        {"nip": NIP, "time": f"{day} {at}", "kind": kind}
        for day in DAYS
        if day not in AWAY
        for kind, at in (("in", "07:30"), ("out", "16:30"))
    ]
    return mr.compute(
        "id/nasional",
        {
            "employees": [{"nip": NIP, "name": "Contoh", "category": "PNS", "grade": "III/b"}],
            "amounts": [{"component": "tpp", "amount": "5000000", "nip": NIP}],
            "punches": punches,
            "carried": [{"nip": NIP, "period": "2026-06", "key": "unexcused_days", "value": "10"}],
        },
        PERIOD,
    )[NIP]


def mismatches(result, text):
    node = yamltext.parse_yaml(text.encode(), str(Path("uji.yaml")))
    return [(one.expected, one.got) for one in compare(result, CaseNode("expect", node))]


def test_ladder_when_the_month_before_is_not_in_the_pack_then_told_all_the_same(result):
    # 10 + 3 = 13 days; whether a run of ten crosses from June nobody knows
    assert [(c.code, c.months) for c in result.consequences] == [("pemotongan_tpp", 6)]
    assert result.net == 5000000


@pytest.mark.parametrize(
    ("expected", "wrong"),
    [
        ("[pemotongan_tpp 6]", []),
        ("[pemotongan_tpp]", []),
        ("[pemotongan_tpp 9]", [("pemotongan_tpp 9", "none"), ("", "pemotongan_tpp 6")]),
        ("[]", [("", "pemotongan_tpp 6")]),
    ],
)
def test_case_when_consequences_are_expected_then_exactly_those(result, expected, wrong):
    assert mismatches(result, f"consequences: {expected}\n") == wrong


def test_case_when_a_flag_is_expected_that_nobody_raised_then_a_mismatch(result):
    assert mismatches(result, "flags: [not leave_check]\n") == []
    assert mismatches(result, "flags: [leave_check]\n") == [("leave_check", "none")]
