"""What a deduction of the pack asks for beyond the net is told, and not lost without a word."""

from __future__ import annotations

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr

LAW, PERIOD = discipline(), "2026-07"
FIRST = {"nip": NIP, "period": PERIOD, "code": "koperasi", "amount": "600000"}
SECOND = {"nip": NIP, "period": PERIOD, "code": "zakat", "amount": "500000"}


@pytest.fixture(params=["reference", "columns"])
def computed(request):
    def compute(*deductions, owed=None):
        given = tables() | {"deductions": [*deductions]}
        if owed:
            row = {"nip": NIP, "period": PERIOD, "key": "overpayment", "value": owed}
            given["carried"] = [row]
        return mr.compute(LAW, given, PERIOD, engine=request.param)[NIP]

    return compute


def left(result):
    return [one.message("en") for one in result.warnings if one.code == "deduction-left"]


def test_deductions_when_they_come_to_the_net_then_nothing_is_left(computed):
    found = computed(FIRST, {**SECOND, "amount": "400000"})
    assert (found.net, left(found)) == (0, [])


def test_deductions_when_they_exceed_the_net_then_what_is_left_is_told(computed):
    # 1 000 000 - 600 000 leaves 400 000 of the 500 000 that are asked for
    found = computed(FIRST, SECOND)
    [told] = left(found)
    assert found.net == 0
    assert "of Rp 500,000 only Rp 400,000 could be taken in this month; Rp 100,000 is left" in told


def test_overpayment_when_it_exceeds_the_net_then_what_is_left_is_told(computed):
    found = computed(owed="1250000")
    [told] = left(found)
    assert found.net == 0
    assert told.startswith("Recovery of an over-payment: of Rp 1,250,000 only Rp 1,000,000")
    assert "Rp 250,000 is left" in told
