"""Who decides can be chosen; what cannot be chosen is refused in words."""

from __future__ import annotations

import sys

import pytest
from regulations import discipline

import masker_rules as mr
from masker_rules.periods import Month
from masker_rules.watch import Backend, Session
from masker_rules.watch.backends import Evaluator, Ladder, Met, Steps, Tally


def tally(values):
    return Tally("198501012010011001", Month(2026, 7), values, list)


def test_numbers_when_passed_or_within_the_margin_then_reached_or_near():
    ladder = Ladder("sha256:0", (Steps((2, 3, 5), 1), Steps((3600,), 1800)))
    decided = Evaluator().decide(ladder, tally({0: 2, 1: 1800}))
    assert decided == {0: Met((2,), (3,)), 1: Met((), (3600,))}
    assert Evaluator().decide(ladder, tally({1: 1799})) == {1: Met((), ())}


def test_backend_when_given_then_it_decides():
    class Nobody(Backend):
        def decide(self, _, tally):
            return {at: Met((), ()) for at in tally.values}

    gate = {"each": "month", "when": "count(status = alpa) >= 1", "zero": "everything"}
    session = Session(discipline(satu=gate), backend=Nobody())
    session.feed({"table": "employees", "nip": "198501012010011001", "category": "PNS"})
    session.feed(
        {"table": "punches", "nip": "198501012010011001", "time": "2026-07-06 08:00", "kind": "in"}
    )
    [news] = session.alerts("2026-07-20 00:00")
    # What the regulation says now is told all the same, without a number that is reached.
    assert (news.alert.code, news.alert.threshold) == ("zero", None)


def test_backend_when_nobody_knows_it_then_refused_with_those_there_are():
    with pytest.raises(mr.RequestError) as caught:
        Session(discipline(), backend="drools")
    assert caught.value.code == "unknown-backend"
    assert "own, durable" in caught.value.text("en")


def test_backend_when_durable_is_not_installed_then_refused_with_the_cure(monkeypatch):
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    with pytest.raises(mr.AdapterUnavailableError) as caught:
        Session(discipline(), backend="durable")
    assert caught.value.code == "backend-extra-missing"
    assert "masker-rules[durable]" in caught.value.text("en")


def test_regulation_when_it_is_a_set_then_refused(tmp_path):
    file = tmp_path / "set.yaml"
    file.write_text("profiles:\n  - use: id/nasional\n")
    for given in (file, {"profiles": [{"use": "id/nasional"}]}):
        with pytest.raises(mr.RequestError) as caught:
            Session(given)
        assert caught.value.code == "session-of-a-set"
