"""Branch coverage of the tests, by package; below the gate of pyproject.toml it fails.

    python .ci/coverage.py                 all tests that do not measure time
    python .ci/coverage.py tests/unit      these only, without the gate: a part proves nothing

Processes that tests start are counted, too.
What is left out stands in pyproject.toml with its reason.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "src/masker_rules/"
#: Whoever only runs other tests, in sources of their own, reaches nothing here.
MEASURED = (
    "-m",
    "not timed",
    "--ignore=tests/unit/attendance/test_attendance_faults.py",
    "--ignore=tests/unit/engine/test_walker_faults.py",
)
COUNTED = ("num_statements", "covered_lines", "num_branches", "covered_branches")


def main(arguments: list[str]) -> int:
    """Run, combine, print; the exit code is that of the tests, or 2 below the gate."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    gate = settings["tool"]["coverage"]["report"]["fail_under"]
    coverage("erase")
    tests = [
        "-q",
        "-n",
        "2",
        "-p",
        "coverage_of_workers",
        *(arguments or MEASURED),
    ]
    code = coverage("run", "-m", "pytest", *tests)
    coverage("combine", "--quiet")
    total, table = by_package(files())
    print(*table, sep="\n")
    if code or arguments:
        return code
    wrong = [name for name, share in shares(total).items() if share < gate]
    for name in wrong:
        print(f"{name}: below {gate} %")
    return 2 if wrong else 0


def coverage(*arguments: str) -> int:
    """One command of coverage at the root of the repository."""
    paths = filter(None, (str(ROOT / ".ci/plugins"), os.environ.get("PYTHONPATH")))
    env = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, "-m", "coverage", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def files() -> dict[str, Counter[str]]:
    """The counts of every measured file, by its path."""
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "coverage.json"
        coverage("json", "--quiet", "--fail-under=0", "-o", str(written))
        found = json.loads(written.read_text("utf-8"))["files"]
    return {
        path.replace("\\", "/"): Counter({key: content["summary"][key] for key in COUNTED})
        for path, content in found.items()
    }


def by_package(counts: dict[str, Counter[str]]) -> tuple[Counter[str], list[str]]:
    """The sum, and a line for each package below `masker_rules`; its own modules are one."""
    packages: dict[str, Counter[str]] = {}
    for path, counted in counts.items():
        inner = path.partition(PACKAGE)[2].split("/")
        packages.setdefault(inner[0] if len(inner) > 1 else "masker_rules", Counter()).update(
            counted
        )
    total = sum(packages.values(), Counter())
    return total, list(lines({**dict(sorted(packages.items())), "all": total}))


def lines(packages: dict[str, Counter[str]]) -> Iterator[str]:
    """A table in text."""
    yield f"{'package':<14}{'lines':>8}{'covered':>10}{'branches':>10}{'covered':>10}"
    for name, counted in packages.items():
        lined, branched = shares(counted).values()
        yield (
            f"{name:<14}{counted['num_statements']:>8}{lined:>9.1f}%"
            f"{counted['num_branches']:>10}{branched:>9.1f}%"
        )


def shares(counted: Counter[str]) -> dict[str, float]:
    """Percent of the lines and of the branches that were run."""
    return {
        "lines": 100 * counted["covered_lines"] / (counted["num_statements"] or 1),
        "branches": 100 * counted["covered_branches"] / (counted["num_branches"] or 1)
        if counted["num_branches"]
        else 100.0,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
