"""A workbook that may be a pack, in a folder without one, and whose name tells no month."""

from __future__ import annotations

import pytest

import masker_rules as mr
from masker_rules.errors import FactsError


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "juli.xlsx").write_bytes(b"")
    return tmp_path


def _history(folder):
    for outcome in mr.compute_history("id/kab-barru", folder):
        assert outcome.wrong is not None
        raise outcome.wrong


@pytest.mark.parametrize(
    "read",
    [
        mr.read_pack,
        lambda folder: mr.compute("id/kab-barru", folder, "2026-07"),
        _history,
        lambda folder: mr.compare("id/kab-barru", "id/kab-barru", folder, "2026-07"),
    ],
    ids=["read_pack", "compute", "compute_history", "compare"],
)
def test_folder_when_its_only_workbook_names_no_month_then_that_is_said(read, folder):
    with pytest.raises(FactsError) as wrong:
        read(folder)
    (problem,) = wrong.value.problems
    assert problem.code == "pack-without-month"
    assert str(problem.place) == str(folder)
    assert "juli.xlsx" in problem.text("id")
    # The cure, done: the same name with the month that it has in words.
    assert "2026-07-juli.xlsx" in problem.text("id")
    (folder / "juli.xlsx").rename(folder / "2026-07-juli.xlsx")
    with pytest.raises(FactsError) as wrong:
        read(folder)
    assert wrong.value.problems[0].code != "pack-without-month"


def test_folder_when_another_file_stands_there_then_what_is_missing_is_said(tmp_path):
    (tmp_path / "catatan.txt").write_text("")
    with pytest.raises(FactsError, match="missing-table"):
        mr.read_pack(tmp_path)


def test_folder_when_it_holds_workbooks_of_months_then_they_are_named(tmp_path):
    (tmp_path / "2026-07.xlsx").write_bytes(b"")
    with pytest.raises(FactsError, match="folder-of-packs") as wrong:
        mr.read_pack(tmp_path)
    assert "2026-07.xlsx" in wrong.value.problems[0].text("id")
