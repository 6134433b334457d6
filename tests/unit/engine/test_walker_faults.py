"""The tests of the walker fail where a fault is planted in it: one for each of its rules."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
FAULTS = tomllib.loads((ROOT / "tests/data/walker_faults.toml").read_text("utf-8"))["fault"]
FILES = [str(HERE / f"test_{name}.py") for name in ("vectors", "gathering", "walker")]
FILES += [str(ROOT / f"tests/columnar/test_{name}.py") for name in ("chunks", "plan_over_frames")]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """A copy of the sources."""
    folder = tmp_path_factory.mktemp("walker") / "src"
    shutil.copytree(ROOT / "src", folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run(sources, first=""):
    """A finished run of the tests over the copy: one file `first`, no further than a failure."""
    files = sorted(FILES, key=lambda file: not file.endswith(f"/test_{first}"))
    some = "not plan_over_frames or invented or unseen"
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", some, *files],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(sources), "HYPOTHESIS_PROFILE": "first_failure"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


def test_walker_when_no_fault_is_planted_then_its_tests_pass(sources):
    done = run(sources)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault["rule"])
def test_walker_when_a_fault_is_planted_then_a_test_fails(fault, sources):
    path = sources / "masker_rules/engine" / fault["file"]
    before = path.read_text("utf-8")
    assert before.count(fault["old"]) == 1, f"{fault['file']} has not one {fault['old']!r}"
    path.write_text(before.replace(fault["old"], fault["text"]), "utf-8")
    try:
        done = run(sources, fault["file"])
    finally:
        path.write_text(before, "utf-8")
    assert done.returncode == 1, done.stdout
    # A fault that is no Python, or that no test gets to meet, is none.
    assert "error during collection" not in done.stdout, done.stdout
