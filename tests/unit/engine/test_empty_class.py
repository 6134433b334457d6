"""Where amounts are by class and the class of somebody is not filled in, that cell is named."""

from __future__ import annotations

import pytest

import masker_rules as mr

NIP = "198501012010011001"
LAW, PERIOD = "id/kab-bulukumba", "2026-07"


def missing(job_class, engine, amounts=("7", "6")):
    person = {"nip": NIP, "category": "PNS", "grade": "III/b", "job_class": job_class}
    rows = [{"component": "tpp", "amount": "3000000", "job_class": one} for one in amounts]
    given = {
        "employees": [person],
        "amounts": rows,
        "punches": [],
        "complete": [{"period": PERIOD, "table": "punches"}],
    }
    return mr.compute(LAW, given, PERIOD, engine=engine)[NIP].bounds.missing


@pytest.mark.parametrize("engine", ["reference", "columns"])
class TestAmountByClass:
    def test_cell_when_empty_then_it_is_what_is_missing(self, engine):
        found = missing("", engine)
        assert "employees.job_class" in found
        assert "amounts.tpp" not in found

    def test_amount_when_the_class_has_none_then_the_amount_is_missing(self, engine):
        for known in ("5", "none"):
            found = missing(known, engine)
            assert "amounts.tpp" in found
            assert "employees.job_class" not in found

    def test_amount_when_no_row_is_of_a_class_then_the_amount_is_missing(self, engine):
        found = missing("", engine, amounts=())
        assert "amounts.tpp" in found
