"""The gate of coverage closes, and nothing is left out of it unseen."""

from __future__ import annotations

import importlib.util
import tomllib
from collections import Counter

import pytest


@pytest.fixture(scope="module")
def script(root):
    spec = importlib.util.spec_from_file_location("coverage_script", root / ".ci/coverage.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def settings(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["coverage"]


def counts(lines, branches):
    """One file of a package and one beside it, together of 100 lines and 100 branches."""
    keys = ("num_statements", "covered_lines", "num_branches", "covered_branches")
    inside = Counter(dict(zip(keys, (60, lines - 40, 60, branches - 40), strict=True)))
    beside = Counter(dict.fromkeys(keys, 40))
    return {"src/masker_rules/units/types.py": inside, "src/masker_rules/api.py": beside}


@pytest.mark.parametrize(
    ("lines", "branches", "code"),
    [(95, 95, 0), (94, 100, 2), (100, 94, 2)],
)
def test_gate_when_lines_or_branches_are_fewer_then_closed(
    script, monkeypatch, capsys, lines, branches, code
):
    monkeypatch.setattr(script, "coverage", lambda *_: 0)
    monkeypatch.setattr(script, "files", lambda: counts(lines, branches))
    assert script.main([]) == code
    table = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines()}
    assert table["masker_rules"] == ["40", "100.0%", "40", "100.0%"]
    assert table["all"] == ["100", f"{lines}.0%", "100", f"{branches}.0%"]
    assert ("branches:" in table) == (branches < 95)


def test_tests_when_they_fail_then_their_code_whatever_is_covered(script, monkeypatch):
    monkeypatch.setattr(script, "coverage", lambda *arguments: int(arguments[0] == "run"))
    monkeypatch.setattr(script, "files", lambda: counts(100, 100))
    assert script.main([]) == 1


def test_part_when_measured_then_not_judged(script, monkeypatch):
    monkeypatch.setattr(script, "coverage", lambda *_: 0)
    monkeypatch.setattr(script, "files", lambda: counts(50, 50))
    assert script.main(["tests/unit"]) == 0


def test_files_when_measured_then_none_is_left_out(settings):
    assert settings["run"]["source_pkgs"] == ["masker_rules"]
    assert settings["run"]["branch"]
    assert settings["report"]["fail_under"] >= 95
    assert not {"omit", "include"} & (settings["run"].keys() | settings["report"].keys())
