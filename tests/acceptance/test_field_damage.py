"""A month with the damage of the field: no settled amount moves, and an office can mend it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"
sys.path.insert(0, str(BENCH))

import field_damage  # noqa: E402
import field_data  # noqa: E402

PEOPLE = 60


def test_month_when_made_again_then_the_same_rows():
    first, second = (field_data.damaged(*field_data.month(10), 10).tables for _ in range(2))
    assert first == second
    assert {row["unit"] for row in first["employees"]} >= {"dinas-00001", "dinas-00010"}


def test_damage_when_done_then_each_kind_and_its_truth_stand():
    tables, fills = field_data.month(PEOPLE)
    made = field_data.damaged(tables, fills, PEOPLE)
    assert made.done.keys() >= field_data.SHARES.keys()
    for name, rows in made.tables.items():
        kept = [truth for truth in made.truth[name] if truth is not None]
        assert len(rows) == len(made.truth[name])
        assert kept == tables[name]


@pytest.mark.slow
def test_office_when_it_does_what_messages_ask_then_complete_and_no_amount_moved(tmp_path):
    office = field_damage.Office.of(tmp_path, PEOPLE)
    whole = field_damage.seen_of(tmp_path / "whole", str(field_damage.PROFILE))
    assert not whole.incomplete
    shares = []
    for _, _, seen in field_damage.rounds(office, str(field_damage.PROFILE)):
        assert not field_damage.judged_of(whole, seen).keys() - {*field_damage.ALLOWED}
        shares.append(len(seen.incomplete) / PEOPLE)
    # A quarter of the people are damaged; each round mends some, and after three nobody is left.
    assert shares[0] > 0.2
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 0.01
