"""Literals: what an author may write, and what is no literal."""

from __future__ import annotations

import pytest

from masker_rules.units import Unit, parse_literal


@pytest.mark.parametrize(
    ("text", "unit", "value", "scale"),
    [
        ("1.25%", Unit.PERCENT, 125, 4),
        ("0.50%", Unit.PERCENT, 50, 4),
        ("100%", Unit.PERCENT, 100, 2),
        ("Rp 4.500.000", Unit.MONEY, 4_500_000, 0),
        ("Rp4500000", Unit.MONEY, 4_500_000, 0),
        ("Rp 0", Unit.MONEY, 0, 0),
        ("30m", Unit.DURATION, 1800, 0),
        ("7h30m", Unit.DURATION, 27_000, 0),
        ("45s", Unit.DURATION, 45, 0),
        ("5m30s", Unit.DURATION, 330, 0),
        ("07:30", Unit.CLOCK, 27_000, 0),
        ("07:30:59", Unit.CLOCK, 27_059, 0),
        ("31:30", Unit.CLOCK, 113_400, 0),
        ("47:59", Unit.CLOCK, 172_740, 0),
        ("2026-03-02", Unit.DATE, 739_677, 0),
        ("010", Unit.NUMBER, 10, 0),
        ("0.50", Unit.NUMBER, 50, 2),
    ],
)
def test_literal_when_well_written_then_unit_and_scaled_value(
    text: str, unit: Unit, value: int, scale: int
) -> None:
    literal = parse_literal(text)

    assert literal is not None
    assert (unit, value, scale) == (literal.type.unit, literal.value, literal.type.scale)


@pytest.mark.parametrize(
    "text",
    [
        "", "no", "1e3", "1,5%", "%", "Rp", "Rp 4.50", "Rp 4.5000", "07:60", "7:3", "48:00",
        "2026-02-30", "30 m", "-3", "½%", "٣",
    ],
)  # fmt: skip
def test_literal_when_anything_else_then_none(text: str) -> None:
    assert parse_literal(text) is None
