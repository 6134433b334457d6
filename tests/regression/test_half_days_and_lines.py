"""Half days are half a day where days are counted; lines take what there is, never less than 0."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr

MONDAY = date(2026, 7, 6)


def absence(code: str, part: str = "full") -> list[dict[str, str]]:
    return [
        {
            "nip": NIP, "code": code, "from": str(MONDAY), "until": str(MONDAY), "part": part,
            "approved": "true",
        }
    ]  # fmt: skip


def month(profile: dict[str, Any], punches: dict[date, Any], **given: Any) -> mr.Result:
    found: mr.Result = mr.compute(profile, tables(punches=punches, **given), "2026-07")[NIP]
    return found


@pytest.mark.parametrize(
    ("part", "punches", "percent"),
    [
        ("full", (None, None), "2"),
        ("am", ("12:00", "16:00"), "1"),
        ("pm", ("08:00", "12:00"), "1"),
    ],
)
def test_sick_day_when_half_then_half_its_rate(
    part: str, punches: tuple[str | None, str | None], percent: str
) -> None:
    profile = discipline(sick={"each": "cuti_sakit", "cut": "2%", "of": "discipline"})

    result = month(profile, {MONDAY: punches}, absences=absence("cuti_sakit", part))

    assert result.parts["discipline"] == 1 - Fraction(percent) / 100


def test_absent_half_when_the_other_is_excused_then_half_an_absence() -> None:
    profile = discipline(alpa={"each": "alpa", "cut": "3%", "of": "discipline"})

    result = month(profile, {MONDAY: (None, None)}, absences=absence("izin", "am"))

    assert result.net == 985_000
    assert result.counts["absent"] == "0.5"
    assert result.counts["leave"] == "0.5"


@pytest.mark.parametrize(("seconds", "charged"), [(59, False), (60, True)])
def test_away_when_less_than_a_minute_then_nothing(seconds: int, charged: bool) -> None:
    rule = {"each": "away", "cut": "0.5% * (measure / 1m)", "of": "discipline"}
    end = f"{MONDAY} 10:{seconds // 60:02d}:{seconds % 60:02d}"
    away = [{"nip": NIP, "from": f"{MONDAY} 10:00:00", "until": end, "permitted": "false"}]

    result = month(discipline(away=rule), {}, away=away)

    assert [f.quantity for f in result.findings] == (["1m"] if charged else [])


def test_line_when_nothing_is_left_then_it_takes_nothing_and_adds_nothing() -> None:
    profile = discipline(alpa={"each": "alpa", "cut": "50%", "of": "discipline"})
    profile["parts"]["discipline"]["at_least"] = "none"
    profile["pay"] = {"iuran": {"kind": "contribution", "is": "Rp 5.000", "round": "Rp 1"}}
    days = {date(2026, 7, day): (None, None) for day in (6, 7, 8)}
    deductions = [{"nip": NIP, "period": "2026-07", "code": "korpri", "amount": "5000"}]

    result = month(profile, days, deductions=deductions)

    amounts = {line.id: line.amount for line in result.lines}
    assert (amounts["iuran"], amounts["korpri"]) == (0, 0)
    assert result.net == result.gross == -500_000
