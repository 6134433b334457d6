"""Rows that an importer doubts: amounts worked out by hand.

The person is paid Rp 1.000.000; an absent day costs 3 %, a missing punch 1,5 %, a violation 5 %.
"""

from __future__ import annotations

from typing import Any

import pytest
from office import import_masker, punch, work_day
from regulations import NIP, discipline, regulation, tables, working_days

import masker_rules as mr

ALPA = {"alpa": {"each": "alpa", "cut": "3%", "of": "discipline"}}
MISSING = {"missing": {"each": "missing", "cut": "1.5%", "of": "discipline"}}
RAID = {"raid": {"each": "violation razia", "cut": "5%", "of": "discipline"}}
ENGINES = pytest.mark.parametrize("engine", ["reference", "columns"])
MONDAY, TUESDAY, WEDNESDAY = "2026-07-06", "2026-07-07", "2026-07-08"
OTHER = "197304152009022007"


def of_days(*days: str, code: str = "time-not-offered", **given: Any) -> dict[str, Any]:
    """The tables; every punch of the days is in doubt."""
    found = tables(**given)
    found["punches"] = [
        {**row, "doubt": code if row["time"][:10] in days else ""} for row in found["punches"]
    ]
    return found


def computed(law: Any, given: dict[str, Any], engine: str = "reference") -> mr.Result:
    return mr.compute(law, given, "2026-07", engine=engine)[NIP]


def paid(result: mr.Result) -> tuple[Any, ...]:
    bounds = result.bounds
    return result.status, result.net, bounds and (bounds.lowest, bounds.highest)


def told(result: mr.Result) -> list[str]:
    return [one.code for one in result.warnings]


# ------------------------------------------------------------------ as it stands or not there
@ENGINES
@pytest.mark.parametrize(
    "code", ["time-not-offered", "tap-again", "status-overtime", "zzz", "a b"]
)
def test_punches_when_in_doubt_then_present_or_absent(engine, code):
    """With both nothing is lost, without them 3 %; a code that nobody knows is a doubt, too."""
    result = computed(discipline(**ALPA), of_days(MONDAY, code=code), engine)
    assert paid(result) == ("incomplete", None, (970_000, 1_000_000))
    assert result.bounds.missing == tuple(
        f"punches (<punches>: doubt = {code}, {MONDAY} {clock}:00)" for clock in ("08:00", "16:00")
    )


@ENGINES
def test_punch_when_nothing_hangs_on_its_doubt_then_paid_with_a_warning(engine):
    """Of a present day one punch may go: the rule asks only for absent days."""
    given = of_days()
    given["punches"][0]["doubt"] = "tap-again"
    result = computed(discipline(**ALPA), given, engine)
    assert paid(result) == ("payable", 1_000_000, None)
    [warning] = result.warnings
    assert (warning.code, str(warning.day)) == ("doubtful-row", "2026-07-01")
    assert "only seconds after the first" in warning.message("en")
    assert "empty its mark of doubt" in warning.message("en")
    assert "kosongkan tanda keraguannya" in warning.message("id")


@ENGINES
def test_doubt_when_emptied_then_as_if_nobody_had_doubted(engine):
    clean = computed(discipline(**ALPA), tables(), engine)
    assert computed(discipline(**ALPA), of_days(), engine).as_dict() == clean.as_dict()


@pytest.mark.parametrize(
    ("law", "given", "ends"),
    [
        # With the deduction or without.
        (
            discipline(),
            {
                "deductions": [
                    {"nip": NIP, "period": "2026-07", "code": "zakat", "amount": "25000"}
                ]
            },
            (975_000, 1_000_000),
        ),
        (
            discipline(**RAID),
            {"violations": [{"nip": NIP, "date": MONDAY, "code": "razia"}]},
            (950_000, 1_000_000),
        ),
        # Nobody is paid who is not among the people.
        (
            discipline(),
            {"employees": [{"nip": NIP, "category": "PNS", "grade": "III/d"}]},
            (0, 1_000_000),
        ),
    ],
)
def test_row_when_in_doubt_then_with_it_or_without(law, given, ends):
    [table] = given
    given[table][0]["doubt"] = "tap-again"
    result = computed(law, tables(**given))
    assert paid(result) == ("incomplete", None, ends)
    [name] = result.bounds.missing
    assert name.startswith(f"{table} (<{table}>: doubt = tap-again")


def test_leave_when_in_doubt_then_leave_or_absent():
    law = discipline(**ALPA)
    leave = {
        "nip": NIP,
        "code": "cuti_tahunan",
        "from": MONDAY,
        "until": MONDAY,
        "approved": "true",
    }
    given = tables(absences=[{**leave, "doubt": "time-not-offered"}])
    given["punches"] = [row for row in given["punches"] if row["time"][:10] != MONDAY]
    assert paid(computed(law, given)) == ("incomplete", None, (970_000, 1_000_000))


def test_amount_when_the_narrower_one_is_in_doubt_then_the_wider_may_be_meant():
    given = tables()
    given["employees"][0]["position"] = "Kepala"
    given["amounts"][0]["doubt"] = "tap-again"
    given["amounts"].append({"position": "Kepala", "component": "tpp", "amount": "800000"})
    assert paid(computed(discipline(), given)) == ("incomplete", None, (800_000, 1_000_000))


@ENGINES
def test_amount_of_a_post_when_in_doubt_then_all_who_hold_it_are_incomplete(engine):
    given = tables(amounts=[])
    given["employees"] = [
        {"nip": nip, "category": "PNS", "grade": "III/d", "position": post}
        for nip, post in ((NIP, "Kepala"), (OTHER, "Staf"))
    ]
    given["amounts"] = [
        {"position": "Kepala", "job_class": "", "component": "tpp", "amount": "1000000"},
        {"position": "Kepala", "unit": "A", "component": "tpp", "amount": "2000000"},
        {"position": "Staf", "component": "tpp", "amount": "500000"},
    ]
    given["employees"][0]["unit"] = "A"
    given["amounts"][1]["doubt"] = "tap-again"
    results = mr.compute(discipline(), given, "2026-07", engine=engine)
    assert paid(results[NIP]) == ("incomplete", None, (1_000_000, 2_000_000))
    assert paid(results[OTHER]) == ("payable", 500_000, None)
    assert told(results[OTHER]) == []


# ------------------------------------------------------------------ other readings
def test_kind_when_in_doubt_then_the_other_kind_is_tried():
    """Two ins and no out cost 1,5 %; where the second one is an out, nothing does."""
    given = tables()
    for row in given["punches"]:
        if row["time"][:10] == MONDAY:
            row |= {"kind": "in", "doubt": "kind-doubtful"}
    result = computed(discipline(**MISSING), given)
    assert paid(result) == ("incomplete", None, (985_000, 1_000_000))


def test_out_when_after_midnight_then_of_the_day_before_or_of_its_own():
    """Of its own day it leaves Monday without an out: 1,5 %."""
    given = tables()
    for row in given["punches"]:
        if row["time"] == f"{MONDAY} 16:00":
            row |= {"time": f"{TUESDAY} 00:30", "doubt": "out-after-midnight"}
    result = computed(discipline(**MISSING), given)
    assert paid(result) == ("incomplete", None, (985_000, 1_000_000))


@ENGINES
@pytest.mark.parametrize(
    ("code", "ends"),
    [
        (f"day-differs:{MONDAY}", (970_000, 1_000_000)),
        # Without a date, or with none that there is: the days beside its own are no working days.
        ("day-differs", None),
        ("day-differs:2026-02-30", None),
        ("day-differs:0001-01-01", None),
        ("day-differs:9999-12-31", None),
        ("day-unknown", (970_000, 1_000_000)),
    ],
)
def test_day_when_in_doubt_then_that_day_is_tried_from_another_month_too(engine, code, ends):
    """Monday's only punch stands on Sunday the 2nd of August; another one is not needed."""
    given = tables()
    given["punches"] = [row for row in given["punches"] if row["time"][:10] != MONDAY]
    given["punches"].append({"nip": NIP, "time": "2026-08-02 08:00", "kind": "in", "doubt": code})
    status = "payable" if ends is None else "incomplete"
    result = computed(discipline(**ALPA), given, engine)
    assert paid(result) == (status, 970_000 if ends is None else None, ends)
    # What August's row may be is told of July only where it changes July.
    assert told(result) == []


def test_leave_when_its_day_is_unknown_then_any_absent_day_may_be_excused():
    """Filed on Saturday; two days absent cost 6 %, one of them may be the leave."""
    law = discipline(**ALPA)
    leave = {
        "nip": NIP, "code": "cuti_tahunan", "from": "2026-07-11", "until": "2026-07-11",
        "approved": "true", "doubt": "day-unknown",
    }  # fmt: skip
    given = tables(absences=[leave])
    given["punches"] = [r for r in given["punches"] if r["time"][:10] not in (MONDAY, TUESDAY)]
    assert paid(computed(law, given)) == ("incomplete", None, (940_000, 970_000))


# ------------------------------------------------------------------ what the regulation says
@ENGINES
@pytest.mark.parametrize(
    ("treatment", "expected", "warnings"),
    [
        ("incomplete", ("incomplete", None, (970_000, 1_000_000)), ["doubtful-row"] * 2),
        ("warning", ("payable", 1_000_000, None), ["doubtful-row"] * 2),
        ("believed", ("payable", 1_000_000, None), []),
    ],
)
def test_doubt_when_the_regulation_says_what_becomes_of_it_then_so(
    engine, treatment, expected, warnings
):
    law = {**discipline(**ALPA), "doubts": {"tap-again": treatment}}
    result = computed(law, of_days(MONDAY, code="tap-again"), engine)
    assert (paid(result), told(result)) == (expected, warnings)


def test_row_when_another_doubt_of_it_is_believed_then_still_in_doubt():
    law = {**discipline(**ALPA), "doubts": {"tap-again": "believed"}}
    result = computed(law, of_days(MONDAY, code="tap-again time-not-offered"))
    assert paid(result) == ("incomplete", None, (970_000, 1_000_000))
    assert all("doubt = time-not-offered, " in name for name in result.bounds.missing)


def test_row_when_the_regulation_never_reads_it_then_nothing_is_said():
    scores = [{"nip": NIP, "period": "2026-07", "measure": "skp", "value": "80", "doubt": "zzz"}]
    result = computed(discipline(**ALPA), tables(scores=scores))
    assert (paid(result), told(result)) == (("payable", 1_000_000, None), [])


# ------------------------------------------------------------------ several
def test_rows_when_several_are_in_doubt_then_only_those_that_move_the_pay_are_missing():
    given = of_days(MONDAY)
    tuesday = {"nip": NIP, "time": f"{TUESDAY} 08:00:30", "kind": "in", "doubt": "tap-again"}
    given["punches"].append(tuesday)
    result = computed(discipline(**ALPA), given)
    assert paid(result) == ("incomplete", None, (970_000, 1_000_000))
    assert {name.split(", ")[1][:10] for name in result.bounds.missing} == {MONDAY}
    assert told(result) == ["doubtful-row"] * 3


def test_rows_when_many_move_the_pay_both_ways_then_the_bounds_hold_the_mix():
    """Four days may be absent (12 %), two violations may not be there (10 %): 780.000 to all."""
    days = [f"2026-07-{day:02d}" for day in (6, 7, 8, 9)]
    raids = [
        {"nip": NIP, "date": day, "code": "razia", "doubt": "tap-again"}
        for day in ("2026-07-20", "2026-07-21")
    ]
    result = computed(discipline(**ALPA, **RAID), of_days(*days, violations=raids))
    assert paid(result) == ("incomplete", None, (780_000, 1_000_000))


def test_rows_when_too_many_to_be_tried_then_the_bounds_are_open():
    given = of_days(violations=[
        {"nip": NIP, "date": MONDAY, "code": "razia", "quantity": str(n), "doubt": "zzz"}
        for n in range(1, 140)
    ])  # fmt: skip
    result = computed(discipline(**RAID), given)
    assert paid(result) == ("incomplete", None, (None, None))
    assert len(result.bounds.missing) == 1


@ENGINES
def test_person_when_others_are_in_doubt_then_to_the_byte_as_before(engine):
    law = discipline(**ALPA)
    given = tables()
    own = {"nip": OTHER, "category": "PNS", "grade": "III/a"}
    given["employees"].append(own)
    given["amounts"].append({"nip": OTHER, "component": "tpp", "amount": "2000000"})
    before = mr.compute(law, given, "2026-07", engine=engine)[OTHER]
    for row in given["punches"][:8]:
        row["doubt"] = "tap-again"
    after = mr.compute(law, given, "2026-07", engine=engine)[OTHER]
    assert after.as_dict() == before.as_dict()


def test_run_when_computed_by_either_engine_then_the_same_bytes():
    law = discipline(**ALPA, **RAID)
    raids = [{"nip": NIP, "date": TUESDAY, "code": "razia", "doubt": "kode_lain"}]
    given = of_days(MONDAY, WEDNESDAY, code="kind-doubtful", violations=raids)
    runs = [mr.compute(law, given, "2026-07", engine=one) for one in ("reference", "columns")]
    assert runs[0].to_json() == runs[1].to_json()


def test_regulation_when_it_names_a_code_or_treatment_that_does_not_exist_then_refused():
    with pytest.raises(mr.ProfileError) as caught:
        mr.load_profile({**regulation(), "doubts": {"tap-agian": "warning", "tap-again": "maybe"}})
    assert [problem.code for problem in caught.value.problems] == ["unknown-choice"] * 2
    assert "tap-again" in str(caught.value.problems[0].params["known"])


# ------------------------------------------------------------------ from the importer to the money
def test_redo_when_it_overwrote_the_wrong_row_then_it_reaches_the_money(tmp_path):
    """Two ins and no out on the 1st of October: 1,5 % for a missing out, or nothing is missing."""
    rows, days = [], []
    for number, day in enumerate(working_days(2026, 10)):
        days.append(work_day(f"{day}", str(number)))
        for at, (kind, clock) in enumerate((("Masuk Kerja", "07:30"), ("Pulang Kerja", "16:05"))):
            jenis = kind if number else "Masuk Kerja"
            row = punch(f"{number}{at}", jenis, str(number), f"{day} {clock}:00")
            rows.append({**row, "nip": NIP})
    made = import_masker(tmp_path, rows, days).tables
    given = tables(punches=None) | {"punches": made["punches"]}
    law = discipline(**MISSING)
    result = mr.compute(law, given, "2026-10")[NIP]
    assert paid(result) == ("incomplete", None, (985_000, 1_000_000))
    assert all("doubt = kind-doubtful" in name for name in result.bounds.missing)
    cleared = [{**row, "doubt": ""} for row in made["punches"]]
    assert mr.compute(law, given | {"punches": cleared}, "2026-10")[NIP].net == 985_000
