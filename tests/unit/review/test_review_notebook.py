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


def test_results_when_shown_in_english_then_words_and_numbers_are(baseline, pack):
    shown = mr.compute(baseline, pack, PERIOD).show("en")

    assert shown._repr_html_() == shown.html
    assert "998,000" in shown.html
    assert "998.000" not in shown.html
    assert ">incomplete<" in shown.html


def test_comparison_when_shown_in_english_then_words_and_numbers_are(compared):
    made = compared({"rules.alpa.cut": "5%"})

    shown = made.show("en").html
    assert "Regulation of now" in shown
    assert "−16,000" in shown
    assert made.show("id").html == made._repr_html_()
    assert "Peraturan sekarang" in made._repr_html_()


def test_drafts_when_several_then_beside_each_other(baseline, pack):
    names = {"dearer": {"rules.alpa.cut": "5%"}, "milder": {"rules.late.cut[1m..30m]": "0.1%"}}
    drafts = [mr.overlay(baseline, settings, name=name) for name, settings in names.items()]
    shown = mr.compare(baseline, drafts, pack, PERIOD).show("en").html

    budget, articles = shown.split("<table>")[1:]
    assert budget.count("<tr>") == 1 + 2
    assert all(f">{name}</th>" in articles for name in names)
    # Budi's absence costs 16,000 more, Ani's ten minutes 400 instead of 2,000.
    assert next(row for row in articles.split("<tr>") if "Alpa" in row).count("−16,000") == 1
    assert next(row for row in articles.split("<tr>") if "Terlambat" in row).count("+1,600") == 1


def test_comparison_when_a_month_is_computed_without_punches_then_said_first(pack):
    draft = mr.overlay("id/kab-banggai-kepulauan", {"rules.alpa.cut": "4%"})
    shown = mr.compare("id/kab-banggai-kepulauan", draft, pack, "2026-07..2026-09").show("en").html

    assert "has a punch in September 2026" in shown.split("<table>")[0]
    assert "NOT VALID FOR PAYMENT" in shown.split("<table>")[0]
