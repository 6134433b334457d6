"""Faults planted in files of a copy, and the runs of tests that must then fail."""

from __future__ import annotations

import compileall
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from py_compile import PycInvalidationMode

import pytest

ROOT = Path(__file__).resolve().parents[2]


def faults_of(name: str) -> list[dict[str, str]]:
    """The faults of a file of `tests/data`: `rule`, `file`, `old` and `text`.

    Some say the `test` that fails, too.
    """
    return tomllib.loads((ROOT / "tests" / "data" / name).read_text("utf-8"))["fault"]


def names_of_tests(path: Path) -> list[str]:
    """The names of the tests of a file."""
    return re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)


@contextmanager
def planted(path: Path, text: str, old: str = "") -> Iterator[int]:
    """A file with `text` in place of `old`, which stands there once, or at its end.

    A file that is not there is made. Yields the number of the last planted line.
    """
    before = path.read_text("utf-8") if path.exists() else None
    whole = before or ""
    if old:
        assert whole.count(old) == 1, f"{path.name} has not one {old!r}"
    head, tail = whole.split(old) if old else (whole, "")
    path.write_text(head + text + tail, "utf-8")
    try:
        yield (head + text).rstrip("\n").count("\n") + 1
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, "utf-8")


class Sources:
    """A copy of the sources, and the tests that know them. Closed, it leaves no process behind.

    Args:
        folder: Where the copy is made.
        tests: Files of tests.
        options: For pytest.
    """

    def __init__(self, folder: Path, tests: Sequence[Path], options: Sequence[str] = ()) -> None:
        if os.name == "nt":
            pytest.skip("runs are forked")
        self._folder, self._tests = folder / "src", [*map(str, tests)]
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "src", self._folder, ignore=ignored)
        # By time and size Python takes a fault of one second for another of the same length.
        mode = PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(self._folder, quiet=1, invalidation_mode=mode)
        quiet = ["-m", "pytest", "-q", "-x", "-s", "-p", "no:cacheprovider", "-p", "forked_runs"]
        self._runs = subprocess.Popen(
            [sys.executable, *quiet, *options, *self._tests],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(self._folder), str(Path(__file__).parent)]),
                "HYPOTHESIS_PROFILE": "first_failure",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def close(self) -> None:
        self._runs.communicate()

    def run(self, tests: Sequence[str] = ()) -> tuple[int, str]:
        """How a run of these tests or of all ended, no further than a failure; what it printed."""
        assert self._runs.stdin
        assert self._runs.stdout
        print(json.dumps([*tests] or self._tests), file=self._runs.stdin, flush=True)
        code, printed = json.loads(self._runs.stdout.readline())
        return code, printed

    def assert_caught(self, fault: dict[str, str]) -> None:
        """A test fails where the fault is planted; one that is no Python is none.

        The `test` that knows the rule is run first, and all where it does not fail.
        """
        named, module = fault.get("test", ""), f"_{Path(fault['file']).stem}.py"
        knows = [f"{path}::{named}" for path in self._tests if named in names_of_tests(Path(path))]
        every = sorted(self._tests, key=lambda path: not path.endswith(module))
        with planted(self._folder / "masker_rules" / fault["file"], fault["text"], fault["old"]):
            code, printed = self.run(knows) if knows else (0, "")
            if code != 1:
                code, printed = self.run(every)
        assert code == 1, f"ended with {code}\n{printed}"
        assert "error during collection" not in printed, printed
