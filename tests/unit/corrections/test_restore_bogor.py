"""The deadline of a shipped regulation: reports of activity of Bogor close on the 10th.

The case beside it: 1000 × Rp 4.000, of which 60 % is productivity, 2 400 000; 3450 of 6900 minutes
are approved, 3450 wait and 3450 were rejected. Half of 2 400 000 comes back, 1 200 000.
"""

from __future__ import annotations

from datetime import date

import pytest

import masker_rules as mr
from masker_rules.testing.cases import alone, cases_beside
from masker_rules.testing.world import tables_of

CASE = "hanya isian yang disetujui dihitung"


@pytest.fixture(scope="module")
def world():
    law = alone(mr.load_profile("id/kota-bogor"))
    [case] = [one for one in cases_beside(law) if one.name == CASE]
    tables, nip = tables_of(case, law)
    return law, tables, nip


def test_report_when_asked_on_the_last_day_then_it_is_offered(world):
    law, tables, nip = world
    found = mr.restore(law, tables, "2026-07", nips=[nip], as_of="2026-08-10")
    waiting = [one for one in found.rows if one.fact.kind.name == "decide-activity"]
    assert {(one.amount, one.until) for one in waiting} == {(1_200_000, date(2026, 8, 10))}
    # One waits, one was rejected; who decides was not read.
    assert [one.fact.replaces.status for one in waiting] == ["pending", "rejected"]
    assert {one.decided_by for one in waiting} == {None}


def test_report_when_asked_a_day_later_then_the_reason_is_said(world):
    law, tables, nip = world
    found = mr.restore(law, tables, "2026-07", nips=[nip], as_of="2026-08-11")
    assert found.rows == ()
    whys = [why.text("en") for one in found.not_restored for why in one.refusals]
    assert any(
        why.startswith("the deadline of corrections was 10 August 2026 (E-Kinerja of Kota Bogor")
        for why in whys
    )
