"""Examples of the error codes: the wrong lines give the code, the mended ones load without it."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise

import pytest
from pages import ROOT

import masker_rules as mr
from masker_rules import yamltext
from masker_rules.errors import ProfileError

FILE = ROOT / "docs" / "error_examples.yaml"
TEXTS = ROOT / "src" / "masker_rules" / "texts"
SECTION = re.compile(r"^(\w+):", re.MULTILINE)
#: Codes of a request, of several files together, of what is no profile or too large to print.
ELSEWHERE = {
    "change-beside-a-near-name",
    "rounding-mode-not-stated",
    "performance-months-differ",
    "versions-leave-days",
    "versions-share-days",
    "bad-date",
    "bad-period",
    "extends-cycle",
    "formula-too-deep",
    "formula-too-long",
    "no-row",
    "no-such-run",
    "not-in-force",
    "run-not-in-month",
    "period-needed",
    "profile-file-missing",
    "profile-is-overlay",
    "profile-not-found",
}


def plain(node):
    if isinstance(node, yamltext.Scalar):
        return node.text
    return {key: plain(child) for key, _, child in node.items()}


ALL = plain(yamltext.parse_yaml(FILE.read_bytes(), FILE.name))
EXAMPLES = ALL["examples"]


def sections(text):
    """Name of a section to its lines."""
    starts = [match.start() for match in SECTION.finditer(text)] + [len(text)]
    blocks = [text[a:b] for a, b in pairwise(starts)]
    return {block.partition(":")[0]: block for block in blocks}


def file_of(piece):
    """The base with the sections of a piece in their place; keys of the header one by one."""
    own, base = sections(piece), sections(ALL["base"])
    header = own.pop("profile", "")
    for line in header.splitlines()[1:]:
        key = line.partition(":")[0]
        base["profile"] = re.sub(rf"^{key}:.*$", line, base["profile"], flags=re.MULTILINE)
    return "\n".join({**base, **own}.values())


def told(piece, folder):
    """Codes of errors, and of everything that lint says."""
    path = folder / "profile.yaml"
    path.write_text(file_of(piece), "utf-8")
    try:
        linted = mr.load_profile(path).linted
    except ProfileError as wrong:
        return [problem.code for problem in wrong.problems], []
    return [], [f.problem.code for f in (*linted.warnings, *linted.notes)]


def test_base_when_loaded_then_nothing_is_said(tmp_path):
    assert told("", tmp_path) == ([], [])


@pytest.mark.parametrize("code", EXAMPLES)
def test_example_when_wrong_then_it_gives_its_code_and_nothing_else_stops(code, tmp_path):
    errors, found = told(EXAMPLES[code]["wrong"], tmp_path)
    assert code in {*errors, *found}
    assert set(errors) <= {code}


@pytest.mark.parametrize("code", EXAMPLES)
def test_example_when_mended_then_it_loads_without_its_code(code, tmp_path):
    errors, found = told(EXAMPLES[code]["mended"], tmp_path)
    assert errors == []
    assert code not in found


def test_examples_when_counted_then_every_code_of_a_profile_has_one():
    known = set()
    for name in ("language", "lint"):
        known |= set(tomllib.loads((TEXTS / f"{name}.en.toml").read_text("utf-8"))["errors"])
    missing = known - set(EXAMPLES) - ELSEWHERE
    assert not missing, f"write wrong and mended lines in docs/error_examples.yaml: {missing}"
    assert not ELSEWHERE & set(EXAMPLES)
