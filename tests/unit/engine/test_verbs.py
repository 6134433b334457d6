"""Rules that give, pay instead, take rupiah, postpone, withhold, flag and bring; free shares.

July 2026 has 23 working days, from 08:00 to 16:00; the amount is Rp 1.000.000.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import masker_rules as mr
from masker_rules.errors import ProfileError
from tests.support.regulations import NIP, discipline, regulation, tables

D1, D2, D3, D6 = (date(2026, 7, day) for day in (1, 2, 3, 6))


def result(profile: dict[str, Any], **given: Any) -> Any:
    loaded = mr.load_profile(profile)
    return mr.compute(loaded, mr.Pack(**tables(**given)), period="2026-07")[NIP]


def late(**minutes: int) -> dict[date, tuple[str, str]]:
    """In punches so many minutes after 08:00 on days of July, `d1=10`."""
    return {
        date(2026, 7, int(name[1:])): (f"{8 + at // 60:02d}:{at % 60:02d}", "16:00")
        for name, at in minutes.items()
    }


# ------------------------------------------------------------------ free
FREE_TWO = {"late": {"each": "late", "cut": "1%", "of": "discipline", "free": "2 per month"}}


@pytest.mark.parametrize(("days", "net"), [((1,), 1_000_000), ((1, 2), 1_000_000)])
def test_free_per_month_when_not_used_up_then_nothing_is_cut(
    days: tuple[int, ...], net: int
) -> None:
    found = result(discipline(**FREE_TWO), punches=late(**{f"d{day}": 10 for day in days}))
    assert found.net == net
    assert found.findings == ()


def test_free_per_month_when_a_third_comes_then_only_it_is_cut() -> None:
    # the third late day: 1 % of 1 000 000 = 10 000
    found = result(discipline(**FREE_TWO), punches=late(d1=10, d2=10, d3=10))
    assert found.net == 990_000
    assert [finding.day for finding in found.findings] == [D3]


def test_free_per_week_when_each_week_has_two_then_one_of_each_is_cut() -> None:
    # weeks of July 2026 begin on the 6th and 13th: 6th free, 7th cut; 13th free, 14th cut: 20 000
    rule = {"each": "late", "cut": "1%", "of": "discipline", "free": "1 per week"}
    found = result(discipline(late=rule), punches=late(d6=5, d7=5, d13=5, d14=5))
    assert found.net == 980_000


@pytest.mark.parametrize(
    ("minutes", "net"),
    [(60, 1_000_000), (61, 999_900), (130, 993_000)],
)
def test_free_minutes_per_day_when_subtracted_then_the_rest_is_charged(
    minutes: int, net: int
) -> None:
    # 0.01 % a minute beyond 60 each day: 1 minute 100, 70 minutes 7 000
    rule = {
        "each": "late",
        "cut": "minutes / 1m * 0.01%",
        "of": "discipline",
        "free": "60m per day",
    }
    assert result(discipline(late=rule), punches=late(d1=minutes, d2=30)).net == net


def test_free_minutes_per_month_when_a_pool_then_days_use_it_up_in_order() -> None:
    # pool 60: day 1 uses 40, day 2 uses 20 of 30 and is charged 10, day 3 is charged 15:
    # 25 minutes at 0.1 % = 2.5 % = 25 000
    rule = {
        "each": "late",
        "cut": "minutes / 1m * 0.1%",
        "of": "discipline",
        "free": "60m per month",
    }
    found = result(discipline(late=rule), punches=late(d1=40, d2=30, d3=15))
    assert found.net == 975_000
    charged = [(finding.day, finding.quantity) for finding in found.findings]
    assert charged == [(D2, "10m"), (D3, "15m")]


def test_free_when_no_amount_per_span_then_an_error_says_the_forms() -> None:
    rule = {"each": "late", "cut": "1%", "of": "discipline", "free": "two"}
    with pytest.raises(ProfileError, match="2 per month"):
        mr.load_profile(discipline(late=rule))


def test_free_minutes_when_the_series_has_none_then_an_error_says_so() -> None:
    rule = {"each": "alpa", "cut": "1%", "of": "discipline", "free": "60m per day"}
    with pytest.raises(ProfileError, match="has no minutes"):
        mr.load_profile(discipline(alpa=rule))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (
            {"each": "month", "cut": "1%", "of": "discipline", "free": "1 per day"},
            "literal-wanted",
        ),
        ({"each": "month", "bring": "warning", "months": "5m"}, "unit-wanted"),
        (
            {"each": "month", "when": "count(status = alpa over last 0 months) > 1", "flag": "x"},
            "formula-syntax",
        ),
    ],
)
def test_rule_when_it_cannot_mean_anything_then_it_is_refused(
    rule: dict[str, str], code: str
) -> None:
    with pytest.raises(ProfileError, match=code):
        mr.load_profile(discipline(a=rule))


# ------------------------------------------------------------------ rupiah, give
def test_cut_in_rupiah_when_it_names_what_it_reduces_then_it_needs_no_base() -> None:
    # two days at Rp 25.000
    rule = {"each": "alpa", "cut": "Rp 25.000", "from": "discipline"}
    gone = {D1: (None, None), D2: (None, None)}
    found = result(discipline(alpa=rule), punches=gone)
    assert found.net == 950_000
    assert [(f.amount, f.rate) for f in found.findings] == [(-25_000, None), (-25_000, None)]


def test_cut_in_percent_when_it_has_no_base_then_it_is_refused() -> None:
    rule = {"each": "alpa", "cut": "3%", "from": "discipline"}
    with pytest.raises(ProfileError, match="base-not-stated"):
        mr.load_profile(discipline(alpa=rule))


def test_cut_in_rupiah_when_more_than_the_part_then_nothing_is_left() -> None:
    rule = {"each": "alpa", "cut": "Rp 600.000", "from": "discipline"}
    gone = {D1: (None, None), D2: (None, None)}
    found = result(discipline(alpa=rule), punches=gone)
    assert found.net == 0
    assert sum(finding.amount for finding in found.findings) == -1_000_000


def test_give_when_nothing_is_missing_then_it_adds_to_the_part() -> None:
    # 5 % for a month without a late day
    rule = {"each": "month", "when": "not any(late > 0m)", "give": "5%", "of": "discipline"}
    found = result(discipline(bonus=rule))
    assert found.net == 1_050_000
    assert [finding.amount for finding in found.findings] == [50_000]
    assert result(discipline(bonus=rule), punches=late(d1=1)).net == 1_000_000


# ------------------------------------------------------------------ pay
LEAVE = {"each": "cuti_besar", "pay": "50%", "of": "total"}
LATE = {"each": "late", "cut": "1%", "of": "discipline"}
TWO_PARTS = {
    "work": {"weight": "60%", "score": "capaian", "round": "Rp 1"},
    "discipline": {"weight": "40%", "round": "Rp 1"},
    "total": {"round": "Rp 1"},
}


def on_leave(code: str = "cuti_besar") -> list[dict[str, str]]:
    row = {"nip": NIP, "code": code, "from": "2026-07-06", "until": "2026-07-06"}
    return [{**row, "approved": "true"}]


def test_pay_when_a_row_hits_then_it_stands_instead_of_all_rules() -> None:
    profile = regulation(parts=TWO_PARTS, rules={"leave": LEAVE, "late": LATE})
    scores = [{"nip": NIP, "period": "2026-07", "measure": "capaian", "value": "90"}]
    # without leave: 600 000 x 90 % + 400 000 x 99 % = 540 000 + 396 000
    assert result(profile, scores=scores, punches=late(d1=9)).net == 936_000
    # with it: 50 % of 1 000 000, and the late day does not count
    found = result(profile, scores=scores, punches=late(d1=9), absences=on_leave())
    assert found.net == 500_000
    assert [(f.rule, f.amount) for f in found.findings] == [("rules.leave", -500_000)]


def test_pay_when_two_rows_hit_then_the_lowest_stands() -> None:
    table = {"by": "day", "..1": "50%", "2..": "25%"}
    rule = {"each": "leave", "pay": table, "of": "discipline"}
    row = {"nip": NIP, "code": "cuti_besar", "from": "2026-07-06", "until": "2026-07-07"}
    found = result(discipline(leave=rule), absences=[{**row, "approved": "true"}])
    assert found.net == 250_000


def test_pay_when_the_whole_then_other_cuts_stay() -> None:
    rules = {"leave": {**LEAVE, "pay": "100%", "of": "discipline"}, "late": LATE}
    found = result(discipline(**rules), punches=late(d1=9), absences=on_leave())
    assert found.net == 990_000


# ------------------------------------------------------------------ several bases and amounts
def test_cut_of_two_bases_when_one_is_what_was_earned_then_each_is_a_percent_of_its_own() -> None:
    # work earns 90 % of 600 000 = 540 000; 10 % of that = 54 000; 10 % of 400 000 = 40 000
    rule = {"each": "alpa", "cut": "10%", "of": ["work.earned", "discipline"]}
    scores = [{"nip": NIP, "period": "2026-07", "measure": "capaian", "value": "90"}]
    found = result(
        regulation(parts=TWO_PARTS, rules={"alpa": rule}),
        scores=scores,
        punches={D1: (None, None)},
    )
    assert found.net == 486_000 + 360_000
    assert found.parts["work"] == mr_percent("81")
    lost = [finding.amount for finding in found.findings if finding.rule == "rules.alpa"]
    assert sorted(lost) == [-54_000, -40_000]


def mr_percent(text: str) -> Any:
    from fractions import Fraction

    return Fraction(text) / 100


def component(name: str, amount: str) -> dict[str, str]:
    return {"nip": NIP, "component": name, "amount": amount}


def test_parts_of_own_amounts_when_rounded_then_amount_by_amount() -> None:
    profile = regulation(
        amount={"is": "beban_kerja + prestasi_kerja"},
        parts={
            "work": {"weight": "60%", "of": ["beban_kerja", "prestasi_kerja"], "round": "Rp 1"},
            "presence": {
                "weight": "40%",
                "of": ["beban_kerja", "prestasi_kerja"],
                "round": "Rp 1",
            },
        },
    )
    amounts = [component("beban_kerja", "101"), component("prestasi_kerja", "102")]
    found = result(profile, amounts=amounts)
    # 60.6 -> 61, 61.2 -> 61; 40.4 -> 40, 40.8 -> 41: 203
    lines = {line.id: line.amount for line in found.lines}
    assert lines["work_beban_kerja"] == 61
    assert lines["work_prestasi_kerja"] == 61
    assert (lines["work"], lines["presence"], found.net) == (122, 81, 203)


def test_part_of_one_amount_when_others_are_paid_in_full_then_only_it_is_cut() -> None:
    profile = regulation(
        amount={"is": "beban_kerja + prestasi_kerja"},
        parts={
            "burden": {"of": "beban_kerja", "round": "Rp 1"},
            "work": {"of": "prestasi_kerja", "round": "Rp 1"},
        },
        rules={"alpa": {"each": "alpa", "cut": "10%", "of": "work"}},
    )
    amounts = [component("beban_kerja", "700000"), component("prestasi_kerja", "300000")]
    assert result(profile, amounts=amounts, punches={D1: (None, None)}).net == 970_000


def test_parts_of_formulas_when_each_is_of_its_own_then_none_needs_a_weight() -> None:
    profile = regulation(
        amount={"is": "(beban_kerja + prestasi_kerja) * 80%"},
        parts={
            "burden": {"of": "beban_kerja * 80%", "round": "Rp 1"},
            "work": {"of": "prestasi_kerja * 80%", "round": "Rp 1"},
        },
    )
    amounts = [component("beban_kerja", "700000"), component("prestasi_kerja", "300000")]
    assert result(profile, amounts=amounts).net == 800_000


def test_zero_of_a_part_when_it_holds_then_the_others_are_paid() -> None:
    rules = {"gate": {"each": "month", "when": "count(status = alpa) > 1", "zero": "discipline"}}
    scores = [{"nip": NIP, "period": "2026-07", "measure": "capaian", "value": "100"}]
    profile = regulation(parts=TWO_PARTS, rules=rules)
    gone = {D1: (None, None), D2: (None, None)}
    found = result(profile, scores=scores, punches=gone)
    assert (found.status, found.net) == ("payable", 600_000)
    assert result(profile, scores=scores, punches={D1: (None, None)}).net == 1_000_000


# ------------------------------------------------------------------ earned by indicators
EARNED = {
    "parts": {
        "total": {
            "earn": {
                "days": {
                    "weight": "75%",
                    "earned": "count(status = present)",
                    "target": "working_days",
                    "no_target": "full",
                },
                "apel": {
                    "weight": "25%",
                    "earned": "count(event.event = apel_pagi and not missed)",
                    "target": "count(event.event = apel_pagi)",
                    "no_target": "full",
                },
            },
            "round": "Rp 1",
        }
    }
}


def test_earn_when_a_target_is_zero_then_the_weight_is_paid_in_full() -> None:
    # 22 of 23 days: 75 % x 22/23 = 717 391.30; no apel was held: 250 000
    found = result(regulation(**EARNED), punches={D1: (None, None)})
    assert found.net == 967_391
    assert [finding.code for finding in found.findings] == ["days", "residual"]


def test_earn_when_an_apel_is_missed_then_its_unit_price_is_lost() -> None:
    # two held, one missed: 25 % / 2 = 125 000
    events = [{"date": day, "event": "apel_pagi"} for day in ("2026-07-06", "2026-07-13")]
    seen = [
        {"nip": NIP, "date": "2026-07-06", "event": "apel_pagi", "status": "present"},
        {"nip": NIP, "date": "2026-07-13", "event": "apel_pagi", "status": "absent"},
    ]
    found = result(regulation(**EARNED), events=events, attendance_at_events=seen)
    assert found.net == 875_000


def test_part_in_rupiah_when_unit_prices_are_rounded_then_the_sum_is_of_them() -> None:
    # 1 000 000 / 23 = 43 478.26 -> 43 478 a day; 22 days = 956 516
    price = "round(share(total; working_days; total); Rp 1)"
    parts = {"total": {"is": f"count(status = present) * {price}", "round": "Rp 1"}}
    assert result(regulation(parts=parts), punches={D1: (None, None)}).net == 956_516


# ------------------------------------------------------------------ effects
def test_postpone_when_it_holds_then_the_net_is_owed_later() -> None:
    rule = {"each": "month", "when": "any(late > 0m)", "postpone": "2 months"}
    found = result(discipline(report=rule), punches=late(d1=1))
    assert (found.status, found.net, str(found.pay_in)) == ("postponed", 1_000_000, "2026-09")
    assert result(discipline(report=rule)).pay_in is None


def test_withhold_when_a_payment_is_postponed_too_then_it_is_withheld() -> None:
    rules = {
        "report": {"each": "month", "when": "any(late > 0m)", "postpone": "1 month"},
        "lhkpn": {"each": "violation lhkpn", "withhold": "everything"},
    }
    violations = [{"nip": NIP, "date": "2026-07-01", "code": "lhkpn"}]
    found = result(discipline(**rules), punches=late(d1=1), violations=violations)
    assert (found.status, found.net, found.pay_in) == ("withheld", 1_000_000, None)
    assert [w.code for w in found.why_status] == ["gate-postponed", "gate-withheld"]


def test_flag_when_it_holds_then_a_warning_says_why() -> None:
    rule = {"each": "month", "when": "any(late > 60m)", "flag": "diperiksa atasan"}
    found = result(discipline(look=rule), punches=late(d1=61))
    assert [remark.message("id") for remark in found.warnings if remark.code == "flag"] == [
        "perlu diperiksa: diperiksa atasan (Perbup Uji 1/2020, pasal 1)"
    ]
    assert result(discipline(look=rule), punches=late(d1=60)).warnings == ()


LADDER = {
    "each": "month",
    "bring": {"by": "count(status = alpa)", "..1": "none", "2": "teguran_lisan", "3..": "warning"},
    "months": "3",
    "basis": {"id": "{n} hari dalam {year}", "en": "{n} days in {year}"},
    "starts": "next month",
}


@pytest.mark.parametrize(("days", "code"), [(1, None), (2, "teguran_lisan"), (3, "warning")])
def test_bring_when_the_table_names_one_then_the_result_has_a_consequence(
    days: int, code: str | None
) -> None:
    gone = {date(2026, 7, day): (None, None) for day in (1, 2, 3)[:days]}
    found = result(discipline(ladder=LADDER), punches=gone).as_dict("id")["consequences"]
    expected = {
        "code": code,
        "from": "2026-08",
        "months": 3,
        "basis": f"{days} hari dalam 2026",
        "source": "Perbup Uji 1/2020, pasal 1",
    }
    assert found == ([expected] if code else [])


def test_addition_when_a_line_adds_then_it_belongs_to_the_gross() -> None:
    profile = discipline()
    profile["pay"] = {
        "allowance_plt": {"kind": "addition", "cut": "20%", "of": "total", "round": "Rp 1"},
        "tax": {"kind": "tax", "cut": "5%", "of": "gross", "round": "Rp 1"},
    }
    found = result(profile)
    # 1 000 000 + 200 000 = 1 200 000; 5 % = 60 000
    assert (found.gross, found.deductions, found.net) == (1_200_000, 60_000, 1_140_000)
    assert "Rp 1.200.000" in found.explain()


# ------------------------------------------------------------------ rounding with a residual
def test_residual_when_the_whole_is_rounded_down_then_one_part_takes_the_difference() -> None:
    # 600 000 x 99.99 % = 599 940; 400 000; together 999 940 -> 999 000; discipline 399 060
    parts = {
        "work": {"weight": "60%", "score": "capaian", "round": "Rp 1"},
        "discipline": {"weight": "40%"},
        "total": {"round": "Rp 1.000 down", "residual": "discipline"},
    }
    scores = [{"nip": NIP, "period": "2026-07", "measure": "capaian", "value": "99.99"}]
    found = result(regulation(parts=parts), scores=scores)
    lines = [(line.id, line.kind, line.amount) for line in found.lines]
    assert lines[:2] == [("work", "part", 599_940), ("discipline", "part", 399_060)]
    assert (found.gross, found.net) == (999_000, 999_000)
    assert sum(finding.amount for finding in found.findings) == -1_000


@pytest.mark.parametrize(
    ("residual", "code"), [("nobody", "unknown-choice"), ("work", "key-without-effect")]
)
def test_residual_when_no_part_or_a_rounded_one_then_it_is_refused(
    residual: str, code: str
) -> None:
    parts = {
        "work": {"weight": "60%", "round": "Rp 1"},
        "discipline": {"weight": "40%"},
        "total": {"round": "Rp 1", "residual": residual},
    }
    with pytest.raises(ProfileError, match=code):
        mr.load_profile(regulation(parts=parts))


def test_weekdays_when_the_range_goes_over_the_weekend_then_sunday_is_worked() -> None:
    # July 2026 has 4 Sundays, 4 Mondays, 4 Tuesdays and 5 Wednesdays
    profile = {**regulation(), "hours": {"office": {"normal": {"sun..wed": "08:00..16:00"}}}}
    found = result(profile)
    assert found.counts["working_days"] == 4 + 4 + 4 + 5


# ------------------------------------------------------------------ keys without a use
MANY = {"each": "month", "when": "count(status = alpa) > 3"}
OTHER_VERBS = {
    "pay": {**MANY, "pay": "50%", "of": "discipline"},
    "times": {**MANY, "times": "50%", "of": "discipline"},
    "zero": {**MANY, "zero": "everything"},
    "postpone": {**MANY, "postpone": "1 month"},
    "withhold": {**MANY, "withhold": "everything"},
    "flag": {**MANY, "flag": "lihat"},
}
#: What these verbs change may be another base than the one that they say a percent of.
WITH_FROM = {"pay", "times"}


@pytest.mark.parametrize("verb", OTHER_VERBS)
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("free", "1 per month"),
        ("at_most", "10%"),
        ("code", "X"),
        ("from", "discipline"),
        ("beside_pay", "yes"),
        ("months", "3"),
        ("round", "Rp 1"),
    ],
)
def test_key_when_the_verb_never_looks_at_it_then_refused(verb, key, value):
    """Three days that are free before everything is lost were read, and did nothing."""
    rule = OTHER_VERBS[verb]
    if key == "from" and verb in WITH_FROM:
        return
    assert mr.load_profile(discipline(rule=rule)).id
    with pytest.raises(mr.ProfileError) as refused:
        mr.load_profile(discipline(rule={**rule, key: value}))
    [problem] = refused.value.problems
    assert (problem.code, problem.params["key"]) == ("key-without-effect", key)


def test_base_when_nothing_is_taken_of_it_then_refused():
    with pytest.raises(mr.ProfileError, match="key-without-effect"):
        mr.load_profile(discipline(rule={**OTHER_VERBS["zero"], "of": "discipline"}))
