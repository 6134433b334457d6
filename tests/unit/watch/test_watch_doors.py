"""What is no fact, no name and no moment is refused in words, and changes nothing."""

from __future__ import annotations

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.watch import Session

LAW = discipline(late={"each": "late", "cut": "1%", "of": "discipline"})
PUNCH = {"table": "punches", "nip": NIP, "time": "2026-07-06 07:55"}


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda session: session.feed(None), "not-a-row"),
        (lambda session: session.feed([]), "not-a-row"),
        (lambda session: session.feed_all(5), "not-a-row"),
        (lambda session: session.feed_all([PUNCH, 5]), "not-a-row"),
        (lambda session: session.feed(PUNCH, ref="a\0b"), "ref-not-text"),
        (lambda session: session.feed(PUNCH, ref="\ud800"), "ref-not-text"),
        (lambda session: session.feed(PUNCH, replaces="a\0b"), "ref-not-text"),
        (lambda session: session.feed({**PUNCH, "ref": "\ud800"}), "ref-not-text"),
        (lambda session: session.feed({**PUNCH, "replaces": "a\0b"}), "ref-not-text"),
        (lambda session: session.retract("a\0b"), "ref-not-text"),
        (lambda session: session.retract("\ud800"), "ref-not-text"),
        (lambda session: session.mirror("gate", [None]), "not-a-row"),
        (lambda session: session.declare(5), "unknown-table"),
        (lambda session: session.alerts(None), "bad-moment"),
        (lambda session: session.alerts(5), "bad-moment"),
        (lambda session: session.results(5), "bad-period"),
    ],
)
def test_session_when_given_what_it_cannot_take_then_coded_and_nothing_is_taken(act, code):
    session = Session(LAW)
    with pytest.raises(mr.MaskerRulesError) as caught:
        act(session)
    assert caught.value.code == code
    assert session.refs == ()


@pytest.mark.parametrize("nip", [["x"], 5, {"a": 1}, "\ud800"])
def test_fact_when_its_nip_is_no_text_then_set_aside(nip):
    receipt = Session(LAW).feed({**PUNCH, "nip": nip})
    assert receipt.set_aside is not None


@pytest.mark.parametrize("cell", [{"a": 1}, ["x"]])
def test_fact_when_an_unknown_column_holds_anything_then_a_remark(tmp_path, cell):
    with Session(LAW, tmp_path / "store") as session:
        receipt = session.feed({**PUNCH, "own": cell})
    assert receipt.set_aside is None
    assert [one.code for one in receipt.remarks] == ["unknown-column"]


@pytest.mark.parametrize("period", [5, ["2026-07"], 0, {}])
def test_compute_when_the_period_is_no_text_then_coded(period):
    with pytest.raises(mr.RequestError) as caught:
        mr.compute(LAW, tables(), period)
    assert caught.value.code == "bad-period"
