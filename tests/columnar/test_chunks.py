"""Frames become the columns of a chunk: whose row each is, in which order, and what it says."""

from __future__ import annotations

from types import SimpleNamespace

import polars as pl

from masker_rules.columnar.chunks import TURN, people_of, sheets_of
from masker_rules.columnar.sheets import MONTHLY, Key
from masker_rules.engine.chunk import Sheets, WordCodes
from masker_rules.language.plan import MONTH, Window

YEAR = Window("year", "year", 0, 0, "here")


def sheets(words: WordCodes | None = None, **frames: pl.DataFrame) -> Sheets:
    """The sheets of frames by grain; `past` and `held` are days and events over the year."""
    keys = {"month": MONTHLY, "past": Key("day", YEAR), "held": Key("event", YEAR)}
    tables = {keys.get(name, Key(name)): frame for name, frame in frames.items()}
    program = SimpleNamespace(facts=dict.fromkeys(tables, ()))
    return sheets_of(program, tables, words or WordCodes())  # type: ignore[arg-type]


MONTHS = pl.DataFrame({"pm": [7, 3, 5], "month__tpp": [70, 30, 50]})


def test_people_when_frames_are_not_sorted_then_numbered_by_person_month():
    assert people_of({MONTHLY: MONTHS}).tolist() == [3, 5, 7]
    assert sheets(month=MONTHS)[MONTH, None].fact("tpp").top.tolist() == [30, 50, 70]


def test_rows_when_not_sorted_then_by_person_and_place():
    days = pl.DataFrame({"pm": [7, 3, 3, 7], "i": [1, 2, 0, 0], "day__late": [4, 2, 1, 3]})
    found = sheets(month=MONTHS, day=days)["day", None]
    assert found.month.tolist() == [0, 0, 2, 2]
    assert found.fact("late").top.tolist() == [1, 2, 3, 4]


def test_rows_when_sorted_but_for_their_places_then_by_their_places():
    days = pl.DataFrame({"pm": [3, 3, 7], "i": [1, 0, 0], "day__late": [2, 1, 3]})
    assert sheets(month=MONTHS, day=days)["day", None].fact("late").top.tolist() == [1, 2, 3]


def test_rows_when_of_nobody_in_the_months_then_left_out():
    days = pl.DataFrame({"pm": [2, 3, 4, 9], "i": [0, 0, 0, 0], "day__late": [1, 2, 3, 4]})
    found = sheets(month=MONTHS, day=days)["day", None]
    assert (found.month.tolist(), found.fact("late").top.tolist()) == ([0], [2])


def test_rows_when_there_are_none_then_none():
    schema = {"pm": pl.Int64, "i": pl.Int64, "day__late": pl.Int64, "day__half": pl.String}
    found = sheets(month=MONTHS, day=pl.DataFrame(schema=schema))["day", None]
    assert len(found) == len(found.fact("late")) == len(found.fact("half")) == 0


def test_rows_when_they_see_a_day_then_that_of_their_own_person_month():
    days = pl.DataFrame({"pm": [3, 3, 7, 7], "i": [4, 6, 4, 6], "day__late": [1, 2, 3, 4]})
    events = pl.DataFrame({"pm": [7, 3, 7], "i": [0, 0, 1], "day_index": [6, 4, 4]})
    found = sheets(month=MONTHS, day=days, event=events)["event", None]
    assert found.month.tolist() == [0, 2, 2]
    assert found.seen["day"].tolist() == [0, 3, 2]


def test_rows_when_of_a_window_then_months_follow_each_other():
    """The second row of the earlier month stands before the first of the later one."""
    turned = {"pm": [3, 3, 3], "i": [TURN, 1, 0], "turn": [1, 0, 0], "day__late": [3, 2, 1]}
    held = pl.DataFrame({"pm": [3, 3], "i": [0, TURN], "turn": [0, 1], "day_index": [1, 0]})
    found = sheets(month=MONTHS, past=pl.DataFrame(turned), held=held)
    assert found["day", YEAR].fact("late").top.tolist() == [1, 2, 3]
    assert found["event", YEAR].seen["day"].tolist() == [1, 2]


def test_facts_when_words_flags_or_nothing_then_codes_and_masks():
    words = WordCodes()
    months = pl.DataFrame(
        {
            "pm": [1, 2, 3],
            "month__word": ["b", None, "a"],
            "month__flag": [True, None, False],
            "month__number": [5, None, 6],
            "month__nothing": pl.Series([None] * 3, dtype=pl.Null),
        }
    )
    fact = sheets(words, month=months)[MONTH, None].fact
    assert [words.word(code) for code in fact("word").top.tolist()] == ["b", None, "a"]
    assert fact("flag").top.tolist() == [True, False, False]
    assert fact("flag").exists.tolist() == [True, False, True]
    assert fact("number").top.tolist() == [5, 0, 6]
    assert fact("number").exists.tolist() == [True, False, True]
    assert fact("nothing").exists.tolist() == [False] * 3
    assert [words.word(code) for code in fact("nothing").top.tolist()] == [None] * 3
