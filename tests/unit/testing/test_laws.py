"""Each law notices a regulation, or an engine, that breaks it."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import Phase, find, settings
from long_runs import some_of

from masker_rules.engine.profile import load_profile
from masker_rules.engine.results import Results
from masker_rules.errors import AdapterUnavailableError, ProfileError, RequestError
from masker_rules.testing import DECLARABLE, LAWS, check_law
from masker_rules.testing import laws as suite
from masker_rules.testing.cases import Trial
from masker_rules.testing.drafts import Draft
from masker_rules.testing.months import Months

PROFILE = """\
profile:
  language: 1
  id: id/uji/hukum
  title: Aturan uji
  status: draft
  zone: Asia/Makassar
  in_force: 2026-01-01..2026-12-31
  rounding: half_up
  source: uji pasal 1
sources: {uji: {title: Perbup Uji, kind: regulation, confirmed: "yes"}}
hours:
  office: {normal: {mon..fri: 08:00..16:00}}
amount: tpp
parts:
  work: {weight: 50%, score: capaian, round: Rp 1}
  discipline: {weight: 50%, round: Rp 1}
rules:
  late: {each: late, cut: {1m..30m: 1%, 31m..: 2%}, of: discipline}
  alpa: {each: alpa, cut: 5%, of: discipline}
"""
FALLING = PROFILE.replace("{1m..30m: 1%, 31m..: 2%}", "{1m..30m: 2%, 31m..: 1%}")
#: A month that breaks the law is enough; nobody reads the smallest one here. What is drawn hangs
#: on which modules are loaded, and few months may miss it: there are many, until the first one.
FIRST = settings(phases=[Phase.generate], max_examples=1000)
ABOVE = PROFILE.replace("score: capaian,", "score: capaian, at_most: 120%,")


@pytest.fixture
def law(tmp_path):
    def saying(text):
        (tmp_path / "profile.yaml").write_text(text)
        return load_profile(tmp_path)

    return saying


def declaring(text, name):
    return text.replace(
        "  source: uji", f"  declares: {{{name}: the text says so}}\n  source: uji"
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", LAWS)
def test_law_when_the_regulation_keeps_it_then_nothing_is_said(law, name):
    check_law(name, law(PROFILE))


@pytest.mark.parametrize("name", some_of(LAWS))
def test_law_when_the_regulation_leaves_a_rate_open_then_nothing_is_said(law, name):
    check_law(name, law(PROFILE.replace("{1m..30m: 1%, 31m..: 2%}", "unknown")))


@pytest.mark.parametrize("dates", ["2026-07-15..2026-12-15", "2026-07-10..2026-07-20"])
def test_dates_when_a_month_is_in_force_in_part_then_nothing_is_said(law, dates):
    check_law("dates-in-force", law(PROFILE.replace("2026-01-01..2026-12-31", dates)))


def test_months_when_the_law_asks_for_other_tables_then_drawn_with_them(law):
    text = PROFILE.replace("amount: tpp", "amount: gaji * 2").replace(
        "rules:",
        "inputs:\n"
        "  gaji: {from: salaries.gross, type: money}\n"
        "  lalu: {from: carried.unexcused_days, type: count, of: year}\n"
        "  dulu: {from: scores.skp, type: percent, of: 2 years ago}\n"
        "rules:\n  stop: {each: month, when: lalu > 2 or dulu < 1%, zero: everything}\n ",
    )
    drawn = find(Months(law(text)).drafts(), lambda _: True, settings=FIRST).given
    period = drawn["period"]
    [carried], [salary] = drawn["tables"]["carried"], drawn["tables"]["salaries"]
    assert (carried["period"], carried["key"]) == (period, "unexcused_days")
    assert set(salary) == {"period", "gross"}
    assert salary["period"] == period
    assert set(drawn["scores"]) == {"capaian", f"skp {int(period[:4]) - 2}"}
    assert not Draft("a month", drawn, law(text)).trial.pack.set_aside


def test_months_when_nobody_has_hours_then_nothing_is_told_of_their_days(law):
    text = PROFILE.replace("hours:\n  office: {normal: {mon..fri: 08:00..16:00}}\n", "")
    drawn = find(Months(law(text)).drafts(), lambda _: True, settings=FIRST).given
    assert "days" not in drawn
    assert "tpp" in drawn["amounts"]


@pytest.mark.slow
def test_lateness_when_more_of_it_costs_less_then_a_case_shows_it(law):
    with pytest.raises(AssertionError, match="pays") as broken:
        check_law("more-late-never-pays-more", law(FALLING), settings=FIRST)
    assert "case: 1\ncases:\n" in str(broken.value)
    assert "late by " in str(broken.value)


def test_pay_when_above_the_full_amount_then_a_case_shows_it(law):
    with pytest.raises(AssertionError, match="above the full amount"):
        check_law("pay-within-bounds", law(ABOVE), settings=FIRST)


@pytest.mark.parametrize(
    ("text", "name"), [(FALLING, "more-late-never-pays-more"), (ABOVE, "pay-within-bounds")]
)
def test_law_when_the_header_declares_it_broken_then_it_is_not_checked(law, text, name):
    check_law(name, law(declaring(text, name)))


def test_header_when_it_declares_what_nobody_may_break_then_refused(law):
    with pytest.raises(ProfileError, match="lines-add-up") as wrong:
        law(declaring(PROFILE, "lines-add-up"))
    assert wrong.value.code == "unknown-choice"
    assert set(DECLARABLE) < set(LAWS)


# ------------------------------------------------------------------ an engine that errs
def changed(monkeypatch, change):
    """Every result is changed before the law sees it."""
    true = Trial.computed

    def computed(trial, profile):
        results = true(trial, profile)
        items = tuple(change(item) for item in results)
        return Results(items, results.header, results.set_aside, results.remarks)

    monkeypatch.setattr(Trial, "computed", computed)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("lines-add-up", lambda r: replace(r, net=r.net + 1 if r.net is not None else None)),
        (
            "lines-add-up",
            lambda r: replace(r, lines=tuple(replace(x, amount=x.amount + 1) for x in r.lines)),
        ),
        (
            "findings-add-up",
            lambda r: replace(
                r, findings=tuple(f._replace(amount=f.amount - Fraction(1, 3)) for f in r.findings)
            ),
        ),
        (
            "trace-reproduces",
            lambda r: replace(r, lines=tuple(replace(x, amount=x.amount + 1) for x in r.lines)),
        ),
        ("pay-within-bounds", lambda r: replace(r, net=-1 if r.net is not None else None)),
    ],
)
def test_law_when_the_engine_errs_then_noticed(law, monkeypatch, name, change):
    changed(monkeypatch, change)
    with pytest.raises(AssertionError, match="as a case"):
        check_law(name, law(PROFILE), settings=FIRST)


@pytest.mark.parametrize("name", ["order-is-nothing", "same-bytes"])
def test_law_when_results_depend_on_the_call_then_noticed(law, monkeypatch, name):
    calls = iter(range(10**6))
    true = suite.compute

    def computed(*args, **kwargs):
        results = true(*args, **kwargs)
        header = {**results.header, "masker": str(next(calls))}
        return Results(results.items, header, results.set_aside, results.remarks)

    monkeypatch.setattr(suite, "compute", computed)
    with pytest.raises(AssertionError, match="as a case"):
        check_law(name, law(PROFILE), settings=FIRST)


def test_dates_when_the_month_outside_is_computed_then_noticed(law, monkeypatch):
    monkeypatch.setattr(suite, "_refusal", lambda *_: "")
    with pytest.raises(AssertionError, match="is not in force"):
        check_law("dates-in-force", law(PROFILE), settings=FIRST)


def test_suite_when_hypothesis_is_absent_then_the_extra_is_named(law, monkeypatch):
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(AdapterUnavailableError, match=r"masker-rules\[testing\]"):
        check_law("lines-add-up", law(PROFILE))


def test_law_when_there_is_none_of_that_name_then_the_nearest_is_named(law) -> None:
    for ask in (check_law, lambda name, profile: suite.breaks(name, profile, None)):
        with pytest.raises(RequestError) as wrong:
            ask("pay-within-bound", law(PROFILE))
        (problem,) = wrong.value.problems
        assert problem.code == "unknown-law"
        assert "“pay-within-bound”" in problem.text("id")
        assert "“pay-within-bounds”" in problem.text("id")
        assert all(name in problem.text("en") for name in LAWS)
    cure = settings(FIRST, max_examples=20)
    check_law("pay-within-bounds", law(PROFILE), settings=cure)  # as it is pasted
