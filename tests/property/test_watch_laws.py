"""Laws of sessions: what holds is a set, whatever the order in which facts come and go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from damages import damages, random_world, shipped_world
from hypothesis import example
from hypothesis import strategies as st
from long_runs import given_few, slow_but
from random_names import seeded
from watch_worlds import facts_of, plain, play, refused, story, world

import masker_rules as mr
from masker_rules.periods import Month
from masker_rules.watch import Session

PEOPLE = 3
#: How often somebody asks while facts come, so that facts touch what is kept.
ASKED = 150
#: Where each asking computes people of whom much is not known yet, an example takes a minute.
DEAR = 8


@given_few(1, st.integers(0, 10**9), st.integers(0, 10**9), many=DEAR, short=False)
def test_facts_when_fed_in_any_order_then_the_results_are_those_of_the_final_pack(seed, order):
    drawn = world(seed, PEOPLE)
    if drawn is None:
        return
    profile, tables, others, period = drawn
    rng = seeded(f"order {order}")
    steps = story(rng, tables, others)
    session = Session(profile, tables=tables)
    play(session, steps, lambda n: n % ASKED or refused(lambda: session.results(period)))
    found = refused(lambda: session.results(period))
    expected = refused(lambda: mr.compute(profile, mr.Pack(**tables), period, engine="reference"))
    assert plain(found) == plain(expected)
    assert session.pack().digest == mr.Pack(**tables).digest


@given_few(1, st.integers(0, 10**9), st.integers(0, 10**9), short=False)
def test_facts_when_named_by_what_they_say_then_order_changes_no_byte(seed, order):
    drawn = world(seed, PEOPLE)
    if drawn is None:
        return
    profile, tables, _, period = drawn
    facts = [fact for fact, _ in facts_of(tables)]
    one, other = Session(profile), Session(profile)
    one.feed_all(facts)
    seeded(f"order {order}").shuffle(facts)
    for fact in [*facts, *facts[:7]]:
        other.feed(fact)
    first, second = (refused(lambda s=s: s.results(period)) for s in (one, other))
    assert repr(plain(first)) == repr(plain(second))
    if isinstance(first, mr.Results):
        assert first.to_json() == second.to_json()


@given_few(1, st.integers(0, 10**9), st.integers(0, 10**9))
@example(9, 0)  # what is counted, and the highest of it, which does not exist
def test_alerts_when_facts_come_in_any_order_then_those_of_a_fresh_session_stand(seed, order):
    drawn = world(seed, PEOPLE)
    if drawn is None:
        return
    profile, tables, others, period = drawn
    first, last = f"{period[-7:]}-10 00:00", f"{period[-7:]}-28 00:00"
    sessions = [Session(profile, tables=tables, also=["id/nasional"]) for _ in range(2)]
    steps = story(seeded(f"order {order}"), tables, others)
    play(sessions[0], steps, lambda n: n % ASKED or refused(lambda: sessions[0].alerts(first)))
    sessions[1].feed_all(fact for fact, _ in facts_of(tables))
    found = [refused(lambda s=s: s.alerts(last)) for s in sessions]
    assert isinstance(found[0], Exception) == isinstance(found[1], Exception)
    assert sessions[0].standing == sessions[1].standing or isinstance(found[1], Exception)


# Drawn once. At the beginning of a month each day may be anything: of other draws world 34683
# takes nine minutes on its first day, and world 0 a quarter of an hour on its 22nd.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "day"), [(1456, 1), (1456, 24), (24, 24), (344943, 6), (6, 6), (5316, 3), (2, 22)]
)
def test_recap_of_a_month_when_asked_then_it_pays_as_the_results_do(seed, day):
    drawn = world(seed, PEOPLE)
    if drawn is None:
        return
    profile, tables, _, period = drawn
    month = Month.parse(period[-7:])
    moment = str(min(month.first + timedelta(day), month.last + timedelta(1)))
    session = Session(profile, tables=tables)
    session.feed_all(fact for fact, _ in facts_of(tables))
    recap = refused(lambda: session.recap(month, f"{moment} 00:00"))
    until = date.fromisoformat(moment) - timedelta(1)
    results = refused(lambda: session.results(month, as_of=until))
    if isinstance(results, mr.MaskerRulesError):
        assert (type(recap), str(recap)) == (type(results), str(results))
        return
    found = {one.nip: (one.name, one.status, one.net, one.bounds) for one in recap.people}
    assert found == {one.nip: (one.name, one.status, one.net, one.bounds) for one in results}


#: What happens to the numbers of people; rows of one that is lost may be of several.
LOST = ("rounded", "cut", "nik", "unreadable")


def _unseen(result):
    """Whether a month lacks all punches for `compute`, which is complete for a session."""
    return result.bounds is not None and "month-without-punches" in result.bounds.missing


def _broken(world, name, kinds=LOST):
    """Damages of numbers after which a session and `compute` differ, be they mended after it."""
    profile, tables, month = world
    session = Session(profile, tables=tables)
    whole = {ref: fact for fact, ref in facts_of(tables)}
    for ref, fact in whole.items():
        session.feed(fact, ref=f"{ref} 0")
    standing = {ref: f"{ref} 0" for ref in whole}

    def become(own, turn):
        for ref, fact in ((ref, fact) for fact, ref in facts_of(own)):
            if fact != now[ref]:
                session.feed(fact, ref=f"{ref} {turn}", replaces=standing[ref])
                now[ref], standing[ref] = fact, f"{ref} {turn}"
        found = refused(lambda: session.results(month))
        pack = mr.Pack(**own)
        expected = refused(lambda: mr.compute(profile, pack, month, engine="reference"))
        if isinstance(expected, mr.Results) and any(map(_unseen, expected)):
            return True
        return plain(found) == plain(expected)

    now, wrong = dict(whole), []
    rng, empties = seeded(f"lost {name}"), profile.plan.empties
    made = [one for one in damages(rng, tables, kinds, empties) if one.column == "nip"]
    for turn, damage in enumerate(made, 1):
        if not become(damage.tables, turn):
            wrong.append(damage.place)
    return wrong + (["mended"] if not become(tables, len(made) + 1) else [])


@pytest.mark.slow
@pytest.mark.parametrize("kinds", slow_but(("cut",).__eq__, [("cut",), LOST]), ids=["cut", "all"])
def test_number_when_lost_in_a_shipped_regulation_then_results_are_those_of_compute(kinds):
    world = shipped_world("id/kab-barru/e-kinerja", 0, 2)
    assert _broken(world, "barru", kinds) == []


@given_few(1, st.integers(0, 10**9), many=5, short=False)
def test_number_when_lost_then_the_session_says_what_compute_says(seed):
    world = random_world(seed, 2)
    if world is not None:
        assert _broken(world, seed) == []
