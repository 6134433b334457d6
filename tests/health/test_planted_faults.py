"""Every check fails where a fault is planted, and says where: one that cannot fail checks nothing.

The faults of `planted_faults.toml` are planted in a copy of the tree, and the checks run there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from planted import planted

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", ".*_cache", ".hypothesis", "__pycache__", "site", "dist", "build", "uv.lock"
)

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Fault:
    """What is planted, as `planted_faults.toml` tells it."""

    check: str
    file: str
    text: str
    says: str
    old: str = ""

    @contextmanager
    def planted(self, tree):
        """The file with the fault; yields the place that the check must name."""
        with planted(tree / self.file, self.text, self.old) as line:
            yield self.says.format(line=line)


LISTED = tomllib.loads((HERE / "planted_faults.toml").read_text("utf-8"))
COMMANDS = [Fault(**fault) for fault in LISTED["command"]]
TESTS = [Fault(**fault) for fault in LISTED["test"]]


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the repository as git would see it; a check runs in it as in a fresh clone."""
    folder = tmp_path_factory.mktemp("planted") / "tree"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return folder


def run(tree, *command):
    """A finished process in the copy: its sources, the tools beside this Python."""
    tools = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(tree / "src"),
    }
    return subprocess.run(
        command,
        cwd=tree,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def names(root):
    return run(root, ".ci/check", "--list").stdout.split()


@pytest.mark.needs_tools
def test_command_when_nothing_is_planted_then_passes(tree, names):
    done = run(tree, ".ci/check")
    assert done.returncode == 0, done.stdout
    assert [line[3:] for line in done.stdout.splitlines() if line.startswith("== ")] == names


@pytest.mark.needs_tools
@pytest.mark.parametrize("fault", COMMANDS, ids=lambda fault: f"{fault.check}-{fault.file}")
def test_command_when_a_fault_is_planted_then_fails_and_names_the_place(fault, tree):
    with fault.planted(tree) as place:
        done = run(tree, ".ci/check", fault.check)
    assert done.returncode == 1, done.stdout
    assert f"failed: {fault.check}\n" in done.stdout
    assert place in done.stdout


def test_commands_when_listed_then_each_has_a_fault(names):
    assert names
    assert set(names) == {fault.check for fault in COMMANDS}


def test_command_when_its_name_is_unknown_then_refused(root):
    done = run(root, ".ci/check", "lint", "planted")
    assert done.returncode == 2
    assert "no check is called 'planted'" in done.stdout


def failures(tree):
    """What each of the checks that are tests printed where it failed, by its node id."""
    report = tree / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-m", "", "-p", "no:cacheprovider"]
    options = [f"--junitxml={report}", "-o", "junit_logging=all", "-o", "junit_family=xunit1"]
    checks = sorted({fault.check for fault in TESTS})
    # What is not tracked is no file of the repository.
    subprocess.run(["git", "add", "--all"], cwd=tree, check=True)
    done = run(tree, *command, *options, *checks)
    cases = list(ET.parse(report).iter("testcase"))  # noqa: S314  (our own report)
    report.unlink()
    assert len(cases) == len(checks), done.stdout
    return {
        f"{case.get('file')}::{case.get('name')}": "".join(case.itertext())
        for case in cases
        if case.find("failure") is not None or case.find("error") is not None
    }


@pytest.fixture(scope="module")
def failed(tree):
    """Each fault with its place and what its check printed. All are planted together."""
    with ExitStack() as stack:
        places = [stack.enter_context(fault.planted(tree)) for fault in TESTS]
        printed = failures(tree)
    return {
        fault: (place, printed.get(fault.check))
        for fault, place in zip(TESTS, places, strict=True)
    }


def test_test_when_nothing_is_planted_then_passes(tree):
    assert failures(tree) == {}


@pytest.mark.parametrize("fault", TESTS, ids=lambda fault: fault.check.partition("::")[2])
def test_test_when_a_fault_is_planted_then_fails_and_names_the_place(fault, failed):
    place, printed = failed[fault]
    assert printed is not None, "passed"
    assert place in printed


def test_health_tests_when_listed_then_each_module_has_a_fault():
    modules = {path.relative_to(ROOT).as_posix() for path in HERE.glob("test_*.py")}
    planted = {fault.check.partition("::")[0] for fault in TESTS}
    itself = Path(__file__).relative_to(ROOT).as_posix()
    assert modules - planted == {itself}
