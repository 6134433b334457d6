"""Progressive tables: each row's percent is of what lies inside its band."""

from __future__ import annotations

from typing import Any

import pytest

import masker_rules as mr
from masker_rules.errors import ProfileError
from tests.support.regulations import NIP, regulation, tables

ROWS = [["..Rp 60.000.000", "5%"], ["over Rp 60.000.000", "15%"]]


def profile(rows: list[list[str]] = ROWS, **more: str) -> dict[str, Any]:
    return regulation(
        tables={"tax": {"kind": "marginal", "by": "income", "rows": rows, **more}},
        parts={"total": {"round": "Rp 1"}},
        pay={"tax": {"kind": "tax", "is": "tax(tpp)", "round": "Rp 1"}},
    )


@pytest.mark.parametrize(
    ("amount", "tax"),
    [
        (0, 0),
        (1_000_000, 50_000),
        (60_000_000, 3_000_000),
        # 60 000 000 x 5 % + 1 x 15 % = 3 000 000.15
        (60_000_001, 3_000_000),
        (60_000_010, 3_000_002),
        # 3 000 000 + 40 000 000 x 15 %
        (100_000_000, 9_000_000),
    ],
)
def test_table_when_progressive_then_each_band_has_its_own_rate(amount: int, tax: int) -> None:
    facts = tables(amounts=[{"nip": NIP, "component": "tpp", "amount": str(amount)}])
    found = mr.compute(mr.load_profile(profile()), mr.Pack(**facts), period="2026-07")[NIP]
    assert found.gross - found.net == tax


@pytest.mark.parametrize("rows", [[*ROWS[:1], ["else", "15%"]], [["..Rp 1 or Rp 5..", "5%"]]])
def test_table_when_progressive_and_no_bands_then_it_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(ProfileError, match="marginal-wants-bands"):
        mr.load_profile(profile(rows))


def test_table_when_its_bands_leave_a_hole_then_it_is_refused() -> None:
    rows = [["..Rp 60.000.000", "5%"], ["over Rp 70.000.000", "15%"]]
    with pytest.raises(ProfileError, match="table-gap"):
        mr.load_profile(profile(rows))
