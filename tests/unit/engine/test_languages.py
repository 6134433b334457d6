"""A language that there is not is refused by every call that speaks, in words."""

from __future__ import annotations

import pytest
from regulations import regulation, tables

import masker_rules as mr
from masker_rules.engine.missing_names import MissingName
from masker_rules.explain import explain_html, explain_json, explain_text


@pytest.fixture(scope="module")
def results() -> mr.Results:
    return mr.compute(regulation(), tables(), "2026-07")


SPOKEN = {
    "as_dict": lambda found, lang: found.as_dict(lang),
    "to_json": lambda found, lang: found.to_json(lang),
    "xlsx": lambda found, lang: found.xlsx(lang),
    "findings_to_rows": lambda found, lang: found.findings_to_rows(lang),
    "result.as_dict": lambda found, lang: found[0].as_dict(lang),
    "explain": lambda found, lang: found[0].explain(lang),
    "explain_text": lambda found, lang: explain_text(found[0], lang),
    "explain_html": lambda found, lang: explain_html(found[0], lang),
    "explain_json": lambda found, lang: explain_json(found[0], lang),
}


@pytest.mark.parametrize("call", SPOKEN)
@pytest.mark.parametrize("lang", ["ID", "fr", ""])
def test_language_when_there_is_no_such_then_refused(results, call, lang):
    with pytest.raises(mr.RequestError) as caught:
        SPOKEN[call](results, lang)
    assert caught.value.code == "unknown-language"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("activities.status", "keadaan (tabel laporan kegiatan)"),
        ("absences.child_number", "anak ke (tabel ketidakhadiran)"),
    ],
)
def test_cell_of_a_table_when_empty_then_no_gap_of_the_law(name, said):
    assert MissingName(name).said("id") == said
