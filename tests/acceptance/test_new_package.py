"""What `profiles new --package` writes, built and installed by pip and used by another process.

The build backend comes from the package index.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from masker import HOME

UNREACHABLE = ("Temporary failure in name resolution", "Connection", "Network is unreachable")
ID = "id/kab-uji/perbup-7-2026"

pytestmark = pytest.mark.slow


def run(*command, cwd, site=None):
    paths = [str(site), str(HOME)] if site else [str(HOME)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    told = f"{command}\n{done.stdout}\n{done.stderr}"
    unreachable = any(word in told for word in UNREACHABLE)
    if done.returncode and unreachable and not os.environ.keys() & {"CI", "MASKER_CI"}:
        pytest.skip("the package index cannot be reached")
    assert done.returncode == 0, told
    return done.stdout


@pytest.mark.parametrize("lang", ["id", "en"])
def test_package_when_installed_then_listed_and_its_own_tests_pass(tmp_path, lang):
    run("masker_rules.cli", "profiles", "new", ID, "--package", "--lang", lang, cwd=tmp_path)
    package, site = tmp_path / "masker-rules-kab-uji", tmp_path / "site"
    assert ID not in run("masker_rules.cli", "profiles", "list", cwd=tmp_path)
    run("pip", "install", "-q", "--no-deps", "--target", site, package, cwd=tmp_path)
    # Nothing but what was installed is looked at.
    (package / "src").rename(tmp_path / "away")
    assert ID in run("masker_rules.cli", "profiles", "list", cwd=tmp_path, site=site)
    told = run("masker_rules.cli", "profiles", "test", "id/kab-uji", cwd=tmp_path, site=site)
    assert told
    tested = run("pytest", "-q", "-p", "no:cacheprovider", cwd=package, site=site)
    assert "9 passed" in tested
