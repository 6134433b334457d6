"""Rows set aside of a known person, and those of nobody: what they restore once put right.

The person is paid Rp 1.000.000; an absent day costs 3 %, a missing punch 1,5 %. 3 July 2026 is a
Friday, 6 July the Monday after.
"""

from __future__ import annotations

from datetime import date

import pytest
from regulations import NIP, discipline, tables

import masker_rules as mr
from masker_rules.corrections.told import restoration_text

RULES = {
    "alpa": {"each": "alpa", "cut": "3%", "of": "discipline"},
    "missing": {"each": "missing", "cut": "1.5%", "of": "discipline"},
}
FRIDAY, MONDAY = date(2026, 7, 3), date(2026, 7, 6)
ABSENT = {FRIDAY: (None, None), MONDAY: (None, None)}
NO_OUT = {FRIDAY: ("08:00", None)}
LETTER = {
    "nip": NIP, "code": "dinas_luar", "from": "2026-07-03", "until": "2026-07-06",
    "approved": "true",
}  # fmt: skip
PUNCH = {"nip": NIP, "time": "2026-07-03 16:00", "kind": "out", "review": ""}

#: What is damaged, and the most that the row restores: both days cost 60 000, the punch 15 000.
DAMAGED = {
    "word": ("absences", {**LETTER, "code": "dinas_luaar"}, 60_000),
    "error": ("absences", {**LETTER, "code": "###"}, 60_000),
    "empty": ("absences", {**LETTER, "code": ""}, 60_000),
    "first day": ("absences", {**LETTER, "from": "3 Jly"}, 60_000),
    "last day": ("absences", {**LETTER, "until": "2026-07-66"}, 60_000),
    "turned": ("absences", {**LETTER, "from": "2026-08-03"}, 60_000),
    "approval": ("absences", {**LETTER, "approved": "perhaps"}, 60_000),
    "part": ("absences", {**LETTER, "part": "some"}, 60_000),
    "reason": ("absences", {**LETTER, "reason": "zz"}, 60_000),
    "number": ("absences", {**LETTER, "nip": NIP[:17]}, 60_000),
    "time": ("punches", {**PUNCH, "time": "2026-07-03 16:99"}, 15_000),
    "no time": ("punches", {**PUNCH, "time": ""}, 15_000),
    "kind": ("punches", {**PUNCH, "kind": "outt"}, 15_000),
    "review": ("punches", {**PUNCH, "review": "perhaps"}, 15_000),
    "whose punch": ("punches", {**PUNCH, "nip": NIP[:10]}, 15_000),
}


def given_with(table, row):
    given = tables(punches=ABSENT if table == "absences" else NO_OUT)
    given[table] = [*given.get(table, []), *([row] if row else [])]
    return given


def net(given):
    return mr.compute(discipline(**RULES), given, "2026-07")[0].net


@pytest.mark.parametrize("what", DAMAGED)
def test_damaged_row_when_it_is_put_right_then_it_restores_what_was_promised(what):
    table, row, most = DAMAGED[what]
    given = given_with(table, row)
    assert net(given) is None
    found = mr.restore(discipline(**RULES), given, "2026-07")
    assert found.rows
    told = found.as_dict("en")["rows"]
    assert max(one["amount"] for one in told) == most
    without = net(given_with(table, None))
    for one in told:
        assert one["in_pack"]
        # Its line is the last of the table, after a header.
        assert one["set_aside"]["line"] == len(given[table]) + 1
        assert (one["set_aside"]["table"], one["uncounted"]) == (table, 0)
        assert one["said"].count(one["set_aside"]["file"]) == 1
        with_it = net(given_with(table, one["fact"]["row"]))
        assert (one["net"], one["amount"]) == (with_it, with_it - without)


def test_a_slip_for_a_word_is_tried_as_that_word_alone():
    found = mr.restore(discipline(**RULES), given_with(*DAMAGED["word"][:2]), "2026-07")
    assert [one.fact.row.code for one in found.rows] == ["dinas_luar"]


def test_a_damaged_time_that_names_its_day_is_tried_on_that_day_alone():
    given = tables(punches={FRIDAY: ("08:00", None), MONDAY: ("08:00", None)})
    given["punches"].append({**PUNCH, "time": "2026-07-06 16:99"})
    found = mr.restore(discipline(**RULES), given, "2026-07")
    assert {one.fact.row.time.day for one in found.rows} == {MONDAY}


def test_each_of_two_damaged_rows_is_told_as_if_the_other_said_nothing():
    """Either letter gives back its day, 30 000: the net is 970 000, as it is not 1 000 000."""
    given = tables(punches=ABSENT)
    given["absences"] = [
        {**LETTER, "code": "dinas_luaar", "until": "2026-07-03"},
        {**LETTER, "code": "dinas_luaar", "from": "2026-07-06"},
    ]
    found = mr.restore(discipline(**RULES), given, "2026-07")
    assert [(one.amount, one.net, one.uncounted) for one in found.rows] == [
        (30_000, 970_000, 1), (30_000, 970_000, 1),
    ]  # fmt: skip
    assert "as long as 1 more row" in restoration_text(found, "en")


def test_damaged_rows_that_restore_nothing_are_told_with_their_place_and_cure():
    given = tables(punches=ABSENT)
    given["violations"] = [{"nip": NIP, "date": "2026-07-03", "code": "razia", "quantity": "?"}]
    law = discipline(**RULES, raid={"each": "violation razia", "cut": "1%", "of": "discipline"})
    found = mr.restore(law, given, "2026-07")
    assert (found.rows, found.not_restored) == ((), ())
    (waiting,) = found.as_dict("id")["incomplete"]
    assert [(one["table"], one["line"], one["column"]) for one in waiting["set_aside"]] == [
        ("violations", 2, "quantity")
    ]
    assert "violations>:2:" in restoration_text(found, "id")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_an_empty_cell_is_told_as_empty(lang):
    """Its place stood there as `{value}`."""
    found = mr.restore(discipline(**RULES), given_with(*DAMAGED["empty"][:2]), "2026-07")
    assert "{" not in restoration_text(found, lang)


def test_worklist_names_one_reading_of_each_damaged_row():
    found = mr.restore(
        discipline(**RULES), given_with(*DAMAGED["error"][:2]), "2026-07", worklist=True
    )
    assert [one.is_in_pack for one in found.rows] == [True]


def test_of_many_people_both_engines_find_the_same():
    given = tables(punches=ABSENT)
    people = [NIP[:-2] + f"{number:02}" for number in range(1, 41)]
    for name in ("employees", "amounts", "punches"):
        given[name] = [{**row, "nip": nip} for nip in people for row in given[name]]
    given["absences"] = [{**LETTER, "nip": nip, "code": "###"} for nip in people[::2]]
    told = [
        mr.restore(discipline(**RULES), mr.Pack(**given), "2026-07", engine=engine).to_json("en")
        for engine in ("reference", "columns")
    ]
    assert told[0] == told[1]
    found = mr.restore(discipline(**RULES), mr.Pack(**given), "2026-07")
    assert {one.cut.nip for one in found.rows if one.is_in_pack} == set(people[::2])
