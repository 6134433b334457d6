"""Progressive tables: each row's percent is of what lies inside its band."""

from __future__ import annotations

from collections.abc import Iterable
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


# ------------------------------------------------------------------ where bands meet
def taxes(rows: list[list[str]], income: str, amounts: Iterable[int]) -> list[int]:
    """Tax of a month over `income`, a formula of `tpp`, of people with these amounts of `tpp`."""
    law = regulation(
        tables={"tax": {"kind": "marginal", "by": "income", "rows": rows}},
        pay={"tax": {"kind": "tax", "is": f"tax({income})", "round": "Rp 1"}},
    )
    return of_everybody(law, amounts)


def of_everybody(law: dict[str, Any], amounts: Iterable[int]) -> list[int]:
    nips = {f"19850101201001{1001 + number}": amount for number, amount in enumerate(amounts)}
    facts = tables(
        employees=[{"nip": nip, "name": "Uji", "category": "PNS"} for nip in nips],
        amounts=[{"nip": n, "component": "tpp", "amount": str(a)} for n, a in nips.items()],
    )
    found = mr.compute(mr.load_profile(law), mr.Pack(**facts), period="2026-07")
    return [found[nip].gross - found[nip].net for nip in nips]


#: One law of three bands, as six offices write it.
WRITTEN = {
    "closed": ["..Rp 60.000.000", "Rp 60.000.001..Rp 250.000.000", "Rp 250.000.001.."],
    "from nothing": ["Rp 0..Rp 60.000.000", "Rp 60.000.001..Rp 250.000.000", "Rp 250.000.001.."],
    "from one": ["Rp 1..Rp 60.000.000", "Rp 60.000.001..Rp 250.000.000", "over Rp 250.000.000"],
    "over": ["..Rp 60.000.000", "over Rp 60.000.000..Rp 250.000.000", "over Rp 250.000.000"],
    "under": ["under Rp 60.000.000", "Rp 60.000.000..under Rp 250.000.000", "Rp 250.000.000.."],
    "meeting": ["Rp 0..Rp 60.000.000", "Rp 60.000.000..Rp 250.000.000", "Rp 250.000.000.."],
}
THOUSANDS = {
    # 60 000 000 x 5 %
    60_000_000: 3_000_000,
    60_000_999: 3_000_000,
    # 3 000 000 + 1 000 x 15 %
    60_001_000: 3_000_150,
    # 3 000 000 + 190 000 000 x 15 %
    250_000_000: 31_500_000,
    # 31 500 000 + 1 000 x 25 %
    250_001_000: 31_500_250,
    999: 0,
    # 59 999 000 x 5 %
    59_999_999: 2_999_950,
}
# What half a rupiah more or less is rounded to, where only the second band is taxed, by 100 %.
HALVES = {
    # 60 000 000.5, of which 0.5 lies above
    120_000_001: 1,
    120_000_000: 0,
    # 250 000 000.5: the band holds 190 000 000 and not a rupiah more
    500_000_001: 190_000_000,
}


@pytest.mark.parametrize("written", WRITTEN)
def test_bands_when_the_input_is_coarser_or_finer_than_they_are_written_then_exact(
    written: str,
) -> None:
    def rows(*rates: str) -> list[list[str]]:
        return [list(row) for row in zip(WRITTEN[written], rates, strict=True)]

    floored = taxes(rows("5%", "15%", "25%"), "floor(tpp; Rp 1.000)", THOUSANDS)
    assert floored == list(THOUSANDS.values())
    assert taxes(rows("0%", "100%", "0%"), "tpp / 2", HALVES) == list(HALVES.values())


def test_bands_when_the_input_is_below_nothing_then_nothing_lies_in_them() -> None:
    for first in ("..Rp 60.000.000", "Rp 0..Rp 60.000.000", "Rp 1..Rp 60.000.000"):
        rows = [[first, "5%"], ["over Rp 60.000.000", "15%"]]
        assert taxes(rows, "tpp - Rp 5.000.000", [4_000_000, 6_000_000]) == [0, 50_000]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["..Rp 60", "Rp 62.."], "table-gap"),
        (["..Rp 60", "over Rp 61"], "table-gap"),
        (["under Rp 60", "Rp 61.."], "table-gap"),
        (["..Rp 60", "Rp 59.."], "table-overlap"),
        (["..Rp 60", "..Rp 90"], "table-overlap"),
        (["..Rp 60", "Rp 61..Rp 90"], "table-open-above"),
        (["Rp 2..Rp 60", "Rp 61.."], "table-open-below"),
        (["over Rp 1..Rp 60", "Rp 61.."], "table-open-below"),
        (["..Rp 60", "under Rp 90..", "Rp 90.."], "bad-cell"),
        (["..Rp 60", "Rp 61..over Rp 90", "Rp 90.."], "bad-cell"),
    ],
)
def test_bands_when_they_do_not_meet_then_they_are_refused(cells: list[str], code: str) -> None:
    with pytest.raises(ProfileError, match=code):
        mr.load_profile(profile([[cell, "5%"] for cell in cells]))


def test_bands_when_a_gap_is_told_then_its_cure_loads() -> None:
    """What the message says is open is a row that can be written there."""
    with pytest.raises(ProfileError) as refused:
        mr.load_profile(profile([["..Rp 60", "5%"], ["Rp 70..", "15%"]]))
    assert "over Rp 60..under Rp 70" in str(refused.value)
    between = ["over Rp 60..under Rp 70", "6%"]
    mr.load_profile(profile([["..Rp 60", "5%"], between, ["Rp 70..", "15%"]]))


def test_bands_of_a_share_when_written_in_percent_then_their_edges_are_exact() -> None:
    """A quotient has no step of its own: 60,5 % of a share is an edge like any other."""
    rows = [["..60.5%", "0%"], ["over 60.5%", "100%"]]
    law = regulation(
        tables={"above": {"kind": "marginal", "by": "reached", "rows": rows}},
        quantities={"reached": {"is": "above(tpp / Rp 1.000)", "source": "uji pasal 1"}},
        amount={"is": "Rp 1.000.000 * reached", "source": "uji pasal 1"},
    )
    facts = tables(amounts=[{"nip": NIP, "component": "tpp", "amount": "700"}])
    found = mr.compute(mr.load_profile(law), mr.Pack(**facts), period="2026-07")[NIP]
    # 70 % - 60.5 % = 9.5 %
    assert found.gross == 95_000


# ------------------------------------------------------------------ half-open cells of steps
HALF_OPEN = {
    "under Rp 76": [75],
    "Rp 76..under Rp 90": [76, 89],
    "Rp 90..Rp 100": [90, 99, 100],
    "over Rp 100..under Rp 120": [101, 119],
    "Rp 120..": [120],
}


def test_cell_when_half_open_then_the_edge_itself_is_outside() -> None:
    rows = [[cell, f"{number}%"] for number, cell in enumerate(HALF_OPEN)]
    law = regulation(
        tables={"rate": {"by": "income", "rows": rows}},
        pay={"tax": {"kind": "tax", "is": "Rp 100 * rate(round(tpp; Rp 1))", "round": "Rp 1"}},
    )
    by_percent = {amount: n for n, cell in enumerate(HALF_OPEN) for amount in HALF_OPEN[cell]}
    assert of_everybody(law, by_percent) == list(by_percent.values())


@pytest.mark.parametrize(
    ("by", "cells"),
    [
        ("late_minutes_total", ["under 30m", "30m..under 1h", "1h.."]),
        ("working_days", ["under 10", "10..under 20", "over 19..under 25", "25.."]),
        ("last_day", ["..under 2026-07-01", "2026-07-01..under 2027-01-01", "2027-01-01.."]),
        ("capaian", ["under 50%", "50%..under 90.5%", "90.5%.."]),
    ],
)
def test_cell_when_half_open_then_it_stands_for_every_unit(by: str, cells: list[str]) -> None:
    rows = [[cell, f"{number}%"] for number, cell in enumerate(cells)]
    late = {"late_minutes_total": {"is": "sum(late)", "source": "uji pasal 1"}}
    law = regulation(
        quantities={**late, "rate": {"is": {"by": by, "rows": rows}, "source": "uji pasal 1"}}
    )
    mr.load_profile(law)


@pytest.mark.parametrize(
    ("cell", "grades"),
    [
        ("I..under III", ["I/d", "II/d"]),
        ("over II", ["III/a", "IV/a"]),
        ("under II", ["I/d"]),
        ("over I..III", ["II/d", "III/a"]),
        ("over I..under III or IV", ["II/d", "IV/a"]),
        ("not over II", ["I/d", "II/d"]),
    ],
)
def test_cell_when_its_words_are_half_open_then_the_end_itself_is_outside(
    cell: str, grades: list[str]
) -> None:
    cut = {"by": "golongan", cell: "1%", "else": "2%"}
    law = mr.load_profile(
        regulation(
            parts={"total": {"round": "Rp 1"}},
            rules={"r": {"each": "month", "cut": cut, "of": "total", "source": "uji pasal 1"}},
        )
    )
    for grade in ("I/d", "II/d", "III/a", "IV/a"):
        facts = tables(employees=[{"nip": NIP, "category": "PNS", "grade": grade}])
        found = mr.compute(law, mr.Pack(**facts), period="2026-07")[NIP]
        assert (grade, found.gross) == (grade, 990_000 if grade in grades else 980_000)
