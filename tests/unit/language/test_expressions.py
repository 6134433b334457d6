"""What every traversal of an expression stands on: parts, one fold, and putting it together."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace

from hypothesis import given
from plan_worlds import FLAG, HERE, NUMBER, fact, number, plan_of
from random_plans import plans

from masker_rules.language.expressions import (
    branches,
    children,
    fold,
    needed,
    operands,
    parts,
    rebuilt,
    walk,
)
from masker_rules.language.plan import (
    MONTH,
    Among,
    Cond,
    Const,
    Expr,
    Lookup,
    Negative,
    Plan,
    Ref,
    Sum,
)
from masker_rules.language.tables import Row, Table

AMOUNT = fact(MONTH, "amount")


def named(name: str) -> Ref:
    return Ref(NUMBER, MONTH, name)


def inside(value: object) -> list[Expr]:
    """The nodes that an object holds, found without knowing what it is."""
    if isinstance(value, Expr):
        return [
            value,
            *(part for item in fields(value) for part in inside(getattr(value, item.name))),
        ]
    if isinstance(value, Table):
        return inside((tuple(row.values for row in value.rows), value.otherwise))
    if isinstance(value, tuple) and not is_dataclass(value):
        return [part for item in value for part in inside(item)]
    return []


def counted(plan: Plan) -> dict[int, Expr]:
    return {id(part): part for quantity in plan.quantities for part in inside(quantity.expr)}


@given(plans())
def test_walk_when_of_any_expression_then_every_node_in_it_comes_once(plan: Plan) -> None:
    for quantity in plan.quantities:
        found = list(walk(quantity.expr))

        assert {id(part) for part in found} == {id(part) for part in inside(quantity.expr)}
        assert len(found) == len({id(part) for part in found})


@given(plans())
def test_rebuilt_when_nothing_changes_then_the_same_expression(plan: Plan) -> None:
    for part in counted(plan).values():
        assert rebuilt(part, lambda child: child) == part


@given(plans())
def test_rebuilt_when_each_operand_changes_then_all_have_changed(plan: Plan) -> None:
    for part in counted(plan).values():
        made = rebuilt(part, lambda child: Negative(NUMBER, child))

        assert children(made) == tuple(Negative(NUMBER, child) for child in children(part))


@given(plans())
def test_fold_when_it_counts_then_as_many_as_stand_there(plan: Plan) -> None:
    for quantity in plan.quantities:
        whole = fold(quantity.expr, lambda _, below: 1 + sum(below))

        assert whole == len(inside(quantity.expr))


def test_children_when_ends_of_a_range_are_formulas_then_they_are_among_them() -> None:
    low, high = named("low"), named("high")
    among = Among(FLAG, AMOUNT, frozenset(), ((low, None), (None, high)))

    assert children(among) == (AMOUNT, low, high)


def test_operands_when_cells_are_formulas_then_those_of_the_rows_and_of_else() -> None:
    cell, rest = named("cell"), named("rest")
    row = Row(1, (), (cell,), HERE)
    made = Table("t", (("x", NUMBER),), (("value", NUMBER),), (row,), (rest,), HERE)
    lookup = Lookup(NUMBER, made, (AMOUNT,), 0)

    assert operands(lookup) == (AMOUNT, cell, rest)
    assert branches(lookup) == (cell, rest)
    assert branches(replace(lookup, table=replace(made, otherwise=None))) == (cell,)


def test_branches_when_it_is_a_choice_then_what_it_may_give() -> None:
    choice = Cond(NUMBER, fact(MONTH, "yes"), number(1), number(2))

    assert branches(choice) == (number(1), number(2))
    assert branches(AMOUNT) == ()


def test_walk_when_names_are_read_twice_each_then_in_a_time_that_does_not_double() -> None:
    said: dict[str, Expr] = {"q0": AMOUNT}
    for n in range(1, 200):
        said[f"q{n}"] = Sum(NUMBER, (named(f"q{n - 1}"), named(f"q{n - 1}")), (False, False))

    def into(part: Expr) -> tuple[Expr, ...]:
        return (said[part.name],) if isinstance(part, Ref) else children(part)

    assert sum(part is AMOUNT for part in walk(said["q199"], into)) == 1


def test_walk_when_levels_are_ten_thousand_then_none_is_too_deep() -> None:
    expr: Expr = AMOUNT
    for _ in range(10_000):
        expr = Negative(NUMBER, expr)

    assert sum(1 for _ in walk(expr)) == 10_001


def test_parts_when_of_a_kind_then_those_in_the_order_of_writing() -> None:
    two, one = number(2), number(1)
    expr = Cond(NUMBER, fact(MONTH, "yes"), Sum(NUMBER, (two, AMOUNT), (False, False)), one)

    assert list(parts(Const, expr, AMOUNT, one)) == [two, one, one]


def test_needed_when_some_are_given_then_what_they_are_made_of_is_not() -> None:
    plan = plan_of(
        a=(MONTH, AMOUNT),
        b=(MONTH, named("a")),
        c=(MONTH, number(1)),
        d=(MONTH, Sum(NUMBER, (named("c"), named("b")), (False, False))),
    )

    assert [item.name for item in needed(plan, ["d"])] == ["a", "b", "c", "d"]
    assert [item.name for item in needed(plan, ["d"], {"b"})] == ["c", "d"]
