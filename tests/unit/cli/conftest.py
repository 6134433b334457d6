"""Runs `masker` on a month of three people."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from cli_month import UNKNOWN, tables

from masker_rules.cli import run
from masker_rules.facts.writers import write_pack


@dataclass
class Said:
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def masker(capfd, monkeypatch):
    """Run `masker` in this process, as in a pipe; arguments may be paths."""
    # Set by terminals and by the workers of pytest-xdist.
    monkeypatch.delenv("COLUMNS", raising=False)

    def call(*argv):
        capfd.readouterr()
        code = run([str(word) for word in argv])
        return Said(code, *capfd.readouterr())

    return call


@pytest.fixture
def process():
    """Run `masker` in a process of its own, as a user does."""

    def call(*argv, env=None, **settings):
        environment = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "NO_COLOR"}}
        command = [sys.executable, "-m", "masker_rules.cli", *map(str, argv)]
        settings = {"capture_output": True, "timeout": 120} | settings
        return subprocess.run(command, check=False, env=environment | (env or {}), **settings)

    return call


@pytest.fixture(scope="session")
def clean(tmp_path_factory):
    """The month with everybody's target known."""
    return _written(tmp_path_factory, "clean", lambda made: made["scores"].append(_target()))


def _target():
    return {"nip": UNKNOWN, "period": "2026-07", "measure": "target_minutes", "value": "6000"}


@pytest.fixture(scope="session")
def pack(tmp_path_factory):
    """The month with one unknown target and one row of a stranger."""
    stranger = {"nip": "197501012010011001", "time": "2026-07-01 07:30", "kind": "in"}
    return _written(tmp_path_factory, "pack", lambda made: made["punches"].append(stranger))


def _written(tmp_path_factory, name, change):
    made = tables()
    change(made)
    folder = tmp_path_factory.mktemp(name)
    write_pack(made, folder)
    return folder
