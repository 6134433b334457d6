"""The repository as the health tests see it."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "masker_rules"
# What tests of several folders share.
sys.path.insert(0, str(ROOT / "tests" / "support"))


@dataclass(frozen=True)
class Raised:
    """A place in `src` that names an error code; `params` is None where they are not literal."""

    code: str
    place: str
    params: frozenset[str] | None


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its path below `src/masker_rules`, parsed."""
    paths = sorted(SOURCES.rglob("*.py"))
    return {p.relative_to(SOURCES).as_posix(): ast.parse(p.read_text("utf-8")) for p in paths}


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Every text file that git knows; outside a clone, the files that a clone would have."""
    return _tracked()


@pytest.fixture(scope="session")
def raised(modules: dict[str, ast.Module]) -> list[Raised]:
    """Every call that makes a problem of a literal code."""
    return [found for name, tree in modules.items() for found in _raised_in(name, tree)]


@cache
def _tracked() -> list[Path]:
    try:
        listed = subprocess.run(
            ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True, text=True
        ).stdout.split("\0")
        paths = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        folders = ("src", "docs", "tests", "bench", "examples", "changelog.d", ".ci", ".github")
        paths = [p for folder in folders for p in (ROOT / folder).rglob("*")]
        paths += list(ROOT.glob("*.*"))
    return [path for path in paths if path.is_file() and _is_text(path)]


def _is_text(path: Path) -> bool:
    return b"\0" not in path.read_bytes()[:8192]


def _raised_in(name: str, tree: ast.Module) -> list[Raised]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    found = []
    for call in calls:
        first = call.args[0]
        literal = isinstance(first, ast.Constant) and isinstance(first.value, str)
        if literal and _makes_a_problem(call.func):
            found.append(Raised(first.value, f"{name}:{call.lineno}", _params(call)))
    return found


def _makes_a_problem(func: ast.expr) -> bool:
    if isinstance(func, ast.Name):
        return func.id == "Problem"
    if not isinstance(func, ast.Attribute):
        return False
    owner = ast.unparse(func.value).rpartition(".")[2].lower()
    return (func.attr == "of" and owner.endswith(("error", "cls"))) or (
        func.attr == "add" and "problems" in owner
    )


def _params(call: ast.Call) -> frozenset[str] | None:
    if isinstance(call.func, ast.Name):
        second = call.args[1] if len(call.args) > 1 else None
        if not isinstance(second, ast.Dict):
            return None
        keys = [key.value if isinstance(key, ast.Constant) else None for key in second.keys]
        return None if None in keys else frozenset(keys)
    names = [keyword.arg for keyword in call.keywords]
    if None in names:
        return None
    return frozenset(names) - {"place", "law", "severity"}
