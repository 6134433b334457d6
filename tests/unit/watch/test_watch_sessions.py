"""A session at a moment: who is in, what came and went, and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.facts.rows import Punch
from masker_rules.facts.stamps import Stamp
from masker_rules.watch import Session

MONDAY = dt.date(2026, 7, 6)
LATE = {"each": "late", "cut": {"1m..30m": "1%", "31m..": "2%"}, "of": "discipline"}
ABSENT = {"nip": NIP, "from": "2026-07-06", "until": "2026-07-06", "approved": "true"}


def fed(given, **rules):
    session = Session(discipline(**rules))
    session.declare(*given)
    session.feed_all({"table": name, **row} for name, rows in given.items() for row in rows)
    return session


def monday(at, first="08:00", last="16:00", **given):
    """The one person's 6 July, a Monday of 08:00 to 16:00, as it looks at a moment."""
    session = fed(tables(punches={MONDAY: (first, last)}, **given), late=LATE)
    [person] = session.recap(MONDAY, at).people
    return person


@pytest.mark.parametrize(
    ("at", "taps", "told"),
    [
        ("2026-07-06 07:59", (None, None), ("awaited", "", "")),
        ("2026-07-06 08:01", (None, None), ("missing", "", "")),
        ("2026-07-07 00:00", (None, None), ("absent", "", "")),
        # A tap that is still to come is not told.
        ("2026-07-06 07:59", ("08:00", "16:00"), ("awaited", "", "")),
        ("2026-07-06 12:00", ("08:00", "16:00"), ("present", "08:00:00", "")),
        ("2026-07-06 16:00", ("08:00", "16:00"), ("present", "08:00:00", "16:00:00")),
        ("2026-07-06 12:00", ("08:10", "16:00"), ("late", "08:10:00", "")),
        ("2026-07-07 00:00", (None, "16:00"), ("present", "", "16:00:00")),
    ],
)
def test_day_when_looked_at_then_what_has_happened_by_then(at, taps, told):
    person = monday(at, *taps)
    assert (person.state, person.came, person.left) == told
    assert person.late_minutes == (10 if told[0] == "late" else 0)


@pytest.mark.parametrize(
    ("code", "state"), [("dinas_luar", "duty"), ("sakit", "leave"), ("cuti_tahunan", "leave")]
)
def test_day_when_somebody_is_away_then_why(code, state):
    person = monday("2026-07-06 09:00", None, None, absences=[{**ABSENT, "code": code}])
    assert (person.state, person.code) == (state, code)


def test_day_when_nothing_is_scheduled_then_off_and_where_no_punches_are_known_then_so():
    given = tables()
    del given["punches"]
    session = fed(given)
    states = {
        day: session.recap(f"2026-07-0{day}", "2026-07-06 09:00").people[0].state for day in (5, 6)
    }
    assert states == {5: "off", 6: "unknown"}


def test_day_when_somebody_has_left_the_service_then_not_told():
    people = [{"nip": NIP, "category": "PNS", "service_end": "2026-06-30"}]
    session = fed(tables(employees=people))
    assert session.recap("2026-06-29", "2026-07-06 09:00").people[0].nip == NIP
    assert session.recap(MONDAY, "2026-07-06 09:00").people == ()


def test_month_when_a_row_of_employees_is_set_aside_then_told_without_counts():
    session = fed(tables(employees=[{"nip": NIP, "service_end": "kemarin"}]))
    [person] = session.recap("2026-07", "2026-07-20 09:00").people
    assert (person.counts, person.status, person.net) == ({}, "incomplete", None)


@pytest.mark.parametrize("of", ["2026-07-07", "2026-08"])
def test_recap_when_of_what_is_to_come_then_refused(of):
    with pytest.raises(mr.RequestError) as wrong:
        Session(discipline()).recap(of, "2026-07-06 09:00")
    assert wrong.value.code == "after-the-moment"


@pytest.mark.parametrize("moment", ["besok", "2026-07-06", "0"])
def test_moment_when_it_is_none_then_refused(moment):
    with pytest.raises(mr.RequestError) as wrong:
        Session(discipline()).recap("2026-07", moment)
    assert wrong.value.code == "bad-moment"
    assert moment in wrong.value.text("en")


def test_person_when_nobody_has_the_number_then_refused():
    with pytest.raises(mr.RequestError) as wrong:
        fed(tables()).provisional("198501012010011009", "2026-07", "2026-07-06 09:00")
    assert wrong.value.code == "nip-not-in-pack"


def test_fact_when_of_no_table_then_refused_and_the_nearest_is_named():
    with pytest.raises(mr.FactsError) as wrong:
        Session(discipline()).feed({"table": "punch", "nip": NIP})
    assert wrong.value.code == "unknown-table"
    assert "punches" in wrong.value.text("en")


# ------------------------------------------------------------------ facts that come and go
def test_fact_when_it_is_a_row_then_the_same_as_its_cells():
    session = Session(discipline())
    told = session.feed({"table": "punches", "nip": NIP, "time": "2026-07-06 07:55:00"})
    again = session.feed(Punch(nip=NIP, time=Stamp(MONDAY, 7 * 3600 + 55 * 60)))
    assert (again.ref, again.fresh) == (told.ref, False)


@pytest.mark.parametrize(
    ("table", "plain", "typed"),
    [
        ("amounts", {"amount": "12.50"}, {"amount": Decimal("12.50")}),
        ("absences", {"from": "2026-07-06"}, {"from": MONDAY}),
        ("punches", {"time": "2026-07-06 07:55:00"}, {"time": dt.datetime(2026, 7, 6, 7, 55)}),
        ("rosters", {"start": "08:00"}, {"start": dt.time(8)}),
    ],
)
def test_fact_when_its_cells_are_typed_then_the_same_as_written(table, plain, typed):
    whole = {
        "amounts": {"component": "tpp"},
        "absences": {"code": "sakit", "until": "2026-07-06"},
        "punches": {},
        "rosters": {"date": "2026-07-06", "end": "16:00"},
    }[table]
    session = Session(discipline())
    told, again = (
        session.feed({"table": table, "nip": NIP, **whole, **cells}) for cells in (plain, typed)
    )
    assert told.set_aside is None
    assert (again.ref, again.fresh) == (told.ref, False)


def test_source_when_it_says_again_what_it_had_withdrawn_then_it_counts_again():
    session = Session(discipline())
    tap = {"table": "punches", "nip": NIP, "time": "2026-07-06 07:55:00"}
    for said in ([tap], [], [tap], [], [tap]):
        session.mirror("mesin", said)
        assert len(session.pack().rows("punches")) == len(said)


def test_outlook_when_a_fact_comes_then_of_the_new_facts():
    session = fed(tables(), alpa={"each": "alpa", "cut": "5%", "of": "discipline"})
    before = session.recap("2026-07", "2026-08-01 00:00").people[0].net
    session.feed({"table": "absences", **ABSENT, "code": "alpa"})
    after = session.recap("2026-07", "2026-08-01 00:00").people[0].net
    assert (before, after) == (1_000_000, 950_000)


def test_results_when_a_person_is_withdrawn_then_without_them():
    other = "199003152015032992"
    session = fed(tables())
    ref = session.feed({"table": "employees", "nip": other, "category": "PNS"}).ref
    assert [item.nip for item in session.results("2026-07")] == [NIP, other]
    session.retract(ref)
    assert [item.nip for item in session.results("2026-07")] == [NIP]


def test_results_when_a_row_of_employees_is_set_aside_then_nothing_is_computed():
    session = fed(tables(employees=[{"nip": NIP, "service_end": "kemarin"}]))
    assert session.results("2026-07")[NIP].status == "incomplete"


def test_results_when_of_another_day_then_of_what_was_known_by_then():
    absent = {MONDAY: (None, None)}
    session = fed(tables(punches=absent), alpa={"each": "alpa", "cut": "5%", "of": "discipline"})
    days = {
        day: [found.day for found in session.results("2026-07", as_of=day)[NIP].findings]
        for day in (dt.date(2026, 7, 3), dt.date(2026, 7, 10))
    }
    assert list(days.values()) == [[], [MONDAY]]


def test_number_when_short_and_of_nobody_who_is_known_then_set_aside():
    session = fed(tables())
    session.feed({"table": "punches", "nip": "12345678", "time": "2026-07-06 07:55:00"})
    [aside] = session.pack().set_aside
    assert (aside.code, aside.params["digits"]) == ("nip-length", 8)


def test_alerts_when_nothing_but_an_unread_row_tells_of_somebody_then_none():
    session = Session(
        discipline(
            gate={"each": "month", "when": "count(status = alpa) > 2", "zero": "everything"}
        )
    )
    session.feed({"table": "employees", "nip": NIP, "service_end": "kemarin"})
    session.feed({"table": "punches", "nip": NIP, "time": "2026-07-01 08:00:00"})
    assert session.alerts("2026-07-20 00:00") == []


def test_month_when_nobody_punched_so_far_then_a_session_says_that_all_is_there():
    """Who has not been seen has not come; `compute` alone does not know that."""
    alpa = {"each": "alpa", "cut": "3%", "of": "discipline"}
    session = fed(tables(period=(2026, 6)), alpa=alpa)
    for at, state in (
        ("2026-07-01 07:00", "awaited"),
        ("2026-07-01 09:00", "missing"),
        ("2026-07-02 00:00", "absent"),
    ):
        assert session.recap(dt.date(2026, 7, 1), at).people[0].state == state
    found = session.results("2026-07", as_of=dt.date(2026, 7, 31))
    assert (found[NIP].net, found.checks.settled) == (310_000, True)
    alone = mr.compute(discipline(alpa=alpa), session.pack(), "2026-07")
    assert alone[NIP].bounds.missing == ("month-without-punches",)
    # A month with a punch needs no word: the pack is the one that was fed.
    assert session.results("2026-06").header["pack"]["rows"] == session.pack().counts()


def test_facts_when_they_say_the_same_then_one_row_with_the_doubts_of_both():
    given = tables(deductions=[
        {"nip": NIP, "period": "2026-07", "code": "zakat", "amount": "25000", "doubt": doubt}
        for doubt in ("", "zzz", "tap-again")
    ])  # fmt: skip
    pack = fed(given).pack()
    assert [row.doubt for row in pack.rows("deductions")] == ["tap-again zzz"]
    assert pack.digest == mr.Pack(**given).digest
