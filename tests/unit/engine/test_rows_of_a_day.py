"""Formulas of a day that ask about the rows of its own date, in both engines.

One person, Monday to Friday 08:00 to 16:00, Rp 1.000.000; July 2026 has 23 working days, its
Mondays are the 6th, 13th, 20th and 27th.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from agreement import World, disagreement, expected_of
from regulations import NIP, discipline, tables, working_days

import masker_rules as mr
from masker_rules.explain import explain_text

DAYS = working_days(2026, 7)


def report(day: date, status: str = "approved", minutes: int = 300, **more: Any) -> dict[str, Any]:
    return {"nip": NIP, "date": f"{day}", "minutes": f"{minutes}", "status": status, **more}


def result(profile: dict[str, Any], given: dict[str, Any], period: str = "2026-07") -> Any:
    """The result of the person, which frames compute to the same bytes."""
    loaded, pack = mr.load_profile(profile), mr.Pack(**given)
    world = World("a month told by hand", loaded, pack, period)
    text, ran = disagreement(world, expected_of(world))
    assert not text
    assert ran is not None
    assert ran.in_frames == len(ran.results)
    return mr.compute(loaded, pack, period=period)[NIP]


def on(charged: Any) -> list[int]:
    """The days of July that were charged."""
    return sorted(item.day.day for item in charged.findings)


def test_day_present_without_an_approved_report_when_asked_then_it_alone_is_charged() -> None:
    """Pasal: 1 % for each day present without an approved report."""
    rule = {
        "each": "day",
        "when": "status = present and not any(activity.status = approved over day)",
        "cut": "1%",
        "of": "discipline",
    }
    profile = discipline(no_report=rule)
    # The 1st has no report, the 2nd a rejected one, the 3rd a rejected and an approved one; on
    # Saturday the 4th a report is of no working day; nobody came on the 6th.
    reports = [report(day) for day in DAYS[3:]]
    reports += [report(DAYS[1], "rejected"), report(DAYS[2], "rejected"), report(DAYS[2])]
    reports.append(report(date(2026, 7, 4)))
    given = tables(activities=reports, punches={date(2026, 7, 6): (None, None)})
    reports[:] = [row for row in reports if row["date"] != "2026-07-06"]
    found = result(profile, given)

    assert on(found) == [1, 2]
    assert found.net == 980_000  # 2 × 1 %


@pytest.mark.parametrize(
    ("formula", "charged"),
    [
        ("count(activity over day) = 2", [2]),
        ("count(activity where activity.status = approved over day) = 1", [1, 2]),
        ("sum(activity.minutes over day) >= 400m", [2]),
        # Of no rows: nothing, the least, everything.
        ("sum(activity.minutes over day) < 100m", list(range(3, 32))),
        ("highest(activity.minutes over day) = 300m", [1, 2]),
        ("lowest(activity.minutes over day; 0m) = 100m", [2]),
        ("all(activity.status = approved over day)", [1, *range(3, 32)]),
        ("any(activity.status = rejected over day)", [2]),
        # Whether there is a row at all.
        ("any(activity over day)", [1, 2]),
        ("not any(activity over day)", list(range(3, 32))),
        ("any(activity where activity.minutes = 100m over day)", [2]),
        ("any(activity)", list(range(1, 32))),
        ("any(violation)", []),
        # The month, said and not said.
        ("count(activity over month) = 3", list(range(1, 32))),
        ("count(activity) = 3", list(range(1, 32))),
    ],
)
def test_aggregate_over_a_day_when_computed_then_of_its_rows(
    formula: str, charged: Sequence[int]
) -> None:
    rows = [report(DAYS[0]), report(DAYS[1]), report(DAYS[1], "rejected", 100)]
    rule = {"each": "day", "when": formula, "cut": "0.1%", "of": "discipline"}
    found = result(discipline(asked=rule), tables(activities=rows))
    assert on(found) == [day.day for day in DAYS if day.day in charged]


def test_first_and_last_when_a_date_has_none_then_none() -> None:
    """Rows of a date stand in the order of their columns: 100 minutes before 300."""
    profile = discipline(
        first={"each": "day", "when": "opening exists and opening = 100m", "cut": "1%"},
        last={"each": "day", "when": "closing exists and closing = approved", "cut": "2%"},
        nothing={"each": "day", "when": "not (opening exists)", "cut": "0.01%"},
    )
    for rule in profile["rules"].values():
        rule["of"] = "discipline"
    profile["quantities"] = {
        "opening": {"each": "day", "is": "first(activity.minutes over day)"},
        "closing": {"each": "day", "is": "last(activity.status over day)"},
    }
    rows = [report(DAYS[0]), report(DAYS[0], "rejected", 100), report(DAYS[1], "pending", 200)]
    found = result(profile, tables(activities=rows))
    # Day 1: 1 % + 2 %; day 2 is neither; 21 days of nothing cost 0.01 % each.
    assert found.net == 1_000_000 - 30_000 - 2_100


def test_first_and_last_of_the_month_when_asked_then_of_its_rows_in_order() -> None:
    profile = discipline(
        early={
            "each": "month",
            "when": "begin exists and begin = 100m",
            "cut": "1%",
            "of": "total",
        },
    )
    profile["rules"]["early"]["from"] = "discipline"
    profile["quantities"] = {"begin": {"is": "first(activity.minutes)"}}
    rows = [report(DAYS[4]), report(DAYS[2], "rejected", 100)]
    assert result(profile, tables(activities=rows)).net == 990_000
    assert result(profile, tables(activities=rows[:1])).net == 1_000_000
    assert result(profile, tables(activities=[])).net == 1_000_000


MONDAYS = [day for day in DAYS if day.weekday() == 0]
EVENTS = [{"date": f"{day}", "event": "apel_pagi"} for day in MONDAYS]


def test_day_when_it_has_a_roll_call_then_lateness_is_another() -> None:
    """Pasal: on days with apel lateness cuts 2 %, on other days 1 %."""
    rule = {
        "each": "late",
        "cut": "if any(event.event = apel_pagi over day) then 2% else 1%",
        "of": "discipline",
    }
    attended = [
        {"nip": NIP, "date": f"{day}", "event": "apel_pagi", "status": "present"}
        for day in MONDAYS
    ]
    late = {MONDAYS[0]: ("08:10", "16:00"), DAYS[0]: ("08:10", "16:00")}
    given = tables(events=EVENTS, attendance_at_events=attended, punches=late)
    found = result(discipline(late=rule), given)
    assert [(item.day.day, item.amount) for item in found.findings] == [(1, -10_000), (6, -20_000)]


def test_rows_of_one_date_when_read_from_several_grains_then_of_that_date() -> None:
    """An event asks about the violations of its date, a violation about the events of its own."""
    profile = discipline(
        apel={"each": "event", "when": "any(violation.code = razia over day)", "cut": "1%"},
        razia={"each": "violation", "when": "count(event over day) = 0", "cut": "4%"},
        leave={"each": "calendar", "when": "any(leave.code = izin over day)", "cut": "16%"},
    )
    for rule in profile["rules"].values():
        rule["of"] = "discipline"
    violations = [
        {"nip": NIP, "date": "2026-07-06", "code": "razia"},
        {"nip": NIP, "date": "2026-07-07", "code": "razia"},
        {"nip": NIP, "date": "2026-07-05", "code": "atribut"},
    ]
    absences = [
        {
            "nip": NIP,
            "code": "izin",
            "from": "2026-07-09",
            "until": "2026-07-09",
            "approved": "true",
        }
    ]
    given = tables(
        events=EVENTS, attendance_at_events=[], violations=violations, absences=absences
    )
    found = result(profile, given)
    # The roll call of the 6th 1 %; the violations of the 5th and the 7th 4 % each; the 9th 16 %.
    assert found.net == 1_000_000 - 10_000 - 80_000 - 160_000


def test_rows_of_a_day_when_counted_over_earlier_months_then_of_their_own_dates() -> None:
    """Two months: one day without a report in June, two in July."""
    rule = {
        "each": "month",
        "when": "count(status = present and not reported over year) > 2",
        "cut": "10%",
        "of": "discipline",
    }
    june = working_days(2026, 6)
    punches = tables(period=(2026, 6))["punches"]
    for open_in_july, net in ((1, 1_000_000), (2, 900_000)):
        # The 1st of June is a public holiday: its report, or none, says nothing.
        reports = [report(day) for day in (*june[2:], *DAYS[open_in_july:])]
        given = tables(
            activities=reports,
            carried=[{"nip": NIP, "period": "2026-06", "key": "unexcused_days", "value": "0"}],
        )
        given["punches"] = [*punches, *given["punches"]]
        given["employees"][0]["service_start"] = "2026-06-01"
        profile = discipline(often=rule)
        reported = {"each": "day", "is": "any(activity.status = approved over day)"}
        profile["quantities"] = {"reported": reported}
        assert result(profile, given).net == net


@pytest.mark.parametrize(
    ("formula", "charged"),
    [
        # an apel punch only: the day is alpa, and knows it
        ("status = alpa and apel_at exists", [1]),
        ("if apel_at exists then apel_at > 07:21 else no", [2]),
        # punches of the date
        ("in_at exists and not (out_at exists)", [2]),
        # of any kind: one apel; two apel and an in; an out
        ("punches = 1", [1, 3]),
        ("punches > 2", [2]),
        ("if first_punch exists then first_punch < 07:21 else no", [1]),
        ("if last_punch exists then last_punch < 09:00 else no", [1, 2]),
        # outages of the date
        ("outage", [3]),
        ("outage and status = present and not (in_at exists)", [3]),
    ],
)
def test_day_when_asked_about_its_punches_and_outages_then_of_its_date(
    formula: str, charged: Sequence[int]
) -> None:
    rule = {"each": "day", "when": formula, "cut": "0.1%", "of": "discipline"}
    punches = {DAYS[0]: (None, None), DAYS[1]: ("08:00", None), DAYS[2]: (None, "16:00")}
    given = tables(
        punches=punches,
        outages=[{"from": "2026-07-03 07:00", "until": "2026-07-03 09:00"}],
    )
    given["punches"] += [
        {"nip": NIP, "time": f"{day} {at}", "kind": "apel"}
        for day, at in ((DAYS[0], "07:20"), (DAYS[1], "07:25"), (DAYS[1], "07:22"))
    ]
    assert on(result(discipline(asked=rule), given)) == charged


#: 1 July: in, a break-out at noon, out. 2 July: in and out. 3 July: in alone.
PUNCHED = {DAYS[0]: ("08:00", "16:00"), DAYS[1]: ("07:30", "16:30"), DAYS[2]: ("08:00", None)}
REST = list(range(6, 32))


def on_days(formula: str, rule: dict[str, Any] | None = None, **given: Any) -> list[int]:
    """Of the first three working days those that a rule of each day charges."""
    asked = {"each": "day", "when": formula, "cut": "0.1%", "of": "discipline", **(rule or {})}
    world = tables(punches=PUNCHED, **given)
    world["punches"].append({
        "nip": NIP, "time": f"{DAYS[0]} 12:00", "kind": "break_out", "origin": "mobile",
    })  # fmt: skip
    return [day for day in on(result(discipline(asked=asked), world)) if day < 6]


@pytest.mark.parametrize(
    ("formula", "charged"),
    [
        ("count(punch over day) = 3", [1]),
        ("count(punch over day) < 2", [3]),
        # a punch at noon: both ends of the window belong to it
        ("any(punch.time in (12:00..13:00) over day)", [1]),
        ("any(punch.time in (12:01..13:00) over day)", []),
        # beside what is required of the day
        ("count(punch.time > end over day) = 1", [2]),
        ("all(punch.time >= start over day)", [1, 3]),
        # in the order of time, whatever the file says
        ("first(punch.kind over day) = in and last(punch.kind over day) = out", [1, 2]),
        ("last(punch.kind over day) = in", [3]),
        ("any(punch.kind in (break_out; break_in) over day)", [1]),
        ("any(punch.origin = mobile over day)", [1]),
        ("count(punch where punch.kind != in over day) = 0", [3]),
    ],
)
def test_day_when_asked_about_punches_as_rows_then_of_its_date(
    formula: str, charged: list[int]
) -> None:
    assert on_days(formula) == charged


@pytest.mark.parametrize(
    ("formula", "charged"),
    [
        ("count(outage.inside >= 0m over day) = 2", [2]),
        # 06:00 to 09:00 on the 1st; 07:00 to 08:30 and 10:00 to 11:00 on the 2nd
        ("any(outage.start <= 07:00 and outage.end >= 08:30 over day)", [1, 2]),
        ("any(outage.start <= 06:59 and outage.end >= 08:30 over day)", [1]),
        # inside the hours: 60 minutes on the 1st, 30 and 60 on the 2nd
        ("sum(outage.inside over day) = 60m", [1]),
        ("sum(outage.inside over day) = 90m", [2]),
        ("highest(outage.inside over day) > 30m", [1, 2]),
        # the bare name stays the flag of the day
        ("count(outage) = 2 and outage", [1, 2]),
        ("any(outage over day)", [1, 2]),
    ],
)
def test_day_when_asked_about_outages_as_rows_then_of_its_date(
    formula: str, charged: list[int]
) -> None:
    spans = (("01 06:00", "01 09:00"), ("02 07:00", "02 08:30"), ("02 10:00", "02 11:00"))
    outages = [{"from": f"2026-07-{a}", "until": f"2026-07-{b}"} for a, b in spans]
    assert on_days(formula, outages=outages) == charged


def test_half_a_day_when_a_violation_asks_for_it_then_that_of_its_date() -> None:
    rule = {"each": "violation", "when": "any(half_code = izin over day)"}
    given = {
        "violations": [{"nip": NIP, "date": f"{day}", "code": "razia"} for day in DAYS[:2]],
        "absences": [
            {
                "nip": NIP, "from": f"{DAYS[1]}", "until": f"{DAYS[1]}", "code": "izin",
                "part": "am", "approved": "true",
            }
        ],
    }  # fmt: skip
    assert on_days("", rule, **given) == [2]


def test_outage_when_it_lasts_for_days_then_each_day_has_its_part() -> None:
    outages = [{"from": "2026-07-01 15:00", "until": "2026-07-03 09:00"}]
    # 1 hour on the 1st, all 8 on the 2nd, 1 on the 3rd; it begins at midnight of later days.
    assert on_days("sum(outage.inside over day) = 8h", outages=outages) == [2]
    assert on_days("any(outage.start = 00:00 over day)", outages=outages) == [2, 3]


def test_punches_when_a_rule_is_of_each_then_each_costs() -> None:
    """Pasal: each punch outside the required hours costs 0.1 %."""
    rule = {"each": "punch", "when": "punch.time < start or punch.time > end"}
    assert on_days("", rule) == [2, 2]


@pytest.mark.parametrize(
    "damage",
    [
        {"time": "2026-07-02 ??:10", "kind": "in"},
        {"time": "2026-07-02 12:10", "kind": "masukk"},
    ],
)
@pytest.mark.parametrize(
    "formula", ["count(punch over day) > 2", "any(outage.inside > 2h over day)"]
)
def test_rows_of_punches_when_one_cannot_be_read_then_nothing_is_said_of_the_net(
    damage: dict[str, str], formula: str
) -> None:
    rule = {"each": "day", "when": formula, "cut": "0.1%", "of": "discipline"}
    given = tables()
    given["punches"].append({"nip": NIP, **damage})
    for engine in ("reference", "columns"):
        found = mr.compute(discipline(asked=rule), given, "2026-07", engine=engine)[NIP]
        assert (found.status, found.net) == ("incomplete", None)


def test_rows_of_outages_when_one_cannot_be_read_then_nothing_is_settled() -> None:
    rule = {"each": "day", "when": "any(outage.inside > 2h over day)", "cut": "1%"}
    given = tables(outages=[{"from": "2026-07-02 ??:00", "until": "2026-07-02 11:00"}])
    for engine in ("reference", "columns"):
        profile = discipline(asked={**rule, "of": "discipline"})
        found = mr.compute(profile, given, "2026-07", engine=engine)[NIP]
        assert found.status == "incomplete"


def test_fact_of_the_evidence_when_a_day_asks_for_it_then_refused() -> None:
    rule = {"each": "day", "when": "any(punch.mock = yes over day)", "cut": "1%"}
    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(discipline(asked={**rule, "of": "discipline"}))
    assert "unknown-name" in str(caught.value)


def test_rows_of_a_day_when_explained_then_the_date_is_told() -> None:
    rule = {
        "each": "day",
        "when": "count(activity where activity.status = rejected over day) > 1",
        "cut": "1%",
        "of": "discipline",
    }
    rows = [
        report(DAYS[1], "rejected"),
        report(DAYS[1], "rejected", 100),
        report(DAYS[2], "rejected"),
    ]
    profile = mr.load_profile(discipline(twice=rule))
    found = mr.compute(profile, mr.Pack(**tables(activities=rows)), period="2026-07")[NIP]
    assert on(found) == [2]
    assert "2026-07-02" in explain_text(found, lang="en") or "2 July" in explain_text(
        found, lang="en"
    )


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("any(sanction.code = pelaksana over day)", "day-not-here"),
        ("longest_run(status = alpa over day) > 1", "day-not-here"),
        ("nth(late > 0m over day) > 1", "window-not-here"),
        ("first(late over year) exists", "window-not-here"),
        ("count(status = alpa over day carried unexcused_days) > 1", "window-not-here"),
    ],
)
def test_window_of_a_day_when_it_means_nothing_then_it_is_refused(formula: str, code: str) -> None:
    rule = {"each": "day", "when": formula, "cut": "1%", "of": "discipline"}
    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(discipline(asked=rule))
    assert code in str(caught.value)
