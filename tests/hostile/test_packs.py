"""Packs from strangers: `read_pack` refuses in words, `masker` ends with 2.

How each limit is measured is tested beside the readers; here stands what a user sees of it.
"""

from __future__ import annotations

import pytest
from hostile_packs import HOSTILE, formula_in_a_csv, formula_in_a_sheet
from masker import masker
from office_month import PERIOD, PROFILE, nip, tables

import masker_rules as mr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "code"), [pytest.param(*item, id=item[0].__name__) for item in HOSTILE.items()]
)
def test_pack_when_hostile_then_refused_in_words_with_exit_2(tmp_path, make, code):
    path = make(tmp_path)
    with pytest.raises(mr.FactsError) as caught:
        mr.read_pack(path)
    assert caught.value.code == code
    done = masker("check", path, "--lang", "en")
    assert done.returncode == 2
    assert done.stdout == ""
    assert caught.value.text("en").splitlines()[0] in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("make", [formula_in_a_sheet, formula_in_a_csv])
def test_formula_when_in_a_text_cell_then_the_row_is_set_aside_and_named(tmp_path, make):
    path = make(tmp_path, tables(3))
    results = mr.compute(PROFILE, path, PERIOD)
    [item] = results.set_aside
    assert (item.code, item.column, item.line, item.nip) == ("formula-cell", "name", 2, nip(0))
    statuses = {result.nip: result.status for result in results}
    assert statuses == {nip(0): "incomplete", nip(1): "payable", nip(2): "payable"}
    done = masker("compute", path, "--profile", PROFILE, "--period", PERIOD, "--strict")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_sources_when_they_do_not_exist_then_refused_in_words(tmp_path):
    done = masker("check", tmp_path / "nowhere")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
