"""What is missing is never zero: bounds, names, and the cases in which it makes no difference."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from regulations import NIP, discipline, regulation, tables

import masker_rules as mr

ALPA = {"alpa": {"each": "alpa", "cut": "3%", "of": "discipline"}}
PARTS = {
    "productivity": {"weight": "60%", "score": "capaian", "round": "Rp 1"},
    "discipline": {"weight": "40%", "round": "Rp 1"},
}


def one(profile: dict[str, Any], **given: Any) -> mr.Result:
    as_of = given.pop("as_of", None)
    results = mr.compute(profile, tables(**given), "2026-07", as_of=as_of)
    found: mr.Result = results[0]
    return found


def test_score_when_missing_then_bounds_of_its_part_and_its_name() -> None:
    result = one(regulation(parts=PARTS, rules=ALPA))

    assert (result.status, result.net) == ("incomplete", None)
    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (400_000, 1_000_000)
    assert result.bounds.missing == ("scores.capaian",)
    assert result.parts["discipline"] == 1
    assert result.parts["productivity"] is None


def test_score_when_tidak_ada_then_a_known_value() -> None:
    score = {"by": "predikat", "sangat_baik or baik": "100%", "tidak_ada": "0%", "else": "50%"}
    profile = regulation(parts={"productivity": {"score": score, "round": "Rp 1"}})
    rows = [{"nip": NIP, "period": "2026-07", "measure": "predikat", "value": "tidak_ada"}]

    known, unknown = one(profile, scores=rows), one(profile)

    assert (known.status, known.net) == ("payable", 0)
    assert unknown.bounds is not None
    assert (unknown.bounds.lowest, unknown.bounds.highest) == (500_000, 1_000_000)


def test_score_when_a_gate_zeroes_anyway_then_known_and_said() -> None:
    gate = {"each": "month", "when": "count(status = alpa) > 3", "zero": "everything"}
    profile = regulation(parts=PARTS, rules={**ALPA, "gate": gate})
    absent = {date(2026, 7, day): (None, None) for day in (6, 7, 8, 9)}

    result = one(profile, punches=absent)

    assert (result.status, result.net, result.bounds) == ("zero", 0, None)
    assert "missing-made-no-difference" in {remark.code for remark in result.warnings}


def test_amount_when_missing_then_open_above() -> None:
    result = one(discipline(**ALPA), amounts=[])

    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (0, None)
    assert result.bounds.missing == ("amounts.tpp",)


def test_punches_when_the_table_is_absent_then_from_all_absent_to_all_present() -> None:
    result = mr.compute(
        discipline(**ALPA), {k: v for k, v in tables().items() if k != "punches"}, "2026-07"
    )[0]

    # 23 working days x 3 % = 69 % of Rp 1.000.000.
    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (310_000, 1_000_000)
    assert result.bounds.missing == ("punches",)


def test_days_when_after_as_of_then_not_yet_and_never_alpa() -> None:
    result = one(discipline(**ALPA), as_of="2026-07-29")

    # 30 and 31 July are two working days: at most 6 % is still open.
    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (940_000, 1_000_000)


def test_table_when_the_law_is_silent_then_only_whoever_meets_it_is_incomplete() -> None:
    table = {"1m..30m": "1%", "31m..60m": "2%", "61m..": "unknown", "else": "0%"}
    profile = discipline(late={"each": "late", "cut": table, "of": "discipline"})

    fine = one(profile, punches={date(2026, 7, 6): ("08:30", "16:00")})
    silent = one(profile, punches={date(2026, 7, 6): ("09:01", "16:00")})

    assert fine.net == 990_000
    assert silent.bounds is not None
    assert (silent.bounds.lowest, silent.bounds.highest) == (0, 1_000_000)
    assert silent.bounds.missing == ("rules.late.cut",)


def test_activities_when_absent_then_up_to_the_target() -> None:
    part = {
        "earned": "activity_minutes", "target": "target_minutes", "no_target": "unknown",
        "round": ["0.01%", "Rp 1"],
    }  # fmt: skip
    scores = [{"period": "2026-07", "measure": "target_minutes", "value": "6750"}]

    result = one(regulation(parts={"productivity": part}), activities=None, scores=scores)

    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (0, 1_000_000)
    assert result.bounds.missing == ("activities",)


def test_table_when_no_rule_reads_it_then_its_absence_is_nothing() -> None:
    result = one(discipline(**ALPA), activities=None, scores=None, events=None)

    assert (result.status, result.net) == ("payable", 1_000_000)


def test_row_when_set_aside_then_its_person_is_incomplete_and_the_row_named() -> None:
    rows = tables(punches={date(2026, 7, 6): ("08:00", None)})
    rows["punches"].append({"nip": NIP, "time": "2026-07-06 25:99", "kind": "out"})

    result = mr.compute(discipline(**ALPA), rows, "2026-07")[0]

    assert result.status == "incomplete"
    assert result.bounds is not None
    assert result.bounds.missing[0].startswith("punches (")


def test_finding_when_it_holds_whatever_is_missing_then_listed() -> None:
    """The absent day costs 3 % of a known part; what the missing score pays is not listed."""
    result = one(regulation(parts=PARTS, rules=ALPA), punches={date(2026, 7, 6): (None, None)})

    assert [(f.day, f.code, int(f.amount)) for f in result.findings] == [
        (date(2026, 7, 6), "A", -12_000)
    ]


def test_number_when_more_decimals_than_are_carried_then_missing_and_named() -> None:
    row = {"nip": NIP, "date": "2026-07-06", "minutes": "10", "quantity": "0.1234567"}

    result = one(discipline(**ALPA), activities=[row])

    assert result.status == "incomplete"
    assert result.bounds is not None
    assert "too-precise" in result.bounds.missing[0]
    assert (
        result.why_status[-1]
        .message("en")
        .endswith("a row of activities with more than 6 decimals (<activities>: 6 July 2026)")
    )
    assert "with at most 6 decimals: <activities>: 2026-07-06" in result.explain("en")


def test_score_when_it_has_more_decimals_than_are_carried_then_cell_and_limit_are_said() -> None:
    """A percent is carried with six decimals."""
    row = {"period": "2026-07", "measure": "capaian", "nip": NIP}
    law = regulation(parts=PARTS, rules=ALPA)
    result = one(law, scores=[{**row, "value": "90.1234567"}])

    assert result.bounds is not None
    assert result.bounds.missing == ("scores.capaian (too-precise: 90.1234567, 6)",)
    assert "at most 6 decimals, not 90.1234567" in result.why_status[-1].message("en")
    assert "paling banyak 6 desimal, bukan 90.1234567" in result.why_status[-1].message("id")
    assert "with at most 6 decimals; 90.1234567 stands there" in " ".join(
        result.explain("en").split()
    )
    assert one(law, scores=[{**row, "value": "90.123456"}]).status == "payable"


# -------------------------------------------------------- more missing than is enumerated
RATES = [f"tarif_{number}" for number in range(8)]


def rated() -> dict[str, Any]:
    """Eight kinds of lateness, each at a rate that the pack must give."""
    inputs = {
        name: {"from": f"scores.{name}", "type": "percent", "range": "0%..5%"} for name in RATES
    }
    rules = {
        name: {
            "each": "late",
            "when": f"minutes in ({10 * number + 1}m..{10 * number + 10}m)",
            "cut": name,
            "of": "discipline",
        }
        for number, name in enumerate(RATES)
    }
    parts = {"discipline": {"weight": "100%", "round": "Rp 1"}}
    return regulation(inputs=inputs, parts=parts, rules=rules)


def test_missing_when_none_of_many_matters_then_the_month_is_paid() -> None:
    found = mr.compute(mr.load_profile(rated()), mr.Pack(**tables()), period="2026-07")[NIP]
    assert (found.status, found.net) == ("payable", 1_000_000)


def test_missing_when_one_of_many_matters_then_the_bounds_are_its_own() -> None:
    # 15 minutes late once: 0 to 5 % of 1 000 000
    late = {date(2026, 7, 1): ("08:15", "16:00")}
    facts = mr.Pack(**tables(punches=late))
    found = mr.compute(mr.load_profile(rated()), facts, period="2026-07")[NIP]
    assert found.status == "incomplete"
    assert (found.bounds.lowest, found.bounds.highest) == (950_000, 1_000_000)


POINTS = {"from": "scores.points", "type": "number"}


def paid_by_points(formula: str, **more: str) -> mr.Result:
    """Rp 1.000.000 by a formula of points that nobody knows."""
    inputs = {"points": {**POINTS, **more}}
    return one(regulation(inputs=inputs, amount={"is": formula, "round": "Rp 1"}))


def test_divisor_when_missing_then_never_left_out_for_the_value_chosen_for_zero() -> None:
    """Of 0 points and of very many nothing is paid; of any between more."""
    result = paid_by_points("tpp * share(30; points; 0%)")

    assert result.status == "incomplete"
    assert result.bounds is not None
    # The least that is no 0 is 0.000001.
    assert (result.bounds.lowest, result.bounds.highest) == (0, 30 * 10**12)


def test_divisor_when_missing_within_a_range_then_bounds_hold_its_least() -> None:
    bounds = paid_by_points("tpp * share(30; points; 0%)", range="0..1000").bounds
    assert bounds is not None
    assert (bounds.lowest, bounds.highest) == (0, 30 * 10**12)

    bounds = paid_by_points("tpp * share(30; points; 0%)", range="1..1000").bounds
    assert bounds is not None
    assert (bounds.lowest, bounds.highest) == (30_000, 30_000_000)


def test_divisor_when_made_of_what_is_missing_then_its_zero_is_found() -> None:
    """It is 0 where there are 10 points, and least beside them."""
    bounds = paid_by_points("tpp * share(30; 2 * points - 20; 0%)", range="9..1000").bounds
    assert bounds is not None
    assert (bounds.lowest, bounds.highest) == (-15 * 10**12, 15 * 10**12)


def test_threshold_when_on_a_multiple_of_what_is_missing_then_both_sides_are_tried() -> None:
    """One value alone, of many, brings the rest: 2 x 123 - 46 = 200."""
    bounds = paid_by_points("if 2 * points - 46 = 200 then tpp else tpp / 4").bounds
    assert bounds is not None
    assert (bounds.lowest, bounds.highest) == (250_000, 1_000_000)


def granted(component: str, amount: str = "400000") -> dict[str, str]:
    return {"nip": NIP, "component": component, "amount": amount}


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_amount_when_granted_to_some_then_no_row_is_not_granted(engine: str) -> None:
    profile = regulation(amount={"is": "beban_kerja + kelangkaan_profesi"})

    def paid(*rows: dict[str, str]) -> mr.Results:
        return mr.compute(profile, tables(amounts=list(rows)), "2026-07", engine=engine)

    results = paid(granted("beban_kerja"))
    assert (results[NIP].status, results[NIP].net) == ("payable", 400_000)
    assert results.header["profile"]["granted_to_some"] == ["kelangkaan_profesi"]
    # Everybody has the other one; and a row that cannot be read may grant something.
    assert paid(granted("kelangkaan_profesi"))[NIP].bounds is not None
    unread = paid(granted("beban_kerja"), granted("kelangkaan_profesi", "?"))[NIP]
    assert unread.bounds is not None
    assert (unread.bounds.lowest, unread.bounds.highest) == (400_000, None)


def test_amount_when_granted_to_some_and_the_table_is_not_there_then_unknown() -> None:
    profile = regulation(amount={"is": "kelangkaan_profesi"})
    assert mr.compute(profile, tables(amounts=None), "2026-07")[NIP].status == "incomplete"


def test_amount_when_granted_to_all_in_the_profile_then_no_row_is_a_gap() -> None:
    inputs = {"kelangkaan_profesi": {"from": "amounts.kelangkaan_profesi", "type": "money"}}
    inputs["kelangkaan_profesi"]["granted"] = "all"
    profile = regulation(inputs=inputs, amount={"is": "beban_kerja + kelangkaan_profesi"})
    results = mr.compute(profile, tables(amounts=[granted("beban_kerja")]), "2026-07")
    assert results[NIP].status == "incomplete"
    assert results.header["profile"]["granted_to_some"] == []


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"from": "amounts.tpp", "type": "money", "granted": "few"}, "unknown-choice"),
        ({"from": "scores.capaian", "type": "percent", "granted": "some"}, "granted-not-here"),
        (
            {"from": "amounts.tpp", "type": "money", "granted": "some", "missing": "Rp 1"},
            "granted-not-here",
        ),
    ],
)
def test_amount_when_granted_in_a_way_that_is_none_then_refused(
    entry: dict[str, str], code: str
) -> None:
    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(regulation(inputs={"tpp": entry}))
    assert code in {problem.code for problem in caught.value.problems}
