"""The runner of cases: shorthand, comparison, messages, coverage."""

from __future__ import annotations

import pytest

from masker_rules.errors import ProfileError
from masker_rules.testing import run_cases

PROFILE = """\
profile:
  language: 1
  id: id/uji/kasus
  title: Aturan uji
  status: draft
  zone: Asia/Makassar
  in_force: 2020-01-01..
  rounding: half_up
  source: uji pasal 1
sources: {uji: {title: Perbup Uji, kind: regulation, confirmed: "yes"}}
hours:
  office: {normal: {mon..fri: 08:00..16:00}}
amount: tpp
parts:
  discipline: {weight: 100%, round: Rp 1}
rules:
  late: {each: late, cut: {1m..30m: 1%, 31m..: 2%}, of: discipline}
  alpa: {each: alpa, cut: 5%, of: discipline}
  gate: {each: month, when: count(status = alpa) > 2, zero: everything}
"""
GIVEN = """\
case: 1
period: 2026-07
given:
  amounts: {tpp: 1000000}
  days: on time
cases:
"""


@pytest.fixture
def run(tmp_path):
    def make(cases, profile=PROFILE, head=GIVEN):
        folder = tmp_path / "aturan"
        (folder / "cases").mkdir(parents=True, exist_ok=True)
        (folder / "profile.yaml").write_text(profile)
        (folder / "cases" / "uji.yaml").write_text(head + cases)
        return run_cases(folder)

    return make


def texts(report):
    return [mismatch.text() for case in report for mismatch in case.mismatches]


def test_case_when_everything_fits_then_passed(run):
    report = run("""\
  late and absent:
    days: {2026-07-01: in 08:10, 2026-07-02: alpa}
    expect: {status: payable, parts: {discipline: 94%}, discipline: 940000, net: 940000}
""")
    assert [(case.name, case.passed) for case in report] == [("late and absent", True)]


def test_case_when_it_differs_then_both_values_and_the_place_are_told(run):
    report = run("""\
  late:
    days: {2026-07-01: in 08:10}
    expect: {status: zero, parts: {discipline: 98%}, net: 1000000, gross: Rp 980.000}
""")
    place = f"{report.profile.path.parent.as_posix()}/cases/uji.yaml:9"
    assert texts(report) == [
        f"{place}:22: status: expected zero, got payable",
        f"{place}:48: parts.discipline: expected 98%, got 99%",
        f"{place}:59: net: expected 1000000, got 990000",
        f"{place}:75: gross: expected Rp 980.000, got 990000",
    ]
    assert report.failed == tuple(report)


def test_findings_when_one_is_not_listed_then_a_mismatch(run):
    report = run("""\
  two late days and only one told:
    days: {2026-07-01: in 08:10, 2026-07-02: in 08:40}
    expect: {findings: [2026-07-01 TL1 10m 1%]}
  one told that did not come:
    expect: {findings: [TL1]}
""")
    first, second = texts(report)
    assert first.endswith("does not expect 2026-07-02 TL2 40m 2% discipline -20000")
    assert second.endswith("findings: expected TL1, got none")


def test_finding_when_no_rule_has_its_code_then_the_nearest_are_named(run):
    report = run("""\
  a code that the law does not have:
    days: {2026-07-01: in 08:10}
    expect: {findings: [2026-07-01 LT1 10m 1% discipline]}
""")
    unknown, left = texts(report)
    assert unknown.endswith(
        "findings: 2026-07-01 LT1 10m 1% discipline: no finding has that code; nearest: TL1"
    )
    assert left.endswith("does not expect 2026-07-01 TL1 10m 1% discipline -10000")


def test_codes_when_said_not_to_be_there_then_their_absence_is_compared(run):
    report = run("""\
  warnings:
    expect: {warnings: [not placeholder-rates, estimated-calendar]}
  why:
    days: {2026-07-01..2026-07-03: alpa}
    expect: {status: zero, why_status: [not gate]}
""")
    first, second = texts(report)
    assert first.endswith("warnings: expected estimated-calendar, got none")
    assert second.endswith("why_status: expected not gate, got gate")


def test_key_when_a_result_has_none_of_that_name_then_the_nearest_are_named(run):
    report = run("""\
  a line that the law does not have:
    expect: {nett: 1000000}
  the others go on:
    expect: {net: 1000000, tax: none}
""")
    assert [case.passed for case in report] == [False, True]
    [text] = texts(report)
    assert text.endswith("nett: a result has no such key and no line of that name; nearest: net")


def test_line_when_it_is_of_the_law_and_not_of_the_month_then_got_none(run):
    report = run("""\
  nobody who is paid:
    employee: {category: NON_ASN}
    expect: {discipline: 5}
""")
    assert texts(report)[0].endswith("discipline: expected 5, got none")


def test_pay_in_when_a_payment_is_postponed_then_its_month(run):
    profile = PROFILE.replace("zero: everything", "postpone: 1 month")
    report = run(
        """\
  postponed:
    days: {2026-07-01: alpa, 2026-07-02: alpa, 2026-07-03: alpa}
    expect: {status: postponed, pay_in: 2026-08}
  not postponed:
    expect: {pay_in: 2026-08}
""",
        profile,
    )
    assert [case.passed for case in report] == [True, False]
    assert texts(report)[0].endswith("pay_in: expected 2026-08, got none")


def test_days_when_the_rest_is_alpa_then_only_what_is_told_is_worked(run):
    report = run("""\
  one day of work:
    days: {rest: alpa, 2026-07-01: on time}
    expect: {counts: {present: 1, absent: 22}, status: zero}
""")
    assert texts(report) == []


def test_days_when_nothing_is_added_then_only_the_rows_of_tables(run):
    report = run("""\
  a raw row:
    days: none
    tables: {punches: [{time: 2026-07-01 07:59, kind: in}, {time: 2026-07-01 16:00, kind: out}]}
    expect: {counts: {present: 1, absent: 22}}
""")
    assert texts(report) == []


def test_row_when_it_is_set_aside_then_a_mistake_of_the_case(run):
    cases = """\
  a word that nobody knows:
    tables: {absences: [{code: plesir, from: 2026-07-01, until: 2026-07-01}]}
    expect: {status: incomplete}
  the same and expected:
    tables: {absences: [{code: plesir, from: 2026-07-01, until: 2026-07-01}]}
    expect: {status: incomplete, set_aside: [unknown-word]}
"""
    first, second = run(cases)
    assert [m.what for m in first.mismatches] == ["set_aside"]
    assert second.passed


def test_error_when_expected_then_passed_and_else_told(run):
    cases = """\
  before the beginning:
    period: 2019-12
    expect: {error: not-in-force}
  before the beginning, not expected:
    period: 2019-12
    expect: {net: 1}
  an error that does not come:
    expect: {error: not-in-force}
"""
    first, second, third = run(cases)
    assert first.passed
    assert "not-in-force" in second.mismatches[0].got
    assert third.mismatches[0].got == "payable"


@pytest.mark.parametrize(
    ("cases", "place", "code"),
    [
        ("  a:\n    dais: {}\n    expect: {}\n", "8:11", "case-unknown-key"),
        ("  a:\n    days: {}\n", "8:5", "case-missing-key"),
        ("  a:\n    days: {2026-07-32: alpa}\n    expect: {}\n", "8:24", "case-value"),
        ("  a:\n    days: {2026-07-01: sick}\n    expect: {}\n", "8:24", "case-value"),
        ("  a:\n    days: {2026-07-01: in eight}\n    expect: {}\n", "8:24", "case-value"),
        ("  a:\n    expect: {net: many}\n", "8:19", "case-value"),
        ("  a:\n    expect: {net: 1.5}\n", "8:19", "case-value"),
        ("  a:\n    expect: {parts: {discipline: much}}\n", "8:34", "case-value"),
        ("  a:\n    expect: {parts: 5%}\n", "8:21", "case-shape"),
        ("  a:\n    activities: {2026-07-01: many}\n    expect: {}\n", "8:30", "case-value"),
        (
            "  a:\n    tables: {absences: [{code: izin, half: am}]}\n    expect: {}\n",
            "8:44",
            "case-unknown-key",
        ),
    ],
)
def test_case_when_it_cannot_be_read_then_told_at_its_place_and_stops_no_other(
    run, cases, place, code
):
    readable = "  b:\n    expect: {net: 1000000}\n"
    wrong, right = run(cases + readable)
    [problem] = wrong.problems
    assert problem.code == code
    assert str(problem.place).endswith(f"/aturan/cases/uji.yaml:{place}")
    assert (wrong.name, wrong.passed, right.name, right.passed) == ("a", False, "b", True)
    assert "COULD NOT BE READ: a" in wrong.text("en")
    assert "TIDAK TERBACA: a" in wrong.text("id")


def test_activities_when_several_are_of_one_date_then_each_is_a_row(run):
    counts = """\
counts:
  told: count(activity)
  refused: count(activity where activity.status = rejected)
  most: highest(activity.minutes)
  both: count(count(activity over day) = 2)
"""
    report = run(
        """\
  two of one date, and one of another:
    activities: {2026-07-01..2026-07-02: 300m; 60m rejected, 2026-07-03: 20m}
    expect: {counts: {told: 5, refused: 2, most: 300, both: 2}}
  what cannot be read:
    activities: {2026-07-01: 300m; many}
    expect: {}
""",
        PROFILE + counts,
    )
    first, second = report
    assert [item.text() for item in first.mismatches] == []
    assert first.passed
    assert [problem.code for problem in second.problems] == ["case-value"]


def test_keys_below_expect_when_the_law_has_none_then_the_nearest_are_named(run):
    report = run("""\
  misspelt:
    expect: {parts: {disciplin: 100%}, counts: {late_dayz: 0, TLL: 0, nothing: none}}
""")
    told = [text.partition(": ")[2] for text in texts(report)]
    assert told == [
        "parts.disciplin: the regulation has no such part; nearest: discipline",
        "counts.late_dayz: no count and no code of findings has that name; nearest: late_days",
        "counts.TLL: no count and no code of findings has that name; nearest: TL, TL2",
    ]


@pytest.mark.parametrize("key", ["findings", "missing", "flags", "questions", "consequences"])
@pytest.mark.parametrize("nothing", ["none", "[]"])
def test_list_when_nothing_is_expected_then_none_and_empty_say_so(run, key, nothing):
    assert texts(run(f"  quiet:\n    expect: {{{key}: {nothing}}}\n")) == []


@pytest.mark.parametrize("nothing", ["none", "[]"])
def test_list_when_something_comes_then_expecting_nothing_fails(run, nothing):
    flag = "  look: {each: month, when: count(status = alpa) > 0, flag: lihat}\n"
    report = run(
        f"  a:\n    days: {{2026-07-01: alpa}}\n    expect: {{warnings: {nothing}}}\n",
        profile=PROFILE + flag,
    )
    assert [text.partition(": ")[2] for text in texts(report)] == [
        "warnings: expected none, got flag"
    ]


def test_person_when_the_row_does_not_count_then_its_place_and_the_word_are_told(run):
    [case] = run("  a:\n    employee: {category: PNSS}\n    expect: {net: 1}\n")
    [told] = case.mismatches
    assert "PNSS" in told.text("en")
    assert told.place.line > case.place.line


def test_file_when_it_is_no_yaml_then_the_others_are_run(run):
    path = run("  a: {expect: {status: payable}}\n").profile.path
    (path.parent / "cases" / "b.yaml").write_text("cases: {a: [\n", "utf-8")
    broken, fine = run_cases(path)
    assert fine.passed
    assert (broken.passed, broken.name.endswith("b.yaml")) == (False, True)
    assert broken.problems[0].code.startswith("yaml-")


def test_file_when_it_names_another_profile_then_refused(run):
    with pytest.raises(ProfileError) as wrong:
        run("  a: {expect: {}}\n", head=GIVEN.replace("case: 1", "case: 1\nprofile: id/lain"))
    assert wrong.value.code == "case-other-profile"


def test_file_when_of_another_version_then_refused(run):
    with pytest.raises(ProfileError) as wrong:
        run("  a: {expect: {}}\n", head=GIVEN.replace("case: 1", "case: 2"))
    assert wrong.value.code == "case-value"


def test_given_when_a_case_repeats_a_key_then_the_case_wins(run):
    report = run("""\
  another amount:
    amounts: {tpp: 500000}
    expect: {net: 500000}
  no amount:
    amounts: {tpp: none}
    expect: {status: incomplete, missing: [amounts.tpp]}
""")
    assert texts(report) == []


def test_coverage_when_a_row_and_the_gate_are_not_reached_then_named_with_place(run):
    report = run("""\
  late:
    days: {2026-07-01: in 08:10}
    expect: {net: 990000}
""")
    missed = [(str(item), item.place.line) for item in report.coverage.missed]
    assert missed == [
        ("rules.late.cut (31m..)", 17),
        ("rules.alpa (alpa)", 18),
        ("rules.gate", 19),
    ]
    assert len(report.coverage.reachable) == 5


def test_coverage_when_a_row_is_only_looked_up_where_nothing_is_cut_then_not_reached(run):
    profile = PROFILE.replace("{each: late, cut", "{each: late, when: weekday = mon, cut")
    report = run(
        """\
  late on Wednesday:
    days: {2026-07-01: in 08:10}
    expect: {net: 1000000}
""",
        profile,
    )
    missed = {str(item) for item in report.coverage.missed}
    assert {"rules.late (late)", "rules.late.cut (1m..30m)", "rules.late.cut (31m..)"} <= missed


def test_counts_when_a_code_was_not_found_then_nought_but_of_no_such_name_none(run):
    report = run("""\
  counts:
    expect: {counts: {absent: 0, A: 0, TL1: 0, TL2: 0, TL3: 0, absnt: 0, late_day: none}}
""")
    assert [text.partition(": ")[2] for text in texts(report)] == [
        "counts.TL3: no count and no code of findings has that name; nearest: TL, TL2",
        "counts.absnt: no count and no code of findings has that name; nearest: absent",
    ]


def test_counts_when_the_month_is_incomplete_then_what_nobody_knows_is_none(run):
    report = run("""\
  without punches:
    absent: [punches]
    expect: {status: incomplete, counts: {TL1: 0, late_days: 0, working_days: 23}}
""")
    assert [text.partition(": ")[2] for text in texts(report)] == [
        "counts.TL1: expected 0, got none",
        "counts.late_days: expected 0, got none",
    ]


def test_case_when_unsigned_then_listed_and_not_passed(run):
    report = run("""\
  signed:
    expect: {net: 1000000}
  unsigned and right:
    signed: "no"
    expect: {net: 1000000}
  unsigned and wrong:
    signed: "no"
    expect: {net: 1}
""")
    assert [case.passed for case in report] == [True, False, False]
    assert report.failed == ()
    assert [case.name for case in report.unsigned] == ["unsigned and right", "unsigned and wrong"]
    right, wrong = report.unsigned
    assert right.text().endswith("unsigned, not counted as passed: unsigned and right")
    assert "expected 1, got 1000000" in wrong.text()


def test_file_when_unsigned_then_its_cases_are_unless_they_say_otherwise(run):
    head = GIVEN.replace("case: 1\n", 'case: 1\nsigned: "no"\n')
    cases = "  a: {expect: {net: 1000000}}\n  b: {signed: yes, expect: {net: 1000000}}\n"
    assert [case.signed for case in run(cases, head=head)] == [False, True]


def test_coverage_when_a_case_is_unsigned_then_it_reaches_nothing(run):
    cases = "  a:\n    signed: no\n    days: {2026-07-01: alpa}\n    expect: {net: 950000}\n"
    report = run(cases)
    assert report.coverage.reached == frozenset()


def test_signature_when_it_says_something_else_then_refused(run):
    [wrong] = run("  a: {signed: maybe, expect: {net: 1}}\n")
    assert [one.code for one in wrong.problems] == ["case-value"]


def test_complete_when_a_case_tells_months_then_each_of_them_is_known(run):
    """Whether somebody was away is open in months that nobody told of, and not in told ones."""
    many = "count(status = alpa over year) > 100"
    law = PROFILE.replace(
        "  gate:", f"  year: {{each: month, when: {many}, cut: 50%, of: discipline}}\n  gate:"
    )
    cases = """\
  six months:
    complete: {punches: 2026-01..2026-06}
    expect: {status: payable, net: 500000}
  five of them:
    complete: {punches: 2026-01..2026-05}
    expect: {status: incomplete}
"""
    # some 120 working days without a punch from January to June: half of 1.000.000 is left
    assert [case.mismatches for case in run(cases, law)] == [(), ()]


def test_complete_when_no_months_then_told_what_is_wanted(run):
    [wrong] = run("  a:\n    complete: {punches: semester}\n    expect: {net: 1000000}\n")
    assert [one.code for one in wrong.problems] == ["case-value"]
    assert "2026-01..2026-06" in wrong.problems[0].text("en")


def test_events_when_a_case_takes_them_away_then_none_is_missed(run):
    """A day without notice costs 5 %, and 3 % more where a roll call was missed with it."""
    head = GIVEN.replace(
        "  days: on time\n",
        "  days: {2026-07-01: alpa}\n  events: {2026-07-01: apel_pagi 07:30..07:45}\n",
    )
    rules = "  apel: {each: missed apel_pagi, cut: 3%, of: discipline}\n"
    cases = (
        "  with: {expect: {net: 920000}}\n"
        "  without: {events: {2026-07-01: none}, expect: {net: 950000}}\n"
    )
    report = run(cases, profile=PROFILE + rules, head=head)
    assert not report.failed, [one.text("en") for one in report.failed]
