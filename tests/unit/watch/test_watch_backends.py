"""Who decides can be chosen; what cannot be chosen is refused in words."""

from __future__ import annotations

import sys
from datetime import date

import pytest
from regulations import discipline, tables

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


@pytest.mark.parametrize(
    ("when", "counted"),
    [
        ("count(status = alpa) >= 5", [(6, 1), (8, 1), (9, 1)]),
        # One day is forgiven: what is left is no sum of days, and belongs to none of them.
        ("count(status = alpa) - 1 >= 5", [(0, 2)]),
    ],
)
def test_backend_when_it_reads_the_events_then_they_add_up_to_the_number(when, counted):
    told = []

    class Adds(Backend):
        def decide(self, ladder, tally):
            told.append([(event.day, event.amount) for event in tally.events()])
            return Evaluator().decide(ladder, tally)

    gate = {"each": "month", "when": when, "zero": "everything"}
    session = Session(discipline(gate=gate), backend=Adds())
    absent = {date(2026, 7, day): (None, None) for day in (6, 8, 9)}
    session.feed_all(
        {"table": name, **row} for name, rows in tables(punches=absent).items() for row in rows
    )
    session.alerts("2026-07-10 00:00")
    days = [(date(2026, 7, day).toordinal() if day else 0, amount) for day, amount in counted]
    assert told == [days]


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
