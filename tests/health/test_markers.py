"""A test that needs something of the machine may be skipped at home, never in CI."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib

import pytest

SAMPLE = """
import pytest

@pytest.mark.{marker}
def test_sample():
    pytest.skip("not there")
"""


@pytest.fixture
def run(tmp_path, root, monkeypatch):
    shutil.copy(root / "tests/conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\nmarkers =\n needs_compiler\n needs_java\n property\n"
    )

    def run_with(marker, ci):
        monkeypatch.setenv("MASKER_CI", ci)
        (tmp_path / "test_sample.py").write_text(SAMPLE.format(marker=marker))
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    return run_with


def test_skip_of_a_need_when_in_ci_then_fails(run):
    done = run("needs_compiler", "1")
    assert done.returncode == 1, done.stdout
    assert "1 failed" in done.stdout


def test_skip_of_a_need_when_at_home_then_is_a_skip(run):
    done = run("needs_compiler", "")
    assert done.returncode == 0, done.stdout
    assert "1 skipped" in done.stdout


def test_need_when_its_program_is_missing_then_skipped_and_in_ci_failed(run, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys.modules[__name__], "SAMPLE", SAMPLE.replace("pytest.skip", "str"))
    assert "1 skipped" in run("needs_java", "").stdout
    done = run("needs_java", "1")
    assert done.returncode == 1, done.stdout
    assert "none of java is installed" in done.stdout


def test_other_skip_when_in_ci_then_is_a_skip(run):
    done = run("property", "1")
    assert done.returncode == 0, done.stdout
    assert "1 skipped" in done.stdout


def test_needs_when_declared_then_ci_knows_what_to_install(root):
    markers = {line.split(":")[0] for line in configured(root) if line.startswith("needs_")}
    script = (root / ".ci/run").read_text("utf-8")
    unknown = {marker for marker in markers if f"[{marker}]" not in script}
    assert not unknown, f".ci/run installs nothing for {unknown}"


def configured(root):
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    return settings["tool"]["pytest"]["ini_options"]["markers"]
