"""Copies of people beside each other tell what packs of their own tell, to the last byte."""

from __future__ import annotations

import pytest
from agreement import case_worlds
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.corrections import worlds
from masker_rules.profiles import known_ids

OTHER, THIRD = "198501012010011002", "199001012015011003"
LAW = discipline(
    alpa={"each": "alpa", "cut": "3%", "of": "discipline"},
    missing={"each": "missing", "cut": "1.5%", "of": "discipline"},
)
#: Of each regulation so many people of a world are looked at, of so many worlds.
PEOPLE, WORLDS = 2, 1


@pytest.fixture
def copied(monkeypatch):
    """How many trials stood beside others as copies."""
    counts = []
    old = worlds.Worlds._as_copies

    def counted(self, trials):
        found = old(self, trials)
        counts.append(len(found))
        return found

    monkeypatch.setattr(worlds.Worlds, "_as_copies", counted)
    return counts


def both(law, given, period, **more):
    """The JSON as copies, and in packs of their own by the reference engine."""
    return [
        mr.restore(law, given, period, engine=engine, **more).to_json("en")
        for engine in ("columns", "reference")
    ]


def of_several(punches, *nips):
    """The tables of one person for several of one unit, each with punches of their own."""
    found = {}
    for nip, own in zip(nips, punches, strict=True):
        for name, rows in tables(punches=own).items():
            named = [{**row, "nip": nip} if "nip" in row else row for row in rows]
            found.setdefault(name, []).extend(row for row in named if row not in found[name])
    return found


def days(*missed):
    return {mr.Month(2026, 7).first.replace(day=day): (None, None) for day in missed}


def test_people_of_a_unit_feel_nothing_of_what_is_tried_with_each_other(copied):
    given = of_several([days(3), days(7)], NIP, OTHER)
    one, other = both(LAW, given, "2026-07")
    assert one == other
    assert sum(copied) > 30


@pytest.mark.slow
@pytest.mark.parametrize("text", [OTHER[:-1], "1,98501E+17", "", OTHER + "0"])
def test_a_row_of_nobody_speaks_of_a_person_and_of_no_copy(text):
    """A letter whose number was damaged may be that of one of three, or of all of them."""
    given = of_several([days(3, 6), days(7), days(8, 9)], NIP, OTHER, THIRD)
    row = {"code": "dinas_luar", "from": "2026-07-07", "until": "2026-07-07", "approved": "true"}
    given["absences"] = [{"nip": text, **row}]
    one, other = both(LAW, given, "2026-07")
    assert one == other


@pytest.mark.slow
def test_both_ways_are_equal_under_every_profile(copied):
    met = 0
    for name in sorted(known_ids()):
        for number, world in enumerate(case_worlds(mr.load_profile(name))):
            if number == WORLDS:
                break
            people = sorted(world.pack.by_nip("employees"))[:PEOPLE]
            try:
                one, other = both(world.profile, world.pack, world.period, nips=people)
            except mr.MaskerRulesError:
                continue  # the case is about this error
            assert one == other, world.name
            met += 1
    assert met > 20
    assert sum(copied) > 1_000
