"""A regulation of which nobody knows since when it holds says so where it is explained."""

from __future__ import annotations

import pytest
from regulations import regulation, tables

import masker_rules as mr

TOLD = {
    "id": "tanggal mulai berlaku belum diketahui; dihitung sejak 1 Januari 2020",
    "en": "since when is not known; computed from 1 January 2020",
}


def explained(start: str, lang: str) -> str:
    header = {"start": start} if start else {}
    profile = mr.load_profile(regulation(header=header, amount="tpp"))
    [result] = mr.compute(profile, tables(), "2026-07")
    return " ".join(result.explain(lang).split())


@pytest.mark.parametrize("lang", ["id", "en"])
def test_start_when_unknown_then_said_in_the_head(lang: str) -> None:
    assert TOLD[lang] in explained("unknown", lang)


@pytest.mark.parametrize("start", ["", "known"])
def test_start_when_known_then_no_word_of_it(start: str) -> None:
    text = explained(start, "id")
    assert "belum diketahui; dihitung" not in text
    assert "Masa berlaku" not in text
