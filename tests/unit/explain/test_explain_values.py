"""The evaluator of explanations and the program of the engine are two readings of one plan."""

from __future__ import annotations

from pathlib import Path

import pytest
from explained import JULY, SCENARIOS, compute, pack, scenario
from long_runs import some_of

import masker_rules as mr
from masker_rules.explain.formulas import formula
from masker_rules.explain.values import HERE, NotKnownError, Values
from masker_rules.language.plan import MONTH

EXAMPLE = Path(__file__).parents[3] / "examples/banggai-kepulauan-2026-03/pack"


def check_values(result: mr.Result) -> int:
    """Work every quantity out again, row by row; how many values were compared."""
    assert result.computation is not None
    values, compared = Values(result.computation), 0
    for quantity in result.computation.plan.quantities:
        places = [HERE] if quantity.grain == MONTH else list(values.places(quantity.grain))
        for place in places:
            try:
                again = values.of(quantity.expr, place)
            except NotKnownError:
                continue
            assert values.quantity(quantity.name, place) == again, quantity.name
            compared += 1
    return compared


@pytest.mark.parametrize("name", SCENARIOS)
def test_quantities_when_evaluated_from_their_formula_then_as_the_engine_says(name: str) -> None:
    assert check_values(scenario(name)) > 200


@pytest.mark.parametrize(
    "profile", some_of(["id/kab-banggai-kepulauan", "id/kab-bulukumba", "id/bgn"])
)
def test_example_month_when_evaluated_then_as_the_engine_says(profile: str) -> None:
    results = mr.compute(profile, EXAMPLE, "2026-03")
    # A month has twenty days, and each has more than one quantity.
    assert sum(map(check_values, results)) > 40 * len(results) > 0


def test_value_when_a_missing_score_moves_it_then_not_known() -> None:
    result = scenario("incomplete")
    assert result.computation is not None
    values = Values(result.computation)

    assert values.quantity("discipline.paid") == 1_592_000
    with pytest.raises(NotKnownError):
        values.quantity("productivity.paid")


def test_day_when_after_the_last_known_day_then_not_known_and_days_before_are() -> None:
    result = compute(JULY, pack(JULY, {2: ("07:40", "16:00")}), as_of="2026-07-20")
    assert result.computation is not None
    values = Values(result.computation)
    first, *_, last = values.places("day")

    assert values.quantity("status", first) == "present"
    with pytest.raises(NotKnownError):
        values.quantity("status", last)
    assert "07.40 − 07.30 = 10 menit" in result.explain("id")


def test_formula_when_written_then_as_a_profile_writes_it() -> None:
    computation = scenario("payable").computation
    assert computation is not None
    named = {name: formula(q.expr) for name, q in computation.plan.by_name.items()}

    assert named["discipline.full"] == "total.full * 40%"
    assert named["total.full"] == "round(tpp * payment_percent; Rp 1; half_up)"
    assert named["activity_minutes"] == "sum(activity.minutes where status = approved)"
    assert named["rules.berhenti.holds"] == "count(status = alpa) > 3"
    assert named["eligible"] == "category in (CPNS; PNS; PPPK)"
