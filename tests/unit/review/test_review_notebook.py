"""Results and comparisons show themselves in a notebook as tables."""

from __future__ import annotations

from review_month import ANI, PERIOD

import masker_rules as mr


def test_results_when_shown_then_people_amounts_and_what_is_not_known(baseline, pack):
    shown = mr.compute(baseline, pack, PERIOD)._repr_html_()

    assert shown.count("<tr>") == 1 + 8
    assert ANI in shown
    assert "998.000" in shown
    assert "belum lengkap" in shown


def test_results_when_many_then_the_first_and_how_many_more(baseline, pack):
    shown = mr.compute(baseline, pack, "2026-06..2026-12", as_of="2026-12-31")._repr_html_()
    assert shown.count("<tr>") == 1 + 20
    assert "dan 8 lagi" in shown


def test_names_when_they_hold_markup_then_text(baseline):
    pack = mr.Pack(employees=[{"nip": ANI, "name": "<i>Ani", "category": "PNS"}])
    shown = mr.compute(baseline, pack, "2026-07")._repr_html_()
    assert "&lt;i&gt;Ani" in shown


def test_comparison_when_shown_then_the_budget_and_the_articles(compared):
    shown = compared({"rules.alpa.cut": "5%"})._repr_html_()

    assert "−16.000" in shown
    assert "Alpa" in shown
    assert shown.count("<table>") == 2
