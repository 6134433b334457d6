"""The ids of the contract: each is there, its alias works, and it is clean.

`test_cases.py` runs the cases of every regulation that is installed and asks them to reach each
rule, gate and row; `test_shipped_lint.py` asks that lint finds nothing. Here stands which
regulations there must be at all.
"""

from __future__ import annotations

import pytest

import masker_rules as mr
from masker_rules.profiles import known_ids, resolve_alias, versions_of
from masker_rules.profiles.registry import index

CONTRACT = (
    "id/nasional",
    "id/kab-banggai-kepulauan",
    "id/kab-bulukumba",
    "id/kab-barru",
    "id/kab-pakpak-bharat",
    "id/kab-tulang-bawang",
    "id/kab-deli-serdang",
    "id/kab-rembang",
    "id/prov-dki-jakarta",
    "id/prov-jawa-tengah",
    "id/prov-jambi",
    "id/kota-banjarmasin",
    "id/kota-pekalongan",
    "id/kota-bogor",
    "id/kab-tapanuli-tengah",
    "id/sipp",
    "id/kemnaker",
    "id/kementan",
    "id/bkkbn",
    "id/kemenlu",
    "id/klhk",
    "id/bsn",
    "id/bakamla",
    "id/bgn",
    "id/panrb",
)
#: Not written yet, and why: each leaves this list with its profile.
NOT_YET: dict[str, str] = {}
#: Two regulations, by the date of the month.
DATED = {"id/kementan", "id/kab-pakpak-bharat"}
DATED_NOT_YET: frozenset[str] = frozenset()
WRITTEN = [name for name in CONTRACT if name not in NOT_YET]


def test_not_yet_when_a_profile_is_there_then_it_has_left_the_list():
    there = {name for name in NOT_YET if name in index()}
    there |= {name for name in DATED_NOT_YET if versions_of(name)}
    assert not there, f"take {sorted(there)} out of NOT_YET and DATED_NOT_YET"
    assert set(CONTRACT) >= set(NOT_YET)


@pytest.mark.parametrize("name", WRITTEN)
def test_contract_id_when_loaded_then_its_alias_points_to_an_installed_regulation(name):
    profile = mr.load_profile(name)
    assert profile.id == resolve_alias(name)
    assert profile.id in known_ids()
    assert profile.id != name


@pytest.mark.parametrize("name", WRITTEN)
def test_contract_id_when_listed_then_the_index_says_its_status_as_the_profile_does(name):
    for one in (resolve_alias(name), *versions_of(name)):
        told = index()[one]
        assert told["status"] == mr.load_profile(one).status, one
        assert told["gaps_id"], one
        assert told["gaps_en"], one


@pytest.mark.parametrize("name", sorted(DATED - DATED_NOT_YET))
def test_contract_id_when_dated_then_an_alias_stands_for_each_regulation(name):
    assert len(mr.load_profile(name).versions) > 1
