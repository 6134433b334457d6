"""What a type checker infers for programs that many write."""

from __future__ import annotations

import re

import pytest
from pages import ROOT

PROGRAMS = "tests/data/typed_programs/ten_programs.py"
REVEALED = re.compile(r":(\d+): note: Revealed type is \"(.*)\"$", re.MULTILINE)
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
