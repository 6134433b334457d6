"""What rows set aside may say of somebody: amounts worked out by hand.

The person is paid Rp 1.000.000, an absent day costs 3 % and lateness 1 %.
"""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from regulations import NIP, discipline, regulation, tables

import masker_rules as mr
from masker_rules.engine.questions import Question, Reading, combinations
from masker_rules.facts.writers import write_pack

ENGINES = pytest.mark.parametrize("engine", ["reference", "columns"])
ALPA = {"alpa": {"each": "alpa", "cut": "3%", "of": "discipline"}}
LATE = {"late": {"each": "late", "cut": "1%", "of": "discipline"}}
#: Their number rounds to another quantity, and no digit beside it makes them the person.
OTHER = "197304152009022007"
#: The number on the identity card of who was born on 1985-01-01.
NIK = "7302010101850001"
MONDAY = "2026-07-06"


def computed(law: Any, given: dict[str, Any], engine: str = "reference") -> mr.Results:
    return mr.compute(law, given, "2026-07", engine=engine)


def paid(result: mr.Result) -> tuple[Any, ...]:
    bounds = result.bounds
    return result.status, result.net, bounds and (bounds.lowest, bounds.highest)


def without(day: str, **changed: str) -> dict[str, Any]:
    """The tables with another number, or another cell, in the punches of a day."""
    given = tables()
    given["punches"] = [
        {**row, **changed} if row["time"].startswith(day) else row for row in given["punches"]
    ]
    return given


# ------------------------------------------------------------------ rows of nobody
@ENGINES
@pytest.mark.parametrize(
    "written", ["1.98501E+17", "198501012010011000", NIP[:-1], NIP[:-1] + "7", NIK, "#N/A", ""]
)
def test_punches_when_their_number_may_be_the_person_s_then_present_or_absent(engine, written):
    """With both punches nothing is lost, without them 3 %; only one of them costs nothing."""
    given = without(MONDAY, nip=written)
    given["employees"].append({"nip": OTHER, "category": "PNS", "grade": "III/a"})
    given["amounts"].append({"nip": OTHER, "component": "tpp", "amount": "2000000"})
    [other, result] = computed(discipline(**ALPA), given, engine)
    assert paid(result) == ("incomplete", None, (970_000, 1_000_000))
    assert all(name.startswith("punches (<punches>: nip = ") for name in result.bounds.missing)
    # Of the other one nothing is lost: absent on every day, whoever tapped on this one.
    everything_open = written in ("#N/A", "")
    assert (other.status == "incomplete") is everything_open


@ENGINES
def test_punches_when_their_number_is_far_from_everybody_s_then_nobody_is_doubted(engine):
    given = tables()
    given["punches"].append({"nip": OTHER, "time": f"{MONDAY} 07:00", "kind": "in"})
    [result] = computed(discipline(**ALPA), given, engine)
    assert paid(result) == ("payable", 1_000_000, None)


@ENGINES
def test_punch_when_it_would_change_nothing_then_the_amount_stays(engine):
    """Somebody on time taps once more: a row of nobody that moves nothing is not missing."""
    given = tables()
    given["punches"].append({"nip": "1.98501E+17", "time": f"{MONDAY} 07:00", "kind": "in"})
    [result] = computed(discipline(**ALPA, **LATE), given, engine)
    assert paid(result) == ("payable", 1_000_000, None)
    assert result.warnings == ()


def test_deduction_when_its_number_is_lost_then_with_it_or_without():
    lost = [{"nip": "1.98501E+17", "period": "2026-07", "code": "zakat", "amount": "25000"}]
    [result] = computed(discipline(), tables(deductions=lost))
    assert paid(result) == ("incomplete", None, (975_000, 1_000_000))


# ------------------------------------------------------------------ rows for many people
EVENT = {"apel": {"each": "missed apel_pagi", "cut": "2%", "of": "discipline"}}


@ENGINES
@pytest.mark.parametrize(
    ("cell", "broken"), [("event", "???"), ("date", "2026-07-32"), ("unit", "=A1")]
)
def test_roll_call_when_its_row_is_damaged_then_held_or_not(engine, cell, broken):
    given = tables(events=[{"date": MONDAY, "event": "apel_pagi", cell: broken}])
    given["employees"][0]["unit"] = "Dinas A"
    [result] = computed(discipline(**EVENT), given, engine)
    assert paid(result) == ("incomplete", None, (980_000, 1_000_000))


@ENGINES
def test_person_when_category_and_grade_are_empty_then_every_grade_of_every_category(engine):
    """10 % more for golongan III and IV: a PNS of III/d has Rp 1.100.000, a NON_ASN nothing."""
    has = "golongan exists and golongan in (III; IV)"
    rules = {"more": {"each": "month", "when": has, "give": "10%", "of": "discipline"}}
    given = tables()
    given["employees"][0] |= {"category": "", "grade": ""}
    [result] = computed(discipline(**rules), given, engine)
    assert paid(result) == ("incomplete", None, (0, 1_100_000))
    assert result.bounds.missing == ("employees.category", "employees.grade")


def test_combinations_when_rows_cannot_be_read_then_all_or_nothing_is_said():
    """What two lost cells come to together no one of them says: 9 and 9 are 81, thrice 729."""
    options = tuple(Reading({"events": (number,)}) for number in range(9))
    lost = Question(("employees.unit",), options)
    assert set(combinations([lost, lost])) == set(product(range(9), range(9)))
    assert combinations([lost, lost, lost]) is None


def test_combinations_when_rows_are_in_doubt_beside_then_with_each_reading_of_the_lost():
    options = tuple(Reading({"events": (number,)}) for number in range(9))
    lost = Question(("employees.unit",), options)
    doubt = Question(("punches",), options[:3], is_doubt=True)
    tried = set(combinations([lost, doubt, doubt, doubt]))
    assert {(at, 1, 0, 0) for at in range(9)} <= tried
    assert {(at, 2, 2, 2) for at in range(9)} <= tried


@ENGINES
def test_flags_when_two_keys_are_lost_then_both_may_hold_at_once(engine):
    """50 % where both of two things are so; of nine that there may be two rows lost their key."""
    keys = "abcdefghi"
    inputs = {key: {"from": f"attributes.{key}", "type": "flag", "missing": "no"} for key in keys}
    also = " or ".join(f"({one} and {one})" for one in keys[2:])
    rules = {
        "both": {"each": "month", "when": "a and b", "cut": "50%", "of": "discipline"},
        "none": {"each": "month", "when": also, "cut": "0%", "of": "discipline"},
    }
    given = tables(attributes=[{"nip": NIP, "key": "#N/A", "value": "true"}] * 2)
    given["attributes"][1] = {**given["attributes"][1], "valid_from": "2026-01-01"}
    [result] = computed({**discipline(**rules), "inputs": inputs}, given, engine)
    status, _, bounds = paid(result)
    assert status == "incomplete"
    assert bounds[0] is None or bounds[0] <= 500_000


@ENGINES
def test_stranger_when_a_row_for_many_is_lost_too_then_nothing_is_said_of_the_amount(engine):
    """Nobody knows in which unit somebody is whose row cannot be read."""
    given = tables(events=[{"date": MONDAY, "event": "???", "unit": "Dinas A"}])
    given["employees"][0] |= {"unit": "Dinas A", "staff_group": "!"}
    [result] = computed(discipline(**EVENT), given, engine)
    assert paid(result) == ("incomplete", None, (None, None))


@ENGINES
def test_roll_call_when_its_unit_and_that_of_the_person_are_lost_then_it_may_be_the_same(engine):
    """No other row names the unit that both lost: held for the person, or not."""
    given = tables(events=[{"date": MONDAY, "event": "apel_pagi", "unit": "=A1"}])
    given["employees"][0]["unit"] = ""
    [result] = computed(discipline(**EVENT), given, engine)
    assert paid(result) == ("incomplete", None, (980_000, 1_000_000))


@ENGINES
def test_roll_call_when_its_row_is_of_another_unit_then_nobody_is_doubted(engine):
    given = tables(events=[{"date": "2026-07-32", "event": "apel_pagi", "unit": "Dinas B"}])
    given["employees"][0]["unit"] = "Dinas A"
    assert paid(computed(discipline(**EVENT), given, engine)[0]) == ("payable", 1_000_000, None)


@ENGINES
@pytest.mark.parametrize(
    ("group", "bounds"),
    [
        *((word, (980_000, 1_000_000)) for word in ("teacher", "guru", "Guru")),
        ("gru", (None, None)),
        ("health", None),
    ],
)
def test_roll_call_when_its_unit_is_lost_then_its_group_is_read_in_the_words_of_the_law(
    engine, group, bounds
):
    """A group that the regulation does not know may be a slip for any; `guru` is a teacher."""
    row = {"date": MONDAY, "event": "apel_pagi", "unit": "=A1", "staff_group": group}
    given = tables(events=[row])
    given["employees"][0] |= {"unit": "Dinas A", "staff_group": "guru"}
    law = discipline(**EVENT)
    law["words"] = {"staff_group": {"guru": "teacher"}}
    law["hours"] = {**law["hours"], "teacher": law["hours"]["office"]}
    [result] = computed(law, given, engine)
    known, lost = ("payable", 1_000_000, None), ("incomplete", None, bounds)
    assert paid(result) == (lost if bounds else known)


@ENGINES
def test_calendar_when_its_date_is_damaged_then_any_day_may_be_free(engine):
    """Absent on one day: it costs 3 % unless the holiday was on that day."""
    given = tables(punches=None, calendar=[{"date": "2026-07-32", "kind": "holiday"}])
    given["punches"] = [r for r in given["punches"] if not r["time"].startswith(MONDAY)]
    [result] = computed(discipline(**ALPA), given, engine)
    assert paid(result) == ("incomplete", None, (970_000, 1_000_000))


SCORED = {
    "inputs": {"capaian": {"from": "scores.capaian", "type": "percent"}},
    "amount": {"is": "tpp * capaian", "round": "Rp 1", "source": "uji pasal 1"},
}
HALF = {"nip": NIP, "period": "2026-07", "measure": "capaian", "value": "50%"}


@ENGINES
@pytest.mark.parametrize("measure", ["indeks", "Nilai SKP", "capian"])
def test_score_when_nobody_knows_its_measure_and_the_read_one_stands_then_it_says_nothing(
    engine, measure
):
    given = tables(scores=[HALF, {**HALF, "measure": measure, "value": "7"}])
    [result] = computed(regulation(**SCORED), given, engine)
    assert paid(result) == ("payable", 500_000, None)


@ENGINES
@pytest.mark.parametrize(
    "row", [{"measure": "capian"}, {"measure": "capian", "nip": "", "unit": "Dinas A"}]
)
def test_score_when_nobody_knows_its_measure_and_none_stands_then_open(engine, row):
    given = tables(scores=[{**HALF, **row}])
    given["employees"][0] |= {"unit": "Dinas A"}
    [result] = computed(regulation(**SCORED), given, engine)
    assert paid(result)[0] == "incomplete"


@ENGINES
@pytest.mark.parametrize(
    ("row", "known"),
    [
        ({"component": "uang_makan"}, True),
        ({"component": "Total"}, True),
        # It may be a narrower amount than the one that stands for the class, or a later one.
        ({"component": "tppp", "valid_from": "2026-07-15"}, False),
    ],
)
def test_amount_when_nobody_knows_its_component_then_open_where_the_read_one_may_be_meant(
    engine, row, known
):
    given = tables()
    given["amounts"].append({**given["amounts"][0], "amount": "5", **row})
    [result] = computed(regulation(), given, engine)
    assert paid(result)[:2] == (("payable", 1_000_000) if known else ("incomplete", None))


@ENGINES
def test_person_when_both_rows_have_a_lost_number_then_they_may_be_of_one(engine):
    """Ten days of class 8, thirteen of class 9: more than what either row alone would pay."""
    given = tables()
    [row] = given["employees"]
    given["employees"] = [
        {**row, "job_class": "8"},
        {**row, "job_class": "9", "valid_from": "2026-07-15"},
    ]
    given["amounts"] = [
        {"component": "tpp", "job_class": "8", "amount": "1000000"},
        {"component": "tpp", "job_class": "9", "amount": "2000000"},
    ]
    [whole] = computed(discipline(**ALPA), given, engine)
    assert whole.net == 1_565_217
    for row in given["employees"]:
        row["nip"] = "1.98501E+17"
    given["employees"].append({"nip": OTHER, "category": "PNS", "grade": "III/a"})
    [result] = [one for one in computed(discipline(**ALPA), given, engine) if one.nip == NIP]
    assert paid(result)[0] == "incomplete"
    assert result.bounds.lowest is None or result.bounds.lowest <= whole.net
    assert result.bounds.highest is None or result.bounds.highest >= whole.net


@ENGINES
def test_calendar_when_its_date_is_damaged_then_of_each_of_many_as_of_one(engine):
    """Forty people, two pages of them: every third was absent on a working day of their own."""
    given = tables(punches=None, calendar=[{"date": "2026-07-32", "kind": "holiday"}])
    rows, days = given["punches"], sorted({row["time"][:10] for row in given["punches"]})
    people = [f"19850101201001{1 + at % 2}{100 + at}" for at in range(40)]
    absent = {nip: days[at % len(days)] for at, nip in enumerate(people) if not at % 3}
    given["punches"] = [
        {**row, "nip": nip}
        for nip in people
        for row in rows
        if row["time"][:10] != absent.get(nip)
    ]
    given["employees"] = [{**given["employees"][0], "nip": nip} for nip in people]
    given["amounts"] = [{**given["amounts"][0], "nip": nip} for nip in people]
    results = computed(discipline(**ALPA), given, engine)
    open_, known = ("incomplete", None, (970_000, 1_000_000)), ("payable", 1_000_000, None)
    # Whoever never was absent loses nothing, whichever day was free.
    assert {one.nip: paid(one) for one in results} == {
        nip: open_ if nip in absent else known for nip in people
    }


def test_amount_when_a_narrower_one_is_damaged_then_the_wider_one_is_not_paid():
    given = tables()
    given["employees"][0] |= {"job_class": "8", "position": "Analis"}
    given["amounts"] = [
        {"component": "tpp", "job_class": "8", "amount": "1000000"},
        {"component": "tpp", "position": "Analis", "amount": "1.500.000"},
    ]
    result = computed(regulation(), given)[0]
    assert (result.status, result.bounds.highest) == ("incomplete", None)
    assert result.bounds.lowest <= 1_000_000


# ------------------------------------------------------------------ what concerns nobody
@pytest.mark.parametrize(
    "given",
    [
        {"violations": [{"nip": NIP, "date": MONDAY, "code": "sidak"}]},
        {"scores": [{"nip": NIP, "period": "2026-07", "measure": "nilai_lain", "value": "1"}]},
        {"amounts": [{"nip": NIP, "component": "lembur", "amount": "9"}]},
    ],
)
def test_word_when_no_rule_reads_the_table_or_its_rows_then_the_amount_stays(given):
    rows = tables()
    for name, more in given.items():
        rows[name] = [*rows.get(name, []), *more, *({**row, "nip": OTHER} for row in more)]
    rows["employees"].append({"nip": OTHER, "category": "PNS", "grade": "III/a"})
    found = {one.nip: one for one in computed(discipline(**ALPA), rows)}
    assert paid(found[NIP]) == ("payable", 1_000_000, None)


# ------------------------------------------------------------------ people
@ENGINES
@pytest.mark.parametrize("written", ["1.98501E+17", NIP[:-1], NIK, "#N/A", ""])
def test_employee_when_the_number_is_lost_then_listed_and_not_dropped(engine, written):
    given = tables()
    given["employees"][0]["nip"] = written
    given["employees"].append({"nip": OTHER, "category": "PNS", "grade": "III/a"})
    given["amounts"].append({"nip": OTHER, "component": "tpp", "amount": "0"})
    found = {one.nip: one for one in computed(discipline(**ALPA), given, engine)}
    assert paid(found[NIP]) == ("incomplete", None, (1_000_000, 1_000_000))
    assert found[NIP].bounds.missing[0].startswith("employees (<employees>: nip = ")


@ENGINES
@pytest.mark.parametrize("written", [NIP[:-1], NIK])
def test_employee_when_the_number_is_lost_and_a_cell_is_empty_then_all_that_it_may_say(
    engine, written
):
    """A tax of 5 % with an NPWP is Rp 50,000, of 6 % without one Rp 60,000."""
    law = discipline()
    law["pay"] = {
        "tax": {
            "kind": "tax",
            "of": "gross",
            "cut": {"by": "npwp", "yes": "5%", "no": "6%"},
            "round": "Rp 1",
        }
    }
    given = tables()
    given["employees"] = [
        {"nip": written, "category": "PNS", "grade": "III/d", "npwp": ""},
        {"nip": OTHER, "category": "PNS", "grade": "III/a", "npwp": "true"},
    ]
    found = {one.nip: one for one in computed(law, given, engine)}
    assert paid(found[NIP]) == ("incomplete", None, (940_000, 950_000))
    assert "employees.npwp" in found[NIP].bounds.missing


@ENGINES
def test_unit_when_it_is_empty_and_a_roll_call_names_one_then_open(engine):
    given = tables(events=[{"date": MONDAY, "event": "apel_pagi", "unit": "Dinas A"}])
    [result] = computed(discipline(**EVENT), given, engine)
    assert paid(result) == ("incomplete", None, (980_000, 1_000_000))
    assert result.bounds.missing == ("employees.unit",)


def test_unit_when_it_is_empty_and_nothing_names_one_then_paid():
    assert paid(computed(discipline(**EVENT), tables())[0]) == ("payable", 1_000_000, None)


# ------------------------------------------------------------------ several days
def test_days_when_several_are_in_doubt_then_each_may_be_its_own():
    """One late and one absent day cost 1 % and 3 %; two late ones 2 %, two absent ones 6 % at most
    3 %: the worst is one of each."""
    capped = {"alpa": {"each": "alpa", "cut": "3%", "of": "discipline", "at_most": "3%"}}
    given = tables()
    given["punches"] = [
        {**row, "device": "=A1"} if row["time"][:10] in (MONDAY, "2026-07-07") else row
        for row in given["punches"]
    ]
    result = computed(discipline(**capped, **LATE), given)[0]
    assert result.bounds.lowest == 960_000
    assert result.bounds.highest == 1_000_000


# ------------------------------------------------------------------ found by a hostile reader
@ENGINES
@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("punches", {"nip": "1.98501E+17", "time": ""}),
        ("absences", {"nip": "1.98501E+17", "from": "", "until": MONDAY, "code": "alpa"}),
        (
            "absences",
            {"nip": "1.98501E+17", "from": "2026-07-08", "until": MONDAY, "code": "alpa"},
        ),
        ("absences", {"nip": "1.98501E+17", "from": MONDAY, "until": MONDAY, "code": ""}),
        ("deductions", {"nip": "1.98501E+17", "period": "2026-07", "code": "zakat", "amount": ""}),
        ("deductions", {"nip": "1.98501E+17", "period": "", "code": "zakat", "amount": "9"}),
    ],
)
def test_row_when_its_number_and_another_cell_are_lost_then_open(engine, table, row):
    given = tables()
    given[table] = [*given.get(table, []), row]
    [result] = computed(discipline(**ALPA), given, engine)
    assert paid(result) == ("incomplete", None, (None, None))


@ENGINES
def test_punches_when_their_number_is_one_digit_off_and_broken_then_not_lost(engine):
    given = without(MONDAY, nip=NIP[:-1] + "7", device="=A1")
    [result] = computed(discipline(**ALPA), given, engine)
    assert result.status == "incomplete"


@ENGINES
def test_punch_when_the_office_says_whose_and_a_cell_is_broken_then_only_theirs(engine):
    given = tables()
    given["employees"].append({"nip": OTHER, "category": "NON_ASN"})
    given["punches"].append({"nip": "1.98501E+17", "time": "2026-07-32 07:00"})
    given["identities"] = [{"table": "punches", "written": "1.98501E+17", "nip": NIP}]
    found = {one.nip: one for one in computed(discipline(**ALPA), given, engine)}
    assert found[NIP].status == "incomplete"
    assert found[OTHER].status == "not_eligible"


def test_roll_call_when_word_and_date_are_lost_then_open():
    given = tables(events=[{"date": "2026-07-32", "event": ""}])
    assert computed(discipline(**EVENT), given)[0].status == "incomplete"


@ENGINES
def test_unit_when_it_is_empty_and_a_damaged_roll_call_names_one_then_open(engine):
    given = tables(events=[{"date": "2026-07-32", "event": "apel_pagi", "unit": "Dinas A"}])
    [result] = computed(discipline(**EVENT), given, engine)
    assert paid(result) == ("incomplete", None, (980_000, 1_000_000))


def test_employee_when_two_rows_are_set_aside_then_no_half_of_them_is_believed():
    given = tables()
    given["employees"] = [
        {"nip": NIP, "category": "PNS", "grade": "III/x", "valid_until": "2026-07-15"},
        {"nip": NIP, "category": "PNS", "grade": "III/x", "valid_from": "2026-07-16"},
    ]
    [result] = computed(discipline(**ALPA), given)
    assert paid(result) == ("incomplete", None, (None, None))


def test_employee_when_set_aside_beside_other_damage_then_nothing_is_believed():
    given = tables(calendar=[{"date": "2026-07-32", "kind": "holiday"}])
    given["employees"][0]["grade"] = "III/x"
    given["punches"] = [r for r in given["punches"] if not r["time"].startswith(MONDAY)]
    assert paid(computed(discipline(**ALPA), given)[0]) == ("incomplete", None, (None, None))


@pytest.mark.parametrize("turned", [False, True])
def test_answers_when_they_contradict_each_other_then_none_counts(turned):
    given = without(MONDAY, nip="1.98501E+17")
    given["employees"].append({"nip": OTHER, "category": "NON_ASN"})
    answers = [
        {"table": "punches", "written": written, "nip": said}
        for written, said in (("1.98501E+17", OTHER), (" 1.98501E+17", NIP))
    ]
    given["identities"] = answers[::-1] if turned else answers
    found = {one.nip: one for one in computed(discipline(**ALPA), given)}
    assert paid(found[NIP]) == ("incomplete", None, (970_000, 1_000_000))


@ENGINES
@pytest.mark.parametrize("written", ["1e9999999", "1E-9999999", "9" * 60, "NaN", "Infinity"])
def test_number_when_it_is_beyond_all_numbers_then_no_crash(engine, written):
    given = tables()
    given["punches"].append({"nip": written, "time": f"{MONDAY} 07:00"})
    assert computed(discipline(**ALPA), given, engine)[0].net == 1_000_000


def test_word_of_another_law_when_many_are_computed_then_foreign_for_a_few_of_them(tmp_path):
    given = tables(deductions=[{"nip": NIP, "period": "2026-07", "code": "zakat", "amount": "x"}])
    given["employees"].append({"nip": OTHER, "category": "PNS", "grade": "III/a"})
    given["amounts"] += [
        {"nip": nip, "component": word, "amount": "5"}
        for nip in (NIP, OTHER)
        for word in ("zzqqxx", *(["tpp"] if nip == OTHER else []))
    ]
    write_pack(given, tmp_path)
    texts = {mr.compute(discipline(**ALPA), tmp_path, "2026-07", engine=e).to_json()
             for e in ("reference", "columns")}  # fmt: skip
    assert len(texts) == 1


def test_stranger_when_a_row_of_theirs_lacks_more_than_the_person_then_nothing_is_believed():
    given = tables()
    given["employees"][0]["nip"] = "#N/A"
    given["employees"].append({"nip": OTHER, "category": "PNS", "grade": "III/a"})
    given["amounts"].append({"nip": OTHER, "component": "tpp", "amount": "0"})
    given["punches"][0]["device"] = "=A1"
    found = {one.nip: one for one in computed(discipline(**ALPA), given)}
    assert paid(found[NIP]) == ("incomplete", None, (None, None))


@pytest.mark.parametrize(
    ("first", "last"), [("2026-07-20", "2026-07-17"), ("2026-07-20", "2025-07-24")]
)
def test_letter_when_it_ends_before_it_begins_then_either_date_may_be_the_mistake(first, last):
    """On 22 July nobody came: the letter may run from the 20th on (1.000.000), or end before
    (3 % less)."""
    given = tables()
    given["punches"] = [
        row for row in given["punches"] if not row["time"].startswith("2026-07-22")
    ]
    given["absences"] = [
        {"nip": NIP, "code": "sakit", "from": first, "until": last, "approved": "true"}
    ]
    result = computed(discipline(**ALPA), given)[0]

    assert result.status == "incomplete"
    assert (result.bounds.lowest, result.bounds.highest) == (970_000, 1_000_000)
    assert result.bounds.missing == (f"absences (<absences>: until = {last})",)


def test_letter_when_turned_then_the_months_between_its_dates_are_not_in_doubt():
    """From 20 September on, or up to 10 May: July is as it is."""
    given = tables()
    given["absences"] = [
        {
            "nip": NIP,
            "code": "sakit",
            "from": "2026-09-20",
            "until": "2026-05-10",
            "approved": "true",
        }
    ]
    result = computed(discipline(**ALPA), given)[0]

    assert (result.status, result.net) == ("payable", 1_000_000)


# ------------------------------------------------------------------ sites
PLACE = {"lat": "-1.5000000", "lon": "123.5000000"}
BY_PLACE = {
    "verdict": "if location = outside then reject else accept",
    "source": "uji pasal 1",
}
# 0.0003 degrees are 33 metres.
SITE = {"unit": "Dinas A", "lat": "-1.5003000", "lon": "123.5000000", "radius_m": "100"}
#: The person punches beside the site on 23 days; 3 % for each day without a punch inside.
ALL_OUTSIDE = 1_000_000 - 23 * 30_000


def placed(site: dict[str, str], *more: dict[str, str], unit: str = "Dinas A") -> dict[str, Any]:
    given = tables(sites=[site, *more])
    given["employees"][0]["unit"] = unit
    given["punches"] = [{**row, **PLACE} for row in given["punches"]]
    return given


@pytest.mark.slow
@ENGINES
@pytest.mark.parametrize("damage", [
    {"lat": "#N/A"}, {"lon": "1235"}, {"lat": "91.5"}, {"lon": ""}, {"radius_m": "seratus"},
    {"radius_m": "-5"}, {"lat": "", "lon": ""}, {"lat": "x", "radius_m": "x"},
])  # fmt: skip
def test_site_when_its_place_is_lost_then_punches_of_its_unit_are_in_or_outside(engine, damage):
    law = discipline(**ALPA) | {"punches": BY_PLACE}
    [whole] = computed(law, placed(SITE), engine)
    assert paid(whole) == ("payable", 1_000_000, None)
    [result] = computed(law, placed({**SITE, **damage}), engine)
    assert paid(result) == ("incomplete", None, (ALL_OUTSIDE, 1_000_000))
    assert [name.partition(" ")[0] for name in result.bounds.missing] == ["sites"]


@ENGINES
def test_site_when_another_one_holds_the_punches_then_nothing_is_in_doubt(engine):
    law = discipline(**ALPA) | {"punches": BY_PLACE}
    [result] = computed(law, placed({**SITE, "lat": "#N/A"}, SITE), engine)
    assert paid(result) == ("payable", 1_000_000, None)


@ENGINES
def test_site_when_of_another_unit_then_nobody_else_is_doubted(engine):
    law = discipline(**ALPA) | {"punches": BY_PLACE}
    [result] = computed(law, placed({**SITE, "lat": "#N/A"}, SITE, unit="Dinas B"), engine)
    assert paid(result) == ("payable", 1_000_000, None)


@ENGINES
@pytest.mark.parametrize("verdict", [
    "", "if mock = yes then reject else accept", "if location = outside then flag else accept",
])  # fmt: skip
def test_site_when_no_punch_is_taken_away_by_its_place_then_nobody_is_doubted(engine, verdict):
    law = discipline(**ALPA)
    if verdict:
        law["punches"] = {**BY_PLACE, "verdict": verdict}
    [result] = computed(law, placed({**SITE, "lat": "#N/A"}), engine)
    assert paid(result) == ("payable", 1_000_000, None)


@ENGINES
def test_site_when_punches_tell_no_place_then_the_person_is_not_doubted(engine):
    given = placed({**SITE, "lat": "#N/A"})
    given["punches"] = tables()["punches"]
    law = discipline(**ALPA) | {"punches": BY_PLACE}
    [result] = computed(law, given, engine)
    assert paid(result) == ("payable", 1_000_000, None)


@ENGINES
def test_site_when_its_unit_is_lost_then_it_may_be_anybody_s(engine):
    """Far from the punches it makes them outside; without any site of the unit no punch is."""
    away = {**SITE, "lat": "-3.5000000"}
    [result] = computed(
        discipline(**ALPA) | {"punches": BY_PLACE}, placed({**away, "unit": "D\u200bA"}), engine
    )
    assert paid(result) == ("incomplete", None, (ALL_OUTSIDE, 1_000_000))


@ENGINES
def test_site_when_its_network_is_lost_then_known_or_foreign(engine):
    law = discipline(**ALPA) | {
        "punches": {**BY_PLACE, "verdict": "if network = foreign then reject else accept"}
    }
    given = placed({"unit": "Dinas A", "ssid": "DINAS\x07"})
    given["punches"] = [{**row, "ssid": "DINAS"} for row in given["punches"]]
    [result] = computed(law, given, engine)
    assert paid(result) == ("incomplete", None, (ALL_OUTSIDE, 1_000_000))


# ------------------------------------------------------------------ where a spell began
#: Leave beyond the tenth calendar day of its spell costs 1 % a day.
LONG_LEAVE = discipline(
    long={"each": "cuti_sakit", "cut": {"by": "spell_day", "none or ..10": "0%", "11..": "1%"},
          "of": "discipline"},
)  # fmt: skip
JUNE = {"nip": NIP, "code": "cuti_sakit", "from": "2026-06-22", "until": "2026-06-30",
       "approved": "true", "document": "1"}  # fmt: skip
JULY = {**JUNE, "from": "2026-07-01", "until": "2026-07-03", "document": "2"}


@pytest.mark.slow
@ENGINES
@pytest.mark.parametrize("lost", ["nip", "code", "from", "approved", "approved from", "code from"])
def test_letter_when_of_the_month_before_then_a_spell_may_have_begun_with_it(engine, lost):
    """From 22 June the 1st of July is the tenth day: the 2nd and 3rd cost 1 % each."""
    whole = computed(LONG_LEAVE, tables(absences=[JUNE, JULY]), engine)[NIP]
    assert paid(whole) == ("payable", 980_000, None)
    broken = JUNE | dict.fromkeys(lost.split(), "#N/A")
    result = computed(LONG_LEAVE, tables(absences=[broken, JULY]), engine)[NIP]
    assert result.status == "incomplete"
    low, high = result.bounds.lowest, result.bounds.highest
    assert low is None or low <= 980_000
    assert high is None or high >= 1_000_000


@ENGINES
def test_letter_when_of_the_month_before_and_nobody_is_away_then_it_says_nothing(engine):
    broken = JUNE | {"code": "#N/A"}
    assert paid(computed(LONG_LEAVE, tables(absences=[broken]), engine)[NIP])[0] == "payable"


@ENGINES
@pytest.mark.parametrize("lost", ["code", "approved"])
def test_letter_when_the_spell_lies_in_a_month_that_is_looked_back_at_then_asked_too(engine, lost):
    """From 15 December the first days of January are beyond the tenth of the spell: 10 %."""
    when = (
        "count(if spell_day exists then status = cuti_sakit and spell_day > 10 else no over year)"
    )
    law = discipline(
        long={"each": "month", "when": f"{when} > 1", "cut": "10%", "of": "discipline"}
    )
    letters = [
        {**JUNE, "from": "2025-12-15", "until": "2025-12-31"},
        {**JUNE, "from": "2026-01-01", "until": "2026-01-06", "document": "2"},
    ]
    given = tables(period=(2026, 2), absences=letters)
    given["punches"] = tables(period=(2026, 1))["punches"] + given["punches"]
    assert mr.compute(law, given, "2026-02", engine=engine)[NIP].net == 900_000
    given["absences"] = [{**letters[0], lost: "#N/A"}, letters[1]]
    found = mr.compute(law, given, "2026-02", engine=engine)[NIP]
    assert found.status == "incomplete"
    assert found.bounds.lowest is None or found.bounds.lowest <= 900_000


@ENGINES
@pytest.mark.parametrize("lost", ["code", "approved"])
def test_letter_when_that_of_the_month_has_lost_its_number_then_asked_too(engine, lost):
    """As above: 2 %, where both letters are the person's and read."""
    given = tables(absences=[{**JUNE, lost: "#N/A"}, {**JULY, "nip": NIP[:-1]}])
    given["punches"] = [r for r in given["punches"] if r["time"][:10] > "2026-07-03"]
    found = computed(LONG_LEAVE, given, engine)[NIP]
    assert found.status == "incomplete"
    assert found.bounds.lowest is None or found.bounds.lowest <= 980_000


# ------------------------------------------------------------------ words that a law looks for
EDUCATED = {
    "a list": {"when": "education exists and education in (D3 or S2)", "cut": "10%"},
    "one word": {"when": "education exists and education = D3", "cut": "10%"},
    "a table": {"when": "education exists", "cut": "rate(education)"},
}


@ENGINES
@pytest.mark.parametrize("law", EDUCATED)
def test_education_when_not_read_then_any_that_the_law_looks_for(engine, law):
    """Words in a list, and in the cells of a table, were not tried: the whole amount was sure."""
    rule = {"each": "month", "of": "discipline", **EDUCATED[law]}
    rate = {"by": "education", "none": "0%", "D3 or S2": "10%", "else": "0%"}
    profile = discipline(educated=rule) | {"tables": {"rate": rate}}
    if law != "a table":
        del profile["tables"]
    person = {"nip": NIP, "category": "PNS", "grade": "III/a", "education": "D3"}
    assert computed(profile, tables(employees=[person]), engine)[NIP].net == 900_000
    found = computed(profile, tables(employees=[{**person, "education": "=A1"}]), engine)[NIP]
    assert paid(found) == ("incomplete", None, (900_000, 1_000_000))


@ENGINES
def test_unit_when_not_read_and_hours_hold_for_one_then_these_too(engine):
    """In the puskesmas the day begins at 10:00: who came at 09:00 is late elsewhere only."""
    profile = discipline(late={"each": "late", "cut": "1%", "of": "discipline"})
    profile["hours"] = {
        "puskesmas": {"for": "unit exists and unit in (puskesmas or rsud)",
                      "normal": {"mon..fri": "10:00..16:00"}},
        "office": {"normal": {"mon..fri": "08:00..16:00"}},
    }  # fmt: skip
    person = {"nip": NIP, "category": "PNS", "grade": "III/a", "unit": "puskesmas"}
    given = tables(employees=[person], punches={date(2026, 7, 6): ("09:00", "16:00")})
    for row in given["punches"]:
        row["time"] = row["time"].replace(" 08:00", " 07:00")
    assert computed(profile, given, engine)[NIP].net == 1_000_000
    given["employees"] = [{**person, "unit": "=A1"}]
    low, high = paid(computed(profile, given, engine)[NIP])[2]
    assert (low, high) == (990_000, 1_000_000)


@ENGINES
def test_unit_when_not_read_and_the_regulation_gives_one_a_holiday_then_this_too(engine):
    """In RSUD the Monday is free, elsewhere who did not come is absent: 3 %. No row names RSUD."""
    profile = discipline(**ALPA)
    profile["calendar"] = [{"date": MONDAY, "kind": "holiday", "unit": "RSUD", "decree": "SK 1"}]
    person = {"nip": NIP, "category": "PNS", "grade": "III/a", "unit": "RSUD"}
    given = tables(employees=[person], punches={date(2026, 7, 6): (None, None)})
    assert computed(profile, given, engine)[NIP].net == 1_000_000
    given["employees"] = [{**person, "unit": "=A1"}]
    found = computed(profile, given, engine)[NIP]
    assert paid(found) == ("incomplete", None, (970_000, 1_000_000))


@ENGINES
def test_unit_when_not_read_and_a_site_is_of_one_then_its_punches_may_be_inside(engine):
    """Punches at the site of RSUD are refused of whoever works elsewhere: absent, 3 %."""
    profile = discipline(**ALPA)
    profile["punches"] = {"verdict": {"by": "location", "outside": "reject", "else": "accept"}}
    person = {"nip": NIP, "category": "PNS", "grade": "III/a", "unit": "RSUD"}
    place = {"lat": "-1.5000", "lon": "123.5000"}
    sites = [
        {"unit": "RSUD", "name": "RSUD", **place, "radius_m": "100"},
        {"unit": "Dinas", "name": "Dinas", "lat": "-1.9", "lon": "123.9", "radius_m": "100"},
    ]
    given = tables(employees=[person], sites=sites)
    for row in given["punches"]:
        row.update(place if row["time"].startswith(MONDAY) else {})
    assert computed(profile, given, engine)[NIP].net == 1_000_000
    given["employees"] = [{**person, "unit": "=A1"}]
    low, high = paid(computed(profile, given, engine)[NIP])[2]
    assert (low, high) == (970_000, 1_000_000)


# ------------------------------------------------------------------ months of service
@pytest.mark.slow
@ENGINES
@pytest.mark.parametrize(
    ("start", "net"),
    [("2025-09-30", 1_000_000), ("2025-11-03", 1_000_000), ("2025-12-01", 900_000),
     ("2025-08-31", 900_000)],
)  # fmt: skip
def test_service_when_its_begin_is_not_read_then_any_months_that_turn_the_pay(engine, start, net):
    """At the end of July: eight months since November, ten since September; both ends count."""
    profile = discipline(
        others={"each": "month", "of": "discipline", "cut": "10%",
                "when": "not (months_of_service exists and months_of_service in (8..10))"},
    )  # fmt: skip
    person = {"nip": NIP, "category": "PNS", "grade": "III/a", "service_start": start}
    assert computed(profile, tables(employees=[person]), engine)[NIP].net == net
    lost = tables(employees=[{**person, "service_start": "#N/A"}])
    low, high = paid(computed(profile, lost, engine)[NIP])[2]
    assert low <= 900_000
    assert high >= 1_000_000


# ------------------------------------------------------------------ letters that take a day away
@ENGINES
@pytest.mark.parametrize(
    ("code", "net"), [("alpa", 970_000), ("off", 1_000_000), ("cuti_bersama", 1_000_000)]
)
@pytest.mark.parametrize("lost", ["dates", "row"])
def test_letter_when_it_may_make_a_day_of_punches_one_of_absence_then_within(
    engine, code, net, lost
):
    """`alpa` stands before the punches of its day; the row was taken for one that excuses."""
    letter = {"nip": NIP, "code": code, "from": MONDAY, "until": MONDAY}
    profile = discipline(**ALPA)
    assert computed(profile, tables(absences=[letter]), engine)[NIP].net == net
    if lost == "dates":
        found = computed(profile, tables(absences=[{**letter, "from": "?", "until": "?"}]), engine)
    else:
        found = computed(profile, tables(absences=[{**letter, "code": "?", "from": "?"}]), engine)
    status, _, bounds = paid(found[NIP])
    assert status == "incomplete"
    low, high = bounds
    assert low is None or low <= net
    assert high is None or net <= high


# ------------------------------------------------------------------ reports that add up
REPORT = {"nip": NIP, "date": MONDAY, "minutes": "60", "status": "approved"}
PER_REPORT = {"lapor": {"each": "activity", "cut": "1%", "of": "discipline"}}


@ENGINES
def test_report_when_an_empty_cell_makes_it_the_same_as_another_then_one_or_two(engine):
    """One that conforms to nothing and one of which nobody says so are two reports: 2 %."""
    two = [{**REPORT, "conforming": ""}, {**REPORT, "conforming": "false"}]
    assert computed(discipline(**PER_REPORT), tables(activities=two), engine)[NIP].net == 980_000
    same = [{**REPORT, "conforming": ""}] * 2
    found = computed(discipline(**PER_REPORT), tables(activities=same), engine)
    assert paid(found[NIP]) == ("incomplete", None, (980_000, 990_000))
    [row] = found.set_aside
    assert (row.code, row.column, row.line) == ("same-row-or-another", "conforming", 3)


@ENGINES
@pytest.mark.parametrize("said", ["column absent", "none", "pack", "regulation"])
def test_report_when_nothing_can_tell_it_from_another_then_it_counts_once(engine, said):
    cell = {"none": {"conforming": "none"}}.get(said, {"conforming": ""})
    row = REPORT if said == "column absent" else {**REPORT, **cell}
    row = {**row, "score": "80"}
    given, profile = tables(activities=[row, row]), discipline(**PER_REPORT)
    if said == "pack":
        given["empty"] = {"activities.conforming": "none"}
    if said == "regulation":
        profile["empty"] = {"activities.conforming": {"means": "none", "source": "uji"}}
    found = computed(profile, given, engine)[NIP]
    assert paid(found) == ("payable", 990_000, None)


@ENGINES
@pytest.mark.parametrize(
    ("cells", "bounds"),
    [
        # Four Mondays from 08:00: late if they began earlier, which 19 other days surely did.
        ({"start": "07.3O"}, (770_000, 810_000)),
        # Late they are in any case; without a working Monday they would not be.
        ({"end": "#N/A"}, (770_000, 810_000)),
    ],
)
def test_schedule_when_an_hour_of_it_is_damaged_then_any_hour_is_tried(engine, cells, bounds):
    given = tables()
    given["employees"][0] |= {"schedule": "pagi"}
    rows = [
        {"schedule": "pagi", "weekday": str(day), "start": "07:30", "end": "16:00"}
        for day in range(1, 6)
    ]
    [whole] = computed(discipline(**LATE), {**given, "schedules": rows}, engine)
    assert whole.net == 770_000
    rows[0] |= cells
    [result] = computed(discipline(**LATE), {**given, "schedules": rows}, engine)
    assert paid(result) == ("incomplete", None, bounds)
