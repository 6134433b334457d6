"""Every fragment of news reaches the changelog."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest

NAME = re.compile(r"([0-9]+-|\+)[a-z0-9-]+\.(?P<kind>[a-z]+)\.md")


@pytest.fixture(scope="module")
def settings(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["towncrier"]


@pytest.fixture(scope="module")
def fragments(root, settings):
    folder = root / settings["directory"]
    return sorted(path for path in folder.iterdir() if path.name not in settings["ignore"])


def wrong_names(names, kinds):
    found = {name: NAME.fullmatch(name) for name in names}
    return [name for name, match in found.items() if match is None or match["kind"] not in kinds]


def test_fragments_when_named_then_towncrier_reads_them(fragments, settings):
    kinds = {kind["directory"] for kind in settings["type"]}
    wrong = wrong_names([path.name for path in fragments], kinds)
    assert not wrong, f"name these <issue>-<word>.<kind>.md (changelog.d/README.md): {wrong}"


def test_fragments_when_read_then_each_says_something(fragments):
    empty = [path.name for path in fragments if not path.read_text("utf-8").strip()]
    assert not empty, f"no word of news: {empty}"


@pytest.mark.parametrize(
    "name", ["12.added.word.md", "12.added.md", "12-word.new.md", "word.added.md", "12-word.added"]
)
def test_fragment_when_named_otherwise_then_it_would_be_refused(name, settings):
    kinds = {kind["directory"] for kind in settings["type"]}
    assert wrong_names([name], kinds) == [name]


def test_kinds_when_explained_then_those_of_towncrier(root, settings):
    rows = re.findall(
        r"^\| `(\w+)` \|", (root / "changelog.d/README.md").read_text("utf-8"), re.MULTILINE
    )
    assert rows == [kind["directory"] for kind in settings["type"]]


def test_draft_when_built_then_holds_every_fragment(root, fragments):
    pytest.importorskip("towncrier")
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "9.9.9"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for path in fragments:
        first = path.read_text("utf-8").strip().splitlines()[0]
        assert f"- {first}" in done.stdout, f"{path.name} is missing from the draft"
