"""The table of results: which columns stand there, and how their titles and numbers look."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from long_runs import some_of

from masker_rules import load_profile
from masker_rules.errors import Problems
from masker_rules.language.document import load_document
from masker_rules.language.lower import dates_in_force
from masker_rules.profiles import known_ids, locate

PACK = Path(__file__).parents[3] / "examples" / "banggai-kepulauan-2026-03" / "pack"
FIRST = "196803131990031918"
MONTH = date(2026, 3, 1)
MONEY = {"id": ["Kotor", "Potongan", "Dibayarkan"], "en": ["Gross", "Deducted", "Paid"]}


def holds(ref):
    header = load_document(*locate(ref), locate).header
    return MONTH in dates_in_force(header, Problems())


@pytest.fixture(scope="module")
def two_people(tmp_path_factory):
    """The example pack with its first two people only: the titles need no more."""
    folder = tmp_path_factory.mktemp("pack")
    kept: list[str] = []
    for path in sorted(PACK.glob("*.csv"), key=lambda path: path.name != "employees.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        kept = kept or [row[0] for row in rows[:2]]
        if header[0] == "nip":
            rows = [row for row in rows if row[0] in kept]
        with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return folder


NO_ROOM = {"id": "Tidak muat di sini:", "en": "No room here for:"}


def words_above(out):
    """Words of the titles: everything between the last empty line and the first person."""
    lines = out.splitlines()
    end = next(number for number, line in enumerate(lines) if line.startswith(FIRST))
    start = max(number for number in range(end) if not lines[number])
    return " ".join(lines[start:end]).split()


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("ref", some_of(ref for ref in known_ids() if holds(ref)))
def test_paysheet_when_120_wide_then_every_part_of_a_shipped_profile_shows(
    masker, monkeypatch, two_people, ref, lang
):
    monkeypatch.setenv("COLUMNS", "120")
    asked = ("compute", two_people, "--profile", ref, "--period", "2026-03", "--lang", lang)
    said = masker(*asked)
    titles = words_above(said.out)
    labels = [base.label.get(lang) for base in load_profile(ref).plan.bases if base.printed]
    hidden = [label for label in labels if not set(label.split()) <= set(titles)]
    # Five parts fit; of more, those without room are named.
    assert len(labels) > 5 or not hidden
    left_out = " ".join(said.out.split()).partition(NO_ROOM[lang])[2].partition(";")[0]
    assert all(label in left_out for label in hidden)
    assert set(MONEY[lang]) <= set(titles)
    assert bool(hidden) == ("--format csv" in said.out.split("Ringkasan")[0].split("Summary")[0])


def test_paysheet_when_80_wide_then_says_which_columns_are_left_out(masker, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    said = masker("demo")
    told = " ".join(said.out.split())
    assert "Tidak muat di sini: Potongan, Produktivitas kerja, Disiplin kerja;" in told
    assert words_above(said.out) == ["NIP", "Nama", "Status", "Kotor", "Dibayarkan"]
    said = masker("demo", "--lang", "en")
    assert "No room here for: Deducted, Productivity, Discipline;" in " ".join(said.out.split())


def test_paysheet_when_a_percent_has_decimals_then_with_the_mark_of_the_language(masker):
    [row] = [line for line in masker("demo").out.splitlines() if line.startswith(FIRST)]
    assert "98,75%" in row
    said = masker("demo", "--lang", "en")
    [row] = [line for line in said.out.splitlines() if line.startswith(FIRST)]
    assert "98.75%" in row
