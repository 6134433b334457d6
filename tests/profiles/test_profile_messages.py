"""Golden files: what an author reads about a broken profile, in both languages.

A changed message is read by a person before its file is written anew:
`MASKER_GOLDEN=write pytest tests/profiles/test_profile_messages.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from masker_rules import load_profile
from masker_rules.errors import ProfileError

GOLDEN = Path(__file__).parents[1] / "golden" / "profiles"
BROKEN = sorted(path.stem for path in GOLDEN.glob("*.yaml"))


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("name", BROKEN)
def test_message_when_a_profile_is_broken_then_as_somebody_read_it(name, lang, monkeypatch):
    monkeypatch.chdir(GOLDEN)
    with pytest.raises(ProfileError) as wrong:
        load_profile(f"{name}.yaml")
    found = wrong.value.text(lang) + "\n"
    golden = GOLDEN / f"{name}.{lang}.txt"
    if os.environ.get("MASKER_GOLDEN") == "write":
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")


@pytest.mark.parametrize("name", BROKEN)
def test_place_when_told_then_it_lies_in_the_file(name):
    lines = (GOLDEN / f"{name}.yaml").read_text("utf-8").splitlines()
    with pytest.raises(ProfileError) as wrong:
        load_profile(GOLDEN / f"{name}.yaml")
    for problem in wrong.value.problems:
        line = lines[problem.place.line - 1]
        assert 1 <= problem.place.column <= len(line) + 1, problem.text()
        assert line[: problem.place.column - 1].strip() != line.strip() or "syntax" in problem.code
