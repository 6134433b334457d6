"""The limits of durable-rules are met in words, or not met at all."""

from __future__ import annotations

import threading

import pytest
from regulations import NIP

import masker_rules as mr
from masker_rules.periods import Month
from masker_rules.watch import durable
from masker_rules.watch.backends import Event, Ladder, Met, Steps, Tally

pytestmark = pytest.mark.needs_compiler
JULY = Month(2026, 7)
LADDER = Ladder("sha256:00aa", (Steps((3, 4), 1),))


@pytest.fixture
def backend():
    pytest.importorskip("durable")
    made = durable.Durable()
    yield made
    made.close()


def tally(*amounts, nip=NIP, month=JULY, value=None):
    """Amounts of one counter, day by day."""
    events = [Event(day, 0, amount) for day, amount in enumerate(amounts, 1)]
    return Tally(nip, month, {0: sum(amounts) if value is None else value}, lambda: events)


def moved(before, test, now):
    rule = {"all": [{"m": {"$and": [{"z0_3": before}, test, {"$s": 1}]}}]}
    return {f"z0_3: {before} {now}": rule}


def test_ruleset_when_compiled_then_one_rule_counts_and_four_move_a_number():
    far, near, reached = 0, 1, 2
    assert durable.definition(Ladder("sha256:00aa", (Steps((3,), 1),))) == {
        "count": {"all": [{"m": {"$ex": {"counter": 1}}}]},
        **moved(far, {"$gte": {"n0": 2}}, near),
        **moved(near, {"$gte": {"n0": 3}}, reached),
        **moved(near, {"$lt": {"n0": 2}}, far),
        **moved(reached, {"$lt": {"n0": 3}}, near),
    }


def test_numbers_when_events_come_one_by_one_then_near_and_reached(backend):
    steps = [backend.decide(LADDER, tally(*[1] * days))[0] for days in range(6)]
    assert steps == [
        Met((), ()),
        Met((), ()),
        Met((), (3,)),
        Met((3,), (4,)),
        Met((3, 4), ()),
        Met((3, 4), ()),
    ]


def test_numbers_when_an_event_is_taken_back_then_not_reached_any_more(backend):
    assert backend.decide(LADDER, tally(1, 1, 1))[0] == Met((3,), (4,))
    assert backend.decide(LADDER, tally(1, 1))[0] == Met((), (3,))
    # An earlier day that comes late is no end of what was told.
    assert backend.decide(LADDER, tally(2, 1, 1))[0] == Met((3, 4), ())
    assert backend.decide(LADDER, tally(1, month=Month(2026, 8)))[0] == Met((), ())


def test_numbers_when_an_amount_falls_then_not_reached_any_more(backend):
    assert backend.decide(LADDER, tally(4, -2))[0] == Met((), (3,))
    assert backend.decide(LADDER, tally(4, -2, -2))[0] == Met((), ())


@pytest.mark.slow
def test_people_when_more_than_a_ruleset_holds_then_all_are_decided(backend):
    nips = [f"19850101201001{number:04d}" for number in range(2_100)]
    for turn in (1, 2):
        for nip in nips:
            assert backend.decide(LADDER, tally(*[1] * (turn + 1), nip=nip))[0].near
    assert len(backend._shards[LADDER]) == 3
    backend.close()
    assert backend.decide(LADDER, tally(1, 1, 1))[0] == Met((3,), (4,))


def test_people_when_durable_takes_one_for_another_then_each_has_a_state(backend):
    """FNV-1a of 32 bits is 2020992689 of both."""
    nips = ("197109251993072362", "199507122003062278")
    assert backend.decide(LADDER, tally(3, nip=nips[0]))[0] == Met((3,), (4,))
    assert backend.decide(LADDER, tally(1, nip=nips[1]))[0] == Met((), ())
    assert backend.decide(LADDER, tally(3, 1, nip=nips[0]))[0] == Met((3, 4), ())


@pytest.mark.parametrize("number", [2**63 - 1, 2**63])
def test_threshold_when_it_may_be_above_63_bits_then_refused_before_anything_runs(number):
    with pytest.raises(mr.RequestError) as caught:
        durable.definition(Ladder("sha256:00aa", (Steps((number,), 1),)))
    assert caught.value.code == "backend-too-large"
    assert str(2**63 - 1) in caught.value.text("en")


def test_count_when_above_63_bits_then_refused_and_the_next_is_decided(backend):
    for amounts in ([2**63], [2**62, 2**62], [-(2**63)]):
        with pytest.raises(mr.RequestError) as caught:
            backend.decide(LADDER, tally(*amounts))
        assert caught.value.code == "backend-too-large"
    assert backend.decide(LADDER, tally(2**63 - 1))[0] == Met((3, 4), ())
    assert backend.decide(LADDER, tally(2))[0] == Met((), (3,))


def test_numbers_when_more_than_a_ruleset_holds_then_refused(backend):
    numbers = tuple(range(1, durable.NUMBERS + 1))
    most = Ladder("sha256:00aa", (Steps(numbers, 60),))
    assert backend.decide(most, tally())[0] == Met((), numbers)
    assert backend.decide(most, tally(60))[0] == Met(numbers, ())
    assert backend.decide(most, tally(60, -60))[0] == Met((), numbers)
    more = Ladder("sha256:00aa", (Steps((*numbers, 99), 1),))
    with pytest.raises(mr.RequestError) as caught:
        backend.decide(more, tally(1))
    assert caught.value.code == "backend-too-many"


def test_action_when_it_fails_then_said_and_not_kept_in_the_state(backend, monkeypatch):
    monkeypatch.setattr(durable, "_counted", lambda c: c.s.n0 + "x")
    with pytest.raises(mr.EvaluationError) as caught:
        backend.decide(LADDER, tally(1))
    assert caught.value.code == "backend-failed"
    assert NIP in caught.value.text("en")


def test_action_when_interrupted_then_the_interruption_is_not_swallowed(backend, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(durable, "_counted", interrupted)
    with pytest.raises(KeyboardInterrupt):
        backend.decide(LADDER, tally(1))
    monkeypatch.undo()
    backend.close()
    assert backend.decide(LADDER, tally(1, 1, 1))[0] == Met((3,), (4,))


def test_sum_when_durable_counts_otherwise_than_we_then_said(backend):
    with pytest.raises(mr.EvaluationError) as caught:
        backend.decide(LADDER, tally(1, 1, value=3))
    assert caught.value.code == "backend-failed"


def test_rulesets_when_made_then_no_thread_of_theirs_runs(backend):
    before = threading.active_count()
    backend.decide(LADDER, tally(1))
    assert threading.active_count() == before


@pytest.mark.parametrize(
    ("times", "is_decided"), [(durable.TRIES - 1, True), (durable.TRIES, False)]
)
def test_action_when_it_is_let_go_then_told_anew_and_after_three_turns_said(
    backend, monkeypatch, times, is_decided
):
    backend.decide(LADDER, tally(1))
    left = iter([True] * times)
    host = type(backend._shards[LADDER][0]._rules)
    run = host.do_actions

    def let_go(self, handle, ended):
        if not next(left, False):
            run(self, handle, ended)

    monkeypatch.setattr(host, "do_actions", let_go)
    if is_decided:
        assert backend.decide(LADDER, tally(1, 1, 1))[0] == Met((3,), (4,))
    else:
        with pytest.raises(mr.EvaluationError) as caught:
            backend.decide(LADDER, tally(1, 1, 1))
        assert caught.value.code == "backend-failed"
    assert next(left, None) is None
