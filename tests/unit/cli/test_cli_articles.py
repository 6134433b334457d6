"""`profiles diff` and `profiles show --numbers`: a regulation article by article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from installed import install

from masker_rules.profiles import known_ids

GOLDEN = Path(__file__).parents[2] / "golden" / "articles"
SOURCES = """
sources:
  lama: {title: {id: Perbup 1/2020, en: Regulation 1/2020}, kind: regulation, confirmed: "yes"}
"""
OLD = (
    """
profile: {language: 1, id: id/uji/lama, title: Aturan lama, status: draft, zone: Asia/Makassar,
  in_force: 2020-01-01..2025-12-31}
"""
    + SOURCES
    + """
hours:
  office:
    normal: {mon..thu: 07:30..16:00, fri: 07:30..16:30}
    source: lama pasal 2
terms:
  batas: {value: Rp 120.000, source: lama pasal 9}
tables:
  tarif:
    by: minutes
    rows: [[1m..30m, 0.5%], [31m..120m, 1%], [121m.., 1.5%]]
    source: lama pasal 3
amount: {is: tpp, source: lama pasal 1}
parts:
  discipline: {label: Disiplin, weight: 100%, round: Rp 1, source: lama pasal 4}
rules:
  late: {each: late, cut: tarif, of: discipline, source: lama pasal 5}
  alpa: {each: alpa, cut: 3%, of: discipline, source: lama pasal 6}
"""
)
NEW = """
profile: {language: 1, id: id/uji/baru, title: Aturan baru, status: draft, zone: Asia/Makassar,
  in_force: 2026-01-01.., amends: id/uji/lama}
sources:
  baru: {title: {id: Perbup 9/2025, en: Regulation 9/2025}, kind: regulation, confirmed: "no"}
hours:
  office:
    normal: {mon..wed: 08:00..16:00, thu: 07:30..16:00, fri: 07:30..16:30}
    source: baru pasal I angka 1
tables:
  tarif:
    rows: [[1m..15m, 0.5%], [16m..120m, 1%], [121m.., 2%]]
    source: baru pasal I angka 2
rules:
  alpa: removed
  early: {each: early, cut: 1%, of: discipline, source: baru pasal I angka 3}
questions:
  early:
    about: rules.early
    ask: {id: Juga pada bulan Ramadan?, en: In Ramadan too?}
    taken: {id: ya, en: "yes"}
"""


@pytest.fixture
def both(tmp_path, monkeypatch):
    """Two files: a regulation and a change of it."""
    install(monkeypatch, tmp_path / "root", {"id/uji/lama": OLD, "id/uji/baru": NEW})
    return "id/uji/lama", "id/uji/baru"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_diff_when_drawn_then_as_the_kept_page(masker, both, lang):
    said = masker("profiles", "diff", *both, "--lang", lang)

    assert (said.code, said.err) == (0, "")
    assert said.out == (GOLDEN / f"diff.{lang}.txt").read_text("utf-8")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_numbers_when_drawn_then_as_the_kept_page(masker, both, lang):
    said = masker("profiles", "show", both[1], "--numbers", "--lang", lang)

    assert (said.code, said.err) == (0, "")
    # The digest of the whole file is not what this page is about.
    lines = [line for line in said.out.splitlines() if not line.startswith("sha256:")]
    assert "\n".join(lines) + "\n" == (GOLDEN / f"numbers.{lang}.txt").read_text("utf-8")


def test_diff_when_json_then_paths_changes_values_and_articles(masker, both):
    made = json.loads(masker("profiles", "diff", *both, "--format", "json", "--lang", "en").out)

    assert (made["a"]["id"], made["b"]["id"]) == both
    found = {(one["path"], one["change"]): one for one in made["differences"]}
    assert {path for path, _ in found} == {
        "profile.in_force",
        "profile.amends",
        "hours.office.normal[mon..wed]",
        "tables.tarif[1m..15m]",
        "tables.tarif[1m..30m]",
        "tables.tarif[16m..120m]",
        "tables.tarif[31m..120m]",
        "tables.tarif[121m..]",
        "rules.alpa",
        "rules.early",
        "questions.early",
    }
    last = found["tables.tarif[121m..]", "changed"]
    assert (last["old"]["value"], last["new"]["value"]) == ("1.5%", "2%")
    assert last["old"]["article"] == "Regulation 1/2020, pasal 3"
    assert last["new"]["article"] == "Regulation 9/2025, pasal I angka 2"
    assert (last["old"]["confirmed"], last["new"]["confirmed"]) == (True, False)
    assert found["rules.alpa", "removed"]["old"]["value"] == "each: alpa; cut: 3%; of: discipline"
    hours = found["hours.office.normal[mon..wed]", "changed"]
    assert (hours["old"]["value"], hours["new"]["value"]) == ("07:30..16:00", "08:00..16:00")


def test_diff_when_turned_round_then_added_and_removed_change_places(masker, both):
    def told(*order):
        made = json.loads(masker("profiles", "diff", *order, "--format", "json").out)
        return [(one["path"], one["change"]) for one in made["differences"]]

    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    assert [(path, turned[change]) for path, change in told(*both)] == told(*both[::-1])


@pytest.mark.parametrize("profile", known_ids())
def test_diff_when_of_one_profile_then_nothing(masker, profile):
    said = masker("profiles", "diff", profile, profile)

    assert said.code == 0
    assert "Tidak ada perbedaan." in said.out


def test_numbers_when_json_then_layer_article_and_place(masker, both):
    made = json.loads(masker("profiles", "show", both[1], "--format", "json").out)
    numbers = {one["path"]: one for one in made["numbers"]}

    assert numbers["terms.batas.value"]["layer"] == both[0]
    assert numbers["terms.batas.value"]["confirmed"] is True
    assert numbers["rules.early.cut"]["layer"] == both[1]
    assert numbers["rules.early.cut"]["place"] == "id/uji/baru/profile.yaml:16:24"
    assert numbers["tables.tarif[1m..15m]"]["article"] == ("Perbup 9/2025, pasal I angka 2")
    assert "rules.early.of" not in numbers


@pytest.mark.parametrize("profile", known_ids())
def test_numbers_when_shipped_then_every_one_has_a_layer_and_an_article(masker, profile):
    made = json.loads(masker("profiles", "show", profile, "--format", "json").out)

    assert made["numbers"]
    assert all(one["layer"] and one["place"] for one in made["numbers"])
    # Series and counts have no source: they count what others say.
    rest = [one for one in made["numbers"] if not one["path"].startswith(("series.", "counts."))]
    assert all(one["article"] for one in rest)


def test_diff_when_a_profile_is_unknown_then_refused(masker, both):
    said = masker("profiles", "diff", both[0], "id/tidak-ada")

    assert (said.code, said.out) == (2, "")
    assert "profile-not-found" in said.err
