"""What a type checker infers for programs that many write."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from pages import ROOT, blocks, pages

PROGRAMS = "tests/data/typed_programs/ten_programs.py"
REVEALED = re.compile(r":(\d+): note: Revealed type is \"(.*)\"$", re.MULTILINE)
#: A package and its tests, and what needs a library that is not installed here.
NOT_READ = ("__init__.py", "test_laws.py", "fastapi_app.py")
SAID = re.compile(r"reveal_type\(.*\)  # (.*)$")


@pytest.mark.needs_tools
@pytest.mark.slow  # mypy reads the whole package where its cache is cold
def test_programs_when_a_checker_reads_them_then_it_infers_what_they_say(monkeypatch):
    api = pytest.importorskip("mypy.api")
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("MYPYPATH", "src")
    printed, wrong, code = api.run(["--no-error-summary", PROGRAMS])
    assert (wrong, code) == ("", 0), printed
    revealed = {int(line): kind for line, kind in REVEALED.findall(printed)}
    text = (ROOT / PROGRAMS).read_text("utf-8")
    said = {
        number: found[1]
        for number, line in enumerate(text.splitlines(), 1)
        if (found := SAID.search(line))
    }
    assert len(said) > 40
    assert revealed == said
    assert not [kind for kind in revealed.values() if "Any" in kind]


def _written(folder: Path) -> list[str]:
    """The Python of each page as a module of its own, on the lines where the page has it."""
    made = []
    for page in pages():
        lines: list[str] = []
        for block in blocks(page):
            if block.language == "python" and not block.title:
                lines += [""] * (block.line - len(lines)) + block.text.splitlines()
        if lines:
            path = folder / f"{re.sub(r'[^a-z]+', '_', page.lower())}.py"
            path.write_text("\n".join(lines) + "\n", "utf-8")
            made.append(str(path))
    return made


@pytest.mark.needs_tools
@pytest.mark.slow
def test_python_of_pages_and_examples_when_a_strict_checker_reads_it_then_nothing_is_found(
    tmp_path, monkeypatch
):
    api = pytest.importorskip("mypy.api")
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("MYPYPATH", os.pathsep.join(["src", "examples", "examples/web"]))
    found = [str(path) for path in sorted(Path("examples").rglob("*.py"))]
    examples = [path for path in found if not path.endswith(NOT_READ)]
    programs = _written(tmp_path)
    assert len(programs) > 10
    assert len(examples) > 5
    printed, wrong, _ = api.run(
        ["--strict", "--no-error-summary", "--ignore-missing-imports", *programs, *examples]
    )
    assert not printed + wrong, printed + wrong
