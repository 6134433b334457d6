"""The audit as a call: what it says of itself, the same bytes, a history, and quick months."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from flawed import BASE, flawed
from long_runs import slow_but
from regulations import regulation

import masker_rules as mr
from masker_rules.engine.inputs import InputReader
from masker_rules.engine.profile import load_profile
from masker_rules.errors import RequestError
from masker_rules.facts.writers import write_pack
from masker_rules.periods import Month
from masker_rules.review.audit import _moved
from masker_rules.review.audit_base import base_month, signed_trials
from masker_rules.review.audit_bench import UNTOLD, Bench
from masker_rules.review.audit_days import TOLD, WHOLE, minutes_of
from masker_rules.testing.cases import alone
from masker_rules.testing.drafts import overlaid

NIP = "198501012010011001"


def bench_of(ref):
    profile = alone(load_profile(ref))
    return Bench(profile, base_month(profile, signed_trials(profile)))


@pytest.mark.parametrize(
    "ref",
    [
        "id/kab-bulukumba",
        "id/prov-jawa-tengah",
        pytest.param("id/kemnaker", marks=pytest.mark.slow),
        pytest.param("id/kota-pekalongan", marks=pytest.mark.slow),
        pytest.param("id/nasional", marks=pytest.mark.slow),
    ],
)
def test_bench_when_a_day_is_put_in_place_then_pays_as_the_whole_case_does(ref):
    bench = bench_of(ref)
    row = bench.typical()[-1]
    stories = [*WHOLE.values()]
    stories += [TOLD[dial](row, m) for dial in TOLD for m in (0, 1, 15, 31, 61, 91, 200)]
    told = bench.told([{row.date: text} for text in stories])
    for text, one in zip(stories, told, strict=True):
        outcome = bench.draft("a day", {row.date: text}).outcome
        net = bench.pay(one).net
        assert (None if net is None else str(net)) == outcome.get("net"), text


def test_bench_when_a_rate_is_missing_then_only_minutes_that_it_decides_are_not_known():
    profile = alone(load_profile("id/kab-deli-serdang"))
    base = base_month(profile, signed_trials(profile))
    bench = Bench(profile, overlaid(base, {"scores": {"tarif_tl1": "none", "tarif_psw4": "none"}}))
    row = bench.typical()[0]
    # No `tarif_tl1` is given (1 to 30 minutes late) and no `tarif_psw4`; `tarif_tl4` is
    # 1.5 %: of Rp 3.000.000 are left 2.955.000, of which 1 % goes to the health fund.
    known, late, early = bench.told([
        {row.date: TOLD["late"](row, 100)},
        {row.date: TOLD["late"](row, 1)},
        {row.date: TOLD["early"](row, 200)},
    ])  # fmt: skip
    assert bench.pay(known).net == 2_955_000 - 29_550
    assert [bench.pay(one).status for one in (late, early)] == ["incomplete", "incomplete"]


def test_bench_when_a_value_is_missing_then_whether_there_is_one_is_asked_as_well():
    bench = bench_of("id/kab-deli-serdang")
    told = bench._untold
    assert told == ({gap.name.partition(".")[2]: UNTOLD for gap in bench.gaps},)
    for question in (bool, hash, lambda one: one == 1, lambda one: one + 1, lambda one: one < 1):
        with pytest.raises(TypeError):
            question(UNTOLD)


def test_bench_when_sessions_are_judged_each_then_pays_as_the_whole_case_does():
    sessions = {"normal": {"mon..fri": "07:30..12:00 13:00..16:00"}, "sessions": "each"}
    sessions["source"] = "perbup pasal 5"
    rule = {"each": "session_late", "cut": "1%", "of": "discipline", "source": "perbup pasal 12"}
    bench = bench_of({**BASE, "hours": {"office": sessions}, "rules": {"late": rule}})
    row = bench.typical()[0]
    stories = ["no in", "in 07:31", "in 13:10", "no session 2", "alpa"]
    for text, one in zip(stories, bench.told([{row.date: t} for t in stories]), strict=True):
        assert str(bench.pay(one).net) == bench.draft("a day", {row.date: text}).outcome["net"]


@pytest.mark.slow
def test_bench_when_earlier_months_decide_only_a_sanction_then_they_leave_nothing_open():
    """In July the unexcused days since January are not known: 33 numbers of them, and 15 of the
    run before, were tried for every minute of a day, which took the national frame minutes."""
    profile = alone(load_profile("id/nasional"))
    base = base_month(profile, signed_trials(profile))
    july = _moved(base, Month(int(base["period"][:4]), 7))
    bench = Bench(profile, july)
    whole = InputReader(profile, bench.draft("", {}).trial.pack, (bench.month,), None)
    named = [gap.name for gap in whole.read(bench.draft("", {}).trial.nip, bench.month).gaps]
    assert "carried.unexcused_days" in named
    assert bench.quiet.net == int(base["amounts"]["tpp"])
    assert not bench.gaps


@pytest.mark.slow
def test_minutes_when_swept_then_every_one_inside_the_hours_is_tried():
    found = mr.audit(BASE, only=["minutes"])
    bench = bench_of(BASE)
    minutes = sum(minutes_of(row, dial) for row in bench.typical() for dial in TOLD)
    check = next(check for check in found.checks if check.name == "minutes")
    assert check.proven
    # Four days of 8.5 hours and a Friday of 9; each also without in, without out, and absent.
    assert minutes == 2 * (4 * 510 + 540)
    assert check.tried == minutes + 5 * 3


#: It asks for something of every table; the better word pays less, and of one nobody knows what.
ASKING = regulation(
    words={"scores.measure": {"poin": "new"}},
    inputs={
        "gaji": {"from": "salaries.gross", "type": "money"},
        "lalu": {"from": "carried.unexcused_days", "type": "count", "of": "year"},
        "poin": {"from": "scores.poin", "type": "number"},
    },
    amount={"is": "tpp + gaji", "round": "Rp 1"},
    parts={
        "work": {
            "earned": "activity_minutes",
            "target": "target_minutes",
            "no_target": "0%",
            "weight": "40%",
            "round": "Rp 1",
        },
        "word": {
            "score": {
                "by": "predikat",
                "sangat_baik": "80%",
                "baik": "100%",
                "butuh_perbaikan": "unknown",
                "else": "0%",
            },
            "weight": "30%",
            "round": "Rp 1",
        },
        "points": {"score": "poin / 100", "weight": "30%", "round": "Rp 1"},
    },
    rules={"stop": {"each": "month", "when": "lalu > 2", "zero": "everything"}},
)


def test_base_when_there_is_no_case_then_made_up_of_all_that_the_law_asks_for():
    given = base_month(load_profile(ASKING), [])
    period = given["period"]
    assert given["amounts"] == {"tpp": "5000000"}
    assert given["scores"] == {"poin": "100", "predikat": "sangat_baik", "target_minutes": "6000"}
    assert given["tables"] == {
        "salaries": [{"period": period, "gross": "5000000"}],
        # What is of the year is the sum of its months: a row of `carried` is of one.
        "carried": [{"period": period, "key": "unexcused_days", "value": "0"}],
    }
    assert list(given["activities"].values()) == ["6000m"]


def test_numbers_when_a_better_word_pays_less_then_told_and_what_is_open_is_passed_over():
    """Of 10 million: 4 and 3 for work and points, and of the last 3 the word pays 80 or 100 %."""
    [finding] = mr.audit(ASKING, only=["numbers"])
    assert finding.code == "better-score-pays-less"
    told = finding.fact("id")
    assert "Rp 9.400.000" in told
    assert "Rp 10.000.000" in told


def test_checks_when_all_are_asked_then_each_says_what_it_is():
    found = mr.audit(BASE, examples=3, only=["counts", "reachable", "drawn"])
    told = {check.name: check for check in found.checks}
    assert told["reachable"].proven
    assert not told["counts"].proven
    assert told["drawn"].seed is not None
    assert "seed" in told["drawn"].text("en")
    assert "angka awal" in told["drawn"].text("id")


SCRIPT = """
import json, sys
import masker_rules as mr
found = mr.audit(json.loads(sys.argv[1]), only=["counts", "leave", "drawn"], examples=3)
print(found.to_json("id") + found.to_json("en") + found.cases("en"))
"""


@pytest.mark.slow
def test_audit_when_run_again_elsewhere_then_the_same_bytes():
    profile = json.dumps(flawed("gate_that_rewards"))
    outputs = set()
    for seed, zone in (("1", "Asia/Jayapura"), ("2", "UTC")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT, profile], env=env, capture_output=True, check=True
        )
        outputs.add(run.stdout)
    assert len(outputs) == 1
    assert b"one-more-day-pays-more" in outputs.pop()


def test_audit_when_a_check_is_unknown_then_refused_with_the_names():
    with pytest.raises(RequestError) as refused:
        mr.audit(BASE, only=["minute"])
    assert refused.value.code == "unknown-check"
    assert "minutes" in refused.value.text()


def test_audit_when_nothing_is_paid_then_says_that_nothing_was_tried():
    none = {**BASE, "rules": {"none": {
        "each": "month", "zero": "everything", "source": "perbup pasal 15",
    }}}  # fmt: skip
    found = mr.audit(none, only=["minutes"])
    assert [item.code for item in found] == ["nothing-to-audit"]


def history_of(*days):
    """A pack of March 2026 in which one person works on some days, on the minute but for one."""
    punches = []
    for day, come in days:
        punches.append({"nip": NIP, "time": f"2026-03-{day:02d} {come}", "kind": "in"})
        punches.append({"nip": NIP, "time": f"2026-03-{day:02d} 16:00", "kind": "out"})
    return {
        "employees": [{"nip": NIP, "name": "Contoh", "category": "PNS"}],
        "punches": punches,
        "amounts": [{"component": "tpp", "amount": "5000000", "nip": NIP}],
        "scores": [
            {"period": "2026-03", "measure": "capaian", "value": "100%", "nip": NIP}
        ],
        "events": [],
        "absences": [],
    }  # fmt: skip


def test_history_when_given_then_rules_that_never_acted_are_told():
    found = mr.audit(BASE, history_of((2, "07:40"), (3, "07:30")), only=[])
    told = {item.problem.params["path"]: item.problem.params for item in found}
    # Late by 10 minutes on one day, absent without notice on all others, and so not paid.
    assert {"rules.early", "rules.missing", "rules.izin", "rules.apel"} <= told.keys()
    assert not {"rules.alpa", "rules.gate"} & told.keys()
    assert told["rules.izin"]["tried"] == 1
    assert {item.code for item in found} == {"never-fired"}


def test_history_when_of_other_months_then_refused_and_no_rule_is_blamed():
    late = {**BASE, "profile": {**BASE["profile"], "in_force": "2026-04-01.."}}
    with pytest.raises(mr.RequestError, match="2026-03") as refused:
        mr.audit(late, history_of((2, "07:40")), only=[])
    assert refused.value.code == "nothing-in-history"
    with pytest.raises(mr.RequestError) as refused:
        mr.audit(BASE, [], only=[])
    assert refused.value.code == "nothing-in-history"


def test_history_when_results_are_of_another_regulation_then_refused():
    others = mr.compute(flawed("falling_late"), history_of((2, "07:40")), "2026-03")
    with pytest.raises(mr.RequestError) as refused:
        mr.audit(BASE, others, only=[])
    assert refused.value.code == "results-of-another"


def test_history_when_a_folder_of_packs_by_month_then_read_as_a_comparison_does(tmp_path):
    write_pack(history_of((2, "07:40")), tmp_path / "2026-03")
    found = mr.audit(BASE, tmp_path, only=[])
    told = {item.problem.params["path"]: item.problem.params for item in found}
    assert (told["rules.izin"]["tried"], told["rules.izin"]["months"]) == (1, 1)


def test_audit_when_of_a_what_if_or_a_set_then_refused_in_words():
    what_if = mr.overlay(BASE, {"rules.alpa.cut": "5%"})
    for given in (what_if, {"profiles": [{"profile": "id/kab-bulukumba"}]}):
        with pytest.raises(mr.RequestError) as refused:
            mr.audit(given, only=[])
        assert refused.value.code == "audit-of-one"


def test_quiet_month_when_moved_then_earlier_months_stay_as_far_before():
    given = {
        "period": "2026-07",
        "scores": {"kinerja 2026-06": "100%", "capaian": "100%", "predikat 2026-Q2": "baik"},
        "tables": {"salaries": [{"period": "2026-07", "base": "1"}], "sites": [{"site": "a"}]},
    }
    moved = _moved(given, Month(2026, 3))
    assert moved["period"] == "2026-03"
    assert list(moved["scores"]) == ["kinerja 2026-02", "capaian", "predikat 2026-Q2"]
    assert moved["tables"] == {
        "salaries": [{"period": "2026-03", "base": "1"}],
        "sites": [{"site": "a"}],
    }


@pytest.mark.slow
def test_findings_when_declared_on_purpose_then_are_notes():
    header = {**BASE["profile"], "declares": {"more-late-never-pays-more": "pasal 9 begitu"}}
    profile = {**flawed("falling_late"), "profile": header}
    found = mr.audit(profile, only=["minutes"])
    told = next(item for item in found if item.code == "later-pays-more")
    assert told.severity == "note"


@pytest.mark.slow
def test_audit_when_told_in_indonesian_then_numbers_and_labels_are_too():
    found = mr.audit(flawed("work_that_pays_less"), only=["numbers", "minutes"])
    text = found.text("id")
    assert "6.301 menit kerja disetujui" in text
    # 4 days of 8.5 hours and a Friday of 9, late and early, and three whole days of each.
    assert "seluruh 5.175 kemungkinan dicoba" in text
    assert "  6.301 menit kerja:" in found.cases("id")
    assert "  6,301 minutes of work:" in found.cases("en").replace('"', "")


@pytest.mark.slow
def test_law_when_nothing_acts_then_named_in_the_language_asked():
    found = mr.audit(flawed("rule_that_nothing_reaches"), only=["reached"])
    told = next(item for item in found if item.code == "never-reached")
    assert [law.get("id") for law in told.articles] == ["Rancangan Perbup Contoh, pasal 12"]
    assert [law.get("en") for law in told.articles] == ["Draft Perbup Contoh, pasal 12"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "free",
    [
        {"free": "2 per month", "when": "minutes > 60m"},
        {"free": "60m per month"},
        {"free": "600m per month"},
    ],
)
@pytest.mark.parametrize("each", slow_but("late".__eq__, ["late", "early"]))
def test_audit_when_a_month_uses_up_what_is_free_then_the_rule_is_reached(each, free):
    parts = {"discipline": {"weight": "100%", "round": "Rp 1"}}
    rules = {
        each: {"each": each, **free, "cut": "4%", "of": "discipline"},
        "alpa": {"each": "alpa", "cut": "5%", "of": "discipline"},
    }
    found = mr.audit(regulation(parts=parts, rules=rules), only=["reached"])
    assert [item.code for item in found] == []


@pytest.mark.slow
def test_finding_when_told_then_names_article_and_place():
    found = mr.audit(flawed("limit_that_frees"), only=["counts"])
    told = next(item for item in found if item.code == "more-days-cost-nothing")
    # the rule that acts, and the part that it acts on
    rule, part = "pasal 12 ayat (1)", "pasal 8 huruf b"
    laws = [article.en for article in told.articles]
    assert laws == [f"Draft Perbup Contoh, {rule}", f"Draft Perbup Contoh, {part}"]
    assert told.problem.place is not None
    data = told.as_dict(found.profile, "id")
    assert data["articles"] == [f"Rancangan Perbup Contoh, {one}" for one in (rule, part)]
    assert data["case"].count('signed: "no"') == 2
