from __future__ import annotations

import time

import pytest

from masker_rules import demo


@pytest.mark.parametrize("lang", ["id", "en"])
def test_demo_when_run_then_table_warning_and_one_explanation(masker, lang):
    said = masker("demo", "--lang", lang)
    assert (said.code, said.err) == (0, "")
    warning = {"id": "PERHATIAN: ", "en": "ATTENTION: "}[lang]
    why = {"id": "Mengapa ", "en": "Why does "}[lang]
    assert 0 < said.out.index(warning) < said.out.index(demo.PERSON) < said.out.index(why)
    explained = said.out[said.out.index(why) :]
    assert demo.PERSON in explained
    assert explained.count("\n") > 40


@pytest.mark.timed
def test_demo_when_run_by_a_newcomer_then_under_five_seconds(process):
    begun = time.monotonic()
    done = process("demo")
    assert done.returncode == 0
    assert time.monotonic() - begun < 5


def test_demo_when_done_then_names_the_next_commands(masker):
    said = masker("demo")
    assert f"masker compute PAKET --profile {demo.PROFILE}" in said.out
