"""Under every shipped profile: what is promised comes, and what restores nothing does not.

Each promise is computed once more from the tables of the case, with the row that the JSON names
written into them as an office would, by the public call: no hypothetical pack of ours is used.
"""

from __future__ import annotations

from random import Random

import pytest

import masker_rules as mr
from masker_rules.corrections.facts import row_texts
from masker_rules.corrections.kinds import kinds
from masker_rules.corrections.restoring import _READ_ALWAYS, _Run
from masker_rules.corrections.trying import facts_of
from masker_rules.profiles import known_ids
from masker_rules.testing.cases import alone, cases_beside
from masker_rules.testing.world import tables_of

#: At least so many, of so many at most of each regulation: every case would take ten minutes.
CUTS, NOTHINGS, A_PROFILE = 500, 200, 30
#: Regulations of which no case loses what a fact of the vocabulary that is offered gives back.
WITHOUT = {
    "id/bakamla/perban-1-2023": "cut by the predicate of performance alone: no correction",
    "id/bsn/perban-1-2026": "cut by violations however little of them: none is undone by a row",
    "id/kab-rembang/perbup-tpp-2024": "its cuts are not published: attendance takes nothing",
    "id/nasional/kerangka": "cut by sanctions alone: no correction",
    "id/prov-jawa-tengah/se-965-3623": "its rate is not published: what is late is incomplete",
}
#: So many facts of each cut that nothing restores are computed anew.
OF_A_CUT = 4


def written(tables, fact):
    """The tables with a fact of the JSON in them."""
    table, row, gone = fact["table"], fact["row"], fact["replaces"]
    rows = [dict(one) for one in tables.get(table, ())]
    if gone is not None:
        held = [dict(row_texts(one, table)) for one in mr.Pack(**tables).rows(table)]
        assert held.count(gone) == 1
        held.remove(gone)
        rows = held
    return {**tables, table: [*rows, row]}


def promised(profile, tables, period, nip, fact):
    return mr.compute(profile, written(tables, fact), period, nips=[nip])[0].net


def worlds(profile):
    """Cases of a profile that lose something, in an order of their own: tables, period, nip."""
    listed = [case for case in cases_beside(profile) if not case.run]
    Random(21).shuffle(listed)  # noqa: S311
    for case in listed:
        tables, nip = tables_of(case, profile)
        period = str(case.given["period"].text())
        try:
            before = mr.compute(profile, tables, period, nips=[nip])[0]
        except mr.MaskerRulesError:
            continue
        if before.net is not None and any(one.amount < 0 for one in before.findings):
            yield tables, period, nip, before.net


@pytest.mark.slow
def test_what_is_promised_comes_under_every_profile_and_nothing_where_nothing_is_said():
    cuts, nothings, profiles = 0, 0, set()
    for name in sorted(known_ids()):
        profile = alone(mr.load_profile(name))
        own = 0
        for tables, period, nip, net in worlds(profile):
            found = mr.restore(profile, tables, period, nips=[nip], worklist=True)
            for row in found.as_dict("en")["rows"]:
                after = promised(profile, tables, period, nip, row["fact"])
                assert (after, after - net) == (row["net"], row["amount"]), (name, row)
                assert row["amount"] > 0
                cuts, own = cuts + 1, own + 1
                profiles.add(name)
            nothings += without_effect(profile, tables, period, nip, found)
            if own >= A_PROFILE:
                break
    assert set(known_ids()) - profiles == set(WITHOUT)
    assert cuts >= CUTS
    assert nothings >= NOTHINGS


def without_effect(profile, tables, period, nip, found):
    """Facts of cuts that nothing restores, each computed anew: none of them gives anything."""
    run = _Run(profile, mr.Pack(**tables), [mr.Month.parse(period)], None, None, worklist=True)
    counted = 0
    for left in found.not_restored:
        if left.refusals:
            continue
        [before] = mr.compute(profile, tables, period, nips=[nip])
        rule = left.cut.rule
        [one] = [t for t in run._cuts(before) if t.cut.key == left.cut.key]
        facts = [fact for kind in kinds() for fact in facts_of(kind, one.cut, one.about)]
        for fact in Random(3).sample(facts, min(OF_A_CUT, len(facts))):  # noqa: S311
            if fact.table not in tables and fact.table not in _READ_ALWAYS:
                continue
            told = {
                "table": fact.table,
                "row": dict(row_texts(fact.row, fact.table)),
                "replaces": None
                if fact.replaces is None
                else dict(row_texts(fact.replaces, fact.table)),
            }
            try:
                [after] = mr.compute(profile, written(tables, told), period, nips=[nip])
            except mr.MaskerRulesError:
                continue
            if after.net is None:
                continue
            own = [
                sum(f.amount for f in result.findings if f.rule.endswith(rule))
                for result in (before, after)
            ]
            assert after.net <= before.net or own[1] <= own[0], (profile.id, left.cut, told)
            counted += 1
    return counted
