"""Rounding, limits and what is free, where the law puts them; in both engines.

One person, Monday to Friday 08:00 to 16:00, Rp 1.000.000 unless said; July 2026 has 23 working
days, from Wednesday the 1st to Friday the 31st.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from agreement import World, disagreement, expected_of
from regulations import NIP, discipline, regulation, tables

import masker_rules as mr


def july(day: int) -> date:
    return date(2026, 7, day)


def late(**days: int) -> dict[date, tuple[str, str]]:
    """Minutes late on some days: `d1=30`."""
    return {
        july(int(name[1:])): (f"{8 + minutes // 60:02}:{minutes % 60:02}", "16:00")
        for name, minutes in days.items()
    }


def result(profile: dict[str, Any], given: dict[str, Any]) -> Any:
    """The result of the person, which frames compute to the same bytes."""
    loaded, pack = mr.load_profile(profile), mr.Pack(**given)
    world = World("a month told by hand", loaded, pack, "2026-07")
    text, ran = disagreement(world, expected_of(world))
    assert not text
    assert ran is not None
    assert ran.in_frames == len(ran.results)
    found = mr.compute(loaded, pack, period="2026-07")[NIP]
    # Whatever is limited or rounded, the findings and what is left of them are the loss.
    assert sum(item.amount for item in found.findings) == found.gross - loaded_full(found)
    return found


def loaded_full(found: Any) -> int:
    return found.computation.values["total.full"] if found.computation else 1_000_000


def amounts(found: Any) -> dict[int | None, int]:
    """What each day cost."""
    taken: dict[int | None, int] = {}
    for item in found.findings:
        day = item.day.day if item.day else None
        taken[day] = taken.get(day, 0) - item.amount
    return taken


# ------------------------------------------------------------------ a percent per hour begun
@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        # 1 min is one hour begun, 60 as well, 61 are two: 0.5 + 0.5 + 1 %
        ("0.5% per hour begun", 20_000),
        # no full hour, one, one: 0 + 0.5 + 0.5 %
        ("0.5% per hour full", 10_000),
        # 1, 2, 3 half hours begun: 0.5 + 1 + 1.5 %
        ("0.5% per 30m begun", 30_000),
        ("0.01% per minute begun", 12_200),
    ],
)
def test_percent_per_hour_when_begun_or_full_then_so_many(cut: str, expected: int) -> None:
    profile = discipline(late={"each": "late", "cut": cut, "of": "discipline"})
    found = result(profile, tables(punches=late(d1=1, d2=60, d3=61)))
    assert 1_000_000 - found.net == expected


def test_rupiah_per_hour_when_begun_then_so_many() -> None:
    """Law: Rp 5.000 for each hour begun."""
    rule = {"each": "late", "cut": "Rp 5.000 per hour begun", "from": "discipline"}
    assert result(discipline(late=rule), tables(punches=late(d1=60, d2=61))).net == 985_000


# ------------------------------------------------------------------ several windows of `free`
def test_free_times_when_of_week_and_month_then_charged_ones_use_nothing_up() -> None:
    """Law: once a week and twice a month lateness is excused.

    Week 1: the 1st is excused (week, month 1), the 2nd is beyond the week. Week 2: the 6th is
    excused (month 2), the 7th beyond the week. Week 3: the 13th is beyond the month.
    """
    rule = {
        "each": "late",
        "free": ["2 per month", "1 per week"],
        "cut": "1%",
        "of": "discipline",
    }
    found = result(discipline(late=rule), tables(punches=late(d1=5, d2=5, d6=5, d7=5, d13=5)))
    assert sorted(amounts(found)) == [2, 7, 13]


def test_free_minutes_when_of_day_and_month_then_both_bound() -> None:
    """Law: 15 minutes a day and 40 a month are excused; each other minute is 0.1 %.

    20 min: 5 are beyond the day, 15 excused. 10: excused, 25 so far. 30: 15 beyond the day, 15
    excused, 40 so far. 10: the month is used up. Charged: 5 + 0 + 15 + 10 = 30 min = 3 %.
    """
    rule = {
        "each": "late",
        "free": ["40m per month", "15m per day"],
        "cut": "minutes / 1m * 0.1%",
        "of": "discipline",
    }
    found = result(discipline(late=rule), tables(punches=late(d1=20, d2=10, d3=30, d6=10)))
    assert amounts(found) == {1: 5_000, 3: 15_000, 6: 10_000}


@pytest.mark.parametrize(
    ("free", "code"),
    [
        (["2 per month", "15m per day"], "free-mixed"),
        (["2 per month", "1 per month"], "free-span-twice"),
        (["2 per month", "1 per week", "3 per month"], "free-span-twice"),
        (["2 per month", "3"], "free-not-read"),
        (["2 per month", "3 per hour"], "free-not-read"),
        (["2 per month", "3% per week"], "free-not-read"),
        ("30m", "free-not-read"),
    ],
)
def test_free_when_windows_do_not_go_together_then_refused(free: Any, code: str) -> None:
    rule = {"each": "late", "free": free, "cut": "1%", "of": "discipline"}
    with pytest.raises(mr.ProfileError) as wrong:
        mr.load_profile(discipline(late=rule))
    assert wrong.value.code == code


# ------------------------------------------------------------------ `free` is of the rule
def shared(each: str, free: Any, cut: Any = "1%") -> dict[str, Any]:
    return discipline(rule={"each": each, "free": free, "cut": cut, "of": "discipline"})


def both(day: int, *, late: int = 0, early: int = 0) -> dict[date, tuple[str, str]]:
    """A day minutes late and minutes early."""
    hour, minute = divmod(16 * 60 - early, 60)
    return {july(day): (f"{8 + late // 60:02}:{late % 60:02}", f"{hour:02}:{minute:02}")}


def test_free_times_when_of_several_series_then_all_of_them_use_it_up() -> None:
    """Law: who forgets to punch, in or out, is excused twice a month.

    The 1st (in) and the 2nd (out) are the two; the 6th and the 13th (in) are charged.
    """
    punches: dict[date, tuple[str | None, str | None]] = {
        july(1): (None, "16:00"),
        july(2): ("08:00", None),
    }
    punches |= {july(6): (None, "16:00"), july(13): (None, "16:00")}
    found = result(shared("missing", "2 per month"), tables(punches=punches))
    assert sorted(amounts(found)) == [6, 13]


@pytest.mark.parametrize(
    ("free", "charged"),
    [
        # the 1st has two: the first of `each` is excused
        ("1 per month", {1: 10_000, 2: 10_000, 6: 10_000}),
        # both of the 1st; nothing is left
        ("2 per month", {2: 10_000, 6: 10_000}),
        ("1 per day", {1: 10_000}),
        # a week: one of the 1st; that of the 2nd is in the same week; the 6th is in the next
        ("1 per week", {1: 10_000, 2: 10_000}),
        # what the day does not let pass uses up nothing of the month: one of the 1st, the 2nd
        (["2 per month", "1 per day"], {1: 10_000, 6: 10_000}),
    ],
)
def test_free_times_when_a_day_has_two_then_the_order_of_each_decides(
    free: Any, charged: dict[int | None, int]
) -> None:
    punches = both(1, late=5, early=5) | both(2, early=5) | both(6, late=5)
    found = result(shared("late or early", free), tables(punches=punches))
    assert amounts(found) == charged


@pytest.mark.parametrize(
    ("free", "charged"),
    [
        # the 1st: 40 late are excused, 20 of the 40 early; the 2nd: nothing is left
        ("60m per month", {1: 20_000, 2: 30_000}),
        # the day has one allowance: 40 late, 10 early excused; 30 remain, and none of the 2nd
        ("50m per day", {1: 30_000}),
        # the day lets 50 pass, the month 60 of 50 + 30
        (["60m per month", "50m per day"], {1: 30_000, 2: 20_000}),
    ],
)
def test_free_minutes_when_of_several_series_then_one_pool_is_used_up(
    free: Any, charged: dict[int | None, int]
) -> None:
    """Law: so many minutes, late or early, are tolerated; each other one is 0.1 %."""
    profile = shared("late or early", free, "minutes / 1m * 0.1%")
    punches = both(1, late=40, early=40) | both(2, early=30)
    assert amounts(result(profile, tables(punches=punches))) == charged


def test_free_when_a_table_reads_the_rest_then_it_is_of_whole_minutes() -> None:
    cut = {"1m..30m": "1%", "31m..": "2%"}
    profile = shared("late or early", "60m per month", cut)
    # 20 of the 1st remain, 31 of the 2nd
    punches = both(1, late=40, early=40) | both(2, early=31)
    assert amounts(result(profile, tables(punches=punches))) == {1: 10_000, 2: 20_000}


@pytest.mark.parametrize(
    ("each", "better"),
    [
        ("cuti_sakit", "when: leave.code in cuti_sakit and leave.scheduled"),
        ("cuti", "when: leave.code in cuti and leave.scheduled"),
        ("cuti or izin", "when: leave.code in (cuti; izin) and leave.scheduled"),
        ("late", "write another span"),
        ("alpa", "write another span"),
    ],
)
@pytest.mark.parametrize("key", [{"free": "1 per spell"}, {"at_most": "3% per spell"}])
def test_span_when_its_rows_know_none_then_the_rows_that_do_are_told(
    each: str, better: str, key: dict[str, str]
) -> None:
    rule = {"each": each, "cut": "1%", "of": "discipline", **key}
    with pytest.raises(mr.ProfileError) as refused:
        mr.load_profile(discipline(rule=rule))
    [told] = refused.value.problems
    assert told.code == "span-not-of-rows"
    assert better in told.text("en")
    if better.startswith("when"):
        mended = rule | {"each": "leave", "when": better.removeprefix("when: ")}
        mr.load_profile(discipline(rule=mended))


def test_free_when_rows_do_not_follow_each_other_then_refused() -> None:
    with pytest.raises(mr.ProfileError, match="free-over-grains"):
        mr.load_profile(shared("late or violation", "1 per month"))


# ------------------------------------------------------------------ limits of a span
def test_limit_when_of_a_day_then_both_series_share_it() -> None:
    """Law: lateness and leaving early cut 1 % per hour begun, at most 3 % a day.

    The 1st: 121 min late is 3 %, 61 early 2 %: 3 % together, all of it lateness. The 2nd: 61 late
    2 %, 61 early 2 %: 2 + 1. The 3rd: 60 and 60 are 1 + 1.
    """
    rule = {
        "each": "late or early",
        "cut": "1% per hour begun",
        "of": "discipline",
        "at_most": "3% per day",
    }
    punches = {
        july(1): ("10:01", "14:59"),
        july(2): ("09:01", "14:59"),
        july(3): ("09:00", "15:00"),
    }
    found = result(discipline(late=rule), tables(punches=punches))
    assert amounts(found) == {1: 30_000, 2: 30_000, 3: 20_000}
    assert [item.code for item in found.findings if item.day == july(1)] == ["TL"]
    assert found.net == 920_000


def test_limit_when_of_a_week_and_a_month_then_both_bound() -> None:
    """Law: 2 % a late day, at most 5 % a week and 8 % a month.

    Week of the 6th: 2 + 2 + 1 = 5 %. Week of the 13th: 2 + 2 = 4 %. 9 % are 8 % of the month.
    """
    rule = {
        "each": "late",
        "cut": "2%",
        "of": "discipline",
        "at_most": ["5% per week", "8% per month"],
    }
    found = result(
        discipline(late=rule), tables(punches=late(d6=5, d7=5, d8=5, d9=5, d13=5, d14=5))
    )
    days = amounts(found)
    # What the month gives back stands on no day.
    assert days == {6: 20_000, 7: 20_000, 8: 10_000, 13: 20_000, 14: 20_000, None: -10_000}
    assert found.net == 920_000


def test_limit_when_of_a_day_and_a_week_then_the_week_counts_what_the_days_took() -> None:
    """Law: 1 % per hour begun, at most 3 % a day and 5 % a week.

    Monday 6 hours begun: 3 %. Tuesday 6 hours begun: 3 % of the day, 2 % are left of the week.
    Wednesday nothing is left. The next Monday 2 hours: 2 %.
    """
    rule = {
        "each": "late or early",
        "cut": "1% per hour begun",
        "of": "discipline",
        "at_most": ["5% per week", "3% per day"],
    }
    punches = {
        july(6): ("11:30", "14:00"),
        july(7): ("11:30", "14:00"),
        july(8): ("08:05", "16:00"),
        july(13): ("08:05", "15:30"),
    }
    found = result(discipline(late=rule), tables(punches=punches))
    assert amounts(found) == {6: 30_000, 7: 20_000, 13: 20_000}


def test_limit_when_in_rupiah_then_so_much_a_day() -> None:
    rule = {
        "each": "late",
        "cut": "Rp 5.000 per hour begun",
        "from": "discipline",
        "at_most": "Rp 12.000 per day",
    }
    found = result(discipline(late=rule), tables(punches=late(d1=120, d2=121)))
    assert amounts(found) == {1: 10_000, 2: 12_000}


def test_limit_of_a_week_when_rows_are_of_two_grains_then_refused() -> None:
    rule = {"each": "late or missed", "cut": "1%", "of": "discipline", "at_most": "3% per week"}
    with pytest.raises(mr.ProfileError, match="grain-mismatch"):
        mr.load_profile(discipline(late=rule))


# ------------------------------------------------------------------ rounding of rules
def test_cut_when_each_percent_is_rounded_then_before_they_are_added() -> None:
    """Law: each cut is rounded to 0.1 %, half up.

    7 min of 0.05 % each is 0.35 -> 0.4 %, 5 min 0.25 -> 0.3 %, 1 min 0.05 -> 0.1 %: 0.8 %; added
    up first it is 0.65 -> 0.7 %.
    """
    rule = {"each": "late", "cut": "minutes / 1m * 0.05%", "of": "discipline"}
    days = tables(punches=late(d1=7, d2=5, d3=1))
    assert result(discipline(late={**rule, "round": "0.1%"}), days).net == 992_000
    assert result(discipline(late={**rule, "round": "0.1% per month"}), days).net == 993_000
    assert result(discipline(late=rule), days).net == 993_500


def test_cut_when_each_is_rounded_to_rupiah_then_before_they_are_added() -> None:
    """Law: each cut is rounded down to Rp 100.

    0.25 % of Rp 1.234.567 is 3 086.42: three times 3 000 = 9 000; their sum 9 259.25 is 9 200.
    The part itself is then whole: 1 234 567 - 9 000, or - 9 200.
    """
    rule = {"each": "late", "cut": "0.25%", "of": "discipline"}
    given = tables(
        punches=late(d1=5, d2=5, d3=5),
        amounts=[{"nip": NIP, "component": "tpp", "amount": "1234567"}],
    )
    each = result(discipline(late={**rule, "round": "Rp 100 down"}), given)
    assert each.net == 1_225_567
    assert amounts(each) == {1: 3_000, 2: 3_000, 3: 3_000}
    assert (
        result(discipline(late={**rule, "round": "Rp 100 down per month"}), given).net == 1_225_367
    )


def test_gift_when_each_is_rounded_to_rupiah_then_so_much_is_added() -> None:
    profile = discipline(
        alpa={"each": "alpa", "cut": "10%", "of": "discipline"},
        extra={"each": "late", "give": "0.15%", "of": "discipline", "round": "Rp 1.000"},
    )
    given = tables(punches={july(1): (None, None), **late(d2=5, d3=5)})
    # 10 % less; 0.15 % is 1 500 -> 2 000, twice.
    assert result(profile, given).net == 904_000


def test_cut_of_two_bases_when_rounded_to_rupiah_then_of_each() -> None:
    """0.333 % of Rp 600.000 is 1 998 -> 1 900, of Rp 400.000 1 332 -> 1 300."""
    parts = {
        "productivity": {"weight": "60%", "round": "Rp 1"},
        "discipline": {"weight": "40%", "round": "Rp 1"},
    }
    rule = {
        "each": "late",
        "cut": "0.333%",
        "of": "parts",
        "round": "Rp 100 down",
        "at_most": "0.5%",
    }
    profile = regulation(parts=parts, rules={"late": rule})
    assert result(profile, tables(punches=late(d1=5))).net == 1_000_000 - 1_900 - 1_300
    # At most 0.5 % of each: 3 000 of the one, 2 000 of the other, beside 3 800 and 2 600.
    assert result(profile, tables(punches=late(d1=5, d2=5))).net == 995_000


# ------------------------------------------------------------------ limits of several rules
TOGETHER = {
    "late": {"each": "late", "cut": "2%", "of": "discipline"},
    "early": {"each": "early", "cut": "3%", "of": "discipline"},
    "alpa": {"each": "alpa", "cut": "10%", "of": "discipline"},
}


@pytest.mark.parametrize(
    ("limit", "net"),
    [
        # late 2 × 2, early 2 × 3: 10 %, 7 at most; alpa 10 % beside them
        ({"limit": ["late", "early"], "at_most": "7%"}, 830_000),
        ({"limit": ["late", "early"], "at_most": "10%"}, 800_000),
        ({"limit": ["late", "early"], "at_most": "9.99%"}, 800_100),
        # the whole part: 20 %, 15 at most
        ({"limit": "discipline", "at_most": "15%"}, 850_000),
        ({"limit": "discipline", "at_most": "Rp 123.456"}, 876_544),
        ({"limit": ["late", "early"], "at_most": "Rp 50.000"}, 850_000),
        # a limit for some people, and none for this one
        ({"limit": "discipline", "at_most": "15%", "for": "category = CPNS"}, 800_000),
        ({"limit": "discipline", "at_most": "15%", "for": "category = PNS"}, 850_000),
    ],
)
def test_limit_when_of_several_rules_then_they_take_no_more_together(
    limit: dict[str, Any], net: int
) -> None:
    """Law: the cuts of paragraphs (1) and (2) are together at most so much."""
    profile = discipline(**TOGETHER, most={"each": "month", **limit})
    punches = {
        july(1): ("08:05", "16:00"),
        july(2): ("08:05", "15:00"),
        july(3): ("08:00", "15:00"),
        july(6): (None, None),
    }
    assert result(profile, tables(punches=punches)).net == net


def test_limit_when_some_rules_say_rupiah_then_a_percent_is_of_the_full_part() -> None:
    """2 % and Rp 50.000 are Rp 70.000 of Rp 1.000.000; at most 6 % are Rp 60.000."""
    profile = discipline(
        late={"each": "late", "cut": "2%", "of": "discipline"},
        fine={"each": "early", "cut": "Rp 50.000", "from": "discipline"},
        most={"each": "month", "limit": ["late", "fine"], "at_most": "6%"},
    )
    assert result(profile, tables(punches={july(1): ("08:05", "15:00")})).net == 940_000


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ({"limit": ["late", "earyl"], "at_most": "7%"}, "unknown-choice"),
        ({"limit": ["most"], "at_most": "7%"}, "unknown-choice"),
        ({"limit": ["late"]}, "missing-key"),
        ({"limit": ["late"], "at_most": "Rp 7", "round": "0.1%"}, "key-without-effect"),
        ({"limit": ["late"], "at_most": "7%", "free": "1 per month"}, "key-without-effect"),
        ({"limit": ["late"], "at_most": "7% per spell"}, "unknown-choice"),
        ({"limit": ["late"], "at_most": ["7% per day", "3% per day"]}, "limit-span-twice"),
        ({"limit": ["late"], "at_most": "7%", "of": "discipline"}, "key-without-effect"),
    ],
)
def test_limit_when_it_names_no_rule_or_no_limit_then_refused(
    limit: dict[str, Any], code: str
) -> None:
    with pytest.raises(mr.ProfileError, match=code):
        mr.load_profile(discipline(**TOGETHER, most={"each": "month", **limit}))


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_limit_of_a_day_when_each_cut_is_rounded_then_not_passed_by_the_rounding(engine) -> None:
    """Law: each cut is rounded up to Rp 100, together at most 3.5 % of a day.

    2.7 % of Rp 2.860.000 are 77 220, rounded 77 300; on the 1st two of them, of which the limit,
    100 100, leaves 22 800 of the second; on the 2nd one: 177 400.
    """
    rule = {"each": "late or early", "cut": "2.7%", "of": "discipline"}
    law = discipline(both={**rule, "round": "Rp 100 up", "at_most": "3.5% per day"})
    given = tables(
        punches={july(1): ("08:30", "15:00"), july(2): ("08:30", "16:00")},
        amounts=[{"nip": NIP, "component": "tpp", "amount": "2860000"}],
    )
    found = mr.compute(law, given, "2026-07", engine=engine)[NIP]
    assert found.net == 2_860_000 - 177_400
    assert sorted(-one.amount for one in found.findings) == [22_800, 77_300, 77_300]


# ------------------------------------------------------------------ before and after `times`
def test_part_when_rounded_before_and_after_a_multiplication_then_twice() -> None:
    """Law: what is left is rounded down to Rp 1.000; candidates get 80 % of it, rounded again.

    1 234 567 less 1 % is 1 222 221.33 -> 1 222 000; 80 % are 977 600 -> 978 000. Rounded once at
    the end it is 977 777.064 -> 978 000, at Rp 100 977 800 against 977 600.
    """
    rules = {
        "late": {"each": "late", "cut": "1%", "of": "discipline"},
        "candidate": {
            "each": "month",
            "for": "category = PNS",
            "times": "80%",
            "of": "discipline",
        },
    }
    given = tables(
        punches=late(d1=5), amounts=[{"nip": NIP, "component": "tpp", "amount": "1234567"}]
    )
    for step, first, net in (
        ("Rp 1.000", "Rp 1.000 down", 978_000),
        ("Rp 100", "Rp 1.000 down", 977_600),
        ("Rp 100", "", 977_800),
    ):
        part = {"weight": "100%", "round": step, **({"round_left": first} if first else {})}
        assert result(regulation(parts={"discipline": part}, rules=rules), given).net == net


def test_part_when_its_percent_left_is_rounded_then_before_the_rupiah() -> None:
    """3 × 0.33 % leave 99.01 %, in whole percents 99 %."""
    part = {"weight": "100%", "round": "Rp 1", "round_left": "1%"}
    rules = {"late": {"each": "late", "cut": "0.33%", "of": "discipline"}}
    profile = regulation(parts={"discipline": part}, rules=rules)
    assert result(profile, tables(punches=late(d1=5, d2=5, d3=5))).net == 990_000


def test_limit_when_it_only_rounds_then_what_its_rules_take_together_is_rounded() -> None:
    """5 x 0,333 % of Rp 1.000.000 are Rp 16.650 of all five, to hundreds 16.700; one by one each
    of Rp 3.330 would be 3.300, and together 16.500."""
    profile = discipline(
        late={"each": "late", "cut": "0.333%", "of": "discipline"},
        early={"each": "early", "cut": "0.333%", "of": "discipline"},
        line={"each": "month", "limit": ["late", "early"], "round": "Rp 100"},
    )
    at = {july(1): ("08:05", "15:00"), july(2): ("08:05", "15:00"), july(3): ("08:05", "16:00")}
    assert result(profile, tables(punches=at)).net == 1_000_000 - 16_700


@pytest.mark.parametrize(
    ("formula", "step", "code"),
    [
        ("if late > 0m then 1% else 0%", "Rp 1", "key-without-effect"),
        ("late", "Rp 1", "key-without-effect"),
        ("if late > 0m then 1% else 0%", "0.01%", ""),
    ],
)
def test_quantity_when_its_step_has_another_unit_then_told(
    formula: str, step: str, code: str
) -> None:
    """A step that rounds nothing would be read past, and the writer would think it rounds."""
    profile = regulation(quantities={"q": {"each": "day", "is": formula, "round": step}})
    profile["counts"] = {"n": "count(q > 0%)" if "%" in formula else "count(q > 0m)"}
    if not code:
        mr.load_profile(profile)
        return
    with pytest.raises(mr.errors.ProfileError) as wrong:
        mr.load_profile(profile)
    assert wrong.value.code == code


@pytest.mark.parametrize("engine", ["reference", "columns"])
@pytest.mark.parametrize(
    ("step", "paid"), [("0.01", 3_330_000), ("0.1 up", 3_400_000), ("1", 3_000_000)]
)
def test_quantity_when_it_is_a_number_then_its_step_rounds_it(
    step: str, paid: int, engine: str
) -> None:
    """Of 10 it is 3.333, in rupiah a million times as much once it is rounded."""
    law = regulation(
        inputs={"x": {"from": "scores.skp", "type": "number", "range": "0..100"}},
        quantities={"third": {"is": "x * 0.3333", "round": step}},
        amount={"is": "tpp * third", "round": "Rp 1", "source": "uji pasal 1"},
    )
    given = tables(scores=[{"nip": NIP, "period": "2026-07", "measure": "skp", "value": "10"}])
    [found] = mr.compute(law, given, "2026-07", engine=engine)
    assert found.net == paid


# ------------------------------------------------------------------ lines below zero, or carried
def paid(**debt: str) -> Any:
    profile = discipline(
        alpa={"each": "alpa", "cut": "100%", "of": "discipline", "at_most": "90%"}
    )
    fixed = {"kind": "deduction", "is": "Rp 150.000"}
    profile["pay"] = {"debt": {**fixed, **debt}, "dues": {"kind": "deduction", "is": "Rp 10.000"}}
    return result(profile, tables(punches={july(1): (None, None)}))


def lines(found: Any) -> dict[str, int]:
    return {line.id: line.amount for line in found.lines}


def test_line_when_more_is_asked_than_there_is_then_by_default_what_there_is() -> None:
    """Rp 100.000 are left of which Rp 150.000 are asked: all of it is taken, and no more."""
    told = lines(paid())
    assert (told["debt"], told["dues"], told["net"]) == (-100_000, 0, 0)


def test_line_when_the_law_lets_it_go_below_zero_then_it_takes_all() -> None:
    told = lines(paid(at_least="none"))
    assert (told["debt"], told["dues"], told["net"]) == (-150_000, 0, -50_000)


def test_line_when_the_law_carries_it_over_then_what_is_left_is_told() -> None:
    told = lines(paid(carry="yes"))
    assert (told["debt"], told["debt_carried"], told["net"]) == (-100_000, 50_000, 0)


@pytest.mark.parametrize(
    ("most", "taken", "carried"),
    [
        # Rp 100.000 are left, a quarter of the gross is Rp 25.000: the rest of Rp 150.000 stays
        ("25% * gross", -25_000, 125_000),
        # a third less a bit: 33.333,33 is cut to whole rupiah, as the line says
        ("33.33333% * gross", -33_333, 116_667),
        # a ceiling above what there is bounds nothing
        ("Rp 120.000", -100_000, 50_000),
        ("Rp 0", 0, 150_000),
    ],
)
def test_line_when_it_has_a_ceiling_of_its_own_then_what_lies_above_is_carried(
    most: str, taken: int, carried: int
) -> None:
    told = lines(paid(at_most=most, carry="yes", round="Rp 1 down"))
    assert (told["debt"], told["debt_carried"]) == (taken, carried)
    assert told["net"] == max(0, 100_000 + taken - 10_000)


def test_line_when_its_ceiling_is_no_rupiah_then_refused() -> None:
    with pytest.raises(mr.errors.ProfileError) as wrong:
        paid(at_most="25%")
    assert wrong.value.code == "unit-wanted"


# ------------------------------------------------------------------ limits of dates
BY_DATE = {
    july(1): ("08:05", "15:00"),
    july(2): ("08:05", "15:00"),
    july(3): ("08:05", "16:00"),
    july(6): ("08:05", "15:00"),
}


@pytest.mark.parametrize(
    ("most", "net"),
    [
        # Wednesday to Friday 5 + 5 + 2 %, Monday 5 %: 17 % without a limit.
        ("5% per day", 830_000),
        ("4.99% per day", 830_300),
        # 4 + 4 + 2 and 4
        ("4% per day", 860_000),
        # of the week 12 and 5 %: at most 7 and 5
        ("7% per week", 880_000),
        # by day 4 + 4 + 2 and 4, of that at most 9 of the first week: 9 + 4
        (["9% per week", "4% per day"], 870_000),
        (["4% per day", "9% per week", "12.5%"], 875_000),
        # Rp 50.000 + 50.000 + 20.000 + 50.000, at most Rp 45.000 a day
        ("Rp 45.000 per day", 845_000),
    ],
)
def test_limit_when_of_a_day_or_week_then_of_what_all_rules_take_of_it(
    most: Any, net: int
) -> None:
    """Law: the cuts of paragraphs (1) and (2) are together at most so much a day or a week."""
    limit = {"each": "month", "limit": ["late", "early"], "at_most": most}
    found = result(discipline(**TOGETHER, most=limit), tables(punches=BY_DATE))
    assert found.net == net


def test_limit_of_a_day_when_rows_are_of_several_kinds_then_each_date_has_one() -> None:
    """Lateness 2 %, a missed roll call 3 % and a violation 4 % of one day: 9 %, at most 6.

    The violation of a Saturday has no working day beside it: 4 %. A missed roll call alone: 3 %.
    """
    rules = {
        "late": {"each": "late", "cut": "2%", "of": "discipline"},
        "missed": {"each": "missed", "cut": "3%", "of": "discipline"},
        "razia": {"each": "violation", "cut": "4%", "of": "discipline"},
        "most": {
            "each": "month",
            "limit": ["late", "missed", "razia"],
            "at_most": "6% per day",
        },
    }
    pack = tables(
        punches=late(d1=5),
        events=[{"event": "apel_pagi", "date": str(july(day))} for day in (1, 2)],
        violations=[{"nip": NIP, "date": str(july(day)), "code": "razia"} for day in (1, 4)],
    )
    assert result(discipline(**rules), pack).net == 1_000_000 - 60_000 - 30_000 - 40_000


def test_limit_of_a_day_when_a_rule_says_rupiah_then_a_percent_is_of_the_full_part() -> None:
    """2 % and Rp 50.000 are Rp 70.000 of Rp 1.000.000; at most 6 % a day are Rp 60.000 twice."""
    profile = discipline(
        late={"each": "late", "cut": "2%", "of": "discipline"},
        fine={"each": "early", "cut": "Rp 50.000", "from": "discipline"},
        most={"each": "month", "limit": ["late", "fine"], "at_most": "6% per day"},
    )
    punches = {july(1): ("08:05", "15:00"), july(2): ("08:05", "15:00")}
    assert result(profile, tables(punches=punches)).net == 880_000


def test_limit_of_a_day_when_a_percent_is_of_the_total_then_of_what_it_takes_of_the_part() -> None:
    """Parts of 60 and 40 %: 1 % of the total is 2.5 points of the part of Rp 400.000.

    Two late days take Rp 10.000 each, at most 2 % of the part a day: Rp 8.000 each.
    """
    parts = {
        "work": {"weight": "60%", "round": "Rp 1"},
        "discipline": {"weight": "40%", "round": "Rp 1"},
    }
    rules = {
        "late": {"each": "late", "cut": "1%", "of": "total", "from": "discipline"},
        "most": {"each": "month", "limit": ["late"], "at_most": "2% per day"},
    }
    profile = regulation(parts=parts, rules=rules)
    assert result(profile, tables(punches=late(d1=5, d2=5))).net == 984_000


@pytest.mark.parametrize(
    "rule",
    [
        {"each": "month", "for": "category = PNS", "cut": "2%", "of": "discipline"},
        {"each": "late", "give": "2%", "of": "discipline"},
        {"each": "late", "cut": "2%", "of": "discipline", "round": "0.1% per month"},
        {"each": "sanction", "cut": "2%", "of": "discipline"},
    ],
)
def test_limit_of_a_day_when_a_rule_takes_nothing_of_a_date_then_refused(
    rule: dict[str, Any],
) -> None:
    most = {"each": "month", "limit": ["other", "early"], "at_most": "4% per day"}
    with pytest.raises(mr.ProfileError, match="limit-of-no-date"):
        mr.load_profile(discipline(other=rule, early=TOGETHER["early"], most=most))


# ------------------------------------------------------------------ own limits within a day's
def own(order: str, *rules: str, most: Any = "4% per day", late: str = "5%") -> dict[str, Any]:
    """At most so much a month of lateness by itself, and a day of both together."""
    limit = {"each": "month", "limit": list(rules), "at_most": most, "own_limits": order}
    capped = {**TOGETHER, "late": {**TOGETHER["late"], "at_most": late}}
    return discipline(**capped, most=limit)


@pytest.mark.parametrize(
    ("profile", "net"),
    [
        # Late 2 + 2 + 1 + 0 of the month's 5; with leaving early 5, 5, 1, 3: at most 4 a day
        (own("first", "late", "early"), 880_000),
        (own("first", "early", "late"), 880_000),
        # A day has 4: late 2 and early 2, three times, and late 2: late 8, at most 5; early 6
        (own("last", "late", "early"), 890_000),
        # early 3 and late 1, three times, and late 2: early 9; late 5
        (own("last", "early", "late"), 860_000),
        # late 2 + 2 + 1 + 0, early 3 + 3 + 0 + 3: a week 9 of 11, and 3
        (own("first", "late", "early", most="9% per week"), 880_000),
        # a week 2 + 3, 2 + 2, nothing; 2 + 3: late 6, at most 5; early 8
        (own("last", "late", "early", most="9% per week"), 870_000),
        # days 4, 4, 2 and 4, of the week 9 of 10: its Friday has 1; late 2 + 2 + 1 + 2, early 6
        (own("last", "late", "early", most=["4% per day", "9% per week"]), 890_000),
        (own("last", "late", "early", most=["4% per day", "9% per week"], late="6.5%"), 875_000),
        # the limit of all of it comes last in either way
        (own("last", "late", "early", most=["4% per day", "10.5%"]), 895_000),
        (own("first", "late", "early", most=["4% per day", "10.5%"]), 895_000),
        # in rupiah: a day Rp 40.000
        (own("last", "late", "early", most="Rp 40.000 per day"), 890_000),
        (own("first", "late", "early", most="Rp 40.000 per day"), 880_000),
    ],
)
def test_limit_of_a_month_when_within_one_of_a_day_then_the_law_says_which_is_first(
    profile: dict[str, Any], net: int
) -> None:
    """Law: for lateness at most 5 % a month; for lateness and leaving early 4 % a day."""
    assert result(profile, tables(punches=BY_DATE)).net == net


@pytest.mark.parametrize(("order", "net"), [("first", 987_000), ("last", 985_000)])
def test_limit_of_a_month_when_of_the_total_then_it_is_brought_to_the_part(
    order: str, net: int
) -> None:
    """1.5 % of the total are 3.75 points of the part of Rp 400.000, a late day 2.5.

    First: 2.5 and 1.25, at most 2 a day: 3.25 points, Rp 13.000. Last: 2 and 2, at most 3.75.
    """
    parts = {
        "work": {"weight": "60%", "round": "Rp 1"},
        "discipline": {"weight": "40%", "round": "Rp 1"},
    }
    late_days = {"each": "late", "cut": "1%", "of": "total", "from": "discipline"}
    most = {"each": "month", "limit": ["late"], "at_most": "2% per day", "own_limits": order}
    rules = {"late": {**late_days, "at_most": "1.5%"}, "most": most}
    found = result(regulation(parts=parts, rules=rules), tables(punches=late(d1=5, d2=5)))
    assert found.net == net


@pytest.mark.parametrize(("order", "net"), [("first", 940_000), ("last", 930_000)])
def test_limit_of_a_month_when_of_several_rules_then_it_stands_within_a_day(
    order: str, net: int
) -> None:
    """Late and early 5, 5, 2, 5, at most 7 a month; with a violation of 4 at most 4 a day.

    First: 5 and 2; with the violation 9 and 2, at most 4 a day: 6. Last: 4, 4, 2, 4: at most 7.
    """
    inner = {"each": "month", "limit": ["late", "early"], "at_most": "7%"}
    whole = {"each": "month", "limit": ["inner", "razia"], "at_most": "4% per day"}
    rules = {
        **TOGETHER,
        "razia": {"each": "violation", "cut": "4%", "of": "discipline"},
        "inner": inner,
        "whole": {**whole, "own_limits": order},
    }
    razia = [{"nip": NIP, "date": str(july(1)), "code": "razia"}]
    assert result(discipline(**rules), tables(punches=BY_DATE, violations=razia)).net == net


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ({"limit": ["late", "early"], "at_most": "4% per day"}, "limit-order-open"),
        ({"limit": "discipline", "at_most": "4% per day"}, "limit-order-open"),
        (
            {"limit": "discipline", "at_most": "4% per day", "own_limits": "last"},
            "limit-of-part-order",
        ),
        (
            {"limit": ["late"], "at_most": "4% per day", "own_limits": "yes"},
            "unknown-choice",
        ),
        ({"limit": ["late"], "at_most": "4%", "own_limits": "last"}, "key-without-effect"),
        (
            {"limit": ["early"], "at_most": "4% per day", "own_limits": "last"},
            "key-without-effect",
        ),
    ],
)
def test_limit_of_a_month_when_no_text_says_which_is_first_then_refused(
    limit: dict[str, Any], code: str
) -> None:
    capped = {**TOGETHER, "late": {**TOGETHER["late"], "at_most": "5%"}}
    with pytest.raises(mr.ProfileError) as wrong:
        mr.load_profile(discipline(**capped, most={"each": "month", **limit}))
    assert wrong.value.code == code


def test_limit_when_rounded_then_what_the_rules_take_together_is() -> None:
    """2 days of 0.333 % are 0.666 %: Rp 6.660, to thousands down Rp 6.000; to 0.1 % 0.7 %."""
    rule = {"each": "late", "cut": "0.333%", "of": "discipline"}
    most = {"each": "month", "limit": ["late"], "at_most": "40%"}
    days = tables(punches=late(d1=5, d2=5))
    for step, net in (("Rp 1.000 down", 994_000), ("0.1%", 993_000)):
        profile = discipline(late=rule, most={**most, "round": step})
        assert result(profile, days).net == net


# ------------------------------------------------------------------ limits of limits
def outer(*, first: bool) -> dict[str, Any]:
    """At most 4 % of lateness and leaving early, at most 6 % with absence."""
    inner = {"each": "month", "limit": ["late", "early"], "at_most": "4%"}
    whole = {"each": "month", "limit": ["inner", "alpa"], "at_most": "6%"}
    return {"whole": whole, "inner": inner} if first else {"inner": inner, "whole": whole}


@pytest.mark.parametrize("first", [True, False])
def test_limit_when_it_names_a_limit_then_the_order_of_rules_means_nothing(first: bool) -> None:
    """2 × 2 + 2 × 3 % are 10, at most 4; with 10 % for absence 14, at most 6."""
    punches = {
        july(1): ("08:05", "15:00"),
        july(2): ("08:05", "15:00"),
        july(6): (None, None),
    }
    profile = discipline(**outer(first=first), **TOGETHER)
    assert result(profile, tables(punches=punches)).net == 940_000


def test_limit_of_days_when_it_names_one_of_days_then_both_hold() -> None:
    """Late 2 and early 3 %: at most 4 of a day, with the violation of 4 % at most 6 of it."""
    rules = {
        **TOGETHER,
        "razia": {"each": "violation", "cut": "4%", "of": "discipline"},
        "inner": {"each": "month", "limit": ["late", "early"], "at_most": "4% per day"},
        "whole": {"each": "month", "limit": ["inner", "razia"], "at_most": "6% per day"},
    }
    razia = [{"nip": NIP, "date": str(july(1)), "code": "razia"}]
    punches = {july(1): ("08:05", "15:00"), july(2): ("08:05", "15:00")}
    found = result(discipline(**rules), tables(punches=punches, violations=razia))
    assert found.net == 1_000_000 - 60_000 - 40_000


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ({"most": {"each": "day", "limit": ["late"], "at_most": "4%"}}, "limit-each-month"),
        ({"most": {"each": "month", "limit": [], "at_most": "4%"}}, "missing-key"),
        ({"most": {"each": "month", "limit": ["late"], "at_most": []}}, "missing-key"),
        ({"most": {"each": "month", "limit": "total", "at_most": "4%"}}, "limit-of-nothing"),
        (
            {
                "one": {"each": "month", "limit": ["late", "early"], "at_most": "4%"},
                "two": {"each": "month", "limit": ["late", "alpa"], "at_most": "4%"},
            },
            "limit-twice",
        ),
        (
            {
                "one": {"each": "month", "limit": ["late", "two"], "at_most": "4%"},
                "two": {"each": "month", "limit": ["early", "one"], "at_most": "4%"},
            },
            "limit-twice",
        ),
        (
            {
                "beside": {
                    "each": "missing",
                    "cut": "1%",
                    "of": "discipline",
                    "beside_pay": "yes",
                },
                "sick": {"each": "sakit", "pay": "50%", "of": "discipline"},
                "most": {"each": "month", "limit": ["late", "beside"], "at_most": "4%"},
            },
            "limit-of-mixed",
        ),
    ],
)
def test_limit_when_nobody_can_say_what_it_holds_then_refused(
    rules: dict[str, Any], code: str
) -> None:
    with pytest.raises(mr.ProfileError, match=code):
        mr.load_profile(discipline(**TOGETHER, **rules))


def test_limit_of_a_part_when_a_rule_gives_then_of_what_reduces_it() -> None:
    """Late 2 × 5 %, at most 5; and 8 % are given: 1.030.000."""
    rules = {
        "late": {"each": "late", "cut": "5%", "of": "discipline"},
        "more": {"each": "month", "for": "category = PNS", "give": "8%", "of": "discipline"},
        "most": {"each": "month", "limit": "discipline", "at_most": "5%"},
    }
    assert result(discipline(**rules), tables(punches=late(d1=5, d2=5))).net == 1_030_000


def test_cut_when_of_several_bases_from_one_then_each_is_taken_once() -> None:
    """2 % of the total and of the work of Rp 600.000 from discipline, twice: 2 × 32.000."""
    parts = {
        "work": {"weight": "60%", "round": "Rp 1"},
        "discipline": {"weight": "40%", "round": "Rp 1"},
    }
    rule = {"each": "late", "cut": "2%", "of": ["total", "work"], "from": "discipline"}
    for more in ({}, {"round": "Rp 1 per month"}):
        profile = regulation(parts=parts, rules={"late": {**rule, **more}})
        assert result(profile, tables(punches=late(d1=5, d2=5))).net == 936_000
