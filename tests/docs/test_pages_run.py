"""What the pages show is what happens: commands are typed, Python is run, outputs are compared."""

from __future__ import annotations

import contextlib
import io
import shutil

import pytest
from long_runs import slow_but
from pages import Desk, blocks, missing_line, pages

SHELL = {"bash", "console"}
#: Their first two blocks are run by `.ci/run`, as a newcomer types them.
READMES = ("README.md", "README.id.md")


def having(*languages):
    return [name for name in pages() if any(b.language in languages for b in blocks(name))]


#: They try every mutant of a law, audit one, make a history first, or type many commands.
LONG = (
    *("tutorial/first-profile", "how-to/audit", "how-to/compare", "how-to/large-data"),
    *("how-to/explain-an-amount", "how-to/edit-with-completion", "how-to/before-paying"),
    *("how-to/check-a-pack", "how-to/web-service"),
)


def is_quick(page):
    """An Indonesian page types the same (see below)."""
    return not page.endswith(".id.md") and page not in {f"docs/{name}.md" for name in LONG}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    made = Desk(tmp_path / "clone")
    monkeypatch.chdir(made.folder)
    return made


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", slow_but(is_quick, [name for name in having(*SHELL) if name not in READMES])
)
def test_page_when_its_commands_are_typed_then_they_do_what_it_shows(page, desk):
    if shutil.which("bash") is None:
        pytest.skip("no bash on this machine")
    printed = ""
    for block in blocks(page):
        if block.title:
            desk.write(block)
        elif block.language in SHELL:
            printed = desk.run(block)
        elif block.language == "text" and printed:
            absent = missing_line(block.text, printed)
            assert not absent, f"line {block.line}: {absent!r} is not in\n{printed}"


@pytest.mark.parametrize("page", slow_but(is_quick, having("python")))
def test_page_when_its_python_is_run_then_it_prints_what_it_shows(page, desk):
    names = {"__name__": "page"}
    for block in blocks(page):
        if block.title:
            desk.write(block)
        elif block.language == "python":
            run_python(block, names)


def run_python(block, names):
    """Statements up to an expected output (`# >`) print that and nothing else."""
    statements, expected = [], []
    for number, line in enumerate([*block.text.splitlines(), ""], block.line + 1):
        if line.startswith("# >"):
            expected.append(line[3:].strip())
            continue
        if expected:
            check(statements, names, "\n".join(expected))
            statements, expected = [""] * (number - 1), []
        statements.append(line)
    check(statements, names, None)


def check(statements, names, expected):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile("\n".join(statements), "page", "exec"), names)  # noqa: S102
    if expected is not None:
        assert printed.getvalue().strip() == expected, f"line {len(statements) + 1}"


def siblings():
    return [name for name in pages() if name.endswith(".id.md")]


@pytest.mark.parametrize("page", siblings())
def test_page_when_in_both_languages_then_it_has_the_same_blocks(page):
    def typed(name):
        return [
            (b.language, b.text.replace(" --lang en", "") if b.language in SHELL else b.title)
            for b in blocks(name)
        ]

    assert typed(page) == typed(page.replace(".id.md", ".md"))


@pytest.mark.parametrize("folder", ["tutorial", "how-to"])
def test_pages_when_for_everybody_then_there_is_one_in_indonesian(folder):
    names = [name for name in pages() if name.startswith(f"docs/{folder}/")]
    english = {name for name in names if not name.endswith(".id.md")}
    assert english == {name.replace(".id.md", ".md") for name in names if name.endswith(".id.md")}
