"""The matrix of the month: codes of days, as the regulation calls them."""

from __future__ import annotations

from datetime import date

import pytest
from papers_world import papers_of
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.papers import Wish

MONDAY = "2026-07-06"


def mark_of(law, given):
    """The cell of Monday 6 July."""
    results = mr.compute(law, given, "2026-07")
    (bundle,) = papers_of(results, Wish(kinds=("recap",)))
    (paper,) = bundle.papers
    (table,) = [block for block in paper.blocks if hasattr(block, "columns")]
    at = [column.key for column in table.columns].index("d5")
    (row,) = table.rows
    return row.cells[at].value


def letter(code):
    return [{"nip": NIP, "code": code, "from": MONDAY, "until": MONDAY, "approved": "true"}]


@pytest.mark.parametrize(
    ("given", "mark"),
    [
        ({}, "H"),
        ({"punches": {date(2026, 7, 6): (None, None)}}, "A"),
        ({"absences": letter("alpa")}, "A"),
        ({"absences": letter("sakit")}, "S"),
        ({"absences": letter("cuti_tahunan")}, "C"),
        ({"absences": letter("dinas_luar")}, "D"),
        # a word of the regulation's own, in its group of duty
        ({"absences": letter("konsinyering")}, "D"),
        ({"punches": {date(2026, 7, 6): ("08:30", "16:00")}}, "TL"),
    ],
)  # fmt: skip
def test_day_when_something_happened_then_its_mark(given, mark):
    law = discipline(late={"each": "late", "cut": "1%", "of": "discipline", "code": "TL"})
    law["words"] = {"absences.code": {"konsinyering": "new"}}
    law["groups"] = {"duty": ["dinas_luar", "konsinyering"]}
    assert mark_of(law, tables(**given)) == mark


def test_day_when_only_the_roll_call_was_tapped_then_as_the_regulation_says():
    """By the rules of the language such a day is one of absence, though somebody tapped."""
    law = discipline(alpa={"each": "alpa", "cut": "3%", "of": "discipline"})
    found = tables(punches={date(2026, 7, 6): (None, None)})["punches"]
    found.append({"nip": NIP, "time": f"{MONDAY} 07:15", "kind": "apel"})
    assert mark_of(law, tables() | {"punches": found}) == "A"
