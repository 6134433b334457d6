"""The engine against loops written by hand: two jobs, every person to the rupiah."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import masker_rules as mr

BENCH = Path(__file__).parents[2] / "bench"
sys.path.insert(0, str(BENCH))

import job  # noqa: E402
import reference  # noqa: E402


@pytest.fixture(scope="module")
def day_job():
    return reference.DayJob(300)


@pytest.mark.parametrize("program", ["fast", "findings", "every"])
def test_day_facts_when_computed_then_as_by_hand(day_job, program):
    values = day_job.values(getattr(day_job, program))
    assert [each["total.paid"] for each in values] == list(job.by_hand_days(day_job.people))


def test_day_facts_when_the_cap_binds_then_the_discipline_component_is_used_up(day_job):
    # 14 absences at 3 % are more than the 40 % that the component holds.
    person = job.Person(10_000_001, 10_000, (("alpa", 0, 0, False, False),) * 14)
    [pay] = job.by_hand_days([person])
    assert pay == 6_000_001  # 60 % of 10 000 001 is 6 000 000.6
    facts = {"category": "PNS", "tpp": person.amount, "capaian": 100 * 10**6}
    rows = {"day": job.day_rows(person), **reference.NO_ROWS}
    values = day_job.fast.run(facts, rows, str)
    assert (values["total.paid"], values["discipline.paid"]) == (pay, 0)


def test_findings_when_added_then_what_was_lost(day_job):
    for (facts, rows), found in zip(day_job.inputs, day_job.with_findings(), strict=True):
        paid = day_job.fast.run(facts, rows, str)["total.paid"]
        assert facts["tpp"] + sum(item.amount for item in found) == paid


def test_punches_when_computed_then_as_by_hand():
    pack = mr.Pack(**job.raw_tables(150))
    results = mr.compute(reference.REGION, pack, job.RAW_PERIOD)
    assert {item.nip: item.net for item in results} == dict(job.by_hand_punches(pack))
    assert {item.status for item in results} == {"payable", "zero"}
