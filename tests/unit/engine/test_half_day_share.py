"""What part of a day half a day of leave is: half, unless the profile weighs it otherwise."""

from __future__ import annotations

from datetime import date

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr

LETTER = {"nip": NIP, "code": "izin", "from": "2026-07-06", "until": "2026-07-06", "part": "am"}


@pytest.mark.parametrize(
    ("share", "leave", "absent", "net"),
    [
        # izin 10 % of half a day and alpa 20 % of the other: 5 + 10
        (None, "0.5", "0.5", 850_000),
        # 10 % × 0.6 + 20 % × 0.4 = 6 + 8
        ("0.6", "0.6", "0.4", 860_000),
    ],
)
def test_half_day_when_weighed_then_the_rest_of_the_day_weighs_the_rest(share, leave, absent, net):
    rules = {
        name: {"each": name, "cut": cut, "of": "discipline"}
        for name, cut in (("izin", "10%"), ("alpa", "20%"))
    }
    profile = discipline(**rules)
    if share:
        profile["quantities"] = {"half_day_share": share}
    punches = {date(2026, 7, 6): (None, None)}
    given = tables(absences=[{**LETTER, "approved": "true"}], punches=punches)
    result = mr.compute(profile, given, "2026-07")[0]

    assert result.net == net
    assert (str(result.counts["leave"]), str(result.counts["absent"])) == (leave, absent)
