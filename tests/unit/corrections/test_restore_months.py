"""What is cut of the month as a whole: facts of its days are tried too.

The person is paid Rp 1.000.000; three absent days in the months that count cost 5 %, 50 000, of
the month, and nothing by the day. Until December 2026 no fact of a day was tried for such a cut.
"""

from __future__ import annotations

from datetime import date

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr

GATE = {
    "often": {
        "each": "month",
        "when": "count(status = alpa over last 2 months) >= 3",
        "cut": "5%",
        "of": "discipline",
    }
}
JULY = [date(2026, 7, day) for day in (6, 14, 22)]
JUNE = [date(2026, 6, day) for day in (9, 17)]


def given(june, july, **more):
    first = tables(period=(2026, 6), punches=dict.fromkeys(june, (None, None)))
    found = tables(punches=dict.fromkeys(july, (None, None)), **more)
    return {**found, "punches": first["punches"] + found["punches"]}


def letter(day, approved=""):
    row = {"nip": NIP, "code": "dinas_luar", "from": f"{day}", "until": f"{day}"}
    return {**row, "approved": approved}


def found_of(facts, **more):
    return mr.restore(discipline(**GATE), facts, "2026-07", nips=[NIP], **more)


def test_pending_letter_when_it_undoes_a_gate_then_it_comes_first():
    """With it two days are left: the 5 % are not cut, 50 000 come back."""
    found = found_of(given([], JULY, absences=[letter(JULY[1])]))
    [first] = [one for one in found.rows if one.is_in_pack]
    assert found.rows[0] is first
    assert (first.fact.kind.name, first.amount, first.net) == ("decide-absence", 50_000, 1_000_000)
    assert first.fact.days == (JULY[1],)
    assert found.not_restored == ()


def test_letter_of_an_earlier_month_when_it_undoes_a_gate_then_it_is_found():
    """Two absent days in June and one in July: a pending letter of June leaves two."""
    found = found_of(given(JUNE, JULY[:1], absences=[letter(JUNE[0])]))
    assert [one.amount for one in found.rows if one.is_in_pack] == [50_000]


@pytest.mark.parametrize("worklist", [False, True])
def test_what_nobody_recorded_is_tried_on_days_that_stand_out(worklist):
    """Any of the three days excused, or one punch on it, leaves two days."""
    found = found_of(given([], JULY), worklist=worklist)
    assert {one.amount for one in found.rows} == {50_000}
    days = {one.fact.row.time.day for one in found.rows if one.fact.table == "punches"}
    assert days == ({JULY[0]} if worklist else set(JULY))
    assert not found.not_restored


def test_a_rule_of_the_month_that_reads_no_day_is_tried_with_no_fact_of_a_day():
    """Half of the score is missing, 500 000: absent days have no part in it."""
    law = {
        **discipline(**GATE),
        "parts": {"productivity": {"weight": "100%", "score": "capaian", "round": "Rp 1"},
                  "discipline": {"weight": "0%", "round": "Rp 1"}},
    }  # fmt: skip
    scores = [{"nip": NIP, "period": "2026-07", "measure": "capaian", "value": "50"}]
    facts = given([], JULY[:1], scores=scores)
    [left] = mr.restore(law, facts, "2026-07", nips=[NIP]).not_restored
    assert left.cut.rule == "parts.productivity"
    assert [one.reason for one in left.refusals] == ["no-correction"]
