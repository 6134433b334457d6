"""What a planted fault replaces is in its file once, which only long runs would notice."""

from __future__ import annotations

import tomllib
from pathlib import Path

from planted import ROOT, faults_of

PACKAGE = ROOT / "src" / "masker_rules"


def listed():
    """File and replaced text of every fault that is planted somewhere."""
    checks = tomllib.loads((Path(__file__).parent / "planted_faults.toml").read_text("utf-8"))
    for fault in (*checks["command"], *checks["test"]):
        if "old" in fault:
            yield ROOT / fault["file"], fault["old"]
    for name in ("walker_faults.toml", "attendance_faults.toml"):
        for fault in faults_of(name):
            yield PACKAGE / fault["file"], fault["old"]


def test_faults_when_listed_then_what_they_replace_stands_once():
    counted = [(path, old, path.read_text("utf-8").count(old)) for path, old in listed()]
    assert counted
    lost = [f"{path.name}: {old!r}" for path, old, times in counted if times != 1]
    assert not lost, "\n".join(lost)
