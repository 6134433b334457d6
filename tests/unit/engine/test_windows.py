"""Aggregates over earlier months, and what the pack or `carried` tells of them.

One person, Monday to Friday 08:00 to 16:00, Rp 1.000.000 a month.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

import masker_rules as mr
from masker_rules.language.windows import read_window
from masker_rules.periods import Month
from tests.support.regulations import NIP, discipline, tables, working_days


@pytest.mark.parametrize(
    ("text", "month", "before"),
    [
        ("year", "2026-01", ()),
        ("year", "2026-03", ("2026-01", "2026-02")),
        ("earlier in year", "2026-02", ("2026-01",)),
        ("quarter", "2026-05", ("2026-04",)),
        ("quarter", "2026-04", ()),
        ("last 3 months", "2026-01", ("2025-11", "2025-12")),
        ("previous month", "2026-01", ("2025-12",)),
        ("previous 3 months", "2026-02", ("2025-11", "2025-12", "2026-01")),
        ("previous quarter", "2026-05", ("2026-01", "2026-02", "2026-03")),
        ("semester", "2026-07", ()),
        ("semester", "2026-09", ("2026-07", "2026-08")),
        ("semester", "2026-06", ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05")),
        ("earlier in semester", "2026-08", ("2026-07",)),
        ("previous semester", "2026-07", tuple(f"2026-{n:02d}" for n in range(1, 7))),
        ("previous semester", "2026-06", tuple(f"2025-{n:02d}" for n in range(7, 13))),
        (
            "previous 2 semesters",
            "2026-07",
            (
                *(f"2025-{n:02d}" for n in range(7, 13)),
                *(f"2026-{n:02d}" for n in range(1, 7)),
            ),
        ),
        ("previous year", "2026-05", tuple(f"2025-{n:02d}" for n in range(1, 13))),
    ],
)
def test_window_when_read_then_these_months_lie_before(
    text: str, month: str, before: Sequence[str]
) -> None:
    found = read_window(text).before(Month.parse(month))
    assert tuple(map(str, found)) == tuple(before)


def pack(months: Sequence[int], gone: Sequence[date] = (), **given: Any) -> mr.Pack:
    """Punches of these months of 2026, none on the days `gone`."""
    punches: list[dict[str, str]] = []
    for month in months:
        absent = {day: (None, None) for day in gone if day.month == month}
        punches += tables(period=(2026, month), punches=absent)["punches"]
    return mr.Pack(
        **tables(period=(2026, months[-1]), **{"punches_": None, **given}) | {"punches": punches}
    )


def days(month: int, number: int) -> list[date]:
    return working_days(2026, month)[5 : 5 + number]


def result(profile: dict[str, Any], facts: mr.Pack, period: str) -> Any:
    return mr.compute(mr.load_profile(profile), facts, period=period)[NIP]


YEAR = discipline(
    many={
        "each": "month",
        "when": "count(status = alpa over year carried unexcused_days) > 3",
        "cut": "50%",
        "of": "discipline",
    }
)


@pytest.mark.parametrize(("january", "march", "net"), [(2, 1, 1_000_000), (2, 2, 500_000)])
def test_year_when_the_pack_has_every_month_then_days_of_all_count(
    january: int, march: int, net: int
) -> None:
    gone = [*days(1, january), *days(3, march)]
    found = result(YEAR, pack([1, 2, 3], gone), "2026-03")
    assert (found.status, found.net) == ("payable", net)


def test_year_when_earlier_months_are_not_known_then_incomplete_with_bounds() -> None:
    found = result(YEAR, pack([3], days(3, 2)), "2026-03")
    assert found.status == "incomplete"
    assert found.bounds.missing == ("carried.unexcused_days",)
    assert (found.bounds.lowest, found.bounds.highest) == (500_000, 1_000_000)


def test_year_when_this_month_alone_decides_then_what_is_missing_is_only_told() -> None:
    found = result(YEAR, pack([3], days(3, 4)), "2026-03")
    assert (found.status, found.net) == ("payable", 500_000)
    assert "missing-made-no-difference" in {remark.code for remark in found.warnings}


@pytest.mark.parametrize(("carried", "net"), [("1", 1_000_000), ("2", 500_000)])
def test_year_when_carried_tells_then_it_adds_to_what_the_pack_shows(
    carried: str, net: int
) -> None:
    row = {"nip": NIP, "period": "2026-02", "key": "unexcused_days", "value": carried}
    found = result(YEAR, pack([3], days(3, 2), carried=[row]), "2026-03")
    assert (found.status, found.net) == ("payable", net)


def test_year_when_carried_is_of_another_year_then_it_tells_nothing() -> None:
    row = {"nip": NIP, "period": "2025-12", "key": "unexcused_days", "value": "9"}
    assert result(YEAR, pack([3], carried=[row]), "2026-03").status == "incomplete"


def test_year_when_service_began_this_month_then_nothing_is_missing() -> None:
    employee = {
        "nip": NIP,
        "name": "Uji",
        "category": "PNS",
        "grade": "III/d",
        "service_start": "2026-03-02",
    }
    found = result(YEAR, pack([3], employees=[employee]), "2026-03")
    assert found.status == "payable"


def test_quantity_of_days_when_over_a_window_then_it_is_worked_out_for_its_days() -> None:
    # late 10 minutes on three days of January, 5 on one of February: 35 minutes, 1 % each
    rule = {
        "each": "month",
        "cut": "sum(late over year) / 1m * 1%",
        "of": "discipline",
    }
    facts = pack([1, 2])
    rows = tables(period=(2026, 1), punches=dict.fromkeys(days(1, 3), ("08:10", "16:00")))[
        "punches"
    ]
    rows += tables(period=(2026, 2), punches={days(2, 1)[0]: ("08:05", "16:00")})["punches"]
    facts = mr.Pack(**(tables(period=(2026, 2)) | {"punches": rows}))
    assert result(discipline(late=rule), facts, "2026-02").net == 650_000


def test_events_when_over_a_window_then_each_sees_its_own_day() -> None:
    # two Mondays missed in January, one in February: 3 %; Tuesdays cost nothing
    rule = {
        "each": "month",
        "cut": "count(event.missed and weekday = mon over year) * 1%",
        "of": "discipline",
    }
    events = [
        {"date": day, "event": "apel_pagi"}
        for day in ("2026-01-05", "2026-01-06", "2026-01-12", "2026-02-02", "2026-02-03")
    ]
    facts = pack([1, 2], events=events)
    assert result(discipline(apel=rule), facts, "2026-02").net == 970_000


def test_violations_of_earlier_months_when_asked_then_they_need_no_punches() -> None:
    # a deadline missed in April costs 25 % in each of the next three months
    rule = {
        "each": "month",
        "when": "any(violation.code = lhkpn over previous 3 months)",
        "cut": "25%",
        "of": "discipline",
    }
    violations = [{"nip": NIP, "date": "2026-04-20", "code": "lhkpn"}]
    nets = [
        result(
            discipline(late=rule), pack([month], violations=violations), f"2026-{month:02d}"
        ).net
        for month in (4, 5, 6, 7, 8)
    ]
    assert nets == [1_000_000, 750_000, 750_000, 750_000, 1_000_000]


def test_nth_when_over_the_year_then_the_number_goes_on() -> None:
    # the fourth and later absent days of the year cost 5 %, the first three nothing
    rule = {"each": "alpa", "when": "nth(status = alpa over year) > 3", "cut": "5%"}
    facts = pack([1, 2], [*days(1, 2), *days(2, 3)])
    found = result(discipline(alpa={**rule, "of": "discipline"}), facts, "2026-02")
    assert found.net == 900_000


def test_run_when_it_crosses_a_month_then_it_is_one() -> None:
    # the last four working days of January and the first six of February
    gone = [*working_days(2026, 1)[-4:], *working_days(2026, 2)[:6]]
    rule = {
        "each": "month",
        "when": "longest_run(status = alpa over last 2 months) >= 10",
        "cut": "100%",
        "of": "discipline",
    }
    assert result(discipline(run=rule), pack([1, 2], gone), "2026-02").net == 0
    assert result(discipline(run=rule), pack([1, 2], gone[1:]), "2026-02").net == 1_000_000


def test_explanation_when_a_window_decides_then_its_number_is_told() -> None:
    found = result(YEAR, pack([1, 2, 3], [*days(1, 2), *days(3, 2)]), "2026-03")
    assert "500.000" in found.explain()


@pytest.mark.parametrize("period", ["2026-02", "2026-07"])
@pytest.mark.parametrize(
    "formula",
    [
        "count(violation.code = razia over previous 3 months)",
        "count(calendar.kind = half_day over previous 3 months)",
    ],
)
def test_window_when_it_reaches_months_without_punches_then_their_records_count(
    formula: str, period: str
) -> None:
    """Violations and the calendar are known of every month, of the year before too."""
    profile = discipline(late={"each": "late", "cut": "1%", "of": "discipline"})
    profile["counts"] = {"found": formula}
    month = Month.parse(period)
    dates = [month.plus(-4).last, month.plus(-3).first, month.plus(-1).last, month.first]
    facts = mr.Pack(
        **tables(period=(month.year, month.month)),
        violations=[{"nip": NIP, "date": day.isoformat(), "code": "razia"} for day in dates],
        calendar=[{"date": day.isoformat(), "kind": "half_day"} for day in dates],
    )

    # the last day before the window and the first of the month itself lie outside
    assert result(profile, facts, period).counts["found"] == 2


# ------------------------------------------------------------------ names of lists over a window
#: Three days of June and three of July, none with a letter; of January to June all is known.
SICK = [
    {"nip": NIP, "code": "cuti_sakit", "from": first, "until": last, "approved": "true"}
    for first, last in (("2026-06-02", "2026-06-04"), ("2026-07-01", "2026-07-03"))
]
SAID = [{"period": f"2026-0{month}", "table": "absences"} for month in range(1, 7)]
LOOSE = {"each": "leave", "is": "scheduled and not (document exists)"}


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_rows_over_a_window_when_read_by_two_quantities_then_each_reads_them(engine):
    """The list of earlier rows got the name of the quantity that read it first, and was lost.

    Three leave days of June and three of July, none with a letter: the fourth to sixth of the
    year, which the second quantity counts twice, 8, 10 and 12. Two of them are above 8: 2 %.
    """
    law = discipline(
        many={"each": "leave", "when": "twice > 8 and once > 3", "cut": "1%", "of": "discipline"}
    )
    law["quantities"] = {
        "loose": LOOSE,
        "once": {"each": "leave", "is": "running(if loose then 1 else 0 over year)"},
        "twice": {"each": "leave", "is": "running(if loose then 2 else 0 over year)"},
    }
    given = tables(absences=SICK, complete=SAID)
    found = mr.compute(law, given, "2026-07", engine=engine)[NIP]
    assert (found.status, found.net) == ("payable", 980_000)


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_rows_over_a_window_when_numbered_within_another_number_then_no_crash(engine):
    """Of the six days without a letter each is a group of its own, so each is the first of it."""
    law = discipline(
        many={"each": "leave", "when": "firsts > 4 and own = 1", "cut": "1%", "of": "discipline"}
    )
    law["quantities"] = {
        "loose": LOOSE,
        "number": {"each": "leave", "is": "running(if loose then 1 else 0 over year)"},
        "own": {"each": "leave", "is": "nth(scheduled per number)"},
        "firsts": {"each": "leave", "is": "running(if own = 1 then 1 else 0 over year)"},
    }
    found = mr.compute(law, tables(absences=SICK, complete=SAID), "2026-07", engine=engine)[NIP]
    # the fifth and the sixth
    assert (found.status, found.net) == ("payable", 980_000)


NUMBERED = {
    "sick": {"each": "leave", "is": "scheduled and code = cuti_sakit"},
    "number": {"each": "leave", "is": "nth(sick over year)"},
    "late_ones": {"each": "leave", "is": "running(if number >= 3 then 1 else 0 over year)"},
}


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_number_of_the_year_when_looked_back_at_then_its_own_of_each_earlier_row(engine):
    """The rows of June had the numbers of June twice: 4 to 6 in place of 1 to 3.

    From the third sick day of the year on: one in June, three in July. The second to fourth of
    these, all three of July, are above one: 3 %.
    """
    law = discipline(
        many={"each": "leave", "when": "late_ones > 1", "cut": "1%", "of": "discipline"},
        four={"each": "month", "when": "sum(if number >= 3 then 1 else 0 over year) != 4",
              "zero": "everything"},
    )  # fmt: skip
    law["quantities"] = NUMBERED
    given = tables(absences=SICK, complete=SAID)
    found = mr.compute(law, given, "2026-07", engine=engine)[NIP]
    assert (found.status, found.net) == ("payable", 970_000)


def test_number_of_the_year_when_looked_back_at_and_months_are_not_known_then_enclosed():
    """Nothing is known of January to June: the cut may be of no day, or of all three of July."""
    law = discipline(
        many={"each": "leave", "when": "late_ones > 1", "cut": "1%", "of": "discipline"}
    )
    law["quantities"] = NUMBERED
    found = mr.compute(law, tables(absences=SICK), "2026-07")[NIP]
    assert found.status == "incomplete"
    assert found.bounds.lowest <= 970_000
    assert found.bounds.highest >= 970_000


@pytest.mark.parametrize("window", ["previous month", "last 3 months", "quarter"])
def test_number_of_the_year_when_looked_back_at_over_other_months_then_refused(window):
    law = discipline(
        many={"each": "month", "when": f"sum(number over {window}) > 3", "cut": "1%",
              "of": "discipline"},
    )  # fmt: skip
    law["quantities"] = NUMBERED
    with pytest.raises(mr.ProfileError, match="number-of-another-window"):
        mr.load_profile(law)


@pytest.mark.parametrize(
    "formula",
    [
        "nth(annual) + count(sick over earlier in year)",
        "count(sick over earlier in year) + nth(annual)",
    ],
)
def test_sum_of_an_aggregate_and_another_number_when_looked_back_at_then_as_written(formula):
    """Three sick days of June and one of annual leave in July: 3 + 1, counted once more: 4."""
    law = discipline(
        many={"each": "month", "when": "sum(if annual then asked else 0 over year) != 4",
              "zero": "everything"},
    )  # fmt: skip
    law["quantities"] = {
        "sick": {"each": "leave", "is": "scheduled and code = cuti_sakit"},
        "annual": {"each": "leave", "is": "scheduled and code = cuti_tahunan"},
        "asked": {"each": "leave", "is": formula},
    }
    annual = {**SICK[1], "code": "cuti_tahunan", "until": "2026-07-01"}
    found = mr.compute(law, tables(absences=[SICK[0], annual], complete=SAID), "2026-07")[NIP]
    assert (found.status, found.net) == ("payable", 1_000_000)


OFTEN = {"each": "month", "when": "count(status = alpa over year) >= 1", "cut": "10%"}


def earlier_months(**lost: Any) -> dict[str, Any]:
    """Punches of June and July; of the 15th of June some cells are lost."""
    given = tables()
    given["punches"] = tables(period=(2026, 6))["punches"] + given["punches"]
    given["complete"] = [{"period": f"2026-0{month}", "table": "punches"} for month in range(1, 6)]
    given["employees"][0]["service_start"] = "2026-06-01"
    given["punches"] = [
        {**row, **lost} if row["time"].startswith("2026-06-15") else row
        for row in given["punches"]
    ]
    return given


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_tap_of_an_earlier_month_when_not_read_then_open(engine):
    """Whether the 15th of June was one without notice, nobody knows: 10 % or nothing."""
    law = discipline(often={**OFTEN, "of": "discipline"})
    assert mr.compute(law, earlier_months(), "2026-07", engine=engine)[NIP].net == 1_000_000
    found = mr.compute(law, earlier_months(time="2026-06-15 #N/A"), "2026-07", engine=engine)[NIP]
    assert found.status == "incomplete"
    assert found.bounds.lowest is None or found.bounds.lowest <= 900_000
    assert found.bounds.highest is None or found.bounds.highest >= 1_000_000


@pytest.mark.parametrize("engine", ["reference", "columns"])
@pytest.mark.parametrize(
    "lost", [{"shift": "asing"}, {"shift": "", "start": "#N/A", "end": "14:00"}]
)
def test_roster_of_an_earlier_month_when_not_read_then_open(engine, lost):
    """Saturday the 13th of June is due by its roster row alone, and nobody came: 10 %."""
    law = discipline(often={**OFTEN, "of": "discipline"})
    law["shifts"] = {"pagi": {"hours": "07:00..14:00", "source": "uji pasal 4"}}
    rows = [{"nip": NIP, "date": f"2026-06-{day}", "shift": "pagi"} for day in ("12", "13")]
    given = {**earlier_months(), "rosters": rows}
    assert mr.compute(law, given, "2026-07", engine=engine)[NIP].net == 900_000
    given["rosters"] = [rows[0], {**rows[1], **lost}]
    found = mr.compute(law, given, "2026-07", engine=engine)[NIP]
    assert found.status == "incomplete"
    assert found.bounds.lowest is None or found.bounds.lowest <= 900_000


# ------------------------------------------------------------------ half a year
HALF = discipline(
    many={
        "each": "month",
        "when": "count(status = alpa over semester) > 2",
        "cut": "50%",
        "of": "discipline",
    }
)


@pytest.mark.parametrize(("month", "net"), [(6, 500_000), (7, 1_000_000)])
@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_semester_when_july_begins_then_days_of_june_count_no_more(engine, month, net) -> None:
    """Two days without notice in May and one in June are three in the first half of the year; in
    July, with one of that month, there is one in the second."""
    gone = [*days(5, 2), *days(6, 1), *days(7, 1)]
    facts = pack([1, 2, 3, 4, 5, 6, 7][:month], gone)
    found = mr.compute(mr.load_profile(HALF), facts, f"2026-{month:02}", engine=engine)[NIP]
    assert (found.status, found.net) == ("payable", net)


def test_number_when_it_counts_through_the_semester_then_the_third_is_charged() -> None:
    law = discipline(
        third={"each": "alpa", "when": "nth(status = alpa over semester) > 2", "cut": "10%",
               "of": "discipline"},
    )  # fmt: skip
    gone = [*days(7, 1), *days(8, 3)]
    assert result(law, pack([7, 8], gone), "2026-08").net == 800_000
    assert result(law, pack([7, 8], gone[1:]), "2026-08").net == 900_000


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_score_when_of_the_previous_semester_then_of_exactly_that_period(engine) -> None:
    profile = discipline() | {
        "inputs": {
            "lalu": {"from": "scores.capaian", "type": "percent", "of": "previous semester"}
        },
        "parts": {"discipline": {"weight": "100%", "score": "lalu", "round": "Rp 1"}},
    }
    scores = [
        {"nip": NIP, "period": period, "measure": "capaian", "value": value}
        for period, value in (("2026-S1", "80%"), ("2025-S2", "60%"), ("2026-Q1", "40%"))
    ]
    for month, net in ((7, 800_000), (6, 600_000)):
        given = mr.Pack(**tables(period=(2026, month), scores=scores))
        found = mr.compute(mr.load_profile(profile), given, f"2026-{month:02}", engine=engine)[NIP]
        assert (found.status, found.net) == ("payable", net)
    # a third half of a year is none
    wrong = [{**scores[0], "period": "2026-S3"}]
    given = mr.Pack(**tables(scores=wrong))
    assert given.set_aside[0].code == "bad-period"
