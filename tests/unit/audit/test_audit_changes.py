"""What a cure tells is read again as it was meant, and a change that does not load is none."""

from __future__ import annotations

import pytest
from flawed import BASE

import masker_rules as mr
from masker_rules.errors import ProfileError
from masker_rules.review.audit_changes import Change, changed_by, flow
from masker_rules.review.audit_ladders import ladders
from masker_rules.yamltext import parse_yaml, plain


@pytest.mark.parametrize(
    "text",
    [
        "{each: late, when: minutes > 90m, cut: 2%}",
        '{"..30m": "0.5%", "over 60m": 1%, ">= 3": "a, b"}',
        '[[76..under 90, 60%], ["-", "0%"], ["07:30..16:00", "say \\"x\\" \\\\ y"]]',
        '{label: {id: "Ya: tidak", en: "#1"}, source: perbup pasal 12 ayat (1)}',
        '{a: "", b: " c ", d: "> 5", e: "% f", g: "{h}"}',
    ],
)
def test_flow_when_read_again_then_the_same(text):
    node = parse_yaml(text, "t")
    told = flow(node)
    assert "\n" not in told
    assert plain(parse_yaml(f"key: {told}", "t")) == {"key": plain(node)}


def test_change_when_it_does_not_load_then_refused():
    change = Change("rules.late.cut", "", "{1m..30m: 1%, 20m..: 2%}", ("rules", "late", "cut"))
    with pytest.raises(ProfileError):
        changed_by(mr.load_profile(BASE), change)


def evened(rows):
    root = parse_yaml(f"rules: {{late: {{each: late, cut: {rows}}}}}", "t")
    return [one.new for ladder in ladders(root, {"late"}, rising=False) for one in ladder.evened()]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        # each step at most twice the dearest before: 0.5, then 1, 2 and what is left
        (
            "{1m..45m: 0.5%, 46m..: 4.5%}",
            ["{1m..45m: 0.5%, 46m..90m: 1.5%, 91m..135m: 3.5%, 136m..: 4.5%}"],
        ),
        # a row with an end is divided within it: 31..60 are 30 minutes
        (
            "{1m..30m: 1%, 31m..60m: 6%, 61m..: 7%}",
            ["{1m..30m: 1%, 31m..45m: 3%, 46m..60m: 6%, 61m..: 7%}"],
        ),
        # the first step is beside those after it, here of 0.5 %: 0.5, 1, 2 and what is left
        (
            "{1m..40m: 4%, 41m..: 4.5%}",
            ["{1m..10m: 0.5%, 11m..20m: 1.5%, 21m..30m: 3.5%, 31m..40m: 4%, 41m..: 4.5%}"],
        ),
        # even steps stay
        ("{1m..30m: 0.5%, 31m..60m: 1%, 61m..: 1.5%}", []),
        # rows of 0 are no step, and rows that fall are none
        ("{1m..15m: 0%, 16m..30m: 0.5%, 31m..60m: 1%, 61m..: 0.5%}", []),
        # three minutes cannot become four rows
        ("{1m..3m: 8%, 4m..: 8.5%}", []),
        # no ladder: a formula, a word
        ("{1m..30m: 0.5%, 31m..: minutes / 1m * 1%}", []),
    ],
)
def test_ladder_when_evened_then_no_step_is_more_than_twice_one_before(rows, wanted):
    assert evened(rows) == wanted
