"""An audit beside that of a baseline, and both as a page."""

from __future__ import annotations

import pytest
from flawed import BASE, flawed, overlaid

import masker_rules as mr
from masker_rules.reports import audit_html
from masker_rules.review.audit_compare import compare_audits
from masker_rules.texts import html_text


@pytest.fixture(scope="module")
def beside():
    """The base has one gate that leaps; the draft leaps elsewhere, and mends an event."""
    old = mr.audit(flawed("roll_call_dearer_than_absence"), only=["events", "counts"])
    rules = {"gate": {"when": "count(status = alpa) > 5"}}
    new = mr.audit(overlaid(BASE, {"rules": rules}), only=["events", "counts"])
    return compare_audits(old, new)


def codes(pairs):
    return [(after or before).code for before, after in pairs]


@pytest.mark.slow
def test_findings_when_two_audits_are_compared_then_each_has_its_state(beside):
    # of roll calls at 5 % twenty take all there is, and three more cost nothing
    gone = ["absence-cheaper-than-missed-event", "more-days-cost-nothing"]
    assert codes(beside.of("gone")) == gone
    assert codes(beside.of("changed")) == ["gate-cliff"]
    assert beside.of("new") == ()
    assert beside.warnings == ()
    same = compare_audits(beside.draft, beside.draft)
    assert codes(same.of("unchanged")) == ["gate-cliff"]
    back = compare_audits(beside.draft, beside.baseline)
    assert codes(back.of("new")) == gone
    assert [item.code for item in back.warnings] == ["absence-cheaper-than-missed-event"]


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "gone"), [("id", "Hilang (2)"), ("en", "Gone (2)")])
def test_page_when_written_then_findings_states_and_what_was_not_asked(beside, lang, gone):
    page = audit_html(beside, lang)
    assert page.startswith("<!doctype html>")
    assert gone in page
    assert "[gate-cliff]" in page
    assert html_text(str(beside.draft[0].problem.place)) in page
    assert page == audit_html(beside, lang)
    assert "<script" not in page
    alone = audit_html(beside.draft, lang)
    assert "<details>" in alone
    assert all(what.said(lang).split("`")[0].strip() in alone for what in beside.draft.unasked)


@pytest.mark.slow
def test_data_when_asked_then_both_facts_of_what_changed(beside):
    [row] = beside.as_dict("en")["changed"]
    assert row["code"] == "gate-cliff"
    assert "day 11" in row["baseline"]
    assert "day 6" in row["draft"]


# ------------------------------------------------------------------ of several in one line
LATE, EARLY = "late", "early"


def cliffs(late, early):
    """One line tells a dear minute of lateness and one of leaving early; a day is 2 %."""
    rules = {
        "late": {"cut": {"1m..90m": "0.5%", "91m..": late}},
        "early": {"cut": {"1m..90m": "0.5%", "91m..": early}},
    }
    return mr.audit(overlaid(BASE, {"rules": rules}), only=["minutes"])


def told(pairs):
    """Which dials the cliffs on both sides are of."""
    found = [pair for pair in pairs if (pair[1] or pair[0]).code == "minute-cliff"]
    return [
        tuple(side and side.problem.params["dial"].said("en") for side in pair) for pair in found
    ]


@pytest.mark.slow
def test_cliffs_when_another_is_the_dearest_then_each_is_found_again():
    """Late 4.5 % and early 3.5 % at minute 91; in the draft early 5.5 %: only that is another.

    With lateness mended (1 %) that of leaving early is still there, and no new one.
    """
    old = cliffs("4.5%", "3.5%")
    [one] = [found for found in old if found.code == "minute-cliff"]
    assert [m.problem.params["dial"].said("en") for m in one.members] == [LATE, EARLY]
    beside = compare_audits(old, cliffs("4.5%", "5.5%"))
    assert told(beside.of("unchanged")) == [(LATE, LATE)]
    assert told(beside.of("changed")) == [(EARLY, EARLY)]
    mended = compare_audits(old, cliffs("1%", "3.5%"))
    assert told(mended.of("gone")) == [(LATE, None)]
    assert told(mended.of("unchanged")) == [(EARLY, EARLY)]
    broken = compare_audits(mended.draft, mended.baseline)
    assert told(broken.of("new")) == [(None, LATE)]
    assert told(broken.of("unchanged")) == [(EARLY, EARLY)]
