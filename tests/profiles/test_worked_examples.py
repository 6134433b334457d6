"""The worked examples of the regulations that have profiles, each computed to the rupiah."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from july import NIP, PERIOD, july

import masker_rules as mr
from masker_rules import yamltext

BULUKUMBA = {"late_from": "07:30", "start": "07:30", "end": "16:00", "friday_end": "15:30"}
BANGGAI = {**BULUKUMBA, "friday_end": "16:30"}
TULANG_BAWANG = {"late_from": "08:00", "start": "07:30", "end": "16:30", "friday_end": "16:30"}
GRADE = {"II": "II/c", "III": "III/b", "IV": "IV/a"}


def plain(node):
    if isinstance(node, yamltext.Scalar):
        return int(node.text) if node.text.isdigit() and not node.quoted else node.text
    if isinstance(node, yamltext.Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(child) for key, _, child in node.items()}


@pytest.fixture(scope="module")
def examples():
    path = Path(__file__).parents[1] / "data" / "examples.yaml"
    listed = plain(yamltext.parse_yaml(path.read_bytes(), path.name))["examples"]
    return {item["id"]: (item["facts"], item["expected"]) for item in listed}


def amounts(**components):
    return [{"component": c, "amount": str(a), "nip": NIP} for c, a in components.items()]


def scores(**values):
    return [
        {"measure": m, "value": str(v), "nip": NIP, "period": PERIOD} for m, v in values.items()
    ]


def person(grade="III/b"):
    return [{"nip": NIP, "name": "Contoh", "category": "PNS", "grade": grade}]


def result_of(profile, **tables):
    return mr.compute(profile, {"employees": person(), **tables}, PERIOD)[NIP]


def lines(result):
    return {line.id: line.amount for line in result.lines}


def left(points):
    return 1 - Fraction(points) / 100


def bulukumba(facts, **month):
    minutes = facts.get("activity_minutes", 6750)
    activity = {"nip": NIP, "date": "2026-07-31", "minutes": minutes, "status": "approved"}
    return result_of(
        "id/kab-bulukumba",
        employees=person(GRADE[facts.get("golongan", "III")]),
        amounts=amounts(
            tpp=facts.get("pagu", 4000000),
            payment_percent=f"{facts.get('payment_percent', '100')}%",
        ),
        scores=scores(target_minutes=facts.get("target_minutes", 6750)),
        activities=[activity],
        **july(**BULUKUMBA, **month),
    )


@pytest.mark.parametrize(
    "example", ["bulukumba-gol3", "bulukumba-gol4", "bulukumba-gol2", "bulukumba-activity-cap"]
)
def test_bulukumba_when_a_whole_month_then_every_line_of_the_example(examples, example):
    facts, expected = examples[example]
    result = bulukumba(
        facts,
        late=facts["late_minutes"],
        early=facts["early_minutes"],
        alpa=facts["alpa_days"],
        apel_missed=facts["monday_apel_missed"],
    )
    found = lines(result)
    assert result.parts["discipline"] == left(expected["points_of_D"])
    assert found["productivity"] == expected["K"]
    assert found["discipline"] == expected["D"]
    assert found["health_contribution"] == -expected["bpjs"]
    assert result.gross - expected["bpjs"] == expected["taxable"]
    assert found["tax"] == -expected["tax"]
    assert result.net == expected["paid"]


def test_bulukumba_when_more_than_three_unexcused_days_then_nothing_is_paid(examples):
    facts, expected = examples["bulukumba-tms"]
    result = bulukumba(facts, alpa=facts["alpa_days"])
    found = lines(result)
    assert result.status == "zero"
    assert (found["health_contribution"], found["tax"]) == (expected["bpjs"], expected["tax"])
    assert result.net == expected["paid"]


@pytest.mark.parametrize("side", ["late", "early"])
def test_bulukumba_when_minutes_of_the_table_then_its_points(examples, side):
    facts, expected = examples["bulukumba-brackets"]
    for minutes, points in zip(facts["minutes"], expected["points_of_D"], strict=True):
        result = bulukumba({}, **{side: [minutes]})
        assert result.parts["discipline"] == left(points), minutes


def test_bulukumba_when_a_punch_is_missing_then_the_points_of_90_minutes(examples):
    facts, expected = examples["bulukumba-missing-punch"]
    missing = bulukumba({}, missing_out=facts["missing_punches"])
    late = bulukumba({}, late=[expected["treated_as_minutes"]])
    assert missing.parts["discipline"] == left(expected["points_of_D"])
    assert missing.net == late.net


@pytest.mark.parametrize(
    ("profile", "percents", "base"),
    [
        ("id/kab-tulang-bawang", "percent_of_D", "discipline"),
        ("id/kab-tulang-bawang/percent-of-total", "percent_of_T", "total"),
    ],
)
def test_tulang_bawang_when_worded_either_way_then_the_same_rupiah(
    examples, profile, percents, base
):
    facts, expected = examples["tulangbawang-two-bases"]
    result = result_of(
        profile,
        amounts=amounts(tpp=facts["amount"]),
        scores=scores(capaian="100%"),
        **july(**TULANG_BAWANG, late=facts["late_minutes"]),
    )
    found = [(f.rate * 100, f.of, -f.amount) for f in result.findings]
    wanted = zip(expected[percents], expected["cut"], strict=True)
    assert found == [(Fraction(p), base, cut) for p, cut in wanted]
    assert result.net == facts["amount"] - sum(expected["cut"])


def test_bgn_when_late_then_the_two_rows(examples):
    facts, expected = examples["bgn-two-brackets"]
    result = result_of(
        "id/bgn", amounts=amounts(tpp=5000000), **july(**BANGGAI, late=facts["late_minutes"])
    )
    assert [f.rate * 100 for f in result.findings] == [Fraction(p) for p in expected["percents"]]


def test_banggai_kepulauan_when_computed_then_placeholder_rates_and_the_warning(examples):
    facts, expected = examples["placeholder-banggai-kepulauan"]
    result = result_of(
        "id/kab-banggai-kepulauan",
        amounts=amounts(tpp=facts["amount"]),
        scores=scores(capaian=f"{facts['kinerja_percent']}%"),
        **july(
            **BANGGAI,
            late=facts["late_minutes"],
            missing_out=facts["missing_punches"],
            alpa=facts["absent_days"],
        ),
    )
    found = lines(result)
    assert result.parts["discipline"] == left(expected["points_of_D"])
    assert (found["productivity"], found["discipline"]) == (expected["K"], expected["D"])
    assert result.net == expected["before_tax"]
    assert "placeholder-rates" in {remark.code for remark in result.warnings}
