"""Ten thousand pools and a unit of ten thousand people, through the whole engine.

What each gets is told by a book of its own: shares in fractions, whole rupiah below them, and the
rest by the largest fractions. A ceiling pays all that is due, or all of itself.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from random import Random

import pytest
from random_names import seeded

import masker_rules as mr

PERIOD = "2026-03"
LAW = """
profile: {language: 1, id: id/kab-contoh/dana, title: Dana Contoh, status: draft,
  zone: Asia/Makassar, in_force: 2026-01-01.., source: unconfirmed}
words: {scores.measure: {dana: new, hak: new, pagu: new}}
inputs:
  dana: {from: scores.dana, type: money}
  pagu: {from: scores.pagu, type: money}
  hak: {from: scores.hak, type: money}
  semua: {from: pools.hak.points, type: money}
  dibayar: {from: pools.bagi, type: money}
  bagian: {from: pools.jasa, type: money}
quantities:
  batas: {is: min(pagu; semua), round: Rp 1 down}
pools:
  hak: {points: hak}
  bagi: {points: hak, amount: batas}
  jasa: {points: hak, amount: dana}
amount: {is: hak, service_part: full}
parts: {total: {round: Rp 1}}
pay:
  lebih: {kind: deduction, is: hak - dibayar}
  jasa_bersama: {kind: addition, is: bagian}
"""


@pytest.fixture(scope="module")
def law(tmp_path_factory):
    path = tmp_path_factory.mktemp("law") / "profile.yaml"
    path.write_text(LAW, encoding="utf-8")
    return mr.load_profile(path)


def drawn(rng: Random, sizes):
    """A pack of units of these sizes, and of each unit: rights by nip, its fund, its ceiling."""
    tables = {"employees": [], "scores": []}
    units, number = {}, 0
    for at, size in enumerate(sizes):
        unit = f"Unit {at:05d}"
        rights = {}
        for _ in range(size):
            nip = f"{1970 + number // 900}0101201001{1001 + number % 900}"
            number += 1
            rights[nip] = rng.choice([0, 1, 7, 100_000, rng.randrange(10**7)])
            tables["employees"].append(
                {"nip": nip, "name": "Contoh", "category": "PNS", "unit": unit}
            )
            tables["scores"].append(scored("hak", rights[nip], nip=nip))
        fund, ceiling = rng.randrange(10**9), rng.randrange(2 * sum(rights.values()) + 2)
        units[unit] = rights, fund, ceiling
        tables["scores"] += [scored("dana", fund, unit=unit), scored("pagu", ceiling, unit=unit)]
    return tables, units


def scored(measure, value, **whose):
    return {**whose, "period": PERIOD, "measure": measure, "value": str(value)}


def shared(amount, rights):
    """Whole rupiah by right that come to the amount; of equal fractions the first by nip."""
    total = sum(rights.values())
    exact = {nip: Fraction(amount * own, total) if total else 0 for nip, own in rights.items()}
    whole = {nip: floor(own) for nip, own in exact.items()}
    rest = amount - sum(whole.values()) if total else 0
    first = sorted(rights, key=lambda nip: (whole[nip] - exact[nip], nip))[:rest]
    return {nip: own + (nip in first) for nip, own in whole.items()}


def assert_shared(results, units):
    paid = {one.nip: {line.id: line.amount for line in one.lines} for one in results}
    for rights, fund, ceiling in units.values():
        due = sum(rights.values())
        of_fund = {nip: paid[nip]["jasa_bersama"] for nip in rights}
        assert sum(of_fund.values()) == (fund if due else 0)
        assert of_fund == shared(fund, rights)
        scaled = {nip: own + paid[nip]["lebih"] for nip, own in rights.items()}
        # Never more than the ceiling, and no rupiah of it is left that somebody is due.
        assert sum(scaled.values()) == min(ceiling, due)
        assert scaled == shared(min(ceiling, due), rights)
        assert all(0 <= scaled[nip] <= own for nip, own in rights.items())


@pytest.mark.parametrize("engine", ["reference", "columns"])
@pytest.mark.parametrize("units", [40, pytest.param(5_000, marks=pytest.mark.slow)])
def test_pools_of_random_units_come_to_their_amount_and_to_their_ceiling(law, units, engine):
    """Two pools of money for each unit: of 5,000 units 10,000."""
    rng = seeded(units)
    tables, expected = drawn(rng, [rng.randint(1, 3) for _ in range(units)])
    assert_shared(mr.compute(law, tables, PERIOD, engine=engine), expected)


@pytest.mark.parametrize("people", [30, pytest.param(10_000, marks=pytest.mark.slow)])
def test_unit_of_many_when_alone_in_columns_or_together_then_the_same_bytes(law, people):
    tables, expected = drawn(seeded(people), [people])
    whole = mr.compute(law, tables, PERIOD, engine="reference")
    assert_shared(whole, expected)
    assert mr.compute(law, tables, PERIOD, engine="columns").to_json() == whole.to_json()
    nip = tables["employees"][people // 2]["nip"]
    for engine in ("reference", "columns"):
        alone = mr.compute(law, tables, PERIOD, nips=[nip], engine=engine)
        assert alone[nip].as_dict() == whole[nip].as_dict()
