"""Sanctions in time: the first day, the months, the queue, and what nobody knows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from regulations import NIP, regulation, tables

import masker_rules as mr
from masker_rules.engine.sanctions import first_day
from masker_rules.language.sanctions import TakesEffect

ORDER = ["teguran_lisan", "teguran_tertulis", "pemotongan_tpp", "penurunan_jabatan", "pelaksana"]
QUEUE = {"order": ORDER, "overlap": "queue"}
#: A percent of its own for each code, so that the net tells what is in force.
CUT = {
    "by": "code",
    "teguran_lisan": "1%",
    "teguran_tertulis": "2%",
    "pemotongan_tpp": "if percent exists then percent else 4%",
    "penurunan_jabatan": "8%",
    "pelaksana": "16%",
    "else": "32%",
}
IN_FORCE = {"in_force": {"each": "sanction", "cut": CUT, "of": "total"}}
PARTS = {"total": {"round": "Rp 1"}}


def cutting(**sanctions: Any) -> dict[str, Any]:
    """A regulation that cuts a percent of Rp 1.000.000 for each sanction in force."""
    block = {"sanctions": sanctions} if sanctions else {}
    return regulation(parts=PARTS, rules=IN_FORCE, **block)


def sanction(code: str, first: str = "", months: str = "", **more: str) -> dict[str, str]:
    return {"nip": NIP, "code": code, "effective_from": first, "months": months, **more}


def lost(profile: dict[str, Any], period: str, *rows: dict[str, str]) -> float | None:
    """Percents of the total cut in a month, None where it is incomplete."""
    year, month = map(int, period.split("-"))
    pack = tables(period=(year, month), sanctions=list(rows))
    net = mr.compute(profile, pack, period)[NIP].net
    return None if net is None else (1_000_000 - net) / 10_000


# ------------------------------------------------------------------ months
@pytest.mark.parametrize(
    ("period", "expected"), [("2026-02", 0), ("2026-03", 1), ("2026-05", 1), ("2026-06", 0)]
)
def test_sanction_when_three_months_then_from_the_month_of_its_day(
    period: str, expected: float
) -> None:
    assert expected == lost(cutting(), period, sanction("teguran_lisan", "2026-03-31", "3"))


def test_sanctions_when_nothing_is_said_then_side_by_side() -> None:
    rows = [
        sanction("teguran_lisan", "2026-03-02", "6"),
        sanction("pelaksana", "2026-04-02", "6"),
    ]

    assert lost(cutting(), "2026-05", *rows) == 17


def test_sanctions_when_the_table_is_absent_then_there_are_none() -> None:
    assert mr.compute(cutting(), tables(), "2026-07")[NIP].net == 1_000_000


def test_sanction_when_it_has_a_percent_then_the_rule_may_read_it() -> None:
    row = sanction("pemotongan_tpp", "2026-07-01", "6", percent="25%")

    assert lost(cutting(), "2026-07", row) == 25
    assert lost(cutting(), "2026-07", {**row, "percent": ""}) == 4


@pytest.mark.parametrize(
    ("formula", "period", "expected"),
    [
        ("any(sanction.code = teguran_lisan)", "2026-04", 0),
        ("any(sanction.code = pelaksana)", "2026-04", 1_000_000),
        ("highest(sanction.number) = 2", "2026-04", 0),
        ("highest(sanction.number) = 2", "2026-03", 1_000_000),
        ("any(sanction.from = 2026-03-01)", "2026-04", 0),
        ("any(sanction.months exists and sanction.months > 5)", "2026-04", 0),
        ("any(sanction.months exists and sanction.months > 6)", "2026-04", 1_000_000),
    ],
)
def test_sanction_when_a_formula_reads_it_then_its_facts(
    formula: str, period: str, expected: int
) -> None:
    rules = {"stop": {"each": "month", "when": formula, "zero": "everything"}}
    year, month = map(int, period.split("-"))
    pack = tables(period=(year, month), sanctions=[sanction("teguran_lisan", "2026-03-02", "6")])

    assert expected == mr.compute(regulation(parts=PARTS, rules=rules), pack, period)[NIP].net


def test_each_sanction_of_a_code_then_only_that_one() -> None:
    rule = {"each": "sanction pelaksana", "cut": "10%", "of": "total"}
    rows = [sanction("teguran_lisan", "2026-03-02", "6"), sanction("pelaksana", "2026-03-02", "6")]
    pack = tables(sanctions=rows)

    result = mr.compute(regulation(parts=PARTS, rules={"x": rule}), pack, "2026-07")[NIP]

    assert result.net == 900_000
    assert [(f.code, f.day) for f in result.findings] == [("HD", None)]


def test_word_of_the_profile_then_a_sanction_like_any_other() -> None:
    profile = regulation(
        words={"sanctions.code": {"penundaan_tpp": "new", "TL": "teguran_lisan"}},
        parts=PARTS,
        rules={"x": {"each": "sanction penundaan_tpp", "cut": "10%", "of": "total"}},
    )

    assert lost(profile, "2026-07", sanction("penundaan_tpp", "2026-07-01", "1")) == 10
    assert lost(profile, "2026-07", sanction("TL", "2026-07-01", "1")) == 0


# ------------------------------------------------------------------ the queue
LIGHT = sanction("teguran_tertulis", "2026-01-15", "6")
HEAVY = sanction("pemotongan_tpp", "2026-03-10", "3")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # The heavier ends the lighter, which does not come back.
        ([LIGHT, HEAVY], {"01": 2, "02": 2, "03": 4, "05": 4, "06": 0, "07": 0}),
        # The lighter waits for April, then runs its whole two months.
        (
            [HEAVY, sanction("teguran_lisan", "2026-04-02", "2")],
            {"03": 4, "05": 4, "06": 1, "07": 1, "08": 0},
        ),
        # An equal one waits too, and the longer of one code is the heavier.
        (
            [HEAVY, sanction("pemotongan_tpp", "2026-04-02", "2")],
            {"05": 4, "06": 4, "07": 4, "08": 0},
        ),
        (
            [HEAVY, sanction("pemotongan_tpp", "2026-04-02", "12", percent="25%")],
            {"03": 4, "04": 25, "06": 25, "07": 25},
        ),
        # Two that wait: the heavier of them first.
        (
            [
                sanction("penurunan_jabatan", "2026-01-10", "2"),
                sanction("teguran_lisan", "2026-01-11", "2"),
                sanction("teguran_tertulis", "2026-01-12", "2"),
            ],
            {"01": 8, "02": 8, "03": 2, "04": 2, "05": 1, "06": 1, "07": 0},
        ),
        # In one month: the lighter has begun and is ended, and has no month of its own.
        (
            [
                sanction("teguran_lisan", "2026-03-02", "2"),
                sanction("pelaksana", "2026-03-20", "1"),
            ],
            {"02": 0, "03": 16, "04": 0},
        ),
        # In one month, the heavier first: the lighter waits.
        (
            [
                sanction("teguran_lisan", "2026-03-20", "2"),
                sanction("pelaksana", "2026-03-02", "1"),
            ],
            {"02": 0, "03": 16, "04": 1, "05": 1, "06": 0},
        ),
        # On the day on which the first is finished, the heavier of two comes first.
        (
            [
                sanction("pelaksana", "2026-01-02", "2"),
                sanction("teguran_lisan", "2026-02-02", "1"),
                sanction("teguran_tertulis", "2026-03-01", "1"),
            ],
            {"02": 16, "03": 2, "04": 1, "05": 0},
        ),
        # Codes outside the order run beside the queue.
        ([LIGHT, sanction("hukdis_berat", "2026-02-02", "2")], {"01": 2, "02": 34, "04": 2}),
    ],
)
def test_queue_then_one_of_the_order_at_a_time(
    rows: list[dict[str, str]], expected: dict[str, float]
) -> None:
    profile = cutting(**QUEUE)

    assert expected == {month: lost(profile, f"2026-{month}", *rows) for month in expected}


# ------------------------------------------------------------------ taking effect
@pytest.mark.parametrize(
    ("rule", "decided", "expected"),
    [
        # The two dated cases of the ladder: handed over, and received by post.
        (TakesEffect("weekdays", 15), date(2022, 2, 8), date(2022, 3, 2)),
        (TakesEffect("weekdays", 15), date(2022, 2, 14), date(2022, 3, 8)),
        # The 15th weekday is a Friday: the day after it is a Saturday.
        (TakesEffect("weekdays", 15), date(2026, 7, 10), date(2026, 8, 1)),
        (TakesEffect("days", 14), date(2026, 7, 10), date(2026, 7, 25)),
        # Friday 10 July does not work here, so the second working day is Tuesday 14 July.
        (TakesEffect("working days", 2), date(2026, 7, 9), date(2026, 7, 15)),
        (TakesEffect("weekdays", 2), date(2026, 7, 9), date(2026, 7, 14)),
        (TakesEffect("on"), date(2026, 7, 9), date(2026, 7, 9)),
        (TakesEffect("next month"), date(2026, 7, 31), date(2026, 8, 1)),
        (TakesEffect("next month"), date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_first_day_then_as_the_phrase_says(
    rule: TakesEffect, decided: date, expected: date
) -> None:
    def is_working(day: date) -> bool:
        return day.weekday() < 5 and day != date(2026, 7, 10)

    assert expected == first_day(rule, decided, is_working)


@pytest.mark.parametrize(
    ("decided", "period", "expected"),
    [("2026-06-09", "2026-06", 1), ("2026-06-09", "2026-07", 0), ("2026-06-10", "2026-06", 0)],
)
def test_takes_effect_when_the_row_has_no_day_then_the_law_gives_it(
    decided: str, period: str, expected: float
) -> None:
    # After Tuesday 9 June: 10-12 (3), 15-19 (8), 22-26 (13), 29 (14): in force on the 30th.
    # A day later the 14th is the 30th itself: in force on 1 July.
    profile = cutting(takes_effect="14 weekdays after decided_on")
    row = sanction("teguran_lisan", "", "1", decided_on=decided)

    assert expected == lost(profile, period, row)


def test_takes_effect_when_the_row_has_a_day_then_the_day() -> None:
    profile = cutting(takes_effect="first day of the next month")
    row = sanction("teguran_lisan", "2026-07-01", "1", decided_on="2026-07-01")

    assert lost(profile, "2026-07", row) == 1


def test_working_days_then_the_holidays_of_the_calendar() -> None:
    """1 January 2026 is a holiday: two working days after 31 December are 2 and 5 January."""
    profile = cutting(takes_effect="20 working days after decided_on")
    weekdays = cutting(takes_effect="20 weekdays after decided_on")
    row = sanction("teguran_lisan", "", "1", decided_on="2025-12-31")

    # January 2026 has 22 weekdays, of which the 1st and the 16th are holidays: the 20th working
    # day is Friday 30 January, the first day in force Saturday the 31st. The 20th weekday is the
    # 28th.
    assert lost(profile, "2026-01", row) == 1
    assert lost(weekdays, "2026-01", row) == 1
    later = cutting(takes_effect="21 working days after decided_on")
    assert lost(later, "2026-01", row) == 0
    assert lost(later, "2026-02", row) == 1


# ------------------------------------------------------------------ what nobody knows
@pytest.mark.parametrize(
    ("row", "missing"),
    [
        (sanction("teguran_lisan", "", "3"), "sanctions.effective_from"),
        (sanction("teguran_lisan", "", "3", decided_on="2026-07-01"), "sanctions.effective_from"),
        (sanction("teguran_lisan", "2026-05-02"), "sanctions.months"),
        (
            sanction("pemotongan_tpp", "2026-05-02", "6", percent="33.3333333%"),
            "sanctions.percent (too-precise: 33.3333333, 6)",
        ),
    ],
)
def test_sanction_when_its_time_is_unknown_then_incomplete(
    row: dict[str, str], missing: str
) -> None:
    result = mr.compute(cutting(), tables(sanctions=[row]), "2026-07")[NIP]

    assert result.bounds is not None
    assert result.bounds.missing == (missing,)


def test_length_unknown_then_bounds_are_those_of_every_length() -> None:
    result = mr.compute(
        cutting(), tables(sanctions=[sanction("teguran_lisan", "2026-05-02")]), "2026-07"
    )[NIP]

    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (990_000, 1_000_000)


def test_length_unknown_when_another_is_known_then_bounds_with_and_without_it() -> None:
    rows = [sanction("teguran_lisan", "2026-05-02"), sanction("pelaksana", "2026-06-02", "6")]
    result = mr.compute(cutting(), tables(sanctions=rows), "2026-07")[NIP]

    assert result.bounds is not None
    assert (result.bounds.lowest, result.bounds.highest) == (830_000, 840_000)


def test_lengths_unknown_when_they_go_together_in_too_many_ways_then_nothing_is_bounded() -> None:
    """Each of five began in March: it may end in five months, or later: more than 3,000 ways."""
    rows = [sanction(code, "2026-03-02") for code in ORDER]
    result = mr.compute(cutting(), tables(sanctions=rows), "2026-07")[NIP]

    assert result.status == "incomplete"
    assert result.bounds is not None
    assert result.bounds.missing == ("sanctions.months",)


def test_length_unknown_when_in_its_first_month_then_it_is_in_force_whatever_it_is() -> None:
    assert lost(cutting(), "2026-07", sanction("teguran_lisan", "2026-07-02")) == 1


@pytest.mark.parametrize(
    "row",
    [
        sanction("teguran_lisan", "2026-08-01"),
        sanction("teguran_lisan", "", decided_on="2026-08-01"),
    ],
)
def test_time_unknown_when_after_the_month_then_it_does_not_matter(row: dict[str, str]) -> None:
    assert lost(cutting(), "2026-07", row) == 0


@pytest.mark.parametrize(
    ("months", "period", "expected"),
    [
        ({"teguran_lisan": "2"}, "2026-06", 1),
        ({"teguran_lisan": "2"}, "2026-07", 0),
        ({"else": "until ended"}, "2027-07", 1),
        ({"else": "until ended", "teguran_lisan": "1"}, "2026-06", 0),
    ],
)
def test_months_of_the_profile_then_where_the_cell_is_empty(
    months: dict[str, str], period: str, expected: float
) -> None:
    row = sanction("teguran_lisan", "2026-05-02")

    assert expected == lost(cutting(months=months), period, row)


def test_sanction_when_only_a_count_reads_it_then_pay_does_not_wait() -> None:
    profile = regulation(parts=PARTS, counts={"hukdis": "count(sanction)"})
    pack = tables(sanctions=[sanction("teguran_lisan", "2026-05-02")])

    result = mr.compute(profile, pack, "2026-07")[NIP]

    assert result.net == 1_000_000
    assert "hukdis" not in result.counts


# ------------------------------------------------------------------ wrong blocks
@pytest.mark.parametrize(
    ("block", "code"),
    [
        ({"overlap": "queue"}, "missing-key"),
        ({"overlap": "stack"}, "unknown-choice"),
        ({"order": ["teguran_keras"]}, "unknown-word"),
        ({"months": {"teguran_keras": "1"}}, "unknown-word"),
        ({"months": {"teguran_lisan": "lama"}}, "unknown-choice"),
        ({"takes_effect": "soon"}, "unknown-choice"),
        ({"queue": "yes"}, "unknown-key"),
    ],
)
def test_block_when_wrong_then_refused(block: dict[str, Any], code: str) -> None:
    with pytest.raises(mr.ProfileError, match=code):
        mr.load_profile(regulation(sanctions=block))
