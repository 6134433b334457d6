"""What a planted fault replaces is in its file once, which only long runs would notice."""

from __future__ import annotations

import tomllib
from pathlib import Path

from planted import ROOT, faults_of, names_of_tests

LISTS = ("walker_faults.toml", "attendance_faults.toml")
PACKAGE = ROOT / "src" / "masker_rules"


def listed():
    """File and replaced text of every fault that is planted somewhere."""
    checks = tomllib.loads((Path(__file__).parent / "planted_faults.toml").read_text("utf-8"))
    for fault in (*checks["command"], *checks["test"]):
        if "old" in fault:
            yield ROOT / fault["file"], fault["old"]
    for name in LISTS:
        for fault in faults_of(name):
            yield PACKAGE / fault["file"], fault["old"]


def test_faults_when_listed_then_what_they_replace_stands_once():
    counted = [(path, old, path.read_text("utf-8").count(old)) for path, old in listed()]
    assert counted
    lost = [f"{path.name}: {old!r}" for path, old, times in counted if times != 1]
    assert not lost, "\n".join(lost)


def test_faults_when_they_name_a_test_then_there_is_one():
    files = [
        path for name in ("unit", "columnar") for path in (ROOT / "tests" / name).rglob("*.py")
    ]
    there = {test for path in files for test in names_of_tests(path)}
    named = {fault["test"] for name in LISTS for fault in faults_of(name) if "test" in fault}
    assert named
    assert not named - there
