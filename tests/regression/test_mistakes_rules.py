"""Mistakes of operated systems that concern bases, brackets, tolerances and missing punches.

Named by their ids. Each asks the whole engine, from punches to rupiah; the person has
Rp 1.000.000 and works 08:00 to 16:00, so that 1 % is Rp 10.000.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from regulations import NIP, discipline, regulation, tables, working_days

import masker_rules as mr

BANDS = {"1m..30m": "0.5%", "31m..60m": "1%", "61m..90m": "1.25%", "91m..": "1.5%"}
MONDAY, TUESDAY = date(2026, 7, 6), date(2026, 7, 7)


def month(profile: dict[str, Any], punches: dict[date, Any], **given: Any) -> mr.Result:
    found: mr.Result = mr.compute(profile, tables(punches=punches, **given), "2026-07")[NIP]
    return found


def quantity(name: str, formula: str) -> dict[str, Any]:
    guard = "if status = present and in_at exists then"
    return {"quantities": {name: {"each": "day", "is": f"{guard} {formula} else 0m"}}}


def clock(minutes: int, seconds: int = 0) -> str:
    moment = timedelta(hours=8, minutes=minutes, seconds=seconds)
    hours, rest = divmod(int(moment.total_seconds()), 3600)
    return f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"


def test_b1_percent_when_of_a_part_then_not_of_the_total() -> None:
    """3 % of the 30 % part of 5.979.200 is 53.812,80; of the total it would be 179.376."""
    parts = {"kinerja": {"weight": "70%", "round": "Rp 1"}, "hadir": {"weight": "30%"}}
    parts["hadir"]["round"] = "Rp 1"
    profile = regulation(parts=parts, rules={"alpa": {"each": "alpa", "cut": "3%", "of": "hadir"}})
    amounts = [{"nip": NIP, "component": "tpp", "amount": "5979200"}]

    result = month(profile, {MONDAY: (None, None)}, amounts=amounts)

    finding = next(f for f in result.findings if f.code == "A")
    assert finding.amount == Fraction("-53812.8")


def test_b1_percent_when_its_base_is_not_stated_then_the_profile_does_not_load() -> None:
    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(discipline(alpa={"each": "alpa", "cut": "3%"}))

    assert caught.value.code == "base-not-stated"


def test_b6_total_when_three_cuts_then_the_sum_of_the_printed_lines() -> None:
    profile = discipline(late={"each": "late", "cut": BANDS, "of": "discipline"})
    days = {date(2026, 7, day): (clock(10), "16:00") for day in (6, 7, 8)}

    result = month(profile, days)

    assert result.parts["discipline"] == Fraction("0.985")
    assert sum(f.amount for f in result.findings) == result.net - 1_000_000 == -15_000  # type: ignore[operator]


@pytest.mark.parametrize(
    ("minutes", "seconds", "points"),
    [
        (0, 0, "0"), (0, 59, "0"), (1, 0, "0.5"), (30, 0, "0.5"), (30, 1, "0.5"), (30, 59, "0.5"),
        (31, 0, "1"), (60, 0, "1"), (60, 59, "1"), (61, 0, "1.25"), (90, 0, "1.25"),
        (90, 59, "1.25"), (91, 0, "1.5"), (240, 0, "1.5"),
    ],
)  # fmt: skip
def test_b14_bracket_when_at_an_edge_then_as_declared(
    minutes: int, seconds: int, points: str
) -> None:
    profile = discipline(late={"each": "late", "cut": BANDS, "of": "discipline"})

    result = month(profile, {MONDAY: (clock(minutes, seconds), "16:00")})

    assert result.parts["discipline"] == 1 - Fraction(points) / 100


def test_b14_bracket_when_91_has_no_row_then_the_gap_is_told() -> None:
    text = {"1m..30m": "0.5%", "31m..60m": "1%", "61m..90m": "1.25%", "over 91m": "1.5%"}

    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(discipline(late={"each": "late", "cut": text, "of": "discipline"}))

    assert caught.value.code == "table-gap"
    assert "91m" in str(caught.value)


def test_b17_day_when_late_and_early_then_both_are_charged() -> None:
    profile = discipline(clock={"each": "late or early", "cut": BANDS, "of": "discipline"})

    result = month(profile, {MONDAY: ("08:10", "15:20")})

    assert [(f.code, f.quantity) for f in result.findings] == [("PSW2", "40m"), ("TL1", "10m")]
    assert result.net == 985_000


def test_b18_tolerance_when_one_hour_then_sixty_minutes() -> None:
    profile = discipline(late={"each": "late", "cut": "1%", "of": "discipline"})
    profile |= quantity("late", "floor(max(0s; in_at - late_from - 1h); 1m)")

    assert month(profile, {MONDAY: ("09:00:59", "16:00")}).net == 1_000_000
    assert month(profile, {MONDAY: ("09:01:00", "16:00")}).net == 990_000


@pytest.mark.parametrize(
    ("reading", "minutes"),
    [("daily", 10), ("threshold", 70), ("pool", 30)],
)
def test_b19_tolerance_when_read_in_three_ways_then_three_named_settings(
    reading: str, minutes: int
) -> None:
    """70 minutes late on one day, 20 on another, 60 of tolerance; Rp 100 a minute (0.01 %)."""
    per_day = {
        "daily": "floor(max(0s; in_at - late_from - 60m); 1m)",
        "threshold": "if in_at - late_from > 60m then floor(in_at - late_from; 1m) else 0m",
        "pool": "floor(max(0s; in_at - late_from); 1m)",
    }
    cut = "0.01% * (measure / 1m)"
    rule = {"each": "late", "cut": cut, "of": "discipline"}
    if reading == "pool":
        pooled = "0.01% * (max(0m; sum(late) - 60m) / 1m)"
        rule = {"each": "month", "cut": pooled, "of": "discipline"}
    profile = discipline(late=rule) | quantity("late", per_day[reading])

    result = month(profile, {MONDAY: ("09:10", "16:00"), TUESDAY: ("08:20", "16:00")})

    assert result.net == 1_000_000 - 100 * minutes


def test_b20_flexi_when_made_good_then_one_consequence() -> None:
    """20 minutes late must stay 20 minutes longer; who leaves at 16:00 is early, not also late."""
    guard = "if status = present and in_at exists"
    late = f"{guard} and in_at - late_from > 30m then floor(in_at - late_from; 1m) else 0m"
    owed = "if in_at exists then min(max(0s; in_at - late_from); 30m) else 0m"
    early = (
        "if status = present and out_at exists then "
        f"floor(max(0s; early_until + ({owed}) - out_at); 1m) else 0m"
    )
    profile = discipline(clock={"each": "late or early", "cut": BANDS, "of": "discipline"})
    profile["quantities"] = {
        "late": {"each": "day", "is": late},
        "early": {"each": "day", "is": early},
    }

    stayed = month(profile, {MONDAY: ("08:20", "16:20")})
    left = month(profile, {MONDAY: ("08:20", "16:00")})

    assert stayed.findings == ()
    assert [(f.code, f.quantity) for f in left.findings] == [("PSW1", "20m")]


@pytest.mark.parametrize(
    ("punches", "net"),
    [
        ((None, "16:00"), 985_000),  # the in: 1.5 %
        (("08:00", None), 987_500),  # the out: 1.25 %
        ((None, None), 970_000),  # both: one absence of 3 %, never two missing punches
    ],
)
def test_b21_punch_when_missing_then_a_setting_for_each_case(
    punches: tuple[str | None, str | None], net: int
) -> None:
    profile = discipline(
        first={"each": "missing_in", "cut": "1.5%", "of": "discipline"},
        last={"each": "missing_out", "cut": "1.25%", "of": "discipline"},
        alpa={"each": "alpa", "cut": "3%", "of": "discipline"},
    )

    assert net == month(profile, {MONDAY: punches}).net


@pytest.mark.parametrize(("absent", "percent"), [(4, 12), (5, 100)])
def test_b23_threshold_when_reached_then_a_step_and_no_interpolation(
    absent: int, percent: int
) -> None:
    profile = discipline(
        step={
            "each": "month",
            "cut": "if count(status = alpa) >= 5 then 100% else 3% * count(status = alpa)",
            "of": "discipline",
        }
    )
    days = {date(2026, 7, 6) + timedelta(days=step): (None, None) for step in range(absent)}

    assert month(profile, days).net == 10_000 * (100 - percent)


def test_b9_rupiah_when_a_half_then_as_the_declared_policy_says() -> None:
    """1.000.001 x 50 % = 500.000,5."""
    amounts = [{"nip": NIP, "component": "tpp", "amount": "1000001"}]
    expected = {
        "Rp 1": 500_001, "Rp 1 half_even": 500_000, "Rp 1 down": 500_000, "Rp 1 up": 500_001,
        "Rp 100 down": 500_000, "Rp 1.000 up": 501_000,
    }  # fmt: skip

    for policy, net in expected.items():
        parts = {"discipline": {"score": "50%", "round": policy}}
        result = month(regulation(parts=parts), {}, amounts=amounts)
        assert net == result.net, policy


def test_b10_contribution_when_the_ceiling_is_used_up_then_never_negative() -> None:
    pay = {
        "health": {
            "kind": "contribution",
            "is": "Rp 120.000 - Rp 130.000",
            "round": "Rp 1",
        }
    }
    profile = discipline(alpa={"each": "alpa", "cut": "3%", "of": "discipline"}) | {"pay": pay}

    result = month(profile, {})

    assert (result.gross, result.net) == (1_000_000, 1_000_000)


def test_b41_person_when_nobody_came_then_computed_from_nothing() -> None:
    """One person's month leaves nothing behind for the next one's."""
    profile = discipline(alpa={"each": "alpa", "cut": "3%", "of": "discipline"})
    other = "199001012015012002"
    given = tables()
    given["employees"].append({"nip": other, "category": "PNS", "grade": "III/a"})
    given["amounts"].append({"nip": other, "component": "tpp", "amount": "1000000"})

    results = mr.compute(profile, given, "2026-07")

    # 23 working days x 3 % = 69 %
    assert (results[NIP].net, results[other].net) == (1_000_000, 310_000)


def test_b49_rule_when_a_row_is_inserted_before_it_then_still_the_same_rule() -> None:
    late = {"each": "late", "cut": BANDS, "of": "discipline"}
    alpa = {"each": "alpa", "cut": "3%", "of": "discipline"}
    days = {MONDAY: (clock(45), "16:00"), TUESDAY: (None, None)}

    first = month(discipline(late=late, alpa=alpa), days)
    second = month(discipline(alpa=alpa, late=late), days)

    assert {(f.rule, f.code, f.amount) for f in first.findings} == {
        (f.rule, f.code, f.amount) for f in second.findings
    }


def test_b59_events_when_their_order_is_turned_then_the_same_result() -> None:
    profile = discipline(clock={"each": "late or early", "cut": BANDS, "of": "discipline"})
    given = tables(punches={MONDAY: ("08:40", "15:00"), TUESDAY: ("09:40", "16:00")})
    turned = {name: list(reversed(rows)) for name, rows in given.items()}

    first, second = (mr.compute(profile, rows, "2026-07") for rows in (given, turned))

    assert first.to_json() == second.to_json()


def test_b13_score_when_linear_then_the_exact_fraction_and_not_1_43() -> None:
    """SKP 60 on the line from 50 to 85 at 10/7 a point above 50 is 64.2857...; 1.43 gave 64.30.

    With 50 paid at 50: 50 + 10 x 10/7 = 450/7, so of 1.000.000 Rp 642.857, not 643.000.
    """
    profile = regulation(
        parts={"skp": {"weight": "100%", "round": "Rp 1", "score": "50% + 10% * 10 / 7"}}
    )

    assert month(profile, {}).net == 642_857


def test_b46_person_when_named_in_a_formula_then_the_profile_does_not_load() -> None:
    """Software paid two people by their ids; an exception is a row of the pack."""
    cut = "if nip = 1 then 100% else 0%"
    profile = discipline(one={"each": "month", "cut": cut, "of": "discipline"})

    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile(profile)

    assert caught.value.code == "unknown-name"


def test_b50_alpa_when_the_import_brought_no_punches_then_unknown_and_not_none() -> None:
    """An import without its column of absences paid everybody as if nobody had been absent."""
    profile = discipline(alpa={"each": "alpa", "cut": "3%", "of": "discipline"})

    given = {name: rows for name, rows in tables().items() if name != "punches"}

    result = mr.compute(profile, given, "2026-07")[NIP]

    assert (result.status, result.net) == ("incomplete", None)
    assert result.bounds is not None
    assert "punches" in result.bounds.missing


def test_b4_punch_when_it_cannot_be_an_arrival_then_missing_and_not_868_minutes_late() -> None:
    """A tap at 22:28 stored as an arrival cost more than an absence."""
    profile = discipline(
        late={"each": "late", "cut": BANDS, "of": "discipline"},
        first={"each": "missing_in", "cut": "1.25%", "of": "discipline"},
    )
    window = {"punches": {"accepted": {"in": "06:00..start + 4h"}}}
    day = {MONDAY: ("22:28", "16:00")}

    read, without = month(profile | window, day), month(profile, day)

    assert (read.counts["late_minutes"], read.net) == (0, 987_500)
    assert (without.counts["late_minutes"], without.net) == (868, 985_000)


@pytest.mark.parametrize("on_roster", [False, True])
def test_b45_leave_when_on_shifts_then_counted_like_office_hours(*, on_roster: bool) -> None:
    """The branch for shifts set the totals of sick and permitted days back to 0."""
    profile = discipline(sick={"each": "cuti_sakit", "cut": "2%", "of": "discipline"})
    sick = {"code": "cuti_sakit", "from": "2026-07-06", "until": "2026-07-07"}
    given: dict[str, Any] = {"absences": [{"nip": NIP, "approved": "true", **sick}]}
    if on_roster:
        shift = {"nip": NIP, "shift": "pagi", "start": "08:00", "end": "16:00"}
        given["rosters"] = [{**shift, "date": str(day)} for day in working_days(2026, 7)]

    result = month(profile, {MONDAY: (None, None), TUESDAY: (None, None)}, **given)

    assert (result.counts["leave"], result.counts["absent"], result.net) == (2, 0, 960_000)
