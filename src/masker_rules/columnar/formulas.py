"""Formulas of a plan over several rows: aggregates, running numbers, sums up to a row.

They go from the rows to the month (:mod:`masker_rules.columnar.sheets`); what a single row tells
stands in :mod:`masker_rules.columnar.row_formulas`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import narwhals as nw

from masker_rules.columnar.row_formulas import NotColumnarError, RowFormulas, Scope, Writers
from masker_rules.columnar.sheets import MONTHLY, ROW, Key
from masker_rules.columnar.values import (
    Denominator,
    Value,
    constant,
    multiplied,
    whole,
)
from masker_rules.columnar.widths import MOST_MONTHS, Range
from masker_rules.language.expressions import NUMBER
from masker_rules.language.plan import (
    Gather,
    Nth,
    Running,
)
from masker_rules.units import Type, Unit

__all__ = ["Formulas"]


class Formulas(RowFormulas):
    """Compiles every expression of a plan; arguments and attributes as of the base."""

    def _all_writers(self) -> Writers:
        return super()._all_writers() | {
            Gather: self._gather,
            Nth: self._upto,
            Running: self._upto,
        }

    def _gather(self, expr: Gather, scope: Scope) -> Value:
        if expr.window is not None and not self.windows:
            if not expr.window.with_this_month:
                return self._of_nothing(expr, scope)
            expr = replace(expr, window=None)
        found = self._temps.get((MONTHLY, expr))
        if found is None:
            found = self._temps[MONTHLY, expr] = self._aggregate(expr)
        return self.sheets.lend(found, MONTHLY, scope.key)

    def _of_nothing(self, expr: Gather, scope: Scope) -> Value:
        """An aggregate over no rows."""
        if expr.empty is not None:
            return self._at(expr.empty, expr.type, scope)
        if expr.kind in {"any", "all"}:
            return constant(expr.kind == "all", expr.type)
        return constant(0, expr.type)

    def _aggregate(self, expr: Gather) -> Value:
        key = Key(expr.grain, expr.window)
        if expr.window is not None and expr.window.length > MOST_MONTHS:
            raise NotColumnarError
        self.sheets.sheet(key)
        rows = Scope(key)
        where = self._test(expr.where, rows) if expr.where is not None else None
        if where is not None:
            rows.tests.append(where)
        if expr.kind in {"count", "any", "all", "longest_run"}:
            return self._of_flags(expr, rows, where)
        if expr.kind == "sum":
            body = self._at(expr.body, expr.type, rows)
            if where is not None:
                zero = replace(constant(0, expr.type), under=body.under)
                body = self._either(where, body, zero, expr.type)
            body = self._over_common(replace(body, type=expr.type), rows)
            return self._total(key, body, expr.type)
        return self._extreme(expr, rows, where)

    def _total(self, key: Key, body: Value, kind: Type) -> Value:
        extent = body.extent.repeated(self.limits.rows(key.grain, key.window))
        if extent.is_wide and not body.wide:
            body = replace(body, expr=body.expr.cast(nw.Int128), wide=True)
            body = replace(body, extent=extent)  # the column itself is made wide
        stored = self._rows_column(key, body)
        under = self._monthly(key, body.under)
        name = self.sheets.aggregate("sum", key, stored)
        return Value(
            nw.col(name), kind, extent, under, frozenset({name}) | under.names, extent.is_wide
        )

    def _over_common(self, body: Value, rows: Scope) -> Value:
        """Fractions whose denominators differ from row to row, over a multiple of all of them."""
        key = rows.key
        lent = self.sheets.sheet(key).lent
        for name, high in body.under.factors:
            if lent.get(name, (key, name))[0] == MONTHLY:
                continue
            multiple = self._multiple(key, name)
            (own,) = multiple.needs
            self._ask(rows, nw.col(own) % nw.col(name) != 0, frozenset({own, name}))
            times = replace(
                multiple,
                expr=nw.col(own) // nw.col(name),
                needs=frozenset({own, name}),
            )
            left = body.under.over(Denominator(1, ((name, high),)))
            over = Denominator(1, ((own, self.limits.multiple),))
            body = multiplied(replace(body, under=left), times, body.type)
            body = replace(body, under=left.times(over), needs=body.needs | {own})
        return body

    def _multiple(self, key: Key, name: str) -> Value:
        """A number of the whole frame that the values of a column divide, as its rows see it."""
        found = self._temps.get((key, ("multiple", name)))
        if found is None:
            made = self.sheets.aggregate("multiple", key, name)
            extent = Range(1, self.limits.multiple)
            own = Value(nw.col(made), NUMBER, extent, needs=frozenset({made}))
            found = self.sheets.lend(own, MONTHLY, key)
            self._temps[key, ("multiple", name)] = found
        return found

    def _monthly(self, key: Key, under: Denominator) -> Denominator:
        """The denominator of rows as the month has it; it must be the same for all of them."""
        lent = self.sheets.sheet(key).lent
        factors = []
        for name, high in under.factors:
            source, own = lent.get(name, (key, name))
            if source != MONTHLY:
                raise NotColumnarError
            factors.append((own, high))
        return Denominator(under.constant, tuple(sorted(factors)))

    def _rows_column(self, key: Key, value: Value) -> str:
        made = self._store(key, replace(value, under=Denominator(), literal=None), "b")
        return made.name

    def _of_flags(self, expr: Gather, rows: Scope, where: Value | None) -> Value:
        body = self._test(expr.body, rows) if expr.body.type.unit is Unit.FLAG else None
        flag = Type(Unit.FLAG)
        if body is None:
            # `count` of rows: the body is a number that stands for each.
            body = Value(nw.lit(value=True), flag)
        if where is not None and expr.kind == "all":
            body = Value(~where.expr | body.expr, flag, needs=where.needs | body.needs)
        elif where is not None:
            body = Value(where.expr & body.expr, flag, needs=where.needs | body.needs)
        if expr.kind == "longest_run":
            body = self._test_column(rows.key, body)
        number = Value(_mark(body.expr), expr.type, Range(0, 1), needs=body.needs)
        if expr.kind == "count":
            return self._total(rows.key, number, expr.type)
        column = self._rows_column(rows.key, number)
        if expr.kind == "longest_run":
            stretch = self._stretches(rows.key, body, where)
            name = self.sheets.aggregate("run", rows.key, column, stretch)
            longest = Range(0, self.limits.rows(rows.key.grain, rows.key.window))
            return Value(nw.col(name), expr.type, longest, needs=frozenset({name}))
        name = self.sheets.aggregate(expr.kind, rows.key, column)
        # A column of its own: rows that are lent it must find a flag, not a number.
        holds = Value(nw.col(name) == 1, expr.type, needs=frozenset({name}))
        return self._store(MONTHLY, holds, "f").stored

    def _test_column(self, key: Key, flag: Value) -> Value:
        value = replace(flag, expr=flag.expr.fill_null(value=False))
        return self._store(key, value, "f").stored

    def _stretches(self, key: Key, flag: Value, where: Value | None) -> str:
        """A number that stays while the flag holds, and is another after it did not.

        Rows that `where` leaves out lie in no stretch and break none.
        """
        needs, holds = flag.needs, flag.expr
        if where is not None:
            needs, holds = needs | where.needs, holds | ~where.expr.fill_null(value=False)
        broken = nw.when(holds).then(whole(0)).otherwise(whole(1))
        gap = self._store(key, Value(broken, flag.type, Range(0, 1), needs=needs), "b")
        self.sheets.sheet(key).ordered = True
        run = _along(gap.name, [])
        extent = Range(0, self.limits.rows(key.grain, key.window))
        value = Value(run, flag.type, extent, needs=frozenset({gap.name}))
        return self._store(key, value, "r").name

    def _extreme(self, expr: Gather, rows: Scope, where: Value | None) -> Value:
        key = rows.key
        body = self._at(expr.body, expr.type, rows)
        if body.type.numeric is False:
            raise NotColumnarError
        body = self._over_common(body, rows)
        under = self._monthly(key, body.under)
        shown = body.expr
        if where is not None:
            nothing = nw.lit(None, dtype=nw.Int128() if body.wide else nw.Int64())
            shown = nw.when(where.expr).then(shown).otherwise(nothing)
            body = replace(body, expr=shown, needs=body.needs | where.needs)
        name = self.sheets.aggregate(expr.kind, key, self._rows_column(key, body))
        assert expr.empty is not None
        found = Value(
            nw.col(name),
            expr.type,
            body.extent,
            under,
            frozenset({name}) | under.names,
            body.wide,
        )
        empty = self._at(expr.empty, expr.type, Scope(MONTHLY))
        none = Value(nw.col(name).is_null(), Type(Unit.FLAG), needs=frozenset({name}))
        value = self._either(none, empty, found, expr.type)
        return self._store(MONTHLY, value, "q").stored

    def _upto(self, expr: Nth | Running, scope: Scope) -> Value:
        own = Key(expr.grain, scope.key.window)
        found = self._temps.get((own, expr))
        if found is None:
            found = self._temps[own, expr] = self._running(expr, own)
        return self.sheets.lend(found, own, scope.key)

    def _running(self, expr: Nth | Running, key: Key) -> Value:
        self.sheets.sheet(key).ordered = True
        rows = Scope(key)
        if isinstance(expr, Nth):
            test = self._test(expr.test, rows)
            one = nw.when(test.expr).then(whole(1)).otherwise(whole(0))
            body = Value(one, expr.type, Range(0, 1), needs=test.needs)
        else:
            body = self._over_common(self._at(expr.body, expr.type, rows), rows)
        extent = body.extent.repeated(self.limits.rows(key.grain, key.window))
        if extent.is_wide and not body.wide:
            body = replace(body, expr=body.expr.cast(nw.Int128), wide=True, extent=extent)
        column = self._rows_column(key, body)
        per = []
        if expr.per is not None:
            per = [self._store(key, self.value(expr.per, rows), "k").name]
        needs = frozenset({column, *per})
        value = Value(
            _along(column, per),
            expr.type,
            extent,
            body.under,
            needs | body.under.names,
            extent.is_wide,
        )
        return self._store(key, value, "r").stored


def _along(column: str, per: Iterable[str]) -> nw.Expr:
    """The sum of a column over the rows up to each one."""
    return nw.col(column).cum_sum().over("pm", *per, order_by=ROW)


def _mark(flag: nw.Expr) -> nw.Expr:
    """1 where a flag holds, else 0, in as little space as that takes."""
    return nw.when(flag).then(nw.lit(1, dtype=nw.Int8)).otherwise(nw.lit(0, dtype=nw.Int8))
