from __future__ import annotations

import shlex
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


@pytest.mark.parametrize("lang", ["id", "en"])
def test_demo_when_done_then_its_next_lines_work_as_printed(masker, lang, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    printed = masker("demo", "--lang", lang).out
    steps = [shlex.split(line) for line in printed.splitlines() if line.startswith("  masker ")]
    assert [step[1] for step in steps] == ["demo", "check", "compute", "explain"]
    outcomes = [masker(*step[1:], "--lang", lang) for step in steps]
    assert [said.code for said in outcomes] == [0, 0, 0, 0]
    assert demo.PERSON in outcomes[-1].out
    # What `demo` computes is what `compute` does with the pack that it wrote.
    assert outcomes[2].out.splitlines()[0] == printed.splitlines()[0]
    again = [line for line in outcomes[0].out.splitlines() if line.startswith("  masker ")]
    assert again == [line for line in printed.splitlines() if line.startswith("  masker ")][1:]


def test_demo_when_the_folder_is_there_then_nothing_is_written(masker, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    said = masker("demo", "--pack", tmp_path)
    assert said.code == 2
    assert "[demo-would-overwrite]" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
