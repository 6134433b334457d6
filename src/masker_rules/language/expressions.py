"""Expressions as trees: their operands, the grain at which they have one value, their units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from masker_rules.language.catalogue import catalogue, vocabularies
from masker_rules.language.plan import (
    MONTH,
    Among,
    Compare,
    Cond,
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
from masker_rules.units import Mode, Step, Type, Unit, UnitError
from masker_rules.units.types import sum_type

__all__ = [
    "FLAG",
    "NUMBER",
    "FormulaError",
    "children",
    "existing",
    "finest",
    "grain_of",
    "operands",
    "rounded",
    "unify",
    "unknown_of",
    "walk",
]

FLAG = Type(Unit.FLAG)
NUMBER = Type(Unit.NUMBER)


class FormulaError(Exception):
    """A formula is wrong at a column; the caller knows file, line and law."""

    def __init__(self, code: str, column: int, **params: object) -> None:
        super().__init__(code)
        self.code, self.column, self.params = code, column, params


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct operands of an expression."""
    match expr:
        case Sum() | Product() | Logic() | Pick() | Lookup():
            return expr.args
        case Quotient(top=top, bottom=bottom, zero=zero):
            return (top, bottom) if zero is None else (top, bottom, zero)
        case Negative(arg=arg) | Exists(arg=arg) | Rounded(arg=arg):
            return (arg,)
        case Compare(left=left, right=right):
            return (left, right)
        case Cond(test=test, yes=yes, no=no):
            return (test, yes, no)
        case Among(value=value, ranges=ranges):
            return (value, *(end for span in ranges for end in span if end is not None))
        case Gather(body=body, where=where, empty=empty):
            return tuple(part for part in (body, where, empty) if part is not None)
        case Nth(test=test, per=per):
            return (test,) if per is None else (test, per)
        case Running(body=body, per=per):
            return (body,) if per is None else (body, per)
        case _:
            return ()


def operands(expr: Expr) -> tuple[Expr, ...]:
    """Operands, and the values of a table whose cells are formulas."""
    if isinstance(expr, Lookup):
        values = [row.values[expr.output] for row in expr.table.rows]
        if expr.table.otherwise is not None:
            values.append(expr.table.otherwise[expr.output])
        return (*expr.args, *values)
    return children(expr)


def walk(expr: Expr) -> Iterator[Expr]:
    """An expression and everything in it, the cells of its tables included."""
    yield expr
    for part in operands(expr):
        yield from walk(part)


def finest(grains: Iterable[str]) -> str | None:
    """The grain that sees all others, or None where two know nothing of each other."""
    best = MONTH
    for grain in grains:
        if grain in {best, MONTH} or grain in catalogue()[best].sees:
            continue
        if best == MONTH or best in catalogue()[grain].sees:
            best = grain
        else:
            return None
    return best


def grain_of(expr: Expr) -> str:
    """The grain at which an expression has one value.

    Raises:
        FormulaError: two grains that know nothing of each other [grain-mismatch].
    """
    match expr:
        case Fact(grain=grain) | Ref(grain=grain):
            return grain
        case Nth(grain=grain, per=per) | Running(grain=grain, per=per):
            return grain if per is None else _one_grain({grain, grain_of(per)})
        case Gather():
            return MONTH
    return _one_grain({grain_of(child) for child in children(expr)})


def existing(expr: Expr) -> Expr:
    """A value that a block works with, which must not be `none`.

    Raises:
        FormulaError: it may be `none`, and nothing says what then holds [may-be-none].
    """
    if expr.type.optional:
        name = expr.name if isinstance(expr, Fact | Ref) else "…"
        raise FormulaError("may-be-none", 0, name=name)
    return expr


def _one_grain(several: set[str]) -> str:
    grains = sorted(several)
    found = finest(grains)
    if found is None:
        raise FormulaError("grain-mismatch", 0, grains=", ".join(grains), cure_grain=grains[0])
    return found


def unify(types: Iterable[Type], column: int) -> Type:
    """The type that holds values of all `types`, which must have one unit.

    Raises:
        FormulaError: different units [unit-mismatch].
    """
    found = list(types)
    result = found[0]
    for kind in found[1:]:
        result = _both(result, kind, column)
    return result


def _both(left: Type, right: Type, column: int) -> Type:
    if {left.unit, right.unit} == {Unit.PERCENT, Unit.NUMBER} and (left.ratio or right.ratio):
        left, right = (replace(kind, unit=Unit.PERCENT) for kind in (left, right))
    if left.unit != right.unit:
        raise FormulaError("unit-mismatch", column, left=left, right=right)
    optional = left.optional or right.optional
    if not left.numeric:
        vocabulary = left.vocabulary or right.vocabulary
        return replace(left, vocabulary=vocabulary, optional=optional)
    if left.unit in {Unit.CLOCK, Unit.DATE}:
        return replace(left, step=1, optional=optional)
    return replace(sum_type(left, right), optional=optional)


def rounded(value: Expr, step: Const, mode: Mode) -> Expr:
    """`value` rounded to multiples of a constant of the same unit.

    Raises:
        UnitError: the step has another unit.
    """
    if value.type.unit != step.type.unit or not isinstance(step.value, int):
        raise UnitError
    size = Step(step.type.unit, step.value, step.type.scale, mode)
    return Rounded(Type(value.type.unit, step.type.scale, step=step.value), value, size)


def unknown_of(kind: Type, name: str) -> Unknown:
    """A value of `kind` that nobody knows, with the bounds that its unit has.

    Raises:
        FormulaError: it is a word of no closed list [unknown-without-unit].
    """
    if kind.unit is Unit.PERCENT:
        return Unknown(Type(Unit.PERCENT, 2), name, (0, 100), bounded=True)
    if kind.unit is Unit.FLAG:
        return Unknown(FLAG, name, (False, True), bounded=True)
    if kind.unit is Unit.WORD:
        words = vocabularies().get(kind.vocabulary, ())
        if not words:
            # Nobody can go through the answers where any word may be one.
            raise FormulaError("unknown-without-unit", 0)
        return Unknown(kind.required(), name, words, bounded=True)
    return Unknown(replace(kind.required(), ratio=False, step=1), name, (0,), bounded=False)
