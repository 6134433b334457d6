"""Profiles that loaded and then crashed, hung or gave nonsense: found by random ones.

Each is refused in words, or computed. What a deep or long one must not take is time that doubles
with each level: those tests would not end.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from regulations import NIP, regulation, tables

import masker_rules as mr

DAY = {"each": "day", "source": "uji pasal 1"}


def quantity(text: Any, **more: str) -> dict[str, Any]:
    return regulation(quantities={"x": {"is": text, **more} if more else text})


def codes(document: dict[str, Any]) -> set[str]:
    with pytest.raises(mr.ProfileError) as wrong:
        mr.load_profile(document)
    assert all(problem.place is not None for problem in wrong.value.problems)
    assert all("errors." not in wrong.value.text(lang) for lang in ("id", "en"))
    return {problem.code for problem in wrong.value.problems}


def computed(document: dict[str, Any]) -> dict[str, Any]:
    """The counts of July 2026: 23 working days from Monday to Friday."""
    profile = mr.load_profile(document)
    assert profile.linted is not None
    result = mr.compute(profile, tables(), "2026-07")[NIP]
    assert all(result.explain(lang) for lang in ("id", "en"))
    return dict(result.counts)


# ------------------------------------------------------------------ grains
@pytest.mark.parametrize(
    "text",
    [
        # Asked of each activity: no activity has a day, so `date` has no value for it.
        "count(activity where activity.date = date)",
        "count(day where event.due)",
        "count(leave where violation.code = razia)",
    ],
)
def test_count_when_its_condition_is_of_other_rows_then_refused(text: str) -> None:
    assert codes(quantity(text, **DAY)) == {"grain-mismatch"}


def test_table_when_a_cell_is_of_finer_rows_than_what_it_is_asked_by_then_refused() -> None:
    """A formula of the month finds its row by the month; what the cell says a day says."""
    table = {"by": "activity_minutes", "rows": [["..1h", "30m"], ["61m..", "away_unpermitted"]]}
    assert codes(quantity(table, source="uji pasal 1")) == {"grain-too-fine"}


def test_tax_when_a_rate_is_of_finer_rows_then_refused() -> None:
    cut = {
        "by": "total.paid",
        "kind": "step",
        "rows": [["..Rp 1.000", "1%"], ["else", "if late > 0m then 2% else 1%"]],
    }
    pay = {"t": {"kind": "tax", "cut": cut, "round": "Rp 1", "of": "total.paid"}}
    assert codes(regulation(pay=pay)) & {"grain-too-fine", "grain-mismatch"}


def test_running_when_it_begins_anew_by_a_finer_row_then_refused() -> None:
    text = "nth(late > 0m per event.event)"
    assert codes(quantity(text, each="event", source="uji pasal 1")) == {"grain-mismatch"}


def test_count_when_its_condition_is_of_its_own_rows_then_computed() -> None:
    document = quantity("count(event where due and weekday = fri)")
    assert computed({**document, "counts": {"n": "x"}})["n"] == 0


# ------------------------------------------------------------------ functions and literals
@pytest.mark.parametrize("name", ["min", "max"])
def test_choice_when_of_one_value_then_refused(name: str) -> None:
    # The text of the reference engine was `min(3)`, which Python does not take.
    assert codes(quantity(f"{name}(working_days)")) == {"wrong-arguments"}


@pytest.mark.parametrize("text", ["a..b", "a..", "..b"])
def test_words_when_their_order_is_unknown_then_no_range_of_them(text: str) -> None:
    assert codes(quantity(f"unit exists and unit in {text}")) == {"words-without-order"}


def test_words_when_a_range_ends_before_it_begins_then_refused() -> None:
    # Over the weekend, or a slip? It held on no day at all, and nobody was told.
    assert codes(quantity("count(weekday in fri..mon)")) == {"range-backwards"}


@pytest.mark.parametrize("literal", ["2026-02-30", "0000-01-01", "2026-13-01"])
def test_date_when_there_is_none_such_then_refused(literal: str) -> None:
    # It was taken for `unknown`, and everybody's month was incomplete.
    assert codes(quantity(f"count(date < {literal})")) == {"no-such-literal"}


def test_clock_when_there_is_none_such_then_refused() -> None:
    assert codes(quantity("count(start < 48:00)")) == {"no-such-literal"}


@pytest.mark.parametrize("count", [29, 400, 1900])
def test_number_when_it_has_more_digits_than_a_pack_may_then_refused(count: int) -> None:
    assert codes(quantity("9" * count)) == {"no-such-literal"}


def test_term_when_it_has_more_digits_than_python_reads_then_refused() -> None:
    assert codes(regulation(terms={"t": "9" * 5000})) == {"literal-wanted"}


def test_number_when_it_has_as_many_digits_as_a_pack_may_then_computed() -> None:
    document = regulation(counts={"n": f"{10**27} - {10**27 - 5}"})
    assert computed(document)["n"] == 5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # Of no rows these are 0, and there is no day 0 of the calendar.
        ("highest(leave.date)", "number-wanted"),
        ("lowest(day.date)", "number-wanted"),
        ("sum(date)", "number-wanted"),
        ("count(-date > 2026-01-01)", "number-wanted"),
        ("count(floor(date; 2026-01-01) = date)", "number-wanted"),
    ],
)
def test_date_when_reckoned_with_like_a_number_then_refused(text: str, code: str) -> None:
    assert codes(quantity(text)) == {code}


def test_squares_when_of_squares_then_refused_before_they_grow() -> None:
    # After thirty of them a number has 2 ** 30 times the digits of the first.
    squares = {f"q{n}": f"q{n - 1} * q{n - 1}" for n in range(1, 60)}
    assert codes(regulation(quantities={"q0": "skp", **squares})) == {"number-too-long"}


# ------------------------------------------------------------------ long and deep
@pytest.mark.parametrize("turned", [False, True])
def test_chain_when_long_then_computed_in_any_order(turned: bool) -> None:
    pairs = [("q0", "working_days"), *((f"q{n}", f"q{n - 1} + 1") for n in range(1, 400))]
    document = regulation(quantities=dict(pairs[::-1] if turned else pairs), counts={"n": "q399"})
    assert computed(document)["n"] == 23 + 399


def test_chain_when_of_rows_then_computed() -> None:
    # Each link was written into the next: 300 of them are more parentheses than Python reads.
    steps = {f"q{n}": {"is": f"q{n - 1} + 1m", **DAY} for n in range(1, 300)}
    document = regulation(
        quantities={"q0": {"is": "late", **DAY}, **steps}, counts={"n": "sum(q299) / 1m"}
    )
    assert computed(document)["n"] == 23 * 299


def test_chain_when_it_ends_in_itself_then_refused_however_long() -> None:
    links = {f"q{n}": f"q{(n + 1) % 400} + 1" for n in range(400)}
    assert codes(regulation(quantities=links)) == {"reads-its-own-result"}


def test_lint_when_conditions_stand_in_conditions_then_each_is_read_once() -> None:
    text = "if (" * 30 + "working_days" + ") > 1 then 0.5 else 2" * 30
    # 23 > 1 gives 0.5, which is not above 1 and gives 2, and so on: 30 times.
    assert computed({**quantity(text), "counts": {"n": "x * 2"}})["n"] == 4


def test_lint_when_conditions_are_a_chain_of_names_then_each_is_read_a_few_times() -> None:
    links = {f"q{n}": f"if q{n - 1} > 3 then q{n - 1} else 2" for n in range(1, 40)}
    document = regulation(quantities={"q0": "working_days", **links}, counts={"n": "q39"})
    assert computed(document)["n"] == 23


def doubled(first: str, **more: str) -> dict[str, Any]:
    """A chain of 60 names, each of which reads the one before it twice: 2 ** 60 ways down."""
    texts = [first, *(f"max(q{n}; q{n})" for n in range(60))]
    return {f"q{n}": {"is": text, **more} if more else text for n, text in enumerate(texts)}


def test_lint_when_a_measure_is_a_chain_of_names_then_each_is_read_once() -> None:
    cut = {"each": "s", "cut": {"1m..": "1%"}, "of": "total", "source": "uji pasal 1"}
    document = regulation(
        quantities=doubled("late", each="day"),
        series={"s": {"each": "day", "when": "late > 0m", "measure": "q60"}},
        rules={"a": cut, "b": cut},
    )
    linted = mr.load_profile(document).linted
    assert "charged-twice" in {one.problem.code for one in linted.warnings}


def test_explanation_when_the_amount_is_a_chain_of_names_then_each_is_read_once() -> None:
    document = regulation(quantities=doubled("tpp"), amount={"is": "q60"})
    assert computed(document)["working_days"] == 23


def test_class_when_a_chain_of_names_then_each_is_read_once() -> None:
    chain = doubled("if lowest_class exists then lowest_class else 1")
    amount = {"is": "tpp", "class": "q60", "round": "Rp 1"}
    assert computed(regulation(quantities=chain, amount=amount))["working_days"] == 23


def test_formula_when_wrong_at_its_bottom_then_told_at_once() -> None:
    # Each comparison tried its sides in both orders: twice the time a level.
    assert codes(quantity("(" * 30 + "zzz" + " > 1)" * 30)) == {"unknown-name"}
    text = "not ((" * 30 + "working_days" + ") > 0.5)" * 30
    assert codes(quantity(text)) == {"not-ordered"}


def test_columns_when_choices_stand_in_choices_then_left_to_the_reference_engine() -> None:
    # In frames each side of a choice is written into its test and its answer: 2 ** 40 operands.
    text = "".join(f"max({number}; " for number in range(40)) + "working_days" + ")" * 40
    profile = mr.load_profile(regulation(counts={"n": text}))
    texts = [
        mr.compute(profile, tables(), "2026-07", engine=engine).to_json()
        for engine in ("reference", "columns")
    ]

    assert texts[0] == texts[1]


@pytest.mark.parametrize("sign", ["*", "/"])
def test_product_when_of_more_factors_than_levels_then_refused(sign: str) -> None:
    # Each factor is a level of the expression, though none of the text: the stack ended.
    assert codes(quantity("1" + f" {sign} 1" * 400)) == {"formula-too-deep"}


@pytest.mark.parametrize(
    ("verb", "percent", "net"), [("pay", "60%", 600_000), ("times", "100%", 1_000_000)]
)
def test_rules_when_hundreds_act_on_one_base_then_computed(
    verb: str, percent: str, net: int
) -> None:
    # Each rule was a level of the expression of the base.
    rule = {"each": "month", verb: percent, "of": "total", "source": "uji pasal 1"}
    profile = mr.load_profile(regulation(rules={f"r{n}": rule for n in range(250)}))
    assert profile.linted is not None

    assert mr.compute(profile, tables(), "2026-07")[NIP].net == net


# ------------------------------------------------------------------ tables
@pytest.mark.parametrize("written", [{"by": "x", "rows": []}, {"by": "x"}])
def test_table_when_it_has_no_row_then_refused(written: dict[str, Any]) -> None:
    assert codes(regulation(tables={"t": written})) == {"table-without-rows"}


@pytest.mark.parametrize("written", ["y", ["y"]])
def test_table_when_it_is_none_at_all_then_its_shape_is_refused(written: Any) -> None:
    # A message of pydantic came out: it was neither of the forms, and each spoke of the other.
    assert codes(regulation(tables={"t": written})) == {"wrong-shape"}


def test_table_when_it_says_else_twice_then_refused() -> None:
    rows = [["1..", "1%"], ["else", "2%"], ["else", "3%"]]
    document = regulation(tables={"t": {"by": "x", "rows": rows}})
    assert codes(document) == {"table-overlap"}


def test_table_when_a_word_of_no_list_is_unknown_then_refused() -> None:
    # Nobody could go through the answers, and the month had no result at all.
    cells = {"by": "working_days", "..10": "unknown", "11..": "none"}
    assert codes(quantity(cells, source="uji pasal 1")) == {"unknown-without-unit"}


def test_table_when_progressive_over_what_is_no_rate_then_refused() -> None:
    rows = [["..10", "yes"], ["11..", "no"]]
    table = {"by": "working_days", "kind": "marginal", "rows": rows}
    assert codes(quantity(table, source="uji pasal 1")) == {"unit-mismatch-product"}


# ------------------------------------------------------------------ other blocks
@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        ("if count(day) > 3 then reject else accept", "no-rows-here"),
        ("if mock = yes then unknown else accept", "no-unknown-here"),
        ("if mock = yes then location else accept", "unknown-word"),
        ("if working_days > 3 then reject else accept", "unknown-name"),
    ],
)
def test_verdict_when_it_is_none_for_a_single_punch_then_refused(verdict: str, code: str) -> None:
    assert codes(regulation(punches={"verdict": verdict, "source": "uji pasal 1"})) == {code}


@pytest.mark.parametrize(
    ("condition", "code"),
    [("count(day) > 3", "no-rows-here"), ("if npwp then yes else unknown", "no-unknown-here")],
)
def test_hours_when_asked_before_a_month_is_known_then_refused(condition: str, code: str) -> None:
    week = {"mon..fri": "08:00..16:00"}
    hours = {"office": {"normal": week}, "lain": {"for": condition, "normal": week}}
    assert code in codes(regulation(hours=hours))


@pytest.mark.parametrize("length", ["99999999999 months", "121 months", "² months", "0 months"])
def test_postponed_when_for_longer_than_ten_years_then_refused(length: str) -> None:
    rule = {"each": "month", "postpone": length, "source": "uji pasal 1"}
    assert codes(regulation(rules={"r": rule})) == {"literal-wanted"}


def test_sanction_when_for_longer_than_ten_years_then_refused() -> None:
    sanctions = {"months": {"else": "999999999999"}, "source": "uji pasal 1"}
    assert codes(regulation(sanctions=sanctions)) == {"unknown-choice"}


@pytest.mark.parametrize(
    "window", ["last 121 months", "previous 11 years", f"last {10**30} months"]
)
def test_window_when_longer_than_ten_years_then_refused(window: str) -> None:
    assert codes(quantity(f"count(late > 0m over {window})")) == {"window-too-long"}


@pytest.mark.parametrize("days", ["32", "٣", "²", "sering"])
def test_rest_days_when_no_number_of_days_then_refused(days: str) -> None:
    # A word was read as 0.
    shift = {"hours": "21:00..31:00", "rest_days": days, "source": "uji pasal 1"}
    assert codes(regulation(shifts={"malam": shift})) == {"literal-wanted"}


def test_pay_when_a_line_is_of_no_kind_then_the_sum_of_the_others_is_no_crash() -> None:
    line = {"is": "Rp 1", "round": "Rp 1"}
    pay = {"a": {"kind": "zzz", **line}, "b": {"kind": "addition", **line}}
    assert codes(regulation(pay=pay)) == {"unknown-choice"}


def test_amount_when_of_a_fact_named_like_an_input_then_explained() -> None:
    # The explanation took `assignment.tpp` for the amount of the pack.
    assert computed(regulation(amount={"is": "sum(assignment.tpp)"})) is not None


def test_frame_when_a_number_is_longer_than_64_bits_then_it_is_there_as_text() -> None:
    document = regulation(counts={"n": f"{10**27} + working_days"})
    results = mr.compute(mr.load_profile(document), tables(), "2026-07")

    # Polars put nothing where the number did not fit.
    assert results.to_frame()["count_n"].to_list() == [f"{10**27 + 23}"]


def test_extends_when_there_is_no_such_profile_then_the_message_has_its_place() -> None:
    assert codes(regulation(header={"extends": "id/tidak/ada"})) == {"profile-not-found"}


@pytest.mark.parametrize("zone", ["x" * 5000, "Asia", "..", ""])
def test_zone_when_it_is_no_name_of_a_zone_then_refused(zone: str) -> None:
    assert codes(regulation(header={"zone": zone})) == {"bad-zone"}


def test_dates_when_this_month_has_a_day_then_still_compared() -> None:
    july = date(2026, 7, 15)
    assert computed(regulation(counts={"n": f"count(date <= {july})"}))["n"] == 11


def test_explanation_when_nothing_is_paid_of_an_amount_that_nobody_knows_then_told() -> None:
    """A gate settles the month; what it is taken from cannot be added up."""
    gate = {"each": "month", "when": "count(status = alpa) > 3", "zero": "everything"}
    absent = {date(2026, 7, day): (None, None) for day in (6, 7, 8, 9)}
    document = regulation(rules={"gate": gate})
    result = mr.compute(document, tables(punches=absent, amounts=[]), "2026-07")[NIP]

    assert (result.status, result.net) == ("zero", 0)
    assert all(result.explain(lang) for lang in ("id", "en"))
