"""Folders, sessions and comparisons of a regulation whose months are cut off."""

from __future__ import annotations

from datetime import date, timedelta
from shutil import rmtree

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.facts.writers import write_pack
from masker_rules.history import history_of
from masker_rules.periods import Cutoff, Month
from masker_rules.review import compare, overlay
from masker_rules.watch import Session

LATE = {"each": "late", "cut": {"1m..": "1%"}, "of": "discipline"}
CALENDAR = discipline(late=LATE)
LAW = {**CALENDAR, "performance_month": {"days": "21..20", "source": "uji pasal 2"}}
CUT = Cutoff(21)


def pack(first, last, *late):
    """Punches of all Mondays to Fridays, an hour late on some."""
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    rows = [
        {"nip": NIP, "time": f"{day} {clock}", "kind": kind}
        for day in days
        if day.weekday() < 5
        for kind, clock in (("in", "09:00" if day in late else "08:00"), ("out", "16:00"))
    ]
    return {**tables(), "punches": rows}


def write(home, name, given):
    folder = home / name
    folder.mkdir()
    write_pack(given, folder)


def nets(runs):
    found = [item for run in runs for item in run.results]
    return {str(item.period): item.net for item in found}


@pytest.fixture
def by_calendar(tmp_path):
    """A pack for each calendar month; late on 20, 21 and 31 October and 20 November 2025."""
    late = date(2025, 10, 20), date(2025, 10, 21), date(2025, 10, 31), date(2025, 11, 20)
    ends = (9, 22, 30), (10, 1, 31), (11, 3, 28)
    for month, first, last in ends:
        given = pack(date(2025, month, first), date(2025, month, last), *late)
        write(tmp_path, f"period=2025-{month:02d}", given)
    return tmp_path


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_folder_when_its_packs_are_of_calendar_months_then_the_days_before_are_in_the_last(
    by_calendar, engine
):
    """October: one late day, the 20th. November: 21, 31 October and 20 November."""
    found = mr.compute_history(LAW, by_calendar, "2025-10..2025-11", engine=engine)
    assert nets(found) == {"2025-10": 990_000, "2025-11": 970_000}
    assert nets(mr.compute_history(CALENDAR, by_calendar, "2025-10..2025-11", engine=engine)) == {
        "2025-10": 970_000,
        "2025-11": 990_000,
    }


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_folder_when_the_pack_of_the_month_before_is_not_there_then_its_days_are_not_known(
    by_calendar, engine
):
    """21 to 30 September have no pack where October is the first."""
    rmtree(by_calendar / "period=2025-09")
    found = list(mr.compute_history(LAW, by_calendar, "2025-10..2025-11", engine=engine))
    assert nets(found) == {"2025-10": None, "2025-11": 970_000}
    bounds = [item.bounds for run in found for item in run.results if item.bounds]
    assert [one.missing for one in bounds] == [("part-without-punches 2025-09-21..2025-09-30",)]


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_folder_when_leave_is_in_the_pack_of_the_next_month_then_told_that_it_is_not_read(
    tmp_path, engine
):
    """Leave from Monday 3 November makes Friday 31 October the last working day before it."""
    rule = {"each": "day", "when": "before_leave exists and before_leave = 1", "cut": "1%",
            "of": "discipline"}  # fmt: skip
    law = discipline(r=rule)
    leave = [{"nip": NIP, "code": "cuti_tahunan", "from": "2025-11-03", "until": "2025-11-04",
              "approved": "true"}]  # fmt: skip
    for month, last in ((10, 31), (11, 28)):
        given = pack(date(2025, month, 1), date(2025, month, last))
        write(
            tmp_path, f"period=2025-{month}", given | ({"absences": leave} if month == 11 else {})
        )
    found = mr.compute_history(law, tmp_path, "2025-10..2025-11", engine=engine)
    told = {
        str(item.period): [n.params["written_month"] for n in item.warnings if "beside" in n.code]
        for run in found
        for item in run.results
    }
    assert told == {"2025-10": ["2025-11"], "2025-11": ["2025-12"]}


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_folder_when_a_window_of_cut_off_months_begins_in_a_pack_before_it(tmp_path, engine):
    """Late on 25 September, which is of October: November looks back on it, two packs before."""
    twice = {"each": "month", "when": "count(late > 0m over previous month) >= 1", "cut": "10%"}
    rules = discipline(late=LATE, twice={**twice, "of": "discipline"})
    for month, first, last in ((9, 22, 30), (10, 1, 31), (11, 3, 28)):
        given = pack(date(2025, month, first), date(2025, month, last), date(2025, 9, 25))
        write(tmp_path, f"period=2025-{month:02d}", given)
    law = {**rules, "performance_month": LAW["performance_month"]}
    assert nets(mr.compute_history(law, tmp_path, "2025-11", engine=engine)) == {
        "2025-11": 900_000
    }


def test_folder_when_no_path_names_a_month_then_that_of_the_cut_off(tmp_path):
    write(tmp_path, "a", pack(date(2025, 10, 21), date(2025, 11, 20), date(2025, 10, 21)))
    assert nets(mr.compute_history(LAW, tmp_path)) == {"2025-11": 990_000}


def test_history_when_of_one_pack_then_the_only_month_that_is_cut_off_so():
    given = pack(date(2025, 10, 21), date(2025, 11, 20))
    assert history_of(given, None, cutoff=CUT).months == (Month(2025, 11),)
    with pytest.raises(mr.RequestError, match="2025-10, 2025-11"):
        history_of(given, None)


def test_comparison_when_only_one_side_is_cut_off_then_by_the_name_of_the_month(tmp_path):
    """Late on 21 October and 21 November: November by the calendar has the one, cut off the other.

    October of the calendar has the first; cut off it has none.
    """
    file = tmp_path / "cut.yaml"
    file.write_text("performance_month: {days: 21..20}\n", "utf-8")
    given = pack(
        date(2025, 9, 22), date(2025, 11, 28), date(2025, 10, 21), date(2025, 11, 21),
        date(2025, 11, 24),
    )  # fmt: skip
    found = compare(CALENDAR, overlay(CALENDAR, file=file), given, period="2025-10..2025-11")
    changes = {str(one.period): one.net for one in found.effects[0].changes}
    # October 990.000 → 1.000.000; November 980.000 → 990.000.
    assert changes == {"2025-10": 10_000, "2025-11": 10_000}


# ------------------------------------------------------------------ while the month runs
def fed(given, law=LAW, **more):
    session = Session(law, **more)
    session.declare(*given)
    session.feed_all({"table": name, **row} for name, rows in given.items() for row in rows)
    return session


def test_session_when_asked_then_as_computed_and_the_month_of_the_day():
    late = date(2025, 10, 20), date(2025, 10, 21)
    given = pack(date(2025, 9, 22), date(2025, 11, 20), *late)
    session = fed(given)
    assert session.results("2025-10..2025-11") == mr.compute(LAW, given, "2025-10..2025-11")
    for day, state in ((date(2025, 10, 21), "late"), (date(2025, 10, 22), "present")):
        (person,) = session.recap(day, "2025-10-22 12:00").people
        assert person.state == state
    recap = session.recap("2025-11", "2025-11-25 12:00")
    assert (recap.until, recap.people[0].net) == (date(2025, 11, 20), 990_000)
    with pytest.raises(mr.RequestError, match="2025-11"):
        session.recap("2025-11", "2025-10-20 12:00")
    assert session.provisional(NIP, "2025-11", "2025-10-21 12:00").status == "incomplete"


def test_alerts_when_a_day_counts_for_the_next_month_then_of_that_month():
    rule = {"each": "month", "when": "count(late > 0m) >= 2", "flag": "dua hari terlambat"}
    law = {**discipline(late=LATE, two=rule), "performance_month": LAW["performance_month"]}
    late = [date(2025, 10, n) for n in (17, 20, 21)]
    session = fed(pack(date(2025, 9, 22), date(2025, 10, 24), *late), law, since="2025-10")
    told = {one.alert.period: one.alert.near for one in session.alerts("2025-10-25 08:00")}
    # Two in October, one in November, which is one before it.
    assert told == {"2025-10": False, "2025-11": True}
