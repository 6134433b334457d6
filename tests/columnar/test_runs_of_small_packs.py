"""Runs in frames of small packs: what a single rule or person meets there."""

from __future__ import annotations

from datetime import date

import pytest
from regulations import NIP, discipline, regulation, tables

from masker_rules.columnar.packs import PackInMemory
from masker_rules.columnar.runner import run_frames
from masker_rules.engine.compute import compute_results
from masker_rules.engine.profile import load_profile
from masker_rules.facts import Pack
from masker_rules.periods import Month

JUNE, JULY = Month(2026, 6), Month(2026, 7)
SANCTION = {"each": "sanction", "cut": "3%", "of": "discipline"}
LOAN = {"nip": NIP, "period": "2026-07", "code": "koperasi", "amount": "50000"}
TOLD_OFF = {"nip": NIP, "code": "teguran_lisan", "effective_from": "2026-07-01", "months": "1"}
STRANGER = {"nip": NIP, "name": "Uji", "category": "NON_ASN", "job_class": "8"}


@pytest.mark.parametrize(
    ("document", "given"),
    [
        # Findings ask every row for its date: a sanction has none.
        (discipline(hukuman=SANCTION), {}),
        # Whoever is not eligible has no amount, and nothing of it is missing.
        (regulation(), {"employees": [STRANGER], "amounts": []}),
        # Nothing is taken from somebody who is paid nothing: no line, and no column for it.
        (regulation(), {"employees": [STRANGER], "amounts": [], "deductions": [LOAN]}),
        # A sanction in force cuts, but on no day: it is no code of the days.
        (discipline(hukuman=SANCTION), {"sanctions": [TOLD_OFF]}),
        # Calendar days of the month, not the scheduled ones.
        (regulation(counts={"hari": "days", "bertugas": "days_in_service"}), {}),
    ],
    ids=["sanctions", "not-eligible", "loan", "told-off", "days"],
)
def test_run_when_everybody_is_in_frames_then_as_the_reference(document, given):
    profile, pack = load_profile(document), Pack(**tables(**given))

    ran = run_frames(profile, PackInMemory(pack), [JULY])

    assert ran.in_frames == 1
    wanted = compute_results(profile, pack, [JULY])
    assert ran.late.flat_rows() == wanted.flat_rows()
    assert ran.results.to_json() == wanted.to_json()


@pytest.mark.parametrize(
    ("metres", "net"),
    [
        ("50", 1_000_000),
        ("50.99999999", 1_000_000),
        ("51", 970_000),
        ("60.1234567", 970_000),
        ("999999999999999", 970_000),
    ],
)
def test_run_when_the_accuracy_is_told_finer_than_counted_then_judged_all_the_same(metres, net):
    """Whole metres above 50 are rejected: 3 % of 1,000,000 for the in that is missing then."""
    document = discipline(
        absent_in={"each": "day", "when": "missing_in", "cut": "3%", "of": "discipline"}
    )
    document["punches"] = {
        "verdict": "if accuracy_m exists and accuracy_m > 50 then reject else accept"
    }
    given = tables()
    given["punches"][0]["accuracy_m"] = metres
    profile, pack = load_profile(document), Pack(**given)

    ran = run_frames(profile, PackInMemory(pack), [JULY])

    assert ran.in_frames == 1
    assert [item.net for item in ran.results] == [net]
    assert ran.results.to_json() == compute_results(profile, pack, [JULY]).to_json()


@pytest.mark.parametrize("months", [[JUNE, JULY], [JULY, JUNE]], ids=["ascending", "descending"])
def test_run_when_months_are_asked_in_any_order_then_each_has_its_own_rows(months):
    june, july = tables(period=(2026, 6)), tables()
    days = ("2026-06-10", "2026-07-10", "2026-07-13")
    reported = [{"nip": NIP, "date": day, "minutes": "10", "status": "approved"} for day in days]
    punches = june["punches"] + july["punches"]
    profile = load_profile(regulation(counts={"reports": "count(activity)"}))
    pack = Pack(**(july | {"punches": punches, "activities": reported}))

    ran = run_frames(profile, PackInMemory(pack), months)

    assert ran.in_frames == 2
    told = {item.period: item.counts["reports"] for item in ran.results}
    assert told == {JUNE: 1, JULY: 2}


def test_run_when_one_deduction_is_first_of_one_and_second_of_another_then_both_lines_stand():
    """Each has a column of the table by its code, at whatever place it is taken."""
    nips = NIP, "198501012010011002"
    one, other = (
        tables(
            employees=[{"nip": nip, "name": "Uji", "category": "PNS", "grade": "III/d"}],
            punches={},
            amounts=[{"nip": nip, "component": "tpp", "amount": "1000000"}],
        )
        for nip in nips
    )
    taken = [
        {"nip": nip, "period": "2026-07", "code": code, "amount": amount}
        for nip, code, amount in (
            (nips[0], "zakat", "30000"),
            (nips[1], "koperasi", "50000"),
            (nips[1], "zakat", "20000"),
        )
    ]
    both = {name: one[name] + other[name] for name in ("employees", "amounts")}
    profile, pack = load_profile(regulation()), Pack(**{**one, **both, "deductions": taken})

    ran = run_frames(profile, PackInMemory(pack), [JULY])

    assert ran.in_frames == 2
    rows = ran.late.flat_rows()
    assert [(row["line_koperasi"], row["line_zakat"]) for row in rows] == [
        (None, -30_000),
        (-50_000, -20_000),
    ]
    assert [row["deductions"] for row in rows] == [30_000, 70_000]
    assert rows == compute_results(profile, pack, [JULY]).flat_rows()


def test_run_when_a_rule_has_the_name_of_a_count_then_the_count_is_told():
    """Ten minutes late on one day: the count is 10, however many findings have its name."""
    law = load_profile(
        discipline(
            late_minutes={"each": "day", "when": "late > 5m", "cut": "3%", "of": "discipline"}
        )
    )
    facts = Pack(**tables(punches={date(2026, 7, 1): ("08:10", "16:00")}))

    ran = run_frames(law, PackInMemory(facts), [JULY])
    [result] = compute_results(law, facts, [JULY])

    assert ran.in_frames == 1
    assert [row["count_late_minutes"] for row in ran.late.flat_rows()] == [10]
    assert result.counts["late_minutes"] == 10
    assert [finding.code for finding in result.findings] == ["late_minutes"]
