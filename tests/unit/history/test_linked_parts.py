"""Packs of a folder computed in turn: what a law reads of earlier months, and whose months."""

from __future__ import annotations

import json

import pytest
from partitioned import FEB, LOOKING_BACK, MARCH, OTHER, person, write
from regulations import NIP, discipline

import masker_rules as mr
from masker_rules.cli import run
from masker_rules.engines import compute_given
from masker_rules.explain import explain_text
from masker_rules.facts.writers import write_pack
from masker_rules.history import history_of

WORDS = "--chunk", "--format", "json", "--profile"
#: Three days without leave in two months cost 5 % of 1,000,000.
CUT, FULL = 950_000, 1_000_000
NEWCOMER = "198501012010011003"


@pytest.fixture
def home(tmp_path):
    """NIP went from unit a to b; the others of b were there in February, or nowhere."""
    write(tmp_path, FEB, "a", person(FEB, (3, 4)))
    write(tmp_path, FEB, "b", person(FEB, (3,), OTHER))
    come = person(MARCH, (5,), OTHER), person(MARCH, (5,), NEWCOMER)
    write(tmp_path, MARCH, "b", person(MARCH, (5,)), *come)
    return tmp_path


@pytest.fixture
def chunked(home, capfd):
    """Compute the history in this process: exit code, stdout, stderr."""
    law = home / "law.yaml"
    law.write_text(json.dumps(LOOKING_BACK), "utf-8")

    def call(*more):
        capfd.readouterr()
        return run(["compute", str(home), *WORDS, str(law), *more]), *capfd.readouterr()

    return call


def net(runs, month=MARCH):
    """What everybody of a month is paid, by nip; the parts must have been computed."""
    items = [item for run in runs for item in run.results]
    return {item.nip: item.net for item in items if item.period == month}


def as_compared(law, home, months=None):
    """The results of a history as a comparison computes them."""
    history = history_of(home, months)
    found = [
        compute_given(law, piece.facts, piece.months, nips=piece.nips, explainer=explain_text)
        for _, piece in history.pieces([law], 1000)
    ]
    items = sorted((item for one in found for item in one), key=lambda r: (r.period, r.nip))
    return [item.as_dict() for item in items]


def test_days_when_they_stand_in_an_earlier_pack_then_they_count_wherever_that_was(home):
    """NIP: two days in February, one in March. OTHER: one and one. NEWCOMER: nobody knows."""
    paid = net(mr.compute_history(LOOKING_BACK, home))
    assert paid == {NIP: CUT, OTHER: FULL, NEWCOMER: None}


def test_days_when_only_the_month_is_asked_for_then_earlier_ones_are_read_all_the_same(home):
    runs = [*mr.compute_history(LOOKING_BACK, home, "2026-03")]
    assert [run.pack.name for run in runs] == ["period=2026-03/unit=b"]
    assert net(runs) == {NIP: CUT, OTHER: FULL, NEWCOMER: None}


@pytest.mark.parametrize("engine", ["reference", "columns"])
@pytest.mark.parametrize("months", [None, [MARCH]])
def test_results_when_in_turn_then_those_of_a_comparison(home, engine, months):
    if engine == "columns":
        pytest.importorskip("polars")
    law = mr.load_profile(LOOKING_BACK)
    period = None if months is None else MARCH
    runs = mr.compute_history(law, home, period, engine=engine)
    found = [item.as_dict() for run in runs for item in run.results]
    assert found == as_compared(law, home, months)


def test_packs_when_each_is_alone_then_earlier_months_are_not_known(home):
    runs = mr.compute_history(LOOKING_BACK, home, look_back=False)
    assert net(runs) == {NIP: None, OTHER: None, NEWCOMER: None}


def test_people_when_a_set_of_laws_is_for_them_then_linked_too(home):
    (home / "law.yaml").write_text(json.dumps(LOOKING_BACK), "utf-8")
    laws = {"profiles": [{"use": str(home / "law.yaml")}]}
    assert net(mr.compute_history(laws, home)) == {NIP: CUT, OTHER: FULL, NEWCOMER: None}


def test_pack_when_no_path_names_its_month_then_by_its_punches(tmp_path):
    for name, month in (("second", MARCH), ("first", FEB)):
        write_pack(person(month, (3, 4)), tmp_path / "home" / name)
    assert net(mr.compute_history(LOOKING_BACK, tmp_path / "home")) == {NIP: CUT}


def test_law_when_it_does_not_look_back_then_no_other_pack_is_opened(home):
    (home / "period=2026-02" / "unit=a" / "employees.csv").write_bytes(b"")
    law = discipline(late={"each": "late", "cut": "1%", "of": "discipline"})
    assert net(mr.compute_history(law, home, "2026-03")) == dict.fromkeys(
        (NIP, OTHER, NEWCOMER), FULL
    )


# ------------------------------------------------------------------ what cannot be read
@pytest.mark.parametrize("table", ["employees", "punches"])
def test_earlier_pack_when_it_is_broken_then_who_looks_back_is_told_and_not_computed(home, table):
    """Whoever stands there in March may have stood in it in February."""
    (home / "period=2026-02" / "unit=a" / f"{table}.csv").write_bytes(b"nip\n\xff\xfe\x00")
    runs = {run.pack.name: run for run in mr.compute_history(LOOKING_BACK, home)}
    assert runs["period=2026-02/unit=b"].wrong is None
    wrong = runs["period=2026-03/unit=b"].wrong
    assert wrong.code == "earlier-part-unreadable"
    assert wrong.problems[1:] == runs["period=2026-02/unit=a"].wrong.problems
    assert wrong.text("en").startswith(f"period=2026-02/unit=a/{table}.csv")
    assert "period=2026-03/unit=b" in wrong.text("id")


def test_command_when_an_earlier_pack_is_broken_then_two_and_the_others_are_written(home, chunked):
    (home / "period=2026-02" / "unit=a" / "employees.csv").write_bytes(b"")
    code, out, said = chunked()
    assert code == 2
    assert "[earlier-part-unreadable]" in said
    told = json.loads(out)
    assert [(item["nip"], item["period"]) for item in told["results"]] == [(OTHER, "2026-02")]


# ------------------------------------------------------------------ what is told
def test_json_when_packs_are_linked_then_each_tells_its_own_and_on_which_it_looked_back(
    home, chunked
):
    broken = home / "period=2026-02" / "unit=a" / "punches.csv"
    broken.write_text(broken.read_text("utf-8") + f"{NIP},noon\n", "utf-8")
    told = json.loads(chunked()[1])["pack"]
    assert [one["part"] for one in told["set_aside"]] == ["period=2026-02/unit=a"]
    assert [(one["part"], one.get("after")) for one in told["parts"]] == [
        ("period=2026-02/unit=a", None),
        ("period=2026-02/unit=b", None),
        ("period=2026-03/unit=b", ["period=2026-02/unit=a", "period=2026-02/unit=b"]),
    ]
    alone = json.loads(chunked("--no-look-back")[1])["pack"]
    assert alone["digest"] == told["digest"]
    assert alone["rows"] == told["rows"]


@pytest.mark.slow
def test_output_when_two_processes_compute_then_the_same_bytes(chunked):
    assert chunked()[1] == chunked("--processes", "2")[1]


def test_option_when_one_pack_is_computed_then_it_belongs_to_chunks(home, capfd):
    code = run(["compute", str(home), "--profile", "id/kab-bulukumba", "--no-look-back"])
    assert code == 2
    assert "[only-with-chunk]" in capfd.readouterr().err


def test_return_when_the_letter_stands_in_the_pack_of_the_month_before_then_it_is_known(tmp_path):
    """Leave to Friday 27 February: Monday 2 March is the first working day after it."""
    when = "after_leave exists and after_leave = 1"
    law = discipline(r={"each": "day", "when": when, "cut": "5%", "of": "discipline"})
    letter = {"nip": NIP, "code": "cuti_tahunan", "from": "2026-02-26", "until": "2026-02-27",
              "approved": "true"}  # fmt: skip
    write(tmp_path, FEB, "a", {**person(FEB), "absences": [letter]})
    write(tmp_path, MARCH, "b", {**person(MARCH), "absences": []})
    assert net(mr.compute_history(law, tmp_path)) == {NIP: CUT}
    assert net(mr.compute_history(law, tmp_path, look_back=False)) == {NIP: FULL}


# ------------------------------------------------------------------ an earlier pack lacks a table
REPORTED = "count(activity where activity.status = approved over previous month) < 1"
HELD = "count(event where event.event = apel_pagi over previous month) < 1"
REPORT = {"nip": NIP, "date": "2026-02-03", "minutes": "60", "status": "approved"}
STRANGER = {**REPORT, "nip": "196001011985011001"}
ROLL_CALL = {"date": "2026-02-03", "event": "apel_pagi"}


@pytest.mark.parametrize("engine", ["reference", "columns"])
@pytest.mark.parametrize(
    ("table", "rows", "missing"),
    [
        ("activities", [REPORT], None),
        ("activities", [], None),
        ("activities", None, "activities 2026-02"),
        ("activities", [STRANGER], "activities 2026-02"),
        ("events", [ROLL_CALL], None),
        ("events", None, "events 2026-02"),
    ],
    ids=["a report", "none", "no table", "of another office", "a roll call", "no events"],
)
def test_window_when_the_earlier_pack_lacks_the_table_then_nothing_is_known_of_it(
    tmp_path, engine, table, rows, missing
):
    """Nothing in February costs 5 %: what the pack of February does not tell is not nothing."""
    when = REPORTED if table == "activities" else HELD
    law = discipline(r={"each": "month", "when": when, "cut": "5%", "of": "discipline"})
    before = {name: own for name, own in person(FEB).items() if name != table}
    write(tmp_path, FEB, "a", before if rows is None else {**before, table: rows})
    write(tmp_path, MARCH, "b", {**person(MARCH), table: []})
    (run_,) = mr.compute_history(law, tmp_path, "2026-03", engine=engine)
    [found] = run_.results
    if missing is None:
        assert found.net == (FULL if rows else CUT)
    else:
        assert (found.bounds.lowest, found.bounds.highest) == (CUT, FULL)
        assert found.bounds.missing == (missing,)
