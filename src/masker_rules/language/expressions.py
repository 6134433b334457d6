"""Expressions as trees: their operands, the grain at which they have one value, their units."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from masker_rules.language.catalogue import catalogue, vocabularies
from masker_rules.language.plan import (
    MONTH,
    Among,
    Cond,
    Const,
    Expr,
    Fact,
    Gather,
    Lookup,
    Named,
    Nth,
    Plan,
    Quantity,
    Ref,
    Rounded,
    Running,
    Unknown,
)
from masker_rules.language.spoken import Spoken
from masker_rules.texts import Phrase
from masker_rules.units import Mode, Step, Type, Unit, UnitError, parse_literal, scaled_text
from masker_rules.units.types import sum_type

__all__ = [
    "FLAG",
    "NUMBER",
    "FormulaError",
    "branches",
    "children",
    "date_of",
    "existing",
    "finest",
    "floored",
    "fold",
    "grain_of",
    "needed",
    "operands",
    "parts",
    "rebuilt",
    "rounded",
    "unify",
    "unknown_of",
    "unlike",
    "walk",
    "words_said",
]

#: Stands for a number whose text nobody knows.
EXAMPLE = "25"
FLAG = Type(Unit.FLAG)
NUMBER = Type(Unit.NUMBER)
Kind = TypeVar("Kind", bound=Expr)
Result = TypeVar("Result")
_HOLDERS: dict[type[Expr], tuple[str, ...]] = {}


class FormulaError(Exception):
    """A formula is wrong at a column; the caller knows file, line and law."""

    def __init__(self, code: str, column: int, **params: object) -> None:
        super().__init__(code)
        self.code, self.column, self.params = code, column, params


def _holders(expr: Expr) -> tuple[str, ...]:
    """The fields of a node that hold expressions, in order: a new node is known nowhere else."""
    kind = type(expr)
    if kind not in _HOLDERS:
        _HOLDERS[kind] = tuple(f.name for f in fields(kind) if "Expr" in str(f.type))
    return _HOLDERS[kind]


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct operands of an expression."""
    found: list[Expr] = []
    for name in _holders(expr):
        _collect(getattr(expr, name), found)
    return tuple(found)


def _collect(value: object, found: list[Expr]) -> None:
    if isinstance(value, Expr):
        found.append(value)
    elif isinstance(value, tuple):
        for item in value:
            _collect(item, found)


def operands(expr: Expr) -> tuple[Expr, ...]:
    """Operands, and the values of a table whose cells are formulas."""
    if isinstance(expr, Lookup):
        return *children(expr), *expr.table.column(expr.output)
    return children(expr)


def branches(expr: Expr) -> tuple[Expr, ...]:
    """The expressions of which a choice or a table gives one; none of anything else."""
    if isinstance(expr, Cond):
        return expr.yes, expr.no
    return expr.table.column(expr.output) if isinstance(expr, Lookup) else ()


def walk(expr: Expr, into: Callable[[Expr], Sequence[Expr]] = operands) -> Iterator[Expr]:
    """An expression and everything in it, in the order of writing.

    A part that stands in several places comes once: following names, each of which is read twice
    by the next, would otherwise take time that doubles with each.

    Args:
        expr: Where to begin.
        into: What is walked below a part; every operand, the cells of tables included.
    """
    seen: set[int] = set()
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        if id(part) not in seen:
            seen.add(id(part))
            yield part
            waiting.extend(reversed(into(part)))


def parts(kind: type[Kind], *exprs: Expr) -> Iterator[Kind]:
    """The parts of expressions that are nodes of one kind."""
    return (part for expr in exprs for part in walk(expr) if isinstance(part, kind))


def fold(expr: Expr, combine: Callable[[Expr, list[Result]], Result]) -> Result:
    """What `combine` makes of an expression and of what it made of each operand."""
    return combine(expr, [fold(part, combine) for part in operands(expr)])


def words_said(exprs: Iterable[Expr]) -> frozenset[str]:
    """Words that expressions say: alone, in lists of words, and in the cells of tables."""
    found: set[Any] = set()
    for part in (part for expr in exprs for part in walk(expr)):
        match part:
            case Const(value=value):
                found.add(value)
            case Among(words=words):
                found |= words
            case Lookup(table=table):
                found.update(w for row in table.rows for c in row.cells for w in c.words or ())
    return frozenset(word for word in found if isinstance(word, str))


def rebuilt(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """An expression with its direct operands changed; the cells of its table stay."""
    made = {name: _changed(getattr(expr, name), change) for name in _holders(expr)}
    return replace(expr, **made) if made else expr


def _changed(value: Any, change: Callable[[Expr], Expr]) -> Any:
    if isinstance(value, tuple):
        return tuple(_changed(item, change) for item in value)
    return change(value) if isinstance(value, Expr) else value


def needed(plan: Plan, names: Iterable[str], given: Container[str] = ()) -> list[Quantity]:
    """The quantities that some need, in the plan's order; those `given` need nothing."""
    wanted: set[str] = set()
    waiting = [plan.by_name[name] for name in names]
    while waiting:
        quantity = waiting.pop()
        if quantity.name not in wanted and quantity.name not in given:
            wanted.add(quantity.name)
            waiting.extend(plan.by_name[ref.name] for ref in parts(Ref, quantity.expr))
    return [quantity for quantity in plan.quantities if quantity.name in wanted]


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
        case Named(grain=grain):
            return grain
        case Nth(grain=grain, per=per) | Running(grain=grain, per=per):
            return grain if per is None else _one_grain({grain, grain_of(per)})
        case Gather(beside=beside):
            return beside or MONTH
    return _one_grain({grain_of(child) for child in operands(expr)})


def date_of(grain: str) -> Fact | None:
    """The date of a row of a grain, or of the day that it sees; None where it has none."""
    for own in (grain, *catalogue()[grain].sees):
        if "date" in catalogue()[own].facts:
            return Fact(catalogue()[own].facts["date"].type, own, "date")
    return None


def existing(expr: Expr) -> Expr:
    """A value that a block works with, which must not be `none`.

    Raises:
        FormulaError: it may be `none`, and nothing says what then holds [may-be-none].
    """
    if expr.type.optional:
        name = expr.name if isinstance(expr, Named) else "…"
        raise FormulaError("may-be-none", 0, name=name)
    return expr


def _one_grain(several: set[str]) -> str:
    grains = sorted(several)
    found = finest(grains)
    if found is None:
        raise mixed(0, *grains)
    return found


def mixed(column: int, *grains: str) -> FormulaError:
    """Rows of several grains are mixed: what brings the first of them to the others.

    Args:
        column: Of the formula.
        grains: Each; the first is asked for by an aggregate.
    """
    first = grains[0]
    dated = len(grains) > 1 and all(date_of(grain) for grain in grains)
    cure = Phrase(f"cures.{'over_the_date' if dated else 'over_the_month'}", {"grain": first})
    return FormulaError("grain-mismatch", column, grains=", ".join(grains), cure=cure)


def unlike(column: int, left: Type | Spoken, right: Type | Spoken) -> FormulaError:
    """What is wrong with two values that must have one unit [unit-mismatch].

    Of a percent beside a plain number [percent-beside-number] both ways to write the number are
    told: as hundredths, and as the shares of one that a division makes.
    """
    units = [side.type.unit if isinstance(side, Spoken) else side.unit for side in (left, right)]
    if set(units) != {Unit.PERCENT, Unit.NUMBER}:
        return FormulaError("unit-mismatch", column, left=left, right=right)
    number = right if units[1] is Unit.NUMBER else left
    text = number.text if isinstance(number, Spoken) else EXAMPLE
    literal = parse_literal(text)
    percent, whole = f"{text} / 100", f"{text} / 1"
    if literal is not None:
        percent = f"{text}%"
        whole = scaled_text(literal.value * 100, literal.type.scale) + "%"
    return FormulaError(
        "percent-beside-number", column, left=left, right=right, percent=percent, whole=whole
    )


def unify(types: Iterable[Type], column: int) -> Type:
    """The type that holds values of all `types`, which must have one unit.

    Raises:
        FormulaError: different units [unit-mismatch, percent-beside-number].
    """
    found = list(types)
    result = found[0]
    for kind in found[1:]:
        result = _both(result, kind, column)
    return result


def _both(left: Type, right: Type, column: int) -> Type:
    if left.unit != right.unit:
        raise unlike(column, left, right)
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


def floored(value: Expr, scale: int) -> Expr:
    """`value` rounded down to so many decimals, of shares and numbers below 0 too."""
    return rounded(value, Const(Type(value.type.unit, scale), 1), Mode.FLOOR)


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
