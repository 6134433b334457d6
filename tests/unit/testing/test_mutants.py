"""Mutants of a law: what is changed, where it stands, and that each loads as another law."""

from __future__ import annotations

import pytest
from installed import install

from masker_rules.engine.profile import load_profile
from masker_rules.testing.mutants import mutants
from masker_rules.testing.mutation import load_mutant

PROFILE = """\
profile:
  language: 1
  id: id/uji/mutan
  title: Aturan uji
  status: draft
  zone: Asia/Makassar
  in_force: 2020-01-01..
  rounding: half_up
  source: uji pasal 1
sources: {uji: {title: Perbup Uji, kind: regulation, confirmed: "yes"}}
hours:
  office: {normal: {mon..thu: 08:00..16:00, fri: 08:00..11:30}}
amount: {is: tpp, source: uji pasal 3}
parts:
  work: {weight: 60%, round: Rp 1}
  discipline: {weight: 40%, round: Rp 1 down, at_least: 10%}
rules:
  late: {each: late or early, cut: {1m..30m: 1%, 31m..: 2%}, of: discipline}
  gate: {each: month, when: count(status in (alpa or izin)) >= 3, zero: everything}
  far: {each: month, cut: {by: [job_class, category], rows: [[7, PNS, 1%], [else, 0%]]}, of: work}
  apel: {each: missed apel_pagi, cut: {by: weekday, mon: 0.5%, tue..thu: 1%, else: 0%}, of: work}
  base: {each: day, cut: {by: late, 0m..5m: 0%, 6m..: 1%}, of: work}
"""


@pytest.fixture(scope="module")
def law(tmp_path_factory):
    path = tmp_path_factory.mktemp("aturan") / "profile.yaml"
    path.write_text(PROFILE)
    return load_profile(path)


@pytest.fixture(scope="module")
def changes(law):
    return {(m.path, m.old, m.new): m for m in mutants(law)}


@pytest.mark.parametrize(
    "change",
    [
        ("rules.late", "late", ""),
        ("rules.late.each", "late or early", "late"),
        ("rules.late.each", "late or early", "early"),
        ("rules.late.cut.1m..30m", "1m..30m", "1m..29m"),
        ("rules.late.cut.1m..30m", "1m..30m", "1m..31m"),
        ("rules.late.cut.1m..30m", "1m..30m: 1%", "1m..30m: 2%"),
        ("rules.late.cut.31m..", "31m..: 2%", "31m..: 1%"),
        ("rules.late.cut.31m..", "2%", "3%"),
        ("rules.late.of", "discipline", "work"),
        ("rules.gate.when", "count(status in (alpa or izin)) >= 3", ""),
        (
            "rules.gate.when",
            "count(status in (alpa or izin)) >= 3",
            "count(status in (alpa or izin)) > 3",
        ),
        (
            "rules.gate.when",
            "count(status in (alpa or izin)) >= 3",
            "count(status in (alpa or izin)) >= 2",
        ),
        (
            "rules.gate.when",
            "count(status in (alpa or izin)) >= 3",
            "count(status in (alpa)) >= 3",
        ),
        ("parts.work.weight", "60%", "59% / 41%"),
        ("parts.work.weight", "60%", "61% / 39%"),
        ("parts.work.round", "Rp 1", "Rp 1 down"),
        ("parts.work.round", "Rp 1", "Rp 1 up"),
        ("parts.work.round", "Rp 1", "Rp 10"),
        ("parts.discipline.round", "Rp 1 down", "Rp 1 half_up"),
        ("parts.discipline.at_least", "10%", ""),
        ("parts.discipline.at_least", "10%", "11%"),
        ("hours.office.normal.mon..thu", "mon..thu", "mon..wed"),
        ("hours.office.normal.mon..thu", "mon..thu", "mon..fri"),
        ("hours.office.normal.fri", "08:00..11:30", "08:00..11:29"),
        ("rules.far.cut.rows[0]", "7", "6"),
        ("rules.far.cut.rows[0]", "7", "8"),
        ("rules.apel.cut.tue..thu", "tue..thu", "tue..wed"),
        ("rules.apel.cut.mon", "mon", "mon..tue"),
        ("rules.base.cut.0m..5m", "0m..5m", "0m..4m"),
        ("profile.in_force", "2020-01-01..", "2020-01-02.."),
        ("profile.in_force", "2020-01-01..", "2019-12-01.."),
    ],
)
def test_law_when_mutated_then_each_small_change_is_there(changes, change):
    assert change in changes


def test_band_when_its_edge_moves_then_its_neighbour_moves_with_it(law, changes):
    changed = load_mutant(law, changes["rules.late.cut.1m..30m", "1m..30m", "1m..31m"])
    table = next(charge.table for charge in changed.plan.charges)
    assert [row.text for row in table.rows] == ["1m..31m", "32m.."]


def test_band_when_it_begins_at_one_minute_then_never_asked_with_nought(changes):
    assert ("rules.late.cut.1m..30m", "1m..30m", "0m..30m") not in changes


def test_source_when_mutated_then_never(changes):
    assert not any("pasal" in old for _, old, _ in changes)


def test_mutant_when_made_then_the_law_stays_as_it_was(law, changes):
    changed = load_mutant(law, changes["parts.work.round", "Rp 1", "Rp 10"])
    assert changed.document.top.root.get("parts").get("work").get("round").text == "Rp 10"
    assert law.document.top.root.get("parts").get("work").get("round").text == "Rp 1"


def test_place_when_told_then_that_of_the_text(changes):
    place = changes["rules.late.cut.31m..", "2%", "3%"].place
    lines = PROFILE.splitlines()
    assert lines[place.line - 1][place.column - 1 :].startswith("2%}")


def test_layers_when_mutated_then_what_decides_money_and_never_the_prelude():
    found = mutants(load_profile("id/kab-banggai-kepulauan"))
    paths = {(mutant.place.file.partition("/profile.yaml")[0], mutant.path) for mutant in found}
    files = {file for file, _ in paths}
    assert files == {"id/kab-banggai-kepulauan/masker-asn", "id/nasional/kerangka"}
    # The table is asked by a rule of the regency; the hours are tried by the frame's own cases.
    below = {path for file, path in paths if file == "id/nasional/kerangka"}
    assert below
    assert all(path.startswith("tables.model") for path in below)


def test_amendment_when_mutated_then_what_it_writes_and_what_still_holds(monkeypatch, tmp_path):
    import ruamel.yaml

    first = ruamel.yaml.YAML(typ="safe", pure=True).load(PROFILE)
    first["profile"]["in_force"] = "2020-01-01..2025-12-31"
    change = {
        "profile": {
            "language": "1",
            "id": "id/uji/ubah",
            "title": "Perubahan",
            "amends": "id/uji/mutan",
            "status": "draft",
            "zone": "Asia/Makassar",
            "in_force": "2026-01-01..",
            "rounding": "half_up",
            "source": "uji pasal 1",
        },
        "rules": {"late": {"cut": {"1m..30m": "3%", "31m..": "4%"}}},
    }
    install(monkeypatch, tmp_path, {"id/uji/mutan": first, "id/uji/ubah": change})
    law = load_profile("id/uji/ubah")
    found = {(m.path, m.old, m.new): m for m in mutants(law)}
    assert ("rules.late.cut.31m..", "4%", "5%") in found
    assert ("rules.late.of", "discipline", "work") in found, "written in the amended regulation"
    assert not [key for key in found if key[1] == "2%"], "no longer the law"

    without = load_mutant(law, found["rules.late", "late", ""])
    assert "rules.late" not in {charge.rule for charge in without.plan.charges}
    moved = load_mutant(law, found["rules.late.of", "discipline", "work"])
    assert {charge.of for charge in moved.plan.charges if charge.rule == "rules.late"} == {"work"}
