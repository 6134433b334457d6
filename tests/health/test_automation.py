"""Hooks and workflows do what `.ci/check` and `.ci/run` do, and trust nothing that can move."""

from __future__ import annotations

import re
import subprocess
import tomllib

import pytest
from ruamel.yaml import YAML

PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40}")


@pytest.fixture(scope="module")
def workflows(root):
    folder = root / ".github/workflows"
    return {path.name: read(path) for path in sorted(folder.glob("*.yml"))}


def read(path):
    return YAML(typ="safe", pure=True).load(path.read_text("utf-8"))


def used(workflow):
    """Every action or workflow that is called."""
    jobs = workflow["jobs"].values()
    steps = [step for job in jobs for step in job.get("steps", ())]
    return [each["uses"] for each in (*jobs, *steps) if "uses" in each]


def test_hooks_when_installed_then_run_each_check_of_ci(root):
    listed = subprocess.run(
        [root / ".ci/check", "--list"], capture_output=True, text=True, check=True
    ).stdout.split()
    [local] = read(root / ".pre-commit-config.yaml")["repos"]
    assert local["repo"] == "local"
    hooks = {hook["id"]: hook for hook in local["hooks"]}
    assert sorted(hooks) == sorted(listed)
    for name, hook in hooks.items():
        assert hook["entry"] == f".ci/check {name}"
        assert (hook["language"], hook["pass_filenames"]) == ("system", False)
        assert "exclude" not in hook


def test_tests_when_run_by_github_then_on_every_python_of_the_classifiers(root, workflows):
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    prefix = "Programming Language :: Python :: 3."
    classified = [
        line.rpartition(" ")[2]
        for line in settings["project"]["classifiers"]
        if line.startswith(prefix)
    ]
    matrix = workflows["tests.yml"]["jobs"]["tests"]["strategy"]["matrix"]
    assert matrix["python"] == classified
    lowest = [entry for entry in matrix["include"] if entry["dependencies"] == "lowest"]
    assert [entry["python"] for entry in lowest] == classified[:1]


def test_actions_when_used_then_pinned_by_commit(workflows):
    uses = [each for workflow in workflows.values() for each in used(workflow)]
    assert len(uses) > 10
    loose = [each for each in uses if not each.startswith("./") and not PINNED.fullmatch(each)]
    assert not loose, f"pin these by commit: {loose}"


def test_workflows_when_they_begin_then_may_do_nothing(workflows):
    assert {name for name, workflow in workflows.items() if workflow["permissions"] != {}} == set()


def test_rights_when_given_then_reading_but_for_signing_and_publishing(workflows):
    granted = {
        (name, job, right)
        for name, workflow in workflows.items()
        for job, content in workflow["jobs"].items()
        for right, level in content["permissions"].items()
        if level != "read"
    }
    assert granted == {
        ("release.yml", "attest", "attestations"),
        ("release.yml", "attest", "id-token"),
        ("release.yml", "publish", "id-token"),
    }


def test_workflows_when_read_then_name_no_secret(root):
    texts = [path.read_text("utf-8") for path in (root / ".github/workflows").glob("*.yml")]
    assert not [text for text in texts if "secrets." in text or "password" in text]
