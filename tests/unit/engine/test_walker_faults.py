"""The tests of the walker fail where a fault is planted in it: one for each of its rules."""

from __future__ import annotations

import pytest
from planted import ROOT, Sources, faults_of

UNIT = [ROOT / f"tests/unit/engine/test_{name}.py" for name in ("vectors", "gathering", "walker")]
DRAWN = [ROOT / f"tests/columnar/test_{name}.py" for name in ("chunks", "plan_over_frames")]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    some = ["-k", "not plan_over_frames or invented or unseen"]
    return Sources(tmp_path_factory.mktemp("walker"), [*UNIT, *DRAWN], some)


def test_walker_when_no_fault_is_planted_then_its_tests_pass(sources):
    done = sources.run()
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("fault", faults_of("walker_faults.toml"), ids=lambda fault: fault["rule"])
def test_walker_when_a_fault_is_planted_then_a_test_fails(fault, sources):
    sources.assert_caught(fault)
