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
