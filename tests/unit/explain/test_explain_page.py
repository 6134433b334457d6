"""The HTML page: well-formed, self-contained, and nothing in it is markup of somebody else."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from explained import JULY, SCENARIOS, compute, pack, person, scenario

from masker_rules.explain import explain_html, explain_text

VOID = {"meta"}
ATTACK = '<script>alert("x")</script> & <img src=http://example.org/x onerror=y>'


class Reader(HTMLParser):
    """Checks that tags close in order, and collects tags, attributes and text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: dict[str, str | None] = {}
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert not reader.open
    return reader


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_page_when_made_then_well_formed_and_fetches_nothing(name: str, lang: str) -> None:
    page = explain_html(scenario(name), lang)
    reader = read(page)

    assert not reader.seen & {"script", "img", "link", "iframe"}
    assert not {"src", "href", "onload"} & set(reader.attributes)
    assert "http" not in page
    assert "url(" not in page
    assert f'<html lang="{lang}">' in page


def test_page_when_made_then_says_what_the_text_says() -> None:
    result = scenario("payable")
    page = " ".join(" ".join(read(explain_html(result)).texts).split())

    for line in explain_text(result).splitlines():
        _, sign, calculation = line.partition(" : ")
        if sign and " = " in calculation and "[" not in calculation:
            assert calculation in page


def test_page_when_a_name_holds_markup_then_it_is_text() -> None:
    result = compute(JULY, pack(employees=[person(name=ATTACK, unit=ATTACK)]))
    reader = read(explain_html(result))

    assert not reader.seen & {"script", "img"}
    assert ATTACK in "".join(reader.texts)
