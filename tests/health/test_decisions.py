"""Every decision stands, in the order of the numbers, wherever decisions are listed."""

from __future__ import annotations

import re

import pytest

FILE = re.compile(r"(\d{4})-[a-z0-9-]+\.md\Z")
ROW = re.compile(
    r"^\| \[(\d{4})\]\(([^)]+)\) \| (.+) \| (design|interpretation) \|$", re.MULTILINE
)
HEADING = re.compile(r"# (\d{4}) (.+)\n")


@pytest.fixture(scope="module")
def files(root):
    return sorted(p for p in (root / "docs/adr").glob("*.md") if p.name != "index.md")


def test_decision_when_a_file_then_its_heading_has_the_number_of_its_name(files):
    assert files
    wrong = []
    for path in files:
        name, heading = FILE.match(path.name), HEADING.match(path.read_text("utf-8"))
        if not name or not heading or name[1] != heading[1]:
            wrong.append(path.name)
    assert not wrong, f"NNNN-words.md begins with `# NNNN Title`: {wrong}"


def test_numbers_when_given_then_none_twice(files):
    numbers = [path.name[:4] for path in files]
    twice = sorted({number for number in numbers if numbers.count(number) > 1})
    assert not twice, f"two decisions have one number: {twice}"


def test_index_when_read_then_lists_every_decision_by_number_with_its_title(files, root):
    rows = ROW.findall((root / "docs/adr/index.md").read_text("utf-8"))
    listed = [(number, name, title) for number, name, title, _ in rows]
    headings = [(path.name, HEADING.match(path.read_text("utf-8"))) for path in files]
    wanted = [(found[1], name, found[2]) for name, found in headings]
    missing = [row for row in wanted if row not in listed]
    assert not missing, f"docs/adr/index.md lacks {missing}"
    assert listed == wanted


def test_navigation_when_read_then_lists_every_decision_by_number(files, root):
    navigation = (root / "mkdocs.yml").read_text("utf-8")
    listed = re.findall(r"^ +- adr/(\d.*)$", navigation, re.MULTILINE)
    wanted = [path.name for path in files]
    missing = [name for name in wanted if name not in listed]
    assert not missing, f"the navigation of mkdocs.yml lacks {missing}"
    assert listed == wanted
