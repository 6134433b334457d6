"""What the cases of a regulation reach: rules, gates and rows of tables.

The plan is computed once more with a flag beside every table look-up that says whether the value
was really asked for there, so that a row counts only where a case depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from masker_rules.engine.compute import Computed
from masker_rules.engine.emit import Program, compile_plan
from masker_rules.engine.result import Result
from masker_rules.errors import Place
from masker_rules.language.expressions import FLAG, grain_of, operands, parts
from masker_rules.language.plan import (
    MONTH,
    Cond,
    Const,
    Expr,
    Gather,
    Logic,
    Lookup,
    Nth,
    Plan,
    Quantity,
    Unknown,
)
from masker_rules.language.tables import Row, Table

__all__ = ["Coverage", "Reachable", "cover", "reached_by_each"]

ELSE = "else"
#: Cells that stand for a rule as a whole: something that it cut, or a gate that held.
WHOLE = ""


@dataclass(frozen=True, slots=True, order=True)
class Reachable:
    """Something that a case can reach.

    Attributes:
        path: Path of the rule or table.
        what: The series of the rule, or the row of the table as written.
        place: Where it is written.
    """

    path: str
    what: str
    place: Place

    def __str__(self) -> str:
        return f"{self.path} ({self.what})" if self.what else self.path


@dataclass(frozen=True, slots=True)
class Coverage:
    """What can be reached, and what the cases reach of it.

    Attributes:
        reachable: Everything, in the order of the file.
        reached: What some case reached.
    """

    reachable: tuple[Reachable, ...]
    reached: frozenset[Reachable]

    @property
    def missed(self) -> tuple[Reachable, ...]:
        """What no case reaches, in the order of the file."""
        return tuple(item for item in self.reachable if item not in self.reached)


def cover(plan: Plan, results: Iterable[Result]) -> Coverage:
    """The coverage of a plan by results that were computed with it."""
    probe = _Probe(plan)
    reached = frozenset[Reachable]().union(*_reached(probe, results))
    return Coverage(tuple(sorted(probe.reachable, key=_order)), reached)


def reached_by_each(
    plan: Plan, results: Iterable[Result | None]
) -> tuple[frozenset[Reachable], ...]:
    """What each of some results reaches; nothing where there is none."""
    return tuple(_reached(_Probe(plan), results))


def _reached(probe: _Probe, results: Iterable[Result | None]) -> Iterator[frozenset[Reachable]]:
    for result in results:
        if result is None or result.computation is None or result.status == "not_eligible":
            yield frozenset()
        else:
            yield frozenset(probe.reached(result.computation))


def _order(item: Reachable) -> tuple[str, int, int, str, str]:
    return item.place.file, item.place.line, item.place.column, item.path, item.what


@dataclass(frozen=True, slots=True)
class _Site:
    """A look-up in the plan: its table, and the quantities that tell whether and what it asks."""

    table: Table
    grain: str
    asked: str
    args: tuple[str, ...]


class _Probe:
    """A plan with a flag beside each of its look-ups."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.sites: list[_Site] = []
        self._extra: list[Quantity] = []
        for quantity in plan.quantities:
            if quantity.role != "question":
                self._walk(quantity.expr, (), quantity)
        # The largest of what a silent text may mean: a rate of 0 would hide that a rule was met.
        self._unknowns = {
            unknown.name: unknown.candidates[-1]
            for quantity in plan.quantities
            for unknown in parts(Unknown, quantity.expr)
        }

    @cached_property
    def reachable(self) -> frozenset[Reachable]:
        return frozenset([*self._rules(), *self._rows()])

    @cached_property
    def _program(self) -> Program:
        added = {quantity.name: quantity for quantity in self._extra}
        whole = replace(
            self.plan,
            quantities=(*self.plan.quantities, *self._extra),
            by_name={**self.plan.by_name, **added},
        )
        return compile_plan(whole)

    # -------------------------------------------------------------- what there is
    def _rules(self) -> Iterator[Reachable]:
        for charge in self.plan.charges:
            yield self._item(charge.rule, charge.series, charge.rate)
        for outcome in self.plan.outcomes:
            yield self._item(outcome.rule, WHOLE, outcome.flag)
        for rule, _, factor in self.plan.factors:
            yield self._item(rule, WHOLE, factor)

    def _item(self, path: str, what: str, quantity: str) -> Reachable:
        return Reachable(path, what, self.plan.by_name[quantity].place)

    def _rows(self) -> Iterator[Reachable]:
        for site in self.sites:
            for row in site.table.rows:
                yield _row_item(site.table, row)
            if site.table.otherwise is not None:
                yield _row_item(site.table, None)

    # -------------------------------------------------------------- what is reached
    def reached(self, computation: Computed) -> set[Reachable]:
        """What one computed month reaches."""
        inputs = computation.inputs
        values = self._program.run(inputs.facts, inputs.rows, lambda n: self._unknowns[n])
        return {*self._reached_rules(values), *self._reached_rows(values)}

    def _reached_rules(self, values: dict[str, Any]) -> Iterator[Reachable]:
        for charge in self.plan.charges:
            rates = values[charge.rate]
            if any(rates) if charge.grain != MONTH else rates:
                yield self._item(charge.rule, charge.series, charge.rate)
        for outcome in self.plan.outcomes:
            if values[outcome.flag]:
                yield self._item(outcome.rule, WHOLE, outcome.flag)
        for rule, _, name in self.plan.factors:
            kind = self.plan.by_name[name].type
            if values[name] != (1 if kind.ratio else 10**kind.scale):
                yield self._item(rule, WHOLE, name)

    def _reached_rows(self, values: dict[str, Any]) -> Iterator[Reachable]:
        for site in self.sites:
            asked = _column(values[site.asked], site.grain)
            columns = [_column(values[name], site.grain) for name in site.args]
            for flag, *arguments in zip(asked, *columns, strict=True):
                if flag:
                    yield _row_item(site.table, site.table.row_for(arguments))

    # -------------------------------------------------------------- look-ups of the plan
    def _walk(self, expr: Expr, tests: tuple[Expr, ...], within: Quantity) -> None:
        match expr:
            case Cond(test=test, yes=yes, no=no):
                self._walk(test, tests, within)
                self._walk(yes, (*tests, test), within)
                self._walk(no, (*tests, Logic(FLAG, "not", (test,))), within)
                return
            case Gather(body=body, where=where):
                # What is known of the row that asks does not hold for the rows of its date.
                outer = () if expr.beside else tests
                inner = outer if where is None else (*outer, where)
                self._walk(body, inner, within)
                return
            case Nth():
                return
            case Lookup():
                self._site(expr, tests, within)
        for part in operands(expr):
            self._walk(part, tests, within)

    def _site(self, expr: Lookup, tests: tuple[Expr, ...], within: Quantity) -> None:
        here: Expr = Logic(FLAG, "and", tests) if tests else Const(FLAG, value=True)
        grain = grain_of(Logic(FLAG, "and", (here, *expr.args)))
        name = f"cover.{len(self.sites)}"
        names = tuple(f"{name}.{index}" for index in range(len(expr.args)))
        for added, part in zip((name, *names), (here, *expr.args), strict=True):
            self._extra.append(replace(within, name=added, grain=grain, expr=part))
        self.sites.append(_Site(expr.table, grain, name, names))


def _column(value: Any, grain: str) -> Sequence[Any]:
    return [value] if grain == MONTH else value


def _row_item(table: Table, row: Row | None) -> Reachable:
    if row is None:
        return Reachable(table.name, ELSE, table.place)
    return Reachable(table.name, row.text, row.place)
