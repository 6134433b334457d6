"""Results as tables: the same facts as the objects, in one order of columns."""

from pathlib import Path

import pytest

import masker_rules as mr
from masker_rules.engine.columns import in_order

PACK = Path(__file__).parents[3] / "examples" / "banggai-kepulauan-2026-03" / "pack"


@pytest.fixture(scope="module")
def results() -> mr.Results:
    return mr.compute("id/kab-banggai-kepulauan", PACK, "2026-03", engine="reference")


def test_findings_as_rows_are_the_findings_of_the_json(results: mr.Results):
    told = [
        {"nip": one["nip"], "period": one["period"], **finding}
        for one in results.as_dict("en")["results"]
        for finding in one["findings"]
    ]

    assert results.findings_to_rows("en") == told
    assert len(told) > 40


def test_columns_stand_in_the_order_of_the_regulation():
    names = ["count_b", "line_tax", "net", "nip", "part_z", "count_a", "line_loan", "part_a"]
    known = ["nip", "part_z", "part_a", "line_tax", "net", "count_a"]

    assert in_order(names, known) == [
        "nip", "part_z", "part_a", "line_tax", "line_loan", "net", "count_a", "count_b",
    ]  # fmt: skip


def test_every_row_has_every_column(results: mr.Results):
    rows = results.to_rows()

    assert {tuple(row) for row in rows} == {tuple(rows[0])}
    assert len(rows) == len(results)
