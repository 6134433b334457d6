"""Whatever a regulation says, its explanation recomputes: one small regulation per turn of law."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from calculator import calculated, equations
from regulations import NIP, discipline, regulation, tables

import masker_rules as mr
from masker_rules.explain import explain_html, explain_text, trace_dict
from masker_rules.explain.values import HERE, NotKnownError, Values
from masker_rules.language.plan import MONTH

PUNCHES: dict[date, tuple[str | None, str | None]] = {
    date(2026, 7, 2): ("08:10", "16:00"),
    date(2026, 7, 13): ("08:40", "15:00"),
    date(2026, 7, 14): (None, None),
    date(2026, 7, 15): (None, None),
}
ONE = {"discipline": {"weight": "100%", "round": "Rp 1"}}
POOL = {"late_no": {"each": "day", "is": "nth(late > 0m)"}, "pool": "max(0m; sum(late) - 30m)"}
TWO = {
    "x": {"weight": "33%", "round": "Rp 1"},
    "y": {"weight": "67%", "round": "Rp 1"},
    "total": {"round": "Rp 1"},
}
LATE = {"each": "late", "cut": "1%", "of": "discipline"}
RATE = {"each": "late or early", "cut": "0.1% * minutes / 7m", "of": "discipline"}
ALPA = {"each": "alpa", "cut": "60%", "of": "discipline"}
PAY = {
    "a": {"kind": "deduction", "is": "Rp 900.000"},
    "b": {"kind": "deduction", "is": "Rp 300.000"},
    "c": {"kind": "info", "cut": "3%", "of": "total", "round": "Rp 1"},
}
SANCTION = {"each": "sanction teguran_lisan", "cut": "2%", "of": "total"}
#: The 13th is late by 40 minutes, and more than 10 minutes cost what the law does not say.
SOMETIMES = "if minutes > 10m then unknown else Rp 5.000"


def looked_up(formula: str, rows: dict[str, str]) -> dict[str, Any]:
    """A cut of the month by a table that is asked with a number of the month."""
    return regulation(
        parts=ONE,
        quantities={"hasil": formula},
        tables={"t": {"by": "hasil", **rows}},
        rules={"r": {"each": "month", "cut": "t(hasil)", "of": "discipline"}},
    )


RAZIA = {"each": "violation razia", "cut": "2% * quantity", "of": "discipline"}
HIGHEST = {"each": "month", "cut": "1% * highest(late) / 20m", "of": "discipline"}

#: What is said, and a line that must be in the explanation (worked out by hand).
TURNS: dict[str, tuple[dict[str, Any], str]] = {
    "a cap on a rule": (
        discipline(late={**RATE, "at_most": "0.5%"}),
        "11/700 → 0,5%   [paling banyak 0,5%]",
    ),
    "a rate by the minute": (
        discipline(late=RATE),
        "0,1% × (08.10 − 08.00) ÷ 7 menit = 0,14% (tepat: 1 dari 700)",
    ),
    "nothing below zero": (discipline(alpa=ALPA), "−20% → 0%   [paling sedikit 0%]"),
    "the second time": (
        regulation(quantities=POOL, parts=ONE, rules={"l": {**LATE, "when": "late_no > 1"}}),
        "100% − 1% = 99%",
    ),
    "a monthly pool": (
        regulation(
            quantities=POOL,
            parts=ONE,
            rules={"p": {"each": "month", "cut": "1% * pool / 10m", "of": "discipline"}},
        ),
        "10 menit + 40 menit − 30 menit = 20 menit",
    ),
    "the longest lateness": (discipline(worst=HIGHEST), "1% × 40 menit ÷ 20 menit = 2%"),
    "a violation": (discipline(razia=RAZIA), "2% × 2 = 4%"),
    "a percent of another part": (
        regulation(parts=TWO, rules={"l": {"each": "late", "cut": "1%", "of": "x", "from": "y"}}),
        "1% × Rp 330.000 = Rp 3.300",
    ),
    "a cut of the total": (
        regulation(parts=TWO, rules={"a": {"each": "alpa", "cut": "7%", "of": "total"}}),
        "Rp 1.000.000 − 14% × Rp 1.000.000 = Rp 860.000",
    ),
    "more asked than there is": (
        regulation(parts=ONE, pay=PAY),
        "Rp 300.000 → Rp 100.000   [paling banyak sebesar sisa yang ada]",
    ),
    "a sum below nought": (
        regulation(
            quantities={"sisa": "-sum(late)"},
            parts=ONE,
            rules={"p": {"each": "month", "cut": "1% * (sisa + 70m) / 10m", "of": "discipline"}},
        ),
        "−(10 menit + 40 menit) = −50 menit",
    ),
    "a table of minutes": (
        looked_up("sum(late)", {"..30m": "0%", "over 30m": "5%"}),
        "50 menit → 5%   [baris tabel: lebih dari 30 menit: 5% dari discipline]",
    ),
    "a table of days": (
        looked_up("count(late > 0m)", {"..1": "0%", "2..": "5%"}),
        "hasil 2 → 5%   [baris tabel: 2 atau lebih: 5% dari discipline]",
    ),
    "a table of yes and no": (
        looked_up("all(late = 0m)", {"yes": "0%", "no": "5%"}),
        "hasil tidak → 5%   [baris tabel: tidak: 5% dari discipline]",
    ),
    "a weight that depends": (
        regulation(
            parts={**TWO, "x": {"weight": "if category = PNS then 33% else 50%", "round": "Rp 1"}},
            rules={"l": {"each": "late", "cut": "1%", "of": "x"}},
        ),
        "1% × Rp 330.000 = Rp 3.300",
    ),
    "a sanction": (regulation(rules={"s": SANCTION}), "teguran lisan, bulan ke-1 berlaku"),
    "rupiah that the law leaves open": (
        discipline(late={"each": "late", "cut": SOMETIMES, "from": "discipline"}),
        "pengurangan      : belum tersedia",
    ),
    # The 13th is late by 40 minutes and left early by 60: a rule of days tells what it asks for.
    "an own quantity of the day": (
        discipline(own={"each": "day", "when": "lama > 30m", "cut": "1%", "of": "discipline"})
        | {"quantities": {"lama": {"each": "day", "is": "late + early", "source": "uji pasal 1"}}},
        "lama             : 08.40 − 08.00 + 16.00 − 15.00 = 100 menit",
    ),
    # Rp 1.000.000 are there to take it from; nobody else bears the rest.
    "what a line could not take": (
        regulation(
            parts=ONE, pay={"a": {"kind": "deduction", "is": "Rp 1.300.000", "carry": "yes"}}
        ),
        "untuk diketahui, tidak masuk jumlah",
    ),
    "a line borne by others": (regulation(parts=ONE, pay=PAY), "3% × Rp 1.000.000 = Rp 30.000"),
}


def compute(profile: dict[str, Any]) -> mr.Result:
    violations = [{"nip": NIP, "date": "2026-07-03", "code": "razia", "quantity": "2"}]
    sanctions = [
        {"nip": NIP, "code": "teguran_lisan", "effective_from": "2026-07-01", "months": "3"}
    ]
    given = tables(punches=PUNCHES, violations=violations, sanctions=sanctions)
    [result] = mr.compute(profile, given, "2026-07")
    found: mr.Result = result
    return found


@pytest.mark.parametrize("turn", TURNS)
def test_turn_of_law_when_explained_then_its_line_is_there(turn: str) -> None:
    profile, line = TURNS[turn]

    assert line in explain_text(compute(profile), "id")


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("turn", TURNS)
def test_turn_of_law_when_explained_then_every_line_recomputes(turn: str, lang: str) -> None:
    result = compute(TURNS[turn][0])
    found = equations(explain_text(result, lang))

    assert found
    for formula, printed in found:
        assert calculated(formula, lang) == calculated(printed, lang), f"{formula} = {printed}"
    assert explain_html(result, lang)
    assert trace_dict(result, lang)["quantities"]


@pytest.mark.parametrize("turn", TURNS)
def test_turn_of_law_when_evaluated_then_as_the_engine_says(turn: str) -> None:
    result = compute(TURNS[turn][0])
    assert result.computation is not None
    values = Values(result.computation)

    for quantity in result.computation.plan.quantities:
        for place in [HERE] if quantity.grain == MONTH else values.places(quantity.grain):
            try:
                again = values.of(quantity.expr, place)
            except NotKnownError:
                continue
            assert values.quantity(quantity.name, place) == again, quantity.name
