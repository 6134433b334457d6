"""Versions by date: which one computes a month, and a month that two of them cut."""

from __future__ import annotations

import json
import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from installed import install
from regulations import NIP, regulation, tables

import masker_rules as mr

ALIAS, OLD, NEW = "id/kab-uji", "id/kab-uji/perbup-1-2020", "id/kab-uji/perbup-2-2026"
PARTS = {"discipline": {"weight": "100%", "round": "Rp 1"}}


def version(name: str, in_force: str, start: str, late: str, often: str, **more: Any) -> Any:
    """Lateness by the day, and a cut of the month for two late days or more."""
    rules = {
        "late": {"each": "late", "cut": {"1m..": late}, "of": "discipline"},
        "often": {
            "each": "month",
            "when": "count(late > 0m) >= 2",
            "cut": often,
            "of": "discipline",
        },
    }
    blocks = {"hours": {"office": {"normal": {"mon..fri": f"{start}..16:00"}}}, "rules": rules}
    return regulation(
        **{"header": {"id": name, "in_force": in_force}, "parts": PARTS, **blocks, **more}
    )


@pytest.fixture
def dated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Puts the alias with its two versions where the registry finds it."""

    def make(old: str = "2020-01-01..2026-07-14", new: str = "2026-07-15..", **more: Any) -> None:
        profiles = {
            OLD: version(OLD, old, "08:30", "1%", "7%"),
            NEW: version(NEW, new, "08:00", "2%", "5%", **more),
        }
        listed = {ALIAS: {"points_to": NEW, "versions": [OLD]}}
        install(monkeypatch, tmp_path, profiles, listed)

    return make


def late_on(*days: int, month: int = 7, clock: str = "08:40") -> dict[str, Any]:
    punches = {date(2026, month, day): (clock, "16:00") for day in days}
    return tables(period=(2026, month), punches=punches)


def net(rows: dict[str, Any], period: str, profile: str = ALIAS) -> int | None:
    found: int | None = mr.compute(profile, rows, period)[0].net
    return found


def test_alias_when_loaded_then_it_is_the_newest(dated: Any) -> None:
    dated()
    profile = mr.load_profile(ALIAS)

    assert profile.id == NEW
    assert [one.id for one in profile.versions] == [OLD, NEW]
    assert mr.load_profile(NEW).versions == ()


# 08:40 is 10 minutes after 08:30, and 40 after 08:00; both are one late day.
def test_month_when_the_old_version_holds_then_its_rates(dated: Any) -> None:
    dated()
    # 1 000 000 × (100 − 1) %
    assert net(late_on(9, month=6), "2026-06") == 990_000


def test_month_when_the_new_version_holds_then_its_rates(dated: Any) -> None:
    dated()
    # 1 000 000 × (100 − 2) %
    assert net(late_on(11, month=8, clock="08:40"), "2026-08") == 980_000


def test_month_when_cut_then_each_day_by_its_own_version(dated: Any) -> None:
    dated()
    # 13 July 08:20 is before 08:30; 14 July 10 minutes 1 %; 15 July 20 minutes 2 %; two late
    # days 5 %, the month's rule of the last version: 1 000 000 × (100 − 1 − 2 − 5) % = 920 000
    punches = {
        date(2026, 7, 13): ("08:20", "16:00"),
        date(2026, 7, 14): ("08:40", "16:00"),
        date(2026, 7, 15): ("08:20", "16:00"),
    }
    result = mr.compute(ALIAS, tables(punches=punches), "2026-07")[0]

    assert result.net == 920_000
    told = [(str(f.day), f.code, f.quantity, int(f.amount)) for f in result.findings]
    assert told == [
        ("2026-07-14", "TL1", "10m", -10_000),
        ("2026-07-15", "TL1", "20m", -20_000),
        ("None", "often", "1", -50_000),
    ]
    assert {f["rule"] for f in result.as_dict()["findings"]} == {"late", "often"}
    assert result.counts["late_days"] == 2
    assert result.counts["working_days"] == 23
    assert "month-cut" in {remark.code for remark in result.warnings}
    assert "15 July 2026" in result.explain("en")


def test_month_when_whole_then_no_word_of_a_cut(dated: Any) -> None:
    dated()
    result = mr.compute(ALIAS, late_on(9, month=6), "2026-06")[0]

    assert "month-cut" not in {remark.code for remark in result.warnings}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # the last day of June is the last of the old version: July is the new one's alone, where
        # 08:40 is late (2 %)
        ("2020-01-01..2026-06-30", "2026-07-01..", 980_000),
        # one day later: 1 July is the old one's
        ("2020-01-01..2026-07-01", "2026-07-02..", 990_000),
    ],
)
def test_cut_when_a_day_moves_then_the_day_follows(
    dated: Any, old: str, new: str, expected: int
) -> None:
    dated(old, new)
    assert net(late_on(1), "2026-07") == expected


OLDER = {
    "leave": {"each": "cuti_besar", "pay": "50%", "of": "discipline"},
    "forgot": {"each": "missing", "cut": "10%", "of": "tpp - Rp 100.000", "from": "discipline"},
    "alpa": {"each": "alpa", "cut": "Rp 20.000", "from": "discipline"},
}


@pytest.mark.parametrize(
    ("gone", "leave", "left"),
    [
        # 10 % of 900 000, and Rp 20.000; on days of the new version neither is a rule
        ({14: ("08:00", None)}, None, 910_000),
        ({15: ("08:00", None)}, None, 1_000_000),
        ({14: (None, None)}, None, 980_000),
        ({15: (None, None)}, None, 1_000_000),
        ({}, "2026-07-14", 500_000),
        ({}, "2026-07-15", 1_000_000),
    ],
)
def test_cut_when_the_old_version_pays_instead_or_takes_rupiah_then_on_its_days(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    gone: dict[int, Any],
    leave: str | None,
    left: int,
) -> None:
    common = {"parts": PARTS, "rules": {}}
    old = {"header": {"id": OLD, "in_force": "2020-01-01..2026-07-14"}, **common}
    new = {"header": {"id": NEW, "in_force": "2026-07-15.."}, **common}
    profiles = {OLD: regulation(**{**old, "rules": OLDER}), NEW: regulation(**new)}
    install(monkeypatch, tmp_path, profiles, {ALIAS: {"points_to": NEW, "versions": [OLD]}})
    punches = {date(2026, 7, day): taps for day, taps in gone.items()}
    row = {"nip": NIP, "code": "cuti_besar", "from": leave, "until": leave, "approved": "true"}
    rows = tables(punches=punches, absences=[row] if leave else [])
    assert net(rows, "2026-07") == left


def test_cut_when_the_pay_changes_in_the_month_then_shares_are_exact(dated: Any) -> None:
    dated()
    rows = late_on(14)
    rows["employees"] = [
        {"nip": NIP, "name": "Uji", "category": "PNS", "job_class": "7", "valid_from": day}
        | {"job_class": group}
        for day, group in (("2020-01-01", "7"), ("2026-07-09", "8"))
    ]
    rows["amounts"] = [
        {"job_class": group, "component": "tpp", "amount": amount}
        for group, amount in (("7", "1000000"), ("8", "2000000"))
    ]
    # July 2026 has 23 working days, 6 of them before the 9th: 6/23 × 1 000 000 + 17/23 ×
    # 2 000 000 = 1 739 130.43…; less 1 % = 1 721 739.13…
    assert net(rows, "2026-07") == 1_721_739


def test_cut_when_something_is_missing_then_bounds_of_both(dated: Any) -> None:
    dated()
    rows = late_on(14)
    rows["amounts"] = []
    result = mr.compute(ALIAS, rows, "2026-07")[0]

    assert result.status == "incomplete"
    assert result.bounds is not None
    assert result.bounds.missing == ("amounts.tpp",)


def test_cut_when_parts_differ_then_both_are_named(dated: Any) -> None:
    parts = {"discipline": {"weight": "50%"}, "work": {"weight": "50%"}}
    dated(parts={name: {**part, "round": "Rp 1"} for name, part in parts.items()})

    with pytest.raises(mr.ProfileError, match=f"{OLD} and {NEW}") as caught:
        net(late_on(14), "2026-07")

    assert caught.value.code == "versions-differ"
    assert net(late_on(9, month=6), "2026-06") == 990_000


def test_period_when_no_version_holds_then_their_dates_are_told(dated: Any) -> None:
    dated("2026-01-01..2026-05-31")

    with pytest.raises(
        mr.RequestError, match=r"2026-01-01\.\.2026-05-31; 2026-07-15\.\."
    ) as caught:
        net(late_on(9, month=6), "2026-06")

    assert caught.value.code == "not-in-force"


def test_versions_when_they_overlap_then_the_alias_does_not_load(dated: Any) -> None:
    dated("2020-01-01..2026-07-15")

    with pytest.raises(mr.ProfileError, match=OLD) as caught:
        mr.load_profile(ALIAS)

    assert caught.value.code == "versions-overlap"
    assert mr.load_profile(OLD).id == OLD


def test_header_when_several_versions_then_the_last_period_and_all(dated: Any) -> None:
    dated()
    rows = tables(punches={})
    rows["punches"] += tables(period=(2026, 6))["punches"]
    header = mr.compute(ALIAS, rows, "2026-06..2026-07").as_dict()["profile"]

    assert header["id"] == NEW
    assert [(one["id"], one["periods"]) for one in header["versions"]] == [
        (OLD, ["2026-06", "2026-07"]),
        (NEW, ["2026-07"]),
    ]
    alone = mr.compute(ALIAS, rows, "2026-06").as_dict()["profile"]
    assert alone["id"] == OLD
    assert "versions" not in alone


def test_alias_when_a_folder_is_not_listed_then_it_is_no_version() -> None:
    assert mr.load_profile("id/kab-tulang-bawang").versions == ()
    assert mr.load_profile("id/kab-tulang-bawang").id == "id/kab-tulang-bawang/siap-tuba"


def test_cut_when_the_month_is_counted_then_all_of_its_days(dated: Any) -> None:
    counts = {
        "dates": "count(calendar)",
        "served": "days_in_service",
        "lasted": "highest(leave.lasted)",
    }
    dated(counts=counts)
    letter = {"nip": NIP, "code": "cuti_besar", "from": "2026-07-08", "until": "2026-08-05"}
    given = {**late_on(), "absences": [{**letter, "approved": "true"}]}
    [result] = mr.compute(ALIAS, given, "2026-07")

    # 8 to 31 July are 24 days.
    assert {name: result.counts[name] for name in counts} == {
        "dates": 31,
        "served": 31,
        "lasted": 24,
    }


def test_cut_month_when_a_rule_is_of_sanctions_then_the_last_version_charges_them(
    dated: Any,
) -> None:
    """A sanction in force is of the month as a whole, not of a day of one version."""
    rule = {"each": "sanction", "cut": "10%", "of": "discipline"}
    late = {"each": "late", "cut": "1%", "of": "discipline"}
    dated(rules={"late": late, "hukdis": rule})
    rows = late_on()
    rows["sanctions"] = [
        {"nip": NIP, "code": "teguran_lisan", "effective_from": "2026-07-02", "months": "1"}
    ]

    assert net(rows, "2026-07") == 900_000


def test_header_when_pickled_then_what_it_says(dated: Any) -> None:
    dated()
    header = mr.compute(OLD, tables(period=(2026, 6)), "2026-06").header

    assert pickle.loads(pickle.dumps(header)) == dict(header)  # noqa: S301  (our own bytes)
    assert json.loads(json.dumps(dict(header)))["profile"]["id"] == OLD
    assert repr(header) == repr(dict(header))


def test_cut_when_both_ask_for_another_class_then_each_for_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def asking(name: str, in_force: str, job_class: str, amount: str, rate: str) -> Any:
        late = {"each": "late", "when": f"lain = {amount}", "cut": rate}
        inputs = {
            "kelas": {"from": "attributes.kelas", "type": "count"},
            "lain": {"from": "amounts.tpp", "type": "money", "for": {"job_class": job_class}},
        }
        rules = {"late": {**late, "of": "discipline"}}
        header = {"id": name, "in_force": in_force}
        return regulation(header=header, inputs=inputs, parts=PARTS, rules=rules)

    profiles = {
        OLD: asking(OLD, "2020-01-01..2026-07-14", "kelas + 1", "Rp 600.000", "1%"),
        NEW: asking(NEW, "2026-07-15..", "7", "Rp 700.000", "2%"),
    }
    install(monkeypatch, tmp_path, profiles, {ALIAS: {"points_to": NEW, "versions": [OLD]}})
    rows = late_on(14, 15)
    rows["amounts"] += [
        {"component": "tpp", "amount": f"{level}00000", "job_class": level} for level in "678"
    ]
    rows["attributes"] = [{"nip": NIP, "key": "kelas", "value": "5"}]

    # A day of each version: 1 000 000 × (100 − 1 − 2) %.
    assert net(rows, "2026-07") == 970_000


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_month_when_cut_and_looking_back_then_the_month_before_counts(
    dated: Any, engine: str
) -> None:
    rules = {
        "seen": {
            "each": "month",
            "when": "count(late > 0m over last 2 months) >= 2",
            "cut": "10%",
            "of": "discipline",
        }
    }
    dated(rules=rules)
    rows = late_on(20)
    before = late_on(15, month=6)
    rows["punches"] += before["punches"]

    # Late on 15 June and, by its own hours, on 20 July: 1 000 000 × (100 − 10) %.
    assert mr.compute(ALIAS, rows, "2026-07", engine=engine)[0].net == 900_000
