"""Progressive tables: each row's percent is of what lies inside the row's band, all added up.

Bands of law are half-open: each begins where the one below ends, whatever the unit in which the
next number is written. `..Rp 60.000.000` and `Rp 60.000.001..Rp 250.000.000` meet at
Rp 60.000.000, as do `..Rp 60.000.000` and `over Rp 60.000.000`; what lies between the two written
numbers, be it half a rupiah, is above the edge. The first band begins at 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from masker_rules.errors import Problems
from masker_rules.language.expressions import FormulaError, unify
from masker_rules.language.plan import Const, Expr, Lookup, Pick, Product, Sum
from masker_rules.language.tables import MARGINAL, Band, Row, Table, value_text
from masker_rules.legal import Text
from masker_rules.units import Literal, Type
from masker_rules.units.types import UnitError, product_type, sum_type

__all__ = ["check_bands", "looked_up"]


def looked_up(table: Table, args: tuple[Expr, ...], output: int) -> Expr:
    """What a table gives for its arguments: the value of the row that fits, or of all bands.

    Raises:
        FormulaError: what is inside a band cannot be multiplied by what its row gives
            [unit-mismatch-product].
    """
    if table.kind != MARGINAL:
        return Lookup(table.outputs[output][1], table, args, output)
    terms: list[Expr] = []
    edge: Literal | None = None
    for band, row in _rising(table):
        rate = row.values[output]
        try:
            inside = _inside(args[0], edge, band.high)
            terms.append(Product(product_type(inside.type, rate.type), (inside, rate)))
        except UnitError:
            raise FormulaError(
                "unit-mismatch-product", 0, op="×", left=args[0].type, right=rate.type
            ) from None
        edge = band.high
    kind = terms[0].type
    for term in terms[1:]:
        kind = sum_type(kind, term.type)
    return terms[0] if len(terms) == 1 else Sum(kind, tuple(terms), (False,) * len(terms))


def _inside(value: Expr, low: Literal | None, high: Literal | None) -> Expr:
    """How much of `value` lies above the edge `low` (0 if None) and not above `high`."""
    upto = value
    if high is not None:
        top = _edge(high)
        upto = Pick(unify((value.type, top.type), 0), "min", (value, top))
    if low is not None:
        bottom = _edge(low)
        upto = Sum(sum_type(upto.type, bottom.type, minus=True), (upto, bottom), (False, True))
    zero = Const(Type(upto.type.unit), 0)
    return Pick(unify((upto.type, zero.type), 0), "max", (zero, upto))


def _edge(literal: Literal) -> Const:
    return Const(literal.type, literal.value)


# ------------------------------------------------------------------ what is refused
def check_bands(table: Table, problems: Problems, law: Text) -> bool:
    """Report what keeps a table from being progressive; whether its bands can be added up.

    Neighbours meet in one number or are one unit apart (of the last digit that is written, or one
    step of the input); beside `over` and `under` they meet.
    """
    cells = [row.cells[0] for row in table.rows]
    of_numbers = all(len(cell.bands) == 1 and not cell.nothing for cell in cells)
    if len(table.inputs) != 1 or table.otherwise is not None or not of_numbers:
        problems.add("marginal-wants-bands", table.place, law, table=table.name)
        return False
    faults = list(_faults(table))
    for code, row, params in faults:
        problems.add(code, row.place, law, table=table.name, **params)
    return not faults


def _faults(table: Table) -> Iterator[tuple[str, Row, dict[str, Any]]]:
    kind = table.inputs[0][1]
    bands = _rising(table)
    (first, row), (last, end) = bands[0], bands[-1]
    low = first.low
    if low is not None and _exact(low) > (0 if first.over else _apart(kind, low)):
        yield "table-open-below", row, {"edge": _text(low)}
    for (below, lower), (above, upper) in pairwise(bands):
        high, low, exact = below.high, above.low, below.under or above.over
        if high is None or low is None or _exact(low) < _exact(high):
            told = {"first": lower.text, "second": upper.text, "line": lower.place.line}
            told["meeting"] = ""
            yield "table-overlap", upper, told
        elif _exact(low) - _exact(high) > (0 if exact else _apart(kind, high, low)):
            hole = f"over {_text(high)}..under {_text(low)}"
            yield "table-gap", upper, {"hole": hole, "below": lower.text, "above": upper.text}
    if last.high is not None:
        yield "table-open-above", end, {"edge": _text(last.high)}


def _rising(table: Table) -> list[tuple[Band, Row]]:
    bands = [(row.cells[0].bands[0], row) for row in table.rows]
    return sorted(bands, key=lambda found: _order(found[0]))


def _order(band: Band) -> tuple[bool, Fraction, bool, Fraction]:
    """Where a band begins, and where two begin alike, where it ends."""
    low, high = (Fraction(-1) if end is None else _exact(end) for end in (band.low, band.high))
    return band.low is not None, low, band.high is None, high


def _apart(kind: Type, *ends: Literal) -> Fraction:
    """How far two written ends may lie apart and still mean one edge."""
    return max(_step(kind), min(_step(end.type) for end in ends))


def _step(kind: Type) -> Fraction:
    return Fraction(kind.step, 10**kind.scale)


def _exact(literal: Literal) -> Fraction:
    return Fraction(literal.value, 10**literal.type.scale)


def _text(literal: Literal) -> str:
    return value_text(literal.value, literal.type)
