"""Make a release: one commit and one tag, from which the workflow `release` does the rest.

    python .ci/release.py 0.2.0              on a clean, green main; pushes nothing
    python .ci/release.py 0.2.0 --dry-run    the same in a clone that is thrown away

The version is written in each place, the fragments of news become a section of CHANGELOG.md, the
checks run, sdist and wheel are built and tried alone; then the commit is made and tagged.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
#: Where the version stands, as a pattern with what is kept in groups.
PLACES = {
    "src/masker_rules/_version.py": r'(__version__ = ")[^"]+(")',
    "CITATION.cff": r"(?m)(^version: )\S+()$",
    "README.md": r"(Version )\d+\.\d+\.\d+(:)",
    "README.id.md": r"(Versi )\d+\.\d+\.\d+(:)",
}


def main() -> int:
    """Read the command line, and release in place or in a clone."""
    options = argparse.ArgumentParser(description="Make a release.")
    options.add_argument("version")
    options.add_argument("--date", type=date.fromisoformat, default=datetime.now(UTC).date())
    options.add_argument("--dry-run", action="store_true", help="in a clone that is thrown away")
    options.add_argument("--skip-tests", action="store_true", help="only with --dry-run")
    chosen = options.parse_args()
    if chosen.skip_tests and not chosen.dry_run:
        options.error("--skip-tests goes with --dry-run")
    if not chosen.dry_run:
        if output(ROOT, "git", "branch", "--show-current") != "main":
            sys.exit("a release is made on main")
        release(ROOT, chosen.version, chosen.date, tests=True)
        print(f"now: git push --atomic origin main v{chosen.version}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        run(ROOT, "git", "clone", "--quiet", str(ROOT), str(clone))
        release(clone, chosen.version, chosen.date, tests=not chosen.skip_tests)
        run(clone, "git", "show", "--stat", "HEAD")
        run(clone, "git", "show", "--no-patch", f"v{chosen.version}")
    print("dry run: nothing was kept")
    return 0


def release(root: Path, version: str, day: date, *, tests: bool) -> None:
    """Everything up to the tag, in one clone."""
    refuse(root, version)
    for name, pattern in PLACES.items():
        rewrite(root / name, pattern, version)
    rewrite(root / "CITATION.cff", r'(?m)(^date-released: ")[^"]+(")$', day.isoformat())
    python(root, "-m", "towncrier", "build", "--yes", "--version", version, "--date", str(day))
    if tests:
        run(root, ".ci/check")
        python(root, "-m", "pytest", "-q", "tests/health")
        run(root, "git", "add", "--all")
        python(root, "-m", "pytest", "-q", "-m", "", "tests/acceptance/test_wheel.py")
    run(root, "git", "add", "--all")
    run(root, "git", "commit", "--quiet", "-m", f"Version {version}")
    run(root, "git", "tag", "--annotate", "-m", f"Version {version}", f"v{version}")


def refuse(root: Path, version: str) -> None:
    """End with a reason where there is nothing to release, or not from here."""
    text = (root / "src/masker_rules/_version.py").read_text("utf-8")
    before, after = VERSION.search(text), VERSION.fullmatch(version)
    if not before or not after or [*map(int, after.groups())] <= [*map(int, before.groups())]:
        sys.exit(f"{version} does not come after {before and before[0]}")
    if output(root, "git", "status", "--porcelain"):
        sys.exit("there are changes that are not committed")
    if output(root, "git", "tag", "--list", f"v{version}"):
        sys.exit(f"v{version} is there already")
    if not [path for path in (root / "changelog.d").glob("*.*.md") if path.is_file()]:
        sys.exit("changelog.d holds no news")


def rewrite(path: Path, pattern: str, value: str) -> None:
    """Put a value between the two groups of a pattern that stands once in a file."""
    text, times = re.subn(pattern, rf"\g<1>{value}\g<2>", path.read_text("utf-8"))
    if times != 1:
        sys.exit(f"{path.name}: {times} places like {pattern}")
    path.write_text(text, "utf-8")


def python(root: Path, *arguments: str) -> None:
    """This interpreter, with the package of that clone."""
    run(root, sys.executable, *arguments)


def run(root: Path, *command: str) -> None:
    """A command that has to succeed."""
    print("$", *command, flush=True)
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = os.environ | {"PYTHONPATH": str(root / "src"), "PATH": tools}
    if subprocess.run(command, cwd=root, env=env, check=False).returncode:
        sys.exit(f"failed: {' '.join(command)}")


def output(root: Path, *command: str) -> str:
    """What a command prints."""
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
