"""Faults planted in files of a copy, and the runs of tests that must then fail."""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from py_compile import PycInvalidationMode

ROOT = Path(__file__).resolve().parents[2]


def faults_of(name: str) -> list[dict[str, str]]:
    """The faults of a file of `tests/data`: `rule`, `file`, `old` and `text`."""
    return tomllib.loads((ROOT / "tests" / "data" / name).read_text("utf-8"))["fault"]


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
    """A copy of the sources, and the tests that know them.

    Args:
        folder: Where the copy is made.
        tests: Files of tests.
        options: For pytest.
    """

    def __init__(self, folder: Path, tests: Sequence[Path], options: Sequence[str] = ()) -> None:
        self._folder, self._tests, self._options = folder / "src", tests, options
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "src", self._folder, ignore=ignored)
        # By time and size Python takes a fault of one second for another of the same length.
        mode = PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(self._folder, quiet=1, invalidation_mode=mode)

    def run(self, first: str = "") -> subprocess.CompletedProcess[str]:
        """A finished run, those of a module `first`, no further than a failure."""
        tests = sorted(self._tests, key=lambda path: not path.stem.endswith(f"_{first}"))
        quiet = ["-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
        return subprocess.run(
            [sys.executable, *quiet, *self._options, *map(str, tests)],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(self._folder),
                "HYPOTHESIS_PROFILE": "first_failure",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )

    def assert_caught(self, fault: dict[str, str]) -> None:
        """A test fails where the fault is planted; one that is no Python is none."""
        with planted(self._folder / "masker_rules" / fault["file"], fault["text"], fault["old"]):
            done = self.run(Path(fault["file"]).stem)
        assert done.returncode == 1, done.stdout
        assert "error during collection" not in done.stdout, done.stdout
