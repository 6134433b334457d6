"""Percents of which all are at most 1: as if shares of one were meant."""

from __future__ import annotations

import pytest
from packs import NIP, OTHER, pack_of
from same_packs import read_both

from masker_rules.facts import Vocabulary

PEOPLE = f"nip,category\n{NIP},PNS\n{OTHER},PNS\n"
HEAD = "period,measure,nip,value\n"


def told(folder, **tables):
    pack_of(folder, employees=PEOPLE, **tables)
    pack = read_both(folder, Vocabulary.canonical())
    return [(one.table, one.column) for one in pack.warnings if one.code == "percents-of-one"]


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [
        ("0.9025", "1", True),
        ("1", "1", True),
        ("0.9025%", "0.5", True),
        ("0", "1.00", True),
        # both sides of 1
        ("0.9025", "1.01", False),
        ("90.25", "97", False),
        # nothing was achieved, or nobody knows
        ("0", "0", False),
        ("0", "", False),
        ("", "", False),
        ("0.5", "", True),
        ("tidak_ada", "0.5", True),
    ],
)
def test_scores_when_all_are_at_most_one_then_told_once(tmp_path, first, second, is_told):
    scores = f"{HEAD}2026-03,capaian,{NIP},{first}\n2026-03,capaian,{OTHER},{second}\n"
    # Of other measures and kinds 1 is 1.
    scores += f"2026-03,working_days,{NIP},1\n2026-03,indeks_kapasitas,{NIP},0.5\n"
    assert told(tmp_path, scores=scores) == [("scores", "value")] * is_told


def test_scores_when_one_month_is_in_shares_then_told_beside_a_month_that_is_not(tmp_path):
    scores = f"{HEAD}2026-02,capaian,{NIP},90.25\n2026-03,Capaian,{NIP},0.9025\n"
    assert told(tmp_path, scores=scores) == [("scores", "value")]


@pytest.mark.parametrize(("amount", "is_told"), [("1", True), ("0.7%", True), ("70", False)])
def test_payment_percent_when_at_most_one_then_told(tmp_path, amount, is_told):
    amounts = "component,amount,job_class\ntpp,1,7\n"
    amounts += f"payment_percent,{amount},7\npayment_percent,{amount},8\n"
    assert told(tmp_path, amounts=amounts) == [("amounts", "amount")] * is_told


def test_remark_when_told_then_it_says_how_a_percent_is_written(tmp_path):
    pack_of(tmp_path, employees=PEOPLE, scores=f"{HEAD}2026-03,capaian,{NIP},0.9025\n")
    [remark] = read_both(tmp_path).warnings
    assert (remark.file, remark.line) == ("scores.csv", 0)
    assert remark.reason("en").startswith("every achievement of a period is at most 1")
    assert "tulis 90.25 bila maksudnya 90,25%" in remark.reason("id")
