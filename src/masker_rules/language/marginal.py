"""Progressive tables: each row's percent is of what lies inside the row's band, all added up."""

from __future__ import annotations

from dataclasses import replace

from masker_rules.language.expressions import FormulaError, unify
from masker_rules.language.plan import Const, Expr, Lookup, Pick, Product, Sum
from masker_rules.language.tables import MARGINAL, Table
from masker_rules.units.types import UnitError, product_type, sum_type

__all__ = ["looked_up"]


def looked_up(table: Table, args: tuple[Expr, ...], output: int) -> Expr:
    """What a table gives for its arguments: the value of the row that fits, or of all bands.

    Raises:
        FormulaError: what is inside a band cannot be multiplied by what its row gives
            [unit-mismatch-product].
    """
    if table.kind != MARGINAL:
        return Lookup(table.outputs[output][1], table, args, output)
    terms: list[Expr] = []
    bands = [(row.cells[0].ranges[0], row.values[output]) for row in table.rows]
    for (low, high), rate in sorted(bands, key=lambda band: band[0][0] or 0):
        inside = _inside(args[0], low, high, table.inputs[0][1].step)
        try:
            terms.append(Product(product_type(inside.type, rate.type), (inside, rate)))
        except UnitError:
            raise FormulaError(
                "unit-mismatch-product", 0, op="×", left=inside.type, right=rate.type
            ) from None
    kind = terms[0].type
    for term in terms[1:]:
        kind = sum_type(kind, term.type)
    return terms[0] if len(terms) == 1 else Sum(kind, tuple(terms), (False,) * len(terms))


def _inside(value: Expr, low: int | None, high: int | None, step: int) -> Expr:
    """How much of `value` lies above the band before and not above this one."""
    edge = replace(value.type, ratio=False, step=1, optional=False)
    upto = value
    if high is not None:
        top = Const(edge, high)
        upto = Pick(unify((value.type, edge), 0), "min", (value, top))
    if low is None or low <= step:
        return upto
    rest = Sum(
        sum_type(upto.type, edge, minus=True), (upto, Const(edge, low - step)), (False, True)
    )
    return Pick(unify((rest.type, edge), 0), "max", (Const(edge, 0), rest))
