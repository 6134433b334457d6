"""What pages say of the library is looked up in the library."""

from __future__ import annotations

import ast
import doctest
import importlib
import re
import subprocess
import sys

import pytest
from pages import ROOT, Desk

import masker_rules as mr
from masker_rules import errors
from masker_rules.cli.app import command_tree

PACKAGE = ROOT / "src" / "masker_rules"
READMES = ("README.md", "README.id.md")
SCRIPTS = sorted((ROOT / "examples").glob("*.py"))
#: What a reader must say beside the script; a small history is enough to see that it ends well.
ASKED = {"make_history.py": ("history", "--people", "20", "--months", "2")}


def documented():
    """Modules with an example in a docstring."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if ">>>" in path.read_text("utf-8"):
            yield ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


@pytest.mark.parametrize("name", list(documented()))
def test_docstring_when_its_example_is_run_then_it_prints_what_it_shows(name):
    tried = doctest.testmod(importlib.import_module(name), verbose=False)
    assert tried.attempted
    assert not tried.failed


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_example_when_run_as_a_reader_does_then_it_ends_well(script, tmp_path):
    desk = Desk(tmp_path / "clone")
    done = subprocess.run(
        [sys.executable, f"examples/{script.name}", *ASKED.get(script.name, ())],
        cwd=desk.folder,
        env=desk.environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("readme", READMES)
def test_readme_when_it_names_a_profile_then_it_is_there(readme):
    named = set(re.findall(r"`(id/[\w/-]+)`", (ROOT / readme).read_text("utf-8")))
    assert len(named) >= 5
    for name in named:
        assert mr.load_profile(name).id.startswith(name)


@pytest.mark.parametrize("readme", READMES)
def test_readme_when_it_says_placeholder_then_the_profile_does(readme):
    [row] = [
        line for line in (ROOT / readme).read_text("utf-8").splitlines() if "`id/nasional`" in line
    ]
    told = re.findall(r"`(id/[\w/-]+)`[^`]*\*\*", row)
    assert told == ["id/kab-banggai-kepulauan"]
    assert mr.load_profile(told[0]).status == "placeholder"


@pytest.mark.parametrize("readme", READMES)
def test_readme_when_it_lists_commands_then_exactly_those_are_there(readme):
    [row] = [
        line for line in (ROOT / readme).read_text("utf-8").splitlines() if "`compute`" in line
    ]
    listed = set(re.findall(r"`([a-z, ]+)`", row))
    tree = command_tree()
    below = ", ".join(tree.commands["profiles"].commands)
    assert listed == {*tree.commands} - {"profiles"} | {f"profiles {below}"}


@pytest.mark.parametrize("readme", READMES)
def test_readme_when_it_names_a_version_then_that_of_the_package(readme):
    assert re.findall(r"\b\d+\.\d+\.\d+\b", (ROOT / readme).read_text("utf-8")) == [mr.__version__]


def test_api_page_when_read_then_it_has_every_public_name():
    page = (ROOT / "docs/reference/api.md").read_text("utf-8")
    shown = set(re.findall(r"^::: masker_rules\.(?:\w+\.)*(\w+)$", page, re.MULTILINE))
    # The page shows that module whole.
    assert re.search(r"^::: masker_rules\.errors$", page, re.MULTILINE)
    assert set(mr.__all__) - {*errors.__all__, "__version__"} <= shown


def test_architecture_page_when_read_then_its_tree_is_the_tree():
    page = (ROOT / "docs/explanation/architecture.md").read_text("utf-8")
    tree = page.split("```text\nsrc/masker_rules/\n")[1].split("```")[0]
    named = set(re.findall(r"(?:(?<=^  )|(?<=  ))(\w+(?:/|\.py))", tree, re.MULTILINE))
    real = {path.name for path in PACKAGE.glob("*.py")} - {"_version.py"}
    real |= {f"{path.parent.name}/" for path in PACKAGE.glob("*/__init__.py")}
    assert named == real


def test_public_names_when_imported_then_all_of_them_exist():
    exported = ast.literal_eval(
        re.search(r"__all__ = (\[.*?\])", (PACKAGE / "__init__.py").read_text("utf-8"), re.DOTALL)[
            1
        ]
    )
    assert sorted(exported) == dir(mr)
    assert all(hasattr(mr, name) for name in exported)
