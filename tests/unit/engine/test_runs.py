"""Runs of their own: THR, a thirteenth month, a supplementary payment beside the ordinary one."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

import masker_rules as mr
from masker_rules.testing import run_cases

NIP, OTHER = "197001012010011001", "197102022010012001"
LAW = """
profile: {language: 1, id: id/kab-contoh/tpp, title: TPP Contoh, status: operated,
  zone: Asia/Makassar, in_force: 2026-01-01.., source: perbup}
sources: {perbup: {title: Perbup Contoh, kind: regulation, confirmed: "yes"}}
hours: {office: {normal: {mon..fri: 07:30..16:00}}}
amount: {is: tpp}
parts:
  discipline: {weight: 40%, round: Rp 1}
  work: {weight: 60%, round: Rp 1}
rules:
  alpa: {each: alpa, cut: 10%, of: discipline}
  late: {each: late, cut: 1%, of: discipline}
pay:
  bpjs: {kind: contribution, cut: 1%, of: gross, round: Rp 1}
  tax: {kind: tax, cut: 5%, of: gross, round: Rp 1}
"""
RUNS = """
runs:
  thr:
    title: {id: THR, en: Holiday allowance}
    months: [2026-02]
    source: perbup pasal 9
    use: [amount, pay.tax]
    parts: {total: {round: Rp 1}}
  setengah:
    title: Bulan 13
    months: ["3", 2026-02]
    status: draft
    amount: {is: tpp * 50%}
    parts: {total: {round: Rp 1}}
  susulan:
    title: Susulan
    use: [amount, parts, rules.alpa, pay]
"""


@pytest.fixture
def law(tmp_path):
    path = tmp_path / "profile.yaml"
    path.write_text(LAW + RUNS, encoding="utf-8")
    return mr.load_profile(path)


def written(tmp_path, text):
    path = tmp_path / "profile.yaml"
    path.write_text(text, encoding="utf-8")
    return mr.load_profile(path)


def pack(amount=1_000_000, month="2026-02", **tables):
    """One person who came on no day but one, and has the amount."""
    return {
        "employees": [{"nip": NIP, "name": "Contoh", "category": "PNS", "grade": "III/a"}],
        "punches": [{"nip": NIP, "time": f"{month}-02 07:00:00"}],
        "amounts": [{"component": "tpp", "nip": NIP, "amount": amount}] if amount else [],
    } | tables


def compute(law, run=None, period="2026-02", tables=None, **asked):
    return mr.compute(law, tables or pack(), period, run=run, **asked)


def lines(result):
    return {line.id: line.amount for line in result.lines if line.kind != "total"}


# ------------------------------------------------------------------ what a run has
def test_run_when_computed_then_only_what_it_names_pays_and_cuts(law):
    """The THR names the amount and the tax: no absence and no contribution touches it."""
    thr = compute(law, "thr")[0]
    assert (thr.status, thr.gross, thr.net) == ("payable", 1_000_000, 950_000)
    assert lines(thr) == {"total": 1_000_000, "tax": -50_000}
    assert thr.findings == ()


def test_ordinary_month_when_runs_are_declared_then_it_is_as_without_them(law, tmp_path):
    found = compute(law)
    (tmp_path / "alone").mkdir()
    alone = compute(written(tmp_path / "alone", LAW))
    assert found[0].findings
    assert found.as_dict()["results"] == alone.as_dict()["results"]


def test_run_when_it_writes_its_own_amount_then_that_is_paid(law):
    """Half of 1,000,000; it names no line, so nothing is taken."""
    assert compute(law, "setengah")[0].net == 500_000


def test_run_when_it_uses_one_rule_then_the_others_do_not_cut(law):
    """20 working days in February 2026 less Imlek on the 17th and its joint leave on the 16th:
    18. Present on none with both punches: the 2nd has an in alone, which no rule charges; 17
    days of `alpa` at 10 % leave nothing of the 40 % part: 600,000, less 1 % and 5 %.
    """
    found = compute(law, "susulan")[0]
    assert found.parts["discipline"] == 0
    assert (found.gross, found.net) == (600_000, 564_000)
    # What the floor of the part gives back is no rule's.
    assert {finding.rule for finding in found.findings} == {"rules.alpa", "residual"}


def test_run_when_in_frames_then_the_same_bytes(law):
    for run in (None, "thr", "setengah", "susulan"):
        by_one = compute(law, run, engine="reference")
        in_columns = compute(law, run, engine="columns")
        assert in_columns.how.in_frames == 1
        assert in_columns.to_json() == by_one.to_json()
        assert in_columns.to_frame().columns == by_one.to_frame().columns
        assert in_columns.to_frame().to_dicts() == by_one.to_frame().to_dicts()


@given(amount=st.integers(0, 10**9))
def test_run_when_half_is_paid_then_it_is_half_to_the_rupiah(amount):
    law = mr.load_profile(PLAIN)
    found = compute(law, "setengah", tables=pack(amount or 1))[0]
    # Half a rupiah is rounded up.
    assert found.net == -(-(amount or 1) // 2)


PLAIN = {
    "profile": {
        "language": "1", "id": "id/kab-contoh/polos", "title": "Contoh", "status": "draft",
        "zone": "Asia/Makassar", "in_force": "2026-01-01..", "source": "unconfirmed",
    },
    "amount": {"is": "tpp"},
    "parts": {"total": {"round": "Rp 1"}},
    "runs": {
        "setengah": {"title": "S", "amount": {"is": "tpp * 50%"}, "use": ["parts"]},
    },
}  # fmt: skip


# ------------------------------------------------------------------ results tell runs apart
def test_result_when_of_a_run_then_json_and_frames_say_so(law):
    thr, month = compute(law, "thr"), compute(law)
    assert (thr[0].run, month[0].run) == ("thr", "")
    told = json.loads(thr.to_json())
    assert told["results"][0]["run"] == "thr"
    assert told["profile"]["id"] == "id/kab-contoh/tpp#thr"
    assert "run" not in json.loads(month.to_json())["results"][0]
    assert thr.to_frame()["run"].to_list() == ["thr"]
    assert "run" not in month.to_frame().columns
    assert thr.to_rows()[0]["run"] == "thr"
    assert mr.Results.from_json(thr.to_json()) == thr
    assert mr.Results.from_json(thr.to_json())[0].run == "thr"
    assert pickle.loads(pickle.dumps(thr))[0].run == "thr"  # noqa: S301  (ours)
    assert thr[0] != compute(law, "susulan")[0]


def test_finding_rows_when_of_a_run_then_they_say_so(law):
    assert {row["run"] for row in compute(law, "susulan").findings_to_rows()} == {"susulan"}


def test_status_when_a_run_says_its_own_then_results_carry_it(law):
    assert compute(law, "setengah").about["profile"]["status"] == "draft"
    assert compute(law, "thr").about["profile"]["status"] == "operated"


def test_explanation_when_of_a_run_then_its_title_and_its_article(law):
    told = compute(law, "thr")[0].explain("en")
    assert "TPP Contoh: Holiday allowance" in told
    assert "alpa" not in told


# ------------------------------------------------------------------ its months
@pytest.mark.parametrize(
    ("run", "period", "exists"),
    [
        ("thr", "2026-02", True),
        ("thr", "2026-03", False),
        ("thr", "2027-02", False),
        ("setengah", "2026-03", True),
        ("setengah", "2027-03", True),
        ("setengah", "2026-04", False),
        ("susulan", "2026-04", True),
    ],
)
def test_run_when_asked_for_a_month_then_only_where_it_exists(law, run, period, exists):
    tables = pack(month=period)
    if exists:
        assert compute(law, run, period, tables)[0].status == "payable"
        return
    with pytest.raises(mr.RequestError) as wrong:
        compute(law, run, period, tables)
    assert wrong.value.code == "run-not-in-month"


def test_run_when_nobody_declares_it_then_refused_with_those_there_are(law):
    with pytest.raises(mr.ProfileError, match="thr, setengah, susulan") as wrong:
        compute(law, "natal")
    assert wrong.value.code == "no-such-run"


def test_run_when_wrong_then_the_regulation_does_not_load(tmp_path):
    text = LAW + "runs: {thr: {title: THR, use: [amount], parts: {total: {round: Rp 1}}, "
    with pytest.raises(mr.ProfileError) as wrong:
        written(tmp_path, text + "pay: {tax: {kind: tax, cut: 5%, of: grosss, round: Rp 1}}}}\n")
    assert wrong.value.problems[0].place.line == (LAW + "x").count("\n") + 1


# ------------------------------------------------------------------ its name
def test_run_when_named_behind_the_regulation_then_it_is_that_run(law, tmp_path):
    named = mr.load_profile(f"{tmp_path / 'profile.yaml'}#thr")
    assert named.id == "id/kab-contoh/tpp#thr"
    assert compute(named) == compute(law, "thr")
    assert mr.load_profile("id/kab-rembang#thr").plan.run == "thr"


def test_run_when_a_file_of_its_own_then_results_carry_its_name(tmp_path):
    text = """
profile: {language: 1, id: id/kab-contoh/thr, title: THR Contoh, status: draft, run: thr,
  months: 2026-02, extends: id/kab-rembang, use: [amount, parts], zone: Asia/Jakarta,
  in_force: 2026-01-01.., source: unconfirmed}
"""
    found = compute(written(tmp_path, text))
    assert (found[0].run, found[0].net) == ("thr", 1_000_000)
    with pytest.raises(mr.RequestError, match="2026-02"):
        compute(written(tmp_path, text), period="2026-03", tables=pack(month="2026-03"))


def test_run_when_a_change_of_it_is_compared_then_what_it_changes(law):
    """Tax of 5 % and of 6 % of 1,000,000: 10,000 less."""
    draft = mr.overlay(law.in_run("thr"), {"pay.tax.cut": "6%"})
    (change,) = mr.compare(law.in_run("thr"), draft, pack(), "2026-02").effects[0].known
    assert (change.before.net, change.after.net) == (950_000, 940_000)
    assert [(cause.path, moved) for cause, moved in change.causes.items()] == [("tax", -10_000)]


def test_overlay_when_the_regulation_declares_runs_then_they_follow_it(law):
    """The amount is halved: so is the THR that takes it over."""
    over = mr.overlay(law, {"amount.is": "tpp * 50%"}).profile
    assert compute(over, "thr")[0].gross == 500_000


# ------------------------------------------------------------------ what is taken once
TAKEN = {
    "deductions": [{"nip": NIP, "period": "2026-02", "code": "korpri", "amount": 5_000}],
    "carried": [{"nip": NIP, "period": "2026-02", "key": "overpayment", "value": "7000"}],
}


@pytest.mark.parametrize("engine", ["reference", "columns"])
def test_deductions_when_there_are_runs_then_the_ordinary_month_bears_them(law, engine):
    tables = pack(**TAKEN)
    assert compute(law, "thr", tables=tables, engine=engine)[0].net == 950_000
    plain, with_them = (compute(law, tables=one, engine=engine)[0] for one in (pack(), tables))
    assert plain.net - with_them.net == 12_000


def test_deduction_when_unreadable_then_it_leaves_a_run_alone(law):
    """What a run does not read cannot make it incomplete; the ordinary month is."""
    rows = [{"nip": NIP, "period": "2026-02", "code": "korpri", "amount": "lima ribu"}]
    tables = pack(deductions=rows)
    assert compute(law, "thr", tables=tables)[0].net == 950_000
    assert compute(law, tables=tables)[0].status == "incomplete"


def test_amount_when_unreadable_then_the_run_is_incomplete_too(law):
    rows = [{"component": "tpp", "nip": NIP, "amount": "sejuta"}]
    for engine in ("reference", "columns"):
        found = compute(law, "thr", tables=pack(amounts=rows), engine=engine)[0]
        assert (found.status, found.run) == ("incomplete", "thr")
        assert found.bounds.lowest <= 950_000


def test_person_when_set_aside_then_the_result_says_its_run(law):
    tables = pack()
    tables["employees"].append({"nip": OTHER, "name": "Lain", "category": "XX"})
    assert {one.run for one in compute(law, "thr", tables=tables)} == {"thr"}


def test_needs_when_of_a_run_then_only_what_it_reads(law):
    ordinary, thr = law.needs(), law.in_run("thr").needs()
    assert "deductions" in {table.name for table in ordinary.tables}
    assert "deductions" not in {table.name for table in thr.tables}


# ------------------------------------------------------------------ all runs of a month
def test_runs_when_summed_then_each_person_has_all_of_them(law):
    """Ordinary: 17 days of alpa leave 600,000; less 6 %: 564,000. THR 950,000, half 500,000,
    supplementary 564,000.
    """
    found = mr.compute_runs(law, pack(), "2026-02")
    assert list(found.results) == ["", "thr", "setengah", "susulan"]
    (total,) = found.totals
    assert {name: one.net for name, one in total.results.items()} == {
        "": 564_000, "thr": 950_000, "setengah": 500_000, "susulan": 564_000,
    }  # fmt: skip
    assert total.net == 564_000 + 950_000 + 500_000 + 564_000
    rows = found.to_rows()
    assert [row["run"] for row in rows] == ["", "thr", "setengah", "susulan", "*"]
    assert rows[-1]["net"] == total.net
    assert rows[-1]["gross"] - rows[-1]["deductions"] == rows[-1]["net"]


def test_runs_when_one_does_not_exist_in_the_month_then_it_is_not_there(law):
    found = mr.compute_runs(law, pack(month="2026-03"), "2026-03")
    assert list(found.results) == ["", "setengah", "susulan"]


def test_runs_when_one_is_incomplete_then_the_sum_is_bounds(law):
    """Without punches the ordinary month and the supplementary run pay 600,000 to 1,000,000, less
    6 %, and a rupiah to either side for rounding. The others do not ask: 950,000 and 500,000.
    """
    tables = pack()
    del tables["punches"]
    found = mr.compute_runs(law, tables, "2026-02")
    (total,) = found.totals
    assert total.net is None
    sure = 950_000 + 500_000
    assert sure + 2 * 563_999 <= total.lowest <= sure + 2 * 564_000
    assert sure + 2 * 940_000 <= total.highest <= sure + 2 * 940_001
    row = found.to_rows()[-1]
    assert (row["net"], row["lowest"], row["highest"]) == (None, total.lowest, total.highest)


def test_runs_when_a_regulation_has_none_then_the_month_alone(tmp_path):
    found = mr.compute_runs(written(tmp_path, LAW), pack(), "2026-02")
    assert list(found.results) == [""]


# ------------------------------------------------------------------ cases and layers
def test_cases_when_they_name_a_run_then_that_is_computed(tmp_path):
    written(tmp_path, LAW + RUNS)
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "runs.yaml").write_text(
        """
case: 1
profile: id/kab-contoh/tpp
period: 2026-02
given: {employee: {category: PNS, grade: III/a}, amounts: {tpp: 1000000}, days: on time}
cases:
  THR: {run: thr, expect: {net: 950000}}
  bulan biasa: {expect: {net: 940000}}
  tidak ada: {run: natal, expect: {net: 0}}
""",
        encoding="utf-8",
    )
    report = run_cases(tmp_path)
    assert [one.passed for one in report] == [True, True, False], [one.text() for one in report]
    assert [problem.code for problem in report[2].problems] == ["no-such-run"]
    thr = run_cases(mr.load_profile(f"{tmp_path / 'profile.yaml'}#thr"))
    assert [one.name for one in thr] == ["THR"]


def test_use_when_two_layers_name_one_item_each_way_then_it_is_taken_over():
    """Rembang takes its framework over; a run of it names a line alone."""
    thr = mr.load_profile("id/kab-rembang", run="thr").plan
    assert [line.id for line in thr.lines] == ["tax_borne"]


def test_runs_when_a_regulation_is_extended_then_only_where_used(tmp_path):
    below = """
profile: {language: 1, id: id/kab-contoh/lain, title: Lain, status: draft, extends: id/kab-rembang,
  zone: Asia/Jakarta, in_force: 2026-01-01.., source: unconfirmed, use: [%s]}
"""
    assert not written(tmp_path, below % "amount, parts").plan.runs
    used = written(tmp_path, below % "amount, parts, pay, runs.thr")
    assert [run.name for run in used.plan.runs] == ["thr"]
    assert compute(used, "thr")[0].net == 1_000_000


@pytest.mark.parametrize(("wrong", "better"), [
    ("[amount, parts, pay.taks]", "[amount, parts, pay.tax]"),
    ("[amount, part]", "[amount, parts]"),
    ("[rules.lates]", "[rules.late]"),
])  # fmt: skip
def test_what_a_run_takes_over_and_nothing_is_called_is_refused_with_what_is_meant(
    tmp_path, wrong, better
):
    """A misspelt tax was taken over by nobody, and the whole THR was paid."""
    runs = f"runs: {{thr: {{title: THR, use: {wrong}}}}}\n"
    with pytest.raises(mr.ProfileError) as caught:
        written(tmp_path, LAW + runs)
    (problem,) = caught.value.problems
    assert problem.code == "use-of-nothing"
    assert f"write `use: {better}` instead of `use: {wrong}`" in problem.text("en")
