"""What may be none and has no name: the message gives a line that can be pasted."""

from __future__ import annotations

import re

import pytest
from regulations import regulation

import masker_rules as mr
from masker_rules import yamltext
from masker_rules.language.syntax import called

#: A formula over rows that may not exist, what it is without the rest, and how it is mended.
FORMULAS = [
    ({"each": "day"}, "first(punch.time where punch.kind = in over day) - 07:00", "07:00"),
    ({"each": "day"}, "max(last(punch.time over day) - start; 0m)", "start"),
    ({}, "first(activity.minutes where activity.minutes > 1m) + 1m", "0m"),
]


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize(("grain", "formula", "otherwise"), FORMULAS)
def test_cure_when_pasted_then_the_regulation_loads(grain, formula, otherwise, lang):
    with pytest.raises(mr.ProfileError) as wrong:
        mr.load_profile(regulation(quantities={"x": {**grain, "is": formula}}))

    (problem,) = wrong.value.problems
    assert problem.code == "nameless-may-be-none"
    name, block, asking = re.search(r"`(\w+): ({.*?})`.*`(if .*) …`", problem.text(lang)).groups()
    entry = yamltext.plain(yamltext.parse_yaml(block.encode(), "pasted"))
    mended = formula.replace(entry["is"], f"({asking} {otherwise})")
    mr.load_profile(regulation(quantities={name: entry, "x": {**grain, "is": mended}}))


def test_called_when_over_two_lines_then_to_its_own_parenthesis():
    assert called("1m + first(\n  (a) where b) - c(d)", 5) == "first( (a) where b)"
