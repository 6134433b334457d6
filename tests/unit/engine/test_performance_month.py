"""A performance month with a cut-off: whose day it is, what is counted with it, what stays.

Of each date both sides: the 20th and the 21st, the turn of the year, February.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from installed import install
from regulations import NIP, discipline, regulation, tables

import masker_rules as mr

ENGINES = pytest.mark.parametrize("engine", ["reference", "columns"])
LATE = {"each": "late", "cut": {"1m..": "1%"}, "of": "discipline"}
ON_TIME = ("08:00", "16:00")
#: Every day in a table of its own: what the month has and what a person did on it.
COUNTS = {
    "late_days": "count(late > 0m)",
    "due": "count(late >= 0m)",
    "days": "days",
    "named": "year * 100 + month_of_year",
}


def cut(days: str = "21..20", **more: Any) -> dict[str, Any]:
    """A section of the profile."""
    return {"days": days, "source": "uji pasal 2", **more}


def law(days: str = "21..20", own: dict[str, str] | None = None, **rules: Any) -> dict[str, Any]:
    section = cut(days, **({"tables": own} if own else {}))
    return {**discipline(**(rules or {"late": LATE})), "performance_month": section}


def pack(first: date, last: date, *late: date, **given: Any) -> dict[str, Any]:
    """Punches of all Mondays to Fridays, an hour late on some; tables as those of `tables`."""
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    rows = [
        {"nip": NIP, "time": f"{day} {clock}", "kind": kind}
        for day in days
        if day.weekday() < 5
        for kind, clock in zip(
            ("in", "out"), ("09:00", "16:00") if day in late else ON_TIME, strict=True
        )
    ]
    return tables(**{"punches": None, **given}) | {"punches": rows}


def computed(profile: Any, given: Any, period: str, engine: str = "reference") -> mr.Result:
    return mr.compute(profile, given, period, engine=engine)[NIP]


def counted(found: mr.Result, **expected: int) -> bool:
    return {name: found.counts[name] for name in expected} == expected


# ------------------------------------------------------------------ whose day it is
#: October to December 2025: no holiday before the 25th of December.
AUTUMN = date(2025, 9, 22), date(2025, 12, 19)


@ENGINES
@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2025, 10, 20), "2025-10"),
        (date(2025, 10, 21), "2025-11"),
        (date(2025, 11, 20), "2025-11"),
        (date(2025, 11, 21), "2025-12"),
    ],
)
def test_day_when_late_on_either_side_of_the_cut_off_then_of_the_month_in_which_it_ends(
    engine, day, period
):
    given = pack(*AUTUMN, day)
    found = {
        one: computed(law(), given, one, engine).net for one in ("2025-10", "2025-11", "2025-12")
    }
    # 1 % of Rp 1.000.000 for the one late day.
    assert found == {one: 990_000 if one == period else 1_000_000 for one in found}


@ENGINES
@pytest.mark.parametrize(
    ("days", "day", "period"),
    [
        ("16..15", date(2025, 10, 15), "2025-10"),
        ("16..15", date(2025, 10, 16), "2025-11"),
        ("calendar", date(2025, 10, 31), "2025-10"),
        ("calendar", date(2025, 11, 3), "2025-11"),
    ],
)
def test_day_when_the_regulation_says_other_days_then_of_theirs(engine, days, day, period):
    given = pack(*AUTUMN, day)
    other = "2025-11" if period == "2025-10" else "2025-10"
    assert computed(law(days), given, period, engine).net == 990_000
    assert computed(law(days), given, other, engine).net == 1_000_000


@ENGINES
def test_month_when_the_year_turns_then_the_calendars_of_both_years(engine):
    """22–24 and 29–31 December, 2, 5–9, 12–15, 19 and 20 January: 18 days.

    25 December, 1 and 16 January are holidays and 26 December is joint leave.
    """
    profile = {**law(), "counts": COUNTS}
    given = pack(date(2025, 12, 1), date(2026, 1, 30), date(2025, 12, 22), date(2026, 1, 20))
    found = computed(profile, given, "2026-01", engine)
    assert found.net == 980_000
    assert counted(found, late_days=2, due=18, days=31, named=202_601)


@ENGINES
@pytest.mark.parametrize(
    ("period", "first", "last", "days"),
    [
        ("2024-03", date(2024, 2, 21), date(2024, 3, 20), 29),
        ("2025-03", date(2025, 2, 21), date(2025, 3, 20), 28),
        ("2025-02", date(2025, 1, 21), date(2025, 2, 20), 31),
    ],
)
def test_month_when_of_february_then_its_days_in_a_leap_year_and_in_others(
    engine, period, first, last, days
):
    ends = f"if first_day = {first} and last_day = {last} then 1 else 0"
    profile = {**law(), "counts": {"days": "days", "ends": ends}}
    assert counted(computed(profile, pack(first, last), period, engine), days=days, ends=1)


@ENGINES
def test_leap_day_when_late_then_of_march(engine):
    given = pack(date(2024, 1, 22), date(2024, 3, 20), date(2024, 2, 29))
    assert computed(law(), given, "2024-03", engine).net == 990_000
    assert computed(law(), given, "2024-02", engine).net == 1_000_000


# ------------------------------------------------------------------ what is counted with it
@ENGINES
def test_month_when_none_is_asked_for_then_the_one_that_holds_the_punches(engine):
    found = mr.compute(law(), pack(date(2025, 10, 21), date(2025, 11, 20)), engine=engine)
    assert [str(item.period) for item in found] == ["2025-11"]
    with pytest.raises(mr.RequestError, match="2025-10, 2025-11"):
        mr.compute(law(), pack(date(2025, 10, 20), date(2025, 11, 20)), engine=engine)


@ENGINES
def test_month_when_nobody_punched_in_its_days_then_not_known(engine):
    """Punches until the 20th of October say nothing of the 21st to the 31st."""
    given = pack(date(2025, 9, 22), date(2025, 10, 20))
    found = computed(law(), given, "2025-11", engine)
    assert found.status == "incomplete"
    assert found.bounds.missing == ("month-without-punches",)
    said = {**given, "complete": [{"period": "2025-11", "table": "punches"}]}
    # Nobody is late who is absent.
    assert computed(law(), said, "2025-11", engine).net == 1_000_000


#: 3 % of Rp 1.000.000 for each working day: November has 9 in October and 14 in November.
ALPA = {"each": "alpa", "cut": "3%", "of": "discipline"}
OCTOBER = "part-without-punches 2025-10-21..2025-10-31"
NOVEMBER = "part-without-punches 2025-11-01..2025-11-20"


@ENGINES
@pytest.mark.parametrize(
    ("first", "last", "lowest", "missing"),
    [
        # The file of October is not there, or that of November: nobody knows of 9 days, of 14.
        (date(2025, 11, 3), date(2025, 11, 20), 730_000, (OCTOBER,)),
        (date(2025, 10, 21), date(2025, 10, 31), 580_000, (NOVEMBER,)),
        # One punch of a day of each is enough, as it is for a month.
        (date(2025, 10, 31), date(2025, 11, 20), None, None),
        (date(2025, 10, 21), date(2025, 11, 3), None, None),
    ],
)
def test_part_of_the_calendar_when_nobody_punched_in_it_then_not_known(
    engine, first, last, lowest, missing
):
    given = pack(first, last)
    found = mr.compute(law(alpa=ALPA), given, "2025-11", engine=engine)
    item = found[NIP]
    if missing is None:
        # 8 days of October, or 13 of November, were nobody's: absent, 3 % each.
        days = 8 if first.day == 31 else 13
        assert item.net == 1_000_000 - 30_000 * days
        return
    assert item.status == "incomplete"
    assert (item.bounds.lowest, item.bounds.highest) == (lowest, 1_000_000)
    assert item.bounds.missing == missing
    assert [remark.code for remark in found.checks.why] == ["part-without-punches"]
    said = {**given, "complete": [{"period": "2025-11", "table": "punches"}]}
    assert computed(law(alpa=ALPA), said, "2025-11", engine).net == lowest


@ENGINES
def test_part_of_the_calendar_when_it_has_not_begun_then_not_missing(engine):
    given = pack(date(2025, 10, 21), date(2025, 10, 30))
    found = mr.compute(law(alpa=ALPA), given, "2025-11", as_of="2025-10-31", engine=engine)[NIP]
    assert found.bounds.missing == ("days from 2025-11-03",)


@ENGINES
@pytest.mark.parametrize(
    ("window", "period", "days"),
    [
        ("previous month", "2025-11", 1),
        ("previous month", "2025-12", 3),
        ("last 2 months", "2025-11", 4),
        ("last 2 months", "2025-12", 4),
        ("quarter", "2025-11", 4),
        ("quarter", "2025-12", 5),
    ],
)
def test_window_when_it_looks_back_then_over_performance_months(engine, window, period, days):
    """Late on 20 October (October), 21 and 31 October and 20 November (November), 21 November."""
    late = [date(2025, 10, n) for n in (20, 21, 31)] + [date(2025, 11, n) for n in (20, 21)]
    rule = {"each": "month", "cut": f"count(late > 0m over {window}) * 1%", "of": "discipline"}
    found = computed(law(often=rule), pack(*AUTUMN, *late), period, engine)
    assert found.net == 1_000_000 - 10_000 * days


@ENGINES
@pytest.mark.parametrize(
    ("first", "status"),
    [
        (date(2025, 9, 30), "payable"),
        (date(2025, 10, 1), "incomplete"),
        (date(2025, 10, 21), "incomplete"),
    ],
)
def test_window_when_a_part_of_the_month_before_has_no_punch_then_not_known(engine, first, status):
    """October is the 21st of September to the 20th of October; a part lies in each."""
    rule = {
        "each": "month",
        "cut": "count(late > 0m over previous month) * 1%",
        "of": "discipline",
    }
    given = pack(first, date(2025, 11, 20))
    assert computed(law(often=rule), given, "2025-11", engine).status == status


@ENGINES
def test_week_when_the_month_begins_within_one_then_counted_from_its_first_day(engine):
    """21 October 2025 is a Tuesday, 27 October a Monday, 20 November of the fifth week."""
    profile = {
        **law(),
        "counts": {
            "first": "count(late > 0m and week = 1)",
            "second": "count(late > 0m and week = 2)",
            "fifth": "count(late > 0m and week = 5)",
            "dates": "count(calendar.week = 1)",
        },
    }
    late = date(2025, 10, 21), date(2025, 10, 27), date(2025, 11, 20)
    found = computed(profile, pack(*AUTUMN, *late), "2025-11", engine)
    # Tuesday to Sunday.
    assert counted(found, first=1, second=1, fifth=1, dates=6)


@ENGINES
@pytest.mark.parametrize(("days", "second"), [("21..20", 21), ("calendar", 10)])
def test_leave_when_it_passes_the_cut_off_then_its_second_month_begins_there(engine, days, second):
    """Leave from 15 October to 10 November: from 21 October 21 days, by the calendar 10."""
    row = {"nip": NIP, "code": "cuti_besar", "from": "2025-10-15", "until": "2025-11-10"}
    profile = {**law(days), "counts": {"second": "count(leave.month = 2)"}}
    given = pack(*AUTUMN, absences=[{**row, "approved": "true"}])
    assert counted(computed(profile, given, "2025-11", engine), second=second)


@ENGINES
def test_roster_when_a_row_gives_work_then_all_days_of_the_performance_month_are_rostered(engine):
    """A row of the 24th of October takes the month to the 20th of November to the roster."""
    profile = {
        **law(),
        "shifts": {"pagi": {"hours": "08:00..16:00", "source": "uji pasal 3"}},
        "counts": {"due": "count(late >= 0m)"},
    }
    rosters = [{"nip": NIP, "date": "2025-10-24", "shift": "pagi"}]
    given = pack(*AUTUMN, rosters=rosters)
    # 22 September to 20 October: 21 days of the week; one rostered day.
    assert counted(computed(profile, given, "2025-10", engine), due=21)
    assert counted(computed(profile, given, "2025-11", engine), due=1)


@ENGINES
@pytest.mark.parametrize(
    ("start", "expected"),
    # 23 days of the week from 21 October to 20 November; 22 from 22 October, none after it.
    [("2025-10-21", 1_000_000), ("2025-10-22", 956_522), ("2025-11-21", None)],
)
def test_service_when_it_begins_within_the_month_then_the_share_of_its_days(
    engine, start, expected
):
    people = [{"nip": NIP, "name": "Uji", "category": "PNS", "service_start": start}]
    found = mr.compute(law(), pack(*AUTUMN, employees=people), "2025-11", engine=engine)[NIP]
    assert (found.net if expected else found.status) == (expected or "not_eligible")


@pytest.mark.parametrize(
    ("part_month", "valid_from", "expected"),
    [
        ("day 15", "2025-11-15", 2_000_000),
        ("day 15", "2025-11-16", 1_000_000),
        # Of a month from the 21st the 25th lies in the calendar month before.
        ("day 25", "2025-10-25", 2_000_000),
        ("day 25", "2025-10-26", 1_000_000),
        # The month before has 31 days, and the last of the performance month is the 20th.
        ("last day", "2025-10-31", 2_000_000),
        ("last day", "2025-11-01", 1_000_000),
    ],
)
def test_amount_when_a_day_decides_then_that_day_of_the_performance_month(
    part_month, valid_from, expected
):
    profile = {**law(), "amount": {"is": "tpp", "part_month": part_month}}
    amounts = [
        {"nip": NIP, "component": "tpp", "amount": "1000000"},
        {"nip": NIP, "component": "tpp", "amount": "2000000", "valid_from": valid_from},
    ]
    assert computed(profile, pack(*AUTUMN, amounts=amounts), "2025-11").net == expected


# ------------------------------------------------------------------ what stays
@ENGINES
def test_rows_of_a_period_when_read_then_by_the_name_of_the_month(engine):
    profile = {
        **law(),
        "inputs": {"capaian": {"from": "scores.capaian", "type": "percent"}},
        "parts": {"discipline": {"weight": "100%", "score": "capaian", "round": "Rp 1"}},
    }
    scores = [
        {"nip": NIP, "period": period, "measure": "capaian", "value": value}
        for period, value in (("2025-10", "50"), ("2025-11", "80"), ("2025-12", "60"))
    ]
    assert computed(profile, pack(*AUTUMN, scores=scores), "2025-11", engine).net == 800_000


def test_payment_when_postponed_then_to_the_calendar_month():
    profile = law(later={"each": "month", "when": "count(late > 0m) > 0", "postpone": "1 month"})
    found = computed(profile, pack(*AUTUMN, date(2025, 10, 21)), "2025-11")
    assert found.status == "postponed"
    assert (str(found.pay_in), found.pay_in.first) == ("2025-12", date(2025, 12, 1))


# ------------------------------------------------------------------ by table
REPORTS = {"reports": "count(activity.minutes > 0m)"}
DAYS = ("2025-10-20", "2025-10-21", "2025-10-31", "2025-11-01", "2025-11-20", "2025-11-30")


@ENGINES
@pytest.mark.parametrize(
    ("days", "own", "october", "november"),
    [
        ("21..20", None, 1, 4),
        ("21..20", {"activities": "calendar"}, 3, 3),
        ("calendar", {"activities": "21..20"}, 1, 4),
        ("21..20", {"activities": "16..15"}, 0, 4),
    ],
)
def test_reports_when_counted_by_other_months_then_those_of_their_own_days(
    engine, days, own, october, november
):
    """From the 16th: 20, 21, 31 October and 1 November; none lies before."""
    rows = [{"nip": NIP, "date": day, "minutes": "60", "status": "approved"} for day in DAYS]
    profile = {**law(days, own), "counts": REPORTS}
    given = pack(*AUTUMN, activities=rows)
    assert counted(computed(profile, given, "2025-10", engine), reports=october)
    assert counted(computed(profile, given, "2025-11", engine), reports=november)


@ENGINES
@pytest.mark.parametrize(
    ("own", "october", "november"),
    [(None, 1_000_000, 960_000), ({"violations": "calendar"}, 980_000, 980_000)],
)
def test_violations_when_counted_by_other_months_then_those_of_their_own_days(
    engine, own, october, november
):
    rule = {"each": "violation razia", "cut": "2%", "of": "discipline"}
    rows = [{"nip": NIP, "date": day, "code": "razia"} for day in ("2025-10-21", "2025-11-03")]
    given = pack(*AUTUMN, violations=rows)
    assert computed(law("21..20", own, r=rule), given, "2025-10", engine).net == october
    assert computed(law("21..20", own, r=rule), given, "2025-11", engine).net == november


@ENGINES
@pytest.mark.parametrize(
    ("own", "first", "october", "november"),
    [
        (None, "2025-10-20", 990_000, 1_000_000),
        (None, "2025-10-21", 1_000_000, 990_000),
        ({"sanctions": "calendar"}, "2025-10-21", 990_000, 1_000_000),
        ({"sanctions": "calendar"}, "2025-11-01", 1_000_000, 990_000),
    ],
)
def test_sanction_when_of_one_month_then_of_the_month_of_its_day(
    engine, own, first, october, november
):
    rule = {"each": "sanction", "cut": "1%", "of": "discipline"}
    row = {"nip": NIP, "code": "teguran_tertulis", "effective_from": first, "months": "1"}
    given = pack(*AUTUMN, sanctions=[row])
    assert computed(law("21..20", own, r=rule), given, "2025-10", engine).net == october
    assert computed(law("21..20", own, r=rule), given, "2025-11", engine).net == november


@ENGINES
@pytest.mark.parametrize(
    ("own", "first", "last", "days"),
    [
        (None, "2025-10-21", "2025-11-20", 31),
        (None, "2025-10-20", "2025-10-20", 0),
        (None, "2025-11-20", "", 1),
        ({"assignments": "calendar"}, "2025-10-21", "2025-11-20", 20),
        ({"assignments": "calendar"}, "2025-11-01", "2025-11-30", 30),
    ],
)
def test_assignment_when_it_meets_the_month_then_its_days_in_it(engine, own, first, last, days):
    row = {"nip": NIP, "kind": "PLT", "job_class": "9", "from": first, "until": last}
    formulas = {"acting": "sum(assignment.days)", "whole": "count(assignment.full_month)"}
    profile = {**law("21..20", own), "counts": formulas}
    found = computed(profile, pack(*AUTUMN, assignments=[row]), "2025-11", engine)
    assert counted(found, acting=days, whole=int(days > 29))


@ENGINES
@pytest.mark.parametrize(
    ("as_of", "status"), [("2025-11-30", "payable"), ("2025-11-29", "incomplete")]
)
def test_reports_when_their_month_is_not_over_then_incomplete_though_attendance_is(
    engine, as_of, status
):
    rule = {"each": "activity", "when": "minutes < 60m", "cut": "1%", "of": "discipline"}
    profile = law("21..20", {"activities": "calendar"}, r=rule)
    given = pack(*AUTUMN)
    found = mr.compute(profile, given, "2025-11", as_of=as_of, engine=engine)[NIP]
    assert found.status == status
    if status == "incomplete":
        assert found.bounds.missing == ("activities from 2025-11-30",)


def test_row_set_aside_when_its_table_goes_by_other_months_then_doubts_those():
    """A row of the 25th of November is of November by the calendar, of December without."""
    rule = {"each": "activity", "when": "minutes < 60m", "cut": "1%", "of": "discipline"}
    rows = [{"nip": NIP, "date": "2025-11-25", "minutes": "banyak"}]
    given = pack(*AUTUMN, activities=rows)
    status = {}
    for own in ("calendar", "21..20"):
        for period in ("2025-11", "2025-12"):
            profile = law("21..20", {"activities": own}, r=rule)
            status[own, period] = computed(profile, given, period).status
    assert status == {
        ("calendar", "2025-11"): "incomplete",
        ("calendar", "2025-12"): "payable",
        ("21..20", "2025-11"): "payable",
        ("21..20", "2025-12"): "incomplete",
    }


# ------------------------------------------------------------------ in force
def test_month_when_the_regulation_begins_within_it_then_refused_with_its_days():
    profile = law()
    profile["profile"] = {**profile["profile"], "in_force": "2025-11-01.."}
    with pytest.raises(mr.RequestError) as refused:
        computed(profile, pack(*AUTUMN), "2025-11")
    assert refused.value.code == "not-in-force"
    assert "2025-11 (2025-10-21..2025-11-20)" in refused.value.text("en")
    assert computed(profile, pack(*AUTUMN), "2025-12").net == 1_000_000


OLD, NEW, ALIAS = "id/kab-uji/perbup-1-2020", "id/kab-uji/perbup-2-2025", "id/kab-uji"


@pytest.fixture
def versions(monkeypatch, tmp_path):
    """Puts an alias with two versions where the registry finds it; late costs 1 %, then 2 %."""

    def make(old: str, new: str, days: str) -> None:
        profiles = {}
        for name, dates, own, rate in ((OLD, old, days, "1%"), (NEW, new, "21..20", "2%")):
            profiles[name] = law(own, late={**LATE, "cut": {"1m..": rate}})
            header = profiles[name]["profile"]
            profiles[name]["profile"] = {**header, "id": name, "in_force": dates}
        install(monkeypatch, tmp_path, profiles, {ALIAS: {"points_to": NEW, "versions": [OLD]}})

    return make


@ENGINES
def test_month_when_versions_with_one_cut_off_cut_it_then_each_day_by_its_own(versions, engine):
    versions("2020-01-01..2025-11-04", "2025-11-05..", "21..20")
    given = pack(*AUTUMN, date(2025, 10, 21), date(2025, 11, 4), date(2025, 11, 5))
    # Twice 1 %, once 2 %.
    assert computed(ALIAS, given, "2025-11", engine).net == 960_000


@ENGINES
def test_month_when_its_versions_have_other_cut_offs_then_refused_and_those_beside_are_not(
    versions, engine
):
    versions("2020-01-01..2025-10-31", "2025-11-01..", "calendar")
    given = pack(*AUTUMN, date(2025, 10, 1), date(2025, 10, 31), date(2025, 11, 21))
    # By the calendar 1 and 31 October; cut off 21 November.
    assert computed(ALIAS, given, "2025-10", engine).net == 980_000
    assert computed(ALIAS, given, "2025-12", engine).net == 980_000
    with pytest.raises(mr.RequestError) as refused:
        computed(ALIAS, given, "2025-11", engine)
    assert refused.value.code == "performance-months-differ"
    assert "2025-10-21..2025-10-31: calendar" in refused.value.text("en")
    assert "2025-11-01..2025-11-20: 21..20" in refused.value.text("en")


# ------------------------------------------------------------------ what is said
@pytest.mark.parametrize(
    ("period", "lang", "said"),
    [
        ("2025-11", "id", "November 2025 (21 Oktober 2025 s.d. 20 November 2025)"),
        ("2025-11", "en", "November 2025 (21 October 2025 to 20 November 2025)"),
        ("2026-01", "id", "Januari 2026 (21 Desember 2025 s.d. 20 Januari 2026)"),
    ],
)
def test_explanation_when_of_a_month_with_a_cut_off_then_its_days_beside_its_name(
    period, lang, said
):
    given = pack(date(2025, 10, 21), date(2026, 1, 20))
    assert said in computed(law(), given, period).explain(lang)


def test_results_when_read_back_then_the_same_month_with_its_days():
    told = mr.compute(law(), pack(*AUTUMN, date(2025, 10, 21)), "2025-11")
    again = mr.Results.from_json(told.to_json())
    assert again == told
    assert again[0].period == told[0].period
    assert again[0].period.first == date(2025, 10, 21)
    assert told.as_dict()["results"][0]["period_days"] == "2025-10-21..2025-11-20"
    assert again.person(NIP, "2025-11") == told[0]
    wrong = told.to_json().replace("2025-10-21..2025-11-20", "2025-10-22..2025-11-20")
    with pytest.raises(mr.RequestError, match="period_days"):
        mr.Results.from_json(wrong)


def test_results_when_of_the_calendar_month_then_nothing_is_said_of_its_days():
    told = mr.compute(regulation(), tables(), "2026-07").as_dict()["results"][0]
    assert "period_days" not in told


def test_needs_when_the_months_are_cut_off_then_the_days_are_told():
    profile = mr.load_profile(law("21..20", {"sanctions": "calendar"}))
    assert profile.needs().as_dict()["performance_month"] == "21..20, sanctions: calendar"
    assert "performance_month" not in mr.load_profile(regulation()).needs().as_dict()
