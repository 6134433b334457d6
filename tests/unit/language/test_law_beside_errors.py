"""The law beside an error is in the language of the message."""

from __future__ import annotations

import pytest

import masker_rules as mr
from masker_rules import yamltext
from masker_rules.errors import ProfileError

PROFILE = """
profile:
  language: 1
  id: id/uji/hukum
  title: {id: Aturan uji, en: A rule to try}
  status: draft
  zone: Asia/Makassar
  in_force: 2026-01-01..
sources:
  perbup:
    title: {id: Peraturan Bupati Uji, en: Regulation of the Regent of Uji}
    kind: regulation
amount: {is: tpp, source: perbup pasal 1}
parts:
  discipline:
    label: {id: Kehadiran, en: Attendance}
    weight: 100%
    round: Rp 1
    source: perbup pasal 2
rules:
  late: {each: late, cut: 1%, of: disciplin, source: perbup pasal 3}
"""
BOTH = {"id": "Peraturan Bupati Uji, pasal 3", "en": "Regulation of the Regent of Uji, pasal 3"}


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "profile.yaml"
    path.write_text(PROFILE, "utf-8")
    with pytest.raises(ProfileError) as wrong:
        mr.load_profile(path)
    return wrong.value


@pytest.mark.parametrize(("lang", "other"), [("id", "en"), ("en", "id")])
def test_law_when_told_then_its_title_in_the_language_asked_for(broken, lang, other):
    said = broken.text(lang)

    assert BOTH[lang] in said
    assert BOTH[other] not in said


def test_start_when_no_word_of_it_then_refused(tmp_path):
    path = tmp_path / "profile.yaml"
    written = PROFILE.replace("disciplin,", "discipline,")
    path.write_text(written.replace("2026-01-01..", "2026-01-01..\n  start: maybe"), "utf-8")

    with pytest.raises(ProfileError) as wrong:
        mr.load_profile(path)

    [problem] = wrong.value.problems
    assert (problem.code, problem.params["path"]) == ("unknown-choice", "profile.start")
    assert problem.params["known"] == "known, unknown"


def test_start_when_unknown_then_computed_the_same_and_said():
    plain = yamltext.plain(yamltext.parse_yaml(PROFILE.encode(), "profile.yaml"))
    plain["rules"]["late"]["of"] = "discipline"
    known = mr.load_profile(plain).plan
    plain["profile"]["start"] = "unknown"
    unknown = mr.load_profile(plain).plan

    assert (known.start_known, unknown.start_known) == (True, False)
    assert known.in_force == unknown.in_force
