"""One version of the library and one list of Pythons, wherever they are written."""

from __future__ import annotations

import re
import tomllib

import pytest

import masker_rules


@pytest.fixture(scope="module")
def pyproject(root):
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def classified(pyproject):
    prefix = "Programming Language :: Python :: 3."
    classifiers = pyproject["project"]["classifiers"]
    return [c.rpartition(" ")[2] for c in classifiers if c.startswith(prefix)]


def test_version_when_built_then_read_from_the_module(root, pyproject):
    assert "version" not in pyproject["project"]
    assert pyproject["project"]["dynamic"] == ["version"]
    source = (root / pyproject["tool"]["hatch"]["version"]["path"]).read_text("utf-8")
    assert f'__version__ = "{masker_rules.__version__}"' in source


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("CITATION.cff", "version: {}"),
        ("README.md", "Version {}: "),
        ("README.id.md", "Versi {}: "),
        ("CHANGELOG.md", "## {} ("),
    ],
)
def test_version_when_written_for_readers_then_the_same(root, name, line):
    text = "\n" + (root / name).read_text("utf-8")
    assert "\n" + line.format(masker_rules.__version__) in text


def test_ci_pythons_when_read_then_equal_the_classifiers(root, classified):
    line = re.search(r'^pythons="([^"]+)"', (root / ".ci/run").read_text("utf-8"), re.MULTILINE)
    assert line, '.ci/run has no line pythons="…"'
    assert line[1].split() == classified


def test_lowest_python_when_configured_then_the_same_everywhere(pyproject, classified):
    assert pyproject["project"]["requires-python"] == f">={classified[0]}"
    assert pyproject["tool"]["ruff"]["target-version"] == f"py{classified[0].replace('.', '')}"
    assert pyproject["tool"]["mypy"]["python_version"] == classified[0]
