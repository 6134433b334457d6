"""The plan walked over many rows, against the reference engine and against figures by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_worlds import (
    BEFORE,
    FLAG,
    MAYBE,
    NUMBER,
    RATIO,
    SHARE,
    WORD,
    YEAR,
    Day,
    Person,
    band,
    expected,
    fact,
    found,
    number,
    permuted,
    plan_of,
    sheets_for,
    table,
    walked,
    word,
    words,
)
from random_plans import UNKNOWNS, people, plans

from masker_rules.engine.chunk import WordCodes, only
from masker_rules.engine.walker import walk_plan
from masker_rules.errors import EvaluationError
from masker_rules.language.plan import (
    MONTH,
    Among,
    Compare,
    Cond,
    Const,
    Exists,
    Gather,
    Logic,
    Lookup,
    Nth,
    Pick,
    Quotient,
    Ref,
    Rounded,
    Running,
    Sum,
    Unknown,
)
from masker_rules.units import Mode, Step, Type, Unit

AMOUNT, RATE, HELD = fact(MONTH, "amount"), fact(MONTH, "rate"), fact(MONTH, "held")
SIZE, DAY_HELD = fact("day", "size"), fact("day", "held")
UNKNOWN = Unknown(NUMBER, "u1", (), bounded=True)
BOUNDED = Unknown(FLAG, "u3", (), bounded=True)
PERHAPS = fact(MONTH, "perhaps")
ALWAYS = Const(FLAG, value=True)


def values(expr, *some, grain=MONTH, unknowns=UNKNOWNS):
    """What an expression comes to, as the reference engine says as well."""
    plan = plan_of(q=(grain, expr))
    made = found(walked(plan, some, unknowns))
    assert made == expected(plan, some, unknowns)
    return [one["q"] for one in made]


def asked(expr, *some, grain=MONTH):
    """What each of the people asks, as the reference engine says as well."""
    plan = plan_of(q=(grain, expr))
    made = found(walked(plan, some, UNKNOWNS))
    assert made == expected(plan, some, UNKNOWNS)
    return [one["asked"] for one in made]


def days(*sizes, **more):
    return tuple(Day(size, **more) for size in sizes)


# ------------------------------------------------------------------ plans drawn at random
@given(plans(), people)
def test_plan_when_drawn_then_each_person_has_what_the_reference_says(plan, some):
    wanted = expected(plan, some, UNKNOWNS)
    if wanted is Exception:
        with pytest.raises((ZeroDivisionError, EvaluationError)):
            walked(plan, some, UNKNOWNS)
        return
    assert found(walked(plan, some, UNKNOWNS)) == wanted
    # What only one place reads is written there.
    last = plan.quantities[-1].name
    alone = expected(plan, some, UNKNOWNS, [last])
    assert [one[last] for one in alone] == [one[last] for one in wanted]


@settings(max_examples=15)
@given(plans(2), people, st.randoms(use_true_random=False))
def test_plan_when_the_chunk_is_another_then_each_person_has_the_same(plan, some, rng):
    """Alone, in another order, or as some of the chunk in an order of their own."""
    wanted = expected(plan, some, UNKNOWNS)
    if wanted is Exception:
        return
    order = rng.sample(range(len(some)), len(some))
    assert found(walked(plan, permuted(some, order), UNKNOWNS)) == permuted(wanted, order)
    assert [found(walked(plan, [one], UNKNOWNS))[0] for one in some] == wanted
    codes = WordCodes()
    sheets = sheets_for(plan, some, codes)
    part = rng.choices(order, k=rng.randrange(5)) if order else []
    kept = only(sheets, np.array(part, int))
    made = walk_plan(plan, list(plan.by_name), kept, codes, UNKNOWNS)
    assert found(made) == permuted(wanted, part)


OTHERWISE = {"u1": -2, "u2": 7, "u3": False}


@settings(max_examples=15)
@given(plans(2), people, st.randoms(use_true_random=False))
def test_plan_when_each_takes_what_is_unknown_for_something_else_then_as_if_alone(plan, some, rng):
    """States of what is unknown are rows of one chunk; who is in several comes in each."""
    by_state = [expected(plan, some, state) for state in (UNKNOWNS, OTHERWISE)]
    if Exception in by_state:
        return
    rows = [(one, rng.randrange(2)) for one in range(len(some)) for _ in range(rng.randrange(3))]
    codes = WordCodes()
    kept = only(sheets_for(plan, some, codes), np.array([one for one, _ in rows], int))
    states = [(UNKNOWNS, OTHERWISE)[state] for _, state in rows]
    made = walk_plan(plan, list(plan.by_name), kept, codes, states)
    assert found(made) == [by_state[state][one] for one, state in rows]


def test_plan_when_there_is_nobody_then_nothing():
    plan = plan_of(
        total=Gather(NUMBER, "sum", "day", SIZE, None),
        best=Gather(NUMBER, "highest", "day", SIZE, None, number(0)),
        days=("day", Lookup(NUMBER, table([NUMBER], NUMBER, [([band(0, 1)], SIZE)]), (SIZE,), 0)),
        nth=("day", Nth(NUMBER, "day", DAY_HELD, fact("day", "word"))),
    )
    made = walked(plan, [])
    assert {name: made.python(name) for name in plan.by_name} == {
        name: [] for name in plan.by_name
    }


def test_part_of_a_chunk_when_in_another_order_and_twice_then_each_has_their_own():
    """The third, the first, the second, and the third again; events still see their own days."""
    some = [
        Person(amount=n, days=days(n, 10 * n), events=(Day(day_index=1), Day(day_index=0)))
        for n in (1, 2, 3)
    ]
    plan = plan_of(
        amount=AMOUNT,
        best=Gather(NUMBER, "highest", "day", SIZE, None, number(0)),
        seen=("event", SIZE),
    )
    codes = WordCodes()
    part = only(sheets_for(plan, some, codes), np.array([2, 0, 1, 2]))
    made = walk_plan(plan, list(plan.by_name), part, codes, {})
    assert made.python("amount") == [3, 1, 2, 3]
    assert made.python("best") == [30, 10, 20, 30]
    assert made.python("seen") == [30, 3, 10, 1, 20, 2, 30, 3]


def test_quantity_when_the_rows_bring_it_along_then_it_is_not_computed():
    total = Gather(NUMBER, "sum", "day", Ref(NUMBER, "day", "size"), None)
    plan, codes = plan_of(size=("day", UNKNOWN), total=total), WordCodes()
    read = plan_of(q=Gather(NUMBER, "sum", "day", SIZE, None))
    sheets = sheets_for(read, [Person(days=days(4, 5))], codes)
    made = walk_plan(plan, ["total"], sheets, codes, {}, frozenset({"size"}))
    assert made.python("total") == [9]
    assert not made.asked


# ------------------------------------------------------------------ branches
def test_branch_when_not_taken_then_asks_nothing():
    assert asked(Cond(NUMBER, HELD, UNKNOWN, AMOUNT), Person(held=True), Person()) == [
        {"u1"},
        set(),
    ]
    assert asked(Cond(NUMBER, HELD, AMOUNT, UNKNOWN), Person(held=True)) == [set()]
    both = Logic(FLAG, "and", (HELD, BOUNDED))
    assert asked(both, Person(held=True), Person()) == [{"u3"}, set()]
    either = Logic(FLAG, "or", (HELD, BOUNDED))
    assert asked(either, Person(held=True), Person()) == [set(), {"u3"}]
    share = Quotient(RATIO, UNKNOWN, AMOUNT, number(0))
    assert asked(share, Person(amount=1), Person()) == [{"u1"}, set()]
    share = Quotient(RATIO, number(1), AMOUNT, UNKNOWN)
    assert asked(share, Person(amount=1), Person()) == [set(), {"u1"}]


def test_branch_when_not_taken_then_divides_by_nothing():
    share = Quotient(RATIO, number(1), AMOUNT, None)
    expr = Cond(RATIO, Compare(FLAG, "!=", AMOUNT, number(0)), share, number(7))
    assert values(expr, Person(amount=-4), Person()) == [Fraction(-1, 4), 7]
    with pytest.raises(ZeroDivisionError):
        walked(plan_of(q=share), [Person(amount=1), Person()])


def test_branch_when_not_taken_then_seeks_no_row_of_a_table():
    seek = Lookup(NUMBER, table([NUMBER], NUMBER, [([band(1, 5)], number(10))]), (AMOUNT,), 0)
    expr = Cond(NUMBER, Compare(FLAG, ">", AMOUNT, number(0)), seek, number(-1))
    assert values(expr, Person(amount=5), Person()) == [10, -1]
    with pytest.raises(EvaluationError) as caught:
        walked(plan_of(q=seek), [Person(amount=5), Person(amount=6)])
    assert caught.value.code == "no-row"


def test_branch_when_nobody_takes_it_then_its_aggregates_are_evaluated_all_the_same():
    """Else what a person asks would depend on who else is in the chunk."""
    total = Gather(NUMBER, "sum", "day", UNKNOWN, None)
    some = Person(amount=1, days=days(1))
    unused = [
        Cond(NUMBER, HELD, total, AMOUNT),
        Cond(NUMBER, Logic(FLAG, "not", (HELD,)), AMOUNT, total),
        Quotient(RATIO, number(1), AMOUNT, total),
        Logic(FLAG, "and", (HELD, Compare(FLAG, "=", total, number(0)))),
        Lookup(
            NUMBER,
            table([NUMBER], NUMBER, [([band(1, 1)], AMOUNT), ([band(2, 2)], total)]),
            (AMOUNT,),
            0,
        ),
    ]
    for expr in unused:
        assert asked(expr, some, Person(amount=1)) == [{"u1"}, set()]
    nth = Nth(NUMBER, "day", Compare(FLAG, "=", UNKNOWN, number(3)))
    assert asked(Cond(NUMBER, DAY_HELD, nth, SIZE), some, Person(), grain="day") == [{"u1"}, set()]


def test_quantity_over_a_window_when_in_a_branch_that_nobody_takes_then_evaluated_as_well():
    plan = plan_of(
        cost=("day", Sum(NUMBER, (SIZE, UNKNOWN), (False, False))),
        sum=Gather(
            NUMBER,
            "sum",
            "day",
            Cond(NUMBER, DAY_HELD, Ref(NUMBER, "day", "cost"), SIZE),
            None,
            None,
            BEFORE,
        ),
    )
    some = [Person(days_before=days(5)), Person()]
    made = found(walked(plan, some, UNKNOWNS))
    assert made == expected(plan, some, UNKNOWNS)
    assert [one["asked"] for one in made] == [{"u1"}, set()]


# ------------------------------------------------------------------ numbers
def test_numbers_when_of_other_scales_then_brought_together():
    assert values(Sum(SHARE, (AMOUNT, RATE), (False, True)), Person(3, 25)) == [275]
    assert values(Sum(SHARE, (RATE, AMOUNT), (True, False)), Person(3, 25)) == [275]
    assert values(Compare(FLAG, "<", RATE, AMOUNT), Person(3, 300), Person(3, 299)) == [
        False,
        True,
    ]
    assert values(Quotient(RATIO, AMOUNT, RATE, None), Person(3, 25)) == [12]
    assert values(Pick(SHARE, "min", (AMOUNT, RATE)), Person(3, 25), Person(3, 305)) == [25, 300]
    assert values(Pick(SHARE, "max", (AMOUNT, RATE)), Person(3, 25), Person(3, 305)) == [300, 305]


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [(Mode.HALF_UP, [5, -5, 0]), (Mode.DOWN, [0, 0, 0]), (Mode.CEIL, [5, 0, 5])],
)
def test_numbers_when_rounded_then_to_multiples_of_the_step(mode, wanted):
    """Of 2.50, -2.50 and 0.01 to a multiple of 5."""
    expr = Rounded(NUMBER, RATE, Step(Unit.NUMBER, 5, 0, mode))
    assert values(expr, Person(0, 250), Person(0, -250), Person(0, 1)) == wanted
    finer = Rounded(Type(Unit.NUMBER, 3), RATE, Step(Unit.NUMBER, 7, 3, Mode.FLOOR))
    assert values(finer, Person(0, 25), Person(0, -1)) == [245, -14]


@pytest.mark.parametrize("wide", [2**31, 2**62, 2**63 - 1, 10**25])
def test_numbers_when_they_leave_64_bits_then_python_s(wide):
    some = [Person(wide, days=days(wide, wide, -1)), Person(-wide, days=days(-wide, 1)), Person()]
    assert values(Sum(NUMBER, (AMOUNT,) * 3, (False,) * 3), *some) == [3 * wide, -3 * wide, 0]
    assert values(Gather(NUMBER, "sum", "day", SIZE, None), *some) == [2 * wide - 1, 1 - wide, 0]
    assert values(Running(NUMBER, "day", SIZE), *some, grain="day") == [
        [wide, 2 * wide, 2 * wide - 1],
        [-wide, 1 - wide],
        [],
    ]


# ------------------------------------------------------------------ none
def test_numbers_when_none_then_equal_to_none_alone():
    some = Person(maybe=0), Person(maybe=None), Person(maybe=4)
    maybe, none = fact(MONTH, "maybe"), Const(MAYBE, None)
    assert values(Compare(FLAG, "=", maybe, none), *some) == [False, True, False]
    assert values(Compare(FLAG, "!=", maybe, none), *some) == [True, False, True]
    assert values(Compare(FLAG, "=", maybe, number(0)), *some) == [True, False, False]
    assert values(Compare(FLAG, "!=", maybe, number(0)), *some) == [False, True, True]
    assert values(Exists(FLAG, maybe), *some) == [True, False, True]
    assert values(Cond(MAYBE, HELD, maybe, none), Person(held=True, maybe=0), Person()) == [
        0,
        None,
    ]


def test_words_when_none_then_equal_to_none_alone():
    some = Person(word="a"), Person(), Person(word="b")
    own = fact(MONTH, "word")
    assert values(Compare(FLAG, "=", own, word(None)), *some) == [False, True, False]
    assert values(Compare(FLAG, "!=", own, word("a")), *some) == [False, True, True]
    assert values(Exists(FLAG, own), *some) == [True, False, True]
    assert values(Among(FLAG, own, frozenset({"a", "c"}), ()), *some) == [True, False, False]
    assert values(Cond(WORD, Exists(FLAG, own), own, word("z")), *some) == ["a", "z", "b"]
    assert values(own, *some) == ["a", None, "b"]


def test_flags_when_none_then_not_held():
    some = Person(perhaps=True), Person(perhaps=False), Person(perhaps=None)
    assert values(Compare(FLAG, "=", PERHAPS, ALWAYS), *some) == [True, False, False]
    assert values(Compare(FLAG, "!=", PERHAPS, ALWAYS), *some) == [False, True, True]
    assert values(Compare(FLAG, "=", PERHAPS, Const(PERHAPS.type, None)), *some) == [
        False,
        False,
        True,
    ]
    assert values(Logic(FLAG, "not", (PERHAPS,)), *some) == [False, True, True]
    assert values(Logic(FLAG, "and", (PERHAPS, ALWAYS)), *some) == [True, False, None]
    assert values(Logic(FLAG, "or", (PERHAPS, Const(FLAG, value=False))), *some) == [
        True,
        False,
        False,
    ]
    assert values(Cond(NUMBER, PERHAPS, number(1), number(2)), *some) == [1, 2, 2]
    assert values(Exists(FLAG, PERHAPS), *some) == [True, True, False]


# ------------------------------------------------------------------ ranges and tables
def test_ranges_when_open_or_several_then_ends_are_included():
    some = [Person(amount) for amount in (-(10**25), 1, 2, 4, 5, 6, 9, 10, 10**25)]
    expr = Among(FLAG, AMOUNT, frozenset(), ((number(2), number(4)), (number(6), number(9))))
    assert values(expr, *some) == [False, False, True, True, False, True, True, False, False]
    expr = Among(FLAG, AMOUNT, frozenset(), ((None, number(1)), (number(10), None)))
    assert values(expr, *some) == [True, True, False, False, False, False, False, True, True]
    assert all(values(Among(FLAG, AMOUNT, frozenset(), ((None, None),)), *some))


def test_ranges_when_the_first_end_decides_then_the_others_are_not_asked():
    low = Among(FLAG, AMOUNT, frozenset(), ((number(2), UNKNOWN), (number(9), None)))
    assert asked(low, Person(1), Person(2)) == [set(), {"u1"}]
    second = Among(FLAG, AMOUNT, frozenset(), ((number(2), number(4)), (UNKNOWN, None)))
    assert asked(second, Person(2), Person(5)) == [set(), {"u1"}]


def test_tables_when_cells_are_words_bands_or_formulas_then_the_row_s_value():
    made = table(
        [WORD, SHARE],
        SHARE,
        [
            ([words("a", None), band(None, 100)], RATE),
            ([words("a", None), band(101, None)], number(7)),
            ([words("b"), band(None, None)], number(50, SHARE)),
        ],
        AMOUNT,
    )
    expr = Lookup(SHARE, made, (fact(MONTH, "word"), RATE), 0)
    some = [
        Person(9, 100, "a"),
        Person(9, 101, "a"),
        Person(9, -5),
        Person(9, 1, "b"),
        Person(9, 1, "c"),
    ]
    assert values(expr, *some) == [100, 700, -5, 50, 900]


def test_tables_when_a_cell_asks_then_only_those_of_its_row():
    made = table([NUMBER], NUMBER, [([band(None, 0)], UNKNOWN), ([band(1, None)], SIZE)])
    expr = Lookup(NUMBER, made, (SIZE,), 0)
    some = Person(days=days(1, 2)), Person(days=days(-1, 5)), Person()
    assert values(expr, *some, grain="day") == [[1, 2], [3, 5], []]
    assert asked(expr, *some, grain="day") == [set(), {"u1"}, set()]


def test_tables_when_an_input_is_none_or_a_fraction_then_its_own_row():
    made = table(
        [MAYBE],
        NUMBER,
        [([band(0, 5)], number(1)), ([band(6, 9, nothing=True)], number(2))],
        number(3),
    )
    expr = Lookup(NUMBER, made, (fact(MONTH, "maybe"),), 0)
    assert values(expr, *(Person(maybe=one) for one in (0, None, 6, 10, -1))) == [1, 2, 2, 3, 3]
    rows = [([band(0, 1)], word("x")), ([band(2, None)], word(None))]
    expr = Lookup(WORD, table([NUMBER], WORD, rows), (AMOUNT,), 0)
    assert values(expr, Person(1), Person(2)) == ["x", None]


# ------------------------------------------------------------------ over rows
def test_rows_when_aggregated_then_those_that_pass_the_test():
    some = [
        Person(days=(Day(5, held=True), Day(7), Day(9, held=True))),
        Person(),
        Person(days=days(-3)),
    ]
    above = Compare(FLAG, ">=", SIZE, number(7))

    def gather(kind, body, where=None, empty=None):
        return values(Gather(NUMBER, kind, "day", body, where, empty), *some)

    assert gather("sum", SIZE, DAY_HELD) == [14, 0, 0]
    assert gather("count", ALWAYS) == [3, 0, 1]
    assert gather("count", DAY_HELD) == [2, 0, 0]
    assert gather("count", ALWAYS, above) == [2, 0, 0]
    assert gather("count", DAY_HELD, above) == [1, 0, 0]
    assert gather("any", above, DAY_HELD) == [True, False, False]
    assert gather("all", above, DAY_HELD) == [False, True, True]
    assert gather("all", above) == [False, True, False]
    assert gather("highest", SIZE, None, number(4)) == [9, 4, -3]
    assert gather("lowest", SIZE, DAY_HELD, number(4)) == [5, 4, 4]
    assert gather("longest_run", above) == [2, 0, 0]
    assert gather("longest_run", above, DAY_HELD) == [1, 0, 0]


@pytest.mark.parametrize("rest", [0, 3])
@pytest.mark.parametrize("hit", [0, 1, 2, 5])
def test_charges_when_few_or_many_rows_are_hit_then_summed_and_read_alike(hit, rest):
    """What only hit rows have is found by all who read it: sums, other days, other months."""
    rows = tuple(Day(10 + index, held=index >= 5 - hit) for index in range(5))
    some = [Person(days=rows), Person(), Person(days=days(4, 4)), Person(days=rows[3:])]
    charge = Ref(NUMBER, "day", "charge")
    plan = plan_of(
        charge=("day", Cond(NUMBER, DAY_HELD, SIZE, number(rest))),
        total=Gather(NUMBER, "sum", "day", charge, None),
        part=Gather(NUMBER, "sum", "day", charge, Compare(FLAG, ">", SIZE, number(13))),
        twice=("day", Sum(NUMBER, (charge, charge), (False, False))),
    )
    charged = [[day.size if day.held else rest for day in one.days] for one in some]
    made = found(walked(plan, some, UNKNOWNS))
    assert [one["charge"] for one in made] == charged
    assert [one["total"] for one in made] == [sum(each) for each in charged]
    assert [one["twice"] for one in made] == [[2 * value for value in each] for each in charged]
    assert made == expected(plan, some, UNKNOWNS)


def test_rows_when_counted_then_the_flags_stay_as_they_are():
    """Nobody who reads the flags afterwards finds them cut down."""
    held = Ref(FLAG, "day", "held2")
    plan = plan_of(
        held2=("day", Compare(FLAG, ">", SIZE, number(0))),
        some=Gather(NUMBER, "count", "day", held, Compare(FLAG, ">", SIZE, number(1))),
        all=Gather(NUMBER, "count", "day", held, None),
    )
    (one,) = found(walked(plan, [Person(days=days(1, 2))]))
    assert (one["held2"], one["some"], one["all"]) == ([True, True], 1, 2)


def test_running_numbers_when_seen_from_an_event_then_of_its_day():
    rows = tuple(
        Day(size, held=held, week=week)
        for size, held, week in ((1, True, 0), (2, False, 0), (4, True, 1), (8, True, 0))
    )
    some = Person(days=rows, events=tuple(Day(day_index=index) for index in (3, 0, 2)))
    week = fact("day", "week")
    assert values(Nth(NUMBER, "day", DAY_HELD), some, some, grain="day") == [[1, 1, 2, 3]] * 2
    assert values(Nth(NUMBER, "day", DAY_HELD), some, some, grain="event") == [[3, 1, 2]] * 2
    assert values(Nth(NUMBER, "day", DAY_HELD, week), some, grain="day") == [[1, 1, 1, 2]]
    assert values(Running(NUMBER, "day", SIZE, week), some, grain="event") == [[11, 1, 4]]
    held = Cond(
        NUMBER, Compare(FLAG, "=", SIZE, number(8)), Running(NUMBER, "day", SIZE), number(0)
    )
    assert values(held, some, some, grain="event") == [[15, 0, 0]] * 2


def test_running_numbers_when_per_is_a_fraction_then_equal_ones_are_one_group():
    per = Quotient(RATIO, fact("day", "week"), SIZE, None)
    some = Person(days=(Day(2, week=1), Day(4, week=2), Day(4, week=1)))
    assert values(Running(NUMBER, "day", SIZE, per), some, grain="day") == [[2, 6, 4]]


def test_windows_when_aggregated_then_earlier_months_and_this_one_or_not():
    some = [
        Person(days=days(1, 2), days_before=days(10, 20)),
        Person(days=days(4)),
        Person(days_before=days(40)),
    ]
    total = {
        window: Gather(NUMBER, "sum", "day", SIZE, None, None, window)
        for window in (None, YEAR, BEFORE)
    }
    assert values(total[None], *some) == [3, 4, 0]
    assert values(total[YEAR], *some) == [33, 4, 40]
    assert values(total[BEFORE], *some) == [30, 0, 40]
    nth = Compare(FLAG, "<=", Nth(NUMBER, "day", ALWAYS), number(2))
    assert values(Gather(NUMBER, "sum", "day", SIZE, nth, None, YEAR), *some) == [30, 4, 40]
    assert values(Gather(NUMBER, "sum", "day", SIZE, nth), *some) == [3, 4, 0]


def test_windows_when_events_see_days_then_those_of_their_month():
    some = Person(
        days=days(1, 2),
        events=(Day(day_index=1),),
        days_before=days(10, 20),
        events_before=(Day(day_index=0), Day(day_index=1)),
    )
    body = Sum(NUMBER, (SIZE, AMOUNT), (False, False))
    total = Gather(NUMBER, "sum", "event", body, Exists(FLAG, fact("event", "size")), None, YEAR)
    assert values(total, some, some) == [32, 32]
    assert values(Gather(NUMBER, "sum", "event", SIZE, None), some, some) == [2, 2]


# ------------------------------------------------------------------ rows of one date
def of_date(kind, body, window=None):
    """What the events of the date of each day come to."""
    empty = number(9) if kind in {"highest", "lowest"} else None
    beside = Gather(body.type, kind, "event", body, None, empty, None, "day")
    return beside if window is None else Gather(NUMBER, "sum", "day", beside, None, None, window)


#: Two days of one date and one of another; the events of the later day come first.
DATED = Person(
    days=(Day(date=1), Day(date=1), Day(date=2)),
    events=(Day(size=4, day_index=2), Day(size=1), Day(size=2, day_index=1)),
)


def test_rows_of_a_date_when_gathered_then_those_of_every_row_with_it():
    size = fact("event", "size")
    assert values(of_date("sum", size), DATED, grain="day") == [[3, 3, 4]]
    assert values(of_date("highest", size), DATED, grain="day") == [[2, 2, 4]]
    first = Gather(MAYBE, "first", "event", size, None, None, None, "day")
    assert values(first, DATED, Person(days=(Day(date=1),)), grain="day") == [[1, 1, 4], [None]]


def test_rows_of_a_date_when_others_have_the_same_date_then_each_has_its_own():
    other = Person(days=(Day(date=1), Day(date=3)), events=(Day(size=7), Day(size=8)))
    found = values(of_date("sum", fact("event", "size")), DATED, other, DATED, grain="day")
    assert found == [[3, 3, 4], [15, 0], [3, 3, 4]]


def test_rows_of_a_date_when_no_row_asks_about_them_then_they_count_nowhere():
    """Only events of days that hold ask; an event of the 3rd sees a day, yet nobody asks of it."""
    beside = Gather(NUMBER, "sum", "day", fact("day", "size"), None, None, None, "event")
    person = Person(
        days=(Day(5, date=3), Day(1, date=1), Day(2, date=1)), events=(Day(day_index=1),)
    )
    assert values(beside, person, grain="event") == [[3]]


def test_rows_of_a_date_when_over_earlier_months_then_those_of_their_dates():
    person = Person(
        days=(Day(date=31),),
        events=(Day(size=1),),
        days_before=(Day(date=1), Day(date=2)),
        events_before=(Day(size=10), Day(size=20, day_index=1), Day(size=40, day_index=1)),
    )
    assert values(of_date("sum", fact("event", "size"), YEAR), person) == [71]
    assert values(of_date("sum", fact("event", "size"), BEFORE), person) == [70]
