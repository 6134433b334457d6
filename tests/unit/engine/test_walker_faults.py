"""The tests of the walker fail where a fault is planted in it: one for each of its rules."""

from __future__ import annotations

from contextlib import closing

import pytest
from planted import ROOT, Sources, faults_of

UNIT = [ROOT / f"tests/unit/engine/test_{name}.py" for name in ("vectors", "gathering", "walker")]
DRAWN = [ROOT / f"tests/columnar/test_{name}.py" for name in ("chunks", "plan_over_frames")]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    some = ["-k", "not plan_over_frames or invented or unseen"]
    with closing(Sources(tmp_path_factory.mktemp("walker"), [*UNIT, *DRAWN], some)) as made:
        yield made


def test_walker_when_no_fault_is_planted_then_its_tests_pass(sources):
    code, printed = sources.run()
    assert code == 0, printed


@pytest.mark.parametrize("fault", faults_of("walker_faults.toml"), ids=lambda fault: fault["rule"])
def test_walker_when_a_fault_is_planted_then_a_test_fails(fault, sources):
    sources.assert_caught(fault)
