"""Every printed line can be redone on a calculator, and what was lost adds up."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from calculator import about, calculated, equations
from explained import JULY, NIP, SCENARIOS, compute, pack, person, scenario
from hypothesis import given
from hypothesis import strategies as st

import masker_rules as mr
from masker_rules.explain import explain_dict, explain_text

EXAMPLE = Path(__file__).parents[3] / "examples/banggai-kepulauan-2026-03/pack"
REGULATIONS = ["id/kab-bulukumba", "id/kab-tulang-bawang", "id/kab-tulang-bawang/percent-of-total"]
HALF = {"Rp": Fraction(5, 1000), "%": Fraction(5, 10**5)}


def check_lines(result: mr.Result, lang: str) -> int:
    """Recompute every printed equation; how many there were."""
    found = equations(explain_text(result, lang))
    for formula, printed in found:
        value = calculated(formula, lang)
        assert value == calculated(printed, lang), f"{formula} = {printed}"
        shown = about(printed, lang)
        if shown is not None:
            assert abs(shown - value) <= HALF["%" if "%" in printed else "Rp"]
    return len(found)


def check_sum(result: mr.Result, lang: str) -> None:
    """The printed amounts of the findings add up to the printed loss."""
    [section] = [s for s in explain_dict(result, lang)["sections"] if s["id"] == "check"]
    rows = [calculated(row["result"], lang) for row in section["tally"]["rows"]]
    total = section["tally"]["total"]
    assert sum(rows, Fraction(0)) == calculated(total["result"], lang)
    assert [Fraction(f.amount) for f in result.findings] == rows


def check_chains(result: mr.Result, lang: str) -> None:
    """What is rounded, limited or looked up is what the line before it came to."""
    for section in explain_dict(result, lang)["sections"]:
        for entry in section["entries"]:
            before = None
            for line in entry["lines"]:
                if before and line["sign"] == "→" and line["what"] == before["what"]:
                    assert calculated(line["formula"], lang) == calculated(before["result"], lang)
                before = line


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_lines_when_redone_then_come_to_the_same(name: str, lang: str) -> None:
    result = scenario(name)

    assert check_lines(result, lang) or result.status == "not_eligible"
    check_chains(result, lang)
    if result.net is not None and result.status != "not_eligible":
        check_sum(result, lang)


def test_cost_of_days_when_printed_then_the_findings_of_the_result() -> None:
    result = scenario("payable")
    [days] = [s for s in explain_dict(result)["sections"] if s["id"] == "days"]
    costs = [(e["date"], e["code"], e["lines"][-1]["value"]) for e in days["entries"]]
    dated = [f for f in result.findings if f.day is not None]

    assert sorted((str(f.day), f.code, -int(f.amount)) for f in dated) == sorted(costs)


def test_net_when_printed_then_the_lines_of_pay() -> None:
    lines = equations(scenario("payable").explain("en"))

    assert ("Rp 3,584,000 − Rp 40,000 − Rp 177,200 − Rp 100,000", "Rp 3,266,800") in lines


@pytest.mark.slow
def test_example_month_when_explained_then_every_line_of_everybody_recomputes() -> None:
    results = mr.compute("id/kab-banggai-kepulauan", EXAMPLE, "2026-03")

    assert sum(check_lines(result, "id") for result in results) > 8 * len(results)
    for result in results:
        if result.net is not None and result.status != "not_eligible":
            check_sum(result, "id")


def test_changed_month_when_explained_then_the_shares_of_both_amounts() -> None:
    employees = [person(job_class="7"), person(job_class="9", valid_from="2026-07-16")]
    amounts = [
        {"job_class": "7", "component": "tpp", "amount": "4000000"},
        {"job_class": "9", "component": "tpp", "amount": "5000000"},
        {"nip": NIP, "component": "payment_percent", "amount": "100%"},
    ]
    result = compute(JULY, pack(employees=employees, amounts=amounts))
    found = equations(result.explain("id"))
    shares = "11 ÷ 23 × Rp 4.000.000 + 12 ÷ 23 × Rp 5.000.000"

    assert check_lines(result, "id")
    assert (shares, "Rp 4.521.739,13 (tepat: Rp 104.000.000 ÷ 23)") in found


clocks = st.sampled_from(
    [None, "07:30", "07:31", "08:00:59", "08:01", "09:01", "16:00", "16:30", "15:29:30"]
)
days = st.dictionaries(st.integers(1, 31), st.tuples(clocks, clocks), max_size=6)


@pytest.mark.slow
@pytest.mark.property
@given(
    profile=st.sampled_from(REGULATIONS),
    changed=days,
    tpp=st.integers(0, 20_000_000),
    percent=st.integers(0, 10_000),
    minutes=st.integers(0, 9_000),
    target=st.integers(0, 8_000),
    lang=st.sampled_from(["id", "en"]),
)
def test_any_month_when_explained_then_every_line_recomputes_and_adds_up(
    profile: str,
    changed: dict[int, tuple[str | None, str | None]],
    tpp: int,
    percent: int,
    minutes: int,
    target: int,
    lang: str,
) -> None:
    share = f"{percent // 100}.{percent % 100:02d}%"
    tables = pack(
        JULY, changed, tpp=str(tpp), percent=share, minutes=str(minutes), target=str(target)
    )
    achieved = {"period": "2026-07", "measure": "capaian", "value": share, "nip": NIP}
    tables["scores"].append(achieved)
    [result] = mr.compute(profile, tables, "2026-07")

    check_lines(result, lang)
    check_chains(result, lang)
    if result.net is not None:
        check_sum(result, lang)
    assert not re.search(r"\{\w+\}", explain_text(result, lang))
