"""Counts of a month that is paid the same whatever is missing: what differs is not known."""

from __future__ import annotations

from datetime import date

import pytest
from regulations import NIP, regulation, tables

import masker_rules as mr

JULY, OTHER = "2026-07", "198501012010011002"
ENGINES = pytest.mark.parametrize("engine", ["reference", "columns"])
MONDAY, TUESDAY = date(2026, 7, 6), date(2026, 7, 7)
#: A day of alpa takes all that the part can lose, so that being late costs nothing more; whether
#: it stands there under its code depends on a score.
LAW = regulation(
    parts={"discipline": {"weight": "100%", "round": "Rp 1"}},
    inputs={"capaian": {"from": "scores.capaian", "type": "percent"}},
    rules={
        "alpa": {"each": "alpa", "cut": "100%", "code": "A", "of": "discipline"},
        "late": {"each": "late", "when": "capaian < 50%", "cut": "1%", "code": "T",
                 "of": "discipline"},
    },
)  # fmt: skip
PUNCHES = {MONDAY: (None, None), TUESDAY: ("09:00", "16:00")}


def given(*scores):
    rows = [{"nip": NIP, "period": JULY, "measure": "capaian", "value": value} for value in scores]
    return tables(punches=PUNCHES, scores=rows)


def one(engine, *scores):
    return mr.compute(LAW, given(*scores), JULY, engine=engine)


@ENGINES
def test_count_when_it_depends_on_what_is_missing_then_not_known_and_not_zero(engine):
    found = one(engine)
    result = found[NIP]
    assert result.status == "payable"
    assert "missing-made-no-difference" in {note.code for note in result.warnings}
    assert result.counts["A"] == 1
    assert "T" not in result.counts
    assert result.unknown_counts == ("T",)
    (told,) = found.as_dict("id")["results"]
    assert told["unknown_counts"] == ["T"]
    (row,) = found.to_rows()
    assert row["count_A"] == 1
    assert row["count_T"] is None
    assert mr.Results.from_json(found.to_json()) == found


@ENGINES
@pytest.mark.parametrize(("score", "days"), [("49", 1), ("50", 0)])
def test_count_when_nothing_is_missing_then_as_it_is(engine, score, days):
    found = one(engine, score)
    assert found[NIP].unknown_counts == ()
    assert found[NIP].counts.get("T", 0) == days
    assert "unknown_counts" not in found.as_dict("id")["results"][0]


@ENGINES
def test_count_when_others_know_it_then_their_frame_says_so_and_his_is_empty(engine):
    facts = given()
    facts["employees"] = [*facts["employees"], {**facts["employees"][0], "nip": OTHER}]
    facts["amounts"] = [*facts["amounts"], {**facts["amounts"][0], "nip": OTHER}]
    facts["punches"] = [*facts["punches"], *({**row, "nip": OTHER} for row in facts["punches"])]
    facts["scores"] = [{"nip": OTHER, "period": JULY, "measure": "capaian", "value": "80"}]
    found = mr.compute(LAW, facts, JULY, engine=engine)
    cells = {row["nip"]: row["count_T"] for row in found.to_rows()}
    assert cells == {NIP: None, OTHER: 0}
    frame = found.to_frame()
    assert dict(zip(frame["nip"], frame["count_T"], strict=True)) == cells
    flat = {row["nip"]: row["count_T"] for row in found.flat_frame().iter_rows(named=True)}
    assert flat == cells
