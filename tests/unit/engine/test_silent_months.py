"""A month in which nobody has a punch is not known, unless `complete` says that it is."""

from __future__ import annotations

from datetime import date

import pytest
from regulations import NIP, discipline, tables, working_days

import masker_rules as mr
from masker_rules.engine.known import OF_PUNCHES
from masker_rules.language.catalogue import catalogue
from masker_rules.units import Unit

ENGINES = pytest.mark.parametrize("engine", ["reference", "columns"])
#: 3 % of Rp 1.000.000 for each of the 23 working days of July 2026: 69 %, and 310.000 is left.
ALPA = discipline(alpa={"each": "alpa", "cut": "3%", "of": "discipline"})
OTHER = "198602022011012002"
NAME = "month-without-punches"


def complete(*months, table="punches"):
    return [{"period": month, "table": table} for month in months]


def told(result):
    bounds = result.bounds
    return (result.status, result.net, bounds and (bounds.lowest, bounds.highest, bounds.missing))


@ENGINES
def test_month_when_nobody_has_a_punch_then_incomplete_within_what_the_law_can_pay(engine):
    """Nobody knows whether the person was there on all 23 days or on none."""
    found = mr.compute(ALPA, tables(period=(2026, 6)), "2026-07", engine=engine)
    assert told(found[NIP]) == ("incomplete", None, (310_000, 1_000_000, (NAME,)))
    assert [str(month) for month in found.checks.months_without_punches] == ["2026-07"]
    assert not found.checks.settled


@ENGINES
@pytest.mark.parametrize(
    ("rows", "is_known"),
    [
        (complete("2026-07"), True),
        (complete("2026-06"), False),
        (complete("2026-07", table="absences"), False),
        ([], False),
    ],
)
def test_month_when_the_office_says_that_it_is_complete_then_everybody_was_absent(
    engine, rows, is_known
):
    given = {**tables(period=(2026, 6)), "complete": rows}
    found = mr.compute(ALPA, given, "2026-07", engine=engine)
    assert found[NIP].net == (310_000 if is_known else None)
    assert found.checks.settled is is_known


@ENGINES
def test_month_when_somebody_has_a_punch_then_whoever_has_none_was_absent(engine):
    """One punch of anybody: the month is known, also where only the other one is asked for."""
    given = tables()
    given["employees"].append({"nip": OTHER, "category": "PNS", "grade": "III/a"})
    given["amounts"].append({"nip": OTHER, "component": "tpp", "amount": "1000000"})
    given["punches"] = given["punches"][:1]
    for nips in (None, [OTHER]):
        found = mr.compute(ALPA, given, "2026-07", engine=engine, nips=nips)
        assert told(found[OTHER]) == ("payable", 310_000, None)


@ENGINES
def test_month_when_the_word_of_the_office_is_unreadable_then_named_among_what_is_missing(engine):
    given = {**tables(period=(2026, 6)), "complete": complete("2026-13")}
    found = mr.compute(ALPA, given, "2026-07", engine=engine)
    assert found[NIP].bounds.missing == ("complete (<complete>: period = 2026-13)", NAME)


@ENGINES
def test_month_when_only_strangers_punched_then_not_known(engine):
    """The file of another office: each of its rows is set aside."""
    given = tables()
    given["punches"] = [{**row, "nip": "197007071990011007"} for row in given["punches"]]
    assert mr.compute(ALPA, given, "2026-07", engine=engine)[NIP].bounds.missing == (NAME,)


@ENGINES
def test_month_when_no_rule_reads_a_punch_then_known(engine):
    """A rule that reads no punch pays the same whether they are there or not."""
    rule = {"each": "day", "when": "absence exists and absence = izin", "cut": "3%"}
    law = discipline(izin={**rule, "of": "discipline"})
    given = tables(
        period=(2026, 6),
        absences=[
            {
                "nip": NIP,
                "code": "izin",
                "from": "2026-07-01",
                "until": "2026-07-02",
                "approved": "true",
            }
        ],
    )
    found = mr.compute(law, given, "2026-07", engine=engine)
    assert told(found[NIP]) == ("payable", 940_000, None)
    assert found.checks.settled
    assert found.checks.months_without_punches == ()
    # How often somebody was there is not known all the same.
    assert "present" not in found[NIP].counts


@ENGINES
@pytest.mark.parametrize(
    ("as_of", "missing"),
    [
        # No working day of July is over on 30 June; 1 July is a Wednesday.
        (date(2026, 6, 30), ("days from 2026-07-01",)),
        (date(2026, 7, 1), ("days from 2026-07-02", NAME)),
    ],
)
def test_month_when_no_day_of_it_has_come_then_not_yet_and_not_missing(engine, as_of, missing):
    found = mr.compute(ALPA, tables(period=(2026, 6)), "2026-07", engine=engine, as_of=as_of)
    assert found[NIP].bounds.missing == missing
    assert bool(found.checks.months_without_punches) is (NAME in missing)


@ENGINES
def test_day_when_leave_covers_all_that_is_scheduled_then_known_without_a_punch(engine):
    leave = {"nip": NIP, "code": "cuti_tahunan", "approved": "true"}
    given = tables(
        period=(2026, 6), absences=[{**leave, "from": "2026-07-01", "until": "2026-07-31"}]
    )
    assert told(mr.compute(ALPA, given, "2026-07", engine=engine)[NIP])[:2] == (
        "payable",
        1_000_000,
    )


def test_event_when_only_a_punch_tells_who_was_there_then_not_known():
    """One roll call, 10 % when missed: nobody punched in July, so nobody knows."""
    law = discipline(apel={"each": "missed apel_pagi", "cut": "10%", "of": "discipline"})
    given = tables(period=(2026, 6), events=[{"date": "2026-07-01", "event": "apel_pagi"}])
    for engine in ("reference", "columns"):
        found = mr.compute(law, given, "2026-07", engine=engine)
        assert told(found[NIP]) == ("incomplete", None, (900_000, 1_000_000, (NAME,)))


@ENGINES
def test_day_when_only_the_tap_of_a_roll_call_is_read_then_not_known(engine):
    """Nobody tapped at a roll call of 23 days, or nobody knows: 3 % each."""
    rule = {"each": "day", "when": "not (apel_at exists)", "cut": "3%", "of": "discipline"}
    found = mr.compute(discipline(apel=rule), tables(period=(2026, 6)), "2026-07", engine=engine)
    assert told(found[NIP]) == ("incomplete", None, (310_000, 1_000_000, (NAME,)))


def test_facts_when_made_of_taps_then_listed_as_told_by_punches():
    """A moment of the day that is not of its hours is one of a punch."""
    hours = {"start", "end", "break_start", "break_end", "late_from", "early_until"}
    for grain in ("day", "session"):
        facts = catalogue()[grain].facts.values()
        clocks = {fact.name for fact in facts if fact.type.unit is Unit.CLOCK} - hours
        assert clocks
        assert clocks <= OF_PUNCHES[grain]


# ------------------------------------------------------------------ months that are looked back on
YEAR = discipline(
    often={
        "each": "month",
        "when": "count(status = alpa over year) >= 5",
        "cut": "50%",
        "of": "discipline",
    }
)


def year(*months, **more):
    rows = [row for month in months for row in tables(period=(2026, month))["punches"]]
    return tables(punches=None, **more) | {"punches": rows}


@ENGINES
def test_earlier_month_when_asked_for_and_without_a_punch_then_not_known(engine):
    """January is asked for and nobody punched: whether March is halved nobody knows."""
    given = year(2, 3)
    found = mr.compute(YEAR, given, "2026-01..2026-03", engine=engine)
    assert [told(one)[2] for one in found] == [
        (500_000, 1_000_000, (NAME,)),
        (500_000, 1_000_000, ("punches 2026-01",)),
        (500_000, 1_000_000, ("punches 2026-01",)),
    ]


@ENGINES
def test_earlier_month_when_complete_then_everybody_was_absent_in_it(engine):
    """21 working days of January 2026 without a punch are more than 5."""
    given = {**year(2, 3), "complete": complete("2026-01")}
    assert len(working_days(2026, 1)) >= 20
    found = mr.compute(YEAR, given, "2026-03", engine=engine)
    assert told(found[NIP]) == ("payable", 500_000, None)


@ENGINES
def test_earlier_months_when_parts_of_the_pack_are_computed_then_those_of_the_whole(engine):
    """Only the other one punched in January and February: they are known for both."""
    given = year(3)
    given["employees"].append({"nip": OTHER, "category": "PNS", "grade": "III/a"})
    given["punches"] += [
        {"nip": OTHER, "time": f"2026-0{month}-05 08:00", "kind": "in"} for month in (1, 2)
    ]
    found = mr.compute(YEAR, given, "2026-03", engine=engine, nips=[NIP])
    assert told(found[NIP]) == ("payable", 500_000, None)


# ------------------------------------------------------------------ days of a unit
def unit(*, size=2, unit_of="Camat", absent=(), **more):
    people = [f"1985010120100110{number + 1:02d}" for number in range(size)]
    given = tables(punches={date(2026, 7, day): (None, None) for day in absent})
    punches = given["punches"]
    return {
        "employees": [
            {"nip": one, "category": "PNS", "grade": "III/a", "unit": unit_of} for one in people
        ],
        "amounts": [{"nip": one, "component": "tpp", "amount": "1000000"} for one in people],
        "punches": [{**row, "nip": one} for one in people for row in punches],
        **more,
    }


def silent(found):
    return [(name, str(day)) for name, day in found.checks.unit_days_without_punches]


@ENGINES
def test_unit_day_when_nobody_of_several_punched_then_warned_by_name(engine):
    found = mr.compute(ALPA, unit(absent=(2, 3)), "2026-07", engine=engine)
    assert silent(found) == [("Camat", "2026-07-02"), ("Camat", "2026-07-03")]
    assert found.checks.settled
    for one in found:
        said = [note for note in one.warnings if note.code == "unit-day-without-punches"]
        assert [str(note.day) for note in said] == ["2026-07-02", "2026-07-03"]
        assert all("Camat" in note.message(lang) for note in said for lang in ("id", "en"))
    assert found.checks.as_dict()["unit_days_without_punches"] == [
        {"unit": "Camat", "date": "2026-07-02"},
        {"unit": "Camat", "date": "2026-07-03"},
    ]


@ENGINES
@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"size": 1}, []),
        ({"complete": complete("2026-07")}, []),
        # One of the two is on leave: one alone was due.
        (
            {
                "absences": [
                    {
                        "nip": "198501012010011001",
                        "code": "sakit",
                        "from": "2026-07-02",
                        "until": "2026-07-02",
                        "approved": "true",
                    }
                ]
            },
            [],
        ),
        ({}, [("Camat", "2026-07-02")]),
    ],
)
def test_unit_day_when_one_alone_was_due_or_all_is_said_to_be_there_then_no_warning(
    engine, change, found
):
    assert silent(mr.compute(ALPA, unit(absent=(2,), **change), "2026-07", engine=engine)) == found


@ENGINES
def test_unit_day_when_only_those_who_were_absent_are_asked_for_then_the_others_are_seen(engine):
    given = unit(size=3)
    absent = [row["nip"] for row in given["employees"][:2]]
    given["punches"] = [
        row
        for row in given["punches"]
        if not (row["nip"] in absent and row["time"].startswith("2026-07-02"))
    ]
    found = mr.compute(ALPA, given, "2026-07", engine=engine, nips=absent)
    assert silent(found) == []


@pytest.mark.parametrize("lang", ["id", "en"])
def test_explanation_when_nobody_punched_then_says_what_to_enter(lang):
    told = mr.compute(ALPA, tables(period=(2026, 6)), "2026-07")[NIP].explain(lang)
    name = {"id": "rekaman presensi bulan ini", "en": "the punches of this month"}
    assert name[lang] in told
    assert "complete" in told
    assert "2026-07,punches" in told


def test_earlier_month_when_there_is_no_table_of_punches_then_not_known_either():
    """January is asked for too: that was taken as a month of absence within the bounds."""
    given = tables(punches=None, period=(2026, 3))
    del given["punches"]
    [_, _, march] = mr.compute(YEAR, given, "2026-01..2026-03")
    assert told(march)[2] == (500_000, 1_000_000, ("punches", "punches 2026-01..2026-02"))


@ENGINES
def test_schedule_when_nobody_knows_it_and_no_rule_reads_days_then_not_missing(engine):
    """Hours that nobody knows decide nothing under a law that pays an amount."""
    person = {"nip": NIP, "category": "PNS", "grade": "III/d", "schedule": "ofice"}
    found = mr.compute(discipline(), tables(employees=[person]), "2026-07", engine=engine)
    assert told(found[NIP]) == ("payable", 1_000_000, None)
