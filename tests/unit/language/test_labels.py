"""What a regulation calls its quantities, tables, terms and pools is what people read."""

from __future__ import annotations

import pytest
from regulations import NIP, regulation, tables

import masker_rules as mr
from masker_rules.engine.words import Words

HEADER = {"in_force": "2026-01-01..", "source": "uji pasal 1"}
BLOCKS = {
    "inputs": {"late_reports": {"from": "scores.late_reports", "type": "count"}},
    "words": {"scores.measure": {"late_reports": "new"}},
    "terms": {"most": {"value": "3", "label": {"id": "batas laporan", "en": "limit of reports"}}},
    "tables": {
        "report_rates": {
            "by": "late_reports",
            "rows": [["0..0", "0%"], ["1..", "2%"]],
            "label": {"id": "tarif laporan", "en": "rates of reports"},
        }
    },
    "quantities": {
        "report_share": {
            "each": "month",
            "is": "report_rates(late_reports)",
            "label": {"id": "bagian laporan", "en": "share of reports"},
        },
        "unnamed_share": {"each": "month", "is": "report_share"},
    },
    "parts": {"discipline": {"weight": "100%", "round": "Rp 1"}},
    "rules": {"reports": {"each": "month", "cut": "unnamed_share", "of": "discipline"}},
}


@pytest.fixture(scope="module")
def profile():
    return mr.load_profile(regulation(header=HEADER, **BLOCKS))


def test_labels_when_given_then_each_by_its_name_or_place(profile):
    found = {path: text.en for path, text in profile.plan.labels.items()}
    assert found["report_share"] == "share of reports"
    assert found["tables.report_rates"] == "rates of reports"
    assert found["terms.most"] == "limit of reports"
    assert "unnamed_share" not in found


@pytest.mark.parametrize(
    ("lang", "share", "rates", "unnamed"),
    [
        ("id", "bagian laporan", "tarif laporan", "unnamed share"),
        ("en", "share of reports", "rates of reports", "unnamed share"),
    ],
)
def test_names_when_asked_for_then_the_labels(profile, lang, share, rates, unnamed):
    words = Words(profile.plan, lang)
    assert words.quantity("report_share") == share
    assert words.place("tables.report_rates") == rates
    assert words.quantity("unnamed_share") == unnamed


def test_explanation_when_a_quantity_has_a_label_then_told_by_it(profile):
    rows = [{"period": "2026-07", "measure": "late_reports", "nip": NIP, "value": "2"}]
    [result] = mr.compute(profile, tables(scores=rows), "2026-07")
    assert "bagian laporan" in result.explain("id")
    assert "share of reports" in result.explain("en")
