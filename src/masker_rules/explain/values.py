"""The exact value of any piece of a plan, read off a computed month.

The engine keeps the value of every quantity; an explanation needs the pieces between them too: the
branch taken, the row that fitted, the sum before it was rounded. They are worked out here as plain
fractions, with no scale, so that they are what a person reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from masker_rules.engine.compute import Computed, evaluate
from masker_rules.engine.doubts import CERTAIN
from masker_rules.engine.runtime import first_of, last_of, longest_run
from masker_rules.engine.words import Value
from masker_rules.language.expressions import grain_of
from masker_rules.language.plan import (
    MONTH,
    Among,
    Compare,
    Cond,
    Condition,
    Const,
    Exists,
    Expr,
    Fact,
    Gather,
    Logic,
    Lookup,
    Negative,
    Nth,
    Pick,
    Product,
    Quotient,
    Ref,
    Rounded,
    Running,
    Sum,
    Unknown,
)
from masker_rules.language.tables import Row
from masker_rules.units import Type, Unit, exact_text, percent_text, round_to_step
from masker_rules.units.printing import clock_text, duration_text
from masker_rules.units.types import SCALED

__all__ = ["HERE", "At", "NotKnownError", "Values", "exact", "plain"]

COMPARISONS = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class NotKnownError(Exception):
    """A value hangs on something that is missing."""


@dataclass(frozen=True, slots=True)
class At:
    """Where an expression is read: a grain and, there, a row."""

    grain: str
    index: int = 0


HERE = At(MONTH)


def exact(value: Any, kind: Type) -> Value:
    """A value of the engine as the number, word or flag it stands for."""
    if isinstance(value, date):
        return Fraction(value.toordinal())
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        return str(value) if isinstance(value, str) else bool(value)
    if kind.ratio or kind.unit not in SCALED:
        return Fraction(value)
    return Fraction(value, 10**kind.scale)


def plain(value: Value, unit: Unit) -> str | int | bool | None:
    """An exact value as JSON holds it: integers as numbers, everything else exact text."""
    if value is None or isinstance(value, (bool, str)):
        return value
    match unit:
        case Unit.PERCENT:
            return percent_text(value)
        case Unit.CLOCK if value.denominator == 1:
            return clock_text(int(value))
        case Unit.DATE:
            return date.fromordinal(int(value)).isoformat()
        case Unit.DURATION if value.denominator == 1:
            return duration_text(int(value))
    return int(value) if value.denominator == 1 else exact_text(value)


@dataclass(frozen=True, slots=True)
class Values:
    """Evaluates expressions of a computed month.

    Every method raises :class:`NotKnownError` where the value differs between the states that a
    missing input allows.
    """

    computation: Computed

    # -------------------------------------------------------------- leaves
    def quantity(self, name: str, at: At = HERE) -> Value:
        """Value of a quantity, for the row of its grain that `at` sees."""
        quantity = self.computation.plan.by_name[name]
        value = self.computation.values[name]
        index = self.row(quantity.grain, at)
        if self.computation.doubts.quantity(name, index):
            raise NotKnownError(name)
        return exact(value if quantity.grain == MONTH else value[index], quantity.type)

    def row(self, grain: str, at: At) -> int:
        """Index of the row of `grain` that `at` sees."""
        if grain in (MONTH, at.grain):
            return 0 if grain == MONTH else at.index
        return int(getattr(self.rows(at.grain)[at.index], f"{grain}_index"))

    def rows(self, grain: str) -> Any:
        """The rows of a grain."""
        return self.computation.inputs.rows[grain]

    def places(self, grain: str) -> Iterator[At]:
        """Every row of a grain."""
        return (At(grain, index) for index in range(len(self.rows(grain))))

    def date(self, at: At) -> date | None:
        """The date of a row."""
        if at.grain == MONTH:
            return None
        day = self.rows(at.grain)[at.index].date
        return date.fromordinal(day) if isinstance(day, int) else day

    def fact(self, grain: str, name: str, kind: Type, at: At = HERE) -> Value:
        """A fact of the row of `grain` that `at` sees."""
        inputs, doubts = self.computation.inputs, self.computation.doubts
        if grain == MONTH:
            if name in doubts.facts:
                raise NotKnownError(name)
            return exact(inputs.facts[name], kind)
        index = self.row(grain, at)
        if doubts.row(grain, index):
            raise NotKnownError(name)
        return exact(getattr(self.rows(grain)[index], name), kind)

    # -------------------------------------------------------------- expressions
    def number(self, expr: Expr, at: At = HERE) -> Fraction:
        """Value of a numeric expression."""
        value = self.of(expr, at)
        assert isinstance(value, Fraction), expr
        return value

    def of(self, expr: Expr, at: At = HERE) -> Value:
        """Value of an expression."""
        match expr:
            case Const(value=value):
                return exact(value, expr.type)
            case Unknown(name=name):
                raise NotKnownError(name)
            case Fact(grain=grain, name=name):
                return self.fact(grain, name, expr.type, at)
            case Ref(name=name):
                return self.quantity(name, at)
            case Cond(test=test, yes=yes, no=no):
                return self.of(yes if self.of(test, at) else no, at)
            case Lookup():
                _, chosen = self.found(expr, at)
                return self.of(chosen, at)
            case Condition():
                return self._flag(expr, at)
            case Gather(window=None) | Nth(per=None):
                return self._aggregate(expr, at)
            case Gather() | Nth() | Running():
                return self._computed(expr, at)
        return self._arithmetic(expr, at)

    def _arithmetic(self, expr: Expr, at: At) -> Fraction:
        match expr:
            case Sum(args=args, minus=minus):
                numbers = [self.number(arg, at) for arg in args]
                signed = (-n if m else n for n, m in zip(numbers, minus, strict=True))
                return sum(signed, Fraction())
            case Product(args=args):
                result = Fraction(1)
                for arg in args:
                    result *= self.number(arg, at)
                return result
            case Quotient(top=top, bottom=bottom, zero=zero):
                below = self.number(bottom, at)
                if not below and zero is not None:
                    return self.number(zero, at)
                return self.number(top, at) / below
            case Negative(arg=arg):
                return -self.number(arg, at)
            case Pick(kind=kind, args=args):
                return (min if kind == "min" else max)(self.number(arg, at) for arg in args)
        assert isinstance(expr, Rounded), f"no value for {type(expr).__name__}"
        rounded = round_to_step(self.number(expr.arg, at), 0, expr.step)
        return Fraction(rounded, 10**expr.step.scale)

    def _flag(self, expr: Expr, at: At) -> bool:
        match expr:
            case Compare(op=op, left=left, right=right):
                return bool(COMPARISONS[op](self.of(left, at), self.of(right, at)))
            case Logic(op="and", args=args):
                return all(self.of(arg, at) for arg in args)
            case Logic(op="or", args=args):
                return any(self.of(arg, at) for arg in args)
            case Logic(args=args):
                return not self.of(args[0], at)
            case Exists(arg=arg):
                return self.of(arg, at) is not None
        assert isinstance(expr, Among)
        found = self.of(expr.value, at)
        if not expr.ranges:
            return found in expr.words
        if found is None:
            return False  # written out beside the `exists` that keeps it from being asked
        return any(
            (low is None or self.number(low, at) <= found)  # type: ignore[operator]
            and (high is None or found <= self.number(high, at))  # type: ignore[operator]
            for low, high in expr.ranges
        )

    # -------------------------------------------------------------- tables and rows
    def found(self, expr: Lookup, at: At) -> tuple[Row | None, Expr]:
        """The row of a table that fits (None for `else`), and its cell."""
        table = expr.table
        given = [
            _scaled(self.of(arg, at), kind)
            for arg, (_, kind) in zip(expr.args, table.inputs, strict=True)
        ]
        row = table.row_for(given)
        if row is not None:
            return row, row.values[expr.output]
        assert table.otherwise is not None, table.name
        return None, table.otherwise[expr.output]

    def gathered(self, expr: Gather, at: At = HERE) -> list[tuple[At, Value]]:
        """The rows that an aggregate takes, with the value of its body."""
        if self.computation.doubts.number_of(expr.grain):
            raise NotKnownError(expr.grain)
        places = self.places(expr.grain)
        if expr.beside:
            here = self.date(At(expr.beside, self.row(expr.beside, at)))
            places = (place for place in places if self.date(place) == here)
        return [
            (place, self.of(expr.body, place))
            for place in places
            if expr.where is None or self.of(expr.where, place)
        ]

    def _computed(self, expr: Gather | Nth | Running, at: At) -> Value:
        """What reaches over other months, or counts anew: as the engine computes it."""
        if self.computation.doubts is not CERTAIN:
            raise NotKnownError(expr)
        found = evaluate(self.computation, expr, grain_of(expr))
        grain = grain_of(expr)
        return exact(found if grain == MONTH else found[self.row(grain, at)], expr.type)

    def _aggregate(self, expr: Gather | Nth, at: At) -> Value:
        if isinstance(expr, Nth):
            upto = self.row(expr.grain, at)
            places = list(self.places(expr.grain))[: upto + 1]
            return Fraction(sum(bool(self.of(expr.test, place)) for place in places))
        taken = [value for _, value in self.gathered(expr, at)]
        numbers = [value for value in taken if isinstance(value, Fraction)]
        match expr.kind:
            case "sum":
                return sum(numbers, Fraction())
            case "count":
                return Fraction(sum(value is not False and value is not None for value in taken))
            case "any":
                return any(taken)
            case "all":
                return all(taken)
            case "longest_run":
                return Fraction(longest_run(map(bool, taken)))
            case "first":
                return first_of(taken)  # type: ignore[no-any-return]
            case "last":
                return last_of(taken)  # type: ignore[no-any-return]
        assert expr.empty is not None
        empty = self.number(expr.empty, at)
        function = max if expr.kind == "highest" else min
        return function(numbers, default=empty)


def _scaled(value: Value, kind: Type) -> object:
    if isinstance(value, bool) or not isinstance(value, Fraction):
        return value
    scaled = value * 10**kind.scale if not kind.ratio and kind.unit in SCALED else value
    return int(scaled) if scaled.denominator == 1 else scaled
