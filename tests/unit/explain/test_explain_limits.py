"""A day that costs more than a limit of several rules leaves says so on that day."""

from __future__ import annotations

from datetime import date

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.explain import explain_dict

RULES = {
    "late": {"each": "late", "cut": "2%", "of": "discipline"},
    "early": {"each": "early", "cut": "3%", "of": "discipline"},
}
#: Wednesday to Friday and Monday: late and early but for Friday, which is late alone.
PUNCHES = {date(2026, 7, day): ("08:05", "16:00" if day == 3 else "15:00") for day in (1, 2, 3, 6)}


def limited(most, **late):
    rules = {**RULES, "late": {**RULES["late"], **late}, "most": {"each": "month", **most}}
    profile = mr.load_profile(discipline(**rules))
    result = mr.compute(profile, mr.Pack(**tables(punches=PUNCHES)), period="2026-07")[NIP]
    [days] = [one for one in explain_dict(result, "en")["sections"] if one["id"] == "days"]
    return [
        (entry["date"][-2:], *(line["result"] for line in entry["lines"]))
        for entry in days["entries"]
        if entry["title"] == "most"
    ]


@pytest.mark.parametrize(
    ("most", "late", "told"),
    [
        # Friday is late alone, 2 %, and is not limited
        (
            {"limit": ["late", "early"], "at_most": "4% per day"},
            {},
            [("01", "5%", "4%"), ("02", "5%", "4%"), ("06", "5%", "4%")],
        ),
        # of the week 5 and 4 are left, and nothing of Friday
        (
            {"limit": ["late", "early"], "at_most": "9% per week"},
            {},
            [("02", "5%", "4%"), ("03", "2%", "0%")],
        ),
        # late 2, 2, 1 and 0 of its month after the days: 4, 4, 1 and 2 are left
        (
            {"limit": ["late", "early"], "at_most": "4% per day", "own_limits": "last"},
            {"at_most": "5%"},
            [("01", "5%", "4%"), ("02", "5%", "4%"), ("03", "2%", "1%"), ("06", "5%", "2%")],
        ),
        # a limit of the month has no day
        ({"limit": ["late", "early"], "at_most": "4%"}, {}, []),
        # whom it is not of
        ({"limit": ["late", "early"], "at_most": "4% per day", "for": "category = CPNS"}, {}, []),
    ],
)
def test_day_when_above_a_limit_of_several_rules_then_said_on_that_day(most, late, told):
    assert limited(most, **late) == told
