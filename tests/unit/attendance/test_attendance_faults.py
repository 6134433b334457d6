"""The tests of attendance fail where a fault is planted in it: one for each of its rules.

Only tests with expectations worked out by hand, so that the oracle is not asked.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from planted import Sources, faults_of

HERE = Path(__file__).resolve()
TESTS = [path for path in sorted(HERE.parent.glob("test_*.py")) if path != HERE]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    with closing(Sources(tmp_path_factory.mktemp("attendance"), TESTS)) as made:
        yield made


def test_attendance_when_no_fault_is_planted_then_its_tests_pass(sources):
    code, printed = sources.run()
    assert code == 0, printed


@pytest.mark.parametrize(
    "fault", faults_of("attendance_faults.toml"), ids=lambda fault: fault["rule"]
)
def test_attendance_when_a_fault_is_planted_then_a_test_fails(fault, sources):
    sources.assert_caught(fault)
