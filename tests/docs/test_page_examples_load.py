"""Pieces of profiles on the pages load; the readings of lateness give what they say."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from pages import ROOT, blocks, pages

import masker_rules as mr
from masker_rules import yamltext
from masker_rules.testing import run_cases

NIP = "198501012010011001"
#: What the cases of a page say of everybody, as it tells.
GIVEN = """given:
  employee: {category: PNS, grade: III/b}
  amounts: {tpp: 4000000}
  scores: {capaian: 100%}
  days: on time
"""
READING = re.compile(r"^\| [^|]* \| `([^`]+)` \| ((?:[\d:]+ → \d+m(?:; )?)+) \|$", re.MULTILINE)
PAGES = ("docs/how-to/lateness.md", "docs/how-to/lateness.id.md")


def plain(node):
    if isinstance(node, yamltext.Scalar):
        return node.text
    if isinstance(node, yamltext.Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(child) for key, _, child in node.items()}


def read(text):
    return plain(yamltext.parse_yaml(text, "page"))


def titled(page, ending):
    return next(read(b.text) for b in blocks(page) if b.title.endswith(ending))


def pieces():
    found = []
    for page in pages():
        if page.startswith(("docs/how-to/", "docs/explanation/")):
            found += [
                pytest.param(block.text, id=f"{page}:{block.line}")
                for block in blocks(page)
                if block.language == "yaml" and not block.title and not is_told(block)
            ]
    return found


def is_told(block):
    """Whether a block tells cases of the piece above it."""
    return block.text.startswith("cases:")


def told():
    """Cases of the pages, each with the piece of a regulation that stands above it."""
    found = []
    for page in pages():
        own = blocks(page) if page.startswith("docs/how-to/") else []
        found += [
            pytest.param(above.text, block.text, id=f"{page}:{block.line}")
            for above, block in pairwise(own)
            if is_told(block)
        ]
    return found


@pytest.fixture(scope="module")
def regulation():
    """The regulation that the tutorial writes."""
    return titled("docs/tutorial/first-profile.md", "contoh/profile.yaml")


@pytest.mark.parametrize(("piece", "cases"), told())
def test_case_when_told_below_a_piece_then_it_comes_out_so(piece, cases, regulation, tmp_path):
    document = {**regulation, **read(piece)}
    (tmp_path / "profile.yaml").write_text(json.dumps(document), "utf-8")
    (tmp_path / "cases").mkdir()
    head = f"case: 1\nprofile: {document['profile']['id']}\nperiod: 2026-07\n{GIVEN}"
    (tmp_path / "cases" / "told.yaml").write_text(head + cases, "utf-8")
    report = run_cases(tmp_path)
    assert [case.text() for case in report.failed] == []
    assert [case for case in report if case.passed]


@pytest.mark.parametrize("text", pieces())
def test_piece_when_put_into_the_regulation_of_the_tutorial_then_it_loads(text, regulation):
    mr.load_profile({**regulation, **read(text)})


def readings(page=PAGES[0]):
    """Formula, clock, lateness: one for every example in the table."""
    return [
        (formula, *example.split(" → "))
        for formula, examples in READING.findall((ROOT / page).read_text("utf-8"))
        for example in examples.split("; ")
    ]


@pytest.mark.parametrize(("formula", "clock", "late"), readings())
def test_reading_when_somebody_comes_then_so_late(formula, clock, late, regulation):
    # 1 July 2026 is a Wednesday; hours from 07:30.
    told = {"each": "day", "source": "perbup"}
    told["is"] = f"if status = present and in_at exists then {formula} else 0m"
    rules = {"late": {"each": "late", "cut": "1%", "of": "discipline", "source": "perbup"}}
    profile = {**regulation, "quantities": {"late": told}, "rules": rules}
    rows = {
        "employees": [{"nip": NIP, "name": "Uji", "category": "PNS", "grade": "III/d"}],
        "punches": [{"nip": NIP, "time": f"2026-07-01 {clock}", "kind": "in"}],
        "amounts": [{"nip": NIP, "component": "tpp", "amount": "1000000"}],
        "scores": [{"nip": NIP, "period": "2026-07", "measure": "capaian", "value": "100%"}],
    }
    [result] = mr.compute(profile, rows, "2026-07")
    assert f"{result.counts['late_minutes']}m" == late


def test_readings_when_in_both_languages_then_the_same():
    assert len(readings()) >= 10
    assert readings(PAGES[0]) == readings(PAGES[1])
