"""Regulations drawn from the language itself, on packs with everything that offices do.

`MASKER_RANDOM` raises how many are drawn, `MASKER_RANDOM_FROM` says which seed is the first.
"""

from __future__ import annotations

import json
import os
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from random_days import random_day_facts
from random_names import seeded
from random_packs import random_period, random_tables
from random_regulations import random_profile

import masker_rules as mr
from masker_rules.attendance import Attendance
from masker_rules.engine.findings import exact_of
from masker_rules.explain.trace import trace_dict

FIRST = int(os.environ.get("MASKER_RANDOM_FROM", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("MASKER_RANDOM", "12")))
GIVES = frozenset({"part", "addition"})
TAKES = frozenset({"deduction", "contribution", "tax"})


@cache
def drawn(seed: int) -> tuple[dict[str, Any], mr.Profile | None]:
    """A document, and its profile where it loads: a few are refused in words."""
    document = random_profile(seeded(seed))
    try:
        return document, mr.load_profile(document)
    except mr.ProfileError:
        return document, None


def packed(seed: int, document: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Tables of some people, and the months that they are of, with the last known day."""
    rng = seeded(f"pack {seed}")
    months, as_of = random_period(rng)
    asked = {"period": f"{months[0]}..{months[-1]}", "as_of": as_of}
    return random_tables(rng, document, 3, months), asked


def test_random_regulations_when_loaded_then_nearly_all_load() -> None:
    refused = [seed for seed in SEEDS if drawn(seed)[1] is None]

    assert len(refused) <= max(2, len(SEEDS) // 20), refused


@pytest.mark.slow
def test_random_months_when_computed_then_many_are_checked_to_the_last() -> None:
    made: list[mr.Result] = []
    for seed in SEEDS[:12]:
        document, profile = drawn(seed)
        tables, asked = packed(seed, document)
        made += mr.compute(profile, mr.Pack(**tables), **asked) if profile else ()

    assert sum(map(check_result, made)) > len(made) // 4
    assert {result.status for result in made} >= {"payable", "incomplete"}


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_random_month_when_computed_then_everything_adds_up(seed: int) -> None:
    document, profile = drawn(seed)
    if profile is None:
        return
    tables, asked = packed(seed, document)

    results = mr.compute(profile, mr.Pack(**tables), **asked)

    assert len(results) > 0
    json.loads(results.to_json())
    for result in results:
        check_result(result)
    assert all(results[0].explain(lang) for lang in ("id", "en"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS[:6])
def test_random_rows_when_in_another_order_then_the_same_results(seed: int) -> None:
    document, profile = drawn(seed)
    if profile is None:
        return
    tables, asked = packed(seed, document)
    rng = seeded(f"order {seed}")
    shuffled = {name: rng.sample(rows, len(rows)) for name, rows in tables.items()}

    first, second = (mr.compute(profile, mr.Pack(**t), **asked) for t in (tables, shuffled))

    assert [without_lines(r) for r in first] == [without_lines(r) for r in second]


def without_lines(result: mr.Result) -> dict[str, Any]:
    """A result as data; which line of a file a missing row stands in does depend on the order."""
    made = result.as_dict()
    for remark in (*made["why_status"], *made["warnings"]):
        del remark["message"]
    return made


@pytest.mark.parametrize("seed", SEEDS)
def test_random_day_facts_when_computed_then_everything_adds_up(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, profile = drawn(seed)
    if profile is None:
        return

    def month(_: Attendance, nip: str, month: object, __: object = None) -> Any:
        return random_day_facts(seeded(f"{seed} {nip} {month}"), document, str(month))

    monkeypatch.setattr(Attendance, "month", month)
    tables, asked = packed(seed, document)

    for result in mr.compute(profile, mr.Pack(**tables), **asked):
        check_result(result)


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_random_regulation_when_drawn_again_then_the_same(seed: int) -> None:
    twice = []
    for _ in "ab":
        rng = seeded(seed)
        document = random_profile(rng)
        made = [document, random_tables(rng, document, 5, ["2026-07"])]
        twice.append(json.dumps([*made, str(random_day_facts(rng, document, "2026-07"))]))

    assert twice[0] == twice[1]


# ------------------------------------------------------------------ what holds of any result
def check_result(result: mr.Result) -> bool:
    """What holds of a result; whether there was enough of it to look at lines and trace."""
    if result.status == "incomplete":
        bounds = result.bounds
        assert result.net is None
        assert bounds is not None
        assert bounds.missing
        if bounds.lowest is not None and bounds.highest is not None:
            assert bounds.lowest <= bounds.highest
        return False
    if result.gross is None:
        assert result.status == "not_eligible"
        return False
    check_lines(result)
    if result.computation is None or result.status == "not_eligible":
        return False
    traced = {item["name"]: item["value"] for item in trace_dict(result)["quantities"]}
    if traced["total.full"] != "?":
        check_findings(result)
    check_trace(result, traced)
    return bool(result.lines) and traced["total.full"] != "?"


def check_lines(result: mr.Result) -> None:
    """Gross is the parts and additions, net is gross less the lines that take from it."""
    if not result.lines:
        return
    given = sum(line.amount for line in result.lines if line.kind in GIVES)
    taken = sum(line.amount for line in result.lines if line.kind in TAKES)
    assert all(isinstance(line.amount, int) for line in result.lines)
    assert (result.gross, result.net, result.deductions) == (given, given + taken, -taken)


def check_findings(result: mr.Result) -> None:
    """Findings add up to what was lost, exactly."""
    computation = result.computation
    full = exact_of(computation.plan, "total.full", computation.values)
    lost = sum((finding.amount for finding in result.findings), Fraction(0))
    added = sum(line.amount for line in result.lines if line.kind == "addition")
    assert full + lost == result.gross - added


def check_trace(result: mr.Result, traced: dict[str, Any]) -> None:
    """What the trace says is paid is what the line says."""
    if result.status == "zero":
        return
    paid = {line.id: abs(line.amount) for line in result.lines}
    for line in result.computation.plan.lines:
        if traced[line.amount] != "?":
            assert paid[line.id] == Fraction(str(traced[line.amount])), line.id
