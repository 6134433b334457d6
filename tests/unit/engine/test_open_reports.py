"""Reports of activities with an empty cell: it is unknown, and never nothing."""

from __future__ import annotations

from typing import Any

import pytest
from regulations import NIP, regulation, tables

import masker_rules as mr

#: One of two hours is enough for Rp 600.000, two for everything.
PAY = {"is": "if activity_minutes >= 120m then tpp else 60% * tpp", "round": "Rp 1"}
TITLES = {"is": "if count(activity) > 1 then tpp else 60% * tpp", "round": "Rp 1"}


def report(**cells: str) -> dict[str, str]:
    given = {"nip": NIP, "date": "2026-07-01", "minutes": "60", "status": "approved", **cells}
    return {name: cell for name, cell in given.items() if cell != "-"}


def paid(engine: str, *rows: dict[str, str], amount: Any = None) -> mr.Result:
    profile = regulation(amount=amount or PAY)
    results = mr.compute(profile, tables(activities=list(rows)), "2026-07", engine=engine)
    found: mr.Result = results[NIP]
    return found


@pytest.mark.parametrize("engine", ["reference", "columns"])
@pytest.mark.parametrize("cell", ["", "-"])
@pytest.mark.parametrize("name", ["minutes", "status"])
def test_report_when_a_cell_or_its_column_is_empty_then_unknown(
    engine: str, cell: str, name: str
) -> None:
    """An hour is known; of the other report nobody knows how long it was, or whether approved."""
    first = report() if cell == "" else report(date="2026-07-02", **{name: "-"})
    result = paid(engine, first, report(**{name: cell}))

    assert result.status == "incomplete"
    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (600_000, 1_000_000)
    assert result.bounds.missing == (f"activities.{name}",)


def test_report_when_its_minutes_are_empty_then_they_may_be_those_of_a_month() -> None:
    """Offices write a month's 6,000 minutes into one row: bounds hold what that pays."""
    amount = {"is": "if activity_minutes >= 6000m then tpp else 60% * tpp", "round": "Rp 1"}
    bounds = paid("reference", report(minutes=""), amount=amount).bounds
    known = paid("reference", report(minutes="6000"), amount=amount)
    assert bounds is not None
    assert (bounds.lowest, bounds.highest) == (600_000, known.net) == (600_000, 1_000_000)


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_report_when_nobody_reads_the_empty_cell_then_known(engine: str) -> None:
    result = paid(engine, report(minutes="", status=""), report(minutes=""), amount=TITLES)
    assert (result.status, result.net) == ("payable", 1_000_000)


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_report_when_only_a_count_reads_the_empty_cell_then_the_count_is_left_out(
    engine: str,
) -> None:
    profile = regulation(counts={"menit": "activity_minutes", "hari": "working_days"})
    given = tables(activities=[report(minutes="")])
    result = mr.compute(profile, given, "2026-07", engine=engine)[NIP]
    assert (result.status, result.net) == ("payable", 1_000_000)
    assert "menit" not in result.counts
    assert result.counts["hari"] == 23
