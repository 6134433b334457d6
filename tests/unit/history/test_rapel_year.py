"""A story of one year (`rapel_world`): expected rupiah are worked out by hand at each step."""

from __future__ import annotations

import pytest
from rapel_world import ANI, BUDI, CICI, DEDE, EKA, FAJAR, YEAR, law, now, then

import masker_rules as mr
from masker_rules.facts.writers import write_pack
from masker_rules.ledger import entries_of
from masker_rules.periods import Month

#: Rupiah by person and month.
DIFFERENCES = {
    # Four days: nothing was paid. One is left: 1,000,000 − 3 % = 970,000.
    (ANI, "2026-02"): 970_000,
    # One day of its own, 3 %; four and one in two months, 5 %: 920,000 was paid.
    # Now it is one and one: 970,000.
    (ANI, "2026-03"): 50_000,
    # The day that cost 3 % was a holiday.
    (BUDI, "2026-05"): 30_000,
    # June to October, Rp 100,000 each.
    **{(DEDE, f"2026-{month:02d}"): 100_000 for month in range(6, 11)},
    # Leave that was none: four days, nothing is due.
    (EKA, "2026-01"): -1_000_000,
    # February of Eka: four days in two months, 5 %.
    (EKA, "2026-02"): -50_000,
    # 22 working days in October, 11 from the 16th on: half 1,000,000 and half 1,220,000.
    (FAJAR, "2026-10"): 110_000,
}  # fmt: skip


def told(found):
    return {(row.nip, str(row.period)): row.difference for row in found.rows if row.difference}


@pytest.fixture(scope="module")
def paid():
    """The months as they were paid."""
    return mr.compute(law(), then(), YEAR)


@pytest.fixture
def ledger(paid, tmp_path):
    return recorded(paid, range(1, 11), tmp_path)


def recorded(paid, months, tmp_path):
    kept = mr.Ledger(tmp_path / "ledger.jsonl")
    for month in months:
        own = [item for item in paid if item.period == Month(2026, month)]
        kept.record(entries_of(own, Month(2026, month + 1), f"SP2D {month}", kept))
    return kept


@pytest.mark.slow
def test_year_when_facts_came_late_then_each_month_by_hand(ledger):
    found = mr.rapel(law(), now(), YEAR, ledger=ledger, against=then(), pay_month="2026-11")
    assert found.settled
    assert set(found.paid_from.values()) == {"ledger"}
    assert told(found) == DIFFERENCES
    rows = {(row.nip, str(row.period)): row for row in found.rows}
    for row in found.rows:
        assert sum(line.amount for line in row.lines) == (row.difference or 0)
        assert sum(day.amount for day in row.days) == (row.difference or 0)
    # No row of March changed: it is February's doing.
    assert rows[ANI, "2026-03"].because_of == (Month(2026, 2),)
    assert rows[ANI, "2026-02"].because_of == ()
    assert rows[EKA, "2026-02"].because_of == (Month(2026, 1),)
    assert {one.table for one in rows[ANI, "2026-02"].causes} == {"absences"}
    assert "calendar" in {one.table for one in rows[BUDI, "2026-05"].causes}
    assert "amounts" in {one.table for one in rows[DEDE, "2026-07"].causes}
    assert "employees" in {one.table for one in rows[FAJAR, "2026-10"].causes}
    assert found.open_claims() == {EKA: {Month(2026, 1): 1_000_000, Month(2026, 2): 50_000}}

    # Paid in November: nothing more is owed, and once more records nothing.
    assert len(ledger.record(found.entries("SP2D 11")).added) == 9
    again = mr.rapel(law(), now(), YEAR, ledger=ledger, against=then(), pay_month="2026-11")
    assert told(again) == {key: one for key, one in DIFFERENCES.items() if one < 0}
    assert again.entries("SP2D 11") == []


@pytest.mark.slow
def test_overpayment_when_taken_in_three_months_then_it_closes_and_the_oldest_goes_first(
    paid, tmp_path
):
    """1,050,000 in parts of 400,000, 400,000 and 250,000; each month has 1,000,000."""
    ledger = recorded(paid, range(1, 8), tmp_path)
    found = mr.rapel(law(), now(), "2026-01..2026-07", ledger=ledger, against=then())
    claims = found.open_claims()
    assert claims[EKA] == {Month(2026, 1): 1_000_000, Month(2026, 2): 50_000}
    left = []
    for month, parts in ((8, (400_000,)), (9, (400_000,)), (10, (200_000, 50_000))):
        pack = now()
        taken = {"key": "overpayment", "value": str(sum(parts))}
        pack["carried"] = [{"nip": EKA, "period": f"2026-{month:02d}", **taken}]
        results = mr.compute(law(), pack, f"2026-{month:02d}", nips=[EKA])
        document, pay_month = f"SP2D {month}", Month(2026, month + 1)
        entries = entries_of(results, pay_month, document, ledger, claims)
        assert entries[0].kind == "paid"
        assert [(one.kind, one.amount) for one in entries[1:]] == [
            ("recovered", part) for part in parts
        ]
        ledger.record(entries)
        assert ledger.record(entries).added == ()
        # Another document for a month that was paid neither pays nor takes it a second time.
        assert entries_of(results, pay_month, f"{document} P", ledger, claims) == []
        claims = mr.rapel(
            law(), now(), "2026-01..2026-07", ledger=ledger, nips=[EKA]
        ).open_claims()
        left.append({str(one): amount for one, amount in claims.get(EKA, {}).items()})
    assert left == [
        {"2026-01": 600_000, "2026-02": 50_000},
        {"2026-01": 200_000, "2026-02": 50_000},
        {},
    ]


@pytest.mark.slow
def test_text_when_it_takes_effect_in_the_past_then_what_it_alone_causes_waits_for_a_decision():
    """Four percent, not three: Cici had one day in April, 970,000 was paid, 960,000 is due."""
    found = mr.rapel(
        law("4%"), then(), "2026-04..2026-05", against=then(), against_profile=law(), nips=[CICI]
    )
    assert told(found) == {(CICI, "2026-04"): -10_000}
    [row] = found.undecided()
    assert (row.decision, row.recoverable) == (10_000, 0)
    assert [cause.table for cause in row.causes] == ["regulation"]
    assert set(found.paid_from.values()) == {"recomputed"}


LATE = "2026-11-05"


def dated():
    """What is known in November, with the day on which it became known; punches say none."""
    pack = now()
    pack["absences"] = [{**one, "known_at": LATE} for one in pack["absences"]]
    pack["calendar"] = [{**one, "known_at": LATE} for one in pack["calendar"]]
    pack["amounts"] = [{**one, "known_at": ""} for one in pack["amounts"]]
    pack["amounts"][-1]["known_at"] = LATE
    pack["employees"] = [{**one, "known_at": ""} for one in pack["employees"]]
    pack["employees"][-1]["known_at"] = LATE
    return pack


@pytest.mark.slow
def test_year_when_known_at_then_the_same_as_two_packs():
    """Rows that were added are told by the day on which they became known."""
    pack = dated()
    with pytest.raises(mr.RequestError) as wrong:
        mr.rapel(law(), pack, YEAR, known_at="2026-11-01")
    assert wrong.value.code == "known-at-without-column"
    assert wrong.value.problems[0].params["tables"] == "punches"
    pack["punches"] = [{**one, "received_at": ""} for one in pack["punches"]]
    found = mr.rapel(law(), pack, YEAR, known_at="2026-11-01")
    # Without the forged leave of Eka, which was taken away and not added.
    assert told(found) == {key: one for key, one in DIFFERENCES.items() if key[0] != EKA}
    assert told(mr.rapel(law(), pack, YEAR, known_at=LATE)) == {}


def in_folders(pack, root):
    """The same facts as a folder of packs by month, each as things stood at its end."""
    for month in (Month(2026, number) for number in range(1, 11)):
        folder = root / f"period={month}"
        folder.mkdir(parents=True)
        own = {name: [*rows] for name, rows in pack.items()}
        own["punches"] = [one for one in pack["punches"] if one["time"].startswith(f"{month}")]
        write_pack(own, folder)
    return root


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_year_when_in_folders_and_by_either_engine_then_the_same(ledger, tmp_path, engine):
    if engine == "columns":
        pytest.importorskip("polars")
    old, new = in_folders(then(), tmp_path / "old"), in_folders(now(), tmp_path / "new")
    asked = {"ledger": ledger, "pay_month": "2026-11", "engine": engine}
    found = mr.rapel(law(), new, YEAR, against=old, **asked)
    alone = mr.rapel(law(), now(), YEAR, against=then(), **asked)
    assert told(found) == told(alone) == DIFFERENCES
    rows = {(row.nip, str(row.period)): row for row in found.rows}
    assert rows[ANI, "2026-03"].because_of == (Month(2026, 2),)
    assert [row.lines for row in found.rows] == [row.lines for row in alone.rows]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_folders_when_known_at_then_the_same_as_one_pack(tmp_path, engine):
    """Ani's March changes because of February, which stands in another pack of the folder."""
    if engine == "columns":
        pytest.importorskip("polars")
    pack = dated()
    with pytest.raises(mr.RequestError) as wrong:
        mr.rapel(law(), in_folders(pack, tmp_path / "undated"), YEAR, known_at="2026-11-01")
    assert wrong.value.code == "known-at-without-column"
    assert wrong.value.problems[0].params["tables"].startswith("period=2026-01/punches, ")
    pack["punches"] = [{**one, "received_at": one["time"]} for one in pack["punches"]]
    folder = in_folders(pack, tmp_path / "new")
    asked = {"pay_month": "2026-11", "engine": engine}
    found = mr.rapel(law(), folder, YEAR, known_at="2026-11-01", **asked)
    alone = mr.rapel(law(), pack, YEAR, known_at="2026-11-01", **asked)
    without_eka = {key: one for key, one in DIFFERENCES.items() if key[0] != EKA}
    assert told(found) == told(alone) == without_eka
    rows = {(row.nip, str(row.period)): row for row in found.rows}
    assert rows[ANI, "2026-03"].because_of == (Month(2026, 2),)
    assert [row.lines for row in found.rows] == [row.lines for row in alone.rows]
    # What was not over on the day was not paid.
    early = mr.rapel(law(), folder, YEAR, known_at="2026-04-15", **asked)
    assert max(early.paid_from) == Month(2026, 3)
    assert told(mr.rapel(law(), folder, YEAR, known_at=LATE, **asked)) == {}
