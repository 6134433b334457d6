"""A later change of a regulation: what it writes replaces item by item and key by key."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from installed import install
from regulations import HEADER, regulation, tables

import masker_rules as mr

FIRST, CHANGE = "id/kab-uji/perbup-1-2020", "id/kab-uji/perbup-9-2022"
AMENDED = regulation(
    header={"id": FIRST, "in_force": "2020-01-01..2025-12-31", "rounding": "down"},
    parts={"discipline": {"weight": "100%", "round": "Rp 1", "source": "uji pasal 4"}},
    tables={"bands": {"by": "minutes", "1m..30m": "1%", "31m..": "2%", "source": "uji pasal 5"}},
    rules={
        "late": {"each": "late", "cut": "bands", "of": "discipline", "source": "uji pasal 6"},
        "alpa": {"each": "alpa", "cut": "3%", "of": "discipline", "source": "uji pasal 7"},
        "early": {
            "each": "early",
            "cut": "1%",
            "of": "discipline",
            "at_most": "5%",
            "source": "uji pasal 8",
        },
    },
    pay={
        "bpjs": {"kind": "contribution", "is": "1% of gross", "round": "Rp 1"},
        "tax": {"kind": "tax", "cut": "5%", "of": "gross - bpjs", "round": "Rp 1"},
    },
)
SOURCE = {"baru": {"title": "Perbup Uji 9/2022", "kind": "regulation", "confirmed": "no"}}


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Installs the regulation with a change of it and loads the change."""

    def make(**blocks: Any) -> mr.Profile:
        header = {**HEADER, "id": CHANGE, "in_force": "2026-01-01..", "amends": FIRST}
        header |= {"source": "baru pasal I", **blocks.pop("header", {})}
        del header["rounding"]
        own = {"profile": header, "sources": SOURCE, **blocks}
        install(monkeypatch, tmp_path, {FIRST: AMENDED, CHANGE: own})
        return mr.load_profile(CHANGE)

    return make


def month(profile: mr.Profile, *days: tuple[int, str, str]) -> mr.Result:
    punches = {date(2026, 7, day): (first, last) for day, first, last in days}
    result: mr.Result = mr.compute(profile, tables(punches=punches), "2026-07")[0]
    return result


def test_change_when_it_writes_nothing_then_all_of_the_first_holds(changed: Any) -> None:
    profile = changed()

    assert [charge.rule for charge in profile.plan.charges] == [
        "rules.late", "rules.alpa", "rules.early",
    ]  # fmt: skip
    # 1 % of 1 000 000; 1 % of 990 000 = 9 900; 5 % of 980 100 = 49 005
    assert month(profile, (6, "08:01", "16:00")).net == 931_095
    assert profile.document.header.text("rounding") == "down"


def test_change_when_a_key_is_given_then_the_other_keys_stay(changed: Any) -> None:
    profile = changed(rules={"early": {"cut": "2%", "source": "baru pasal I angka 2"}})

    # 3 days of 2 % are 6 %, at most 5 % as in the first text
    days = [(day, "08:00", "15:00") for day in (6, 7, 8)]
    assert month(profile, *days).gross == 950_000
    assert month(profile, days[0]).gross == 980_000


def test_change_when_a_field_is_removed_then_it_is_gone(changed: Any) -> None:
    profile = changed(rules={"early": {"cut": "2%", "at_most": "removed"}})

    assert month(profile, *[(day, "08:00", "15:00") for day in (6, 7, 8)]).gross == 940_000


@pytest.mark.parametrize("word", ["removed", "none"])
def test_change_when_an_item_is_removed_then_it_is_gone(changed: Any, word: str) -> None:
    profile = changed(rules={"alpa": word})

    assert [c.rule for c in profile.plan.charges] == ["rules.late", "rules.early"]


def test_change_when_a_table_row_is_given_then_the_other_rows_stay(changed: Any) -> None:
    profile = changed(tables={"bands": {"31m..": "4%"}})

    assert month(profile, (6, "08:30", "16:00")).gross == 990_000
    assert month(profile, (6, "08:31", "16:00")).gross == 960_000


def test_change_when_a_line_changes_then_its_place_among_the_lines_stays(changed: Any) -> None:
    profile = changed(pay={"bpjs": {"is": "2% of gross"}})

    # 2 % of 1 000 000 = 20 000; 5 % of 980 000 = 49 000
    assert [line.id for line in profile.plan.lines] == ["bpjs", "tax"]
    assert month(profile).net == 931_000


def test_change_when_explained_then_both_articles_are_told(changed: Any) -> None:
    profile = changed(rules={"early": {"cut": "2%", "source": "baru pasal I angka 2"}})
    source = profile.plan.rule_sources["rules.early"]

    assert source.text("en") == (
        "Perbup Uji 9/2022, pasal I angka 2 (amending Perbup Uji 1/2020, pasal 8)"
    )
    assert source.layer == CHANGE
    assert not source.confirmed
    assert profile.plan.rule_sources["rules.late"].text("en") == "Perbup Uji 1/2020, pasal 6"


def test_change_when_a_new_item_lacks_a_key_then_it_is_named_with_its_place(changed: Any) -> None:
    with pytest.raises(mr.ProfileError, match=r"rules\.new.*each") as caught:
        changed(rules={"new": {"cut": "2%", "of": "discipline"}})

    assert caught.value.code == "nothing-to-change"


def test_change_when_it_extends_too_then_it_is_refused(changed: Any) -> None:
    with pytest.raises(mr.ProfileError) as caught:
        changed(header={"extends": "id/nasional"})

    assert caught.value.code == "extends-and-amends"


def test_change_when_a_lower_layer_extends_it_then_use_still_decides(changed: Any) -> None:
    changed(rules={"early": {"cut": "2%"}})
    below = regulation(
        header={"id": "id/bawah", "extends": CHANGE, "use": ["parts", "rules.early"]}
    )
    profile = mr.load_profile(below)

    assert [c.rule for c in profile.plan.charges] == ["rules.early"]
    assert month(profile, (6, "08:00", "15:00")).gross == 980_000
