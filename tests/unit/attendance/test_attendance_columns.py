"""Columns, notes and the rows of a pack, of which the months of people are made."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from attendance_world import NIP, OTHER, World, at, day

from masker_rules.attendance.columns import (
    Column,
    Rows,
    SharedColumn,
    WordCodes,
    column_of,
    expanded,
)
from masker_rules.attendance.index import PackIndex
from masker_rules.attendance.notes import STATUS_NOTES, Notes
from masker_rules.attendance.rows import Note
from masker_rules.facts.rows import Complete
from masker_rules.periods import Month
from masker_rules.texts import LANGUAGES, render


def numbers(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


# ------------------------------------------------------------------ columns
def test_words_when_met_then_numbered_from_0_and_none_is_below():
    words = WordCodes()
    assert [words.code(word) for word in ("b", "a", "b", None)] == [0, 1, 0, -1]
    assert [words.word(code) for code in (0, 1, -1)] == ["b", "a", None]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("word", ["b", None, "a"]),
        ("number", [3, None, -1]),
        ("number", [3, 0, -1]),
        ("flag", [True, None, False]),
        ("number", []),
    ],
)
def test_column_when_made_of_values_then_it_tells_them_and_those_of_some_rows(kind, values):
    column = column_of(values, kind, WordCodes())
    assert column.told() == values
    some = [2, 0, 0] if values else []
    assert column.take(numbers(*some)).told() == [values[row] for row in some]


def test_column_when_of_ordinals_then_it_tells_dates():
    days = Column(numbers(739_769, 739_768), is_date=True)
    assert days.told() == [date(2026, 6, 2), date(2026, 6, 1)]
    assert days.take(numbers(1)).told() == [date(2026, 6, 1)]


def test_column_when_no_number_is_none_then_it_says_so():
    assert column_of([0, 1], "number", WordCodes()).none is None
    assert column_of([0, None], "number", WordCodes()).none.tolist() == [False, True]


def test_shared_column_when_rows_have_few_values_then_each_has_its_own():
    words = WordCodes()
    shared = SharedColumn(["a", None], "word", numbers(1, 0, 0), words)
    assert shared.told() == [None, "a", "a"]
    assert (shared.values.tolist(), shared.none) == ([-1, 0, 0], None)
    assert SharedColumn([7, None], "number", numbers(1, 0), words).none.tolist() == [True, False]


@pytest.mark.parametrize(
    ("starts", "counts", "rows", "items"),
    [
        ([10, 20], [2, 1], [0, 0, 1], [10, 11, 20]),
        ([5, 7, 9], [0, 2, 1], [1, 1, 2], [7, 8, 9]),
        ([0, 0], [3, 3], [0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2]),
        ([], [], [], []),
    ],
)
def test_items_when_rows_have_several_in_a_row_then_each_has_its_row_and_number(
    starts, counts, rows, items
):
    found = expanded(numbers(*starts), numbers(*counts))
    assert [column.tolist() for column in found] == [rows, items]


def test_rows_when_asked_for_a_person_then_only_theirs_and_nobodys_are_none():
    made = {"second": lambda: Column(numbers(7, 8, 9)), "flag": lambda: Column(numbers(1, 0, 1))}
    rows = Rows(numbers(0, 2, 2), made, 4)
    found = [list(rows.of(who, ("flag", "second"))) for who in range(4)]
    assert found == [[(1, 7)], [], [(0, 8), (1, 9)], []]
    assert (len(rows), rows.starts) == (3, [0, 1, 1, 3, 3])


def test_rows_when_a_fact_is_not_asked_for_then_it_is_not_made():
    def never() -> Column:
        raise AssertionError

    rows = Rows(numbers(0), {"asked": lambda: Column(numbers(7)), "other": never}, 1)
    assert list(rows.of(0, ("asked",))) == [(7,)]


def test_rows_when_joined_with_more_facts_then_they_have_both():
    rows = Rows(numbers(1), {"own": lambda: Column(numbers(7))}, 2)
    joined = rows.joined({"more": lambda: Column(numbers(8))})
    assert list(joined.of(1, ("own", "more"))) == [(7, 8)]
    assert joined.starts == rows.starts


# ------------------------------------------------------------------ notes
def ordinal(text: str) -> int:
    return day(text).toordinal()


def test_notes_when_told_of_many_and_said_of_one_then_each_has_theirs_by_day_and_code():
    notes = Notes()
    notes.say(1, [Note("two-absences", day("2026-06-03")), Note("no-schedule", None)])
    days = numbers(ordinal("2026-06-02"), ordinal("2026-06-04"), ordinal("2026-06-01"))
    notes.tell("workday-hours", numbers(1, 1, 0), days)
    assert [(note.code, note.day and note.day.day) for note in notes.of(1)] == [
        ("no-schedule", None),
        ("workday-hours", 2),
        ("two-absences", 3),
        ("workday-hours", 4),
    ]
    assert [note.code for note in notes.of(0)] == ["workday-hours"]
    assert notes.of(2) == ()


def test_notes_when_told_after_they_were_read_then_they_are_there():
    notes = Notes()
    assert notes.of(0) == ()
    notes.tell("workday-hours", numbers(0), numbers(ordinal("2026-06-02")))
    notes.say(0, [Note("no-schedule", None)])
    assert [note.code for note in notes.of(0)] == ["no-schedule", "workday-hours"]


def test_note_when_it_quotes_then_what_is_of_its_place():
    notes = Notes()
    when = numbers(ordinal("2026-06-02"), ordinal("2026-06-03"))
    notes.tell("event-not-due", numbers(0, 1), when, lambda at: {"event": "ab"[at]})
    assert [note.params["event"] for who in (0, 1) for note in notes.of(who)] == ["a", "b"]


@pytest.mark.parametrize(
    ("code", "kind"), [("punch-pending", "status"), ("punch-free-day", "warning")]
)
def test_note_when_it_may_change_a_result_then_it_is_a_status(code, kind):
    notes = Notes()
    notes.tell(code, numbers(0), numbers(ordinal("2026-06-02")))
    assert notes.of(0)[0].kind == kind


def test_codes_when_of_all_notes_then_people_and_days_and_0_for_the_month():
    notes = Notes()
    notes.say(1, [Note("two-absences", day("2026-06-03")), Note("no-schedule", None)])
    notes.say(0, [Note("no-schedule", None)])
    when = ordinal("2026-06-02")
    notes.tell("workday-hours", numbers(1), numbers(when))
    found = {code: (who.tolist(), days.tolist()) for code, who, days in notes.codes()}
    assert found == {
        "workday-hours": ([1], [when]),
        "no-schedule": ([1, 0], [0, 0]),
        "two-absences": ([1], [when + 1]),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_status_notes_when_listed_then_each_has_a_text(lang):
    texts = [render(lang, f"notes.{code}", {}) for code in sorted(STATUS_NOTES)]
    assert not [text for text in texts if text.startswith("notes.")]


# ------------------------------------------------------------------ rows of a pack
def index_of(world: World) -> PackIndex:
    return PackIndex(world.pack(), world.settings.zone)


def test_people_when_asked_for_then_in_order_with_their_rows_the_open_one_first():
    world = World().employee(OTHER).employee(valid_from="2026-06-16", unit="B").employee(unit="A")
    index = index_of(world)
    assert index.nips == (NIP, OTHER)
    assert [row.unit for row in index.employees(NIP)] == ["A", "B"]
    assert index.employees("nobody") == ()


def test_records_when_read_then_people_are_numbered_in_the_order_given_and_the_better_first():
    world = World().employee().employee(OTHER)
    world.recorded("2026-06-02", "upacara", "absent")
    world.recorded("2026-06-03", "apel_pagi", "present", OTHER)
    words = WordCodes()
    records = index_of(world).records([OTHER, NIP], words)
    told = [words.word(code) for code in records.event.tolist()]
    assert list(zip(records.who.tolist(), told, records.status.tolist(), strict=True)) == [
        (0, "apel_pagi", 0),
        (1, "upacara", 2),
    ]
    assert records.day.tolist() == [ordinal("2026-06-03"), ordinal("2026-06-02")]
    assert len(index_of(World()).records([NIP], words).who) == 0


def test_outages_when_of_a_device_then_apart_from_those_of_all():
    world = World().outage("2026-06-02 07:00", "2026-06-02 08:00")
    for clock in ("09:00", "10:00"):
        world.outage(f"2026-06-02 {clock}", "2026-06-02 12:00", device="M1")
    index = index_of(world)
    begin = ordinal("2026-06-02") * 86_400
    assert [span.first - begin for span in index.outages_of_all] == [at("07:00")]
    assert {name: len(spans) for name, spans in index.broken_devices.items()} == {"M1": 2}


def test_table_when_it_is_not_in_the_pack_then_not_known():
    world = World().event("2026-06-02", "upacara")
    assert index_of(world).events_known
    assert not index_of(world.without("events")).events_known


def test_months_when_nobody_punched_in_them_then_known_where_they_are_complete():
    june, july = Month(2026, 6), Month(2026, 7)
    world = World().punch("2026-06-02 07:30").without("complete")
    assert index_of(world).known_months == {june}
    world.add("complete", Complete("2026-07", "punches"))
    world.add("complete", Complete("2026-08", "absences"))
    assert index_of(world).known_months == {june, july}
    assert index_of(world.without("punches")).known_months == frozenset()


def test_days_when_nobody_punched_in_the_month_then_unknown():
    """An absence row says what happened; a day after the last known one is yet to come."""
    world = World().without("complete").punch("2026-05-29 07:30")
    world.absence("sakit", "2026-06-02", "2026-06-02")
    month = world.month(as_of="2026-06-04")
    assert [row.state for row in month.days[:5]] == [
        "unknown",
        "known",
        "unknown",
        "unknown",
        "not_yet",
    ]
    assert not month.punches_known
    assert world.month("2026-05").punches_known


def test_punches_when_people_have_none_then_no_column_is_told():
    punches = index_of(World()).punches([NIP])
    assert (len(punches), dict(punches.told)) == (0, {})
