"""Tables of half-open rows, asked of a value with endless decimals: fractions are compared."""

from __future__ import annotations

from typing import Any

import pytest
from agreement import World, disagreement, expected_of
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.errors import ProfileError

ROWS = {"under 50%": "3%", "50%..under 85%": "2%", "85%..": "0%"}


def law(cut: Any, **more: Any) -> dict[str, Any]:
    made = discipline(work={"each": "month", "cut": cut, "of": "discipline"})
    return {
        **made,
        "words": {"scores.measure": {"menit": "new"}},
        "inputs": {"menit": {"from": "scores.menit", "type": "number", "range": "0..999"}},
        "quantities": {"ratio": "menit / 420"},
        **more,
    }


def paid(profile: dict[str, Any], minutes: str) -> int:
    """What is left of Rp 1.000.000; frames compute the same."""
    score = {"nip": NIP, "period": "2026-07", "measure": "menit", "value": minutes}
    loaded, pack = mr.load_profile(profile), mr.Pack(**tables(scores=[score]))
    world = World("a month told by hand", loaded, pack, "2026-07")
    text, ran = disagreement(world, expected_of(world))
    assert not text
    assert ran is not None
    assert ran.in_frames == len(ran.results)
    return mr.compute(loaded, pack, period="2026-07")[NIP].net


@pytest.mark.parametrize(
    ("minutes", "net"),
    [
        # of 420 minutes 50 % are 210, 85 % are 357
        ("0", 970_000),
        ("209.999999", 970_000),
        ("210", 980_000),
        ("210.000001", 980_000),
        # 356,999999 / 420 = 0,84999999...: two decimals of it would be 85 %
        ("356.999999", 980_000),
        ("357", 1_000_000),
    ],
)
@pytest.mark.parametrize("form", ["named", "written"])
def test_share_when_rows_are_half_open_then_the_fraction_itself_is_compared(form, minutes, net):
    named = law("t(ratio)", tables={"t": {"by": "share", **ROWS}})
    written = law({"by": "ratio", **ROWS})
    assert paid({"named": named, "written": written}[form], minutes) == net


def test_share_when_an_end_lies_below_nothing_then_minus_a_little_lies_beneath_it():
    """-0,1 / 420 is more than -1 % and less than 0 %: cut towards 0 it would be 0 %."""
    beyond = {"quantities": {"ratio": "(menit - 420) / 420"}}
    cut = {"by": "ratio", "under 0%": "5%", "0%..": "0%"}
    assert paid(law(cut, **beyond), "419.9") == 950_000
    assert paid(law(cut, **beyond), "420") == 1_000_000


@pytest.mark.parametrize(
    "rows",
    [
        {"..50%": "3%", "51%..": "0%"},
        {"..50%": "3%", "over 50%": "0%"},
        {"under 50%": "3%", "50%": "2%", "over 50%": "0%"},
    ],
)
def test_share_when_a_row_is_closed_then_still_refused(rows):
    for profile in (
        law("t(ratio)", tables={"t": {"by": "share", **rows}}),
        law({"by": "ratio", **rows}),
    ):
        with pytest.raises(ProfileError) as wrong:
            mr.load_profile(profile)
        assert "table-needs-rounding" in {one.code for one in wrong.value.problems}
