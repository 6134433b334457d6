"""Pieces of profiles on the pages load; the readings of lateness give what they say."""

from __future__ import annotations

import re

import pytest
from pages import ROOT, blocks, pages

import masker_rules as mr
from masker_rules import yamltext

NIP = "198501012010011001"
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
                if block.language == "yaml" and not block.title
            ]
    return found


@pytest.fixture(scope="module")
def regulation():
    """The regulation that the tutorial writes."""
    return titled("docs/tutorial/first-profile.md", "contoh/profile.yaml")


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
