"""Rows of tables: never reached, falling, asked with 0, finer than the rounding behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from masker_rules.language.document import Entry
from masker_rules.language.expressions import operands, parts
from masker_rules.language.lint.domains import spoken
from masker_rules.language.lint.reach import Env, fits, scaled
from masker_rules.language.lint.view import View
from masker_rules.language.lint.worse import Worse
from masker_rules.language.plan import (
    Charge,
    Cond,
    Const,
    Expr,
    Gather,
    Lookup,
    Nth,
    Rounded,
    Running,
)
from masker_rules.language.tables import Row, Table, value_text
from masker_rules.units import Unit, percent_text

__all__ = ["check_asked", "check_falling", "check_finer", "lookups", "table_entry"]


@dataclass(frozen=True, slots=True)
class Site:
    """A look-up somewhere in the plan, and what is known where it is made.

    `measure` is that of the series of the rule, which is of something that happened: never 0.
    """

    lookup: Lookup
    env: Env
    measure: Expr | None


def sites(view: View) -> Iterator[Site]:
    """Every look-up that some month can come to."""
    charges = {charge.rate: charge for charge in view.plan.charges}
    for quantity in view.plan.quantities:
        if quantity.role == "question":
            continue
        charge = charges.get(quantity.name)
        measure = view.plan.by_name[charge.measure].expr if charge and charge.measure else None
        for lookup, env in lookups(view, quantity.expr, view.reach.base):
            yield Site(lookup, env, measure)


def lookups(view: View, expr: Expr, env: Env) -> Iterator[tuple[Lookup, Env]]:
    """The look-ups of an expression that some row can come to, and what is known at each."""
    match expr:
        case Cond(test=test, yes=yes, no=no):
            yield from lookups(view, test, env)
            for truth, branch in ((True, yes), (False, no)):
                inner = view.reach.narrow(test, env, truth=truth)
                if inner is not None:
                    yield from lookups(view, branch, inner)
            return
        case Gather(body=body, where=where):
            base = view.reach.base
            inner = view.reach.narrow(where, base, truth=True) if where is not None else base
            if inner is not None:
                yield from lookups(view, body, inner)
            return
        case Nth() | Running():
            return
        case Lookup():
            yield expr, env
    for part in operands(expr):
        yield from lookups(view, part, env)


def _own_tables(view: View) -> dict[str, list[Site]]:
    """Look-ups of the tables that the profile itself has written, by path."""
    file = view.document.top.file
    found: dict[str, list[Site]] = {}
    for site in sites(view):
        if site.lookup.table.place.file == file:
            found.setdefault(site.lookup.table.name, []).append(site)
    return found


def check_asked(view: View) -> None:
    """Rows that nothing can meet, and tables that say nothing of 0, with which they are asked."""
    for name, found in _own_tables(view).items():
        _check_rows(view, name, found)
        _check_from_zero(view, name, found)
        if not name.startswith("tables."):  # a named one is refused when it is called
            _check_zero(view, name, found)


def _check_rows(view: View, name: str, found: list[Site]) -> None:
    entry = table_entry(view, name)
    alive = {
        row
        for site in found
        for row in view.reach.rows(site.lookup.table, site.lookup.args, site.env)
    }
    for index, row in enumerate(found[0].lookup.table.rows):
        if index not in alive:
            label, known = _why(view, found[0], row)
            view.problems.add(
                "row-never-applies",
                entry,
                row.place,
                table=name,
                row=row.text,
                input=label,
                known=known,
            )


def _check_from_zero(view: View, name: str, found: list[Site]) -> None:
    """Report a band that is written from 0 and only asked with what is more."""
    for row in found[0].lookup.table.rows:
        for index, (_, kind) in enumerate(found[0].lookup.table.inputs):
            low, high = row.cells[index].ranges[0] if row.cells[index].ranges else (None, None)
            asked = [view.reach.domain(s.lookup.args[index], s.env) for s in found]
            least = [domain.low for domain in asked]
            if low != 0 or high in (0, None) or not all(least) or kind.unit is not Unit.DURATION:
                continue
            ends = row.cells[index].text.partition("..")[2]
            begin = value_text(kind.step, kind)
            view.problems.add(
                "band-from-zero",
                table_entry(view, name),
                row.place,
                table=name,
                row=row.text,
                least=begin,
                better=f"{begin}..{ends}",
            )


def _why(view: View, site: Site, row: Row) -> tuple[str, str]:
    """The input that no cell of the row can meet, and what it can be."""
    table, args = site.lookup.table, site.lookup.args
    for cell, arg, (label, kind) in zip(row.cells, args, table.inputs, strict=True):
        domain = view.reach.domain(arg, site.env)
        if not fits(cell, domain, kind):
            return label, spoken(domain, kind) or "…"
    return table.inputs[0][0], "…"


def _check_zero(view: View, name: str, found: list[Site]) -> None:
    for site in found:
        table, args = site.lookup.table, site.lookup.args
        edge = table.open_at_zero
        if edge is None or args[0] == site.measure:
            continue
        if view.reach.domain(args[0], site.env).meets(0, 0):
            view.problems.add(
                "table-asked-with-zero",
                table_entry(view, name),
                table.place,
                table=name,
                edge=edge,
            )
            return


# ------------------------------------------------------------------ values
def check_falling(view: View) -> None:
    """A later bracket of a cut that is cheaper than an earlier one."""
    told: set[tuple[str, int]] = set()
    worse = Worse(view)
    for charge in view.plan.charges:
        if charge.gives:
            continue
        _, value = view.rate(charge)
        for lookup in parts(Lookup, value):
            table = lookup.table
            axis = _rising(view, worse, lookup, charge)
            if axis is None or table.place.file != view.document.top.file:
                continue
            for below, above in _falls(table, axis):
                if (table.name, above.number) in told or _hands_over(view, charge, above):
                    continue
                told.add((table.name, above.number))
                rates = [percent_text(_rate(row) or 0) for row in (below, above)]
                view.problems.add(
                    "rates-fall",
                    table_entry(view, table.name),
                    above.place,
                    table=table.name,
                    below=below.text,
                    above=above.text,
                    more=rates[0],
                    less=rates[1],
                )


def _rising(view: View, worse: Worse, lookup: Lookup, charge: Charge) -> int | None:
    """The input of which more is worse: the measure of what is charged, or a count of breaches."""
    measure = view.plan.by_name[charge.measure].expr if charge.measure else None
    for index, (arg, (_, kind)) in enumerate(zip(lookup.args, lookup.table.inputs, strict=True)):
        if kind.numeric and (arg == measure or worse.of(arg)):
            return index
    return None


def _falls(table: Table, axis: int) -> Iterator[tuple[Row, Row]]:
    """Neighbouring rows of one ladder of which the higher has the lower rate."""
    ladders: dict[tuple[str, ...], list[Row]] = {}
    for row in table.rows:
        if row.cells[axis].ranges and _rate(row) is not None:
            others = tuple(c.text for i, c in enumerate(row.cells) if i != axis)
            ladders.setdefault(others, []).append(row)
    for rows in ladders.values():
        rows.sort(key=lambda row: _begin(row, axis))
        for below, above in pairwise(rows):
            if (_rate(below) or 0) > (_rate(above) or 0):
                yield below, above


def _begin(row: Row, axis: int) -> int:
    low = row.cells[axis].ranges[0][0]
    return -1 if low is None else low


def _rate(row: Row) -> Fraction | int | None:
    value = row.values[0]
    if not isinstance(value, Const) or not isinstance(value.value, int):
        return None
    return scaled(value.value, value.type)


def _hands_over(view: View, charge: Charge, row: Row) -> bool:
    """A row of 0 beside another rule on the same series: that one has what lies there."""
    others = (c for c in view.plan.charges if c.rule != charge.rule)
    return _rate(row) == 0 and any(other.series == charge.series for other in others)


def check_finer(view: View) -> None:
    """A percent of a part's table with more decimals than the part's rounding keeps."""
    for name, entry in view.own("parts"):
        score = view.plan.by_name.get(f"{name}.score")
        if score is None or not isinstance(score.expr, Rounded):
            continue
        step = Fraction(score.expr.step.size, 10**score.expr.step.scale)
        for lookup in parts(Lookup, score.expr.arg):
            for row in lookup.table.rows:
                rate = _rate(row)
                if rate is not None and Fraction(rate) % step:
                    view.problems.add(
                        "finer-than-rounding",
                        entry,
                        row.place,
                        path=entry.path,
                        row=row.text,
                        value=percent_text(rate),
                        step=percent_text(step),
                    )


def table_entry(view: View, path: str) -> Entry:
    """The entry that a table stands in: the rule, the part, or the named table itself."""
    section, _, rest = path.partition(".")
    name = rest.partition(".")[0]
    found = view.document.section(section).get(name) or view.document.single.get(section)
    return found or view.header
