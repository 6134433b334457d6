"""The example plug-in, installed as pip would and used by another process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "plugin-kab-contoh"


def install(target: Path, example: Path = EXAMPLE, name: str = "") -> None:
    """Package and metadata into a folder, as `pip install --target` leaves them.

    By hand: to build a wheel needs a build backend, which an offline machine may not have.
    """
    project = tomllib.loads((example / "pyproject.toml").read_text("utf-8"))["project"]
    shutil.copytree(example / "src", target, dirs_exist_ok=True)
    name = name or project["name"]
    info = target / f"{name.replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(head, "utf-8")
    lines = []
    for group, points in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{key} = {value}" for key, value in points.items()), ""]
    (info / "entry_points.txt").write_text("\n".join(lines), "utf-8")


@pytest.fixture
def target(tmp_path):
    install(tmp_path / "site")
    return tmp_path / "site"


def python(target, *argv, cwd=None):
    path = os.pathsep.join([str(target), str(ROOT / "src")])
    env = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *argv], env=env, cwd=cwd, capture_output=True, text=True, check=False
    )


def masker(target, *argv):
    return python(target, "-m", "masker_rules.cli", *argv, "--lang", "en")


@pytest.mark.slow
def test_plugin_when_installed_then_its_profile_is_listed_and_its_cases_pass(target):
    assert "id/kab-contoh/perbup-12-2026" in masker(target, "profiles", "list").stdout
    done = masker(target, "profiles", "test", "id/kab-contoh")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "9 of 9 cases passed." in done.stdout


@pytest.mark.slow
def test_plugin_when_its_own_tests_run_then_they_pass(target, tmp_path):
    shutil.copytree(EXAMPLE / "tests", tmp_path / "tests")
    argv = ("-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path / "tests"))
    done = python(target, *argv, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 passed" in done.stdout


def test_plugin_when_not_installed_then_there_is_no_such_profile(tmp_path):
    done = masker(tmp_path, "profiles", "test", "id/kab-contoh")
    assert done.returncode == 2
    assert "profile-not-found" in done.stderr


def test_plugin_when_it_cannot_be_imported_then_the_distribution_is_named(target):
    (target / "masker_rules_kab_contoh" / "__init__.py").write_text("import nothing_of_the_kind\n")
    done = masker(target, "profiles", "list")
    assert done.returncode == 2
    assert "plugin-unusable" in done.stderr
    assert "masker-rules-kab-contoh" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_plugin_when_its_profile_is_wrong_then_the_place_names_the_distribution(target):
    path = next(target.rglob("perbup-12-2026/profile.yaml"))
    path.write_text(path.read_text("utf-8").replace("weight: 30%", "wait: 30%"), "utf-8")
    done = masker(target, "profiles", "lint", "id/kab-contoh")
    assert done.returncode == 3
    place = "masker-rules-kab-contoh: id/kab-contoh/perbup-12-2026/profile.yaml:"
    assert place in done.stdout


def test_plugins_when_two_bring_one_id_then_both_are_named(target):
    copy = target / "other"
    shutil.copytree(target / "masker_rules_kab_contoh", copy)
    info = target / "other_contoh-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other-contoh\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[masker_rules.profiles]\na = other.profiles\n")
    done = masker(target, "profiles", "list")
    assert done.returncode == 2
    assert "plugin-repeats-id" in done.stderr
    assert "masker-rules-kab-contoh and other-contoh" in done.stderr


def test_calendars_when_two_bring_one_year_then_both_are_named(target):
    shutil.copytree(target / "masker_rules_kab_contoh" / "calendars", target / "other_years")
    info = target / "other_years-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other-years\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[masker_rules.calendars]\na = other_years\n")
    done = masker(target, "profiles", "test", "id/kab-contoh")
    assert "plugin-repeats-year" in done.stdout + done.stderr
    assert "masker-rules-kab-contoh and other-years" in done.stdout + done.stderr
