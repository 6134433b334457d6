"""The pictures of `masker demo` show what it prints."""

from __future__ import annotations

import html
import importlib.util
import re

import pytest
from pages import ROOT


@pytest.fixture(scope="module")
def maker():
    path = ROOT / "docs/make_demo_picture.py"
    spec = importlib.util.spec_from_file_location("make_demo_picture", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def words(svg):
    """What stands in the picture, without the blanks that only place it."""
    shown = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    return "".join(html.unescape("".join(shown)).split())


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["id", "en"])
def test_picture_when_drawn_again_then_shows_the_same_words(maker, lang):
    committed = (maker.ASSETS / maker.PICTURES[lang]).read_text("utf-8")
    assert words(committed) == words(maker.draw(lang)), "run `python docs/make_demo_picture.py`"
