"""Whatever a table, a day or a cell could have said: no silent full payment, no invented count.

Each case fills in what was missing afterwards and checks that the true amount lay in the bounds.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from regulations import NIP, discipline, regulation, tables

import masker_rules as mr

ALPA = {"alpa": {"each": "alpa", "cut": "3%", "of": "discipline"}}
MONDAY = date(2026, 7, 6)


def one(profile: dict[str, Any], as_of: str | None = None, **given: Any) -> mr.Result:
    found: mr.Result = mr.compute(profile, tables(**given), "2026-07", as_of=as_of)[NIP]
    return found


def assert_within(open_result: mr.Result, *nets: int | None) -> None:
    assert open_result.status == "incomplete"
    bounds = open_result.bounds
    assert bounds is not None
    for net in nets:
        assert net is not None
        assert bounds.lowest is None or bounds.lowest <= net
        assert bounds.highest is None or net <= bounds.highest


def scored(value: str) -> list[dict[str, str]]:
    return [{"nip": NIP, "period": "2026-07", "measure": "capaian", "value": value}]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("if capaian in 60%..70% then 100% else 10%", "65"),
        ("if capaian >= 60% and capaian <= 70% then 100% else 10%", "60"),
        ("capaian * (100% - capaian)", "55"),
    ],
)
def test_score_when_only_its_middle_pays_then_still_incomplete(formula: str, value: str) -> None:
    profile = regulation(parts={"p": {"score": formula, "round": "Rp 1"}})

    assert_within(one(profile), one(profile, scores=scored(value)).net)


def test_punches_when_absent_and_only_breaks_earn_then_incomplete() -> None:
    """The session after the break earns (Barru): no punches table is not a month without work."""
    hours = {"office": {"normal": {"mon..fri": "08:00..12:00 13:00..16:00"}}}
    worked = {
        "each": "day",
        "is": "if out_at exists and break_in_at exists then max(0m; out_at - break_in_at) else 0m",
    }
    part = {
        "earned": "sum(worked)", "target": "180m * working_days", "no_target": "full",
        "round": "Rp 1",
    }  # fmt: skip
    profile = regulation(quantities={"worked": worked}, parts={"p": part}) | {"hours": hours}

    assert_within(
        mr.compute(profile, {k: v for k, v in tables().items() if k != "punches"}, "2026-07")[0],
        0,
        1_000_000,
    )


def test_activities_when_absent_and_bad_reports_cost_then_incomplete() -> None:
    bad = "count(activity.conforming exists and activity.conforming = no) > 3"
    profile = regulation(parts={"p": {"score": f"if {bad} then 80% else 100%", "round": "Rp 1"}})

    assert_within(one(profile, activities=None), 800_000, 1_000_000)


def test_counts_when_the_days_are_not_known_then_none_is_invented() -> None:
    profile = discipline(**ALPA)
    amounts = [{"nip": NIP, "component": "tpp", "amount": "0"}]

    given = {k: v for k, v in tables(amounts=amounts).items() if k != "punches"}
    result = mr.compute(profile, given, "2026-07")[0]

    assert result.status == "incomplete"
    assert "present" not in result.counts
    assert "absent" not in result.counts


def test_gate_when_already_met_then_zero_and_only_the_known_counts() -> None:
    gate = {"each": "month", "when": "count(status = alpa) > 3", "zero": "everything"}
    days = {date(2026, 7, day): (None, None) for day in (1, 2, 3, 6)}

    result = one(discipline(**ALPA, gate=gate), as_of="2026-07-10", punches=days)

    assert (result.status, result.net) == ("zero", 0)
    assert "present" not in result.counts
    assert sum(f.amount for f in result.findings) == -1_000_000


@pytest.mark.parametrize(
    ("row", "month", "status", "net"),
    [
        ({"valid_until": "2026-06-30"}, "2026-07", "not_eligible", 0),
        ({"valid_from": "2026-08-01"}, "2026-07", "not_eligible", 0),
        ({"service_end": "2026-06-30"}, "2026-07", "not_eligible", 0),
        # 1 and 2 August 2026 are a Saturday and a Sunday
        ({"service_end": "2026-08-02"}, "2026-08", "payable", 0),
    ],
)
def test_person_when_without_a_working_day_then_nothing_is_earned(
    row: dict[str, str], month: str, status: str, net: int
) -> None:
    given = tables(employees=[{"nip": NIP, "category": "PNS", "grade": "III/a", **row}])

    result = mr.compute(discipline(**ALPA), given, month)[NIP]

    assert (result.status, result.net) == (status, net)


@pytest.mark.parametrize(
    ("first", "second", "days"), [("NON_ASN", "CPNS", 12), ("PNS", "NON_ASN", 11)]
)
def test_person_when_paid_for_a_part_of_the_month_then_those_days_earn(
    first: str, second: str, days: int
) -> None:
    """11 of July's 23 working days lie before the 16th."""
    rows = [
        {"nip": NIP, "category": first, "grade": "III/a", "valid_until": "2026-07-15"},
        {"nip": NIP, "category": second, "grade": "III/a", "valid_from": "2026-07-16"},
    ]
    amounts = [{"nip": NIP, "component": "tpp", "amount": "2300000"}]

    result = one(discipline(**ALPA), employees=rows, amounts=amounts)

    assert (result.status, result.net) == ("payable", 100_000 * days)


def test_rule_when_it_speaks_of_a_category_then_of_that_day() -> None:
    rows = [
        {"nip": NIP, "category": "CPNS", "grade": "III/a", "valid_until": "2026-07-15"},
        {"nip": NIP, "category": "PNS", "grade": "III/a", "valid_from": "2026-07-16"},
    ]
    rule = {"each": "alpa", "when": "category = CPNS", "cut": "3%", "of": "discipline"}
    absent = {MONDAY: (None, None), date(2026, 7, 20): (None, None)}

    result = one(discipline(alpa=rule), employees=rows, punches=absent)

    assert [f.day for f in result.findings] == [MONDAY]


def test_category_when_empty_then_incomplete_and_never_silently_unpaid() -> None:
    result = one(discipline(**ALPA), employees=[{"nip": NIP, "grade": "III/a"}])

    assert_within(result, 0, 1_000_000)
    assert result.bounds is not None
    assert result.bounds.missing == ("employees.category",)


def test_activities_when_after_the_known_days_then_still_open() -> None:
    part = {"earned": "activity_minutes", "target": "6750m", "no_target": "full", "round": "Rp 1"}
    profile = regulation(parts={"p": part})
    late = [{"nip": NIP, "date": "2026-07-30", "minutes": "6750", "status": "approved"}]

    assert_within(one(profile, as_of="2026-07-10"), one(profile, activities=late).net)


def test_events_when_after_the_known_days_then_still_open() -> None:
    rule = {"each": "missed apel_pagi", "cut": "2%", "of": "discipline"}
    profile = discipline(**ALPA, apel=rule)
    events = [{"date": "2026-07-27", "event": "apel_pagi"}]
    absent = {date(2026, 7, 27): (None, None)}

    truth = one(profile, events=events, punches=absent)

    assert_within(one(profile, as_of="2026-07-24", events=events), truth.net)


def test_roll_call_when_punches_are_absent_then_a_tap_is_possible() -> None:
    rule = {"each": "missed apel_pagi", "cut": "2%", "of": "discipline"}
    events = [{"date": "2026-07-27", "event": "apel_pagi"}]
    given = {k: v for k, v in tables(events=events).items() if k != "punches"}

    result = mr.compute(discipline(apel=rule), given, "2026-07")[0]

    assert_within(result, 980_000, 1_000_000)
    assert result.findings == ()


def test_letter_when_set_aside_then_leave_is_possible() -> None:
    rule = {"each": "sakit", "cut": "5%", "of": "discipline"}
    bad = [{"nip": NIP, "code": "sakitt", "from": str(MONDAY), "until": str(MONDAY)}]

    assert_within(one(discipline(**ALPA, sick=rule), absences=bad), 950_000, 970_000, 1_000_000)


def test_rows_when_several_are_set_aside_then_still_bounded() -> None:
    given = tables()
    given["punches"] += [
        {"nip": NIP, "time": f"2026-07-{day:02d} 25:99", "kind": "in"} for day in range(6, 16)
    ]

    result = mr.compute(discipline(**ALPA), given, "2026-07")[0]

    assert result.bounds is not None
    assert result.bounds.highest == 1_000_000
    assert len(result.bounds.missing) == 10


def test_lines_when_the_total_is_cut_beside_parts_then_they_add_up() -> None:
    parts = {
        "a": {"weight": "60%", "round": "Rp 1"},
        "b": {"weight": "40%", "round": "Rp 1"},
        "total": {"round": "Rp 1"},
    }
    profile = regulation(parts=parts, rules={"x": {"each": "alpa", "cut": "4%", "of": "total"}})

    result = one(profile, punches={MONDAY: (None, None)})

    kinds = [(line.id, line.kind, line.amount) for line in result.lines]
    assert kinds == [
        ("a", "info", 600_000),
        ("b", "info", 400_000),
        ("total", "part", 960_000),
        ("gross", "total", 960_000),
        ("net", "total", 960_000),
    ]


def test_lines_when_there_are_no_parts_then_the_total_is_one() -> None:
    profile = regulation(parts={"total": {"round": "Rp 1"}})

    assert [(line.id, line.kind) for line in one(profile).lines][:2] == [
        ("total", "part"),
        ("gross", "total"),
    ]


def test_events_when_absent_and_only_a_count_reads_them_then_pay_is_known() -> None:
    profile = discipline(**ALPA) | {"counts": {"apel_missed": "count(event.missed)"}}

    result = one(profile, events=None)

    assert (result.status, result.net) == ("payable", 1_000_000)
    assert "apel_missed" not in result.counts
    assert result.counts["present"] == 23


def test_punches_when_absent_and_no_rule_reads_them_then_pay_is_known_and_days_are_not() -> None:
    profile = regulation(parts={"p": {"score": "capaian", "round": "Rp 1"}})
    given = {k: v for k, v in tables(scores=scored("80")).items() if k != "punches"}

    result = mr.compute(profile, given, "2026-07")[0]

    assert (result.status, result.net) == ("payable", 800_000)
    assert "present" not in result.counts


def test_score_when_set_aside_then_open_between_what_it_could_be() -> None:
    profile = regulation(parts={"p": {"score": "capaian", "round": "Rp 1"}})

    result = one(profile, scores=scored("baik sekali"))

    assert_within(result, 0, 1_000_000)
    assert result.bounds is not None
    assert len(result.bounds.missing) == 2


@pytest.mark.parametrize(
    ("part", "times", "charged"),
    [
        ("am", {"from": "08:00", "until": "08:30"}, False),
        ("am", {}, False),
        ("pm", {"from": "08:00", "until": "08:30"}, True),
        ("am", {"from": "15:30", "until": "16:00"}, True),
    ],
)
def test_roll_call_when_a_half_day_covers_it_then_not_due(
    part: str, times: dict[str, str], charged: bool
) -> None:
    rule = {"each": "missed apel_pagi", "cut": "2%", "of": "discipline"}
    letter = {
        "nip": NIP, "code": "dinas_luar", "from": str(MONDAY), "until": str(MONDAY),
        "part": part, "approved": "true",
    }  # fmt: skip
    events = [{"date": str(MONDAY), "event": "apel_pagi", **times}]

    result = one(discipline(apel=rule), absences=[letter], events=events)

    assert bool(result.findings) == charged


def test_column_when_nobody_knows_it_then_the_result_says_so() -> None:
    given = tables()
    given["punches"] = [{**row, "knd": "in"} for row in given["punches"]]

    data = mr.compute(discipline(**ALPA), given, "2026-07").as_dict("en")

    assert [item["column"] for item in data["pack"]["warnings"] if item["column"]] == ["knd"]


def test_questions_when_the_result_is_incomplete_then_those_that_hold_either_way() -> None:
    profile = regulation(
        parts={"p": {"score": "capaian", "round": "Rp 1"}},
        questions={
            "always": {"about": "parts.p", "ask": "?", "taken": "?"},
            "cpns": {"about": "amount", "when": "category = CPNS", "ask": "?", "taken": "?"},
            "unsure": {"about": "parts.p", "when": "capaian > 50%", "ask": "?", "taken": "?"},
        },
    )

    result = one(profile)

    assert result.status == "incomplete"
    told = [remark.params["id"] for remark in result.warnings if remark.code == "question"]
    assert told == ["always"]


# ------------------------------------------------------------------ a month with a change
@pytest.mark.parametrize(("second", "net"), [("100", 17_608_696), (None, None)])
def test_amount_of_a_segment_when_not_known_then_each_segment_may_have_its_own(second, net):
    """11 of 23 days at 5,000,000 and 0 %, 12 at 20,000,000 and 100 %: (11 × 15 + 12 × 20) / 23.

    No one percent for both gives as much: (11 × 15 + 12 × 0) / 23, or (11 × 5 + 12 × 20) / 23.
    """
    formula = "if persen > 50% then tpp else Rp 20.000.000 - tpp"
    law = regulation(
        inputs={"persen": {"from": "amounts.payment_percent", "type": "percent"}},
        amount={"is": formula, "source": "uji pasal 1"},
    )
    given = tables()
    [person] = given["employees"]
    given["employees"] = [
        {**person, "job_class": "8"},
        {**person, "job_class": "9", "valid_from": "2026-07-16"},
    ]
    rows = [("8", "tpp", "5000000"), ("9", "tpp", "20000000"), ("8", "payment_percent", "0")]
    rows += [("9", "payment_percent", second)] if second else []
    given["amounts"] = [
        {"job_class": job, "component": name, "amount": amount} for job, name, amount in rows
    ]
    [result] = mr.compute(law, given, "2026-07")

    assert result.net == net
    if net is None:
        # Any percent in either segment: (11 × 5 + 12 × 0) / 23 to (11 × 15 + 12 × 20) / 23.
        assert (result.bounds.lowest, result.bounds.highest) == (2_391_304, 17_608_696)


def test_window_when_a_sum_with_decimals_is_not_known_then_open_and_never_nothing() -> None:
    """Half a percent for each ten minutes of last year's work, which nobody told."""
    profile = {
        **discipline(
            extra={"each": "month", "cut": "worked * 1%", "of": "discipline"},
        ),
        "quantities": {"worked": "sum(share(activity.minutes; 20m; 0) over previous year)"},
    }
    told = [{"nip": NIP, "date": "2026-07-02", "minutes": "60", "status": "approved"}]
    found = one(profile, activities=told)
    assert found.status == "incomplete"
    assert found.bounds is not None
    # nothing, and all of it
    assert (found.bounds.lowest, found.bounds.highest) == (0, 1_000_000)


#: A roster makes its days the ones that are due; a day without punches costs 3 %.
ROSTERED = {
    **discipline(**ALPA),
    "shifts": {"pagi": {"hours": "07:00..14:00", "source": "uji pasal 4"}},
}
FIRST = {"nip": NIP, "date": "2026-07-06", "shift": "pagi"}


@pytest.mark.parametrize(
    ("whole", "lost"),
    [
        ({"date": "2026-07-11", "shift": "pagi"}, {"shift": "kata_asing"}),
        ({"date": "2026-07-11", "shift": "pagi"}, {"date": "#N/A"}),
        ({"date": "2026-07-11", "start": "07:00", "end": "14:00"}, {"start": "#N/A"}),
        ({"date": "2026-07-11", "start": "07:00", "end": "14:00"}, {"end": "#N/A"}),
    ],
)
def test_roster_when_a_row_cannot_be_read_then_its_day_may_be_due(
    whole: dict[str, str], lost: dict[str, str]
) -> None:
    """Saturday the 11th is due by its roster row alone, and nobody punched on it."""
    row = {"nip": NIP, **whole}
    due = one(ROSTERED, rosters=[FIRST, row])
    assert due.net == 970_000
    assert_within(one(ROSTERED, rosters=[FIRST, {**row, **lost}]), due.net)


@pytest.mark.parametrize("lost", ["", "#N/A"])
def test_overpayment_when_not_read_then_open_though_another_number_is_too(lost: str) -> None:
    """The days carried are not known either, and a row of theirs is not one of the overpayment."""
    late = "count(status = alpa over year)"
    profile = discipline(
        many={"each": "month", "when": f"{late} > 3", "cut": "3%", "of": "discipline"}
    )
    row = {"nip": NIP, "period": "2026-07", "key": "overpayment", "value": "50000"}
    whole = one(profile, carried=[row])
    assert_within(whole, 920_000, 950_000)
    found = one(profile, carried=[{**row, "value": lost}])
    assert_within(found, 920_000, 950_000, 1_000_000)


@pytest.mark.parametrize(
    ("formula", "low"),
    [
        ("punches = 0", 970_000),
        ("punches = 1", 970_000),
        ("punches > 2", 970_000),
        ("if first_punch exists then first_punch > 07:59 else yes", 970_000),
        ("if last_punch exists then last_punch < 16:00 else no", 970_000),
    ],
)
def test_punches_of_a_day_when_a_tap_cannot_be_read_then_any_number_of_them(
    formula: str, low: int
) -> None:
    """Which day the tap was of is not known to be any but its own: one day costs 3 %, or not."""
    rule = {"each": "day", "when": f"date = 2026-07-06 and ({formula})", "cut": "3%"}
    profile = discipline(asked={**rule, "of": "discipline"})
    given = tables()
    lost = [
        {**row, "time": "2026-07-06 #N/A"} if row["time"] == "2026-07-06 08:00" else row
        for row in given["punches"]
    ]
    found = mr.compute(profile, {**given, "punches": lost}, "2026-07")[NIP]
    assert_within(found, low, 1_000_000)
    without = {**given, "punches": []}
    assert_within(mr.compute(profile, without, "2026-07")[NIP], low, 1_000_000)
